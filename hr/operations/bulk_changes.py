"""Changes of many by a file: check every row, send the list for approval, and make it when it is approved."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID

from hr import change_kinds_bulk as kinds
from hr.importing.bulk import TEMPLATES, Read, Template, added_up, read
from hr.operations.file_trials import Checked, checked, try_rows
from partners import change_kinds
from partners.models import BackgroundJob, ChangeRequest, User
from partners.operations import changes, holds, jobs, rights
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from partners.states import ChangeState
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import counted, money

LONGEST_NAME = 100
COLUMN_OF = {
    "effective_from": "from",
    "spine_point": "point",
    "shares": "percent",
    "location": "place_of_work",
    "kind": "decision",
}
"""Where a field of an operation stands in a file, when it has another name there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Control totals of whoever hands a file in: how many rows, and what their amounts add up to. None: not said."""

    n_rows: int | None = None
    total: Decimal | None = None


@transaction_required
def check(
    *, partner_id: int, template: str, file: BinaryIO, name: str, reason: str, by: User, at: datetime,
    expected: Expected = Expected(),
) -> Checked:  # fmt: skip
    """Read a file and try every row after the ones before it; nothing is kept.

    A file that does not come to the control totals has a problem of its own, and nothing is proposed.

    :raises ImportRefused: for a file that cannot be read as a whole
    """
    wanted = TEMPLATES[template]
    kind, columns = change_kinds.change_kind(wanted.kind), {column.name for column in wanted.columns}
    found = read(file, wanted)

    def make(one: dict[str, Any]) -> None:
        payload = kind.clean(one["payload"])
        about = kind.subject(payload).person_id
        holds.require_free(partner_id=partner_id, person_id=about)
        rights.require_no_list(partner_id=partner_id, people=[about] if about else [])
        kind.apply(payload, reason=reason, by=by, at=at)

    def place(field: str, _row: dict[str, Any]) -> str:
        column = COLUMN_OF.get(field, field)
        return column if column in columns else "job_number"

    with partner_scope(partner_id, actor_id=by.pk, reason=reason):
        try_rows(found.file, found.rows, make, place=place)
    _compare(found, wanted, expected)
    payload = {"template": template, "file": name[:LONGEST_NAME], "rows": found.rows}
    return checked(found.file, Proposal(kind=kinds.CODE, payload=payload, reason=reason))


def _compare(found: Read, template: Template, expected: Expected) -> None:
    """Report where the file does not come to what was expected."""
    n_rows, remedy = found.file.n_rows, "Compare the file with its source: a row is missing, or too many."
    if expected.n_rows is not None and expected.n_rows != n_rows:
        words = f"The file has {counted(n_rows, 'row', 'rows')}; {expected.n_rows} were expected."
        found.file.report(None, "job_number", words, remedy)
    if expected.total is None:
        return
    total = added_up(template, found.rows)
    if not template.total:
        words = f"A file of this kind has no amounts to add up: {template.title}."
        found.file.report(None, "job_number", words, "Leave the total of the amounts empty.")
    elif total is not None and total != expected.total:
        words = f"The amounts add up to {money(total)}; {money(expected.total)} was expected."
        found.file.report(None, template.total, words, remedy)


@transaction_required
def make(*, job: UUID, change: UUID, by: User, at: datetime) -> ChangeRequest | None:
    """Make an approved list, all of it or nothing, and end its job. Safe to run twice; None when it was made before.

    :raises BackgroundJob.DoesNotExist: when there is none in scope
    """
    row = BackgroundJob.objects.get(uuid=job, kind=kinds.JOB_KIND)
    waiting = ChangeRequest.objects.filter(uuid=change, state=ChangeState.APPLYING)
    if not waiting.exists():
        return None

    def step(n_done: int, n_total: int) -> None:
        jobs.report(job_uuid=row.uuid, n_done=n_done, n_total=n_total, at=at)

    jobs.begin(job_id=row.pk, at=at)
    with kinds.reporting(step):
        made = changes.finish(change=change, by=by, at=at)
    if made.state == ChangeState.APPLIED:
        jobs.finish(job_id=row.pk, at=at, message="Every change of the list is recorded.")
    else:
        jobs.fail(job_id=row.pk, at=at, message=f"Nothing of the list is recorded. It went back to {made.made_by}.")
    return made
