"""Tells the staff of a partner what is coming, each once, by the one way that messages leave (domain GOV-05)."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hr.models import OnboardingProject, Person
from hr.operations.onboarding import WordsNeeded
from hr.queries.family_leave import wants_no_news
from hr.queries.onboarding import NEWS
from partners.models import OutboundMessage, User
from partners.operations import messages
from partners.operations.messages import Draft
from sharedservices.common.db import transaction_required

LONGEST_SUBJECT, LONGEST_WORDS = 120, 5_000
MOST_AT_ONCE = 2_000
TEMPLATE = "email/onboarding_news.txt"


@transaction_required
def tell_staff(*, project: UUID, subject: str, words: str, by: User, at: datetime) -> int:
    """Write to people with an address who have not been written to, some thousand at a time; return how many.

    Who has died or is protected by a hold is passed over when the message would leave, as ever. Whoever is on family
    leave and wants nothing that can wait is told with a later turn.

    :raises WordsNeeded: without subject or words, or with too many
    """
    row: OnboardingProject = OnboardingProject.objects.select_related("partner").get(uuid=project)
    title, text = " ".join(subject.split()), words.strip()
    for name, said, longest in (("subject", title, LONGEST_SUBJECT), ("words", text, LONGEST_WORDS)):
        if not 0 < len(said) <= longest:
            raise WordsNeeded(f"Write 1 to {longest:,} characters.", field=name)
    told = OutboundMessage.objects.of(row.partner_id).filter(kind=NEWS).exclude(state="CANCELLED")
    people = Person.objects.of(row.partner_id).exclude(email="").exclude(pk__in=told.values("person_id"))
    people = people.exclude(pk__in=wants_no_news(partner_id=row.partner_id, on=timezone.localdate(at)))
    n_told = 0
    for person in people.order_by("id")[:MOST_AT_ONCE]:
        draft = Draft(
            kind=NEWS, key=f"{NEWS}:{row.pk}:{person.pk}", address=person.email, subject=title, template=TEMPLATE,
            context={"name": person.display_name, "words": text}, person_id=person.pk,
            neutral_subject="News about your pay",
        )  # fmt: skip
        messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)
        n_told += 1
    return n_told
