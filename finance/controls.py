"""What control accounts are reconciled to, and what else a month's end asks for: other parts of the system add to both.

A part that keeps a register adds a function for the control of its account (or for the code of one account); the items
of all functions of an account stand beside its balance. A part with a task of the month's end adds the task with the
function that finds the evidence: nobody ticks it. Called once, when an app is ready:

    controls.register("NET_PAY", subledgers.net_pay)
    controls.register_task(Task("payroll_posted", "Pay runs are in the ledger", ("PAYROLL",), "Payroll", 3, posted))
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple


class Item(NamedTuple):
    """An open item of a register: pounds, debits above nought; its words name nobody.

    `place` is the kind of document, as `register_place` knows it, and `document` its public id.
    """

    reference: str
    words: str
    arose_on: date
    amount: Decimal
    place: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A legal entity's ledger at the end of a period, and the account that is asked about. `memory` is for finders.

    With `as_at`, registers of documents count what was posted for days up to that one, whatever its period.
    """

    partner_id: int
    legal_entity_id: int
    year: int
    number: int
    first_day: date
    last_day: date
    code: str = ""
    memory: dict[str, Any] = field(default_factory=dict)
    as_at: date | None = None

    def is_by_then(self, year: int | None, number: int | None) -> bool:
        """Tell whether a period is no later than this one."""
        return year is not None and number is not None and (year, number) <= (self.year, self.number)


class Evidence(NamedTuple):
    """Whether a task is done, and what shows it or is missing."""

    is_met: bool
    words: str


class Task(NamedTuple):
    """A task of the month's end: which parts it holds up, whose it is, due after so many days, and its evidence.

    `before_soft`: it is asked for before the period is closed for everybody but accountants, too.
    """

    code: str
    title: str
    modules: tuple[str, ...]
    who: str
    days: int
    find: Callable[[Where], Evidence]
    before_soft: bool = False


class Place(NamedTuple):
    """Where the documents of a kind stand: their page, its argument, and who may open it."""

    url_name: str
    argument: str
    permission: str


Finder = Callable[[Where], Sequence[Item]]
_FINDERS: dict[str, list[Finder]] = defaultdict(list)
_TASKS: dict[str, Task] = {}
_PLACES: dict[str, Place] = {}


def register(control: str, find: Finder) -> None:
    """Add a register to the accounts of a control, or to the account of one code."""
    if find not in _FINDERS[control]:
        _FINDERS[control].append(find)


def register_task(task: Task) -> None:
    """Add a task to every month's end."""
    _TASKS[task.code] = task


def register_place(code: str, place: Place) -> None:
    """Tell where a kind of document stands."""
    _PLACES[code] = place


def finders(control: str, code: str) -> list[Finder]:
    """Return the registers of an account."""
    return [*_FINDERS.get(control, ()), *_FINDERS.get(code, ())]


def codes() -> set[str]:
    """Return the codes that have a register of their own."""
    return {one for one in _FINDERS if one.isdigit()}


def tasks() -> list[Task]:
    """Return what other parts ask of a month's end."""
    return [_TASKS[code] for code in sorted(_TASKS)]


def place(code: str) -> Place | None:
    """Return where a kind of document stands, if it has a page."""
    return _PLACES.get(code)
