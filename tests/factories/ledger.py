"""Makes ledgers: a chart of accounts, years with open periods, journals. Call inside partner_scope()."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from finance.models import CostCentre, Fund, Journal, Period, PeriodModule
from finance.operations import calendar, chart, journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from partners.models import LegalEntity, Partner, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories.hr import ALWAYS, legal_entity

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OPEN_FROM, OPEN_TO = 1, 8
_keys = count(1)


@dataclass(slots=True)
class Ledger:
    """A legal entity whose year 2026-27 is open from April to November, with a chart and two cost centres."""

    partner: Partner
    entity: LegalEntity
    by: User
    centres: list[CostCentre]
    periods: dict[int, Period]


def ledger(partner: Partner, by: User, *, code: str = "CC", year: int = 2026) -> Ledger:
    """Make the ledger of a legal entity."""
    entity = LegalEntity.objects.of(partner.pk).filter(code=code).first() or legal_entity(partner, code)
    chart.set_up(partner_id=partner.pk, valid_from=date(2020, 4, 1), by=by, at=NOW)
    for fund, name in (("PUB", "Public health grant"), ("SCH", "Schools")):
        Fund.objects.get_or_create(partner=partner, code=fund, defaults={"name": name, "valid": ALWAYS})
    made = calendar.set_up_year(legal_entity=entity.uuid, year=year, by=by, at=NOW)
    for period in made:
        if OPEN_FROM <= period.number <= OPEN_TO:
            calendar.move(period=period.uuid, modules=PeriodModule.Module, action="open", by=by, at=NOW)
    return Ledger(
        partner=partner,
        entity=entity,
        by=by,
        centres=[
            CostCentre.objects.get_or_create(
                partner=partner, legal_entity=entity, code=code, defaults={"name": name, "valid": ALWAYS}
            )[0]
            for code, name in (("F10001", "Highways"), ("F10002", "Libraries"))
        ],
        periods={period.number: period for period in made},
    )


def dr(code: str, pounds: str | Decimal, centre: str = "F10001", fund: str = "GEN", **more: Any) -> Line:
    """A debit."""
    return Line(segments=_segments(code, centre, fund), debit=Decimal(pounds), **more)


def cr(code: str, pounds: str | Decimal, centre: str = "F10001", fund: str = "GEN", **more: Any) -> Line:
    """A credit."""
    return Line(segments=_segments(code, centre, fund), credit=Decimal(pounds), **more)


def _segments(code: str, centre: str, fund: str) -> Segments:
    return Segments(code, "" if code[0] == "9" else centre, fund)


def wanted(of: Ledger, *lines: Line, on: date = date(2026, 10, 15), **more: Any) -> Wanted:
    """A journal as it is given: a manual one of October, of £100 for stationery against accruals by default."""
    fields: dict[str, Any] = {"kind": Journal.Kind.MANUAL, "description": "Stationery that came in October"} | more
    given = lines or (dr("40100", "100.00"), cr("94050", "100.00"))
    return Wanted(legal_entity=of.entity.uuid, accounting_date=on, lines=given, **fields)


def posted(of: Ledger, *lines: Line, key: str = "", module: str = "AP", **more: Any) -> Journal:
    """A journal that another part of the system posted."""
    origin = Origin(source="test", reference="T1", key=key or f"test:{next(_keys)}", module=module)
    given = wanted(of, *lines, **({"kind": Journal.Kind.PAYABLES} | more))
    return journals.post_from(wanted=given, origin=origin, by=of.by, at=NOW)


def proposed(of: Ledger, row: Journal, *, by: User, at: datetime = NOW) -> Any:
    """Propose a draft; return the change request."""
    proposal = Proposal(
        kind="finance.journal",
        payload={"journal": str(row.uuid), "lines_hash": row.lines_hash},
        reason="October’s close",
    )
    return changes.submit(partner_id=of.partner.pk, proposal=proposal, by=by, at=at)


def approve(change: Any, *approvers: User, at: datetime = NOW) -> Any:
    """Approve a request, one person after the other; return it as it then is."""
    row = change
    for who in approvers:
        row = changes.approve(change=change.uuid, content_hash=change.content_hash, by=who, at=at)
    return row
