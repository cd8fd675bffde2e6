"""Prove that the balances of every ledger are the sums of their posted lines, and kept budgets those of decisions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from finance.queries import commitment_check, trial_balance
from partners.models import Partner
from partners.scope import partner_scope


class Command(BaseCommand):
    """Check each partner's ledger in a scope of its own."""

    help = (
        "Check that balances equal posted lines, funds balance and numbers have no gaps: check_ledger [--partner CODE]"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be chosen."""
        parser.add_argument("--partner", help="code of one partner; without it, all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each partner.

        :raises CommandError: when something is wrong, after all have been looked at
        """
        chosen = Partner.objects.order_by("id")
        if options["partner"]:
            chosen = chosen.filter(code=options["partner"])
        wrong = 0
        for partner in chosen:
            with partner_scope(partner.pk, reason="check_ledger"):
                found = trial_balance.check(partner_id=partner.pk)
                held = commitment_check.check(partner_id=partner.pk)
            self.stdout.write(f"{partner.name}: {found.n_journals:,} journals, {found.n_lines:,} lines, {found.words}")
            self.stdout.write(f"  {held.n_lines:,} open commitments, £{held.total:,.2f}: {len(held.faults):,} faults")
            wrong += len(found.faults) + len(held.faults)
            for fault in (*found.faults, *held.faults):
                self.stdout.write(f"  {fault}")
        if wrong:
            raise CommandError(
                f"{wrong:,} faults: tell the system’s operators; post nothing more until they are explained."
            )
