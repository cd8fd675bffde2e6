"""Statutory family pay that goes on after the last day of employment: what payroll reads, and the page of a leaving."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from hr.engine import agreements, statutory_after
from hr.engine.agreements import AgreementMissing
from hr.engine.family_leave import Block
from hr.engine.statutory_after import After
from hr.models import Employment, FamilyLeave, FamilyLeaveBlock, Leaving
from hr.queries.days import ONE_DAY
from hr.queries.family_leave import facts_of_leave
from hr.queries.leaving_open import KEPT
from hr.queries.leavings import standing
from hr.queries.pay_groups import paid_with
from sharedservices.common.formatting import counted, day
from sharedservices.common.periods import DateRange

WEEK = 7
LONGEST = timedelta(weeks=40 + 52)
"""So long after a last day nothing is paid any more: a year to take it in, and the weeks of pay."""


@dataclass(frozen=True, slots=True)
class GoesOn:
    """Statutory pay of one case after a leaving, with the person; without spans there is none, and `why` says so."""

    leaving: Leaving
    leave: FamilyLeave
    after: After

    @property
    def words(self) -> str:
        """The dates and weeks in words."""
        if not self.after.spans:
            return "None"
        return "; ".join(span_words(one) for one in self.after.spans)


@dataclass(frozen=True, slots=True)
class DueDays:
    """What is due within a period to somebody who has left: calendar days, of which seven are a week."""

    goes_on: GoesOn
    spans: tuple[Block, ...]

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return sum(one.days for one in self.spans)

    @property
    def words(self) -> str:
        """Kind, weeks and dates."""
        kind = self.goes_on.leave.get_kind_display()
        return f"{kind}: {length(self.days)}, {', '.join(_dates(one) for one in self.spans)}"


def of_leaving(row: Leaving) -> list[GoesOn]:
    """Return what goes on after a leaving, and what does not, by case. Two queries; none where a job goes on."""
    if not row.ends_employment or row.state == Leaving.State.WITHDRAWN:
        return []
    return _found([row])


def of_period(*, partner_id: int, period: DateRange, pay_group_id: int | None = None) -> list[DueDays]:
    """Return what is due to leavers within a pay period, by employee number. Three queries, whoever many there are."""
    rows = standing(partner_id=partner_id).filter(
        Exists(FamilyLeave.objects.filter(partner_id=partner_id, employment_id=OuterRef("employment_id"))),
        ends_employment=True, last_day__lt=period.last_day, last_day__gt=period.start - LONGEST,
    )  # fmt: skip
    if pay_group_id is not None:
        paid = Employment.objects.of(partner_id).filter(paid_with(pay_group_id, period.start))
        rows = rows.filter(employment__in=paid)
    leavings = list(rows.select_related("person", "employment").order_by("employment__employee_no", "id"))
    due = (
        DueDays(one, statutory_after.within(one.after.spans, first_day=period.start, last_day=period.last_day))
        for one in (_found(leavings) if leavings else [])
    )
    return [one for one in due if one.spans]


def length(days: int) -> str:
    """Say weeks and days."""
    weeks, rest = divmod(days, WEEK)
    parts = [counted(weeks, "week", "weeks")] if weeks else []
    return " and ".join([*parts, counted(rest, "day", "days")] if rest or not weeks else parts)


def span_words(one: Block) -> str:
    """Say the dates of a span and how long it is."""
    return f"{_dates(one)}, {length(one.days)}"


def _dates(one: Block) -> str:
    return f"{day(one.first_day)} to {day(one.last_day)}"


def _found(leavings: Sequence[Leaving]) -> list[GoesOn]:
    by_employment = {one.employment_id: one for one in leavings}
    leaves = FamilyLeave.objects.filter(employment_id__in=by_employment).exclude(state=FamilyLeave.State.CANCELLED)
    rows = list(leaves.order_by("recorded_at", "id"))
    blocks = list(FamilyLeaveBlock.objects.filter(leave__in=rows).order_by("valid", "id")) if rows else []
    found: list[GoesOn] = []
    seen: set[Any] = set()
    for row in rows:
        leaving = by_employment[row.employment_id]
        own = _as_notified([one for one in blocks if one.leave_id == row.pk], leaving)
        # Leave is taken from each job, statutory pay is one of the employment.
        same = (row.employment_id, row.kind, row.expected_on, row.happened_on, row.child)
        if same in seen or not own:
            continue
        after = _after(row, own, leaving)
        if after is not None:
            seen.add(same)
            found.append(GoesOn(leaving, row, after))
    return sorted(found, key=lambda one: (one.leaving.employment.employee_no, one.leave.pk))


def _after(row: FamilyLeave, blocks: tuple[Block, ...], leaving: Leaving) -> After | None:
    """Return what goes on of a case; None of leave that was over, or that nothing statutory is paid for."""
    try:
        rule = agreements.after_leaving_rule(row.kind, on=row.notified_on)
        law = agreements.family_rule(row.kind, on=row.notified_on)
    except AgreementMissing:
        return None
    if max(one.last_day for one in blocks) <= leaving.last_day:
        return None
    ended = row.returned_on or (row.curtailed_on + ONE_DAY if row.curtailed_on else None)
    if ended is not None and ended <= leaving.last_day:
        return None
    after = statutory_after.after_leaving(
        facts_of_leave(row, blocks), rule, pay_weeks=rule.pay_weeks or law.statutory_pay_weeks,
        service_from=leaving.employment.continuous_service_from, last_day=leaving.last_day,
        used_weeks=row.used_weeks + row.partner_weeks,
    )  # fmt: skip
    if row.curtailed_on is None:
        return after
    spans = statutory_after.within(after.spans, first_day=date.min, last_day=row.curtailed_on)
    return After(spans, after.why)


def _as_notified(rows: Sequence[FamilyLeaveBlock], leaving: Leaving) -> tuple[Block, ...]:
    """Return the blocks of a leave as they were before the leaving cut or cancelled them."""
    cut = {line[2]: line[5] for line in leaving.ended if line[0] == KEPT and line[1] == "family leave"}
    found = []
    for one in rows:
        before = cut.get(one.pk, {})
        if one.is_cancelled and before.get("is_cancelled", [""])[0] not in {"False", "false"}:
            continue
        if "valid" in before:
            was = json.loads(before["valid"][0])
            found.append(Block(date.fromisoformat(was["lower"]), date.fromisoformat(was["upper"]) - ONE_DAY))
        else:
            found.append(Block(one.valid.lower, one.valid.upper - ONE_DAY))
    return tuple(found)
