"""Recharges of a world: a pool that the partner provides to itself, with its mark in every text."""

from decimal import Decimal

from finance.models import CostShare
from finance.operations import recharges
from tests.factories import recharges as make
from tests.people import Cast
from tests.world_base import World


def add_recharges(cast: Cast, world: World) -> None:
    """Make one of each: shares that are told, disputed and answered for nobody."""
    here, mark, by, code = world.partner, world.mark, cast.hana, world.partner.code
    pool = make.pool(here, by=by, name=mark, members=[code])
    taken = make.figures(here, by=by, evidence=mark, figures={code: Decimal(4321)})
    made = make.shared(pool, taken, by=by)
    recharges.issue(calculation=made.uuid, by=cast.ben, at=make.NOW)
    row = CostShare.objects.get(calculation=made)
    recharges.dispute(partner_id=here.pk, share=row.uuid, words=f"{mark} disputes it", by=cast.ben, at=make.NOW)
    world.rows |= {"finance.CostPool": pool, "finance.CostShare": row}
