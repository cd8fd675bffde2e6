"""Lay out every date of a case of family leave, in order, each with why it is that day. Pure.

Source: domain HR-10.4 and the instruments named in each rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hr.engine.family_leave import (
    ONE_DAY,
    WEEK,
    Facts,
    Milestone,
    Rule,
    compulsory,
    counted,
    early_return_notice,
    latest_notice,
    ordered,
    protected_until,
    told_of_event,
    told_of_official,
    window,
)
from hr.engine.family_pay import RATE_WORDS, PaidDays, PayRate, Scheme
from sharedservices.common.periods import add_months


def milestones(
    facts: Facts, rule: Rule, *, paid: list[PaidDays] | None = None, scheme: Scheme | None = None
) -> list[Milestone]:
    """Return the dates of a case in order; of two on one day, the one that comes first in life."""
    found = [
        *_before(facts, rule),
        *_leave(facts, rule),
        *_pay(facts, rule, paid or []),
        *_after(facts, rule, paid or [], scheme),
    ]
    return sorted(found, key=lambda one: one.on)


def _before(facts: Facts, rule: Rule) -> Iterator[Milestone]:
    """Yield what comes before leave."""
    week = facts.week if rule.anchor == "birth" else None
    if week and rule.certificate_weeks_before:
        on = week - rule.certificate_weeks_before * WEEK
        yield Milestone(on, "Maternity certificate from this day", "Form MATB1 is given from the 20th week before")
    official = told_of_official(facts, rule)
    if official and facts.official_on:
        yield Milestone(facts.official_on, "Official notification received", "")
        yield Milestone(official, "We are told of it by then", f"{rule.official_days} days after the notification")
    due = latest_notice(facts, rule)
    if due is not None:
        words = f"The end of week {rule.notice_weeks_before} before the expected week of childbirth"
        words = words if rule.notice_weeks_before and week else f"{(facts.first_day - due).days} days before leave"
        yield Milestone(due, "Notice is due", words)
    yield Milestone(facts.notified_on, "Notice was given", "")
    if rule.confirm_days:
        on = facts.notified_on + timedelta(days=rule.confirm_days)
        yield Milestone(on, "We confirm the last day of leave by then", f"{rule.confirm_days} days after the notice")
    opens, closes = window(facts, rule)
    if opens:
        words = f"{counted(rule.earliest_weeks_before, 'week')} before the expected week of childbirth"
        yield Milestone(opens, "Leave may start", words if rule.earliest_weeks_before else "")
    if week and rule.sickness_weeks_before:
        on = week - rule.sickness_weeks_before * WEEK
        words = f"{counted(rule.sickness_weeks_before, 'week')} before the expected week of childbirth"
        yield Milestone(on, "From here pregnancy-related sickness starts the leave", words)
    if week:
        yield Milestone(week, "Expected week of childbirth begins", "The Sunday on or before the due date")
    if closes:
        yield Milestone(closes, "Leave is taken by then", "")


def _leave(facts: Facts, rule: Rule) -> Iterator[Milestone]:
    """Yield the days of leave."""
    blocks = ordered(facts.blocks)
    for n, block in enumerate(blocks, 1):
        which = f" (part {n} of {len(blocks)})" if len(blocks) > 1 else ""
        length = counted(block.days // WEEK.days, "week") if block.is_whole_weeks else counted(block.days, "day")
        yield Milestone(block.first_day, f"Leave starts{which}", "")
        yield Milestone(block.last_day, f"Last day of leave{which}", length)
        if not rule.return_notice_weeks:
            yield Milestone(block.last_day + ONE_DAY, f"Back at work{which}", "")
    told = told_of_event(facts, rule)
    if told:
        words = f"{rule.event_days} days after the child has entered Great Britain"
        yield Milestone(told, "We are told of the day of entry by then", words)
    if facts.happened_on and rule.anchor in _HAPPENED:
        yield Milestone(facts.happened_on, _HAPPENED[rule.anchor], "")
    held = compulsory(facts, rule)
    if held:
        words = f"{counted(rule.compulsory_weeks, 'week')} from the day of birth: nobody may work, not even for a day"
        yield Milestone(held.last_day, "Compulsory leave ends", words)
    if rule.ordinary_weeks and facts.days > rule.ordinary_weeks * WEEK.days:
        on = facts.first_day + rule.ordinary_weeks * WEEK - ONE_DAY
        words = f"{rule.ordinary_weeks} weeks: after it, the right is to the same job or a suitable other one"
        yield Milestone(on, "Ordinary leave ends", words)


_HAPPENED = {
    "birth": "Birth", "placement": "Placement", "entry": "Entry into Great Britain", "death": "Bereavement",
}  # fmt: skip


def _pay(facts: Facts, rule: Rule, paid: list[PaidDays]) -> Iterator[Milestone]:
    """Yield the days on which pay changes."""
    for one in paid:
        if one.rate is not PayRate.NIL:
            yield Milestone(one.last_day, f"{RATE_WORDS[one.rate]} ends", one.why)
    if rule.statutory_pay_weeks:
        on = min(facts.first_day + rule.statutory_pay_weeks * WEEK - ONE_DAY, facts.last_day)
        words = f"{counted(rule.statutory_pay_weeks, 'week')} at most, where the person qualifies; payroll decides"
        yield Milestone(on, "Statutory pay ends", words)


def _after(facts: Facts, rule: Rule, paid: list[PaidDays], scheme: Scheme | None) -> Iterator[Milestone]:
    """Yield what comes with the return, and after it."""
    back = facts.last_day + ONE_DAY
    if rule.return_notice_weeks:
        yield Milestone(back, "Due back at work", "No notice is needed to come back on this day")
        words = f"{counted(rule.return_notice_weeks, 'week')} before the return"
        yield Milestone(early_return_notice(back, rule), "Last day to give notice of another return", words)
    on = asked_back_until(facts, paid, scheme)
    if scheme and on:
        words = f"Who leaves before has not been back for {counted(scheme.return_months, 'month')}, {scheme.name}"
        yield Milestone(on, "Half pay may be asked back until then", words)
    until = protected_until(facts, rule)
    if until:
        words = f"{rule.protected_months} months: first call on suitable jobs in a redundancy"
        yield Milestone(until, "Protection from redundancy ends", words)


def asked_back_until(facts: Facts, paid: list[PaidDays], scheme: Scheme | None) -> date | None:
    """Return the last day until which pay for those who come back may be asked back; None where there was none."""
    if scheme is None or not scheme.return_months or all(one.rate != scheme.step_if_returning for one in paid):
        return None
    return add_months(facts.last_day + ONE_DAY, scheme.return_months) - ONE_DAY
