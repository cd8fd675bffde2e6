"""Family leave as it stands: a case with its rule, its dates and its pay; the list; who is to hear little meanwhile."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Func, OuterRef, Q, Subquery

from hr.engine import family_dates, family_leave, family_pay
from hr.engine.agreements import family_rule, family_scheme
from hr.engine.family_leave import Block, Facts, Milestone, Rule
from hr.engine.family_pay import PaidDays, PayRate, Scheme
from hr.models import AbsenceRecord, Assignment, FamilyLeave, FamilyLeaveBlock, KeepInTouchDay
from hr.queries.absence_terms import JobFacts, job_facts
from hr.queries.days import ONE_DAY, last_day
from hr.queries.people import unit_and_below
from partners.queries.holds import quiet
from sharedservices.common.rowsources import QuerySetRows

K = FamilyLeave.Kind
BEREAVED = (K.BEREAVEMENT, K.BEREAVED_PARTNER)


@dataclass(frozen=True, slots=True)
class Case:
    """One case of leave with everything that follows from it."""

    leave: FamilyLeave
    blocks: list[FamilyLeaveBlock]
    kit_days: list[KeepInTouchDay]
    rule: Rule
    facts: Facts
    scheme: Scheme | None
    paid: list[PaidDays] = field(default_factory=list)

    @property
    def milestones(self) -> list[Milestone]:
        """Every date of the case, in order."""
        scheme = self.scheme if self.leave.pay == FamilyLeave.Pay.SCHEME else None
        return family_dates.milestones(self.facts, self.rule, paid=self.paid, scheme=scheme)

    @property
    def is_bereaved(self) -> bool:
        """Whether a death is part of it: nothing is sent by itself then."""
        return self.leave.is_bereaved or self.leave.kind in BEREAVED

    def standing(self, on: date) -> str:
        """Say where it stands on a day."""
        if self.leave.state != FamilyLeave.State.AGREED:
            return str(self.leave.get_state_display())
        if on < self.facts.first_day:
            return "To come"
        return "On leave" if any(on in one.valid for one in self.blocks) else "Between two parts of leave or over"


def blocks_of(rows: Iterable[FamilyLeaveBlock]) -> tuple[Block, ...]:
    """Return rows as the engine takes them."""
    return tuple(Block(one.valid.lower, one.valid.upper - ONE_DAY) for one in rows)


def facts_of_leave(leave: FamilyLeave, blocks: tuple[Block, ...]) -> Facts:
    """Return the facts of a case as the engine takes them."""
    return Facts(
        kind=leave.kind,
        notified_on=leave.notified_on,
        blocks=blocks,
        expected_on=leave.expected_on,
        happened_on=leave.happened_on,
        died_on=leave.died_on,
        official_on=leave.official_on,
        weeks_granted=leave.weeks_granted,
    )


def built(
    leave: FamilyLeave, blocks: list[FamilyLeaveBlock], job: JobFacts, kit_days: list[KeepInTouchDay] | None = None
) -> Case:
    """Return a case from its rows. :raises AgreementMissing: when law knew no such leave on the day of notice."""
    rule = family_rule(leave.kind, on=leave.notified_on)
    facts = facts_of_leave(leave, blocks_of(blocks))
    agreed = job.agreed_on(facts.first_day)
    scheme = family_scheme(agreed.sick_scale, leave.kind, on=leave.notified_on) if agreed else None
    return Case(leave, blocks, kit_days or [], rule, facts, scheme, _paid(leave, facts, scheme, job))


def _paid(leave: FamilyLeave, facts: Facts, scheme: Scheme | None, job: JobFacts) -> list[PaidDays]:
    if leave.pay == FamilyLeave.Pay.SCHEME:
        return family_pay.paid(
            facts, scheme, service_from=job.maternity_service_from, intends_return=leave.intends_return is not False
        )
    rate, words = PayRate(leave.pay.lower()), f"Agreed for this leave: {leave.get_pay_display().lower()}"
    return [PaidDays(one.first_day, one.last_day, rate, words) for one in family_leave.ordered(facts.blocks)]


def case(leave: UUID) -> Case:
    """Return a case. :raises FamilyLeave.DoesNotExist: if there is none in scope."""
    row = FamilyLeave.objects.select_related("person", "employment", "assignment", "partner").get(uuid=leave)
    return cases(partner_id=row.partner_id, rows=[row])[0]


def cases(*, partner_id: int, rows: Collection[FamilyLeave]) -> list[Case]:
    """Return cases of rows, in their order. A case whose blocks are all cancelled shows the last that it had."""
    jobs = job_facts(partner_id=partner_id, assignment_ids={row.assignment_id for row in rows})
    live: dict[int, list[FamilyLeaveBlock]] = defaultdict(list)
    gone: dict[int, list[FamilyLeaveBlock]] = defaultdict(list)
    for block in FamilyLeaveBlock.objects.of(partner_id).filter(leave__in=rows).order_by("valid", "id"):
        (gone if block.is_cancelled else live)[block.leave_id].append(block)
    days: dict[int, list[KeepInTouchDay]] = defaultdict(list)
    for one in KeepInTouchDay.objects.of(partner_id).filter(leave__in=rows).order_by("worked_on", "id"):
        days[one.leave_id].append(one)
    return [built(row, live[row.pk] or gone[row.pk], jobs[row.assignment_id], days[row.pk]) for row in rows]


def cases_of(*, partner_id: int, person_ids: Collection[int]) -> list[Case]:
    """Return the cases of some people, the latest first."""
    rows = FamilyLeave.objects.of(partner_id).filter(person_id__in=person_ids)
    found = list(rows.select_related("person", "employment", "assignment", "partner").order_by("-recorded_at", "-id"))
    return cases(partner_id=partner_id, rows=found)


def overlapping(assignment_id: int, first: date, last: date | None) -> FamilyLeaveBlock | None:
    """Return family leave from a job on one of these days, or None. Without a last day: from the first one on."""
    rows = FamilyLeaveBlock.objects.filter(assignment_id=assignment_id, is_cancelled=False, valid__endswith__gt=first)
    rows = rows if last is None else rows.filter(valid__startswith__lte=last)
    found: FamilyLeaveBlock | None = rows.select_related("leave").order_by("valid", "id").first()
    return found


def wants_no_news(*, partner_id: int, on: date) -> set[int]:
    """Return the people who are away on a day and want to hear nothing that can wait; after a death, in any case."""
    away = FamilyLeaveBlock.objects.of(partner_id).filter(leave=OuterRef("pk"), is_cancelled=False, valid__contains=on)
    rows = FamilyLeave.objects.of(partner_id).filter(Exists(away), state="AGREED")
    quiet = rows.filter(Q(touch=FamilyLeave.Touch.NONE) | Q(is_bereaved=True) | Q(kind__in=BEREAVED))
    return set(quiet.values_list("person_id", flat=True))


def protected_until(*, partner_id: int, person_id: int, on: date) -> date | None:
    """Return the last day on which somebody has first call on suitable jobs in a redundancy, if they have it on a day.

    From the notice of pregnancy, or the start of other leave, to eighteen months after birth or placement.
    """
    rows = FamilyLeave.objects.of(partner_id).filter(person_id=person_id).exclude(state="CANCELLED")
    days = []
    for one in cases(partner_id=partner_id, rows=list(rows.select_related("person", "assignment").order_by("id"))):
        until = family_leave.protected_until(one.facts, one.rule)
        since = one.leave.notified_on if one.leave.kind == K.MATERNITY else one.facts.first_day
        if until is not None and since <= on <= until:
            days.append(until)
    return max(days, default=None)


def begun_by_sickness(
    *, partner_id: int, on: date, assignment_id: int | None = None
) -> list[tuple[Case, AbsenceRecord, date]]:
    """Return planned leave that pregnancy-related sickness has started by a day: case, absence, new first day."""
    found = []
    for one in _planned(partner_id, assignment_id):
        sick = AbsenceRecord.objects.of(partner_id).filter(
            assignment_id=one.leave.assignment_id, is_pregnancy_related=True
        )
        for absence in sick.exclude(state="CANCELLED").order_by("valid", "id"):
            starts = _begins(one, absence.valid.lower, last_day(absence.valid), on)
            if starts is not None:
                found.append((one, absence, starts))
                break
    return found


def would_begin(job: Assignment, first: date, last: date | None, *, on: date) -> date | None:
    """Return the day on which pregnancy-related sickness of these days would start planned leave, or None."""
    found = (_begins(one, first, last, on) for one in _planned(job.partner_id, job.pk))
    return next((starts for starts in found if starts is not None), None)


def _planned(partner_id: int, assignment_id: int | None) -> list[Case]:
    """Return the maternity leave before a birth that is known, of one job or of all."""
    rows = FamilyLeave.objects.of(partner_id).filter(kind=K.MATERNITY, state="AGREED", happened_on=None)
    if assignment_id is not None:
        rows = rows.filter(assignment_id=assignment_id)
    return cases(partner_id=partner_id, rows=list(rows.select_related("person", "assignment").order_by("id")))


def _begins(case: Case, first: date, last: date | None, on: date) -> date | None:
    starts = family_leave.begins_by_sickness(case.facts, case.rule, first, last)
    return starts if starts is not None and starts <= on + ONE_DAY else None


# --- the list ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFilter:
    """What the list is narrowed to; everything empty is all of it."""

    search: str = ""
    kind: str = ""
    state: str = ""
    unit: UUID | None = None
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """One case in the list."""

    leave: UUID
    name: str
    assignment_no: str
    unit: str
    kind: str
    first_day: date | None
    last_day: date | None
    kit: str
    state: str


_COLUMNS = (
    "uuid", "kind", "state", "first_day", "last_after", "kit_days_allowed", "n_kit", "person__surname",
    "person__forenames", "person__known_as", "assignment__number", "assignment__post__org_unit__name",
)  # fmt: skip


def family_leave_rows(*, partner_id: int, wanted: FamilyFilter, on: date) -> QuerySetRows:
    """Return the cases that fit, as rows for a list."""
    blocks = FamilyLeaveBlock.objects.of(partner_id).filter(leave=OuterRef("pk"), is_cancelled=False)
    kit = KeepInTouchDay.objects.of(partner_id).filter(leave=OuterRef("pk")).order_by().values("leave")
    rows = FamilyLeave.objects.of(partner_id).annotate(
        first_day=Subquery(blocks.order_by("valid").values("valid__startswith")[:1]),
        last_after=Subquery(blocks.order_by("-valid").values("valid__endswith")[:1]),
        n_kit=Subquery(kit.annotate(n=Func(F("id"), function="count")).values("n")),
    )
    for name in ("kind", "state"):
        if getattr(wanted, name):
            rows = rows.filter(**{name: getattr(wanted, name)})
    if wanted.unit is not None:
        rows = rows.filter(assignment__post__org_unit_id__in=unit_and_below(partner_id=partner_id, unit=wanted.unit))
    if wanted.due == "now":
        rows = rows.filter(Exists(blocks.filter(valid__contains=on)), state="AGREED")
    if wanted.due == "confirm":
        rows = rows.filter(pk__in=to_confirm(partner_id=partner_id).values("pk"))
    if wanted.due == "return":
        rows = rows.filter(pk__in=to_return(partner_id=partner_id, on=on).values("pk"))
    for word in wanted.search.split():
        rows = rows.filter(
            Q(person__surname__icontains=word)
            | Q(person__forenames__icontains=word)
            | Q(employment__employee_no__istartswith=word)
        )
    return QuerySetRows(rows.values(*_COLUMNS), row=_row)


def to_confirm(*, partner_id: int) -> Any:
    """Return the cases whose dates nobody has confirmed to the person, where law asks for it."""
    rows = quiet(FamilyLeave.objects.of(partner_id)).filter(state="AGREED", confirmed_at=None)
    days = FamilyLeaveBlock.objects.of(partner_id).filter(leave=OuterRef("pk"), is_cancelled=False)
    return rows.filter(Exists(days), kind__in=(K.MATERNITY, K.ADOPTION, K.ADOPTION_ABROAD, K.PARENTAL_ORDER))


def to_return(*, partner_id: int, on: date) -> Any:
    """Return the cases with nothing to come whose return nobody has recorded, while the job goes on."""
    ahead = FamilyLeaveBlock.objects.of(partner_id).filter(
        leave=OuterRef("pk"), is_cancelled=False, valid__endswith__gt=on
    )
    rows = quiet(FamilyLeave.objects.of(partner_id)).filter(~Exists(ahead), state="AGREED")
    return rows.filter(assignment__valid__contains=on)


def _row(found: dict[str, Any]) -> FamilyRow:
    first = found["person__known_as"] or found["person__forenames"]
    allowed = found["kit_days_allowed"]
    return FamilyRow(
        leave=found["uuid"],
        name=f"{first} {found['person__surname']}".strip(),
        assignment_no=found["assignment__number"],
        unit=found["assignment__post__org_unit__name"],
        kind=str(K(found["kind"]).label),
        first_day=found["first_day"],
        last_day=found["last_after"] and found["last_after"] - ONE_DAY,
        kit=f"{found['n_kit'] or 0} of {allowed}" if allowed else "",
        state=found["state"],
    )
