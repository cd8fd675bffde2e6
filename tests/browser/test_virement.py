"""A budget holder moves money, another agrees, and the budget report shows it."""

import re

from playwright.sync_api import Page, expect

from finance.models import CostCentre
from partners.models import LegalEntity, Partner
from partners.scope import partner_scope
from sharedservices.demo.organisations import COUNTY
from tests.browser.logins import login
from tests.browser.looks import is_clean

HOLDER, OTHER = login("budget"), login("budget2")
WORDS = "Larger tools instead of furniture"


def centre_of(visits) -> str:
    """Return the third cost centre of the council: the demonstration moves nothing of it."""
    with visits.site.data(), partner_scope(Partner.objects.get(code=COUNTY).pk, reason="test"):
        council = LegalEntity.objects.order_by("id")[0]
        return CostCentre.objects.filter(legal_entity=council).order_by("code")[2].code


def revised(page: Page, centre: str) -> str:
    """Return what the report says of the codes of a cost centre."""
    page.goto(f"/p/{COUNTY}/budgets/?level=code&cost_centre={centre}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.get_by_role("table").last.inner_text()


def test_a_virement_is_written_agreed_to_by_another_holder_and_in_the_report(visits):
    centre = centre_of(visits)
    holder, other = visits.open(HOLDER), visits.open(OTHER)
    before = revised(other, centre)

    holder.goto(f"/p/{COUNTY}/budgets/decisions/new/")
    holder.get_by_label("Description").fill(WORDS)
    for n, (code, amount) in enumerate((("40000", "-500.00"), ("40200", "400.00")), start=1):
        holder.get_by_label(f"Subjective code, line {n}", exact=True).fill(code)
        holder.get_by_label(f"Cost centre, line {n}", exact=True).fill(centre)
        holder.get_by_label(f"Amount, line {n}", exact=True).fill(amount)
    holder.get_by_role("button", name="Save this virement").click()
    expect(holder.get_by_role("alert")).to_contain_text("come to −£100.00, not to nought")
    is_clean(holder, "virement-unequal")
    holder.get_by_label("Amount, line 2", exact=True).fill("500.00")
    holder.get_by_role("button", name="Save this virement").click()
    expect(holder.get_by_role("heading", level=1)).to_have_text(re.compile(WORDS))
    holder.get_by_label("Note to whoever approves it").fill("The depot has asked for them")
    holder.get_by_role("button", name="Propose it").click()
    expect(holder.get_by_role("main")).to_contain_text("It waits for approval")
    expect(holder.get_by_role("button", name="Approve it")).to_have_count(0)

    other.goto(holder.url)
    is_clean(other, "virement-to-approve")
    other.get_by_role("button", name="Approve it").click()
    expect(other.get_by_role("main")).to_contain_text("It is approved and in force")
    after = revised(other, centre)
    assert after != before
