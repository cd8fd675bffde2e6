"""Looking afterwards at journals that were posted without an approver: drawn by month and ledger, reviewed (FIN-02)."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from finance import rules_sampling as rules
from finance.engine import auto_posting as engine
from finance.engine import fiscal
from finance.models import Journal, JournalSample, SampledJournal
from finance.operations import auto_posting
from finance.queries import sampling as found
from finance.queries.sampling import Month
from finance.states import SAMPLED, SampledState
from partners.models import LegalEntity, Partner, User
from partners.scope import partner_scope
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day

NOUN = "sampled journal"
KEY_BYTES = 32
SHORTEST_FINDING = 10
Remedy = SampledJournal.Remedy


def everywhere(*, at: datetime) -> int:
    """Draw what is due at every partner; return how many samples were drawn."""
    n_drawn = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="sample of journals posted without an approver"):
            n_drawn += len(draw_due(partner_id=partner_id, by=None, at=at))
    return n_drawn


@transaction_required
def draw_due(*, partner_id: int, by: User | None, at: datetime) -> list[JournalSample]:
    """Draw the sample of every month that is over, had such journals, and was not drawn from; return those drawn."""
    with partner_scope(partner_id, actor_id=by.pk if by else None, reason="sample of journals"):
        due = found.months_due(partner_id=partner_id, on=timezone.localdate(at))
        drawn = [draw(month=one, by=by, at=at) for one in due]
    return [one for one in drawn if one.drawn_at == at]


@transaction_required
def draw(*, month: Month, by: User | None, at: datetime) -> JournalSample:
    """Draw the sample of a ledger’s month with a key that is made now; return the one that is there, if it is.

    :raises RuleBroken: before the month is over
    """
    entity: LegalEntity = month.entity
    period = fiscal.name(month.year, month.number)
    last = fiscal.spans(month.year)[month.number].last
    is_over = timezone.localdate(at) > last
    rules.MonthIsOver.require(is_over, period=period, after=day(last + timedelta(days=1)))
    with partner_scope(entity.partner_id, actor_id=by.pk if by else None, reason=f"sample of {period}"):
        with connection.cursor() as cursor:  # two that draw follow each other
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
                [f"sample of {entity.pk} {month.year} {month.number}", entity.partner_id],
            )
        there: JournalSample | None = found.sample_of(entity, year=month.year, number=month.number)
        if there is not None:
            return there
        posted = {one.uuid: one for one in found.posted_alone(entity, year=month.year, number=month.number)}
        percent = engine.policy_on(last).sample_percent
        key = secrets.token_hex(KEY_BYTES)
        chosen: list[Journal] = [posted[one] for one in engine.sample(posted, key=key, percent=percent)]
        row: JournalSample = JournalSample.objects.create(
            partner_id=entity.partner_id, legal_entity=entity, year=month.year, number=month.number,
            population=len(posted), n_sampled=len(chosen), percent=percent, key=key, drawn_by=by, drawn_at=at,
        )  # fmt: skip
        for one in chosen:
            SampledJournal.objects.create(partner_id=entity.partner_id, sample=row, journal=one)
    return row


@transaction_required
def review(
    *, sampled: UUID, is_in_order: bool, by: User, at: datetime, finding: str = "", remedy: str = ""
) -> SampledJournal:  # fmt: skip
    """Say that a sampled journal is in order, or what was found and what follows; a training is revoked at once.

    :raises WrongState: unless it waits
    :raises RuleBroken: for the preparer, a finding without words or remedy, or a training that cannot be revoked
    :raises SampledJournal.DoesNotExist: if there is none in scope
    """
    source = SampledJournal.objects.select_related("journal", "sample__legal_entity")
    row: SampledJournal = lock_one(source, SampledJournal.objects.get(uuid=sampled).pk)
    words = " ".join(finding.split())
    with partner_scope(row.partner_id, actor_id=by.pk, reason=(words or "in order")[:200]):
        row.state = SampledState(next_state(SAMPLED, "accept" if is_in_order else "find", row.state, noun=NOUN))
        rules.ReviewedByAnother.require(by.human_id != row.journal.prepared_human)
        if not is_in_order:
            says = len(words) >= SHORTEST_FINDING and remedy in Remedy.values
            rules.FindingSays.require(says, shortest=SHORTEST_FINDING)
            row.remedy = remedy
        row.finding, row.reviewed_by, row.reviewed_human, row.reviewed_at = words, by, by.human_id, at
        row.save(update_fields=["state", "finding", "remedy", "reviewed_by", "reviewed_human", "reviewed_at"])
        if row.remedy in {Remedy.REVOKE, Remedy.BOTH}:
            training = found.training_behind(row.journal)
            why = auto_posting.why_not_revoked(training, on=timezone.localdate(at)) if training else "is not known"
            rules.RevokedByFinding.require(not why, why=why)
            assert training is not None  # noqa: S101 - the rule above
            auto_posting.revoke(training=training.uuid, reason=f"Sampled journal {row.journal}: {words}", by=by, at=at)
    return row
