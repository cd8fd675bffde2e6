"""Electronic invoices: taken in once, read, entered for whom they name, passed on, returned (domain FIN-06, E17)."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import Error, IntegrityError, connection, transaction

from finance import rules_einvoices as rules
from finance import rules_payables
from finance.models import ElectronicInvoice, InvoiceEnvelope, SupplierBank, SupplierInvoice
from finance.operations import einvoices, invoices, suppliers
from finance.operations.suppliers import TermsWanted
from finance.queries import einvoices as found
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import einvoices as make
from tests.factories import ledger, payables
from tests.factories.vat import NUMBER, registered
from tests.people import grant, user

D = Decimal
NOW, CAME = make.NOW, make.CAME
SQL_REFUSES = pytest.raises(Error)


@pytest.fixture
def team(cast):
    roles = {"cal": Role.AP_CLERK, "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER}
    found = {name: user(f"{name}x") for name in roles}
    for name, role in roles.items():
        grant(found[name], cast.northshire, role)
    return SimpleNamespace(**found)


@pytest.fixture
def acme(books, team):
    return payables.account(
        books, by=team.mo, name="Sample Paper & Sons Ltd", vat_number="GB980780684", subjective="40100"
    )


@pytest.fixture
def take(cast, team):
    def do(data, **more):
        return make.taken(data, partner=cast.northshire, by=team.cal, **more)

    return do


def rules_of(row):
    return [one["rule"] for one in row.findings]


def refused(rule):
    return pytest.raises(RuleBroken, match=rule.sentence.split("{")[0][:40] or rule.code)


def test_register_enters_an_invoice_with_the_moment_at_which_it_came(acme, take, team, cast):
    payables.banked(acme, by=team.mo, verifier=team.val)
    file = make.write(make.paper(
        acme, reference="SP-7", lines=[("Paper", "60.00"), ("Card", "40.00")], allowance="10.00",
        account="GB29NWBK60161331926819", due=date(2026, 12, 9),
    ))  # fmt: skip
    row = take(file)

    made = row.invoice
    assert (row.state, row.recognised_by, row.bank, row.bank_last_four) == (
        "REGISTERED",
        "VAT number",
        "DIFFERS",
        "6819",
    )
    assert (made.reference, made.received_at, made.source) == ("SP-7", CAME, "XML")
    assert (made.net, made.vat, made.gross) == (D("90.00"), D("18.00"), D("108.00"))
    assert [(one.description, one.net, one.vat, one.subjective) for one in invoices.lines_of(made)] == [
        ("Paper", D("54.00"), D("10.80"), "40100"), ("Card", D("36.00"), D("7.20"), "40100"),
    ]  # fmt: skip
    assert made.due_on == date(2026, 12, 9)
    assert einvoices.body_of(row) == file
    assert row.file_hash == hashlib.sha256(file).hexdigest()
    assert "60161331926819" not in str(row.content)
    assert SupplierBank.objects.get().last_four == "4958"  # the one that was held
    said = str(
        list(AuditEvent.objects.filter(object_type="finance_electronicinvoice").values_list("changes", flat=True))
    )
    assert row.reference in said
    assert row.body not in said

    again, is_new = einvoices.take_in(
        partner_id=cast.northshire.pk, name="again.xml", data=file, received_at=NOW, by=team.cal, at=NOW
    )
    assert (again.pk, is_new, again.received_at) == (row.pk, False, CAME)
    assert SupplierInvoice.objects.count() == 1


def test_find_same_tells_the_same_invoice_in_other_bytes_and_another_number_is_suspect(acme, take, team):
    """A supplier’s system that sends twice; then E18’s numbers, by file."""
    payables.invoice(acme, by=team.cal)  # says what its invoices are charged to
    first = take(make.paper(acme, reference="INV-00123", lines=[("Paper", "1000.00")]))
    second = take(make.paper(acme, reference="INV-00123", lines=[("Paper, A4", "1000.00")]), came=NOW)
    third = take(make.paper(acme, reference="I23", lines=[("Paper", "1000.00")], day=date(2026, 10, 20)))

    assert (second.state, second.invoice, rules_of(second)) == ("DUPLICATE", first.invoice, ["SAME"])
    assert second.invoice.received_at == CAME
    assert (third.state, third.invoice.state) == ("REGISTERED", "DUP_SUSPECT")
    assert {one.points for one in invoices.open_holds(third.invoice) if one.kind == "DUPLICATE"} == {85}


def test_a_credit_note_finds_what_it_credits_or_waits_to_be_told(acme, take, team):
    charged = take(make.paper(acme, reference="SP-9")).invoice
    known = take(make.paper(acme, reference="SC-1", lines=[("Paper back", "20.00")], credits="SP-9"))
    assert (known.state, known.invoice.kind, known.invoice.credits) == ("REGISTERED", "CREDIT_NOTE", charged)
    row = take(make.paper(acme, reference="SC-2", lines=[("Paper back", "5.00")], credits="XX-1"))
    assert (row.state, rules_of(row)) == ("WAITING", ["CREDITS"])
    assert "XX-1, which is not here" in row.findings[0]["message"]
    with refused(rules_payables.CreditsWhat):
        einvoices.assign(document=row.uuid, account=acme.uuid, by=team.cal, at=NOW)
    big = take(make.paper(acme, reference="SC-3", lines=[("Paper back", "500.00")], credits="XX-1"))
    with pytest.raises(RuleBroken, match="is more than is left of invoice SP-9"):
        einvoices.assign(document=big.uuid, account=acme.uuid, credits=charged.uuid, by=team.cal, at=NOW)

    row = einvoices.assign(document=row.uuid, account=acme.uuid, credits=charged.uuid, by=team.cal, at=NOW)

    assert (row.state, row.invoice.gross, row.findings) == ("REGISTERED", D("6.00"), [])


def test_terms_of_the_account_hold_unless_the_invoice_gives_more_than_thirty_days(books, take, team):
    """Received on 28 October: thirty days end on 26 November, terms of fourteen on 10 November."""
    quick = payables.account(books, by=team.mo, name="Quick Ltd", vat_number="GB980780684", terms_days=14)
    days = {"none": None, "sooner": date(2026, 11, 20), "thirtieth": date(2026, 11, 26), "later": date(2026, 11, 27)}
    due = {name: take(make.paper(quick, due=on)).invoice.due_on for name, on in days.items()}
    terms = date(2026, 11, 10)
    assert due == {"none": terms, "sooner": terms, "thirtieth": terms, "later": date(2026, 11, 27)}


def test_what_is_said_to_be_paid_in_part_is_held(acme, take):
    row = take(make.paper(acme, prepaid="8.00"))
    held = [one.words for one in invoices.open_holds(row.invoice) if one.kind == "MANUAL"]
    assert held == ["It asks for £112.00 of £120.00: £8.00 is said to be paid already."]


def test_find_fault_says_why_and_give_back_keeps_words_and_a_day(acme, take, team):
    text = make.write(make.paper(acme)).decode()
    total = 'TaxInclusiveAmount currencyID="GBP">12'
    row = take(text.replace(f"{total}0.00", f"{total}1.00").encode())
    assert (row.state, rules_of(row), row.invoice) == ("INVALID", ["BR-CO-15", "BR-CO-16"], None)
    assert (row.seller, row.gross) == ("Sample Paper & Sons Ltd", None)
    for words, day, rule in (
        ("No", date(2026, 11, 2), rules.ElectronicReason),
        ("It does not add up", date(2026, 10, 27), rules.ElectronicTold),
        ("It does not add up", date(2026, 11, 3), rules.ElectronicTold),
    ):  # fmt: skip
        with pytest.raises(RuleBroken) as error:
            einvoices.give_back(document=row.uuid, words=words, told_on=day, by=team.cal, at=NOW)
        assert error.value.rule == rule.code
    row = einvoices.give_back(
        document=row.uuid, words="The total does not add up.", told_on=date(2026, 11, 2), by=team.cal, at=NOW
    )
    assert (row.state, row.told_on, row.moved_by) == ("RETURNED", date(2026, 11, 2), team.cal)
    with pytest.raises(WrongState):
        einvoices.look_again(document=row.uuid, by=team.cal, at=NOW)
    later = take(make.paper(acme, day=date(2026, 10, 29)))  # dated after it came
    assert (later.state, rules_of(later)) == ("INVALID", ["AP-INVOICE-DATE"])


def test_wait_for_an_unknown_supplier_until_a_person_chooses_its_account(books, acme, take, team, cast):
    other = payables.account(books, by=team.mo, name="Other Ltd")
    row = take(make.paper(buyer=acme.legal_entity.legal_name, seller="Newcomer Ltd", seller_vat="GB123456782"))
    assert (row.state, rules_of(row), row.legal_entity) == ("WAITING", ["SUPPLIER"], books.entity)
    assert "Newcomer Ltd (GB123456782)" in row.findings[0]["message"]
    with pytest.raises(RuleBroken, match="The account belongs to Sample Paper & Sons Ltd, which has another") as error:
        einvoices.assign(document=row.uuid, account=acme.uuid, by=team.cal, at=NOW)
    assert error.value.rule == rules.ElectronicOfSupplier.code
    row = einvoices.assign(document=row.uuid, account=other.uuid, by=team.cal, at=NOW)
    assert (row.state, row.account, row.bank) == ("REGISTERED", other, "NOT_GIVEN")
    with pytest.raises(WrongState):
        einvoices.assign(document=row.uuid, account=other.uuid, by=team.cal, at=NOW)

    later = take(make.paper(buyer=acme.legal_entity.legal_name, seller="Slow Ltd", seller_vat="GB111111162"))
    payables.account(books, by=team.mo, name="Slow Ltd", vat_number="GB111111162", subjective="40100")
    later = einvoices.look_again(document=later.uuid, by=team.cal, at=NOW)
    assert (later.state, later.invoice.received_at) == ("REGISTERED", CAME)


def test_it_goes_to_the_legal_entity_of_the_partner_that_it_names(books, acme, take, team, scope):
    fund = ledger.ledger(scope.northshire, team.mo, code="PF")
    fund.entity.legal_name = "Northshire Pension Fund"
    fund.entity.save()
    row = take(make.paper(acme, buyer="NORTHSHIRE PENSION FUND"))
    assert (row.state, rules_of(row), row.legal_entity) == ("WAITING", ["ACCOUNT"], fund.entity)
    with pytest.raises(RuleBroken, match="This invoice is for Northshire Pension Fund"):
        einvoices.assign(document=row.uuid, account=acme.uuid, by=team.cal, at=NOW)
    suppliers.open_account(
        supplier=acme.supplier.uuid, legal_entity=fund.entity.uuid, terms=TermsWanted(address="3 Mill Lane"),
        by=team.mo, at=NOW,
    )  # fmt: skip
    row = einvoices.look_again(document=row.uuid, by=team.cal, at=NOW)
    assert (row.state, row.invoice.legal_entity) == ("REGISTERED", fund.entity)


def test_one_for_nobody_here_stays_until_the_vat_number_is_known(books, acme, take, team):
    row = take(make.paper(acme, buyer="Northshire Libraries", buyer_vat=NUMBER))
    assert (row.state, rules_of(row), row.legal_entity) == ("RECEIVED", ["BUYER"], None)
    with refused(rules.ElectronicAccount):
        einvoices.assign(document=row.uuid, account=acme.uuid, by=team.cal, at=NOW)
    registered(books, by=team.mo)
    row = einvoices.look_again(document=row.uuid, by=team.cal, at=NOW)
    assert (row.state, row.legal_entity) == ("REGISTERED", books.entity)
    assert "It is addressed to Northshire Libraries" in " ".join(one.words for one in invoices.open_holds(row.invoice))


def test_what_is_no_invoice_or_comes_tomorrow_is_not_taken_in(acme, take):
    with pytest.raises(RuleBroken, match=r"scan\.pdf is not an electronic invoice: This is not XML") as error:
        take(b"%PDF-1.7", name="scan.pdf")
    assert error.value.rule == rules.ElectronicFile.code
    with refused(rules_payables.ReceivedBefore):
        take(make.paper(acme), came=datetime(2026, 11, 2, 9, 1, tzinfo=UTC))
    assert not ElectronicInvoice.objects.exists()


def test_the_database_keeps_the_file_its_moment_and_its_flow(acme, take, team):
    row = take(make.paper(acme))
    waits = take(make.paper(acme, seller="Newcomer Ltd", seller_vat="GB123456782"))
    rows = ElectronicInvoice.objects
    for pk, change in (
        (waits.pk, {"received_at": NOW}), (waits.pk, {"body": row.body}), (waits.pk, {"file_hash": "1" * 64}),
        (waits.pk, {"state": "REGISTERED"}), (waits.pk, {"state": "RECEIVED"}), (waits.pk, {"gross": D("1.00")}),
        (waits.pk, {"state": "REGISTERED", "invoice": payables.invoice(acme, by=team.cal), "account": acme}),
        (row.pk, {"state": "RETURNED", "invoice": None, "told_on": date(2026, 11, 2), "told_words": "Never mind"}),
    ):  # fmt: skip
        with SQL_REFUSES, transaction.atomic():
            rows.filter(pk=pk).update(**change)
    with SQL_REFUSES, transaction.atomic():
        rows.filter(pk=waits.pk).delete()
    with pytest.raises(IntegrityError, match="begins as received"), transaction.atomic():
        ElectronicInvoice.objects.create(
            partner_id=row.partner_id, name="a", n_bytes=1, file_hash="2" * 64, received_at=NOW, taken_by=team.cal,
            taken_at=NOW, kind="INVOICE", state="WAITING",
        )  # fmt: skip


# --- between partners -----------------------------------------------------------------------------------------------
@pytest.fixture
def two(cast, team):
    """A ledger and the same supplier at both partners; a clerk of Southborough’s."""
    sue = user("Sue")
    grant(sue, cast.southborough, Role.AP_CLERK)
    accounts = {}
    for partner, by, name in (
        (cast.northshire, team.cal, "Northshire CC"),
        (cast.southborough, sue, "Southborough LBA"),
    ):
        with partner_scope(partner.pk, actor_id=by.pk, reason="test"):
            books = ledger.ledger(partner, by)
            books.entity.legal_name = name
            books.entity.save()
            accounts[partner.code] = payables.account(
                books, by=by, name="Sample Paper Ltd", vat_number="GB980780684", subjective="40100"
            )
    return SimpleNamespace(north=accounts["northshire"], south=accounts["southborough"], cal=team.cal, sue=sue)


def test_e17_fin_06_send_on_and_take_over_keep_the_moment_at_which_an_invoice_came(cast, two):
    """E17: addressed to LBA, arrives in CC’s mailbox: rerouted, received when CC received it, never paid by CC."""
    here, there = cast.northshire, cast.southborough
    file = make.write(make.paper(two.south, reference="LB-1"))
    with partner_scope(here.pk, actor_id=two.cal.pk, reason="test"):
        sent = make.taken(file, partner=here, by=two.cal)
        assert (sent.state, sent.to_partner, sent.invoice, sent.account) == ("REROUTED", there, None, None)
        assert not SupplierInvoice.objects.exists()
        with pytest.raises(WrongState):
            einvoices.assign(document=sent.uuid, account=two.north.uuid, by=two.cal, at=NOW)
        for change in ({"state": "TAKEN", "taken_at": NOW}, {"received_at": NOW}, {"to_partner_id": here.pk}):
            with SQL_REFUSES, transaction.atomic():
                InvoiceEnvelope.objects.update(**change)
        with pytest.raises(InvoiceEnvelope.DoesNotExist):
            einvoices.take_over(partner_id=here.pk, envelope=sent.envelope, by=two.cal, at=NOW)
        with pytest.raises(IntegrityError, match="was received and passed on"), transaction.atomic():
            InvoiceEnvelope.objects.create(
                partner=here, to_partner=there, name="forged", file_hash="1" * 64, received_at=CAME, sent_at=NOW
            )

    with partner_scope(there.pk, actor_id=two.sue.pk, reason="test"):
        assert not ElectronicInvoice._base_manager.exists()  # the other partner's register is not to be seen
        waiting = found.sent_here(partner_id=there.pk)
        assert [(one.partner, one.seller, one.received_at) for one in waiting] == [(here, "Sample Paper Ltd", CAME)]
        row = einvoices.take_over(partner_id=there.pk, envelope=sent.envelope, by=two.sue, at=NOW)
        assert (row.state, row.received_at, row.from_partner) == ("REGISTERED", CAME, here)
        assert (row.invoice.received_at, row.invoice.account, row.invoice.reference) == (CAME, two.south, "LB-1")
        assert einvoices.body_of(row) == file
        with pytest.raises(WrongState):
            einvoices.take_over(partner_id=there.pk, envelope=sent.envelope, by=two.sue, at=NOW)
        assert not found.sent_here(partner_id=there.pk).exists()
        with pytest.raises(IntegrityError, match="came in an envelope"), transaction.atomic():
            ElectronicInvoice.objects.create(
                partner=there, name="a", n_bytes=1, file_hash="2" * 64, received_at=CAME, taken_by=two.sue,
                taken_at=NOW, kind="INVOICE", from_partner=here, envelope=sent.envelope,
            )  # fmt: skip
    with partner_scope(here.pk, actor_id=two.cal.pk, reason="test"):
        assert InvoiceEnvelope.objects.get().state == "TAKEN"
        assert not SupplierInvoice._base_manager.exists()
        again = make.taken(file, partner=here, by=two.cal)
        assert (again.pk, InvoiceEnvelope.objects.count()) == (sent.pk, 1)


def test_one_that_came_there_too_is_taken_in_once(cast, two):
    file = make.write(make.paper(two.south, reference="LB-2"))
    with partner_scope(cast.southborough.pk, actor_id=two.sue.pk, reason="test"):
        own = make.taken(file, partner=cast.southborough, by=two.sue, came=NOW)
    with partner_scope(cast.northshire.pk, actor_id=two.cal.pk, reason="test"):
        sent = make.taken(file, partner=cast.northshire, by=two.cal)
    with partner_scope(cast.southborough.pk, actor_id=two.sue.pk, reason="test"):
        row = einvoices.take_over(partner_id=cast.southborough.pk, envelope=sent.envelope, by=two.sue, at=NOW)
        assert (row.pk, row.received_at, SupplierInvoice.objects.count()) == (own.pk, NOW, 1)
        assert not found.sent_here(partner_id=cast.southborough.pk).exists()


def test_names_and_numbers_of_buyers_are_told_in_scope_only(cast, two, django_assert_num_queries):
    with partner_scope(cast.northshire.pk, actor_id=two.cal.pk, reason="test"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT legal_name, vat_number FROM finance_buyers(%s, '2026-11-02')", [cast.northshire.pk])
            assert cursor.fetchall() == [("Northshire CC", ""), ("Southborough LBA", "")]
        with SQL_REFUSES, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM finance_buyers(%s, '2026-11-02')", [cast.southborough.pk])
        with django_assert_num_queries(2):
            assert found.standing(partner_id=cast.northshire.pk).n_waiting == 0
