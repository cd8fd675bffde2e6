"""Suppliers and their invoices (domain FIN-06, PRO-01, PRO-02), and what PostgreSQL refuses whoever asks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from finance import orders
from finance import rules_payables as rules
from finance.engine.matching import OrderLine
from finance.models import InvoiceEvent, InvoiceHold, Journal, JournalLine, SupplierBank, SupplierInvoice
from finance.operations import invoice_posting, invoices, suppliers
from finance.queries.trial_balance import trial_balance
from finance.sealed import open_supplier
from partners.operations import changes
from partners.operations.changes import NotYours
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import closing
from tests.factories import ledger as books_of
from tests.factories import payables as make
from tests.factories.hr import legal_entity
from tests.people import grant, user

SQL_REFUSES = pytest.raises(IntegrityError)
NOW = make.NOW
D = Decimal


@pytest.fixture
def team(people, cast):
    """Mo maintains suppliers, Val verifies, Cal enters invoices, Ben approves small ones, Fay and Dee large ones."""
    roles = {
        "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER,
    }  # fmt: skip
    found = {name: user(f"{name.capitalize()}ap") for name in roles}
    for name, role in roles.items():
        grant(found[name], cast.northshire, role)
    return SimpleNamespace(**found, fay=people.fay, dee=people.dee, cat=people.cat)


@pytest.fixture
def paper(books, team):
    return make.account(books, by=team.mo, vat_number=make.VAT_NUMBER)


@pytest.fixture
def entered(paper, team):
    def enter(*lines, of=None, **more):
        return make.invoice(of or paper, *lines, by=team.cal, **more)

    return enter


def holds(row):
    return [(one.kind, one.owner) for one in invoices.open_holds(row)]


def said(row):
    return " ".join(one.words for one in invoices.open_holds(row))


def sums(books, number=8):
    rows = trial_balance(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=number)
    return {row.code: row.to_date for row in rows if row.to_date}


def refused(rule):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == rule.code)


# --- suppliers ------------------------------------------------------------------------------------------------------
def test_pro_01_a_supplier_is_here_once_and_its_numbers_can_be(books, team):
    first = make.account(books, by=team.mo, company_number="1234567", vat_number="123 4567 82")
    assert (first.supplier.company_number, first.supplier.vat_number, str(first)) == (
        "01234567",
        "GB123456782",
        "S000001",
    )

    for more, rule in (
        ({"company_number": "01234567"}, rules.SupplierOnce),
        ({"vat_number": "GB123456782"}, rules.SupplierOnce),
        ({"company_number": "X1"}, rules.CompanyNumberLooksRight),
        ({"vat_number": "GB123456783"}, rules.VatNumberLooksRight),
        ({"name": "X"}, rules.SupplierNamed),
        ({"terms_days": 31}, rules.TermsAreLawful),
    ):
        with refused(rule), transaction.atomic():
            make.account(books, by=team.mo, **more)


def test_pro_01_one_account_for_each_legal_entity(books, paper, team):
    other = legal_entity(books.partner, "FR", legal_name="Northshire Fire Authority")
    terms = suppliers.TermsWanted(address="3 Mill Lane")
    made = suppliers.open_account(
        supplier=paper.supplier.uuid, legal_entity=other.uuid, terms=terms, by=team.mo, at=NOW
    )
    assert made.supplier_id == paper.supplier_id
    with refused(rules.SupplierOnce):
        suppliers.open_account(supplier=paper.supplier.uuid, legal_entity=other.uuid, terms=terms, by=team.mo, at=NOW)


def test_whoever_stopped_payments_does_not_let_them_go_on(paper, team):
    with refused(rules.ReasonGiven):
        suppliers.move(account=paper.uuid, action="hold", reason="?", by=team.val, at=NOW)
    suppliers.move(account=paper.uuid, action="hold", reason="A letter asks for another account", by=team.val, at=NOW)
    with refused(rules.NotOneself):
        suppliers.move(account=paper.uuid, action="release", reason="All is well again", by=team.val, at=NOW)
    row = suppliers.move(account=paper.uuid, action="release", reason="All is well again", by=team.fay, at=NOW)
    assert row.state == "ACTIVE"
    with pytest.raises(WrongState):
        suppliers.move(account=paper.uuid, action="release", reason="All is well again", by=team.fay, at=NOW)


# --- where a supplier is paid ---------------------------------------------------------------------------------------
def test_pro_02_a_bank_account_needs_a_second_person_and_rests_after_a_change(paper, team, settle):
    change = suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(), by=team.mo, at=NOW)
    row = SupplierBank.objects.get()
    assert (row.state, row.last_four, row.pay_from) == ("PROPOSED", "4958", None)
    assert "66374958" not in str(change.payload) + str(change.after) + str(change.before)
    grant(team.mo, paper.partner, Role.FINANCE_MANAGER)
    with pytest.raises(NotYours):
        changes.approve(change=change.uuid, content_hash=change.content_hash, by=team.mo, at=NOW)

    changes.approve(change=change.uuid, content_hash=change.content_hash, by=team.val, at=NOW)
    row.refresh_from_db()
    settle()
    assert (row.state, row.pay_from) == ("ACTIVE", date(2026, 11, 2))  # the first: nothing was diverted
    assert open_supplier(row.details, row=row.uuid).account_number == "66374958"

    later = NOW + timedelta(days=1)
    second = make.banked(paper, by=team.mo, verifier=team.val, at=later, account_number="88837491", sort_code="107999")
    settle()
    row.refresh_from_db()
    assert (row.state, second.state) == ("ENDED", "ACTIVE")
    assert second.pay_from == date(2026, 11, 10)  # five working days after Tuesday 3 November


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"holder": "X"}, rules.HolderGiven),
        ({"evidence": "They said"}, rules.CallIsTold),
        ({"called_at": NOW + timedelta(minutes=1)}, rules.CallWasMade),
        ({"called_at": NOW - timedelta(days=30, minutes=1)}, rules.CallWasMade),
    ],
)
def test_pro_02_a_call_was_made_and_is_told(paper, team, more, rule):
    with refused(rule):
        suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(**more), by=team.mo, at=NOW)


def test_pro_02_a_call_to_a_number_that_came_with_the_request_does_not_count(books, paper, team):
    terms = suppliers.TermsWanted(address="3 Mill Lane", phone="01632 960999")
    suppliers.amend(account=paper.uuid, terms=terms, by=team.mo, at=NOW - timedelta(days=29))
    with refused(rules.CallWentToHeldNumber):
        suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(called_at=NOW), by=team.mo, at=NOW)
    later = NOW + timedelta(days=1)
    assert suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(called_at=later), by=team.mo, at=later)


def test_pro_02_one_proposal_at_a_time_and_none_that_changes_nothing(paper, team):
    change = suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(), by=team.mo, at=NOW)
    with refused(rules.OneBankProposal):
        suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(), by=team.mo, at=NOW)
    changes.withdraw(change=change.uuid, by=team.mo, at=NOW)
    make.banked(paper, by=team.mo, verifier=team.val)
    with refused(rules.BankDiffers):
        suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(), by=team.mo, at=NOW)
    assert sorted(SupplierBank.objects.values_list("state", flat=True)) == ["ACTIVE", "REFUSED"]


def test_pro_02_another_supplier_with_the_same_account_is_told_to_the_approver(books, paper, team):
    make.banked(paper, by=team.mo, verifier=team.val)
    other = make.account(books, by=team.mo, name="Quarry Road Ltd")
    change = suppliers.propose_bank(account=other.uuid, wanted=make.bank_wanted(), by=team.mo, at=NOW)
    assert dict(change.before)["Other suppliers"] == f"{paper.supplier} too: ask why"


def test_postgresql_refuses_a_bank_account_that_nobody_approved_or_that_changes(paper, team, settle):
    suppliers.propose_bank(account=paper.uuid, wanted=make.bank_wanted(), by=team.mo, at=NOW)
    row = SupplierBank.objects.get()
    with SQL_REFUSES, transaction.atomic():
        suppliers.accept_bank(bank=row.uuid, by=team.val, at=NOW)
        settle()
    for change in ({"holder": "Mallory"}, {"last_four": "1111"}, {"state": "ENDED"}):
        with SQL_REFUSES, transaction.atomic():
            SupplierBank.objects.filter(pk=row.pk).update(**change)


# --- an invoice on its way ------------------------------------------------------------------------------------------
def test_fin_06_an_invoice_is_entered_approved_and_posted_with_each_figure_explained(books, entered, team, settle):
    row = entered(make.line("100.00"), make.line("40.00", "5", subjective="20100"), make.line("10.00", "0"))
    assert (row.state, str(row), row.gross) == ("MATCHED", "I0000001", D("172.00"))
    shown = invoice_posting.figures(row, invoices.lines_of(row))
    assert [(one.segments.subjective, one.amount) for one in shown] == [
        ("40100", D("100.00")), ("20100", D("40.00")), ("40100", D("10.00")), ("92500", D("22.00")),
        ("94000", D("-172.00")),
    ]  # fmt: skip
    assert shown[0].workings == "1 × £100 = £100.00"
    assert shown[3].workings == "20% of £100.00 + 5% of £40.00 = £22.00"

    row = make.approved(row, team.ben, by=team.cal)
    settle()
    assert (row.state, row.journal.number, row.journal.kind) == ("APPROVED", 1, "AP")
    assert sums(books) == {"40100": D("110.00"), "20100": D("40.00"), "92500": D("22.00"), "94000": D("-172.00")}
    assert invoice_posting.figures(row, invoices.lines_of(row)) == shown
    assert list(InvoiceEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "register", "validate", "begin_match", "match", "approve",
    ]  # fmt: skip


def test_fin_06_two_clocks_stand_on_the_day_of_receipt(entered):
    row = entered(received_at=datetime(2026, 10, 28, 23, 30, tzinfo=UTC))  # 28 October in London
    assert row.due_on == date(2026, 11, 26)  # thirty days beginning with the 28th
    later = entered(due_on=date(2026, 12, 10))
    assert later.due_on == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("net", "approvers", "n"),
    [("8333.32", ["ben"], 1), ("8333.34", ["fay"], 1), ("208333.32", ["fay"], 1), ("208333.34", ["fay", "dee"], 2)],
)
def test_fin_06_who_approves_follows_the_total(entered, team, net, approvers, n):
    row = entered(make.line(net))
    change = make.proposed(row, by=team.cal)
    if approvers[0] != "ben":
        with pytest.raises(NotYours):
            changes.approve(change=change.uuid, content_hash=change.content_hash, by=team.ben, at=NOW)
    for who in approvers:
        change = changes.approve(change=change.uuid, content_hash=change.content_hash, by=getattr(team, who), at=NOW)
    assert change.state == "APPLIED"


def test_sec_04_whoever_entered_an_invoice_does_not_approve_it(entered, team, books):
    grant(team.cal, books.partner, Role.BUDGET_HOLDER)
    row = entered()
    change = make.proposed(row, by=team.cal)
    with pytest.raises(NotYours):
        changes.approve(change=change.uuid, content_hash=change.content_hash, by=team.cal, at=NOW)


def test_sec_04_an_invoice_that_changed_since_is_not_posted(entered, paper, team):
    row = entered()
    change = make.proposed(row, by=team.cal)
    again = make.wanted(paper, make.line("90.00"))
    row = invoices.correct(invoice=row.uuid, wanted=again, by=team.cal, at=NOW)
    assert (row.state, row.gross) == ("MATCHED", D("108.00"))
    change = changes.approve(change=change.uuid, content_hash=change.content_hash, by=team.ben, at=NOW)
    assert change.state == "CONFLICT"
    with refused(rules.SeenIsApproved):
        invoice_posting.approve(invoice=row.uuid, content_hash="0" * 64, by=team.ben, at=NOW)


def test_fin_06_a_credit_note_is_posted_the_other_way_round_and_covers_no_more(books, entered, team, paper):
    row = make.approved(entered(), team.ben, by=team.cal)
    with refused(rules.CreditIsCovered):
        entered(make.line("100.01"), kind="CREDIT_NOTE", credits=row.uuid)
    credit = entered(make.line("60.00"), kind="CREDIT_NOTE", credits=row.uuid, reference=row.reference)
    assert credit.state == "MATCHED"  # like what it credits, and linked with it
    credit = make.approved(credit, team.ben, by=team.cal)
    assert sums(books) == {"40100": D("40.00"), "92500": D("8.00"), "94000": D("-48.00")}
    with refused(rules.CreditIsCovered):
        entered(make.line("40.01"), kind="CREDIT_NOTE", credits=row.uuid)
    for more in ({"kind": "CREDIT_NOTE"}, {"credits": row.uuid}):
        with refused(rules.CreditsWhat):
            entered(**more)


def test_fin_10_vat_that_is_lost_is_part_of_the_cost_and_pennies_find_a_line(books, entered, team):
    lost = make.line("100.00", vat_code="N")
    row = entered(lost, make.line("50.00"), vat=D("30.03"), gross=D("180.03"))
    make.approved(row, team.ben, by=team.cal)
    assert sums(books) == {"40100": D("170.03"), "92500": D("10.00"), "94000": D("-180.03")}


def test_fin_10_half_of_the_vat_of_a_leased_car_is_recovered_and_the_odd_penny_is_kept(books, entered, team):
    row = make.approved(entered(make.line("100.25", vat_code="P")), team.ben, by=team.cal)  # VAT of £20.05
    assert sums(books) == {"40100": D("110.27"), "92500": D("10.03"), "94000": D("-120.30")}
    (cost, tax, _owed) = invoice_posting.figures(row, invoices.lines_of(row))
    assert cost.workings == "1 × £100.25 = £100.25, and VAT of £10.02 that cannot be recovered"
    assert tax.workings == "50% of 20% of £100.25 = £10.03"


def test_fin_03_what_is_dated_in_a_shut_period_is_posted_in_the_next_and_says_so(books, entered, team):
    closing.close(books, 7, modules=["AP"], by=team.cat, at=NOW)
    row = make.approved(entered(), team.ben, by=team.cal)
    assert row.journal.accounting_date == date(2026, 11, 1)
    lines = JournalLine.objects.filter(journal=row.journal).select_related("origin_period")
    assert {one.origin_period.number for one in lines} == {7}


# --- what keeps an invoice from being valid --------------------------------------------------------------------------
FAULTY = [
    ({"supplier_vat": ""}, "SUPPLIER", "has no VAT number"),
    ({"supplier_vat": "GB123456783"}, "SUPPLIER", "check digits do not fit"),
    ({"supplier_vat": "GB123456727"}, "PAYABLES", "the supplier’s is GB123456782"),
    ({"addressed_to": "Southborough Council"}, "SUPPLIER", "return it to the supplier"),
    ({"gross": D("120.00"), "net": D("99.99"), "vat": D("20.01")}, "SUPPLIER", "net is £99.99"),
    ({"kind": "PROFORMA"}, "SUPPLIER", "A pro forma is no invoice"),
    ({"lines": [make.line(subjective="94000", cost_centre="")]}, "PAYABLES", "is a control account"),
    ({"lines": [make.line(cost_centre="")]}, "PAYABLES", "needs a cost centre"),
    ({"lines": [make.line(vat_code="Z")]}, "PAYABLES", "VAT code Z is 0%"),
    ({"lines": [make.line(price=D("99.97"))]}, "SUPPLIER", "Line 1: net is £100.00 and should be £99.97."),
]


def test_fin_06_what_does_not_validate_waits_and_says_why(entered, team):
    for more, owner, words in FAULTY:
        row = entered(*more.get("lines", ()), **{key: value for key, value in more.items() if key != "lines"})
        assert (row.state, owner in {one for _kind, one in holds(row)}) == ("RECEIVED", True), words
        assert words in said(row)
        with pytest.raises(WrongState):
            make.proposed(row, by=team.cal)


BAD = [
    ({"reference": " - "}, rules.InvoiceNumbered),
    ({"reference": "9" * 41}, rules.InvoiceNumbered),
    ({"invoice_date": date(2026, 10, 29)}, rules.InvoiceDated),
    ({"received_at": NOW + timedelta(seconds=1)}, rules.ReceivedBefore),
    ({"lines": []}, rules.LinesGiven),
    ({"lines": [make.line(description=" ")]}, rules.LinesGiven),
    ({"lines": [make.line(net="-1.00")]}, rules.AmountsInRange),
    ({"lines": [make.line(price=D("1.00001"))]}, rules.AmountsInRange),
    ({"gross": D("1.001")}, rules.AmountsInRange),
]


def test_bad_input_is_refused(entered):
    for more, rule in BAD:
        with refused(rule), transaction.atomic():
            entered(**more)
    assert SupplierInvoice.objects.count() == 0


def test_fin_06_an_invoice_of_another_legal_entity_is_rerouted_and_keeps_its_clock(books, entered, paper, team):
    other = legal_entity(books.partner, "FR", legal_name="Northshire Fire Authority")
    books_of.ledger(books.partner, books.by, code="FR")
    terms = suppliers.TermsWanted(address="3 Mill Lane")
    there = suppliers.open_account(
        supplier=paper.supplier.uuid, legal_entity=other.uuid, terms=terms, by=team.mo, at=NOW
    )
    row = entered(addressed_to=f"The {other.legal_name.upper()}")
    assert f"It is addressed to {other.legal_name}: reroute it there." in said(row)
    stranger = make.account(books, by=team.mo, entity=other)
    for target in (paper.uuid, stranger.uuid):
        with refused(rules.StaysInPartner):
            invoices.reroute(invoice=row.uuid, account=target, reason="Theirs, it says", by=team.cal, at=NOW)
    before = row.received_at
    row = invoices.reroute(invoice=row.uuid, account=there.uuid, reason="Theirs, it says", by=team.cal, at=NOW)
    assert (row.legal_entity, row.received_at, row.state) == (other, before, "MATCHED")


def test_postgresql_keeps_when_an_invoice_came_and_what_it_said(entered, team, settle):
    row = entered()
    for change in (
        {"received_at": NOW}, {"registered_human": team.ben.human_id},
        {"gross": D("1.00"), "net": D("1.00"), "vat": D(0)},
        {"state": "CANCELLED", "number": 9}, {"state": "VALIDATED"}, {"content_hash": "1" * 64}, {"reference": "ELSE"},
    ):  # fmt: skip
        with SQL_REFUSES, transaction.atomic():
            SupplierInvoice.objects.filter(pk=row.pk).update(**change)
    with SQL_REFUSES, transaction.atomic():  # posted without anybody's approval
        invoice_posting.approve(invoice=row.uuid, content_hash=row.content_hash, by=team.ben, at=NOW)
        settle()
    with SQL_REFUSES, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM finance_supplierinvoiceline")


# --- duplicates -----------------------------------------------------------------------------------------------------
def test_e18_fin_06_a_duplicate_waits_for_a_second_person(entered, team, paper):
    """E18: `INV-00123` £1,200.00 and `I23` £1,200.00 of one supplier score 85."""
    line = make.line("1000.00")  # and VAT of £200.00
    first = entered(line, reference="INV-00123")
    row = entered(line, reference="I23", invoice_date=date(2026, 10, 20))
    assert first.gross == row.gross == D("1200.00")
    assert (row.state, holds(row)) == ("DUP_SUSPECT", [("DUPLICATE", "PAYABLES")])
    assert InvoiceHold.objects.get(invoice=row, ended_at=None).points == 85
    assert "INV-00123" in said(row)
    with refused(rules.SecondClears):
        invoices.clear(invoice=row.uuid, reason="Two deliveries, two invoices", by=team.cal, at=NOW)
    with SQL_REFUSES, transaction.atomic():
        SupplierInvoice.objects.filter(pk=row.pk).update(state="MATCHING")
    row = invoices.clear(invoice=row.uuid, reason="Two deliveries, two invoices", by=team.fay, at=NOW)
    assert (row.state, row.cleared_by, holds(row)) == ("MATCHED", team.fay, [])
    cancelled = entered(reference="777")
    invoices.cancel(invoice=cancelled.uuid, reason="Entered twice", by=team.cal, at=NOW)
    assert entered(reference="777", invoice_date=date(2026, 10, 1)).state == "MATCHED"


def test_fin_06_the_same_account_and_total_for_another_supplier_is_suspect(books, entered, paper, team):
    twin = make.account(books, by=team.mo, name="Fenwick Papers Ltd")
    make.banked(paper, by=team.mo, verifier=team.val)
    make.banked(twin, by=team.mo, verifier=team.val)
    entered(reference="A1")
    row = entered(of=twin, reference="B7")
    assert row.state == "DUP_SUSPECT"
    assert "the same total into the same bank account, for another supplier" in said(row)


def test_sec_02_a_duplicate_at_another_partner_is_told_without_telling_where(cast, team):
    entered = []
    for partner, reference in ((cast.southborough, "Z-9001"), (cast.northshire, "Z9001")):
        with partner_scope(partner.pk, actor_id=team.cal.pk, reason="test"):
            theirs = books_of.ledger(partner, team.mo)
            there = make.account(theirs, by=team.mo, name="Fenwick Paper", vat_number=make.VAT_NUMBER)
            entered.append(make.invoice(there, by=team.cal, reference=reference))
    with partner_scope(cast.northshire.pk, actor_id=team.cal.pk, reason="test"):
        assert [one.state for one in entered] == ["MATCHED", "DUP_SUSPECT"]
        assert said(entered[1]) == "Possible duplicate in the partnership"
        assert InvoiceHold.objects.get(ended_at=None).like is None
        with pytest.raises(SupplierInvoice.DoesNotExist):
            invoices.cancel(invoice=entered[0].uuid, reason="Not ours at all", by=team.cal, at=NOW)


# --- orders, exceptions, disputes -----------------------------------------------------------------------------------
@pytest.fixture
def ordered(monkeypatch):
    """Orders by their number, as procurement will give them."""
    found = {}
    monkeypatch.setattr(orders, "_find", [lambda _partner, _account, number: found.get(number)])
    return found


def test_fin_06_begin_match_asks_for_an_order_or_why_there_is_none(entered):
    row = entered(no_order="")
    assert (row.state, holds(row)) == ("EXCEPTION", [("MATCH", "BUYER")])
    assert entered(no_order="UTILITIES").state == "MATCHED"
    assert "There is no order P9" in said(entered(no_order="", order_reference="P9"))


def test_fin_06_a_match_fails_on_quantity_and_holds_when_the_receipt_comes(entered, ordered, team):
    # Order 100 at £12.50; 98 received; invoice 100 at £12.75: 2 × £12.75 is held.
    line = OrderLine(quantity=D(100), price=D("12.50"), accepted=D(98))
    ordered["P1"] = orders.Order(lines={"1": line}, tax=D("255.00"))
    given = make.line("1275.00", quantity=D(100), price=D("12.75"), order_line="1")
    row = entered(given, kind="PO", no_order="", order_reference="p1")
    assert (row.state, holds(row)) == ("EXCEPTION", [("MATCH", "RECEIVER")])
    assert InvoiceHold.objects.get(ended_at=None).amount == D("25.50")

    ordered["P1"] = orders.Order(lines={"1": OrderLine(quantity=D(100), price=D("12.50"), accepted=D(100))}, tax=D(255))
    row = invoices.check_again(invoice=row.uuid, by=team.cal, at=NOW)
    assert (row.state, holds(row)) == ("MATCHED", [])
    with pytest.raises(WrongState):
        invoices.check_again(invoice=row.uuid, by=team.cal, at=NOW)


def test_a_workers_status_comes_before_any_pay(books, team):
    company = make.account(books, by=team.mo, needs_psc_check=True)
    row = make.invoice(company, by=team.cal)
    assert holds(row) == [("STATUS", "BUYER")]
    terms = suppliers.TermsWanted(address="1 Yard", needs_psc_check=True, psc_decided_on=date(2026, 11, 1))
    suppliers.amend(account=company.uuid, terms=terms, by=team.mo, at=NOW)
    assert invoices.check_again(invoice=row.uuid, by=team.cal, at=NOW).state == "MATCHED"


def test_fin_06_a_dispute_keeps_the_clock_and_logs_the_notice(entered, team):
    row = entered()
    change = make.proposed(row, by=team.cal)
    row = invoices.dispute(invoice=row.uuid, reason="Half was broken", notice_at=NOW, by=team.cal, at=NOW)
    assert InvoiceEvent.objects.get(action="dispute").notice_at == NOW
    assert (
        changes.approve(change=change.uuid, content_hash=change.content_hash, by=team.ben, at=NOW).state == "CONFLICT"
    )
    before = row.received_at
    row = invoices.settle(invoice=row.uuid, reason="The supplier sent the rest", by=team.cal, at=NOW)
    assert (row.state, row.received_at) == ("MATCHED", before)


def test_a_manual_hold_stops_approval_until_it_is_ended(entered, team):
    row = entered()
    held = invoices.hold(invoice=row.uuid, reason="Waiting for the manager", by=team.cal, at=NOW)
    with refused(rules.HoldsEnded):
        make.proposed(row, by=team.cal)
    invoices.end_hold(hold=held.uuid, reason="She is back", by=team.cal, at=NOW)
    assert make.approved(row, team.ben, by=team.cal).state == "APPROVED"
    with pytest.raises(WrongState):
        invoices.cancel(invoice=row.uuid, reason="Too late for that", by=team.cal, at=NOW)
    suspect = entered(no_order="")
    with refused(rules.HoldsEnded):
        found = invoices.open_holds(suspect)[0]
        invoices.end_hold(hold=found.uuid, reason="Never mind that", by=team.cal, at=NOW)


def test_a_returned_invoice_comes_back_under_its_first_day(entered, paper, team):
    row = entered(supplier_vat="")
    before = row.received_at
    invoices.send_back(invoice=row.uuid, reason="No VAT number", notice_at=NOW, by=team.cal, at=NOW)
    again = make.wanted(paper, received_at=NOW)
    row = invoices.correct(invoice=row.uuid, wanted=again, by=team.cal, at=NOW)
    assert (row.state, row.received_at) == ("MATCHED", before)


def test_a_closed_account_takes_no_invoice(entered, paper, team):
    suppliers.move(account=paper.uuid, action="close", reason="No longer used", by=team.mo, at=NOW)
    with refused(rules.SupplierOpen):
        entered()


def test_what_is_posted_twice_is_posted_once(books, entered, team):
    row = make.approved(entered(), team.ben, by=team.cal)
    with pytest.raises(WrongState):
        invoice_posting.approve(invoice=row.uuid, content_hash=row.content_hash, by=team.ben, at=NOW)
    assert Journal.objects.filter(source="invoice").count() == 1
