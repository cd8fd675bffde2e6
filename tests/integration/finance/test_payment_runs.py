"""Payment runs (domain FIN-06): what goes, who lets it go, files, the ledger, what comes back, what PostgreSQL says."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from finance import rules_payment_runs as rules
from finance.engine import bacs
from finance.models import (
    BankAccount,
    Journal,
    PaymentItem,
    PaymentRun,
    SupplierInvoice,
    SupplierPayment,
)
from finance.operations import calendar, invoices, payment_posting, payment_runs, suppliers
from finance.queries import aged
from finance.queries.trial_balance import trial_balance
from partners.models import OutboundMessage, User
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import bank, cis, payables
from tests.factories import ledger as books_of
from tests.factories import payment_runs as make
from tests.people import grant, user

D = Decimal
MADE, PAID, NOW = make.MADE, make.PAID, payables.NOW
SQL_REFUSES = pytest.raises(IntegrityError)


def refused(rule):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == rule.code)


@pytest.fixture
def team(people, cast):
    """Mo sets suppliers up, Val verifies, Cal enters and proposes, Ben approves, Fay too; Rea and Rob release."""
    roles = {
        "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER,
        "rea": Role.PAYMENT_RELEASER, "rob": Role.PAYMENT_RELEASER,
    }  # fmt: skip
    found = {name: user(f"{name.capitalize()}pay") for name in roles}
    for name, role in roles.items():
        grant(found[name], cast.northshire, role)
    return SimpleNamespace(**found, fay=people.fay, dee=people.dee)


@pytest.fixture
def account(books, team):
    return bank.account(books, by=team.fay)


@pytest.fixture
def paper(books, team):
    row = payables.account(books, by=team.mo, name="Fenwick Paper Ltd", vat_number=payables.VAT_NUMBER,
                           email="ledger@fenwick.example")  # fmt: skip
    payables.banked(row, by=team.mo, verifier=team.val)
    return row


@pytest.fixture
def owed(team):
    def enter(of, *lines, **more):
        row = payables.invoice(of, *lines, by=team.cal, **more)
        approvers = (team.ben,) if row.gross < 10000 else (team.fay,) if row.gross < 250000 else (team.fay, team.dee)
        return payables.approved(row, *approvers, by=team.cal)

    return enter


@pytest.fixture
def chain(team):
    return {"by": team.cal, "approver": team.fay}


def state(row):
    row.refresh_from_db()
    return row.state


def items(run, **only):
    return {one.invoice.reference: one for one in PaymentItem.objects.filter(run=run, **only).select_related("invoice")}


def sums(books):
    rows = trial_balance(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, year=2026, number=8)
    return {row.code: row.to_date for row in rows if row.to_date}


def test_fin_06_schedule_review_begin_payment_send_file_confirm_and_pay_in_full(
    books, account, paper, owed, chain, team, settle
):
    bill = owed(paper, reference="ALPHA-17")  # received 28 October: due 26 November
    later = owed(paper, reference="KILO 9204", due_on=date(2026, 12, 4))
    note = owed(
        paper, payables.line("25.00"), kind="CREDIT_NOTE", credits=bill.uuid, no_order="", reference="NOTE-5566"
    )
    run = make.run(account, by=team.cal)
    assert sorted(items(run)) == ["ALPHA-17", "NOTE-5566"]
    assert (state(bill), state(later), state(note)) == ("SCHEDULED", "APPROVED", "SCHEDULED")
    assert "26 November 2026" in items(run)["ALPHA-17"].why
    assert items(run)["ALPHA-17"].warning == "First payment into this account."
    with refused(rules.SomethingDue):
        make.run(account, by=team.cal)  # locked by the first
    with SQL_REFUSES, transaction.atomic():
        PaymentItem.objects.create(
            partner=books.partner, run=PaymentRun.objects.create(
                partner=books.partner, legal_entity=books.entity, bank_account=account, number=77, method="BACS",
                file_format="BACS18", pay_on=run.pay_on, next_run_on=run.next_run_on, made_by=team.cal,
                made_human=team.cal.human_id, made_at=MADE,
            ), invoice=bill, account=paper, amount=D("1.00"), why="Again",
        )  # fmt: skip

    row = make.approved(run, **chain)
    assert (row.total, row.n_items, row.n_payments, row.needs_two) == (D("90.00"), 2, 1, False)
    for who in (team.cal, team.fay, team.val, team.mo, team.ben):
        with refused(rules.ThirdReleases):
            payment_runs.release(run=run.uuid, seen=row.items_hash, by=who, at=MADE)
    with refused(rules.SeenIsPaid):
        payment_runs.release(run=run.uuid, seen="0" * 64, by=team.rea, at=MADE)
    row = payment_runs.release(run=run.uuid, seen=row.items_hash, by=team.rea, at=MADE)
    assert (row.state, state(bill)) == ("RELEASED", "IN_PAYMENT")
    body = make.body(row)
    assert bacs.read(body) == [("089999", "66374958", D("90.00"))]
    lines = body.decode().split("\r\n")
    assert lines[3][4:10] == " 26328"  # Bacs works on it on Tuesday 24 November
    assert lines[4][64:82].strip() == f"{run} {paper}"
    with pytest.raises(WrongState):
        payment_runs.release(run=run.uuid, seen=row.items_hash, by=team.rob, at=MADE)
    with refused(rules.FileIsOurs):
        payment_runs.send_file(run=run.uuid, body=body.replace(b"00000009000", b"00000009001"), by=team.rea, at=MADE)
    payment_runs.send_file(run=run.uuid, body=body, by=team.rea, at=MADE)
    with refused(rules.PaidWhenItArrived):
        payment_posting.confirm(run=run.uuid, by=team.cal, at=PAID - timedelta(days=1))
    before = sums(books)
    row = payment_posting.confirm(run=run.uuid, by=team.cal, at=PAID)
    settle()
    assert (row.state, state(bill), state(note)) == ("POSTED", "PAID", "PAID")
    after = sums(books)
    assert (before["94000"], after["94000"]) == (D("-210.00"), D("-120.00"))
    assert after["93000"] == D("-90.00")
    assert row.journal.accounting_date == date(2026, 11, 25)
    with pytest.raises(WrongState):
        payment_posting.confirm(run=run.uuid, by=team.cal, at=PAID)
    with pytest.raises(WrongState):
        payment_posting.post(run=run.uuid, by=team.cal, at=PAID)
    assert Journal.objects.filter(source="payment_run").count() == 1
    mail = OutboundMessage.objects.get(kind="finance.remittance")
    assert mail.address == "ledger@fenwick.example"


def test_fin_06_held_is_out_and_take_out_unschedule_withdraw_stop_payment(books, account, paper, owed, team, chain):
    bills = {name: owed(paper, reference=name) for name in ("BRAVO-23", "X77 LIMA")}
    other = payables.account(books, by=team.mo, name="Nobody knows where Ltd")
    owed(other, reference="MIKE/404")
    rests = payables.account(books, by=team.mo, name="Moved lately Ltd")
    payables.banked(rests, by=team.mo, verifier=team.val, account_number="12345674", sort_code="00-00-12")
    payables.banked(
        rests, by=team.mo, verifier=team.val, account_number="88837491", sort_code="107999",
        at=datetime(2026, 11, 19, 9, 0, tzinfo=UTC), called_at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    owed(rests, reference="QUEBEC-8")
    held = invoices.hold(invoice=bills["X77 LIMA"].uuid, reason="Waiting for the manager", by=team.cal, at=NOW)
    run = make.run(account, by=team.cal)
    out = {name: one.out_reason for name, one in items(run, state="OUT").items()}
    assert "Waiting for the manager" in out["X77 LIMA"]
    assert out["MIKE/404"] == "No bank account has been approved."
    assert "26 November 2026" in out["QUEBEC-8"]  # five working days after Thursday 19 November
    assert state(bills["X77 LIMA"]) == "APPROVED"

    row = make.approved(run, **chain)
    suppliers.move(account=paper.uuid, action="hold", reason="A letter asks for a change", by=team.val, at=MADE)
    with refused(rules.ItemsPayable):
        payment_runs.release(run=run.uuid, seen=row.items_hash, by=team.rea, at=MADE)
    suppliers.move(account=paper.uuid, action="release", reason="The letter was ours", by=team.fay, at=MADE)
    one = items(run)["BRAVO-23"]
    row = payment_runs.take_out(run=run.uuid, items=[one.uuid], reason="Asked to wait", by=team.cal, at=MADE)
    assert (row.state, row.items_hash, row.approved_human, state(bills["BRAVO-23"])) == (
        "PROPOSED",
        "",
        None,
        "APPROVED",
    )
    with refused(rules.SomethingDue):
        payment_runs.review(run=run.uuid, by=team.cal, at=MADE)
    payment_runs.withdraw(run=run.uuid, reason="Nothing is left", by=team.cal, at=MADE)
    with pytest.raises(WrongState):
        payment_runs.withdraw(run=run.uuid, reason="Nothing is left", by=team.cal, at=MADE)

    invoices.end_hold(hold=held.uuid, reason="The manager agrees", by=team.cal, at=MADE)
    again = make.released(make.run(account, by=team.cal), team.rea, **chain)
    assert sorted(items(again, state="IN")) == ["BRAVO-23", "X77 LIMA"]
    payment_runs.withdraw(run=again.uuid, reason="The bank is shut", by=team.cal, at=MADE)
    assert (state(bills["BRAVO-23"]), SupplierPayment.objects.get().state) == ("APPROVED", "STOPPED")
    with pytest.raises(WrongState):
        payment_runs.send_file(run=again.uuid, body=make.body(again), by=team.rea, at=MADE)


def test_sec_04_two_logins_of_one_human_are_one(account, paper, owed, team, scope):
    owed(paper)
    twin = user("Twin")
    grant(twin, scope.northshire, Role.PAYMENT_RELEASER)
    User.objects.filter(pk=twin.pk).update(human_id=team.fay.human_id)
    twin.refresh_from_db()
    run = make.run(account, by=team.cal)
    seen = payment_runs.review(run=run.uuid, by=team.cal, at=MADE).items_hash
    with refused(rules.AnotherApproves):
        payment_runs.approve(run=run.uuid, seen=seen, by=team.cal, at=MADE)
    payment_runs.approve(run=run.uuid, seen=seen, by=team.fay, at=MADE)
    with refused(rules.ThirdReleases):
        payment_runs.release(run=run.uuid, seen=seen, by=twin, at=MADE)
    row = PaymentRun.objects.get()
    row.state, row.file_hash = "RELEASED", "0" * 64
    row.released_by, row.released_human, row.released_at = team.val, team.val.human_id, MADE
    with SQL_REFUSES, transaction.atomic():
        row.save()  # the verifier of the bank account


@pytest.mark.parametrize(("net", "two"), [("249999.99", False), ("250000.00", True)])
def test_fin_06_large_runs_need_two_releasers(account, paper, owed, chain, team, net, two):
    owed(paper, payables.line(net, "0"))
    run = make.run(account, by=team.cal)
    row = make.approved(run, **chain)
    if net == "250000.00":
        seen = row.items_hash  # the deputy approved the invoice
        with refused(rules.ThirdReleases):
            payment_runs.release(run=run.uuid, seen=seen, by=team.dee, at=MADE)
    row = payment_runs.release(run=run.uuid, seen=row.items_hash, by=team.rea, at=MADE)
    assert (row.needs_two, row.state) == (two, "APPROVED" if two else "RELEASED")
    if two:
        with refused(rules.ThirdReleases):
            payment_runs.release(run=run.uuid, seen=row.items_hash, by=team.rea, at=MADE)
        row = payment_runs.release(run=run.uuid, seen=row.items_hash, by=team.rob, at=MADE)
        assert row.state == "RELEASED"


def test_fin_06_days_and_accounts_of_a_run(books, account, paper, owed, team):
    """A Bacs file needs three banking days; nobody pays on a Sunday or on Christmas Day."""
    owed(paper)
    for more, rule in (
        ({"pay_on": date(2026, 11, 22)}, rules.PaidOnBankingDay),
        ({"pay_on": date(2026, 12, 25)}, rules.PaidOnBankingDay),
        ({"pay_on": date(2026, 11, 23)}, rules.FileInTime),
        ({"next_run_on": make.WEDNESDAY}, rules.NextRunLater),
        ({"file_format": "LISTING"}, rules.AccountPays),
        ({"pay_on": date(2026, 11, 24), "next_run_on": date(2026, 11, 25)}, rules.SomethingDue),
    ):
        with refused(rule), transaction.atomic():
            make.run(account, by=team.cal, **more)
    plain = bank.account(books, by=team.fay, name="Petty", subjective="93100", service_user_number="")
    with refused(rules.AccountPays):
        make.run(plain, by=team.cal)
    # The due date is Thursday 26 November: whether the next run is on that day or the day after decides.
    with refused(rules.SomethingDue), transaction.atomic():
        make.run(account, by=team.cal, next_run_on=date(2026, 11, 26))
    assert make.run(account, by=team.cal, next_run_on=date(2026, 11, 27)).state == "PROPOSED"


def test_fin_06_pay_in_part_with_deductions_and_return_payment(books, account, owed, chain, team, settle):
    paper = cis.subcontractor(books, by=team.mo, verifier=team.val, name="Fenwick Paper Ltd")
    bill = owed(
        paper, payables.line("1000.00"), payables.line("500.00", fund="PUB"), reference="CHARLIE-3",
        construction=cis.parts("900.00", "600.00"),
    )  # fmt: skip
    run = make.run(account, by=team.cal)
    one = items(run)["CHARLIE-3"]
    for wrong in ("0", "1800.00", "900.001"):
        with refused(rules.PartOfWhatIsOwed):
            payment_runs.pay_part(
                run=run.uuid, item=one.uuid, amount=D(wrong), reason="Half of it", by=team.cal, at=MADE
            )
    payment_runs.pay_part(run=run.uuid, item=one.uuid, amount=D("900.00"), reason="Half of it", by=team.cal, at=MADE)
    row = make.posted(run, team.rea, **chain)
    settle()
    assert (row.total, state(bill)) == (D("810.00"), "APPROVED")
    assert {code: sums(books)[code] for code in ("93000", "94000", "94210")} == {
        "93000": D("-810.00"), "94000": D("-900.00"), "94210": D("-90.00"),
    }  # fmt: skip
    rest = make.run(account, by=team.cal, at=PAID, pay_on=date(2026, 11, 27), next_run_on=date(2026, 11, 30))
    assert items(rest)["CHARLIE-3"].amount == D("900.00")
    payment_runs.withdraw(run=rest.uuid, reason="Not this week", by=team.cal, at=PAID)

    payment = SupplierPayment.objects.get(run=run)
    given = {"payment": payment.uuid, "code": "0", "reason": "No such account", "by": team.cal, "at": PAID}
    for wrong in ({"returned_on": date(2026, 11, 24)}, {"returned_on": date(2026, 11, 26)},
                  {"returned_on": date(2026, 11, 25), "code": ""}):  # fmt: skip
        with refused(rules.ReturnToldRight):
            payment_posting.return_payment(**(given | wrong))
    payment_posting.return_payment(**given, returned_on=date(2026, 11, 25))
    settle()
    assert (state(bill), state(payment), state(paper)) == ("APPROVED", "RETURNED", "HOLD")
    assert sums(books)["94000"] == D("-1800.00")
    assert "93000" not in sums(books)
    with pytest.raises(WrongState):
        payment_posting.return_payment(**given, returned_on=date(2026, 11, 25))
    suppliers.move(account=paper.uuid, action="release", reason="It sent the right one", by=team.val, at=PAID)
    later = make.run(account, by=team.cal, at=PAID, pay_on=date(2026, 11, 27), next_run_on=date(2026, 11, 30))
    assert items(later)["CHARLIE-3"].amount == D("1800.00")


def test_fin_06_bounce_a_paid_invoice_and_it_is_owed_again(account, paper, owed, chain, team):
    bill = owed(paper)
    make.posted(make.run(account, by=team.cal), team.rea, **chain)
    assert state(bill) == "PAID"
    payment = SupplierPayment.objects.get()
    payment_posting.return_payment(
        payment=payment.uuid, returned_on=make.WEDNESDAY, code="2", reason="Account closed", by=team.cal, at=PAID
    )
    assert state(bill) == "APPROVED"


def test_where_no_period_takes_it_a_run_waits_confirmed(books, account, paper, owed, chain, team):
    owed(paper)
    run = make.released(make.run(account, by=team.cal), team.rea, **chain)
    payment_runs.send_file(run=run.uuid, body=make.body(run), by=team.rea, at=MADE)
    november = books.periods[8].uuid
    calendar.move(period=november, modules=["AP"], action="soft_close", by=team.fay, at=PAID)
    assert payment_posting.confirm(run=run.uuid, by=team.cal, at=PAID).state == "CONFIRMED"
    with pytest.raises(RuleBroken):
        payment_posting.post(run=run.uuid, by=team.cal, at=PAID)
    calendar.move(
        period=november, modules=["AP"], action="reopen", reason="The run of November is left", by=team.fay, at=PAID
    )
    assert payment_posting.post(run=run.uuid, by=team.cal, at=PAID).state == "POSTED"


@pytest.mark.parametrize(("method", "most"), [("FASTER", True), ("CHAPS", False)])
def test_fin_06_same_day_payments_pass_the_same_checks(account, paper, owed, chain, team, method, most):
    big = owed(paper, payables.line("1000000.01", "0"), reference="DELTA-4")
    invoices.hold(invoice=big.uuid, reason="Ask the director", by=team.cal, at=NOW)
    given = {"method": method, "pay_on": MADE.date(), "next_run_on": make.WEDNESDAY, "invoices": [big.uuid]}
    run = make.run(account, by=team.cal, **given)
    assert items(run)["DELTA-4"].state == "OUT"
    payment_runs.withdraw(run=run.uuid, reason="It is held", by=team.cal, at=MADE)
    invoices.end_hold(hold=invoices.open_holds(big)[0].uuid, reason="He agrees", by=team.cal, at=MADE)
    run = make.run(account, by=team.cal, **given)
    if most:
        with refused(rules.WithinScheme):
            payment_runs.review(run=run.uuid, by=team.cal, at=MADE)
    else:
        row = make.released(run, team.rea, team.rob, **chain)
        assert b'<InstdAmt Ccy="GBP">1000000.01</InstdAmt>' in make.body(row)


def test_a_credit_note_above_what_is_paid_waits(account, paper, owed, chain, team):
    bill = owed(paper, payables.line("300.00"), reference="ECHO-51")
    owed(paper, payables.line("200.00"), kind="CREDIT_NOTE", credits=bill.uuid, no_order="", reference="NOTE-888")
    small = owed(paper, payables.line("50.00"), reference="ROMEO 707")
    run = make.run(account, by=team.cal)
    assert sorted(items(run, state="IN")) == ["ECHO-51", "NOTE-888", "ROMEO 707"]
    one = items(run)["ECHO-51"]
    payment_runs.take_out(run=run.uuid, items=[one.uuid], reason="It is asked about", by=team.cal, at=MADE)
    with refused(rules.NetAboveNought):
        payment_runs.review(run=run.uuid, by=team.cal, at=MADE)
    payment_runs.withdraw(run=run.uuid, reason="Begin again", by=team.cal, at=MADE)
    again = make.run(account, by=team.cal, invoices=[small.uuid])
    assert items(again)["NOTE-888"].out_reason == payment_runs.NOT_NOW


def test_the_wall_stands(cast, team):
    with partner_scope(cast.northshire.pk, actor_id=team.cal.pk, reason="test"):
        books = books_of.ledger(cast.northshire, team.mo)
        account = bank.account(books, by=team.fay)
        firm = payables.account(books, by=team.mo)
        payables.banked(firm, by=team.mo, verifier=team.val)
        bill = payables.invoice(firm, by=team.cal)
        payables.approved(bill, team.ben, by=team.cal)
        run = make.run(account, by=team.cal)
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk, reason="test"):
        with pytest.raises(PaymentRun.DoesNotExist):
            payment_runs.review(run=run.uuid, by=cast.dilys, at=MADE)
        with pytest.raises(BankAccount.DoesNotExist):
            make.run(account, by=cast.dilys)
        assert not PaymentItem.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM finance_paymentrun_hands(%s, %s)", [cast.northshire.pk, run.pk])


def test_postgresql_keeps_what_was_reviewed(account, paper, owed, chain, team):
    bill = owed(paper)
    run = make.run(account, by=team.cal)
    make.approved(run, **chain)
    one = PaymentItem.objects.get()
    for change in (
        {"amount": D("1.00")},
        {"state": "OUT", "out_reason": "Away", "out_by": team.cal},
        {"state": "PAID"},
    ):
        with SQL_REFUSES, transaction.atomic():
            PaymentItem.objects.filter(pk=one.pk).update(**change)
    for change in (
        {"state": "POSTED"},
        {"items_hash": "1" * 64},
        {"total": D("1.00")},
        {"state": "PROPOSED", "number": 9},
    ):
        with SQL_REFUSES, transaction.atomic():
            PaymentRun.objects.filter(pk=run.pk).update(**change)
    with SQL_REFUSES, transaction.atomic():
        SupplierInvoice.objects.filter(pk=bill.pk).update(state="PAID")


def test_the_queries_of_a_run_do_not_grow_with_it(account, paper, owed, chain, team):
    def counted(n):
        for pounds in range(n):
            owed(paper, payables.line(f"{n}{pounds}7.00"), reference=f"{'TANGO' * n}-{pounds * 1111}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            run = make.run(account, by=team.cal)
            make.posted(run, team.rea, **chain)
        return len(asked)

    counted(1)  # codings are written at their first use
    assert counted(2) == counted(5)


def test_fin_15_creditors_of_any_day_are_the_control_account_before_and_after_they_are_paid(
    books, account, paper, owed, chain, team
):
    bill = owed(paper, payables.line("200.00"), reference="ALPHA-17")
    owed(paper, payables.line("25.00"), kind="CREDIT_NOTE", credits=bill.uuid, no_order="", reference="NOTE-5566")
    other = payables.account(books, by=team.mo, name="Ash Energy Ltd")
    old = owed(other, reference="OLD 4471")  # due 26 November
    make.posted(make.run(account, by=team.cal), team.rea, **chain)
    of = {"partner_id": books.partner.pk, "legal_entity_id": books.entity.pk}

    def at(day):
        with CaptureQueriesContext(connection) as asked:
            found = aged.creditors(**of, on=day)
            ledger = aged.control(**of, control="AP", on=day)
        assert len(asked) == 5
        assert sum((one.pounds for one in found), D(0)) == -ledger
        return {one.name: (one.ages, one.unallocated) for one in aged.by_party(found, on=day)}

    posted = bill.journal.accounting_date
    none = D("0.00")
    assert at(posted - timedelta(days=1)) == {}
    ash = (D("120.00"), none, none, none, none)
    fenwick = (D("240.00"), none, none, none, none)
    assert at(posted) == {"Ash Energy Ltd": (ash, none), "Fenwick Paper Ltd": (fenwick, D("30.00"))}
    assert at(date(2026, 11, 24)) == at(posted)
    assert at(date(2026, 11, 25)) == {"Ash Energy Ltd": (ash, none)}
    assert at(date(2026, 12, 26)) == {"Ash Energy Ltd": (ash, none)}  # 30 days after it was due
    assert at(date(2026, 12, 27)) == {"Ash Energy Ltd": ((none, D("120.00"), none, none, none), none)}
    (one,) = aged.by_document(aged.creditors(**of, on=date(2026, 12, 1)), on=date(2026, 12, 1))
    assert (one.name, one.document.uuid, one.total) == ("OLD 4471", str(old.uuid), D("120.00"))
