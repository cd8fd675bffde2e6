"""Pages that nobody needs to sign in for, and the way in."""

import re

import pytest
from playwright.sync_api import expect

from sharedservices.demo.logins import FRAUD, OPERATOR
from tests.browser.axe import findings
from tests.browser.logins import login
from tests.browser.visits import DESKTOP, PHONE, at_width, overflow

ACCOUNT_PAGES = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/sessions/",
]
OPEN_PAGES = ["/accounts/login/", "/accounts/password/reset/", "/help/", "/accessibility/", "/privacy/"]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_page_is_whole_and_accessible(visits, path, width):
    page = visits.open(width=width)
    answer = page.goto(path)

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert re.search(r"\S – Shared Services$", page.title())
    assert overflow(page) == []
    assert findings(page) == []


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_page_of_the_account_is_whole_and_accessible(walk, path):
    page = walk.standing(login("payroll"))
    answer = page.goto(path)

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    for width in (DESKTOP, PHONE):
        with at_width(page, width):
            assert overflow(page) == []
            assert findings(page) == []


def test_the_fraud_officer_explains_why_somebody_is_at_two_partners(visits):
    page = visits.open(FRAUD[0], width=PHONE)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="People at several partners").click()
    assert overflow(page) == []
    assert findings(page) == []
    page.get_by_role("link", name="None yet").first.click()
    assert findings(page) == []
    page.get_by_label("Explanation").fill("Second job, declared to both employers")
    page.get_by_role("button", name="Record the explanation").click()

    expect(page.get_by_role("main")).to_contain_text("Second job, declared to both employers")


def test_operator_of_several_partners_chooses_one_and_switches(visits):
    page = visits.open(OPERATOR[0], width=PHONE)
    page.goto("/")
    assert overflow(page) == []
    assert findings(page) == []
    page.get_by_role("main").get_by_role("link", name=re.compile("Southborough")).click()
    expect(page).to_have_url(re.compile("/p/southborough/$"))

    page.locator(".app-header__partner summary").click()
    page.get_by_role("banner").get_by_role("link", name=re.compile("Northshire Police")).click()
    expect(page).to_have_url(re.compile("/p/northshire-police/$"))
    expect(page.get_by_role("banner")).to_contain_text("Northshire Police")
    visits.refused(page, "/p/northshire/")


def test_address_that_does_not_exist_has_a_page_that_helps(visits):
    page = visits.open()
    visits.refused(page, "/no/such/page", 404)

    assert page.locator("h1").count() == 1
    assert findings(page) == []


def test_page_of_a_partner_asks_to_sign_in_and_comes_back(visits):
    page = visits.open()
    page.goto("/p/northshire/")

    expect(page).to_have_url(re.compile(r"/accounts/login/\?next="))


def test_wrong_password_says_so_without_saying_which(visits):
    page = visits.open()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("nobody@example.org")
    page.get_by_label("Password", exact=True).fill("not-the-password")
    page.get_by_role("button", name="Sign in").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    expect(page).to_have_title(re.compile("^Error: "))
    assert findings(page) == []
