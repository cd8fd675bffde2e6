"""People imports: how they ended, their counts, and their problems as a list and as a file.

How far one is meanwhile: partners.queries.jobs.progress.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from partners.models import BackgroundJob
from sharedservices.common.exports import About, ExportFormat, write_rows

KIND = "hr.import_people"
SHOWN_PROBLEMS = 200
HEADER = ("Row", "Column", "Value", "What is wrong", "What to do")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """One problem of a file. `row` counts as in a spreadsheet; None for the file as a whole."""

    row: int | None
    column: str
    value: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """An import as its page shows it. `counts`: n_rows, n_people, n_employments, n_jobs, n_unchanged, n_problems."""

    job: UUID
    label: str
    state: str
    state_label: str
    is_open: bool
    is_check: bool
    message: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, int]
    notes: tuple[str, ...]
    n_problems: int
    problems: tuple[ProblemRow, ...]
    """The first 200; the file has the first 1,000."""


def import_job(*, job: UUID) -> ImportJob:
    """Return an import. One query.

    :raises BackgroundJob.DoesNotExist: if there is none in scope
    """
    return _view(BackgroundJob.objects.select_related("created_by").get(uuid=job, kind=KIND))


def recent_imports(*, partner_id: int, limit: int = 20) -> list[ImportJob]:
    """Return the latest imports of a partner. One query."""
    rows = BackgroundJob.objects.of(partner_id).filter(kind=KIND).select_related("created_by")
    return [_view(row) for row in rows.order_by("-created_at", "-id")[:limit]]


def problems_csv(*, job: UUID, told: About) -> bytes:
    """Return the problems of an import as CSV, by row and column; values that are sensitive are masked.

    :raises BackgroundJob.DoesNotExist: if there is none in scope
    """
    row = BackgroundJob.objects.get(uuid=job, kind=KIND)
    stream = io.BytesIO()
    found = (
        (one["row"] or "", one["column"], one["value_masked"], one["message"], one["remedy"])
        for one in row.result.get("problems", [])
    )
    write_rows(stream, file_format=ExportFormat.CSV, header=HEADER, rows=found, about=told)
    return stream.getvalue()


def _view(row: BackgroundJob) -> ImportJob:
    states = BackgroundJob.State
    result: dict[str, Any] = row.result
    return ImportJob(
        job=row.uuid,
        label=row.label,
        state=row.state,
        state_label=states(row.state).label,
        is_open=row.state in {states.QUEUED, states.RUNNING},
        is_check=bool(result.get("check_only")),
        message=row.message,
        created_by=row.created_by.full_name,
        created_at=row.created_at,
        finished_at=row.finished_at,
        counts={name: value for name, value in result.items() if name.startswith("n_")},
        notes=tuple(result.get("notes", ())),
        n_problems=int(result.get("n_problems", 0)),
        problems=tuple(_problem(one) for one in result.get("problems", [])[:SHOWN_PROBLEMS]),
    )


def _problem(found: dict[str, Any]) -> ProblemRow:
    return ProblemRow(
        row=found["row"],
        column=found["column"],
        value=found["value_masked"],
        message=found["message"],
        remedy=found["remedy"],
    )
