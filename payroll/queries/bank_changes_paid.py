"""What the releaser is told of changed bank accounts: what this run would be the first to pay there, or not to pay."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from hr.engine.bank_change import policy
from payroll.queries.release_statements import ACCOUNT, SECOND
from payroll.queries.run_facts import CURRENT, RunFacts

_NAME = "trim(COALESCE(NULLIF(p.known_as, ''), p.forenames) || ' ' || p.surname)"
_CALLED = """EXISTS (SELECT 1 FROM hr_bankcallback k WHERE k.partner_id = c.partner_id AND k.change_id = c.id
               AND k.outcome = 'CONFIRMED')"""
# A new main account counts until a run has paid into it. A second account may keep its number and get more: it counts
# until a run was released after it had changed, or ended. What an end brings goes to the main account.
_CHANGED = f"""
WITH due AS MATERIALIZED (
  SELECT s.partner_id, s.run_id, s.person_id, s.employment_id, e.employee_no, {_NAME} AS name, b.id AS main_id,
         b.fingerprint, s.net - coalesce(c.amount, 0) AS main, c.id AS second_id, c.amount AS second
  FROM payroll_payslip s {CURRENT}
  JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
  JOIN hr_person p ON p.partner_id = s.partner_id AND p.id = s.person_id
  {ACCOUNT} {SECOND}
  WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s AND s.net > 0)
SELECT c.uuid, p.uuid, d.name, d.employee_no, c.channel, c.score, c.last_four, c.effective_on,
       CASE c.part WHEN 'MAIN' THEN d.main WHEN 'SECOND' THEN d.second ELSE 0 END, {_CALLED}, c.part
FROM due d
JOIN hr_person p ON p.partner_id = d.partner_id AND p.id = d.person_id
JOIN hr_bankchange c ON c.partner_id = d.partner_id AND c.person_id = d.person_id
  AND c.employment_id = d.employment_id AND c.state = 'ACTIVE' AND NOT c.is_first
WHERE (c.part = 'MAIN' AND c.account_id = d.main_id AND d.main > 0 AND NOT EXISTS (
         SELECT 1 FROM payroll_payment q WHERE q.partner_id = d.partner_id
         AND q.employment_id = d.employment_id AND q.run_id <> d.run_id AND q.fingerprint = d.fingerprint))
   OR (c.part <> 'MAIN' AND (c.part = 'END' OR c.second_id = d.second_id) AND NOT EXISTS (
         SELECT 1 FROM hr_bankchange n WHERE n.partner_id = c.partner_id AND n.employment_id = c.employment_id
         AND n.part <> 'MAIN' AND n.state = 'ACTIVE' AND (n.settled_at, n.id) > (c.settled_at, c.id))
       AND NOT EXISTS (
         SELECT 1 FROM payroll_payment q
         JOIN payroll_payrun r ON r.partner_id = q.partner_id AND r.id = q.run_id AND r.released_at > c.settled_at
         WHERE q.partner_id = d.partner_id AND q.employment_id = d.employment_id AND q.run_id <> d.run_id))
ORDER BY c.score DESC, c.id
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class ChangedAccount:
    """Somebody whose pay goes elsewhere than before: what spoke against it, and how many pounds are paid there.

    `net` is nothing at the end of a second account: then all of the pay goes to the main one.
    """

    change: UUID
    person: UUID
    name: str
    employee_no: str
    channel: str
    score: int
    last_four: str
    effective_on: date
    net: Decimal
    is_called_back: bool
    part: str


@dataclass(frozen=True, slots=True)
class ChangedAccounts:
    """All of them, their pay in pounds together, and the changes to ring about before the release."""

    rows: list[ChangedAccount]
    to_call: list[UUID]

    @property
    def n(self) -> int:
        """How many accounts."""
        return len(self.rows)

    @property
    def net(self) -> Decimal:
        """What is paid into them, in pounds."""
        return sum((row.net for row in self.rows), Decimal(0))


def since_last_run(*, facts: RunFacts) -> ChangedAccounts:
    """Return the changes that this run would be the first to pay by, with the sample to call. One query.

    The sample is drawn by a digest of run and change: the same for whoever looks, and not for anybody to choose.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGED,
            {
                "partner": facts.partner_id, "run": facts.run_id, "pay_date": facts.pay_date,
                "period": facts.period_id,
            },
        )  # fmt: skip
        rows = [ChangedAccount(*row) for row in cursor.fetchall()]
    drawn = sorted(
        (row.change for row in rows if not row.is_called_back and row.net > 0), key=lambda one: _draw(facts.run_id, one)
    )
    return ChangedAccounts(rows, drawn[: policy(on=facts.pay_date).call_back_sample])


def _draw(run_id: int, change: UUID) -> str:
    return hashlib.sha256(f"{run_id}/{change}".encode()).hexdigest()
