"""What the shell of every page shows: the partner in view, the others, and where one may go."""

from typing import Any

from django.http import HttpRequest

from partners.queries import Access
from partners.roles import Role

# label, path below the partner, any one of these permissions
NAVIGATION = [
    ("Home", "", {"home.view"}),
    ("My team", "team/", {"team.view"}),
    ("People", "people/", {"people.view"}),
    ("Absence", "absence/", {"absence.view"}),
    ("Changes", "changes/", {"changes.view"}),
    ("Pay", "pay/", {"payroll.view"}),
    ("Pay inputs", "pay/inputs/", {"inputs.view"}),
    ("Data protection", "privacy/", {"privacy.view"}),
    ("Audit trail", "audit/", {"audit.view"}),
    ("Partnership", "partnership/", {"organisation.view"}),
    ("My pay", "me/payslips/", {"me.view"}),
    ("My leave", "me/leave/", {"me.view"}),
    ("Coming up", "me/coming/", {"me.view"}),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the partner in view, the user's partners and the service navigation."""
    found: Access | None = getattr(request, "partner_access", None)
    return {
        "product": "Shared Services",
        "current_partner": found.partner if found else None,
        "user_partners": [one.partner for one in getattr(request, "access", [])],
        "permissions": found.permissions if found else frozenset(),
        "nav": _navigation(request, found) if found else [],
    }


def _navigation(request: HttpRequest, found: Access) -> list[dict[str, Any]]:
    base = f"/p/{found.partner.code}/"
    items: list[dict[str, Any]] = []
    for label, path, needs in NAVIGATION:
        if not needs & found.permissions or (not path and found.roles == {Role.EMPLOYEE}):
            continue
        items.append({"label": label, "href": base + path, "active": False})
    here = [
        item
        for item in items
        if request.path.startswith(item["href"]) and (item["href"] != base or request.path == base)
    ]
    if here:  # of two that fit, the longer address is the page
        max(here, key=lambda item: len(item["href"]))["active"] = True
    return items
