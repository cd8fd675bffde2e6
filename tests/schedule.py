"""In which order the tests run, and which of them run in one process: what the suite's length depends on.

A module runs in one process, so that what its tests share is made once; pages, journeys and other long tests go one by
one to whichever process is free. pytest-randomly shuffles before this; nothing here depends on the order but the time.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

PAGES = "tests/browser/test_every_page.py"
# Modules of which each test takes long and shares nothing within its module.
APART = (PAGES, "tests/browser/", "tests/functional/test_kill.py", "tests/integration/tools/test_demonstration.py")
# The longest modules, longest first: what begins late ends late.
LONG = (
    "tests/functional/test_permissions.py", "tests/functional/test_isolation.py", "tests/functional/test_masking.py",
    "tests/functional/test_demo.py", "tests/functional/test_bad_input.py", "tests/functional/test_kill.py",
)  # fmt: skip


class ModuleScheduling(LoadScopeScheduling):
    """Gives a process one module after the other, or single tests of those that stand apart."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(APART) else nodeid.partition("::")[0]


def turn(item: pytest.Item) -> int:
    """Return when a test comes: the long ones first, and what fills the gaps at the end last."""
    for number, module in enumerate(LONG):
        if item.nodeid.startswith(module):
            return number
    return len(LONG) + (0 if item.nodeid.startswith("tests/browser/") else 2 if "tests/unit/" in item.nodeid else 1)


def arrange(items: list[pytest.Item]) -> None:
    """Put the tests in order. One page comes first of all: its process has the demonstration seeded for the others."""
    items.sort(key=turn)
    seeds = next((item for item in items if item.nodeid.startswith(PAGES)), None)
    if seeds is not None:
        items.remove(seeds)
        items.insert(0, seeds)
