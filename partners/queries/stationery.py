"""How mail and letters of a partner look from outside on a day, and which words never stand there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from partners.models import LegalEntity, MailProfile, Partner

NEUTRAL_NAME, NEUTRAL_SUBJECT = "Staff services", "A message for you"
WORDS_OF_A_KIND = {Partner.Kind.POLICE: ("police", "constabulary", "crime commissioner")}
SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What everybody can read: who mail comes from, where a letter goes back to, the subject, whose name is kept off.

    `banned` are words, in small letters, that stand in none of it.
    """

    sender_name: str
    return_lines: tuple[str, ...]
    subject: str
    is_neutral: bool
    banned: tuple[str, ...]

    def is_clean(self, text: str) -> bool:
        """Return whether a text names neither the organisation nor what it is."""
        found = " ".join(text.split()).lower()
        return not any(word in found for word in self.banned)

    def subject_of(self, subject: str, neutral: str = "") -> str:
        """Return the subject that mail leaves with: its own, or one that names nobody."""
        if not self.is_neutral:
            return subject
        return next((one for one in (neutral, subject, self.subject) if one and self.is_clean(one)), NEUTRAL_SUBJECT)


def banned_words(*, partner_id: int) -> tuple[str, ...]:
    """Return the names of a partner and its legal entities, and what its kind is called, in small letters."""
    partner = Partner.objects.get(pk=partner_id)
    names = [partner.name, partner.short_name, partner.code.replace("-", " ")]
    names += LegalEntity.objects.of(partner_id).order_by("id").values_list("legal_name", flat=True)
    names += WORDS_OF_A_KIND.get(Partner.Kind(partner.kind), ())
    tidy = {" ".join(name.split()).lower() for name in names}
    return tuple(sorted(word for word in tidy if len(word) >= SHORTEST_WORD))


def stationery(
    *, partner_id: int, on: date, legal_entity_id: int | None = None, must_be_neutral: bool = False
) -> Stationery:
    """Return what holds on a day: the entity's own profile, else the partner's, else what the partner began with.

    `must_be_neutral`: for somebody whose post nobody may learn of, whatever the profile says. A police partner's mail
    is always neutral. Three or four queries.
    """
    partner = Partner.objects.get(pk=partner_id)
    banned = banned_words(partner_id=partner_id)
    row = in_force(partner_id=partner_id, on=on, legal_entity_id=legal_entity_id)
    if row is None:
        neutral = partner.mail_is_neutral or partner.kind == Partner.Kind.POLICE
        name = partner.mail_from_name or ("" if neutral else partner.short_name)
        found = Stationery(sender_name=name, return_lines=(), subject="", is_neutral=neutral, banned=banned)
    else:
        found = Stationery(
            sender_name=row.sender_name,
            return_lines=tuple(line for line in row.return_address.splitlines() if line.strip()),
            subject=row.subject,
            is_neutral=not row.shows_organisation or partner.kind == Partner.Kind.POLICE,
            banned=banned,
        )
    return _neutral(found) if found.is_neutral or must_be_neutral else found


def in_force(*, partner_id: int, on: date, legal_entity_id: int | None = None) -> MailProfile | None:
    """Return the approved profile of a day, an entity's before the partner's, or None. One query."""
    rows = MailProfile.objects.of(partner_id).filter(state=MailProfile.State.APPROVED, valid_from__lte=on)
    ordered = list(rows.order_by("-valid_from", "-id"))
    for wanted in dict.fromkeys((legal_entity_id, None)):
        found: MailProfile | None = next((row for row in ordered if row.legal_entity_id == wanted), None)
        if found is not None:
            return found
    return None


def must_be_neutral(*, partner_id: int, person_id: int | None, user_id: int | None = None) -> bool:
    """Return whether somebody's mail names no organisation because of their post. PostgreSQL tells no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_mail_is_neutral(%s, %s, %s)", [partner_id, person_id, user_id])
        return bool(cursor.fetchone()[0])


def _neutral(found: Stationery) -> Stationery:
    """Return the same without anything that names the organisation."""
    name = found.sender_name if found.sender_name and found.is_clean(found.sender_name) else NEUTRAL_NAME
    lines = found.return_lines if all(map(found.is_clean, _joined(found.return_lines))) else ()
    return Stationery(sender_name=name, return_lines=lines, subject=found.subject, is_neutral=True, banned=found.banned)


def _joined(lines: Iterable[str]) -> list[str]:
    """Return the lines, and all of them as one text: a name may run over two."""
    found = list(lines)
    return [*found, " ".join(found)]
