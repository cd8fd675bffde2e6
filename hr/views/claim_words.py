"""The words of a claim, for the person and for whoever decides about it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hr.models import Claim, ClaimLine, LeaveBooking
from hr.queries import claim_money as money
from hr.states import LeaveState
from sharedservices.common.formatting import counted, day, moment, number
from sharedservices.common.formatting import money as pounds

Links = Callable[[ClaimLine], list[dict[str, str]]]


def spent(row: Claim) -> str:
    """Say what a claim comes to: "40 miles, £18.00", "3 hours", "£24.80"."""
    if row.kind == Claim.Kind.MILEAGE:
        return f"{number(row.units)} miles, {pounds(row.amount)}"
    return f"{number(row.units)} hours" if row.kind == Claim.Kind.HOURS else pounds(row.amount)


def line_words(line: ClaimLine) -> str:
    """Say what a line claims."""
    if line.miles is not None:
        way = (
            f"{line.from_place} to {line.to_place}, {number(line.miles)} miles by {line.get_vehicle_display().lower()}"
        )
        return way if not line.passengers else f"{way} with {counted(line.passengers, 'colleague', 'colleagues')}"
    kind = line.claim_type.name if line.claim_type else ""
    if line.worked is not None:
        begun, over = (timezone.localtime(one) for one in (line.worked.lower, line.worked.upper))
        rest = f", {line.break_minutes} minutes’ break" if line.break_minutes else ""
        return f"{begun:%H:%M} to {over:%H:%M}{rest}: {number(line.hours)} hours, {kind.lower()}"
    vat = f", with VAT of {pounds(line.vat)}" if line.vat else ""
    return f"{kind}: {pounds(line.amount)}{vat}"


def line_rows(
    lines: list[ClaimLine], *, links: Links | None = None, receipt: Callable[[ClaimLine], str] | None = None
) -> list[dict[str, Any]]:
    """Return the lines as rows of a summary list, each with what may be done with it."""
    rows = []
    for line in lines:
        given = list(links(line)) if links is not None else []
        if line.receipt_id is not None and receipt is not None:
            given.append({"href": receipt(line), "action": "Receipt"})
        without = f" No receipt: {line.no_receipt}" if line.no_receipt else ""
        said = f"{day(line.on)}, {line_words(line)}"
        row: dict[str, Any] = {"key": day(line.on), "value": line_words(line), "hint": f"{line.reason}.{without}"}
        if given:
            row |= given[0] | {"context": said, "more": [one | {"context": said} for one in given[1:]]}
        rows.append(row)
    return rows


def warnings(row: Claim, lines: list[ClaimLine]) -> list[str]:
    """Return what looks odd in a claim: the same thing claimed elsewhere, and work on days of leave."""
    by_id = {one.pk: one for one in lines}
    found = []
    for pk, twins in money.same_elsewhere(row, lines).items():
        line = by_id[pk]
        where = sorted({f"{twin.claim} ({_whose(row, twin)})" for twin in twins})
        found.append(f"{day(line.on)}, {line_words(line)}: this looks like what stands in {', '.join(where)}.")
    if row.kind == Claim.Kind.HOURS:
        found += [f"{day(on)}: annual leave is booked on this day." for on in _on_leave(row, lines)]
    return found


def _whose(row: Claim, twin: ClaimLine) -> str:
    if twin.claim_id == row.pk:
        return "this claim"
    return twin.claim.get_state_display().lower() if twin.person_id == row.person_id else twin.person.display_name


def _on_leave(row: Claim, lines: list[ClaimLine]) -> list[date]:
    booked = LeaveBooking.objects.of(row.partner_id).filter(person_id=row.person_id, state=LeaveState.APPROVED)
    spans = list(booked.order_by("id").values_list("valid", flat=True))
    return sorted({one.on for one in lines if any(one.on in span for span in spans)})


def facts(row: Claim, lines: list[ClaimLine], *, on: date) -> list[dict[str, str]]:
    """Return what a claim is, who decided what about it, and which pay it comes in."""
    found = [
        {
            "key": "Claimed",
            "value": spent(row),
            "hint": "Hours are paid at the rate of the job" if _is_hours(row) else "",
        },
        {"key": "Job", "value": f"{row.assignment.title}, {row.assignment.number}"},
    ]
    if row.cost_centre is not None:
        found.append({"key": "Charged to", "value": str(row.cost_centre)})
    if row.submitted_at is not None:
        found.append({"key": "Sent", "value": moment(timezone.localtime(row.submitted_at))})
    if row.is_late:
        found.append({"key": "Why it comes late", "value": row.late_reason})
    found += _decided(row)
    if row.state in {Claim.State.SENT, Claim.State.PAID}:
        found.append({"key": "Comes with the pay of", "value": row.pay_period_name})
    if row.paid_on is not None:
        found.append({"key": "Paid", "value": day(row.paid_on)})
    elif row.state in {Claim.State.SUBMITTED, Claim.State.WITH_HR} and (due := money.due_words(row, on=on)):
        found.append(
            {"key": "Paid with", "value": due, "hint": "Later approval: the next run. Nothing happens by itself"}
        )
    return found


def _is_hours(row: Claim) -> bool:
    return bool(row.kind == Claim.Kind.HOURS)


def _decided(row: Claim) -> list[dict[str, str]]:
    found = []
    if row.decided_at is not None and row.decided_by is not None:
        words = {Claim.State.RETURNED: "Sent back by", Claim.State.REJECTED: "Rejected by"}
        who = f"{row.decided_by.full_name} for {row.behalf_of}" if row.behalf_of else row.decided_by.full_name
        value = f"{who}, {moment(timezone.localtime(row.decided_at))}"
        found.append(
            {"key": words.get(Claim.State(row.state), "Approved by"), "value": value, "hint": row.decision_note}
        )
    if row.agreed_at is not None and row.agreed_by is not None:
        value = f"{row.agreed_by.full_name}, {moment(timezone.localtime(row.agreed_at))}"
        found.append({"key": "Agreed by HR", "value": value, "hint": ""})
    return found


def money_cells(row: Claim, lines: list[ClaimLine]) -> list[list[dict[str, Any]]]:
    """Return what a mileage claim comes to, as rows of a table: miles, tax, pounds."""
    if row.kind != Claim.Kind.MILEAGE:
        return []
    return [_cells(*one) for one in money.treatments_of(row, lines)]


def _cells(what: str, tax: str, sum_of: Decimal) -> list[dict[str, Any]]:
    return [{"text": what, "is_header": True}, {"text": tax}, {"text": pounds(sum_of), "is_numeric": True}]


MONEY_HEADINGS = [{"label": "Miles"}, {"label": "Tax"}, {"label": "Pounds", "is_numeric": True}]
