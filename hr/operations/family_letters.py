"""Letters about somebody who has died: to whoever acts for them, by the named case officer alone (domain HR-09).

Nothing is ever addressed to the dead. Every such letter is read and changed by the officer, who signs it; none is made
by the system.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from hr.models import DeathCase, DeathEvent, Employment, FamilyCorrespondent
from hr.operations.death_bars import require_stranger
from hr.operations.deaths import OPEN_TO_WORK, NotYet, NotYourCase
from hr.operations.letters import require_written
from hr.queries.letters import correspondent
from partners.models import Letter, User
from partners.operations import messages
from partners.operations.messages import LetterDraft
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

REASON = "A letter to the family"
MOST_LINES, LONGEST_LINE, LONGEST_NAME, LONGEST_EVIDENCE = 6, 60, 120, 200


class CannotWriteThere(DomainError):
    """Name, address or evidence is missing, or it would be addressed to the person who has died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Whom to write to: name, relation, lines of the address with the postcode last, and how we know that they act."""

    name: str
    relation: str
    address: str
    evidence: str


@transaction_required
def record_correspondent(*, case: UUID, wanted: Correspondent, by: User, at: datetime) -> FamilyCorrespondent:
    """Record to whom letters about somebody who has died go from now on.

    :raises NotYourCase: for anybody but the named case officer and the deputy
    :raises NotYet: before the death is confirmed, or after the case is closed
    :raises CannotWriteThere: without name, address and evidence, or with the name of the person who has died
    """
    row = _own(case, by)
    name = _tidy(wanted.name, "name", LONGEST_NAME, "Enter the name.")
    dead = {row.person.display_name, f"{row.person.forenames} {row.person.surname}"}
    if name.lower().removeprefix("the late ").strip() in {" ".join(one.split()).lower() for one in dead}:
        raise CannotWriteThere("Nothing is addressed to the person who has died.", field="name")
    lines = [" ".join(line.split()) for line in wanted.address.splitlines() if line.strip()]
    if not 2 <= len(lines) <= MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise CannotWriteThere(
            f"Enter two to {MOST_LINES} lines of at most {LONGEST_LINE} characters.", field="address",
            remedy="Write the postcode on the last one.",
        )  # fmt: skip
    evidence = _tidy(wanted.evidence, "evidence", LONGEST_EVIDENCE, "Say how you know that they act.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        made: FamilyCorrespondent = FamilyCorrespondent.objects.create(
            partner_id=row.partner_id, case=row, name=name, relation=FamilyCorrespondent.Relation(wanted.relation),
            address="\n".join(lines), evidence=evidence, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        _log(row, "correspondent", made.get_relation_display(), by=by, at=at)
    return made


@transaction_required
def write(*, case: UUID, template: str, title: str, words: str, by: User, at: datetime) -> Letter:
    """Write to whoever acts for somebody who has died. The letter waits in the print queue like any other.

    :raises NotYourCase: for anybody but the named case officer and the deputy
    :raises NotYet: before the death is confirmed, after the case is closed, or while nobody is named to write to
    :raises NotYetWritten: when a part of the template is not filled in
    :raises LetterRefused: without title or words, or with too many
    """
    row = _own(case, by)
    to = correspondent(row)
    if to is None:
        raise NotYet("Nobody is named to write to yet.", remedy="Record who acts for the family first.")
    require_written(words)
    draft = LetterDraft(
        template=template, key=f"letter:{uuid4()}", title=title, words=words, about_id=row.person_id,
        addressee=(to.name, *to.address.split("\n")), legal_entity_id=_employer(row),
    )  # fmt: skip
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        letter = messages.send_letter(partner_id=row.partner_id, draft=draft, by=by, at=at)
        _log(row, "letter", letter.title, by=by, at=at)
    return letter


def _own(case: UUID, by: User) -> DeathCase:
    """Lock a case of which somebody is the officer or the deputy."""
    rows = DeathCase.objects.select_related("person", "officer", "deputy").select_for_update(of=("self",))
    row: DeathCase = rows.get(uuid=case)
    require_stranger(row, by)
    if row.state not in OPEN_TO_WORK:
        raise NotYet("This is done once the death is confirmed, and until the case is closed.")
    named = {one.human_id for one in (row.officer, row.deputy) if one is not None}
    if by.human_id not in named:
        raise NotYourCase("Only the case officer or the deputy writes to the family.", remedy="Speak to them.")
    return row


def _employer(row: DeathCase) -> int | None:
    rows = Employment.objects.of(row.partner_id).filter(person_id=row.person_id, valid__contains=row.date_of_death)
    found: int | None = rows.order_by("id").values_list("legal_entity_id", flat=True).first()
    return found


def _tidy(text: str, field: str, longest: int, ask: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= longest:
        raise CannotWriteThere(ask, field=field, remedy=f"At most {longest} characters.")
    return tidy


def _log(row: DeathCase, action: str, note: str, *, by: User, at: datetime) -> None:
    DeathEvent.objects.create(partner_id=row.partner_id, case=row, action=action, by=by, at=at, note=note)
