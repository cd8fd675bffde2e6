"""Rules by narrative: what lines of statements with certain words are posted to (domain FIN-09)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from finance import rules_bank as rules
from finance.models import BankRule, Subjective
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState

MOST_AUTOMATIC = Decimal("500.00")
SHORTEST, LONGEST = 4, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWanted:
    """Words of a narrative, what they are about, and where such lines are posted up to how many pounds."""

    words: str
    kind: str
    subjective: str
    most: Decimal
    cost_centre: str = ""
    is_automatic: bool = False


@transaction_required
def make(*, legal_entity: UUID, wanted: RuleWanted, by: User, at: datetime) -> BankRule:
    """Make a rule. It counts once another person has agreed.

    :raises RuleBroken: for words that are too short, a code that is none, or more than is posted unseen
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Bank rule {wanted.words}"[:200]):
        words = " ".join(wanted.words.split()).upper()
        code = Subjective.objects.of(entity.partner_id).filter(code=wanted.subjective, is_posting=True)
        why = ""
        if not SHORTEST <= len(words) <= LONGEST:
            why = f"The words have {SHORTEST} to {LONGEST} letters, so that they fit no other line by chance."
        elif not code.exclude(group=Subjective.Group.CASH).exists():
            why = f"{wanted.subjective} is no code of the chart that may be posted to beside cash."
        elif wanted.most <= 0:
            why = "The limit is above nought."
        elif wanted.is_automatic and (wanted.kind == BankRule.Kind.OTHER or wanted.most > MOST_AUTOMATIC):
            why = "That may not be posted without anybody looking."
        rules.NarrativeRuleSays.require(not why, why=why, most=f"{MOST_AUTOMATIC:,.2f}")
        row: BankRule = BankRule.objects.create(
            partner_id=entity.partner_id, legal_entity=entity, words=words, kind=wanted.kind,
            subjective=wanted.subjective, cost_centre=wanted.cost_centre.strip().upper(),
            is_automatic=wanted.is_automatic, most=wanted.most, made_by=by, made_human=by.human_id, made_at=at,
        )  # fmt: skip
    return row


@transaction_required
def agree(*, rule: UUID, by: User, at: datetime) -> BankRule:
    """Agree to a rule that another person made; it counts from now on.

    :raises WrongState: when it counts already or has ended
    :raises RuleBroken: by whoever made it
    """
    row = _lock(rule)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Bank rule {row.words}"[:200]):
        if row.agreed_at is not None or row.ended_at is not None:
            raise WrongState("This rule is agreed to or has ended.", action="agree", state="")
        rules.RuleAgreedByAnother.require(row.made_human != by.human_id)
        row.agreed_by, row.agreed_human, row.agreed_at = by, by.human_id, at
        row.save(update_fields=["agreed_by", "agreed_human", "agreed_at"])
    return row


@transaction_required
def end(*, rule: UUID, by: User, at: datetime) -> BankRule:
    """End a rule: it posts nothing more, and what it posted stays.

    :raises WrongState: when it has ended
    """
    row = _lock(rule)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Bank rule {row.words}"[:200]):
        if row.ended_at is not None:
            raise WrongState("This rule has ended.", action="end", state="")
        row.ended_by, row.ended_at = by, at
        row.save(update_fields=["ended_by", "ended_at"])
    return row


def _lock(rule: UUID) -> BankRule:
    found: BankRule = BankRule.objects.select_for_update(of=("self",)).get(uuid=rule)
    return found
