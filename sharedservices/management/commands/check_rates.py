"""Check the files of statutory figures and show what is in them. docs/rates.md says when to use it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payroll.engine.errors import RatesBroken, RatesMissing
from payroll.engine.rates import DatedValue, rates_version, report


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"'{text}' is not a date like 2026-04-06") from None


class Command(BaseCommand):
    """Check every rates file, and print all figures, the changes between two dates or what a date lacks."""

    help = (
        "Check the files of statutory figures and print every figure by date. Exit status 1 when a file is broken, "
        "or when figures are missing on the date given with --on."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be printed instead of the whole table."""
        shown = parser.add_mutually_exclusive_group()
        shown.add_argument("--on", metavar="DATE", help="print what is missing on this date (exit status 1 if any)")
        shown.add_argument(
            "--changes", nargs=2, metavar=("BEFORE", "AFTER"), help="print the figures that differ between two dates"
        )
        shown.add_argument("--markdown", action="store_true", help="print the table of docs/rates.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, then print.

        :raises CommandError: if a file is broken, or figures are missing on the date asked for.
        """
        try:
            count = report.check_files()
        except (RatesBroken, RatesMissing) as error:
            raise CommandError(str(error)) from error
        if options["markdown"]:
            self.stdout.write(report.markdown_table(), ending="")
        elif options["changes"]:
            self._write_changes(*(_date(text) for text in options["changes"]))
        elif options["on"]:
            self._write_missing(_date(options["on"]))
        else:
            self._write_all(count)

    def _write_all(self, count: int) -> None:
        subject = ""
        for value in report.all_values():
            if value.subject != subject:
                subject = value.subject
                self.stdout.write(f"\n{subject}.toml")
            name = value.name.replace("_", " ")
            dates = f"{value.first_day} to {value.last_day}"
            self.stdout.write(f"  {name:<40} {dates}  {report.in_words(value.value)}")
        self.stdout.write(f"\n{count} values are in order. Version {rates_version()}")

    def _write_changes(self, before: date, after: date) -> None:
        for change in report.changes(before, after):
            self.stdout.write(f"{change.subject}: {change.name.replace('_', ' ')}")
            self.stdout.write(f"  {before}  {_value(change.before)}")
            self.stdout.write(f"  {after}  {_value(change.after)}")

    def _write_missing(self, on: date) -> None:
        missing = report.missing_on(on)
        for subject, name in missing:
            self.stdout.write(f"{subject}.toml: {name.replace('_', ' ')}")
        if missing:
            raise CommandError(f"{len(missing)} figures have no value on {on}. docs/rates.md says how to add them")
        self.stdout.write(f"Every figure has a value on {on}.")


def _value(value: DatedValue | None) -> str:
    return f"{report.in_words(value.value)}  ({value.source})" if value else "no value"
