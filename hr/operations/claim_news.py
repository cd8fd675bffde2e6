"""Who hears of a claim, by the gateway: managers when one comes and when it waits, the person when it is decided.

No message says what was claimed: the page does.
"""

from datetime import datetime

from django.utils import timezone

from hr.engine import claims as engine
from hr.models import Claim
from hr.queries import claims as found
from hr.queries.teams import managers_of
from hr.states import ClaimState
from partners.models import Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.queries import deciders
from sharedservices.common.db import transaction_required
from sharedservices.common.workingdays import add_working_days

WORDS = {
    ClaimState.APPROVED: "is approved",
    ClaimState.SENT: "is approved and goes to payroll",
    ClaimState.RETURNED: "was sent back to you with a comment",
    ClaimState.REJECTED: "was rejected",
}


def tell_managers(row: Claim, *, at: datetime, by: User | None, is_reminder: bool = False) -> int:
    """Queue one message to each manager of the person, and to whoever decides for them while they are away.

    It names nobody. Return how many there are.
    """
    on = timezone.localdate(at)
    managers = managers_of(partner_id=row.partner_id, person_ids=[row.person_id], on=on)
    partner = Partner.objects.get(pk=row.partner_id)
    users = managers.get(row.person_id, [])
    delegates = deciders.delegates_of(users, partner_id=row.partner_id, on=on)
    users = [*users, *(one for one in delegates if one not in users and one.human_id != row.submitted_human)]
    for manager in users:
        kind = "reminder" if is_reminder else "new"
        draft = Draft(
            kind="claim",
            key=f"claim:{kind}:{row.pk}:{manager.pk}:{row.submitted_at:%Y%m%d%H%M%S}",
            address=manager.email,
            user_id=manager.pk,
            subject=f"A claim waits for you at {partner.short_name}",
            neutral_subject="Something waits for your decision",
            template="email/claim_manager.txt",
            context={"name": manager.full_name, "partner": partner, "is_reminder": is_reminder},
        )
        messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
    return len(users)


def tell_person(row: Claim, *, at: datetime, by: User) -> None:
    """Tell the person that their claim was decided. People without an address see it in self-service."""
    if not row.person.email or row.state not in WORDS:
        return
    partner = Partner.objects.get(pk=row.partner_id)
    draft = Draft(
        kind="claim",
        key=f"claim:{row.state}:{row.pk}:{at:%Y%m%d%H%M%S}",
        address=row.person.email,
        person_id=row.person_id,
        subject=f"Your claim {row} at {partner.short_name}",
        neutral_subject=f"Your claim {row}",
        template="email/claim_decided.txt",
        context={
            "name": row.person.known_as or row.person.forenames, "partner": partner, "number": str(row),
            "words": WORDS[ClaimState(row.state)],
        },
    )  # fmt: skip
    messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)


@transaction_required
def remind(*, partner_id: int, at: datetime) -> int:
    """Remind managers once of each claim that has waited for days; return how many claims. Safe to run twice.

    From the day of the escalation the HR manager has it on the work list as well, and may decide in their place.
    """
    since = add_working_days(timezone.localdate(at), -engine.defaults().remind_after_working_days)
    rows = found.waiting(partner_id=partner_id).filter(state=ClaimState.SUBMITTED, reminded_at=None)
    n = 0
    for row in rows.select_related("person").order_by("id"):
        if timezone.localdate(row.submitted_at) <= since:
            tell_managers(row, at=at, by=None, is_reminder=True)
            row.reminded_at = at
            row.save(update_fields=["reminded_at"])
            n += 1
    return n
