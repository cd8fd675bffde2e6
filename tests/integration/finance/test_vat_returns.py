"""VAT returns (domain FIN-10, scenario E20), and what PostgreSQL refuses whoever asks."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from finance import rules_vat as rules
from finance.models import CostCentre, JournalLine, VatReturn, VatReturnLine
from finance.operations import vat_returns
from finance.queries import control_accounts
from finance.queries import vat as found
from partners.roles import Role
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import bank, payables, receivables
from tests.factories import vat as make
from tests.people import grant, user

D = Decimal


@pytest.fixture
def team(people, cast):
    """Cal enters invoices, Ben approves them, Al bills customers, Mo approves that; Pru prepares, Fay approves VAT."""
    roles = {"cal": Role.AP_CLERK, "ben": Role.BUDGET_HOLDER, "al": Role.AR_CLERK, "mo": Role.AR_MANAGER}
    for name, role in roles.items():
        person = user(f"{name.capitalize()}vat")
        grant(person, cast.northshire, role)
        setattr(people, name, person)
    return people


@pytest.fixture
def supplier(books, team):
    return payables.account(books, by=team.pru, vat_number=payables.VAT_NUMBER)


@pytest.fixture
def bought(supplier, team):
    """Post an invoice of £100.00 and VAT, or of other lines."""

    def post(*lines, on=date(2026, 9, 10), approvers=()):
        row = payables.invoice(supplier, *lines, by=team.cal, invoice_date=on)
        return payables.approved(row, *(approvers or (team.ben,)), by=team.cal)

    return post


def refused(rule, call, **given):
    with pytest.raises(RuleBroken) as caught, transaction.atomic():
        call(**given)
    assert caught.value.rule == rule.code
    return caught.value


def boxes(row):
    return [getattr(row, f"box_{box}") for box in range(1, 10)]


def lines(row):
    return [(one.code, one.net, one.tax, one.is_late) for one in VatReturnLine.objects.filter(vat_return=row)]


def control(books, number):
    (one,) = control_accounts.positions(books.periods[number], code="92500")
    return one.ledger, one.difference


def test_draw_up_takes_what_is_posted_two_sign_and_late_items_fall_into_the_next(books, team, bought, settle):
    refused(rules.Registered, vat_returns.draw_up, legal_entity=books.entity.uuid, by=team.pru, at=make.OCTOBER)
    make.registered(books, by=team.pru)
    bought(
        payables.line("4000.00"), payables.line("10.00", "0"), payables.line("60.00", vat_code="N"),
        payables.line("500.00", "0", vat_code="RC"),
    )  # fmt: skip
    bought(on=date(2026, 10, 2))
    books.by = team.al
    receivables.issued(
        books, receivables.customer(books), receivables.item("1000.00"), approver=team.mo, tax_point=date(2026, 9, 1)
    )
    row = make.drawn_up(books, by=team.pru)
    assert (str(row), row.due_on) == ("VAT 1 July 2026 to 30 September 2026", date(2026, 11, 7))
    assert boxes(row) == [
        D("300.00"), D("0.00"), D("300.00"), D("900.00"), D("600.00"), D("1500"), D("4570"), D("0"), D("0")
    ]  # fmt: skip
    assert lines(row) == [
        ("N", D("60.00"), D("12.00"), False), ("RC", D("500.00"), D("100.00"), False),
        ("S20", D("4000.00"), D("800.00"), False), ("Z", D("10.00"), D("0.00"), False),
        ("S20", D("1000.00"), D("200.00"), False),
    ]  # fmt: skip
    late = bought(on=date(2026, 9, 30))

    early = {"vat_return": row.uuid, "period_key": "26C1", "by": team.pru}
    refused(rules.PeriodIsOver, vat_returns.sign, **early, at=make.OCTOBER.replace(month=9, day=30))
    refused(rules.KeyLooksRight, vat_returns.sign, **(early | {"period_key": "?"}), at=make.OCTOBER)
    vat_returns.sign(**early, at=make.OCTOBER)
    refused(rules.AnotherApproves, vat_returns.approve, vat_return=row.uuid, by=team.pru, at=make.OCTOBER)
    refused(
        rules.SentBackWithWords, vat_returns.send_back, vat_return=row.uuid, words=" ", by=team.fay, at=make.OCTOBER
    )
    with pytest.raises(WrongState):
        make.drawn_up(books, by=team.pru)
    vat_returns.approve(vat_return=row.uuid, by=team.fay, at=make.OCTOBER)
    with pytest.raises(WrongState):
        vat_returns.approve(vat_return=row.uuid, by=team.fay, at=make.OCTOBER)

    following = make.drawn_up(books, by=team.pru, at=make.JANUARY)
    assert (following.starts_on, following.ends_on) == (date(2026, 10, 1), date(2026, 12, 31))
    assert [one[3] for one in lines(following)] == [True, False]
    assert VatReturnLine.objects.get(invoice=late).vat_return == following
    assert make.drawn_up(books, by=team.pru, at=make.JANUARY).pk == following.pk
    assert len(lines(following)) == 2
    settle()


def test_the_control_account_is_what_hmrc_owes_and_clears_when_it_pays(books, team, bought):
    make.registered(books, by=team.pru)
    bought()
    assert control(books, 7) == (D("20.00"), D("0.00"))
    row = make.drawn_up(books, by=team.pru)
    vat_returns.adjust(vat_return=row.uuid, wanted=make.adjustment(), by=team.pru, at=make.OCTOBER)
    vat_returns.sign(vat_return=row.uuid, period_key="26C1", by=team.pru, at=make.OCTOBER)
    row = vat_returns.approve(vat_return=row.uuid, by=team.fay, at=make.OCTOBER)
    assert (row.box_4, row.to_pay) == (D("140.00"), D("-140.00"))
    moved = JournalLine.objects.filter(journal=row.journal).order_by("number")
    assert [(one.coding.subjective.code, one.debit, one.credit) for one in moved] == [
        ("92500", D("120.00"), D("0.00")), ("40100", D("0.00"), D("120.00"))
    ]  # fmt: skip
    assert control(books, 7) == (D("140.00"), D("0.00"))

    account = bank.account(books, by=team.pru)
    paid = {"vat_return": row.uuid, "account": account.uuid, "by": team.pru, "at": payables.NOW}
    refused(rules.SettledByAccount, vat_returns.settle, **paid, on=date(2026, 9, 30))
    refused(rules.SettledByAccount, vat_returns.settle, **paid, on=date(2026, 11, 3))
    row = vat_returns.settle(**paid, on=date(2026, 10, 30))
    assert control(books, 7) == (D("0.00"), D("0.00"))
    with pytest.raises(WrongState):
        vat_returns.settle(**paid, on=date(2026, 10, 30))


def test_fin_10_what_is_recovered_in_part_or_not_at_all_agrees_on_the_return_and_the_control_account(
    books, team, bought, supplier
):
    """£20.05 of a leased car: £10.03 comes back. The three pennies of an invoice stand with its lost VAT."""
    make.registered(books, by=team.pru)
    bought(payables.line("100.25", vat_code="P"))
    pennies = payables.invoice(
        supplier, payables.line("100.00", vat_code="N"), payables.line("50.00"), by=team.cal,
        invoice_date=date(2026, 9, 10), vat=D("30.03"), gross=D("180.03"),
    )  # fmt: skip
    payables.approved(pennies, team.ben, by=team.cal)
    assert control(books, 7) == (D("20.03"), D("0.00"))
    row = make.drawn_up(books, by=team.pru)
    assert lines(row) == [
        ("P", D("100.25"), D("10.03"), False), ("N", D("100.00"), D("20.03"), False),
        ("S20", D("50.00"), D("10.00"), False),
    ]  # fmt: skip
    assert (row.box_4, row.box_7) == (D("20.03"), D("250.00"))


def test_only_small_errors_are_put_right_on_a_return(books, team, bought):
    make.registered(books, by=team.pru)
    bought()
    row = make.drawn_up(books, by=team.pru)
    given = {"vat_return": row.uuid, "by": team.pru, "at": make.OCTOBER}
    for wrong in (
        {"amount": D(0)}, {"amount": D("1.001")}, {"words": "short"}, {"subjective": "92500"}, {"cost_centre": "XX"},
        {"kind": "EXEMPT"}, {"kind": "BAD_DEBT", "amount": D(-1)}, {"kind": "EXEMPT", "box": 1, "amount": D(-1)},
    ):  # fmt: skip
        refused(rules.AdjustmentSays, vat_returns.adjust, **given, wanted=make.adjustment(**wrong))
    vat_returns.adjust(**given, wanted=make.adjustment(amount=D("10000.00")))
    why = refused(rules.ErrorIsSmall, vat_returns.adjust, **given, wanted=make.adjustment(amount=D("0.01")))
    assert "£10,000.01 net are too large for a return: it may put right £10,000.00" in str(why)
    taken = vat_returns.adjust(**given, wanted=make.adjustment(box=1, amount=D("4000.00")))
    row.refresh_from_db()
    assert (row.box_1, row.box_4, row.box_5) == (D("4000.00"), D("10020.00"), D("6020.00"))
    vat_returns.take_out(adjustment=taken.uuid, by=team.pru, at=make.OCTOBER)
    row.refresh_from_db()
    assert (row.box_1, row.box_4) == (D("0.00"), D("10020.00"))


def test_a_registration_begins_with_a_period_that_no_return_covers(books, team):
    given = {"legal_entity": books.entity.uuid, "by": team.pru, "at": make.OCTOBER, "stagger": 1}
    refused(rules.NumberLooksRight, vat_returns.register, **given, vat_number="GB123456789", first_day=make.FIRST)
    why = refused(
        rules.RegistrationFollows, vat_returns.register, **given, vat_number=make.NUMBER, first_day=date(2026, 8, 1)
    )
    assert "periods begin on 1 July 2026" in str(why)
    make.registered(books, by=team.pru)
    refused(rules.RegistrationFollows, vat_returns.register, **given, vat_number=make.NUMBER, first_day=make.FIRST)
    refused(
        rules.PeriodHasBegun, vat_returns.draw_up, legal_entity=books.entity.uuid, by=team.pru,
        at=make.OCTOBER.replace(month=6),
    )  # fmt: skip
    make.frozen(books, by=team.pru, approver=team.fay)
    refused(
        rules.RegistrationFollows, vat_returns.register, **(given | {"stagger": 0}), vat_number=make.NUMBER,
        first_day=date(2026, 9, 1),
    )  # fmt: skip


def test_e20_exempt_vat_above_five_per_cent_is_lost_whole_and_the_dial_is_red_before_the_year_ends(books, team, bought):
    """Exempt VAT 930k of 18.4m: here a thousandth of it, so £7,500 are set against 5% of £184,000 of VAT: £9,200."""
    centre = CostCentre.objects.get(code="F10001")
    given = {"cost_centre": centre.pk, "valid_from": date(2026, 4, 1), "by": team.pru, "at": make.OCTOBER}
    for use, percent in (("EXEMPT", "50"), ("OVERHEAD", "0"), ("TAXABLE", "1")):
        refused(rules.AttributionSays, vat_returns.attribute, **given, use=use, exempt_percent=D(percent),
                reason="As the adviser decided")  # fmt: skip
    vat_returns.attribute(**given, use="OVERHEAD", exempt_percent=D("5.06"), reason="Halls, by floor space of 2025")
    bought(payables.line("920000.00"), approvers=(team.fay, team.dee))

    def test_of(on):
        return found.year(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, fiscal_year=2026, on=on)

    during = test_of(date(2026, 10, 15))
    assert [(one.number, one.total, one.exempt) for one in during.months if one.total] == [
        (9, D("184000.00"), D("9310.40"))
    ]  # fmt: skip
    assert during.expected.colour == "red"
    assert (during.expected.total, during.expected.lost) == (D("368000.00"), D("18620.80"))
    ended = test_of(date(2027, 3, 31)).so_far
    assert (ended.limit, ended.percent, ended.lost, ended.colour) == (D("9200.00"), D("5.06"), D("9310.40"), "red")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE finance_vatreturn SET box_6 = 1",
        "UPDATE finance_vatreturn SET state = 'DRAFT'",
        "DELETE FROM finance_vatreturn",
        "DELETE FROM finance_vatreturnline",
        "UPDATE finance_vatreturnline SET net = 0",
        "INSERT INTO finance_vatreturnline (partner_id, vat_return_id, number, is_sale, invoice_id, code, tax_point,"
        " reference, party, net, tax, is_late) SELECT partner_id, vat_return_id, 99, false, invoice_id, 'Z', tax_point,"
        " '', '', 1, 0, false FROM finance_vatreturnline LIMIT 1",
    ],
)
def test_postgresql_keeps_a_frozen_return_as_it_is(books, team, bought, sql):
    make.registered(books, by=team.pru)
    bought()
    row = make.frozen(books, by=team.pru, approver=team.fay)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert VatReturn.objects.get(pk=row.pk).box_4 == D("20.00")


def test_postgresql_lets_nobody_freeze_a_return_of_their_own_or_take_what_is_not_posted(books, team, supplier):
    make.registered(books, by=team.pru)
    waits = payables.invoice(supplier, by=team.cal, invoice_date=date(2026, 9, 1))
    row = make.drawn_up(books, by=team.pru)
    with pytest.raises(DatabaseError, match="posted documents"), transaction.atomic():
        VatReturnLine.objects.create(
            partner_id=row.partner_id, vat_return=row, number=1, is_sale=False, invoice=waits, code="S20",
            tax_point=waits.tax_point, reference="x", party="x", net=D(1), tax=D(0), is_late=False,
        )  # fmt: skip
    vat_returns.sign(vat_return=row.uuid, period_key="26C1", by=team.pru, at=make.OCTOBER)
    row.refresh_from_db()
    row.state, row.approved_by, row.approved_human = "FROZEN", team.pru, team.pru.human_id
    row.approved_at = make.OCTOBER
    with pytest.raises(DatabaseError, match="approved_by_another"), transaction.atomic():
        row.save()
