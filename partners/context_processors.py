"""What the shell of every page shows: the partner in view, the others, and where one may go."""

from typing import Any

from django.http import HttpRequest

from partners.queries import Access
from partners.roles import Role

# An area and its pages: label, path below the partner, any one of these permissions. An area with one page that
# somebody may open is called by that page.
AREAS: list[tuple[str, list[tuple[str, str, set[str]]]]] = [
    ("Home", [("Home", "", {"home.view"})]),
    (
        "My team",
        [
            ("My team", "team/", {"team.view"}),
            ("Tasks", "team/tasks/", {"team.tasks"}),
            ("Posts and cost", "team/posts/", {"team.posts"}),
        ],
    ),
    (
        "People",
        [
            ("People", "people/", {"people.view"}),
            ("Starters", "starters/", {"starters.view"}),
            ("Leavers", "leavers/", {"leavers.view"}),
            ("Checks and training", "checks/", {"checks.view"}),
            ("Letters", "letters/", {"letters.view"}),
            ("Statements of change", "people/statements-of-change/", {"documents.store"}),
            ("Records held twice", "people/duplicates/", {"people.merge"}),
            ("Numbers claimed twice", "people/number-clashes/", {"people.settle_nino"}),
        ],
    ),
    (
        "Time and claims",
        [
            ("Absence", "absence/", {"absence.view"}),
            ("Family leave", "family-leave/", {"family.view"}),
            ("Rosters", "rosters/", {"rosters.view"}),
            ("Claims", "claims/", {"claims.view"}),
            ("Coming changes", "forewarnings/", {"forewarnings.view"}),
        ],
    ),
    (
        "Casework",
        [
            ("Questions", "questions/", {"questions.answer"}),
            ("Cases", "cases/", {"cases.work", "statements.give"}),
            ("Declared interests", "interests/", {"interests.manage"}),
            ("Accidents and exposure", "safety/", {"safety.view"}),
            ("Missing people", "people/missing/", {"missing.manage"}),
            ("Sensitive posts", "people/sensitive/", {"people.restrict"}),
        ],
    ),
    (
        "Changes",
        [
            ("Changes", "changes/", {"changes.follow"}),
            ("While away", "changes/delegation/", {"delegations.view"}),
        ],
    ),
    (
        "Pay",
        [
            ("Pay runs", "pay/", {"payroll.view"}),
            ("Pay inputs", "pay/inputs/", {"inputs.view"}),
            ("Bank changes", "people/bank-changes/", {"bank.view"}),
        ],
    ),
    (
        "Finance",
        [
            ("Ledger", "ledger/", {"ledger.view"}),
            ("Budgets", "budgets/", {"budgets.view"}),
            ("Payables", "payables/", {"payables.view"}),
            ("Receivables", "receivables/", {"receivables.view"}),
            ("Recharges", "recharges/", {"recharges.view"}),
            ("Bank", "bank/", {"banking.view"}),
            ("Fixed assets", "assets/", {"ledger.view"}),
            ("VAT", "vat/", {"vat.view"}),
        ],
    ),
    ("Reports", [("Reports", "reports/", {"absence.view"})]),
    (
        "Partnership",
        [
            ("Organisation", "partnership/", {"organisation.view"}),
            ("Mail and envelopes", "partnership/mail/", {"mail.view"}),
            ("Onboarding", "onboarding/", {"onboarding.view"}),
            ("Data protection", "privacy/", {"privacy.view"}),
            ("Audit trail", "audit/", {"audit.view"}),
        ],
    ),
    (
        "Myself",
        [
            ("My home", "me/", {"me.view"}),
            ("My pay", "me/payslips/", {"me.view"}),
            ("My leave", "me/leave/", {"me.view"}),
            ("Coming up", "me/coming/", {"me.view"}),
            ("My details", "me/details/", {"me.view"}),
            ("My start", "me/start/", {"me.view"}),
            ("My requests", "my-changes/", {"me.propose"}),
            ("My claims", "my-claims/", {"me.claim"}),
            ("My interests", "my-interests/", {"me.ask"}),
            ("Ask HR", "ask-hr/", {"me.ask"}),
        ],
    ),
]
Item = dict[str, Any]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the partner in view, the user's partners, the areas of the service and the pages of the one in view."""
    found: Access | None = getattr(request, "partner_access", None)
    areas, pages = _navigation(request.path, found) if found else ([], [])
    return {
        "product": "Shared Services",
        "current_partner": found.partner if found else None,
        "user_partners": [one.partner for one in getattr(request, "access", [])],
        "permissions": found.permissions if found else frozenset(),
        "nav": areas,
        "subnav": pages,
        "part_words": getattr(request, "part_words", ""),
    }


def _navigation(path: str, found: Access) -> tuple[list[Item], list[Item]]:
    """Return the areas, and the pages of the area in view when it has more than one. An employee sees pages at once."""
    base = f"/p/{found.partner.code}/"
    is_employee = found.roles == {Role.EMPLOYEE}
    areas: list[tuple[str, list[Item]]] = []
    for label, pages in AREAS:
        shown: list[Item] = [
            {"label": name, "href": base + below, "active": False}
            for name, below, needs in pages
            if needs & found.permissions and (below or not is_employee)
        ]
        areas += [(item["label"], [item]) for item in shown] if is_employee else [(label, shown)] if shown else []
    _mark([item for _label, pages in areas for item in pages], path, base)
    nav = [_area(label, pages) for label, pages in areas]
    here = next((pages for _label, pages in areas if any(item["active"] for item in pages)), [])
    return nav, here if len(here) > 1 else []


def _area(label: str, pages: list[Item]) -> Item:
    name = pages[0]["label"] if len(pages) == 1 else label
    return {"label": name, "href": pages[0]["href"], "active": any(item["active"] for item in pages)}


def _mark(items: list[Item], path: str, base: str) -> None:
    """Mark the page in view: of two that fit, the one with the longer address."""
    here = [item for item in items if path.startswith(item["href"]) and (item["href"] != base or path == base)]
    if here:
        max(here, key=lambda item: len(item["href"]))["active"] = True
