"""Every column of the people file, documented as data: template, documentation and checks come from this list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models.enums import Choices

from hr import models as hr
from sharedservices.common.imports import Column
from sharedservices.common.paye_codes import NI_LETTERS


class Level(StrEnum):
    """What a column is about. Person and employment columns may stay empty in further rows of one employee number."""

    PERSON = "Person"
    EMPLOYMENT = "Employment"
    JOB = "Job"


class Form(StrEnum):
    """How a cell is written."""

    TEXT = "Text"
    CODE = "Code that exists here"
    DATE = "Date, 2026-04-01 or 01/04/2026"
    MONEY = "Pounds and pence, 26847.00"
    HOURS = "Hours a week, 18.5"
    WEEKS = "Weeks, 44.5"
    FTE = "Full-time equivalent, 0.5"
    YES_NO = "yes or no"
    CHOICE = "One of the values listed"
    NUMBER = "Number with its zeros"
    TAX_YEAR = "Tax year, 2026-27"
    SHARES = "Cost centre and per cent, CC100:70; CC200:30"
    PLANS = "Plans, 2 or 2; PGL"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleColumn:
    """One column. `allowed` lists values of a CHOICE; `longest` limits TEXT, NUMBER and CODE."""

    name: str
    level: Level
    form: Form
    help: str
    example: str = ""
    is_required: bool = False
    longest: int = 100
    allowed: Sequence[str] = ()
    is_sensitive: bool = False
    digits: int = 0

    @property
    def source(self) -> Column:
        """The column as the file reader knows it."""
        title = self.name.replace("_", " ").capitalize()
        return Column(
            self.name, title=title, is_required=self.is_required, digits=self.digits, is_sensitive=self.is_sensitive
        )


def _values(choices: type[Choices]) -> tuple[str, ...]:
    return tuple(value for value in choices.values if value)


P, E, J = Level.PERSON, Level.EMPLOYMENT, Level.JOB

COLUMNS: tuple[PeopleColumn, ...] = (
    PeopleColumn(
        name="employee_number", level=E, form=Form.NUMBER, longest=20, is_required=True, example="100234",
        help="Number of the employment. A person with two employments has two numbers.",
    ),
    PeopleColumn(
        name="job_number", level=J, form=Form.NUMBER, longest=24, is_required=True, example="100234-1",
        help="Number of the job. Each row is one job; a second job of the employment is a second row.",
    ),
    PeopleColumn(
        name="same_person_as", level=P, form=Form.NUMBER, longest=20, example="100230",
        help="For a further employment of somebody: an employee number that the person has already, here or above.",
    ),
    PeopleColumn(name="title", level=P, form=Form.TEXT, longest=20, example="Ms", help="As the person writes it."),
    PeopleColumn(
        name="forenames", level=P, form=Form.TEXT, example="Ann Mary", help="All forenames; empty for a single name.",
    ),
    PeopleColumn(
        name="surname", level=P, form=Form.TEXT, example="Abbott",
        help="Needed in the first row of a person.",
    ),
    PeopleColumn(name="known_as", level=P, form=Form.TEXT, example="Annie", help="Forename that is used, if another."),
    PeopleColumn(
        name="date_of_birth", level=P, form=Form.DATE, example="1985-05-17",
        help="Needed in the first row of a person. Between 13 and 100 years ago on the day of starting.",
    ),
    PeopleColumn(
        name="age_confirmed", level=P, form=Form.YES_NO,
        help="“yes” where the date of birth is right although it makes somebody under 16 or over 75.",
    ),
    PeopleColumn(
        name="nationality", level=P, form=Form.TEXT, longest=2, example="GB", help="ISO 3166 code of the country.",
    ),
    PeopleColumn(
        name="sex", level=P, form=Form.CHOICE, allowed=_values(hr.Person.Sex), example="F",
        help="As HMRC holds it. Needed in the first row of a person.",
    ),
    PeopleColumn(
        name="national_insurance_number", level=P, form=Form.TEXT, longest=20, is_sensitive=True,
        example="QQ 12 34 56 C",
        help="Empty if not known yet; never a temporary number. One person, one number.",
    ),
    PeopleColumn(name="address_line_1", level=P, form=Form.TEXT, example="1 High Street", help="First line."),
    PeopleColumn(name="address_line_2", level=P, form=Form.TEXT, help="Second line, if any."),
    PeopleColumn(name="town", level=P, form=Form.TEXT, example="Northbury", help="Post town."),
    PeopleColumn(name="postcode", level=P, form=Form.TEXT, longest=10, example="NB1 1AA", help="UK postcode."),
    PeopleColumn(name="email", level=P, form=Form.TEXT, longest=254, example="ann@example.org", help="One address."),
    PeopleColumn(name="phone", level=P, form=Form.TEXT, longest=30, example="01632 960001", help="One number."),
    PeopleColumn(
        name="pay_group", level=E, form=Form.CODE, longest=20, example="MONTHLY",
        help="Code of the pay group: it decides employer, PAYE scheme and pay frequency. Needed in the first row.",
    ),
    PeopleColumn(
        name="employment_kind", level=E, form=Form.CHOICE, allowed=_values(hr.Employment.Kind), example="EMPLOYEE",
        help="What the relationship is in law; EMPLOYEE when empty.",
    ),
    PeopleColumn(
        name="start_date", level=E, form=Form.DATE, example="2019-09-02",
        help="First day of the employment. Needed in the first row.",
    ),
    PeopleColumn(
        name="last_day", level=E, form=Form.DATE, help="Last day of the employment, if it is known.",
    ),
    PeopleColumn(
        name="continuous_service_from", level=E, form=Form.DATE, example="2015-01-05",
        help="First day of continuous service, with earlier employers too; the start date when empty.",
    ),
    *(
        PeopleColumn(
            name=name, level=E, form=Form.DATE, example="2015-01-05",
            help=f"Service that counts for {what}; continuous service counts when empty, and it is counted as missing.",
        )
        for name, what in (
            ("service_redundancy_from", "redundancy, with bodies of the Modification Order"),
            ("service_leave_from", "annual leave"), ("service_sick_pay_from", "occupational sick pay"),
            ("service_maternity_from", "maternity"), ("service_scheme_from", "a police or fire scheme"),
        )
    ),
    PeopleColumn(
        name="service_evidence", level=E, form=Form.TEXT, longest=200, example="Statement of service of 2019",
        help="What shows these dates. Somebody verifies them here.",
    ),
    PeopleColumn(
        name="effective_from", level=J, form=Form.DATE, example="2026-04-01",
        help="First day from which this row’s terms, tax, pension and bank details hold: for people brought over, the "
        "first day of the first period paid here. The first day of the job when empty.",
    ),
    PeopleColumn(
        name="job_start_date", level=J, form=Form.DATE, example="2019-09-02", help="The start date when empty.",
    ),
    PeopleColumn(
        name="post_number", level=J, form=Form.CODE, longest=20, is_required=True, example="P100",
        help="Number of the post: it decides unit, role and staff group.",
    ),
    PeopleColumn(
        name="job_title", level=J, form=Form.TEXT, longest=120, example="Support officer",
        help="The title of the post’s role when empty.",
    ),
    PeopleColumn(
        name="contract", level=J, form=Form.CHOICE, allowed=_values(hr.AssignmentTerms.Contract), is_required=True,
        example="PERMANENT", help="Kind of contract.",
    ),
    PeopleColumn(
        name="contract_hours", level=J, form=Form.HOURS, is_required=True, example="37",
        help="0 only for casual, relief and on-call contracts; never more than full time.",
    ),
    PeopleColumn(
        name="paid_weeks", level=J, form=Form.WEEKS, example="", help="For TERM_TIME only: working and leave weeks.",
    ),
    PeopleColumn(
        name="working_pattern", level=J, form=Form.TEXT, longest=800, example="Mon to Fri 7.4",
        help="Hours a day, in words.",
    ),
    PeopleColumn(
        name="grade", level=J, form=Form.CODE, longest=20, example="G5",
        help="Code of the grade; SCALE/GRADE where two scales have the same code.",
    ),
    PeopleColumn(
        name="spine_point", level=J, form=Form.CODE, longest=20, example="6",
        help="Point of the grade’s scale; SCALE/POINT without a grade. One of point, yearly salary and hourly rate.",
    ),
    PeopleColumn(
        name="annual_salary", level=J, form=Form.MONEY, is_sensitive=True, example="",
        help="Full-time salary of a year that is on no scale.",
    ),
    PeopleColumn(
        name="hourly_rate", level=J, form=Form.MONEY, is_sensitive=True, example="",
        help="For who is paid by the hour.",
    ),
    PeopleColumn(
        name="cost_split", level=J, form=Form.SHARES, longest=400, example="CC100:70; CC200:30",
        help="Shares add up to 100. The cost centre of the unit when empty.",
    ),
    PeopleColumn(
        name="tax_code", level=E, form=Form.TEXT, longest=20, example="1257L",
        help="As on the latest notice. Needed in the first row of an employment.",
    ),
    PeopleColumn(
        name="week1_month1", level=E, form=Form.YES_NO, example="no", help="yes for a non-cumulative code.",
    ),
    PeopleColumn(
        name="tax_code_source", level=E, form=Form.CHOICE, allowed=_values(hr.TaxCode.Source), example="MIGRATED",
        help="Where the code comes from; MIGRATED when empty.",
    ),
    PeopleColumn(
        name="tax_code_date", level=E, form=Form.DATE, example="2026-04-06",
        help="Date of the notice; the day from which the row holds when empty.",
    ),
    PeopleColumn(
        name="previous_pay", level=E, form=Form.MONEY, is_sensitive=True, example="",
        help="Taxable pay of a tax year before the first payslip here (P45 or earlier system).",
    ),
    PeopleColumn(
        name="previous_tax", level=E, form=Form.MONEY, is_sensitive=True, example="", help="Tax taken from that pay.",
    ),
    PeopleColumn(
        name="previous_pay_year", level=E, form=Form.TAX_YEAR, longest=7, example="",
        help="The tax year of previous pay and tax.",
    ),
    PeopleColumn(
        name="ni_category", level=E, form=Form.CHOICE, allowed=tuple(NI_LETTERS), example="A",
        help="National Insurance category letter. Needed in the first row of an employment.",
    ),
    PeopleColumn(
        name="director_method", level=E, form=Form.CHOICE, allowed=_values(hr.NiCategory.DirectorMethod),
        help="For company directors: how their National Insurance is worked.",
    ),
    PeopleColumn(
        name="director_from", level=E, form=Form.DATE, help="For company directors: the day of appointment.",
    ),
    PeopleColumn(
        name="student_loan_plans", level=E, form=Form.PLANS, longest=40, example="2; PGL",
        help="1, 2, 4, 5 and PGL, as HMRC’s start notices say.",
    ),
    PeopleColumn(
        name="pension_scheme", level=J, form=Form.CODE, longest=20, example="LGPS", help="Empty for who is in none.",
    ),
    PeopleColumn(
        name="pension_section", level=J, form=Form.CHOICE, allowed=_values(hr.PensionMembership.Section),
        example="main",
        help="main when empty.",
    ),
    PeopleColumn(
        name="pension_from", level=J, form=Form.DATE, help="First day of membership, if later than the row holds.",
    ),
    PeopleColumn(
        name="pension_assessed_pay", level=J, form=Form.MONEY, is_sensitive=True,
        help="Yearly pay that the employer fixed for choosing the contribution band, if it did.",
    ),
    PeopleColumn(
        name="bank_account_name", level=E, form=Form.TEXT, example="A M Abbott", help="As the bank writes it.",
    ),
    PeopleColumn(
        name="sort_code", level=E, form=Form.NUMBER, longest=10, is_sensitive=True, digits=6, example="07-01-16",
        help="Six digits. In a spreadsheet, format the column as text.",
    ),
    PeopleColumn(
        name="account_number", level=E, form=Form.NUMBER, longest=14, is_sensitive=True, example="00003036",
        help="Six to ten digits. In a spreadsheet, format the column as text.",
    ),
    PeopleColumn(
        name="roll_number", level=E, form=Form.TEXT, longest=30, is_sensitive=True,
        help="Building society accounts only.",
    ),
)  # fmt: skip

BY_NAME = {column.name: column for column in COLUMNS}
SERVICES = {
    "service_redundancy_from": hr.ServiceDate.Purpose.REDUNDANCY.value,
    "service_leave_from": hr.ServiceDate.Purpose.LEAVE.value,
    "service_sick_pay_from": hr.ServiceDate.Purpose.SICK_PAY.value,
    "service_maternity_from": hr.ServiceDate.Purpose.MATERNITY.value,
    "service_scheme_from": hr.ServiceDate.Purpose.SCHEME.value,
}
"""Columns of dates from which service counts, with what it counts for."""
SOURCES = tuple(column.source for column in COLUMNS)
SHARED = tuple(column.name for column in COLUMNS if column.level is not Level.JOB and column.name != "employee_number")
"""Columns of person and employment: equal or empty in every row of one employee number."""
