"""A hierarchy with a draft of a version, and a code of a world that waits for approval."""

import io
from datetime import date

from finance.models import CombinationRule, Fund
from finance.operations import hierarchies
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories.hr import ALWAYS
from tests.factories.ledger import NOW, Ledger
from tests.people import Cast
from tests.world_base import World


def add_chart(cast: Cast, world: World, books: Ledger) -> None:
    """Make one of each."""
    of, mark = world.partner, world.mark
    fund = Fund.objects.create(partner=of, code="WLD", name=mark, valid=ALWAYS)
    row = hierarchies.set_up(
        partner_id=of.pk, segment="COST_CENTRE", legal_entity=books.entity.uuid, code="WORLD", name=mark,
        levels=["Line"], by=cast.hana, at=NOW,
    )  # fmt: skip
    text = f"code,level_1_code,level_1_name\nF10001,HT,{mark}\n"
    version = hierarchies.load(
        hierarchy=row.uuid, starts_on=date(2026, 4, 1), description=mark, content=io.BytesIO(text.encode()),
        by=cast.hana, at=NOW,
    )  # fmt: skip
    payload = {"segment": "fund", "code": "WLD", "name": f"{mark} two", "first_day": "2020-04-01"}
    proposal = Proposal(kind="finance.code", payload=payload, reason=mark)
    changes.submit(partner_id=of.pk, proposal=proposal, by=cast.hana, at=NOW)
    world.rows |= {
        "finance.Fund": fund, "finance.Hierarchy": row, "finance.HierarchyVersion": version,
        "finance.CombinationRule": CombinationRule.objects.of(of.pk).get(),
    }  # fmt: skip
