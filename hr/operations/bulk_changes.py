"""Changes of many by a file: check every row, send the list for approval, and make it when it is approved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from rest_framework.exceptions import ValidationError

from hr import change_kinds_bulk as kinds
from hr.importing.bulk import TEMPLATES, Template, read
from partners import change_kinds
from partners.models import BackgroundJob, ChangeRequest, User
from partners.operations import changes, holds, jobs, rights
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from partners.states import ChangeState
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.imports import ImportFile, ImportProblem

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a file found: what to propose, or the problems. With one problem there is nothing to propose."""

    n_rows: int
    problems: tuple[ImportProblem, ...]
    proposal: Proposal | None


@transaction_required
def check(*, partner_id: int, template: str, file: BinaryIO, name: str, reason: str, by: User, at: datetime) -> Checked:
    """Read a file and try every row after the ones before it; nothing is kept.

    :raises ImportRefused: for a file that cannot be read as a whole
    """
    wanted = TEMPLATES[template]
    found = read(file, wanted)
    with partner_scope(partner_id, actor_id=by.pk, reason=reason):
        _try_rows(wanted, found.file, found.rows, partner_id=partner_id, reason=reason, by=by, at=at)
    payload = {"template": template, "file": name[:LONGEST_NAME], "rows": found.rows}
    is_right = not found.file.n_problems
    return Checked(
        n_rows=found.file.n_rows,
        problems=tuple(sorted(found.file.problems, key=lambda one: one.row or 0)),
        proposal=Proposal(kind=kinds.CODE, payload=payload, reason=reason) if is_right else None,
    )


def _try_rows(
    template: Template, file: ImportFile, rows: list[dict[str, Any]], *, partner_id: int, reason: str, by: User,
    at: datetime,
) -> None:  # fmt: skip
    """Make every row and undo it all; report each that its operation refuses."""
    kind = change_kinds.change_kind(template.kind)
    columns = {column.name for column in template.columns}
    with transaction.atomic():
        for one in rows:
            try:
                with transaction.atomic():
                    payload = kind.clean(one["payload"])
                    about = kind.subject(payload).person_id
                    holds.require_free(partner_id=partner_id, person_id=about)
                    rights.require_no_list(partner_id=partner_id, people=[about] if about else [])
                    kind.apply(payload, reason=reason, by=by, at=at)
            except DomainError as error:
                named = {"effective_from": "from", "spine_point": "point", "shares": "percent"}
                column = named.get(error.field or "", error.field or "")
                place = column if column in columns else "job_number"
                file.report(one["row"], place, str(error), error.remedy or "Correct the row.")
            except ValidationError as error:
                for name, wrong in _told(error):
                    file.report(one["row"], name if name in columns else "", wrong, "Compare it with the template.")
        transaction.set_rollback(True)


def _told(error: ValidationError) -> list[tuple[str, str]]:
    """Return what a payload's serializer says, by field."""
    said = error.detail if isinstance(error.detail, dict) else {"": error.detail}
    return [
        (str(name), " ".join(str(one) for one in (words if isinstance(words, list) else [words])))
        for name, words in said.items()
    ]


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
