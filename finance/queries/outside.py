"""What the apps above tell the ledger, which knows neither people nor orders: they register, the ledger asks.

Registered once, when the app is ready. Where nobody has registered, nothing is known: no cost centre counts as one that
few people are paid from, no post as frozen, no order as open.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol


class PeoplePaid(Protocol):
    """Counts the people who are paid from each cost centre of a legal entity on a day, by the cost centre's id."""

    def __call__(self, *, partner_id: int, legal_entity_id: int, on: date) -> Mapping[int, int]: ...


class FrozenPosts(Protocol):
    """Finds the cost centres that a frozen post is paid from on a day, by id."""

    def __call__(self, *, partner_id: int, on: date) -> Collection[int]: ...


OpenOrders = Callable[[int], Mapping[tuple[str, int, int], Decimal]]
"""Partner -> what each open order line still holds, by (reference, line number, financial year), in pounds."""

_people: list[PeoplePaid] = []
_frozen: list[FrozenPosts] = []
_orders: dict[str, OpenOrders] = {}


def register_people_paid(find: PeoplePaid) -> None:
    """Say who counts people by cost centre. :raises ValueError: when it was said otherwise before."""
    _once(_people, find)


def register_frozen_posts(find: FrozenPosts) -> None:
    """Say who knows frozen posts. :raises ValueError: when it was said otherwise before."""
    _once(_frozen, find)


def register_open_orders(source: str, find: OpenOrders) -> None:
    """Say who knows the open orders of a source. :raises ValueError: when it was said otherwise before."""
    if _orders.setdefault(source, find) is not find:
        raise ValueError(f"the open orders of {source!r} are registered twice")


def forget_open_orders(source: str) -> None:
    """Take a source away again: for callers that come and go, like tests."""
    _orders.pop(source, None)


def people_paid(*, partner_id: int, legal_entity_id: int, on: date) -> Mapping[int, int]:
    """Return how many people are paid from each cost centre, by id."""
    return _people[0](partner_id=partner_id, legal_entity_id=legal_entity_id, on=on) if _people else {}


def frozen_posts(*, partner_id: int, on: date) -> Collection[int]:
    """Return the ids of cost centres that a frozen post is paid from."""
    return _frozen[0](partner_id=partner_id, on=on) if _frozen else ()


def open_orders(*, partner_id: int) -> dict[str, Mapping[tuple[str, int, int], Decimal]]:
    """Return what the open order lines of each source hold."""
    return {source: find(partner_id) for source, find in sorted(_orders.items())}


def _once(found: list[Any], find: Any) -> None:
    if found and found[0] is not find:
        raise ValueError("it is registered twice")
    found[:] = [find]
