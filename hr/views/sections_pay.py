"""The blocks of the pages of pay and tax, pension, bank and pay elements."""

from typing import Any

from hr.facts import Fact
from hr.models import StudentLoan
from hr.queries.records import BankOnDay, EmploymentOnDay, FactOnDay, JobOnDay, PersonRecord
from hr.views.base import PeopleView
from hr.views.blocks import EDIT_TAX, PROPOSE, RECORD, Block, fact_rows, fact_table, link, span
from sharedservices.common.formatting import money


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
                rows=fact_rows(code),
                missing="" if code else "No tax code on this date.",
                actions=[link(view, "Change tax code", "change_tax_code", **ids)] if may else [],
                why_not=view.lacking(EDIT_TAX),
                caption=f"Tax codes of employment {one.employee_no}",
                table=fact_table(view, record, Fact.TAX_CODE, one.employment, EDIT_TAX),
            ),
            Block(
                title=f"National Insurance{several}",
                rows=fact_rows(category, "Category"),
                missing="" if category else "No National Insurance category on this date.",
                actions=[link(view, "Change NI category", "change_ni_category", **ids)] if may else [],
                table=fact_table(view, record, Fact.NI_CATEGORY, one.employment, EDIT_TAX),
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
        actions=[link(view, "Start a loan", "start_loan", **ids)] if may else [],
        table=fact_table(view, record, Fact.STUDENT_LOAN, one.employment, EDIT_TAX),
        caption=f"Student loans of employment {one.employee_no}",
    )


def pension(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return the membership of every job."""
    found = []
    for job in (job for one in record.employments for job in one.jobs):
        ids: dict[str, Any] = {"person": record.person, "assignment": job.assignment}
        fact = job.pension
        if fact is None:
            actions = [link(view, "Join a scheme", "join_pension", **ids)]
        else:
            actions = [link(view, "Change section or pay for the band", "change_pension", **ids)]
            if fact.last_day == job.last_day:
                actions.append(link(view, "Leave the scheme", "leave_pension", **ids))
        found.append(
            Block(
                title=f"Pension of job {job.number}",
                rows=fact_rows(fact, "Scheme"),
                missing="" if fact else "In no scheme on this date: nothing is deducted for a pension.",
                actions=actions if view.may(PROPOSE) else [],
                why_not=view.lacking(PROPOSE),
                table=fact_table(view, record, Fact.PENSION, job.assignment, PROPOSE),
                caption=f"Pension memberships of job {job.number}",
            )
        )
    return found


def bank(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return the accounts of every employment, four digits of each."""
    found = []
    for one in record.employments:
        ids: dict[str, Any] = {"person": record.person, "employment": one.employment}
        account = one.bank
        found.append(
            Block(
                title=f"Account of employment {one.employee_no}",
                rows=_account_rows(view, record, account),
                missing="" if account else "No bank account on this date: pay cannot be sent.",
                actions=[link(view, "Record a change of bank account", "change_bank", **ids)]
                if view.may(RECORD)
                else [],
                why_not=view.lacking(RECORD),
                table=fact_table(view, record, Fact.BANK_ACCOUNT, one.employment, RECORD),
                caption=f"Bank accounts of employment {one.employee_no}",
            )
        )
        if account is not None:
            found.append(_second_block(view, record, one))
    return found


def _second_block(view: PeopleView, record: PersonRecord, one: EmploymentOnDay) -> Block:
    ids: dict[str, Any] = {"person": record.person, "employment": one.employment}
    second = one.second_bank
    actions = [
        link(
            view,
            "Record a change of the second account" if second else "Record a second account",
            "record_second",
            **ids,
        )
    ]
    if second:
        actions.append(link(view, "Record the end of the second account", "record_second_end", **ids))
    rows = [{"key": "Amount", "value": "None on this date: all of the pay goes to the main account"}]
    if second:
        hint = "Of each pay period. The rest goes to the main account."
        rows = [{"key": "Amount", "value": money(second.amount), "hint": hint}, *_account_rows(view, record, second)]
    return Block(
        title=f"Second account of employment {one.employee_no}",
        rows=rows,
        actions=actions if view.may(RECORD) else [],
        table=fact_table(view, record, Fact.SECOND_ACCOUNT, one.employment, RECORD),
        caption=f"Second accounts of employment {one.employee_no}",
    )


def _account_rows(view: PeopleView, record: PersonRecord, account: BankOnDay | None) -> list[dict[str, Any]]:
    if account is None:
        return []
    show = view.url("show_bank", person=record.person, account=account.row, query=view.kept)
    return [
        {"key": "Name on the account", "value": account.holder},
        {
            "key": "Account",
            "value": account.masked,
            "action": "Show",
            "context": "the second account in full" if account.amount else "the account in full",
            "href": show if view.may("people.unmask") else "",
        },
        {
            "key": "Modulus check",
            "value": account.modulus_check,
            "hint": "Unchecked is not failed, and a pass does not say whose account it is.",
        },
        {"key": "Used", "value": span(account.since, account.last_day)},
    ]


def elements(view: PeopleView, record: PersonRecord) -> list[Block]:
    """Return what recurs for every job."""
    found = []
    for job in (job for one in record.employments for job in one.jobs):
        rows = [_element_row(view, record, job, one) for one in job.recurring]
        action = link(view, "Add a pay element", "add_element", person=record.person, assignment=job.assignment)
        found.append(
            Block(
                title=f"Job {job.number}, {job.title}",
                rows=rows or [{"key": "Pay elements", "value": "None on this date"}],
                actions=[action] if view.may(PROPOSE) else [],
                why_not=view.lacking(PROPOSE),
                table=fact_table(view, record, Fact.RECURRING, job.assignment, PROPOSE),
                caption=f"Pay elements of job {job.number}",
            )
        )
    return found


def _element_row(view: PeopleView, record: PersonRecord, job: JobOnDay, one: FactOnDay) -> dict[str, Any]:
    ids: dict[str, Any] = {"person": record.person, "recurring": one.row}
    may = view.may(PROPOSE)
    may_end = may and one.last_day == job.last_day
    end = {"href": view.url("end_element", query=view.kept, **ids), "action": "End", "context": one.text}
    return {
        "key": one.text,
        "value": one.detail,
        "hint": f"{span(one.since, one.last_day)}. {one.reason}",
        "href": view.url("change_element", query=view.kept, **ids) if may else "",
        "context": one.text,
        "more": [end] if may_end else [],
    }
