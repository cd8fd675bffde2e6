"""Work out tax, National Insurance and loans of the rows of a CSV file. Needs no database, Redis or environment."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payroll.engine.gross_to_net import OUTPUT_COLUMNS, REQUIRED_COLUMNS, work_out_rows


class Command(BaseCommand):
    """Hold the payroll engine against another payroll's figures."""

    help = (
        "Work out tax, National Insurance and loans of each row of a CSV file and write one row of answers for each "
        "to standard output. Exit status 1 when a row could not be worked out; its error column says why."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file to read."""
        parser.add_argument("cases", metavar="CASES.csv", type=Path, help="CSV file with a header row, in UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, work out and write row by row.

        :raises CommandError: if the file cannot be read or lacks a required column.
        """
        path: Path = options["cases"]
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                failed = self._write_answers(csv.DictReader(file), path)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}. Give the path of a CSV file") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8 text. Save it as CSV (UTF-8)") from error
        except csv.Error as error:
            raise CommandError(f"{path} is not a CSV file: {error}") from error
        if failed:
            raise SystemExit(1)

    def _write_answers(self, reader: "csv.DictReader[str]", path: Path) -> int:
        """Write the answers to standard output; return how many rows failed."""
        missing = [name for name in REQUIRED_COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise CommandError(f"{path} has no column {' and no column '.join(missing)}. Its first row must name them")
        writer = csv.DictWriter(self.stdout, OUTPUT_COLUMNS, lineterminator="\n")
        writer.writeheader()
        failed = 0
        for answer in work_out_rows(reader):
            writer.writerow(answer)
            failed += bool(answer["error"])
        return failed
