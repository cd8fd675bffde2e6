"""What last year's spending says about how a budget runs over the months (domain FIN-04, profile methods)."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import F, Sum

from finance.engine.budget_profile import MONTHS
from finance.models import Balance
from sharedservices.common.money import ZERO

Weights = tuple[Decimal, ...]


def payroll(*, partner_id: int, legal_entity_id: int, year: int) -> Weights | None:
    """Return what was paid for employees in each month of a year; None when nothing was. One query."""
    rows = Balance.objects.of(partner_id).filter(
        period__legal_entity=legal_entity_id, period__year=year, period__number__gte=1, period__number__lte=MONTHS,
        coding__subjective__group="EMPLOYEES",
    )  # fmt: skip
    by_month = dict(rows.values_list("period__number").annotate(spent=Sum(F("debit") - F("credit"))))
    return _weights([by_month.get(month, ZERO) for month in range(1, MONTHS + 1)])


def prior_year(*, partner_id: int, codings: Collection[int], year: int) -> dict[int, Weights]:
    """Return what each coding moved in each month of a year, where it moved anything. One query.

    Months against the year's direction count as nothing: a profile does not turn round.
    """
    rows = Balance.objects.of(partner_id).filter(
        coding__in=codings, period__year=year, period__number__gte=1, period__number__lte=MONTHS
    )
    months: dict[int, list[Decimal]] = {}
    for coding, month, debit, credit in rows.values_list("coding_id", "period__number", "debit", "credit"):
        months.setdefault(coding, [ZERO] * MONTHS)[month - 1] = debit - credit
    found = {coding: _weights(spent) for coding, spent in months.items()}
    return {coding: weights for coding, weights in found.items() if weights is not None}


def _weights(spent: list[Decimal]) -> Weights | None:
    whole = sum(spent, ZERO)
    if not whole:
        return None
    sign = 1 if whole > 0 else -1
    return tuple(max(month * sign, ZERO) for month in spent)
