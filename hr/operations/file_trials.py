"""Files whose rows are changes (domain SEC-04): every row is tried after the ones before it, and nothing is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from rest_framework.exceptions import ValidationError

from partners.operations.change_trials import Proposal
from sharedservices.common.errors import DomainError
from sharedservices.common.imports import ImportFile, ImportProblem

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a file found: what to propose, or the problems. With one problem there is nothing to propose."""

    n_rows: int
    problems: tuple[ImportProblem, ...]
    proposal: Proposal | None


def checked(file: ImportFile, proposal: Proposal) -> Checked:
    """Return what a check found: the proposal only when no row has a problem."""
    problems = tuple(sorted(file.problems, key=lambda one: one.row or 0))
    return Checked(n_rows=file.n_rows, problems=problems, proposal=None if problems else proposal)


def try_rows(
    file: ImportFile, rows: Sequence[Row], make: Callable[[Row], None], *, place: Callable[[str, Row], str]
) -> None:
    """Make every row and undo it all; report each that is refused, in the column that `place` finds for a field."""
    with transaction.atomic():
        for one in rows:
            try:
                with transaction.atomic():
                    make(one)
            except DomainError as error:
                column = place(error.field or "", one)
                file.report(one["row"], column, str(error), error.remedy or "Correct the row.")
            except ValidationError as error:
                for name, wrong in _told(error):
                    file.report(one["row"], place(name, one), wrong, "Compare it with the template.")
        transaction.set_rollback(True)


def _told(error: ValidationError) -> list[tuple[str, str]]:
    """Return what a payload's serializer says, by field."""
    said = error.detail if isinstance(error.detail, dict) else {"": error.detail}
    return [
        (str(name), " ".join(str(one) for one in (words if isinstance(words, list) else [words])))
        for name, words in said.items()
    ]
