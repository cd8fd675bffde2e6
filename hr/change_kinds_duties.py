"""More kinds of change request about employment (domain HR-07): duties, place, contract, grade, name, corrections."""

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse

from hr import change_payloads_duties as payloads
from hr.change_kinds import HR_MANAGER, apply_by, clean, job_kind, of_team, subject_of, usual_steps, with_pay
from hr.change_kinds_own import evidence_of
from hr.models import ActingUp, Assignment, AssignmentTerms, JobParticulars, Person
from hr.operations import acting, contracts, corrections, grading, honoraria, names, particulars, secondments
from hr.queries import duty_words, job_words
from partners.change_kinds import (
    OPEN,
    READ_CHANGES,
    ChangeKind,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
)

PAY_FACTS = ("Honorarium a period", "Paid by", "Pay")
"""What acting up says about pay: the difference would give the salary away."""


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


def _job_of_acting(payload: Payload) -> Assignment:
    rows = ActingUp.objects.select_related("assignment__person", "assignment__partner", "assignment__post__org_unit")
    return of_team(rows.get(uuid=payload["acting"]).assignment)


def _terms_of(payload: Payload) -> AssignmentTerms:
    rows = AssignmentTerms.objects.select_related("assignment__person", "assignment__partner")
    found: AssignmentTerms = rows.get(uuid=payload["row"])
    return found


def _take(given: dict[str, Any], shape: Any, name: str) -> dict[str, Any]:
    """Return the arguments with the fields of a dataclass gathered under a name."""
    fields = {field: given.pop(field) for field in shape.__dataclass_fields__ if field in given}
    return {**given, name: shape(**fields)}


def _from_start(payload: Payload) -> date:
    """Return the first day of what has a last one too."""
    return date.fromisoformat(payload["effective_from"])


def _where(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the particulars with another place: what else holds stays."""
    job = Assignment.objects.select_related("post").get(uuid=payload["assignment"])
    row = job_words.holding(JobParticulars, payload["effective_from"], "manager", assignment=job)
    wanted = particulars.Particulars(
        title=row.title if row else job.title, location=payload.pop("location"),
        manager=row.manager.uuid if row and row.manager else None,
    )  # fmt: skip
    return {**payload, "wanted": wanted}


def _manager_only(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


ACTING = job_kind(
    "hr.acting", "Act up", route="act_up", say=duty_words.acting, operation=acting.start,
    shape=payloads.ActingPayload, turn=lambda given: _take(given, acting.Cover, "cover"),
    propose=OPEN, pay_facts=PAY_FACTS,
)  # fmt: skip
ACTING_END = job_kind(
    "hr.acting_end", "End acting up early", route="end_acting", say=duty_words.acting, operation=acting.end,
    shape=payloads.ActingEndPayload, find=_job_of_acting, propose=OPEN, pay_facts=PAY_FACTS,
)  # fmt: skip
HONORARIUM = job_kind(
    "hr.honorarium", "Pay an honorarium", route="honorarium", say=duty_words.honoraria, operation=honoraria.award,
    shape=payloads.HonorariumPayload, turn=lambda given: _take(given, honoraria.Award, "award"),
    propose=OPEN,
)  # fmt: skip
SECOND_OUT = job_kind(
    "hr.second_out", "Second to another organisation", route="second_out", say=duty_words.secondment,
    operation=secondments.second_out, shape=payloads.SecondmentOutPayload, affects_pay=False, propose=OPEN,
    turn=lambda given: _take(given, secondments.Agreement, "agreement"),
)  # fmt: skip
SECOND_IN = job_kind(
    "hr.second_in", "Second from another organisation", route="second_in", say=duty_words.secondment,
    operation=secondments.second_in, shape=payloads.SecondmentInPayload, affects_pay=False, propose=OPEN,
    turn=lambda given: _take(given, secondments.Agreement, "agreement"),
)  # fmt: skip
PARTICULARS = job_kind(
    "hr.particulars", "Change title, place or manager", route="change_particulars", say=duty_words.particulars,
    operation=particulars.change_particulars, shape=payloads.ParticularsPayload, steps=_manager_only,
    attribute="particulars", propose=OPEN,
    turn=lambda given: _take(given, particulars.Particulars, "wanted"), affects_pay=False,
)  # fmt: skip
LOCATION = job_kind(
    "hr.location", "Change place of work", route="change_location", say=duty_words.particulars, steps=_manager_only,
    operation=particulars.change_particulars, shape=payloads.LocationPayload, turn=_where, affects_pay=False,
    attribute="particulars", propose=OPEN,
)  # fmt: skip
CONTRACT = job_kind(
    "hr.contract", "Change contract or its end", route="change_contract", say=duty_words.contract,
    operation=contracts.change_contract, shape=payloads.ContractPayload, attribute="contract", propose=OPEN,
    turn=lambda given: _take(given, contracts.Wanted, "wanted"),
)  # fmt: skip
GRADE = job_kind(
    "hr.grade", "Promote or regrade", route="change_grade", say=job_words.pay, operation=grading.change_grade,
    shape=payloads.GradePayload, attribute="pay", has_later=True,
    turn=lambda given: _take(given, grading.Grading, "grading"),
)  # fmt: skip


# --- a name is the person's, not a job's ------------------------------------------------------------------------------
def _person(payload: Payload) -> Person:
    found: Person = Person.objects.select_related("partner").get(uuid=payload["person"])
    return found


def _person_subject(payload: Payload) -> Subject:
    one = _person(payload)
    href = reverse("hr:person", kwargs={"partner_code": one.partner.code, "person": one.uuid})
    return Subject(words=one.display_name, href=href, person_id=one.pk)


def _revise_name(payload: Payload) -> str:
    one = _person(payload)
    return reverse("hr:change_name", kwargs={"partner_code": one.partner.code, "person": one.uuid})


def _name_words(payload: Payload, _on: date | None) -> Words:
    return duty_words.name(payload["person"])


def _named(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of the operation: what was handed in stays with the request."""
    return _take({name: value for name, value in given.items() if name != "document"}, names.NewName, "name")


NAME = ChangeKind(
    audience=READ_CHANGES,
    code="hr.name",
    title="Change name",
    clean=clean(payloads.NamePayload),
    starts=_from_start,
    subject=_person_subject,
    facts=_name_words,
    apply=apply_by(names.change_name, payloads.NamePayload, _named),
    steps=_manager_only,
    affects_pay=False,
    revise=_revise_name,
    evidence=evidence_of,
)


# --- corrections: another type than a change, without a day of their own ----------------------------------------------
def _correction_starts(payload: Payload) -> date:
    first: date = _terms_of(payload).valid.lower
    return first


def _correction_words(say: Any, payload: Payload, _on: date | None) -> Words:
    row = _terms_of(payload)
    words: Words = say(row.assignment, row.valid.lower)
    return duty_words.row_of_terms(row) | words


def _correction(code: str, title: str, *, route: str, say: Any, operation: Any, shape: Any, turn: Any) -> ChangeKind:
    def job(payload: Payload) -> Assignment:
        return _terms_of(payload).assignment

    def again(payload: Payload) -> str:
        one = job(payload)
        ids = {"partner_code": one.partner.code, "person": one.person.uuid, "terms_row": payload["row"]}
        return reverse(f"hr:{route}", kwargs=ids)

    return ChangeKind(
        audience=READ_CHANGES,
        code=code,
        title=title,
        clean=clean(shape),
        starts=_correction_starts,
        subject=partial(subject_of, job),
        facts=partial(_correction_words, say),
        apply=apply_by(operation, shape, turn),
        steps=usual_steps,
        revise=again,
    )


CORRECT_HOURS = _correction(
    "hr.correct_hours", "Correct recorded hours", route="correct_hours", say=job_words.hours,
    operation=corrections.correct_hours, shape=payloads.CorrectHoursPayload,
    turn=lambda given: _take(given, corrections.Hours, "hours"),
)  # fmt: skip
CORRECT_PAY = _correction(
    "hr.correct_pay", "Correct recorded pay", route="correct_pay", say=job_words.pay,
    operation=corrections.correct_pay, shape=payloads.CorrectPayPayload, turn=with_pay,
)  # fmt: skip
KINDS = (
    ACTING, ACTING_END, HONORARIUM, SECOND_OUT, SECOND_IN, PARTICULARS, LOCATION, CONTRACT, GRADE, NAME,
    CORRECT_HOURS, CORRECT_PAY,
)  # fmt: skip
