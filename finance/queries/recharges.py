"""What the pages of recharges show: the provider’s pools with their shares, and the shares that a partner was told."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from finance.engine.cost_shares import year_of_figures
from finance.models import CostPool, CostShare, DriverSnapshot, PoolMember, ShareCalculation


def pools(*, partner_id: int) -> QuerySet[CostPool]:
    """Return what a partner provides, and whether somebody disputes a share of it. One statement."""
    disputed = CostShare.objects.of(partner_id).filter(calculation__pool=OuterRef("pk"), state="DISPUTED")
    rows: QuerySet[CostPool] = CostPool.objects.of(partner_id).annotate(is_disputed=Exists(disputed))
    return rows


def of_pool(pool: UUID) -> CostPool:
    """Return a pool. :raises CostPool.DoesNotExist: when there is none in scope."""
    row: CostPool = CostPool.objects.get(uuid=pool)
    return row


def calculations(pool: CostPool) -> list[ShareCalculation]:
    """Return what was worked out, the last first. One statement."""
    rows = ShareCalculation.objects.of(pool.partner_id).filter(pool=pool)
    return list(rows.select_related("made_by").order_by("-version"))


def shares(calculation: ShareCalculation) -> list[CostShare]:
    """Return the shares of all partners, for the provider. One statement."""
    rows = CostShare.objects.of(calculation.partner_id).filter(calculation=calculation)
    return list(rows.select_related("to_partner").order_by("to_partner__name"))


def disputes(pool: CostPool) -> list[CostShare]:
    """Return the shares of a pool that are disputed or were, of any version. One statement."""
    rows = CostShare.objects.of(pool.partner_id).filter(calculation__pool=pool).exclude(dispute="")
    return list(rows.select_related("to_partner").order_by("-disputed_at"))


def figures_used(calculation: ShareCalculation) -> list[DriverSnapshot]:
    """Return the figures that shares were worked out from. One statement."""
    rows = DriverSnapshot.objects.of(calculation.partner_id).filter(uuid__in=calculation.snapshots)
    return list(rows.order_by("metric"))


def members(pool: CostPool) -> list[PoolMember]:
    """Return the partners that take a service, with their terms. One statement."""
    rows = PoolMember.objects.of(pool.partner_id).filter(pool=pool).select_related("to_partner")
    return list(rows.order_by("to_partner__name"))


def figures_for(pool: CostPool, *, is_provisional: bool) -> list[DriverSnapshot]:
    """Return the figures that hold for shares of a pool: the last ones of each measure and its year. One statement."""
    replaced = DriverSnapshot.objects.of(pool.partner_id).filter(replaces=OuterRef("pk"))
    years = {
        one: year_of_figures(one, year=pool.year, is_provisional=is_provisional) for one in pool.measures
    }  # fmt: skip
    rows = DriverSnapshot.objects.of(pool.partner_id).filter(metric__in=pool.measures, year__in=set(years.values()))
    last = {row.metric: row for row in rows.filter(~Exists(replaced)).order_by("id") if row.year == years[row.metric]}
    return list(last.values())


def of_figures(snapshot: UUID) -> DriverSnapshot:
    """Return figures that were taken. :raises DriverSnapshot.DoesNotExist: when there are none in scope."""
    row: DriverSnapshot = DriverSnapshot.objects.get(uuid=snapshot)
    return row


def told(*, partner_id: int) -> QuerySet[CostShare]:
    """Return the shares that a partner was told, of all versions. One statement."""
    rows: QuerySet[CostShare] = CostShare.told.filter(to_partner_id=partner_id).select_related("partner", "to_partner")
    return rows


def in_force(rows: Sequence[CostShare]) -> list[CostShare]:
    """Return the last version of each service and year."""
    last: dict[tuple[int, str, int], CostShare] = {}
    for row in sorted(rows, key=lambda one: one.version):
        last[row.partner_id, row.service, row.year] = row
    return list(last.values())


def of_share(share: UUID, *, partner_id: int) -> CostShare:
    """Return a share that a partner was told. :raises CostShare.DoesNotExist: when it was told none such."""
    row: CostShare = told(partner_id=partner_id).get(uuid=share)
    return row


def provided_share(share: UUID, *, partner_id: int) -> CostShare:
    """Return a share of what a partner provides. :raises CostShare.DoesNotExist: when there is none in scope."""
    rows = CostShare.objects.of(partner_id).select_related("to_partner", "calculation__pool")
    row: CostShare = rows.get(uuid=share)
    return row


def provisional_before(row: CostShare) -> CostShare | None:
    """Return the provisional share of the same service and year that was told last, beside a final one."""
    rows = told(partner_id=row.to_partner_id).filter(
        Q(partner_id=row.partner_id, service=row.service, year=row.year, basis="PROVISIONAL")
    )
    found: CostShare | None = rows.order_by(F("version").desc()).first() if row.basis == "FINAL" else None
    return found
