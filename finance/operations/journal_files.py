"""Journals that come as a spreadsheet (domain FIN-02): the rules of any other, and each row looked at by itself."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from finance import rules
from finance.models import Journal
from finance.operations import codings, journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Wanted
from partners.audit import audit
from partners.models import AuditAction, LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.imports import Column, ImportFile, ImportRefused, open_import
from sharedservices.common.money import ZERO, pence

COLUMNS = (
    Column("subjective", "subjective code", is_required=True, digits=5), Column("cost_centre", "cost centre"),
    Column("fund"), Column("project"), Column("counterparty"), Column("debit", is_required=True),
    Column("credit", is_required=True), Column("narrative"), Column("legal_entity", "legal entity"),
)  # fmt: skip
MOST_ROWS = 10_000
LONGEST = 200
GENERAL = "GEN"
_AMOUNT = re.compile(r"£?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,2})?")


@transaction_required
def draft_from_file(
    *, wanted: Wanted, file: BinaryIO, filename: str, control_total: Decimal, by: User, at: datetime
) -> Journal:
    """Write the journal that a CSV or Excel file holds, when every row is right and its debits are the control total.

    The event of the trail keeps name, hash and totals of the file. `wanted` has everything but the lines.

    :raises ImportRefused: with everything that is wrong, row by row
    :raises RuleBroken: when the control total differs, and as `journals.draft`
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.get(uuid=wanted.legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=wanted.description[:200]):
        with open_import(file, columns=COLUMNS, max_rows=MOST_ROWS) as sheet:
            rows = [(number, _line(sheet, number, values)) for number, values in sheet]
            _look_up(sheet, entity, rows, wanted)
            if sheet.problems:
                raise ImportRefused(sheet.problems)
        lines = [line for _number, line in rows if line is not None]
        debits = sum((line.debit for line in lines), ZERO)
        rules.ControlTotal.require(debits == control_total, debits=debits, control_total=control_total)
        row = journals.draft(wanted=replace(wanted, lines=lines), by=by, at=at)
        file.seek(0)
        digest = hashlib.sha256(file.read()).hexdigest()
        audit(
            action=AuditAction.IMPORT,
            object_type="finance_journal",
            object_id=row.pk,
            label=f"{row.description}: {filename}"[:200],
            partner_id=entity.partner_id,
            changes={"sha256": digest, "rows": len(lines), "control_total": control_total, "journal": str(row.uuid)},
        )
    return row


def _line(sheet: ImportFile, number: int, values: dict[str, str]) -> Line | None:
    """Read a row, or report what is wrong with its amounts and words."""
    sides = {}
    for side in ("debit", "credit"):
        text = values.get(side, "").replace(" ", "")
        if text and not _AMOUNT.fullmatch(text):
            sheet.report(
                number, side, f"“{text[:40]}” is no amount in pounds and pence.",
                "Write it like 1,234.50, above nought: what reduces a cost is a credit.", value=text,
            )  # fmt: skip
            return None
        sides[side] = pence(Decimal(text.lstrip("£").replace(",", "") or "0"))
    narrative = values.get("narrative", "")
    if len(narrative) > LONGEST:
        sheet.report(
            number, "narrative", f"The narrative has {len(narrative)} characters.", f"Write at most {LONGEST}."
        )
        return None
    if (sides["debit"] > 0) == (sides["credit"] > 0):
        sheet.report(number, "debit", "The row has no amount, or one on each side.", "Give a debit or a credit.")
        return None
    codes = {name: values.get(name, "").strip().upper() for name in Segments._fields}
    return Line(
        segments=Segments(**(codes | {"fund": codes["fund"] or GENERAL})),
        debit=sides["debit"],
        credit=sides["credit"],
        narrative=narrative,
        entity=values.get("legal_entity", "").strip().upper(),
    )


def _look_up(sheet: ImportFile, entity: LegalEntity, rows: list[tuple[int, Line | None]], wanted: Wanted) -> None:
    """Report every row whose legal entity is not known, or whose codes cannot be posted to, with the reason."""
    lines = [(number, line) for number, line in rows if line is not None]
    for code in sorted({line.entity for _number, line in lines}):
        of = LegalEntity.objects.of(entity.partner_id).filter(code=code).first() if code else entity
        mine = [(number, line) for number, line in lines if line.entity == code]
        if of is None:
            for number, _line_of in mine:
                sheet.report(
                    number, "legal_entity", f"There is no legal entity {code[:20]} here.",
                    "Take the code of a legal entity of this partner, or leave the cell empty.", value=code[:40],
                )  # fmt: skip
        else:
            _report_faults(sheet, of, mine, wanted)


def _report_faults(sheet: ImportFile, entity: LegalEntity, lines: list[tuple[int, Line]], wanted: Wanted) -> None:
    wrong = codings.faults(
        entity=entity, wanted=[line.segments for _number, line in lines], on=wanted.accounting_date, by_hand=True
    )
    for number, line in lines:
        if line.segments in wrong:
            why = wrong[line.segments]
            sheet.report(number, "subjective", f"{why[:1].upper()}{why[1:]}", "Take codes that are open and allowed.")
