"""An extract of a ledger in a world."""

from finance.operations import extracts
from tests.factories.ledger import NOW, Ledger
from tests.people import Cast
from tests.world_base import World


def add_extract(cast: Cast, world: World, books: Ledger) -> None:
    """Make one."""
    row = extracts.make(legal_entity=books.entity.uuid, year=2026, by=cast.hana, at=NOW)
    world.rows |= {"finance.LedgerExtract": row}
