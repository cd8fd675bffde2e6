"""Work out tax, National Insurance and loans of the rows of a CSV file. Needs no database, Redis or environment."""

import csv
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payroll.engine.case_rows import BrokenRow, Row, read_rows
from payroll.engine.errors import CasesUnreadable
from payroll.engine.gross_to_net import OUTPUT_COLUMNS, work_out_rows


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

        :raises CommandError: if the file cannot be read or lacks a required column, or the answers cannot be written.
        """
        path: Path = options["cases"]
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                failed = self._write_answers(read_rows(file))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}. Give the path of a CSV file") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8 text. Save it as CSV (UTF-8)") from error
        except CasesUnreadable as error:
            raise CommandError(f"{path} cannot be used. {error}") from error
        if failed:
            raise SystemExit(1)

    def _write_answers(self, rows: Iterator[Row | BrokenRow]) -> int:
        """Write the answers to standard output; return how many rows failed."""
        output = _Output(self.stdout)
        writer = csv.DictWriter(output, OUTPUT_COLUMNS, lineterminator="\n")
        writer.writeheader()
        failed = 0
        for answer in work_out_rows(rows):
            writer.writerow(answer)
            failed += bool(answer["error"])
        output.flush()
        return failed


class _Output:
    """Standard output in UTF-8. Its errors are its own, not those of the file that is being read."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        if hasattr(stream, "reconfigure"):  # a real stream; tests may give one in memory
            stream.reconfigure(encoding="utf-8")

    def write(self, text: str) -> None:
        """Write text.

        :raises CommandError: if that is not possible.
        """
        try:
            self._stream.write(text)
        except OSError as error:
            raise _lost(error) from error

    def flush(self) -> None:
        """Write what is still held back.

        :raises CommandError: if that is not possible.
        """
        try:
            self._stream.flush()
        except OSError as error:
            raise _lost(error) from error


def _lost(error: OSError) -> CommandError:
    """Say why answers were lost, and keep Python from trying to write them once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return CommandError("Standard output was closed before all answers were written")
    return CommandError(f"Standard output cannot be written: {error.strerror}")
