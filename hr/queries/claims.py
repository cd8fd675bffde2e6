"""Claims: the list with its filters, what waits and for how long, and what people have not sent before a cut-off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hr.models import Claim, Employment
from hr.queries.covering import Covered, for_words
from hr.queries.pay_groups import paid_with
from hr.queries.people import unit_and_below
from hr.states import CLAIM, OPEN_CLAIMS, WAITING_CLAIMS, ClaimState
from partners.queries.holds import quiet, stands_beside
from sharedservices.common.flow import allowed_actions
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """What a list of claims is narrowed to; everything empty is every claim."""

    search: str = ""
    state: str = ""
    kind: str = ""
    unit: UUID | None = None
    late: bool = False
    sent_from: date | None = None
    sent_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim in the list. Amount in pounds, nought for hours; units are miles or hours."""

    claim: UUID
    number: str
    person: UUID
    name: str
    employee_no: str
    assignment_no: str
    unit: str
    kind: str
    kind_label: str
    n_lines: int
    units: Decimal
    amount: Decimal
    first_on: date | None
    is_late: bool
    state: str
    state_label: str
    submitted_at: datetime | None
    decided_by: str
    decided_for: str
    decided_at: datetime | None
    waits_for: str
    pay_period_name: str
    paid_on: date | None
    actions: tuple[str, ...]
    is_on_hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBy:
    """A monthly input that a released run (public id) has paid, and on which day."""

    monthly_input: int
    run: UUID
    paid_on: date


_COLUMNS = (
    "uuid", "number", "kind", "n_lines", "units", "amount", "first_on", "is_late", "state", "submitted_at",
    "decided_at", "pay_period_name", "paid_on", "decided_by__full_name", "behalf_of__full_name", "assignment__number",
    "assignment__post__org_unit_id",
    "assignment__post__org_unit__name", "employment__employee_no", "person__uuid", "person__surname",
    "person__forenames", "person__known_as",
)  # fmt: skip
RESTING = (ClaimState.SUBMITTED, ClaimState.WITH_HR, ClaimState.RETURNED, ClaimState.SENT)
DECIDABLE = {ClaimState.SUBMITTED.value}
DRAFTS = [state.value for state in OPEN_CLAIMS]


def claims(*, partner_id: int, wanted: ClaimFilter, covered: Covered | None = None) -> QuerySetRows:
    """Return the claims that fit and were sent at least once, as rows for a list. Drafts are the person’s own.

    `covered`: for whom the reader decides in which units.
    """
    rows = _marked(matching(partner_id=partner_id, wanted=wanted))
    return QuerySetRows(rows, row=lambda found: _row(found, covered or {}))


def _marked(rows: QuerySet[Any]) -> Any:
    """Return claims with their columns, and whether they rest because nothing is asked about the person."""
    return rows.annotate(is_on_hold=stands_beside()).values(*_COLUMNS, "is_on_hold")


def matching(*, partner_id: int, wanted: ClaimFilter) -> QuerySet[Any]:
    """Return the claims that fit a filter, without order."""
    rows: QuerySet[Any] = Claim.objects.of(partner_id).filter(submitted_at__isnull=False)
    conditions = {"state": wanted.state, "kind": wanted.kind, "is_late": wanted.late}
    rows = rows.filter(**{name: value for name, value in conditions.items() if value})
    if wanted.unit is not None:
        rows = rows.filter(assignment__post__org_unit_id__in=unit_and_below(partner_id=partner_id, unit=wanted.unit))
    if wanted.sent_from is not None:
        rows = rows.filter(submitted_at__date__gte=wanted.sent_from)
    if wanted.sent_to is not None:
        rows = rows.filter(submitted_at__date__lte=wanted.sent_to)
    for word in wanted.search.split():
        digits = word.upper().removeprefix("C-").lstrip("0")
        by_number = Q(number=int(digits)) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else Q()
        rows = rows.filter(
            by_number
            | Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(employment__employee_no__istartswith=word)
        )
    return rows


def waiting(*, partner_id: int) -> QuerySet[Any]:
    """Return the claims that wait for a manager or for HR, without order."""
    rows: QuerySet[Any] = Claim.objects.of(partner_id)
    return rows.filter(state__in=[state.value for state in WAITING_CLAIMS])


def waiting_for(*, partner_id: int, human_id: UUID, people: set[int]) -> QuerySet[Any]:
    """Return the claims that wait for a manager who did not send them and whose they are not."""
    rows = quiet(waiting(partner_id=partner_id)).filter(state=ClaimState.SUBMITTED)
    return rows.exclude(submitted_human=human_id).exclude(person_id__in=people)


def with_hr(*, partner_id: int, human_id: UUID, people: set[int]) -> QuerySet[Any]:
    """Return the late claims that wait for an HR manager who has not approved them before."""
    rows = quiet(waiting(partner_id=partner_id)).filter(state=ClaimState.WITH_HR)
    return rows.exclude(decided_human=human_id).exclude(submitted_human=human_id).exclude(person_id__in=people)


def unsent(*, partner_id: int, people: set[int]) -> QuerySet[Any]:
    """Return the claims that these people have something in and have still to send, without order."""
    rows: QuerySet[Any] = Claim.objects.of(partner_id)
    return rows.filter(person_id__in=people, state__in=DRAFTS, n_lines__gt=0)


def next_waiting(*, partner_id: int, human_id: UUID, people: set[int], after: UUID) -> UUID | None:
    """Return the claim that has waited longest besides one."""
    rows = waiting_for(partner_id=partner_id, human_id=human_id, people=people).exclude(uuid=after)
    found: UUID | None = rows.order_by("submitted_at", "id").values_list("uuid", flat=True).first()
    return found


def counts(*, partner_id: int) -> dict[str, int]:
    """Return how many claims that were sent stand in each state. One query."""
    rows = Claim.objects.of(partner_id).filter(submitted_at__isnull=False).values("state").annotate(n=Count("id"))
    found = {row["state"]: row["n"] for row in rows.order_by("state")}
    return {state.value: found.get(state.value, 0) for state in ClaimState}


def undecided(*, partner_id: int, pay_group_id: int, start: date) -> Iterator[tuple[Claim, str]]:
    """Yield the claims of whom a group pays in a period that nobody has decided, or sent, with words. One query."""
    states = [*DRAFTS, ClaimState.SUBMITTED, ClaimState.WITH_HR]
    paid = Employment.objects.of(partner_id).filter(paid_with(pay_group_id, start))
    rows = Claim.objects.of(partner_id).filter(employment__in=paid, state__in=states, n_lines__gt=0)
    words = {
        ClaimState.DRAFT: "is not sent yet",
        ClaimState.RETURNED: "was sent back and waits for you",
        ClaimState.SUBMITTED: "is not approved yet",
        ClaimState.WITH_HR: "waits for HR",
    }
    for row in rows.select_related("assignment").order_by("number"):
        yield row, words[ClaimState(row.state)]


def next_number(*, partner_id: int) -> int:
    """Return the number of the next claim of a partner and hold the row of numbers until the transaction ends.

    Numbers are the partner’s, whoever’s rows are in scope. One query each.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('hr_claim'), %s)", [partner_id])
        cursor.execute("SELECT hr_next_claim(%s)", [partner_id])
        found: int = cursor.fetchone()[0]
    return found


def _row(found: dict[str, Any], covered: Covered) -> ClaimRow:
    first = found["person__known_as"] or found["person__forenames"]
    return ClaimRow(
        claim=found["uuid"],
        number=f"C-{found['number']:06d}",
        person=found["person__uuid"],
        name=f"{first} {found['person__surname']}".strip(),
        employee_no=found["employment__employee_no"],
        assignment_no=found["assignment__number"],
        unit=found["assignment__post__org_unit__name"],
        kind=found["kind"],
        kind_label=Claim.Kind(found["kind"]).label,
        n_lines=found["n_lines"],
        units=found["units"],
        amount=found["amount"],
        first_on=found["first_on"],
        is_late=found["is_late"],
        state=found["state"],
        state_label=Claim.State(found["state"]).label,
        submitted_at=found["submitted_at"],
        decided_by=found["decided_by__full_name"] or "",
        decided_for=found["behalf_of__full_name"] or "",
        waits_for=for_words(covered, found["assignment__post__org_unit_id"]) if found["state"] in DECIDABLE else "",
        decided_at=found["decided_at"],
        pay_period_name=found["pay_period_name"],
        paid_on=found["paid_on"],
        actions=allowed_actions(CLAIM, found["state"]),
        is_on_hold=found["is_on_hold"] and found["state"] in RESTING,
    )
