"""Starts the suite's own PostgreSQL and Redis. The test settings call it, because they are read before any conftest."""

import os
import re
import sys
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
    state = Path(os.environ.get("SS_TEST_STATE", ROOT / ".test"))
    keep_bytecode(state.resolve() / "bytecode")
    stack = leases.enter_context(Stack(state).lease())
    os.environ.update(stack.env(redis_number=1 + WORKER))


def keep_bytecode(folder: Path) -> None:
    """Where Python was told to write none beside the source, keep it here: each process would compile us anew.

    pytest's own copies of the tests, with their asserts spelled out, are kept here too.
    """
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder)  # for the processes that tests start
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def stop() -> None:
    """Let go of the services; the last process that does stops them."""
    leases.close()
