"""October is closed at the fire authority: a task said, an account signed by two, leave for the rest, the close."""

from playwright.sync_api import Page, expect

from finance.models import Period
from finance.queries import control_accounts
from partners.models import Partner
from partners.scope import partner_scope
from sharedservices.demo.organisations import FIRE
from tests.browser.logins import login
from tests.browser.looks import is_clean

PREPARER, REVIEWER, DEPUTY, KEEPER = (login(mailbox, FIRE) for mailbox in ("journals", "finance", "deputy", "periods"))
TASKS = f"/p/{FIRE}/ledger/closing/?period=2026-07"


def account_of_october(visits) -> tuple[str, str]:
    """Return the addresses of October's page and of the first of its control accounts that has to be reconciled."""
    with visits.site.data(), partner_scope(Partner.objects.get(code=FIRE).pk, reason="test"):
        period = Period.objects.select_related("legal_entity").get(year=2026, number=7)
        code = next(one.account.code for one in control_accounts.positions(period) if one.is_needed)
        return f"/p/{FIRE}/ledger/periods/{period.uuid}/", f"/p/{FIRE}/ledger/controls/{period.uuid}/{code}/"


def press(page: Page, button: str, said: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(said)


def test_a_month_is_closed_by_its_tasks_and_with_the_leave_of_another(visits):
    period, account = account_of_october(visits)
    preparer = visits.open(PREPARER)
    preparer.goto(TASKS)
    preparer.get_by_role("link", name="Accruals").first.click()
    preparer.get_by_label("It is done, or there is nothing to do").check()
    preparer.get_by_role("button").last.click()
    expect(preparer.get_by_role("alert")).to_contain_text("There is a problem")
    is_clean(preparer, "month-end-said-nothing")
    preparer.get_by_label("What was done, or why is there nothing to do?").fill("Utilities are accrued")
    preparer.get_by_role("button").last.click()
    expect(preparer.get_by_role("row").filter(has_text="Accruals")).to_contain_text("Utilities are accrued")

    preparer.goto(account)
    if preparer.get_by_role("button", name="Sign this reconciliation").count() == 0:
        preparer.get_by_role("link", name="Explain a difference").click()
        preparer.get_by_label("What is it, and when will it clear?").fill("It clears with November’s payments")
        press(preparer, "Write it down", "It clears with November’s payments")
    press(preparer, "Sign this reconciliation", "You signed it")
    reviewer = visits.open(REVIEWER)
    reviewer.goto(account)
    press(reviewer, "I have reviewed it", "You have reviewed it. The account is reconciled")
    is_clean(reviewer, "control-reviewed")

    keeper = visits.open(KEEPER)
    keeper.goto(period)
    keeper.get_by_role("button", name="Close", exact=True).click()
    expect(keeper.get_by_role("alert")).to_contain_text("P07 2026-27 cannot be closed")
    is_clean(keeper, "period-close-refused")

    deputy = visits.open(DEPUTY)
    deputy.goto(TASKS)
    deputy.get_by_role("button", name="Let it be closed with tasks undone").click()
    for box in deputy.get_by_role("checkbox").all():
        box.check()
    deputy.get_by_label("Reason").fill("What is open is small, and is settled by the accountant until the 30th")
    deputy.get_by_role("button").last.click()
    expect(deputy.get_by_role("main")).to_contain_text("Month end")

    keeper.goto(period)
    keeper.get_by_role("button", name="Close", exact=True).click()
    expect(keeper.get_by_role("table")).to_contain_text("Utilities are accrued")
    expect(keeper.get_by_role("button", name="Reopen")).to_be_visible()
    is_clean(keeper, "period-closed")
