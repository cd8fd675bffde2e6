"""An agreement between two legal entities of a world, the settlement of a month, and an agreement that waits."""

from finance.models import InterEntitySettlement
from tests.factories import interentity as make
from tests.factories.hr import legal_entity
from tests.factories.ledger import NOW, Ledger
from tests.people import Cast
from tests.world_base import World


def add_interentity(cast: Cast, world: World, books: Ledger) -> None:
    """Make one of each."""
    of, mark = world.partner, world.mark
    other, third = legal_entity(of, "IE2"), legal_entity(of, "IE3")
    row = make.agreed(books.entity, other, by=cast.hana, approver=world.everybody, subject=f"{mark} buildings")
    make.asked(of.pk, make.payload(books.entity, third, subject=f"{mark} vehicles"), by=cast.hana)
    InterEntitySettlement.objects.create(
        partner=of, agreement=row, year=2026, number=6, payer=other, amount=0, journal=world.row("finance.Journal"),
        proposed_by=cast.hana, proposed_at=NOW,
    )  # fmt: skip
    world.rows["finance.InterEntityAgreement"] = row
