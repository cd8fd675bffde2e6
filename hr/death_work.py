"""What the work list of the home page hears about people who have died."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import Q, QuerySet

from hr.models import DeathCase
from hr.operations.deaths import OPEN_TO_WORK
from hr.queries import death_family, death_pay, death_tasks, deaths, estate
from hr.queries.death_pay import Deadline
from hr.states import DeathState
from partners.models import Partner, User
from partners.registry import Urgency, WorkItem, register_work
from sharedservices.common.formatting import day

DECIDE = "Decide about pay after a death"


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.0 deaths to confirm", permission="deaths.confirm", find=deaths_to_confirm)
    register_work(name="hr.0 deaths to look after", permission="deaths.manage", find=deaths_to_look_after)
    register_work(name="hr.0 tasks after a death", permission="deaths.manage", find=tasks_due)
    register_work(name="hr.0 pay after a death", permission="deaths.decide_pay", find=pay_to_decide)
    register_work(name="hr.0 pay nobody decides", permission="deaths.agree_overpaid", find=pay_nobody_decides)
    register_work(name="hr.0 advances that end", permission="deaths.decide_pay", find=advances_that_end)
    register_work(name="hr.0 accounts of estates", permission="deaths.verify_account", find=accounts_to_verify)
    register_work(name="hr.0 estates without account", permission="deaths.manage", find=estates_without_account)
    register_work(name="hr.0 overpaid after a death", permission="deaths.agree_overpaid", find=overpaid_to_agree)


def deaths_to_confirm(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the deaths that somebody else reported and that nobody has confirmed."""
    waiting = deaths.standing(partner.pk).filter(state=DeathState.REPORTED).exclude(reported_human=user.human_id)
    yield from _cases(partner, user, waiting, "Confirm a death", "Reported by one person: a second one confirms it")


def deaths_to_look_after(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the cases without an officer, and this officer's cases of which no pension body knows."""
    cases = deaths.standing(partner.pk).filter(state__in=OPEN_TO_WORK)
    unnamed = cases.filter(officer=None)
    yield from _cases(partner, user, unnamed, "Name a case officer", "The family needs one person to speak to")
    untold = deaths.without_notice(cases.filter(officer=user))
    yield from _cases(partner, user, untold, "Tell the pension fund", "Within one working day of the confirmation")


def accounts_to_verify(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the accounts of estates that a colleague recorded and nobody has verified."""
    waiting = estate.to_verify(partner_id=partner.pk).exclude(recorded_human=user.human_id)
    cases = deaths.standing(partner.pk).filter(pk__in=waiting.values("case_id"), state__in=OPEN_TO_WORK)
    yield from _cases(partner, user, cases, "Verify the account of an estate", "Nothing is paid to the estate before")


def estates_without_account(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find this officer’s cases, and those of nobody, whose pay goes to an estate without an account."""
    mine = Q(officer=user) | Q(deputy=user) | Q(officer=None)
    hint = "What is owed waits for whoever acts for the estate. Record them when the family is ready"
    yield from _cases(
        partner, user, estate.unpaid_for(partner_id=partner.pk).filter(mine), "Pay waits for an estate", hint
    )


def pay_to_decide(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the deaths about whose pay nobody has decided; two working days before the cut-off it is late."""
    yield from _undecided(partner, user, on, DECIDE, lambda one: True)


def pay_nobody_decides(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what the HR director and payroll hear of: pay that is still undecided a working day before the cut-off."""
    yield from _undecided(partner, user, on, "Pay after a death is undecided", lambda one: one.is_for_above(on))


def _undecided(
    partner: Partner, user: User, on: date, title: str, wanted: Callable[[Deadline], bool]
) -> Iterator[WorkItem]:
    cases = death_family.open_to(death_pay.undecided(partner_id=partner.pk), user, partner_id=partner.pk)
    rows = [one for one in death_pay.deadlines(cases, partner_id=partner.pk, on=on) if wanted(one)]
    if not rows:
        return
    first = min((one.cut_off for one in rows if one.cut_off), default=None)
    by = f"by {day(first)}, when the run is fixed" if first else "before the cut-off"
    if first is not None and first < on:
        by = f"the run was fixed on {day(first)}: it is paid without them unless payroll is asked at once"
    urgency = Urgency.LATE if any(one.is_late(on) for one in rows) else Urgency.WAITING
    hint = f"Their pay waits for a decision, with the case officer, {by}"
    yield WorkItem(title, _list(partner), count=len(rows), hint=hint, urgency=urgency)


def advances_that_end(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the advances to families that end within four weeks."""
    cases = deaths.advances_ending(partner_id=partner.pk, on=on)
    hint = "It ends by itself. Has the pension begun? Tell the family, or decide again"
    yield from _cases(partner, user, cases, "Advance to a family ends soon", hint)


def tasks_due(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what is to be done after a death and is due: this officer’s own cases, and those that nobody looks after."""
    mine = Q(case__officer=user) | Q(case__deputy=user) | Q(case__officer=None)
    known = death_family.open_to(deaths.standing(partner.pk), user, partner_id=partner.pk)
    due = death_tasks.due(partner_id=partner.pk, on=on).filter(mine, case__in=known)
    if n := due.count():
        urgency = Urgency.LATE if due.filter(due_on__lt=on).exists() else Urgency.WAITING
        hint = "Each has its day and its owner. Settle it on the page of the case"
        yield WorkItem("Tasks after a death", _list(partner), count=n, hint=hint, urgency=urgency)


def overpaid_to_agree(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what case officers propose about pay for days after a death."""
    waiting = death_tasks.to_agree(partner_id=partner.pk).exclude(proposed_human=user.human_id)
    if n := waiting.count():
        hint = "The case officer has proposed what becomes of it. Nothing is deducted meanwhile"
        yield WorkItem("Pay after a death to agree", _list(partner), count=n, hint=hint)


def _cases(partner: Partner, user: User, cases: "QuerySet[DeathCase]", title: str, hint: str) -> Iterator[WorkItem]:
    if n := death_family.open_to(cases, user, partner_id=partner.pk).count():
        yield WorkItem(title, _list(partner), count=n, hint=hint, urgency=Urgency.LATE)


def _list(partner: Partner) -> str:
    return f"/p/{partner.code}/people/deaths/"
