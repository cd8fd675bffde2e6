"""An electronic invoice in a world that waits for its supplier."""

from tests.factories import einvoices as make
from tests.factories.ledger import Ledger
from tests.people import Cast
from tests.world_base import World


def add_einvoices(cast: Cast, world: World, books: Ledger) -> None:
    """Make one that waits for its supplier."""
    paper = make.paper(
        buyer=books.entity.legal_name, seller=f"{world.mark} Ltd & Daughters", reference=world.mark[:40],
        lines=[(f"{world.mark} paper", "100.00")],
    )  # fmt: skip
    row = make.taken(paper, partner=world.partner, by=cast.hana, name=f"{world.mark}.xml")
    world.rows |= {"finance.ElectronicInvoice": row}
