"""What all tests of a module look at, made once: it stands in a transaction that is undone after the module."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the end whatever the block does. Blocks may stand in each other: one for a module, one for each test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def for_a_module(django_db_blocker: Any) -> Iterator[None]:
    """Let a module's fixture write what its tests share; each of them then needs `undone` for itself."""
    with django_db_blocker.unblock(), undone():
        yield
