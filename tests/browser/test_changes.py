"""A change of hours is proposed, sent back, put right and approved; one that costs more needs a budget holder too."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from hr.models import Assignment, AssignmentTerms, DeathCase
from partners.models import ChangeRequest, Partner
from partners.scope import partner_scope
from sharedservices.demo.organisations import COUNTY, EAST
from tests.browser.axe import findings
from tests.browser.keyboard import tab_to
from tests.browser.logins import login
from tests.browser.site import Site
from tests.browser.visits import PHONE, Visits, overflow

HR, APPROVER, BUDGET = (login(mailbox) for mailbox in ("hr", "approver", "budget"))
STARTS = "01/01/2027"


def full_timer(site: Site) -> tuple[str, str]:
    """Return the address of the form for the hours of somebody who works full time, and their name."""
    with site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk):
        asked = ChangeRequest.objects.exclude(person_id=None).values("person_id")
        terms = AssignmentTerms.objects.filter(
            valid__upper_inf=True, valid__startswith__lt=date(2026, 10, 1), contract="PERMANENT", contract_hours=37,
            spine_point__isnull=False,
        )  # fmt: skip
        held = DeathCase.objects.values("person_id")
        row = (
            terms.exclude(person_id__in=asked)
            .exclude(person_id__in=held)
            .select_related("assignment", "person")
            .order_by("-id")[0]
        )
        return f"/p/{COUNTY}/people/{row.person.uuid}/jobs/{row.assignment.uuid}/hours/", row.person.display_name


def propose(page: Page, address: str, hours: str) -> str:
    """Ask for other hours from January and return the address of the request."""
    page.goto(address)
    page.get_by_label("Contract hours").fill(hours)
    page.get_by_label("From", exact=True).fill(STARTS)
    page.get_by_label("Reason").fill("Flexible working request")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check before you send it")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Take-home pay, January 2027")
    assert findings(page) == []
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("main")).to_contain_text("Your request waits for approval")
    return page.url


def hours_in_january(site: Site, address: str) -> str:
    """Return the hours that are recorded for January."""
    with site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk):
        job = Assignment.objects.get(uuid=address.split("/")[-3])
        return str(AssignmentTerms.objects.get(assignment=job, valid__contains=date(2027, 1, 1)).contract_hours)


def test_change_is_proposed_sent_back_put_right_and_approved(visits: Visits, site: Site):
    address, name = full_timer(site)
    maker = visits.open(HR)
    request = propose(maker, address, "18.5")
    assert hours_in_january(site, address) == "37.00"
    expect(maker.get_by_role("button", name="Approve this change")).to_have_count(0)
    expect(maker.get_by_role("main")).to_contain_text("You proposed this change")

    approver = visits.open(APPROVER)
    send_back_by_keyboard(approver, name)
    put_right(maker, request)
    approve_on_a_phone(visits.open(APPROVER, width=PHONE), name)

    assert hours_in_january(site, address) == "22.20"
    stranger = visits.open(login("approver", EAST))
    visits.refused(stranger, request, 404)


def send_back_by_keyboard(page: Page, name: str) -> None:
    """Go to the request from the inbox with the keyboard alone, and send it back with a comment."""
    page.goto(f"/p/{COUNTY}/changes/?text={name}")
    assert findings(page) == []
    tab_to(page, re.compile("Return or reject"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Change hours"))
    page.get_by_role("button", name="Return with this comment").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a comment")
    assert findings(page) == []
    page.get_by_label("Comment").fill("Three days a week were agreed, not half of each.")
    page.get_by_role("button", name="Return with this comment").click()
    expect(page.get_by_role("main")).to_contain_text("went back to")


def put_right(page: Page, request: str) -> None:
    """Open the form with what was proposed, and send it with other hours."""
    page.goto(request)
    expect(page.get_by_role("main")).to_contain_text("Three days a week were agreed")
    page.get_by_role("button", name="Propose again").click()
    expect(page.get_by_label("Contract hours")).to_have_value("18.50")
    page.get_by_label("Contract hours").fill("22.2")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("main")).to_contain_text("Your request waits for approval")
    assert page.url == request


def approve_on_a_phone(page: Page, name: str) -> None:
    """Approve in the inbox; a second look finds nothing."""
    page.goto(f"/p/{COUNTY}/changes/?text={name}")
    assert overflow(page) == []
    assert findings(page) == []
    page.get_by_role("button", name=re.compile("Approve")).click()
    expect(page.get_by_role("main")).to_contain_text("is approved and recorded")
    expect(page.get_by_role("main")).to_contain_text("Nothing that waits matches these filters")


def test_what_costs_more_waits_for_the_budget_holder(visits: Visits, site: Site):
    with site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk):
        row = ChangeRequest.objects.filter(state="WAITING", kind="hr.element_add").order_by("id")[0]

    page = visits.open(BUDGET)
    page.goto(f"/p/{COUNTY}/changes/")
    card = page.get_by_role("article").filter(has_text=row.subject)
    expect(card).to_contain_text("Cost to the employer")
    card.get_by_role("button", name=re.compile("Approve")).click()

    expect(page.get_by_role("main")).to_contain_text("is approved and recorded")
