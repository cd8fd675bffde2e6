"""A run against the regular run before it: elements, starters, leavers, biggest movers, the spread of net pay.

Each function is one statement over one partner's rows. `then` is the run before, or 0 when there is none.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from payroll.models import PayRun
from payroll.queries.run_facts import CURRENT
from payroll.queries.run_pages_head import RunHead
from payroll.states import RunState
from sharedservices.common.money import round_half_up
from sharedservices.common.periods import ONE_DAY

NO_RUN = 0


@dataclass(frozen=True, slots=True)
class Before:
    """The run that this one is held against: its pay date, its counts of employments and its totals in pounds."""

    run_id: int
    uuid: UUID
    pay_date: date
    n_calculated: int
    gross: Decimal
    deductions: Decimal
    net: Decimal
    employer_cost: Decimal


@dataclass(frozen=True, slots=True)
class ElementRow:
    """The total of an element in both runs, in pounds, and on how many payslips it stands."""

    section: str
    code: str
    name: str
    n_payslips: int
    amount: Decimal
    n_before: int
    before: Decimal

    @property
    def change(self) -> Decimal:
        """This run less the one before."""
        return self.amount - self.before

    @property
    def size_of_change(self) -> Decimal:
        """The change without its sign, to order by."""
        return abs(self.change)

    @property
    def percent(self) -> Decimal | None:
        """The change as a rate of the total before; None where there was nothing before."""
        return self.change / abs(self.before) if self.before else None

    @property
    def percent_order(self) -> Decimal | None:
        """The same, to four places."""
        return None if self.percent is None else round_half_up(self.percent, 4)


@dataclass(frozen=True, slots=True)
class PersonChange:
    """An employment that came, went or is paid differently. Amounts in pounds; None where it was not paid."""

    employment_uuid: UUID
    person_uuid: UUID
    name: str
    employee_no: str
    starts: date | None
    ends: date | None
    gross: Decimal | None
    gross_before: Decimal | None
    net: Decimal | None
    net_before: Decimal | None

    @property
    def change(self) -> Decimal:
        """Net pay now less net pay before."""
        return (self.net or Decimal(0)) - (self.net_before or Decimal(0))


@dataclass(frozen=True, slots=True)
class Changes:
    """Who came, who went, who is paid differently; the counts are of all, also of those that are not listed."""

    starters: tuple[PersonChange, ...]
    leavers: tuple[PersonChange, ...]
    movers: tuple[PersonChange, ...]
    n_starters: int
    n_leavers: int
    n_movers: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How net pay is spread: `counts` of payslips in steps of `width` pounds from `first`; the last is open above."""

    n_payslips: int
    lowest: Decimal
    median: Decimal
    highest: Decimal
    first: Decimal
    width: Decimal
    counts: tuple[int, ...]
    is_open_above: bool


def before(*, partner_id: int, run: RunHead) -> Before | None:
    """Return the last released regular run of the pay group with an earlier pay date. One query."""
    rows = PayRun.objects.of(partner_id).filter(
        pay_group_id=run.group_id, number=1, state=RunState.RELEASED, period__pay_date__lt=run.pay_date
    )
    found = rows.select_related("period").order_by("-period__pay_date", "-id").first()
    if found is None:
        return None
    return Before(
        run_id=found.pk,
        uuid=found.uuid,
        pay_date=found.period.pay_date,
        n_calculated=found.n_calculated,
        gross=found.gross,
        deductions=found.deductions,
        net=found.net,
        employer_cost=found.employer_cost,
    )


_ELEMENTS = """
SELECT coalesce(a.section, b.section), coalesce(a.code, b.code), coalesce(a.name, b.name),
       coalesce(a.n_payslips, 0), coalesce(a.amount, 0), coalesce(b.n_payslips, 0), coalesce(b.amount, 0)
FROM (SELECT * FROM payroll_runelementtotal WHERE partner_id = %(partner)s AND run_id = %(run)s) a
FULL JOIN (SELECT * FROM payroll_runelementtotal WHERE partner_id = %(partner)s AND run_id = %(then)s) b
  ON b.section = a.section AND b.code = a.code AND b.name = a.name
ORDER BY array_position(ARRAY['payment', 'benefit', 'deduction', 'employer'], coalesce(a.section, b.section)),
         coalesce(a.name, b.name), coalesce(a.code, b.code)
"""


def elements(*, partner_id: int, run_id: int, then: int) -> list[ElementRow]:
    """Return the totals by element against the run before, payments first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ELEMENTS, {"partner": partner_id, "run": run_id, "then": then})
        return [ElementRow(*row) for row in cursor.fetchall()]


_PAID = f"""
SELECT s.employment_id, s.gross, s.net FROM payroll_payslip s {CURRENT}
WHERE s.partner_id = %(partner)s AND s.run_id =
"""  # noqa: S608 - a constant

# Everybody who is paid in one of the runs is paired once; starters, leavers and movers are chosen from the pairs.
_CHANGES = f"""
WITH a AS ({_PAID} %(run)s), b AS ({_PAID} %(then)s), pairs AS MATERIALIZED (
  SELECT coalesce(a.employment_id, b.employment_id) AS employment_id, a.gross, b.gross AS gross_before, a.net,
         b.net AS net_before
  FROM a FULL JOIN b ON b.employment_id = a.employment_id),
starters AS (
  SELECT 1 AS kind, count(*) OVER () AS n, row_number() OVER (ORDER BY lower(e.valid) DESC, e.employee_no) AS place,
         pairs.*
  FROM pairs JOIN hr_employment e ON e.partner_id = %(partner)s AND e.id = pairs.employment_id
  WHERE pairs.net IS NOT NULL AND pairs.net_before IS NULL
  ORDER BY place LIMIT %(people)s),
leavers AS (
  SELECT 2, count(*) OVER (), row_number() OVER (ORDER BY upper(e.valid), e.employee_no) AS place, pairs.*
  FROM pairs JOIN hr_employment e ON e.partner_id = %(partner)s AND e.id = pairs.employment_id
  WHERE (pairs.net IS NULL AND NOT EXISTS (
           SELECT 1 FROM payroll_runmember q WHERE q.partner_id = %(partner)s AND q.run_id = %(run)s
             AND q.employment_id = pairs.employment_id AND q.state <> 'CALCULATED'))
     OR (pairs.net IS NOT NULL AND upper(e.valid) BETWEEN %(start)s::date + 1 AND %(end)s)
  ORDER BY place LIMIT %(people)s),
movers AS (
  SELECT 3, count(*) OVER (), row_number() OVER (ORDER BY abs(net - net_before) DESC, employment_id) AS place, pairs.*
  FROM pairs WHERE net IS NOT NULL AND net_before IS NOT NULL AND net <> net_before
  ORDER BY place LIMIT %(movers)s)
SELECT c.kind, c.n, e.uuid, p.uuid, btrim(coalesce(nullif(p.known_as, ''), p.forenames) || ' ' || p.surname),
       e.employee_no, lower(e.valid), upper(e.valid) - 1, c.gross, c.gross_before, c.net, c.net_before
FROM (SELECT * FROM starters UNION ALL SELECT * FROM leavers UNION ALL SELECT * FROM movers) c
JOIN hr_employment e ON e.partner_id = %(partner)s AND e.id = c.employment_id
JOIN hr_person p ON p.partner_id = e.partner_id AND p.id = e.person_id
ORDER BY c.kind, c.place
"""  # noqa: S608 - a constant
STARTER, LEAVER, MOVER = 1, 2, 3


def changes(*, partner_id: int, run: RunHead, then: int, people: int | None = None, movers: int | None = 0) -> Changes:
    """Return who came, who went and whose net pay has changed most since the run before. One query.

    A starter is paid now and was not before. A leaver's last day is in the period, or was paid before and is not in
    this run; somebody who is held back (quarantined or excluded) is none. At most `people` of each and `movers`; None
    is everybody.
    """
    values: dict[str, Any] = {
        "partner": partner_id,
        "run": run.run_id,
        "then": then,
        "start": run.first_day,
        "end": run.last_day + ONE_DAY,
        "people": people,
        "movers": movers,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, values)
        rows = cursor.fetchall()
    counts = {row[0]: int(row[1]) for row in rows}
    of = {kind: tuple(PersonChange(*row[2:]) for row in rows if row[0] == kind) for kind in (STARTER, LEAVER, MOVER)}
    return Changes(of[STARTER], of[LEAVER], of[MOVER], *(counts.get(kind, 0) for kind in (STARTER, LEAVER, MOVER)))


_SPREAD = f"""
WITH paid AS (SELECT s.net FROM payroll_payslip s {CURRENT} WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s)
SELECT count(*), coalesce(min(net), 0), coalesce(max(net), 0),
       coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY net), 0),
       coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY net), 0)
FROM paid
"""  # noqa: S608 - a constant
_STEPS = f"""
SELECT least(floor(s.net / %(width)s), %(last)s)::int, count(*) FROM payroll_payslip s {CURRENT}
WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s GROUP BY 1
"""  # noqa: S608 - a constant

WIDTHS = tuple(Decimal(pounds) for pounds in (50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000))
MOST_STEPS = 16


def spread(*, partner_id: int, run_id: int) -> Spread | None:
    """Return how net pay is spread over the payslips that count, or None when there are none. Two queries.

    Steps are as wide as it takes for the lowest 99 in 100 to fit into sixteen; whoever has more is in the last one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, {"partner": partner_id, "run": run_id})
        n_payslips, lowest, highest, median, nearly_highest = cursor.fetchone()
        if not n_payslips:
            return None
        width = next((one for one in WIDTHS if nearly_highest < one * MOST_STEPS), WIDTHS[-1])
        first, last = int(lowest // width), min(int(nearly_highest // width) + 1, int(highest // width))
        cursor.execute(_STEPS, {"partner": partner_id, "run": run_id, "width": width, "last": last})
        of = dict(cursor.fetchall())
    counts = tuple(of.get(step, 0) for step in range(first, last + 1))
    is_open = highest >= width * (last + 1)
    return Spread(n_payslips, lowest, median, highest, first * width, width, counts, is_open)
