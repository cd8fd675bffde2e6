"""What family leave foresees: the days on which its contractual pay goes down."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from hr.engine.family_pay import RATE_WORDS, PaidDays, PayRate
from hr.foresight import AHEAD, Foreseen, Hurt
from hr.models import FamilyLeave, FamilyLeaveBlock
from hr.queries.family_leave import Case, cases
from sharedservices.common.formatting import day

LOWER = (PayRate.FULL, PayRate.NINE_TENTHS, PayRate.HALF, PayRate.NIL)


def family_leave_ahead(partner_id: int, on: date) -> Iterator[Foreseen]:
    """Foresee where pay during leave goes down. Where there was a death it is for staff: somebody speaks to them."""
    ahead = FamilyLeaveBlock.objects.of(partner_id).filter(is_cancelled=False, valid__endswith__gt=on)
    rows = FamilyLeave.objects.of(partner_id).filter(pk__in=ahead.values("leave_id"), state="AGREED")
    found = list(rows.select_related("person", "assignment").order_by("id"))
    for case in cases(partner_id=partner_id, rows=found):
        for one in _drops(case):
            if on < one.first_day <= on + AHEAD:
                yield _foreseen(case, one)


def _drops(case: Case) -> Iterator[PaidDays]:
    """Yield the stretches that pay less than what came before: full pay before leave, and between two parts of it."""
    if case.paid and case.paid[0].rate is not PayRate.FULL:
        yield case.paid[0]
    for earlier, later in pairwise(case.paid):
        is_next = (later.first_day - earlier.last_day).days == 1
        if LOWER.index(later.rate) > LOWER.index(earlier.rate if is_next else PayRate.FULL):
            yield later


def _foreseen(case: Case, one: PaidDays) -> Foreseen:
    row = case.leave
    return Foreseen(
        hurt=Hurt.PAY_DROP,
        key=f"family:{row.pk}:{one.first_day}",
        person_id=row.person_id,
        takes_effect_on=one.first_day,
        headline=f"Pay during leave goes down to {RATE_WORDS[one.rate].lower()} from {day(one.first_day)}",
        detail=f"{one.why}. Statutory pay comes on top where it is due.",
        job=f"{row.assignment.title}, {row.assignment.number}",
        for_staff_only=case.is_bereaved,
    )
