"""Work out on which days statutory family pay goes on after the last day of employment. Pure.

Entitlement that arose while somebody was employed outlasts the employment, whatever ended it. Here are dates and weeks:
average earnings, and what a week comes to, are payroll's.

Source: Social Security Contributions and Benefits Act 1992 part XII and the regulations that each rule names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hr.engine.family_leave import ONE_DAY, WEEK, Block, Facts, ordered


class Arises(StrEnum):
    """By what entitlement arises."""

    QUALIFYING_WEEK = "qualifying_week"
    MATCHED = "matched"
    EVENT = "event"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterRule:
    """What law says of pay after the last day for a kind of leave. Numbers that are 0 do not limit."""

    arises: Arises
    service_weeks: int
    ends: str
    source: str
    pay_weeks: int = 0
    qualifying_week_before: int = 0
    earliest_weeks_before: int = 0
    earliest_days_before: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """The days of pay after a last day, in order, or none; why, in words."""

    spans: tuple[Block, ...]
    why: str

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return sum(one.days for one in self.spans)


def latest_start(week_ends: date, weeks: int) -> date:
    """Return the last day on which an employment may have begun to last so many weeks into a week that ends on a day.

    Source: HMRC, latest start dates for employment: part of the first week counts.
    """
    return week_ends - (weeks - 1) * WEEK


def after_leaving(
    facts: Facts, rule: AfterRule, *, pay_weeks: int, service_from: date, last_day: date, used_weeks: int = 0
) -> After:
    """Return the days of statutory pay after a last day of employment.

    `facts` has the leave as it was notified, before the leaving cut it; `pay_weeks` is what law pays at most, of which
    `used_weeks` were paid otherwise.
    """
    week_ends = _relevant_week_ends(facts, rule)
    if week_ends is None:
        return After((), "The date that it depends on is not recorded")
    if service_from > latest_start(week_ends, rule.service_weeks):
        return After((), f"Less than {rule.service_weeks} weeks of employment by the week that counts")
    blocks = _pay_period(facts, rule, last_day, weeks=pay_weeks)
    problem = _not_arisen(facts, rule, week_ends, last_day, blocks)
    if problem:
        return After((), problem)
    left = (pay_weeks - used_weeks) * WEEK.days
    return After(tuple(_after(blocks, last_day, most_days=left)), _why(rule))


def within(spans: Iterable[Block], *, first_day: date, last_day: date) -> tuple[Block, ...]:
    """Return the days of spans within a period, both included."""
    cut = (Block(max(one.first_day, first_day), min(one.last_day, last_day)) for one in spans)
    return tuple(one for one in cut if one.first_day <= one.last_day)


def _relevant_week_ends(facts: Facts, rule: AfterRule) -> date | None:
    """Return the Saturday of the week into which employment must have lasted."""
    if rule.arises is Arises.MATCHED or facts.kind in {"ADOPTION_ABROAD", "PATERNITY_ADOPTION"}:
        matched = facts.official_on or facts.notified_on
        return _saturday(matched)
    if facts.kind == "BEREAVEMENT":
        return _saturday(facts.happened_on) - WEEK if facts.happened_on else None
    if facts.week is None:
        return None
    weeks = rule.qualifying_week_before or 15
    return facts.week - weeks * WEEK + timedelta(days=6)


def _saturday(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % WEEK.days)


def _not_arisen(facts: Facts, rule: AfterRule, week_ends: date, last_day: date, blocks: Sequence[Block]) -> str:
    """Say why entitlement had not arisen by the last day; nothing when it had."""
    if last_day < week_ends - timedelta(days=6):
        return "The employment ended before the week that counts"
    if rule.arises is Arises.EVENT and (facts.happened_on is None or facts.happened_on > last_day):
        return "The employment ended before the birth, placement, entry or death"
    if rule.arises is Arises.BEGUN and (not blocks or blocks[0].first_day > last_day + WEEK):
        return "The employment ended before the week before the first week of pay"
    return ""


def _pay_period(facts: Facts, rule: AfterRule, last_day: date, *, weeks: int) -> list[Block]:
    """Return the days that pay may lie in: for a single period from its start on, else the leave as notified."""
    blocks = ordered(facts.blocks)
    if rule.arises not in {Arises.QUALIFYING_WEEK, Arises.MATCHED}:
        return list(blocks)
    start = _start(facts, rule, last_day, blocks[0].first_day if blocks else None)
    return [Block(start, start + weeks * WEEK - ONE_DAY)]


def _start(facts: Facts, rule: AfterRule, last_day: date, notified: date | None) -> date:
    """Return the first day of a pay period: the leave that began, or the day after the last one, not before it may."""
    if notified is not None and notified <= last_day:
        return notified
    opens = last_day + ONE_DAY
    if rule.earliest_weeks_before and facts.week is not None:
        opens = max(opens, facts.week - rule.earliest_weeks_before * WEEK)
    if rule.earliest_days_before and facts.expected_on is not None:
        opens = max(opens, facts.expected_on - timedelta(days=rule.earliest_days_before))
    if facts.happened_on is not None:
        # Whoever has left starts the day after an early birth at the latest, or with the placement.
        opens = min(opens, max(facts.happened_on + ONE_DAY, last_day + ONE_DAY))
    return opens


def _after(blocks: Sequence[Block], last_day: date, *, most_days: int) -> Iterable[Block]:
    """Yield the days after a last day, as far as the weeks of pay reach."""
    left = most_days
    for one in blocks:
        end = min(one.last_day, one.first_day + timedelta(days=left - 1))
        left -= max((end - one.first_day).days + 1, 0)
        if end > last_day and end >= one.first_day:
            yield Block(max(one.first_day, last_day + ONE_DAY), end)


def _why(rule: AfterRule) -> str:
    return f"It had arisen before the last day and goes on. It ends earlier with {rule.ends}"
