"""Matching statements with the ledger: by rule, by hand, and what a line makes in the ledger (domain FIN-09)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from finance import rules_bank as rules
from finance.engine import bank_matching as engine
from finance.engine.bank_matching import Found
from finance.models import (
    BankAccount,
    BankItemNote,
    BankLine,
    BankMatch,
    BankMatchLine,
    BankRule,
    Customer,
    Journal,
    JournalLine,
    Receipt,
)
from finance.operations import journals, receipts
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.operations.receipts import Payment
from finance.queries import bank
from finance.states import MATCH, MatchState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.bulk import copy_rows
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import money
from sharedservices.common.money import ZERO

MATCH_COLUMNS = (
    "id", "uuid", "partner_id", "account_id", "rule", "state", "made_by_id", "made_human", "made_at",
    "confirmed_by_id", "confirmed_human", "confirmed_at", "undone_reason",
)  # fmt: skip
LINE_COLUMNS = ("partner_id", "match_id", "line_id", "journal_line_id", "amount", "is_live")
NOUN, SHORTEST_WORDS, LONGEST_WORDS = "match", 4, 200
Kind = BankMatch.Rule


class Tally(NamedTuple):
    """How many lines each step of the cascade took, and how many are still open."""

    n_matched: int
    n_proposed: int
    n_posted: int
    n_open: int


@transaction_required
def run(*, account: UUID, by: User, at: datetime) -> Tally:
    """Match what can be matched: the same reference for good, what is likely as a proposal, agreed charges posted.

    Run again, it takes what is still open.
    """
    row = _lock(account)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Matching {row.name}"[:200]):
        here, there = bank.open_bank(row), bank.open_ledger(row)
        found = engine.cascade([one.item() for one in here], [one.item() for one in there])
        amounts = {"bank": {one.id: one.amount for one in here}, "ledger": {one.id: one.amount for one in there}}
        sure = [one for one in found if not one.charges]
        _write(row, sure, amounts["bank"], amounts["ledger"], by=by, at=at)
        taken = {one for match in found for one in match.bank}
        settled = _settle(row, [one for one in found if one.charges], here, amounts, by=by, at=at)
        rows = [one for one in here if one.id not in taken]
        n_posted = _post_automatic(row, rows, by=by, at=at)
    n_matched = sum(len(one.bank) for one in sure if one.rule == engine.REFERENCE)
    n_proposed = sum(len(one.bank) for one in sure) - n_matched + settled
    return Tally(n_matched, n_proposed, n_posted, len(here) - n_matched - n_proposed - n_posted)


@transaction_required
def match(
    *, account: UUID, lines: Sequence[int], journal_lines: Sequence[int], by: User, at: datetime
) -> BankMatch:  # fmt: skip
    """Match lines of statements with lines of the ledger by hand, any number of each.

    :raises RuleBroken: for a line that is matched or another account's, or sums that differ
    """
    row = _lock(account)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="matched by hand"):
        here = {one.id: one.amount for one in bank.open_bank(row)}
        there = {one.id: one.amount for one in bank.open_ledger(row)}
        wanted_bank, wanted_ledger = set(lines), set(journal_lines)
        n = len(wanted_bank - here.keys()) + len(wanted_ledger - there.keys())
        rules.MatchedOnce.require(n == 0, n=n)
        sums = (
            sum((here[one] for one in wanted_bank), ZERO),
            sum((there[one] for one in wanted_ledger), ZERO),
        )
        rules.MatchToThePenny.require(
            bool(wanted_bank and wanted_ledger) and sums[0] == sums[1], bank=money(sums[0]), ledger=money(sums[1]),
            difference=money(abs(sums[0] - sums[1])),
        )  # fmt: skip
        one = Found(Kind.MANUAL, tuple(sorted(wanted_bank)), tuple(sorted(wanted_ledger)))
        (made,) = _write(row, [one], here, there, by=by, at=at)
        match: BankMatch = BankMatch.objects.of(row.partner_id).get(pk=made)
        return match


@transaction_required
def confirm(*, match: UUID, by: User, at: datetime) -> BankMatch:
    """Say that a proposed match is right.

    :raises WrongState: unless it is proposed
    """
    row = _lock_match(match)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="confirmed"):
        row.state = MatchState(next_state(MATCH, "confirm", row.state, noun=NOUN))
        row.confirmed_by, row.confirmed_human, row.confirmed_at = by, by.human_id, at
        row.save(update_fields=["state", "confirmed_by", "confirmed_human", "confirmed_at"])
    return row


@transaction_required
def undo(*, match: UUID, reason: str, by: User, at: datetime) -> BankMatch:
    """Take a match apart: its lines are open again, and it stays readable with the reason.

    :raises WrongState: when it is reconciled or was undone
    :raises RuleBroken: without a reason
    """
    row = _lock_match(match)
    words = " ".join(reason.split())[:LONGEST_WORDS]
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words or "undone"):
        state = MatchState(next_state(MATCH, "undo", row.state, noun=NOUN))
        rules.UndoneWithReason.require(bool(words))
        row.state, row.undone_by, row.undone_at, row.undone_reason = state, by, at, words
        row.save(update_fields=["state", "undone_by", "undone_at", "undone_reason"])
    return row


@transaction_required
def post_line(*, line: int, rule: UUID, by: User, at: datetime) -> BankMatch:
    """Post a line by a rule that another person agreed to, and match it with what was posted.

    :raises RuleBroken: for a line that is matched, a rule that is not for it, or a period that is not open
    """
    one, row = _line(line)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="posted by rule"):
        open_line = _open(row, one)
        asked: BankRule = BankRule.objects.of(row.partner_id).get(uuid=rule)
        why = ""
        if asked.legal_entity_id != row.legal_entity_id:
            why = "it is another legal entity’s"
        elif asked.agreed_at is None or asked.ended_at is not None:
            why = "nobody else has agreed to it, or it has ended"
        elif engine.by_narrative(open_line.item(), bank.as_engine([asked])) is None:
            why = "its words are not in the narrative, or the amount is above its limit"
        rules.RuleFitsLine.require(not why, why=why)
        made = _post_by_rule(row, open_line, asked, by=by, at=at)
        match: BankMatch = BankMatch.objects.of(row.partner_id).get(pk=made)
        return match


@transaction_required
def receive(*, line: int, customer: UUID | None, by: User, at: datetime) -> Receipt:
    """Record money that came in as a receipt, of a customer or in suspense, and match the line with it.

    :raises RuleBroken: for a line that is matched, money that went out, or a period that is not open
    :raises Customer.DoesNotExist: unless the customer is one of the legal entity
    """
    one, row = _line(line)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="receipt from the statement"):
        open_line = _open(row, one)
        rules.RuleFitsLine.require(open_line.amount > 0, why="money went out, a receipt is money that came in")
        if customer is not None:
            Customer.objects.get(uuid=customer, legal_entity=row.legal_entity)
        payment = Payment(
            amount=one.amount, received_on=one.booked_on, method=Receipt.Method.BACS,
            reference=_words(open_line), key=f"bank:{one.pk}",
            bank=row.subjective.code,
        )  # fmt: skip
        made = receipts.record(legal_entity=row.legal_entity.uuid, customer=customer, payment=payment, by=by, at=at)
        _match_journal(row, open_line, made.journal, Kind.MANUAL, by=by, at=at)
    return made


@transaction_required
def note(
    *, line: int | None, journal_line: int | None, owner: User, words: str, by: User, at: datetime
) -> BankItemNote:  # fmt: skip
    """Say who looks after a line that is open, and what is known of it.

    :raises RuleBroken: without words
    """
    of = BankLine.objects.get(pk=line) if line else JournalLine.objects.get(pk=journal_line)
    with partner_scope(of.partner_id, actor_id=by.pk, reason="looked after"):
        said = " ".join(words.split())[:LONGEST_WORDS]
        rules.NoteSays.require(bool(said))
        row: BankItemNote = BankItemNote.objects.create(
            partner_id=of.partner_id, line_id=line, journal_line_id=journal_line, owner=owner, note=said, set_by=by,
            set_at=at,
        )  # fmt: skip
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(account: UUID) -> BankAccount:
    """Lock an account: two who match at it follow each other."""
    found: BankAccount = (
        BankAccount.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "subjective")
        .get(uuid=account)
    )
    return found


def _words(one: bank.OpenBank) -> str:
    """Return what a receipt says of a line: its reference or narrative, or where it stands."""
    said = (words for words in (one.reference, one.narrative) if len(words) >= SHORTEST_WORDS)
    return next(said, f"Statement {one.statement}, line {one.number}")


def _lock_match(match: UUID) -> BankMatch:
    found: BankMatch = BankMatch.objects.select_for_update(of=("self",)).get(uuid=match)
    return found


def _line(line: int) -> tuple[BankLine, BankAccount]:
    one: BankLine = BankLine.objects.select_related("account").get(pk=line)
    return one, _lock(one.account.uuid)


def _open(row: BankAccount, one: BankLine) -> bank.OpenBank:
    found = next((open_ for open_ in bank.open_bank(row) if open_.id == one.pk), None)
    if found is None:
        raise rules.MatchedOnce.broken(n=1)
    return found


def _write(
    row: BankAccount, found: Iterable[Found], here: dict[int, Decimal], there: dict[int, Decimal], *, by: User,
    at: datetime,
) -> list[int]:  # fmt: skip
    """Keep matches with their lines, in two statements however many there are; return their keys."""
    matches = list(found)
    if not matches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('finance_bankmatch', 'id')), gen_random_uuid()"
            " FROM generate_series(1, %s)",
            [len(matches)],
        )
        keys = cursor.fetchall()
    rows = []
    for (pk, uuid), one in zip(keys, matches, strict=True):
        is_sure = one.rule not in {engine.AMOUNT, engine.BATCH}
        state = MatchState.MATCHED if is_sure else MatchState.PROPOSED
        agreed = (by.pk, by.human_id, at) if is_sure else (None, None, None)
        rows.append((pk, uuid, row.partner_id, row.pk, str(one.rule), state.value, by.pk, by.human_id, at, *agreed, ""))
    copy_rows(BankMatch, MATCH_COLUMNS, rows)
    copy_rows(
        BankMatchLine,
        LINE_COLUMNS,
        (
            line
            for (pk, _uuid), one in zip(keys, matches, strict=True)
            for line in (
                *((row.partner_id, pk, key, None, here[key], True) for key in one.bank),
                *((row.partner_id, pk, None, key, there[key], True) for key in one.ledger),
            )
        ),
    )
    return [pk for pk, _uuid in keys]


def _settle(
    row: BankAccount, found: Sequence[Found], here: Sequence[bank.OpenBank], amounts: dict[str, dict[int, Decimal]], *,
    by: User, at: datetime,
) -> int:  # fmt: skip
    """Post what the bank kept of card settlements, by the rule for charges, and propose each with all of its receipts.

    Without an agreed rule for charges, or above its limit, the settlement stays open for a person.
    """
    charging = [one for one in bank.rules_of(row.legal_entity_id, partner_id=row.partner_id) if one.kind == "CHARGES"]
    by_id, n = {one.id: one for one in here}, 0
    for one in found:
        line = by_id[one.bank[0]]
        rule = next((rule for rule in charging if rule.is_automatic and one.charges <= rule.most), None)
        if rule is None:
            continue
        journal = _post(row, line, rule, -one.charges, f"bank-charges:{line.id}", by=by, at=at)
        kept = _cash_line(row, journal)
        there = amounts["ledger"] | {kept.pk: -one.charges}
        _write(row, [Found(one.rule, one.bank, (*one.ledger, kept.pk))], amounts["bank"], there, by=by, at=at)
        n += 1
    return n


def _post_automatic(row: BankAccount, lines: Iterable[bank.OpenBank], *, by: User, at: datetime) -> int:
    found = [one for one in bank.rules_of(row.legal_entity_id, partner_id=row.partner_id) if one.is_automatic]
    if not found:
        return 0
    known, by_id, n = bank.as_engine(found), {one.pk: one for one in found}, 0
    for line in lines:
        rule = engine.by_narrative(line.item(), known)
        if rule is not None and line.number > 0:
            _post_by_rule(row, line, by_id[rule.id], by=by, at=at)
            n += 1
    return n


def _post_by_rule(row: BankAccount, line: bank.OpenBank, rule: BankRule, *, by: User, at: datetime) -> int:
    journal = _post(row, line, rule, line.amount, f"bank:{line.id}", by=by, at=at)
    return _match_journal(row, line, journal, Kind.NARRATIVE, by=by, at=at)


def _post(
    row: BankAccount, line: bank.OpenBank, rule: BankRule, amount: Decimal, key: str, *, by: User, at: datetime
) -> Journal:  # fmt: skip
    other = Segments(rule.subjective, rule.cost_centre)
    came, went = max(amount, ZERO), max(-amount, ZERO)
    words = f"{rule.get_kind_display()}: {line.narrative or line.reference}"[:LONGEST_WORDS]
    wanted = Wanted(
        legal_entity=row.legal_entity.uuid, kind=Journal.Kind.BANK, accounting_date=line.on, description=words,
        lines=[
            Line(segments=Segments(row.subjective.code), debit=came, credit=went, reference=line.reference),
            Line(segments=other, debit=went, credit=came, reference=line.reference),
        ],
    )  # fmt: skip
    origin = Origin(source="bank", reference=f"{line.statement}/{line.number}"[:64], key=key, module="BANK")
    return journals.post_from(wanted=wanted, origin=origin, by=by, at=at)


def _match_journal(
    row: BankAccount, line: bank.OpenBank, journal: Journal, rule: str, *, by: User, at: datetime
) -> int:  # fmt: skip
    posted = _cash_line(row, journal)
    found = Found(rule, (line.id,), (posted.pk,))
    (made,) = _write(
        row, [found], {line.id: line.amount}, {posted.pk: posted.debit - posted.credit}, by=by, at=at
    )  # fmt: skip
    return made


def _cash_line(row: BankAccount, journal: Journal) -> JournalLine:
    found: JournalLine = JournalLine.objects.of(row.partner_id).get(
        journal=journal, coding__subjective_id=row.subjective_id
    )
    return found
