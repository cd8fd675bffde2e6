"""The people of the measurement: five partners of unequal size, loaded by SQL as the owner role."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import CostCentre
from hr import models as hr
from partners.models import LegalEntity, Partner, PayeScheme, User
from partners.scope import partner_scope
from payroll.management.bench.scratch import connect
from payroll.models import PayPeriod, PayRun
from payroll.operations import calendars, pay_runs
from sharedservices.common import sealing

SHARES = {"county": 45, "police": 20, "south": 15, "east": 14, "fire": 6}
TAX_YEAR = "2026-27"
PERIOD_START = date(2026, 11, 1)
ALWAYS = DateRange(date(2015, 4, 1), None)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ELEMENTS = (
    ("UNION", "Union subscription", "deduction", 450), ("SHIFT", "Shift allowance", "payment", 600),
    ("FIRSTAID", "First aid allowance", "payment", 200), ("CYCLE", "Cycle to work", "sacrifice", 150),
    ("GIVING", "Payroll giving", "deduction_before_tax", 150), ("PARKING", "Parking", "deduction", 400),
    ("SAVINGS", "Credit union", "deduction", 350), ("SICKCLUB", "Hospital fund", "deduction", 300),
)  # fmt: skip
PENSIONABLE = {"SHIFT"}
TABLES = (
    "hr_person", "hr_employment", "hr_post", "hr_assignment", "hr_postholding", "hr_assignmentterms", "hr_taxcode",
    "hr_nicategory", "hr_previouspay", "hr_studentloan", "hr_pensionmembership", "hr_bankaccount",
    "hr_recurringelement", "hr_monthlyinput", "payroll_yeartodate",
)  # fmt: skip
WITH_GIVEN_IDS = ("hr_person", "hr_employment", "hr_post", "hr_assignment")
SQL = (Path(__file__).parent / "population.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Body:
    """A partner of the measurement, the period that it pays, and who works there."""

    partner: Partner
    period: PayPeriod
    processor: User


def populate(employees: int, owner_url: str) -> list[Body]:
    """Make the partners and so many employments over them; return the partners in order of size."""
    users = [User.objects.create_user(f"{name}@bench.example", None, full_name=name) for name in "abc"]
    bodies: list[Body] = []
    base = 0
    with connect(owner_url) as link, link.cursor() as cursor:
        _triggers(cursor, "DISABLE")
        for code, share in SHARES.items():
            n = employees - base if code == "fire" else employees * share // 100
            body, values = _organisation(code, users)
            cursor.execute("BEGIN")
            cursor.execute(SQL, {**values, "n": n, "base": base})
            cursor.execute("COMMIT")
            bodies.append(body)
            base += n
        for table in WITH_GIVEN_IDS:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [base + 1])
        _triggers(cursor, "ENABLE")
        cursor.execute("VACUUM ANALYZE")
    return bodies


def _triggers(cursor: Any, what: str) -> None:
    """Switch the audit of the loaded tables off or on: it is the load that nobody measures."""
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} {what} TRIGGER USER")


def _organisation(code: str, users: list[User]) -> tuple[Body, dict[str, Any]]:
    """Make everything that people of a partner refer to, and return what the load needs."""
    partner = Partner.objects.create(
        code=code, name=f"{code.title()} council", short_name=code.title(), kind="OTHER", joined_on=ALWAYS.lower
    )
    with partner_scope(partner.pk, actor_id=users[0].pk, reason="bench"):
        entity = LegalEntity.objects.create(partner=partner, code="E", legal_name=code, kind="COUNCIL", valid=ALWAYS)
        paye = PayeScheme.objects.create(
            partner=partner, legal_entity=entity, employer_reference=f"123/{code}", name="Main"
        )
        group = hr.PayGroup.objects.create(
            partner=partner, code="M", name="Monthly", legal_entity=entity, paye_scheme=paye, frequency="monthly"
        )
        periods = calendars.make_year(
            pay_group_id=group.pk, tax_year=TAX_YEAR, rule=calendars.DayOfMonth(28), by=users[0], at=NOW
        )
        values = {
            "partner": partner.pk, "entity": entity.pk, "group": group.pk, "tax_year": TAX_YEAR,
            "start": PERIOD_START, "sealed": sealing.seal("none", aad="bench"), **_establishment(partner, entity),
            **_pay(partner), "entered_by": users[0].pk, "entered_human": str(users[0].human_id),
            "decided_by": users[1].pk, "decided_human": str(users[1].human_id),
            "last_run": _last_run(periods, users).pk,
        }  # fmt: skip
    november = next(period for period in periods if period.covers.lower == PERIOD_START)
    return Body(partner, november, users[0]), values


def _establishment(partner: Partner, entity: LegalEntity) -> dict[str, Any]:
    """Make staff group, unit and role."""
    group = hr.StaffGroup.objects.create(
        partner=partner, code="NJC", name="Green Book", full_time_hours=Decimal(37), weeks_in_year=Decimal("52.143"),
        day_rule="calendar", hourly_rule="direct",
    )  # fmt: skip
    centre = CostCentre.objects.create(partner=partner, legal_entity=entity, code="1", name="One", valid=ALWAYS)
    unit = hr.OrgUnit.objects.create(
        partner=partner, legal_entity=entity, code="U", name="Unit", kind="SERVICE", default_cost_centre=centre,
        valid=ALWAYS,
    )  # fmt: skip
    role = hr.JobRole.objects.create(partner=partner, code="R", title="Support officer", staff_group=group)
    return {"unit": unit.pk, "role": role.pk}


def _pay(partner: Partner) -> dict[str, Any]:
    """Make a scale of invented values, the pension scheme and the elements."""
    scale = hr.PayScale.objects.create(
        partner=partner, code="S", name="Scale", source="invented", is_demonstration=True
    )
    points = []
    for place in range(40):
        point = hr.SpinePoint.objects.create(partner=partner, scale=scale, code=str(place + 3), sequence=place)
        annual = Decimal(24_500 + 790 * place)
        hr.SpineValue.objects.create(partner=partner, point=point, annual=annual, valid=ALWAYS, source="invented")
        points.append(point.pk)
    scheme = hr.PensionScheme.objects.create(
        partner=partner, code="LGPS", name="Local Government Pension Scheme", arrangement="net_pay", basis="actual",
        law_scheme="lgps",
    )  # fmt: skip
    hr.PensionRates.objects.create(
        partner=partner, scheme=scheme, employer_rate=Decimal("0.19"), source="invented", valid=ALWAYS
    )
    elements = [_element(partner, code, name, kind).pk for code, name, kind, _ in ELEMENTS]
    overtime = hr.PayElement.objects.create(
        partner=partner, code="OVERTIME", name="Overtime", kind="payment", method="HOURS_AT_JOB_RATE",
        factor=Decimal("1.5"), pensionable=True, hours_varying=True, valid=ALWAYS,
    )  # fmt: skip
    shares = [share for *_, share in ELEMENTS]
    return {
        "points": points, "scheme": scheme.pk, "elements": elements, "shares": shares, "overtime": overtime.pk,
    }  # fmt: skip


def _element(partner: Partner, code: str, name: str, kind: str) -> hr.PayElement:
    """Make an element that recurs."""
    return hr.PayElement.objects.create(
        partner=partner, code=code, name=name, kind=kind, method="AMOUNT", pensionable=code in PENSIONABLE,
        valid=ALWAYS,
    )  # fmt: skip


def _last_run(periods: list[PayPeriod], users: list[User]) -> PayRun:
    """Make the released October run that the year-to-date figures come from."""
    october = next(period for period in periods if period.covers.upper == PERIOD_START)
    run = pay_runs.create(period_id=october.pk, by=users[0], at=NOW)
    for state, who, name in (("CALCULATED", users[0], "processed"), ("APPROVED", users[1], "approved"),
                             ("RELEASED", users[2], "released")):  # fmt: skip
        run.state = state
        setattr(run, f"{name}_by", who)
        setattr(run, f"{name}_human", who.human_id)
        setattr(run, f"{name}_at", NOW)
        run.save()
    return run
