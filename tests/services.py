"""Starts the suite's own PostgreSQL and Redis. The test settings call it, because they are read before any conftest."""

import os
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKER = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "gw0")) or 0)
started: Any = None


def ensure() -> None:
    """Start what is not running, and put its addresses into the environment: numbers of Redis of this worker."""
    global started
    from tools.devservices import Stack

    os.environ.setdefault("SS_PG_FAST", "1")
    os.environ.pop("DEMO", None)
    stack = Stack(Path(os.environ.get("SS_TEST_STATE", ROOT / ".test")))
    if stack.up() and "PYTEST_XDIST_WORKER" not in os.environ:
        started = stack
    os.environ.update(stack.env())
    os.environ["REDIS_URL"] = re.sub(r"virtual_host=\d+", f"virtual_host={2 + 2 * WORKER}", os.environ["REDIS_URL"])
    os.environ["CACHE_URL"] = re.sub(r"db=\d+", f"db={3 + 2 * WORKER}", os.environ["CACHE_URL"])


def stop() -> None:
    """Stop what this process started."""
    if started is not None:
        started.down()
