"""The Construction Industry Scheme (domain FIN-07, scenario E21): verified how, what is deducted, what is held."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from finance import rules_cis as rules
from finance import rules_payment_runs, sealed
from finance.models import CisEntry, CisVerification, PaymentItem, SupplierAccount, SupplierPayment
from finance.operations import cis, cis_returns, invoices, payment_posting, payment_runs, suppliers
from finance.operations.suppliers import TermsWanted
from finance.queries import cis as found
from finance.queries import payment_checks
from finance.queries.control_accounts import positions
from finance.queries.trial_balance import trial_balance
from partners.models import OutboundMessage, PayeScheme
from partners.roles import Role
from sharedservices.common.flow import WrongState
from sharedservices.common.nino import InvalidNino
from sharedservices.common.rules import RuleBroken
from tests.factories import bank, payables
from tests.factories import cis as make
from tests.factories import payment_runs as runs
from tests.people import grant, user

D = Decimal
LAST_DAY, PAID = date(2026, 11, 5), datetime(2026, 11, 6, 9, 0, tzinfo=UTC)
PROPOSED = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)
"""5 November is the last day of a tax month."""
QUICK = {"method": "FASTER", "pay_on": LAST_DAY, "next_run_on": date(2026, 11, 30)}


def sql_refuses(words):
    return pytest.raises(DatabaseError, match=words)


def refused(rule):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == rule.code)


@pytest.fixture
def team(people, cast):
    roles = {
        "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER,
        "rea": Role.PAYMENT_RELEASER, "rob": Role.PAYMENT_RELEASER,
    }  # fmt: skip
    named = {name: user(f"{name.capitalize()}cis") for name in roles}
    for name, role in roles.items():
        grant(named[name], cast.northshire, role)
    return SimpleNamespace(**named, fay=people.fay, dee=people.dee)


@pytest.fixture
def account(books, team):
    return bank.account(books, by=team.fay)


@pytest.fixture
def two(team):
    return {"by": team.mo, "verifier": team.val}


@pytest.fixture
def owed(team):
    def enter(of, net, labour, materials="0.00", *, rate="20", **more):
        given = {"construction": make.parts(labour, materials), "kind": "CIS", "no_order": "EMERGENCY"} | more
        row = payables.invoice(of, payables.line(net, rate), by=team.cal, **given)
        return payables.approved(row, team.ben, by=team.cal)

    return enter


@pytest.fixture
def pay(account, team):
    def through(*bills, at=PROPOSED, paid=PAID, **more):
        run = runs.run(account, by=team.cal, at=at, invoices=[one.uuid for one in bills], **(QUICK | more))
        released = runs.released(run, team.rea, by=team.cal, approver=team.fay, at=at)
        payment_runs.send_file(run=run.uuid, body=runs.body(released), by=team.rea, at=at)
        return payment_posting.confirm(run=run.uuid, by=team.cal, at=paid)

    return through


@pytest.fixture
def trio(books, two, owed):
    """The subcontractors of the worked table, each with its invoice."""
    a = make.subcontractor(books, name="Hartley Groundworks", account_number="66374958", **two)
    b = make.subcontractor(books, name="Inglewood Plastering", account_number="66374958", vat_from=None, **two)
    c = make.subcontractor(
        books, name="Jessop Fencing", status="UNMATCHED", account_number="66374958", vat_from=None, **two
    )
    bills = (
        owed(a, "5500.00", "4000.00", "1500.00"), owed(b, "2720.00", "2000.00", "720.00", rate="0"),
        owed(c, "1000.00", "1000.00", rate="0"),
    )  # fmt: skip
    return SimpleNamespace(a=a, b=b, c=c, bills=bills)


def items(run, **only):
    rows = PaymentItem.objects.filter(run=run, **only).select_related("invoice__account__supplier")
    return {str(one.invoice.account.supplier): one for one in rows}


def sums(books, number=8):
    rows = trial_balance(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=number)
    return {row.code: row.to_date for row in rows if row.to_date}


def test_e21_fin_07_subcontractors_a_b_and_c_are_paid_net_of_what_is_deducted(books, trio, pay, settle):
    """Source: domain FIN-07, worked table; scenario E21: 800, 400 and 300."""
    run = pay(*trio.bills)
    settle()

    assert run.state == "POSTED"
    paid = {str(one.account.supplier): (one.amount, one.deducted) for one in SupplierPayment.objects.filter(run=run)}
    assert paid == {
        "Hartley Groundworks": (D("5800.00"), D("800.00")),  # 4,700.00 and VAT of 1,100.00
        "Inglewood Plastering": (D("2320.00"), D("400.00")),
        "Jessop Fencing": (D("700.00"), D("300.00")),
    }
    ledger = sums(books)
    assert (ledger["94210"], ledger["93000"]) == (D("-1500.00"), D("-8820.00"))
    assert "94000" not in ledger
    rows = {str(one.account.supplier): one for one in CisEntry.objects.select_related("account__supplier")}
    assert [(one.gross, one.materials, one.deducted) for _name, one in sorted(rows.items())] == [
        (D("5500.00"), D("1500.00"), D("800.00")), (D("2720.00"), D("720.00"), D("400.00")),
        (D("1000.00"), D("0.00"), D("300.00")),
    ]  # fmt: skip
    assert {(one.on, one.month) for one in rows.values()} == {(LAST_DAY, date(2026, 10, 6))}

    control = positions(books.periods[8], code="94210")[0]
    assert (control.ledger, control.subledger, control.difference) == (D("-1500.00"), D("-1500.00"), D("0.00"))

    payment = SupplierPayment.objects.get(run=run, account=trio.a)
    payment_posting.return_payment(
        payment=payment.uuid, returned_on=LAST_DAY.replace(day=6), code="0", reason="No such account",
        by=run.made_by, at=PAID,
    )  # fmt: skip
    settle()
    back = CisEntry.objects.get(kind="RETURNED")
    assert (back.on, back.month) == (date(2026, 11, 6), date(2026, 11, 6))  # the next tax month
    assert (back.gross, back.materials, back.deducted) == (D("-5500.00"), D("-1500.00"), D("-800.00"))
    control = positions(books.periods[8], code="94210")[0]
    assert (control.ledger, control.subledger) == (D("-700.00"), D("-700.00"))


def test_fin_07_part_payments_carry_their_share_and_come_to_the_whole(books, team, account, trio, settle):
    bill = trio.bills[0]
    run = runs.run(account, by=team.cal, at=PROPOSED, invoices=[bill.uuid], **QUICK)
    one = items(run)["Hartley Groundworks"]
    payment_runs.pay_part(
        run=run.uuid, item=one.uuid, amount=D("2200.00"), reason="A third of it", by=team.cal, at=PROPOSED
    )
    released = runs.released(run, team.rea, by=team.cal, approver=team.fay, at=PROPOSED)
    payment_runs.send_file(run=run.uuid, body=runs.body(released), by=team.rea, at=PROPOSED)
    payment_posting.confirm(run=run.uuid, by=team.cal, at=PAID)
    settle()
    rest = runs.run(account, by=team.cal, invoices=[bill.uuid])

    parts = [items(of)["Hartley Groundworks"] for of in (run, rest)]
    # 800.00 × 2,200/6,600 = 266.67; the rest is what is left of 800.00.
    assert [part.deduction for part in parts] == [D("266.67"), D("533.33")]
    assert [part.liable for part in parts] == [D("1333.33"), D("2666.67")]


def test_fin_07_a_credit_note_takes_its_labour_off_and_never_more_than_there_is(books, team, account, two, owed):
    row = make.subcontractor(books, name="Hartley Groundworks", **two)
    first = owed(row, "5500.00", "4000.00", "1500.00")
    second = owed(row, "3000.00", "100.00", "2900.00")
    note = {"kind": "CREDIT_NOTE", "no_order": ""}
    owed(row, "1000.00", "1000.00", credits=first.uuid, **note)
    run = runs.run(account, by=team.cal, invoices=[first.uuid])
    found_items = PaymentItem.objects.filter(run=run, state="IN").order_by("-amount")
    # 20% of 4,000 less 20% of 1,000.
    assert [(one.amount, one.deduction) for one in found_items] == [
        (D("6600.00"), D("800.00")), (D("-1200.00"), D("-200.00")),
    ]  # fmt: skip
    row_run = payment_runs.review(run=run.uuid, by=team.cal, at=runs.MADE)
    assert row_run.total == D("4800.00")
    payment_runs.withdraw(run=run.uuid, reason="The other first", by=team.cal, at=runs.MADE)

    other = runs.run(account, by=team.cal, invoices=[second.uuid])
    with refused(rules.CreditWithinLabour):
        payment_runs.review(run=other.uuid, by=team.cal, at=runs.MADE)


def test_fin_07_what_holds_a_payment_to_a_subcontractor(books, team, account, two, owed):
    """Each sentence says what to do; nothing is paid without deduction because something is missing."""
    row = payables.account(books, by=team.mo, name="Hartley Groundworks", is_subcontractor=True)
    payables.banked(row, **two)
    bill = owed(row, "5500.00", "4000.00", "1500.00")

    def held(on=LAST_DAY):
        bill.account = SupplierAccount.objects.select_related("supplier").get(pk=row.pk)
        return payment_checks.check(
            [bill], partner_id=bill.partner_id, method="BACS", pay_on=on
        ).problems.get(bill.pk, "")  # fmt: skip

    assert "no contractor scheme" in held()
    make.scheme(books.entity, by=team.mo)
    assert "has not been verified" in held()
    waiting = cis.propose(account=row.uuid, wanted=make.wanted(), by=team.mo, at=make.AT)
    assert "waits for a second person" in held()
    cis.approve(verification=waiting.uuid, by=team.val, at=make.AT)
    assert held() == ""
    assert "not been verified" in held(date(2026, 10, 9))  # HMRC answered on the 12th
    # Verified in 2026-27: it counts for that tax year and the two after it.
    assert held(date(2029, 4, 5)) == ""
    assert "12 October 2026 counted to 5 April 2029" in held(date(2029, 4, 6))
    row.supplier.legal_name = "Hartley and Sons"
    row.supplier.save()
    assert "its name has changed" in held()
    bill.cis_labour = None
    row.supplier.legal_name = "Hartley Groundworks"
    row.supplier.save()
    assert "how much of it is labour" in held()
    bill.cis_labour = D("4000.00")
    bill.tax_point = date(2019, 12, 31)  # registered for VAT from 1 January 2020
    assert "was not registered for VAT on 31 December 2019" in held()


def test_fin_07_a_verification_that_changes_is_asked_for_at_every_step(books, team, account, two, owed):
    row = make.subcontractor(books, name="Hartley Groundworks", **two)
    bill = owed(row, "5500.00", "4000.00", "1500.00")
    run = runs.run(account, by=team.cal, invoices=[bill.uuid])
    assert items(run)["Hartley Groundworks"].deduction == D("800.00")
    # While it is a proposal, the review works it out anew.
    make.verified(row, status="UNMATCHED", at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC), **two)
    seen = payment_runs.review(run=run.uuid, by=team.cal, at=runs.MADE)
    assert (items(run)["Hartley Groundworks"].deduction, seen.total) == (D("1200.00"), D("5400.00"))
    payment_runs.approve(run=run.uuid, seen=seen.items_hash, by=team.fay, at=runs.MADE)
    # After the review it stays what was reviewed, or nothing goes.
    other = cis.propose(account=row.uuid, wanted=make.wanted("GROSS"), by=team.mo, at=runs.MADE)
    for words in ("waits for a second person", "£0.00 is to be deducted"):
        with refused(rules_payment_runs.ItemsPayable) as error:
            payment_runs.release(run=run.uuid, seen=seen.items_hash, by=team.rea, at=runs.MADE)
        assert words in error.value.message
        if words.startswith("waits"):
            cis.approve(verification=other.uuid, by=team.val, at=runs.MADE)
    assert PaymentItem.objects.get(run=run).deduction == D("1200.00")


def test_fin_07_who_verifies_and_what_hmrc_cannot_have_said(books, team, two):
    plain = payables.account(books, by=team.mo, name="Alder Paper")
    row = payables.account(books, by=team.mo, name="Hartley Groundworks", is_subcontractor=True)
    given = {"account": row.uuid, "by": team.mo, "at": make.AT}
    with refused(rules.IsSubcontractor):
        cis.propose(account=plain.uuid, wanted=make.wanted(), by=team.mo, at=make.AT)
    for wrong in (
        {"verification_number": "1234567890"}, {"utr": "12345"}, {"utr": ""}, {"verified_on": date(2026, 10, 14)},
        {"valid_from": date(2026, 10, 11)}, {"company_number": "12"}, {"trading_type": "COMPANY"},
        {"vat_to": date(2019, 12, 31)}, {"end_user_notice_on": date(2026, 10, 14)},
    ):  # fmt: skip
        with refused(rules.VerificationSays):
            cis.propose(wanted=make.wanted(**wrong), **given)
    with pytest.raises(InvalidNino):
        cis.propose(wanted=make.wanted(nino="QQ12"), **given)
    one = cis.propose(wanted=make.wanted(nino="AB 12 34 56 C"), **given)
    assert (one.nino_shown, sealed.open_nino(one.nino, row=one.uuid)) == ("AB••••••C", "AB123456C")
    with refused(rules.OneVerificationWaits):
        cis.propose(wanted=make.wanted(), **given)
    with refused(rules.AnotherVerifies):
        cis.approve(verification=one.uuid, by=team.mo, at=make.AT)
    cis.approve(verification=one.uuid, by=team.val, at=make.AT)
    for again in (cis.approve, lambda **more: cis.refuse(reason="Entered twice", **more)):
        with pytest.raises(WrongState):
            again(verification=one.uuid, by=team.val, at=make.AT)
    with pytest.raises(WrongState):
        found.waiting(row)
    other = cis.propose(wanted=make.wanted("GROSS"), **given)
    assert cis.refuse(verification=other.uuid, reason="Not its number", by=team.val, at=make.AT).state == "REFUSED"
    assert found.standing(row.partner_id, [row.pk], LAST_DAY)[row.pk] == one

    # It does not become another supplier by a tick.
    terms = TermsWanted(address=row.address, phone=row.phone)
    with refused(rules.SubcontractorStays):
        suppliers.amend(account=row.uuid, terms=terms, by=team.mo, at=make.AT)
    make.verified(row, status="OUTSIDE", verification_number="", **two)
    assert not SupplierAccount.objects.get(pk=row.pk).is_subcontractor


def test_fin_07_contractor_schemes_begin_with_a_tax_month(books, team):
    first = make.scheme(books.entity, by=team.cal)
    given = {"legal_entity": books.entity.uuid, "paye_scheme": first.paye_scheme.uuid, "utr": "9876543210",
             "first_day": date(2026, 12, 6), "by": team.cal, "at": make.AT}  # fmt: skip
    for wrong in ({"utr": "1"}, {"first_day": date(2026, 12, 5)}, {"first_day": first.first_day},
                  {"paye_scheme": books.entity.uuid}):  # fmt: skip
        with refused(rules.SchemeLooksRight):
            cis.register_scheme(**(given | wrong))
    plain = PayeScheme.objects.create(
        partner_id=books.partner.pk, legal_entity=books.entity, employer_reference="999/ZZ9", name="No office"
    )
    with refused(rules.SchemeLooksRight):
        cis.register_scheme(**(given | {"paye_scheme": plain.uuid}))
    later = cis.register_scheme(**given)
    days = (date(2026, 4, 5), date(2026, 12, 5), date(2026, 12, 6))
    assert [found.scheme_of(books.partner.pk, books.entity.pk, day) for day in days] == [None, first, later]


def test_fin_07_invoices_of_subcontractors_say_what_they_are_made_of(books, team, two):
    row = make.subcontractor(books, name="Hartley Groundworks", **two)
    plain = payables.account(books, by=team.mo, name="Alder Paper", address="1 Low Road")

    def fault(of=row, line=None, **more):
        one = payables.invoice(of, line or payables.line("1000.00"), by=team.cal, **more)
        return " ".join(hold.words for hold in invoices.open_holds(one) if hold.kind == "FAULT")

    parts = {"construction": make.parts("600.00", "400.00")}
    assert fault(**parts) == ""
    assert "says what is labour" in fault()
    assert "not marked as a subcontractor" in fault(plain, **parts)
    with refused(rules.PartsAreTheNet):
        payables.invoice(row, payables.line("1000.00"), by=team.cal, construction=make.parts("600.00"))
    reverse = replace(payables.line("1000.00", "0"), vat_code="DRC")
    assert "it charges VAT itself" in fault(line=reverse, **parts)  # it was told that we are an end user
    make.verified(row, end_user_notice_on=None, **two)
    assert "reverse charge" in fault(**parts)
    assert fault(line=reverse, **parts) == ""
    assert fault(construction=make.parts("0.00", "1000.00")) == ""  # materials alone are no construction services
    make.verified(row, vat_from=None, end_user_notice_on=None, **two)
    assert "not registered for VAT" in fault(**parts)

    # What is approved is approved with its parts.
    one = payables.invoice(row, payables.line("70.00", "0"), by=team.cal, construction=make.parts("70.00"))
    before = one.content_hash
    anew = payables.wanted(
        row, payables.line("70.00", "0"), reference=one.reference, construction=make.parts("60", "10")
    )
    assert invoices.correct(invoice=one.uuid, wanted=anew, by=team.cal, at=payables.NOW).content_hash != before


def test_fin_07_what_postgresql_refuses(books, team, trio, pay):
    pay(*trio.bills)
    entry = CisEntry.objects.select_related("payment").get(account=trio.a)
    one = CisVerification.objects.get(account=trio.a)

    def sql(text, *values):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text, values)

    with sql_refuses("is not changed"):  # the rate of what was approved
        sql("UPDATE finance_cisverification SET status = 'GROSS' WHERE id = %s", one.pk)
    with sql_refuses("no subcontractor any more"):  # a subcontractor by a tick
        sql("UPDATE finance_supplieraccount SET is_subcontractor = false WHERE id = %s", trio.a.pk)
    for table in ("finance_cisverification", "finance_cisentry", "finance_cisscheme"):
        with pytest.raises(DatabaseError):
            sql(f"DELETE FROM {table}")
    waits = cis.propose(account=trio.a.uuid, wanted=make.wanted("GROSS"), by=team.mo, at=make.AT)
    with sql_refuses("approved_by_another"):  # approved by whoever entered it
        sql(
            "UPDATE finance_cisverification SET state = 'APPROVED', decided_by_id = made_by_id, "
            "decided_human = made_human, decided_at = made_at WHERE id = %s", waits.pk,
        )  # fmt: skip
    back = CisEntry(
        partner_id=entry.partner_id, legal_entity_id=entry.legal_entity_id, account=trio.a, payment=entry.payment,
        verification=one, kind="RETURNED", on=date(2026, 11, 6), month=date(2026, 11, 6), gross=D("-1.00"),
        materials=D(0), deducted=D("-1.00"), journal_id=entry.journal_id, made_by=team.cal, made_at=PAID,
    )  # fmt: skip
    with sql_refuses("what comes back"), transaction.atomic():  # another amount than was deducted
        back.save()


def test_fin_07_no_run_is_reviewed_with_a_subcontractor_paid_gross(account, team, trio):
    run = runs.run(account, by=team.cal, at=PROPOSED, invoices=[trio.bills[0].uuid], **QUICK)
    PaymentItem.objects.filter(run=run).update(deduction=0, liable=0, materials=0, verification=None)
    with sql_refuses("as HMRC said"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE finance_paymentrun SET state = 'REVIEWED', items_hash = repeat('a', 64), reviewed_by_id = %s, "
            "reviewed_human = %s, reviewed_at = now() WHERE id = %s", [team.cal.pk, team.cal.human_id, run.pk],
        )  # fmt: skip


# --- returns --------------------------------------------------------------------------------------------------------
SIGNED_AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
DECLARED = {"are_self_employed": True, "are_verified": True}


def frozen(books, team, month=LAST_DAY, at=SIGNED_AT, **declared):
    row = cis_returns.draw_up(legal_entity=books.entity.uuid, month=month, by=team.cal, at=at)
    cis_returns.sign(cis_return=row.uuid, **(declared or DECLARED), by=team.cal, at=at)
    return cis_returns.approve(cis_return=row.uuid, by=team.fay, at=at)


def test_e21_fin_07_the_return_of_a_b_and_c_comes_to_the_control_account(books, team, trio, pay, account, settle):
    """Source: scenario E21: the return comes to 1,500.00, which is what control account 94210 owes."""
    run = pay(*trio.bills)
    settle()
    given = {"by": team.cal, "at": SIGNED_AT}
    row = cis_returns.draw_up(legal_entity=books.entity.uuid, month=LAST_DAY, **given)
    of = {"cis_return": row.uuid}

    assert (row.month, row.ends_on, row.due_on) == (date(2026, 10, 6), LAST_DAY, date(2026, 11, 19))
    assert (row.gross, row.materials, row.deducted) == (D("9220.00"), D("2220.00"), D("1500.00"))
    assert [(one.name, one.deducted) for one in found.lines_of(row)] == [
        ("Hartley Groundworks", D("800.00")), ("Inglewood Plastering", D("400.00")), ("Jessop Fencing", D("300.00")),
    ]  # fmt: skip
    assert sums(books)["94210"] == D("-1500.00")
    with refused(rules.MonthIsOver):  # the 5th is still of the month
        cis_returns.sign(**of, **DECLARED, by=team.cal, at=datetime(2026, 11, 5, 20, 0, tzinfo=UTC))
    with refused(rules.Declared):
        cis_returns.sign(**of, are_self_employed=True, are_verified=False, **given)
    for early in (cis_returns.approve, cis_returns.tell, lambda **more: cis_returns.send_back(words="x", **more)):
        with pytest.raises(WrongState):
            early(**of, **given)
    cis_returns.sign(**of, **DECLARED, **given)
    with pytest.raises(WrongState):  # twice
        cis_returns.draw_up(legal_entity=books.entity.uuid, month=LAST_DAY, **given)
    with refused(rules.AnotherApproves):
        cis_returns.approve(**of, **given)
    cis_returns.send_back(**of, words="Look at the name", by=team.fay, at=SIGNED_AT)
    cis_returns.sign(**of, **DECLARED, **given)
    row = cis_returns.approve(**of, by=team.fay, at=SIGNED_AT)
    with refused(rules.ReturnCanBe):  # nothing has changed
        cis_returns.draw_up(legal_entity=books.entity.uuid, month=LAST_DAY, **given)
    for text in ("UPDATE finance_cisreturn SET deducted = 1", "DELETE FROM finance_cisreturn",
                 "DELETE FROM finance_cisreturnline"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)

    # A payment that comes back on the 6th is of the next tax month, whose return it makes negative.
    payment = SupplierPayment.objects.get(run=run, account=trio.c)
    payment_posting.return_payment(
        payment=payment.uuid, returned_on=date(2026, 11, 6), code="0", reason="No such account", by=team.cal,
        at=SIGNED_AT,
    )  # fmt: skip
    settle()
    assert found.proof(books.partner.pk, books.entity.pk) == (D("1500.00"), D("0.00"), D("-300.00"))
    later = cis_returns.draw_up(legal_entity=books.entity.uuid, month=date(2026, 11, 6), **given)
    assert (later.month, later.deducted, later.n_lines) == (date(2026, 11, 6), D("-300.00"), 1)

    bad = {"account": account.uuid, "by": team.cal, "at": SIGNED_AT}
    for wrong in ({"account": row.uuid, "on": SIGNED_AT.date()}, {"on": LAST_DAY}, {"on": date(2026, 11, 13)}):
        with refused(rules.SettledRight):
            cis_returns.settle(**of, **(bad | wrong))
    row = cis_returns.settle(**of, **bad, on=SIGNED_AT.date())
    settle()
    assert row.settled == D("1500.00")
    with pytest.raises(WrongState):
        cis_returns.settle(**of, **bad, on=SIGNED_AT.date())
    assert sums(books)["94210"] == D("300.00")
    control = positions(books.periods[8], code="94210")[0]
    assert (control.ledger, control.subledger) == (D("300.00"), D("300.00"))
    assert found.proof(books.partner.pk, books.entity.pk) == (D("1500.00"), D("1500.00"), D("-300.00"))
    assert found.in_ledger(books.partner.pk, books.entity.pk, 2026) == D("-300.00")


def test_fin_07_a_payment_that_is_posted_late_amends_the_return_with_another_version(
    books, team, trio, pay, account, settle
):
    nil = frozen(books, team, are_self_employed=False, are_verified=False)
    assert (nil.is_nil, nil.n_lines, nil.version) == (True, 0, 1)
    with refused(rules.Declared):  # nobody was paid: there is nothing to declare
        row = cis_returns.draw_up(legal_entity=books.entity.uuid, month=date(2026, 9, 6), by=team.cal, at=SIGNED_AT)
        cis_returns.sign(cis_return=row.uuid, **DECLARED, by=team.cal, at=SIGNED_AT)
    with refused(rules.ReturnCanBe):
        cis_returns.draw_up(legal_entity=books.entity.uuid, month=date(2026, 12, 6), by=team.cal, at=SIGNED_AT)
    with refused(rules.ReturnCanBe):  # a day before the scheme
        cis_returns.draw_up(legal_entity=books.entity.uuid, month=date(2026, 4, 5), by=team.cal, at=SIGNED_AT)

    pay(trio.bills[0], paid=SIGNED_AT)  # it arrived on the 5th, and was posted on the 12th
    settle()
    row = cis_returns.draw_up(legal_entity=books.entity.uuid, month=LAST_DAY, by=team.cal, at=SIGNED_AT)
    assert (row.version, row.deducted) == (2, D("800.00"))
    cis_returns.sign(cis_return=row.uuid, **DECLARED, by=team.cal, at=SIGNED_AT)
    pay(trio.bills[1], paid=SIGNED_AT)
    settle()
    with refused(rules.StillSo):
        cis_returns.approve(cis_return=row.uuid, by=team.fay, at=SIGNED_AT)
    cis_returns.send_back(cis_return=row.uuid, words="A payment is missing", by=team.fay, at=SIGNED_AT)
    assert frozen(books, team).deducted == D("1200.00")
    assert found.proof(books.partner.pk, books.entity.pk) == (D("1200.00"), D("0.00"), D("0.00"))


def test_fin_07_each_subcontractor_with_an_address_gets_its_statement_once(books, team, trio, pay, settle):
    SupplierAccount.objects.filter(pk=trio.c.pk).update(email="fencing@jessop.example")
    pay(*trio.bills)
    settle()
    row = frozen(books, team)

    assert [cis_returns.tell(cis_return=row.uuid, by=team.cal, at=SIGNED_AT) for _time in range(2)] == [1, 1]
    mail = OutboundMessage.objects.get(kind="finance.cis_statement")
    assert mail.address == "fencing@jessop.example"
    line = found.lines_of(row)[2]
    said = cis_returns.statement(row, line)
    assert (said["gross"], said["materials"], said["liable"], said["deducted"], said["verification"]) == (
        "£1,000.00", "£0.00", "£1,000.00", "£300.00", "V1234567890AB"
    )  # fmt: skip
