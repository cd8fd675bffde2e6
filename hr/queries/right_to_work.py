"""Who may work until when: for cases of starters, for tasks before a permission ends, and for payroll."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from hr.models import Employment, OnboardingProject, RightToWork, RightToWorkSuspension, StarterCase
from hr.states import StarterState, SuspensionState
from partners.queries.holds import quiet
from partners.retention import seed
from sharedservices.common.periods import add_months

NOTICE_DAYS = (60, 30, 7)
"""How many days before a permission ends HR and the manager get the task to renew it (domain T-HR-6)."""
GRACE = timedelta(days=60)
"""For so long after a transfer of undertaking the checks of the employer before are relied on; then each is made again.

Source: Home Office, Employer’s guide to right to work checks: 60 days from the date of the transfer; domain HR-06
"""
MISSING, NOT_STARTED, VOID, SUSPENDED = "RIGHT_TO_WORK", "NOT_STARTED", "START_VOID", "SUSPENDED_RTW"
BEFORE_START = frozenset({StarterState.READY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """Somebody whose latest permission ends, or has ended; or whose check by the employer before no longer counts.

    `ends_on` is the last day on which it proves anything. `is_recheck`: the permission may go on, the check does not.
    """

    row: RightToWork
    days_left: int
    ends_on: date
    is_recheck: bool = False

    @property
    def what(self) -> str:
        """Say what it is."""
        return f"{self.row.document_type}: to be checked again" if self.is_recheck else self.row.document_type

    @property
    def stage(self) -> int | None:
        """Return which notice is due: 60, 30 or 7 days before; None when none is yet, or the day has passed."""
        reached = [days for days in NOTICE_DAYS if 0 <= self.days_left <= days]
        return min(reached, default=None)


def valid_on(partner_id: int, on: date) -> "QuerySet[RightToWork]":
    """Return the checks that prove a right to work on a day."""
    rows: QuerySet[RightToWork] = RightToWork.objects.of(partner_id).filter(
        Q(expires_on=None) | Q(expires_on__gte=on), withdrawn_at=None, checked_on__lte=on
    )
    return rows.exclude(beyond_grace(Value(on - GRACE, output_field=DateField())))


def beyond_grace(before: Any) -> Q:
    """Return the condition on checks of the employer before that its staff were transferred before a day.

    Only where everybody was transferred: who stays with the partner keeps the employer that checked.
    """
    moved = OnboardingProject.objects.filter(
        partner_id=OuterRef("partner_id"), transfer=OnboardingProject.Transfer.ALL, transfer_on__lt=before
    )
    return ~Q(checked_elsewhere_by="") & Q(Exists(moved))


def best(*, partner_id: int, person_id: int, on: date) -> RightToWork | None:
    """Return the check that proves somebody's right to work on a day for longest, or None. One query."""
    rows = valid_on(partner_id, on).filter(person_id=person_id).select_related("copy", "checked_by")
    return rows.order_by(F("expires_on").desc(nulls_first=True), "-id").first()


def checks(*, partner_id: int, person_id: int) -> list[RightToWork]:
    """Return every check of a person, the newest first. One query."""
    rows = RightToWork.objects.of(partner_id).filter(person_id=person_id).select_related("copy", "checked_by")
    return list(rows.order_by("-checked_on", "-id"))


def expiring(*, partner_id: int, on: date, within: int = NOTICE_DAYS[0]) -> Iterator[Expiring]:
    """Return the people at work whose longest permission ends within so many days, or has ended. One query."""
    employed = Employment.objects.of(partner_id).filter(person_id=OuterRef("person_id"), valid__contains=on)
    longer = RightToWork.objects.of(partner_id).filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        person_id=OuterRef("person_id"),
        withdrawn_at=None,
    )
    same_but_newer = RightToWork.objects.of(partner_id).filter(
        person_id=OuterRef("person_id"), withdrawn_at=None, expires_on=OuterRef("expires_on"), id__gt=OuterRef("id")
    )
    rows = RightToWork.objects.of(partner_id).filter(
        withdrawn_at=None, expires_on__isnull=False, expires_on__lte=on + timedelta(days=within)
    )
    found = quiet(rows).filter(Exists(employed)).exclude(Exists(longer)).exclude(Exists(same_but_newer))
    for row in found.select_related("person").order_by("expires_on", "id"):
        assert row.expires_on is not None  # noqa: S101 - filtered
        yield Expiring(row=row, days_left=(row.expires_on - on).days, ends_on=row.expires_on)
    yield from rechecks(partner_id=partner_id, on=on, within=within)


def rechecks(*, partner_id: int, on: date, within: int = NOTICE_DAYS[0]) -> Iterator[Expiring]:
    """Return the people at work, transferred with all staff, whom nobody has checked here, from so many days before.

    Two queries, and one where no such transfer is near or past.
    """
    project = OnboardingProject.objects.of(partner_id).filter(transfer=OnboardingProject.Transfer.ALL).order_by("-id")
    moved = project.values_list("transfer_on", flat=True).first()
    if moved is None or not moved <= on or moved + GRACE > on + timedelta(days=within):
        return
    ends = moved + GRACE
    employed = Employment.objects.of(partner_id).filter(person_id=OuterRef("person_id"), valid__contains=on)
    others = RightToWork.objects.of(partner_id).filter(person_id=OuterRef("person_id"), withdrawn_at=None)
    own = others.filter(Q(expires_on=None) | Q(expires_on__gte=on), checked_elsewhere_by="")
    rows = RightToWork.objects.of(partner_id).filter(
        Q(expires_on=None) | Q(expires_on__gt=ends), ~Q(checked_elsewhere_by=""), withdrawn_at=None
    )
    newer = others.filter(~Q(checked_elsewhere_by=""), id__gt=OuterRef("id"))
    found = quiet(rows).filter(Exists(employed)).exclude(Exists(own)).exclude(Exists(newer))
    for row in found.select_related("person").order_by("person__surname", "id"):
        yield Expiring(row=row, days_left=(ends - on).days, ends_on=ends, is_recheck=True)


def suspensions(*, partner_id: int) -> "QuerySet[RightToWorkSuspension]":
    """Return the suspensions that stand, the oldest first."""
    rows: QuerySet[RightToWorkSuspension] = RightToWorkSuspension.objects.of(partner_id).exclude(
        state=SuspensionState.RENEWED
    )
    return rows.select_related("person", "right_to_work", "decided_by").order_by("since", "id")


def unpayable(*, partner_id: int, first: int, last: int, pay_date: date) -> dict[int, str]:
    """Return whose pay is held, by employment, between two ids of people: without a right to work nobody is paid.

    It is asked on the pay date, or on the last day of somebody who has left. People who were brought over from another
    system have no case here: the checks of their move stand for them, until a permission recorded here lapses, or the
    grace after a transfer of undertaking is over and the nightly watch suspends them.
    Three queries.
    """
    held: dict[int, str] = {}
    proof = valid_on_last_paid_day(partner_id, pay_date)
    stands = Q(person_id__gte=first, person_id__lte=last)
    held |= _without_proof_in_another_job(partner_id, stands, proof)
    cases = StarterCase.objects.of(partner_id).filter(stands, employment__isnull=False)
    asks = Q(employment__valid__upper_inf=True) | Q(employment__valid__endswith__gt=_proof_gone(pay_date))
    cases = cases.filter(asks | Q(state=StarterState.VOID_START))
    for employment, state, start, is_proven in cases.annotate(is_proven=Exists(proof("employment__valid"))).values_list(
        "employment_id", "state", "start_date", "is_proven"
    ):
        if state == StarterState.VOID_START:
            held[employment] = VOID
        elif not is_proven:
            held[employment] = MISSING
        elif state in BEFORE_START and start <= pay_date:
            held[employment] = NOT_STARTED
    standing = suspensions(partner_id=partner_id).filter(stands).values("person_id")
    gone = Employment.objects.of(partner_id).filter(person_id__in=standing).annotate(is_proven=Exists(proof("valid")))
    undecided = RightToWorkSuspension.objects.filter(
        partner_id=partner_id, person_id=OuterRef("person_id"), state=SuspensionState.SUSPENDED_RTW
    )
    for employment, is_proven, waits in gone.annotate(waits=Exists(undecided)).values_list("pk", "is_proven", "waits"):
        if waits or not is_proven:
            held[employment] = SUSPENDED
    return held


def _without_proof_in_another_job(partner_id: int, stands: Q, proof: Any) -> dict[int, str]:
    """Return the employments to which a job was added, and whose person has no right to work any more. One query."""
    rows = StarterCase.objects.of(partner_id).filter(stands, route=StarterCase.Route.ADDED, assignment__isnull=False)
    goes_on = Q(joins__valid__upper_inf=True)
    bare = rows.exclude(state=StarterState.VOID_START).filter(goes_on).exclude(Exists(proof("joins__valid")))
    return dict.fromkeys(bare.values_list("joins_id", flat=True), MISSING)


def _proof_gone(pay_date: date) -> date:
    """Return the day on or before which an employment ended whose proof may be erased by a pay date."""
    return add_months(pay_date, -seed()["right_to_work"].minimum)


def valid_on_last_paid_day(partner_id: int, pay_date: date) -> Any:
    """Return how to ask for the checks of a row's person on the pay date or on the last day of its employment."""

    def proof(valid: str) -> "QuerySet[RightToWork]":
        end = Func(OuterRef(valid), function="upper", output_field=DateField())
        day = Func(end, template=f"LEAST(%(expressions)s - 1, DATE '{pay_date.isoformat()}')", output_field=DateField())
        rows: QuerySet[RightToWork] = RightToWork.objects.of(partner_id).filter(
            person_id=OuterRef("person_id"), withdrawn_at=None
        )
        dated = rows.annotate(asked_on=day)
        known = dated.filter(Q(expires_on=None) | Q(expires_on__gte=F("asked_on")), checked_on__lte=F("asked_on"))
        return known.exclude(beyond_grace(OuterRef("asked_on") - GRACE))

    return proof
