"""What the seeded demonstration lacks for looking at every page: runs in each state, and questions to payroll.

tests/browser/site.py calls `main` in a process of its own, on the database that was just seeded.
"""

from datetime import datetime

from django.utils import timezone

from partners.models import Grant, Partner, User
from partners.scope import partner_scope
from payroll.models import PayPeriod, PayRun, Payslip
from payroll.operations import pay_queries, pay_runs
from payroll.states import RunState
from sharedservices.demo.dates import NOVEMBER
from sharedservices.demo.organisations import COUNTY
from tests.browser.addresses import login

COUNCIL, WORKS, CASUAL = "MONTHLY", "WORKS", "CASUAL"


def main() -> None:
    """At the county council: calculate a November run, approve another, begin a third, ask about a payslip."""
    county, now = Partner.objects.get(code=COUNTY), timezone.now()
    payroll, approver, eve = (User.objects.get(email=login(mailbox)) for mailbox in ("payroll", "approver", "employee"))
    for group in (COUNCIL, WORKS):
        run = _begin(county.pk, group, payroll, now)
        with partner_scope(county.pk, actor_id=payroll.pk):
            pay_runs.calculate(run_id=run, by=payroll, at=now)
        pay_runs.drain(partner_id=county.pk, run_id=run, now=timezone.now, worker="browser tests")
    with partner_scope(county.pk, actor_id=approver.pk):
        pay_runs.approve(run_id=run, by=approver, at=now)
    _begin(county.pk, CASUAL, payroll, now)
    _ask(county.pk, eve, payroll, now)


def _begin(partner_id: int, group: str, by: User, at: datetime) -> int:
    with partner_scope(partner_id, actor_id=by.pk):
        paid = PayRun.objects.filter(state=RunState.RELEASED).values("period_id")
        unpaid = PayPeriod.objects.filter(pay_group__code=group, pay_date__gte=NOVEMBER).exclude(pk__in=paid)
        return pay_runs.create(period_id=unpaid.order_by("pay_date", "id")[0].pk, by=by, at=at).pk


def _ask(partner_id: int, eve: User, payroll: User, at: datetime) -> None:
    person = [Grant.objects.get(user=eve, partner_id=partner_id).person_id]
    with partner_scope(partner_id, actor_id=eve.pk, person_ids=person):
        slip = Payslip.objects.select_related("run", "employment").latest("run__period__pay_date")
        about = {"run": slip.run.uuid, "employment": slip.employment.uuid, "person_ids": person, "by": eve, "at": at}
        answered = pay_queries.open(line=None, message="Is my overtime of last week in this?", **about)
        pay_queries.open(line=1, message="My hours went up in October. Is this the new figure?", **about)
    with partner_scope(partner_id, actor_id=payroll.pk):
        pay_queries.answer(query_id=answered.pk, text="It is paid with next month's pay.", by=payroll, at=at)
