"""What the page of a case says and offers about whoever acts for the estate, and the account."""

from typing import TYPE_CHECKING, Any

from hr.models import Representative
from hr.states import REPRESENTATIVE
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, money

if TYPE_CHECKING:
    from hr.views.deaths import CaseView


def steps(page: "CaseView", row: Representative | None) -> list[dict[str, str]]:
    """Return what this reader may do about the account: words, page, and why not yet."""
    if row is None:
        step = {"label": "Who acts for the estate", "href": page.case_url("estate"), "why_not": ""}
        return [step] if page.may("deaths.manage") else []
    actions = allowed_actions(REPRESENTATIVE, row.state, page.access.permissions)
    offered = []
    if "verify" in actions:
        is_own = row.recorded_human == page.user.human_id
        why = "You recorded it: a colleague verifies it." if is_own else ""
        offered.append(("Verify the account of the estate", "estate_verify", why))
    if "stop" in actions:
        offered.append(("Stop the account of the estate", "estate_stop", ""))
    ids: dict[str, Any] = {"death_case": page.case.uuid, "estate_account": row.uuid}
    return [{"label": label, "href": page.url(name, **ids), "why_not": why} for label, name, why in offered]


def facts(row: Representative | None) -> list[dict[str, Any]]:
    """Return who acts for the estate and how the account stands, for the page of a case."""
    if row is None:
        return []
    states = {
        Representative.State.RECORDED: "Not paid yet: a second person verifies it first",
        Representative.State.VERIFIED: f"Verified by {row.verified_by}; paid from {day(row.payable_from)} on"
        if row.payable_from
        else "",
    }
    most = f"At most {money(row.most)} in all" if row.most else ""
    right = " · ".join(filter(None, (row.get_authority_display(), row.document, most)))
    return [
        {"key": "Acts for the estate", "value": row.name, "hint": right},
        {
            "key": "Account of the estate",
            "value": f"{row.holder}, ending {row.last_four}",
            "hint": states[Representative.State(row.state)],
        },
    ]
