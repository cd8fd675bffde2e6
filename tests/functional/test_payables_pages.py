"""The pages of payables, as those use them who set suppliers up, verify, enter, approve and read (domain FIN-06)."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finance.models import SupplierAccount, SupplierBank, SupplierInvoice
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger, payables
from tests.people import grant, user

pytestmark = pytest.mark.usefixtures("second_of_november")
ROLES = {
    "mo": Role.SUPPLIER_MAINTAINER, "val": Role.SUPPLIER_VERIFIER, "cal": Role.AP_CLERK, "bob": Role.BUDGET_HOLDER,
    "fay": Role.FINANCE_MANAGER, "auda": Role.AUDITOR,
}  # fmt: skip


@pytest.fixture
def people(cast):
    found = {name: user(f"{name.capitalize()}ap") for name in ROLES}
    for name, role in ROLES.items():
        grant(found[name], cast.northshire, role)
    return found


@pytest.fixture
def inside(cast, people):
    """Read or make something there now."""

    def read(work):
        with partner_scope(cast.northshire.pk, actor_id=people["mo"].pk, reason="test"):
            return work()

    return read


@pytest.fixture
def books(inside, cast, people):
    return inside(lambda: ledger.ledger(cast.northshire, people["mo"]))


@pytest.fixture
def paper(inside, books, people):
    return inside(lambda: payables.account(books, by=people["mo"], vat_number=payables.VAT_NUMBER))


@pytest.fixture
def browser(client, people, cast):
    """Let somebody ask for a page, or send its form."""

    def ask(who, name, data=None, **kwargs):
        client.force_login(people[who])
        query = kwargs.pop("query", "")
        path = reverse(f"finance:{name}", kwargs={"partner_code": cast.northshire.code, **kwargs}) + query
        return client.get(path) if data is None else client.post(path, data)

    return ask


def typed(paper, **more):
    return {
        "rows": "2", "account": str(paper), "kind": "NON_PO", "reference": "F-77", "invoice_date": "26/10/2026",
        "received_on": "28/10/2026", "addressed_to": paper.legal_entity.legal_name, "supplier_vat": payables.VAT_NUMBER,
        "no_order": "SUBSCRIPTION", "net": "100.00", "vat": "20.00", "gross": "£120.00",
        "description_0": "Copier paper", "quantity_0": "4", "price_0": "25", "net_0": "100", "vat_code_0": "S20",
        "vat_0": "20", "subjective_0": "40100", "cost_centre_0": "f10001", "fund_0": "GEN",
    } | more  # fmt: skip


def latest(inside):
    return inside(lambda: SupplierInvoice.objects.select_related("journal").order_by("-id").first())


def test_an_invoice_goes_from_form_to_approval_to_the_ledger(browser, paper, inside):
    page = browser("cal", "invoice_new", query=f"?account={paper}")
    assert page.context_data["form"].initial["supplier_vat"] == payables.VAT_NUMBER
    browser("cal", "invoice_new", typed(paper))
    row = latest(inside)
    assert (row.state, row.gross) == ("MATCHED", Decimal("120.00"))
    shown = browser("cal", "invoice", invoice=row.uuid).content.decode()
    assert "4 × £25 = £100.00" in shown
    assert "20% of £100.00 = £20.00" in shown
    assert "26 November 2026" in shown

    browser("cal", "invoice_propose", {"propose-reason": "Delivery note 7"}, invoice=row.uuid)
    own = browser("cal", "invoice", invoice=row.uuid)
    assert "Approve this invoice" not in own.content.decode()
    assert own.context_data["may_withdraw"]
    page = browser("bob", "invoice", invoice=row.uuid)
    assert page.context_data["may_decide"]
    seen = page.context_data["asked"].row.content_hash
    assert browser("cal", "invoice_approve", {"content_hash": seen}, invoice=row.uuid).status_code == 403
    browser("bob", "invoice_approve", {"content_hash": seen}, invoice=row.uuid)
    row = latest(inside)
    assert (row.state, row.journal.total) == ("APPROVED", Decimal("120.00"))
    assert "£120.00" in browser("auda", "invoices").content.decode()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"account": "S999999"}, "account", "There is no such account"),
        ({"reference": "--"}, "reference", "with a letter or a digit"),
        ({"received_on": "03/11/2026"}, "received_on", "in the future"),
        ({"invoice_date": "29/10/2026"}, "invoice_date", "after it was received"),
        ({"kind": "CREDIT_NOTE"}, "credits", "names an invoice of the same supplier"),
        ({"credits": "I0000009"}, "credits", "There is no such invoice"),
        ({"description_1": "More"}, "quantity_1", "Enter the quantity of line 2"),
        ({"net_0": "1.234"}, "net_0", "2 decimal"),
        ({"gross": ""}, "gross", "Enter the total"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(browser, paper, inside, change, field, words):
    response = browser("cal", "invoice_new", typed(paper, **change))

    assert response.status_code == 422
    assert words in " ".join(response.context_data["form"].errors.get(field, []))
    assert latest(inside) is None


def test_more_rows_keep_what_was_typed(browser, paper):
    page = browser("cal", "invoice_new", typed(paper, more="1"))
    assert (page.status_code, page.context_data["form"].n_rows) == (200, 6)
    assert 'value="Copier paper"' in page.content.decode()


def test_a_held_invoice_says_why_and_is_put_right(browser, paper, inside):
    browser("cal", "invoice_new", typed(paper, supplier_vat=""))
    row = latest(inside)
    page = browser("cal", "invoice", invoice=row.uuid)
    assert "has no VAT number of the supplier" in page.content.decode()
    form = browser("cal", "invoice_correct", invoice=row.uuid)
    assert form.context_data["form"].initial["quantity_0"] == Decimal(4)
    browser("cal", "invoice_correct", typed(paper, received_on="01/11/2026"), invoice=row.uuid)
    again = latest(inside)
    assert (again.state, again.received_at) == ("MATCHED", row.received_at)


def test_a_duplicate_is_cleared_by_somebody_else(browser, paper, inside):
    browser("cal", "invoice_new", typed(paper, reference="INV-00123"))
    browser("cal", "invoice_new", typed(paper, reference="I23"))
    row = latest(inside)
    assert browser("cal", "invoice_clear", {"clear-reason": "Two deliveries"}, invoice=row.uuid).status_code == 403
    assert browser("fay", "invoice", invoice=row.uuid).context_data["may_clear"]
    empty = browser("fay", "invoice_clear", {"clear-reason": ""}, invoice=row.uuid)
    assert empty.status_code == 422
    browser("fay", "invoice_clear", {"clear-reason": "Two deliveries"}, invoice=row.uuid)
    assert latest(inside).state == "MATCHED"


def test_an_invoice_is_disputed_settled_held_and_cancelled(browser, paper, inside):
    browser("cal", "invoice_new", typed(paper))
    row = latest(inside)

    def act(action, **more):
        given = {"act-action": action, "act-reason": "Half of it was broken", **more}
        return browser("cal", "invoice_act", given, invoice=row.uuid)

    assert act("settle").status_code == 422  # not disputed: not offered
    act("dispute", **{"act-is_told": "on"})
    page = browser("cal", "invoice", invoice=row.uuid).content.decode()
    assert "The supplier was told on 2 November 2026" in page
    act("settle")
    act("hold")
    assert "Half of it was broken" in browser("auda", "invoice", invoice=row.uuid).content.decode()
    act("cancel")
    assert latest(inside).state == "CANCELLED"
    assert act("hold").status_code == 422


def supplier_typed(**more):
    return {
        "kind": "COMPANY", "legal_name": "Alder Paper Ltd", "vat_number": "123456782",
        "address": "3 Mill Lane", "phone": "01632 960101", "terms_days": "30", "method": "BACS",
    } | more  # fmt: skip


def test_a_supplier_is_set_up_and_its_bank_account_approved_by_another(browser, books, inside, paper):
    taken = browser("mo", "supplier_new", supplier_typed(entity=str(books.entity.uuid)))
    assert (taken.status_code, "vat_number" in taken.context_data["form"].errors) == (422, True)
    browser("mo", "supplier_new", supplier_typed(entity=str(books.entity.uuid), vat_number=""))
    new = inside(lambda: SupplierAccount.objects.order_by("-id").first())
    bank = {
        "holder": "Fenwick Paper", "sort_code": "08-99-99", "account_number": "66374958", "called_on": "30/10/2026",
        "evidence": "Ms Hale confirmed it and read the digits out",
    }  # fmt: skip
    fresh = browser("mo", "supplier_bank", bank, supplier_account=new.uuid)
    assert "held for 30 days before" in " ".join(fresh.context_data["form"].errors["__all__"])
    browser("mo", "supplier_bank", bank, supplier_account=paper.uuid)
    page = browser("val", "supplier", supplier_account=paper.uuid)
    shown = page.content.decode()
    assert "•••• 4958" in shown
    assert "66374958" not in shown
    seen = page.context_data["asked"].row.content_hash
    assert (
        browser("mo", "supplier_bank_approve", {"content_hash": seen}, supplier_account=paper.uuid).status_code == 403
    )
    browser("val", "supplier_bank_approve", {"content_hash": seen}, supplier_account=paper.uuid)
    assert inside(lambda: SupplierBank.objects.get().state) == "ACTIVE"


def test_payments_are_stopped_and_the_account_closed_with_a_reason(browser, paper, inside):
    given = {"reason": "A letter asks for another account"}
    assert browser("cal", "supplier_hold", {"reason": ""}, supplier_account=paper.uuid).status_code == 422
    browser("cal", "supplier_hold", given, supplier_account=paper.uuid)
    assert browser("mo", "supplier_release", given, supplier_account=paper.uuid).status_code == 403
    browser("val", "supplier_release", given, supplier_account=paper.uuid)
    browser("mo", "supplier_close", given, supplier_account=paper.uuid)
    row = inside(SupplierAccount.objects.get)
    assert (row.state, row.state_reason) == ("CLOSED", given["reason"])
    browser("mo", "supplier_edit", supplier_typed(address="9 New Road"), supplier_account=paper.uuid)
    assert "9 New Road" in browser("auda", "supplier", supplier_account=paper.uuid).content.decode()


def test_an_auditor_reads_and_changes_nothing(browser, paper, inside):
    assert browser("auda", "suppliers").status_code == 200
    for name in ("invoice_new", "supplier_new"):
        assert browser("auda", name).status_code == 403
    assert browser("auda", "supplier_hold", {"reason": "Because"}, supplier_account=paper.uuid).status_code == 403


@pytest.mark.parametrize("name", ["invoices", "suppliers"])
def test_a_list_asks_as_many_questions_for_eight_as_for_two(browser, inside, books, people, name):
    def asked():
        with CaptureQueriesContext(connection) as found:
            browser("cal", name)
        return len(found)

    def more(n):
        for _ in range(n):
            row = payables.account(books, by=people["mo"])
            payables.invoice(row, by=people["cal"])

    inside(lambda: more(2))
    asked()  # signs in
    few = asked()
    inside(lambda: more(6))
    assert asked() == few


def test_invoices_come_by_file_or_the_page_says_what_is_wrong(browser, paper, inside):
    heads = (
        "Supplier’s account,Invoice number,Invoice date,Received on,Addressed to,VAT number,Why no order,Invoice net,"
    )
    heads += (
        "Invoice VAT,Invoice total,Description,Quantity,Price,Line net,VAT code,Line VAT,Subjective code,Cost centre"
    )
    line = (
        f"{paper},F-1,26/10/2026,28/10/2026,{paper.legal_entity.legal_name},{payables.VAT_NUMBER},SUBSCRIPTION,100,20,"
    )
    line += "120,Copier paper,4,25,100,S20,20,40100,F10001"

    def send(text, total):
        file = SimpleUploadedFile("invoices.csv", text.encode())
        return browser("cal", "invoice_file", {"file": file, "control_total": total})

    wrong = send(f"{heads}\n{line.replace('S20', 'S99')}\n", "120")
    assert wrong.status_code == 422
    assert "There is no such VAT code" in wrong.content.decode()
    assert latest(inside) is None
    assert send(f"{heads}\n{line}\n", "120").status_code == 302
    assert latest(inside).source == "CSV"
    assert browser("auda", "invoice_file").status_code == 403
