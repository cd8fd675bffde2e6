"""A person's record as at a day: everything that held then, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from hr import models as hr
from hr import sealed
from hr.engine import pro_rata
from hr.queries import pay_groups
from hr.queries.days import last_day
from hr.queries.holdings import on_day
from sharedservices.common.fields import MoneyField
from sharedservices.common.money import pence

N_QUERIES = 13
"""So many queries make a record, whatever the number of jobs and facts; one more for an employment that was moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactOnDay:
    """A dated fact in words. `row` is its public id, for the change and history links."""

    row: UUID | None
    text: str
    since: date
    last_day: date | None
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOnDay:
    """A bank account as it is shown: never more than four digits. `amount`: pounds a period, of a second account."""

    row: UUID
    holder: str
    masked: str
    modulus_check: str
    since: date
    last_day: date | None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOnDay:
    """Terms of a job. Pounds: `full_time_annual` for full-time hours all year, `annual` for these hours and weeks."""

    row: UUID
    contract: str
    contract_hours: Decimal
    full_time_hours: Decimal
    working_pattern: str
    paid_weeks: Decimal | None
    grade: str
    point: str
    full_time_annual: Decimal | None
    annual: Decimal | None
    hourly_rate: Decimal | None
    fte: Decimal
    since: date
    last_day: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOnDay:
    """One job with what belongs to it."""

    assignment: UUID
    number: str
    title: str
    post_no: str
    unit: str
    starts_on: date
    last_day: date | None
    terms: TermsOnDay | None
    pension: FactOnDay | None
    cost_split: tuple[tuple[str, Decimal], ...]
    recurring: tuple[FactOnDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmploymentOnDay:
    """One employment with what belongs to it. A fact without a row on the day is None: that quarantines a payslip."""

    employment: UUID
    employee_no: str
    kind: str
    employer: str
    pay_group: str
    former_pay_groups: tuple[tuple[str, date], ...]
    starts_on: date
    last_day: date | None
    continuous_service_from: date
    tax_code: FactOnDay | None
    ni_category: FactOnDay | None
    bank: BankOnDay | None
    second_bank: BankOnDay | None
    student_loans: tuple[FactOnDay, ...]
    jobs: tuple[JobOnDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """A person as at a day. The National Insurance number is masked."""

    pk: int
    person: UUID
    name: str
    legal_name: str
    title: str
    date_of_birth: date
    sex: str
    nationality: str
    nino_masked: str
    address: tuple[str, ...]
    email: str
    phone: str
    is_sensitive: bool
    on: date
    employments: tuple[EmploymentOnDay, ...]


def person_record(*, person: UUID, on: date) -> PersonRecord:
    """Return a person with every employment and what holds on a day. Eleven queries.

    :raises Person.DoesNotExist: if there is none in scope
    """
    row: hr.Person = hr.Person.objects.get(uuid=person)
    facts = _Facts(row, on)
    return PersonRecord(
        pk=row.pk,
        person=row.uuid,
        name=row.display_name,
        legal_name=f"{row.forenames} {row.surname}".strip(),
        title=row.title,
        date_of_birth=row.date_of_birth,
        sex=row.get_sex_display(),
        nationality=row.nationality,
        nino_masked=sealed.masked_nino(row.nino, person=row.uuid),
        address=tuple(line for line in (row.address_line_1, row.address_line_2, row.town, row.postcode) if line),
        email=row.email,
        phone=row.phone,
        is_sensitive=row.is_sensitive,
        on=on,
        employments=facts.employments(),
    )


class _Facts:
    """Everything dated about one person, read once and grouped by whose it is."""

    def __init__(self, person: hr.Person, on: date) -> None:
        self._mine = Q(partner_id=person.partner_id, person_id=person.pk)
        self._on = on
        self._tax = self._by("employment_id", hr.TaxCode.objects)
        self._ni = self._by("employment_id", hr.NiCategory.objects)
        self._bank = self._by("employment_id", hr.BankAccount.objects)
        self._second = self._by("employment_id", hr.SecondAccount.objects)
        self._loans = self._by("employment_id", hr.StudentLoan.objects)
        self._terms = self._by("assignment_id", _with_salary(hr.AssignmentTerms.objects, on))
        self._pension = self._by("assignment_id", hr.PensionMembership.objects.select_related("scheme"))
        self._shares = self._by("assignment_id", hr.CostSplit.objects.select_related("cost_centre"))
        self._recurring = self._by("assignment_id", hr.RecurringElement.objects.select_related("element"))
        self._posts: dict[int, list[hr.PostHolding]] = defaultdict(list)
        for row in hr.PostHolding.objects.filter(self._mine).select_related("post__org_unit").order_by("valid", "id"):
            self._posts[row.assignment_id].append(row)

    def _by(self, owner: str, rows: Any) -> dict[int, list[Any]]:
        """Return the rows of the day by owner. One query."""
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows.filter(self._mine, valid__contains=self._on).order_by("id"):
            found[getattr(row, owner)].append(row)
        return found

    def employments(self) -> tuple[EmploymentOnDay, ...]:
        """Return the employments, the latest first. Two queries: those and the jobs."""
        related = hr.Employment.objects.filter(self._mine).select_related("legal_entity", "pay_group")
        jobs: dict[int, list[hr.Assignment]] = defaultdict(list)
        found = list(related.order_by("-valid", "id"))
        for job in hr.Assignment.objects.filter(self._mine).order_by("number", "id"):
            jobs[job.employment_id].append(job)
        return tuple(self._employment(one, jobs[one.pk]) for one in found)

    def _employment(self, row: hr.Employment, jobs: list[hr.Assignment]) -> EmploymentOnDay:
        return EmploymentOnDay(
            employment=row.uuid,
            employee_no=row.employee_no,
            kind=row.get_kind_display(),
            employer=row.legal_entity.legal_name,
            pay_group=pay_groups.label(row, self._on),
            former_pay_groups=tuple(pay_groups.former(row)),
            starts_on=row.valid.lower,
            last_day=last_day(row.valid),
            continuous_service_from=row.continuous_service_from,
            tax_code=_first(_tax_code(one) for one in self._tax[row.pk]),
            ni_category=_first(_ni_category(one) for one in self._ni[row.pk]),
            bank=next((_bank(one) for one in self._bank[row.pk]), None),
            second_bank=next((_bank(one) for one in self._second[row.pk]), None),
            student_loans=tuple(_loan(one) for one in self._loans[row.pk]),
            jobs=tuple(self._job(job) for job in jobs),
        )

    def _job(self, row: hr.Assignment) -> JobOnDay:
        post = on_day(self._posts[row.pk], self._on).post
        return JobOnDay(
            assignment=row.uuid,
            number=row.number,
            title=row.title,
            post_no=post.post_no,
            unit=post.org_unit.name,
            starts_on=row.valid.lower,
            last_day=last_day(row.valid),
            terms=next((_terms(one) for one in self._terms[row.pk]), None),
            pension=_first(_pension(one) for one in self._pension[row.pk]),
            cost_split=tuple((str(one.cost_centre), one.percent) for one in self._shares[row.pk]),
            recurring=tuple(_recurring(one) for one in self._recurring[row.pk]),
        )


def _with_salary(rows: Any, on: date) -> Any:
    """Add what the spine point pays on a day to rows of terms."""
    value = hr.SpineValue.objects.filter(
        partner_id=OuterRef("partner_id"), point_id=OuterRef("spine_point_id"), valid__contains=on
    )
    salary = Subquery(value.order_by("id").values("annual")[:1], output_field=MoneyField())
    return rows.select_related("grade", "spine_point").annotate(point_annual=salary)


def _first(facts: Iterable[FactOnDay]) -> FactOnDay | None:
    return next(iter(facts), None)


def _fact(row: Any, text: str, detail: str = "") -> FactOnDay:
    return FactOnDay(
        row=row.uuid,
        text=text,
        since=row.valid.lower,
        last_day=last_day(row.valid),
        reason=row.reason,
        detail=detail,
    )


def _tax_code(row: hr.TaxCode) -> FactOnDay:
    return _fact(row, str(row), row.get_source_display())


def _ni_category(row: hr.NiCategory) -> FactOnDay:
    return _fact(row, row.category, row.get_director_method_display() if row.director_method else "")


def _loan(row: hr.StudentLoan) -> FactOnDay:
    return _fact(row, row.get_plan_display(), row.source)


def _pension(row: hr.PensionMembership) -> FactOnDay:
    return _fact(row, f"{row.scheme.name}, {row.get_section_display().lower()}")


def _recurring(row: hr.RecurringElement) -> FactOnDay:
    amount = f"£{row.amount:,.2f}" if row.amount is not None else f"{row.units} units"
    more = ["protected pay"] * row.is_protected + [row.reference] * bool(row.reference)
    if row.remaining is not None:
        more.append(f"£{row.remaining:,.2f} left to take when it was brought over")
    return _fact(row, row.element.name, ", ".join([amount, *more]))


def _bank(row: hr.BankAccount | hr.SecondAccount) -> BankOnDay:
    return BankOnDay(
        row=row.uuid,
        holder=row.holder,
        masked=f"••••{row.last_four}",
        modulus_check=row.get_modulus_check_display(),
        since=row.valid.lower,
        last_day=last_day(row.valid),
        amount=getattr(row, "amount", None),
    )


def _terms(row: Any) -> TermsOnDay:
    full_time = row.point_annual if row.spine_point_id else row.spot_annual
    fte = pro_rata.paid_fte(
        contract_hours=row.contract_hours,
        full_time_hours=row.full_time_hours,
        paid_weeks=row.paid_weeks,
        weeks_in_year=row.weeks_in_year,
    )
    return TermsOnDay(
        row=row.uuid,
        contract=row.get_contract_display(),
        contract_hours=row.contract_hours,
        full_time_hours=row.full_time_hours,
        working_pattern=row.working_pattern,
        paid_weeks=row.paid_weeks,
        grade=row.grade.name if row.grade else "",
        point=row.spine_point.code if row.spine_point else "",
        full_time_annual=full_time,
        annual=None if full_time is None else pence(full_time * fte),
        hourly_rate=row.hourly_rate,
        fte=fte,
        since=row.valid.lower,
        last_day=last_day(row.valid),
        reason=row.reason,
    )
