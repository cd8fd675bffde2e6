"""Letters to people who work here, and to whom letters about somebody who has died go."""

from hr.models import DeathCase, FamilyCorrespondent
from partners.models import Letter, OutboundMessage


def of_person(*, partner_id: int, person_id: int) -> list[Letter]:
    """Return the letters to a person, the newest first, with their messages. One query."""
    rows = Letter.objects.of(partner_id).filter(person_id=person_id)
    return list(rows.select_related("message__queued_by", "batch").order_by("-id"))


def correspondent(case: DeathCase) -> FamilyCorrespondent | None:
    """Return whom to write to now, or None. One query."""
    rows = FamilyCorrespondent.objects.of(case.partner_id).filter(case=case)
    found: FamilyCorrespondent | None = rows.select_related("recorded_by").order_by("-id").first()
    return found


def about(case: DeathCase) -> list[Letter]:
    """Return the letters about somebody who has died, the newest first, with their messages. One query."""
    rows = Letter.objects.of(case.partner_id).filter(about_id=case.person_id)
    return list(rows.select_related("message__queued_by", "batch").order_by("-id"))


def standing(letter: Letter) -> str:
    """Return where a letter is, in words."""
    if letter.returned_at is not None:
        return f"Came back: {letter.get_returned_display().lower()}"
    if letter.message.state == OutboundMessage.State.SENT:
        return "Posted"
    if letter.pulled_at is not None:
        return "Pulled out of the paper"
    if letter.message.state == OutboundMessage.State.QUEUED:
        return "In a batch" if letter.batch_id else "Waits to be printed"
    return str(letter.message.get_state_display())
