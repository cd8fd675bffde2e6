"""Journeys through the whole of it: a line manager and HR, an employee on a phone, and a death that is reported.

The HR manager's own journey (inbox, send back, approve) is in test_changes.py; starters are in test_starter.py.
"""

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from hr.models import AbsenceRecord, Assignment, AssignmentTerms, DeathCase, Forewarning, OrgUnit, StarterCase
from hr.queries.unit_tree import tree
from partners.models import ChangeRequest, CommunicationsHold, Grant, Partner
from partners.scope import partner_scope
from sharedservices.demo.logins import TEAMS
from sharedservices.demo.organisations import COUNTY
from tests.browser.axe import findings
from tests.browser.logins import login
from tests.browser.site import Site
from tests.browser.visits import PHONE, Visits, overflow

HR, APPROVER, MANAGER, EVE = (login(mailbox) for mailbox in ("hr", "approver", "manager", "employee"))
FIRST = "01/03/2027"
PDF = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n% a copy\n%%EOF\n"}


def of_the_team(site: Site) -> tuple[str, str, str]:
    """Return the public ids of somebody in the manager's team and of their job, and their name."""
    with site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk):
        asked = ChangeRequest.objects.exclude(person_id=None).values("person_id")
        top = OrgUnit.objects.get(code=TEAMS[COUNTY])
        team = tree(partner_id=top.partner_id, on=timezone.localdate()).below([top.pk])
        rows = AssignmentTerms.objects.filter(
            assignment__post__org_unit_id__in=team, valid__upper_inf=True,
            valid__startswith__lt=date(2026, 10, 1), contract="PERMANENT", contract_hours__gt=28,
            spine_point__isnull=False,
        )  # fmt: skip
        free = rows.exclude(person_id__in=asked).exclude(person_id__in=DeathCase.objects.values("person_id"))
        row = free.select_related("assignment", "person").order_by("id")[0]
        Forewarning.objects.create(
            partner_id=row.partner_id, person=row.person, kind="PAY_DROP", key="journey",
            headline="Sick pay goes to half", detail="From £2,000 to £1,000", found_on=timezone.localdate(),
            takes_effect_on=timezone.localdate() + timedelta(days=10),
        )  # fmt: skip
        return str(row.person.uuid), str(row.assignment.uuid), row.person.display_name


def test_line_manager_from_team_to_an_approved_change(visits: Visits, site: Site):
    person, job, name = of_the_team(site)
    manager = visits.open(MANAGER)
    speak_about_pay(manager, name)
    request = propose_hours(manager, person, name)
    approve_with_keys(visits.open(APPROVER), name)

    manager.goto(request)
    expect(manager.get_by_role("main")).to_contain_text("Approved and recorded")
    expect(manager.get_by_role("main")).not_to_contain_text("Take-home pay")
    assert findings(manager) == []
    with site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk):
        row = AssignmentTerms.objects.get(assignment__uuid=job, valid__contains=date(2027, 3, 1))
        assert str(row.contract_hours) == "22.20"


def speak_about_pay(page: Page, name: str) -> None:
    """See on My team what is about to happen to somebody's pay, and record that one spoke to them."""
    page.goto(f"/p/{COUNTY}/")
    page.get_by_role("link", name="My team", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Pay that is about to change")
    assert findings(page) == []
    page.get_by_role("link", name=re.compile(f"Record a talk.*{re.escape(name)}")).click()
    page.get_by_role("textbox").first.fill("Knows, and has asked HR")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My team")


def propose_hours(page: Page, person: str, name: str) -> str:
    """Go from My team to the person, and propose three days a week. Return the address of the request."""
    page.locator(f"a[href*='{person}']").last.click()
    page.get_by_role("button", name="Propose a change").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Propose a change")
    assert findings(page) == []
    page.get_by_role("link", name="Hours or working pattern").click()
    page.get_by_label("Contract hours").fill("22.2")
    page.get_by_label("From", exact=True).fill(FIRST)
    page.get_by_label("Reason").fill("Three days a week from March")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("Full-time equivalent")
    expect(page.get_by_role("main")).not_to_contain_text("Take-home pay")
    assert findings(page) == []
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("main")).to_contain_text("Your request waits for approval")
    expect(page.get_by_role("button", name="Approve this change")).to_have_count(0)
    return page.url


def approve_with_keys(page: Page, name: str) -> None:
    """Single keys do nothing until they are turned on, and nothing in a field; then j, a and Enter approve."""
    page.goto(f"/p/{COUNTY}/changes/?text={name}")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.get_by_role("button", name="Turn single keys on").click()
    expect(page.locator("[data-keys-hint]")).to_be_visible()
    assert findings(page) == []
    search = page.get_by_label("Name or change")
    search.fill("")
    search.press_sequentially("jar")
    assert search.input_value() == "jar"
    page.get_by_role("button", name="Turn single keys off").focus()
    page.keyboard.press("j")
    card = page.get_by_role("article")
    expect(card).to_be_focused()
    expect(card).to_contain_text("If nothing is done:")
    page.keyboard.press("a")
    expect(card.get_by_role("button", name=re.compile("Approve"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("is approved and recorded")
    page.get_by_role("link", name="Clear filters").or_(page.get_by_role("button", name="Clear filters")).click()
    if page.get_by_role("button", name="Turn single keys off").count():
        page.get_by_role("button", name="Turn single keys off").click()


def test_employee_on_a_phone_asks_for_hours_and_a_new_name(visits: Visits, site: Site):
    page = visits.open(EVE, width=PHONE)
    page.goto(f"/p/{COUNTY}/me/")
    page.get_by_role("main").get_by_role("link", name="My requests").click()
    assert (overflow(page), findings(page)) == ([], [])
    page.get_by_role("link", name=re.compile("Hours and working pattern")).first.click()
    page.get_by_label("Hours a week").fill("30")
    page.get_by_label("From", exact=True).fill("01/11/2020")
    page.get_by_label("Why you ask").fill("School hours")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a day to come")
    page.get_by_label("From", exact=True).fill(FIRST)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("Take-home pay")
    expect(page.get_by_role("main")).to_contain_text("Annual leave")
    assert (overflow(page), findings(page)) == ([], [])
    page.get_by_role("button", name="Send to HR").click()
    expect(page.get_by_role("main")).to_contain_text("Waits for: HR manager")
    assert (overflow(page), findings(page)) == ([], [])
    page.get_by_role("button", name="Withdraw this request").click()
    expect(page.get_by_role("main")).to_contain_text("Withdrawn")

    page.goto(f"/p/{COUNTY}/my-changes/")
    page.get_by_role("link", name="Legal name").click()
    page.get_by_label("Surname").fill("Hartley-Okoro")
    page.get_by_label("Marriage or civil partnership certificate").check()
    page.get_by_label("What should be put right, and why").fill("I have married")
    page.get_by_role("button", name="Send to HR").click()
    expect(page.get_by_role("alert")).to_contain_text("Add a photo or scan")
    page.get_by_label("Document that shows it").set_input_files(PDF)
    page.get_by_role("button", name="Send to HR").click()
    expect(page.get_by_role("main")).to_contain_text("Hartley-Okoro")
    assert (overflow(page), findings(page)) == ([], [])
    reject_the_name(visits.open(APPROVER))
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("The certificate cannot be read")


def reject_the_name(page: Page) -> None:
    """Look at the evidence, and send the request back: the demonstration keeps its Eve."""
    page.goto(f"/p/{COUNTY}/changes/?text=Change+name")
    page.get_by_role("link", name=re.compile("^Change name")).first.click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Evidence: change name").click()
    assert given.value.suggested_filename.endswith(".pdf")
    page.get_by_label("Comment").fill("The certificate cannot be read. Take the photo again.")
    page.get_by_role("button", name="Reject for good").click()
    expect(page.get_by_role("main")).to_contain_text("is rejected")


def test_bereavement_from_the_report_to_the_pension_fund(visits: Visits, site: Site):
    person, name = somebody_plain(site)
    hr = visits.open(HR)
    hr.goto(f"/p/{COUNTY}/people/{person}/")
    hr.get_by_role("button", name="Report a death").click()
    expect(hr.get_by_role("heading", level=1)).to_have_text("Report a death")
    assert findings(hr) == []
    hr.get_by_role("main").get_by_role("button").first.click()
    expect(hr.get_by_role("alert")).to_contain_text("Enter the date of death")
    today = timezone.localdate()
    hr.get_by_label("Date of death").fill(f"{today:%d/%m/%Y}")
    hr.get_by_role("main").get_by_role("radio").first.check()
    hr.get_by_role("main").get_by_role("button").first.click()
    expect(hr.get_by_role("main")).to_contain_text("Reported")
    case = hr.url
    assert findings(hr) == []
    frozen(site, person)
    hr.goto(f"/p/{COUNTY}/people/{person}/jobs/")
    expect(hr.get_by_role("main")).to_contain_text("A death has been reported")

    confirm(visits.open(APPROVER), case)
    tell_the_fund(visits.open(APPROVER), case, today)
    assert name


def somebody_plain(site: Site) -> tuple[str, str]:
    """Return somebody without a login, a case, a request or an absence."""
    with site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk):
        known = [
            *Grant.objects.exclude(person_id=None).values_list("person_id", flat=True),
            *StarterCase.objects.values_list("person_id", flat=True),
            *DeathCase.objects.values_list("person_id", flat=True),
            *AbsenceRecord.objects.values_list("person_id", flat=True),
            *ChangeRequest.objects.exclude(person_id=None).values_list("person_id", flat=True),
        ]
        rows = Assignment.objects.filter(valid__upper_inf=True).exclude(person_id__in=known).select_related("person")
        row = rows.order_by("-id")[4]
        return str(row.person.uuid), row.person.display_name


def frozen(site: Site, person: str) -> None:
    """See that nothing may be sent to the person from the report on."""
    with site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk):
        case = DeathCase.objects.get(person__uuid=person)
        assert case.state == "REPORTED"
        assert CommunicationsHold.objects.filter(person_id=case.person_id, lifted_at=None).exists()


def confirm(page: Page, case: str) -> None:
    """Confirm as a second person, from the work list."""
    page.goto(f"/p/{COUNTY}/")
    page.get_by_role("link", name=re.compile("Confirm a death")).click()
    page.wait_for_url(re.compile("/people/deaths/"))
    assert findings(page) == []
    page.goto(case)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Confirm")).first.click()
    page.get_by_role("main").get_by_role("radio").first.check()
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("tell the pension fund within one working day")
    assert findings(page) == []


def tell_the_fund(page: Page, case: str, today: date) -> None:
    """Record that the pension fund was told."""
    page.goto(case)
    page.get_by_role("main").get_by_role("link", name="Pension body told").first.click()
    page.get_by_label("Pension fund or scheme").fill("Northshire Pension Fund")
    page.get_by_label("Told on").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("How, and to whom you spoke").fill("By telephone, to the bereavement team")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("Northshire Pension Fund")
    assert findings(page) == []
