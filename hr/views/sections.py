"""The blocks of a person's pages: what holds on the day, what may be done about it, and how it came about."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr.facts import Fact
from hr.models import CostSplit, StudentLoan
from hr.queries.days import When, last_day
from hr.queries.history import HistoryRow, history
from hr.queries.records import EmploymentOnDay, JobOnDay, PersonRecord
from hr.views.base import PeopleView
from sharedservices.common.formatting import day, day_short, moment, money, number

PAY, EDIT, EDIT_TAX = "people.view_pay", "people.edit", "people.edit_tax"
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
    history: list[list[dict[str, Any]]] = field(default_factory=list)
    headings: list[dict[str, str]] = field(default_factory=lambda: HEADINGS)
    caption: str = ""
    is_big: bool = False

    @property
    def has_future(self) -> bool:
        """Whether something is to come: then the history is open."""
        return any(cell.get("hint") == WHEN[When.FUTURE] for row in self.history for cell in row)


def overview(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return who it is and, in short, every employment."""
    query = view.kept
    show = view.url("show_nino", person=record.person, query=query) if view.may("people.unmask") else ""
    address = ", ".join(record.address)
    is_protected = record.is_sensitive and not view.may("people.unmask")
    who = [
        {"key": "Legal name", "value": " ".join(part for part in (record.title, record.legal_name) if part)},
        {"key": "Date of birth", "value": day(record.date_of_birth)},
        {"key": "Sex for HMRC", "value": record.sex},
        {
            "key": "National Insurance number",
            "value": record.nino_masked or "None yet",
            "href": show if record.nino_masked else "",
            "action": "Show",
            "context": "the National Insurance number",
        },
        {"key": "Address", "value": "Protected" if is_protected and address else address},
        {"key": "Email", "value": record.email},
        {"key": "Telephone", "value": "Protected" if is_protected and record.phone else record.phone},
    ]
    actions = [_action(view, "Change details", "change_details", person=record.person)] if view.may(EDIT) else []
    return [
        Block(title="Person", rows=who, actions=actions, why_not=view.lacking(EDIT)),
        *[_in_short(view, record, one) for one in record.employments],
    ]


def _in_short(view: PeopleView, record: PersonRecord, one: EmploymentOnDay) -> Block:
    rows = [
        *_employment_rows(one),
        *[{"key": f"Job {job.number}", "value": job.title, "hint": job.unit} for job in one.jobs],
    ]
    if view.may(PAY):
        rows += [
            {"key": "Tax code", "value": one.tax_code.text if one.tax_code else "Missing on this date"},
            {"key": "NI category", "value": one.ni_category.text if one.ni_category else "Missing on this date"},
            {"key": "Bank account", "value": one.bank.masked if one.bank else "Missing on this date"},
        ]
    lacks = missing(one, record) if view.may(PAY) else []
    words = f"Pay cannot be worked out on this date without: {', '.join(lacks)}." if lacks else ""
    return Block(title=f"Employment {one.employee_no}", rows=rows, missing=words)


def missing(one: EmploymentOnDay, record: PersonRecord) -> list[str]:
    """Return what a payslip of this employment would lack on the day; nothing when it is not employed then."""
    if one.starts_on > record.on or (one.last_day is not None and one.last_day < record.on):
        return []
    found = {"a tax code": one.tax_code, "a National Insurance category": one.ni_category, "a bank account": one.bank}
    lacks = [words for words, fact in found.items() if fact is None]
    return lacks + [f"pay terms of job {job.number}" for job in one.jobs if job.terms is None and _runs(job, record)]


def _runs(job: JobOnDay, record: PersonRecord) -> bool:
    return job.starts_on <= record.on and (job.last_day is None or record.on <= job.last_day)


def jobs(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return employments with their jobs: terms, pay, cost split."""
    found = []
    for one in record.employments:
        found.append(Block(title=f"Employment {one.employee_no}", rows=_employment_rows(one), is_big=True))
        for job in one.jobs:
            found += [_terms(view, record, job), _costs(view, record, job)]
    return found


def _employment_rows(one: EmploymentOnDay) -> list[dict[str, Any]]:
    rows = [
        {"key": "Employer", "value": one.employer, "hint": one.kind},
        {"key": "Pay group", "value": one.pay_group},
        {"key": "Employed", "value": span(one.starts_on, one.last_day)},
    ]
    if one.continuous_service_from != one.starts_on:
        rows.append({"key": "Continuous service from", "value": day(one.continuous_service_from)})
    return rows


def _terms(view: PeopleView, record: PersonRecord, job: JobOnDay) -> Block:
    terms = job.terms
    rows: list[dict[str, Any]] = [
        {"key": "Job", "value": job.title, "hint": f"Post {job.post_no}, {job.unit}"},
        {"key": "Held", "value": span(job.starts_on, job.last_day)},
    ]
    if terms is not None:
        weeks = f", {number(terms.paid_weeks)} weeks a year" if terms.paid_weeks is not None else ""
        rows += [
            {"key": "Contract", "value": terms.contract, "hint": f"Since {day(terms.since)}"},
            {
                "key": "Hours",
                "value": f"{number(terms.contract_hours)} a week{weeks}",
                "hint": f"Full time is {number(terms.full_time_hours)}. {terms.working_pattern}".strip(),
            },
        ]
        rows += _pay_rows(job) if view.may(PAY) else []
    actions = [
        _action(view, "Change hours", "change_hours", person=record.person, assignment=job.assignment),
        _action(view, "Change pay", "change_pay", person=record.person, assignment=job.assignment),
    ]
    past = _table(view, record, Fact.TERMS, job.assignment, EDIT) if view.may(PAY) else []
    lack = "The job has no pay terms on this date." if terms is None else ""
    return Block(
        title=f"Job {job.number}",
        rows=rows,
        missing=lack,
        history=past,
        caption=f"Terms of job {job.number}",
        actions=actions if view.may(EDIT) else [],
        why_not=view.lacking(EDIT),
    )


def _pay_rows(job: JobOnDay) -> list[dict[str, Any]]:
    terms = job.terms
    if terms is None:
        return []
    if terms.hourly_rate is not None:
        return [{"key": "Pay", "value": f"{money(terms.hourly_rate)} an hour"}]
    where = ", ".join(part for part in (terms.grade, f"point {terms.point}" if terms.point else "") if part)
    full_time = (
        f"{money(terms.full_time_annual)} full time" if terms.full_time_annual is not None else "No value on this date"
    )
    hint = ", ".join(part for part in (where or "Salary of its own", full_time) if part)
    return [{"key": "Pay", "value": f"{money(terms.annual)} a year" if terms.annual is not None else "", "hint": hint}]


def _costs(view: PeopleView, record: PersonRecord, job: JobOnDay) -> Block:
    rows = [{"key": centre, "value": f"{number(percent)}%"} for centre, percent in job.cost_split]
    action = _action(view, "Change cost split", "change_costs", person=record.person, assignment=job.assignment)
    return Block(
        title=f"Where the cost of job {job.number} goes",
        rows=rows,
        missing="" if rows else "No cost centre on this date.",
        actions=[action] if view.may(EDIT) else [],
        history=_split_table(view, record, job),
        headings=[{"label": one} for one in ("From", "Last day", "Cost centres")],
        caption=f"Cost centres of job {job.number}",
    )


def _split_table(view: PeopleView, record: PersonRecord, job: JobOnDay) -> list[list[dict[str, Any]]]:
    """Return the splits of a job, the latest first, when there is more than the one that holds."""
    rows = (
        CostSplit.objects.filter(assignment__uuid=job.assignment).select_related("cost_centre").order_by("-valid", "id")
    )
    by_span: dict[Any, list[str]] = {}
    for row in rows:
        by_span.setdefault((row.valid.lower, last_day(row.valid)), []).append(
            f"{number(row.percent)}% {row.cost_centre.code}"
        )
    if len(by_span) < 2:
        return []
    table = []
    for (start, end), said in by_span.items():
        last: dict[str, Any] = {"text": day_short(end) or "No end"}
        if start > timezone.localdate() and view.may(EDIT):
            ids: dict[str, Any] = {"person": record.person, "assignment": job.assignment, "start": start.isoformat()}
            last |= {"href": view.url("cancel_costs", query=view.kept, **ids), "text": "Cancel this"}
        table.append([{"text": day_short(start), "is_nowrap": True}, last, {"text": ", ".join(said)}])
    return table


def tax(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return tax code, NI category and student loans of every employment."""
    found = []
    for one in record.employments:
        ids: dict[str, Any] = {"person": record.person, "employment": one.employment}
        several = f" of employment {one.employee_no}" if len(record.employments) > 1 else ""
        code, category = one.tax_code, one.ni_category
        may = view.may(EDIT_TAX)
        found += [
            Block(
                title=f"Tax code{several}",
                rows=_fact_rows(code),
                missing="" if code else "No tax code on this date.",
                actions=[_action(view, "Change tax code", "change_tax_code", **ids)] if may else [],
                why_not=view.lacking(EDIT_TAX),
                caption=f"Tax codes of employment {one.employee_no}",
                history=_table(view, record, Fact.TAX_CODE, one.employment, EDIT_TAX),
            ),
            Block(
                title=f"National Insurance{several}",
                rows=_fact_rows(category, "Category"),
                missing="" if category else "No National Insurance category on this date.",
                actions=[_action(view, "Change NI category", "change_ni_category", **ids)] if may else [],
                history=_table(view, record, Fact.NI_CATEGORY, one.employment, EDIT_TAX),
                caption=f"National Insurance categories of employment {one.employee_no}",
            ),
            _loans(view, record, one, several),
        ]
    return found


def _loans(view: PeopleView, record: PersonRecord, one: EmploymentOnDay, several: str) -> Block:
    ids: dict[str, Any] = {"person": record.person, "employment": one.employment}
    may = view.may(EDIT_TAX)
    plans = {label: value for value, label in StudentLoan.Plan.choices}
    rows = [
        {
            "key": loan.text,
            "value": span(loan.since, loan.last_day),
            "hint": loan.detail,
            "action": "Stop",
            "context": loan.text,
            "href": view.url("stop_loan", query=view.kept, plan=plans[loan.text], **ids)
            if may and loan.last_day == one.last_day
            else "",
        }
        for loan in one.student_loans
    ]
    return Block(
        title=f"Student loans{several}",
        rows=rows or [{"key": "Plans", "value": "None deducted"}],
        actions=[_action(view, "Start a loan", "start_loan", **ids)] if may else [],
        history=_table(view, record, Fact.STUDENT_LOAN, one.employment, EDIT_TAX),
        caption=f"Student loans of employment {one.employee_no}",
    )


def pension(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return the membership of every job."""
    found = []
    for job in (job for one in record.employments for job in one.jobs):
        ids: dict[str, Any] = {"person": record.person, "assignment": job.assignment}
        fact = job.pension
        if fact is None:
            actions = [_action(view, "Join a scheme", "join_pension", **ids)]
        else:
            actions = [_action(view, "Change section or pay for the band", "change_pension", **ids)]
            if fact.last_day == job.last_day:
                actions.append(_action(view, "Leave the scheme", "leave_pension", **ids))
        found.append(
            Block(
                title=f"Pension of job {job.number}",
                rows=_fact_rows(fact, "Scheme"),
                missing="" if fact else "In no scheme on this date: nothing is deducted for a pension.",
                actions=actions if view.may(EDIT) else [],
                why_not=view.lacking(EDIT),
                history=_table(view, record, Fact.PENSION, job.assignment, EDIT),
                caption=f"Pension memberships of job {job.number}",
            )
        )
    return found


def bank(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return the account of every employment, four digits of it."""
    found = []
    for one in record.employments:
        ids: dict[str, Any] = {"person": record.person, "employment": one.employment}
        account = one.bank
        rows: list[dict[str, Any]] = []
        if account is not None:
            show = view.url("show_bank", person=record.person, account=account.row, query=view.kept)
            rows = [
                {"key": "Name on the account", "value": account.holder},
                {
                    "key": "Account",
                    "value": account.masked,
                    "action": "Show",
                    "context": "the account in full",
                    "href": show if view.may("people.unmask") else "",
                },
                {
                    "key": "Modulus check",
                    "value": account.modulus_check,
                    "hint": "Unchecked is not failed, and a pass does not say whose account it is.",
                },
                {"key": "Used", "value": span(account.since, account.last_day)},
            ]
        found.append(
            Block(
                title=f"Account of employment {one.employee_no}",
                rows=rows,
                missing="" if account else "No bank account on this date: pay cannot be sent.",
                actions=[_action(view, "Change bank account", "change_bank", **ids)] if view.may(EDIT) else [],
                why_not=view.lacking(EDIT),
                history=_table(view, record, Fact.BANK_ACCOUNT, one.employment, EDIT),
                caption=f"Bank accounts of employment {one.employee_no}",
            )
        )
    return found


def elements(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return what recurs for every job."""
    found = []
    for job in (job for one in record.employments for job in one.jobs):
        rows = [
            {
                "key": one.text,
                "value": one.detail,
                "hint": f"{span(one.since, one.last_day)}. {one.reason}",
                "href": view.url("end_element", person=record.person, recurring=one.row, query=view.kept)
                if view.may(EDIT) and one.last_day == job.last_day
                else "",
                "action": "End",
                "context": one.text,
            }
            for one in job.recurring
        ]
        action = _action(view, "Add a pay element", "add_element", person=record.person, assignment=job.assignment)
        found.append(
            Block(
                title=f"Job {job.number}, {job.title}",
                rows=rows or [{"key": "Pay elements", "value": "None on this date"}],
                actions=[action] if view.may(EDIT) else [],
                why_not=view.lacking(EDIT),
                history=_table(view, record, Fact.RECURRING, job.assignment, EDIT),
                caption=f"Pay elements of job {job.number}",
            )
        )
    return found


def _fact_rows(fact: Any, key: str = "Code") -> list[dict[str, Any]]:
    if fact is None:
        return []
    return [
        {"key": key, "value": fact.text, "hint": fact.detail},
        {"key": "Holds", "value": span(fact.since, fact.last_day)},
        {"key": "Why", "value": fact.reason},
    ]


def _table(
    view: PeopleView, record: PersonRecord, fact: Fact, owner: UUID, permission: str
) -> list[list[dict[str, Any]]]:
    """Return how a fact came about and what is to come, the latest first."""
    rows = history(fact=fact, owner=owner, on=timezone.localdate())
    return [_history_cells(view, record, fact, row, may=view.may(permission)) for row in rows]


def _history_cells(
    view: PeopleView, record: PersonRecord, fact: Fact, row: HistoryRow, *, may: bool
) -> list[dict[str, Any]]:
    words = WHEN[row.when]
    last: dict[str, Any] = {"text": day_short(row.last_day) or "No end", "is_nowrap": True}
    if may and row.can_cancel:
        href = view.url("cancel_change", person=record.person, fact=fact.value, row=row.row, query=view.kept)
        last = {"text": "Cancel this", "href": href, "context": row.text, "hint": day_short(row.last_day)}
    elif may and row.can_cancel_end:
        href = view.url("cancel_ending", person=record.person, fact=fact.value, row=row.row, query=view.kept)
        last |= {"text": "Take back the end", "href": href, "context": row.text, "hint": day_short(row.last_day)}
    by = {
        "text": row.recorded_by or "Not on the trail",
        "hint": moment(timezone.localtime(row.recorded_at) if row.recorded_at else None),
    }
    return [
        {"text": day_short(row.since), "is_nowrap": True},
        last,
        {"text": row.text, "hint": words},
        {"text": row.reason},
        by,
    ]


def span(start: Any, last: Any) -> str:
    """Say from when to when something holds."""
    return f"{day(start)} to {day(last)}" if last else f"Since {day(start)}"


def _action(view: PeopleView, label: str, name: str, **ids: Any) -> dict[str, str]:
    return {"label": label, "href": view.url(name, query=view.kept, **ids)}
