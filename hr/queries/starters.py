"""Starters: their cases as lists and pages show them, what is missing, who is known already."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from hr import sealed
from hr.engine.starters import Gate, Waiver, gate_specs
from hr.engine.working_time import needs_review
from hr.models import (
    Document,
    Employment,
    FormerName,
    Grade,
    Person,
    RightToWork,
    SpinePoint,
    StarterAnswers,
    StarterCase,
    StarterEvent,
    StarterGate,
)
from hr.queries import compliance, right_to_work, starters_posts, working_time
from hr.queries.days import last_day
from hr.states import StarterState
from sharedservices.common.rowsources import QuerySetRows

OPEN = (
    StarterState.OFFER, StarterState.CHECKS, StarterState.CONTRACT_SIGNED, StarterState.SUBMITTED, StarterState.READY,
)  # fmt: skip
ON_PROBATION = (StarterState.PROBATION, StarterState.EXTENDED)
OFFER_NEEDS = {
    "post": "the post", "pay_group": "the pay group", "contract": "the contract", "contract_hours": "the hours",
    "cost_centre": "the cost centre",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody who is known here and may be the same person."""

    person: UUID
    name: str
    date_of_birth: date
    employments: str
    is_by_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case in the list."""

    case: UUID
    name: str
    title: str
    unit: str
    state: str
    state_words: str
    start_date: date
    n_open: int
    n_late: int
    missing: str
    manager: str


def one(case: UUID) -> StarterCase:
    """Return a case with what its page needs. :raises StarterCase.DoesNotExist: when there is none in scope."""
    related = (
        "person", "manager", "post__role__staff_group", "post__org_unit", "pay_group__legal_entity", "grade__minimum",
        "grade__maximum", "spine_point__scale", "cost_centre", "pension_scheme", "employment", "assignment", "joins",
        "covers__person",        "signed_document", "opened_by", "submitted_by", "approved_by",
    )  # fmt: skip
    found: StarterCase = StarterCase.objects.select_related(*related).get(uuid=case)
    return found


def cases(
    *, partner_id: int, on: date, state: str = "", text: str = "", lacks: str = "", manager_id: int | None = None
) -> QuerySetRows:
    """Return cases as rows of a list.

    `state` is "open" (not started yet), or one state; `lacks` is "late", "arrived" or "transfer" (without a job).
    """
    rows = StarterCase.objects.of(partner_id).select_related("person", "post__org_unit", "manager")
    rows = rows.filter(state__in=OPEN) if state == "open" else rows.filter(state=state) if state else rows
    for word in text.split():
        rows = rows.filter(
            Q(person__surname__icontains=word) | Q(person__forenames__icontains=word) | Q(title__icontains=word)
        )
    if manager_id is not None:
        rows = rows.filter(manager_id=manager_id)
    if lacks == "late":
        late_cases = StarterGate.objects.of(partner_id).filter(state="OPEN", due_on__lt=on).values("case_id")
        rows = rows.filter(pk__in=late_cases, state__in=OPEN)
    elif lacks == "transfer":
        rows = rows.filter(route=StarterCase.Route.TRANSFER, state__in=OPEN, employment=None)
    elif lacks == "arrived":
        rows = rows.filter(arrived_on__isnull=False, state__in=OPEN)
    return QuerySetRows(_with_gates(rows, on), row=_row)


def _with_gates(rows: "QuerySet[StarterCase]", on: date) -> "QuerySet[Any]":
    gates = StarterGate.objects.filter(partner_id=OuterRef("partner_id"), case_id=OuterRef("pk"), state="OPEN")
    counted = gates.order_by().values("case_id").annotate(n=Count("id"))
    late = counted.filter(due_on__lt=on)
    strict = Case(When(waiver=Waiver.NEVER.value, then=0), default=1)
    worst = gates.order_by(strict, "due_on", "id")
    return rows.annotate(
        n_open=Coalesce(Subquery(counted.values("n")[:1]), 0),
        n_late=Coalesce(Subquery(late.values("n")[:1]), 0),
        first_missing=Subquery(worst.values("gate")[:1]),
    )


def _row(case: Any) -> CaseRow:
    return CaseRow(
        case=case.uuid,
        name=case.person.display_name,
        title=case.title or "Not said yet",
        unit=case.post.org_unit.name if case.post else "",
        state=case.state,
        state_words=case.get_state_display(),
        start_date=case.start_date,
        n_open=case.n_open if case.state in OPEN else 0,
        n_late=case.n_late if case.state in OPEN else 0,
        missing=_missing_words(case),
        manager=case.manager.full_name if case.manager else "",
    )


def _missing_words(case: Any) -> str:
    if case.state == StarterState.OFFER:
        return "The acceptance" if not missing_of_offer(case) else "Job or pay"
    if case.state not in OPEN or not case.first_missing:
        return ""
    first = gate_specs(on=case.start_date)[Gate(case.first_missing)].title
    return first if case.n_open == 1 else f"{first} and {case.n_open - 1} more"


def counts(*, partner_id: int) -> dict[str, int]:
    """Return how many cases there are in each state. One query."""
    rows = StarterCase.objects.of(partner_id).order_by().values_list("state").annotate(n=Count("id"))
    return {state: n for state, n in rows}  # noqa: C416 - pairs of a queryset


def case_of_person(*, partner_id: int, person_id: int) -> StarterCase | None:
    """Return the newest case of a person, or None. One query."""
    found: StarterCase | None = StarterCase.objects.of(partner_id).filter(person_id=person_id).order_by("-id").first()
    return found


def gates_of(case: StarterCase) -> list[StarterGate]:
    """Return the gates of a case in the order of the list. One query."""
    order = {gate.value: place for place, gate in enumerate(gate_specs(on=case.start_date))}
    rows = StarterGate.objects.of(case.partner_id).filter(case=case).select_related("done_by")
    return sorted(rows, key=lambda row: order[row.gate])


def events(case: StarterCase) -> list[StarterEvent]:
    """Return the log of a case, the newest first. One query."""
    return list(StarterEvent.objects.of(case.partner_id).filter(case=case).select_related("by").order_by("-id"))


def answers(case: StarterCase) -> StarterAnswers | None:
    """Return what the starter said last, or None. One query."""
    found: StarterAnswers | None = StarterAnswers.objects.of(case.partner_id).filter(case=case).order_by("-id").first()
    return found


def contract_about(case: StarterCase) -> str:
    """Return what a contract was made from: it changes whenever the offer changes."""
    said = [
        case.start_date, case.end_date, case.post_id, case.pay_group_id, case.title, case.contract,
        case.contract_hours, case.paid_weeks, case.working_pattern, case.grade_id, case.spine_point_id,
        case.spot_annual, case.hourly_rate, case.pension_scheme_id, case.probation_months,
    ]  # fmt: skip
    text = "|".join("" if one is None else str(one) for one in said)
    return f"case:{case.pk}:{sealed.sealing.blind_index(text, 'contract')}"


def contract_of(case: StarterCase) -> Document | None:
    """Return the contract that says what the case says, or None."""
    rows = Document.objects.of(case.partner_id).filter(
        person_id=case.person_id, kind="CONTRACT", superseded_at=None, about=contract_about(case)
    )
    found: Document | None = rows.order_by("-id").first()
    return found


def missing_of_offer(case: StarterCase) -> list[str]:
    """Say what an offer lacks."""
    missing = [words for name, words in OFFER_NEEDS.items() if getattr(case, name) in {None, ""}]
    if case.spine_point_id is None and case.spot_annual is None and case.hourly_rate is None:
        missing.append("the pay")
    return missing if case.is_pension_decided else [*missing, "the pension"]


def missing_gates(case: StarterCase) -> list[str]:
    """Return the titles of the gates that stand in the way of a start."""
    specs = gate_specs(on=case.start_date)
    return [
        specs[Gate(row.gate)].title for row in gates_of(case) if row.state == "OPEN" and row.waiver != Waiver.FOLLOWS
    ]


def gate_facts(case: StarterCase, *, on: date) -> dict[Gate, bool]:
    """Return which of the gates that records meet are met."""
    said = answers(case)
    return {
        Gate.RIGHT_TO_WORK: proof_on_start(case) is not None,
        Gate.DBS: _has_dbs(case),
        Gate.REGISTRATION: _is_registered(case),
        Gate.POST: starters_posts.has_room(case) and case.cost_centre_id is not None,
        Gate.WORKING_TIME: not needs_review(hours_over_all_jobs(case), on=case.start_date),
        Gate.PENSION: case.is_pension_decided,
        Gate.DECLARATION: said is not None,
        Gate.BANK: said is not None and bool(said.account),
        Gate.NINO: bool(case.person.nino_index),
    }


def _has_dbs(case: StarterCase) -> bool:
    """Tell whether the person has a check as the role asks for it, good on the first day."""
    role = case.post.role if case.post else None
    return compliance.holds_dbs(partner_id=case.partner_id, person_id=case.person_id, role=role, on=case.start_date)


def _is_registered(case: StarterCase) -> bool:
    """Tell whether the person stands in the register that the role names on the first day."""
    body = case.post.role.registration if case.post else ""
    return bool(body) and compliance.holds_registration(
        partner_id=case.partner_id, person_id=case.person_id, body=body, on=case.start_date
    )


def proof_on_start(case: StarterCase) -> RightToWork | None:
    """Return the check that proves the right to work on the first day, or None."""
    return right_to_work.best(partner_id=case.partner_id, person_id=case.person_id, on=case.start_date)


def hours_over_all_jobs(case: StarterCase) -> Decimal:
    """Return the contract hours a week of the person's jobs on the first day, with those of the case. One query."""
    others = working_time.other_hours(
        partner_id=case.partner_id, person_id=case.person_id, on=case.start_date, without=case.assignment_id
    )
    return others + (case.contract_hours or Decimal(0))


def point_and_grade(
    partner_id: int, *, point: UUID | None, grade: UUID | None, on: date
) -> tuple[SpinePoint | None, Grade | None]:
    """Return a spine point that has a value on a day, and a grade. Raises DoesNotExist for one that is not there."""
    if point is None:
        return None, None
    valued = SpinePoint.objects.of(partner_id).filter(uuid=point)
    found: SpinePoint = valued.get()
    if grade is None:
        return found, None
    return found, Grade.objects.of(partner_id).select_related("minimum", "maximum").get(uuid=grade)


def known_people(*, partner_id: int, nino: str, surname: str, born: date) -> list[Known]:
    """Return who may be the same person: by National Insurance number, then by birth and surname. Two queries."""
    tidy = " ".join(surname.split())
    before = FormerName.objects.of(partner_id).filter(surname__iexact=tidy, is_restricted=False).values("person_id")
    same = (Q(surname__iexact=tidy) | Q(pk__in=before)) & Q(date_of_birth=born)
    index = sealed.nino_index(nino, partner_id=partner_id) if nino else ""
    if index:
        same |= Q(nino_index=index)
    people = list(Person.objects.of(partner_id).filter(same).order_by("surname", "forenames", "id")[:20])
    jobs = Employment.objects.of(partner_id).filter(person__in=people).order_by("valid", "id")
    spans: dict[int, list[str]] = {}
    for job in jobs:
        end = last_day(job.valid)
        spans.setdefault(job.person_id, []).append(
            f"{job.employee_no}, from {job.valid.lower:%-d %B %Y}" + (f" to {end:%-d %B %Y}" if end else "")
        )
    return [
        Known(
            person=who.uuid, name=who.display_name, date_of_birth=who.date_of_birth,
            employments="; ".join(spans.get(who.pk, [])), is_by_number=bool(index) and who.nino_index == index,
        )
        for who in people
    ]  # fmt: skip
