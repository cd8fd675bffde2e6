"""Makes budgets: services and directorates, decisions, orders. Call inside partner_scope()."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from finance.models import BudgetDecision, ServiceArea
from finance.operations import budgets
from finance.operations.budgets import Line, Wanted
from finance.operations.codings import Segments
from finance.operations.commitments import Order, OrderLine
from partners.models import User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories.ledger import NOW, Ledger, approve

OPENED = date(2020, 4, 1)
Level = ServiceArea.Level


def line(pounds: str | Decimal, code: str = "40100", centre: str = "F10001", fund: str = "GEN", **more: Any) -> Line:
    """A line of a decision."""
    project = more.pop("project", "")
    return Line(segments=Segments(code, centre, fund, project), annual=Decimal(pounds), **more)


def wanted(of: Ledger, *lines: Line, **more: Any) -> Wanted:
    """A decision: the original budget of £10,000 for stationery by default."""
    fields: dict[str, Any] = {
        "kind": "ORIGINAL", "description": "Budget of 2026-27", "year": 2026, "members_reference": "Council, minute 61",
    } | more  # fmt: skip
    return Wanted(legal_entity=of.entity.uuid, lines=lines or (line("10000"),), **fields)


def virement(of: Ledger, *lines: Line, **more: Any) -> Wanted:
    """A virement of £1,000 from stationery to equipment by default."""
    given = lines or (line("-1000"), line("1000", "40000"))
    fields = {"kind": "VIREMENT", "description": "Chairs instead of paper", "members_reference": ""} | more
    return wanted(of, *given, **fields)


def proposed(of: Ledger, row: BudgetDecision, *, by: User, at: datetime = NOW) -> Any:
    """Propose a draft; return the change request."""
    proposal = Proposal(
        kind="finance.budget", payload={"decision": str(row.uuid), "lines_hash": row.lines_hash},
        reason="As the service managers agreed",
    )  # fmt: skip
    return changes.submit(partner_id=of.partner.pk, proposal=proposal, by=by, at=at)


def in_force(of: Ledger, given: Wanted, *approvers: User, by: User, at: datetime = NOW) -> BudgetDecision:
    """Write a decision, propose it and have it approved; return it as it then is."""
    row = budgets.draft(wanted=given, by=by, at=at)
    approve(proposed(of, row, by=by, at=at), *approvers, at=at)
    row.refresh_from_db()
    return row


def areas(of: Ledger, by: User) -> dict[str, ServiceArea]:
    """Put Highways into Transport, Libraries into Culture, both services of Place; and there is a directorate Care."""

    def area(level: Level, code: str, name: str, parent: ServiceArea | None = None) -> ServiceArea:
        return budgets.set_up_area(
            legal_entity=of.entity.uuid, level=level, code=code, name=name, parent=parent.uuid if parent else None,
            by=by, at=NOW,
        )  # fmt: skip

    place = area(Level.DIRECTORATE, "PLA", "Place")
    found = {"PLA": place, "CAR": area(Level.DIRECTORATE, "CAR", "Care")}
    for centre, code, name in zip(of.centres, ("TRA", "CUL"), ("Transport", "Culture"), strict=True):
        found[code] = area(Level.SERVICE, code, name, place)
        budgets.place(cost_centre=centre.uuid, service=found[code].uuid, first_day=OPENED, by=by, at=NOW)
    return found


def order(of: Ledger, *pounds: str | OrderLine, reference: str = "PO-1", on: date = date(2026, 10, 1)) -> Order:
    """A requisition or an order for stationery: pounds by line, or whole lines."""
    paper = Segments("40100", "F10001")
    lines = [
        one if isinstance(one, OrderLine) else OrderLine(number=n, segments=paper, net=Decimal(one))
        for n, one in enumerate(pounds or ("4000",), start=1)
    ]
    return Order(
        legal_entity=of.entity.uuid, source="test", reference=reference, description="Paper", lines=lines, on=on
    )
