"""Transactions and row locks, so that operations say what they rely on."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)


class TransactionNeeded(RuntimeError):
    """Report a call outside a transaction: a bug in the caller, never a user's mistake."""


def require_transaction(what: str, using: str = "default") -> None:
    """Make sure that a transaction is open.

    :raises TransactionNeeded: if none is.
    """
    if not connections[using].in_atomic_block:
        message = f"{what} must run inside a transaction: open partner_scope() or atomic() around it"
        raise TransactionNeeded(message)


def transaction_required(operation: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run an operation outside a transaction.

    It does not open one: an operation that opened its own would commit half of a larger one's work.

    :raises TransactionNeeded: when the decorated operation is called without one.
    """

    @functools.wraps(operation)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        require_transaction(f"{operation.__module__}.{operation.__qualname__}")
        return operation(*args, **kwargs)

    return guarded


def lock_one(source: type[M] | QuerySet[M], pk: Any) -> M:
    """Read one row by primary key and hold it until the transaction ends.

    Only the row itself is locked, not those that a ``select_related`` of the queryset joins. Lock first, check second.

    :raises TransactionNeeded: outside a transaction.
    :raises Model.DoesNotExist: if there is no such row in scope.
    """
    queryset = source if isinstance(source, QuerySet) else source._default_manager.all()
    require_transaction("lock_one", queryset.db)
    return queryset.select_for_update(of=("self",)).get(pk=pk)


@contextmanager
def joined_by_hash(using: str = "default") -> Iterator[None]:
    """Have PostgreSQL plan the statements of a block without nested loops.

    For queries that read all of large tables, also of tables it has no statistics of yet: it takes them for nearly
    empty and would go through one for each row of the other. A transaction that fails takes the setting back itself.

    :raises TransactionNeeded: outside a transaction.
    """
    require_transaction("joined_by_hash", using)
    with connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")
