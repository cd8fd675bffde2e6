"""Read the stored rows that a payslip is shown from: a fixed number of queries, row by row what was paid.

Employees read the same rows through the self-service role, which sees a payslip only once its run is released, from
the pay date on, and only the version that counts.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from hr.models import Assignment, BankAccount, DeathCase, SecondAccount
from hr.queries import deaths, estate, holdings
from payroll.engine.split import split_net
from payroll.engine.types import Finding
from payroll.models import Payment, Payslip, PayslipLine, RunMember
from payroll.states import RunState

ONE_DAY = timedelta(days=1)


class PayslipMissing(LookupError):
    """There is no such payslip among those that the reader may see."""


@dataclass(frozen=True, slots=True)
class StoredPayslip:
    """A payslip with its lines, its run, its period and the people and bodies that it names."""

    row: Payslip
    lines: tuple[PayslipLine, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What payroll should look at although the payslip could be worked out."""
        return tuple(Finding(*pair) for pair in json.loads(self.row.findings))

    @property
    def pay_date(self) -> date:
        """The day on which it is paid."""
        found: date = self.row.run.period.pay_date
        return found


def _current() -> Subquery:
    """Return the version that counts for the payslip's employment in its run."""
    members = RunMember.objects.filter(
        run_id=OuterRef("run_id"), employment_id=OuterRef("employment_id"), state=RunMember.State.CALCULATED
    )
    return Subquery(members.values("version")[:1])


def payslips(person_ids: Collection[int] | None = None) -> "QuerySet[Payslip]":
    """Return the payslips that count, with run and period; of these people only when they are given."""
    rows = Payslip.objects.filter(version=_current())
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    found: QuerySet[Payslip] = rows.select_related("run__period", "run__pay_group", "employment")
    return found


def stored_payslip(
    *, run: UUID, employment: UUID, person_ids: Collection[int] | None = None, version: int | None = None
) -> StoredPayslip:
    """Return a payslip with its lines: the version that counts, or the version asked for. Two queries.

    :raises PayslipMissing: when the reader sees none.
    """
    rows = Payslip.objects.filter(run__uuid=run, employment__uuid=employment)
    rows = rows.filter(version=_current() if version is None else version)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    row = rows.select_related(
        "partner",
        "run__period",
        "run__pay_group__legal_entity",
        "run__pay_group__paye_scheme",
        "employment",
        "person",
    ).first()
    if row is None:
        raise PayslipMissing(f"no payslip of employment {employment} in run {run}")
    return StoredPayslip(row, lines_of(row))


def lines_of(row: Payslip) -> tuple[PayslipLine, ...]:
    """Return the lines of a payslip in their order. One query."""
    return tuple(PayslipLine.objects.filter(payslip=row).order_by("number"))


def inputs_of_person(row: Payslip) -> list[str]:
    """Return the frozen inputs of all payslips that were worked out together with this one, its own included.

    They are those of the same person in the same calculation of the run. One query.
    """
    rows = Payslip.objects.filter(run_id=row.run_id, person_id=row.person_id, version=row.version)
    return list(rows.order_by("employment_id").values_list("inputs", flat=True))


def payslip_before(row: Payslip) -> StoredPayslip | None:
    """Return the employment's last released regular payslip before this one, or None. Two queries at most."""
    earlier = payslips().filter(
        employment_id=row.employment_id,
        run__state=RunState.RELEASED,
        run__number=1,
        run__period__pay_date__lt=row.run.period.pay_date,
    )
    before = earlier.order_by("-run__period__pay_date", "-id").first()
    return None if before is None else StoredPayslip(before, lines_of(before))


def assignments_of(row: Payslip) -> list[Assignment]:
    """Return the jobs of the employment with the posts and units of the period's last day. Two queries."""
    jobs = list(Assignment.objects.filter(employment_id=row.employment_id).order_by("number", "id"))
    held = holdings.by_job(partner_id=row.partner_id, jobs=[job.pk for job in jobs])
    for job in jobs:
        job.post = holdings.on_day(held[job.pk], row.run.period.covers.upper - ONE_DAY).post
    return jobs


@dataclass(frozen=True, slots=True)
class PaidInto:
    """An account that is paid: its last four digits, "" when there is none, and how many pounds."""

    last_four: str
    amount: Decimal


def accounts_paid(row: Payslip) -> tuple[PaidInto, ...]:
    """Return the accounts that are paid, the main one first. Four queries at most.

    Once released, what was paid. Before, by the accounts in force on the pay date; of somebody who has left, else those
    of the last day; of somebody who has died the account of the estate: as release pays.
    """
    if row.net <= 0:
        return ()
    if row.run.state == RunState.RELEASED:
        paid = Payment.objects.filter(run_id=row.run_id, employment_id=row.employment_id).order_by("is_second")
        return tuple(PaidInto(one.last_four, one.amount) for one in paid)
    case = deaths.confirmed(partner_id=row.partner_id, person_id=row.person_id)
    if case is not None and case.pay == DeathCase.Pay.ESTATE:
        acting = estate.verified(case, on=row.run.period.pay_date)
        return (PaidInto(acting.last_four if acting else "", row.net),)
    main, second = _held(BankAccount, row), None if case else _held(SecondAccount, row)
    if main is None:
        return (PaidInto("", row.net),)
    if second is None or second.fingerprint == main.fingerprint:
        return (PaidInto(main.last_four, row.net),)
    others = Payment.objects.filter(employment_id=row.employment_id, run__period_id=row.run.period_id, is_second=True)
    before = others.exclude(run_id=row.run_id).aggregate(found=Sum("amount"))["found"] or Decimal(0)
    parts = split_net(row.net, fixed=second.amount, paid_before=before)
    both = (PaidInto(main.last_four, parts.main), PaidInto(second.last_four, parts.second))
    return tuple(one for one in both if one.amount > 0)


def _held(model: type[BankAccount] | type[SecondAccount], row: Payslip) -> Any:
    valid = row.employment.valid
    wanted = Q(valid__contains=max(valid.lower, row.run.period.pay_date))
    if valid.upper is not None:
        wanted |= Q(valid__contains=valid.upper - ONE_DAY)
    rows = model.objects.filter(wanted, employment_id=row.employment_id)
    return rows.order_by("-valid__startswith", "-id").first()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One calculation of the payslip: its version, whether it counts, and its net pay in pounds."""

    version: int
    counts: bool
    row: Payslip


def versions_of(*, run: UUID, employment: UUID) -> tuple[VersionRow, ...]:
    """Return every calculation of a payslip, the latest first. One query; for payroll only."""
    rows = Payslip.objects.filter(run__uuid=run, employment__uuid=employment).annotate(current=_current())
    return tuple(VersionRow(row.version, row.version == row.current, row) for row in rows.order_by("-version"))


def member_of(*, run: UUID, employment: UUID) -> RunMember | None:
    """Return how the employment stands in the run, or None when it is not in it. One query; for payroll only."""
    rows = RunMember.objects.filter(run__uuid=run, employment__uuid=employment)
    member: RunMember | None = rows.select_related("run__period", "run__pay_group", "employment", "person").first()
    return member
