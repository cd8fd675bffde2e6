"""Makes fixed assets. Call inside partner_scope()."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from finance.models import Asset, AssetMove
from finance.operations import asset_decisions, assets
from finance.operations.assets import AssetWanted, ComponentWanted
from partners.models import User
from tests.factories.ledger import Ledger

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SEPTEMBER = date(2026, 9, 30)


def component(name: str = "Structure", cost: str = "120000.00", years: int = 10, **more: str) -> ComponentWanted:
    """A component of £120,000.00 over ten years: £1,000.00 a month."""
    pounds = {one: Decimal(value) for one, value in more.items()}
    return ComponentWanted(name=name, cost=Decimal(cost), years=years, **pounds)


def wanted(of: Ledger, *components: ComponentWanted, **more: Any) -> AssetWanted:
    """A building in use since 15 September."""
    given = {
        "legal_entity": of.entity.uuid, "asset_class": "BUILDINGS", "name": "Library at Aldmoor", "custodian": "F10001",
        "components": components or (component(),), "in_use_on": date(2026, 9, 15), "location": "Aldmoor",
    }  # fmt: skip
    return AssetWanted(**(given | more))


def taken_on(
    of: Ledger, *rows: AssetWanted, by: User, approver: User, on: date = SEPTEMBER, at: datetime = AT
) -> AssetMove:
    """Assets of the system before, approved."""
    parts = [one for row in rows for one in row.components]
    move = assets.propose_take_on(
        legal_entity=of.entity.uuid, on=on, assets=rows, control_cost=sum((one.cost for one in parts), Decimal(0)),
        control_depreciation=sum((one.depreciation for one in parts), Decimal(0)),
        reason="Taken on from the system before", by=by, at=at,
    )  # fmt: skip
    return approved(move, by=approver, at=at)


def approved(move: AssetMove, *, by: User, at: datetime = AT) -> AssetMove:
    """A change that another person approves."""
    return asset_decisions.approve(move=move.uuid, by=by, at=at)


def charged(of: Ledger, number: int, *, by: User, approver: User, at: datetime = AT) -> AssetMove:
    """A month's depreciation, approved."""
    move = assets.propose_depreciation(legal_entity=of.entity.uuid, year=2026, number=number, by=by, at=at)
    return approved(move, by=approver, at=at)


def only(name: str = "Library at Aldmoor") -> Asset:
    """The asset of a name."""
    return Asset.objects.get(name=name)


def uuid_of(name: str = "Library at Aldmoor") -> UUID:
    """Its public id."""
    return only(name).uuid
