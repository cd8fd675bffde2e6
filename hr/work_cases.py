"""What HR cases, questions, interests and accidents ask, for the home page."""

from collections.abc import Iterator
from datetime import date

from hr.queries import interests, questions, safety
from hr.queries.case_officers import n_without
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem


def cases_without_officer(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the open cases whose officer has left, or no longer works on cases here."""
    if n := n_without(partner_id=partner.pk, on=on):
        title = "HR case that has no officer" if n == 1 else "HR cases that have no officer"
        hint = "Nobody takes them on. Name somebody: you see nothing of the case"
        href = f"/p/{partner.code}/cases/officers/?without=on"
        yield WorkItem(title, href, count=n, hint=hint, urgency=Urgency.LATE)


def questions_to_answer(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the questions to HR that wait and that this user may see."""
    n, n_late = questions.n_waiting(partner_id=partner.pk, on=on)
    if n:
        urgency = Urgency.LATE if n_late else Urgency.WAITING
        hint = f"{n_late} of them late" if n_late else "The oldest first"
        yield WorkItem("Questions to HR", f"/p/{partner.code}/questions/", count=n, hint=hint, urgency=urgency)


def interests_to_link(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the declared interests of which nobody knows yet whom they mean."""
    if n := interests.n_unlinked(partner_id=partner.pk):
        hint = "They bind nobody before you say whose record it is, or that it is nobody’s"
        yield WorkItem("Declared interests to link", f"/p/{partner.code}/interests/?state=unlinked", count=n, hint=hint)


def interests_to_confirm(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the own declarations that were not confirmed for a year."""
    if n := interests.n_to_confirm(partner_id=partner.pk, human_id=user.human_id, on=on):
        hint = "Once a year: say that it is still so, or ask the HR manager to end it"
        yield WorkItem("Your declared interests to confirm", f"/p/{partner.code}/my-interests/", count=n, hint=hint)


def accidents_to_report(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what RIDDOR asks to be reported and HSE was not told of."""
    if n := safety.n_to_report(partner_id=partner.pk):
        title = "Accident to report to HSE" if n == 1 else "Accidents to report to HSE"
        href = f"/p/{partner.code}/safety/?state=to_report"
        hint = "Report it on the pages of HSE, and note the reference"
        yield WorkItem(title, href, count=n, hint=hint, urgency=Urgency.LATE)
