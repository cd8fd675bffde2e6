"""Budgets from a file, CSV or XLSX: a row a coding, with a control total (domain FIN-04).

Every fault is told by row and column; nothing of a file with a fault is kept.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from finance.models import BudgetDecision, BudgetLine
from finance.operations import budgets
from finance.operations.budgets import File, Line, Wanted
from finance.operations.codings import Segments
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.import_sheet import ImportProblem
from sharedservices.common.imports import Column, ImportFile, ImportRefused, open_import
from sharedservices.common.money import MAX_AMOUNT, ZERO
from sharedservices.common.rules import RuleBroken

Method = BudgetLine.Method
MONTHS = tuple(f"p{month:02}" for month in range(1, 13))
COLUMNS = (
    Column("cost_centre", "Cost centre"),
    Column("subjective", "Subjective code", is_required=True, digits=5),
    Column("fund", "Fund"),
    Column("project", "Project"),
    Column("counterparty", "Counterparty"),
    Column("annual", "Annual budget", is_required=True),
    Column("method", "Profile"),
    *(Column(month, month.upper()) for month in MONTHS),
    Column("narrative", "Narrative"),
)
METHODS = {"": Method.EQUAL, **{one.value: one for one in Method}, **{one.label.upper(): one for one in Method}}
POUNDS = re.compile(r"-?£?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?")
OF_LINE = re.compile(r"^Line (\d+): ")


@transaction_required
def load(*, wanted: Wanted, content: BinaryIO, control_total: Decimal, by: User, at: datetime) -> BudgetDecision:
    """Write a draft with the lines of a file; `wanted` says everything but its lines.

    :raises ImportRefused: with every fault by row and column, when there is any
    :raises RuleBroken: for what is wrong with the file as a whole: total, seen before, description
    """
    data = content.read()
    content.seek(0)
    with open_import(content, columns=COLUMNS, max_rows=budgets.MOST_LINES) as file:
        rows = [(number, _line(file, number, values)) for number, values in file]
        if file.problems:
            raise ImportRefused(file.problems)
    lines = [line for _number, line in rows if line is not None]
    given = Wanted(
        legal_entity=wanted.legal_entity, year=wanted.year, kind=wanted.kind, description=wanted.description,
        lines=lines, members_reference=wanted.members_reference,
    )  # fmt: skip
    try:
        return budgets.draft(
            wanted=given, by=by, at=at, file=File(sha256=hashlib.sha256(data).hexdigest(), control_total=control_total)
        )
    except RuleBroken as broken:
        at_line = OF_LINE.match(broken.message)
        if at_line is None:
            raise
        row = rows[int(at_line[1]) - 1][0]
        message = broken.message[at_line.end() :]
        problem = ImportProblem(row, "", "", message[:1].upper() + message[1:], broken.remedy or "")
        raise ImportRefused([problem]) from broken


def _line(file: ImportFile, number: int, values: dict[str, str]) -> Line | None:
    """Return the line of a row; None when something in it is wrong, which has been reported."""
    before = file.n_problems
    code = values.get("subjective", "")
    if "subjective" in values and not code:
        file.report(number, "subjective", "There is no subjective code.", "Enter its five digits.")
    annual = _pounds(file, number, "annual", values.get("annual"), is_needed=True)
    method = METHODS.get(values.get("method", "").upper().strip())
    if method is None:
        file.report(
            number, "method", "This way of spreading is not known.", f"Enter one of {', '.join(Method.values)}.",
            value=values["method"],
        )  # fmt: skip
    months = [_pounds(file, number, month, values.get(month)) for month in MONTHS]
    if method != Method.MANUAL and any(months):
        file.report(
            number, "method", "Months are given, and another way of spreading.", "Enter MANUAL, or empty the months."
        )
    if file.n_problems > before or annual is None or method is None:
        return None
    segments = Segments(
        code, *(values.get(name, "").upper() for name in ("cost_centre", "fund", "project", "counterparty"))
    )
    return Line(
        segments=segments._replace(fund=segments.fund or "GEN"), annual=annual, method=method,
        months=_amounts(months) if method == Method.MANUAL else (), narrative=values.get("narrative", "")[:200],
    )  # fmt: skip


def _amounts(months: Sequence[Decimal | None]) -> list[Decimal]:
    return [month or ZERO for month in months]


def _pounds(file: ImportFile, number: int, column: str, text: str | None, *, is_needed: bool = False) -> Decimal | None:
    """Read an amount; None for none, and for one that is reported."""
    if text is None:
        return None
    if not text:
        if is_needed:
            file.report(number, column, "There is no amount.", "Enter the pounds of the year, income with a minus.")
        return None
    said = text.replace(" ", "").replace("−", "-")
    try:
        pounds = Decimal(said.replace("£", "").replace(",", "")) if POUNDS.fullmatch(said) else None
    except InvalidOperation:
        pounds = None
    if pounds is None or abs(pounds) > MAX_AMOUNT:
        file.report(
            number, column, "This is no amount of pounds and pence.", "Enter it like 1234.50 or -1234.50.", value=text
        )
        return None
    return pounds
