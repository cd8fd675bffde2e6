"""An employee on a phone: payslip, new address, another bank account with a fresh sign-in, alert, cancelling."""

import re

from playwright.sync_api import expect

from hr.models import BankChange
from partners.models import Grant, OutboundMessage, Partner
from partners.scope import partner_scope
from sharedservices.demo.organisations import COUNTY
from tests.browser.axe import findings
from tests.browser.logins import login
from tests.browser.visits import PHONE, overflow, sign_in

MORAG = login("morag.abernethy")


def is_clean(page):
    assert overflow(page) == []
    assert findings(page) == []


def test_an_employee_changes_address_and_bank_account_and_cancels_what_was_not_meant(visits):
    page = visits.open(width=PHONE)
    sign_in(page, MORAG)
    expect(page.get_by_role("heading", level=1)).to_have_text("My home")
    is_clean(page)
    page.get_by_role("link", name="Open the latest payslip").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("October 2026")

    page.goto(f"/p/{COUNTY}/me/details/")
    is_clean(page)
    page.get_by_role("link", name="Change Address").click()
    page.get_by_label("Address line 1").fill("7 Harbour View")
    page.get_by_label("Postcode").fill("nowhere")
    is_clean(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This is not a full postcode").first).to_be_visible()
    page.get_by_label("Postcode").fill("NB1 2CD")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("7 Harbour View")).to_be_visible()

    page.get_by_role("link", name="Bank account", exact=True).first.click()
    page.get_by_role("link", name=re.compile("Change where this pay goes")).click()
    page.get_by_label("Name on the account").fill("Morag Abernethy")
    page.get_by_label("Sort code").fill("20-00-00")
    page.get_by_label("Account number").fill("55779911")
    is_clean(page)
    page.get_by_role("button", name="Ask for this change").click()
    expect(page.get_by_text("You have asked for the change")).to_be_visible()
    is_clean(page)
    assert told(visits) == {"EMAIL", "TEXT"}

    page.goto(f"/p/{COUNTY}/me/")
    page.get_by_role("link", name="Look at the change").click()
    page.get_by_role("link", name="Cancel this change").click()
    page.get_by_role("button", name="Cancel the change").click()
    expect(page.get_by_text("The change is cancelled")).to_be_visible()

    page.goto(f"/p/{COUNTY}/me/data/")
    expect(page.get_by_text(re.compile("You: changed, person")).first).to_be_visible()
    is_clean(page)


def told(visits):
    """Return by which ways Morag was told."""
    with visits.site.data():
        county = Partner.objects.get(code=COUNTY)
        with partner_scope(county.pk):
            person_id = Grant.objects.get(user__email=MORAG, partner=county).person_id
            assert BankChange.objects.filter(person_id=person_id, settled_at=None).exists()
            rows = OutboundMessage.objects.filter(person_id=person_id, kind="bank change alert")
            return set(rows.values_list("channel", flat=True))
