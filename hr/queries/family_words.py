"""A case of family leave as people read it, on its page, in the review before it is recorded, and under My leave."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hr.engine import family_dates
from hr.engine import family_leave as engine
from hr.engine.agreements import carry_over_rule, family_rule
from hr.engine.family_pay import RATE_WORDS
from hr.models import Assignment, FamilyLeave
from hr.queries import family_leave
from hr.queries.absence_terms import facts_of
from hr.queries.days import ONE_DAY
from hr.queries.family_leave import Case
from hr.queries.leave import balance, leave_year
from sharedservices.common.formatting import counted, day, day_short, number
from sharedservices.common.money import round_half_up
from sharedservices.common.workingdays import BankHolidaysMissing

Cells = list[list[dict[str, Any]]]
WEEK = 7
DATE_HEADINGS = [{"label": one} for one in ("Day", "What")]
PART_HEADINGS = [{"label": one} for one in ("Part", "First day", "Last day", "Length", "What can be done")]
PAY_HEADINGS: list[dict[str, Any]] = [
    {"label": "Contractual pay"}, {"label": "From"}, {"label": "To"}, {"label": "Days", "is_numeric": True},
]  # fmt: skip
KIT_HEADINGS: list[dict[str, Any]] = [{"label": "Day"}, {"label": "Hours", "is_numeric": True}, {"label": "What for"}]
EVENTS = {"birth": "Record the birth", "placement": "Record the placement", "entry": "Record the entry"}


def length(first: date, last: date) -> str:
    """Say how long a part of leave is."""
    days = (last - first).days + 1
    weeks, rest = divmod(days, WEEK)
    if not weeks:
        return str(counted(days, "day", "days"))
    return f"{counted(weeks, 'week', 'weeks')}" + (f" and {counted(rest, 'day', 'days')}" if rest else "")


def date_cells(case: Case, *, on: date) -> Cells:
    """Return the dates of a case; what has passed says so."""
    return [
        [
            {"text": day(one.on), "is_nowrap": True, "hint": "Passed" if one.on < on else ""},
            {"text": one.label, "is_header": True, "hint": one.why},
        ]
        for one in case.milestones
    ]


def date_words(case: Case) -> dict[str, str]:
    """Return the dates of a case for the review before it is recorded."""
    return {one.label: f"{day(one.on)}{f'. {one.why}' if one.why else ''}" for one in case.milestones}


def pay_cells(case: Case) -> Cells:
    """Return what each stretch is paid, and why."""
    return [
        [
            {"text": RATE_WORDS[one.rate], "is_header": True, "hint": one.why},
            {"text": day(one.first_day)},
            {"text": day(one.last_day)},
            {"text": number(one.days), "is_numeric": True},
        ]
        for one in case.paid
    ]


def kit_words(case: Case) -> str:
    """Say how many days were worked of those that may be; nothing where there are none."""
    allowed = case.leave.kit_days_allowed
    return f"{len(case.kit_days)} of {allowed} days used" if allowed and not case.leave.is_bereaved else ""


def kit_cells(case: Case, *, with_note: bool) -> Cells:
    """Return the days that were worked."""
    return [
        [
            {"text": day(one.worked_on), "is_header": True},
            {"text": number(one.hours), "is_numeric": True},
            {"text": one.note if with_note else ""},
        ]
        for one in case.kit_days
    ]


def facts(case: Case, *, in_full: bool) -> list[dict[str, Any]]:
    """Return what is recorded; what is for HR and the person only when `in_full`."""
    row = case.leave
    labels = {
        "birth": "Birth", "placement": "Placement", "entry": "Entry into Great Britain", "death": "Day of the death",
        "child": "Child born on",
    }  # fmt: skip
    rows = [{"key": "Notice", "value": day(row.notified_on)}]
    if row.expected_on:
        rows.append({"key": "Due date" if case.rule.anchor == "birth" else "Expected", "value": day(row.expected_on)})
    if row.official_on:
        rows.append({"key": "Official notification", "value": day(row.official_on)})
    if row.happened_on and (in_full or case.rule.anchor in {"birth", "placement", "entry"}):
        rows.append({"key": labels.get(case.rule.anchor, "Day"), "value": day(row.happened_on)})
    if row.weeks_granted:
        rows.append({"key": "Weeks that there are", "value": number(row.weeks_granted)})
    if row.used_weeks or row.partner_weeks:
        taken = f"{counted(row.used_weeks, 'week', 'weeks')} of maternity or adoption leave"
        rows.append({"key": "Taken by others", "value": f"{taken}, {row.partner_weeks} shared by the other parent"})
    if row.curtailed_on:
        left = engine.shared_weeks(
            taken=-(-case.facts.days // WEEK),
            by_partner=0,
            whole=case.rule.most_weeks,
            rule=family_rule(FamilyLeave.Kind.SHARED_PARENTAL, on=row.notified_on),
        )
        rows.append({"key": "Curtailed", "value": day(row.curtailed_on), "hint": f"{left} weeks are left to share"})
    if row.returned_on:
        rows.append({"key": "Back at work", "value": day(row.returned_on)})
    until = engine.protected_until(case.facts, case.rule)
    if until:
        rows.append({"key": "Protected from redundancy", "value": f"From the notice to {day(until)}"})
    return rows + (_in_full(case) if in_full else [])


def _in_full(case: Case) -> list[dict[str, Any]]:
    row = case.leave
    rows: list[dict[str, Any]] = []
    if row.is_bereaved:
        rows.append({"key": "Bereaved", "value": "Nothing is sent by itself: write or speak to them yourself"})
    if row.died_on:
        rows.append({"key": "The other parent died", "value": day(row.died_on)})
    if case.rule.evidence:
        rows.append({"key": "Evidence seen", "value": row.evidence or "None", "hint": case.rule.evidence})
    if row.other_employer:
        rows.append({"key": "Employer of the other parent", "value": row.other_employer})
    if row.child:
        rows.append({"key": "Child", "value": row.child})
    if case.rule.return_notice_weeks:
        means = {True: "Yes", False: "No", None: "Undecided"}[row.intends_return]
        rows.append({"key": "Means to come back", "value": means})
    if row.kit_days_allowed:
        rows.append({"key": "Wants to hear", "value": str(row.get_touch_display()), "hint": row.touch_how})
    if row.note:
        rows.append({"key": "Note", "value": row.note})
    sent = f"Sent on {day(row.confirmed_at.date())} by {row.confirmed_by}" if row.confirmed_at else "Not yet"
    return [*rows, {"key": "Letter with the dates", "value": sent}]


def to_think_of(case: Case, *, on: date) -> list[str]:
    """Return what somebody should look at."""
    row = case.leave
    if row.state != FamilyLeave.State.AGREED:
        return []
    found = engine.warnings(case.facts, case.rule)
    back = case.facts.last_day + ONE_DAY
    if on >= back:
        found.append(f"Leave was over on {day(back)}: record that the person is back, or what has become of it")
    if case.rule.confirm_days and row.confirmed_at is None and not case.is_bereaved:
        by = row.notified_on.toordinal() + case.rule.confirm_days
        found.append(f"Confirm the dates to the person by {day(date.fromordinal(by))}")
    return found


def steps(case: Case, *, on: date) -> list[tuple[str, str]]:
    """Return the addresses of what may be done now, each with its words."""
    rule, row = case.rule, case.leave
    found = []
    if rule.anchor in EVENTS and row.happened_on is None:
        found.append(("family_event", EVENTS[rule.anchor]))
    if rule.kit_days and not row.is_bereaved and case.facts.first_day <= on:
        found.append(("family_kit", "Record a day worked"))
    if rule.most_blocks != 1:
        found.append(("family_part_new", "Add another part"))
    if rule.return_notice_weeks and on <= case.facts.last_day:
        found += [("family_return", "Bring the return forward"), ("family_curtail", "Curtail, to share the rest")]
    if rule.kit_days:
        found.append(("family_prefer", "Change what they want to hear"))
    found.append(("family_confirm", "Send the letter with the dates"))
    if on > case.facts.last_day:
        found.append(("family_back", "Record that they are back"))
    found.append(("family_cancel", "Cancel the leave"))
    return found


def carry_words(case: Case) -> str:
    """Say how much annual leave may be carried over because of this leave; nothing when no leave year ends in it."""
    job = facts_of(case.leave.assignment)
    year = leave_year(job, case.facts.first_day)
    if case.rule.kit_days == 0 or year is None or case.facts.last_day < year.end:
        return ""
    try:
        found = balance(case.leave.assignment, on=case.facts.first_day)
    except BankHolidaysMissing:
        return ""
    terms = next((one for one in job.hours if year.last_day in one.valid), None)
    if found is None or terms is None or found.left <= 0:
        return ""
    weeks, months = carry_over_rule("family", on=year.start)
    most = min(found.left, round_half_up(weeks * terms.contract_hours, 2))
    return (
        f"The leave year ends on {day(year.last_day)}, during this leave. {number(found.left)} hours are left in it: "
        f"{number(most)} of them may be carried over because of family leave ({weeks} weeks at most, to be taken "
        f"within {months} months)."
    )


def half_pay_at_stake(jobs: Sequence[Assignment], *, last_day: date) -> str:
    """Say which half pay was for coming back, when whoever leaves on a day was not back for long enough."""
    agreed = FamilyLeave.State.AGREED, FamilyLeave.State.RETURNED
    rows = FamilyLeave.objects.filter(assignment__in=jobs, state__in=agreed, pay=FamilyLeave.Pay.SCHEME)
    rows = rows.select_related("person", "employment", "assignment", "partner").order_by("assignment", "id")
    partner_id = jobs[0].partner_id if jobs else 0
    found = (_half_pay(case, last_day) for case in family_leave.cases(partner_id=partner_id, rows=list(rows)))
    return "; ".join(words for words in found if words)


def _half_pay(case: Case, last_day: date) -> str:
    """Write the days of half pay of a case that may be asked back; nothing where none may."""
    scheme = case.scheme
    until = family_dates.asked_back_until(case.facts, case.paid, scheme)
    if scheme is None or until is None or last_day >= until:
        return ""
    spans = [one for one in case.paid if one.rate == scheme.step_if_returning and one.first_day <= last_day]
    days = ", ".join(f"{day_short(one.first_day)} to {day_short(min(one.last_day, last_day))}" for one in spans)
    return f"job {case.leave.assignment.number}, {days}" if days else ""
