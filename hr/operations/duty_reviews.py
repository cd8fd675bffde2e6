"""Acting up is reviewed, and so is an honorarium beyond six months (domain HR-07): somebody says what follows.

What follows is a change of its own: an earlier end, a regrade, another honorarium.
"""

from datetime import datetime
from uuid import UUID

from hr import rules
from hr.models import ActingUp, Honorarium, MarketSupplement
from hr.operations import dated
from hr.operations.freeze import require_free
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState

Duty = ActingUp | Honorarium | MarketSupplement
DUTIES: dict[str, type[Duty]] = {"acting": ActingUp, "honorarium": Honorarium, "supplement": MarketSupplement}


@transaction_required
def record_review(*, duty: str, row: UUID, note: str, by: User, at: datetime) -> Duty:
    """Record that a duty was reviewed, and what follows. `duty`: "acting", "honorarium" or "supplement".

    :raises RuleBroken: without words, or about oneself
    :raises PersonOnHold: while nobody but the case officer changes anything about the person
    :raises WrongState: when no review is due any more
    :raises ObjectDoesNotExist: if there is none in scope
    """
    tidy = rules.check_reason(note)
    found: Duty = DUTIES[duty].objects.select_for_update(of=("self",)).get(uuid=row)
    require_free(partner_id=found.partner_id, person_id=found.person_id)
    if found.review_on is None or found.reviewed_at is not None:
        raise WrongState("No review of it is due: it was recorded already.", action="review", state=duty)
    with dated.change(partner_id=found.partner_id, by=by, reason=tidy):
        dated.refuse_oneself(found, by=by)
        found.reviewed_by, found.reviewed_at, found.review_note = by, at, tidy
        found.save(update_fields=["reviewed_by", "reviewed_at", "review_note"])
        audit(
            action=AuditAction.UPDATE, object_type=f"hr_{found._meta.model_name}", object_id=found.pk,
            label=str(found), partner_id=found.partner_id, changes={"action": "review"}, reason=tidy,
        )  # fmt: skip
    return found
