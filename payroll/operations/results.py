"""Turn the answers of the calculation into rows and write them: payslips, lines, paid inputs, members."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from payroll.engine.problems import PayslipProblem
from payroll.engine.serialise import inputs_to_json
from payroll.engine.types import PayInputs, PayslipResult
from payroll.models import Payslip, PayslipInput, PayslipLine, RunMember
from payroll.queries.assemble import PaidInputs
from payroll.queries.run_facts import RunFacts
from payroll.queries.run_inputs import MemberRow
from sharedservices.common import bulk

MESSAGE_LENGTH = 500
FIELD_LENGTH = 60

PAYSLIP_COLUMNS = (
    "id", "partner_id", "run_id", "employment_id", "person_id", "version",
    "gross", "benefits", "taxable_pay", "niable_pay", "pensionable_pay", "tax", "employee_ni", "employer_ni",
    "at_lel", "lel_to_pt", "pt_to_uel", "student_loan", "postgraduate_loan", "employee_pension", "employer_pension",
    "other_deductions", "net", "employer_cost",
    "ytd_gross", "ytd_taxable_pay", "ytd_niable_pay", "ytd_pensionable_pay", "ytd_tax", "ytd_employee_ni",
    "ytd_employer_ni", "ytd_at_lel", "ytd_lel_to_pt", "ytd_pt_to_uel", "ytd_student_loan", "ytd_postgraduate_loan",
    "ytd_employee_pension", "ytd_employer_pension", "ytd_other_deductions", "ytd_net",
    "tax_code", "ni_category", "findings", "inputs", "engine_version", "rates_version",
)  # fmt: skip
LINE_COLUMNS = (
    "payslip_id", "number", "partner_id", "person_id", "section", "code", "name", "units", "rate", "amount",
    "hours_varying",
)  # fmt: skip


class Calculated(NamedTuple):
    """What was worked out for one member."""

    paid: PaidInputs
    result: PayslipResult


class Quarantined(NamedTuple):
    """Why one member could not be worked out."""

    member: MemberRow
    problem: PayslipProblem


def write(run: RunFacts, calculated: Sequence[Calculated], quarantined: Sequence[Quarantined]) -> None:
    """Write the results as a new version and say so on the members. The version is the number of the calculation.

    :raises TransactionNeeded: outside a transaction.
    :raises django.db.Error: whatever PostgreSQL refuses.
    """
    if calculated:
        ids = _reserve(len(calculated))
        bulk.copy_rows(Payslip, PAYSLIP_COLUMNS, _payslips(run, calculated, ids))
        bulk.copy_rows(PayslipLine, LINE_COLUMNS, _lines(run, calculated, ids))
        inputs = [
            (run.partner_id, payslip_id, input_id)
            for payslip_id, one in zip(ids, calculated, strict=True)
            for input_id in one.paid.input_ids
        ]
        if inputs:
            bulk.copy_rows(PayslipInput, ("partner_id", "payslip_id", "monthly_input_id"), inputs)
        RunMember.objects.of(run.partner_id).filter(id__in=[one.paid.member.member_id for one in calculated]).update(
            state=RunMember.State.CALCULATED, version=run.calculation, code="", message="", field="", remedy=""
        )
    if quarantined:
        columns = ("state", "version", "code", "message", "field", "remedy")
        bulk.update_rows(RunMember, ("id",), columns, [_quarantine_row(one) for one in quarantined])


def _reserve(number: int) -> list[int]:
    """Take so many payslip ids from the sequence, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('payroll_payslip', 'id')) FROM generate_series(1, %s)", [number]
        )
        return [row[0] for row in cursor.fetchall()]


def _payslips(run: RunFacts, calculated: Sequence[Calculated], ids: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of payslips, in the order of PAYSLIP_COLUMNS."""
    partner, run_id, version = run.partner_id, run.run_id, run.calculation
    engine, rates = run.versions
    for payslip_id, (paid, result) in zip(ids, calculated, strict=True):
        member, inputs, bands = paid.member, paid.inputs, result.ni_bands
        findings = [*result.findings, *paid.findings]
        yield (
            payslip_id, partner, run_id, member.employment_id, member.person_id, version,
            result.gross, result.benefits, result.taxable_pay, result.niable_pay, result.pensionable_pay, result.tax,
            result.employee_ni, result.employer_ni, bands.at_lel, bands.lel_to_pt, bands.pt_to_uel,
            result.student_loan, result.postgraduate_loan, result.employee_pension, result.employer_pension,
            result.other_deductions, result.net, result.employer_cost,
            *result.year_to_date,
            _shown_code(inputs), inputs.ni.category,
            json.dumps(findings) if findings else "[]", inputs_to_json(inputs), engine, rates,
        )  # fmt: skip


def _lines(run: RunFacts, calculated: Sequence[Calculated], ids: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of lines, in the order of LINE_COLUMNS."""
    partner = run.partner_id
    for payslip_id, (paid, result) in zip(ids, calculated, strict=True):
        person = paid.member.person_id
        for line in result.lines:
            yield (
                payslip_id, line.number, partner, person, line.section.value, line.code, line.name, line.units,
                line.rate, line.amount, line.hours_varying,
            )  # fmt: skip


def _shown_code(inputs: PayInputs) -> str:
    """Return the tax code as a payslip shows it: 1257L, 1257L M1 or 1257L W1."""
    if not inputs.tax.week1month1:
        return inputs.tax.code
    return f"{inputs.tax.code} {'W1' if inputs.frequency.is_weekly_family else 'M1'}"


def _quarantine_row(one: Quarantined) -> tuple[object, ...]:
    """Return the row that says why a member is in quarantine: no version counts."""
    problem = one.problem
    return (
        one.member.member_id,
        RunMember.State.QUARANTINED.value,
        0,
        problem.code,
        problem.message[:MESSAGE_LENGTH],
        problem.field[:FIELD_LENGTH],
        problem.remedy[:MESSAGE_LENGTH],
    )
