"""Load the demonstration partnership. docs/demo.md tells who is in it."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sharedservices.common.errors import DomainError
from sharedservices.demo.dates import MONTHS_BEFORE
from sharedservices.demo.logins import PASSWORD
from sharedservices.demo.seed import Size, is_complete, seed
from sharedservices.demo.staff import FEWEST, TooFewPeople

PEOPLE = 2_400


class Command(BaseCommand):
    """Load five invented public bodies, their people and the months already paid; once."""

    help = (
        "Load the demonstration partnership: five invented public bodies, their people, and the months before November "
        "2026, calculated and released. The same every time; a second run changes nothing, an interrupted one goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare sizes and password."""
        months = len(MONTHS_BEFORE)
        parser.add_argument("--people", type=int, default=PEOPLE, help=f"how many people, {FEWEST} at least ({PEOPLE})")
        parser.add_argument(
            "--months", type=int, default=months, choices=range(months + 1), metavar=f"0-{months}",
            help=f"how many months before November are paid ({months})",
        )  # fmt: skip
        parser.add_argument("--password", default=PASSWORD, help="of every login")
        parser.add_argument("--yes", action="store_true", help="load it though neither DEMO nor DEBUG is set")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is not there.

        :raises CommandError: without DEMO, DEBUG or --yes, and when the database holds other partners of these names
        """
        if not (settings.DEMO or settings.DEBUG or options["yes"]):
            raise CommandError(
                "This would load invented people with a published password. Set DEMO=1 or DEBUG=1, or say --yes."
            )
        if is_complete():
            self.stdout.write("The demonstration partnership is there.")
            return
        started = time.monotonic()
        try:
            seed(Size(options["people"], options["months"]), password=options["password"], say=self.stdout.write)
        except (DomainError, TooFewPeople) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The demonstration partnership is loaded ({time.monotonic() - started:.0f} s).")
