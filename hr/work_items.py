"""What the work list of the home page hears about people: inputs to approve, and inputs that came back."""

from collections.abc import Iterator
from datetime import date

from hr.models import MonthlyInput
from hr.queries.inputs import n_waiting_for
from hr.states import InputState
from partners.models import Partner, User
from partners.registry import WorkItem, register_work


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.1 approve inputs", permission="inputs.approve", find=to_approve)
    register_work(name="hr.2 rejected inputs", permission="inputs.enter", find=rejected)


def to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what waits that somebody else entered."""
    n = n_waiting_for(partner_id=partner.pk, human_id=user.human_id)
    if n:
        hint = "Overtime and one-offs that others entered: only approved ones are paid"
        yield WorkItem("Approve monthly inputs", f"/p/{partner.code}/pay/inputs/approve/", count=n, hint=hint)


def rejected(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what this user entered for this month or later and somebody rejected."""
    mine = MonthlyInput.objects.of(partner.pk).filter(entered_human=user.human_id, state=InputState.REJECTED)
    n = mine.filter(period_start__gte=on.replace(day=1)).count()
    if n:
        hint = "Each has a note that says what to put right. Enter it again if it is still due"
        yield WorkItem("Your rejected inputs", f"/p/{partner.code}/pay/inputs/?state=REJECTED", count=n, hint=hint)
