"""What a starter does to the establishment of the post, before there is an employment; and what waits for finance."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hr.engine.establishment import Standing, is_over, paid_fte
from hr.engine.starters import Gate
from hr.models import StarterCase, StarterGate
from hr.queries import establishment
from hr.queries.establishment import Span, Worst
from hr.states import StarterState
from partners.queries.holds import quiet

NOT_YET = -1
"""The key of the job that is not there yet."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A case whose post would be over, and about which finance is asked."""

    case: UUID
    post_no: str
    since: date


def worst(case: StarterCase) -> Worst | None:
    """Return the least vacant FTE of the post from the first day on, with this job; None for a post that is not there.

    Cover and supernumerary jobs count as they would once they are there. Four queries.
    """
    if case.post is None or case.contract_hours is None:
        return None
    lines = establishment.timelines(partner_id=case.partner_id, posts=[case.post.pk], since=case.start_date)
    line = lines[case.post.pk]
    if case.assignment_id is None:
        group, until = case.post.role.staff_group, case.end_date + ONE_DAY if case.end_date else None
        fte = paid_fte(case.contract_hours, group.full_time_hours, case.paid_weeks, group.weeks_in_year)
        line.terms.append(Span(case.start_date, until, (NOT_YET, fte)))
        if case.counts != Standing.HOLDS and case.counts_until is not None:
            mark = (NOT_YET, case.counts, case.covers_id)
            line.marks.append(Span(case.start_date, case.counts_until + ONE_DAY, mark))
    return line.worst(case.start_date)


def is_full(one: Worst) -> bool:
    """Tell whether a post would be over its establishment."""
    return is_over(one.vacant)


def has_room(case: StarterCase) -> bool:
    """Tell whether the post has room for the job on the first day and every day after it. Four queries."""
    found = worst(case)
    return found is not None and not is_full(found)


def asked(*, partner_id: int, human_id: UUID) -> list[Asked]:
    """Return the cases about which finance is asked by somebody else, the first to start first. One query."""
    rows = quiet(StarterGate.objects.of(partner_id), "case__person_id").filter(
        gate=Gate.POST.value, state=StarterGate.State.OPEN, asked_human__isnull=False,
        case__state__in=[StarterState.CHECKS, StarterState.CONTRACT_SIGNED, StarterState.SUBMITTED],
    ).exclude(asked_human=human_id)  # fmt: skip
    return [
        Asked(case=row.case.uuid, post_no=row.case.post.post_no if row.case.post else "", since=row.case.start_date)
        for row in rows.select_related("case__post").order_by("case__start_date", "id")
    ]


def is_asked(case: StarterCase) -> StarterGate | None:
    """Return the gate about which finance is asked, or None. One query."""
    rows = StarterGate.objects.of(case.partner_id).filter(
        case=case, gate=Gate.POST.value, state=StarterGate.State.OPEN, asked_human__isnull=False
    )
    found: StarterGate | None = rows.select_related("asked_by").first()
    return found
