"""Bring people in as a newcomer would: by the people file and its bulk import, then what the file does not carry."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from hr.importing.columns import COLUMNS
from hr.models import Assignment, TaxCode
from hr.operations import imports
from hr.operations.entries import Entry
from partners.models import Partner, User
from sharedservices.demo import access
from sharedservices.demo.bulk_entry import Recurring, add_recurring
from sharedservices.demo.cases import SECOND_JOBS, SecondJob
from sharedservices.demo.foundation import TAX_YEAR
from sharedservices.demo.jobs import JOBS
from sharedservices.demo.member import Member
from sharedservices.demo.organisations import PartnerSpec
from sharedservices.demo.people import GO_LIVE

HEADINGS = [column.name for column in COLUMNS]
_BROUGHT_OVER_FROM = {"CASUAL": date(2026, 3, 23)}
"""What is known of people brought over holds from the first period paid here: from April, or from this day."""
_SHOWN = 5
SECOND_NUMBERS = "9"
"""The number of a second employment is the first one's with this digit in front."""


class PeopleRefused(ValueError):
    """The invented people do not pass the import."""


def people_file(members: list[Member]) -> bytes:
    """Return the people file of a partner as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, HEADINGS, restval="")
    writer.writeheader()
    for member in members:
        writer.writerow(_row(member))
        writer.writerows(_second_row(member, second) for second in SECOND_JOBS if second.key == member.key)
    return stream.getvalue().encode()


def _row(member: Member) -> dict[str, str]:
    """Return the row of a person's main job."""
    return {
        **_person(member),
        **_employment(member),
        **_job(member),
        "employee_number": member.employee_no,
        "job_number": member.job_number,
    }


def _person(member: Member) -> dict[str, str]:
    return {
        "title": member.title,
        "forenames": member.forenames,
        "surname": member.surname,
        "date_of_birth": member.born.isoformat(),
        "sex": member.sex,
        "national_insurance_number": member.nino,
        "address_line_1": member.address,
        "town": member.town,
        "postcode": member.postcode,
        "email": member.email,
        "phone": member.phone,
    }


def _employment(member: Member) -> dict[str, str]:
    has_bank = bool(member.account_number)
    return {
        "pay_group": member.pay_group,
        "employment_kind": member.job.kind,
        "start_date": member.started.isoformat(),
        "last_day": _text(member.ended),
        "tax_code": member.tax_code,
        "week1_month1": "yes" if member.week1month1 else "no",
        "tax_code_source": member.tax_source,
        "previous_pay_year": TAX_YEAR if member.previous_pay is not None else "",
        "previous_pay": _text(member.previous_pay),
        "previous_tax": _text(member.previous_tax),
        "ni_category": member.ni_category,
        "director_method": member.director_method,
        "director_from": _text(member.director_from),
        "student_loan_plans": "; ".join(member.loans),
        "bank_account_name": member.name if has_bank else "",
        "sort_code": member.sort_code,
        "account_number": member.account_number,
    }


def _job(member: Member) -> dict[str, str]:
    is_on_scale = bool(member.point)
    return {
        "effective_from": _effective(member),
        "post_number": member.post_no,
        "contract": member.contract,
        "contract_hours": str(member.hours),
        "paid_weeks": _text(member.paid_weeks),
        "grade": member.job.grade if is_on_scale else "",
        "spine_point": member.point,
        "annual_salary": _text(member.spot_annual),
        "pension_scheme": member.pension,
        "pension_section": member.section if member.pension else "",
    }


def _second_row(member: Member, second: SecondJob) -> dict[str, str]:
    """Return the row of a second job: under the same employment, or under one of its own."""
    job = next(job for job in JOBS[member.partner] if job.code == second.job)
    other = member.altered(
        job=job, unit=second.unit, hours=second.hours, point=second.point, contract=job.contract,
        paid_weeks=member.paid_weeks if job.contract == member.contract else None,
        tax_code="BR", tax_source=TaxCode.Source.STARTER_C,
    )  # fmt: skip
    if not second.own_employment:
        return {**_job(other), "employee_number": member.employee_no, "job_number": f"{member.employee_no}-2"}
    number = SECOND_NUMBERS + member.employee_no[1:]
    identity = {"employee_number": number, "job_number": f"{number}-1", "same_person_as": member.employee_no}
    return {**_employment(other), **_job(other), **identity}


def _effective(member: Member) -> str:
    """Return from when the row holds: for people brought over, from the first period paid here; else from the start."""
    first = _BROUGHT_OVER_FROM.get(member.pay_group, GO_LIVE)
    return max(first, member.started).isoformat()


def _text(value: object) -> str:
    """Return a value as a cell: dates as 2026-04-01, nothing as an empty cell."""
    return "" if value is None else str(value)


def bring_in(spec: PartnerSpec, partner: Partner, members: list[Member], *, setup: User, at: datetime) -> None:
    """Import people, add what recurs in their pay, and let the named ones see their own. Inside the scope."""
    if not members:
        return
    hr = access.office("hr", spec)
    _import(partner, members, by=hr, at=at)
    add_recurring(partner, _recurring(members), by=hr)
    _grant_employees(partner, members, by=setup)


def _import(partner: Partner, members: list[Member], *, by: User, at: datetime) -> None:
    """Load the people file. :raises PeopleRefused: when a row is wrong, which is a mistake of the demonstration."""
    outcome = imports.import_file(
        partner_id=partner.pk, stream=io.BytesIO(people_file(members)), by=by, today=at.date(), step=lambda *_: None
    )
    if not outcome.is_right:
        first = "; ".join(f"row {one.row} {one.column}: {one.message}" for one in outcome.problems[:_SHOWN])
        raise PeopleRefused(f"The people of {partner.name} are not right: {first}")


def _recurring(members: list[Member]) -> Iterator[Recurring]:
    """Yield allowances and deductions of the main jobs."""
    for member in members:
        for code, amount in member.recurring:
            yield Recurring(member.job_number, code, Entry(amount=amount), max(GO_LIVE, member.started))


def _grant_employees(partner: Partner, members: list[Member], *, by: User) -> None:
    """Give the named people access to their own pay."""
    people = dict(Assignment.objects.order_by("id").values_list("employment__employee_no", "person_id"))
    for member in members:
        if member.key:
            access.grant_employee(
                email=member.email, partner=partner, person_id=people[member.employee_no],
                start=max(GO_LIVE, member.started), by=by,
            )  # fmt: skip
