"""Absences, forecasts of sick pay and balances of leave as people read them, on the record and under "My leave"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hr.models import AbsenceRecord, Assignment, FitNote, LeaveBooking, ReturnInterview
from hr.queries.days import last_day
from hr.queries.leave import Balance, CreditLeft
from hr.queries.sick_pay import Forecast, Step, rate_words
from sharedservices.common.formatting import day, number

Cells = list[list[dict[str, Any]]]
PAY_HEADINGS: list[dict[str, Any]] = [
    {"label": "Pay"}, {"label": "From"}, {"label": "To"}, {"label": "Days", "is_numeric": True}, {"label": "Notices"},
]  # fmt: skip
LEAVE_HEADINGS: list[dict[str, Any]] = [{"label": "What"}, {"label": "Hours", "is_numeric": True}]
BOOKING_HEADINGS: list[dict[str, Any]] = [{"label": "Days"}, {"label": "Hours", "is_numeric": True}, {"label": "State"}]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceShown:
    """An absence on a page: facts, the working of its sick pay, the forecast as a table, what may be done."""

    title: str
    state: str
    state_label: str
    rows: list[dict[str, Any]]
    working: list[str] = field(default_factory=list)
    pay: Cells = field(default_factory=list)
    missing: str = ""
    actions: list[dict[str, str]] = field(default_factory=list)
    pay_headings: list[dict[str, Any]] = field(default_factory=lambda: PAY_HEADINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveShown:
    """The leave of a job on a page: the working of its balance, line by line, and the bookings of the year."""

    title: str
    year: str = ""
    left: str = ""
    working: Cells = field(default_factory=list)
    bookings: Cells = field(default_factory=list)
    actions: list[dict[str, str]] = field(default_factory=list)
    headings: list[dict[str, Any]] = field(default_factory=lambda: LEAVE_HEADINGS)
    booking_headings: list[dict[str, Any]] = field(default_factory=lambda: BOOKING_HEADINGS)


def span(valid: Any) -> str:
    """Say from when to when something lasts."""
    end = last_day(valid)
    if end == valid.lower:
        return str(day(end))
    return f"{day(valid.lower)} to {day(end)}" if end else f"Since {day(valid.lower)}"


def _since(valid: Any) -> str:
    """Say the same inside a sentence."""
    words = span(valid)
    return words[0].lower() + words[1:]


def absence_shown(
    record: AbsenceRecord,
    forecast: Forecast | None,
    notes: Iterable[FitNote],
    *,
    with_reason: bool,
    actions: list[dict[str, str]] | None = None,
    talk: ReturnInterview | None = None,
) -> AbsenceShown:
    """Return an absence as a page shows it; what is wrong only for those who may read it."""
    is_live = forecast is not None and record.state != AbsenceRecord.State.CANCELLED
    return AbsenceShown(
        title=f"{record.get_kind_display()} {_since(record.valid)}",
        state=record.state,
        state_label=str(record.get_state_display()),
        rows=_facts(record, notes, with_reason=with_reason) + _talk(talk, with_note=with_reason),
        working=list(forecast.left.working) if is_live and forecast and forecast.left else [],
        pay=pay_cells(forecast) if is_live and forecast else [],
        missing="No sick pay is agreed for this job on the first day." if is_live and not _has_pay(forecast) else "",
        actions=actions or [],
    )


def _facts(record: AbsenceRecord, notes: Iterable[FitNote], *, with_reason: bool) -> list[dict[str, Any]]:
    """Return what is recorded of an absence."""
    rows = [{"key": "Category", "value": str(record.get_category_display())}]
    if with_reason and record.reason:
        rows.append({"key": "What is wrong", "value": record.reason})
    flags = {
        "work": record.is_work_related, "a disability": record.is_disability_related,
        "pregnancy": record.is_pregnancy_related,
    }  # fmt: skip
    if with_reason and any(flags.values()):
        rows.append({"key": "Related to", "value": ", ".join(words for words, holds in flags.items() if holds)})
    if record.hours_lost_first is not None:
        rows.append({"key": "Lost on the first day", "value": f"{number(record.hours_lost_first)} hours"})
    if record.hours_lost_last is not None:
        rows.append({"key": "Lost on the last day", "value": f"{number(record.hours_lost_last)} hours"})
    if record.linked_to_id is not None:
        words = "Sickness that ended up to eight weeks before: its paid days count against this one"
        rows.append({"key": "Linked", "value": words})
    if record.kind != AbsenceRecord.Kind.UNPAID:
        rows.append({"key": "Certified", "value": _certified(record, notes, with_reason=with_reason)})
    return rows


def _talk(row: ReturnInterview | None, *, with_note: bool) -> list[dict[str, Any]]:
    """Return what is recorded of the talk after an absence, and of a referral."""
    if row is None:
        return []
    note = row.note if with_note else ""
    words = f"Held on {day(row.held_on)}: {row.get_outcome_display().lower()}"
    found = [{"key": "Return-to-work interview", "value": words, "hint": note}]
    if row.referred_on is not None:
        what = f"Asked on {day(row.referred_on)}, to be looked at again on {day(row.follow_up_on)}"
        if row.followed_up_on is not None:
            what = f"Asked on {day(row.referred_on)}, talked about on {day(row.followed_up_on)}"
        advised = row.follow_up_note if with_note else ""
        found.append({"key": "Occupational health", "value": what, "hint": advised})
    return found


def _has_pay(forecast: Forecast | None) -> bool:
    return forecast is not None and forecast.left is not None


def _certified(record: AbsenceRecord, notes: Iterable[FitNote], *, with_reason: bool) -> str:
    parts = ["By the person for the first seven days"] if record.is_self_certified else []
    for note in notes:
        words = f"Fit note “{note.get_outcome_display()}” for {span(note.valid)}"
        parts.append(f"{words}: {note.adjustments}" if with_reason and note.adjustments else words)
    return "; ".join(parts) or "Not yet"


def pay_cells(forecast: Forecast) -> Cells:
    """Return the forecast as a table: each stretch with its pay, why, and the notices of its step-down."""
    steps = {one.step.on: one for one in forecast.steps}
    return [
        [
            {"text": rate_words(part.rate), "is_header": True, "hint": part.why},
            {"text": day(part.first_day)},
            {"text": day(part.last_day) if part.last_day else "No end"},
            {"text": number(part.days) if part.days is not None else "", "is_numeric": True},
            {"text": _notices(steps.get(part.first_day))},
        ]
        for part in forecast.segments
    ]


def _notices(step: Step | None) -> str:
    """Say which notices were sent or are due, what was decided, and what follows from it."""
    if step is None:
        return "None needed"
    if step.unsent and step.first_sent_on is None:
        return f"Not sent: {step.unsent}. Not reduced before it has left."
    if step.first_sent_on is None:
        return f"Due on {day(step.step.first_notice_on)} and {day(step.step.second_notice_on)}. Not reduced before."
    words = f"Sent on {day(step.first_sent_on)}"
    if step.second_sent_on is not None:
        words += f" and {day(step.second_sent_on)}"
    if step.told.extended_to is not None:
        words += f". Put off to {day(step.told.extended_to)}"
    elif step.takes_effect_on != step.step.on:
        words += f". Pay goes down on {day(step.takes_effect_on)} at the earliest"
    if not step.is_confirmed:
        return f"{words}. Not reduced until the HR manager confirms it."
    return f"{words}. Confirmed on {day(step.told.confirmed_on)}: from {day(step.takes_effect_on)}."


def leave_shown(
    job: Assignment,
    found: Balance | None,
    *,
    actions: list[dict[str, str]] | None = None,
    href: Callable[[LeaveBooking], str] | None = None,
) -> LeaveShown:
    """Return the leave of a job as a page shows it. `href` gives the address of a booking, where it has a page."""
    title = f"Annual leave: {job.title}, {job.number}"
    if found is None:
        return LeaveShown(title=title)
    lines = [(line.why, line.hours) for line in (*found.entitlement.basic, *found.entitlement.bank)]
    lines += [line for one in found.credits for line in _credit_lines(one)]
    lines.append((f"{found.n_bank_taken} bank holidays on rostered days", -found.bank_taken))
    lines += [(f"{one.system}, {span(one.valid)}", -(one.leave or Decimal(0))) for one in found.rosters]
    lines.append(("Approved leave", -found.booked(LeaveBooking.State.APPROVED)))
    lines.append(("Leave that waits for approval", -found.booked(LeaveBooking.State.REQUESTED)))
    return LeaveShown(
        title=title,
        year=f"{day(found.year.start)} to {day(found.year.last_day)}",
        left=number(found.left),
        working=[*map(_line, lines), _line(("Left", found.left))],
        bookings=[_booking(row, href(row) if href else "") for row in found.bookings],
        actions=actions or [],
    )


def _credit_lines(one: CreditLeft) -> list[tuple[str, Any]]:
    """Say what was carried in, by when it is taken, and what of it lapsed."""
    words = f"{one.credit.get_bucket_display()}, to be taken by {day(one.credit.expires_on)}"
    lapsed = [(f"Lapsed after {day(one.credit.expires_on)}", -one.lapsed)] if one.lapsed else []
    return [(words, one.brought), *lapsed]


def _line(pair: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"text": pair[0], "is_header": True}, {"text": number(pair[1]), "is_numeric": True}]


def _booking(row: LeaveBooking, href: str) -> list[dict[str, Any]]:
    back = f"{number(row.hours_given_back)} given back for sickness" if row.hours_given_back else ""
    return [
        {"text": span(row.valid), "is_header": True, "href": href},
        {"text": number(row.hours), "is_numeric": True, "hint": back},
        {"text": str(row.get_state_display()), "hint": row.decision_note or row.note},
    ]
