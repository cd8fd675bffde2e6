"""Submitting journals; who may post small ones without an approver, and of which types (domain FIN-02).

Trainings and routine types come to be by change requests that a second person approves; a training is revoked at once.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from finance import rules
from finance import rules_sampling as terms
from finance.engine.auto_posting import RULE
from finance.models import Journal, JournalTraining, PostingCheck, RoutineJournals
from finance.models.sampling import LONGEST, ROUTINE
from finance.operations import journals
from finance.queries import auto_posting as found
from finance.states import JournalState
from partners.audit import audit
from partners.models import AuditAction, ChangeRequest, LegalEntity, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries.deciders import holders
from partners.scope import partner_scope
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.formatting import day, money

MOST_YEARS = 3
KIND = "finance.journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What became of a journal that was submitted: posted at once, or the request that others decide."""

    journal: Journal
    check: PostingCheck | None
    change: ChangeRequest | None

    @property
    def is_posted(self) -> bool:
        """Whether it was posted without an approver."""
        return self.change is None


@transaction_required
def submit(*, journal: UUID, lines_hash: str, reason: str, by: User, at: datetime) -> Submitted:
    """Post a journal at once when every condition of that is met; ask others to approve it when not.

    What was found is kept either way.

    :raises WrongState: unless it is a draft that waits for nobody
    :raises RuleBroken: when its lines have changed, its period is not open, or others would be refused it, too
    :raises Journal.DoesNotExist: if there is none in scope
    """
    row = Journal.objects.select_related("legal_entity", "period", "prepared_by", "linked_to").get(uuid=journal)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reason[:200]):
        # Two journals of one preparer follow each other: what one of them adds up to, the other sees.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
                [f"journals of {row.prepared_human}", row.partner_id],
            )
        row = lock_one(Journal.objects.select_related("legal_entity", "period", "prepared_by", "linked_to"), row.pk)
        rules.SeenIsPosted.require(row.lines_hash == lines_hash)
        payload = {"journal": str(row.uuid), "lines_hash": lines_hash}
        proposal = Proposal(kind=KIND, payload=payload, reason=reason)
        if row.state != JournalState.DRAFT or _waits(row):
            change = changes.submit(partner_id=row.partner_id, proposal=proposal, by=by, at=at)
            return Submitted(journal=row, check=None, change=change)
        result = found.examine(row, by=by, at=at)
        if result.training is not None and result.is_posted:
            # Held for share until the end: a training is revoked before this, or after.
            held = JournalTraining.objects.select_for_update(of=("self",)).get(pk=result.training.pk)
            if held.revoked_at is not None:
                result = found.examine(row, by=by, at=at)
        check = PostingCheck.objects.create(
            partner_id=row.partner_id, journal=row, lines_hash=row.lines_hash, total=result.total,
            together=result.together, is_passed=result.is_posted, training=result.training, routine=result.routine,
            conditions=[asdict(one) for one in result.conditions], checked_by=by, checked_at=at,
        )  # fmt: skip
        if not result.is_posted:
            change = changes.submit(partner_id=row.partner_id, proposal=proposal, by=by, at=at)
            return Submitted(journal=row, check=check, change=change)
        row = journals.post(journal=row.uuid, lines_hash=lines_hash, by=by, at=at)
        audit(
            action=AuditAction.APPROVE, object_type="finance_journal", object_id=row.pk, partner_id=row.partner_id,
            label=f"{row}: {money(row.total)} posted without approval under rule {RULE}", reason=reason[:500],
            changes={"rule": RULE, "training": str(result.training), "conditions": check.conditions},
        )  # fmt: skip
    return Submitted(journal=row, check=check, change=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingWanted:
    """A training as it shall count: whose, for which ledger, from when to when, and what shows it."""

    training: UUID
    person: str
    entity: UUID
    first_day: date
    last_day: date
    evidence: str


def vet_training(*, person: str, maker: User) -> None:
    """Refuse to propose one's own training. :raises RuleBroken: then."""
    trained = User.objects.filter(email=person).first()
    is_other = trained is None or trained.human_id != maker.human_id
    terms.TrainedByAnother.require(is_other, person=maker.full_name)


@transaction_required
def train(*, partner_id: int, wanted: TrainingWanted, by: User, at: datetime) -> JournalTraining:
    """Have somebody count as trained for a ledger. `by` agreed to it.

    :raises RuleBroken: for one's own training, somebody who writes no journals here, and days that cannot be
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    with partner_scope(partner_id, actor_id=by.pk, reason=wanted.evidence[:200]):
        entity = LegalEntity.objects.of(partner_id).get(uuid=wanted.entity)
        writers = holders(partner_id=partner_id, permission="journals.prepare", on=timezone.localdate(at))
        person = next((one for one in writers if one.email == wanted.person), None)
        terms.TrainedPrepares.require(person is not None, person=wanted.person)
        assert person is not None  # noqa: S101 - the rule above
        terms.TrainedByAnother.require(person.human_id != by.human_id, person=person.full_name)
        first, last = wanted.first_day, wanted.last_day
        fits = first <= last <= first + timedelta(days=MOST_YEARS * 366)
        terms.TrainingDays.require(fits, first=first, last=last, most=MOST_YEARS)
        made: JournalTraining = JournalTraining.objects.create(
            partner_id=partner_id, uuid=wanted.training, legal_entity=entity, trained=person,
            trained_human=person.human_id, valid=DateRange(first, last + timedelta(days=1)),
            evidence=wanted.evidence[:LONGEST], approved_by=by, approved_at=at,
        )  # fmt: skip
    return made


@transaction_required
def revoke(*, training: UUID, reason: str, by: User, at: datetime) -> JournalTraining:
    """Have a training count no more, from this moment on. One person does it: what is posted alone then needs others.

    :raises RuleBroken: when it was revoked before, or has ended
    :raises JournalTraining.DoesNotExist: if there is none in scope
    """
    source = JournalTraining.objects.select_related("legal_entity", "trained")
    row: JournalTraining = lock_one(source, JournalTraining.objects.get(uuid=training).pk)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reason[:200]):
        why = why_not_revoked(row, on=timezone.localdate(at))
        terms.TrainingRuns.require(not why, person=row.trained.full_name, ledger=row.legal_entity.legal_name, why=why)
        row.revoked_by, row.revoked_at, row.revoke_reason = by, at, reason[:LONGEST]
        row.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    return row


def why_not_revoked(row: JournalTraining, *, on: date) -> str:
    """Say why there is nothing to revoke of a training; empty when there is."""
    if row.revoked_at is not None:
        return f"was revoked on {day(timezone.localdate(row.revoked_at))}"
    ended = found.last_day(row)
    return f"ended on {day(ended)}" if ended < on else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineWanted:
    """Which types are routine in which ledger from a day on: none of them where there are no types."""

    routine: UUID
    entity: UUID
    kinds: tuple[str, ...]
    starts_on: date
    reason: str


@transaction_required
def decide_routine(*, partner_id: int, wanted: RoutineWanted, by: User, at: datetime) -> RoutineJournals:
    """Have some types of journal count as routine in a ledger from a day on, in place of those before.

    :raises RuleBroken: for types that people do not write, and for a day that is past
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    with partner_scope(partner_id, actor_id=by.pk, reason=wanted.reason[:200]):
        entity = LegalEntity.objects.of(partner_id).get(uuid=wanted.entity)
        terms.RoutineKinds.require(set(wanted.kinds) <= set(ROUTINE))
        today = timezone.localdate(at)
        terms.RoutineStarts.require(wanted.starts_on >= today, starts=wanted.starts_on, today=today)
        made: RoutineJournals = RoutineJournals.objects.create(
            partner_id=partner_id, uuid=wanted.routine, legal_entity=entity, kinds=sorted(set(wanted.kinds)),
            starts_on=wanted.starts_on, reason=wanted.reason[:LONGEST], approved_by=by, approved_at=at,
        )  # fmt: skip
    return made


# --- the parts ------------------------------------------------------------------------------------------------------
def _waits(row: Journal) -> bool:
    """Tell whether a request about a journal is not settled: it goes the way that it went."""
    rows = ChangeRequest.objects.of(row.partner_id).filter(
        kind=KIND, attribute=f"journal {row.uuid}", state__in=["WAITING", "APPLYING"]
    )
    there: bool = rows.exists()
    return there
