"""A supplier's invoice on its whole way: entered, approved, paid in a run by four people, found on the statement."""

import re
from typing import NamedTuple

from django.utils import timezone
from playwright.sync_api import Page, expect

from finance import sealed
from finance.models import BankAccount, CostCentre, PaymentRun, SupplierAccount
from finance.operations import payment_posting
from finance.queries import bank
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.common.workingdays import is_working_day, next_working_day
from sharedservices.demo.organisations import COUNTY
from tests.browser.logins import login
from tests.browser.looks import is_clean
from tests.factories.bank import camt

NUMBER = re.compile(r"I\d{7}")
CLERK, HOLDER, MANAGER, PAYER, CASHIER = (
    login(mailbox) for mailbox in ("invoices", "budget", "finance", "payer", "bank")
)


class Place(NamedTuple):
    """What the journey needs to know of the county: addresses, codes, and where the statement goes on."""

    account: str
    centre: str
    bank: str
    sort_and_number: str
    opening: str
    statement: int


def find(visits) -> Place:
    with visits.site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk, reason="test"):
        firm = SupplierAccount.objects.get(supplier__legal_name__startswith="Brightwater Energy")
        own = BankAccount.objects.select_related("subjective").get(
            legal_entity=firm.legal_entity, subjective__code="93000"
        )
        details = sealed.open_own(own.details, row=own.uuid)
        last = bank.latest_statement(own)
        centre = CostCentre.objects.filter(legal_entity=firm.legal_entity).order_by("code")[0]
        return Place(
            account=str(firm), centre=centre.code, bank=f"/p/{COUNTY}/bank/accounts/{own.uuid}/",
            sort_and_number=f"{details.sort_code}{details.account_number}".replace("-", ""),
            opening=str(last.closing), statement=int(last.number) + 1,
        )  # fmt: skip


def press(page: Page, button: str, said: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(said)


def enter(page: Page, place: Place) -> str:
    """Enter the invoice, first without its total; return our number of it."""
    page.goto(f"/p/{COUNTY}/payables/invoices/new/?account={place.account}")
    page.get_by_label("What it is").select_option("NON_PO")
    page.get_by_label("Invoice number").fill("E/90017")
    today = timezone.localdate()
    page.get_by_label("Invoice date").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Why it needs no order").select_option("UTILITIES")
    page.get_by_label("Net", exact=True).fill("1000.00")
    page.get_by_label("VAT", exact=True).fill("200.00")
    for name, value in (
        ("Description", "Electricity, November"), ("Quantity", "1"), ("Price", "1000.00"), ("Net", "1000.00"),
        ("VAT", "200.00"), ("Cost centre", place.centre),
    ):  # fmt: skip
        page.get_by_label(f"{name}, line 1", exact=True).fill(value)
    page.get_by_label("VAT code, line 1").select_option("S20")
    page.get_by_role("button", name="Save this invoice").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the total to pay")
    is_clean(page, "invoice-entered-wrong")
    page.get_by_label("Total", exact=True).fill("1200.00")
    press(page, "Save this invoice", "The invoice is entered and matched")
    page.get_by_label("Note to whoever approves it").fill("Meters read on the first of the month")
    press(page, "Propose this invoice", "waits for")
    found = NUMBER.search(page.get_by_role("main").inner_text())
    assert found is not None
    return found[0]


def test_an_invoice_is_entered_approved_paid_and_found_on_the_statement(visits):
    place = find(visits)
    clerk = visits.open(CLERK)
    number = enter(clerk, place)
    invoice = clerk.url

    holder = visits.open(HOLDER)
    holder.goto(invoice)
    press(holder, "Approve this invoice", "approved and posted")

    run = pay(visits, clerk, number)
    clerk.goto(invoice)
    expect(clerk.get_by_role("main")).to_contain_text("Paid")
    reconcile(visits, place, run)


def pay(visits, clerk: Page, number: str) -> str:
    """Propose, review, approve, release, send, confirm; return the number of the run."""
    today = timezone.localdate()
    pay_on = today if is_working_day(today) else next_working_day(today)
    clerk.goto(f"/p/{COUNTY}/payables/runs/new/")
    clerk.get_by_label("How it is paid").select_option("FASTER")
    clerk.get_by_label("The money arrives on").fill(f"{pay_on:%d/%m/%Y}")
    clerk.get_by_label("Only these invoices").fill(number)
    press(clerk, "Propose this run", "The run is proposed")
    press(clerk, "I have gone through it", "The run is reviewed")
    address = clerk.url

    manager = visits.open(MANAGER)
    manager.goto(address)
    press(manager, "Approve this run", "The run is approved")

    payer = visits.open(PAYER)
    payer.goto(address)
    is_clean(payer, "run-to-release")
    press(payer, "Release this run", "The run is released")
    with payer.expect_download() as taken:
        payer.get_by_role("button", name="Take the file").click()
    body = taken.value.path().read_bytes()
    send(payer, body.replace(b"1200.00", b"9200.00"))
    expect(payer.get_by_role("alert")).to_contain_text("There is a problem")
    is_clean(payer, "run-other-file")
    send(payer, body)
    expect(payer.get_by_role("main")).to_contain_text("sent")

    clerk.goto(address)
    if pay_on == today:
        press(clerk, "The bank has paid it", "The run is posted, and suppliers are told")
    else:  # on a day without banks the money has not arrived: it is confirmed as of the day on which it does
        later(visits, address, pay_on)
    clerk.goto(address)
    is_clean(clerk, "run-posted")
    return clerk.get_by_role("heading", level=1).inner_text().removeprefix("Payment run ").split()[0]


def send(page: Page, body: bytes) -> None:
    page.get_by_label("File that goes to the bank").set_input_files(
        {"name": "payments.xml", "mimeType": "application/xml", "buffer": body}
    )
    page.get_by_role("button", name="Check the file and record that it is sent").click()


def later(visits, address: str, pay_on) -> None:
    with visits.site.data():
        by = User.objects.get(email=CLERK)
        with partner_scope(Partner.objects.get(code=COUNTY).pk, actor_id=by.pk, reason="test"):
            row = PaymentRun.objects.get(uuid=address.rstrip("/").rpartition("/")[2])
            at = timezone.now().replace(year=pay_on.year, month=pay_on.month, day=pay_on.day, hour=12)
            payment_posting.confirm(run=row.uuid, by=by, at=at)


def reconcile(visits, place: Place, run: str) -> None:
    """Load the statement that has the payment, and match it."""
    file = camt(
        ("-1200.00", run, "PAYMENTS TO SUPPLIERS"), version="08", number=place.statement, opening=place.opening,
        day=f"{timezone.localdate():%Y-%m-%d}", of=place.sort_and_number,
    )  # fmt: skip
    cashier = visits.open(CASHIER)
    cashier.goto(f"{place.bank}load/")
    cashier.get_by_label("File", exact=True).set_input_files(
        {"name": "statement.xml", "mimeType": "application/xml", "buffer": file.read()}
    )
    press(cashier, "Load it", "The file is loaded")
    cashier.get_by_role("button", name="Match what can be matched").click()
    expect(cashier.get_by_role("main")).to_contain_text("matched")
    row = cashier.get_by_role("row").filter(has_text=run)
    expect(row).to_contain_text("Matched")
    row.get_by_role("link").first.click()
    expect(cashier.get_by_role("main")).to_contain_text(f"{run}")
    is_clean(cashier, "bank-line-matched")
