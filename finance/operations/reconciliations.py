"""Reconciling control accounts: explain differences, sign, review (domain FIN-13)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from finance import rules_closing as rules
from finance.models import Period, Reconciliation, ReconciliationItem, Subjective
from finance.queries import control_accounts
from finance.queries.control_accounts import Position
from finance.states import RECONCILIATION, ReconciliationState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.bulk import copy_rows
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState, next_state

NOUN = "reconciliation"
SHORTEST, LONGEST = 5, 200
Kind = ReconciliationItem.Kind
COLUMNS = (
    "uuid", "partner_id", "reconciliation_id", "kind", "reference", "words", "arose_on", "amount", "place", "document",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A difference: pounds that the ledger has more than the register, since when, and why."""

    amount: Decimal
    arose_on: date
    words: str
    reference: str = ""


@transaction_required
def explain(*, period: UUID, code: str, wanted: Explanation, by: User, at: datetime) -> ReconciliationItem:
    """Write down what a difference is.

    :raises RuleBroken: without an amount or a reason
    :raises WrongState: when it is signed and its figures stand
    :raises Period.DoesNotExist, Subjective.DoesNotExist: if there is none in scope
    """
    where = _lock(period, code)
    words = " ".join(wanted.words.split())
    with partner_scope(where.partner_id, actor_id=by.pk, reason=f"{code} {where}: {words}"[:200]):
        rules.ExplanationSays.require(
            bool(wanted.amount) and SHORTEST <= len(words) <= LONGEST, shortest=SHORTEST, longest=LONGEST
        )
        row, _position = _open(where, code, by=by, at=at)
        made: ReconciliationItem = ReconciliationItem.objects.create(
            partner_id=where.partner_id, reconciliation=row, kind=Kind.EXPLAINED, words=words, amount=wanted.amount,
            reference=wanted.reference.strip()[:64], arose_on=wanted.arose_on,
        )  # fmt: skip
    return made


@transaction_required
def take_back(*, item: UUID, by: User, at: datetime) -> Reconciliation:
    """Take an explanation back. :raises WrongState: once it is signed."""
    row = ReconciliationItem.objects.select_related("reconciliation__period", "reconciliation__subjective").get(
        uuid=item, kind=Kind.EXPLAINED
    )
    of: Reconciliation = row.reconciliation
    _lock(of.period.uuid, of.subjective.code)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"taken back: {row.words}"[:200]):
        of = Reconciliation.objects.select_related("period", "subjective").get(pk=of.pk)
        next_state(RECONCILIATION, "edit", of.state, noun=NOUN)
        row.delete()
    return of


@transaction_required
def sign(
    *, period: UUID, code: str, ledger: Decimal, subledger: Decimal, by: User, at: datetime
) -> Reconciliation:  # fmt: skip
    """Sign an account as it stands: figures, items and explanations are frozen with it.

    :raises RuleBroken: before the month is over, when the figures are not those that were seen, or a difference is not
        explained
    :raises WrongState: when it is signed and its figures stand
    """
    where = _lock(period, code)
    with partner_scope(where.partner_id, actor_id=by.pk, reason=f"{code} {where} signed"):
        last = control_accounts.where_of(where).last_day
        rules.MonthIsOver.require(timezone.localdate(at) >= last, period=str(where), last_day=last)
        row, found = _open(where, code, by=by, at=at)
        name = str(found.account)
        rules.FiguresAsSeen.require((ledger, subledger) == (found.ledger, found.subledger), account=name)
        rules.ExplainedInFull.require(not found.unexplained, account=name, difference=found.unexplained)
        copy_rows(
            ReconciliationItem,
            COLUMNS,
            (
                (_uuid(), row.partner_id, row.pk, Kind.ITEM, one.reference[:64], one.words[:200], one.arose_on,
                 one.amount, one.place, one.document)
                for one in found.items
                if one.amount
            ),
        )  # fmt: skip
        row.ledger, row.subledger, row.explained = found.ledger, found.subledger, found.explained
        row.state = ReconciliationState(next_state(RECONCILIATION, "sign", row.state, noun=NOUN))
        row.prepared_by, row.prepared_human, row.prepared_at = by, by.human_id, at
        row.save()
    return row


@transaction_required
def review(*, reconciliation: UUID, by: User, at: datetime, comment: str = "") -> Reconciliation:
    """Agree to what another person signed.

    :raises RuleBroken: for the preparer
    :raises WrongState: unless it is signed
    """
    return _decide(reconciliation, "review", by=by, at=at, comment=comment)


@transaction_required
def send_back(*, reconciliation: UUID, comment: str, by: User, at: datetime) -> Reconciliation:
    """Return what another person signed, with what is wrong: another version is prepared.

    :raises RuleBroken: for the preparer, or without a comment
    :raises WrongState: unless it is signed
    """
    return _decide(reconciliation, "return", by=by, at=at, comment=comment)


# --- the parts ------------------------------------------------------------------------------------------------------
def _uuid() -> UUID:
    made: UUID = ReconciliationItem._meta.get_field("uuid").get_default()
    return made


def _decide(reconciliation: UUID, action: str, *, by: User, at: datetime, comment: str) -> Reconciliation:
    row: Reconciliation = (
        Reconciliation.objects.select_for_update(of=("self",))
        .select_related("period", "subjective")
        .get(uuid=reconciliation)
    )
    words = " ".join(comment.split())[:300]
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words[:200] or f"{row} {action}"):
        target = ReconciliationState(next_state(RECONCILIATION, action, row.state, noun=NOUN))
        rules.AnotherReviews.require(row.prepared_human != by.human_id)
        rules.ReturnedWithComment.require(action != "return" or bool(words))
        row.state, row.comment = target, words
        row.reviewed_by, row.reviewed_human, row.reviewed_at = by, by.human_id, at
        row.save(update_fields=["state", "comment", "reviewed_by", "reviewed_human", "reviewed_at"])
    return row


def _lock(period: UUID, code: str) -> Period:
    """Find the period and let the account's preparers follow each other."""
    found: Period = Period.objects.select_related("legal_entity").get(uuid=period)
    Subjective.objects.get(partner=found.partner_id, code=code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"reconcile {code}", found.pk])
    return found


def _open(period: Period, code: str, *, by: User, at: datetime) -> tuple[Reconciliation, Position]:
    """Return the version that is being prepared, another one where the last is returned or has moved; its position."""
    found = next(iter(control_accounts.positions(period, code=code)), None)
    if found is None:
        raise WrongState(f"{code} is no control account.", action="edit")
    last = found.latest
    if last is not None and last.state == ReconciliationState.OPEN:
        return last, found
    if last is not None and last.state != ReconciliationState.RETURNED and not found.has_moved:
        raise WrongState(f"{found.account} is signed, and its figures stand.", action="edit", state=last.state)
    row: Reconciliation = Reconciliation.objects.create(
        partner_id=period.partner_id, period=period, subjective=found.account,
        version=last.version + 1 if last else 1, begun_by=by, begun_at=at,
    )  # fmt: skip
    if last is not None:
        for one in control_accounts.explanations(last):
            ReconciliationItem.objects.create(
                partner_id=period.partner_id, reconciliation=row, kind=Kind.EXPLAINED, words=one.words,
                amount=one.amount, reference=one.reference, arose_on=one.arose_on,
            )  # fmt: skip
    return row, next(iter(control_accounts.positions(period, code=code)))
