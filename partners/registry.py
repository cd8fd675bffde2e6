"""What the apps above add to pages of this one: work that waits, and kinds of background jobs.

An app registers in its `AppConfig.ready()`:

    registry.register_work(name="payroll.approve", permission="payroll.approve", find=runs_waiting)

so that the lower app never imports the upper one. A finder runs inside the partner's scope and answers with few rows.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from partners.models import OutboundMessage, Partner, User


class Urgency(StrEnum):
    """How a piece of work stands; the home page lists it in this order."""

    LATE = "late"
    WAITING = "waiting"
    SOON = "soon"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of the work list: what it is, where to do it, how many there are, and a second line."""

    title: str
    href: str
    count: int = 1
    hint: str = ""
    urgency: Urgency = Urgency.WAITING


class FindWork(Protocol):
    """Finds what waits for one user at one partner on one day."""

    def __call__(self, *, partner: Partner, user: User, on: date) -> Iterable[WorkItem]: ...


@dataclass(frozen=True, slots=True)
class WorkSource:
    """A registered finder and the permission that its work needs."""

    name: str
    permission: str
    find: FindWork


class UnitsOf(Protocol):
    """Finds the units of an employer."""

    def __call__(self, *, partner_id: int, entity_id: int) -> frozenset[int]: ...


class ListUnits(Protocol):
    """Lists the units that a partner has on a day, as (id, label) in the order of the tree."""

    def __call__(self, *, partner_id: int, on: date) -> list[tuple[int, str]]: ...


class Addressee(NamedTuple):
    """To whom a letter goes: the name, and the lines of the address; no lines, nowhere."""

    name: str
    lines: tuple[str, ...]


class FindAddressees(Protocol):
    """Finds where letters to people go today, by the ids of the people."""

    def __call__(self, *, partner_id: int, person_ids: Collection[int]) -> Mapping[int, Addressee]: ...


class FindRestricted(Protocol):
    """Finds the people of a partner in sensitive posts, as far as the scope lets them be known."""

    def __call__(self, *, partner_id: int) -> set[int]: ...


class FindClose(Protocol):
    """Finds the people to whom a human being is declared close (domain SEC-03), by their ids."""

    def __call__(self, *, partner_id: int, human_id: UUID) -> set[int]: ...


class Fate(StrEnum):
    """What came of a message to a person."""

    SENT = "sent"
    CAME_BACK = "came back"


class NoteFate(Protocol):
    """Notes what came of a message, inside the partner's scope and the transaction in which it came of it."""

    def __call__(self, *, partner_id: int, key: str, fate: Fate, at: datetime) -> None: ...


_work: dict[str, WorkSource] = {}
_fates: dict[str, NoteFate] = {}
_addressees: list[FindAddressees] = []
_restricted: list[FindRestricted] = []
_close: list[FindClose] = []
_units: list[ListUnits] = []
_units_of: list[UnitsOf] = []
_job_permissions: dict[str, str] = {}


def register_work(*, name: str, permission: str, find: FindWork) -> None:
    """Add a finder to the work list. :raises ValueError: when the name is taken by another."""
    if name in _work and _work[name].find is not find:
        raise ValueError(f"the work source {name!r} is registered twice")
    _work[name] = WorkSource(name, permission, find)


def work_sources() -> list[WorkSource]:
    """Return every registered finder, by name."""
    return [_work[name] for name in sorted(_work)]


def register_units(find: ListUnits) -> None:
    """Say who knows the units. :raises ValueError: when somebody else said so before."""
    if _units and _units[0] is not find:
        raise ValueError("the units are registered twice")
    _units[:] = [find]


def register_units_of(find: UnitsOf) -> None:
    """Say who knows the units of an employer. :raises ValueError: when somebody else said so before."""
    if _units_of and _units_of[0] is not find:
        raise ValueError("the units of employers are registered twice")
    _units_of[:] = [find]


def units_of(*, partner_id: int, entity_id: int) -> frozenset[int]:
    """Return every unit of an employer; none when no app keeps units."""
    return _units_of[0](partner_id=partner_id, entity_id=entity_id) if _units_of else frozenset()


def units(*, partner_id: int, on: date) -> list[tuple[int, str]]:
    """Return a partner's units of a day as (id, label); none when no app keeps units."""
    return _units[0](partner_id=partner_id, on=on) if _units else []


def register_people(*, addressees: FindAddressees, restricted: FindRestricted) -> None:
    """Say who knows people's addresses, and who is in a sensitive post. :raises ValueError: when it was said before."""
    if _addressees and (_addressees[0] is not addressees or _restricted[0] is not restricted):
        raise ValueError("the addressees are registered twice")
    _addressees[:], _restricted[:] = [addressees], [restricted]


def addressees(*, partner_id: int, person_ids: Collection[int]) -> Mapping[int, Addressee]:
    """Return where letters to people go; nobody when no app keeps people."""
    return _addressees[0](partner_id=partner_id, person_ids=person_ids) if _addressees else {}


def restricted_people(*, partner_id: int) -> set[int]:
    """Return the people in sensitive posts, as far as the scope lets them be known."""
    return _restricted[0](partner_id=partner_id) if _restricted else set()


def register_close_people(find: FindClose) -> None:
    """Say who knows declared interests. :raises ValueError: when somebody else said so before."""
    if _close and _close[0] is not find:
        raise ValueError("the declared interests are registered twice")
    _close[:] = [find]


def close_people(*, partner_id: int, human_id: UUID) -> set[int]:
    """Return the people to whom a human being is declared close; nobody when no app keeps declarations."""
    return _close[0](partner_id=partner_id, human_id=human_id) if _close else set()


def register_fate(*, kind: str, note: NoteFate) -> None:
    """Say who must learn what came of messages of a kind. :raises ValueError: when somebody else said so before."""
    if _fates.setdefault(kind, note) is not note:
        raise ValueError(f"the messages {kind!r} are watched twice")


def watched_kinds() -> list[str]:
    """Return the kinds of messages of which somebody must learn what came of them."""
    return sorted(_fates)


def note_fate(message: OutboundMessage, fate: Fate, *, at: datetime) -> None:
    """Tell whoever must learn what came of a message."""
    note = _fates.get(message.kind)
    if note is not None:
        note(partner_id=message.partner_id, key=message.key, fate=fate, at=at)


def register_job_kind(*, kind: str, permission: str) -> None:
    """Say who besides its starter may see jobs of a kind. :raises ValueError: when it was said otherwise before."""
    if _job_permissions.setdefault(kind, permission) != permission:
        raise ValueError(f"the job kind {kind!r} is registered twice")


def job_permission(kind: str) -> str | None:
    """Return the permission that opens jobs of a kind; None: only who started it."""
    return _job_permissions.get(kind)
