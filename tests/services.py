"""Starts the suite's own PostgreSQL and Redis. The test settings call it, because they are read before any conftest."""

import os
import re
from contextlib import ExitStack
from pathlib import Path

from tools.devservices import Stack

ROOT = Path(__file__).resolve().parent.parent
WORKER = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "gw0")) or 0)
leases = ExitStack()


def ensure() -> None:
    """Start what is not running and put its addresses, with this worker's own Redis numbers, into the environment."""
    os.environ.setdefault("SS_PG_FAST", "1")
    os.environ.pop("DEMO", None)
    stack = leases.enter_context(Stack(Path(os.environ.get("SS_TEST_STATE", ROOT / ".test"))).lease())
    os.environ.update(stack.env(redis_number=1 + WORKER))


def stop() -> None:
    """Let go of the services; the last process that does stops them."""
    leases.close()
