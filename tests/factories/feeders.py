"""Makes files of other systems. Call inside partner_scope()."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from finance.engine.feeders import CARDS, INVOICES, Layout, guess
from finance.models import FeederFile
from finance.operations import feeders
from partners.models import User
from tests.factories.ledger import Ledger

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HEADINGS = ("Paid Date", "Amount", "Supplier Name", "Supplier ID", "Trans No", "Category")
OPTIONS = {"no_order": "CARE", "supplier_kind": "COMPANY", "vat_code": "O"}
ROW = ("26/10/2026", "120.00", "Fenwick Paper Ltd", "S1", "F-1", "Stationery")


def text(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> io.BytesIO:
    """A CSV file."""
    made = io.StringIO()
    csv.writer(made).writerows([headings, *rows])
    return io.BytesIO(made.getvalue().encode())


def layout(columns: dict[str, str] | None = None, **more: Any) -> Layout:
    """How it is read: everything is stationery of the first cost centre, unless `more` says otherwise."""
    given = {"subjective": "40100", "cost_centre": "F10001"} | more
    return Layout(columns=columns or guess(HEADINGS), **given)


def taken(
    of: Ledger, *rows: tuple[str, ...], by: User, total: str = "120.00", kind: str = INVOICES, at: datetime = NOW,
    name: str = "payables.csv",
) -> FeederFile:  # fmt: skip
    """A file that was taken in."""
    return feeders.take_in(
        legal_entity=of.entity.uuid, kind=kind, file=text(*(rows or (ROW,))), name=name, control_total=Decimal(total),
        by=by, at=at,
    )  # fmt: skip


def checked(of: Ledger, *rows: tuple[str, ...], by: User, at: datetime = NOW, **more: Any) -> FeederFile:
    """A file that was read."""
    row = taken(of, *rows, by=by, at=at, **more)
    return feeders.check(file=row.uuid, layout=layout(), options=OPTIONS, by=by, at=at)


def landed(of: Ledger, *rows: tuple[str, ...], by: User, at: datetime = NOW, **more: Any) -> FeederFile:
    """A file whose rows landed."""
    row = checked(of, *rows, by=by, at=at, **more)
    return feeders.land(file=row.uuid, by=by, at=at)


__all__ = ["CARDS", "INVOICES", "checked", "landed", "layout", "taken", "text"]
