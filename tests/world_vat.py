"""VAT of a world: a frozen return of October with a line and something that it puts right."""

from datetime import UTC, date, datetime
from decimal import Decimal

from finance.models import VatAdjustment
from finance.operations import vat_returns
from tests.factories import vat as make
from tests.factories.ledger import Ledger
from tests.people import Cast
from tests.world_base import World

NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def add_vat(cast: Cast, world: World, books: Ledger) -> None:
    """Make one of each."""
    by, mark = cast.hana, world.mark
    make.registered(books, by=by, first_day=date(2026, 10, 1), stagger=0, at=NOVEMBER)
    vat_returns.attribute(
        cost_centre=books.centres[0].pk, use="EXEMPT", exempt_percent=Decimal(100), valid_from=date(2026, 4, 1),
        reason=f"{mark} decided it", by=by, at=NOVEMBER,
    )  # fmt: skip
    row = make.drawn_up(books, by=by, at=NOVEMBER)
    wanted = make.adjustment(words=f"{mark} of an earlier return")
    vat_returns.adjust(vat_return=row.uuid, wanted=wanted, by=by, at=NOVEMBER)
    vat_returns.sign(vat_return=row.uuid, period_key="26J1", by=by, at=NOVEMBER)
    row = vat_returns.approve(vat_return=row.uuid, by=cast.ben, at=NOVEMBER)
    world.rows |= {"finance.VatReturn": row, "finance.VatAdjustment": VatAdjustment.objects.get(vat_return=row)}
