"""Pay a month as the offices would: payroll calculates, the partner approves, a third person releases."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from partners.models import User
from partners.scope import partner_scope
from payroll.models import PayPeriod, PayRun
from payroll.operations import pay_runs
from payroll.states import RunState
from sharedservices.demo.dates import steps_before
from sharedservices.demo.directory import Place


class Paid(NamedTuple):
    """What a run paid: payslips, people in quarantine, and pounds net."""

    n_payslips: int
    n_quarantined: int
    net: Decimal


def pay_month(places: list[Place], month: date) -> str:
    """Pay every pay group whose pay date is in the month, and say what was paid."""
    paid = [_pay(place, period) for place in places for period in _scoped_periods(place, month)]
    n_payslips, net = sum(one.n_payslips for one in paid), sum((one.net for one in paid), Decimal(0))
    n_quarantined = sum(one.n_quarantined for one in paid)
    left_out = f", {n_quarantined:,} in quarantine" if n_quarantined else ""
    return f"{month:%B %Y}: {len(paid)} pay runs released, {n_payslips:,} payslips, £{net:,.2f} net{left_out}"


def periods_paid_in(place: Place, month: date) -> list[PayPeriod]:
    """Return the periods of a partner whose pay date is in the month. Inside the scope."""
    found = PayPeriod.objects.filter(pay_date__year=month.year, pay_date__month=month.month).select_related("pay_group")
    return list(found.order_by("pay_date", "id"))


def _scoped_periods(place: Place, month: date) -> list[PayPeriod]:
    with partner_scope(place.partner.pk):
        return periods_paid_in(place, month)


def _pay(place: Place, period: PayPeriod) -> Paid:
    """Bring the regular run of a period to its end, from wherever it stands."""
    partner_id, moments = place.partner.pk, steps_before(period.pay_date)
    run = _run_of(place, period, moments.calculated)
    if run.state == RunState.DRAFT:
        if not run.is_calculating:
            _act(place, place.payroll, lambda by: pay_runs.calculate(run_id=run.pk, by=by, at=moments.calculated))
        pay_runs.drain(partner_id=partner_id, run_id=run.pk, now=lambda: moments.calculated, worker="seed_demo")
        run.state = RunState.CALCULATED
    if run.state == RunState.CALCULATED:
        _act(place, place.approver, lambda by: pay_runs.approve(run_id=run.pk, by=by, at=moments.approved))
        run.state = RunState.APPROVED
    if run.state == RunState.APPROVED:
        _act(place, place.releaser, lambda by: pay_runs.release(run_id=run.pk, by=by, at=moments.released))
    with partner_scope(partner_id):
        run.refresh_from_db()
    return Paid(run.n_calculated, run.n_quarantined, run.net)


def _run_of(place: Place, period: PayPeriod, moment: datetime) -> PayRun:
    """Return the regular run of a period, made if there is none."""
    with partner_scope(place.partner.pk, actor_id=place.payroll.pk):
        found = PayRun.objects.filter(period=period, number=1).exclude(state=RunState.CANCELLED).first()
        return found or pay_runs.create(period_id=period.pk, by=place.payroll, at=moment)


def _act(place: Place, by: User, act: Callable[[User], object]) -> None:
    """Do one thing to a run as somebody, in a transaction of its own."""
    with partner_scope(place.partner.pk, actor_id=by.pk):
        act(by)
