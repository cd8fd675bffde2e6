"""Print the logins of the demonstration."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners.models import User
from sharedservices.demo.logins import PASSWORD, Login, office_logins, operator_login, staff_logins

HEADINGS = Login("Sign in as", "Name", "Where", "What it can do", "Begin with")


class Command(BaseCommand):
    """Print who may sign in to the demonstration, what each can do, and where to begin."""

    help = "Print the logins of the demonstration: what each can do and where to begin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be left out."""
        parser.add_argument("--offices", action="store_true", help="without the named employees")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tables.

        :raises CommandError: when the demonstration is not loaded
        """
        there = set(User.objects.values_list("email", flat=True))
        offices = [login for login in (*office_logins(), operator_login()) if login.email in there]
        if not offices:
            raise CommandError("The demonstration is not loaded: `manage.py seed_demo` does it.")
        self._table("Offices", offices)
        if not options["offices"]:
            self._table(
                "Employees, each with something to look at", [one for one in staff_logins() if one.email in there]
            )
        self.stdout.write(f"\nThe password of all: {self._password(offices[0])}\n")

    def _table(self, title: str, logins: list[Login]) -> None:
        """Write a table with columns as wide as they need to be."""
        rows = [HEADINGS, *logins]
        widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
        self.stdout.write(f"\n{title}")
        for row in [HEADINGS, Login(*("-" * width for width in widths)), *logins]:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())

    @staticmethod
    def _password(login: Login) -> str:
        """Return the password that is in every document, unless the seed was given another."""
        user = User.objects.get(email=login.email)
        return PASSWORD if user.check_password(PASSWORD) else "the one given to seed_demo --password"
