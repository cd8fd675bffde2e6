"""What the work list of the home page hears about people who have died."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

from hr.models import DeathCase
from hr.operations.deaths import OPEN_TO_WORK
from hr.queries import death_tasks, deaths
from hr.states import DeathState
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem, register_work


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.0 deaths to confirm", permission="deaths.confirm", find=deaths_to_confirm)
    register_work(name="hr.0 deaths to look after", permission="deaths.manage", find=deaths_to_look_after)
    register_work(name="hr.0 tasks after a death", permission="deaths.manage", find=tasks_due)
    register_work(name="hr.0 pay after a death", permission="deaths.decide_pay", find=pay_to_decide)
    register_work(name="hr.0 advances that end", permission="deaths.decide_pay", find=advances_that_end)
    register_work(name="hr.0 overpaid after a death", permission="deaths.agree_overpaid", find=overpaid_to_agree)


def deaths_to_confirm(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the deaths that somebody else reported and that nobody has confirmed."""
    waiting = deaths.standing(partner.pk).filter(state=DeathState.REPORTED).exclude(reported_human=user.human_id)
    yield from _cases(partner, waiting, "Confirm a death", "Reported by one person: a second one confirms it")


def deaths_to_look_after(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the cases without an officer, and this officer's cases of which no pension body knows."""
    cases = deaths.standing(partner.pk).filter(state__in=OPEN_TO_WORK)
    unnamed = cases.filter(officer=None)
    yield from _cases(partner, unnamed, "Name a case officer", "The family needs one person to speak to")
    untold = deaths.without_notice(cases.filter(officer=user))
    yield from _cases(partner, untold, "Tell the pension fund", "Within one working day of the confirmation")


def pay_to_decide(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the people who have died about whose pay nobody has decided."""
    cases = deaths.standing(partner.pk).filter(pay=DeathCase.Pay.HOLD, pay_at=None)
    hint = "Their pay waits for a decision, with the case officer, before the cut-off"
    yield from _cases(partner, cases, "Decide about pay after a death", hint)


def advances_that_end(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the advances to families that end within four weeks."""
    cases = deaths.advances_ending(partner_id=partner.pk, on=on)
    hint = "It ends by itself. Has the pension begun? Tell the family, or decide again"
    yield from _cases(partner, cases, "Advance to a family ends soon", hint)


def tasks_due(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what is to be done after a death and is due: this officer’s own cases, and those that nobody looks after."""
    mine = Q(case__officer=user) | Q(case__deputy=user) | Q(case__officer=None)
    due = death_tasks.due(partner_id=partner.pk, on=on).filter(mine)
    if n := due.count():
        urgency = Urgency.LATE if due.filter(due_on__lt=on).exists() else Urgency.WAITING
        hint = "Each has its day and its owner. Settle it on the page of the case"
        yield WorkItem("Tasks after a death", f"/p/{partner.code}/people/deaths/", count=n, hint=hint, urgency=urgency)


def overpaid_to_agree(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what case officers propose about pay for days after a death."""
    waiting = death_tasks.to_agree(partner_id=partner.pk).exclude(proposed_human=user.human_id)
    if n := waiting.count():
        hint = "The case officer has proposed what becomes of it. Nothing is deducted meanwhile"
        yield WorkItem("Pay after a death to agree", f"/p/{partner.code}/people/deaths/", count=n, hint=hint)


def _cases(partner: Partner, cases: "QuerySet[DeathCase]", title: str, hint: str) -> Iterator[WorkItem]:
    if n := cases.count():
        yield WorkItem(title, f"/p/{partner.code}/people/deaths/", count=n, hint=hint, urgency=Urgency.LATE)
