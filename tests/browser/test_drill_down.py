"""An auditor follows a figure of the trial balance to its lines, a journal, its document, and who approved that."""

from playwright.sync_api import expect

from sharedservices.demo.organisations import COUNTY
from tests.browser.logins import login
from tests.browser.looks import is_clean

AUDITOR = login("audit")


def test_an_auditor_follows_a_figure_to_its_document_and_who_approved_it(visits):
    page = visits.open(AUDITOR)
    page.goto(f"/p/{COUNTY}/ledger/trial-balance/")
    page.get_by_role("link", name="20100", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lines")
    page.get_by_role("row").filter(has_text="E/77120").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("E/77120")
    is_clean(page, "journal-of-an-invoice")
    journal = page.url
    page.get_by_role("link", name="Open").first.click()
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_contain_text("E/77120 of Brightwater Energy Supply plc")
    expect(main).to_contain_text("Approved and posted")
    expect(main).to_contain_text("Invoice approver")
    expect(main).to_contain_text("Gwen Allsopp")
    is_clean(page, "invoice-of-a-journal")
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)
    visits.refused(page, f"{journal}reverse/", 403)
