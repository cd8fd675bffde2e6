"""Assets of the system before by file, a row a component: all of them with a control total, or none (domain FIN-14)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO
from uuid import UUID

from finance.models import AssetMove
from finance.operations import assets
from finance.operations.assets import AssetWanted, ComponentWanted
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.import_sheet import ImportProblem
from sharedservices.common.imports import Column, ImportFile, ImportRefused, open_import
from sharedservices.common.money import MAX_AMOUNT, ZERO

MOST_ROWS, MOST_BYTES, MOST_YEARS = 20_000, 10 << 20, 999
POUNDS = re.compile(r"£?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?")
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
COLUMNS = (
    Column("asset", "Asset", is_required=True), Column("asset_class", "Class", is_required=True),
    Column("location", "Location"), Column("custodian", "Cost centre", is_required=True), Column("project", "Project"),
    Column("in_use_on", "In use on"), Column("lease_ends_on", "Lease ends on"), Column("valued_on", "Valued on"),
    Column("valuer", "Valuer"), Column("component", "Component", is_required=True),
    Column("cost", "Cost or valuation", is_required=True), Column("depreciation", "Accumulated depreciation"),
    Column("reserve", "Revaluation reserve"), Column("years", "Life in years", is_required=True),
    Column("residual", "Residual value"),
)  # fmt: skip
OF_ASSET = tuple(one.name for one in COLUMNS[1:9])
"""What has to be the same in each row of an asset."""
Values = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOn:
    """What a file says as a whole: whose assets, on which day, and what they come to in pounds."""

    legal_entity: UUID
    on: date
    control_cost: Decimal
    control_depreciation: Decimal
    reason: str


@transaction_required
def load(*, wanted: TakeOn, source: BinaryIO, by: User, at: datetime) -> AssetMove:
    """Ask for the assets of a file to be taken on; another person approves all of it.

    :raises ImportRefused: with every fault by row and column
    :raises RuleBroken: when the totals differ
    """
    with open_import(source, columns=COLUMNS, max_rows=MOST_ROWS, max_bytes=MOST_BYTES) as file:
        given: dict[str, list[tuple[int, Values]]] = {}
        for number, values in file:
            given.setdefault(values.get("asset", "").strip(), []).append((number, dict(values)))
        found = {name: _asset(wanted.legal_entity, file, rows) for name, rows in given.items()}
        if file.problems:
            raise ImportRefused(file.problems)
    rows = [one for one in found.values() if one is not None]
    try:
        return assets.propose_take_on(
            legal_entity=wanted.legal_entity, on=wanted.on, assets=rows, control_cost=wanted.control_cost,
            control_depreciation=wanted.control_depreciation, reason=wanted.reason, by=by, at=at,
        )  # fmt: skip
    except assets.AssetRefused as refused:
        at_row = next((rows[0][0] for name, rows in given.items() if name == refused.name), None)
        problem = ImportProblem(
            at_row, refused.broken.field or "", "", refused.broken.message, refused.broken.remedy or ""
        )
        raise ImportRefused([problem]) from refused


# --- the parts ------------------------------------------------------------------------------------------------------
def _asset(entity: UUID, file: ImportFile, rows: Sequence[tuple[int, Values]]) -> AssetWanted | None:
    first, head = rows[0]
    before = file.n_problems
    for number, values in rows[1:]:
        for name in OF_ASSET:
            if values.get(name, "") != head.get(name, ""):
                words = f"This differs from row {first}, of the same asset."
                file.report(number, name, words, "Give each row of an asset the same, or another name.")
    days = {name: _day(file, first, name, head.get(name, "")) for name in ("in_use_on", "lease_ends_on", "valued_on")}
    components = [_component(file, number, values) for number, values in rows]
    if file.n_problems > before:
        return None
    return AssetWanted(
        legal_entity=entity, asset_class=head["asset_class"].strip().upper(), name=head["asset"],
        custodian=head["custodian"], location=head.get("location", ""), project=head.get("project", ""),
        valuer=head.get("valuer", ""), components=components, **days,
    )  # fmt: skip


def _component(file: ImportFile, number: int, values: Values) -> ComponentWanted:
    pounds: dict[str, Any] = {
        name: _pounds(file, number, name, values.get(name, ""))
        for name in ("cost", "depreciation", "reserve", "residual")
    }
    years = values.get("years", "").strip()
    if not (years.isascii() and years.isdigit() and int(years) <= MOST_YEARS):
        file.report(number, "years", "This is no number of years.", "Enter whole years, 0 for land.", value=years)
        years = "0"
    return ComponentWanted(name=values.get("component", ""), years=int(years), **pounds)


def _day(file: ImportFile, number: int, column: str, text: str) -> date | None:
    said = text.strip()
    if not said:
        return None
    british = DAY.fullmatch(said)
    try:
        return date(int(british[3]), int(british[2]), int(british[1])) if british else date.fromisoformat(said)
    except ValueError:
        file.report(number, column, "This is no day.", "Enter it like 31/03/2026.", value=text)
        return None


def _pounds(file: ImportFile, number: int, column: str, text: str) -> Decimal:
    said = text.replace(" ", "")
    if not said:
        return ZERO
    try:
        pounds = Decimal(said.replace("£", "").replace(",", "")) if POUNDS.fullmatch(said) else None
    except InvalidOperation:
        pounds = None
    if pounds is None or pounds > MAX_AMOUNT:
        file.report(number, column, "This is no amount of pounds and pence.", "Enter it like 1234.50.", value=text)
        return ZERO
    return pounds
