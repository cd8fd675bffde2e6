"""The messages about sick pay that goes down: to the person by e-mail or letter, to managers and HR without a name.

A letter says what the pay is, too: it is closed. Mail to others names nobody; the pages do.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hr.engine.sick_pay import FIRST_NOTICE_DAYS, Rate
from hr.models import StepDownNotice
from hr.queries import leavings
from hr.queries.sick_pay import rate_words
from hr.queries.step_down_notices import KIND, LETTER, SECOND, key_of
from hr.queries.teams import managers_of
from partners.models import OutboundMessage, User
from partners.operations import messages
from partners.operations.messages import Draft, LetterDraft
from partners.queries.duties import holders_of
from partners.roles import Role
from sharedservices.common.formatting import day, money
from sharedservices.common.money import pence

FOUR_WEEKS = timedelta(days=FIRST_NOTICE_DAYS)
MONTHS_OF_YEAR, HALF = 12, 2
STAFF_KIND = "step-down notice to staff"
HR_ROLES = (Role.HR_MANAGER, Role.HR_ADMIN)


def to_person(
    row: StepDownNotice, which: str, *, effect: date, at: datetime, by: User | None = None, by_post: bool = False
) -> OutboundMessage:
    """Queue a notice to the person, and count the attempt."""
    row.n_tries += 1
    row.save(update_fields=["n_tries"])
    key, person = key_of(row, which, attempt=row.n_tries), row.person
    said = _said(row, which, effect)
    if person.email and not by_post:
        draft = Draft(
            kind=KIND, key=key, address=person.email, person_id=person.pk, template="email/step_down_notice.txt",
            subject=f"Your sick pay changes on {day(effect)}", neutral_subject="About your pay", context=said,
        )  # fmt: skip
        return messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
    letter = LetterDraft(
        template=LETTER, key=key, title="Your sick pay", person_id=person.pk, context=said | {"pay": _pay(row, effect)}
    )
    sent: OutboundMessage = messages.send_letter(partner_id=row.partner_id, draft=letter, by=by, at=at).message
    return sent


def to_staff(row: StepDownNotice, which: str, *, effect: date, at: datetime) -> None:
    """Queue a message to each manager of the person and to HR. Nobody gets it about themselves."""
    today = timezone.localdate(at)
    managers = managers_of(partner_id=row.partner_id, person_ids=[row.person_id], on=today).get(row.person_id, [])
    seen = {one.human_id for one in managers}
    for reader in [*managers, *(one for one in _hr(row, today) if one.human_id not in seen)]:
        said = _said(row, which, effect) | {"name": reader.full_name, "is_manager": reader.human_id in seen}
        draft = Draft(
            kind=STAFF_KIND, key=f"{KIND}:{row.uuid}:{which}:to:{reader.pk}", address=reader.email, user_id=reader.pk,
            template="email/step_down_staff.txt", context=said, neutral_subject="Something is going to change",
            subject=f"Somebody’s sick pay goes down on {day(effect)}",
        )  # fmt: skip
        messages.send(partner_id=row.partner_id, draft=draft, by=None, at=at)


def _hr(row: StepDownNotice, today: date) -> list[User]:
    """Return who decides in HR; where no HR manager is known, who works there."""
    own = {one.human_id for one in _own_logins(row)}
    for role in HR_ROLES:
        found = [
            one
            for one in holders_of(role=role, partner_id=row.partner_id, on=today)
            if one.human_id not in own
        ]  # fmt: skip
        if found:
            return found
    return []


def _own_logins(row: StepDownNotice) -> list[User]:
    return list(User.objects.filter(grants__partner_id=row.partner_id, grants__person_id=row.person_id).order_by("id"))


def _said(row: StepDownNotice, which: str, effect: date) -> dict[str, Any]:
    return {
        "name": row.person.display_name, "rate": rate_words(row.to_rate).lower(), "effect": effect, "is_nil":
        row.to_rate == Rate.NIL, "is_second": which == SECOND, "partner": row.partner,
    }  # fmt: skip


def _pay(row: StepDownNotice, effect: date) -> str:
    """Say what a month’s pay is and becomes, before tax; nothing where it is not known, or paid by the hour."""
    worth = leavings.worth(row.absence.assignment, on=effect)
    if worth is None:
        return ""
    full = pence(worth.yearly / MONTHS_OF_YEAR)
    half = pence(worth.yearly / MONTHS_OF_YEAR / HALF)
    before, after = (half, Decimal(0)) if row.to_rate == Rate.NIL else (full, half)
    return f"For a whole month that is about {money(after)} instead of {money(before)}, before tax and deductions."
