"""What may be claimed at a partner, by which pay element; rates for a mile; and when a claim is late."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules as house
from hr import rules_claims as rules
from hr.models import ClaimPolicy, ClaimType, PayElement
from hr.operations import dated
from hr.operations.entries import element_on
from hr.queries.days import ONE_DAY
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.money import ZERO

MOST_A_MILE = Decimal(2)
MOST_MONTHS = 24
Use, Method = ClaimType.Use, PayElement.Method
WANTED: Mapping[str, tuple[str, bool | None, bool | None, str]] = {
    Use.MILEAGE: (Method.UNITS_AT_RATE, False, False, "units at a rate, free of tax and National Insurance"),
    Use.MILEAGE_TAXED: (Method.UNITS_AT_RATE, True, False, "units at a rate, taxed and free of National Insurance"),
    Use.MILEAGE_EXCESS: (Method.UNITS_AT_RATE, True, True, "units at a rate, with tax and National Insurance"),
    Use.HOURS: (Method.HOURS_AT_JOB_RATE, True, True, "hours at the job’s rate, with tax and National Insurance"),
    Use.EXPENSE: (Method.AMOUNT, None, None, "an amount"),
}
"""What an element must be for each use: its method, whether it is taxed and NI is due; None: either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWanted:
    """Rates for a mile in pounds, None as the law has them; months after which a claim is late."""

    months_late: int
    car: Decimal | None = None
    car_over: Decimal | None = None
    motorcycle: Decimal | None = None
    cycle: Decimal | None = None
    passenger: Decimal | None = None


@transaction_required
def set_policy(
    *, partner_id: int, wanted: PolicyWanted, effective_from: date, reason: str, by: User, at: datetime
) -> ClaimPolicy:
    """Lay down rates and months from a day on, in place of what was laid down before. Journeys before it keep theirs.

    :raises RuleBroken: for figures that make no sense, without a reason, or before a policy that there is
    """
    rates = [one for name, one in asdict(wanted).items() if name != "months_late" and one is not None]
    fits = 1 <= wanted.months_late <= MOST_MONTHS and all(ZERO <= one < MOST_A_MILE for one in rates)
    rules.PolicyIsSensible.require(fits, most=MOST_A_MILE)
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        rows = list(ClaimPolicy.objects.of(partner_id).select_for_update(of=("self",)).order_by("valid"))
        last = rows[-1] if rows else None
        if last is not None:
            rules.PolicyAhead.require(effective_from > last.valid.lower, since=last.valid.lower)
            last.valid = DateRange(last.valid.lower, effective_from)
            last.save(update_fields=["valid"])
        row: ClaimPolicy = ClaimPolicy.objects.create(
            partner_id=partner_id, valid=DateRange(effective_from, None), reason=" ".join(reason.split()),
            **asdict(wanted),
        )  # fmt: skip
    return row


@transaction_required
def add_type(
    *, partner_id: int, use: str, name: str, element: UUID, effective_from: date, reason: str, by: User, at: datetime
) -> ClaimType:
    """Let something be claimed from a day on, paid by an element. Of the three kinds of miles there is one at a time.

    :raises RuleBroken: when the element does not fit, is not in use, or there is one of that name already
    :raises PayElement.DoesNotExist: if there is none in scope
    """
    with dated.change(partner_id=partner_id, by=by, reason=reason):
        found = element_on(element=element, partner_id=partner_id, on=effective_from)
        method, is_taxed, is_niable, words = WANTED[Use(use)]
        fits = found.kind == PayElement.Kind.PAYMENT and found.method == method
        fits &= is_taxed in {None, found.taxable} and is_niable in {None, found.niable}
        rules.ElementPaysIt.require(fits, element=found.name, wanted=words)
        tidy = " ".join(name.split()) if use in {Use.HOURS, Use.EXPENSE} else str(Use(use).label)
        rows = ClaimType.objects.of(partner_id).filter(use=use, name=tidy, valid__endswith__isnull=True)
        house.CodeIsFree.require(not rows.exists(), taken=tidy, field="name")
        row: ClaimType = ClaimType.objects.create(
            partner_id=partner_id, use=Use(use), name=tidy, element=found, valid=DateRange(effective_from, None)
        )
    return row


@transaction_required
def end_type(*, claim_type: UUID, last_day: date, reason: str, by: User, at: datetime) -> ClaimType:
    """Let something be claimed for days up to a last one only. Claims that are under way keep it.

    :raises RuleBroken: when it is not in use then
    :raises ClaimType.DoesNotExist: if there is none in scope
    """
    row: ClaimType = ClaimType.objects.select_for_update(of=("self",)).get(uuid=claim_type)
    with dated.change(partner_id=row.partner_id, by=by, reason=reason):
        is_in_use = row.valid.lower <= last_day and row.valid.upper is None
        house.SomethingToEnd.require(is_in_use, what=row.name, on=last_day, field="last_day")
        row.valid = DateRange(row.valid.lower, last_day + ONE_DAY)
        row.save(update_fields=["valid"])
    return row
