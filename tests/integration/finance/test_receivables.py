"""Customers, invoices, receipts, reminders, write-offs (domain FIN-08), and what the database refuses by itself."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from finance.models import (
    Allocation,
    CustomerHold,
    DunningStep,
    Journal,
    JournalLine,
    SalesInvoice,
    SalesLine,
    WriteOff,
)
from finance.operations import customers, dunning, receipts, sales, write_offs
from finance.queries import aged, control_accounts, debts
from partners.models import OutboundMessage
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.roles import Role
from sharedservices.common.errors import DomainError
from sharedservices.common.rules import RuleBroken
from tests.factories import receivables as make
from tests.factories.receivables import NOW, bill, item
from tests.people import grant, user

P = Decimal


@pytest.fixture
def team(cast, people):
    """Al raises invoices and Mo approves them and small write-offs; Dee is deputy, Sue is the section 151 officer."""
    found = {"al": Role.AR_CLERK, "mo": Role.AR_MANAGER, "sue": Role.SECTION_151}
    for name, role in found.items():
        person = user(name.capitalize())
        grant(person, cast.northshire, role)
        setattr(people, name, person)
    return people


@pytest.fixture
def ar(books, team):
    books.by = team.al
    return books


def posted(ar):
    rows = JournalLine.objects.filter(journal__state="POSTED", journal__kind=Journal.Kind.RECEIVABLES)
    return [
        (line.coding.subjective.code, line.debit - line.credit)
        for line in rows.select_related("coding__subjective").order_by("journal_id", "number")
    ]


def control(ar):
    found = debts.by_customer(partner_id=ar.partner.pk, legal_entity_id=ar.entity.pk, on=date(2026, 11, 2))
    return debts.reconciled(partner_id=ar.partner.pk, legal_entity_id=ar.entity.pk, found=found)


def test_an_invoice_is_raised_approved_issued_and_posted(ar, team):
    row = make.issued(
        ar, make.customer(ar), item("100.00"), item("50.00", vat_code="Z", quantity="2"), approver=team.mo
    )

    assert (str(row), row.state, row.net, row.vat, row.gross) == (
        "SI000001",
        "ISSUED",
        P("200.00"),
        P("20.00"),
        P("220.00"),
    )
    assert (row.issued_on, row.due_on) == (date(2026, 11, 2), date(2026, 11, 30))
    assert posted(ar) == [("92000", P("220")), ("83000", P("-100")), ("83000", P("-100")), ("92500", P("-20"))]
    assert control(ar).difference == 0


def test_whoever_raised_it_does_not_approve_it_under_any_login(ar, team):
    row = sales.draft(customer=make.customer(ar).uuid, bill=bill(), by=team.al, at=NOW)
    second = user("Al second login")
    second.human_id = team.al.human_id
    second.save()

    for who in (team.al, second):
        with pytest.raises(DomainError, match="Somebody else approves it"):
            sales.approve(invoice=row.uuid, by=who, at=NOW)
    with pytest.raises(DatabaseError, match="finance_sales_second_person"), transaction.atomic():
        SalesInvoice.objects.filter(pk=row.pk).update(
            state="APPROVED", approved_by=team.al, approved_human=team.al.human_id, approved_at=NOW
        )


def test_numbers_have_no_gaps_and_what_is_issued_stays(ar, team):
    debtor = make.customer(ar)
    first = make.issued(ar, debtor, approver=team.mo)
    dropped = sales.draft(customer=debtor.uuid, bill=bill(), by=team.al, at=NOW)
    sales.discard(invoice=dropped.uuid, by=team.al, at=NOW)
    second = make.issued(ar, debtor, approver=team.mo)

    assert [first.number, second.number] == [1, 2]
    for change, name in (
        ({"gross": P("1.20"), "net": P("1.00"), "vat": P("0.20")}, "finance_sales_approved_stays"),
        ({"number": 9}, "finance_sales_issued_stays"),
        ({"due_on": date(2027, 1, 1)}, "finance_sales_issued_stays"),
        ({"settled": P("5.00")}, "finance_sales_settled_sum"),
        ({"state": "PAID"}, "finance_sales_whole"),
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            SalesInvoice.objects.filter(pk=first.pk).update(**change)
        assert refused.value.__cause__.diag.constraint_name == name
    with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM finance_salesinvoice WHERE id = %s", [first.pk])
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        SalesLine.objects.filter(invoice=first).update(net=P("1.00"))


def test_a_credit_note_takes_back_no_more_than_was_charged(ar, team):
    row = make.issued(ar, make.customer(ar), item("1000.00"), approver=team.mo)
    note = sales.draft_credit(invoice=row.uuid, bill=bill(item("600.00")), by=team.al, at=NOW)
    with pytest.raises(DomainError, match=r"£720\.00 is credited already"):
        sales.draft_credit(invoice=row.uuid, bill=bill(item("400.01")), by=team.al, at=NOW)
    with pytest.raises(DomainError, match="Somebody else approves it"):
        sales.approve(invoice=note.uuid, by=team.al, at=NOW)  # £720 is above £500
    note = sales.approve(invoice=note.uuid, by=team.mo, at=NOW)
    row.refresh_from_db()
    assert (str(note), note.state, row.state, row.settled) == ("CN000001", "PAID", "PART_PAID", P("720.00"))

    rest = sales.draft_credit(invoice=row.uuid, bill=bill(item("400.00")), by=team.al, at=NOW)
    assert rest.gross == P("480.00")
    sales.approve(invoice=rest.uuid, by=team.al, at=NOW)  # £500 or less: whoever raised it may
    row.refresh_from_db()
    assert (row.state, row.settled) == ("CREDITED", P("1200.00"))
    assert control(ar).ledger == 0
    assert control(ar).difference == 0


def test_money_part_settles_then_pays_all_and_an_allocation_is_undone(ar, team):
    debtor = make.customer(ar)
    row = make.issued(ar, debtor, approver=team.mo)
    money = make.receipt(ar, debtor, "150.00")
    part = receipts.allocate(receipt=money.uuid, invoice=row.uuid, amount=P("20.00"), by=team.al, at=NOW)
    row.refresh_from_db()
    assert row.state == "PART_PAID"
    receipts.allocate(receipt=money.uuid, invoice=row.uuid, amount=P("100.00"), by=team.al, at=NOW)
    row.refresh_from_db()
    money.refresh_from_db()
    assert (row.state, row.settled, money.allocated) == ("PAID", P("120.00"), P("120.00"))
    for amount, words in (("0.01", "Nothing is owed"),):
        with pytest.raises(DomainError, match=words):
            receipts.allocate(receipt=money.uuid, invoice=row.uuid, amount=P(amount), by=team.al, at=NOW)

    receipts.undo(allocation=part.uuid, reason="The wrong invoice", by=team.al, at=NOW)
    row.refresh_from_db()
    money.refresh_from_db()
    assert (row.state, row.settled, money.allocated) == ("PART_PAID", P("100.00"), P("100.00"))
    with pytest.raises(DomainError, match="not undone here"):
        receipts.undo(allocation=part.uuid, reason="Again", by=team.al, at=NOW)
    with pytest.raises(DomainError, match=r"more than the £20.00 that is owed"):
        receipts.allocate(receipt=money.uuid, invoice=row.uuid, amount=P("20.01"), by=team.al, at=NOW)
    assert control(ar).unallocated == P("50.00")
    assert control(ar).difference == 0


def test_money_of_nobody_stands_in_suspense_until_somebody_finds_out(ar, team):
    debtor = make.customer(ar)
    row = make.issued(ar, debtor, approver=team.mo)
    money = make.receipt(ar, None, "120.00", reference="HALL OCT")
    assert make.receipt(ar, None, "120.00", reference="HALL OCT").pk == money.pk  # the same statement line, once
    with pytest.raises(DomainError, match="Nobody knows yet"):
        receipts.allocate(receipt=money.uuid, invoice=row.uuid, amount=P("120.00"), by=team.al, at=NOW)

    receipts.identify(receipt=money.uuid, customer=debtor.uuid, by=team.al, at=NOW)
    receipts.allocate(receipt=money.uuid, invoice=row.uuid, amount=P("120.00"), by=team.al, at=NOW)

    assert posted(ar)[-4:] == [("93000", P("120")), ("94900", P("-120")), ("94900", P("120")), ("92000", P("-120"))]
    with pytest.raises(DomainError, match="It is known from whom"):
        receipts.identify(receipt=money.uuid, customer=debtor.uuid, by=team.al, at=NOW)
    assert control(ar).difference == 0


def test_money_settles_invoices_of_its_own_customer_alone(ar, team):
    row = make.issued(ar, make.customer(ar), approver=team.mo)
    other = make.receipt(ar, make.customer(ar, name="Another"), "120.00")
    with pytest.raises(DomainError, match="another customer’s"):
        receipts.allocate(receipt=other.uuid, invoice=row.uuid, amount=P("1.00"), by=team.al, at=NOW)
    with pytest.raises(DatabaseError, match="customer whose it is"), transaction.atomic():
        Allocation.objects.create(
            partner=ar.partner, invoice=row, receipt=other, amount=P("1.00"), made_by=team.al, made_at=NOW
        )


def later(days):
    return NOW + timedelta(days=days)


def test_reminders_go_step_by_step_through_the_one_way_out(ar, team, settle):
    debtor = make.customer(ar, email="owner@brook-lane.invalid")
    row = make.issued(ar, debtor, approver=team.mo)  # due on 30 November
    with pytest.raises(DomainError, match="Not yet due"):
        dunning.take(invoice=row.uuid, step="REMINDER", by=team.mo, at=later(34))
    with pytest.raises(DomainError, match="FINAL is not the next step"):
        dunning.take(invoice=row.uuid, step="FINAL", by=team.mo, at=later(60))

    first = dunning.take(invoice=row.uuid, step="REMINDER", by=team.mo, at=later(35))
    assert dunning.take(invoice=row.uuid, step="REMINDER", by=team.mo, at=later(36)).pk == first.pk
    assert OutboundMessage.objects.get(kind="finance.reminder").address == "owner@brook-lane.invalid"
    assert mail.outbox == []  # it leaves with the worker, which asks for holds

    hold = customers.hold(
        customer=debtor.uuid, kind="BREATHING", reason="Adviser’s notice", starts_on=date(2026, 12, 8), ends_on=None,
        by=team.al, at=later(36),
    )  # fmt: skip
    assert hold.ends_on == date(2027, 2, 5)  # sixty days, the first included
    with pytest.raises(DomainError, match="Breathing space until 5 February 2027"):
        dunning.take(invoice=row.uuid, step="FINAL", by=team.mo, at=later(60))
    customers.lift(hold=hold.uuid, by=team.al, at=later(61))
    assert dunning.take(invoice=row.uuid, step="FINAL", by=team.mo, at=later(61)).taken_on == date(2027, 1, 2)
    assert CustomerHold.objects.get().lifted_by == team.al


@pytest.mark.parametrize("kind", ["DECEASED", "VULNERABLE", "BANKRUPTCY", "SOCIAL_CARE", "OTHER"])
def test_no_reminder_while_a_hold_stands(ar, team, kind):
    debtor = make.customer(ar)
    row = make.issued(ar, debtor, approver=team.mo)
    customers.hold(
        customer=debtor.uuid, kind=kind, reason="Told by phone", starts_on=NOW.date(), ends_on=None, by=team.al, at=NOW
    )
    with pytest.raises(DomainError, match="Nothing is sent"):
        dunning.take(invoice=row.uuid, step="REMINDER", by=team.mo, at=later(300))
    assert not DunningStep.objects.exists()


def test_a_dispute_holds_reminders_until_settle_dispute(ar, team):
    row = make.issued(ar, make.customer(ar), approver=team.mo)
    sales.dispute(invoice=row.uuid, words="The hall was cold", by=team.al, at=later(30))
    with pytest.raises(DomainError, match="disputes it"):
        dunning.take(invoice=row.uuid, step="REMINDER", by=team.mo, at=later(40))
    sales.settle_dispute(invoice=row.uuid, words="A part is credited", by=team.al, at=later(41))
    assert dunning.take(invoice=row.uuid, step="REMINDER", by=team.mo, at=later(42)).step == "REMINDER"


def test_a_plan_that_is_kept_holds_reminders_and_a_broken_one_does_not(ar, team):
    debtor = make.customer(ar)
    row = make.issued(ar, debtor, approver=team.mo)
    with pytest.raises(DomainError, match="two to 60 instalments"):
        dunning.agree_plan(invoice=row.uuid, first_on=date(2026, 11, 1), n=3, by=team.al, at=NOW)
    plan = dunning.agree_plan(invoice=row.uuid, first_on=date(2026, 11, 30), n=7, by=team.al, at=NOW)
    parts = debts.instalments(plan)
    assert sum(one.amount for one in parts) == P("120.00")
    assert [(one.due_on, one.amount) for one in parts[:4]] == [
        (date(2026, 11, 30), P("17.15")), (date(2026, 12, 30), P("17.15")), (date(2027, 1, 30), P("17.14")),
        (date(2027, 2, 28), P("17.14")),
    ]  # fmt: skip

    assert debts.next_of([row], on=date(2026, 12, 7))[row.pk].why_not == ""  # 30 November was not paid
    assert debts.next_of([row], on=date(2026, 12, 6))[row.pk].why_not == "Instalments are agreed and paid"
    money = make.receipt(ar, debtor, "17.15")
    receipts.allocate(receipt=money.uuid, invoice=row.uuid, amount=P("17.15"), by=team.al, at=NOW)
    row.refresh_from_db()
    assert debts.next_of([row], on=date(2027, 1, 5))[row.pk].why_not == "Instalments are agreed and paid"
    assert debts.next_of([row], on=date(2027, 1, 6))[row.pk].why_not == ""


def propose(ar, team, row, amount, **more):
    payload = {
        "invoice": str(row.uuid), "on": "2026-11-02", "amount": amount, "cause": "UNECONOMIC",
        "explanation": "Moved away", "member_report": "",
    } | more  # fmt: skip
    proposal = Proposal(kind="finance.write_off", payload=payload, reason="Nobody answers")
    return changes.submit(partner_id=ar.partner.pk, proposal=proposal, by=team.al, at=NOW)


def decide(change, who):
    return changes.approve(change=change.uuid, content_hash=change.content_hash, by=who, at=NOW)


@pytest.mark.parametrize(
    ("pounds", "refused", "agrees"),
    [("100.00", "dee", "mo"), ("2500.00", "dee", "mo"), ("2500.01", "mo", "dee"), ("25000.01", "dee", "sue")],
)
def test_who_agrees_to_write_off_depends_on_how_much(ar, team, pounds, refused, agrees):
    row = make.issued(ar, make.customer(ar), item(pounds, vat_code="O"), approver=team.mo)
    change = propose(ar, team, row, pounds, member_report="Cabinet 7" if P(pounds) > 25000 else "")
    for name in ("al", refused):
        with pytest.raises(DomainError):
            decide(change, getattr(team, name))
    assert decide(change, getattr(team, agrees)).state == "APPLIED"
    row.refresh_from_db()
    assert (row.state, row.settled) == ("WRITTEN_OFF", P(pounds))
    assert posted(ar)[-2:] == [("92300", P(pounds)), ("92000", -P(pounds))]


def test_a_debt_that_was_written_off_is_taken_up_again(ar, team):
    row = make.issued(ar, make.customer(ar), approver=team.mo)
    decide(propose(ar, team, row, "120.00"), team.mo)
    found = WriteOff.objects.get()
    write_offs.reinstate(write_off=found.uuid, reason="They have been found", by=team.mo, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.settled) == ("ISSUED", P("0.00"))
    with pytest.raises(DomainError, match="taken up again already"):
        write_offs.reinstate(write_off=found.uuid, reason="They have been found", by=team.mo, at=NOW)
    assert control(ar).ledger == P("120.00")
    assert control(ar).difference == 0


@pytest.mark.parametrize(
    ("amount", "more", "words"),
    [
        ("120.01", {}, "£120.00 is owed"),
        ("26000.00", {}, "£120.00 is owed"),
    ],
)
def test_no_more_is_written_off_than_is_owed(ar, team, amount, more, words):
    row = make.issued(ar, make.customer(ar), approver=team.mo)
    with pytest.raises(DomainError, match=words):
        propose(ar, team, row, amount, **more)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "one to 200 lines"),
        ([item("0.00")], "charges something"),
        ([item("1.00", quantity="0")], "quantity"),
        ([item("-1.00")], "below nought"),
        ([item("1.00", vat_code="S99")], "no VAT code S99"),
        ([item("1.00", code="92000")], "control account"),
        ([item("1.00", code="12345")], "no subjective code"),
    ],
)
def test_what_is_wrong_with_an_invoice_is_said_and_nothing_is_kept(ar, team, lines, words):
    debtor = make.customer(ar)
    with pytest.raises(DomainError, match=words), transaction.atomic():
        sales.draft(
            customer=debtor.uuid,
            bill=bill()
            if lines is None
            else make.Bill(description="Hire of the hall", items=lines, tax_point=date(2026, 11, 2)),
            by=team.al,
            at=NOW,
        )
    assert not SalesInvoice.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [({"name": "  "}, "name and an address"), ({"address": "\n \n"}, "name and an address"),
     ({"address": "\n".join("abcdefgh")}, "7 lines"), ({"terms_days": 31}, "14 to 30"),
     ({"terms_days": 13}, "14 to 30")],
)  # fmt: skip
def test_a_customer_has_name_address_and_terms(ar, team, more, words):
    with pytest.raises(DomainError, match=words):
        make.customer(ar, **more)


def test_a_receipt_of_tomorrow_is_refused(ar, team):
    with pytest.raises(DomainError, match="in the future"):
        make.receipt(ar, None, "1.00", received_on=date(2026, 11, 3))
    with pytest.raises(DomainError, match=r"£0\.00"):
        make.receipt(ar, None, "0.00")


ATTEMPTS = {
    "FIN-CUSTOMER": lambda ar, _team, _row: make.customer(ar, name=" "),
    "FIN-TERMS": lambda ar, _team, _row: make.customer(ar, terms_days=60),
    "FIN-SALES-LINE": lambda ar, team, row: make.issued(ar, row.customer, item("1", quantity="0"), approver=team.mo),
    "FIN-SALES-LINES": lambda ar, team, row: make.issued(ar, row.customer, item("0.00"), approver=team.mo),
    "FIN-SALES-SECOND": lambda ar, team, row: make.issued(ar, row.customer, approver=team.al),
    "FIN-CREDIT": lambda _ar, team, row: sales.draft_credit(
        invoice=row.uuid, bill=bill(item("100.01")), by=team.al, at=NOW
    ),
    "FIN-ALLOCATE": lambda ar, team, row: receipts.allocate(
        receipt=make.receipt(ar, row.customer, "5.00").uuid, invoice=row.uuid, amount=P("5.01"), by=team.al, at=NOW
    ),
    "FIN-RECEIPT-WHOSE": lambda ar, team, row: receipts.allocate(
        receipt=make.receipt(ar, None, "5.00").uuid, invoice=row.uuid, amount=P("5.00"), by=team.al, at=NOW
    ),
    "FIN-AHEAD": lambda ar, _team, _row: make.receipt(ar, None, "5.00", received_on=date(2027, 1, 1)),
    "FIN-PLAN": lambda _ar, team, row: dunning.agree_plan(
        invoice=row.uuid, first_on=date(2026, 12, 1), n=1, by=team.al, at=NOW
    ),
    "FIN-DUNNING": lambda _ar, team, row: dunning.take(invoice=row.uuid, step="REMINDER", by=team.mo, at=NOW),
    "FIN-WRITE-OFF": lambda ar, team, row: propose(ar, team, row, "120.01"),
    "FIN-MEMBERS": lambda ar, team, row: propose(
        ar, team, make.issued(ar, row.customer, item("25000.01", vat_code="O"), approver=team.mo), "25000.01"
    ),
}


@pytest.mark.parametrize("code", sorted(ATTEMPTS))
def test_every_rule_refuses_under_its_own_name(ar, team, code):
    row = make.issued(ar, make.customer(ar), approver=team.mo)
    with pytest.raises(RuleBroken) as refused:
        ATTEMPTS[code](ar, team, row)
    assert refused.value.rule == code
    assert refused.value.remedy


def test_fin_13_the_registers_of_a_month_that_is_over_stay_what_they_were(ar, team):
    october = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
    debtor = make.customer(ar)
    row = make.issued(ar, debtor, approver=team.mo, at=october)
    part = make.receipt(ar, debtor, "20.00", at=october)
    receipts.allocate(receipt=part.uuid, invoice=row.uuid, amount=P("20.00"), by=team.al, at=october)
    unknown = make.receipt(ar, None, "150.00", at=october)
    receipts.identify(receipt=unknown.uuid, customer=debtor.uuid, by=team.al, at=NOW)
    receipts.allocate(receipt=unknown.uuid, invoice=row.uuid, amount=P("100.00"), by=team.al, at=NOW)

    def figures(number, code):
        found = control_accounts.positions(ar.periods[number], code=code)[0]
        assert found.difference == 0
        return [(one.amount, one.place) for one in found.items]

    assert figures(7, "92000") == [(P("100.00"), "sales_invoice")]
    assert figures(7, "94900") == [(P("-150.00"), "receipt")]
    assert figures(8, "92000") == [(P("-50.00"), "receipt")]
    assert figures(8, "94900") == []


def test_fin_13_a_debt_that_was_written_off_and_taken_up_again_is_in_the_register(ar, team):
    row = make.issued(ar, make.customer(ar), approver=team.mo)
    decide(propose(ar, team, row, "120.00"), team.mo)
    assert control_accounts.positions(ar.periods[8], code="92000")[0].items == []
    write_offs.reinstate(write_off=WriteOff.objects.get().uuid, reason="They are found", by=team.mo, at=NOW)
    found = control_accounts.positions(ar.periods[8], code="92000")[0]
    assert (found.ledger, found.difference) == (P("120.00"), 0)


def test_fin_15_debtors_of_any_day_are_the_control_account(ar, team):
    october = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
    debtor = make.customer(ar)
    row = make.issued(ar, debtor, approver=team.mo, at=october)  # due on 17 November
    part = make.receipt(ar, debtor, "20.00", at=NOW)
    receipts.allocate(receipt=part.uuid, invoice=row.uuid, amount=P("20.00"), by=team.al, at=NOW)
    make.receipt(ar, debtor, "7.50", at=NOW)
    of = {"partner_id": ar.partner.pk, "legal_entity_id": ar.entity.pk}

    def at(day):
        found = aged.debtors(**of, on=day)
        assert sum((one.pounds for one in found), P(0)) == aged.control(**of, control="AR", on=day)
        return [(one.owed, one.ages[:2], one.unallocated) for one in aged.by_party(found, on=day)]

    none = P("0.00")
    assert at(date(2026, 10, 19)) == []
    assert at(date(2026, 10, 20)) == at(date(2026, 11, 1)) == [(P("120.00"), (P("120.00"), none), none)]
    assert at(date(2026, 11, 2)) == [(P("100.00"), (P("100.00"), none), P("7.50"))]
    assert at(date(2026, 12, 17)) == [(P("100.00"), (P("100.00"), none), P("7.50"))]
    assert at(date(2026, 12, 18)) == [(P("100.00"), (none, P("100.00")), P("7.50"))]  # 31 days after it was due
