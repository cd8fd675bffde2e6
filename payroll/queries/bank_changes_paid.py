"""What the releaser is told of changed bank accounts: every one that this run would be the first to pay into."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from hr.engine.bank_change import policy
from payroll.queries.release_statements import ACCOUNT
from payroll.queries.run_facts import CURRENT, RunFacts

_CHANGED = f"""
SELECT c.uuid, p.uuid, trim(COALESCE(NULLIF(p.known_as, ''), p.forenames) || ' ' || p.surname), e.employee_no,
       c.channel, c.score, c.last_four, c.effective_on, s.net,
       EXISTS (SELECT 1 FROM hr_bankcallback k WHERE k.partner_id = c.partner_id AND k.change_id = c.id
               AND k.outcome = 'CONFIRMED')
FROM payroll_payslip s {CURRENT}
JOIN hr_employment e ON e.partner_id = s.partner_id AND e.id = s.employment_id
JOIN hr_person p ON p.partner_id = s.partner_id AND p.id = s.person_id
{ACCOUNT}
JOIN hr_bankchange c ON c.partner_id = s.partner_id AND c.person_id = s.person_id AND c.account_id = b.id
  AND c.state = 'ACTIVE' AND NOT c.is_first
WHERE s.partner_id = %(partner)s AND s.run_id = %(run)s AND s.net > 0
  AND NOT EXISTS (SELECT 1 FROM payroll_payment q WHERE q.partner_id = s.partner_id
                  AND q.employment_id = s.employment_id AND q.run_id <> s.run_id AND q.fingerprint = b.fingerprint)
ORDER BY c.score DESC, c.id
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class ChangedAccount:
    """Somebody whose pay goes to another account than before: what spoke against it, and how much is paid there."""

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
    """Return the accounts that this run would be the first to pay into, with the sample to call. One query.

    The sample is drawn by a digest of run and change: the same for whoever looks, and not for anybody to choose.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"partner": facts.partner_id, "run": facts.run_id, "pay_date": facts.pay_date})
        rows = [ChangedAccount(*row) for row in cursor.fetchall()]
    drawn = sorted((row.change for row in rows if not row.is_called_back), key=lambda one: _draw(facts.run_id, one))
    return ChangedAccounts(rows, drawn[: policy(on=facts.pay_date).call_back_sample])


def _draw(run_id: int, change: UUID) -> str:
    return hashlib.sha256(f"{run_id}/{change}".encode()).hexdigest()
