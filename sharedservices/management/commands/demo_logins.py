"""Print the logins of the demonstration."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners.models import User
from sharedservices.demo.logins import (
    OFFICES,
    PASSWORD,
    Login,
    fraud_login,
    office_logins,
    operator_login,
    staff_logins,
)


class Command(BaseCommand):
    """Print who may sign in to the demonstration, what each can do, and where to begin."""

    help = "Print the logins of the demonstration: what each can do and where to begin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how much is printed."""
        parser.add_argument("--all", action="store_true", help="the offices of every partner, not of the first alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tables.

        :raises CommandError: when the demonstration is not loaded
        """
        there = set(User.objects.values_list("email", flat=True))
        offices, operator = office_logins(), operator_login()
        partnership = (operator, fraud_login())
        if operator.email not in there:
            raise CommandError("The demonstration is not loaded: `manage.py seed_demo` does it.")
        shown = offices if options["all"] else offices[: len(OFFICES)]
        self._table(
            ("Sign in as", "Name", "What it can do", "Begin with"),
            [_office(one) for one in (*shown, *partnership)],
        )
        if not options["all"]:
            domains = dict.fromkeys(login.email.partition("@")[2] for login in offices[len(OFFICES) :])
            self.stdout.write(f"The same offices are at {', '.join(domains)}.")
        people = [(one.email, one.where, one.does) for one in staff_logins() if one.email in there]
        self._table(("Employees sign in as", "Where", "Their payslip shows"), people)
        self.stdout.write(f"\nThe password of all: {_password(operator)}\n")

    def _table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table with columns as wide as they need to be."""
        widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
        self.stdout.write("")
        for row in (headings, ["-" * width for width in widths], *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def _office(login: Login) -> tuple[str, str, str, str]:
    return login.email, login.name, login.does, login.begin


def _password(login: Login) -> str:
    """Return the password that is in every document, unless the seed was given another."""
    user = User.objects.get(email=login.email)
    return PASSWORD if user.check_password(PASSWORD) else "the one given to seed_demo --password"
