"""The blocks of a person's overview and of the page of employments and jobs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hr.engine.countries import country
from hr.facts import Fact
from hr.models import CostSplit
from hr.queries import former_names
from hr.queries.days import last_day
from hr.queries.nationalities import former_nationalities
from hr.queries.people import Former
from hr.queries.records import EmploymentOnDay, JobOnDay, PersonRecord
from hr.views.base import PeopleView
from hr.views.blocks import EDIT, PAY, PROPOSE, PROPOSE_WORK, Block, fact_table, link, span
from hr.views.sections_duties import duty_blocks
from hr.views.sections_increments import increments_block
from sharedservices.common.formatting import day, day_short, money, number

LEGAL = (
    ("Propose a new name", "change_name"),
    ("Propose another date of birth", "change_birth"),
    ("Propose another sex for HMRC", "change_sex"),
    ("Propose another National Insurance number", "change_nino"),
)
"""What somebody’s identity rests on is proposed, and others approve it."""


def overview(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return who it is and, in short, every employment."""
    query = view.kept
    show = view.url("show_nino", person=record.person, query=query) if view.may("people.unmask") else ""
    who = [
        {"key": "Legal name", "value": " ".join(part for part in (record.title, record.legal_name) if part)},
        *_former_names(view, record),
        {"key": "Date of birth", "value": day(record.date_of_birth)},
        {"key": "Sex for HMRC", "value": record.sex},
        {
            "key": "Nationality",
            "value": country(record.nationality, on=timezone.localdate()) or "Not recorded",
            "hint": _former_nationalities(view, record),
            "href": view.url("right_to_work", person=record.person) if view.may("starters.view") else "",
            "action": "Right to work",
            "context": "of this person",
        },
        {
            "key": "National Insurance number",
            "value": record.nino_masked or "None yet",
            "href": show if record.nino_masked else "",
            "action": "Show",
            "context": "the National Insurance number",
        },
        *_where(view, record),
    ]
    actions = [
        link(view, "Change contact details", "change_details", person=record.person),
    ]
    actions = actions if view.may(EDIT) else []
    if view.may("people.restrict"):
        actions.append(link(view, "Sensitive post", "protect", person=record.person))
    legal = [link(view, words, name, person=record.person) for words, name in LEGAL] if view.may(PROPOSE) else []
    return [
        Block(title="Person", rows=who, actions=actions + legal, why_not=view.lacking(EDIT)),
        *[_in_short(view, record, one) for one in record.employments],
    ]


def _former_names(view: PeopleView, record: PersonRecord) -> list[dict[str, Any]]:
    """Return the names of before, to those who may see the history; restricted ones with data in full, on record."""
    seen = Former.seen_by(view.access.permissions)
    if seen is Former.NONE:
        return []
    of = {"partner_id": view.partner.pk, "person_id": record.pk}
    found = former_names.of_person(**of, sees_restricted=seen is Former.ALL)
    return [
        {
            "key": "Former name", "value": former_names.words(one),
            "hint": f"Until {day(one.until - timedelta(days=1))}{'. Restricted' if one.is_restricted else ''}",
        }
        for one in found
    ]  # fmt: skip


def _former_nationalities(view: PeopleView, record: PersonRecord) -> str:
    """Say the nationalities that were recorded before, to those who may see the history of the record."""
    if not view.may(PAY):
        return ""
    found = former_nationalities(partner_id=view.partner.pk, person_id=record.pk, now=record.nationality)
    said = [
        f"{one.name} {f'from {day(one.recorded_on)} ' if one.recorded_on else ''}to {day(one.replaced_on)}"
        for one in found
    ]
    return f"Recorded before: {'; '.join(said)}" if said else ""


def _where(view: PeopleView, record: PersonRecord) -> list[dict[str, Any]]:
    """Return address and contacts; where they are protected, a way to them for those who may see data in full."""
    email = {"key": "Email", "value": record.email}
    if not record.is_sensitive:
        address = {"key": "Address", "value": ", ".join(record.address)}
        return [address, email, {"key": "Telephone", "value": record.phone}]
    show = view.url("show_address", person=record.person, query=view.kept) if view.may("people.unmask") else ""
    words = {"value": "Protected", "hint": "Shown to nobody without a reason that the audit trail keeps"}
    return [
        {"key": "Address", "href": show, "action": "Show", "context": "the protected address", **words},
        email,
        {"key": "Telephone", "value": "Protected"},
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
        found.append(_employment(view, record, one))
        for job in one.jobs:
            found += [_terms(view, record, job), *increments_block(view, record, job)]
            found += [*duty_blocks(view, record, job), _costs(view, record, job)]
    return found


def _employment(view: PeopleView, record: PersonRecord, one: EmploymentOnDay) -> Block:
    """Return the head of an employment, with the ways out of it."""
    ids: dict[str, Any] = {"person": record.person, "employment": one.employment}
    actions = []
    if view.may(PROPOSE) and one.last_day is None:
        actions = [
            link(view, "Leave the employment", "leave_employment", **ids),
            link(view, "Transfer to another partner", "transfer", **ids),
            link(view, "Move to another pay group", "change_pay_group", **ids),
        ]
    if view.may("starters.edit") and (one.last_day is None or one.last_day > timezone.localdate()):
        actions.append(link(view, "Add another job", "add_job", **ids))
        actions.append(link(view, "Service dates", "service_dates", **ids))
    if view.may(PAY):
        actions.append(link(view, "Redundancy estimate", "redundancy", **ids))
    title = f"Employment {one.employee_no}"
    return Block(title=title, rows=_employment_rows(one), is_big=True, actions=actions)


def _employment_rows(one: EmploymentOnDay) -> list[dict[str, Any]]:
    rows = [
        {"key": "Employer", "value": one.employer, "hint": one.kind},
        {"key": "Pay group", "value": one.pay_group},
        *[
            {"key": "Former pay group", "value": name, "hint": f"Until {day(until)}"}
            for name, until in one.former_pay_groups
        ],
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
    hours = link(view, "Change hours", "change_hours", person=record.person, assignment=job.assignment)
    actions = [
        hours,
        link(view, "Change pay", "change_pay", person=record.person, assignment=job.assignment),
        link(view, "Promote or regrade", "change_grade", person=record.person, assignment=job.assignment),
        *(
            [link(view, "Change how it counts", "change_counts", person=record.person, assignment=job.assignment)]
            if view.may("establishment.edit")
            else []
        ),
    ]
    if terms is not None and terms.since <= timezone.localdate():
        ids = {"person": record.person, "terms_row": terms.row}
        actions += [link(view, "Correct recorded hours", "correct_hours", **ids)]
        actions += [link(view, "Correct recorded pay", "correct_pay", **ids)]
    if job.last_day is None:
        actions.append(link(view, "Leave this job", "leave_job", person=record.person, assignment=job.assignment))
        if job.pension is not None:
            ids = {"person": record.person, "assignment": job.assignment}
            actions.append(link(view, "Flexible retirement", "flexible_retirement", **ids))
    if view.may("documents.store"):
        ids = {"person": record.person, "assignment": job.assignment}
        actions.append(link(view, "Statement of change", "state_change", **ids))
    if not view.may(PROPOSE):
        actions = [hours] if view.may(PROPOSE_WORK) else []
    past = fact_table(view, record, Fact.TERMS, job.assignment, PROPOSE) if view.may(PAY) else ([], [])
    lack = "The job has no pay terms on this date." if terms is None else ""
    return Block(
        title=f"Job {job.number}",
        rows=rows,
        missing=lack,
        table=past,
        caption=f"Terms of job {job.number}",
        actions=actions,
        why_not=view.lacking(PROPOSE_WORK),
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
    action = link(view, "Change cost split", "change_costs", person=record.person, assignment=job.assignment)
    return Block(
        title=f"Where the cost of job {job.number} goes",
        rows=rows,
        missing="" if rows else "No cost centre on this date.",
        actions=[action] if view.may(PROPOSE) else [],
        table=_split_table(view, record, job),
        caption=f"Cost centres of job {job.number}",
    )


def _split_table(
    view: PeopleView, record: PersonRecord, job: JobOnDay
) -> tuple[list[list[dict[str, Any]]], list[dict[str, str]]]:
    """Return the splits of a job, the latest first, when there is more than the one that holds."""
    rows = CostSplit.objects.filter(assignment__uuid=job.assignment).select_related("cost_centre")
    by_span: dict[Any, list[str]] = {}
    for row in rows.order_by("-valid", "id"):
        words = f"{number(row.percent)}% {row.cost_centre.code}"
        by_span.setdefault((row.valid.lower, last_day(row.valid)), []).append(words)
    if len(by_span) < 2:
        return [], []
    table: list[list[dict[str, Any]]] = []
    for (start, end), said in by_span.items():
        undo: dict[str, Any] = {"text": ""}
        if start > timezone.localdate() and view.may(PROPOSE):
            ids: dict[str, Any] = {"person": record.person, "assignment": job.assignment, "start": start.isoformat()}
            href = view.url("cancel_costs", query=view.kept, **ids)
            undo = {"text": "Cancel", "href": href, "context": f"the split from {day(start)}"}
        last = {"text": day_short(end) or "No end", "is_nowrap": True}
        table.append([{"text": day_short(start), "is_nowrap": True}, last, {"text": ", ".join(said)}, undo])
    return table, [{"label": one} for one in ("From", "Last day", "Cost centres", "What can be done")]
