"""Taking the whole population of a ledger’s year for an auditor: the same lines whenever it is taken again."""

import hashlib
import tempfile
from datetime import datetime
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from finance import rules_extracts as rules
from finance.models import LedgerExtract, Period
from finance.queries import extracts as found
from partners.audit import audit
from partners.models import AuditAction, BackgroundJob, LegalEntity, User
from partners.operations import jobs
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.exports import CsvWriter
from sharedservices.common.money import ZERO

KIND = "finance.extract"
BEGIN, WORK = "finance.tasks.begin_extract", "finance.tasks.make_extract"
SPOOL_BYTES = 2 << 20


@transaction_required
def make(*, legal_entity: UUID, year: int, by: User, at: datetime) -> LedgerExtract:
    """Count, add up and hash every line that is posted to a year by now.

    :raises RuleBroken: when the ledger has no such year, or a code does not add up
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Extract of {year}"):
        there = Period.objects.of(entity.partner_id).filter(legal_entity=entity, year=year)
        rules.ExtractOfAYear.require(there.exists(), entity=entity.legal_name, year=year)
        row = LedgerExtract(
            partner_id=entity.partner_id, legal_entity=entity, year=year, as_at=at, made_by=by, made_at=at
        )
        wrong = [one for one in found.proof(row) if one.difference]
        first = wrong[0] if wrong else None
        rules.ExtractAddsUp.require(
            first is None, code=first.code if first else "", difference=first.difference if first else ZERO
        )
        with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as file:
            made = _write(row, file)
        row.n_journals, row.n_lines, row.debit, row.credit, row.lines_hash, row.file_hash = made
        row.save()
    return row


@transaction_required
def take(*, extract: UUID, by: User) -> tuple[LedgerExtract, IO[bytes]]:
    """Write the file of an extract anew, and hold its lines against what they were; the trail says who took it.

    :raises RuleBroken: when it is not what it was
    :raises LedgerExtract.DoesNotExist: if there is none in scope
    """
    row = found.get(extract)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - whoever sends it closes it
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Extract of {row}"[:200]):
        written = _write(row, file)
        *lines, file_hash = written
        same = lines == [row.n_journals, row.n_lines, row.debit, row.credit, row.lines_hash]
        if not same:
            file.close()
        rules.ExtractIsTheSame.require(same, extract=str(row))
        audit(
            action=AuditAction.EXPORT, object_type="finance_ledgerextract", object_id=row.pk, label=str(row)[:200],
            changes={"rows": row.n_lines, "sha256": file_hash},
        )  # fmt: skip
    file.seek(0)
    return row, file


@transaction_required
def start(*, legal_entity: UUID, year: int, by: User, at: datetime) -> BackgroundJob:
    """Have a worker make an extract; follow the job that is returned.

    :raises RuleBroken: when the ledger has no such year
    """
    entity = LegalEntity.objects.get(uuid=legal_entity)
    there = Period.objects.of(entity.partner_id).filter(legal_entity=entity, year=year)
    rules.ExtractOfAYear.require(there.exists(), entity=entity.legal_name, year=year)
    label = f"Extract of {entity.legal_name}, {year}-{(year + 1) % 100:02}"[:200]
    job = jobs.start(partner_id=entity.partner_id, kind=KIND, label=label, by=by, at=at, n_total=1)
    job.result = {"legal_entity": str(entity.uuid), "year": year}
    job.save(update_fields=["result"])
    jobs.hand_on(BEGIN, job, by=by)
    return job


@transaction_required
def begin(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Mark the work as running and hand it on. None for one that was cancelled or has ended."""
    return jobs.take_up(BackgroundJob.objects.get(uuid=job, kind=KIND), WORK, by=by, at=at)


@transaction_required
def run(*, job: UUID, by: User, at: datetime) -> BackgroundJob | None:
    """Make it. None when another worker has it or it has ended."""
    row: BackgroundJob = BackgroundJob.objects.select_related("partner").get(uuid=job, kind=KIND)
    if not jobs.is_ours(row):
        return None
    try:
        with transaction.atomic():
            made = make(legal_entity=UUID(row.result["legal_entity"]), year=row.result["year"], by=by, at=at)
    except rules.Broken as error:
        return jobs.fail(job_id=row.pk, at=at, message=error.explanation)
    href = reverse("finance:extract", kwargs={"partner_code": row.partner.code, "ledger_extract": made.uuid})
    words = f"{made.n_lines:,} lines of {made.n_journals:,} journals, £{made.debit:,.2f} on each side."
    return jobs.finish(job_id=row.pk, at=at, result={**row.result, "href": href}, message=words)


def _write(row: LedgerExtract, file: IO[bytes]) -> tuple[int, int, Decimal, Decimal, str, str]:
    """Write the file; return journals, lines, debits, credits, and SHA-256 of what never changes and of the file."""
    counted = _Hashed(file)
    writer = CsvWriter(counted, found.HEADER)  # type: ignore[arg-type]
    journals, n, debit, credit, lines = set(), 0, ZERO, ZERO, hashlib.sha256()
    for line in found.lines(row):
        writer.row(line)
        lines.update("\x1f".join(str(line[at]) for at in found.NEVER_CHANGES).encode())
        journals.add(line[1])
        n, debit, credit = n + 1, debit + line[found.DEBIT], credit + line[found.CREDIT]
    writer.close()
    return len(journals), n, debit, credit, lines.hexdigest(), counted.digest.hexdigest()


class _Hashed:
    """A stream that is hashed on its way."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
