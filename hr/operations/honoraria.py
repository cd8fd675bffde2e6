"""Honoraria (domain HR-07): an extra payment with a ground and an end; beyond six months a regrade is looked at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr import rules_duties as duties
from hr.models import Honorarium
from hr.operations import dated, elements
from hr.operations.entries import Entry
from partners.models import User
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)
REVIEW_MONTHS = 6
"""An honorarium that lasts longer is looked at for a regrade (domain HR-07)."""
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What is paid, in pounds a pay period, by which element, and how the amount was found."""

    element: UUID
    amount: Decimal
    basis: str
    basis_words: str


@transaction_required
def award(
    *, assignment: UUID, award: Award, effective_from: date, last_day: date, reason: str, by: User, at: datetime
) -> Honorarium:
    """Pay somebody an honorarium from a first to a last day.

    :raises RuleBroken: without a basis in words, or whatever the pay element refuses
    :raises ObjectDoesNotExist: when job or element is not in scope
    """
    words = " ".join(award.basis_words.split())
    duties.AmountExplained.require(0 < len(words) <= rules.LONGEST_REASON)
    basis = Honorarium.Basis(award.basis)
    job = dated.lock_assignment(assignment)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        paid = elements.add_recurring(
            assignment=job.uuid, element=award.element, entry=Entry(amount=award.amount),
            effective_from=effective_from, last_day=last_day, reason=reason, by=by, at=at,
        )  # fmt: skip
        review = after_months(effective_from, REVIEW_MONTHS)
        row: Honorarium = Honorarium.objects.create(
            **dated.owner_of_assignment(job), recurring=paid, basis=basis, basis_words=words,
            review_on=review if last_day >= review else None, valid=DateRange(effective_from, last_day + ONE_DAY),
            reason=rules.check_reason(reason),
        )  # fmt: skip
    return row


def after_months(day: date, months: int) -> date:
    """Return the day so many months on; the last of the month where there is no such day, as PostgreSQL counts."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY
    return first.replace(day=min(day.day, last.day))
