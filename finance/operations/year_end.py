"""Rolls a year's balances into the opening of the next, by what is missing there (domain FIN-03, year-end roll)."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from finance.engine import fiscal
from finance.engine.cies import GENERAL_FUND
from finance.models import Balance, Journal
from finance.operations import journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.money import ZERO

SOURCE = "year-end"
PARTS = ("subjective", "cost_centre", "fund", "project", "counterparty")
Sums = dict[Segments, Decimal]


@transaction_required
def roll(*, legal_entity: UUID, year: int, by: User, at: datetime) -> Journal | None:
    """Post to P00 of the next year what it lacks of the year's closing balances; return that, or None for nothing.

    Balance sheet codes keep fund, project and counterparty; income and expenditure of each fund end in its general
    fund balance. It may be run again after every adjustment, until P00 is closed: each run posts the difference alone.

    :raises RuleBroken: when the next year is not set up, its P00 is not open, or a code is closed on 1 April
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Roll {fiscal.name(year, 0)[4:]}"):
        closing, there = _closing(entity, year), _sums(entity, year + 1, number=fiscal.OPENING)
        missing = {one: closing.get(one, ZERO) - there.get(one, ZERO) for one in sorted({*closing, *there})}
        lines = [
            Line(segments=one, debit=max(amount, ZERO), credit=max(-amount, ZERO))
            for one, amount in missing.items()
            if amount
        ]
        if not lines:
            return None
        before = Journal.objects.of(entity.partner_id).filter(
            legal_entity=entity, source=SOURCE, source_ref=f"{year}", state="POSTED"
        )
        n = before.count() + 1
        wanted = Wanted(
            legal_entity=entity.uuid, kind=Journal.Kind.OPENING, accounting_date=date(year + 1, 4, 1), adjusts=0,
            description=f"Balances of {fiscal.name(year, 0)[4:]} brought forward, {n}", lines=lines,
        )  # fmt: skip
        origin = Origin(source=SOURCE, reference=f"{year}", key=f"{SOURCE}:{entity.uuid}:{year}:{n}", module="GL")
        return journals.post_from(wanted=wanted, origin=origin, by=by, at=at)


def _closing(entity: LegalEntity, year: int) -> Sums:
    """Return what is brought forward: the balance sheet, and the year's surplus or deficit of each fund."""
    found: Sums = defaultdict(lambda: ZERO)
    for segments, amount in _sums(entity, year).items():
        is_balance_sheet = segments.subjective.startswith("9")
        found[segments if is_balance_sheet else Segments(GENERAL_FUND, fund=segments.fund)] += amount
    return found


def _sums(entity: LegalEntity, year: int, *, number: int | None = None) -> Sums:
    """Return debits less credits of a year, or of one of its periods, by codes. One query."""
    rows = Balance.objects.of(entity.partner_id).filter(period__legal_entity=entity, period__year=year)
    if number is not None:
        rows = rows.filter(period__number=number)
    codes = [f"coding__{part}__code" for part in PARTS]
    added = rows.values_list(*codes).annotate(debits=Sum("debit"), credits=Sum("credit"))
    return {Segments(*(code or "" for code in row[:5])): row[5] - row[6] for row in added}
