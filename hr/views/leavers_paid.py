"""What the page of a leaving says about pay for days after the last one, by payslip and by element."""

from typing import Any

from hr.models import Leaving, OverpaymentCase, OverpaymentFigure
from hr.queries import repayments
from hr.views.base import PeopleView
from sharedservices.common.formatting import day_short, money

PAID_HEADINGS = [
    {"label": "Pay run"}, {"label": "Paid on"}, {"label": "Days overpaid", "is_numeric": True},
    {"label": "Take-home pay of the payslip", "is_numeric": True}, {"label": "Gross overpaid", "is_numeric": True},
    {"label": "Net overpaid", "is_numeric": True}, {"label": "How"},
]  # fmt: skip
LINE_HEADINGS = [
    {"label": "Element"}, {"label": "Pay run"}, {"label": "Paid", "is_numeric": True},
    {"label": "Due up to the last day", "is_numeric": True}, {"label": "Too much", "is_numeric": True},
]  # fmt: skip
BY_HAND = "By hand"
HIDDEN = "Hidden"


def paid_cells(
    case: OverpaymentCase, *, with_pay: bool, figure: OverpaymentFigure | None = None, href: str = ""
) -> list[dict[str, Any]]:
    """Return the cells of one payslip; the amounts for those who may see pay.

    `figure` was worked out by hand; `href` is where that is proposed, for those who may.
    """
    gross, net = (figure.gross, figure.net) if figure else (case.gross_overpaid, case.net_overpaid)
    amounts = [case.net_paid, gross, net]
    words = [BY_HAND if one is None else money(one) for one in amounts] if with_pay else [HIDDEN] * len(amounts)
    return [
        {"text": case.run_label, "is_header": True},
        {"text": day_short(case.pay_date), "is_nowrap": True},
        {"text": f"{case.days_overpaid} of {case.days_in_period}", "is_numeric": True},
        *({"text": one, "is_numeric": True} for one in words),
        _how(case, figure, href),
    ]


def _how(case: OverpaymentCase, figure: OverpaymentFigure | None, href: str) -> dict[str, Any]:
    """Say how the figures came about, and offer to work them out."""
    if figure is not None:
        return {"text": "By hand", "hint": f"{figure.reason}. Approved by {figure.approved_by}"}
    if case.net_overpaid is not None:
        return {"text": "Worked out again from the payslip"}
    if href:
        return {"text": "Work it out by hand", "href": href, "context": case.run_label}
    return {"text": "Not worked out yet"}


def line_cells(row: Leaving) -> list[list[dict[str, Any]]]:
    """Return a row for each element that was overpaid, deductions included."""
    return [
        [
            {"text": one.name, "is_header": True},
            {"text": one.case.run_label},
            {"text": money(one.paid), "is_numeric": True},
            {"text": money(one.due), "is_numeric": True},
            {"text": money(one.paid - one.due), "is_numeric": True},
        ]
        for one in repayments.lines(row)
    ]


def repay_link(view: PeopleView, row: Leaving) -> dict[str, str]:
    """Return the way to the plan of a leaving, or to proposing one; nothing for others."""
    plan = repayments.plan_of(row)
    if plan is not None and view.may("repayments.view"):
        href = view.url("repayment_plan", repayment_plan=plan.uuid)
        return {"label": f"Repayment: {plan.get_state_display().lower()}", "href": href}
    if plan is None and view.may("repayments.manage"):
        return {"label": "Propose a repayment", "href": view.url("repayment_propose", leaving=row.uuid)}
    return {}
