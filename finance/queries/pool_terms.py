"""What is laid down for a pool of a shared service, in words, with the shares that would come of it (domain FIN-11)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from finance.engine import cost_shares as engine
from finance.engine.cost_shares import LABELS, YEAR, CannotShare, Method
from finance.models import CostPool, CostShare, PoolMember, ShareCalculation
from finance.queries import recharges
from partners.models import Partner
from sharedservices.common.formatting import money
from sharedservices.common.money import pence

KIND = "finance.cost_pool"
MONTHS = (
    "April", "May", "June", "July", "August", "September", "October", "November", "December", "January", "February",
    "March",
)  # fmt: skip


def partners() -> list[Partner]:
    """Return everybody who may take a service. One statement."""
    return list(Partner.objects.order_by("name"))


def of_year(*, partner_id: int, year: int, code: str) -> CostPool | None:
    """Return the pool of a service and year, where it is laid down."""
    row: CostPool | None = CostPool.objects.of(partner_id).filter(year=year, code=code).first()
    return row


def borne_before(pool: CostPool) -> dict[int, Decimal]:
    """Return what each partner bore of this service in the year before, as for twelve months.

    Final shares go before provisional ones; a partner that did not take it then begins anew.
    """
    earlier = (
        ShareCalculation.objects.of(pool.partner_id)
        .filter(pool__code=pool.code, pool__year=pool.year - 1)
        .order_by("basis", "-version")  # FINAL comes before PROVISIONAL
        .first()
    )
    if earlier is None:
        return {}
    rows = CostShare.objects.of(pool.partner_id).filter(calculation=earlier, months__gt=0)
    return {one.to_partner_id: pence(one.pounds * YEAR / one.months) for one in rows if one.figures}


def to_share(
    pool: CostPool, *, amount: Decimal, figures: Mapping[Method, Mapping[str, Decimal]], terms: Sequence[PoolMember]
) -> engine.Pool:
    """Return a pool as the engine shares it out."""
    before = borne_before(pool)
    return engine.Pool(
        amount=amount, method=Method(pool.method), figures=figures, damping=pool.damping,
        minimum_fee=pool.minimum_fee, blend={Method(one): Decimal(part) for one, part in pool.blend.items()},
        members=[
            engine.Member(
                code=one.to_partner.code, months=one.months, in_scope=one.in_scope, floor=one.floor, cap=one.cap,
                before=before.get(one.to_partner_id), set_up=one.set_up,
            )
            for one in terms
        ],
    )  # fmt: skip


def words(pool: CostPool) -> dict[str, str]:
    """Say what is laid down, and what each partner would bear of the budget by the figures that hold now."""
    terms, moves = recharges.members(pool), pool.damping
    said = {
        "Service": str(pool),
        "Shared by": pool.get_method_display(),
        "Budget": money(pool.budget),
        "A share moves in a year by": "Any amount" if moves is None else f"{moves.normalize():f}% at most",
        "Minimum fee": money(pool.minimum_fee),
    }  # fmt: skip
    if pool.blend:
        parts = [f"{LABELS[Method(one)]} {Decimal(part).normalize():f}%" for one, part in sorted(pool.blend.items())]
        said["Parts of the blend"] = "; ".join(parts)
    said |= {f"{one.to_partner.name}: terms": _terms(one) for one in terms}
    return said | _shares(pool, terms)


def _terms(one: PoolMember) -> str:
    if not one.in_scope:
        return "Does not take this service: counts for nothing"
    last = MONTHS[one.first_month + one.months - 2] if one.months else ""
    part = f"{MONTHS[one.first_month - 1]} to {last}, {one.months} of {YEAR} months" if last else "No month of the year"
    told = ["All year" if one.months == YEAR else part]
    if one.floor:
        told.append(f"{money(one.floor)} at least")
    if one.cap is not None:
        told.append(f"{money(one.cap)} at most")
    if one.set_up:
        told.append(f"{money(one.set_up)} once to set it up")
    return "; ".join(told)


def _shares(pool: CostPool, terms: Sequence[PoolMember]) -> dict[str, str]:
    taken = recharges.figures_for(pool, is_provisional=True)
    figures = {Method(row.metric): {code: Decimal(one) for code, one in row.figures.items()} for row in taken}
    missing = [LABELS[one] for one in pool.measures if one not in figures]
    if missing:
        return {"Shares of the budget": f"To be seen once figures are taken: {', '.join(missing)}"}
    try:
        shares = engine.share(to_share(pool, amount=pool.budget, figures=figures, terms=terms))
    except CannotShare as refusal:
        return {"Shares of the budget": f"Cannot be worked out yet: {refusal}"}
    return {
        f"{one.to_partner.name}: share of the budget": f"{money(share.pounds)}: {share.words()}"
        for one, share in zip(terms, shares, strict=True)
    }  # fmt: skip
