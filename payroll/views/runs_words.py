"""How the figures of a run are said: tiles, differences, the chart of net pay, cells of short tables. No queries."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from payroll.queries.late_leavers import LateLeaver
from payroll.queries.run_pages_compare import Before, PersonChange, Spread
from payroll.queries.run_pages_head import BatchProgress, MoveRow, RunHead
from payroll.states import RunState
from sharedservices.common.charts import Bar, BarChart, Histogram
from sharedservices.common.formatting import (
    counted,
    day,
    day_short,
    duration,
    money,
    number,
    pounds_signed,
)
from sharedservices.common.money import round_half_up
from sharedservices.common.workingdays import calendar

Cells = list[dict[str, Any]]

SECTIONS = {
    "payment": "Payments",
    "benefit": "Benefits",
    "deduction": "Deductions",
    "employer": "Employer’s costs",
}
DEEDS = {
    "create": "Created",
    "calculate": "Calculated",
    "recalculate": "Asked for a recalculation",
    "exclude": "Left somebody out",
    "include": "Took somebody back in",
    "return": "Returned to draft",
    "approve": "Approved",
    "release": "Released",
    "cancel": "Cancelled",
}


def moved_text(contractual: date, paid: date) -> str:
    """Say why pay comes on another day than the contract names; nothing when it does not."""
    if contractual == paid:
        return ""
    why = calendar().holidays.get(contractual) or f"a {contractual:%A}"
    return f"Moved from {day(contractual)}, {why}"


def percent_signed(rate: Decimal | None) -> str:
    """Say a difference as a percentage with one decimal and its sign; nothing for None."""
    if rate is None:
        return ""
    value = round_half_up(rate * 100, 1)
    return f"{'+' if value > 0 else ''}{number(value)}%"


def difference(now: Decimal, then: Decimal | None, since: str) -> str:
    """Say how a total compares with the run before."""
    if then is None:
        return "No run before to compare with"
    if now == then:
        return f"The same as {since}"
    share = percent_signed((now - then) / abs(then)) if then else ""
    return f"{pounds_signed(now - then)}{f' ({share})' if share else ''} on {since}"


def said_month(before: Before | None) -> str:
    """Name the run before by its pay date."""
    return "" if before is None else f"{before.pay_date:%B %Y}"


def tiles(run: RunHead, before: Before | None) -> list[dict[str, str]]:
    """Return the totals of a run as tiles, each against the run before."""
    since = said_month(before)
    totals = [
        ("Gross pay", run.gross, before.gross if before else None),
        ("Deductions", run.deductions, before.deductions if before else None),
        ("Net pay", run.net, before.net if before else None),
        ("Cost to the employer", run.employer_cost, before.employer_cost if before else None),
    ]
    return [{"label": label, "value": money(now), "hint": difference(now, then, since)} for label, now, then in totals]


def progress_bar(run: RunHead, found: BatchProgress, *, poll_url: str, refresh_url: str) -> dict[str, Any]:
    """Return what the progress fragment shows."""
    remaining = found.n_total - found.n_done
    is_held_up = bool(found.n_batches_failed) and found.n_batches_done + found.n_batches_failed == found.n_batches
    text = "Calculating" if found.n_batches_begun else "Waiting for a worker"
    return {
        "id": "run-progress",
        "text": "Held up: a batch could not be worked out" if is_held_up else text,
        "done": found.n_done,
        "total": found.n_total,
        "percent": found.percent,
        "remaining": counted(remaining, "person to go", "people to go"),
        "batches": f"{found.n_batches_done:,} of {counted(found.n_batches, 'batch', 'batches')} done",
        "failed": counted(found.n_batches_failed, "batch has failed", "batches have failed")
        if found.n_batches_failed
        else "",
        "rate": f"{number(round_half_up(found.rate, 0))} people a second" if found.rate and found.rate >= 1 else "",
        "left": f"about {duration(found.seconds_left)} left" if found.seconds_left is not None and remaining else "",
        "is_held_up": is_held_up,
        "is_running": run.is_calculating,
        "poll_url": poll_url,
        "refresh_url": refresh_url,
    }


def _pounds(value: Decimal) -> str:
    """Say the edge of a band: in whole pounds where it is."""
    return money(value).removesuffix(".00")


def net_chart(found: Spread | None) -> BarChart | None:
    """Draw how net pay is spread; None when nobody is paid."""
    if found is None:
        return None
    bars = []
    for index, count in enumerate(found.counts):
        low = found.first + index * found.width
        is_open = found.is_open_above and index == len(found.counts) - 1
        high = found.highest if is_open else low + found.width
        bars.append(Bar(f"{_pounds(low)} to {_pounds(high)}", Decimal(count)))
    return Histogram(
        title="Net pay of one payslip",
        bars=bars,
        summary=f"Half of the {counted(found.n_payslips, 'payslip', 'payslips')} pay {money(found.median)} or less. "
        f"The lowest pays {money(found.lowest)}, the highest {money(found.highest)}.",
        label_heading="From and below",
        value_heading="Payslips",
    )


def person_cell(row: PersonChange, href: str) -> dict[str, Any]:
    """Name a person, with the payroll number below and a link to the payslip."""
    return {"text": row.name, "href": href, "hint": row.employee_no, "is_header": True}


def _amount(value: Decimal | None) -> dict[str, Any]:
    return {"text": money(value), "is_numeric": True, "is_nowrap": True}


def _change(value: Decimal) -> dict[str, Any]:
    return {"text": pounds_signed(value), "is_numeric": True, "is_negative": value < 0, "is_nowrap": True}


def starter_cells(rows: Iterable[PersonChange], href: Callable[[UUID], str]) -> list[Cells]:
    """Return the rows of starters: who, since when, gross and net pay."""
    return [
        [
            person_cell(row, href(row.employment_uuid)),
            {"text": day_short(row.starts), "is_nowrap": True},
            _amount(row.gross),
            _amount(row.net),
        ]
        for row in rows
    ]


def late_text(one: LateLeaver, run: RunHead, today: date) -> str:
    """Say of somebody who is paid for days after their last one what is to be done, as far as the run has come."""
    said = f"Left on {day(one.last_day)}, told of after this was calculated:"
    if run.state == RunState.CALCULATED:
        return f"{said} calculate again, or leave out, before approval."
    if run.state == RunState.APPROVED:
        return f"{said} send the run back and calculate again. It cannot be released."
    if run.pay_date > today:
        return f"{said} stop or recall the payment today."
    return f"{said} overpaid. Agree a plan; deduct nothing without one."


def leaver_cells(rows: Iterable[PersonChange], href: Callable[[UUID], str], *, first_day: date) -> list[Cells]:
    """Return the rows of leavers: who, why, net pay before and now. Without a payslip there is no link."""
    return [
        [
            person_cell(row, href(row.employment_uuid) if row.net is not None else ""),
            {"text": _why_gone(row, first_day), "is_nowrap": True},
            _amount(row.net_before),
            _amount(row.net),
        ]
        for row in rows
    ]


def _why_gone(row: PersonChange, first_day: date) -> str:
    if row.ends is None:
        return "Not in this run"
    return f"Last day {day_short(row.ends)}" if row.ends >= first_day else f"Left on {day_short(row.ends)}"


def mover_cells(rows: Iterable[PersonChange], href: Callable[[UUID], str]) -> list[Cells]:
    """Return the rows of movers: who, the difference, net pay now and before."""
    return [
        [person_cell(row, href(row.employment_uuid)), _change(row.change), _amount(row.net), _amount(row.net_before)]
        for row in rows
    ]


def timeline(moves: Iterable[MoveRow]) -> list[dict[str, Any]]:
    """Return the log of a run as events of a timeline."""
    return [
        {"title": DEEDS.get(move.action, move.action.capitalize()), "by": move.by, "at": move.at, "reason": _said(move)}
        for move in moves
    ]


def _said(move: MoveRow) -> str:
    """Return the reason in a sentence."""
    return move.reason[:1].upper() + move.reason[1:]


def payments_text(n_payments: int, n_payslips: int) -> str:
    """Say of how many payslips the payments are, and how many of these are paid into two accounts."""
    said, n_split = f"Of {counted(n_payslips, 'payslip', 'payslips')}", n_payments - n_payslips
    return f"{said}, {n_split:,} of them into two accounts" if n_split else said
