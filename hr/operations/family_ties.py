"""Next of kin who work here, and what a family is asked once (domain HR-09).

Their relationship is confidential: their own way to the case is barred, and their manager hears of it only when they
agree. A question is asked once. A later answer is one that they gave by themselves.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import DeathCase, DeathEvent, FamilyAnswer, FamilyKin, Person
from hr.operations.death_bars import require_stranger
from hr.operations.death_tasks import CaseIsOver
from hr.operations.deaths import ImpossibleDate, NoteNeeded, NotYet
from hr.operations.family_talks import OVER
from hr.queries import death_family, teams
from partners.models import Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

REASON = "The family of somebody who has died"
LONGEST = {"relationship": 80, "why": 200, "said_by": 120, "other_employer": 120}
Q = FamilyAnswer.Question


class CannotBeKin(DomainError):
    """It is the person who has died, somebody known already, or whoever looks after the case."""


class AskedAlready(DomainError):
    """The family has answered this, and is not asked twice."""


class NotAgreed(DomainError):
    """The next of kin has not agreed that their manager is told."""

    is_refusal = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the family answered: who of them, on which day, and whether they said so without being asked again."""

    agreed: bool
    said_by: str
    said_on: date
    is_unasked: bool = False


@transaction_required
def add_kin(*, case: UUID, person: UUID, relationship: str, by: User, at: datetime) -> FamilyKin:
    """Record that a next of kin works here. From now on they neither see the case nor work on it.

    :raises CannotBeKin: for the person who has died, for somebody who is known, or who looks after the case
    :raises CaseIsOver: when the case is closed, or was a mistake
    :raises NextOfKin: for somebody of the family
    :raises NoteNeeded: without the relationship
    :raises Person.DoesNotExist: if there is none in scope
    """
    row, words = _case(case, by), _words(relationship, "relationship", "Say how they are related.")
    who: Person = Person.objects.get(uuid=person)
    if who.pk == row.person_id:
        raise CannotBeKin("This is the person who has died.", field="employee_no")
    looks_after = [one for one in (row.officer, row.deputy, by) if one is not None]
    if any(who.pk in deciders.own_people(one, row.partner_id) for one in looks_after):
        raise CannotBeKin(
            "This person looks after the case, or records this.", field="employee_no",
            remedy="Have a colleague named as case officer and deputy first, who then records it.",
        )  # fmt: skip
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        try:
            with transaction.atomic():
                made: FamilyKin = FamilyKin.objects.create(
                    partner_id=row.partner_id, case=row, person=who, relationship=words, noted_by=by, noted_at=at
                )
        except IntegrityError as error:
            raise CannotBeKin("They are recorded as next of kin already.", field="employee_no") from error
        _log(row, "kin", "", by=by, at=at)
    return made


@transaction_required
def end_kin(*, kin: UUID, why: str, by: User, at: datetime) -> FamilyKin:
    """Take back that somebody is next of kin: it was a mistake. It stays on record.

    :raises CaseIsOver: when it was taken back before, or the case is over
    :raises NextOfKin: for somebody of the family
    :raises NoteNeeded: without a reason
    :raises FamilyKin.DoesNotExist: if there is none in scope
    """
    row, words = _kin(kin, by), _words(why, "why", "Say why.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.ended_by, row.ended_at, row.ended_why = by, at, words
        row.save(update_fields=["ended_by", "ended_at", "ended_why"])
        _log(row.case, "kin_end", words, by=by, at=at)
    return row


@transaction_required
def answer_manager(*, kin: UUID, said: Answered, by: User, at: datetime) -> FamilyAnswer:
    """Record whether a next of kin agrees that their own manager is told. They are asked once.

    :raises AskedAlready: when they have answered, unless they said otherwise by themselves
    :raises CaseIsOver: when the case is over
    :raises NextOfKin: for somebody of the family
    :raises NoteNeeded: without who said it
    :raises ImpossibleDate: for a day to come, or one before the death
    """
    row = _kin(kin, by)
    return _answer(row.case, Q.MANAGER, said, kin=row, by=by, at=at)


@transaction_required
def answer_contact(*, case: UUID, said: Answered, other_employer: str, by: User, at: datetime) -> FamilyAnswer:
    """Record whether the family wishes one contact for two employers. They are asked once; nothing is shared by it.

    :raises AskedAlready: when they have answered, unless they said otherwise by themselves
    :raises CaseIsOver: when the case is over
    :raises NextOfKin: for somebody of the family
    :raises NoteNeeded: without who said it, or without the other employer
    :raises ImpossibleDate: for a day to come, or one before the death
    """
    row = _case(case, by)
    other = _words(other_employer, "other_employer", "Name the other employer.")
    return _answer(row, Q.CONTACT, said, other_employer=other, by=by, at=at)


@transaction_required
def tell_manager(*, kin: UUID, by: User, at: datetime) -> FamilyKin:
    """Tell the manager of a next of kin that there was a bereavement, once, by a mail that names nobody.

    :raises NotAgreed: unless the next of kin agreed
    :raises NotYet: when they have been told, or nobody manages them
    :raises CaseIsOver: when the case is over
    :raises NextOfKin: for somebody of the family
    """
    row = _kin(kin, by)
    said = death_family.manager_answer(row)
    if said is None or not said.agreed:
        raise NotAgreed("The next of kin has not agreed to it.", remedy="Ask them once, and record what they say.")
    if row.told_at is not None:
        raise NotYet("Their manager has been told.")
    today = timezone.localdate(at)
    found = teams.managers_of(partner_id=row.partner_id, person_ids=[row.person_id], on=today).get(row.person_id, [])
    managers = [one for one in found if not death_family.is_barred(row.case, one)]
    if not managers:
        raise NotYet("Nobody is recorded as their manager.", remedy="Speak to whoever leads their unit yourself.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        for one in managers:
            messages.send(partner_id=row.partner_id, draft=_mail(row, one), by=by, at=at)
        row.told_by, row.told_at = by, at
        row.save(update_fields=["told_by", "told_at"])
        _log(row.case, "kin_manager", "", by=by, at=at)
    return row


def _mail(row: FamilyKin, reader: User) -> Draft:
    partner = Partner.objects.get(pk=row.partner_id)
    return Draft(
        kind="bereavement-manager", key=f"bereavement-manager:{row.uuid}:{reader.pk}", address=reader.email,
        user_id=reader.pk, template="email/bereavement_manager.txt", subject="Somebody in your team is bereaved",
        context={"name": reader.full_name, "officer": row.case.officer, "partner": partner},
        neutral_subject="About somebody in your team",
    )  # fmt: skip


def _answer(
    case: DeathCase, question: str, said: Answered, *, by: User, at: datetime, kin: FamilyKin | None = None,
    other_employer: str = "",
) -> FamilyAnswer:  # fmt: skip
    name = _words(said.said_by, "said_by", "Name who of the family said so.")
    if not case.date_of_death <= said.said_on <= timezone.localdate(at):
        raise ImpossibleDate("The day lies between the death and today.", field="said_on")
    before = death_family.manager_answer(kin) if kin else death_family.contact_answer(case)
    if before is not None and not said.is_unasked:
        raise AskedAlready(
            "They have answered this already, and are not asked twice.", field="is_unasked",
            remedy="Record another answer only when they gave it by themselves.",
        )  # fmt: skip
    with partner_scope(case.partner_id, actor_id=by.pk, reason=REASON):
        made: FamilyAnswer = FamilyAnswer.objects.create(
            partner_id=case.partner_id, case=case, question=question, kin=kin, agreed=said.agreed, said_by=name,
            said_on=said.said_on, other_employer=other_employer, noted_by=by, noted_at=at,
            is_unasked=before is not None,
        )  # fmt: skip
        words = f"{made.get_question_display()} {'Yes' if said.agreed else 'No'}"
        _log(case, "family_answer", words, by=by, at=at)
    return made


def _case(case: UUID, by: User) -> DeathCase:
    rows = DeathCase.objects.select_related("officer", "deputy").select_for_update(of=("self",))
    row: DeathCase = rows.get(uuid=case)
    if row.state in OVER:
        raise CaseIsOver("This case is over.")
    require_stranger(row, by)
    return row


def _kin(kin: UUID, by: User) -> FamilyKin:
    row: FamilyKin = FamilyKin.objects.select_for_update(of=("self",)).get(uuid=kin)
    if row.ended_at is not None:
        raise CaseIsOver("This was taken back.")
    row.case = _case(DeathCase.objects.only("uuid").get(pk=row.case_id).uuid, by)
    return row


def _words(text: str, field: str, ask: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST[field]:
        raise NoteNeeded(ask, field=field, remedy=f"At most {LONGEST[field]} characters.")
    return tidy


def _log(case: DeathCase, action: str, note: str, *, by: User, at: datetime) -> None:
    DeathEvent.objects.create(partner_id=case.partner_id, case=case, action=action, by=by, at=at, note=note[:500])
