"""Recharges of a world: a pool that the partner provides to itself, another that it bills, its mark in every text."""

from datetime import date
from decimal import Decimal

from finance.engine.recharge_bills import Instalment
from finance.models import CostShare, Customer
from finance.operations import recharge_bills, recharges
from finance.operations.codings import Segments
from finance.operations.recharge_bills import BillsWanted
from finance.queries import recharge_bills as found
from partners.models import Partner
from tests.factories import receivables as debtors
from tests.factories import recharges as make
from tests.factories.ledger import Ledger
from tests.people import Cast
from tests.world_base import World


def add_recharges(cast: Cast, world: World, books: Ledger) -> None:
    """Make one of each: shares that are told, disputed and answered for nobody, and the draft of a bill."""
    here, mark, by, code = world.partner, world.mark, cast.hana, world.partner.code
    pool = make.pool(here, by=by, name=mark, members=[code])
    taken = make.figures(here, by=by, evidence=mark, figures={code: Decimal(4321)})
    made = make.shared(pool, taken, by=by)
    recharges.issue(calculation=made.uuid, by=cast.ben, at=make.NOW)
    row = CostShare.objects.get(calculation=made)
    recharges.dispute(partner_id=here.pk, share=row.uuid, words=f"{mark} disputes it", by=cast.ben, at=make.NOW)
    world.rows |= {"finance.CostPool": pool, "finance.CostShare": row}
    world.rows["finance.RechargeBill"] = _billed(cast, world, books)


def _billed(cast: Cast, world: World, books: Ledger) -> object:
    """Bill a partner that nobody of the cast belongs to."""
    here, by, code = world.partner, cast.hana, f"takes-{world.partner.code}"
    other = Partner.objects.create(
        code=code, name=code, short_name=code, kind=Partner.Kind.COUNTY, joined_on=date(2020, 1, 1)
    )
    debtor = debtors.customer(books, name=f"{world.mark} west", kind="PUBLIC_BODY", address=f"1 {world.mark}")
    Customer.objects.filter(pk=debtor.pk).update(stands_for=other)
    pool = make.pool(here, by=by, code="west", name=f"{world.mark} west", members=[code])
    taken = make.figures(here, by=by, evidence=world.mark, figures={code: Decimal(4321)})
    recharges.issue(calculation=make.shared(pool, taken, by=by).uuid, by=cast.ben, at=make.NOW)
    wanted = BillsWanted(
        instalment=Instalment.Q3, vat_code="S20", vat_reference=world.mark, segments=Segments("88500", "F10001"),
        seen=found.billing(pool, Instalment.Q3, on=make.NOW.date()).seen,
    )  # fmt: skip
    return recharge_bills.draft(pool=pool.uuid, wanted=wanted, by=by, at=make.NOW)[0]
