"""A block of a person's page: what holds on the day, what may be done about it, and how it came about."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import resolve
from django.utils import timezone

from hr.facts import Fact
from hr.queries.days import When
from hr.queries.history import HistoryRow, history
from hr.queries.records import PersonRecord
from hr.views.base import PeopleView
from sharedservices.common.formatting import day, day_short, moment

PAY, EDIT, EDIT_TAX, PROPOSE = "people.view_pay", "people.edit", "people.edit_tax", "changes.propose"
PROPOSE_WORK = "changes.propose_work"
RECORD = "bank.record"
HEADINGS = [{"label": one} for one in ("From", "Last day", "What holds", "Why", "Recorded")]
WHEN = {When.PAST: "Past", When.CURRENT: "Now", When.FUTURE: "To come"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a page: facts, what may be done, why not, and a table of how it came about. All optional."""

    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, str]] = field(default_factory=list)
    why_not: str = ""
    missing: str = ""
    table: tuple[list[list[dict[str, Any]]], list[dict[str, str]]] = field(default_factory=lambda: ([], []))
    caption: str = ""
    is_big: bool = False

    def __post_init__(self) -> None:
        """Leave out what this reader cannot open."""
        object.__setattr__(self, "actions", [one for one in self.actions if one])

    @property
    def history(self) -> list[list[dict[str, Any]]]:
        """The rows of the table."""
        return self.table[0]

    @property
    def headings(self) -> list[dict[str, str]]:
        """The headings of the table."""
        return self.table[1]

    @property
    def has_future(self) -> bool:
        """Whether something is to come: then the history is open."""
        return any(cell.get("hint") == WHEN[When.FUTURE] for row in self.history for cell in row)


def fact_rows(fact: Any, key: str = "Code") -> list[dict[str, Any]]:
    """Return what a fact says, since when and why; nothing for none."""
    if fact is None:
        return []
    return [
        {"key": key, "value": fact.text, "hint": fact.detail},
        {"key": "Holds", "value": span(fact.since, fact.last_day)},
        {"key": "Why", "value": fact.reason},
    ]


def fact_table(
    view: PeopleView, record: PersonRecord, fact: Fact, owner: UUID, permission: str
) -> tuple[list[list[dict[str, Any]]], list[dict[str, str]]]:
    """Return how a fact came about and what is to come, the latest first: the rows and the headings."""
    rows = history(fact=fact, owner=owner, on=timezone.localdate())
    can_act = view.may(permission) and any(row.can_cancel or row.can_cancel_end for row in rows)
    cells = [_history_cells(row) for row in rows]
    if can_act:
        for row, line in zip(rows, cells, strict=True):
            line.append(_undo_cell(view, record, fact, row))
    return cells, [*HEADINGS, {"label": "What can be done"}] if can_act else HEADINGS


def _history_cells(row: HistoryRow) -> list[dict[str, Any]]:
    when = moment(timezone.localtime(row.recorded_at) if row.recorded_at else None)
    return [
        {"text": day_short(row.since), "is_nowrap": True},
        {"text": day_short(row.last_day) or "No end", "is_nowrap": True},
        {"text": row.text, "hint": WHEN[row.when]},
        {"text": row.reason},
        {"text": row.recorded_by or "Not on the trail", "hint": when},
    ]


def _undo_cell(view: PeopleView, record: PersonRecord, fact: Fact, row: HistoryRow) -> dict[str, Any]:
    """Return the way to take back what has not taken effect, or nothing."""
    ids: dict[str, Any] = {"person": record.person, "fact": fact.value, "row": row.row}
    if row.can_cancel:
        return {"text": "Cancel", "href": view.url("cancel_change", query=view.kept, **ids), "context": row.text}
    if row.can_cancel_end:
        href = view.url("cancel_ending", query=view.kept, **ids)
        return {"text": "Take back the end", "href": href, "context": row.text}
    return {"text": ""}


def span(start: Any, last: Any) -> str:
    """Say from when to when something holds."""
    return f"{day(start)} to {day(last)}" if last else f"Since {day(start)}"


def link(view: PeopleView, label: str, name: str, **ids: Any) -> dict[str, str]:
    """Return a link to a page of the person that carries the date in view and the way back.

    Empty where the page itself would refuse this reader: it asks for a permission they lack, or the job is not of their
    team. Blocks leave empty links out.
    """
    if not _opens(view, view.url(name, **ids)) or not view.is_of_ones_team(ids.get("assignment")):
        return {}
    return {"label": label, "href": view.url(name, query=view.kept, **ids)}


def _opens(view: PeopleView, path: str) -> bool:
    """Return whether the view at an address lets this reader in by the permission that it declares."""
    match = resolve(path)
    page: Any = getattr(match.func, "view_class")  # noqa: B009 - what as_view returns carries its class
    return view.may(page.permission_for("GET", match.kwargs))
