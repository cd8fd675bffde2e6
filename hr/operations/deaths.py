"""A death in service (domain HR-09): reported by one person, and from that moment nothing is written, taken or changed.

Reporting only stops things, so one person is enough. Whatever pays, settles or closes needs a second person, a named
case officer and the pension bodies told first. A report by mistake is withdrawn, and everything is as it was.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import DeathCase, DeathEvent, PensionNotice, Person
from hr.operations import death_ends, death_overpaid, death_tasks, estate, missing
from hr.operations.death_bars import require_stranger
from hr.queries import death_family
from hr.states import DEATH_CASE, DeathState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.operations import holds, messages, suspensions
from partners.queries import deciders
from partners.queries import holds as held
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day
from sharedservices.common.periods import add_months

NOUN = "case"
REASON = "A death was reported"
LONGEST_NOTE = 500
LONGEST_ADVANCE = 12
"""Months after the death by which an advance has ended: until a pension has begun (partner policy; domain HR-09)."""
OPEN_TO_WORK = frozenset({DeathState.CONFIRMED, DeathState.IN_SUPPORT, DeathState.SETTLING})


class ImpossibleDate(DomainError):
    """The date of death lies in the future, or before birth."""


class ReportedAlready(DomainError):
    """There is a case of this person."""


class NotYourCase(DomainError):
    """Another human being must do this."""

    is_refusal = True


class NotYet(DomainError):
    """Something else comes first."""


class NoteNeeded(DomainError):
    """The step needs words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is known when a death is reported. The date may be provisional; `told_by` is who told us, in words."""

    date_of_death: date
    known: str
    is_provisional: bool = False
    told_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangements:
    """Who looks after the case, whom of the family to speak to, and who acts for the estate."""

    officer: User
    deputy: User | None = None
    family_name: str = ""
    family_relationship: str = ""
    family_contact: str = ""
    family_times: str = ""
    representative_name: str = ""
    representative_authority: str = ""
    representative_contact: str = ""


@transaction_required
def report(*, person: UUID, known: Report, by: User, at: datetime) -> DeathCase:
    """Report a death: at once nothing leaves for the person, no login of theirs works, nothing about them is changed.

    :raises ImpossibleDate: for a date in the future or before birth
    :raises ReportedAlready: when there is a case
    :raises NotYourCase: when somebody reports themselves
    :raises Person.DoesNotExist: if there is none in scope
    """
    who: Person = Person.objects.select_for_update(of=("self",)).get(uuid=person)
    _check_date(who, known.date_of_death, at)
    if held.logins_of(partner_id=who.partner_id, person_id=who.pk).filter(human_id=by.human_id).exists():
        raise NotYourCase("This is your own record.")
    with partner_scope(who.partner_id, actor_id=by.pk, reason=REASON):
        try:
            with transaction.atomic():
                case: DeathCase = DeathCase.objects.create(
                    partner_id=who.partner_id,
                    person=who,
                    date_of_death=known.date_of_death,
                    is_provisional=known.is_provisional,
                    known=DeathCase.Known(known.known),
                    told_by=known.told_by.strip(),
                    reported_by=by,
                    reported_human=by.human_id,
                    reported_at=at,
                )
        except IntegrityError as error:
            raise ReportedAlready(
                "This death has been reported already.", remedy="Speak to the case officer, or to HR."
            ) from error
        _freeze(case, who, by=by, at=at)
        _log(case, "report", by=by, at=at)
    return case


@transaction_required
def confirm(
    *, case: UUID, evidence: str, date_of_death: date, is_provisional: bool, by: User, at: datetime
) -> DeathCase:
    """Confirm a death as a second person. Employments and jobs end on the day of death; nobody has left.

    :raises NotYourCase: for whoever reported it, by any login
    :raises ImpossibleDate: for a date in the future or before birth
    :raises WrongState: unless it is reported
    """
    row = _lock(case, by)
    state = next_state(DEATH_CASE, "confirm", row.state, noun=NOUN)
    if row.reported_human == by.human_id:
        raise NotYourCase("You reported this death. Somebody else confirms it.", remedy="Ask a colleague in HR.")
    _check_date(row.person, date_of_death, at)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.state, row.evidence = DeathState(state), DeathCase.Evidence(evidence)
        row.date_of_death, row.is_provisional = date_of_death, is_provisional
        row.confirmed_by, row.confirmed_human, row.confirmed_at = by, by.human_id, at
        row.save()
        death_ends.end_after(row, date_of_death, by=by, at=at)
        death_tasks.open_tasks(row, by=by, at=at)
        death_overpaid.look(row, at=at)
        _log(row, "confirm", by=by, at=at)
    return row


@transaction_required
def withdraw(*, case: UUID, reason: str, by: User, at: datetime) -> DeathCase:
    """Take back a mistake: logins, messages, requests, employments and jobs are as they were before it.

    :raises NoteNeeded: without a reason
    :raises RuleBroken: when something that the confirmation ended was changed since
    :raises WrongState: once the family is being supported
    """
    tidy = _words(reason)
    row = _lock(case, by)
    state = next_state(DEATH_CASE, "withdraw", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        row.state = DeathState(state)
        row.save(update_fields=["state"])
        death_ends.put_back(row)
        death_tasks.drop_all(row)
        estate.drop(row, by=by, at=at)
        who = {"partner_id": row.partner_id, "person_id": row.person_id}
        suspensions.resume(**who, reason=tidy[:200])
        holds.lift(**who, reason=tidy[:200], by=by, at=at)
        missing.take_back(**who, by=by, at=at)
        _log(row, "withdraw", by=by, at=at, note=tidy)
    return row


@transaction_required
def arrange(*, case: UUID, wanted: Arrangements, by: User, at: datetime) -> DeathCase:
    """Name who looks after the case, whom of the family to speak to, and who acts for the estate.

    :raises NotYet: before the death is confirmed, or after the case is closed
    :raises NotYourCase: when officer or deputy may not look after cases here, or are the same person
    """
    row = _open(case, by)
    for field_name, who in (("officer", wanted.officer), ("deputy", wanted.deputy)):
        may = who and deciders.permissions(user=who, partner_id=row.partner_id, on=timezone.localdate(at))
        if who and "deaths.manage" not in (may or ()):
            raise NotYourCase(f"{who} does not look after such cases here.", field=field_name)
        if who and death_family.is_barred(row, who):
            raise NotYourCase(f"{who} cannot look after this case.", field=field_name, remedy="Choose somebody else.")
    if wanted.deputy and wanted.deputy.human_id == wanted.officer.human_id:
        raise NotYourCase("The deputy is another person than the case officer.", field="deputy")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        for one in fields(wanted):
            value = getattr(wanted, one.name)
            setattr(row, one.name, value.strip() if isinstance(value, str) else value)
        row.save()
        _log(row, "arrange", by=by, at=at, note=f"Case officer: {wanted.officer}")
    return row


@transaction_required
def tell_pension_body(*, case: UUID, body: str, told_on: date, how: str, by: User, at: datetime) -> PensionNotice:
    """Record that a pension body was told, by whom and when.

    :raises NotYet: before the death is confirmed, or after the case is closed
    :raises NoteNeeded: without the name of the body, or how it was told
    :raises ImpossibleDate: for a day in the future or before the death
    """
    row = _open(case, by)
    if not body.strip():
        raise NoteNeeded("Name the pension fund or scheme.", field="body")
    if not how.strip():
        raise NoteNeeded("Say how it was told, and to whom you spoke.", field="how")
    if not row.date_of_death <= told_on <= timezone.localdate(at):
        raise ImpossibleDate("The day lies between the death and today.", field="told_on")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        notice: PensionNotice = PensionNotice.objects.create(
            partner_id=row.partner_id, case=row, body=body.strip(), told_on=told_on, how=how.strip(), noted_by=by,
            noted_at=at,
        )  # fmt: skip
        _log(row, "tell_pension", by=by, at=at, note=notice.body)
    return notice


@transaction_required
def decide_pay(
    *, case: UUID, pay: str, account_is_right: bool, note: str, by: User, at: datetime, until: date | None = None
) -> DeathCase:
    """Decide what is paid: nothing decides it by itself. It may be decided again while the case is open.

    What is owed to the estate waits for the verified account of whoever acts for it. `until`: the last day of an
    advance, which ends by itself then; `account_is_right`: the family may use the recorded account, to which it goes.

    :raises ImpossibleDate: for an advance without a last day, or with one that has passed or is too far ahead
    :raises NotYet: before confirmation, before a case officer is named, or before a pension body was told
    :raises NoteNeeded: without a reason, or of an advance without the word that the account is right
    """
    row, tidy = _open(case, by), _words(note, field="note")
    if row.officer_id is None:
        raise NotYet("Nobody looks after this case yet.", remedy="Name a case officer first.")
    if not PensionNotice.objects.of(row.partner_id).filter(case=row).exists():
        raise NotYet(
            "No pension body has been told yet.",
            remedy="Tell the pension fund first: the family may depend on what it pays when pay ends.",
        )
    is_advance = pay == DeathCase.Pay.ADVANCE
    if is_advance and not account_is_right:
        raise NoteNeeded("Make sure that the family may use the recorded account.", field="account_is_right")
    last_day = _last_day_of_advance(row, until, at) if is_advance else row.date_of_death
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.pay, row.pay_by, row.pay_at = DeathCase.Pay(pay), by, at
        row.pay_until = last_day if is_advance else None
        row.save(update_fields=["pay", "pay_by", "pay_at", "pay_until"])
        death_ends.end_after(row, last_day, by=by, at=at)
        _log(row, "decide_pay", by=by, at=at, note=f"{row.get_pay_display()}: {tidy}"[:LONGEST_NOTE])
    return row


@transaction_required
def advance(*, case: UUID, action: str, note: str, by: User, at: datetime) -> DeathCase:
    """Take a case on: to support of the family, to settling, to its end.

    From the support on nothing is taken back any more: what was held back for the person is cancelled for good.

    :raises NotYet: without a case officer; to close, without a decision about pay
    :raises StillToDo: to close, while a task is open
    :raises WrongState: out of order
    """
    row = _lock(case, by)
    state = next_state(DEATH_CASE, action, row.state, noun=NOUN)
    if row.officer_id is None:
        raise NotYet("Nobody looks after this case yet.", remedy="Name a case officer first.")
    if state == DeathState.CLOSED and row.pay == DeathCase.Pay.HOLD:
        raise NotYet("What is paid has not been decided.", remedy="Decide about the pay first.")
    if state == DeathState.CLOSED:
        death_tasks.require_done(row)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.state = DeathState(state)
        row.save(update_fields=["state"])
        if state == DeathState.IN_SUPPORT:
            n = messages.cancel_held(partner_id=row.partner_id, person_id=row.person_id, at=at)
            note = f"{note.strip()} Messages cancelled: {n}"
        _log(row, action, by=by, at=at, note=note.strip()[:LONGEST_NOTE])
    return row


@transaction_required
def record_view(*, partner_id: int, what: str, by: User, case: DeathCase | None = None) -> None:
    """Record that somebody looked at a case, or at the list of cases."""
    with partner_scope(partner_id, actor_id=by.pk):
        audit(
            action=AuditAction.VIEW, object_type="hr_deathcase", object_id=case.pk if case else "list",
            label=str(case) if case else what, partner_id=partner_id, changes={"shown": what},
        )  # fmt: skip


def _freeze(case: DeathCase, who: Person, *, by: User, at: datetime) -> None:
    """Hold back every message and stop every login, in the transaction of the report. Nobody is missing any more."""
    missing.give_way(partner_id=case.partner_id, person_id=who.pk, by=by, at=at)
    about = {"partner_id": case.partner_id, "person_id": who.pk, "reason": REASON, "by": by, "at": at}
    holds.set_hold(addresses=[who.email], **about)  # type: ignore[arg-type]
    suspensions.suspend(**about)  # type: ignore[arg-type]


def _check_date(who: Person, on: date, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise ImpossibleDate("The date of death is in the future.", field="date_of_death", remedy="Check the date.")
    if on < who.date_of_birth:
        raise ImpossibleDate("The date of death is before the date of birth.", field="date_of_death")


def _last_day_of_advance(row: DeathCase, until: date | None, at: datetime) -> date:
    """Return the last day of an advance. :raises ImpossibleDate: without one, or with one that cannot be."""
    if until is None:
        raise ImpossibleDate("Give the last day of the advance: it ends by itself then.", field="until")
    latest = add_months(row.date_of_death, LONGEST_ADVANCE)
    if not max(row.date_of_death, timezone.localdate(at)) <= until <= latest:
        raise ImpossibleDate(f"The last day of the advance lies between today and {day(latest)}.", field="until")
    return until


def _lock(case: UUID, by: User) -> DeathCase:
    rows = DeathCase.objects.select_related("person").select_for_update(of=("self",))
    found: DeathCase = rows.get(uuid=case)
    require_stranger(found, by)
    return found


def _open(case: UUID, by: User) -> DeathCase:
    """Lock a case that is confirmed and not closed. :raises NotYet: otherwise."""
    row = _lock(case, by)
    if row.state not in OPEN_TO_WORK:
        raise NotYet("This is done once the death is confirmed, and until the case is closed.")
    return row


def _words(text: str, field: str = "reason") -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= LONGEST_NOTE:
        raise NoteNeeded(f"Say why, in at most {LONGEST_NOTE} characters.", field=field)
    return tidy


def _log(case: DeathCase, action: str, *, by: User, at: datetime, note: str = "") -> None:
    DeathEvent.objects.create(partner_id=case.partner_id, case=case, action=action, by=by, at=at, note=note)
    audit(
        action=AuditAction.UPDATE, object_type="hr_deathcase", object_id=case.pk, label=str(case),
        partner_id=case.partner_id, changes={"action": action, "state": case.state}, reason=note,
    )  # fmt: skip
