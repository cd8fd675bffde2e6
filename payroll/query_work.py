"""What the home page hears of questions about payslips: how many wait, and how long."""

from collections.abc import Iterator
from datetime import date

from partners.models import Partner, User
from partners.registry import Urgency, WorkItem, register_work
from payroll.queries import payslip_questions
from sharedservices.common.formatting import counted

LATE_AFTER_DAYS = 5


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="payroll.6 pay queries", permission="queries.answer", find=unanswered)


def unanswered(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the questions that nobody has answered; late once the oldest has waited for more than five days."""
    waiting = payslip_questions.waiting(on=on)
    if waiting is not None:
        oldest = counted(waiting.days, "day", "days") if waiting.days else "less than a day"
        yield WorkItem(
            "Answer pay queries",
            f"/p/{partner.code}/pay/queries/?state=OPEN",
            count=waiting.count,
            hint=f"The oldest has waited {oldest}",
            urgency=Urgency.LATE if waiting.days > LATE_AFTER_DAYS else Urgency.WAITING,
        )
