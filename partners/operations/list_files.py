"""Lists that a worker lays out as PDF while their reader waits (domain HR-17).

What the list says is taken when it is asked for, in the scope of whoever asks; a worker only lays it out. It is given
to that reader alone, for a day, and only while they may still do all that they might when they asked.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from partners.audit import audit
from partners.models import AuditAction, BackgroundJob, ListFile, Partner, User
from partners.operations import jobs
from partners.permissions import CONFIDENTIAL, COVERT
from partners.queries import Access
from partners.scope import partner_scope
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import LIST_TEMPLATE
from sharedservices.common.pdf import render_pdf, watched

KIND = "partners.list_file"
BEGIN, WORK = "partners.tasks.begin_list", "partners.tasks.lay_out_list"
OPEN_FOR = timedelta(days=1)
ROWS_A_PAGE = 25
LONGEST_LABEL = 200


class Gone(DomainError):
    """The file has expired."""


class AllowedLess(DomainError):
    """The reader may no longer do what they might when they asked."""

    is_refusal = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list as it is put on paper: its title and name, where it stands, what it says, what the trail says of it."""

    title: str
    filename: str
    address: str
    permission: str
    page: Mapping[str, Any]
    trail: Mapping[str, Any]


@transaction_required
def ask(*, access: Access, wanted: Asked, by: User, at: datetime) -> BackgroundJob:
    """Keep what a list says and have it laid out; the same again while it is being made is the same job."""
    partner_id, digest = access.partner.pk, hashlib.sha256(wanted.address.encode()).hexdigest()
    going = ListFile.objects.of(partner_id).filter(asked_by=by, digest=digest, job__state__in=sorted(jobs.OPEN))
    if (found := going.select_related("job").order_by("-id").first()) is not None:
        same: BackgroundJob = found.job
        return same
    label = f"{wanted.title} as PDF"[:LONGEST_LABEL]
    rows: Sequence[Any] = wanted.page["rows"]
    with partner_scope(partner_id, actor_id=by.pk, reason=label):
        job = jobs.start(partner_id=partner_id, kind=KIND, label=label, by=by, at=at, n_total=len(rows))
        row = ListFile(
            partner_id=partner_id, job=job, title=wanted.title[:LONGEST_LABEL], filename=wanted.filename, digest=digest,
            permission=wanted.permission, permissions=sorted(access.permissions),
            reach=reach_of(access, wanted.permission), trail=dict(wanted.trail), n_rows=len(rows), asked_by=by,
            asked_at=at, expires_at=at + OPEN_FOR,
        )  # fmt: skip
        row.page = sealing.seal(json.dumps(dict(wanted.page)), aad=_sealed_in(row, "page"))
        row.save()
        jobs.hand_on(BEGIN, job, by=by)
    return job


@transaction_required
def begin(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Mark the work as running, for its reader to see, and hand it on. None for one that was cancelled or has ended."""
    return jobs.take_up(BackgroundJob.objects.get(uuid=job, kind=KIND), WORK, by=by, at=at)


@transaction_required
def make(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Lay the list out. None when another worker has it or it has ended: it is safe to run twice."""
    row: BackgroundJob = BackgroundJob.objects.select_related("partner").get(uuid=job, kind=KIND)
    if not jobs.is_ours(row):
        return None
    file: ListFile = ListFile.objects.of(row.partner_id).get(job=row)

    def heard(number: int) -> None:
        """Say how far it is: about so many rows fit on a page, and the last of them are said at the end."""
        n_done = min(number * ROWS_A_PAGE, max(0, row.n_total - ROWS_A_PAGE))
        jobs.step(job_uuid=row.uuid, n_done=n_done, n_total=row.n_total, at=at)

    page = json.loads(sealing.open_sealed(file.page, aad=_sealed_in(file, "page")))
    try:
        with watched(heard):
            pdf = render_pdf(LIST_TEMPLATE, page, title=file.title)
    except jobs.Cancelled:
        _forget([file])
        return jobs.stop(job_id=row.pk, at=at, message="No file was kept.")
    file.body = sealing.seal(base64.b64encode(pdf).decode(), aad=_sealed_in(file, "body"))
    file.page, file.n_bytes = "", len(pdf)
    file.save(update_fields=["body", "page", "n_bytes"])
    href = reverse("list_file", kwargs={"partner_code": row.partner.code, "list_file": file.uuid})
    words = "The PDF is ready. It can be downloaded for a day, by you alone."
    return jobs.finish(job_id=row.pk, at=at, result={"href": href}, message=words)


@transaction_required
def download(*, list_file: UUID, access: Access, by: User, at: datetime) -> tuple[str, bytes]:
    """Return the name and the content of a list, and record who took it.

    :raises ListFile.DoesNotExist: when there is none in scope that this user asked for
    :raises AllowedLess: for whoever has lost a permission, or reaches another part of the partner since
    :raises Gone: when it has expired or is not made
    """
    file: ListFile = ListFile.objects.of(access.partner.pk).get(uuid=list_file, asked_by=by)
    lost = set(file.permissions) - access.permissions
    if lost or file.reach != reach_of(access, file.permission):
        raise AllowedLess(
            "Your access has changed since you asked for this list.", remedy="Open the list, and ask for it again."
        )
    if not file.body or file.expires_at <= at:
        raise Gone("This file has expired.", remedy="Open the list, and ask for it again.")
    text = sealing.open_sealed(file.body, aad=_sealed_in(file, "body"))
    with partner_scope(file.partner_id, actor_id=by.pk):
        audit(action=AuditAction.EXPORT, **file.trail)
    return file.filename, base64.b64decode(text)


def forget_expired(*, at: datetime) -> int:
    """Delete the bodies of lists that have expired, at every partner. Safe to run twice."""
    n = 0
    for partner_id in Partner.objects.order_by("pk").values_list("pk", flat=True):
        with partner_scope(partner_id, reason="expired lists"):
            rows = ListFile.objects.of(partner_id).filter(expires_at__lte=at).exclude(page="", body="")
            n += _forget(list(rows.select_for_update().order_by("id")))
    return n


def reach_of(access: Access, permission: str) -> str:
    """Return a fingerprint of how far a permission reaches, and of whom its holder may know."""
    reach = access.reach_for(permission)
    units = None if reach is None else [sorted(reach.unit_ids), reach.is_office]
    seen = [units, COVERT in access.permissions, CONFIDENTIAL in access.permissions]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _forget(rows: Sequence[ListFile]) -> int:
    for row in rows:
        row.page = row.body = ""
        row.save(update_fields=["page", "body"])
    return len(rows)


def _sealed_in(row: ListFile, column: str) -> str:
    return sealing.aad("partners_listfile", row.uuid, column)
