"""The log of talks with the family (domain HR-09): who, when, what was agreed, what they asked for. Nothing is sent."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import DeathCase, DeathEvent, FamilyTalk
from hr.operations.death_bars import require_stranger
from hr.operations.death_tasks import CaseIsOver
from hr.operations.deaths import ImpossibleDate, NoteNeeded
from hr.states import DeathState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

REASON = "Talk with a family"
OVER = frozenset({DeathState.CLOSED, DeathState.WITHDRAWN})
LONGEST = {"with_whom": 120, "said": 2000, "agreed": 500, "asked_for": 500, "why": 200}


class CorrectedAlready(DomainError):
    """Another entry stands in the place of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said: how, with whom, on which day, and what came of it."""

    kind: str
    with_whom: str
    held_on: date
    said: str
    agreed: str = ""
    asked_for: str = ""


@transaction_required
def note(*, case: UUID, talk: Said, by: User, at: datetime) -> FamilyTalk:
    """Note a talk with the family, or what they wrote.

    :raises CaseIsOver: when the case is closed, or was a mistake
    :raises NextOfKin: for somebody of the family
    :raises NoteNeeded: without a name, or without what was said
    :raises ImpossibleDate: for a day to come, or one before the death
    """
    row = _case(case, by)
    return _write(row, talk, by=by, at=at)


@transaction_required
def correct(*, talk: UUID, now: Said, why: str, by: User, at: datetime) -> FamilyTalk:
    """Put another entry in the place of one. What stood there stays on record.

    :raises CorrectedAlready: when one stands there already
    :raises CaseIsOver: when the case is closed, or was a mistake
    :raises NextOfKin: for somebody of the family
    :raises NoteNeeded: without a reason, a name, or what was said
    :raises ImpossibleDate: for a day to come, or one before the death
    :raises FamilyTalk.DoesNotExist: if there is none in scope
    """
    old: FamilyTalk = FamilyTalk.objects.select_related("case").get(uuid=talk)
    row = _case(old.case.uuid, by)
    return _write(row, now, by=by, at=at, corrects=old, why=_words(why, "why", "Say why it is corrected."))


def _write(
    case: DeathCase, talk: Said, *, by: User, at: datetime, corrects: FamilyTalk | None = None, why: str = ""
) -> FamilyTalk:
    if not case.date_of_death <= talk.held_on <= timezone.localdate(at):
        raise ImpossibleDate("The day lies between the death and today.", field="held_on")
    with partner_scope(case.partner_id, actor_id=by.pk, reason=REASON):
        try:
            with transaction.atomic():
                made: FamilyTalk = FamilyTalk.objects.create(
                    partner_id=case.partner_id, case=case, kind=FamilyTalk.Kind(talk.kind), held_on=talk.held_on,
                    with_whom=_words(talk.with_whom, "with_whom", "Name who spoke with you."),
                    said=_words(talk.said, "said", "Say what was spoken of."),
                    agreed=_words(talk.agreed, "agreed"), asked_for=_words(talk.asked_for, "asked_for"),
                    corrects=corrects, why=why, noted_by=by, noted_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise CorrectedAlready(
                "This entry was corrected already.", remedy="Open the case and correct the newest one."
            ) from error
        action = "talk_correct" if corrects else "talk"
        DeathEvent.objects.create(
            partner_id=case.partner_id, case=case, action=action, by=by, at=at, note=made.get_kind_display()
        )
    return made


def _case(case: UUID, by: User) -> DeathCase:
    row: DeathCase = DeathCase.objects.select_for_update(of=("self",)).get(uuid=case)
    if row.state in OVER:
        raise CaseIsOver("This case is over.")
    require_stranger(row, by)
    return row


def _words(text: str, field: str, ask: str = "") -> str:
    tidy = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if ask and not tidy:
        raise NoteNeeded(ask, field=field)
    if len(tidy) > LONGEST[field]:
        raise NoteNeeded(f"At most {LONGEST[field]} characters.", field=field, remedy="Write less.")
    return tidy
