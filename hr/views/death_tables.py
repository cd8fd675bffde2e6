"""The tables on the page of a case: what is to be done, and what was paid for days after the death."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from hr.models import DeathOverpayment, DeathTask
from hr.operations.deaths import OPEN_TO_WORK
from hr.queries import death_tasks as found
from hr.states import DEATH_TASK, OVERPAID_AFTER_DEATH, DeathTaskState
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day_short, money

if TYPE_CHECKING:
    from hr.views.deaths import CaseView

TASK_HEADINGS = [
    {"label": "What"}, {"label": "Who"}, {"label": "By"}, {"label": "Figure", "is_numeric": True}, {"label": "State"},
    {"label": "Action"},
]  # fmt: skip
PAID_HEADINGS = [
    {"label": "Run"}, {"label": "Paid"}, {"label": "Days after the death", "is_numeric": True},
    {"label": "Net", "is_numeric": True}, {"label": "What becomes of it"}, {"label": "Action"},
]  # fmt: skip
COLOURS = {True: "red", False: "blue"}


def tables(page: "CaseView") -> dict[str, Any]:
    """Return the tasks of a case and what was paid for days after it, as tables for its page."""
    case = page.case
    return {
        "task_headings": TASK_HEADINGS,
        "tasks": [_task(page, one) for one in found.tasks(case)],
        "paid_headings": PAID_HEADINGS,
        "paid": [_paid(page, one) for one in found.overpaid(case)],
    }


def _task(page: "CaseView", task: DeathTask) -> list[dict[str, Any]]:
    is_open = task.state == DeathTaskState.OPEN
    late = is_open and task.due_on < timezone.localdate() and page.case.state in OPEN_TO_WORK
    settled = " ".join(filter(None, (f"{task.settled_by}.", task.consent, task.note))) if task.settled_by else ""
    asks = "Ask the family first" if is_open and task.needs_consent else ""
    act: dict[str, Any] = {"text": ""}
    if page.case.state in OPEN_TO_WORK and allowed_actions(DEATH_TASK, task.state, page.access.permissions):
        name = "death_in_service" if task.code == "in-service" and is_open else "death_task"
        ids: dict[str, Any] = {} if name == "death_in_service" else {"death_task": task.uuid}
        href = page.url(name, death_case=page.case.uuid, **ids)
        act = {"text": "Settle" if is_open else "Open again", "href": href, "context": task.title}
    shown = money(task.figure) if task.figure is not None and page.may("people.view_pay") else ""
    return [
        {"text": task.title, "is_header": True, "hint": settled or asks},
        {"text": task.get_owner_display()},
        {"text": day_short(task.due_on), "is_nowrap": True, "hint": "Late" if late else ""},
        {"text": shown, "is_numeric": True, "hint": task.working if shown else ""},
        {"text": task.get_state_display(), "colour": COLOURS[late] if is_open else "green"},
        act,
    ]


def _paid(page: "CaseView", row: DeathOverpayment) -> list[dict[str, Any]]:
    actions = allowed_actions(OVERPAID_AFTER_DEATH, row.state, page.access.permissions)
    act: dict[str, Any] = {"text": ""}
    if actions:
        is_own = row.proposed_human == page.user.human_id
        name = "death_overpaid" if "propose" in actions else "death_overpaid_agree"
        href = page.url(name, death_case=page.case.uuid, death_overpaid=row.uuid)
        if not is_own:
            act = {"text": "Propose" if "propose" in actions else "Decide", "href": href, "context": row.run_label}
    said = row.get_outcome_display() if row.outcome else "The case officer proposes"
    return [
        {"text": row.run_label, "is_header": True},
        {"text": day_short(row.pay_date), "is_nowrap": True},
        {"text": f"{row.days_overpaid} of {row.days_in_period}", "is_numeric": True},
        {"text": money(row.net_paid) if page.may("people.view_pay") else "Hidden", "is_numeric": True},
        {"text": said, "hint": f"{row.get_state_display()}. {row.why}".strip()},
        act,
    ]
