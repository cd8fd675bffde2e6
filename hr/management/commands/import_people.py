"""Load people from a CSV or XLSX file, all of it or nothing."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from hr.operations import imports
from hr.operations.imports import Outcome
from partners.audit import audit
from partners.models import AuditAction, Grant, Partner, User
from partners.roles import Role, permissions_of
from partners.scope import partner_scope
from sharedservices.common.imports import ImportProblem, ImportRefused

SHOWN_PROBLEMS = 50
PERMISSION = "people.import"


class Command(BaseCommand):
    help = "Load people from a CSV or XLSX file. Exit status 0 when the file is right, 1 when it is not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the partner and who loads it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, help="code of the partner, like northshire")
        parser.add_argument("--check", action="store_true", help="only check the file, load nothing")
        parser.add_argument("--user", help="e-mail of who loads it, for the audit trail; must may load people there")

    def handle(self, *, file: Path, partner: str, check: bool, user: str | None, **_options: Any) -> None:
        """Check and load the file."""
        where = Partner.objects.filter(code=partner).first()
        if where is None:
            raise CommandError(f"There is no partner “{partner}”.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        by = self._user(where, user)
        try:
            with (
                partner_scope(where.pk, actor_id=by.pk, reason=f"import_people {file.name}"),
                file.open("rb") as stream,
            ):
                outcome = imports.import_file(
                    partner_id=where.pk,
                    stream=stream,
                    by=by,
                    today=timezone.localdate(),
                    check_only=check,
                    step=self._bar(),
                )
                self._record(file, outcome, check_only=check)
        except ImportRefused as error:
            self._problems(error.problems)
            raise CommandError("The file cannot be read. Nothing was loaded.") from None
        except IntegrityError as error:
            raise CommandError(
                "Somebody recorded some of the same meanwhile. Nothing was loaded: run it again."
            ) from error
        self.stderr.write("")
        self._report(outcome, check_only=check)

    def _user(self, where: Partner, email: str | None) -> User:
        """Return who loads the file: the named user, or the only one who may."""
        today = timezone.localdate()
        grants = Grant.objects.in_force(today).filter(partner=where).select_related("user").order_by("user_id", "id")
        allowed = {one.user_id: one.user for one in grants if PERMISSION in permissions_of({Role(one.role)})}
        if email is None and len(allowed) == 1:
            return next(iter(allowed.values()))
        found = next((one for one in allowed.values() if email and one.email == email.strip().lower()), None)
        if found is None:
            names = ", ".join(sorted(one.email for one in allowed.values())) or "nobody yet"
            raise CommandError(f"Say with --user who loads the file. Allowed to at {where.code}: {names}.")
        return found

    def _bar(self) -> Callable[[str, int], None]:
        """Return the function that shows progress on one line."""
        began = monotonic()

        def step(stage: str, n_done: int) -> None:
            seconds = monotonic() - began
            self.stderr.write(f"\r{stage}: {n_done:,} rows, {seconds:.0f} s ", ending="")
            self.stderr.flush()

        return step

    def _record(self, file: Path, outcome: Outcome, *, check_only: bool) -> None:
        if check_only or not outcome.is_right:
            return
        audit(
            action=AuditAction.IMPORT, object_type="hr_import", object_id=file.name[:63], label=outcome.summary,
            changes={"rows": outcome.n_rows, "jobs": outcome.n_jobs, "unchanged": outcome.n_unchanged},
        )  # fmt: skip

    def _report(self, outcome: Outcome, *, check_only: bool) -> None:
        for note in outcome.notes:
            self.stdout.write(note)
        self._problems(outcome.problems)
        if not outcome.is_right:
            raise CommandError(outcome.summary)
        self.stdout.write(f"{'The file is right: ' if check_only else 'Loaded: '}{outcome.summary}")

    def _problems(self, problems: tuple[ImportProblem, ...]) -> None:
        for one in problems[:SHOWN_PROBLEMS]:
            place = f"row {one.row}, " if one.row else ""
            value = f" [{one.value_masked}]" if one.value_masked else ""
            self.stdout.write(f"{place}{one.column}{value}: {one.message} {one.remedy}")
        if len(problems) > SHOWN_PROBLEMS:
            self.stdout.write(f"… and {len(problems) - SHOWN_PROBLEMS:,} more.")
