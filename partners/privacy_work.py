"""What the work list of the home page hears about data protection: answers due, and what waits for approval."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from partners.models import Partner, User
from partners.queries import breaches, lookers, retention, rights, sar
from partners.registry import Urgency, WorkItem, register_work
from partners.states import PurgeState, SarState, ScheduleState
from sharedservices.common.formatting import counted

SOON = 7


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="privacy.0 access requests", permission="privacy.manage", find=requests_to_answer)
    register_work(name="privacy.0 breaches", permission="privacy.manage", find=breaches_to_notify)
    register_work(name="privacy.0 rights", permission="privacy.manage", find=rights_to_answer)
    register_work(name="privacy.3 who looked", permission="privacy.watch", find=reports_to_read)
    register_work(name="privacy.1 reviews", permission="privacy.approve", find=answers_to_review)
    register_work(name="privacy.2 approvals", permission="privacy.approve", find=approvals)


def requests_to_answer(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the requests that nobody has answered; they are late when one is."""
    left = [(sar.due(case, on=on) - on).days for case in sar.open_cases(partner.pk)]
    if left:
        first = min(left)
        hint = f"The first is due in {first} days" if first >= 0 else f"The first is {-first} days late"
        urgency = Urgency.LATE if first < 0 else Urgency.SOON if first > SOON else Urgency.WAITING
        href = f"/p/{partner.code}/privacy/requests/?state=OPEN"
        yield WorkItem("Access requests to answer", href, count=len(left), hint=hint, urgency=urgency)


def breaches_to_notify(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the breaches whose 72 hours run; they are late when one is over."""
    at = timezone.now()
    left = [breaches.hours_left(one, at=at) or 0 for one in breaches.ticking(partner.pk)]
    if left:
        first = min(left)
        hint = f"The first: {breaches.clock_words(first)}"
        urgency = Urgency.LATE if first < 0 else Urgency.WAITING
        href = f"/p/{partner.code}/privacy/breaches/?state=UNCLOSED"
        yield WorkItem("Breaches to decide about and notify", href, count=len(left), hint=hint, urgency=urgency)


def rights_to_answer(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find requests about data and complaints that wait; they are late when one is."""
    left = [(rights.next_day(case) - on).days for case in rights.open_cases(partner.pk)]
    if left:
        first = min(left)
        hint = f"The first is due in {first} days" if first >= 0 else f"The first is {-first} days late"
        urgency = Urgency.LATE if first < 0 else Urgency.SOON if first > SOON else Urgency.WAITING
        href = f"/p/{partner.code}/privacy/rights/?state=OPEN"
        yield WorkItem("Rights and complaints to answer", href, count=len(left), hint=hint, urgency=urgency)


def reports_to_read(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the monthly reports about who looked that nobody has read."""
    for report in lookers.unread(partner.pk):
        hint = f"{counted(report.n_flagged, 'person', 'people')} worth a question"
        href = f"/p/{partner.code}/privacy/lookups/?month={report.month:%d/%m/%Y}"
        yield WorkItem(f"Read who looked in {report.month:%B %Y}", href, count=report.n_lookers, hint=hint)


def answers_to_review(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what somebody else collected and this user may review."""
    waiting = sar.open_cases(partner.pk).filter(state=SarState.COLLECTED).exclude(collected_human=user.human_id)
    if n := waiting.count():
        href = f"/p/{partner.code}/privacy/requests/?state=COLLECTED"
        yield WorkItem("Answers to review", href, count=n, hint="Leave out what is about other people")


def approvals(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find schedules and erasures that somebody else proposed."""
    schedules = retention.schedules(partner.pk).filter(state=ScheduleState.PROPOSED)
    if schedules.exclude(proposed_human=user.human_id).exists():
        yield WorkItem("Approve a retention schedule", f"/p/{partner.code}/privacy/retention/")
    erasures = retention.proposals(partner.pk).filter(state=PurgeState.PROPOSED)
    if erasures.exclude(proposed_human=user.human_id).exists():
        hint = "Nothing is erased before you have looked at the list"
        yield WorkItem("Approve an erasure", f"/p/{partner.code}/privacy/erasure/", hint=hint)
