"""Telling somebody in writing that their terms change (Employment Rights Act 1996 s 4): by mail, else by letter."""

from collections.abc import Sequence
from datetime import date, datetime

from hr.letter_templates import GENERAL
from hr.models import Assignment
from hr.operations.freeze import require_free
from partners.models import User
from partners.operations import messages
from partners.operations.messages import Draft, LetterDraft
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day

TITLE = "A change of your terms"


@transaction_required
def tell(*, job: Assignment, on: date, changes: Sequence[tuple[str, str, str]], by: User, at: datetime) -> None:
    """Tell somebody of a statement that was made: a mail that it is there, or where there is no address the letter.

    It goes by the gateway: what is held back stays held.

    :raises PersonOnHold: when nothing is done about the person at present
    """
    require_free(partner_id=job.partner_id, person_id=job.person_id)
    person, key = job.person, f"statement:{job.uuid}:{on.isoformat()}:{at.isoformat()}"
    if person.email:
        draft = Draft(
            kind="statement of change", key=key, address=person.email, subject=TITLE,
            neutral_subject="About your employment", template="email/statement_of_change.txt",
            context={"name": person.display_name, "on": on, "partner": job.partner.name}, person_id=person.pk,
        )  # fmt: skip
        messages.send(partner_id=job.partner_id, draft=draft, by=by, at=at)
        return
    letter = LetterDraft(
        template=GENERAL, key=key, title=TITLE, words=_words(job, on, changes), person_id=person.pk,
        legal_entity_id=job.employment.legal_entity_id,
    )  # fmt: skip
    messages.send_letter(partner_id=job.partner_id, draft=letter, by=by, at=at)


def _words(job: Assignment, on: date, changes: Sequence[tuple[str, str, str]]) -> str:
    said = "\n\n".join(f"{what}\nUntil then: {before}\nFrom {day(on)}: {after}" for what, before, after in changes)
    return (
        f"Dear {job.person.display_name},\n\nthe terms of your job ({job.title}, {job.number}) change on {day(on)}. "
        f"This statement is given under section 4 of the Employment Rights Act 1996.\n\n{said}\n\n"
        "Everything else stays as it is. If something here is wrong, please speak to us."
    )
