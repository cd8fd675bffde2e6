"""Fixed assets: approving, refusing and posting of changes (domain FIN-14).

Approving adds the entries of a change up and posts one journal. Depreciation, losses and disposals are taken out of the
general fund in the same journal (FIN-03.7).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from finance import rules_assets as rules
from finance.engine import depreciation as engine
from finance.models import Asset, AssetComponent, AssetEntry, AssetMove, Journal
from finance.operations import journals
from finance.operations.assets import CONSTRUCTION, NOUN, lock_move
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.operations.suppliers import told
from finance.queries import assets as found
from finance.states import ASSET_MOVE, AssetMoveState, AssetState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.money import ZERO

SOURCE = "assets"
IMPAIRMENT, DISPOSAL = "72000", "74000"
RESERVE, ADJUSTMENT, FUND, RECEIPTS = "98000", "98100", "97000", "97200"
Kind = AssetMove.Kind


@transaction_required
def approve(*, move: UUID, by: User, at: datetime) -> AssetMove:
    """Approve what another person asked for: its entries are added up, and its journal is posted.

    :raises WrongState: unless it waits
    :raises RuleBroken: by whoever asked, when values have changed since, or when the period is shut
    """
    row = lock_move(move)
    target = AssetMoveState(next_state(ASSET_MOVE, "apply", row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.reason):
        rules.AnotherDecides.require(row.made_human != by.human_id)
        entries = found.entries(row)
        since = found.touched(row.partner_id, [one.component_id for one in entries])
        rules.StillAsSeen.require(not since.filter(decided_at__gt=row.made_at).exclude(pk=row.pk).exists())
        row.journal = _post(row, entries, by=by, at=at)
        row.state, row.decided_by, row.decided_human, row.decided_at = target, by, by.human_id, at
        row.save(update_fields=["state", "journal", "decided_by", "decided_human", "decided_at"])
        _settle_assets(row, entries)
        if row.reverses is not None:
            row.reverses.state = AssetMoveState(next_state(ASSET_MOVE, "reverse", row.reverses.state, noun=NOUN))
            row.reverses.save(update_fields=["state"])
    return row


@transaction_required
def refuse(*, move: UUID, reason: str, by: User, at: datetime) -> AssetMove:
    """Refuse what another person asked for: it stays readable and does nothing.

    :raises WrongState: unless it waits
    :raises RuleBroken: without a reason, or by whoever asked
    """
    row = lock_move(move)
    rules.AnotherDecides.require(row.made_human != by.human_id)
    return _end(row, "refuse", reason, by=by, at=at)


@transaction_required
def withdraw(*, move: UUID, reason: str, by: User, at: datetime) -> AssetMove:
    """Take back what one asked for.

    :raises WrongState: unless it waits
    :raises RuleBroken: without a reason, or when another person asked
    """
    row = lock_move(move)
    rules.OwnIsTakenBack.require(row.made_human == by.human_id)
    return _end(row, "withdraw", reason, by=by, at=at)


# --- the parts ------------------------------------------------------------------------------------------------------
def _post(row: AssetMove, entries: Sequence[AssetEntry], *, by: User, at: datetime) -> Journal | None:
    sums, is_statutory = posted_lines(row, entries)
    lines = [
        Line(segments=one, debit=max(pounds, ZERO), credit=max(-pounds, ZERO))
        for one, pounds in sorted(sums.items())
        if pounds
    ]
    if not lines:
        return None
    what = f"{row.asset} {row.asset.name}" if row.asset else row.reason
    kind = "Reversal of " + row.reverses.get_kind_display().lower() if row.reverses else row.get_kind_display()
    words = what if row.asset is None and row.reverses is None else f"{kind}: {what}"
    wanted = Wanted(
        legal_entity=row.legal_entity.uuid, accounting_date=row.on, lines=lines, description=words[:200],
        kind=Journal.Kind.STATUTORY if is_statutory else Journal.Kind.RECLASS,
    )  # fmt: skip
    origin = Origin(source=SOURCE, reference=str(row.uuid), key=f"asset:{row.uuid}", module="GL")
    return journals.post_from(wanted=wanted, origin=origin, by=by, at=at)


def posted_lines(row: AssetMove, entries: Sequence[AssetEntry]) -> tuple[dict[Segments, Decimal], bool]:
    """Return what a change posts by codes, debits above nought, and whether the general fund is relieved of a charge.

    Additions and what is taken on stand in the ledger already; a change of life posts nothing.
    """
    of = row.reverses or row
    sums: dict[Segments, Decimal] = defaultdict(lambda: ZERO)
    if of.kind in (Kind.ADDITION, Kind.TAKE_ON, Kind.LIFE):
        return {}, False
    policy, charged = engine.policy_on(row.on), ZERO
    for one in entries:
        asset = one.component.asset
        klass = policy.classes[asset.asset_class]
        sums[Segments(CONSTRUCTION, project=asset.project.code if asset.project else "")] += one.construction
        sums[Segments(klass.cost)] += one.cost
        sums[Segments(klass.depreciation)] -= one.depreciation
        sums[Segments(RESERVE)] -= one.reserve
        change = one.construction + one.cost - one.depreciation
        if of.kind == Kind.DISPOSAL:  # what it had in the reserve is realised, not income
            sums[Segments(ADJUSTMENT)] += one.reserve
            pounds = -change
        else:
            pounds = one.reserve - change
        code = {Kind.DEPRECIATION: klass.charge, Kind.DISPOSAL: DISPOSAL}.get(Kind(of.kind), IMPAIRMENT)
        if pounds:
            sums[Segments(code, asset.custodian.code)] += pounds
            charged += pounds
    sums[Segments(ADJUSTMENT)] += charged
    sums[Segments(FUND)] -= charged
    receipt = row.proceeds if of.kind == Kind.DISPOSAL and row.proceeds > policy.receipt_above else ZERO
    receipt = -receipt if row.reverses else receipt
    sums[Segments(FUND)] += receipt
    sums[Segments(RECEIPTS)] -= receipt
    return sums, bool(charged or receipt)


def _assets_of(entries: Sequence[AssetEntry]) -> QuerySet[Asset]:
    parts = {one.component.asset_id for one in entries}
    rows: QuerySet[Asset] = Asset.objects.of(entries[0].partner_id).filter(pk__in=parts)
    return rows


def _settle_assets(row: AssetMove, entries: Sequence[AssetEntry]) -> None:
    """Move the assets of an approved change to where they stand now."""
    assets, of = _assets_of(entries), row.reverses or row
    if of.kind in (Kind.ADDITION, Kind.TAKE_ON):
        if row.reverses:
            kept = AssetComponent.objects.filter(asset=OuterRef("pk")).filter(Q(cost__gt=0) | Q(construction__gt=0))
            assets.filter(~Exists(kept)).update(state=AssetState.REFUSED)
            return
        fresh = assets.filter(state=AssetState.PROPOSED)
        fresh.filter(in_use_on__isnull=True).update(state=AssetState.CONSTRUCTION)
        fresh.filter(in_use_on__isnull=False).update(state=AssetState.IN_USE)
    elif of.kind == Kind.IN_USE:
        new = (AssetState.CONSTRUCTION, None) if row.reverses else (AssetState.IN_USE, row.on)
        assets.update(state=new[0], in_use_on=new[1])
    elif of.kind == Kind.REVALUATION:
        on, valuer = (of.valued_before, of.valuer_before) if row.reverses else (row.on, row.valuer)
        assets.update(valued_on=on, valuer=valuer)
    elif of.kind == Kind.DISPOSAL:
        left = AssetComponent.objects.filter(asset__in=assets).aggregate(left=Sum("cost"))["left"] or ZERO
        if left:
            assets.update(state=AssetState.IN_USE, disposed_on=None)
        else:
            assets.update(state=AssetState.DISPOSED, disposed_on=row.on)


def _end(row: AssetMove, action: str, reason: str, *, by: User, at: datetime) -> AssetMove:
    """End a proposal without doing anything; assets that it brought were never ones."""
    words = told(reason)
    target = AssetMoveState(next_state(ASSET_MOVE, action, row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        row.state, row.decided_by, row.decided_human, row.decided_at = target, by, by.human_id, at
        row.decision_reason = words
        row.save(update_fields=["state", "decided_by", "decided_human", "decided_at", "decision_reason"])
        if row.kind in (Kind.ADDITION, Kind.TAKE_ON):
            new = _assets_of(found.entries(row)).filter(state=AssetState.PROPOSED)
            new.update(state=AssetState.REFUSED)
    return row
