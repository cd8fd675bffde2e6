"""Requests about one’s data and complaints: where they stand, what is restricted, what somebody gave themselves."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from partners import holdings, rights
from partners.models import ChangeRequest, RightsCase, RightsEvent
from partners.states import UNSETTLED, ChangeState, RightsState
from sharedservices.common.exports import harmless
from sharedservices.common.formatting import counted, day
from sharedservices.common.rowsources import ListRows

WORDS = {
    "receive": "Received", "acknowledge": "Acknowledged", "assign": "Given to somebody", "restrict": "Restricted",
    "lift": "Restriction lifted", "uphold": "Done as asked", "uphold_partly": "Done in part", "refuse": "Refused",
    "withdraw": "Withdrawn", "supply": "Copy for machines taken",
}  # fmt: skip
LISTS, ERASURE = "lists", "erasure"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A request as a list shows it. `left`: days until it is due, negative when it is late."""

    case: UUID
    number: int
    name: str
    kind: str
    area: str
    state: str
    state_words: str
    received_on: date
    due_on: date
    left: int
    owner: str
    is_open: bool
    restricted: str

    @property
    def due_words(self) -> str:
        """Return how the clock stands, in words."""
        if not self.is_open:
            return ""
        return f"{counted(self.left, 'day', 'days')} left" if self.left >= 0 else f"{-self.left} days late"


def one(uuid: UUID) -> RightsCase:
    """Return a request. :raises RightsCase.DoesNotExist: when there is none in scope."""
    found: RightsCase = RightsCase.objects.select_related("owner", "recorded_by", "closed_by").get(uuid=uuid)
    return found


def open_cases(partner_id: int) -> "QuerySet[RightsCase]":
    """Return what nobody has decided yet."""
    found: QuerySet[RightsCase] = RightsCase.objects.of(partner_id).filter(state__in=UNSETTLED)
    return found


def next_day(case: RightsCase) -> date:
    """Return by when something must be done: the acknowledgement, then the answer."""
    day_due: date = case.acknowledge_by if case.state == RightsState.RECEIVED else case.due_on
    return min(day_due, case.due_on)


def rows(*, partner_id: int, filters: Mapping[str, Any], on: date) -> ListRows:
    """Return the requests that a filter leaves, those due first. Two queries."""
    found = RightsCase.objects.of(partner_id)
    if state := filters.get("state"):
        found = found.filter(state__in=UNSETTLED if state == "OPEN" else [state])
    if kind := filters.get("kind"):
        found = found.filter(kind=kind)
    cases = list(found.select_related("owner").order_by("due_on", "id"))
    names = holdings.name_people(partner_id=partner_id, ids=[row.person_id for row in cases])
    wanted = str(filters.get("text") or "").casefold()
    listed = (_row(row, names[row.person_id], on) for row in cases if row.person_id in names)
    return ListRows(row for row in listed if wanted in row.name.casefold())


def _row(case: RightsCase, name: str, on: date) -> CaseRow:
    last, is_open = next_day(case), case.state in UNSETTLED
    return CaseRow(
        case.uuid, case.number, name, str(case.get_kind_display()), rights.area_label(case.area), case.state,
        str(case.get_state_display()), case.received_on, last, (last - on).days, str(case.owner or ""), is_open,
        "Restricted" if is_restricted(case) else "",
    )  # fmt: skip


def is_restricted(case: RightsCase) -> bool:
    """Return whether its area is restricted now."""
    return case.paused_at is not None and case.lifted_at is None


def events(case: RightsCase) -> list[dict[str, Any]]:
    """Return the log, the latest first, as a timeline shows it. One query."""
    found = RightsEvent.objects.of(case.partner_id).filter(case=case).select_related("by").order_by("-id")
    return [
        {"title": WORDS.get(row.action, row.action), "by": row.by, "at": row.at, "reason": row.note} for row in found
    ]


def contested(*, partner_id: int, person_id: int) -> list[str]:
    """Return what of a record is contested and restricted, in words for every page that shows it. One query."""
    found = RightsCase.objects.of(partner_id).filter(person_id=person_id, paused_at__isnull=False, lifted_at=None)
    return [
        f"{rights.area_label(row.area)}, since {day(row.paused_at)}. Paused: {rights.pause_words(row.paused)}."
        for row in found.order_by("paused_at", "id")
    ]


def paused_lists(*, partner_id: int, people: Iterable[int]) -> set[int]:
    """Return for which of these people nothing is changed by a list. One query."""
    found = RightsCase.objects.of(partner_id).filter(
        person_id__in=list(people), paused_at__isnull=False, lifted_at=None, paused__contains=[LISTS]
    )
    return set(found.values_list("person_id", flat=True))


def changes_since(case: RightsCase) -> list[ChangeRequest]:
    """Return the change requests about the person that may put it right, made since it was received. One query."""
    kinds = rights.areas()[case.area].kinds if case.area in rights.areas() else ()
    gone = [ChangeState.REJECTED, ChangeState.WITHDRAWN, ChangeState.EXPIRED]
    rows = ChangeRequest.objects.of(case.partner_id).filter(person_id=case.person_id, kind__in=kinds)
    return list(rows.filter(made_at__date__gte=case.received_on).exclude(state__in=gone).order_by("id"))


def supplied(*, partner_id: int, person_id: int) -> dict[str, Any]:
    """Return what somebody gave themselves, by section. Source: UK GDPR article 20(1)."""
    found = {}
    for holding in holdings.holdings():
        for section in holding.sections:
            if section.code in rights.SUPPLIED.get(holding.code, ()):
                read = section.read.without_logins() if isinstance(section.read, holdings.Rows) else section.read
                found[section.title] = read(partner_id=partner_id, person_id=person_id)
    return found


def supplied_csv(content: Mapping[str, list[Mapping[str, str]]]) -> str:
    """Return the same as a table: section, record, field, value."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("Section", "Record", "Field", "Value"))
    for section, records in content.items():
        for number, record in enumerate(records, start=1):
            writer.writerows((section, number, harmless(name), harmless(value)) for name, value in record.items())
    return text.getvalue()
