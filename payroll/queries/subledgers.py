"""What released pay runs owe, for the control accounts of pay (domain FIN-12, FIN-13).

Worked out from payslips, not from the journals: a run that is not in the ledger stands out as a difference. One item a
month, not one a run: what few people earn is not to be read off it.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from finance import controls
from finance.controls import Evidence, Item, Task, Where
from hr.queries import repayments
from payroll.engine import ledger
from payroll.queries.run_facts import CURRENT
from sharedservices.common.formatting import counted
from sharedservices.common.money import ZERO

CONTROLS = ("NET_PAY", "PAYE", "PENSIONS", "DEDUCTIONS")
MEMORY = "payroll"

# Released runs of a legal entity with the period that their cost is posted in, or that their pay date is in.
_RUNS = """
SELECT r.id, r.net, coalesce(t.levy, 0), p.pay_date, t.id IS NOT NULL,
       coalesce(f.year, d.year), coalesce(f.number, d.number), l.control_total, g.year, g.number
FROM payroll_payrun r
JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
JOIN hr_paygroup pg ON pg.partner_id = r.partner_id AND pg.id = r.pay_group_id
LEFT JOIN payroll_ledgerposting t ON t.partner_id = r.partner_id AND t.run_id = r.id AND t.kind = 'COST'
LEFT JOIN finance_journal j ON j.partner_id = t.partner_id AND j.id = t.journal_id
LEFT JOIN finance_period f ON f.partner_id = j.partner_id AND f.id = j.period_id
LEFT JOIN finance_period d ON d.partner_id = r.partner_id AND d.legal_entity_id = pg.legal_entity_id
     AND d.number BETWEEN 1 AND 12 AND d.covers @> p.pay_date
LEFT JOIN payroll_paymentlisting l ON l.partner_id = r.partner_id AND l.run_id = r.id
LEFT JOIN payroll_ledgerposting y ON y.partner_id = r.partner_id AND y.run_id = r.id AND y.kind = 'PAYMENT'
LEFT JOIN finance_journal yj ON yj.partner_id = y.partner_id AND yj.id = y.journal_id
LEFT JOIN finance_period g ON g.partner_id = yj.partner_id AND g.id = yj.period_id
WHERE r.partner_id = %(partner)s AND pg.legal_entity_id = %(entity)s AND r.state = 'RELEASED'
  AND coalesce(f.year, d.year) = %(year)s AND coalesce(f.number, d.number) <= %(number)s
ORDER BY p.pay_date, r.id
"""
_LINES = f"""
SELECT s.run_id, x.section, x.code, sum(x.amount)
FROM payroll_payslip s {CURRENT}
JOIN payroll_payslipline x ON x.partner_id = s.partner_id AND x.payslip_id = s.id
WHERE s.partner_id = %(partner)s AND s.run_id = ANY(%(runs)s) AND x.section IN ('deduction', 'employer')
GROUP BY s.run_id, x.section, x.code
"""  # noqa: S608 - a constant
_SCHEMES = "SELECT code, law_scheme FROM hr_pensionscheme WHERE partner_id = %(partner)s"
_SUSPENDED = """
SELECT s.part, s.subjective, s.cost_centre, s.amount, s.n_people, j.accounting_date, f.year, f.number, j.uuid
FROM payroll_suspended s
JOIN payroll_ledgerposting t ON t.partner_id = s.partner_id AND t.id = s.posting_id
JOIN finance_journal j ON j.partner_id = t.partner_id AND j.id = t.journal_id
JOIN finance_period f ON f.partner_id = j.partner_id AND f.id = j.period_id
WHERE s.partner_id = %(partner)s AND f.legal_entity_id = %(entity)s AND (f.year, f.number) <= (%(year)s, %(number)s)
ORDER BY s.id
"""


class Run(NamedTuple):
    """A released run: net pay, levy, whether it is in the ledger and in which period, what was paid of it and when."""

    pk: int
    net: Decimal
    levy: Decimal
    pay_date: Any
    is_posted: bool
    year: int | None
    number: int | None
    listed: Decimal | None
    paid_year: int | None
    paid_number: int | None


def register() -> None:
    """Tell the control accounts and the checklist of the month's end. Called once, when the app is ready."""
    for control in CONTROLS:
        controls.register(control, owed)
    controls.register("SUSPENSE", suspended)
    controls.register(ledger.accounts()["deduction"]["recovering"], overpaid)
    controls.register_place("journal", controls.Place("finance:journal", "journal", "ledger.view"))
    controls.register_task(
        Task("payroll", "Pay runs and their payments are posted", ("PAYROLL",), "Payroll", 3, posted, before_soft=True)
    )


def owed(where: Where) -> list[Item]:
    """Return what the runs of each month owe on an account of pay. Three queries for all of them."""
    runs, amounts = _found(where)
    by_month: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        by_month[run.number or 0].append(run)
    found = []
    for number, together in sorted(by_month.items()):
        pounds = sum((amounts[run.pk].get(where.code, ZERO) for run in together), ZERO)
        if pounds:
            words = counted(len(together), "pay run", "pay runs")
            found.append(Item(f"P{number:02}", f"Owed from {words}", together[-1].pay_date, -pounds))
    if where.code == ledger.accounts()["fixed"]["net_pay"]:
        for number, together in sorted(by_month.items()):
            paid = [run for run in together if where.is_by_then(run.paid_year, run.paid_number)]
            pounds = sum((run.listed or ZERO for run in paid), ZERO)
            if pounds:
                words = counted(len(paid), "pay run", "pay runs")
                found.append(Item(f"P{number:02}", f"Paid for {words}", paid[-1].pay_date, pounds))
    return found


def overpaid(where: Where) -> list[Item]:
    """Return what leavers were overpaid and have not paid back, by the month of the plan. One query.

    Of fewer than three people, it does not say how many.
    """
    found = repayments.owing(partner_id=where.partner_id, legal_entity_id=where.legal_entity_id, on=where.last_day)
    return [
        Item(f"{one.month:%B %Y}", f"To be paid back by {_people(one.n_people)}", one.month, one.left) for one in found
    ]


def _people(n: int) -> str:
    return counted(n, "person", "people") if n >= ledger.FEW else "fewer than three people"


def suspended(where: Where) -> list[Item]:
    """Return the costs that pay runs put in suspense, by code and month. One query.

    Of fewer than three people, it says the month alone.
    """
    if where.code != ledger.accounts()["fixed"]["suspense"]:
        return []
    sums: dict[tuple[Any, ...], Decimal] = defaultdict(lambda: ZERO)
    for part, subjective, centre, amount, n_people, on, _year, number, journal in _rows(_SUSPENDED, where):
        words = (
            f"{part}: {subjective} {centre}".strip() if n_people >= ledger.FEW else "Pay, of fewer than three people"
        )
        sums[f"P{number:02}", words, on, str(journal)] += amount
    return [
        Item(month, words, on, pounds, "journal", journal)
        for (month, words, on, journal), pounds in sorted(sums.items())
        if pounds
    ]


def posted(where: Where) -> Evidence:
    """Find whether every released run of the period is in the ledger, and its payment once its pay date has come."""
    runs = [run for run in _found(where)[0] if run.number == where.number]
    late = [run for run in runs if not run.is_posted]
    unpaid = [run for run in runs if run.is_posted and run.net and run.paid_year is None]
    if late:
        return Evidence(False, f"{counted(len(late), 'run is', 'runs are')} not in the ledger")
    if unpaid:
        return Evidence(False, f"The payment of {counted(len(unpaid), 'run', 'runs')} is not in the ledger")
    return Evidence(True, f"{counted(len(runs), 'run', 'runs')} posted and paid" if runs else "No pay run in it")


def _found(where: Where) -> tuple[list[Run], dict[int, dict[str, Decimal]]]:
    """Return the runs of the year so far, and what each owes on which account; found once for all accounts."""
    if MEMORY not in where.memory:
        runs = [Run(*row) for row in _rows(_RUNS, where)]
        schemes = dict(_rows(_SCHEMES, where))
        recovering = repayments.recovering_codes(where.partner_id)
        amounts: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
        for run_id, section, code, pounds in _rows(_LINES, where, runs=[run.pk for run in runs]):
            amounts[run_id][ledger.owed_to(section, code, schemes=schemes, recovering=recovering)] += pounds
        fixed = ledger.accounts()["fixed"]
        for run in runs:
            amounts[run.pk][fixed["net_pay"]] += run.net
            amounts[run.pk][fixed["paye"]] += run.levy
        where.memory[MEMORY] = (runs, amounts)
    found: tuple[list[Run], dict[int, dict[str, Decimal]]] = where.memory[MEMORY]
    return found


def _rows(sql: str, where: Where, **more: Any) -> list[tuple[Any, ...]]:
    given = {
        "partner": where.partner_id, "entity": where.legal_entity_id, "year": where.year, "number": where.number,
        **more,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
