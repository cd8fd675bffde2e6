"""Makes organisations and people. Everything has a default; give what the test is about. Call inside partner_scope().

    with partner_scope(cast.northshire.pk):
        org = organisation(cast.northshire)
        ann = employee(cast.northshire, org=org, tax_code="K475", annual="31000.00")

`organisation()` is made once a partner and found again by later calls of `employee(partner)` without `org`.
"""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import CostCentre
from hr import models as hr
from hr import sealed
from partners.models import LegalEntity, Partner, PayeScheme, User

ALWAYS = DateRange(date(2020, 1, 1), None)
START = date(2026, 4, 1)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
UNIT_KIND = hr.OrgUnit.Kind.SERVICE
_numbers = itertools.count(100001)
_NINO_ENDS = "ABCD"


def since(first: date) -> DateRange:
    """From a day on, without an end."""
    return DateRange(first, None)


def any_nino(number: int | None = None) -> str:
    """A valid National Insurance number that no other call gives."""
    number = next(_numbers) if number is None else number
    return f"AB{number % 1_000_000:06d}{_NINO_ENDS[number // 1_000_000 % 4]}"


@dataclass(slots=True)
class Organisation:
    """What a partner needs before it can employ anybody."""

    partner: Partner
    entity: LegalEntity
    scheme: PayeScheme
    staff_group: hr.StaffGroup
    pay_group: hr.PayGroup
    cost_centre: CostCentre
    unit: hr.OrgUnit
    role: hr.JobRole
    post: hr.Post
    scale: hr.PayScale
    points: dict[str, hr.SpinePoint]
    grade: hr.Grade
    pension: hr.PensionScheme
    elements: dict[str, hr.PayElement] = field(default_factory=dict)


def legal_entity(partner: Partner, code: str = "CC", **overrides: Any) -> LegalEntity:
    """Make an employer."""
    fields = {"legal_name": f"{partner.name}", "kind": LegalEntity.Kind.COUNCIL, "valid": ALWAYS} | overrides
    return LegalEntity.objects.create(partner=partner, code=code, **fields)


def paye_scheme(entity: LegalEntity, **overrides: Any) -> PayeScheme:
    """Make the PAYE scheme of an employer."""
    fields = {"employer_reference": f"123/{entity.code}{entity.pk % 10000}", "name": "Main scheme"} | overrides
    return PayeScheme.objects.create(partner_id=entity.partner_id, legal_entity=entity, **fields)


def staff_group(partner: Partner, code: str = "NJC", **overrides: Any) -> hr.StaffGroup:
    """Make a set of terms: Green Book unless told otherwise."""
    fields = {
        "name": "Green Book",
        "full_time_hours": Decimal("37.00"),
        "weeks_in_year": Decimal("52.143"),
        "day_rule": "calendar",
        "hourly_rule": "direct",
    } | overrides
    return hr.StaffGroup.objects.create(partner=partner, code=code, **fields)


def absence_terms(group: hr.StaffGroup, **overrides: Any) -> hr.AbsenceTerms:
    """Make what was agreed about absence: Green Book sick pay, 25 and 28 days of leave from April to March."""
    fields = {
        "sick_scale": "njc", "leave_bands": [[0, "25"], [5, "28"]], "leave_year_month": 4, "source": "Green Book",
        "valid": ALWAYS,
    } | overrides  # fmt: skip
    return hr.AbsenceTerms.objects.create(partner_id=group.partner_id, staff_group=group, **fields)


def cost_centre(entity: LegalEntity, code: str = "CC100", **overrides: Any) -> CostCentre:
    """Make a cost centre."""
    fields = {"name": f"Cost centre {code}", "valid": ALWAYS} | overrides
    return CostCentre.objects.create(partner_id=entity.partner_id, legal_entity=entity, code=code, **fields)


def org_unit(entity: LegalEntity, code: str = "U1", **overrides: Any) -> hr.OrgUnit:
    """Make an organisational unit."""
    fields = {"name": f"Unit {code}", "kind": UNIT_KIND, "valid": ALWAYS} | overrides
    return hr.OrgUnit.objects.create(partner_id=entity.partner_id, legal_entity=entity, code=code, **fields)


def job_role(group: hr.StaffGroup, code: str = "R1", **overrides: Any) -> hr.JobRole:
    """Make a role profile."""
    fields = {"title": "Support officer"} | overrides
    return hr.JobRole.objects.create(partner_id=group.partner_id, staff_group=group, code=code, **fields)


def post(unit: hr.OrgUnit, role: hr.JobRole, post_no: str = "P100", **overrides: Any) -> hr.Post:
    """Make a post."""
    fields = {"established_fte": Decimal(10), "valid": ALWAYS} | overrides
    return hr.Post.objects.create(partner_id=unit.partner_id, org_unit=unit, role=role, post_no=post_no, **fields)


def pay_group(scheme: PayeScheme, code: str = "MONTHLY", **overrides: Any) -> hr.PayGroup:
    """Make a pay group, monthly unless told otherwise."""
    fields = {"name": "Monthly paid", "frequency": "monthly", "legal_entity_id": scheme.legal_entity_id} | overrides
    return hr.PayGroup.objects.create(partner_id=scheme.partner_id, paye_scheme=scheme, code=code, **fields)


def pay_scale(
    partner: Partner, values: dict[str, str] | None = None, code: str = "NJC"
) -> tuple[hr.PayScale, dict[str, hr.SpinePoint]]:
    """Make a scale and its points with the NJC values of 1 April 2025 (to 31 March 2026) and of 1 April 2026."""
    scale = hr.PayScale.objects.create(partner=partner, code=code, name=f"{code} spine", source="NJC pay agreement")
    pairs = (values or NJC).items()
    made = hr.SpinePoint.objects.bulk_create(
        hr.SpinePoint(partner=partner, scale=scale, code=name, sequence=number)
        for number, (name, _pay) in enumerate(pairs)
    )
    days = (DateRange(date(2025, 4, 1), date(2026, 4, 1)), since(date(2026, 4, 1)))
    hr.SpineValue.objects.bulk_create(
        _spine_value(point, annual, valid)
        for point, (_code, pay) in zip(made, pairs, strict=True)
        for annual, valid in zip(pay.split("/"), days, strict=True)
    )
    points = {point.code: point for point in made}
    return scale, points


# Source: NJC pay spine from 1 April 2025 and 1 April 2026.
NJC = {"5": "25583.00/26427.00", "6": "25989.00/26847.00", "21": "33143.00/34237.00", "22": "33699.00/34811.00"}


def spine_value(point: hr.SpinePoint, annual: str, valid: DateRange) -> hr.SpineValue:
    """Make what a point pays between two dates."""
    row = _spine_value(point, annual, valid)
    row.save(force_insert=True)
    return row


def _spine_value(point: hr.SpinePoint, annual: str, valid: DateRange) -> hr.SpineValue:
    return hr.SpineValue(
        partner_id=point.partner_id, point=point, annual=Decimal(annual), valid=valid, source="NJC pay agreement"
    )


def grade(scale: hr.PayScale, minimum: hr.SpinePoint, maximum: hr.SpinePoint, code: str = "G5") -> hr.Grade:
    """Make a grade."""
    return hr.Grade.objects.create(
        partner_id=scale.partner_id, scale=scale, code=code, name=f"Grade {code}", minimum=minimum, maximum=maximum
    )


def pension_scheme(partner: Partner, code: str = "LGPS", **overrides: Any) -> hr.PensionScheme:
    """Make a pension scheme with an employer's rate: LGPS unless told otherwise."""
    fields = {
        "name": "Local Government Pension Scheme",
        "arrangement": "net_pay",
        "basis": "actual",
        "law_scheme": "lgps",
    } | overrides
    scheme = hr.PensionScheme.objects.create(partner=partner, code=code, **fields)
    hr.PensionRates.objects.create(
        partner=partner,
        scheme=scheme,
        employer_rate=Decimal("0.20"),
        source="Rates and adjustments certificate",
        valid=ALWAYS,
    )
    return scheme


def pay_element(partner: Partner, code: str, **overrides: Any) -> hr.PayElement:
    """Make an element of pay: a taxable allowance unless told otherwise."""
    fields = {
        "name": code.replace("_", " ").capitalize(),
        "kind": "payment",
        "method": "AMOUNT",
        "valid": ALWAYS,
    } | overrides
    return hr.PayElement.objects.create(partner=partner, code=code, **fields)


def organisation(partner: Partner) -> Organisation:
    """Make everything that a partner needs before it can employ anybody."""
    entity = legal_entity(partner)
    scheme, group = paye_scheme(entity), staff_group(partner)
    centre, role = cost_centre(entity), job_role(group)
    unit = org_unit(entity, default_cost_centre=centre)
    scale, points = pay_scale(partner)
    elements = {
        "OVERTIME": pay_element(
            partner, "OVERTIME", method="HOURS_AT_JOB_RATE", factor=Decimal("1.5"), pensionable=True, hours_varying=True
        ),
        "ALLOWANCE": pay_element(partner, "ALLOWANCE", pensionable=True),
        "UNION": pay_element(partner, "UNION", kind="deduction", taxable=False, niable=False),
    }
    return Organisation(
        partner=partner,
        entity=entity,
        scheme=scheme,
        staff_group=group,
        pay_group=pay_group(scheme),
        cost_centre=centre,
        unit=unit,
        role=role,
        post=post(unit, role),
        scale=scale,
        points=points,
        grade=grade(scale, points["5"], points["22"]),
        pension=pension_scheme(partner),
        elements=elements,
    )


def found_organisation(partner: Partner) -> Organisation:
    """Return the organisation that `organisation` made for this partner, or make it."""
    unit = (
        hr.OrgUnit.objects.filter(partner=partner, code="U1")
        .select_related("legal_entity", "default_cost_centre")
        .first()
    )
    if unit is None:
        return organisation(partner)
    scale = hr.PayScale.objects.get(partner=partner, code="NJC")
    return Organisation(
        partner=partner,
        entity=unit.legal_entity,
        unit=unit,
        cost_centre=unit.default_cost_centre,
        scale=scale,
        scheme=PayeScheme.objects.get(partner=partner, legal_entity=unit.legal_entity),
        staff_group=hr.StaffGroup.objects.get(partner=partner, code="NJC"),
        pay_group=hr.PayGroup.objects.get(partner=partner, code="MONTHLY"),
        role=hr.JobRole.objects.get(partner=partner, code="R1"),
        post=hr.Post.objects.get(partner=partner, post_no="P100"),
        points={
            point.code: point for point in hr.SpinePoint.objects.filter(partner=partner, scale=scale).order_by("id")
        },
        grade=hr.Grade.objects.get(partner=partner, scale=scale, code="G5"),
        pension=hr.PensionScheme.objects.get(partner=partner, code="LGPS"),
        elements={one.code: one for one in hr.PayElement.objects.filter(partner=partner).order_by("id")},
    )


@dataclass(slots=True)
class Employee:
    """A person with one job and everything that the pay of it is worked out from. None where the test left it out."""

    org: Organisation
    person: hr.Person
    employment: hr.Employment
    assignment: hr.Assignment
    terms: hr.AssignmentTerms
    tax_code: hr.TaxCode | None = None
    ni: hr.NiCategory | None = None
    bank: hr.BankAccount | None = None
    pension: hr.PensionMembership | None = None
    cost_split: hr.CostSplit | None = None


def person(partner: Partner, **overrides: Any) -> hr.Person:
    """Make a person; `nino=""` for one without a number."""
    nino = overrides.pop("nino", None)
    uid = overrides.setdefault("uuid", uuid.uuid4())
    token, index = sealed.seal_nino(any_nino() if nino is None else nino, partner_id=partner.pk, person=uid)
    fields = {
        "surname": "Abbott",
        "forenames": "Ann",
        "date_of_birth": date(1985, 5, 17),
        "sex": hr.Person.Sex.FEMALE,
        "address_line_1": "1 High Street",
        "town": "Northbury",
        "postcode": "NB1 1AA",
    } | overrides
    return hr.Person.objects.create(partner=partner, nino=token, nino_index=index, **fields)


def employment(who: hr.Person, org: Organisation, *, start: date = START, **overrides: Any) -> hr.Employment:
    """Make an employment of a person."""
    fields = {
        "employee_no": str(next(_numbers)),
        "kind": hr.Employment.Kind.EMPLOYEE,
        "continuous_service_from": start,
        "valid": since(start),
        "pay_group": org.pay_group,
        "legal_entity": org.entity,
    } | overrides
    return hr.Employment.objects.create(partner=org.partner, person=who, **fields)


def assignment(job: hr.Employment, org: Organisation, *, n: int = 1, **overrides: Any) -> hr.Assignment:
    """Make a job under an employment."""
    fields = {
        "post": org.post,
        "number": f"{job.employee_no}-{n}",
        "title": "Support officer",
        "valid": job.valid,
    } | overrides
    return hr.Assignment.objects.create(partner=org.partner, person_id=job.person_id, employment=job, **fields)


def seat(job: hr.Assignment, post: hr.Post) -> None:
    """Put a job on another post, as if it had always been there."""
    hr.PostHolding.objects.filter(assignment=job).update(post=post)
    job.post = post
    job.save()


def terms(job: hr.Assignment, org: Organisation, *, annual: str | None = None, **overrides: Any) -> hr.AssignmentTerms:
    """Make the terms of a job: full time on point 6 of grade G5, or `annual` as a spot salary."""
    pay: dict[str, Any] = {"grade": org.grade, "spine_point": org.points["6"]}
    if annual is not None or overrides.get("hourly_rate") is not None:
        pay = {"spot_annual": None if annual is None else Decimal(annual)}
    fields = (
        {
            "contract": "PERMANENT",
            "contract_hours": Decimal("37.00"),
            "full_time_hours": Decimal("37.00"),
            "weeks_in_year": Decimal("52.143"),
            "valid": job.valid,
            "reason": "Started",
        }
        | pay
        | overrides
    )
    return hr.AssignmentTerms.objects.create(partner=org.partner, person_id=job.person_id, assignment=job, **fields)


def tax_code(job: hr.Employment, code: str = "1257L", **overrides: Any) -> hr.TaxCode:
    """Make a tax code of an employment."""
    fields = {
        "week1month1": False,
        "source": hr.TaxCode.Source.P9X,
        "notice_date": START,
        "valid": job.valid,
        "reason": "Started",
    } | overrides
    return hr.TaxCode.objects.create(
        partner_id=job.partner_id, person_id=job.person_id, employment=job, code=code, **fields
    )


def ni_category(job: hr.Employment, category: str = "A", **overrides: Any) -> hr.NiCategory:
    """Make an NI category of an employment."""
    fields = {"valid": job.valid, "reason": "Started"} | overrides
    return hr.NiCategory.objects.create(
        partner_id=job.partner_id, person_id=job.person_id, employment=job, category=category, **fields
    )


def student_loan(job: hr.Employment, plan: str = "2", **overrides: Any) -> hr.StudentLoan:
    """Make a loan plan to operate."""
    fields = {"source": "SL1", "valid": job.valid, "reason": "Start notice"} | overrides
    return hr.StudentLoan.objects.create(
        partner_id=job.partner_id, person_id=job.person_id, employment=job, plan=plan, **fields
    )


def bank_account(job: hr.Employment, **overrides: Any) -> hr.BankAccount:
    """Make the account that an employment is paid into."""
    details = sealed.BankDetails(
        overrides.pop("sort_code", "070116"),
        overrides.pop("account_number", "00003036"),
        overrides.pop("roll_number", ""),
    )
    uid = overrides.setdefault("uuid", uuid.uuid4())
    token, fingerprint = sealed.seal_bank(details, partner_id=job.partner_id, account=uid)
    fields = {"holder": "A Abbott", "modulus_check": "UNCHECKED", "valid": job.valid, "reason": "Started"} | overrides
    return hr.BankAccount.objects.create(
        partner_id=job.partner_id,
        person_id=job.person_id,
        employment=job,
        details=token,
        fingerprint=fingerprint,
        last_four=details.last_four,
        **fields,
    )


def pension(job: hr.Assignment, scheme: hr.PensionScheme, **overrides: Any) -> hr.PensionMembership:
    """Make a membership of a pension scheme."""
    fields = {"section": "main", "valid": job.valid, "reason": "Contractual enrolment"} | overrides
    return hr.PensionMembership.objects.create(
        partner_id=job.partner_id,
        person_id=job.person_id,
        employment_id=job.employment_id,
        assignment=job,
        scheme=scheme,
        **fields,
    )


def cost_split(job: hr.Assignment, centre: CostCentre, percent: str = "100", **overrides: Any) -> hr.CostSplit:
    """Make a share of a job's cost; the shares of a date must add up to 100 when the transaction ends."""
    fields = {"valid": job.valid} | overrides
    return hr.CostSplit.objects.create(
        partner_id=job.partner_id,
        person_id=job.person_id,
        assignment=job,
        cost_centre=centre,
        percent=Decimal(percent),
        **fields,
    )


def recurring(
    who: Employee, element: hr.PayElement, amount: str | None = "50.00", **overrides: Any
) -> hr.RecurringElement:
    """Make an element that is paid every period."""
    fields = {
        "amount": None if amount is None else Decimal(amount),
        "valid": who.assignment.valid,
        "reason": "Agreed",
    } | overrides
    return hr.RecurringElement.objects.create(
        partner=who.org.partner,
        person=who.person,
        employment=who.employment,
        assignment=who.assignment,
        element=element,
        **fields,
    )


def monthly_input(
    who: Employee,
    element: hr.PayElement,
    *,
    by: User,
    period_start: date = date(2026, 11, 1),
    approved_by: User | None = None,
    **overrides: Any,
) -> hr.MonthlyInput:
    """Make an input for one period: waiting for approval, or approved by a second person."""
    fields: dict[str, Any] = {"amount": Decimal("100.00")} if overrides.get("units") is None else {}
    if approved_by is not None:
        fields |= {
            "state": hr.MonthlyInput.State.APPROVED,
            "decided_by": approved_by,
            "decided_human": approved_by.human_id,
            "decided_at": NOW,
        }
    return hr.MonthlyInput.objects.create(
        partner=who.org.partner,
        person=who.person,
        employment=who.employment,
        assignment=who.assignment,
        element=element,
        pay_group_id=who.employment.pay_group_id,
        period_start=period_start,
        entered_by=by,
        entered_human=by.human_id,
        entered_at=NOW,
        **(fields | overrides),
    )


def employee(
    partner: Partner,
    *,
    org: Organisation | None = None,
    start: date = START,
    end: date | None = None,
    annual: str | None = None,
    tax: str | None = "1257L",
    week1month1: bool = False,
    ni: str | None = "A",
    with_bank: bool = True,
    with_pension: bool = True,
    person_fields: dict[str, Any] | None = None,
    employment_fields: dict[str, Any] | None = None,
    terms_fields: dict[str, Any] | None = None,
    existing_person: hr.Person | None = None,
) -> Employee:
    """Make a person, an employment, a job with terms, and what its pay is worked out from.

    `end` is the day after the last day. None for `tax` or `ni` leaves the row out.
    """
    org = org or found_organisation(partner)
    who = existing_person or person(partner, **(person_fields or {}))
    valid = DateRange(start, end)
    job = employment(who, org, start=start, **({"valid": valid} | (employment_fields or {})))
    work = assignment(job, org)
    return Employee(
        org=org,
        person=who,
        employment=job,
        assignment=work,
        terms=terms(work, org, annual=annual, **(terms_fields or {})),
        tax_code=None if tax is None else tax_code(job, tax, week1month1=week1month1),
        ni=None if ni is None else ni_category(job, ni),
        bank=bank_account(job, holder=f"{who.forenames[:1]} {who.surname}".strip()) if with_bank else None,
        pension=pension(work, org.pension) if with_pension else None,
        cost_split=cost_split(work, org.cost_centre),
    )
