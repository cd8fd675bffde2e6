"""The kinds of change request that end a job or an employment, or let somebody go over to another partner (HR-08)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hr import change_payloads as payloads
from hr.change_kinds import HR_MANAGER, job_kind, jsonable, of_team
from hr.engine import agreements, leaving
from hr.engine.leaving_reasons import rule_of
from hr.models import Assignment, Employment, Leaving, OverpaymentCase, PensionMembership, TransferOut
from hr.operations import flexible_retirement, leaving_pensions, leavings, overpaid_by_hand, transfers
from hr.operations.flexible_retirement import Flexible
from hr.operations.leaving_pensions import Strain
from hr.operations.leavings import Wish
from hr.operations.transfers import Release
from hr.queries import exit_packages, job_words, leaving_open, redundancy, repayments
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


# --- the strain of an early pension -----------------------------------------------------------------------------------
def _leaving(payload: Payload) -> Leaving:
    rows = Leaving.objects.select_related("person", "partner", "employment__person", "assignment")
    row: Leaving = rows.get(uuid=payload["leaving"])
    return row


def _strain_subject(payload: Payload) -> Subject:
    row = _leaving(payload)
    href = reverse("hr:leaver", kwargs={"partner_code": row.partner.code, "leaving": row.uuid})
    words = f"{row.person.display_name}, employment {row.employment.employee_no}"
    return Subject(words=words, href=href, person_id=row.person_id)


def _strain_facts(payload: Payload, _on: date | None) -> Words:
    """Say what is recorded of the strain, and what the whole package comes to with it."""
    row = _leaving(payload)
    pension = found.pension_of(row)
    package = exit_packages.package_of(row, on=timezone.localdate(row.recorded_at))
    words = {"Strain cost": "None"}
    if pension is not None and pension.strain_cost:
        words["Strain cost"] = f"{money(pension.strain_cost)}: {pension.strain_authority}"
    words |= {one.label: money(one.amount) for one in package.parts if one.label != "Strain cost of the pension"}
    return words | {"Exit package": money(package.total), "Band of the accounts": package.band}


def _strain_steps(payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask the HR manager, and finance with the authority that the whole package needs (domain HR-08)."""
    amount, row = Decimal(payload["strain_cost"]), _leaving(payload)
    package = exit_packages.package_of(row, on=timezone.localdate(row.recorded_at), strain=amount)
    if not amount:
        return [HR_MANAGER]
    why = f"Exit package of {money(package.total)} with the strain cost. {package.authority}"
    return [HR_MANAGER, StepNeeded(permission=EXIT_PAYMENT, title="Budget holder", why=why)]


def _strain_revise(payload: Payload) -> str:
    row = _leaving(payload)
    return reverse("hr:leaver_strain", kwargs={"partner_code": row.partner.code, "leaving": row.uuid})


def _agree_strain(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = payloads.read(payloads.StrainPayload, payload)
    leaving_id = given.pop("leaving")
    leaving_pensions.agree_strain(leaving_id=leaving_id, strain=Strain(**given), reason=reason, by=by, at=at)


STRAIN = ChangeKind(
    audience=READ_CHANGES,
    code="hr.strain_cost",
    title="Strain cost of an early pension",
    subject=_strain_subject,
    clean=_clean(payloads.StrainPayload),
    starts=lambda _payload: None,
    facts=_strain_facts,
    apply=_agree_strain,
    steps=_strain_steps,
    propose="leavers.manage",
    affects_pay=False,
    revise=_strain_revise,
    pay_facts=("Strain", "Redundancy", "Pay in lieu", "Exit", "Band"),
)


# --- what was overpaid, by hand ---------------------------------------------------------------------------------------
def _case(payload: Payload) -> OverpaymentCase:
    rows = OverpaymentCase.objects.select_related("person", "partner", "leaving", "employment")
    row: OverpaymentCase = rows.get(uuid=payload["case"])
    return row


def _case_url(name: str, payload: Payload) -> str:
    row = _case(payload)
    more = {"overpayment": row.uuid} if name != "leaver" else {}
    return reverse(f"hr:{name}", kwargs={"partner_code": row.partner.code, "leaving": row.leaving.uuid, **more})


def _overpaid_subject(payload: Payload) -> Subject:
    row = _case(payload)
    return Subject(
        words=f"{row.person.display_name}, {row.run_label}", href=_case_url("leaver", payload), person_id=row.person_id
    )


def _overpaid_facts(payload: Payload, _on: date | None) -> Words:
    """Say what counts as overpaid of the payslip."""
    row = _case(payload)
    figure = repayments.figures(row.leaving).get(row.pk)
    words = {"Gross overpaid": "Not known", "Net overpaid": "Not known"}
    if figure is not None:
        words = {"Gross overpaid": money(figure.gross), "Net overpaid": money(figure.net)}
    return words


def overpaid_notes(payload: Payload) -> list[tuple[str, str]]:
    """Set what the record says beside it: the payslip, its days, and its take-home pay by calendar days."""
    row = _case(payload)
    return [
        ("Take-home pay of the payslip", money(row.net_paid)),
        ("Days after the last one", f"{row.days_overpaid} of {row.days_in_period}"),
        ("By calendar days", f"{money(repayments.guide(row))} take-home: a guide, tax does not follow days"),
    ]


def _work_out(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    given = payloads.read(payloads.OverpaidPayload, payload)
    overpaid_by_hand.record(**given, reason=reason, by=by, at=at)


OVERPAID = ChangeKind(
    audience=READ_CHANGES,
    code="hr.overpaid_by_hand",
    title="Overpayment worked out by hand",
    subject=_overpaid_subject,
    clean=_clean(payloads.OverpaidPayload),
    starts=lambda _payload: None,
    facts=_overpaid_facts,
    apply=_work_out,
    steps=_one_step,
    propose="repayments.manage",
    affects_pay=False,
    revise=partial(_case_url, "leaver_overpaid"),
    pay_facts=("Gross", "Net"),
    notes=overpaid_notes,
)
KINDS = (LEAVE_JOB, LEAVE_EMPLOYMENT, NOTICE, TRANSFER_OUT, FLEXIBLE, STRAIN, OVERPAID)
