"""Managers hear that somebody in their team is ill, is back, or does not take leave. No message says who or why."""

from datetime import datetime

from django.utils import timezone

from hr.models import AbsenceRecord, LeaveBooking
from hr.queries.teams import managers_of
from partners.models import Partner, User
from partners.operations import messages
from partners.operations.messages import Draft

WORDS = {
    "ill": "has reported that they are ill",
    "back": "has said that they are back at work",
    "not away": "has cancelled leave that was approved",
}
PAGES = {"ill": "Absence", "back": "Absence", "not away": "Annual leave"}


def tell_managers(row: AbsenceRecord | LeaveBooking, what: str, *, at: datetime, by: User) -> int:
    """Queue one message to each manager of the person; return how many there are."""
    found = managers_of(partner_id=row.partner_id, person_ids=[row.person_id], on=timezone.localdate(at))
    partner = Partner.objects.get(pk=row.partner_id)
    users = found.get(row.person_id, [])
    for manager in users:
        draft = Draft(
            kind="time",
            key=f"time:{what}:{row.uuid}:{manager.pk}:{at:%Y%m%d%H%M%S}",
            address=manager.email,
            user_id=manager.pk,
            subject=f"News of your team at {partner.short_name}",
            neutral_subject="News of your team",
            template="email/time_manager.txt",
            context={"name": manager.full_name, "partner": partner, "words": WORDS[what], "page": PAGES[what]},
        )
        messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
    return len(users)
