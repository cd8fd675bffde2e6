"""Three people pay a borough: payroll calculates with a real worker, another approves, a third releases."""

import re
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from playwright.sync_api import Page, expect

from hr.models import TaxCode
from partners.models import Partner, User
from partners.scope import partner_scope
from payroll.models import PayRun
from sharedservices.demo.organisations import COUNTY, SOUTH
from tests.browser.axe import findings
from tests.browser.keyboard import tab_to
from tests.browser.logins import login
from tests.browser.site import Site
from tests.browser.visits import PHONE, Visits, keep_picture, overflow

NOVEMBER = date(2026, 11, 1)
CALCULATED_IN = 60_000  # milliseconds that a real worker may take for a small borough
PAYROLL, APPROVER, RELEASER = (login(mailbox, SOUTH) for mailbox in ("payroll", "approver", "releaser"))
pytestmark = pytest.mark.live


def lose_tax_code(site: Site) -> str:
    """Give somebody a tax code that does not exist, as a conversion of an older system would; return their name."""
    with site.data():
        south = Partner.objects.get(code=SOUTH)
        with partner_scope(south.pk, actor_id=User.objects.get(email=PAYROLL).pk, reason="Conversion"):
            paid = TaxCode.objects.filter(code="1257L", valid__upper_inf=True, valid__startswith__lt=NOVEMBER)
            code = paid.select_related("person", "employment").order_by("id")[0]
            code.valid = DateRange(code.valid.lower, NOVEMBER)
            code.save(update_fields=["valid"])
            code.pk, code.uuid, code._state.adding = None, TaxCode().uuid, True
            code.code, code.valid, code.notice_date = "12X57", DateRange(NOVEMBER, None), NOVEMBER
            code.save()
            return f"{code.person.forenames} {code.person.surname}"


def create(page: Page) -> str:
    """Create the November run and return its address."""
    page.goto(f"/p/{SOUTH}/pay/")
    page.get_by_role("button", name="Create a run").click()
    november = page.locator("select[name=period] option", has_text=re.compile(r"^1 Nov 2026 to")).get_attribute("value")
    page.get_by_label("Pay period").select_option(november)
    page.get_by_label("Regular").check()
    page.get_by_role("button", name="Create the run").click()
    expect(page.get_by_role("main")).to_contain_text("The run has been created")
    return page.url


def follow(page: Page) -> None:
    """Wait for the end of a calculation on the page, which shows it without being reloaded by anybody."""
    expect(page.locator(".app-run-progress")).to_have_count(0, timeout=CALCULATED_IN)


def action(page: Page, name: str):
    """Return the button or link that does something to the run."""
    return page.locator(".app-actions").get_by_role("button", name=name)


def test_month_is_paid_by_three_people(visits: Visits, site: Site):
    name = lose_tax_code(site)
    payroll = visits.open(PAYROLL)
    address = create(payroll)

    action(payroll, "Calculate everybody").click()
    expect(payroll.locator(".app-run-progress")).to_contain_text(re.compile("Waiting for a worker|Calculating"))
    assert findings(payroll) == []
    with site.worker():
        follow(payroll)
        expect(payroll.get_by_role("main")).to_contain_text("Figures")
        put_right(payroll, name, address)
        follow(payroll)
        expect(payroll.get_by_role("main")).to_contain_text("Nobody is in quarantine")

    processor_is_refused(visits, payroll, address)
    approve_by_keyboard(visits.open(APPROVER), address)
    release_on_a_phone(visits.open(RELEASER, width=PHONE), address)
    with site.data(), partner_scope(Partner.objects.get(code=SOUTH).pk):
        run = PayRun.objects.get(uuid=address.rstrip("/").rpartition("/")[2])
    assert (run.state, run.n_quarantined, run.n_in) == ("RELEASED", 0, run.n_calculated)
    strangers_find_nothing(visits, address)


def put_right(page: Page, name: str, address: str) -> None:
    """Follow the quarantine to the record, change the tax code with a reason, come back and recalculate."""
    page.get_by_role("link", name="Quarantine").first.click()
    held = page.locator(".app-held__item", has_text=name)
    expect(held).to_contain_text("12X57")
    held.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change tax code")
    page.get_by_label("Tax code", exact=True).fill("not a code")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert findings(page) == []
    page.get_by_label("Tax code", exact=True).fill("1257L")
    page.get_by_label("Where the code comes from").select_option(TaxCode.Source.P6)
    page.get_by_label("Date on the notice").fill("01/11/2026")
    page.get_by_label("From", exact=True).fill("01/11/2026")
    page.get_by_label("Reason").fill("P6 of 1 November: the code from the conversion does not exist")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check before you record it")).to_be_visible()
    assert findings(page) == []
    page.locator("button[name=step][value=confirm]").click()
    expect(page.get_by_role("main")).to_contain_text("The tax code is changed")
    expect(page).to_have_url(f"{address}quarantine/")
    held = page.locator(".app-held__item", has_text=name)
    held.get_by_role("button", name=re.compile("Recalculate")).click()


def processor_is_refused(visits: Visits, page: Page, address: str) -> None:
    """See that who calculated is told why they cannot approve, and that the address refuses, too."""
    page.goto(address)
    expect(page.locator(".app-actions__refused", has_text="Approve")).to_be_visible()
    visits.refused(page, f"{address}approve/", 403)


def approve_by_keyboard(page: Page, address: str) -> None:
    """Approve with the keyboard alone: the tick is asked for, and what is approved is shown."""
    page.goto(address)
    tab_to(page, re.compile("^Approve"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve the run")
    tab_to(page, "Approve these figures")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert findings(page) == []
    tab_to(page, "has_looked")
    page.keyboard.press("Space")
    tab_to(page, "Approve these figures")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The run is approved")


def release_on_a_phone(page: Page, address: str) -> None:
    """Release, and see the payment listing."""
    page.goto(address)
    action(page, "Release").click()
    assert overflow(page) == []
    page.get_by_label(re.compile("control total")).check()
    page.get_by_role("button", name="Release for payment").click()
    expect(page.get_by_role("main")).to_contain_text("The run is released")
    assert overflow(page) == []
    assert findings(page) == []
    keep_picture(page, "journeys/released-phone")


def strangers_find_nothing(visits: Visits, address: str) -> None:
    """See that payroll of another partner gets 404 on every page of the run, under either partner's address."""
    page = visits.open(login("payroll"))
    for part in ("", "totals/", "changes/", "quarantine/", "people/", "payments/", "lines.csv", "report.pdf"):
        visits.refused(page, f"{address}{part}")
        visits.refused(page, f"{address.replace(f'/{SOUTH}/', f'/{COUNTY}/')}{part}")


def test_pages_of_a_run_work_without_scripts(visits: Visits):
    page = visits.open(login("payroll"), scripts=False)
    page.goto(f"/p/{COUNTY}/pay/runs/")
    page.get_by_label("State").select_option("CALCULATED")
    page.get_by_role("button", name=re.compile("filter|Apply|Show", re.IGNORECASE)).first.click()
    page.get_by_role("link", name=re.compile("Council staff, monthly")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Council staff, monthly")
    page.get_by_role("link", name="Quarantine").first.click()
    page.locator(".app-held__item").first.get_by_role("link", name="Leave out").click()
    page.get_by_role("button", name="Leave out of this run").click()

    expect(page.get_by_role("alert")).to_contain_text("Enter a reason")
