"""Load what a partner needs before it can employ anybody. Reference data has no operations yet: rows, in the scope."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import CostCentre
from hr.models import (
    Grade,
    JobRole,
    OrgUnit,
    PayElement,
    PayGroup,
    PayScale,
    PensionRates,
    PensionScheme,
    Post,
    SpinePoint,
    SpineValue,
    StaffGroup,
)
from partners.models import LegalEntity, Partner, PayeScheme, User
from payroll.operations import calendars
from sharedservices.demo import absences, increments, leavers
from sharedservices.demo.checks import load_needs
from sharedservices.demo.elements import ELEMENTS
from sharedservices.demo.establishment import load_establishment
from sharedservices.demo.jobs import JOBS
from sharedservices.demo.organisations import WELL_BEFORE, EntitySpec, PartnerSpec, PayGroupSpec, UnitSpec
from sharedservices.demo.pensions import SCHEMES, RatesSpec
from sharedservices.demo.people import GO_LIVE
from sharedservices.demo.scales import SCALES, ScaleSpec, ValueSpec
from sharedservices.demo.starters import load_policy

ALWAYS = DateRange(WELL_BEFORE, None)
WEEKS_IN_YEAR = Decimal("52.143")
Place = tuple[str, str]
TAX_YEAR = "2026-27"


def make_partner(spec: PartnerSpec) -> Partner:
    """Record a partner of the partnership."""
    return Partner.objects.create(
        code=spec.code,
        name=spec.name,
        short_name=spec.short_name,
        kind=spec.kind,
        colour=spec.colour,
        joined_on=GO_LIVE,
        mail_is_neutral=spec.kind == Partner.Kind.POLICE,
    )


def load_foundation(
    spec: PartnerSpec, partner: Partner, headcounts: dict[Place, Decimal], *, by: User, at: datetime
) -> None:
    """Load everything but people. `headcounts` are the full-time equivalents by unit and job. Inside the scope."""
    employers = {one.code: _employer(partner, one) for one in spec.entities}
    schemes = {code: scheme for code, (_, scheme) in employers.items()}
    units: dict[str, OrgUnit] = {}
    for code, (entity, _) in employers.items():
        _load_units(partner, entity, spec.units[code], units)
    _load_roles_and_posts(spec, partner, units, headcounts)
    absences.load_terms(partner)
    increments.load_rules(partner)
    leavers.load_terms(partner)
    load_policy(partner)
    load_needs(partner)
    for scale in SCALES[spec.code]:
        _load_scale(partner, scale)
    load_establishment(spec, partner)
    _load_pensions(spec, partner)
    _load_elements(partner)
    for group in spec.pay_groups:
        _load_pay_group(partner, group, schemes[group.entity], by=by, at=at)


def _employer(partner: Partner, spec: EntitySpec) -> tuple[LegalEntity, PayeScheme]:
    entity = LegalEntity.objects.create(
        partner=partner, code=spec.code, legal_name=spec.name, kind=spec.kind, address=spec.address, valid=ALWAYS
    )
    scheme = PayeScheme.objects.create(
        partner=partner,
        legal_entity=entity,
        employer_reference=spec.paye_reference,
        accounts_office_reference=spec.accounts_reference,
        name=f"{spec.name}, main scheme",
    )
    return entity, scheme


def _load_units(partner: Partner, entity: LegalEntity, specs: Iterable[UnitSpec], found: dict[str, OrgUnit]) -> None:
    """Load the units of a legal entity with their cost centres, those above before those below."""
    for spec in specs:
        centre = CostCentre.objects.create(
            partner=partner, legal_entity=entity, code=spec.cost_centre, name=spec.name, valid=ALWAYS
        )
        found[spec.code] = OrgUnit.objects.create(
            partner=partner,
            legal_entity=entity,
            parent=found.get(spec.parent),
            code=spec.code,
            name=spec.name,
            kind=spec.kind,
            default_cost_centre=centre,
            valid=ALWAYS,
        )


def _load_roles_and_posts(
    spec: PartnerSpec, partner: Partner, units: dict[str, OrgUnit], headcounts: dict[Place, Decimal]
) -> None:
    """Load terms, roles, and a post for each role in each unit, with one vacancy over what is filled."""
    groups = {
        terms.code: StaffGroup.objects.create(
            partner=partner,
            code=terms.code,
            name=terms.name,
            full_time_hours=terms.hours,
            weeks_in_year=WEEKS_IN_YEAR,
            day_rule=terms.day_rule,
            hourly_rule=terms.hourly_rule,
        )
        for terms in spec.terms
    }
    posts = []
    for job in JOBS[spec.code]:
        role = JobRole.objects.create(partner=partner, code=job.code, title=job.title, staff_group=groups[job.terms])
        filled = {unit: fte for (unit, code), fte in headcounts.items() if code == job.code}
        posts += [
            Post(
                partner=partner,
                post_no=f"{unit}-{job.code}",
                role=role,
                org_unit=units[unit],
                location=units[unit].name,
                established_fte=filled.get(unit, Decimal(0)) + 1,
                valid=ALWAYS,
            )
            for unit in sorted({*job.units, *filled})
        ]
    Post.objects.bulk_create(posts)


def _load_scale(partner: Partner, spec: ScaleSpec) -> None:
    """Load a scale with its points, the values agreed so far, and its grades."""
    scale = PayScale.objects.create(
        partner=partner,
        code=spec.code,
        name=spec.name,
        source=spec.source[:200],
        is_demonstration=spec.is_demonstration,
    )
    points = {
        point.code: point
        for point in SpinePoint.objects.bulk_create(
            SpinePoint(partner=partner, scale=scale, code=code, sequence=number)
            for number, code in enumerate(spec.points, start=1)
        )
    }
    SpineValue.objects.bulk_create(_spine_values(partner, points, spec.values))
    Grade.objects.bulk_create(
        Grade(
            partner=partner, scale=scale, code=grade.code, name=grade.name,
            minimum=points[grade.minimum], maximum=points[grade.maximum],
        )
        for grade in spec.grades
    )  # fmt: skip


def _spine_values(partner: Partner, points: dict[str, SpinePoint], values: Iterable[ValueSpec]) -> list[SpineValue]:
    """Return the rows of all values; a value ends when the next one of its point begins."""
    of_point: dict[str, list[ValueSpec]] = {}
    for value in values:
        of_point.setdefault(value.point, []).append(value)
    rows = []
    for code, series in of_point.items():
        ends: list[date | None] = [later.since for later in series[1:]]
        rows += [
            SpineValue(
                partner=partner,
                point=points[code],
                annual=value.annual,
                valid=DateRange(value.since, end),
                source=value.source[:200],
            )
            for value, end in zip(series, [*ends, None], strict=True)
        ]
    return rows


def _load_pensions(spec: PartnerSpec, partner: Partner) -> None:
    """Load the pension schemes with the rates that are no law."""
    for one in SCHEMES[spec.code]:
        scheme = PensionScheme.objects.create(
            partner=partner,
            code=one.code,
            name=one.name,
            arrangement=one.arrangement,
            basis=one.basis,
            law_scheme=one.law_scheme,
            uses_qualifying_earnings=one.uses_qualifying_earnings,
        )
        PensionRates.objects.bulk_create(_pension_rates(partner, scheme, rates) for rates in one.rates)


def _pension_rates(partner: Partner, scheme: PensionScheme, spec: RatesSpec) -> PensionRates:
    return PensionRates(
        partner=partner,
        scheme=scheme,
        employer_rate=spec.employer_rate,
        bands=[list(band) for band in spec.bands],
        source=spec.source[:200],
        is_demonstration=spec.is_demonstration,
        valid=DateRange(spec.since, None),
    )


def _load_elements(partner: Partner) -> None:
    """Load the catalogue of pay elements."""
    PayElement.objects.bulk_create(
        PayElement(
            partner=partner,
            code=one.code,
            name=one.name,
            kind=one.kind,
            method=one.method,
            factor=Decimal(one.factor),
            rate=None if one.rate is None else Decimal(one.rate),
            taxable=one.taxable,
            niable=one.niable,
            pensionable=one.pensionable,
            hours_varying=one.hours_varying,
            valid=ALWAYS,
        )
        for one in ELEMENTS
    )


def _load_pay_group(partner: Partner, spec: PayGroupSpec, scheme: PayeScheme, *, by: User, at: datetime) -> None:
    """Load a pay group with its calendar of the tax year."""
    group = PayGroup.objects.create(
        partner=partner,
        code=spec.code,
        name=spec.name,
        legal_entity=scheme.legal_entity,
        paye_scheme=scheme,
        frequency=spec.frequency,
    )
    calendars.make_year(pay_group_id=group.pk, tax_year=TAX_YEAR, rule=_rule(spec), by=by, at=at)


def _rule(spec: PayGroupSpec) -> calendars.Rule:
    """Return the rule of a pay group's calendar."""
    if spec.first_day is not None and spec.first_pay_date is not None:
        return calendars.EveryWeeks(first_day=spec.first_day, pay_date=spec.first_pay_date)
    return calendars.DayOfMonth(spec.pay_day) if spec.pay_day else calendars.LastWorkingDay()
