"""Letters to people who work here: written by a person from a template, queued at the one gateway (domain HR-12)."""

from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from hr.models import Employment, Person
from hr.operations import dated
from partners.models import Letter, User
from partners.operations import holds, messages
from partners.operations.messages import LetterDraft
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

PLACEHOLDER = "[Write here"


class NotYetWritten(DomainError):
    """The words still hold what the template asks the writer to fill in."""


@transaction_required
def write(*, person: UUID, template: str, title: str, words: str, by: User, at: datetime) -> Letter:
    """Write a letter to a person. It waits in the print queue, and goes where they live on the day it is printed.

    :raises PersonOnHold: when everything to the person is held back
    :raises NotYetWritten: when a part of the template is not filled in
    :raises LetterRefused: without title or words, or with too many
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.get(uuid=person)
    holds.require_free(partner_id=who.partner_id, person_id=who.pk)
    dated.refuse_concerned(people=[who.pk], partner_id=who.partner_id, by=by)
    require_written(words)
    draft = LetterDraft(
        template=template, key=f"letter:{uuid4()}", title=title, words=words, person_id=who.pk,
        legal_entity_id=_employer(who, at),
    )  # fmt: skip
    with partner_scope(who.partner_id, actor_id=by.pk, reason="letter written"):
        return messages.send_letter(partner_id=who.partner_id, draft=draft, by=by, at=at)


def require_written(words: str) -> None:
    """Make sure that a writer has filled in what the template asks for. :raises NotYetWritten: otherwise."""
    if not words.strip():
        raise NotYetWritten("Enter what the letter says.", field="words")
    if PLACEHOLDER in words:
        raise NotYetWritten(
            "Part of the template is not filled in.", field="words", remedy="Replace what stands in square brackets."
        )


def _employer(who: Person, at: datetime) -> int | None:
    """Return the legal entity that employs somebody today, else the one that did last."""
    rows = Employment.objects.of(who.partner_id).filter(person=who)
    today: int | None = (
        rows.filter(valid__contains=timezone.localdate(at))
        .order_by("id")
        .values_list("legal_entity_id", flat=True)
        .first()
    )
    last: int | None = rows.order_by("-valid").values_list("legal_entity_id", flat=True).first()
    return today or last
