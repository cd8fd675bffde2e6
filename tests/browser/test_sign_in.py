"""The way in and the way out: with the keyboard, with a second factor, without scripts, after idle time."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from sharedservices.demo.logins import PASSWORD
from sharedservices.demo.organisations import COUNTY, POLICE, SOUTH
from tests.browser import site as sites
from tests.browser.axe import findings
from tests.browser.keyboard import tab_to
from tests.browser.logins import login
from tests.browser.totp import code
from tests.browser.visits import PHONE, sign_in

HOME = re.compile(r"/p/northshire/$")


@pytest.fixture(scope="module")
def strict_site(seeded_database, static_files, tmp_path_factory):
    """The same data on a server that wants a second factor of everybody beyond employees, as in production."""
    logs = tmp_path_factory.mktemp("strict")
    with sites.serving(database=seeded_database, static=static_files, logs=logs, MFA_REQUIRED="1") as running:
        yield running


def type_code(page: Page, secret: str) -> None:
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code(secret))


def test_form_lets_in_and_out(visits):
    page = visits.open()
    sign_in(page, login("payroll"))
    expect(page).to_have_url(HOME)
    expect(page.get_by_role("banner")).to_contain_text("Amara Danso")

    page.get_by_role("button", name="Sign out").click()
    page.goto("/p/northshire/")

    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_way_back_leads_to_the_page_that_was_asked_for(visits):
    page = visits.open()
    page.goto("/p/northshire/partnership/")
    page.get_by_label("Email").fill(login("payroll"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile("/p/northshire/partnership/$"))


def test_keyboard_alone_signs_in(visits):
    page = visits.open()
    page.goto("/accounts/login/")
    tab_to(page, "Skip to main content")
    page.keyboard.press("Enter")
    tab_to(page, "login")
    page.keyboard.type(login("approver"))
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(HOME)


def test_sign_in_works_without_scripts_on_a_phone(visits):
    page = visits.open(width=PHONE, scripts=False)
    sign_in(page, login("releaser"))

    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_idle_session_is_signed_out_and_says_so(visits):
    page = visits.open()
    sign_in(page, login("hr"))
    cookie = next(one for one in page.context.cookies() if one["name"] == "session")
    with visits.site.data():
        session = SessionStore(cookie["value"])
        session["seen_at"] -= 16 * 60
        session.save()
    page.goto("/p/northshire/people/")

    expect(page).to_have_url(re.compile("/accounts/login/"))
    expect(page.get_by_role("main")).to_contain_text("You were signed out to protect your data")
    assert findings(page) == []


def test_second_factor_is_set_up_before_anything_else_and_asked_for_ever_after(visits, strict_site):
    page = visits.open(site=strict_site)
    sign_in(page, login("payroll", POLICE))
    expect(page.get_by_role("main")).to_contain_text("Your role needs a second sign-in step")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your authenticator app")
    assert findings(page) == []
    secret = page.locator(".app-secret").inner_text().strip()
    type_code(page, secret)
    page.get_by_role("button", name="Turn on two-step sign-in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("recovery codes", re.IGNORECASE))
    assert findings(page) == []
    recovery = page.locator(".app-codes li").first.inner_text()
    page.goto("/")
    expect(page).to_have_url(re.compile("/p/northshire-police/$"))

    again = visits.open(site=strict_site)
    again.goto("/accounts/login/")
    again.get_by_label("Email").fill(login("payroll", POLICE))
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("heading", level=1)).to_have_text("Enter your code")
    assert findings(again) == []
    again.get_by_label(re.compile("code", re.IGNORECASE)).fill(recovery)  # the app's code serves only once
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_have_url(re.compile("/p/northshire-police/$"))


def test_employee_needs_no_second_factor(visits, strict_site):
    page = visits.open(site=strict_site)
    sign_in(page, login("employee"))

    assert urlsplit(page.url).path.startswith(f"/p/{COUNTY}/")


def test_other_partner_is_not_found(visits):
    page = visits.open(login("payroll", SOUTH))

    for path in ("", "people/", "pay/", "audit/", "partnership/"):
        visits.refused(page, f"/p/{COUNTY}/{path}")
        assert page.locator("h1").count() == 1
        assert "Northshire" not in page.content()
