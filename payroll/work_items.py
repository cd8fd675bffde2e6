"""What the work list of the home page hears from payroll: runs that wait, runs that are stuck, people not paid."""

from collections.abc import Iterator
from datetime import date, timedelta

from partners.models import Partner, User
from partners.registry import Urgency, WorkItem, register_work
from payroll.queries import claims_paid, deaths_paid, run_facts, run_pages_head, run_pages_list, starts_paid
from payroll.queries.run_pages_list import RunRow
from payroll.states import RunState
from payroll.views.runs_actions import workers
from sharedservices.common.formatting import counted, day, duration

SOON = timedelta(days=7)


def register() -> None:
    """Tell the home page. Called once, when the app is ready."""
    register_work(name="payroll.1 approve", permission="payroll.approve", find=to_approve)
    register_work(name="payroll.2 release", permission="payroll.release", find=to_release)
    register_work(name="payroll.3 calculate", permission="payroll.calculate", find=to_calculate)
    register_work(name="payroll.4 quarantine", permission="payroll.calculate", find=in_quarantine)
    register_work(name="payroll.0 deaths", permission="payroll.view", find=paid_after_death)
    register_work(name="payroll.0 right to work", permission="payroll.view", find=paid_without_proof)
    register_work(name="payroll.4 claims left out", permission="payroll.calculate", find=claims_left_out)
    register_work(name="payroll.5 calculating", permission="payroll.view", find=calculating)


def _runs(partner: Partner, state: RunState) -> list[RunRow]:
    return [
        run for run in run_pages_list.open_runs(partner_id=partner.pk) if run.state == state and not run.is_calculating
    ]


def _href(partner: Partner, run: RunRow, page: str = "") -> str:
    return f"/p/{partner.code}/pay/runs/{run.uuid}/{page}"


def _urgency(run: RunRow, on: date) -> Urgency:
    """Say that a run whose pay date has come is late."""
    return Urgency.LATE if run.pay_date <= on else Urgency.WAITING


def _barred(partner: Partner, run: RunRow, user: User) -> bool:
    """Tell whether the user had a hand in the figures and so cannot take the next step."""
    head = run_pages_head.head(partner_id=partner.pk, uuid=run.uuid)
    moves = run_pages_head.moves(partner_id=partner.pk, run_id=head.run_id)
    barred = workers(head, moves)
    if run.state == RunState.APPROVED and head.approved is not None and head.approved.human is not None:
        barred.add(head.approved.human)
    return user.human_id in barred


def claims_left_out(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the claims that a released run should have paid and did not."""
    n = claims_paid.n_left_out(partner_id=partner.pk)
    if n:
        hint = "Their people were in quarantine or left out. A supplementary run of the period pays them"
        href = f"/p/{partner.code}/claims/?state=SENT&sort=submitted_at"
        yield WorkItem("Claims that a run left out", href, count=n, hint=hint, urgency=Urgency.LATE)


def to_approve(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the runs that wait for this user's approval."""
    for run in _runs(partner, RunState.CALCULATED):
        if not _barred(partner, run, user):
            held = f", {run.n_quarantined:,} in quarantine" if run.n_quarantined else ""
            hint = f"{counted(run.n_calculated, 'payslip', 'payslips')}{held}, paid on {day(run.pay_date)}"
            yield WorkItem(f"Approve {run.label}", _href(partner, run), hint=hint, urgency=_urgency(run, on))


def to_release(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the runs that wait for this user's release."""
    for run in _runs(partner, RunState.APPROVED):
        if not _barred(partner, run, user):
            hint = f"Approved, paid on {day(run.pay_date)}"
            yield WorkItem(f"Release {run.label}", _href(partner, run), hint=hint, urgency=_urgency(run, on))


def to_calculate(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the drafts, and the pay groups whose next pay date is near and has no run."""
    for run in _runs(partner, RunState.DRAFT):
        hint = f"A draft, paid on {day(run.pay_date)}"
        yield WorkItem(f"Calculate {run.label}", _href(partner, run), hint=hint, urgency=_urgency(run, on))
    for one in run_pages_list.landing(partner_id=partner.pk, on=on):
        period = one.period
        if period is not None and one.run is None and on <= period.pay_date <= on + SOON:
            href = f"/p/{partner.code}/pay/runs/new/?group={one.group.uuid}&period={period.uuid}"
            hint = f"Paid on {day(period.pay_date)}"
            yield WorkItem(f"Create the run of {one.group.name}", href, hint=hint, urgency=Urgency.SOON)


def in_quarantine(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the people who will not be paid unless somebody puts them right."""
    for run in _runs(partner, RunState.CALCULATED):
        if run.n_quarantined:
            yield WorkItem(
                f"People in quarantine in {run.label}",
                _href(partner, run, "quarantine/"),
                count=run.n_quarantined,
                hint="They are not paid until what is wrong is put right",
                urgency=_urgency(run, on),
            )


def paid_after_death(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the runs that were calculated before a death was reported and would pay as if nobody had died."""
    for run in _runs(partner, RunState.CALCULATED) + _runs(partner, RunState.APPROVED):
        if n := deaths_paid.undecided(partner_id=partner.pk, run=run.uuid):
            yield WorkItem(
                f"A death was reported after {run.label} was calculated",
                _href(partner, run, "people/"),
                count=n,
                hint="Speak to the case officer about the pay, then calculate this person again or leave them out",
                urgency=Urgency.LATE,
            )


def paid_without_proof(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the runs that were calculated before a right to work was taken back or ended, and would still pay."""
    for run in _runs(partner, RunState.CALCULATED) + _runs(partner, RunState.APPROVED):
        head = run_pages_head.head(partner_id=partner.pk, uuid=run.uuid)
        facts = run_facts.run_facts(partner_id=partner.pk, run_id=head.run_id)
        if facts is not None and (found := starts_paid.unproven(facts)):
            yield WorkItem(
                f"{run.label} would pay people without a right to work",
                _href(partner, run, "people/"),
                count=len(found),
                hint="Calculate them again: they wait in quarantine until HR has a valid check",
                urgency=Urgency.LATE,
            )


def calculating(*, partner: Partner, user: User, on: date) -> Iterator[WorkItem]:
    """Find the runs that are being calculated, with how far they are."""
    for run in run_pages_list.open_runs(partner_id=partner.pk):
        if run.is_calculating:
            head = run_pages_head.head(partner_id=partner.pk, uuid=run.uuid)
            found = run_pages_head.progress(partner_id=partner.pk, run_id=head.run_id, calculation=head.calculation)
            left = f", about {duration(found.seconds_left)} left" if found.seconds_left else ""
            hint = f"{found.n_done:,} of {found.n_total:,} people{left}"
            yield WorkItem(f"Calculating {run.label}", _href(partner, run), hint=hint, urgency=Urgency.RUNNING)
