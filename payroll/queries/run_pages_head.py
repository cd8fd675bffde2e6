"""One run as its pages show it: what it is, how it stands, who did what, its batches and how far they are."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from partners.models import User
from payroll.models import PaymentListing, PayRun, RunBatch, RunTransition
from payroll.queries.run_facts import run_label
from payroll.rules import PR9
from payroll.states import RunState
from sharedservices.common.periods import ONE_DAY, Frequency


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something, and when. `human` is the human being behind the login."""

    by: str
    human: UUID | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RunHead:
    """A run. Counts are employments, amounts pounds; `last_day` is the last day of the period."""

    run_id: int
    uuid: UUID
    label: str
    group_id: int
    group: str
    group_uuid: UUID
    employer: str
    paye_reference: str
    kind: str
    kind_label: str
    number: int
    period_id: int
    frequency: Frequency
    first_day: date
    last_day: date
    pay_date: date
    contractual_pay_date: date
    tax_year: str
    tax_period: int
    state: str
    is_calculating: bool
    calculation: int
    calculation_started_at: datetime | None
    n_in: int
    n_calculated: int
    n_quarantined: int
    n_excluded: int
    n_lines: int
    gross: Decimal
    deductions: Decimal
    net: Decimal
    employer_cost: Decimal
    results_hash: str
    approved_hash: str
    engine_version: str
    rates_version: str
    created: Deed
    processed: Deed | None
    approved: Deed | None
    released: Deed | None
    cancelled: Deed | None

    @property
    def shown_state(self) -> str:
        """The state as people read it: a run that is being calculated says so."""
        return "CALCULATING" if self.is_calculating else self.state

    @property
    def mark(self) -> str:
        """What a page about to decide carries: which content it showed (rule PR9)."""
        return PR9.mark(state=self.state, calculation=self.calculation, results_hash=self.results_hash)

    @property
    def is_open(self) -> bool:
        """Whether the run may still be calculated."""
        return self.state in {RunState.DRAFT, RunState.CALCULATED}

    @property
    def has_results(self) -> bool:
        """Whether there are figures to look at."""
        return self.n_in > 0 and not self.is_calculating and self.state != RunState.DRAFT


@dataclass(frozen=True, slots=True)
class MoveRow:
    """An entry of a run's log."""

    action: str
    from_state: str
    to_state: str
    by: str
    human: UUID
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of people of one calculation. Counts are employments, `seconds` the work of one worker."""

    batch_id: int
    calculation: int
    seq: int
    state: str
    is_claimed: bool
    attempts: int
    worker: str
    n_in: int
    n_calculated: int
    n_quarantined: int
    n_excluded: int
    seconds: Decimal | None
    done_at: datetime | None
    error: str

    @property
    def shown_state(self) -> str:
        """The state as people read it: a batch that a worker has taken is being worked on."""
        return "RUNNING" if self.state == RunBatch.State.READY and self.is_claimed else self.get_state

    @property
    def get_state(self) -> str:
        """The stored state in words that have a colour."""
        return "WAITING" if self.state == RunBatch.State.READY else self.state


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a calculation is: employments and batches, done and in all; `seconds` of work on those done."""

    n_done: int
    n_total: int
    n_batches_done: int
    n_batches_failed: int
    n_batches_begun: int
    n_batches: int
    seconds: Decimal

    @property
    def percent(self) -> int:
        """Whole per cent done."""
        return min(100, 100 * self.n_done // self.n_total) if self.n_total else 0

    @property
    def rate(self) -> Decimal | None:
        """Employments a second; None until it can be told."""
        return self.n_done / self.seconds if self.n_done and self.seconds > 0 else None

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds to go at this rate; None until it can be told."""
        return int((self.n_total - self.n_done) / self.rate) if self.rate else None


@dataclass(frozen=True, slots=True)
class ListingHead:
    """What stands above a payment listing: so many payments of so many payslips. `control_total` in pounds."""

    uuid: UUID
    n_payments: int
    n_payslips: int
    control_total: Decimal
    sha256: str
    created_at: datetime


_JOINED = ("period", "pay_group__legal_entity", "pay_group__paye_scheme")
_PEOPLE = ("created_by", "processed_by", "approved_by", "released_by", "cancelled_by")


def head(*, partner_id: int, uuid: UUID) -> RunHead:
    """Return a run of the partner. One query.

    :raises PayRun.DoesNotExist: when there is none in scope.
    """
    run = PayRun.objects.of(partner_id).select_related(*_JOINED, *_PEOPLE).get(uuid=uuid)
    group, period = run.pay_group, run.period
    same = {
        name: getattr(run, name)
        for name in (
            "uuid", "kind", "number", "state", "is_calculating", "calculation", "calculation_started_at", "n_in",
            "n_calculated", "n_quarantined", "n_excluded", "n_lines", "gross", "deductions", "net", "employer_cost",
            "results_hash", "approved_hash", "engine_version", "rates_version", "period_id",
        )
    }  # fmt: skip
    return RunHead(
        run_id=run.pk,
        label=run_label(group.name, period.pay_date, run.number),
        group_id=group.pk,
        group=group.name,
        group_uuid=group.uuid,
        employer=group.legal_entity.legal_name,
        paye_reference=group.paye_scheme.employer_reference,
        kind_label=run.get_kind_display(),
        frequency=Frequency(group.frequency),
        first_day=period.covers.lower,
        last_day=period.covers.upper - ONE_DAY,
        pay_date=period.pay_date,
        contractual_pay_date=period.contractual_pay_date,
        tax_year=period.tax_year,
        tax_period=period.tax_period,
        created=Deed(str(run.created_by), run.created_by.human_id, run.created_at),
        processed=_deed(run.processed_by, run.processed_human, run.processed_at),
        approved=_deed(run.approved_by, run.approved_human, run.approved_at),
        released=_deed(run.released_by, run.released_human, run.released_at),
        cancelled=_deed(run.cancelled_by, None, run.cancelled_at),
        **same,
    )


def _deed(by: User | None, human: UUID | None, at: datetime | None) -> Deed | None:
    return None if by is None else Deed(str(by), human, at)


def moves(*, partner_id: int, run_id: int) -> list[MoveRow]:
    """Return the log of a run, the latest first. One query."""
    rows = RunTransition.objects.of(partner_id).filter(run_id=run_id).select_related("by").order_by("-at", "-id")
    return [
        MoveRow(row.action, row.from_state, row.to_state, str(row.by), row.by.human_id, row.at, row.reason)
        for row in rows
    ]


def batches(*, partner_id: int, run_id: int, calculation: int) -> list[BatchRow]:
    """Return the batches of one calculation in order. One query."""
    rows = RunBatch.objects.of(partner_id).filter(run_id=run_id, calculation=calculation).order_by("seq", "id")
    return [_batch(row) for row in rows]


def _batch(row: Any) -> BatchRow:
    timings = [Decimal(value) / 1_000_000 for value in row.timings.values()]
    return BatchRow(
        batch_id=row.pk,
        calculation=row.calculation,
        seq=row.seq,
        state=row.state,
        is_claimed=row.claimed_at is not None,
        attempts=row.attempts,
        worker=row.worker,
        n_in=row.n_in,
        n_calculated=row.n_calculated,
        n_quarantined=row.n_quarantined,
        n_excluded=row.n_excluded,
        seconds=sum(timings, Decimal(0)) if timings else None,
        done_at=row.done_at,
        error=row.error,
    )


_PROGRESS = """
SELECT coalesce(sum(b.n_in) FILTER (WHERE b.state = 'DONE'), 0), coalesce(sum(b.n_in), 0),
       count(*) FILTER (WHERE b.state = 'DONE'), count(*) FILTER (WHERE b.state = 'FAILED'),
       count(*) FILTER (WHERE b.claimed_at IS NOT NULL), count(*),
       coalesce(extract(epoch FROM max(b.done_at) - min(b.claimed_at)), 0)
FROM payroll_runbatch b
WHERE b.partner_id = %s AND b.run_id = %s AND b.calculation = %s
"""


def progress(*, partner_id: int, run_id: int, calculation: int) -> BatchProgress:
    """Return how far a calculation is; its speed is that of the batches that are done. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, [partner_id, run_id, calculation])
        return BatchProgress(*cursor.fetchone())


def listing(*, partner_id: int, run_id: int) -> ListingHead | None:
    """Return the payment listing of a released run. One query."""
    row = PaymentListing.objects.of(partner_id).filter(run_id=run_id).first()
    if row is None:
        return None
    n_payslips = row.n_payments if row.n_payslips is None else row.n_payslips
    return ListingHead(row.uuid, row.n_payments, n_payslips, row.control_total, row.sha256, row.created_at)
