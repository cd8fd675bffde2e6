"""Changing what is laid down for a pool of a shared service, while its year is open (domain FIN-11)."""

from datetime import datetime
from uuid import UUID

from finance import rules_recharges as rules
from finance.models import CostPool, PoolMember
from finance.operations import recharges
from finance.operations.recharges import PoolWanted
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required


@transaction_required
def change(*, pool: UUID, wanted: PoolWanted, by: User, at: datetime) -> CostPool:
    """Put other terms in the place of those of a pool. Shares that were worked out stay as they are.

    Year and code are what the pool is, and stay.

    :raises CostPool.DoesNotExist: when there is none in scope
    :raises RuleBroken: once the year is locked, and for terms that do not fit
    """
    row: CostPool = CostPool.objects.select_for_update(of=("self",)).get(uuid=pool)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Terms of {row}"[:200]):
        rules.YearOpen.require(row.locked_at is None, pool=str(row))
        name, known = recharges.require_pool(wanted)
        rules.PoolSays.require((wanted.year, wanted.code) == (row.year, row.code))
        row.name, row.method, row.budget = name, wanted.method, wanted.budget
        row.blend = {measure: str(part) for measure, part in wanted.blend.items()}
        row.damping, row.minimum_fee = wanted.damping, wanted.minimum_fee
        row.save(update_fields=["name", "method", "budget", "blend", "damping", "minimum_fee"])
        terms = {one.partner: one for one in wanted.members}
        there = PoolMember.objects.of(row.partner_id).filter(pool=row).select_related("to_partner")
        for member in there.order_by("pk"):
            one = terms.pop(member.to_partner.code, None)
            if one is None:
                member.delete()
                continue
            member.first_month, member.months, member.in_scope = one.first_month, one.months, one.in_scope
            member.floor, member.cap, member.set_up = one.floor, one.cap, one.set_up
            member.save(update_fields=["first_month", "months", "in_scope", "floor", "cap", "set_up"])
        recharges.add_members(row, [*terms.values()], known)
    return row
