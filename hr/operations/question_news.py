"""The person hears that HR has answered, and that somebody asked in their name for another bank account.

No message says what was asked. About a bank account it goes to the addresses that were held before.
"""

from datetime import datetime

from hr.models import HrQuestion
from partners.models import Partner, User
from partners.operations import messages
from partners.operations.messages import Draft


def tell_person(row: HrQuestion, *, at: datetime, by: User) -> None:
    """Tell the person that there is an answer. People without an address see it in self-service."""
    _send(row, "answered", "HR has answered you", "email/question_answered.txt", at=at, by=by)


def warn_about_bank(row: HrQuestion, *, at: datetime, by: User) -> None:
    """Tell the person that somebody asked for another bank account, and that nothing was changed."""
    _send(row, "bank", "Somebody asked to change your bank account", "email/question_bank.txt", at=at, by=by)


def _send(row: HrQuestion, what: str, subject: str, template: str, *, at: datetime, by: User) -> None:
    if not row.person.email:
        return
    partner = Partner.objects.get(pk=row.partner_id)
    draft = Draft(
        kind="question", key=f"question:{what}:{row.pk}:{at:%Y%m%d%H%M%S%f}", address=row.person.email,
        person_id=row.person_id, subject=f"{subject}: {row}", neutral_subject=f"About {row}", template=template,
        context={"name": row.person.known_as or row.person.forenames, "partner": partner, "number": str(row),
                 "channel": row.get_channel_display().lower()},
    )  # fmt: skip
    messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
