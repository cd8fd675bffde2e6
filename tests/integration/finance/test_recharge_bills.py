"""Bills of shared services as invoices of both sides, each of which sees its own half (domain FIN-11)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import Error, IntegrityError, transaction

from finance import rules
from finance import rules_recharges as recharge_rules
from finance.engine.recharge_bills import Instalment
from finance.models import (
    CostShare,
    Customer,
    ElectronicInvoice,
    InvoiceEnvelope,
    InvoiceEvent,
    JournalLine,
    RechargeBill,
    SalesInvoice,
    SalesLine,
    SupplierInvoice,
)
from finance.operations import customers, einvoices, invoices, recharge_bills, recharges, sales
from finance.operations.codings import Segments
from finance.operations.customers import Given
from finance.operations.recharge_bills import BillsWanted
from finance.queries import debts
from finance.queries import recharge_bills as found
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger, payables
from tests.factories import receivables as debtors
from tests.factories import recharges as make
from tests.factories.recharges import NOW
from tests.factories.vat import registered
from tests.people import grant, partner, user

pytestmark = pytest.mark.django_db
D = Decimal
LATER = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
Q1, Q2, Q3, Q4, TRUE_UP = Instalment
REFUSES = pytest.raises(Error)
NAMES = {"northshire": "Northshire County Council", "southborough": "Southborough London Borough Council"}


@pytest.fixture
def two(cast, people):
    """Both ledgers: Northshire provides payroll for £3,000, two thirds of it to Southborough and none to Westfire."""
    sue = user("Sue")
    grant(sue, cast.southborough, Role.AP_CLERK)
    west = partner("westfire", "Westfire Authority")
    books = {}
    for place, by in ((cast.northshire, people.pru), (cast.southborough, sue)):
        with partner_scope(place.pk, actor_id=by.pk, reason="test"):
            books[place.code] = ledger.ledger(place, by)
            books[place.code].entity.legal_name = NAMES[place.code]
            books[place.code].entity.save()
    with partner_scope(cast.southborough.pk, actor_id=sue.pk, reason="test"):
        account = payables.account(
            books["southborough"], by=sue, name=NAMES["northshire"], vat_number="GB123456782", subjective="55000"
        )
        # an earlier one says what its invoices are charged to
        payables.invoice(account, payables.line(subjective="55000", cost_centre="F10001"), by=sue)
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        registered(books["northshire"], by=people.pru)
        debtor = debtors.customer(
            books["northshire"], name=NAMES["southborough"], kind="PUBLIC_BODY", address="Town Hall\nSouthborough"
        )
        figures = {"northshire": D(50), "southborough": D(100)}
        pool = make.pool(cast.northshire, by=people.pru, members=list(figures))
        told(pool, people, figures)
    return SimpleNamespace(
        here=cast.northshire, there=cast.southborough, west=west, sue=sue, books=books, account=account, debtor=debtor,
        pool=pool, people=people,
    )  # fmt: skip


def told(pool, people, figures, *, year=2025, basis="PROVISIONAL"):
    taken = make.figures(pool.partner, by=people.pru, figures=figures, year=year)
    made = make.shared(pool, taken, by=people.pru, basis=basis)
    recharges.issue(calculation=made.uuid, by=people.fay, at=NOW)
    return made


@pytest.fixture
def here(two):
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        yield two


def now(two, instalment, at=NOW):
    return found.billing(two.pool, instalment, on=at.date())


def wanted(two, instalment, *, at=NOW, **more):
    given = {
        "instalment": instalment, "vat_code": "S20", "vat_reference": "Adviser’s letter of 3 March 2026, no. 12",
        "segments": Segments("88500", "F10001"), "seen": now(two, instalment, at).seen,
    }  # fmt: skip
    return BillsWanted(**(given | more))


def drafted(two, instalment=Q3, *, at=NOW, **more):
    by = two.people.pru
    return recharge_bills.draft(pool=two.pool.uuid, wanted=wanted(two, instalment, at=at, **more), by=by, at=at)


def issued(two, instalment=Q3, *, at=NOW):
    drafted(two, instalment, at=at)
    seen = now(two, instalment, at).seen
    return recharge_bills.issue(pool=two.pool.uuid, instalment=instalment, seen=seen, by=two.people.fay, at=at)


def refused(rule, call, **given):
    with pytest.raises(RuleBroken) as why, transaction.atomic():
        call(**given)
    assert why.value.rule == rule.code


def posted(invoice):
    rows = JournalLine.objects.filter(journal=invoice.journal)
    found_ = rows.values_list("coding__subjective__code", "debit", "credit")
    return sorted((code, str(debit - credit)) for code, debit, credit in found_)


def test_fin_11_a_bill_is_an_invoice_of_both_sides_and_each_sees_its_own_half(two):
    """£2,000 a year, three quarters by November: £1,500 and VAT of £300 owed here, the same owing there."""
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        (invoice,) = issued(two)
        lines = SalesLine.objects.filter(invoice=invoice).order_by("number").values_list("description", "net")
        assert [(words, str(net)) for words, net in lines] == [
            ("October to December, provisional", "500.00"), ("Earlier quarters, not billed before", "1000.00"),
        ]  # fmt: skip
        assert (invoice.customer, str(invoice.net), str(invoice.vat), str(invoice.gross)) == (
            two.debtor, "1500.00", "300.00", "1800.00",
        )  # fmt: skip
        assert posted(invoice) == [
            ("88500", "-1000.00"),
            ("88500", "-500.00"),
            ("92000", "1800.00"),
            ("92500", "-300.00"),
        ]
        envelope = InvoiceEnvelope.objects.get()
        assert (envelope.to_partner, envelope.state, envelope.received_at) == (two.there, "SENT", NOW)

    with partner_scope(two.there.pk, actor_id=two.sue.pk, reason="test"):
        for model in (SalesInvoice, RechargeBill, Customer):  # the other half is not to be seen
            assert not model._base_manager.exists()
        row = einvoices.take_over(partner_id=two.there.pk, envelope=envelope.uuid, by=two.sue, at=LATER)
        assert (row.state, row.from_partner, row.findings) == ("REGISTERED", two.here, [])
        entered = row.invoice
        assert (entered.kind, entered.account, entered.reference) == ("INTER_PARTNER", two.account, str(invoice))
        assert (str(entered.net), str(entered.vat), str(entered.gross)) == ("1500.00", "300.00", "1800.00")
        assert entered.received_at == NOW  # it came when it was issued
        assert {one.subjective for one in invoices.lines_of(entered)} == {"55000"}
        assert entered.state == "MATCHED"
    with partner_scope(two.west.pk, reason="test"):
        for model in (SalesInvoice, RechargeBill, InvoiceEnvelope, SupplierInvoice, ElectronicInvoice):
            assert not model._base_manager.exists()
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        assert found.envelope_of(invoice).state == "TAKEN"
        assert not SupplierInvoice._base_manager.exists()


def test_a_quarter_is_billed_once_and_the_own_share_never(here, settle):
    (bill,) = drafted(here, Q2)
    assert (bill.to_partner, str(bill.pounds), str(bill.before)) == (here.there, "1000.00", "0.00")
    (row,) = now(here, Q2).prospects  # the provider’s own share is in its ledger already
    assert (row.why_not, now(here, Q2).to_draft) == ("Drafted", [])
    refused(recharge_rules.BillsThere, drafted, two=here, instalment=Q2)
    with pytest.raises(IntegrityError, match="billed to a partner once"), transaction.atomic():
        again(here, bill, instalment="Q2", before=D("1000.00"), up_to_now=D("1500.00"), pounds=D("500.00"))
    (third,) = drafted(here, Q3)
    assert (str(third.before), str(third.pounds)) == ("1000.00", "500.00")
    settle()


def test_an_earlier_quarter_is_not_billed_after_a_later_one(here):
    (bill,) = drafted(here, Q3)
    (row,) = now(here, Q2).prospects
    assert (row.why_not, now(here, Q2).to_draft) == ("Billed with a later quarter", [])
    with pytest.raises(IntegrityError) as why, transaction.atomic():
        again(here, bill, instalment="Q2", before=D("1500.00"), up_to_now=D("1600.00"), pounds=D("100.00"))
    assert why.value.__cause__.diag.constraint_name == "finance_rechargebill_order"


def again(two, bill, *, pounds, **more):
    """Write another bill past the operations."""
    paper = debtors.bill(debtors.item(str(pounds), code="88500"))
    invoice = sales.draft(customer=two.debtor.uuid, bill=paper, by=two.people.pru, at=NOW)
    given = {
        "partner": two.here, "pool": two.pool, "share": bill.share, "to_partner": two.there, "instalment": "Q3",
        "pounds": pounds, "vat_reference": "x", "invoice": invoice, "drafted_by": two.people.pru, "drafted_at": NOW,
    }  # fmt: skip
    return RechargeBill.objects.create(**(given | more))


def test_the_database_refuses_bills_that_do_not_come_to_the_share(here):
    (bill,) = drafted(here, Q1)
    told_more = {"before": D("500.00"), "up_to_now": D("2500.00"), "pounds": D("2000.00")}
    for name, more in (
        ("comes_to", told_more),  # more than the share
        ("comes_to", {"before": D("0.00"), "up_to_now": D("500.00"), "pounds": D("500.00")}),  # forgets what was billed
        ("share", {"before": D("500.00"), "up_to_now": D("600.00"), "pounds": D("100.00"), "instalment": "TRUE_UP"}),
        ("invoice", {"before": D("500.00"), "up_to_now": D("600.00"), "pounds": D("100.00"), "invoice": bill.invoice}),
        ("share", {"before": D("500.00"), "up_to_now": D("600.00"), "pounds": D("100.00"), "to_partner": here.west}),
    ):
        with pytest.raises(IntegrityError) as why, transaction.atomic():
            again(here, bill, **more)
        assert why.value.__cause__.diag.constraint_name == f"finance_rechargebill_{name}"
    with REFUSES, transaction.atomic():
        RechargeBill.objects.filter(pk=bill.pk).update(pounds=D("1.00"))
    with REFUSES, transaction.atomic():
        RechargeBill.objects.filter(pk=bill.pk).delete()


def test_the_invoice_of_a_bill_is_issued_as_it_was_worked_out_by_another_person(here):
    (bill,) = drafted(here)
    paper = debtors.bill(debtors.item("1.00", code="88500"))
    refused(recharge_rules.BillStays, sales.revise, invoice=bill.invoice.uuid, bill=paper, by=here.people.pru, at=NOW)
    given = {"pool": here.pool.uuid, "instalment": Q3, "seen": now(here, Q3).seen, "at": NOW}
    refused(rules.NotOneself, recharge_bills.issue, by=here.people.pru, **given)
    with transaction.atomic():
        point = transaction.savepoint()
        SalesInvoice.objects.filter(pk=bill.invoice.pk).update(net=D("1.00"), vat=D("0.20"), gross=D("1.20"))
        with pytest.raises(IntegrityError) as why, transaction.atomic():
            SalesInvoice.objects.filter(pk=bill.invoice.pk).update(
                state="APPROVED", approved_by=here.people.fay, approved_human=here.people.fay.human_id, approved_at=NOW
            )
        assert why.value.__cause__.diag.constraint_name == "finance_sales_as_billed"
        transaction.savepoint_rollback(point)
    assert len(recharge_bills.issue(by=here.people.fay, **given)) == 1


def test_drafts_are_discarded_and_drafted_again_and_nothing_is_done_to_what_was_not_seen(here):
    before = now(here, Q3).seen
    drafted(here)
    given = {"pool": here.pool.uuid, "instalment": Q3, "by": here.people.pru, "at": NOW}
    refused(recharge_rules.BillsSeen, recharge_bills.discard, seen=before, **given)
    assert recharge_bills.discard(seen=now(here, Q3).seen, **given) == 1
    refused(recharge_rules.BillsThere, recharge_bills.discard, seen=now(here, Q3).seen, **given)
    (bill,) = drafted(here)
    assert str(bill.before) == "0.00"
    assert not InvoiceEnvelope.objects.exists()


def test_what_stands_in_the_way_is_said(here, people):
    given = {"pool": here.pool.uuid, "by": people.pru, "at": NOW}
    for instalment, words in ((Q4, "begins on 1 January 2027"), (TRUE_UP, "those are provisional")):
        with pytest.raises(RuleBroken, match=words), transaction.atomic():
            recharge_bills.draft(wanted=wanted(here, instalment), **given)
    refused(recharge_rules.BillVatDecided, recharge_bills.draft, wanted=wanted(here, Q3, vat_reference=" "), **given)
    chosen = {"southborough": here.pool.uuid}
    refused(recharge_rules.BillCustomer, recharge_bills.draft, wanted=wanted(here, Q3, customers=chosen), **given)

    Customer.objects.filter(pk=here.debtor.pk).update(stands_for=None)
    (row,) = now(here, Q3).prospects
    assert row.why_not.startswith("It is no customer yet")
    customers.correct(
        customer=here.debtor.uuid, by=people.pru, at=NOW,
        given=Given(name=NAMES["southborough"], kind="PUBLIC_BODY", address="Town Hall\nSouthborough"),
    )  # fmt: skip
    assert now(here, Q3).prospects[0].why_not == ""

    more = make.shared(
        here.pool,
        make.figures(here.here, by=people.pru, figures={"northshire": D(1), "southborough": D(1)}),
        by=people.pru,
    )
    assert now(here, Q3).why_not == "the partners have not been told their last shares"
    recharges.issue(calculation=more.uuid, by=people.fay, at=NOW)
    assert now(here, Q3).prospects[0].why_not == ""


def test_a_disputed_share_is_not_billed_until_it_is_answered(two):
    with partner_scope(two.there.pk, actor_id=two.sue.pk, reason="test"):
        share = CostShare.told.get()
        recharges.dispute(partner_id=two.there.pk, share=share.uuid, words="Counted twice, we say", by=two.sue, at=NOW)
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        assert now(two, Q3).prospects[0].why_not == "It disputes its share: answer first"
        refused(recharge_rules.BillsThere, drafted, two=two)
        recharges.answer(share=share.uuid, words="Counted once only", by=two.people.fay, at=NOW)
        assert len(drafted(two)) == 1


@pytest.fixture
def last_year(here, people):
    """Payroll of 2025-26 for £3,000: Southborough was to bear £2,000, and was billed for October on the way."""
    figures = {"northshire": D(50), "southborough": D(100)}
    here.pool = make.pool(here.here, by=people.pru, members=list(figures), year=2025)
    told(here.pool, people, figures, year=2024)
    return here


def trued_up(two, actual):
    """Tell the final shares of what the service cost in the end."""
    by = two.people.pru
    recharges.record_actual(pool=two.pool.uuid, actual=D(actual), by=by, at=NOW)
    told(two.pool, two.people, {"northshire": D(50), "southborough": D(100)}, year=2025, basis="FINAL")


def test_fin_11_the_true_up_gives_back_on_the_newest_invoices_first(last_year):
    """£2,000 billed by quarters of £500, the year comes to £1,200: £800 is given back, with its VAT."""
    for one in (Q1, Q2, Q3, Q4):
        issued(last_year, one)
    trued_up(last_year, "1800.00")
    assert now(last_year, Q4).why_not == "the final shares are told, so only the true-up is billed"
    notes = issued(last_year, TRUE_UP)
    assert [(one.kind, str(one.credits), str(one.net), str(one.gross)) for one in notes] == [
        ("CREDIT_NOTE", "SI000004", "500.00", "600.00"), ("CREDIT_NOTE", "SI000003", "300.00", "360.00"),
    ]  # fmt: skip
    assert list(InvoiceEnvelope.objects.order_by("id").values_list("name", flat=True)[4:]) == [
        "CN000001.xml", "CN000002.xml",
    ]  # fmt: skip
    (row,) = now(last_year, TRUE_UP).prospects
    assert (row.why_not, str(row.due.up_to_now), str(row.due.before)) == ("Billed", "1200.00", "1200.00")


def test_fin_11_the_true_up_bills_what_is_missing_and_follows_a_cost_that_was_put_right(last_year):
    issued(last_year, Q4)
    trued_up(last_year, "3300.00")
    (invoice,) = issued(last_year, TRUE_UP)
    assert str(invoice.net) == "200.00"
    trued_up(last_year, "3300.03")
    (invoice,) = issued(last_year, TRUE_UP)
    assert str(invoice.net) == "0.02"
    recharges.lock(pool=last_year.pool.uuid, by=last_year.people.fay, at=NOW)


def test_money_is_not_given_back_while_a_bill_is_a_draft(last_year):
    drafted(last_year, Q4)
    trued_up(last_year, "1800.00")
    (row,) = now(last_year, TRUE_UP).prospects
    assert row.why_not.startswith("It gets money back, and a bill of it is a draft still")


def test_a_bill_that_was_credited_by_hand_may_be_billed_again(here):
    (invoice,) = issued(here)
    paper = debtors.bill(debtors.item("1500.00", code="88500"))
    note = sales.draft_credit(invoice=invoice.uuid, bill=paper, by=here.people.pru, at=NOW)
    sales.approve(invoice=note.uuid, by=here.people.fay, at=NOW)
    (bill,) = drafted(here, vat_code="O")
    assert (str(bill.before), str(bill.pounds)) == ("0.00", "1500.00")


def entered(two, envelope):
    """Take an envelope over at Southborough."""
    with partner_scope(two.there.pk, actor_id=two.sue.pk, reason="test"):
        return einvoices.take_over(partner_id=two.there.pk, envelope=envelope.uuid, by=two.sue, at=LATER).invoice


def test_a_dispute_reaches_whoever_issued_it_and_holds_reminders(two):
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        (invoice,) = issued(two)
        envelope = InvoiceEnvelope.objects.get()
    paid = entered(two, envelope)
    with partner_scope(two.there.pk, actor_id=two.sue.pk, reason="test"):
        given = {"invoice": paid.uuid, "by": two.sue, "at": LATER}
        invoices.dispute(reason="Set-up was paid last year", notice_at=None, **given)
        assert InvoiceEvent.objects.get(invoice=paid, action="dispute").notice_at == LATER
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        row = found.envelope_of(invoice)
        assert (row.state, row.words, row.answered_at) == ("DISPUTED", "Set-up was paid last year", LATER)
        after = debts.next_of([SalesInvoice.objects.select_related("customer").get(pk=invoice.pk)], on=date(2027, 3, 1))
        assert after[invoice.pk].why_not == "The partner disputes it"
        with REFUSES, transaction.atomic():  # the provider does not settle it for them
            InvoiceEnvelope.objects.update(state="TAKEN")
    with partner_scope(two.there.pk, actor_id=two.sue.pk, reason="test"):
        invoices.settle(reason="It was for another service", **given)
        with REFUSES, transaction.atomic():
            InvoiceEnvelope.sent_here.update(state="DISPUTED", words="x", answered_at=LATER, name="other.xml")
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        assert found.envelope_of(invoice).state == "TAKEN"
    with partner_scope(two.west.pk, reason="test"):
        assert InvoiceEnvelope._base_manager.update(state="DISPUTED", words="x", answered_at=LATER) == 0


def test_one_that_was_put_away_there_is_returned_with_the_reason(two):
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        (invoice,) = issued(two)
        envelope = InvoiceEnvelope.objects.get()
    paid = entered(two, envelope)
    with partner_scope(two.there.pk, actor_id=two.sue.pk, reason="test"):
        invoices.cancel(invoice=paid.uuid, reason="Not what was agreed", by=two.sue, at=LATER)
    with partner_scope(two.here.pk, actor_id=two.people.pru.pk, reason="test"):
        row = found.envelope_of(invoice)
        assert (row.state, row.words) == ("RETURNED", "Not what was agreed")


def test_an_envelope_holds_only_what_was_issued_to_the_partner_that_it_names(here):
    (invoice,) = issued(here)
    given = {"partner": here.here, "name": "x.xml", "file_hash": "1" * 64, "received_at": NOW, "sent_at": NOW}
    other = debtors.customer(here.books["northshire"])
    private = debtors.issued(here.books["northshire"], other, approver=here.people.fay)
    for to, what in ((here.west, invoice), (here.there, private), (here.there, invoice)):
        with pytest.raises(IntegrityError), transaction.atomic():
            InvoiceEnvelope.objects.create(to_partner=to, sales_invoice=what, **given)


def test_a_public_body_that_is_a_partner_is_known_by_its_name_or_vat_number(here):
    given = {"address": "1 High Street\nNorthton"}
    books = here.books["northshire"]
    assert here.debtor.stands_for == here.there
    for name, kind in (
        (NAMES["southborough"], "BUSINESS"),
        (NAMES["northshire"], "PUBLIC_BODY"),
        ("Someplace", "PUBLIC_BODY"),
    ):
        assert debtors.customer(books, name=name, kind=kind, **given).stands_for is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=here.debtor.pk).update(kind="PERSON")


def test_billing_asks_the_same_queries_for_one_partner_and_for_many(here, people, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        assert len(now(here, Q3).prospects) == 1
