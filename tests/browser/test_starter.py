"""Starter to first payslip: HR prepares, the HR manager approves, the manager sees them at work, payroll pays."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from hr.models import Post, StarterCase
from partners.models import Partner
from partners.scope import partner_scope
from sharedservices.common.formatting import money
from sharedservices.demo.organisations import FIRE
from tests.browser.axe import findings
from tests.browser.logins import login
from tests.browser.site import Site
from tests.browser.visits import PHONE, Visits, overflow

HR, APPROVER, MANAGER, PAYROLL = (login(mailbox, FIRE) for mailbox in ("hr", "approver", "manager", "payroll"))
CALCULATED_IN = 60_000  # milliseconds that a real worker may take for a small service
PDF = {"name": "passport.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n% a copy\n%%EOF\n"}
YEAR, A_DAY, A_MONTH = "36500", Decimal(100), Decimal("3041.67")
"""Grey Book staff are paid 365ths of a year for part of a month: £36,500 ÷ 365 = £100.00 a day (payroll rules 8)."""
pytestmark = pytest.mark.live


def expected(start: date) -> Decimal:
    """Return the pay of the first month."""
    days = monthrange(start.year, start.month)[1] - start.day + 1
    return A_MONTH if start.day == 1 else A_DAY * days


def day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def test_starter_to_first_payslip(visits: Visits, site: Site):
    today = timezone.localdate()
    with site.data(), partner_scope(Partner.objects.get(code=FIRE).pk, reason="Establishment of the year"):
        Post.objects.filter(role__title="Firefighter").update(established_fte=100)
    hr = visits.open(HR)
    address = offer(hr, today)
    check(hr, address, today)
    approve(visits.open(APPROVER), address)
    at_work_on_a_phone(visits.open(MANAGER, width=PHONE), address)

    payroll = visits.open(PAYROLL)
    create_run(payroll, today)
    payroll.locator(".app-actions").get_by_role("button", name="Calculate everybody").click()
    with site.worker():
        expect(payroll.locator(".app-run-progress")).to_have_count(0, timeout=CALCULATED_IN)
    with site.data(), partner_scope(Partner.objects.get(code=FIRE).pk):
        case = StarterCase.objects.select_related("employment").get(person__surname="Nwosu")
        assert case.state == "PROBATION"
        employment = case.employment.uuid
    payroll.goto(f"{payroll.url.split('?')[0]}payslips/{employment}/")
    expect(payroll.get_by_role("main")).to_contain_text("Nwosu")
    expect(payroll.get_by_role("main")).to_contain_text(money(expected(today)))


def offer(page: Page, today: date) -> str:
    """Go through the three pages of a new starter; a wrong number loses nothing. Return the address of the case."""
    page.goto(f"/p/{FIRE}/starters/")
    page.get_by_role("button", name="New starter").click()
    page.get_by_label("Forenames").fill("Ada")
    page.get_by_label("Surname").fill("Nwosu")
    for part, value in (("Day", "4"), ("Month", "3"), ("Year", "1995")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Female").check()
    page.get_by_label(re.compile("National Insurance number")).fill("TN123456A")
    page.get_by_label("First day").fill(day(today))
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert findings(page) == []
    expect(page.get_by_label("Surname")).to_have_value("Nwosu")
    page.get_by_label(re.compile("National Insurance number")).fill("")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Job: Ada Nwosu")
    choose(page, "Post", "Firefighter")
    page.get_by_label("Job title").fill("Firefighter")
    choose(page, "Pay group", "All staff")
    choose(page, "Line manager", "Dominic Lumb")
    page.get_by_label("Contract hours").fill("42")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pay, pension and cost: Ada Nwosu")
    page.get_by_label("A yearly salary of its own").check()
    page.get_by_role("textbox", name="Yearly salary").fill(YEAR)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Next steps")).to_be_visible()
    return page.url


def choose(page: Page, label: str, words: str) -> None:
    """Choose the first option that begins with some words."""
    field = page.get_by_label(re.compile(f"^{label}"))
    field.select_option(field.locator("option", has_text=re.compile(f"^{words}")).first.get_attribute("value"))


def check(page: Page, address: str, today: date) -> None:
    """Meet the gates, sign, and ask for the approval."""
    page.get_by_role("button", name="The offer is accepted").click()
    assert findings(page) == []
    page.get_by_role("link", name="Right to work", exact=True).click()
    page.get_by_label("Original document").check()
    page.get_by_label("Document", exact=True).fill("British passport")
    page.get_by_label("Checked on").fill(day(today))
    page.get_by_label("Without time limit").check()
    page.get_by_label(re.compile("^Copy")).set_input_files(PDF)
    page.get_by_role("button", name="Record the check").click()
    for gate, outcome in (("Identity", "Documents agree"), ("References", "Satisfactory")):
        page.get_by_role("link", name=re.compile(rf"Record it\s*:\s*{gate}")).click()
        page.get_by_label(outcome, exact=True).check()
        page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Enter the starter’s answers").click()
    page.get_by_label(re.compile("This is my first job")).check()
    page.get_by_label(re.compile("Name on the account")).fill("A Nwosu")
    page.get_by_label(re.compile("^Sort code")).fill("08-99-99")
    page.get_by_label(re.compile("^Account number")).fill("66374958")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Make the contract").click()
    expect(page.get_by_role("link", name="Contract: Firefighter")).to_be_visible()
    page.get_by_role("link", name="The contract is signed").click()
    page.get_by_label("Signed on").fill(day(today))
    page.get_by_label("Who signed for the employer").fill("Ngozi Igwe")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Ask the HR manager to approve").click()
    expect(page.get_by_role("main")).to_contain_text("Waits for approval")
    page.goto(address)
    assert findings(page) == []


def approve(page: Page, address: str) -> None:
    """Approve from the work list."""
    page.goto(f"/p/{FIRE}/")
    page.get_by_role("link", name="Approve starters").click()
    page.get_by_role("link", name="Ada Nwosu").click()
    page.get_by_role("link", name="Approve", exact=True).click()
    page.get_by_role("button", name="Approve: ready to start").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("I have looked").check()
    page.get_by_role("button", name="Approve: ready to start").click()
    expect(page.get_by_role("main")).to_contain_text("Ready to start")


def at_work_on_a_phone(page: Page, address: str) -> None:
    """Say on a phone that they are at work."""
    page.goto(address)
    assert overflow(page) == []
    page.get_by_role("link", name="They are at work").click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("main")).to_contain_text("They have started")
    assert overflow(page) == []
    assert findings(page) == []


def create_run(page: Page, today: date) -> None:
    """Create the run of the month."""
    page.goto(f"/p/{FIRE}/pay/")
    page.get_by_role("button", name="Create a run").click()
    first = re.compile(rf"^1 {today:%b} {today.year} to")
    page.get_by_label("Pay period").select_option(
        page.locator("select[name=period] option", has_text=first).get_attribute("value")
    )
    page.get_by_label("Regular").check()
    page.get_by_role("button", name="Create the run").click()
    expect(page.get_by_role("main")).to_contain_text("The run has been created")
