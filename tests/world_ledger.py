"""The ledger of a world: a posted journal, a draft that waits for approval, and codes of every segment."""

from datetime import date

from finance.models import CombinationRule, Counterparty, Project
from finance.operations import journals
from tests.factories import ledger
from tests.factories.hr import ALWAYS
from tests.people import Cast
from tests.world_base import World


def add_ledger(cast: Cast, world: World) -> ledger.Ledger:
    """Make one of each; return the books."""
    of, mark = world.partner, world.mark
    books = ledger.ledger(of, cast.hana)
    Project.objects.create(partner=of, code="C00001", name=mark, valid=ALWAYS)
    Counterparty.objects.create(partner=of, code="X01", name=mark, valid=ALWAYS)
    CombinationRule.objects.create(partner=of, verdict="DENY", fund="SCH", project="C", reason=mark, valid=ALWAYS)
    said = f"{mark} stationery"
    ledger.posted(books, description=said, on=date(2026, 10, 1))
    draft = journals.draft(wanted=ledger.wanted(books, description=said), by=cast.hana, at=ledger.NOW)
    ledger.proposed(books, draft, by=cast.hana)
    world.rows |= {"finance.Journal": draft, "finance.Period": books.periods[1]}
    return books
