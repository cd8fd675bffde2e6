"""What a claim comes to: rates of the day, miles before in the tax year, and which element pays which part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from hr import calendars
from hr.engine import claims as engine
from hr.engine.claims import Journey, Part, Rates, Treatment, Vehicle
from hr.engine.pay_cutoff import cut_off_of
from hr.models import Claim, ClaimLine, ClaimPolicy, ClaimType, Employment, PayGroup
from hr.models.claims import SETTLED
from hr.queries import pay_groups
from sharedservices.common.formatting import counted, day, number
from sharedservices.common.money import ZERO, pence
from sharedservices.common.taxyear import TaxYear

Use = ClaimType.Use
ONE_DAY = timedelta(days=1)
USES = {Treatment.FREE: Use.MILEAGE, Treatment.TAXED: Use.MILEAGE_TAXED, Treatment.EXCESS: Use.MILEAGE_EXCESS}
RATES = ("car", "car_over", "motorcycle", "cycle", "passenger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """A part of a claim as payroll takes it: an amount in pounds, or units (miles, hours) at pounds or the job's rate.

    `origin` is the pay period in which it was earned, `first` and `last` the days. `note` goes on the payslip.
    """

    use: str
    claim_type: ClaimType | None
    origin: date
    first: date
    last: date
    note: str
    amount: Decimal | None = None
    units: Decimal | None = None
    rate: Decimal | None = None

    @property
    def key(self) -> str:
        """What tells this part from the others of its claim."""
        of = self.use if self.claim_type is None else f"{self.use}:{self.claim_type.pk}"
        return f"{of}:{self.rate if self.rate is not None else '-'}:{self.origin}"

    @property
    def what(self) -> str:
        """What it is called."""
        return self.claim_type.name if self.claim_type else Use(self.use).label


def policy_on(*, partner_id: int, on: date) -> ClaimPolicy | None:
    """Return what the partner has laid down for a day; None when nothing."""
    found: ClaimPolicy | None = ClaimPolicy.objects.of(partner_id).filter(valid__contains=on).first()
    return found


def months_late(*, partner_id: int, on: date) -> int:
    """Return after how many months a claim is late."""
    found = policy_on(partner_id=partner_id, on=on)
    return engine.defaults().months_late if found is None else int(found.months_late)


def rates_on(*, partner_id: int, days: Iterable[date]) -> dict[date, Rates]:
    """Return the pounds for a mile on each of some days: the partner's, or those of the law. One query."""
    policies = list(ClaimPolicy.objects.of(partner_id).order_by("valid"))
    return {on: _rates(next((one for one in policies if on in one.valid), None), on) for on in set(days)}


def _rates(policy: ClaimPolicy | None, on: date) -> Rates:
    law = engine.approved_rates(on=on).rates
    own = {name: getattr(policy, name, None) for name in RATES}
    return Rates(**{name: getattr(law, name) if value is None else value for name, value in own.items()})


def miles_before(claim: Claim, days: Iterable[date]) -> dict[str, Decimal]:
    """Return the miles in cars and vans that this employer approved before a claim, by tax year of the days.

    Of a claim that is approved itself, what was approved before it: later claims change nothing of what it was paid.
    """
    rows = ClaimLine.objects.of(claim.partner_id).filter(
        person_id=claim.person_id, vehicle=Vehicle.CAR.value, claim__state__in=SETTLED,
        claim__employment__legal_entity_id=claim.employment.legal_entity_id,
    )  # fmt: skip
    rows = rows.exclude(claim_id=claim.pk)
    if claim.state in SETTLED:
        moment = claim.agreed_at or claim.decided_at
        rows = rows.annotate(done=Coalesce("claim__agreed_at", "claim__decided_at"))
        rows = rows.filter(Q(done__lt=moment) | Q(done=moment, claim__number__lt=claim.number))
    found: dict[str, Decimal] = {}
    for year in sorted({TaxYear.of(on) for on in days}, key=lambda one: one.start):
        of_year = rows.filter(on__gte=year.start, on__lte=year.end)
        found[year.label] = of_year.aggregate(n=Sum("miles"))["n"] or Decimal(0)
    return found


def lines_of(claim: Claim) -> list[ClaimLine]:
    """Return the lines of a claim by day. One query."""
    rows = ClaimLine.objects.of(claim.partner_id).filter(claim_id=claim.pk)
    return list(rows.select_related("claim_type__element", "receipt").order_by("on", "worked", "id"))


def mileage(claim: Claim, lines: list[ClaimLine]) -> list[Part]:
    """Return what the journeys of a claim come to, by rate and treatment."""
    days = [one.on for one in lines]
    return engine.parts(
        [_journey(one) for one in lines],
        paid=rates_on(partner_id=claim.partner_id, days=days),
        before=miles_before(claim, days),
    )


def total(claim: Claim, lines: list[ClaimLine]) -> Decimal:
    """Return what a claim comes to in pounds; nought for hours, which the rate of the job pays."""
    if claim.kind == Claim.Kind.MILEAGE:
        return sum((pence(one.miles * one.rate) for one in mileage(claim, lines)), ZERO)
    return sum((one.amount or ZERO for one in lines), ZERO)


def payables(claim: Claim, lines: list[ClaimLine]) -> list[Payable]:
    """Return what payroll takes: by element and rate, and by the pay period in which it was earned."""
    job = claim.employment
    by_origin: dict[date, list[ClaimLine]] = {}
    for one in lines:
        by_origin.setdefault(origin_of(job.pay_group_on(one.on), one.on), []).append(one)
    if claim.kind == Claim.Kind.MILEAGE:
        return _of_mileage(claim, by_origin)
    of_kind = _of_hours if claim.kind == Claim.Kind.HOURS else _of_expenses
    return [made for origin, found in sorted(by_origin.items()) for made in of_kind(claim, origin, found)]


def origin_of(group: PayGroup, on: date) -> date:
    """Return the first day of the pay period that a day belongs to; of its month, when nobody knows the calendar."""
    return calendars.start_of(group=group, on=on) or on.replace(day=1)


def _of_mileage(claim: Claim, by_origin: dict[date, list[ClaimLine]]) -> list[Payable]:
    """Divide by origin in order, so that each period stands on the miles before it."""
    days = [one.on for found in by_origin.values() for one in found]
    before, paid = miles_before(claim, days), rates_on(partner_id=claim.partner_id, days=days)
    made = []
    for origin, found in sorted(by_origin.items()):
        for part in engine.parts([_journey(one) for one in found], paid=paid, before=before):
            made.append(
                Payable(
                    use=USES[part.treatment].value,
                    claim_type=None,
                    origin=origin,
                    units=part.miles,
                    rate=part.rate,
                    note=_mileage_note(claim, part),
                    **_days(found),
                )
            )
        for one in found:
            if one.vehicle == Vehicle.CAR:
                before[TaxYear.of(one.on).label] += one.miles or ZERO
    return _merged(made)


def _merged(made: list[Payable]) -> list[Payable]:
    """Put what has the same element, rate and origin together: passengers at 5p beside an excess of 5p."""
    found: dict[str, Payable] = {}
    for one in made:
        same = found.get(one.key)
        found[one.key] = one if same is None else Payable(
            use=one.use, claim_type=None, origin=one.origin, units=(same.units or ZERO) + (one.units or ZERO),
            rate=one.rate, note=f"{same.note}; {one.note}"[:200], first=same.first, last=same.last,
        )  # fmt: skip
    return list(found.values())


def _of_hours(claim: Claim, origin: date, lines: list[ClaimLine]) -> list[Payable]:
    return [
        Payable(
            use=Use.HOURS.value, claim_type=kind, origin=origin,
            units=sum((one.hours or ZERO for one in found), ZERO),
            note=f"{kind.name}: {number(sum((one.hours or ZERO for one in found), ZERO))} hours, {_when(found)}, "
            f"claim {claim}", **_days(found),
        )
        for kind, found in _by_type(lines)
    ]  # fmt: skip


def _of_expenses(claim: Claim, origin: date, lines: list[ClaimLine]) -> list[Payable]:
    return [
        Payable(
            use=Use.EXPENSE.value, claim_type=kind, origin=origin,
            amount=sum((one.amount or ZERO for one in found), ZERO),
            note=f"{kind.name}: {counted(len(found), 'item', 'items')}, {_when(found)}, claim {claim}", **_days(found),
        )
        for kind, found in _by_type(lines)
    ]  # fmt: skip


def _by_type(lines: list[ClaimLine]) -> list[tuple[ClaimType, list[ClaimLine]]]:
    found: dict[int, tuple[ClaimType, list[ClaimLine]]] = {}
    for one in lines:
        if one.claim_type is not None:
            found.setdefault(one.claim_type.pk, (one.claim_type, []))[1].append(one)
    return [found[pk] for pk in sorted(found)]


def _mileage_note(claim: Claim, part: Part) -> str:
    what = "passenger miles" if part.is_passenger else "miles"
    taxed = {Treatment.FREE: "", Treatment.TAXED: ", taxed", Treatment.EXCESS: ", taxed, with National Insurance"}
    return (
        f"Mileage: {counted(part.n_journeys, 'journey', 'journeys')}, {number(part.miles)} {what} "
        f"at {pence_words(part.rate)}{taxed[part.treatment]}, claim {claim}"
    )


def pence_words(rate: Decimal) -> str:
    """Return a rate as people say it: 45p."""
    return f"{number(rate * 100)}p"


def _journey(one: ClaimLine) -> Journey:
    return Journey(on=one.on, miles=one.miles or ZERO, vehicle=Vehicle(one.vehicle), passengers=one.passengers)


def _days(lines: list[ClaimLine]) -> dict[str, Any]:
    return {"first": min(one.on for one in lines), "last": max(one.on for one in lines)}


def _when(lines: list[ClaimLine]) -> str:
    days = _days(lines)
    first, last = day(days["first"]), day(days["last"])
    return first if first == last else f"{first} to {last}"


def types_on(*, partner_id: int, use: str, on: date) -> list[ClaimType]:
    """Return what may be claimed on a day, by name. One query."""
    rows = ClaimType.objects.of(partner_id).filter(use=use, valid__contains=on)
    return list(rows.select_related("element").order_by("name", "id"))


def type_for(payable: Payable, *, partner_id: int) -> ClaimType | None:
    """Return the kind of claim whose element pays a part; None when the partner has set up none."""
    if payable.claim_type is not None:
        return payable.claim_type
    found = types_on(partner_id=partner_id, use=payable.use, on=payable.last)
    return found[0] if found else None


def treatments_of(claim: Claim, lines: list[ClaimLine]) -> list[tuple[str, str, Decimal]]:
    """Return what a mileage claim comes to in words: which miles at which rate, how they are taxed, and the pounds."""
    words = {
        Treatment.FREE: "No tax or National Insurance",
        Treatment.TAXED: "Taxed: above the approved rate",
        Treatment.EXCESS: "Taxed, with National Insurance: above the approved rate",
    }
    return [
        (
            f"{number(one.miles)} {'passenger miles' if one.is_passenger else 'miles'} at {pence_words(one.rate)}",
            words[one.treatment],
            pence(one.miles * one.rate),
        )
        for one in mileage(claim, lines)
    ]


def same_elsewhere(claim: Claim, lines: list[ClaimLine]) -> dict[int, list[ClaimLine]]:
    """Return what looks like the same journey or receipt in claims that stand, by line. One query."""
    found: dict[int, list[ClaimLine]] = {}
    prints = {one.fingerprint for one in lines}
    rows = ClaimLine.objects.of(claim.partner_id).filter(fingerprint__in=prints, counts=True)
    others = list(rows.select_related("claim", "person").order_by("id"))
    for one in lines:
        twins = [row for row in others if row.fingerprint == one.fingerprint and row.pk != one.pk]
        if twins:
            found[one.pk] = twins
    return found


def due_words(claim: Claim, *, on: date) -> str:
    """Say by when a claim has to be approved to be paid in which run; nothing when nobody knows."""
    found = next_period(claim, on=on)
    if found is None or found.pay_date is None:
        return ""
    return f"{found.label}, if it is approved by {day(cut_off_of(found.pay_date))}"


def next_period(claim: Claim, *, on: date) -> calendars.Period | None:
    """Return the first pay period of a claim whose cut-off has not passed on a day; None when nobody knows one."""
    return next_period_of(claim.employment, on=on)


def next_period_of(job: Employment, *, on: date) -> calendars.Period | None:
    """Return the first pay period of somebody whose cut-off has not passed on a day; None when nobody knows one."""
    for _group, one in pay_groups.periods_of(job, on=on):
        if one.pay_date is None:
            if one.is_next:
                return one
        elif one.takes_inputs and cut_off_of(one.pay_date) >= on:
            return one
    return None
