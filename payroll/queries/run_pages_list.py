"""Runs and pay calendars as their lists show them. Everything here runs inside the partner's scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hr.models import PayGroup
from payroll.models import PayPeriod, PayRun
from payroll.queries.run_facts import run_label
from payroll.states import RunState
from sharedservices.common.periods import ONE_DAY, Frequency

OPEN_STATES = (RunState.DRAFT, RunState.CALCULATED, RunState.APPROVED)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list. Counts are employments, amounts pounds; `last_day` is the last day of the period."""

    uuid: UUID
    label: str
    group: str
    kind: str
    first_day: date
    last_day: date
    pay_date: date
    tax_year: str
    tax_period: int
    state: str
    is_calculating: bool
    n_in: int
    n_calculated: int
    n_quarantined: int
    n_excluded: int
    gross: Decimal
    net: Decimal
    employer_cost: Decimal

    @property
    def shown_state(self) -> str:
        """The state as people read it: a run that is being calculated says so."""
        return "CALCULATING" if self.is_calculating else self.state


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A pay group with its employer and PAYE scheme."""

    group_id: int
    uuid: UUID
    code: str
    name: str
    employer: str
    paye_reference: str
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period of a calendar, with its runs that were not cancelled. `last_day` is included."""

    period_id: int
    uuid: UUID
    first_day: date
    last_day: date
    contractual_pay_date: date
    pay_date: date
    tax_year: str
    tax_period: int
    runs: tuple[RunRow, ...] = ()

    @property
    def is_released(self) -> bool:
        """Whether the regular run of the period has been released."""
        return any(run.state == RunState.RELEASED and run.kind == PayRun.Kind.REGULAR for run in self.runs)

    @property
    def open_runs(self) -> tuple[RunRow, ...]:
        """The runs that are neither released nor cancelled."""
        return tuple(run for run in self.runs if run.state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class GroupNow:
    """Where a pay group stands: the period in hand (None: the calendar has none left), and its run, if there is one."""

    group: GroupRow
    period: PeriodRow | None
    run: RunRow | None


def runs(*, partner_id: int, filters: Mapping[str, Any]) -> QuerySet[PayRun]:
    """Return the runs that the filters `group` (uuid), `state` and `year` leave."""
    rows: QuerySet[PayRun] = PayRun.objects.of(partner_id).select_related("period", "pay_group")
    if group := filters.get("group"):
        rows = rows.filter(pay_group__uuid=group)
    if state := filters.get("state"):
        rows = rows.filter(state=state)
    if year := filters.get("year"):
        rows = rows.filter(period__tax_year=year)
    return rows


def as_row(run: PayRun) -> RunRow:
    """Make the row of a run that was read with its period and pay group."""
    period = run.period
    return RunRow(
        uuid=run.uuid,
        label=run_label(run.pay_group.name, period.pay_date, run.number),
        group=run.pay_group.name,
        kind=run.kind,
        first_day=period.covers.lower,
        last_day=period.covers.upper - ONE_DAY,
        pay_date=period.pay_date,
        tax_year=period.tax_year,
        tax_period=period.tax_period,
        state=run.state,
        is_calculating=run.is_calculating,
        n_in=run.n_in,
        n_calculated=run.n_calculated,
        n_quarantined=run.n_quarantined,
        n_excluded=run.n_excluded,
        gross=run.gross,
        net=run.net,
        employer_cost=run.employer_cost,
    )


def open_runs(*, partner_id: int) -> list[RunRow]:
    """Return the runs that are neither released nor cancelled, the next pay date first. One query."""
    rows = PayRun.objects.of(partner_id).filter(state__in=OPEN_STATES).select_related("period", "pay_group")
    return [as_row(run) for run in rows.order_by("period__pay_date", "number", "id")]


def tax_years(*, partner_id: int) -> list[str]:
    """Return the tax years in the calendars, the latest first. One query."""
    rows = PayPeriod.objects.of(partner_id).order_by("-tax_year").values_list("tax_year", flat=True)
    return list(rows.distinct())


def groups(*, partner_id: int) -> list[GroupRow]:
    """Return the pay groups by name. One query."""
    rows = PayGroup.objects.of(partner_id).select_related("legal_entity", "paye_scheme")
    return [_group(row) for row in rows.order_by("name", "id")]


def group(*, partner_id: int, uuid: UUID) -> GroupRow:
    """Return one pay group. One query.

    :raises PayGroup.DoesNotExist: when there is none in scope.
    """
    rows = PayGroup.objects.of(partner_id).select_related("legal_entity", "paye_scheme")
    return _group(rows.get(uuid=uuid))


def _group(row: PayGroup) -> GroupRow:
    return GroupRow(
        group_id=row.pk,
        uuid=row.uuid,
        code=row.code,
        name=row.name,
        employer=row.legal_entity.legal_name,
        paye_reference=row.paye_scheme.employer_reference,
        frequency=Frequency(row.frequency),
    )


def periods(*, partner_id: int, group_id: int, tax_year: str = "") -> list[PeriodRow]:
    """Return the periods of a pay group in the order of pay dates, with their runs. Two queries."""
    rows = PayPeriod.objects.of(partner_id).filter(pay_group_id=group_id)
    if tax_year:
        rows = rows.filter(tax_year=tax_year)
    found = list(rows.order_by("pay_date", "id"))
    return _with_runs(partner_id, found)


def _with_runs(partner_id: int, found: list[PayPeriod]) -> list[PeriodRow]:
    alive = PayRun.objects.of(partner_id).filter(period__in=found).exclude(state=RunState.CANCELLED)
    of: dict[int, list[RunRow]] = {period.pk: [] for period in found}
    for run in alive.select_related("period", "pay_group").order_by("number", "id"):
        of[run.period_id].append(as_row(run))
    return [
        PeriodRow(
            period_id=period.pk,
            uuid=period.uuid,
            first_day=period.covers.lower,
            last_day=period.covers.upper - ONE_DAY,
            contractual_pay_date=period.contractual_pay_date,
            pay_date=period.pay_date,
            tax_year=period.tax_year,
            tax_period=period.tax_period,
            runs=tuple(of[period.pk]),
        )
        for period in found
    ]


def landing(*, partner_id: int, on: date) -> list[GroupNow]:
    """Return where every pay group stands on a day. Three queries."""
    of: dict[int, list[PayPeriod]] = {}
    for period in PayPeriod.objects.of(partner_id).order_by("pay_date", "id"):
        of.setdefault(period.pay_group_id, []).append(period)
    with_runs = {row.period_id: row for row in _with_runs(partner_id, [one for rows in of.values() for one in rows])}
    found = []
    for one in groups(partner_id=partner_id):
        period = in_hand([with_runs[row.pk] for row in of.get(one.group_id, [])], on=on)
        found.append(GroupNow(one, period, _run_in_hand(period)))
    return found


def in_hand(rows: list[PeriodRow], *, on: date) -> PeriodRow | None:
    """Return the period that is to be paid next.

    It is the first with an open run; else the one after the last that was released; else, before the first run, the
    first whose pay date is not past. None when the calendar has none left.
    """
    for row in rows:
        if row.open_runs:
            return row
    released = [index for index, row in enumerate(rows) if row.is_released]
    if released:
        return next(iter(rows[released[-1] + 1 :]), None)
    return next((row for row in rows if row.pay_date >= on), None)


def _run_in_hand(period: PeriodRow | None) -> RunRow | None:
    return next(iter(period.open_runs or period.runs), None) if period else None
