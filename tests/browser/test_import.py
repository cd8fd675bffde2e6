"""Human resources load people from a file: refused with every problem named, then checked, then loaded, then again."""

import re

import pytest
from playwright.sync_api import Page, expect

from partners.models import Partner
from partners.scope import partner_scope
from sharedservices.demo.organisations import EAST
from tests.browser.axe import findings
from tests.browser.logins import login
from tests.browser.people_files import csv_file, row
from tests.browser.site import Site
from tests.browser.visits import Visits

READ_IN = 60_000  # milliseconds that a real worker may take for a short file
pytestmark = pytest.mark.live


def files(site: Site) -> dict[str, bytes]:
    """Return a people file with three mistakes, and the same put right."""
    with site.data(), partner_scope(Partner.objects.get(code=EAST).pk):
        wrong = [
            row("970001", surname="Rightly"),
            row("970002", surname="Wrongly", tax_code="12X57", national_insurance_number="AB123"),
            row("970003", surname="Wrongly", start_date="31/02/2026"),
        ]
        right = [row("970001", surname="Rightly"), row("970002", surname="Righted"), row("970003", surname="Righted")]
        return {"wrong": csv_file(*wrong), "right": csv_file(*right)}


def hand_in(page: Page, name: str, content: bytes, mode: str) -> None:
    """Hand a file in, and wait on the page until it has been read."""
    page.goto(f"/p/{EAST}/people/import/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_label(mode).check()
    page.get_by_role("button", name="Hand in the file").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("[hx-get]")).to_have_count(0, timeout=READ_IN)


def test_people_are_loaded_from_a_file(visits: Visits, site: Site):
    made = files(site)
    page = visits.open(login("hr", EAST))
    with site.worker():
        hand_in(page, "people.csv", made["wrong"], "Check only")
        problems = page.get_by_role("table", name=re.compile("Problems"))
        for row_number, column in (("3", "tax_code"), ("3", "national_insurance_number"), ("4", "start_date")):
            expect(problems.get_by_role("row", name=re.compile(f"^{row_number} {column}"))).to_have_count(1)
        assert findings(page) == []

        hand_in(page, "people.csv", made["right"], "Check only")
        expect(page.get_by_role("heading", name="The file is right")).to_be_visible()
        assert findings(page) == []
        page.get_by_role("button", name="Load it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Load people")
        expect(page.locator("[hx-get]")).to_have_count(0, timeout=READ_IN)
        expect(page.get_by_role("main")).to_contain_text("3 people, 3 employments and 3 jobs")

        page.goto(f"/p/{EAST}/people/?q=Righted")
        expect(page.get_by_role("table").get_by_role("link", name=re.compile("Righted"))).to_have_count(2)
        hand_in(page, "again.csv", made["right"], "Check and load")
        expect(page.get_by_role("main")).to_contain_text("all 3 rows are recorded already")


def test_file_of_another_kind_is_refused_at_once(visits: Visits):
    page = visits.open(login("hr", EAST))
    page.goto(f"/p/{EAST}/people/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "people.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Hand in the file").click()

    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert findings(page) == []
