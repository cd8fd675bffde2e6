"""The pages of accounts receivable, as the people who bill, take money, remind and write off use them (FIN-08)."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance.engine import ubl
from finance.models import Allocation, Customer, CustomerHold, Receipt, SalesInvoice, WriteOff
from partners.models import AuditEvent
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger, receivables, vat
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
ROLES = {"al": Role.AR_CLERK, "mo": Role.AR_MANAGER, "dee": Role.DEPUTY_FINANCE_OFFICER, "eve": Role.AUDITOR}
CUSTOMER = {
    "name": "Brook Lane Nursery Ltd", "kind": "BUSINESS", "address": "1 Brook Lane\nNorthton", "email": "",
    "vat_number": "", "terms_days": "28",
}  # fmt: skip
BILL = {
    "rows": "2", "description": "Hire of the hall in October", "customer_reference": "PO 7", "tax_point": "02/11/2026",
    "description_0": "Hall, 3 evenings", "quantity_0": "3", "unit_price_0": "40.00", "vat_code_0": "S20",
    "subjective_0": "83000", "cost_centre_0": "f10001", "fund_0": "GEN", "quantity_1": "1", "vat_code_1": "S20",
}  # fmt: skip


@pytest.fixture
def office(client, cast):
    """People, a ledger, and a way to ask for a page or send its form as one of them."""
    people = {name: user(name.capitalize()) for name in ROLES}
    for name, role in ROLES.items():
        grant(people[name], cast.northshire, role)
    with partner_scope(cast.northshire.pk, actor_id=people["al"].pk, reason="test"):
        books = ledger.ledger(cast.northshire, people["al"])

    def ask(who, name, data=None, query="", **kwargs):
        client.force_login(people[who])
        path = reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs}) + query
        return client.get(path) if data is None else client.post(path, data)

    def inside(work):
        with partner_scope(cast.northshire.pk, actor_id=people["al"].pk, reason="test"):
            return work()

    return SimpleNamespace(ask=ask, inside=inside, people=people, books=books, partner=cast.northshire)


def latest(office, model=SalesInvoice):
    return office.inside(lambda: model.objects.order_by("-id").first())


def words(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(body.decode().split())


@pytest.fixture
def issued(office):
    """SI000001 of £120.00 to a customer."""

    def make():
        return receivables.issued(office.books, receivables.customer(office.books), approver=office.people["mo"])

    return office.inside(make)


def test_from_customer_to_invoice_to_receipt(office):
    office.ask("al", "customer_new", CUSTOMER)
    customer = latest(office, Customer)
    assert "Brook Lane Nursery Ltd" in words(office.ask("al", "customers"))

    made = office.ask("al", "sales_new", BILL, customer=customer.uuid)
    row = latest(office)
    assert (made.status_code, row.state, row.gross) == (302, "DRAFT", Decimal("144.00"))
    own = office.ask("al", "sales_invoice", sales_invoice=row.uuid)
    assert "Another person, who may approve invoices" in words(own)
    assert office.ask("al", "sales_approve", {}, sales_invoice=row.uuid).status_code == 403
    assert "Approve and issue it" in words(office.ask("mo", "sales_invoice", sales_invoice=row.uuid))
    office.ask("mo", "sales_approve", {}, sales_invoice=row.uuid)
    row = latest(office)
    assert (str(row), row.state) == ("SI000001", "ISSUED")

    given = {
        "entity": str(office.books.entity.uuid), "amount": "144.00", "received_on": "02/11/2026", "method": "BACS",
        "reference": "SI000001", "customer": "C000001",
    }  # fmt: skip
    office.ask("al", "receipt_new", given)
    money = latest(office, Receipt)
    page = office.ask("al", "receipt", receipt=money.uuid)
    assert page.context_data["allocate_form"].initial == {"amount": Decimal("144.00")}
    office.ask("al", "receipt_allocate", {"allocate-invoice": str(row.uuid), "allocate-amount": "144.00"},
               receipt=money.uuid)  # fmt: skip
    assert latest(office).state == "PAID"
    assert "Receipt SI000001" in words(office.ask("al", "sales_invoice", sales_invoice=row.uuid))

    undone = latest(office, Allocation)
    office.ask("al", "allocation_undo", {"words": "The wrong invoice"}, allocation=undone.uuid)
    assert latest(office).state == "ISSUED"
    assert "Undone: The wrong invoice" in words(office.ask("al", "receipt", receipt=money.uuid))
    assert office.ask("al", "allocation_undo", allocation=undone.uuid).status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"unit_price_0": "4.005"}, "unit_price_0", "pence"),
        ({"unit_price_0": ""}, "unit_price_0", "Enter the price, line 1"),
        ({"subjective_0": "94000"}, "subjective_0", "control account"),
        ({"subjective_0": "99999"}, "subjective_0", "no subjective code 99999"),
        ({"cost_centre_0": ""}, "subjective_0", "needs a cost centre"),
        ({"quantity_0": "0"}, "subjective_0", "quantity is not above nought"),
        ({"description": "Hall"}, "description", "10 to 200"),
        ({"tax_point": "31/02/2026"}, "tax_point", "real date"),
        ({"tax_point": "01/11/1950"}, "__all__", "open"),
        ({"description_1": "Chairs"}, "unit_price_1", "Enter the price, line 2"),
    ],
)
def test_what_is_wrong_with_an_invoice_stands_beside_its_field(office, change, field, said):
    office.ask("al", "customer_new", CUSTOMER)
    page = office.ask("al", "sales_new", BILL | change, customer=latest(office, Customer).uuid)

    assert page.status_code == 422
    assert said in " ".join(page.context_data["form"].errors.get(field, [])) or said in words(page)
    assert latest(office) is None


def test_more_rows_keep_what_was_typed(office):
    office.ask("al", "customer_new", CUSTOMER)
    page = office.ask("al", "sales_new", BILL | {"more": "1"}, customer=latest(office, Customer).uuid)
    assert page.context_data["form"].n_rows == 5
    assert "Hall, 3 evenings" in words(page)


def test_a_draft_is_changed_and_a_credit_note_takes_an_invoice_back(office, issued):
    form = office.ask("al", "sales_credit", sales_invoice=issued.uuid).context_data["form"]
    assert form.initial["unit_price_0"] == Decimal("100.00")
    office.ask("al", "sales_credit", BILL | {"unit_price_0": "10"}, sales_invoice=issued.uuid)
    note = latest(office)
    office.ask("al", "sales_edit", BILL | {"quantity_0": "1"}, sales_invoice=note.uuid)
    assert latest(office).gross == Decimal("48.00")
    assert office.ask("al", "sales_edit", sales_invoice=issued.uuid).status_code == 302  # a draft no more
    over = office.ask("al", "sales_credit", BILL, sales_invoice=issued.uuid)
    assert "is too much" in words(over)

    office.ask("mo", "sales_approve", {}, sales_invoice=note.uuid)
    assert latest(office).state == "PAID"
    assert "CN000001" in words(office.ask("al", "sales_invoice", sales_invoice=issued.uuid))


def test_a_dispute_a_plan_a_hold_and_a_reminder(office, issued):
    at = {"sales_invoice": issued.uuid}
    office.ask("al", "sales_dispute", {"words": "The hall was cold"}, **at)
    assert "The hall was cold" in words(office.ask("eve", "sales_invoice", **at))
    office.ask("al", "sales_settle", {"words": "A fan heater was lent"}, **at)
    office.ask("al", "sales_plan", {"first_on": "30/11/2026", "n": "3"}, **at)
    page = words(office.ask("al", "sales_invoice", **at))
    assert "Instalments agreed" in page
    assert page.count("£40.00") == 3
    assert office.ask("al", "sales_plan", {"first_on": "01/11/2026", "n": "3"}, **at).status_code == 422
    office.ask("al", "sales_plan_end", {}, **at)
    assert "Instalments agreed" not in words(office.ask("al", "sales_invoice", **at))

    office.ask("al", "hold_new", {"kind": "VULNERABLE", "reason": "Told by phone", "starts_on": "02/11/2026",
                                  "ends_on": ""}, customer=issued.customer.uuid)  # fmt: skip
    wrong = {"kind": "OTHER", "reason": "x", "starts_on": "02/11/2026", "ends_on": "01/11/2026"}
    assert office.ask("al", "hold_new", wrong, customer=issued.customer.uuid).status_code == 422
    assert "Told by phone" in words(office.ask("eve", "customer", customer=issued.customer.uuid))
    office.ask("al", "hold_lift", {}, customer_hold=latest(office, CustomerHold).uuid)
    assert latest(office, CustomerHold).lifted_at is not None
    refused = office.ask("mo", "sales_remind", {"step": "REMINDER"}, **at)
    assert refused.status_code == 302
    assert "Not yet due" in words(office.ask("mo", "sales_invoice", **at))


def test_a_debt_is_written_off_by_two_and_taken_up_again(office, issued):
    at = {"sales_invoice": issued.uuid}
    given = {"amount": "120.00", "cause": "UNECONOMIC", "explanation": "Two letters came back", "member_report": ""}
    assert office.ask("al", "sales_write_off", given | {"amount": "120.01"}, **at).status_code == 422
    office.ask("al", "sales_write_off", given, **at)
    assert "Write it off" not in words(office.ask("al", "sales_invoice", **at))
    page = office.ask("mo", "sales_invoice", **at)
    assert "Two letters came back" in words(page)
    seen = page.context_data["asked"].row.content_hash
    empty = office.ask("mo", "sales_write_off_refuse", {"content_hash": seen, "comment": ""}, **at)
    assert empty.status_code == 422
    office.ask("mo", "sales_write_off_approve", {"content_hash": seen}, **at)
    assert latest(office).state == "WRITTEN_OFF"

    off = latest(office, WriteOff)
    office.ask("mo", "reinstate", {"words": "They have been found"}, write_off=off.uuid)
    assert latest(office).state == "ISSUED"
    assert office.ask("mo", "reinstate", write_off=off.uuid).status_code == 404


def test_money_of_nobody_is_found_out(office, issued):
    given = {
        "entity": str(office.books.entity.uuid), "amount": "120.00", "received_on": "02/11/2026", "method": "CASH",
        "reference": "COUNTER 3", "customer": "",
    }  # fmt: skip
    assert office.ask("al", "receipt_new", given | {"customer": "C000099"}).status_code == 422
    assert office.ask("al", "receipt_new", given | {"received_on": "03/11/2026"}).status_code == 422
    office.ask("al", "receipt_new", given)
    money = latest(office, Receipt)
    assert "1 receipt stands in suspense" in words(office.ask("al", "receipts"))
    assert office.ask("al", "receipt_identify", {"identify-customer": "no"}, receipt=money.uuid).status_code == 422
    office.ask("al", "receipt_identify", {"identify-customer": "C000001"}, receipt=money.uuid)
    assert latest(office, Receipt).customer_id == issued.customer_id


def test_the_pdf_says_what_a_vat_invoice_says_and_leaves_a_trace(office, issued):
    page = office.ask("eve", "sales_pdf", sales_invoice=issued.uuid)
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")
    assert office.inside(lambda: AuditEvent.objects.filter(action="EXPORT", label__contains="SI000001").exists())


def test_an_issued_invoice_is_an_electronic_one_once_the_vat_number_is_known(office, issued):
    """A VAT invoice names the seller’s number: without a registration there is none to name."""
    refused = office.ask("eve", "sales_xml", sales_invoice=issued.uuid)
    assert refused.status_code == 302
    office.inside(lambda: vat.registered(office.books, by=office.people["al"]))
    page = office.ask("eve", "sales_xml", sales_invoice=issued.uuid)
    assert (page["Content-Type"], page["Content-Disposition"]) == (
        "application/xml", 'attachment; filename="SI000001.xml"',
    )  # fmt: skip
    found = ubl.read(page.content)
    assert (found.reference, found.totals.gross) == ("SI000001", Decimal("120.00"))
    assert (found.supplier.vat_number, found.customer.name) == (vat.NUMBER, "Brook Lane Nursery Ltd")
    assert office.inside(lambda: AuditEvent.objects.filter(action="EXPORT", label__contains="electronic").exists())
    office.ask("al", "sales_new", BILL, customer=latest(office, Customer).uuid)
    draft = latest(office, SalesInvoice)
    assert office.ask("al", "sales_xml", sales_invoice=draft.uuid).status_code == 302
    assert "Electronic invoice" not in words(office.ask("al", "sales_invoice", sales_invoice=draft.uuid))


def test_lists_and_debts_by_age(office, issued):
    aged = words(office.ask("eve", "aged_debt"))
    assert "Brook Lane Nursery Ltd" in aged
    assert "£120.00" in aged
    assert "£1.20" in aged  # one per cent of what is not overdue
    assert "Brook Lane Nursery Ltd" in words(office.ask("eve", "sales", query="?q=SI1"))
    assert "Nobody is to be reminded" in words(office.ask("eve", "reminders"))
    file = words(office.ask("eve", "aged_debt", query="?download=csv"))
    assert "Brook Lane Nursery Ltd,120.00,120.00,0.00" in file


@pytest.mark.parametrize("name", ["sales", "customers", "aged_debt"])
def test_a_list_asks_as_many_questions_for_six_customers_as_for_two(office, name):
    def asked():
        with CaptureQueriesContext(connection) as found:
            assert office.ask("mo", name).status_code == 200
        return len(found)

    def add(n):
        def make():
            for _ in range(n):
                receivables.issued(office.books, receivables.customer(office.books), approver=office.people["mo"])

        office.inside(make)

    add(2)
    asked()
    few = asked()
    add(4)
    assert asked() == few
