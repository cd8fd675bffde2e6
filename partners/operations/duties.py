"""Separation of duties over what is in force (domain SEC-03 b): what slipped past the check at the grant is found.

Two logins of one person that were joined later, a change of the table of incompatible roles, rows written by hand.
"""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from partners.audit import audit
from partners.models import AuditAction, DutiesFinding, Partner, User
from partners.queries.duties import Clash, clashing
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required


class Checked(NamedTuple):
    """What a check found: new findings, findings that are no longer so, and how many are open."""

    n_new: int
    n_cleared: int
    n_open: int


@transaction_required
def check(*, partner_id: int, at: datetime) -> Checked:
    """Compare what people hold at a partner with the findings on record: record what is new, clear what has ended."""
    now = clashing(partner_id=partner_id, on=timezone.localdate(at))
    rows = DutiesFinding.objects.of(partner_id).filter(cleared_at__isnull=True).select_for_update(of=("self",))
    known = {Clash(row.human_id, Role(row.role), Role(row.other_role)): row for row in rows.order_by("id")}
    new, gone = sorted(now - known.keys()), sorted(known.keys() - now)
    for clash in new:
        row = DutiesFinding.objects.create(
            partner_id=partner_id, human_id=clash.human_id, role=clash.role, other_role=clash.other_role, found_at=at
        )
        _record(row, AuditAction.FLAG, "holds both")
    for clash in gone:
        row = known[clash]
        row.cleared_at = at
        row.save(update_fields=["cleared_at"])
        _record(row, AuditAction.CLEAR, "no longer holds both")
    return Checked(len(new), len(gone), len(now))


def check_everywhere(*, at: datetime) -> int:
    """Check every partner, each in a scope of its own; return how many findings are open."""
    found = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="check of duties"):
            found += check(partner_id=partner_id, at=at).n_open
    return found


def _record(row: DutiesFinding, action: AuditAction, words: str) -> None:
    names = User.objects.filter(human_id=row.human_id).order_by("id").values_list("full_name", flat=True)
    audit(
        action=action,
        object_type=row._meta.db_table,
        object_id=row.pk,
        label=f"{', '.join(dict.fromkeys(names))} {words}: {row}",
        partner_id=row.partner_id,
        changes={"role": row.role, "other_role": row.other_role},
    )
