"""Run November 2026 for every partner of the demonstration, through the Celery workers."""

from argparse import ArgumentParser
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hr.models import OnboardingProject
from hr.states import OnboardingStage
from partners.models import Partner, User
from partners.scope import partner_scope
from payroll.management import terminal
from payroll.models import PayPeriod, PayRun
from payroll.operations import ledger, pay_runs
from payroll.states import RunState
from sharedservices.common.errors import DomainError

PERIOD = "2026-11"
RELEASED_PARTNER = "northshire"
SETTLED = {RunState.RELEASED}
LIVE = (OnboardingStage.LIVE, OnboardingStage.REVIEW)


class Job(NamedTuple):
    """The next run of a pay group, and whether it is to be released."""

    partner: Partner
    period: PayPeriod
    run: PayRun | None
    is_released: bool


class Command(BaseCommand):
    help = "Calculate November 2026 for every partner and pay group, and release the runs of one partner"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", default=PERIOD, help=f"month of the pay dates ({PERIOD})")
        parser.add_argument("--release", default=RELEASED_PARTNER, help="code of the partner whose runs are released")
        parser.add_argument("--processor", help="e-mail of who calculates; without it, each partner's own")
        parser.add_argument("--approver", help="e-mail of who approves; without it, each partner's own")
        parser.add_argument("--releaser", help="e-mail of who releases; without it, each partner's own")
        parser.add_argument("--work", action="store_true", help="do the work here, without a Celery worker")

    def handle(self, *args: Any, **options: Any) -> None:
        first, after = terminal.month(options["period"])
        partners = list(Partner.objects.order_by("id"))
        if not partners:
            raise CommandError("There are no partners yet: `manage.py seed_demo` makes the demonstration.")
        try:
            while jobs := [job for one in partners for job in self._jobs(one, first, after, options)]:
                self._calculate(jobs, options)
                self._release([job for job in jobs if job.is_released], options)
        except DomainError as error:
            raise CommandError(error.explanation) from error
        self.stdout.write(f"The pay runs of {first:%B %Y} are calculated.")

    def _jobs(self, partner: Partner, first: Any, after: Any, options: dict[str, Any]) -> list[Job]:
        """Return the next run of each pay group that is not as far as it should be; none before a partner is live.

        All but the last run of a group in the month are released: the next one starts from its figures.
        """
        with partner_scope(partner.pk):
            if OnboardingProject.objects.exclude(stage__in=LIVE).exists():
                return []
            periods = PayPeriod.objects.filter(pay_date__gte=first, pay_date__lt=after)
            by_group: dict[int, list[PayPeriod]] = {}
            for period in periods.select_related("pay_group").order_by("pay_date", "id"):
                by_group.setdefault(period.pay_group_id, []).append(period)
            live = PayRun.objects.filter(period__in=periods, number=1).exclude(state=RunState.CANCELLED)
            runs = {run.period_id: run for run in live}
        found = []
        for group in by_group.values():
            for period in group:
                is_released = partner.code == options["release"] or period is not group[-1]
                run = runs.get(period.pk)
                done = SETTLED if is_released else {*SETTLED, RunState.CALCULATED, RunState.APPROVED}
                if run is None or run.is_calculating or RunState(run.state) not in done:
                    found.append(Job(partner, period, run, is_released))
                    break
        return found

    def _calculate(self, jobs: list[Job], options: dict[str, Any]) -> None:
        """Calculate what is not calculated, and follow it."""
        started: dict[int, int] = {}
        for job in jobs:
            by = terminal.actor(job.partner, "payroll.calculate", options["processor"])
            now = timezone.now()
            with partner_scope(job.partner.pk, actor_id=by.pk, reason="run_demo_payroll"):
                run = job.run or pay_runs.create(period_id=job.period.pk, by=by, at=now)
                if run.state == RunState.DRAFT and not run.is_calculating:
                    pay_runs.calculate(run_id=run.pk, by=by, at=now)
                started[run.pk] = job.partner.pk
        if options["work"]:
            for run_id, partner_id in started.items():
                pay_runs.drain(partner_id=partner_id, run_id=run_id, now=timezone.now, worker="run_demo_payroll")
        self.stdout.write(f"Calculating {len(started)} pay runs of {len(set(started.values()))} partners")
        terminal.follow(partner_ids=set(started.values()), run_ids=list(started), out=self.stdout)

    def _release(self, jobs: list[Job], options: dict[str, Any]) -> None:
        """Have a second person approve and a third one release."""
        for job in jobs:
            approver = terminal.actor(job.partner, "payroll.approve", options["approver"])
            releaser = terminal.actor(job.partner, "payroll.release", options["releaser"])
            with partner_scope(job.partner.pk):
                run = PayRun.objects.exclude(state=RunState.CANCELLED).get(period=job.period, number=1)
            self._move(run, approver, releaser)

    def _move(self, run: PayRun, approver: User, releaser: User) -> None:
        """Approve and release, each in a transaction of its own."""
        if run.state == RunState.CALCULATED:
            with partner_scope(run.partner_id, actor_id=approver.pk, reason="run_demo_payroll"):
                pay_runs.approve(run_id=run.pk, by=approver, at=timezone.now())
        with partner_scope(run.partner_id, actor_id=releaser.pk, reason="run_demo_payroll"):
            pay_runs.release(run_id=run.pk, by=releaser, at=timezone.now())
        with partner_scope(run.partner_id, actor_id=releaser.pk, reason="run_demo_payroll"):
            refused = ledger.post_quietly(run_id=run.pk, at=timezone.now(), today=timezone.localdate())
            if refused:
                self.stdout.write(f"{run.period}: not in the ledger. {refused}")
