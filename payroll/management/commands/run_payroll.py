"""Calculate the pay runs of a month of one partner, and show how far they are."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partners.models import Partner, User
from partners.scope import partner_scope
from payroll.management import terminal
from payroll.models import PayPeriod, PayRun
from payroll.operations import pay_runs
from payroll.states import RunState
from sharedservices.common.errors import DomainError


class Command(BaseCommand):
    help = "Calculate the pay runs of a month of one partner: run_payroll --partner northshire --period 2026-11"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partner", required=True, help="code of the partner")
        parser.add_argument("--period", required=True, help="month of the pay dates, like 2026-11")
        parser.add_argument("--group", help="code of one pay group; without it, all of them")
        parser.add_argument("--by", help="e-mail of the payroll processor; without it, the partner's first one")
        parser.add_argument("--again", action="store_true", help="calculate again what is calculated already")
        parser.add_argument("--work", action="store_true", help="do the work here, without a Celery worker")

    def handle(self, *args: Any, **options: Any) -> None:
        partner = terminal.partner_of(options["partner"])
        by = terminal.actor(partner, "payroll.calculate", options["by"])
        first, after = terminal.month(options["period"])
        periods = self._periods(partner, options["group"], first, after)
        try:
            for period in periods:
                self._run(partner, period, by, options)
        except DomainError as error:
            raise CommandError(error.explanation) from error

    def _periods(self, partner: Partner, group: str | None, first: date, after: date) -> list[PayPeriod]:
        """Return the periods that are paid in the month. :raises CommandError: when there are none."""
        with partner_scope(partner.pk):
            rows = PayPeriod.objects.filter(pay_date__gte=first, pay_date__lt=after).select_related("pay_group")
            found = list((rows.filter(pay_group__code=group) if group else rows).order_by("pay_date", "id"))
        if not found:
            raise CommandError(f"No pay group of {partner.name} has a pay date in {first:%B %Y}.")
        return found

    def _run(self, partner: Partner, period: PayPeriod, by: User, options: dict[str, Any]) -> None:
        """Calculate the regular run of a period, unless it is settled."""
        now, label = timezone.now(), f"{period.pay_group.name}, {period.pay_date:%-d %B %Y}"
        with partner_scope(partner.pk, actor_id=by.pk, reason="run_payroll"):
            live = PayRun.objects.filter(period=period, number=1).exclude(state=RunState.CANCELLED).first()
            run = live or pay_runs.create(period_id=period.pk, by=by, at=now)
            is_wanted = run.state == RunState.DRAFT or (run.state == RunState.CALCULATED and options["again"])
            if is_wanted and not run.is_calculating:
                pay_runs.calculate(run_id=run.pk, by=by, at=now)
        if not is_wanted and not run.is_calculating:
            self.stdout.write(f"{label}: {run.state.lower()}")
            return
        self.stdout.write(f"{label}: calculating")
        if options["work"]:
            while pay_runs.drain(partner_id=partner.pk, run_id=run.pk, now=timezone.now, worker="run_payroll"):
                pass
        terminal.follow(partner_ids=[partner.pk], run_ids=[run.pk], out=self.stdout)
