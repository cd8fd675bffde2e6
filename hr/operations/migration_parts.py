"""What loads of every domain have in common: when data are loaded, where files are, and what is kept of a load."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hr.models import Extract, LoadRun, MappingSet, OnboardingProject, StagedRow
from hr.queries.migrations import latest_applied
from hr.states import OnboardingStage
from partners.audit import audit
from partners.models import AuditAction
from sharedservices.common.bulk import copy_rows
from sharedservices.common.db import lock_one
from sharedservices.common.errors import DomainError

S = OnboardingStage
LOADABLE = frozenset({S.BUILD, S.DATA_MIGRATION, S.UAT, S.PARALLEL_RUN, S.CUTOVER})
"""Stages in which data are loaded: once the system is built for the partner, until people are paid from here."""
STAGED = (
    "partner", "load", "row", "employee_no", "job_no", "group_no", "unit", "grade", "hours", "fte", "annual",
    "service_days", "services", "bank_index", "is_bank_right", "previous_pay", "previous_tax", "digest",
)  # fmt: skip


class NotInThisStage(DomainError):
    """Data are loaded while the partner is being built and tried out, not before and not after."""


class Undo(Exception):
    """The changes of a load that was only checked, or that found faults, are undone."""


def path_of(extract: Extract) -> str:
    """Return where the sealed file of an extract is."""
    return f"private/onboarding/{extract.uuid}.sealed"


def archive_path_of(extract: Extract) -> str:
    """Return where the sealed ZIP of an extract of documents is."""
    return f"private/onboarding/{extract.uuid}.zip.sealed"


def lock_project(project: UUID, *, any_stage: bool = False) -> OnboardingProject:
    """Hold a project. :raises NotInThisStage: unless data are loaded in its stage, or any stage will do."""
    found = lock_one(OnboardingProject, OnboardingProject.objects.get(uuid=project).pk)
    if not any_stage and found.stage not in LOADABLE:
        raise NotInThisStage(
            f"Data are not loaded while the project is at “{found.get_stage_display()}”.",
            remedy="They are loaded from Build to Cut-over.",
        )
    return found


def keep_staged(made: LoadRun, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write the staged rows, and drop those of loads that neither the records come from nor anybody looks at now.

    Each row has the columns of STAGED but for partner and load.
    """
    last = latest_applied(made.project, made.domain)
    kept = {made.pk, last.pk if last else made.pk}
    loads = LoadRun.objects.of(made.partner_id).filter(project_id=made.project_id, domain=made.domain)
    # By number, not by a join: rows that were staged a moment ago are not counted yet, and a join would walk through
    # all of them for each one.
    others = list(loads.exclude(pk__in=kept).values_list("pk", flat=True))
    StagedRow.objects.of(made.partner_id).filter(load_id__in=others).delete()
    copy_rows(StagedRow, STAGED, ((made.partner_id, made.pk, *row) for row in rows))


def record(action: AuditAction, row: Extract | MappingSet | LoadRun, says: dict[str, object]) -> None:
    """Leave an event about an extract, a mapping or a load."""
    audit(action=action, object_type=row._meta.db_table, object_id=row.pk, label=str(row), changes=says)
