"""A file of another system in a world: read, one row ready and one refused."""

from tests.factories import feeders as make
from tests.factories.ledger import Ledger
from tests.people import Cast
from tests.world_base import World


def add_feeder(cast: Cast, world: World, books: Ledger) -> None:
    """Make one."""
    mark = world.mark
    rows = (
        ("26/10/2026", "120.00", f"{mark} Paper", mark, f"{mark}-1", mark),
        ("26/10/2026", "-5.00", f"{mark} Paper", mark, f"{mark}-2", mark),
    )
    row = make.checked(books, *rows, by=cast.hana, total="115.00", name=f"{mark}.csv")
    world.rows |= {"finance.FeederFile": row}
