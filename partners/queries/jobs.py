"""How far background jobs are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache

from partners import registry
from partners.models import BackgroundJob, User

S = BackgroundJob.State


def progress_key(job_uuid: UUID) -> str:
    """Return where progress is noted in the cache."""
    return f"job:{job_uuid}:progress"


def cancel_key(job_uuid: UUID) -> str:
    """Return where the wish to cancel is noted."""
    return f"job:{job_uuid}:cancel"


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is. `rate` is rows a second, `left` whole seconds; both None until they can be told."""

    job: BackgroundJob
    n_done: int
    n_total: int
    percent: int
    rate: float | None
    left: int | None
    is_open: bool


def visible_job(*, job_uuid: UUID, user: User, permissions: frozenset[str]) -> BackgroundJob:
    """Return a job that this user may see: their own, or of a kind that their permissions open.

    :raises BackgroundJob.DoesNotExist: when there is none in scope, or it is not theirs to see
    """
    job: BackgroundJob = BackgroundJob.objects.select_related("created_by").get(uuid=job_uuid)
    if job.created_by_id != user.pk and registry.job_permission(job.kind) not in permissions:
        raise BackgroundJob.DoesNotExist
    return job


def recent_jobs(*, partner_id: int, user: User, permissions: frozenset[str], limit: int = 10) -> list[BackgroundJob]:
    """Return the latest jobs that this user may see and that have not ended."""
    jobs = BackgroundJob.objects.of(partner_id).filter(state__in=[S.QUEUED, S.RUNNING]).order_by("-created_at", "-id")
    mine = (job for job in jobs if job.created_by_id == user.pk or registry.job_permission(job.kind) in permissions)
    return [job for _, job in zip(range(limit), mine, strict=False)]


def progress(*, job: BackgroundJob, at: datetime) -> JobProgress:
    """Return how far a job is: from the cache while it runs, from its row once it has ended."""
    is_open = job.state in {S.QUEUED, S.RUNNING}
    noted: Mapping[str, Any] = (cache.get(progress_key(job.uuid)) or {}) if is_open else {}
    done, total = int(noted.get("done", job.n_done)), int(noted.get("total", job.n_total))
    seconds = ((job.finished_at or at) - job.started_at).total_seconds() if job.started_at else 0
    rate = done / seconds if done and seconds > 0 else None
    left = int((total - done) / rate) if rate and is_open and total >= done else None
    percent = min(100, 100 * done // total) if total else (100 if job.state == S.DONE else 0)
    return JobProgress(job, done, total, percent, rate, left, is_open)
