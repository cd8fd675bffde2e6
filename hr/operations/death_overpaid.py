"""Pay for days after a death (domain HR-09): found, never recovered; the officer proposes, the HR director agrees."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hr import paid_beyond
from hr.engine import leaving
from hr.models import DeathCase, DeathEvent, DeathOverpayment, Employment
from hr.operations.death_bars import require_stranger
from hr.paid_beyond import Stage
from hr.states import OVERPAID_AFTER_DEATH, OverpaidState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "decision"
LONGEST = 400


class NotYours(DomainError):
    """Another human being must do this."""

    is_refusal = True


class WhyNeeded(DomainError):
    """The step needs words."""


@transaction_required
def look(case: DeathCase, *, at: datetime) -> int:
    """Record what released runs paid for days after a death, once each; return how many are new."""
    today, n_new = timezone.localdate(at), 0
    for job in Employment.objects.of(case.partner_id).filter(person_id=case.person_id).order_by("id"):
        who = {"partner_id": case.partner_id, "employment_id": job.pk}
        for paid in paid_beyond.paid_beyond(**who, last_day=case.date_of_death, on=today):
            if paid.stage is Stage.CALCULATED:
                continue
            _row, is_new = DeathOverpayment.objects.get_or_create(
                partner_id=case.partner_id, case=case, employment=job, run=paid.run,
                defaults={
                    "run_label": paid.label, "pay_date": paid.pay_date, "net_paid": paid.net, "found_at": at,
                    "days_overpaid": leaving.days_overpaid(period=paid.covers, last_day=case.date_of_death),
                    "days_in_period": (paid.covers.end - paid.covers.start).days,
                },
            )  # fmt: skip
            n_new += is_new
    return n_new


@transaction_required
def propose(*, overpaid: UUID, outcome: str, why: str, by: User, at: datetime) -> DeathOverpayment:
    """Propose what becomes of pay for days after a death.

    :raises NotYours: unless one is the case officer or the deputy
    :raises WhyNeeded: without a reason
    :raises WrongState: when it was proposed already
    """
    row, tidy = _lock(overpaid, by), _words(why)
    state = next_state(OVERPAID_AFTER_DEATH, "propose", row.state, noun=NOUN)
    officers = {one.human_id for one in (row.case.officer, row.case.deputy) if one is not None}
    if by.human_id not in officers:
        raise NotYours("The case officer proposes this.", remedy="Ask the case officer, or the deputy.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.state, row.outcome, row.why = OverpaidState(state), DeathOverpayment.Outcome(outcome), tidy
        row.proposed_by, row.proposed_human = by, by.human_id
        row.save(update_fields=["state", "outcome", "why", "proposed_by", "proposed_human"])
        _log(row, "overpaid_propose", f"{row.get_outcome_display()}: {tidy}", by=by, at=at)
    return row


@transaction_required
def decide(*, overpaid: UUID, action: str, note: str, by: User, at: datetime) -> DeathOverpayment:
    """Agree with what was proposed, or send it back, as another human being than the one who proposed it.

    :raises NotYours: for whoever proposed it, by any login
    :raises WhyNeeded: without a note
    :raises WrongState: unless it is proposed
    """
    row, tidy = _lock(overpaid, by), _words(note)
    state = OverpaidState(next_state(OVERPAID_AFTER_DEATH, action, row.state, noun=NOUN))
    if row.proposed_human == by.human_id:
        raise NotYours("You proposed this. Somebody else decides.", remedy="Ask the HR director.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.state = state
        if state == OverpaidState.DECIDED:
            row.decided_by, row.decided_human, row.decided_at = by, by.human_id, at
        else:
            row.outcome, row.proposed_by, row.proposed_human = "", None, None
        row.save()
        _log(row, f"overpaid_{action}", tidy, by=by, at=at)
    return row


def _lock(overpaid: UUID, by: User) -> DeathOverpayment:
    rows = DeathOverpayment.objects.select_related("case__officer", "case__deputy").select_for_update(of=("self",))
    found: DeathOverpayment = rows.get(uuid=overpaid)
    require_stranger(found.case, by)
    return found


def _words(text: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST:
        raise WhyNeeded(f"Say why, in at most {LONGEST} characters.", field="why")
    return tidy


def _log(row: DeathOverpayment, action: str, note: str, *, by: User, at: datetime) -> None:
    DeathEvent.objects.create(
        partner_id=row.partner_id, case=row.case, action=action, by=by, at=at, note=f"{row.run_label}. {note}"[:500]
    )
