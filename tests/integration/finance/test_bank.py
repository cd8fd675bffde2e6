"""Statements, matches and reconciliations of a bank account, through their operations and past them (FIN-09)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from finance import rules_bank as rules
from finance.models import BankLine, BankMatch, BankMatchLine, BankReconciliation, BankStatement, Journal, JournalLine
from finance.operations import (
    bank_accounts,
    bank_matching,
    bank_reconciliations,
    bank_rules,
    bank_statements,
)
from finance.operations.bank_rules import RuleWanted
from finance.queries import bank
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import bank as make
from tests.factories import ledger
from tests.factories.ledger import cr, dr

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
DATA = Path(__file__).parents[2] / "data" / "bank"


@pytest.fixture
def account(books, people):
    return make.account(books, by=people.pru, account_number="66374958")


def refusal(rule, work):
    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        work()
    assert refused.value.rule == rule.code
    return str(refused.value)


def cash(books, pounds, *, reference="", on=date(2026, 11, 2), **more):
    """Post to the cash account and return its line: above nought what came in."""
    amount = abs(Decimal(pounds))
    lines = (dr("93000", amount, reference=reference), cr("94050", amount))
    if Decimal(pounds) < 0:
        lines = (dr("94050", amount), cr("93000", amount, reference=reference))
    row = ledger.posted(books, *lines, on=on, **more)
    return JournalLine.objects.get(journal=row, coding__subjective__code="93000")


def states(account):
    return sorted(BankMatch.objects.filter(account=account).values_list("rule", "state"))


# --- loading ---------------------------------------------------------------------------------------------------------
def test_a_file_lands_once_and_statements_follow_without_a_gap(account, people, settle):
    file = DATA / "november.camt.xml"
    with file.open("rb") as source:
        first = make.load(account, source, by=people.fay)
    with file.open("rb") as source:
        again = make.load(account, source, by=people.fay)
    settle()
    assert (first.n_statements, first.n_lines, first.n_known) == (1, 2, 0)
    assert (again.n_statements, again.n_lines, again.n_known) == (0, 0, 1)
    lines = BankLine.objects.order_by("number").values_list("number", "amount", "reference", "narrative")
    assert list(lines) == [
        (0, Decimal("1000.00"), "", "Balance brought forward"),
        (1, Decimal("300.00"), "SI000001", "Hire of the hall"),
        (2, Decimal("-7.00"), "", "Account charges October"),
    ]
    changed = file.read_bytes().replace(b"Hire of the hall", b"Hire of the room")
    refusal(rules.StatementSaysTheSame, lambda: make.load(account, make.BytesIO(changed), by=people.fay))
    one = ("5.00", "X1234", "Later")
    gap = refusal(
        rules.StatementFollows, lambda: make.load(account, make.camt(one, number=3, opening="1293.00"), by=people.fay)
    )
    assert "statement 2 between them is missing" in gap
    gap = refusal(
        rules.StatementFollows, lambda: make.load(account, make.camt(one, number=2, opening="1290.00"), by=people.fay)
    )
    assert "it opens with £1,290.00, that one closed with £1,293.00" in gap
    assert make.load(account, make.camt(one, number=2, opening="1293.00", version="08"), by=people.fay).n_lines == 1

    layout = bank_statements.keep_layout(
        partner_id=account.partner_id, name="Northern", by=people.fay, at=AT,
        columns={"date": "Date", "narrative": "Description", "debit": "Paid out", "credit": "Paid in",
                 "balance": "Balance"},
    )  # fmt: skip
    text = (DATA / "november.csv").read_bytes()

    def load_csv(text, number="3"):
        return bank_statements.load(
            account=account.uuid, file=make.BytesIO(text), layout=layout.uuid, number=number, by=people.fay, at=AT
        )

    assert "opens with £1,293.00" in refusal(rules.StatementFollows, lambda: load_csv(text))
    right = text.replace(b"1368.00", b"1373.00").replace(b"1349.50", b"1354.50")
    assert load_csv(right).n_lines == 2
    broken = right.replace(b"1354.50", b"1354.51")
    assert "Row 3, balance" in refusal(rules.StatementReadable, lambda: load_csv(broken, "4"))
    assert bank.latest_statement(account).closing == Decimal("1354.50")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('Ccy="GBP">300.00', 'Ccy="EUR">300.00', "Line 19, Ntry/Amt: It is in EUR"),
        (">300.00<", ">301.00<", "Statement 1: The opening balance £1,000.00 and the lines come to £1,294.00"),
        (">300.00<", ">3oo<", "Line 18, Ntry/Amt: “3oo” is not an amount"),
        ("<Sts>BOOK</Sts>", "", "Line 18, Ntry/Sts: It does not say whether it is booked"),
        ("<Document ", '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document ', "Line 2, DOCTYPE"),
        ("053.001.02", "053.001.99", "Line 2, Document: This is no CAMT.053"),
        ("</Stmt>", "", "The file is broken off or is no XML"),
        ("<Cd>CLBD</Cd>", "<Cd>ITBD</Cd>", "says no closing (CLBD) balance"),
    ],
)
def test_what_cannot_be_read_loads_nothing_and_says_where(account, people, old, new, place):
    text = (DATA / "november.camt.xml").read_text().replace(old, new, 1 if old != "<Sts>BOOK</Sts>" else -1)

    words = refusal(rules.StatementReadable, lambda: make.load(account, make.BytesIO(text.encode()), by=people.fay))
    assert place in words
    assert not BankStatement.objects.exists()


def test_a_statement_of_another_account_is_refused(account, books, people):
    make.account(books, by=people.pru, name="Imprest", subjective="93100", account_number="12345677")
    for number, words in (("12345677", "Imprest (•••• 5677)"), ("11111111", "which is not here")):
        file = make.camt(("1.00", "A1234", ""), of=f"089999{number}")
        assert words in refusal(rules.StatementOfAccount, lambda file=file: make.load(account, file, by=people.fay))


# --- matching --------------------------------------------------------------------------------------------------------
def test_the_cascade_takes_each_line_by_the_surest_rule_and_posts_agreed_charges(account, books, people):
    rule = bank_rules.make(
        legal_entity=books.entity.uuid, by=people.pru, at=AT,
        wanted=RuleWanted(words="account charges", kind="CHARGES", subjective="40900", cost_centre="F10001",
                          most=Decimal("50.00"), is_automatic=True),
    )  # fmt: skip
    refusal(rules.RuleAgreedByAnother, lambda: bank_rules.agree(rule=rule.uuid, by=people.pru, at=AT))
    bank_rules.agree(rule=rule.uuid, by=people.abe, at=AT)
    known = cash(books, "300.00", reference="si-000001")
    cash(books, "-40.00", on=date(2026, 10, 30))
    for pounds in ("-60.00", "-90.00"):
        cash(books, pounds, reference="RUN 17")
    cash(books, "-12.00", reference="NOT THERE YET")
    file = make.camt(
        ("300.00", "SI000001", ""), ("-40.00", "", "Water"), ("-150.00", "RUN 17", "Bacs"),
        ("-7.00", "", "Account charges October"), ("-60.00", "", "account charges of the year"), ("9.00", "", "?"),
    )  # fmt: skip
    make.load(account, file, by=people.fay)

    tally = bank_matching.run(account=account.uuid, by=people.fay, at=AT)

    assert tally == (1, 2, 1, 2)
    assert states(account) == [
        ("AMOUNT", "PROPOSED"), ("BATCH", "PROPOSED"), ("NARRATIVE", "MATCHED"), ("REFERENCE", "MATCHED"),
    ]  # fmt: skip
    assert Journal.objects.get(source="bank").total == Decimal("7.00")
    assert BankMatchLine.objects.filter(journal_line=known, is_live=True).count() == 1
    assert bank_matching.run(account=account.uuid, by=people.fay, at=AT) == (0, 0, 0, 2)

    credit, charge = (one for one in reversed(bank.open_bank(account)))
    refusal(
        rules.RuleFitsLine,
        lambda: bank_matching.post_line(line=charge.id, rule=rule.uuid, by=people.fay, at=AT),
    )
    made = bank_matching.receive(line=credit.id, customer=None, by=people.fay, at=AT)
    assert (made.amount, made.customer_id) == (Decimal("9.00"), None)
    refusal(rules.MatchedOnce, lambda: bank_matching.receive(line=credit.id, customer=None, by=people.fay, at=AT))


def settlement(*, kept, number=1, opening="0.00"):
    """A statement whose only line is £49.25 of cards, of which the bank kept so much."""
    plain = make.camt(("49.25", "CARDS 1011", "Card settlement"), number=number, opening=opening).read()
    fee = f'<Chrgs><TtlChrgsAndTaxAmt Ccy="GBP">{kept}</TtlChrgsAndTaxAmt></Chrgs>'.encode()
    return BytesIO(plain.replace(b"<NtryDtls>", fee + b"<NtryDtls>"))


def test_a_card_settlement_is_matched_net_of_the_fee_which_is_posted_by_the_agreed_rule(account, books, people):
    """Domain FIN-09: £20.00 and £30.00 by card come as £49.25; the bank kept £0.75."""
    cash(books, "20.00", reference="CARDS 1011")
    cash(books, "30.00", reference="CARDS 1011")
    make.load(account, settlement(kept="0.75"), by=people.fay)

    assert bank_matching.run(account=account.uuid, by=people.fay, at=AT) == (0, 0, 0, 1), "no rule says where it goes"
    rule = bank_rules.make(
        legal_entity=books.entity.uuid, by=people.pru, at=AT,
        wanted=RuleWanted(words="card fees", kind="CHARGES", subjective="40900", cost_centre="F10001",
                          most=Decimal("0.75"), is_automatic=True),
    )  # fmt: skip
    assert bank_matching.run(account=account.uuid, by=people.fay, at=AT) == (0, 0, 0, 1), "one person made it"
    bank_rules.agree(rule=rule.uuid, by=people.abe, at=AT)
    assert bank_matching.run(account=account.uuid, by=people.fay, at=AT) == (0, 1, 0, 0)

    fee = Journal.objects.get(source="bank")
    assert (fee.total, fee.kind, fee.state) == (Decimal("0.75"), "BANK", "POSTED")
    held = BankMatchLine.objects.filter(match__account=account, is_live=True)
    assert sorted(held.exclude(journal_line=None).values_list("amount", flat=True)) == [
        Decimal("-0.75"), Decimal("20.00"), Decimal("30.00")
    ]  # fmt: skip
    assert list(held.exclude(line=None).values_list("amount", flat=True)) == [Decimal("49.25")]
    assert states(account) == [("BATCH", "PROPOSED")]
    assert bank.open_ledger(account) == []


def test_a_fee_above_the_limit_of_the_rule_waits_for_a_person(account, books, people):
    rule = bank_rules.make(
        legal_entity=books.entity.uuid, by=people.pru, at=AT,
        wanted=RuleWanted(words="card fees", kind="CHARGES", subjective="40900", is_automatic=True,
                          most=Decimal("0.74")),
    )  # fmt: skip
    bank_rules.agree(rule=rule.uuid, by=people.abe, at=AT)
    cash(books, "50.00", reference="CARDS 1011")
    make.load(account, settlement(kept="0.75"), by=people.fay)

    assert bank_matching.run(account=account.uuid, by=people.fay, at=AT) == (0, 0, 0, 1)
    assert not Journal.objects.filter(source="bank").exists()


def test_by_hand_to_the_penny_once_and_undone_with_a_reason(account, books, people):
    paid = [cash(books, pounds) for pounds in ("-30.00", "-20.00")]
    file = make.camt(("-49.99", "", "A"), ("-0.01", "", "B"), ("-50.00", "", "C"))
    make.load(account, file, by=people.fay)
    a, b, c = (one.id for one in bank.open_bank(account))
    both = [one.pk for one in paid]

    def match(lines, journal_lines=both):
        return bank_matching.match(
            account=account.uuid, lines=lines, journal_lines=journal_lines, by=people.fay, at=AT
        )  # fmt: skip

    assert "£0.01 differ" in refusal(rules.MatchToThePenny, lambda: match([a]))
    refusal(rules.MatchToThePenny, lambda: match([], []))
    row = match([a, b])
    refusal(rules.MatchedOnce, lambda: match([c]))
    refusal(rules.UndoneWithReason, lambda: bank_matching.undo(match=row.uuid, reason=" ", by=people.fay, at=AT))
    bank_matching.undo(match=row.uuid, reason="It was C", by=people.fay, at=AT)
    with pytest.raises(WrongState):
        bank_matching.undo(match=row.uuid, reason="Again", by=people.fay, at=AT)
    match([c])
    assert states(account) == [("MANUAL", "MATCHED"), ("MANUAL", "UNDONE")]
    assert BankMatchLine.objects.filter(match=row, is_live=False).count() == 4

    # Past the operations, the database refuses.
    live = BankMatch.objects.get(state="MATCHED")
    for work in (
        lambda: BankMatchLine.objects.create(partner_id=account.partner_id, match=live, line_id=a, amount="-49.99"),
        lambda: BankMatchLine.objects.create(partner_id=account.partner_id, match=live, line_id=c, amount="-50.00"),
        lambda: BankMatchLine.objects.filter(match=live).update(amount=1),
        lambda: BankMatchLine.objects.filter(match=live).update(is_live=False),
        lambda: BankMatch.objects.filter(pk=live.pk).update(rule="BATCH"),
        lambda: BankMatch.objects.filter(pk=live.pk).update(state="UNDONE"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            work()
    for work in (
        lambda: BankMatchLine.objects.filter(match=live).delete(),
        lambda: BankLine.objects.filter(pk=a).update(amount=1),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            work()


# --- reconciling -----------------------------------------------------------------------------------------------------
def test_fin_09_ledger_1198877_12_is_bank_1254310_22_and_two_reconcile_it(account, books, people):
    """Proof of domain FIN-09: 1,198,877.12 + 62,400.00 − 8,150.40 + 1,250.50 − 67.00 = 1,254,310.22."""
    end = date(2026, 10, 30)
    cash(books, "1253126.72", reference="BROUGHT", on=end)
    unpresented = cash(books, "-62400.00", reference="CHQ 4711", on=date(2026, 10, 1))
    cash(books, "8150.40", reference="PAYING IN 88", on=end)
    file = make.camt(
        ("1253126.72", "BROUGHT", ""), ("1250.50", "", "Credit of somebody"), ("-67.00", "", "Bank charges"),
        day="2026-10-30",
    )  # fmt: skip
    make.load(account, file, by=people.fay)
    bank_matching.run(account=account.uuid, by=people.fay, at=AT)
    october = books.periods[7]

    found = bank.proof(account, october)

    assert (found.ledger, found.unpresented, found.not_credited, found.credits, found.charges, found.bank) == (
        Decimal("1198877.12"), Decimal("62400.00"), Decimal("8150.40"), Decimal("1250.50"), Decimal("67.00"),
        Decimal("1254310.22"),
    )  # fmt: skip
    assert (found.derived, found.difference) == (Decimal("1254310.22"), Decimal("0.00"))

    def prepare(who):
        return bank_reconciliations.prepare(account=account.uuid, period=october.uuid, by=who, at=AT)

    refusal(rules.StatementsReachTheEnd, lambda: prepare(people.pru))
    opening = str(found.bank)
    make.load(account, make.camt(("1.00", "", "x"), number=2, opening=opening, day="2026-11-02"), by=people.fay)
    assert bank.proof(account, october).bank == found.bank
    # The cheque is 30 days old on the last of October; a day older it needs somebody.
    old = cash(books, "-5.00", reference="CHQ 4700", on=date(2026, 9, 30))
    refusal(rules.OldItemsOwned, lambda: prepare(people.pru))
    refusal(
        rules.NoteSays,
        lambda: bank_matching.note(line=None, journal_line=old.pk, owner=people.abe, words=" ", by=people.fay, at=AT),
    )
    bank_matching.note(
        line=None, journal_line=old.pk, owner=people.abe, words="Cheque lost, stopped", by=people.fay, at=AT
    )
    refusal(rules.SignedByOthers, lambda: prepare(people.fay))
    row = prepare(people.pru)
    assert {one["owner"] for one in row.items} == {"", people.abe.full_name}
    with pytest.raises(WrongState):
        prepare(people.abe)
    evidence = bank.bank_reconciled(books.entity, october)
    assert (evidence.is_reconciled, evidence.accounts[0].state) == (False, "PREPARED")

    def review(who):
        return bank_reconciliations.review(reconciliation=row.uuid, by=who, at=AT)

    refusal(rules.SignedByOthers, lambda: review(people.pru))
    refusal(rules.SignedByOthers, lambda: review(people.fay))
    cash(books, "-1.00", on=end)
    refusal(rules.SeenIsSigned, lambda: review(people.abe))
    refusal(
        rules.SignedByOthers,
        lambda: bank_reconciliations.send_back(reconciliation=row.uuid, reason="x", by=people.pru, at=AT),
    )
    bank_reconciliations.send_back(reconciliation=row.uuid, reason="A payment came late", by=people.abe, at=AT)
    row = prepare(people.pru)
    review(people.abe)
    assert bank.bank_reconciled(books.entity, october).is_reconciled
    match = BankMatch.objects.get(state="RECONCILED")
    with pytest.raises(WrongState):
        bank_matching.undo(match=match.uuid, reason="No", by=people.fay, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankReconciliation.objects.filter(pk=row.pk).update(ledger=1)
    (today,) = bank.daily(partner_id=account.partner_id)
    assert today.unexplained == 0
    assert unpresented.pk in {one.id for one in bank.open_ledger(account)}


def test_a_proposal_keeps_a_period_from_being_signed_until_somebody_looks(account, books, people):
    cash(books, "-40.00", on=date(2026, 10, 31))
    make.load(account, make.camt(("-40.00", "", "Water"), day="2026-10-31"), by=people.fay)
    bank_matching.run(account=account.uuid, by=people.fay, at=AT)

    def prepare():
        return bank_reconciliations.prepare(account=account.uuid, period=books.periods[7].uuid, by=people.pru, at=AT)

    refusal(rules.NothingProposed, prepare)
    match = BankMatch.objects.get()
    bank_matching.confirm(match=match.uuid, by=people.fay, at=AT)
    with pytest.raises(WrongState):
        bank_matching.confirm(match=match.uuid, by=people.fay, at=AT)
    assert prepare().bank == Decimal("-40.00")


def test_an_account_is_closed_once_nothing_is_on_it(account, people):
    def close(on=date(2026, 11, 30)):
        return bank_accounts.close(account=account.uuid, closed_on=on, by=people.fay, at=AT)

    make.load(account, make.camt(("5.00", "", "x")), by=people.fay)
    assert "£5.00 are on it" in refusal(rules.AccountIsOpen, close)
    make.load(account, make.camt(("-5.00", "", "y"), number=2, opening="5.00"), by=people.fay)
    refusal(rules.AccountIsOpen, lambda: close(date(2026, 11, 1)))
    assert close().closed_on == date(2026, 11, 30)
    refusal(rules.AccountIsOpen, close)
    late = make.camt(("5.00", "", "x"), number=3, day="2026-12-01")
    refusal(rules.AccountIsOpen, lambda: make.load(account, late, by=people.fay))


@pytest.mark.parametrize(
    "more",
    [{"words": "x"}, {"subjective": "93000"}, {"subjective": "99999"}, {"most": Decimal(0)},
     {"kind": "OTHER", "is_automatic": True}, {"most": Decimal("500.01"), "is_automatic": True}],
)  # fmt: skip
def test_what_no_rule_says(books, people, more):
    given = {"words": "interest", "kind": "INTEREST", "subjective": "84000", "most": Decimal("500.00")} | more
    refusal(
        rules.NarrativeRuleSays,
        lambda: bank_rules.make(legal_entity=books.entity.uuid, wanted=RuleWanted(**given), by=people.pru, at=AT),
    )
