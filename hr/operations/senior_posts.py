"""Posts that the accounts report by themselves: proposed by one person, agreed by another, ended (domain FIN-15).

Source: Accounts and Audit Regulations 2015 (SI 2015/234) Sch 1: senior employees and relevant police officers.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules_senior_posts as rules
from hr.models import Post, SeniorPost
from hr.states import SENIOR_POST, SeniorPostState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState, next_state

NOUN, SHORTEST, LONGEST = "senior post", 5, 200
ONE_DAY = timedelta(days=1)


@transaction_required
def propose(
    *, post: UUID, kind: str, first_day: date, last_day: date | None, reason: str, by: User, at: datetime
) -> SeniorPost:
    """Propose that a post is a senior one, from a day on or for some days.

    :raises RuleBroken: without a reason, for days that cannot be, or where something stands for them
    :raises Post.DoesNotExist: if there is none in scope
    """
    row = Post.objects.select_for_update(of=("self",)).get(uuid=post)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=_told(reason)):
        rules.DaysFollow.require(last_day is None or last_day >= first_day)
        valid = DateRange(first_day, None if last_day is None else last_day + ONE_DAY)
        others = SeniorPost.objects.of(row.partner_id).filter(post=row, valid__overlap=valid)
        rules.NoOther.require(not others.exclude(state=SeniorPostState.REFUSED).exists(), post=row.post_no)
        made: SeniorPost = SeniorPost.objects.create(
            partner_id=row.partner_id, post=row, kind=kind, valid=valid, reason=_told(reason), proposed_by=by,
            proposed_human=by.human_id, proposed_at=at,
        )  # fmt: skip
    return made


@transaction_required
def agree(*, senior_post: UUID, by: User, at: datetime) -> SeniorPost:
    """Agree that a post is a senior one.

    :raises WrongState: unless it waits
    :raises RuleBroken: for whoever proposed it
    """
    return _decide(senior_post, "agree", "", by=by, at=at)


@transaction_required
def refuse(*, senior_post: UUID, words: str, by: User, at: datetime) -> SeniorPost:
    """Refuse it, and say why.

    :raises WrongState: unless it waits
    :raises RuleBroken: for whoever proposed it, or without a reason
    """
    return _decide(senior_post, "refuse", _told(words), by=by, at=at)


@transaction_required
def end(*, senior_post: UUID, last_day: date, words: str, by: User, at: datetime) -> SeniorPost:
    """End it with a day: the accounts of earlier years stay as they are.

    :raises WrongState: unless it is agreed
    :raises RuleBroken: without a reason, or for a day before its first or after its last one
    """
    row = _lock(senior_post)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=_told(words)):
        if row.state != SeniorPostState.AGREED:
            raise WrongState("Only what was agreed is ended.", action="end", state=row.state)
        until = row.valid.upper
        rules.DaysFollow.require(last_day >= row.valid.lower and (until is None or last_day < until))
        row.valid, row.words = DateRange(row.valid.lower, last_day + ONE_DAY), _told(words)
        row.save(update_fields=["valid", "words"])
    return row


def _decide(senior_post: UUID, action: str, words: str, *, by: User, at: datetime) -> SeniorPost:
    row = _lock(senior_post)
    target = SeniorPostState(next_state(SENIOR_POST, action, row.state, noun=NOUN))
    rules.AnotherDecides.require(by.human_id != row.proposed_human)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words or f"senior post: {action}"):
        row.state, row.words = target, words
        row.decided_by, row.decided_human, row.decided_at = by, by.human_id, at
        row.save(update_fields=["state", "words", "decided_by", "decided_human", "decided_at"])
    return row


def _lock(senior_post: UUID) -> SeniorPost:
    found: SeniorPost = SeniorPost.objects.select_for_update(of=("self",)).get(uuid=senior_post)
    return found


def _told(words: str) -> str:
    said = " ".join(words.split())
    rules.SaysWhy.require(SHORTEST <= len(said) <= LONGEST)
    return said
