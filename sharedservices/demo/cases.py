"""The cases that every payroll gets wrong once, each a named person. docs/demo.md tells what to look for.

Everybody here signs in as forename.surname@ their organisation. Those whose payslip of November cannot be calculated
(`QUARANTINED`) are there to be put right on screen.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from hr.models import AssignmentTerms, NiCategory, PensionMembership, TaxCode
from sharedservices.demo.jobs import TERM_TIME_WEEKS
from sharedservices.demo.organisations import COUNTY, EAST, FIRE, POLICE, SOUTH

_SOURCE, _CONTRACT = TaxCode.Source, AssignmentTerms.Contract
FULL, FULL_IN_LONDON, NO_HOURS = Decimal("37"), Decimal("36"), Decimal("0")
INVALID_TAX_CODE = "12X57"
"""What an older system held for Gurpreet Sandhu. No screen and no import takes it: it came by conversion."""


class Case(NamedTuple):
    """One awkward case: who it is, in which job, what is special, and what to look for."""

    key: str
    partner: str
    job: str
    name: str
    sex: str
    facts: dict[str, Any]
    look_for: str


class SecondJob(NamedTuple):
    """Another job of somebody, under the same employment or under one of its own."""

    key: str
    job: str
    unit: str
    hours: Decimal
    point: str
    own_employment: bool


CASES = (
    Case(
        "ordinary", COUNTY, "ADM", "Eve Hartley", "F", {"hours": FULL, "point": "9"}, "an ordinary payslip, full time"
    ),
    Case(
        "k-code",
        COUNTY,
        "ACC",
        "Keith Pemberton",
        "M",
        {"tax_code": "K475", "recurring": [("CARBIK", Decimal("312.50"))]},
        "a K code adds to taxable pay; a company car is taxed and never paid",
    ),
    Case("scottish", COUNTY, "DEV", "Morag Abernethy", "F", {"tax_code": "S1257L", "hours": FULL}, "Scottish bands"),
    Case("welsh", COUNTY, "HRA", "Carys Llewellyn", "F", {"tax_code": "C1257L", "hours": FULL}, "Welsh code"),
    Case(
        "week-1",
        COUNTY,
        "DSK",
        "Mihaela Dobrescu",
        "F",
        {"week1month1": True, "tax_source": _SOURCE.P6, "hours": FULL},
        "month 1 basis: each month by itself",
    ),
    Case(
        "second-job-br",
        COUNTY,
        "LIB",
        "Delroy Pinnock",
        "M",
        {"tax_code": "BR", "tax_source": _SOURCE.STARTER_C, "hours": Decimal("18.5")},
        "all pay at basic rate: a second job",
    ),
    Case(
        "two-jobs",
        COUNTY,
        "TAS",
        "Beverley Ogden",
        "F",
        {"hours": Decimal("20"), "paid_weeks": TERM_TIME_WEEKS, "unit": "SC1"},
        "two jobs under one employment on one payslip",
    ),
    Case(
        "two-employments",
        COUNTY,
        "LIB",
        "Tomasz Malinowski",
        "M",
        {"hours": Decimal("22.2"), "point": "8"},
        "two employments, two payslips, National Insurance worked once and shared out",
    ),
    Case(
        "two-partners",
        COUNTY,
        "LIB",
        "Siobhan Kinsella",
        "F",
        {"hours": Decimal("22.2"), "point": "10"},
        "works at the county council and, on call, at the fire service: one login, two employers",
    ),
    Case(
        "director",
        COUNTY,
        "WSU",
        "Graham Thackeray",
        "M",
        {
            "unit": "NWB",
            "entity": "NWL",
            "pay_group": "WORKS",
            "point": "",
            "spot_annual": Decimal("72000.00"),
            "hours": FULL,
            "director_method": NiCategory.DirectorMethod.ANNUAL,
            "director_from": date(2022, 10, 3),
            "pension": "",
        },
        "a director of the works company: National Insurance by the year",
    ),
    Case(
        "over-pension-age",
        COUNTY,
        "LIB",
        "Margaret Lockwood",
        "F",
        {"born": date(1957, 2, 11), "ni_category": "C", "hours": Decimal("18.5")},
        "category C: no employee’s contributions",
    ),
    Case(
        "under-21",
        COUNTY,
        "WST",
        "Jack Uttley",
        "M",
        {"born": date(2007, 8, 19), "ni_category": "M", "started": date(2025, 9, 1), "point": "5", "hours": FULL},
        "category M: no employer’s contributions below the upper threshold",
    ),
    Case(
        "apprentice",
        COUNTY,
        "ADM",
        "Priya Mistry",
        "F",
        {
            "born": date(2004, 5, 30),
            "ni_category": "H",
            "contract": _CONTRACT.APPRENTICE,
            "started": date(2025, 9, 8),
            "point": "",
            "spot_annual": Decimal("21500.00"),
            "hours": FULL,
        },
        "category H, a salary that is not on a scale",
    ),
    Case(
        "fifty-fifty",
        COUNTY,
        "FSW",
        "Olumide Adeyemi",
        "M",
        {"section": PensionMembership.Section.FIFTY_FIFTY, "hours": FULL},
        "half the contribution in the 50/50 section",
    ),
    Case(
        "term-time",
        COUNTY,
        "TAS",
        "Julie Yardley",
        "F",
        {"hours": Decimal("30"), "paid_weeks": TERM_TIME_WEEKS},
        "paid for 44.5 of 52.143 weeks, in twelve parts",
    ),
    Case(
        "mid-month-starter",
        COUNTY,
        "SWK",
        "Ioana Lupu",
        "F",
        {
            "started": date(2026, 11, 16),
            "tax_source": _SOURCE.P45,
            "hours": FULL,
            "previous_pay": Decimal("17850.00"),
            "previous_tax": Decimal("2102.00"),
        },
        "paid from 16 November by calendar days",
    ),
    Case(
        "leaver",
        COUNTY,
        "HWO",
        "Trevor Barlow",
        "M",
        {"ended": date(2026, 11, 13), "hours": FULL},
        "left on 13 November: paid for 13 days of 30",
    ),
    Case(
        "many-loans",
        COUNTY,
        "SSW",
        "Sophie Chan",
        "F",
        {"loans": ("1", "2", "PGL"), "hours": FULL},
        "one student loan deduction by the lower threshold, and the postgraduate loan beside it",
    ),
    Case(
        "negative-pay",
        COUNTY,
        "CAR",
        "Wayne Dewhurst",
        "M",
        {"hours": Decimal("16"), "point": "5"},
        "quarantined: the overpayment taken back is more than the pay",
    ),
    Case(
        "no-tax-code",
        EAST,
        "CSO",
        "Agnieszka Wrona",
        "F",
        {"started": date(2026, 11, 2), "hours": FULL_IN_LONDON},
        "quarantined: the tax code was lost on the way",
    ),
    Case(
        "bad-tax-code",
        EAST,
        "REP",
        "Gurpreet Sandhu",
        "M",
        {"hours": FULL_IN_LONDON},
        "quarantined: the tax code brought over from 1 November does not exist",
    ),
    Case(
        "no-bank",
        EAST,
        "CTK",
        "Lowri Bevan",
        "F",
        {"started": date(2026, 11, 2), "sort_code": "", "account_number": "", "hours": Decimal("24")},
        "quarantined: nowhere to pay it to",
    ),
    Case(
        "high-earner",
        COUNTY,
        "HOD",
        "Helen Radcliffe",
        "F",
        {
            "unit": "CHI",
            "point": "",
            "spot_annual": Decimal("192000.00"),
            "hours": FULL,
            "started": date(2019, 1, 7),
            "tax_code": "0T",
        },
        "no allowance, additional rate, the highest pension band but one",
    ),
    Case(
        "casual-hours",
        COUNTY,
        "REL",
        "Chiamaka Eze",
        "F",
        {"hours": NO_HOURS, "pension": "NEST", "point": "5"},
        "paid every four weeks for the hours worked; NEST with relief at source",
    ),
    Case(
        "promotion",
        COUNTY,
        "SWK",
        "Ayesha Qureshi",
        "F",
        {"hours": FULL, "point": "33"},
        "promoted on 16 November: two rates in one month",
    ),
    Case(
        "police-overtime",
        POLICE,
        "PCR",
        "Rhys Vaughan",
        "M",
        {"hours": Decimal("40"), "point": "PP6"},
        "overtime at time and a third and a half",
    ),
    Case(
        "on-call",
        FIRE,
        "ONC",
        "Siobhan Kinsella",
        "F",
        {"hours": NO_HOURS, "point": "COM"},
        "retainer and turnouts; the same person as at the county council",
    ),
    Case("ordinary", POLICE, "BSO", "Nadia Chaudhary", "F", {"hours": FULL, "point": "9"}, "an ordinary payslip"),
    Case(
        "ordinary",
        FIRE,
        "FFR",
        "Callum Galbraith",
        "M",
        {"hours": Decimal("42"), "point": "COM"},
        "an ordinary payslip",
    ),
    Case(
        "ordinary", SOUTH, "CSO", "Yvonne Mensah", "F", {"hours": Decimal("36"), "point": "15"}, "an ordinary payslip"
    ),
    Case(
        "ordinary", EAST, "HOF", "Kenji Nakagawa", "M", {"hours": Decimal("36"), "point": "25"}, "an ordinary payslip"
    ),
)
SECOND_JOBS = (
    SecondJob("two-jobs", "MDS", "SC1", Decimal("7.5"), "3", own_employment=False),
    SecondJob("two-employments", "CAR", "HOM", Decimal("16"), "5", own_employment=True),
)
QUARANTINED = {
    "negative-pay": "NEGATIVE_NET",
    "no-tax-code": "NO_TAX_CODE",
    "bad-tax-code": "TAX_CODE_INVALID",
    "no-bank": "NO_BANK_ACCOUNT",
}
"""Who is in quarantine in November, and the code of the reason."""
SAME_PERSON = (("two-partners", COUNTY), ("on-call", FIRE))
"""One human being: the same date of birth, National Insurance number, address and account at both."""
