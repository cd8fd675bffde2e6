"""One member of staff as the demonstration invents them: everything that an import row, and then a payslip, needs."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from hr.models import NiCategory, PensionMembership, TaxCode
from sharedservices.demo.jobs import JobSpec


@dataclass(slots=True)
class Member:
    """A person in one job at one partner.

    `key` names an awkward case and is empty for everybody else. Money is a yearly or hourly sum in pounds; `ended` is
    the last day of employment; the two `previous_` figures are those of a P45 of this tax year.
    """

    partner: str
    employee_no: str
    job: JobSpec
    unit: str
    entity: str
    pay_group: str
    forenames: str
    surname: str
    title: str
    sex: str
    born: date
    nino: str
    address: str
    town: str
    postcode: str
    email: str
    phone: str
    started: date
    contract: str
    full_time_hours: Decimal
    hours: Decimal
    paid_weeks: Decimal | None = None
    point: str = ""
    spot_annual: Decimal | None = None
    hourly_rate: Decimal | None = None
    tax_code: str = "1257L"
    week1month1: bool = False
    tax_source: str = TaxCode.Source.P9X
    ni_category: str = "A"
    director_method: str = NiCategory.DirectorMethod.NONE
    director_from: date | None = None
    loans: tuple[str, ...] = ()
    pension: str = ""
    section: str = PensionMembership.Section.MAIN
    sort_code: str = ""
    account_number: str = ""
    roll_number: str = ""
    ended: date | None = None
    previous_pay: Decimal | None = None
    previous_tax: Decimal | None = None
    key: str = ""
    recurring: list[tuple[str, Decimal]] = field(default_factory=list)
    """Elements paid or taken every month, with their amounts."""

    @property
    def name(self) -> str:
        """The name that people use."""
        return f"{self.forenames} {self.surname}"

    @property
    def job_number(self) -> str:
        """The number of the main job."""
        return f"{self.employee_no}-1"

    @property
    def post_no(self) -> str:
        """The number of the post: one for each role and unit."""
        return f"{self.unit}-{self.job.code}"

    def altered(self, **changes: Any) -> Self:
        """Return a copy with other facts."""
        return replace(self, recurring=list(changes.pop("recurring", self.recurring)), **changes)
