"""Starters (domain HR-06): somebody is offered a job, is checked, signs, and is ready when the HR manager says so.

One case holds everything. What it says about the job stands in the case until it is ready: then, and only then, an
employment is made of it (hr.operations.starters_hire).
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from finance.models import CostCentre
from hr import rules
from hr import rules_starters as starter_rules
from hr.checks import Terms, check_hours, check_pay, is_email
from hr.engine import roster
from hr.models import AssignmentTerms, Grade, PayGroup, PensionScheme, Person, Post, StarterCase
from hr.operations import dated, documents, number_clashes, starters_gates, starters_posts
from hr.operations import pensions as schemes
from hr.operations.documents import NewDocument
from hr.operations.freeze import require_free
from hr.operations.starters_case import NOUN, check_start, lock, lock_to_edit, log, move
from hr.queries import starters as found
from hr.states import STARTER_CASE
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.nino import check_nino

ELSEWHERE = frozenset({"post", "pay_group", "counts", "covers", "counts_until"})
OF_EMPLOYMENT = frozenset({"kind", "continuous_service_from"})
"""What another job of the same employment does not say anew."""
ENDING = frozenset({AssignmentTerms.Contract.FIXED_TERM, AssignmentTerms.Contract.TEMPORARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to start. `nino` may be empty: it may follow. `age_confirmed`: an unusual one is right."""

    surname: str
    date_of_birth: date
    sex: str
    forenames: str = ""
    title: str = ""
    nino: str = ""
    nationality: str = ""
    address_line_1: str = ""
    address_line_2: str = ""
    town: str = ""
    postcode: str = ""
    email: str = ""
    phone: str = ""
    age_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The job that is offered: hours a week; probation in months; public ids of post, pay group and covered job.

    `counts` says how it counts against the post, and `counts_until` for how long, where it does not hold it.
    """

    post: UUID
    pay_group: UUID
    kind: str
    title: str
    contract: str
    contract_hours: Decimal
    paid_weeks: Decimal | None = None
    working_pattern: str = ""
    end_date: date | None = None
    continuous_service_from: date | None = None
    probation_months: int = 6
    manager: User | None = None
    counts: str = StarterCase.Counts.HOLDS
    covers: UUID | None = None
    counts_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What is paid and where it is charged. Pounds a year full time, or an hour; public ids."""

    cost_centre: UUID
    grade: UUID | None = None
    spine_point: UUID | None = None
    spot_annual: Decimal | None = None
    hourly_rate: Decimal | None = None
    pension_scheme: UUID | None = None
    pension_section: str = "main"
    ni_category: str = "A"


@transaction_required
def open_case(
    *,
    partner_id: int,
    who: Newcomer,
    start_date: date,
    by: User,
    at: datetime,
    same: UUID | None = None,
    is_new: bool = False,
) -> StarterCase:
    """Open the case of somebody who is offered a job; a person is made unless `same` names one who is known.

    `is_new` says that a person of the same name and birth, who was found, is another human being.

    :raises RuleBroken: for a date out of reach, an impossible birth, an address that is none, or when somebody known
        has the same number, or the same name and birth and nobody has said that they are two
    :raises InvalidNino: if the number is not of the right form
    :raises Person.DoesNotExist: if `same` is not in scope
    """
    today = timezone.localdate(at)
    check_start(start_date, today)
    number = _check_newcomer(who, today)
    with dated.change(partner_id=partner_id, by=by, reason="starter offered a job"):
        if same is None:
            known = found.known_people(partner_id=partner_id, nino=number, surname=who.surname, born=who.date_of_birth)
            by_number = any(one.is_by_number for one in known)
            starter_rules.KnownBefore.require(not by_number, what="National Insurance number")
            starter_rules.KnownBefore.require(is_new or not known, what="surname and date of birth")
            person = _make(partner_id, who, number, at)
        else:
            person = Person.objects.of(partner_id).select_for_update(of=("self",)).get(uuid=same)
            require_free(partner_id=partner_id, person_id=person.pk)
        case: StarterCase = StarterCase.objects.create(
            partner_id=partner_id, person=person, start_date=start_date, is_rehire=same is not None, opened_by=by,
            opened_human=by.human_id, opened_at=at,
        )  # fmt: skip
        log(case, "open", by=by, at=at, note="Known here before" if same else "")
    return case


@transaction_required
def set_job(*, case: UUID, job: Job, by: User, at: datetime) -> StarterCase:
    """Say which job is offered. It may be said again until the contract is signed.

    Pay group, kind and service of an employment that is there already stay what they are.

    :raises RuleBroken: for hours that do not fit the contract, a last day that does not, cover of another post, or
        when it is about oneself or somebody close
    :raises WrongState: once the contract is signed
    :raises Post.DoesNotExist: and so for the pay group, if there is none in scope
    """
    row = lock_to_edit(case, "job")
    dated.refuse_oneself(row, by=by)
    post = Post.objects.of(row.partner_id).select_related("role__staff_group").get(uuid=job.post)
    group = PayGroup.objects.of(row.partner_id).get(uuid=job.pay_group)
    is_ending = job.contract in ENDING
    ends_after = job.end_date is not None and job.end_date > row.start_date
    starter_rules.FixedTermEnds.require(ends_after if is_ending else job.end_date is None)
    check_hours(terms_of_job(post, job))
    _check_pattern(row, job)
    kept = OF_EMPLOYMENT if row.joins_id is not None else frozenset()
    if kept and row.pay_group is not None:
        group = row.pay_group
    with dated.change(partner_id=row.partner_id, by=by, reason="job of a starter"):
        row.post, row.pay_group = post, group
        for one in fields(job):
            if one.name not in ELSEWHERE | kept:
                value = getattr(job, one.name)
                setattr(row, one.name, " ".join(value.split()) if isinstance(value, str) else value)
        starters_posts.set_counts(
            row, post, counts=job.counts, covers=job.covers, until=job.counts_until, end_date=job.end_date
        )
        row.save()
        log(row, "job", by=by, at=at)
        starters_posts.forget_of_case(row)
        starters_gates.refresh(row, by=by, at=at)
    return row


@transaction_required
def set_money(*, case: UUID, money: Money, by: User, at: datetime) -> StarterCase:
    """Say what is paid, which pension comes with it and where it is charged.

    :raises RuleBroken: for two bases of pay or none, pay beyond reason, a point outside its grade, a section that the
        scheme has not, or a cost centre of another employer
    :raises WrongState: once the contract is signed
    :raises PensionScheme.DoesNotExist: and so for grade, point and cost centre, if there is none in scope
    """
    row = lock_to_edit(case, "pay")
    dated.refuse_oneself(row, by=by)
    starter_rules.JobComplete.require(row.post_id is not None and row.pay_group_id is not None, missing="the job")
    point, grade = found.point_and_grade(row.partner_id, point=money.spine_point, grade=money.grade, on=row.start_date)
    check_pay(
        Terms(
            contract=row.contract, contract_hours=row.contract_hours or Decimal(0), full_time_hours=Decimal(1),
            weeks_in_year=Decimal(1), grade_id=grade.pk if grade else None, spine_point_id=point.pk if point else None,
            spot_annual=money.spot_annual, hourly_rate=money.hourly_rate,
        )
    )  # fmt: skip
    check_grade(point, grade)
    with dated.change(partner_id=row.partner_id, by=by, reason="pay of a starter"):
        row.spine_point, row.grade = point, grade
        row.spot_annual, row.hourly_rate = money.spot_annual, money.hourly_rate
        row.cost_centre = _cost_centre(row, money.cost_centre)
        row.pension_scheme = _scheme(row.partner_id, money)
        row.pension_section, row.is_pension_decided = money.pension_section, True
        row.ni_category = money.ni_category
        row.save()
        log(row, "pay", by=by, at=at)
        starters_gates.refresh(row, by=by, at=at)
    return row


@transaction_required
def accept(*, case: UUID, by: User, at: datetime) -> StarterCase:
    """Record that the offer is accepted: the gates of the job become tasks, each with an owner and a day.

    :raises RuleBroken: while job, pay or pension are not said
    :raises WrongState: unless it is an offer
    """
    row = lock(case)
    missing = found.missing_of_offer(row)
    starter_rules.JobComplete.require(not missing, missing=", ".join(missing))
    return move(row, "accept", by=by, at=at, after=starters_gates.open_gates)


@transaction_required
def sign(
    *, case: UUID, signed_on: date, signed_for_employer: str, copy: bytes | None, by: User, at: datetime
) -> StarterCase:
    """Record that the contract was signed: when, by whom for the employer, with the signed copy where there is one.

    :raises RuleBroken: for a day to come, without a name, without a contract that says what the case says, or a copy
        that is neither PDF, JPEG nor PNG
    :raises WrongState: unless the checks are under way
    """
    row = lock(case)
    name = " ".join(signed_for_employer.split())
    starter_rules.SignedInTime.require(signed_on <= timezone.localdate(at) and 0 < len(name) <= 120)
    contract = found.contract_of(row)
    starter_rules.ContractMade.require(contract is not None)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="contract signed"):
        row.signed_on, row.signed_for_employer, row.signed_document = signed_on, name, contract
        if copy:
            kept = NewDocument(kind="SIGNED_CONTRACT", title="Signed contract", content=copy, is_for_person=True)
            row.signed_document = documents.store(person=row.person.uuid, new=kept, by=by, at=at)
        return move(row, "sign", by=by, at=at, note=f"Signed on {signed_on:%d.%m.%Y}, for the employer by {name}")


@transaction_required
def revise(*, case: UUID, reason: str, by: User, at: datetime) -> StarterCase:
    """Open a signed case again, because the job changes: the contract is signed anew.

    :raises RuleBroken: without a reason
    :raises WrongState: unless the contract is signed and not submitted
    """
    tidy, row = rules.check_reason(reason), lock(case)
    row.signed_on, row.signed_for_employer, row.signed_document = None, "", None
    return move(row, "revise", by=by, at=at, note=tidy)


@transaction_required
def submit(*, case: UUID, by: User, at: datetime) -> StarterCase:
    """Ask the HR manager to make the case ready.

    :raises RuleBroken: while a gate that nobody may go without is open
    :raises WrongState: unless the contract is signed
    """
    row = lock(case)
    next_state(STARTER_CASE, "submit", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="starter submitted"):
        starters_gates.refresh(row, by=by, at=at)
        starters_gates.require_met(row)
        row.submitted_by, row.submitted_human, row.submitted_at = by, by.human_id, at
        return move(row, "submit", by=by, at=at)


@transaction_required
def send_back(*, case: UUID, reason: str, by: User, at: datetime) -> StarterCase:
    """Send a case back to whoever prepared it, with words.

    :raises RuleBroken: without a reason
    :raises WrongState: unless it waits for approval
    """
    tidy, row = rules.check_reason(reason), lock(case)
    row.submitted_by = row.submitted_human = row.submitted_at = None
    return move(row, "send_back", by=by, at=at, note=tidy)


def check_grade(point: Any, grade: Grade | None) -> None:
    """Check that a point lies within its grade. :raises RuleBroken: if not."""
    if point is None or grade is None:
        return
    low, high = grade.minimum, grade.maximum
    is_within = grade.scale_id == point.scale_id and low.sequence <= point.sequence <= high.sequence
    rules.PointWithinGrade.require(is_within, point=point.code, grade=grade.code, minimum=low.code, maximum=high.code)


def _check_pattern(row: StarterCase, job: Job) -> None:
    """Check that absence and leave can read the pattern. Words of before stay. :raises RuleBroken: PatternIsRead."""
    pattern = " ".join(job.working_pattern.split())
    was_words = not roster.is_read(row.working_pattern, row.contract_hours or Decimal(0))
    if (was_words and pattern == row.working_pattern) or roster.is_read(pattern, job.contract_hours):
        return
    said = roster.hours_said(pattern)
    why = "names no day with its hours" if said is None else f"comes to {said} hours, not {job.contract_hours}"
    raise starter_rules.PatternIsRead.broken(why=why)


def terms_of_job(post: Post, job: Job) -> Terms:
    """Return the hours of a job as terms, with those of its staff group."""
    group = post.role.staff_group
    return Terms(
        contract=job.contract, contract_hours=job.contract_hours, full_time_hours=group.full_time_hours,
        weeks_in_year=group.weeks_in_year, paid_weeks=job.paid_weeks, working_pattern=job.working_pattern,
    )  # fmt: skip


def _check_newcomer(who: Newcomer, today: date) -> str:
    """Check who is to start; return the number tidied. Raises RuleBroken and InvalidNino."""
    rules.NamedAtLeastBySurname.require(bool(who.surname.strip()))
    rules.check_birth(who.date_of_birth, on=today)
    rules.check_usual_age(who.date_of_birth, on=today, is_confirmed=who.age_confirmed)
    rules.check_country(who.nationality, on=today)
    rules.EmailLooksRight.require(not who.email or is_email(who.email.strip()))
    return check_nino(who.nino) if who.nino.strip() else ""


def _make(partner_id: int, who: Newcomer, nino: str, at: datetime) -> Person:
    uid = uuid4()
    number = number_clashes.number_for(partner_id=partner_id, person=uid, nino=nino, tells=False)
    given = {
        one.name: " ".join(value.split()) if isinstance(value := getattr(who, one.name), str) else value
        for one in fields(who)
        if one.name not in {"nino", "age_confirmed"}
    }
    made: Person = Person.objects.create(
        uuid=uid, partner_id=partner_id, nino=number.token, nino_index=number.index, **given
    )
    number_clashes.note(partner_id=partner_id, claimant=made.pk, number=number, at=at)
    return made


def _cost_centre(row: StarterCase, wanted: UUID) -> CostCentre:
    centre: CostCentre = CostCentre.objects.of(row.partner_id).get(uuid=wanted)
    employer = row.pay_group.legal_entity_id if row.pay_group else None
    is_open = row.start_date in centre.valid and centre.legal_entity_id == employer
    rules.CostCentreIsOpen.require(is_open, cost_centre=centre.code, on=row.start_date, field="cost_centre")
    return centre


def _scheme(partner_id: int, money: Money) -> PensionScheme | None:
    if money.pension_scheme is None:
        return None
    scheme: PensionScheme = PensionScheme.objects.of(partner_id).get(uuid=money.pension_scheme)
    schemes.check_section(scheme, money.pension_section)
    return scheme
