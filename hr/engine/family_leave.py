"""Work out family leave: what law allows and when, and what is allowed. Pure.

A case has a kind, an anchor (the birth, the placement, the death) and blocks of days. The rules are dated data
(`agreements/family_leave.toml`). The expected week of childbirth begins on the Sunday on or before the due date.
Statutory pay is payroll's: here a day is full, nine tenths, half or nil of contractual pay.

Source: domain HR-10.4 and the instruments named in each rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sharedservices.common.periods import add_months

ONE_DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
_SUNDAY_FROM_MONDAY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What law fixes for one kind of leave. Numbers that are 0 do not limit."""

    kind: str
    source: str
    anchor: str = ""
    most_weeks: int = 0
    most_days: int = 0
    most_blocks: int = 0
    agreed_blocks: int = 0
    most_weeks_a_year: int = 0
    rolling_months: int = 0
    until_age: int = 0
    earliest_weeks_before: int = 0
    earliest_days_before: int = 0
    latest_start_days: int | None = None
    starts_with_event: bool = False
    official_days: int = 0
    event_days: int = 0
    evidence: str = ""
    not_before_anchor: bool = False
    within_weeks: int = 0
    within_months: int = 0
    counts_from_next_day: bool = False
    tail_days: int = 0
    needs_death: bool = False
    notice_weeks_before: int = 0
    notice_days: int = 0
    notice_is_twice: bool = False
    short_notice_weeks: int = 0
    confirm_days: int = 0
    certificate_weeks_before: int = 0
    sickness_weeks_before: int = 0
    compulsory_weeks: int = 0
    ordinary_weeks: int = 0
    statutory_pay_weeks: int = 0
    whole_weeks: bool = False
    kit_days: int = 0
    return_notice_weeks: int = 0
    protected_months: int = 0
    protected_from_weeks: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Days of leave, both ends included."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.last_day - self.first_day).days + 1

    @property
    def is_whole_weeks(self) -> bool:
        """Whether it is a number of whole weeks."""
        return self.days % WEEK.days == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about one case. `expected_on`: due date or expected placement; `happened_on`: what came of it.

    For parental leave `happened_on` is the child's birthday, for bereavement leave the day of the death.
    """

    kind: str
    notified_on: date
    blocks: tuple[Block, ...]
    expected_on: date | None = None
    happened_on: date | None = None
    died_on: date | None = None
    official_on: date | None = None
    weeks_granted: int = 0

    @property
    def first_day(self) -> date:
        """The first day of leave."""
        return min(one.first_day for one in self.blocks)

    @property
    def last_day(self) -> date:
        """The last day of leave."""
        return max(one.last_day for one in self.blocks)

    @property
    def days(self) -> int:
        """Calendar days of all blocks."""
        return sum(one.days for one in self.blocks)

    @property
    def week(self) -> date | None:
        """The Sunday on which the expected week of childbirth begins; of the birth when no date was expected."""
        day = self.expected_on or self.happened_on
        return None if day is None else expected_week(day)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that matters, what it is, and why it is that day."""

    on: date
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What law does not allow. `field` is what it is about."""

    code: str
    field: str
    message: str


def expected_week(due: date) -> date:
    """Return the Sunday on which the expected week of childbirth begins."""
    return due - timedelta(days=(due.weekday() + _SUNDAY_FROM_MONDAY) % WEEK.days)


def anchor(facts: Facts, rule: Rule) -> date | None:
    """Return the day that spans are counted from: what happened, or what is expected."""
    return facts.happened_on or facts.expected_on if rule.anchor else None


def full_length(first_day: date, rule: Rule, *, weeks_granted: int = 0) -> date:
    """Return the last day of leave that is taken in full from a first day; the day itself where law sets no length."""
    weeks = weeks_granted or rule.most_weeks
    return first_day + weeks * WEEK - ONE_DAY if weeks else first_day


def window(facts: Facts, rule: Rule) -> tuple[date | None, date | None]:
    """Return the first day on which leave may start, and the last on which it may lie; None where law sets none."""
    base = anchor(facts, rule)
    if base is None:
        return None, None
    opens = closes = None
    if rule.earliest_weeks_before and facts.week:
        opens = facts.week - rule.earliest_weeks_before * WEEK
    elif rule.earliest_days_before:
        opens = base - timedelta(days=rule.earliest_days_before)
    elif rule.not_before_anchor or rule.anchor == "death":
        opens = base
    if rule.within_weeks:
        closes = base + rule.within_weeks * WEEK - timedelta(days=not rule.counts_from_next_day)
    elif rule.within_months:
        closes = add_months(base, rule.within_months) - ONE_DAY
    if rule.needs_death and facts.died_on:
        opens = max(opens or facts.died_on, facts.died_on)
        if closes:
            closes = max(closes, facts.died_on + timedelta(days=rule.tail_days))
    if rule.until_age:
        closes = add_months(base, rule.until_age * 12) - ONE_DAY
    return opens, closes


def latest_notice(facts: Facts, rule: Rule, block: Block | None = None) -> date | None:
    """Return the last day on which notice of leave is in time; None where a call on the day is enough."""
    block = block or Block(facts.first_day, facts.last_day)
    if rule.notice_weeks_before and facts.week and block.first_day == facts.first_day:
        return facts.week - (rule.notice_weeks_before - 1) * WEEK - ONE_DAY
    if rule.short_notice_weeks:
        since = facts.died_on or facts.happened_on
        if since and block.first_day < since + rule.short_notice_weeks * WEEK:
            return None
    if not rule.notice_days:
        return None
    twice = 2 * block.days if rule.notice_is_twice else 0
    return block.first_day - timedelta(days=max(rule.notice_days, twice))


def told_of_official(facts: Facts, rule: Rule) -> date | None:
    """Return by when we are told of an official notification; None where there is none."""
    is_due = bool(rule.official_days) and facts.official_on is not None
    return facts.official_on + timedelta(days=rule.official_days) if is_due and facts.official_on else None


def told_of_event(facts: Facts, rule: Rule) -> date | None:
    """Return by when we are told that the child has come, on the day known or expected; None where law sets none."""
    base = anchor(facts, rule)
    return base + timedelta(days=rule.event_days) if rule.event_days and base else None


def begins_by_birth(born: date, first_day: date) -> date:
    """Return the first day of maternity leave when a child is born: the day after, if leave has not begun."""
    return min(first_day, born + ONE_DAY)


def begins_with_event(happened_on: date, first_day: date, rule: Rule) -> date:
    """Return the first day of leave that begins with what happened: then, or as late after it as law lets it."""
    latest = happened_on + timedelta(days=rule.latest_start_days or 0)
    return first_day if not rule.starts_with_event or happened_on <= first_day <= latest else happened_on


def begins_by_sickness(facts: Facts, rule: Rule, absent_from: date, absent_to: date | None) -> date | None:
    """Return the day on which pregnancy-related sickness starts maternity leave, or None when it does not.

    It is the day after the first day of absence within the last weeks before the expected week of childbirth.
    """
    if not rule.sickness_weeks_before or facts.week is None:
        return None
    first = max(absent_from, facts.week - rule.sickness_weeks_before * WEEK)
    if (absent_to is not None and absent_to < first) or first + ONE_DAY >= facts.first_day:
        return None
    return first + ONE_DAY


def compulsory(facts: Facts, rule: Rule) -> Block | None:
    """Return the days after the birth on which nobody may work; None for other leave, or before the birth."""
    if not rule.compulsory_weeks or facts.happened_on is None:
        return None
    return Block(facts.happened_on, facts.happened_on + rule.compulsory_weeks * WEEK - ONE_DAY)


def early_return_notice(return_on: date, rule: Rule) -> date:
    """Return the last day of notice for a return on a day."""
    return return_on - rule.return_notice_weeks * WEEK


def protected_until(facts: Facts, rule: Rule) -> date | None:
    """Return the last day of protection from redundancy; None where leave brings none.

    Eighteen months from the birth or placement; from the expected week of childbirth as long as no birth is known.
    """
    if not rule.protected_months or facts.days < rule.protected_from_weeks * WEEK.days:
        return None
    base = facts.happened_on or (facts.week if rule.anchor == "birth" else facts.expected_on)
    return None if base is None else add_months(base, rule.protected_months) - ONE_DAY


def shared_weeks(*, taken: int, by_partner: int, rule: Rule, whole: int) -> int:
    """Return the weeks of shared parental leave that are left: what is not taken of the leave that was curtailed.

    `whole`: weeks of maternity or adoption leave in full.
    """
    return max(0, min(rule.most_weeks, whole - taken) - by_partner)


def may_keep_in_touch(facts: Facts, rule: Rule, on: date) -> bool:
    """Say whether a day may be worked without ending the leave: within it, and not within the compulsory weeks."""
    held = compulsory(facts, rule)
    is_leave = any(one.first_day <= on <= one.last_day for one in facts.blocks)
    return is_leave and not (held and held.first_day <= on <= held.last_day)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def problems(facts: Facts, rule: Rule) -> list[Problem]:
    """Return what law does not allow in a case, in the order in which people read the form."""
    return [*_missing(facts, rule), *_outside(facts, rule), *_too_much(facts, rule)]


def _missing(facts: Facts, rule: Rule) -> Iterable[Problem]:
    if rule.anchor and anchor(facts, rule) is None:
        yield Problem("ANCHOR", "expected_on", f"{ANCHOR_WORDS[rule.anchor]} is missing: every date follows from it")
    if rule.needs_death and facts.died_on is None:
        yield Problem("ANCHOR", "died_on", "The day on which the child’s other parent died is missing")
    if rule.official_days and facts.official_on is None:
        yield Problem("ANCHOR", "official_on", "The day on which the official notification was received is missing")


def _outside(facts: Facts, rule: Rule) -> Iterable[Problem]:
    opens, closes = window(facts, rule)
    is_early_birth = opens is not None and facts.happened_on is not None and facts.happened_on < opens
    if opens and facts.first_day < opens and not is_early_birth:
        yield Problem("WINDOW", "first_day", f"This leave starts on {day_words(opens)} at the earliest")
    if closes and facts.last_day > closes:
        yield Problem("WINDOW", "last_day", f"This leave is taken by {day_words(closes)}")
    base = anchor(facts, rule)
    if rule.latest_start_days is not None and base and facts.first_day > base + timedelta(days=rule.latest_start_days):
        latest = base + timedelta(days=rule.latest_start_days)
        yield Problem("WINDOW", "first_day", f"This leave starts on {day_words(latest)} at the latest")
    if rule.sickness_weeks_before and facts.happened_on and facts.first_day > facts.happened_on + ONE_DAY:
        words = day_words(facts.happened_on + ONE_DAY)
        yield Problem("WINDOW", "first_day", f"This leave starts on {words} at the latest, the day after birth")


def _too_much(facts: Facts, rule: Rule) -> Iterable[Problem]:
    most = min(facts.weeks_granted or rule.most_weeks, rule.most_weeks)
    if most and facts.days > most * WEEK.days:
        yield Problem("LENGTH", "last_day", f"This leave is {counted(most, 'week')} at most")
    if rule.most_blocks and len(facts.blocks) > rule.most_blocks:
        words = "in one piece" if rule.most_blocks == 1 else f"in {rule.most_blocks} pieces at most"
        yield Problem("LENGTH", "first_day", f"This leave is taken {words}")
    if rule.whole_weeks and not all(one.is_whole_weeks for one in facts.blocks):
        yield Problem("LENGTH", "last_day", "This leave is taken in whole weeks of seven days")


ANCHOR_WORDS = {
    "birth": "The due date or the day of birth", "placement": "The day of placement",
    "entry": "The day on which the child enters Great Britain",
    "death": "The day of the death", "child": "The child’s day of birth",
}  # fmt: skip


def warnings(facts: Facts, rule: Rule, block: Block | None = None) -> list[str]:
    """Return what to think of before agreeing: law leaves it to those involved."""
    found = []
    due = latest_notice(facts, rule, block)
    if due is not None and facts.notified_on > due:
        found.append(
            f"Notice was due on {day_words(due)} and came on {day_words(facts.notified_on)}. Accept it where it could "
            "not come earlier, or agree a later start"
        )
    official = told_of_official(facts, rule)
    if official and facts.notified_on > official:
        found.append(
            f"We were to be told of the official notification by {day_words(official)}, and were on "
            f"{day_words(facts.notified_on)}. Accept it where it could not come earlier"
        )
    if rule.agreed_blocks and len(facts.blocks) > rule.agreed_blocks:
        found.append(f"More than {rule.agreed_blocks} pieces, or notices, need the employer’s agreement")
    return found


def ordered(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks by first day."""
    return sorted(blocks, key=lambda one: one.first_day)


def day_words(on: date) -> str:
    """Write a day as people read it."""
    return f"{on.day} {on:%B %Y}"
