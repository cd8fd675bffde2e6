"""HR cases (domain HR-16): opened and handed to a case officer, who keeps the list of those who may see it.

The database refuses whoever is not on the list; these operations say it in words. What somebody may do in a case goes
by their part in it, not by their role at the partner.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hr.models import CaseAllegation, CaseBar, CaseEvent, CaseMember, HrCase, Person
from hr.rules_interests import NotCloseToThem
from hr.states import HR_CASE, HrCaseState
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries import deciders
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state

NOUN = "case"
TABLE = "hr_hrcase"
LONGEST_TEXT = 10_000
MARKS = ["is_on_hold", "is_safeguarding"]
R = CaseMember.Role
OFFICER_ONLY = frozenset({R.OFFICER})
WORKERS = frozenset({R.OFFICER, R.INVESTIGATOR})
EVERYBODY = frozenset(R)


class NotYourPart(DomainError):
    """Somebody else’s part in the case."""

    is_refusal = True


class NotForThisCase(DomainError):
    """This person may not be on the list of this case."""


class WordsNeeded(DomainError):
    """The step needs words, or fewer of them."""


class WrongDates(DomainError):
    """The dates do not go together."""


class TooSoon(DomainError):
    """Something else comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a case begins with. `person` is its subject, `officer` the login of whoever looks after it."""

    person: UUID
    kind: str
    sensitivity: str
    received_on: date
    summary: str
    officer: User


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Dates that stand beside a case, all of them optional; whether it is under legal hold, and about safeguarding."""

    suspended_from: date | None = None
    suspended_until: date | None = None
    acas_on: date | None = None
    tribunal_on: date | None = None
    is_on_hold: bool = False
    is_safeguarding: bool = False


@transaction_required
def open_case(*, partner_id: int, wanted: Opening, by: User, at: datetime) -> HrCase:
    """Open a case and hand it to its officer. Whoever opens it and is not the officer sees it no more.

    :raises Person.DoesNotExist: if there is no such person in scope
    :raises WrongDates: for a day in the future
    :raises NotForThisCase: when the officer may not work on cases here, or is the subject; or one opens one’s own
    :raises WordsNeeded: without a summary
    """
    on = timezone.localdate(at)
    person: Person = Person.objects.of(partner_id).get(uuid=wanted.person)
    if wanted.received_on > on:
        raise WrongDates("This day has not come yet.", field="received_on")
    if person.pk in deciders.own_people(by, partner_id):
        raise NotForThisCase("This is your own record.", field="person", remedy="Ask a colleague in HR to open it.")
    NotCloseToThem.require(person.pk not in deciders.close_people(by, partner_id))
    _check_member(partner_id, wanted.officer, on, field="officer")
    with partner_scope(partner_id, actor_id=by.pk):
        row: HrCase = HrCase.objects.create(
            partner_id=partner_id, reference=_reference(partner_id, on), kind=HrCase.Kind(wanted.kind),
            sensitivity=HrCase.Sensitivity(wanted.sensitivity), person=person, received_on=wanted.received_on,
            summary=words(wanted.summary, "summary"), opened_by=by, opened_at=at,
        )  # fmt: skip
        log(row, "open_case", by=by, at=at)
        _put_on_list(row, wanted.officer, R.OFFICER, by=by, at=at, field="officer")
    return row


@transaction_required
def add_member(*, case: UUID, user: User, role: str, by: User, at: datetime) -> CaseMember:
    """Put somebody on the list of a case.

    :raises NotYourPart: unless by a case officer
    :raises NotForThisCase: for the subject, whoever is kept out, or whoever has another part in it
    """
    row = lock(case)
    require(row, by, OFFICER_ONLY)
    if role == R.NOTES and row.sensitivity != HrCase.Sensitivity.NORMAL:
        raise NotForThisCase("Nobody takes notes in a restricted or sealed case.", field="role")
    _check_member(row.partner_id, user, timezone.localdate(at), field="user")
    with partner_scope(row.partner_id, actor_id=by.pk):
        member = _put_on_list(row, user, R(role), by=by, at=at, field="user")
        log(row, "add_member", by=by, at=at, note=f"{user.full_name}: {R(role).label}")
    return member


@transaction_required
def remove_member(*, case: UUID, member: UUID, by: User, at: datetime) -> None:
    """Take somebody off the list: they see the case no more.

    :raises NotYourPart: unless by a case officer
    :raises TooSoon: for the last case officer
    :raises CaseMember.DoesNotExist: for somebody who is not on it
    """
    row = lock(case)
    require(row, by, OFFICER_ONLY)
    found: CaseMember = CaseMember.objects.of(row.partner_id).get(case=row, uuid=member, removed_at=None)
    with partner_scope(row.partner_id, actor_id=by.pk):
        # The log comes first: whoever takes their own name off writes nothing more.
        log(row, "remove_member", by=by, at=at, note=f"{found.user.full_name}: {found.get_role_display()}")
        _take_off(row, found, by=by, at=at)


@transaction_required
def keep_out(*, case: UUID, user: User, reason: str, by: User, at: datetime) -> CaseBar:
    """Keep somebody out of a case for good, by every login: an implicated manager, for one.

    :raises NotYourPart: unless by a case officer, or for oneself
    :raises TooSoon: for the last case officer
    :raises NotForThisCase: for somebody who is kept out already
    :raises WordsNeeded: without a reason
    """
    row = lock(case)
    require(row, by, OFFICER_ONLY)
    if user.human_id == by.human_id:
        raise NotYourPart("You cannot keep yourself out.", field="user", remedy="Name another case officer first.")
    tidy = words(reason, "reason", longest=500)
    with partner_scope(row.partner_id, actor_id=by.pk):
        for found in CaseMember.objects.of(row.partner_id).filter(case=row, human=user.human_id, removed_at=None):
            _take_off(row, found, by=by, at=at)
        try:
            with transaction.atomic():
                bar: CaseBar = CaseBar.objects.create(
                    partner_id=row.partner_id, case=row, user=user, human=user.human_id, reason=tidy, by=by, at=at
                )
        except IntegrityError as error:
            raise NotForThisCase("This person is kept out already.", field="user") from error
        log(row, "keep_out", by=by, at=at, note=f"{user.full_name}: {tidy}")
    return bar


@transaction_required
def add_allegation(*, case: UUID, text: str, by: User, at: datetime) -> CaseAllegation:
    """Write down one thing that is alleged or complained of.

    :raises NotYourPart: unless by the case officer or the investigator
    :raises TooSoon: once the case is decided
    :raises WordsNeeded: without words
    """
    row = lock(case)
    require(row, by, WORKERS)
    if row.state not in {HrCaseState.OPENED, HrCaseState.INVESTIGATION, HrCaseState.HEARING}:
        raise TooSoon("The case is decided: nothing is added to what was alleged.")
    with partner_scope(row.partner_id, actor_id=by.pk):
        n = CaseAllegation.objects.of(row.partner_id).filter(case=row).count()
        made: CaseAllegation = CaseAllegation.objects.create(
            partner_id=row.partner_id, case=row, number=n + 1, text=words(text, "text")
        )
        log(row, "add_allegation", by=by, at=at, note=f"Number {made.number}")
    return made


@transaction_required
def add_note(*, case: UUID, text: str, by: User, at: datetime) -> None:
    """Write a line into the log. :raises NotYourPart: off the list. :raises WordsNeeded: without words."""
    row = lock(case)
    require(row, by, EVERYBODY)
    with partner_scope(row.partner_id, actor_id=by.pk):
        log(row, "note", by=by, at=at, note=words(text, "text"))


@transaction_required
def set_facts(*, case: UUID, facts: Facts, by: User, at: datetime) -> HrCase:
    """Record suspension, early conciliation, tribunal, legal hold, and whether harm to somebody at risk is alleged.

    :raises NotYourPart: unless by a case officer
    :raises WrongDates: when a suspension ends before it begins, or has no beginning
    """
    row = lock(case)
    require(row, by, OFFICER_ONLY)
    start, end = facts.suspended_from, facts.suspended_until
    if end is not None and (start is None or end < start):
        raise WrongDates("The suspension ends before it begins.", field="suspended_until")
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.suspended_from, row.suspended_until = start, end
        row.acas_on, row.tribunal_on, row.is_on_hold = facts.acas_on, facts.tribunal_on, facts.is_on_hold
        row.is_safeguarding = facts.is_safeguarding
        row.save(update_fields=["suspended_from", "suspended_until", "acas_on", "tribunal_on", *MARKS])
        marks = [("Under legal hold", row.is_on_hold), ("Safeguarding", row.is_safeguarding)]
        log(row, "set_facts", by=by, at=at, note=", ".join(words for words, holds in marks if holds))
    return row


@transaction_required
def move(*, case: UUID, action: str, note: str, by: User, at: datetime) -> HrCase:
    """Take a case to investigation, to a hearing, or to its end.

    :raises NotYourPart: unless by a case officer
    :raises WrongState: out of order
    :raises TooSoon: to investigate or hear without whoever does it
    """
    row = lock(case)
    state = HrCaseState(next_state(HR_CASE, action, row.state, noun=NOUN))
    require(row, by, OFFICER_ONLY)
    needed = {HrCaseState.INVESTIGATION: R.INVESTIGATOR, HrCaseState.HEARING: R.DECIDER}.get(state)
    listed = CaseMember.objects.of(row.partner_id).filter(case=row, removed_at=None, role=needed)
    if needed is not None and not listed.exists():
        raise TooSoon(f"Nobody is named yet: {needed.label.lower()}.", remedy="Put them on the list first.")
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.state = state
        if state is HrCaseState.CLOSED:
            row.closed_by, row.closed_at = by, at
        row.save(update_fields=["state", "closed_by", "closed_at"])
        log(row, action, by=by, at=at, note=note.strip()[:LONGEST_TEXT])
    return row


@transaction_required
def record_view(*, partner_id: int, what: str, by: User, case: HrCase | None = None) -> None:
    """Record that somebody opened a case, or the list. The trail names no person."""
    with partner_scope(partner_id, actor_id=by.pk):
        audit(
            action=AuditAction.VIEW, object_type=TABLE, object_id=case.pk if case else "list",
            label=str(case) if case else "HR cases", partner_id=partner_id, changes={"shown": what},
        )  # fmt: skip


def lock(case: UUID) -> HrCase:
    """Lock a case that one may see. :raises HrCase.DoesNotExist: when there is none for the actor of the scope."""
    found: HrCase = HrCase.objects.select_for_update(of=("self",)).get(uuid=case)
    return found


def require(row: HrCase, by: User, roles: frozenset[R]) -> None:
    """Check the part that somebody has in a case. :raises NotYourPart: when it is none of these."""
    held = CaseMember.objects.of(row.partner_id).filter(case=row, user=by, removed_at=None)
    if not held.filter(role__in=roles).exists():
        who = " or ".join(role.label.lower() for role in R if role in roles)
        raise NotYourPart(f"This is done by: {who}.", remedy="Ask the case officer.")


def words(text: str, field: str, *, longest: int = LONGEST_TEXT) -> str:
    """Return words without space around them. :raises WordsNeeded: for none, or too many."""
    tidy = text.strip()
    if not 0 < len(tidy) <= longest:
        raise WordsNeeded(f"Write something, in at most {longest:,} characters.", field=field)
    return tidy


def log(row: HrCase, action: str, *, by: User, at: datetime, note: str = "") -> None:
    """Write a line into the log of a case, and into the trail without its words."""
    CaseEvent.objects.create(partner_id=row.partner_id, case=row, action=action, by=by, at=at, note=note)
    audit(
        action=AuditAction.UPDATE, object_type=TABLE, object_id=row.pk, label=str(row), partner_id=row.partner_id,
        changes={"action": action},
    )  # fmt: skip


def _reference(partner_id: int, on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hr_next_case_number(%s, %s)", [partner_id, on.year])
        return f"{on.year}-{cursor.fetchone()[0]:04d}"


def _check_member(partner_id: int, user: User, on: date, *, field: str) -> None:
    if "cases.work" not in deciders.permissions(user=user, partner_id=partner_id, on=on):
        raise NotForThisCase(f"{user.full_name} does not work on cases here.", field=field)


def _put_on_list(row: HrCase, user: User, role: R, *, by: User, at: datetime, field: str) -> CaseMember:
    """Write a name on the list; the database knows who must not be on it."""
    if row.person_id in deciders.close_people(user, row.partner_id):
        raise NotForThisCase(
            f"{user.full_name} cannot have this part in the case.", field=field, remedy="Choose somebody else."
        )
    member = CaseMember(
        partner_id=row.partner_id, case=row, user=user, human=user.human_id, role=role, added_by=by, added_at=at
    )
    try:
        with transaction.atomic():
            # Without RETURNING of a row that whoever opened the case may no longer see.
            _insert(member)
    except IntegrityError as error:
        raise NotForThisCase(
            f"{user.full_name} cannot have this part in the case.",
            field=field,
            remedy="The subject, whoever is kept out, and whoever has another part in it stay off the list.",
        ) from error
    return member


_ADD = """
INSERT INTO hr_casemember (uuid, partner_id, case_id, user_id, human, role, added_by_id, added_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def _insert(member: CaseMember) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                member.uuid, member.partner_id, member.case_id, member.user_id, member.human, member.role,
                member.added_by_id, member.added_at,
            ],
        )  # fmt: skip


def _take_off(row: HrCase, member: CaseMember, *, by: User, at: datetime) -> None:
    others = CaseMember.objects.of(row.partner_id).filter(case=row, role=R.OFFICER, removed_at=None)
    if member.role == R.OFFICER and not others.exclude(pk=member.pk).exists():
        raise TooSoon("Every case has a case officer.", remedy="Name another one first.")
    member.removed_by, member.removed_at = by, at
    member.save(update_fields=["removed_by", "removed_at"])
