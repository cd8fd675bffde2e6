"""What of starters waits on somebody's home page."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from hr.models import RightToWorkNotice, StarterAnswers, StarterCase, StarterGate
from hr.queries import right_to_work
from hr.queries.right_to_work import Expiring
from hr.queries.starters import ON_PROBATION, OPEN
from hr.states import StarterState
from partners.queries.holds import quiet
from sharedservices.common.formatting import day

PROBATION_SOON = timedelta(days=28)
AT_WORK = (StarterState.STARTED, StarterState.PROBATION, StarterState.EXTENDED, StarterState.CONFIRMED)


def n_at_work_without_proof(*, partner_id: int, on: date) -> int:
    """Return how many are at work without being ready, or have started and nothing proves their right. One query."""
    proof = right_to_work.valid_on(partner_id, on).filter(person_id=OuterRef("person_id"))
    cases = quiet(StarterCase.objects.of(partner_id)).filter(
        Q(state__in=OPEN, arrived_on__isnull=False) | (Q(state__in=AT_WORK) & ~Exists(proof))
    )
    still_here = cases.filter(
        Q(employment=None) | Q(employment__valid__upper_inf=True) | Q(employment__valid__endswith__gt=on)
    )
    return int(still_here.count())


def n_to_approve(*, partner_id: int, human_id: UUID) -> int:
    """Return how many cases wait that this human being did not prepare. One query."""
    rows = quiet(StarterCase.objects.of(partner_id).filter(state=StarterState.SUBMITTED))
    return int(rows.exclude(Q(opened_human=human_id) | Q(submitted_human=human_id)).count())


def n_transfers_without_job(*, partner_id: int) -> int:
    """Return how many came over from another partner and have no job yet. One query."""
    rows = quiet(StarterCase.objects.of(partner_id)).filter(route=StarterCase.Route.TRANSFER, state__in=OPEN)
    return int(rows.filter(employment=None).count())


def n_late(*, partner_id: int, on: date) -> int:
    """Return how many cases have a gate that is late. One query."""
    late = quiet(
        StarterGate.objects.of(partner_id).filter(state="OPEN", due_on__lt=on, case__state__in=OPEN), "case__person_id"
    )
    return int(late.values("case_id").distinct().count())


def answered(*, partner_id: int) -> list[tuple[UUID, str]]:
    """Return the cases whose newest answers nobody has taken over. One query."""
    newer = StarterAnswers.objects.filter(
        partner_id=OuterRef("partner_id"), case_id=OuterRef("case_id"), id__gt=OuterRef("id")
    )
    rows = quiet(StarterAnswers.objects.of(partner_id)).filter(taken_at=None).exclude(Exists(newer))
    waiting = rows.exclude(case__state__in=[StarterState.OFFER, StarterState.VOID_START])
    return [(row.case.uuid, row.person.display_name) for row in waiting.select_related("case", "person").order_by("id")]


def for_manager(*, partner_id: int, user_id: int, on: date) -> list[tuple[UUID, str, str, bool]]:
    """Return the cases of a manager to act on: case, name, what it is, whether it is late. One query."""
    rows = quiet(StarterCase.objects.of(partner_id)).filter(manager_id=user_id).select_related("person")
    found = []
    for row in rows.filter(Q(state=StarterState.READY) | Q(state__in=ON_PROBATION)).order_by("start_date", "id"):
        if row.state == StarterState.READY and row.start_date <= on:
            found.append((row.uuid, row.person.display_name, "are they at work?", row.start_date < on))
        elif row.probation_ends_on is not None and row.probation_ends_on <= on + PROBATION_SOON:
            words = f"probation ends on {day(row.probation_ends_on)}"
            found.append((row.uuid, row.person.display_name, words, row.probation_ends_on < on))
    return found


def ending(*, partner_id: int, on: date) -> list[Expiring]:
    """Return the permissions that end and of which a task was given. A manager's scope holds the own team only."""
    given = set(RightToWorkNotice.objects.of(partner_id).values_list("right_to_work_id", flat=True))
    found = right_to_work.expiring(partner_id=partner_id, on=on)
    return [one for one in found if one.days_left >= 0 and one.row.pk in given]
