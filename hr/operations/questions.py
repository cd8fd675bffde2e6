"""Questions to HR: asked by the person or recorded by HR, answered in a thread, taken into a case where they are one.

A request to change a bank account is never acted upon, however it came: it is closed as it is recorded, and the person
hears at the addresses that were held before (domain HR-12, E11).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hr import rules_questions as rules
from hr.engine.questions import due_on
from hr.models import HrCase, HrQuestion, HrQuestionMessage, Person
from hr.models.questions import LONGEST_MESSAGE
from hr.operations import cases, dated, question_news
from hr.operations.cases import Opening
from hr.operations.freeze import require_free
from hr.queries import deaths
from hr.queries import questions as found
from hr.rules_interests import NotCloseToThem
from hr.states import HR_QUESTION, QuestionState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

NOUN = "question"
Topic, Channel = HrQuestion.Topic, HrQuestion.Channel
CASES = {
    Topic.GRIEVANCE: HrCase.Kind.GRIEVANCE, Topic.FLEXIBLE: HrCase.Kind.FLEXIBLE, Topic.DIRECTOR: HrCase.Kind.GRIEVANCE,
    Topic.MONITORING: HrCase.Kind.GRIEVANCE,
}  # fmt: skip
NEVER_DONE = (
    "Bank accounts are never changed because of an e-mail, a letter or a call. Sign in and change it under My details, "
    "or come in person with proof of identity. If you did not ask for this, tell payroll at once."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked, and how it came. `text` is the person’s words."""

    topic: str
    subject: str
    text: str
    channel: str = Channel.SELF


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWanted:
    """How a question becomes a case: who looks after it, and how close it is held."""

    officer: User
    sensitivity: str


@transaction_required
def ask(*, person: UUID, asked: Asked, by: User, at: datetime) -> HrQuestion:
    """Ask HR as oneself, in a scope of one’s own rows.

    :raises RuleBroken: for somebody else, about a bank account, without words, or after a death
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.get(uuid=person)
    rules.OwnQuestionOnly.require(who.pk in deciders.own_people(by, who.partner_id))
    rules.BankChangesElsewhere.require(asked.topic != Topic.BANK)
    with partner_scope(who.partner_id, actor_id=by.pk, about_ids=frozenset({who.pk})):
        return _begin(who, asked, by=by, at=at)


@transaction_required
def record(*, person: UUID, asked: Asked, by: User, at: datetime) -> HrQuestion:
    """Record as HR what somebody asked by e-mail, on paper or on the telephone. Whoever records it has it.

    About a bank account it is closed at once with the answer that it is never done, and the person is told.

    :raises RuleBroken: for oneself, a concern about HR, without words, or after a death
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.get(uuid=person)
    rules.BroughtByThePerson.require(asked.topic not in found.ROUTED)
    _not_own(who.pk, who.partner_id, by)
    row = _begin(who, asked, by=by, at=at)
    with dated.change(partner_id=row.partner_id, by=by, reason="question recorded"):
        if row.topic == Topic.BANK:
            _say(row, NEVER_DONE, is_answer=True, by=by, at=at)
            question_news.warn_about_bank(row, at=at, by=by)
        else:
            row.owner, row.state = by, QuestionState.WITH_HR
            row.save(update_fields=["owner", "state"])
    return row


@transaction_required
def ask_again(*, question: UUID, text: str, by: User, at: datetime) -> HrQuestion:
    """Write more into one’s own question.

    :raises WrongState: when it is closed or withdrawn
    :raises RuleBroken: for somebody else’s, without words, or after a death
    :raises HrQuestion.DoesNotExist: if there is none in scope
    """
    row = _lock(question)
    rules.OwnQuestionOnly.require(row.person_id in deciders.own_people(by, row.partner_id))
    with dated.change(partner_id=row.partner_id, by=by, reason="question asked again"):
        if row.state != QuestionState.ASKED:  # nobody has it yet: it waits as before
            _move(row, "ask_again")
        _say(row, text, is_answer=False, by=by, at=at)
    return row


@transaction_required
def withdraw(*, question: UUID, by: User, at: datetime) -> HrQuestion:
    """Take one’s own question back. What became a case goes on there.

    :raises WrongState: when it is closed or withdrawn
    :raises RuleBroken: for somebody else’s, or after a death
    :raises HrQuestion.DoesNotExist: if there is none in scope
    """
    row = _lock(question)
    rules.OwnQuestionOnly.require(row.person_id in deciders.own_people(by, row.partner_id))
    return _end(row, "withdraw_question", by=by, at=at)


@transaction_required
def name_owner(*, question: UUID, owner: User, by: User, at: datetime) -> HrQuestion:
    """Take a question, or give it to a colleague in HR. Of restricted ones the HR manager says who has them.

    :raises WrongState: once it is answered
    :raises RuleBroken: for one’s own, for somebody who does not answer questions, or after a death
    :raises HrQuestion.DoesNotExist: if there is none in scope
    """
    row, on = _lock(question), timezone.localdate(at)
    _not_own(row.person_id, row.partner_id, by)
    _not_own(row.person_id, row.partner_id, owner)
    may = deciders.permissions(user=owner, partner_id=row.partner_id, on=on)
    rules.WorksOnQuestions.require("questions.answer" in may, name=owner.full_name)
    if (wanted := found.ROUTED.get(row.topic)) is not None:
        outside = deciders.holds_role(owner, wanted, partner_id=row.partner_id, on=on)
        rules.StaysOutsideHr.require(outside, who=wanted.label)
    elif row.topic in found.RESTRICTED:
        own = deciders.permissions(user=by, partner_id=row.partner_id, on=on)
        rules.ManagerNamesOwner.require("cases.reassign" in own)
    with dated.change(partner_id=row.partner_id, by=by, reason="question given to somebody"):
        row.owner = owner
        _move(row, "name_owner")
    return row


@transaction_required
def answer(*, question: UUID, text: str, by: User, at: datetime) -> HrQuestion:
    """Answer; the person hears that there is an answer, and reads it after signing in.

    :raises WrongState: when it is closed or withdrawn
    :raises RuleBroken: for one’s own, without words, or after a death
    :raises HrQuestion.DoesNotExist: if there is none in scope
    """
    row = _lock(question)
    _not_own(row.person_id, row.partner_id, by)
    with dated.change(partner_id=row.partner_id, by=by, reason="question answered"):
        row.owner = row.owner or by
        _move(row, "answer_question")
        _say(row, text, is_answer=True, by=by, at=at)
        question_news.tell_person(row, at=at, by=by)
    return row


@transaction_required
def close(*, question: UUID, by: User, at: datetime) -> HrQuestion:
    """Close a question that was answered or taken into a case.

    :raises WrongState: when nobody has it, or it is over
    :raises RuleBroken: for one’s own, or after a death
    :raises HrQuestion.DoesNotExist: if there is none in scope
    """
    row = _lock(question)
    _not_own(row.person_id, row.partner_id, by)
    return _end(row, "close_question", by=by, at=at)


@transaction_required
def take_into_case(*, question: UUID, wanted: CaseWanted, by: User, at: datetime) -> HrQuestion:
    """Open the HR case that a grievance or a request to work flexibly is, and hand it to its officer.

    :raises RuleBroken: for another topic, twice, for one’s own, or after a death
    :raises NotForThisCase: when the officer may not have it
    :raises HrQuestion.DoesNotExist: if there is none in scope
    """
    row = _lock(question)
    _not_own(row.person_id, row.partner_id, by)
    kind = CASES.get(Topic(row.topic))
    rules.BecomesACase.require(kind is not None and not row.case_reference and row.state in found.OPEN)
    said = "\n\n".join(one.text for one in found.thread(row) if not one.is_answer)
    opening = Opening(
        person=row.person.uuid, kind=str(kind), sensitivity=wanted.sensitivity, officer=wanted.officer,
        received_on=timezone.localdate(row.asked_at), summary=f"{row}, {row.subject}\n\n{said}"[: cases.LONGEST_TEXT],
    )  # fmt: skip
    case = cases.open_case(partner_id=row.partner_id, wanted=opening, by=by, at=at)
    with dated.change(partner_id=row.partner_id, by=by, reason="question taken into a case"):
        row.owner, row.case_reference = row.owner or by, case.reference
        if row.state == QuestionState.ASKED:
            row.state = QuestionState.WITH_HR
        row.save(update_fields=["owner", "case_reference", "state"])
    return row


def _begin(who: Person, asked: Asked, *, by: User, at: datetime) -> HrQuestion:
    _not_frozen(who.pk, who.partner_id)
    subject = " ".join(asked.subject.split())[:120]
    rules.QuestionSaysSomething.require(bool(subject), field="subject", most=120)
    is_bank = asked.topic == Topic.BANK
    over = {"state": QuestionState.CLOSED, "closed_by": by, "closed_at": at} if is_bank else {}
    is_restricted = asked.topic in found.RESTRICTED and asked.channel != Channel.SELF
    has = {"owner": by, "state": QuestionState.WITH_HR} if is_restricted else {}  # or who records it sees it no more
    with dated.change(partner_id=who.partner_id, by=by, reason="question asked"):
        row: HrQuestion = HrQuestion.objects.create(
            partner_id=who.partner_id, person=who, number=found.next_number(partner_id=who.partner_id),
            topic=Topic(asked.topic), channel=Channel(asked.channel), subject=subject, asked_by=by, asked_at=at,
            due_on=due_on(asked.topic, asked_on=timezone.localdate(at)), **over, **has,
        )  # fmt: skip
        _say(row, asked.text, is_answer=False, by=by, at=at)
    return row


def _say(row: HrQuestion, text: str, *, is_answer: bool, by: User, at: datetime) -> None:
    tidy = text.strip()
    rules.QuestionSaysSomething.require(0 < len(tidy) <= LONGEST_MESSAGE, most=f"{LONGEST_MESSAGE:,}")
    HrQuestionMessage.objects.create(
        partner_id=row.partner_id, question=row, person_id=row.person_id, is_answer=is_answer, text=tidy, by=by, at=at
    )


def _lock(question: UUID) -> HrQuestion:
    """Hold a question. :raises RuleBroken: FrozenAfterDeath. :raises HrQuestion.DoesNotExist: if there is none."""
    rows = HrQuestion.objects.select_related("person", "owner").select_for_update(of=("self",))
    row: HrQuestion = rows.get(uuid=question)
    _not_frozen(row.person_id, row.partner_id)
    return row


def _end(row: HrQuestion, action: str, *, by: User, at: datetime) -> HrQuestion:
    with dated.change(partner_id=row.partner_id, by=by, reason="question ended"):
        row.closed_by, row.closed_at = by, at
        _move(row, action)
    return row


def _move(row: HrQuestion, action: str) -> None:
    row.state = QuestionState(next_state(HR_QUESTION, action, row.state, noun=NOUN))
    row.save(update_fields=["state", "owner", "closed_by", "closed_at"])
    audit(
        action=AuditAction.UPDATE, object_type="hr_hrquestion", object_id=str(row.uuid), label=str(row),
        changes={"action": action, "state": str(row.state)},
    )  # fmt: skip


def _not_own(person_id: int, partner_id: int, by: User) -> None:
    rules.NotOnesOwnQuestion.require(person_id not in deciders.own_people(by, partner_id))
    NotCloseToThem.require(person_id not in deciders.close_people(by, partner_id))


def _not_frozen(person_id: int, partner_id: int) -> None:
    is_frozen = deaths.standing(partner_id).filter(person_id=person_id).exists()
    rules.FrozenAfterDeath.require(not is_frozen)
    require_free(partner_id=partner_id, person_id=person_id)
