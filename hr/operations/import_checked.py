"""Load a people file that a check has found right, without handing it in again.

A checked file that is right stays sealed for a day at most; loading it, or the daily sweep, takes it away.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from hr.operations import imports
from hr.queries.imports import ImportJob
from partners.models import BackgroundJob, User
from sharedservices.common import sealedfiles
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError

FOLDER = "private/imports"
FOLDERS = (FOLDER, "private/rosters")
KEPT = timedelta(days=1)
DONE = BackgroundJob.State.DONE.value
LABEL = "Check people from "


class FileGone(DomainError):
    """The checked file has been loaded or deleted meanwhile."""


def path_of(job: UUID) -> str:
    """Return where the sealed file of an import is."""
    return f"{FOLDER}/{job}.sealed"


def is_ready(found: ImportJob) -> bool:
    """Return whether a checked file is right, adds something and is still there."""
    is_right = found.is_check and found.state == DONE and not found.n_problems and found.counts.get("n_jobs", 0) > 0
    return is_right and default_storage.exists(path_of(found.job))


@transaction_required
def load(*, job: UUID, by: User, at: datetime) -> BackgroundJob:
    """Load the file of a check; follow the new job that is returned. The file is checked again while it is loaded.

    :raises FileGone: if it was loaded or deleted meanwhile
    :raises BackgroundJob.DoesNotExist: if there is none in scope
    """
    row = lock_one(BackgroundJob, BackgroundJob.objects.get(uuid=job, kind=imports.KIND).pk)
    if row.state != DONE or not row.result.get("check_only") or row.result.get("n_problems"):
        raise FileGone("Only a file that was checked and found right can be loaded.", remedy="Hand it in again.")
    try:
        file = sealedfiles.load(path_of(job))
    except FileNotFoundError:
        raise FileGone(
            "The file is no longer there.", remedy="It may be loaded already. If not, hand it in again."
        ) from None
    loading = imports.start(partner_id=row.partner_id, file=file, name=row.label.removeprefix(LABEL), by=by, at=at)
    transaction.on_commit(lambda: sealedfiles.delete(path_of(job)))
    return loading


def forget_old(*, at: datetime) -> int:
    """Delete sealed files that are older than a day, and return how many. No import runs so long."""
    names = [
        f"{folder}/{name}"
        for folder in FOLDERS
        if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    ]
    old = [name for name in names if _is_old(name, at)]
    for name in old:
        sealedfiles.delete(name)
    return len(old)


def _is_old(name: str, at: datetime) -> bool:
    """Tell whether a file has been there for more than a day. One that has gone since the list was made has not."""
    try:
        changed: datetime = default_storage.get_modified_time(name)
    except FileNotFoundError:
        return False
    return changed < at - KEPT
