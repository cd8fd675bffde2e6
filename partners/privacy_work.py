"""What the work list of the home page hears about data protection: answers due, and what waits for approval."""

from collections.abc import Iterator
from datetime import date

from partners.models import Partner, User
from partners.queries import retention, sar
from partners.registry import Urgency, WorkItem, register_work
from partners.states import PurgeState, SarState, ScheduleState

SOON = 7


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="privacy.0 access requests", permission="privacy.manage", find=requests_to_answer)
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
