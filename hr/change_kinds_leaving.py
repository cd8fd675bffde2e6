"""The kinds of change request that end a job or an employment, or let somebody go over to another partner (HR-08)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse

from hr import change_payloads as payloads
from hr.change_kinds import HR_MANAGER, job_kind, jsonable, of_team
from hr.engine import agreements, leaving
from hr.engine.leaving_reasons import rule_of
from hr.models import Assignment, Employment, Leaving, PensionMembership, TransferOut
from hr.operations import flexible_retirement, leavings, transfers
from hr.operations.flexible_retirement import Flexible
from hr.operations.leavings import Wish
from hr.operations.transfers import Release
from hr.queries import job_words, leaving_open, redundancy
from hr.queries import leavings as found
from hr.queries.days import ONE_DAY, last_day
from hr.queries.transfers import outgoing
from hr.states import LeavingState, TransferState
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
from partners.models import User
from sharedservices.common.formatting import day, money, number

EXIT_PAYMENT = "changes.approve_cost"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


# --- whose it is ------------------------------------------------------------------------------------------------------
def _job(payload: Payload) -> Assignment:
    rows = Assignment.objects.select_related("person", "partner", "employment__person", "post__org_unit")
    job: Assignment = rows.get(uuid=payload["assignment"])
    return job


def _employment(payload: Payload) -> Employment:
    if "employment" not in payload:
        return _job(payload).employment
    rows = Employment.objects.select_related("person", "partner")
    row: Employment = rows.get(uuid=payload["employment"])
    return row


def _subject(payload: Payload) -> Subject:
    row = _employment(payload)
    href = reverse("hr:person", kwargs={"partner_code": row.partner.code, "person": row.person.uuid})
    what = f"job {_job(payload).number}" if "assignment" in payload else f"employment {row.employee_no}"
    return Subject(words=f"{row.person.display_name}, {what}", href=href, person_id=row.person_id)


def _revise(route: str, payload: Payload) -> str:
    row = _employment(payload)
    ids: dict[str, Any] = {"partner_code": row.partner.code, "person": row.person.uuid}
    ids |= {"assignment": payload["assignment"]} if "assignment" in payload else {"employment": row.uuid}
    return reverse(f"hr:{route}", kwargs=ids)


# --- what holds -------------------------------------------------------------------------------------------------------
def _facts(payload: Payload, _on: date | None) -> Words:
    """Say when each job and the employment end; with a leaving on record, what it brings with it."""
    row = _employment(payload)
    jobs = list(Assignment.objects.filter(employment=row).order_by("number", "id"))
    words = {f"Job {job.number}, {job.title}": _until(job.valid) for job in jobs}
    words[f"Employment {row.employee_no}"] = _until(row.valid)
    asked = date.fromisoformat(payload["last_day"])
    rows = Leaving.objects.filter(employment=row, last_day=asked).exclude(state=LeavingState.WITHDRAWN)
    recorded: Leaving | None = rows.order_by("-id").first()
    ids = [job.pk for job in jobs if "assignment" not in payload or str(job.uuid) == str(payload["assignment"])]
    words |= leaving_open.fates(assignment_ids=ids, last_day=asked, ended=recorded.ended if recorded else ())
    return words | (_leaving_words(recorded, jobs) if recorded else {})


def _until(valid: Any) -> str:
    end = last_day(valid)
    return f"Ends on {day(end)}" if end else "No end"


def _leaving_words(row: Leaving, jobs: Iterable[Assignment]) -> Words:
    rule = rule_of(row.leaving_reason)
    ending = [job for job in jobs if last_day(job.valid) == row.last_day]
    words = {
        "Reason": rule.label,
        "Notice": f"{row.get_notice_display()}, given on {day(row.notice_given_on)}",
        "Access": row.get_access_display() if row.ends_employment else "Unchanged: the employment goes on",
        "Leave": found.leave_words(row.leaving_reason, ending, last_day=row.last_day) or "None agreed",
        "Pension": rule.pension if found.in_scheme(ending, on=row.last_day) else "In no scheme",
        "May be employed again": row.get_rehire_display(),
    }
    if rule.redundancy:
        pay = redundancy.redundancy_of(employment=row.employment, jobs=ending, last_day=row.last_day)
        words["Redundancy pay"] = f"{number(pay.weeks)} weeks, {money(pay.local)} (statutory {money(pay.statutory)})"
    if row.case_reference:
        words["HR case"] = found.case_words(row)
    if row.exit_payment:
        words["Exit payment"] = f"{money(row.exit_payment)}: {row.exit_authority}"
    return words


def _transfer_facts(payload: Payload, _on: date | None) -> Words:
    """Say when the employment ends, and which transfer of it is under way."""
    row = _employment(payload)
    words = {f"Employment {row.employee_no}": _until(row.valid), "Transfer": "None"}
    notes = TransferOut.objects.of(row.partner_id).filter(employment=row).order_by("-id")
    for note in notes:
        envelope = outgoing(note)
        if envelope.state in {TransferState.RELEASED, TransferState.ACCEPTED}:
            return words | {"Transfer": f"To {envelope.to_partner.name}, last day {day(envelope.last_day)}"}
    return words


# --- what it takes ----------------------------------------------------------------------------------------------------
def _steps(payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask the HR manager; finance beside them for an exit payment, with the authority that it needs (domain HR-08)."""
    amount = Decimal(payload.get("exit_payment") or 0)
    given = date.fromisoformat(payload["notice_given_on"])
    authority = leaving.exit_authority(amount, agreements.exit_bands(on=given)) if amount else ""
    if not authority:
        return [HR_MANAGER]
    return [HR_MANAGER, StepNeeded(permission=EXIT_PAYMENT, title="Budget holder", why=f"Exit payment. {authority}")]


def _one_step(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    return [HR_MANAGER]


def _apply(operation: Callable[..., object], shape: type[Any], owner_name: str, make: type[Any]) -> Any:
    """Return what calls an operation with the owner’s id of a payload, and everything else made into a wish."""

    def apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
        given = payloads.read(shape, payload)
        owner = {owner_name: given.pop(owner_name)}
        operation(**owner, wish=make(**given), reason=reason, by=by, at=at)

    return apply


def _clean(shape: type[Any]) -> Callable[[Payload], dict[str, Any]]:
    return lambda payload: jsonable(payloads.read(shape, payload))


def _starts(payload: Payload) -> date:
    return date.fromisoformat(payload["last_day"]) + ONE_DAY


LEAVE_JOB = ChangeKind(
    audience=READ_CHANGES,
    code="hr.leave_job",
    title="Leave a job",
    subject=_subject,
    clean=_clean(payloads.LeaveJobPayload),
    starts=_starts,
    facts=_facts,
    apply=_apply(leavings.leave_job, payloads.LeaveJobPayload, "assignment", Wish),
    steps=_steps,
    revise=partial(_revise, "leave_job"),
)
LEAVE_EMPLOYMENT = ChangeKind(
    audience=READ_CHANGES,
    code="hr.leave_employment",
    title="Leave the employment",
    subject=_subject,
    clean=_clean(payloads.LeaveEmploymentPayload),
    starts=_starts,
    facts=_facts,
    apply=_apply(leavings.leave_employment, payloads.LeaveEmploymentPayload, "employment", Wish),
    steps=_steps,
    revise=partial(_revise, "leave_employment"),
)


def _notice_facts(payload: Payload, _on: date | None) -> Words:
    """Say until when the job runs: what else there is about a leaving is not the manager's to read."""
    row = of_team(_job(payload))
    return {f"Job {row.number}, {row.title}": _until(row.valid)}


NOTICE = ChangeKind(
    audience=READ_CHANGES,
    code="hr.notice",
    title="Pass on notice",
    subject=_subject,
    clean=_clean(payloads.NoticePayload),
    starts=_starts,
    facts=_notice_facts,
    apply=_apply(leavings.leave_job, payloads.NoticePayload, "assignment", Wish),
    steps=_one_step,
    revise=partial(_revise, "pass_on_notice"),
    propose=OPEN,
)
TRANSFER_OUT = ChangeKind(
    audience=READ_CHANGES,
    code="hr.transfer_out",
    title="Transfer to another partner",
    subject=_subject,
    clean=_clean(payloads.TransferPayload),
    starts=_starts,
    facts=_transfer_facts,
    apply=_apply(transfers.release, payloads.TransferPayload, "employment", Release),
    steps=_one_step,
    affects_pay=False,
    revise=partial(_revise, "transfer"),
)


def _flexible_words(job: Assignment, on: date) -> Words:
    """Say hours, pay and pension of a job on a day: all that flexible retirement changes."""
    member = PensionMembership.objects.filter(assignment=job, valid__contains=on).order_by("id").first()
    since = {"Member since": day(member.valid.lower)} if member else {}
    return job_words.hours(job, on) | job_words.pay(job, on) | job_words.pension(job, on) | since


def _flexible_wish(given: dict[str, Any]) -> dict[str, Any]:
    rest = dict(given)
    kept = {name: rest.pop(name) for name in ("assignment", "effective_from")}
    return kept | {"wish": Flexible(**rest)}


def _flexible_notes(payload: Payload) -> list[tuple[str, str]]:
    """Say who agreed to it, and when."""
    said, confirmed = date.fromisoformat(payload["consent_on"]), date.fromisoformat(payload["confirmed_on"])
    return [
        ("Consent of the employer", f"{payload['consent']}, {day(said)}"),
        ("Confirmed by the pension body", f"{payload['body']}, {payload['confirmation']}, {day(confirmed)}"),
    ]


FLEXIBLE = job_kind(
    "hr.flexible_retirement", "Flexible retirement", route="flexible_retirement", say=_flexible_words,
    operation=flexible_retirement.retire, shape=payloads.FlexiblePayload, turn=_flexible_wish, notes=_flexible_notes,
)  # fmt: skip
KINDS = (LEAVE_JOB, LEAVE_EMPLOYMENT, NOTICE, TRANSFER_OUT, FLEXIBLE)
