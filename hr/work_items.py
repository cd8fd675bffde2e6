"""What the work list of the home page hears about people: inputs, deaths, leavers, transfers, leave, sickness."""

from collections.abc import Iterator
from datetime import date

from hr.models import MonthlyInput
from hr.queries import (
    carried,
    collective,
    covering,
    family_leave,
    forewarnings,
    leavings,
    merges,
    missing,
    number_clashes,
    repayments,
    right_to_work,
    sensitive,
    starter_work,
    transfers,
)
from hr.queries.absences import leave_waiting_for
from hr.queries.bank_changes import under_way, untold
from hr.queries.cases import n_late, own_statements
from hr.queries.inputs import n_waiting_for
from hr.queries.sick_pay import steps_to_decide, steps_within, without_fit_note
from hr.states import BankChangeState, InputState
from hr.work_cases import (
    accidents_to_report,
    cases_without_officer,
    interests_to_confirm,
    interests_to_link,
    questions_to_answer,
)
from hr.work_team import team_to_do
from partners.models import Partner, User
from partners.queries import deciders
from partners.queries.holds import quiet
from partners.registry import Urgency, WorkItem, register_work
from sharedservices.common.formatting import day


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="hr.1 approve inputs", permission="inputs.approve", find=to_approve)
    register_work(name="hr.2 rejected inputs", permission="inputs.enter", find=rejected)
    register_work(name="hr.1 pay of the missing", permission="missing.manage", find=missing_to_decide)
    register_work(name="hr.2 records held twice", permission="people.merge", find=records_held_twice)
    register_work(name="hr.1 number clashes", permission="people.settle_nino", find=numbers_to_settle)
    register_work(name="hr.2 sensitive posts", permission="people.restrict", find=restrictions_to_review)
    register_work(name="hr.3 work carried over", permission="carried.work", find=work_carried_over)
    register_work(name="hr.6 forewarnings", permission="forewarnings.record", find=pay_about_to_change)
    register_work(name="hr.1 reports to HSE", permission="safety.record", find=accidents_to_report)
    register_work(name="hr.2 statements", permission="statements.give", find=statements_to_give)
    register_work(name="hr.1 cases without officer", permission="cases.reassign", find=cases_without_officer)
    register_work(name="hr.2 interests to link", permission="interests.manage", find=interests_to_link)
    register_work(name="hr.3 own interests", permission="me.ask", find=interests_to_confirm)
    register_work(name="hr.2 questions", permission="questions.answer", find=questions_to_answer)
    register_work(name="hr.2 late cases", permission="cases.work", find=late_cases)
    register_work(name="hr.0 bank changes", permission="bank.approve", find=bank_changes_to_accept)
    register_work(name="hr.0 bank changes nobody heard of", permission="bank.stop", find=bank_changes_to_ring_about)
    register_work(name="hr.0 pay of leavers", permission="payroll.calculate", find=leavers_to_pay_again)
    register_work(name="hr.0 payments of leavers", permission="payroll.release", find=leavers_to_recall)
    register_work(name="hr.4 HR1", permission="leavers.manage", find=hr1_to_send)
    register_work(name="hr.4 repayments", permission="repayments.manage", find=repayments_to_settle)
    register_work(name="hr.6 tasks of leavers", permission="leavers.manage", find=leaver_tasks)
    register_work(name="hr.2 tasks of the team", permission="team.tasks", find=team_to_do)
    register_work(name="hr.6 transfers to sign", permission="transfers.sign", find=transfers_to_sign)
    register_work(name="hr.0 at work without right to work", permission="starters.edit", find=at_work_without_proof)
    register_work(name="hr.0 right to work ended", permission="starters.approve", find=suspended)
    register_work(name="hr.1 approve starters", permission="starters.approve", find=starters_to_approve)
    register_work(name="hr.2 starter tasks late", permission="starters.edit", find=starters_late)
    register_work(name="hr.2 starter answers", permission="starters.edit", find=starters_answered)
    register_work(name="hr.2 starters to confirm", permission="starters.start", find=starters_to_see)
    register_work(name="hr.4 permissions that end", permission="starters.start", find=permissions_that_end)
    register_work(name="hr.3 approve leave", permission="leave.approve", find=leave_to_approve)
    register_work(name="hr.4 fit notes", permission="absence.edit", find=fit_notes_missing)
    register_work(name="hr.5 sick pay goes down", permission="absence.edit", find=sick_pay_goes_down)
    register_work(name="hr.0 sick pay to confirm", permission="stepdown.decide", find=step_downs_to_decide)
    register_work(name="hr.2 family leave", permission="family.edit", find=family_leave_due)


def missing_to_decide(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find missing people about whose pay nobody has decided."""
    n = missing.n_undecided(partner_id=partner.pk)
    if n:
        hint = "Pay goes on meanwhile. Somebody decides about it, with the family in mind"
        yield WorkItem("Pay of people who are missing", f"/p/{partner.code}/people/missing/", count=n, hint=hint)


def numbers_to_settle(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find National Insurance numbers that two people claim, as far as the reader may know of both."""
    n = number_clashes.n_open(partner_id=partner.pk)
    if n:
        hint = "Whoever recorded them was told nothing"
        yield WorkItem(
            "National Insurance numbers that two people claim", f"/p/{partner.code}/people/number-clashes/", count=n,
            hint=hint,
        )  # fmt: skip


def records_held_twice(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find pairs of records that may be of one human being."""
    n = merges.n_pairs(partner_id=partner.pk)
    if n:
        hint = "Two records of one person can be merged, and parted again"
        yield WorkItem("Records that may stand twice", f"/p/{partner.code}/people/duplicates/", count=n, hint=hint)


def restrictions_to_review(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find protected addresses and covert roles whose review is due."""
    n = sensitive.n_late(partner_id=partner.pk, on=on)
    if n:
        href = f"/p/{partner.code}/people/sensitive/?late=on"
        hint = "Each stands until somebody lifts it"
        yield WorkItem("Sensitive posts to review", href, count=n, hint=hint, urgency=Urgency.LATE)


def work_carried_over(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what was under way in the system before, and that this person goes on with."""
    n, n_late = carried.n_open(partner_id=partner.pk, user=user, on=on)
    if n:
        hint = f"{n_late} of them late" if n_late else "Say what came of each when it is done"
        href = f"/p/{partner.code}/work-carried-over/?owner={user.human_id}"
        urgency = Urgency.LATE if n_late else Urgency.SOON
        yield WorkItem("Work carried over from the system before", href, count=n, hint=hint, urgency=urgency)


def pay_about_to_change(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what is about to happen to somebody's pay and about which nobody has spoken to them."""
    n = forewarnings.n_to_speak_about(partner_id=partner.pk, on=on)
    if n:
        hint = "They have been told by mail to look. Speak to them before the day comes"
        href = f"/p/{partner.code}/forewarnings/?standing=open"
        yield WorkItem("Pay that is about to change", href, count=n, hint=hint, urgency=Urgency.SOON)


def to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what waits that somebody else entered."""
    close = deciders.close_people(user, partner.pk)
    n = n_waiting_for(partner_id=partner.pk, human_id=user.human_id, without=close)
    if n:
        hint = "Overtime and one-offs that others entered: only approved ones are paid"
        yield WorkItem("Approve monthly inputs", f"/p/{partner.code}/pay/inputs/approve/", count=n, hint=hint)


def rejected(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what this user entered for this month or later and somebody rejected."""
    mine = quiet(MonthlyInput.objects.of(partner.pk)).filter(entered_human=user.human_id, state=InputState.REJECTED)
    n = mine.filter(period_start__gte=on.replace(day=1)).count()
    if n:
        hint = "Each has a note that says what to put right. Enter it again if it is still due"
        yield WorkItem("Your rejected inputs", f"/p/{partner.code}/pay/inputs/?state=REJECTED", count=n, hint=hint)


def leavers_to_pay_again(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find leavers whose notice came late: pay to be stopped, recalled or worked out again, the same day."""
    n = leavings.urgent(partner_id=partner.pk).count()
    if n:
        hint = "Notice came after their pay was worked out: stop, recall or calculate again today"
        href = f"/p/{partner.code}/leavers/?due=open"
        yield WorkItem("Pay of leavers to put right", href, count=n, hint=hint, urgency=Urgency.LATE)


def leavers_to_recall(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find payments to leavers that were released and have not reached the bank."""
    n = leavings.urgent(partner_id=partner.pk).filter(code__startswith=leavings.URGENT[0]).count()
    if n:
        href = f"/p/{partner.code}/leavers/?due=open"
        hint = "Released before the notice came: stop or recall them today"
        yield WorkItem("Payments to leavers to recall", href, count=n, hint=hint, urgency=Urgency.LATE)


def hr1_to_send(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find consultations about twenty redundancies or more of which the Secretary of State has not been told."""
    if n := collective.without_hr1(partner_id=partner.pk).count():
        href = f"/p/{partner.code}/leavers/consultations/?state=open"
        yield WorkItem("HR1 to send", href, count=n, hint="Before notice of redundancy", urgency=Urgency.LATE)


def repayments_to_settle(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find overpaid leavers without a plan, and plans whose first day has come and that nobody has begun."""
    n = repayments.without_plan(partner_id=partner.pk).count()
    if n:
        href = f"/p/{partner.code}/leavers/?due=open"
        yield WorkItem("Overpaid leavers without a plan", href, count=n, hint="Propose how it is paid back")
    if n := repayments.late(partner_id=partner.pk, on=on).count():
        href = f"/p/{partner.code}/leavers/repayments/?state=PROPOSED"
        hint = "The first day has come: has the person agreed?"
        yield WorkItem("Repayments to begin", href, count=n, hint=hint)


def leaver_tasks(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find what is due when people leave."""
    due = leavings.open_tasks(partner_id=partner.pk, on=on)
    n = due.count()
    if n:
        late = due.filter(due_on__lt=on).exists()
        hint = "Equipment, access, letters, pension"
        href = f"/p/{partner.code}/leavers/?due={'late' if late else 'open'}"
        urgency = Urgency.LATE if late else Urgency.WAITING
        yield WorkItem("Tasks of leavers", href, count=n, hint=hint, urgency=urgency)


def transfers_to_sign(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find transfers that wait for this partner, and signed ones whose employment has not ended here."""
    href = f"/p/{partner.code}/transfers/"
    if n := transfers.to_sign(partner_id=partner.pk):
        yield WorkItem("Transfers to sign", f"{href}?direction=in", count=n, hint="Somebody comes from another partner")
    if n := transfers.to_complete(partner_id=partner.pk):
        hint = "The other partner has signed, and the employment here has not ended"
        yield WorkItem("Transfers to complete", f"{href}?direction=out", count=n, hint=hint, urgency=Urgency.LATE)


def statements_to_give(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the statements that this user was asked for and has not given."""
    waiting = [one for one in own_statements(partner_id=partner.pk, user_id=user.pk) if one.given_at is None]
    if waiting:
        hint = "Somebody asks what you saw or know"
        yield WorkItem("Give your statement", f"/p/{partner.code}/cases/", count=len(waiting), hint=hint)


def late_cases(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the cases on whose list this user is and that are open for more than ninety days."""
    if n := n_late(partner_id=partner.pk, on=on):
        href = f"/p/{partner.code}/cases/?late=on"
        yield WorkItem("HR cases open for more than 90 days", href, count=n, urgency=Urgency.LATE)


def bank_changes_to_accept(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find changes of bank account that need a second person, other than who recorded them."""
    verifying = quiet(under_way(partner.pk)).filter(state=BankChangeState.VERIFYING)
    close = deciders.close_people(user, partner.pk)
    waiting = verifying.exclude(requested_human=user.human_id).exclude(person_id__in=close)
    if n := waiting.count():
        hint = "Signs of fraud, or recorded by HR: look, ring a number held before, then accept or stop"
        yield WorkItem("Accept or stop bank changes", f"{_bank(partner)}?state=VERIFYING", count=n, hint=hint)


def bank_changes_to_ring_about(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find changes under way of which an alert could not be sent, and which nobody has rung about."""
    n = quiet(untold(partner.pk)).count()
    if n:
        hint = "A message to the person could not be sent: ring them on a number held before"
        yield WorkItem("Ring about bank changes", _bank(partner), count=n, hint=hint, urgency=Urgency.LATE)


def _bank(partner: Partner) -> str:
    return f"/p/{partner.code}/people/bank-changes/"


def leave_to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find leave that waits and that somebody else asked for."""
    people = deciders.barred_people(user, partner.pk)
    rows = leave_waiting_for(partner_id=partner.pk, human_id=user.human_id, people=people)
    where = covering.covered(user=user, partner_id=partner.pk, permission="leave.approve", on=on)
    found = covering.divide(rows, where, asked_by="requested_human", partner_id=partner.pk)
    hint, href = "Until somebody decides, nobody knows whether they may go", f"/p/{partner.code}/leave/?state=REQUESTED"
    for giver, theirs in [("", found.own), *found.others]:
        if n := theirs.count():
            yield WorkItem(f"Approve leave for {giver}" if giver else "Approve leave", href, count=n, hint=hint)


def fit_notes_missing(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find open sickness of more than seven days without a fit note for every day since."""
    n = len(without_fit_note(partner_id=partner.pk, on=on))
    if n:
        hint = "From the eighth day of sickness every day needs a fit note"
        yield WorkItem("Fit notes missing", f"/p/{partner.code}/absence/?lacks=fit-note", count=n, hint=hint)


def sick_pay_goes_down(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find whose sick pay goes down within four weeks, or whose notice has not been sent."""
    found = steps_within(partner_id=partner.pk, on=on)
    n_untold = sum(step.first_sent_on is None for _absence, step in found)
    if found:
        hint = f"{n_untold} without notice yet: pay is not reduced before" if n_untold else "Talk to them before"
        urgency = Urgency.LATE if n_untold else Urgency.SOON
        href = f"/p/{partner.code}/absence/?lacks=step-down"
        yield WorkItem("Sick pay goes down within 28 days", href, count=len(found), hint=hint, urgency=urgency)


def step_downs_to_decide(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the step-downs that nobody has confirmed, from four weeks before their day."""
    found = steps_to_decide(partner_id=partner.pk, on=on)
    if found:
        late = any((step.takes_effect_on or step.step.on) <= on for step in found)
        hint = "Pay is not reduced until you confirm it; or put it off"
        href, urgency = f"/p/{partner.code}/absence/step-downs/", Urgency.LATE if late else Urgency.SOON
        yield WorkItem("Sick pay to confirm or put off", href, count=len(found), hint=hint, urgency=urgency)


def family_leave_due(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find leave that sickness has started, dates that nobody has confirmed, and returns that nobody has recorded."""
    href = f"/p/{partner.code}/family-leave/"
    for case, _absence, starts in family_leave.begun_by_sickness(partner_id=partner.pk, on=on):
        row = case.leave
        hint = f"Pregnancy-related sickness in the last four weeks: leave begins on {day(starts)}"
        step = f"/p/{partner.code}/people/{row.person.uuid}/family-leave/{row.uuid}/sickness/"
        yield WorkItem(f"{row.person.display_name}: start maternity leave", step, hint=hint, urgency=Urgency.LATE)
    if n := family_leave.to_confirm(partner_id=partner.pk).count():
        yield WorkItem("Confirm dates of leave", f"{href}?due=confirm", count=n, hint="Within 28 days of the notice")
    if n := family_leave.to_return(partner_id=partner.pk, on=on).count():
        hint = "Leave is over: are they back?"
        yield WorkItem("Returns from family leave to record", f"{href}?due=return", count=n, hint=hint)


# --- starters and right to work -------------------------------------------------------------------------------------
def at_work_without_proof(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find people whom a manager saw at work and who may not start, or whose check was taken back."""
    if n := starter_work.n_at_work_without_proof(partner_id=partner.pk, on=on):
        hint = "They may not work and are not paid. There is no exception: record a valid check or send them home"
        yield _starters(partner, "At work without right to work", n, hint, Urgency.LATE, "?lacks=arrived")


def suspended(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the people whose permission has ended and about whom HR has not decided."""
    n = quiet(right_to_work.suspensions(partner_id=partner.pk)).filter(decided_at=None).count()
    if n:
        hint = "Suspended, and their pay waits. Nobody is dismissed by it: decide"
        yield _starters(partner, "Right to work has ended", n, hint, Urgency.LATE, "right-to-work/")


def starters_to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the starters that somebody else prepared and that wait for the HR manager."""
    if n := starter_work.n_to_approve(partner_id=partner.pk, human_id=user.human_id):
        hint = "Until you approve, there is no employment and nobody can start"
        yield _starters(partner, "Approve starters", n, hint, Urgency.WAITING, "?state=SUBMITTED")


def starters_late(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the starters of whom something is late."""
    if n := starter_work.n_late(partner_id=partner.pk, on=on):
        yield _starters(
            partner, "Starters with something late", n, "The first day is near", Urgency.LATE, "?lacks=late"
        )


def starters_answered(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the starters who have said something that nobody has taken over."""
    for case, name in starter_work.answered(partner_id=partner.pk):
        hint = "Tax statement, loans or account, for the first pay"
        yield WorkItem(f"{name} has sent their details", f"/p/{partner.code}/starters/{case}/", hint=hint)


def starters_to_see(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find those whose first day has come, and whose probation ends within four weeks: each manager sees their own."""
    for case, name, words, is_late in starter_work.for_manager(partner_id=partner.pk, user_id=user.pk, on=on):
        urgency = Urgency.LATE if is_late else Urgency.SOON
        yield WorkItem(f"{name}: {words}", f"/p/{partner.code}/starters/{case}/", urgency=urgency)


def permissions_that_end(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the permissions of which a task was given 60, 30 or 7 days before their end: for HR and the manager."""
    every = starter_work.ending(partner_id=partner.pk, on=on)
    again = [one for one in every if one.is_recheck]
    if again:
        ends = day(again[0].ends_on)
        hint = f"Checks of the employer before count until {ends}. After that nobody works without one of ours"
        urgency = Urgency.LATE if again[0].days_left <= right_to_work.NOTICE_DAYS[-1] else Urgency.SOON
        yield _starters(partner, "Right to work to check again", len(again), hint, urgency, "right-to-work/")
    found = [one for one in every if not one.is_recheck]
    if found:
        nearest = min(found, key=lambda one: one.days_left)
        hint = f"{nearest.row.person.display_name} in {nearest.days_left} days. Ask for the new permission now"
        urgency = Urgency.LATE if nearest.days_left <= right_to_work.NOTICE_DAYS[-1] else Urgency.SOON
        yield _starters(partner, "Permissions to work that end", len(found), hint, urgency, "right-to-work/")


def _starters(  # noqa: PLR0917 - the parts of a line
    partner: Partner, title: str, n: int, hint: str, urgency: Urgency, query: str
) -> WorkItem:
    return WorkItem(title, f"/p/{partner.code}/starters/{query}", count=n, hint=hint, urgency=urgency)
