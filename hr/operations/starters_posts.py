"""A starter and the establishment (domain HR-02): cover and supernumerary jobs, and more than a post has.

Where the partner lets HR manager and finance override together, the HR manager asks, with a reason, and the budget
holder agrees or does not. Neither can do it alone, and nobody does both by two logins.
"""

from datetime import date, datetime
from uuid import UUID

from hr import rules
from hr import rules_organisation as org_rules
from hr import rules_starters as starter_rules
from hr.engine.establishment import Mode
from hr.engine.starters import Gate
from hr.models import Assignment, Post, StarterCase, StarterGate
from hr.operations import dated, room
from hr.operations.starters_case import lock, log
from hr.queries import establishment, holdings
from hr.queries import starters_posts as found
from hr.states import StarterState
from partners.models import User
from partners.queries import deciders
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState

UNDER_WAY = frozenset({StarterState.CHECKS, StarterState.CONTRACT_SIGNED, StarterState.SUBMITTED})
S = StarterGate.State


def set_counts(
    row: StarterCase, post: Post, *, counts: str, covers: UUID | None, until: date | None, end_date: date | None
) -> None:
    """Say how a job will count against its post, on a case that is held and not saved yet.

    :raises RuleBroken: for cover of a job that is not on the same post that day, or a time without end
    :raises Assignment.DoesNotExist: if the covered job is not in scope
    """
    kind = StarterCase.Counts(counts)
    is_cover = kind is StarterCase.Counts.COVER_FOR
    other = None if covers is None else Assignment.objects.of(row.partner_id).get(uuid=covers)
    if kind is StarterCase.Counts.HOLDS:
        org_rules.CoverIsOfTheSamePost.require(other is None)
        row.counts, row.covers, row.counts_until = kind, None, None
        return
    on = row.start_date
    if is_cover:
        fits = other is not None and on in other.valid and holdings.post_of(other, on).pk == post.pk
        org_rules.CoverIsOfTheSamePost.require(fits)
    last = until or end_date
    starter_rules.CountsUntil.require(
        last is not None and last >= on and (end_date is None or last <= end_date), field="counts_until"
    )
    row.counts, row.counts_until = kind, last
    row.covers = other if is_cover else None


def ask_or_refuse(row: StarterCase, gate: StarterGate, *, reason: str, by: User, at: datetime) -> bool:
    """Look at what the partner does when a post would be over; tell whether finance is asked, so that it waits.

    :raises RuleBroken: PostHasRoom, where nobody may put more on a post than is established
    """
    mode = establishment.mode_on(partner_id=row.partner_id, on=row.start_date)
    worst = found.worst(row)
    if mode is Mode.BLOCK and worst is not None and found.is_full(worst) and row.post is not None:
        raise room.refusal(post=row.post.pk, on=worst.on, vacant=worst.vacant, before=None)
    if mode is not Mode.BLOCK_WITH_OVERRIDE:
        return False
    gate.asked_by, gate.asked_human, gate.asked_at, gate.note = by, by.human_id, at, reason
    gate.save(update_fields=["asked_by", "asked_human", "asked_at", "note"])
    log(row, "ask_finance", by=by, at=at, note=reason)
    return True


@transaction_required
def agree(*, case: UUID, note: str, by: User, at: datetime) -> StarterGate:
    """Agree for finance that a post goes over its establishment, as the HR manager has asked.

    :raises RuleBroken: without words, for whoever asked or prepared the case by any login, or for oneself
    :raises WrongState: unless finance is asked
    """
    tidy, row, gate = _asked(case, note, by)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        gate.note = f"{gate.note}. Finance: {tidy}"[:300]
        gate.state, gate.done_by, gate.done_at = S.WAIVED, by, at
        gate.save()
        log(row, "agree_finance", by=by, at=at, note=tidy)
    return gate


@transaction_required
def decline(*, case: UUID, note: str, by: User, at: datetime) -> StarterGate:
    """Say for finance that the post does not go over its establishment: the gate stays open.

    :raises RuleBroken: as `agree`
    :raises WrongState: unless finance is asked
    """
    tidy, row, gate = _asked(case, note, by)
    with dated.change(partner_id=row.partner_id, by=by, reason=tidy):
        forget(gate)
        log(row, "decline_finance", by=by, at=at, note=tidy)
    return gate


def forget(gate: StarterGate) -> None:
    """Open the gate of the post anew: what was asked and agreed was about something else."""
    gate.state, gate.done_by, gate.done_at, gate.note = S.OPEN, None, None, ""
    gate.asked_by = gate.asked_human = gate.asked_at = None
    gate.save()


def forget_of_case(row: StarterCase) -> None:
    """Do so for a case whose job is said anew."""
    for gate in StarterGate.objects.of(row.partner_id).filter(case=row, gate=Gate.POST.value).exclude(state=S.MET):
        forget(gate)


def _asked(case: UUID, note: str, by: User) -> tuple[str, StarterCase, StarterGate]:
    tidy, row = rules.check_reason(note), lock(case)
    gates = StarterGate.objects.of(row.partner_id).select_for_update(of=("self",))
    gate: StarterGate | None = gates.filter(case=row, gate=Gate.POST.value, state=S.OPEN).first()
    if row.state not in UNDER_WAY or gate is None or gate.asked_human is None:
        raise WrongState(
            "Nobody asks finance about this post.", action="agree", state=row.state,
            remedy="It was decided already, or the job has been said anew.",
        )  # fmt: skip
    is_mine = by.human_id in {gate.asked_human, row.opened_human, row.submitted_human}
    about_me = row.person_id in deciders.own_people(by, row.partner_id)
    starter_rules.ApprovedByAnother.require(not is_mine and not about_me)
    dated.refuse_close(row, by=by)
    return tidy, row, gate
