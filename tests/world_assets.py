"""The fixed assets of a world: one in use with a month charged, one that is asked for."""

from datetime import date
from decimal import Decimal

from finance.models import AssetComponent, AssetEntry, JournalLine
from finance.operations import assets
from tests.factories import assets as make
from tests.factories import ledger
from tests.factories.ledger import NOW, Ledger, cr, dr
from tests.people import Cast
from tests.world_base import World


def add_assets(cast: Cast, world: World, books: Ledger) -> None:
    """Register what a posted line paid for, charge October, and leave another line and another change waiting."""
    mark, by, on = world.mark, cast.hana, date(2026, 9, 10)
    centre = books.centres[0].code
    bought, spare = (
        JournalLine.objects.get(
            journal=ledger.posted(books, dr("90000", pounds), cr("94050", pounds), on=on), debit__gt=0
        )
        for pounds in ("120000.00", "30000.00")
    )  # fmt: skip
    wanted = make.wanted(books, make.component(mark), name=mark, location=mark, custodian=centre, valuer=mark)
    move = assets.propose_addition(line=bought.pk, wanted=wanted, reason=mark * 2, by=by, at=NOW)
    make.approved(move, by=cast.ben, at=NOW)
    asked = assets.propose_depreciation(legal_entity=books.entity.uuid, year=2026, number=7, by=by, at=NOW)
    assert spare.debit == Decimal("30000.00")
    part = AssetComponent.objects.get(name=mark)
    world.rows |= {
        "finance.Asset": make.only(mark), "finance.AssetComponent": part, "finance.AssetMove": asked,
        "finance.AssetEntry": AssetEntry.objects.get(move=move),
    }  # fmt: skip
    assert asked.total == Decimal("1000.00")
