"""Print what the runs of a month came to, for every partner. Over several partners few people are not counted out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners import rules
from partners.models import Partner
from partners.scope import partner_scope
from payroll.management import terminal
from payroll.queries.progress import RunTotals, totals_of_month

LINE = "{:<46.46} {:<11} {:>7} {:>7} {:>6} {:>6} {:>16} {:>16} {:>16}"


class Command(BaseCommand):
    help = "Print a table of the totals of each pay run of a month: run_totals --period 2026-11"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", default="2026-11", help="month of the pay dates (2026-11)")
        parser.add_argument("--partner", help="code of one partner; without it, all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        first, after = terminal.month(options["period"])
        chosen = [terminal.partner_of(options["partner"])] if options["partner"] else Partner.objects.order_by("id")
        ids = [partner.pk for partner in chosen]
        if not ids:
            raise CommandError("There are no partners yet.")
        with partner_scope(*ids, reason="run_totals"):
            found = totals_of_month(partner_ids=ids, first=first, after=after)
        if not found:
            raise CommandError(f"There are no pay runs in {first:%B %Y}.")
        heads = ("Run", "State", "In", "Calc.", "Quar.", "Excl.", "Gross", "Net", "Employer cost")
        self.stdout.write(LINE.format(*heads))
        partner = ""
        for run in found:
            if run.partner != partner:
                partner = run.partner
                self.stdout.write(f"\n{partner}")
            self.stdout.write(self._line(run, is_wide=len(ids) > 1))

    def _line(self, run: RunTotals, *, is_wide: bool) -> str:
        """Return a row of the table; `is_wide` when it stands beside other partners (T-SEC-3)."""
        numbers = (run.n_in, run.n_calculated, run.n_quarantined, run.n_excluded)
        counts = [rules.people_in_cell(n) if is_wide else f"{n:,}" for n in numbers]
        pounds = [f"£{amount:,.2f}" for amount in (run.gross, run.net, run.employer_cost)]
        if is_wide:
            pounds = [rules.figure_in_cell(said, n_people=run.n_calculated) for said in pounds]
        return LINE.format(f"  {run.label}", run.state.capitalize(), *counts, *pounds)
