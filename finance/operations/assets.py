"""Fixed assets: changes as they are asked for (domain FIN-14). Another person approves them: `asset_decisions`.

Each change is proposed with its entries, so that whoever approves it sees every penny.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from finance import rules_assets as rules
from finance.engine import depreciation as engine
from finance.engine import fiscal
from finance.engine.depreciation import AssetClass, Basis
from finance.models import Asset, AssetComponent, AssetEntry, AssetMove, CostCentre, JournalLine, Project
from finance.operations.suppliers import told
from finance.queries import assets as found
from finance.queries import periods
from finance.states import AssetMoveState, AssetState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO, split_by_weight
from sharedservices.common.rules import RuleBroken

NOUN = "change of assets"
CONSTRUCTION = found.CONSTRUCTION
LONGEST_NAME, LONGEST_PLACE = 120, 160
Kind = AssetMove.Kind


class AssetRefused(DomainError):
    """An asset of several that cannot be, by its name."""

    def __init__(self, name: str, broken: RuleBroken) -> None:
        super().__init__(f"{name}: {broken.message}", field=broken.field, remedy=broken.remedy)
        self.name, self.broken = name, broken


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentWanted:
    """A component: pounds, years of its life (0 for ever), and what is left at its end."""

    name: str
    cost: Decimal
    years: int
    residual: Decimal = ZERO
    depreciation: Decimal = ZERO
    reserve: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetWanted:
    """An asset as it is asked for; without a first day of use it is under construction."""

    legal_entity: UUID
    asset_class: str
    name: str
    custodian: str
    components: Sequence[ComponentWanted] = field(default_factory=tuple)
    location: str = ""
    project: str = ""
    in_use_on: date | None = None
    lease_ends_on: date | None = None
    valued_on: date | None = None
    valuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueWanted:
    """What an asset is worth on a month's last day, in pounds, who valued it, and how many years are left.

    Without years, what is left of each component's life stays.
    """

    on: date
    value: Decimal
    valuer: str = ""
    years: int | None = None
    is_impairment: bool = False


# --- asking ---------------------------------------------------------------------------------------------------------
@transaction_required
def propose_addition(*, line: int, wanted: AssetWanted, reason: str, by: User, at: datetime) -> AssetMove:
    """Ask for what a posted line paid for to be kept as an asset. It posts nothing: the line has.

    :raises RuleBroken: for an asset that cannot be, below the least cost, or more than the line has left
    :raises LegalEntity.DoesNotExist: if there is none in scope
    :raises JournalLine.DoesNotExist: if there is none of the entity
    """
    entity = _entity(wanted.legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=told(reason)):
        if wanted.in_use_on is not None:
            _came(wanted.in_use_on, at)
        posted = _posted(entity, line)
        klass = _class(wanted, posted.journal.accounting_date)
        cost = _fits(posted, wanted, klass.cost if wanted.in_use_on else CONSTRUCTION)
        least = engine.policy_on(posted.journal.accounting_date).least
        rules.AboveTheLeast.require(cost >= least, cost=money(cost), least=money(least))
        row = _asset(entity, wanted, by=by, at=at)
        entries = [_first(row, n, one, wanted, line=posted) for n, one in enumerate(wanted.components, start=1)]
        return _propose(
            entity, entries, kind=Kind.ADDITION, on=posted.journal.accounting_date, period=posted.journal.period,
            asset=row, reason=reason, total=cost, by=by, at=at,
        )  # fmt: skip


@transaction_required
def propose_more(
    *, line: int, asset: UUID, components: Sequence[ComponentWanted], reason: str, by: User, at: datetime
) -> AssetMove:  # fmt: skip
    """Ask for what a posted line paid for to be added to an asset that is here: a stage, or an enhancement.

    An enhancement is charged from the month after it was posted. The least cost is asked of a new asset alone.

    :raises RuleBroken: for an asset that is neither under construction nor in use, or more than the line has left
    :raises Asset.DoesNotExist: if there is none in scope
    :raises JournalLine.DoesNotExist: if there is none of its legal entity
    """
    row = Asset.objects.select_related("legal_entity").get(uuid=asset)
    state = AssetState.CONSTRUCTION if row.state == AssetState.CONSTRUCTION else AssetState.IN_USE
    entity, row = _entity(row.legal_entity.uuid), _free(asset, state)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=told(reason)):
        posted = _posted(entity, line)
        on = posted.journal.accounting_date
        wanted = AssetWanted(
            legal_entity=entity.uuid, asset_class=row.asset_class, name=row.name, custodian=row.custodian.code,
            components=components, lease_ends_on=row.lease_ends_on,
            in_use_on=on if state == AssetState.IN_USE else None,
        )  # fmt: skip
        klass = _class(wanted, on)
        cost = _fits(posted, wanted, klass.cost if wanted.in_use_on else CONSTRUCTION)
        there = AssetComponent.objects.of(row.partner_id).filter(asset=row).count()
        entries = [
            _first(row, there + n, one, wanted, line=posted) for n, one in enumerate(components, start=1)
        ]  # fmt: skip
        return _propose(
            entity, entries, kind=Kind.ADDITION, on=on, period=posted.journal.period, asset=row, reason=reason,
            total=cost, by=by, at=at,
        )  # fmt: skip


@transaction_required
def propose_take_on(
    *, legal_entity: UUID, on: date, assets: Sequence[AssetWanted], control_cost: Decimal,
    control_depreciation: Decimal, reason: str, by: User, at: datetime,
) -> AssetMove:  # fmt: skip
    """Ask for the assets of the system before to be taken on: the ledger has their balances already.

    :raises RuleBroken: for an asset that cannot be, or totals that differ
    """
    entity = _entity(legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=told(reason)):
        parts = [one for asset in assets for one in asset.components]
        cost = sum((one.cost for one in parts), ZERO)
        depreciation = sum((one.depreciation for one in parts), ZERO)
        entries = []
        for wanted in assets:
            try:
                _class(wanted, on)
                row = _asset(entity, wanted, by=by, at=at)
            except RuleBroken as broken:
                raise AssetRefused(wanted.name, broken) from None
            entries += [_first(row, n, one, wanted, begins=on) for n, one in enumerate(wanted.components, start=1)]
        rules.ControlTotals.require(
            bool(parts) and (cost, depreciation) == (control_cost, control_depreciation), cost=money(cost),
            depreciation=money(depreciation),
        )  # fmt: skip
        return _propose(entity, entries, kind=Kind.TAKE_ON, on=on, reason=reason, total=cost, by=by, at=at)


@transaction_required
def propose_use(*, asset: UUID, on: date, reason: str, by: User, at: datetime) -> AssetMove:
    """Ask for an asset under construction to be brought into use on a day.

    :raises RuleBroken: unless it is under construction, for a day ahead, or while another change waits
    """
    row = _free(asset, AssetState.CONSTRUCTION)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=told(reason)):
        _came(on, at)
        entries = [
            AssetEntry(
                component=one, construction=-one.construction, cost=one.construction, basis=one.construction,
                residual=one.residual, months=one.months, begins=engine.month_after(on) if one.months else None,
            )
            for one in found.components(row)
        ]  # fmt: skip
        total = sum((one.cost for one in entries), ZERO)
        return _propose(
            row.legal_entity, entries, kind=Kind.IN_USE, on=on, asset=row, reason=reason, total=total, by=by, at=at
        )


@transaction_required
def propose_value(*, asset: UUID, wanted: ValueWanted, reason: str, by: User, at: datetime) -> AssetMove:
    """Ask for an asset to be carried at a value from a month's last day on, shared over components by what they carry.

    :raises RuleBroken: unless it is in use and charged up to that day, or for an impairment that is a gain
    """
    row, on = _free(asset, AssetState.IN_USE), wanted.on
    with partner_scope(row.partner_id, actor_id=by.pk, reason=told(reason)):
        parts = _charged(row, on, at)
        carried = sum((one.carrying for one in parts), ZERO)
        is_loss = wanted.value < carried
        rules.AssetSays.require(
            wanted.value >= 0 and wanted.value != carried and (is_loss or not wanted.is_impairment), field="value",
            why=f"it is carried at {money(carried)}{', and an impairment is a loss' * wanted.is_impairment}",
        )  # fmt: skip
        valuer = " ".join(wanted.valuer.split())
        rules.AssetSays.require(wanted.is_impairment or bool(valuer), field="valuer", why="a valuation has a valuer")
        weights = [one.carrying for one in parts] if carried else [Decimal(1)] * len(parts)
        entries = []
        for one, part in zip(parts, split_by_weight(wanted.value, weights), strict=True):
            change = engine.revalue(
                cost=one.cost, depreciation=one.depreciation, reserve=one.reserve, losses=one.losses, value=part
            )
            entries.append(AssetEntry(
                component=one, cost=change.cost, depreciation=change.depreciation, reserve=change.reserve,
                losses=change.losses, **_anew(one, on, value=part, years=wanted.years),
            ))  # fmt: skip
        return _propose(
            row.legal_entity, entries, kind=Kind.IMPAIRMENT if wanted.is_impairment else Kind.REVALUATION, on=on,
            asset=row, reason=reason, total=abs(wanted.value - carried), valuer=valuer,
            valued_before=row.valued_on, valuer_before=row.valuer, by=by, at=at,
        )  # fmt: skip


@transaction_required
def propose_life(
    *, asset: UUID, component: int, on: date, years: int, residual: Decimal, reason: str, by: User, at: datetime
) -> AssetMove:  # fmt: skip
    """Ask for a component to last so many years from a month's last day on. What was charged stays (IAS 8).

    :raises RuleBroken: unless it is in use and charged up to that day, or for a life that its class does not have
    """
    row = _free(asset, AssetState.IN_USE)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=told(reason)):
        klass = engine.policy_on(on).classes[row.asset_class]
        rules.AssetSays.require(klass.wears_out and 1 <= years <= klass.lives[1], field="years", why=_lives(klass))
        one = next((part for part in _charged(row, on, at) if part.number == component), None)
        rules.AssetSays.require(one is not None, field="component", why="it has no such component")
        assert one is not None  # noqa: S101 - the rule above
        rules.AssetSays.require(
            ZERO <= residual <= one.carrying, field="residual", why=f"it is carried at {money(one.carrying)}"
        )
        given = _anew(one, on, value=one.carrying, years=years) | {"residual": residual}
        entries = [AssetEntry(component=one, **given)]
        return _propose(
            row.legal_entity, entries, kind=Kind.LIFE, on=on, asset=row, reason=reason, total=one.carrying, by=by, at=at
        )


@transaction_required
def propose_disposal(
    *, asset: UUID, on: date, part: Decimal | None, proceeds: Decimal, reason: str, by: User, at: datetime
) -> AssetMove:  # fmt: skip
    """Ask for an asset to leave the register, all of it or a part of its cost; the month of disposal is not charged.

    `proceeds`: what it was sold for, as an invoice or a receipt credits it to the code of disposals.

    :raises RuleBroken: unless it is here and charged up to the month before, for a day ahead or a part that cannot be
    """
    row = _free(asset, AssetState.IN_USE)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=told(reason)):
        _came(on, at)
        parts = found.components(row)
        _up_to(parts, engine.month_of(engine.month_of(on) - timedelta(days=1)))
        _nothing_after(row, on)
        cost = sum((one.cost for one in parts), ZERO)
        rules.PartOfCost.require(part is None or ZERO < part <= cost, cost=money(cost))
        rules.AssetSays.require(proceeds >= 0, field="proceeds", why="proceeds are nought or more")
        shares = split_by_weight(part if part is not None else cost, [one.cost for one in parts])
        entries = [_gone(one, share, on) for one, share in zip(parts, shares, strict=True)]
        carried = sum((-one.cost + one.depreciation for one in entries), ZERO)
        return _propose(
            row.legal_entity, entries, kind=Kind.DISPOSAL, on=on, asset=row, reason=reason, total=carried, by=by, at=at,
            proceeds=proceeds,
        )  # fmt: skip


@transaction_required
def propose_depreciation(*, legal_entity: UUID, year: int, number: int, by: User, at: datetime) -> AssetMove:
    """Work out a month's depreciation of every asset in use, with what months before it lack.

    :raises RuleBroken: when there is nothing to charge, or for a month before the last that was charged
    """
    entity = _entity(legal_entity)
    span = fiscal.spans(year)[number]
    words = f"Depreciation of {span.first:%B %Y}"
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=words):
        _came(span.first, at)
        moves = AssetMove.objects.of(entity.partner_id).filter(legal_entity=entity, kind=Kind.DEPRECIATION)
        done = moves.filter(state=AssetMoveState.APPLIED, on=span.last)
        rules.MonthIsCharged.require(not done.exists(), month=f"{span.first:%B %Y}")
        later = moves.filter(state=AssetMoveState.APPLIED, on__gt=span.last)
        rules.NotChargedSince.require(not later.exists(), field="period")
        waits = moves.filter(state=AssetMoveState.PROPOSED)
        rules.OneAtATime.require(not waits.exists(), field="period", what="depreciation")
        entries = []
        for one in found.in_use(entity.partner_id, entity.pk, on=span.last):
            pounds = engine.charge(one.spread, one.used, span.first)
            if pounds:
                entries.append(AssetEntry(component=one, depreciation=pounds, used=pounds))
        total = sum((one.depreciation for one in entries), ZERO)
        rules.NothingToCharge.require(bool(entries), month=f"{span.first:%B %Y}")
        return _propose(
            entity, entries, kind=Kind.DEPRECIATION, on=span.last, reason=words, total=total, by=by, at=at
        )  # fmt: skip


@transaction_required
def propose_reversal(*, move: UUID, on: date, reason: str, by: User, at: datetime) -> AssetMove:
    """Ask for an approved change to be undone on a day: what it did is done the other way round.

    :raises RuleBroken: unless it is the last of its assets, for a day before it or ahead
    """
    row = lock_move(move)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=told(reason)):
        _came(on, at)
        mine = list(AssetEntry.objects.of(row.partner_id).filter(move=row).select_related("component"))
        parts = [one.component_id for one in mine]
        after = found.touched(row.partner_id, parts).exclude(pk=row.pk).filter(decided_at__gt=row.decided_at or at)
        waits = AssetMove.objects.of(row.partner_id).filter(reverses=row, state=AssetMoveState.PROPOSED)
        may = row.state == AssetMoveState.APPLIED and row.kind != Kind.REVERSAL and on >= row.on
        rules.ReversedLast.require(may and not after.exists() and not waits.exists())
        before = found.basis_before(row.partner_id, parts, row)
        entries = [_undone(one, before.get(one.component_id)) for one in mine]
        return _propose(
            row.legal_entity, entries, kind=Kind.REVERSAL, on=on, asset=row.asset, reason=reason, total=row.total,
            by=by, at=at, reverses=row, proceeds=row.proceeds,
        )  # fmt: skip


# --- the parts: what is asked for -----------------------------------------------------------------------------------
def _entity(legal_entity: UUID) -> LegalEntity:
    entity: LegalEntity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    return entity


def _class(wanted: AssetWanted, on: date) -> AssetClass:
    """Return the class. :raises RuleBroken: for an asset that says too little, or a life that is none of its class."""
    klass = engine.policy_on(on).classes.get(wanted.asset_class)
    rules.AssetSays.require(klass is not None, field="asset_class", why="there is no such class")
    assert klass is not None  # noqa: S101 - the rule above
    name = wanted.name.strip()
    rules.AssetSays.require(2 <= len(name) <= LONGEST_NAME, field="name", why="it needs a name")
    rules.AssetSays.require(bool(wanted.components), field="components", why="it has no component")
    is_lease = klass.code == "RIGHT_OF_USE"
    rules.AssetSays.require(
        is_lease == (wanted.lease_ends_on is not None), field="lease_ends_on",
        why="a right-of-use asset, and no other, says when its lease ends",
    )  # fmt: skip
    for one in wanted.components:
        fits = klass.lives[0] <= one.years <= klass.lives[1] if klass.wears_out else one.years == 0
        rules.AssetSays.require(fits, field="years", why=f"{one.name}: {_lives(klass)}")
        rules.AssetSays.require(
            one.cost > 0 and ZERO <= one.residual + one.depreciation <= one.cost and one.residual >= 0
            and one.depreciation >= 0 and one.reserve >= 0, field="cost",
            why=f"{one.name or 'a component'} has a cost above nought, and a residual value and depreciation within it",
        )  # fmt: skip
        rules.AssetSays.require(bool(one.name.strip()), field="components", why="a component has no name")
    return klass


def _posted(entity: LegalEntity, line: int) -> JournalLine:
    rows = JournalLine.objects.of(entity.partner_id).select_related("journal__period", "coding__subjective")
    posted: JournalLine = rows.get(pk=line, journal__legal_entity=entity, journal__state="POSTED")
    return posted


def _fits(posted: JournalLine, wanted: AssetWanted, code: str) -> Decimal:
    """Return what components cost. :raises RuleBroken: when that is more than a line has left, or on another code."""
    cost = sum((one.cost for one in wanted.components), ZERO)
    left = posted.debit - posted.credit - found.registered(posted)
    rules.CostIsPosted.require(
        posted.coding.subjective.code == code and ZERO < cost <= left, left=money(left), code=code, cost=money(cost)
    )
    return cost


def _lives(klass: AssetClass) -> str:
    if not klass.wears_out:
        return f"{klass.title.lower()} lasts for ever: 0 years"
    return f"{klass.title.lower()} last {klass.lives[0]} to {klass.lives[1]} years"


def _asset(entity: LegalEntity, wanted: AssetWanted, *, by: User, at: datetime) -> Asset:
    of = entity.partner_id
    centre = CostCentre.objects.of(of).filter(legal_entity=entity, code=wanted.custodian.strip().upper()).first()
    rules.AssetSays.require(
        centre is not None, field="custodian", why=f"{wanted.custodian} is none of its cost centres"
    )
    project = Project.objects.of(of).filter(code=wanted.project.strip().upper()).first() if wanted.project else None
    rules.AssetSays.require(
        not wanted.project or project is not None, field="project", why=f"{wanted.project} is no project"
    )
    with connection.cursor() as cursor:  # numbers follow each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('finance_asset', %s))", [of])
    last = Asset.objects.of(of).aggregate(last=Max("number"))["last"] or 0
    row: Asset = Asset.objects.create(
        partner_id=of, legal_entity=entity, number=last + 1, asset_class=wanted.asset_class,
        name=" ".join(wanted.name.split()), location=" ".join(wanted.location.split())[:LONGEST_PLACE],
        custodian=centre, project=project, lease_ends_on=wanted.lease_ends_on, state=AssetState.PROPOSED,
        in_use_on=wanted.in_use_on, valued_on=wanted.valued_on, valuer=" ".join(wanted.valuer.split()), made_by=by,
        made_at=at,
    )  # fmt: skip
    return row


def _first(
    row: Asset, number: int, one: ComponentWanted, wanted: AssetWanted, *, line: JournalLine | None = None,
    begins: date | None = None,
) -> AssetEntry:  # fmt: skip
    """Return the entry that gives a new component its value."""
    component = AssetComponent.objects.create(
        partner_id=row.partner_id, asset=row, number=number, name=" ".join(one.name.split())[:80]
    )
    months = one.years * engine.MONTHS
    if wanted.in_use_on is None:
        return AssetEntry(
            component=component, construction=one.cost, line=line, basis=ZERO, residual=one.residual, months=months
        )
    first = engine.month_after(begins or wanted.in_use_on)
    if begins:  # taken on: what is left of the life
        over = engine.months_due(
            Basis(value=one.cost, residual=ZERO, months=months, begins=engine.month_after(wanted.in_use_on)), begins
        )
        months = max(months - over, 1) if months else 0
    return AssetEntry(
        component=component, cost=one.cost, depreciation=one.depreciation, reserve=one.reserve, line=line,
        basis=one.cost - one.depreciation, residual=one.residual, months=months, begins=first if months else None,
    )  # fmt: skip


def _propose(entity: LegalEntity, entries: Sequence[AssetEntry], *, by: User, at: datetime, **says: Any) -> AssetMove:
    """Write a change down; `says` is what its row says: kind, day, reason, total, and what only some have."""
    says["reason"] = told(says["reason"])
    period = says.pop("period", None) or periods.of_day(entity, says["on"])
    move: AssetMove = AssetMove.objects.create(
        partner_id=entity.partner_id, legal_entity=entity, period=period,
        n_entries=len(entries), made_by=by, made_human=by.human_id, made_at=at, **says,
    )  # fmt: skip
    for one in entries:
        one.partner_id, one.move = entity.partner_id, move
    AssetEntry.objects.bulk_create(entries, batch_size=1000)
    return move


def _free(asset: UUID, state: AssetState) -> Asset:
    """Return an asset in a state, locked. :raises RuleBroken: in another, or while a change of it waits."""
    row: Asset = Asset.objects.select_for_update(of=("self",)).select_related("legal_entity").get(uuid=asset)
    rules.StandsSo.require(row.state == state, asset=str(row), state=AssetState(row.state).label.lower())
    waits = AssetMove.objects.of(row.partner_id).filter(asset=row, state=AssetMoveState.PROPOSED)
    rules.OneAtATime.require(not waits.exists(), what=str(row))
    return row


def _came(on: date, at: datetime) -> None:
    today = timezone.localdate(at)
    rules.DayHasCome.require(on <= today, on=day(on))


def _charged(row: Asset, on: date, at: datetime) -> list[AssetComponent]:
    """Return components that are charged up to a month's last day and no further."""
    is_last = engine.month_after(on) == on + timedelta(days=1)
    rules.LastDayOfMonth.require(is_last and on <= timezone.localdate(at))
    parts = found.components(row)
    _up_to(parts, engine.month_of(on))
    _nothing_after(row, on)
    return parts


def _up_to(parts: Iterable[AssetComponent], month: date) -> None:
    missing = sum((engine.charge(one.spread, one.used, month) for one in parts), ZERO)
    rules.ChargedBefore.require(missing == 0, month=f"{month:%B %Y}", missing=money(missing))


def _nothing_after(row: Asset, on: date) -> None:
    parts = [one.pk for one in found.components(row)]
    later = found.touched(row.partner_id, parts).filter(on__gt=on, state=AssetMoveState.APPLIED)
    rules.NotChargedSince.require(not later.exists())


def _anew(one: AssetComponent, on: date, *, value: Decimal, years: int | None) -> dict[str, object]:
    """Return what is spread from the month after a day on."""
    left = one.months - engine.months_due(one.spread, engine.month_of(on)) if one.begins else 0
    months = years * engine.MONTHS if years is not None and one.months else max(left, 1 if one.months else 0)
    return {
        "basis": value, "residual": min(one.residual, value), "months": months,
        "begins": engine.month_after(on) if months else None,
    }  # fmt: skip


def _gone(one: AssetComponent, part: Decimal, on: date) -> AssetEntry:
    depreciation, reserve, losses, residual = engine.share(
        (one.depreciation, one.reserve, one.losses, one.residual), part=part, whole=one.cost or Decimal(1)
    )
    kept = one.cost - part - (one.depreciation - depreciation)
    month = engine.month_of(on)
    before = engine.month_of(month - timedelta(days=1))
    over = engine.due(one.spread, month)
    is_charged = one.used == over and over > engine.due(one.spread, before)
    upto = month if is_charged else before
    left = one.months - engine.months_due(one.spread, upto) if one.begins else 0
    months = max(left, 1) if kept and one.months else 0
    return AssetEntry(
        component=one, cost=-part, depreciation=-depreciation, reserve=-reserve, losses=-losses, basis=kept,
        residual=one.residual - residual, months=months, begins=engine.month_after(upto) if months else None,
    )  # fmt: skip


def _undone(one: AssetEntry, before: AssetEntry | None) -> AssetEntry:
    """Return an entry the other way round, with what was spread before it."""
    made = AssetEntry(
        component=one.component, construction=-one.construction, cost=-one.cost, depreciation=-one.depreciation,
        reserve=-one.reserve, losses=-one.losses, used=-one.used, line=one.line,
    )  # fmt: skip
    if one.months is not None:
        made.basis, made.residual, made.months, made.begins = (
            (before.basis, before.residual, before.months, before.begins) if before else (ZERO, ZERO, 0, None)
        )
        made.used = found.used_of(one, before)
    return made


def lock_move(move: UUID) -> AssetMove:
    """Return a change, locked with its legal entity. :raises AssetMove.DoesNotExist: when there is none in scope."""
    row: AssetMove = (
        AssetMove.objects.select_for_update(of=("self",)).select_related("legal_entity", "asset", "reverses")
        .get(uuid=move)
    )  # fmt: skip
    LegalEntity.objects.select_for_update().get(pk=row.legal_entity_id)
    return row
