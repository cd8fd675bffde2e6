"""What shared services cost, and who bears how much (domain FIN-11): kept by the partner that provides them.

Shares are worked out from figures that are kept for good, and told to each partner by themselves: no call here has two
partners in scope. A figure that was wrong is taken anew, and the shares that came from it are worked out again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from finance import rules_recharges as rules
from finance.engine import cost_shares as engine
from finance.engine.cost_shares import COUNTED, LABELS, YEAR, CannotShare, Method
from finance.models import CostPool, CostShare, DriverSnapshot, PoolMember, ShareCalculation
from finance.queries import pool_terms
from finance.states import SHARE, ShareState
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.money import ZERO, pence

NOUN = "share"
Basis = ShareCalculation.Basis
LONGEST_EVIDENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms a partner takes a service: its code, from which month (1 is April), how many, its bounds."""

    partner: str
    first_month: int = 1
    months: int = YEAR
    in_scope: bool = True
    floor: Decimal = ZERO
    cap: Decimal | None = None
    set_up: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolWanted:
    """A pool as it is laid down: the service, the year, the budget in pounds, and how it is shared by whom."""

    year: int
    code: str
    name: str
    method: str
    budget: Decimal
    members: Sequence[Terms]
    blend: Mapping[str, Decimal] = field(default_factory=dict)
    damping: Decimal | None = None
    minimum_fee: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresWanted:
    """Figures of a measure by the code of the partner, of which year, when they were measured, and the evidence."""

    year: int
    metric: str
    measured_on: date
    figures: Mapping[str, Decimal]
    evidence: str


@transaction_required
def lay_down(*, partner_id: int, wanted: PoolWanted, by: User, at: datetime) -> CostPool:
    """Lay down what a service is to cost in a year, and on which terms partners take it.

    :raises RuleBroken: for a service that has a pool for the year, or one that says too little
    """
    code = wanted.code.strip()
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Cost of {wanted.name}"[:200]):
        name, known = require_pool(wanted)
        there = CostPool.objects.of(partner_id).filter(year=wanted.year, code=code)
        rules.PoolOnce.require(not there.exists(), pool=name, year=f"{wanted.year}-{(wanted.year + 1) % 100:02}")
        row: CostPool = CostPool.objects.create(
            partner_id=partner_id, year=wanted.year, code=code, name=name, method=wanted.method,
            blend={measure: str(part) for measure, part in wanted.blend.items()}, budget=wanted.budget,
            damping=wanted.damping, minimum_fee=wanted.minimum_fee, made_by=by, made_at=at,
        )  # fmt: skip
        add_members(row, wanted.members, known)
    return row


def require_pool(wanted: PoolWanted) -> tuple[str, dict[str, Partner]]:
    """Return the name of a pool as it is kept, and its partners by code. :raises RuleBroken: unless it makes sense."""
    name, listed = " ".join(wanted.name.split()), [one.partner for one in wanted.members]
    known = {one.code: one for one in Partner.objects.filter(code__in=listed)}
    says = bool(wanted.code.strip() and name and listed)
    rules.PoolSays.require(says and len(set(listed)) == len(listed) == len(known))
    _require_terms(wanted)
    return name, known


def add_members(row: CostPool, members: Sequence[Terms], known: Mapping[str, Partner]) -> None:
    """Write down who takes a service, and on which terms."""
    PoolMember.objects.bulk_create(
        PoolMember(
            partner_id=row.partner_id, pool=row, to_partner=known[one.partner], first_month=one.first_month,
            months=one.months, in_scope=one.in_scope, floor=one.floor, cap=one.cap, set_up=one.set_up,
        )
        for one in members
    )  # fmt: skip


@transaction_required
def record_actual(*, pool: UUID, actual: Decimal, by: User, at: datetime) -> CostPool:
    """Record what a service has cost in the year. :raises RuleBroken: once the year is locked."""
    row = _lock_pool(pool)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Actual cost of {row}"[:200]):
        rules.YearOpen.require(row.locked_at is None, pool=str(row))
        row.actual = pence(actual)
        row.save(update_fields=["actual"])
    return row


@transaction_required
def take_figures(*, partner_id: int, wanted: FiguresWanted, by: User, at: datetime) -> DriverSnapshot:
    """Keep figures of a measure as they are now, for good. :raises RuleBroken: without evidence or sense."""
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Figures: {wanted.evidence}"[:200]):
        return _take(partner_id, wanted, by=by, at=at)


@transaction_required
def correct_figure(
    *, snapshot: UUID, partner: str, figure: Decimal, evidence: str, by: User, at: datetime
) -> list[ShareCalculation]:
    """Take figures anew with one of them put right; return the shares that were worked out again from them.

    The figures that were wrong stay, and so do the shares that came from them. A locked year stays as it is.

    :raises RuleBroken: for figures that were corrected before, without evidence, or when the rest cannot be shared
    """
    old = DriverSnapshot.objects.get(uuid=snapshot)
    with partner_scope(old.partner_id, actor_id=by.pk, reason=f"Corrected: {evidence}"[:200]):
        # pools are locked in the order of their keys, so two corrections follow each other
        pools = list(
            CostPool.objects.of(old.partner_id).select_for_update().filter(locked_at__isnull=True).order_by("pk")
        )
        corrected = DriverSnapshot.objects.of(old.partner_id).filter(replaces=old).exists()
        rules.LastFigures.require(not corrected and partner in old.figures, snapshot=str(old), partner=partner)
        wanted = FiguresWanted(
            year=old.year, metric=old.metric, measured_on=old.measured_on, evidence=evidence,
            figures={code: Decimal(one) for code, one in old.figures.items()} | {partner: figure},
        )  # fmt: skip
        new = _take(old.partner_id, wanted, by=by, at=at, replaces=old)
        made = []
        for pool in pools:
            last = ShareCalculation.objects.of(pool.partner_id).filter(pool=pool).order_by("version").last()
            if last is not None and old.uuid in last.snapshots:
                used = [new.uuid if one == old.uuid else one for one in last.snapshots]
                made.append(_calculate(pool, Basis(last.basis), used, by=by, at=at))
    return made


@transaction_required
def calculate(*, pool: UUID, basis: str, snapshots: Sequence[UUID], by: User, at: datetime) -> ShareCalculation:
    """Work out who bears how much of a pool, from figures that were taken; nobody is told yet.

    :raises RuleBroken: for figures of another measure or year, a final one without actual cost, a locked year, and
        whatever cannot be shared
    """
    row = _lock_pool(pool)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Shares of {row}"[:200]):
        return _calculate(row, Basis(basis), snapshots, by=by, at=at)


@transaction_required
def issue(*, calculation: UUID, by: User, at: datetime) -> list[CostShare]:
    """Tell each partner its share: from now on it reads that, and nothing else of this.

    :raises RuleBroken: for whoever worked it out, and for any but the last version
    :raises WrongState: when it was told before
    """
    made = ShareCalculation.objects.select_related("pool").get(uuid=calculation)
    with partner_scope(made.partner_id, actor_id=by.pk, reason=f"Told: {made}"[:200]):
        _lock_pool(made.pool.uuid)
        rules.AnotherTells.require(made.made_human != by.human_id)
        later = ShareCalculation.objects.of(made.partner_id).filter(pool=made.pool, version__gt=made.version)
        rules.LastTold.require(not later.exists(), calculation=str(made))
        rows = list(CostShare.objects.of(made.partner_id).select_for_update().filter(calculation=made).order_by("pk"))
        for row in rows:
            row.state = ShareState(next_state(SHARE, "issue", row.state, noun=NOUN))
            row.issued_by, row.issued_at = by, at
            row.save(update_fields=["state", "issued_by", "issued_at"])
    return rows


@transaction_required
def dispute(*, partner_id: int, share: UUID, words: str, by: User, at: datetime) -> CostShare:
    """Dispute the share that a partner was told: the provider reads why.

    :raises WrongState: unless it was told and is not disputed
    :raises RuleBroken: without a reason
    :raises CostShare.DoesNotExist: for a share that is another partner’s, or that nobody was told
    """
    said = _words(words)
    with partner_scope(partner_id, actor_id=by.pk, reason="Share disputed"):
        # one that is disputed can be held by the provider only, and is read as it is
        told = CostShare.told.filter(to_partner_id=partner_id)
        row: CostShare | None = told.select_for_update(of=("self",)).filter(uuid=share).first()
        if row is None:
            row = told.get(uuid=share)
        assert row is not None  # noqa: S101 - get() raises
        row.state = ShareState(next_state(SHARE, "dispute", row.state, noun=NOUN))
        row.dispute, row.disputed_by, row.disputed_at = said, by, at
        # the default manager has the provider’s own rows alone
        CostShare.told.filter(pk=row.pk).update(
            state=row.state, dispute=row.dispute, disputed_by=by, disputed_at=at
        )  # fmt: skip
    return row


@transaction_required
def answer(*, share: UUID, words: str, by: User, at: datetime) -> CostShare:
    """Answer a dispute. Where the partner is right, the figure is corrected and a new version is told.

    :raises WrongState: unless it is disputed
    :raises RuleBroken: without words
    """
    said = _words(words)
    row: CostShare = CostShare.objects.select_for_update(of=("self",)).get(uuid=share)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="Dispute answered"):
        row.state = ShareState(next_state(SHARE, "answer", row.state, noun=NOUN))
        row.answer, row.answered_by, row.answered_at = said, by, at
        row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return row


@transaction_required
def lock(*, pool: UUID, by: User, at: datetime) -> CostPool:
    """Lock the year of a pool for good, once its final shares are told and nobody disputes them.

    :raises RuleBroken: before that, and when it is locked
    """
    row = _lock_pool(pool)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Locked: {row}"[:200]):
        rules.YearOpen.require(row.locked_at is None, pool=str(row))
        last = ShareCalculation.objects.of(row.partner_id).filter(pool=row).order_by("version").last()
        rules.FinalTold.require(
            last is not None and last.basis == Basis.FINAL and last.amount == row.actual, pool=str(row),
            why="its last shares are not final, or not of the actual cost",
        )  # fmt: skip
        shares = CostShare.objects.of(row.partner_id).select_for_update()
        states = set(shares.filter(calculation=last).values_list("state", flat=True))
        states |= set(shares.filter(calculation__pool=row, state=ShareState.DISPUTED).values_list("state", flat=True))
        rules.FinalTold.require(ShareState.KEPT not in states, pool=str(row), why="its final shares are not told")
        rules.FinalTold.require(ShareState.DISPUTED not in states, pool=str(row), why="a partner disputes its share")
        row.locked_by, row.locked_at = by, at
        row.save(update_fields=["locked_by", "locked_at"])
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock_pool(pool: UUID) -> CostPool:
    row: CostPool = CostPool.objects.select_for_update(of=("self",)).get(uuid=pool)
    return row


def _require_terms(wanted: PoolWanted) -> None:
    """Make sure that terms make sense before a partner is held to them. :raises RuleBroken: unless they do."""
    rules.TermsFit.require(wanted.method in set(Method), what=f"there is no way {wanted.method} of sharing")
    least, most = ZERO, Decimal(100)
    amounts = [wanted.budget, wanted.minimum_fee]
    for one in wanted.members:
        inside = one.first_month >= 1 and 0 <= one.months <= YEAR + 1 - one.first_month
        rules.TermsFit.require(inside, what=f"the months of {one.partner}")
        rules.TermsFit.require(one.cap is None or one.cap >= one.floor, what=f"the cap of {one.partner}")
        amounts += [one.floor, one.set_up, one.floor if one.cap is None else one.cap]
    whole = all(one.is_finite() and one >= least and pence(one) == one for one in amounts)
    rules.TermsFit.require(whole, what="an amount")
    parts = [*wanted.blend.values(), least if wanted.damping is None else wanted.damping]
    rules.TermsFit.require(all(one.is_finite() and least <= one <= most for one in parts), what="a percentage")
    blends = sum(wanted.blend.values(), Decimal(0)) == most and all(one in COUNTED for one in wanted.blend)
    rules.TermsFit.require(blends if wanted.method == Method.BLEND else not wanted.blend, what="the parts of the blend")


def _words(words: str) -> str:
    said, shortest, longest = " ".join(words.split()), rules.SHORTEST_WORDS, rules.LONGEST_WORDS
    rules.WordsSay.require(shortest <= len(said) <= longest, shortest=shortest, longest=longest)
    return said


def _take(
    partner_id: int, wanted: FiguresWanted, *, by: User, at: datetime, replaces: DriverSnapshot | None = None
) -> DriverSnapshot:
    proved = " ".join(wanted.evidence.split())
    measured = wanted.metric in set(Method) - {Method.BLEND} and wanted.measured_on <= timezone.localdate(at)
    sensible = bool(wanted.figures) and all(one.is_finite() and one >= 0 for one in wanted.figures.values())
    rules.FiguresProved.require(0 < len(proved) <= LONGEST_EVIDENCE and measured and sensible)
    row: DriverSnapshot = DriverSnapshot.objects.create(
        partner_id=partner_id, year=wanted.year, metric=wanted.metric, measured_on=wanted.measured_on,
        figures={code: str(one) for code, one in sorted(wanted.figures.items())}, evidence=proved, replaces=replaces,
        made_by=by, made_at=at,
    )  # fmt: skip
    return row


def _calculate(pool: CostPool, basis: Basis, snapshots: Sequence[UUID], *, by: User, at: datetime) -> ShareCalculation:
    rules.YearOpen.require(pool.locked_at is None, pool=str(pool))
    rules.ActualKnown.require(basis == Basis.PROVISIONAL or pool.actual is not None, pool=str(pool))
    amount = pool.budget if basis == Basis.PROVISIONAL else pool.actual
    assert amount is not None  # noqa: S101 - the rule above
    terms = list(
        PoolMember.objects.of(pool.partner_id)
        .filter(pool=pool)
        .select_related("to_partner")
        .order_by("to_partner__code")
    )
    figures = _figures(pool, basis, snapshots)
    wanted = pool_terms.to_share(pool, amount=amount, figures=figures, terms=terms)
    why = ""
    shares: tuple[engine.Share, ...] = ()
    try:
        shares = engine.share(wanted)
    except CannotShare as refusal:
        why = str(refusal)
    rules.CanBeShared.require(not why, pool=str(pool), why=why)
    versions = ShareCalculation.objects.of(pool.partner_id).filter(pool=pool).aggregate(last=Max("version"))
    made: ShareCalculation = ShareCalculation.objects.create(
        partner_id=pool.partner_id, pool=pool, version=(versions["last"] or 0) + 1, basis=basis, amount=amount,
        snapshots=list(snapshots), terms=_terms(wanted), made_by=by, made_human=by.human_id, made_at=at,
    )  # fmt: skip
    CostShare.objects.bulk_create(
        CostShare(
            partner_id=pool.partner_id, calculation=made, to_partner=one.to_partner, service=pool.name, year=pool.year,
            basis=basis, version=made.version, method=pool.method, pool_amount=amount, pounds=share.pounds,
            by_measure=share.by_measure, weight=share.weight, first_month=one.first_month, months=one.months,
            bound=share.bound or "", has_penny=share.penny, set_up=share.set_up, explanation=share.words(),
            figures=[
                {"measure": figure.method, "own": str(figure.own), "total": str(figure.total), "part": str(figure.part)}
                for figure in share.figures
            ],
        )
        for one, share in zip(terms, shares, strict=True)
    )  # fmt: skip
    return made


def _figures(pool: CostPool, basis: Basis, snapshots: Sequence[UUID]) -> dict[Method, dict[str, Decimal]]:
    """Return the figures by measure. :raises RuleBroken: unless there is one set of each measure, of the right year."""
    wanted = set(pool.measures)
    rows = list(DriverSnapshot.objects.of(pool.partner_id).filter(uuid__in=snapshots))
    found: dict[Method, dict[str, Decimal]] = {}
    for row in rows:
        metric = Method(row.metric)
        year = engine.year_of_figures(metric, year=pool.year, is_provisional=basis == Basis.PROVISIONAL)
        fits = metric in wanted and metric not in found and row.year == year
        rules.FiguresOfTheYear.require(fits, pool=str(pool), what=str(row))
        found[metric] = {code: Decimal(one) for code, one in row.figures.items()}
    missing = ", ".join(LABELS[one] for one in Method if one in wanted - set(found))
    rules.FiguresOfTheYear.require(not missing and len(rows) == len(snapshots), pool=str(pool), what=missing or "a set")
    return found


def _terms(pool: engine.Pool) -> dict[str, Any]:
    """Return the terms as they are kept with a calculation, so that it can be worked out again."""
    return {
        "method": pool.method,
        "blend": {one: str(part) for one, part in pool.blend.items()},
        "damping": None if pool.damping is None else str(pool.damping),
        "minimum_fee": str(pool.minimum_fee),
        "members": [
            {
                "code": one.code, "months": one.months, "in_scope": one.in_scope, "floor": str(one.floor),
                "cap": None if one.cap is None else str(one.cap), "set_up": str(one.set_up),
                "before": None if one.before is None else str(one.before),
            }
            for one in pool.members
        ],
    }  # fmt: skip
