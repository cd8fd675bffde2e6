"""An employee on a phone reads a payslip, sees how it was worked out and what changed, keeps it, and asks payroll."""

import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import Page, expect

from sharedservices.demo.organisations import COUNTY, SOUTH
from tests.browser.axe import findings
from tests.browser.logins import login
from tests.browser.visits import PHONE, Visits, overflow

DELROY = login("delroy.pinnock")  # has a second job: all of it is taxed at the basic rate
QUESTION = "A fifth of this job goes in tax. Is that right?"
ANSWER = "HMRC gave us code BR for this job: your allowance is used in the other one."
POUNDS = re.compile(r"£[\d,]+\.\d\d")


def october(visits: Visits, **window) -> Page:
    """Open the payslip of October from the list, as a phone user would: by tapping the month."""
    page = visits.open(DELROY, width=PHONE, **window)
    page.goto(f"/p/{COUNTY}/me/payslips/")
    page.get_by_role("link", name=re.compile("October 2026")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("October 2026")
    return page


def line_of(page: Page, name: str):
    """Return the row of a line of the payslip, and the row below it that explains it."""
    row = page.locator("tr.app-lines__line", has_text=re.compile(name)).first
    return row, row.locator("xpath=following-sibling::tr[1]")


def test_employee_finds_the_payslip_at_once(visits):
    page = visits.open(DELROY, width=PHONE)
    page.goto("/")
    expect(page).to_have_url(re.compile(f"/p/{COUNTY}/me/$"))
    page.get_by_role("link", name="Payslips", exact=True).click()
    newest = page.locator(".app-payslips__link").first

    expect(newest).to_contain_text("October 2026")
    expect(newest).to_contain_text(POUNDS)
    assert overflow(page) == []
    assert findings(page) == []


def test_payslip_says_what_changed_and_how_each_figure_was_worked_out(visits):
    page = october(visits)
    expect(page.get_by_role("heading", name=re.compile("What changed since September 2026"))).to_be_visible()
    expect(page.locator("#changes")).to_contain_text(re.compile("every figure is the same|£"))
    row, how = line_of(page, "tax")
    amount = row.locator("td").inner_text()
    how.locator("summary").click()

    expect(how).to_contain_text("BR")
    expect(how).to_contain_text("Source")
    assert amount in how.inner_text()
    assert overflow(page) == []
    assert findings(page) == []


def test_explanation_has_a_page_of_its_own_without_scripts(visits):
    page = october(visits, scripts=False)
    _, how = line_of(page, "National Insurance")
    how.locator("summary").click()
    how.get_by_role("link", name="On a page of its own").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("National Insurance")
    expect(page.get_by_role("heading", name="How this was worked out")).to_be_visible()


def test_pdf_is_the_same_payslip_tagged_and_on_one_page(visits, tmp_path: Path):
    page = october(visits)
    net = page.locator(".app-net__amount").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    kept = tmp_path / "payslip.pdf"
    download.value.save_as(kept)
    pdf = pypdf.PdfReader(io.BytesIO(kept.read_bytes()))
    text = "".join(one.extract_text() for one in pdf.pages)

    assert download.value.suggested_filename.endswith(".pdf")
    assert len(pdf.pages) == 1
    assert pdf.root_object["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own boolean
    assert pdf.root_object["/Lang"].lower().startswith("en")
    for wanted in ("October 2026", "Delroy", "Pinnock", net.removeprefix("£")):
        assert wanted in text


def test_question_about_a_line_is_answered_by_payroll(visits):
    page = october(visits)
    _, how = line_of(page, "tax")
    how.locator("summary").click()
    how.get_by_role("link", name=re.compile("wrong")).click()
    page.get_by_role("button", name="Send to payroll").click()
    expect(page.get_by_role("alert")).to_contain_text("Tell us what you think is wrong")
    assert findings(page) == []
    page.get_by_label("What do you think is wrong?").fill(QUESTION)
    page.get_by_role("button", name="Send to payroll").click()
    expect(page.get_by_role("main")).to_contain_text("Your question is with payroll")
    expect(page.get_by_role("main")).to_contain_text(QUESTION)

    office = visits.open(login("payroll"))
    office.goto(f"/p/{COUNTY}/pay/queries/?state=OPEN")
    office.get_by_role("link", name=re.compile("Pinnock")).click()
    expect(office.get_by_role("main")).to_contain_text(QUESTION)
    office.get_by_label("Your answer").fill(ANSWER)
    office.get_by_role("button", name="Send the answer").click()
    expect(office.get_by_role("main")).to_contain_text("Your answer has been sent")

    page.reload()
    expect(page.get_by_role("main")).to_contain_text(ANSWER)


@pytest.mark.parametrize("who", [login("payroll", SOUTH), login("employee")], ids=["other partner", "colleague"])
def test_nobody_else_finds_the_payslip(visits, who):
    address = urlsplit(october(visits).url).path
    stranger = visits.open(who)

    for path in (address, f"{address}pdf/", f"{address}explain/1/", f"{address}query/"):
        visits.refused(stranger, path)
        assert "Pinnock" not in stranger.content()
