"""Who acts for the estate, and the account that it is paid into: recorded by one person, verified by another (HR-09).

It is never typed over: another account is recorded anew, verified anew, and cools off anew. It is never an account of
the person who has died.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr import sealed
from hr.checks import check_details, check_holder
from hr.engine.bank_change import policy
from hr.models import DeathCase, DeathEvent, Representative
from hr.operations.death_bars import require_stranger
from hr.operations.death_overpaid import NotYours
from hr.operations.death_tasks import CaseIsOver
from hr.queries import estate as found
from hr.states import REPRESENTATIVE, DeathState, RepresentativeState
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import money
from sharedservices.common.workingdays import add_working_days

NOUN = "account"
REASON = "The estate of somebody who has died"
OPEN_TO_WORK = frozenset({DeathState.CONFIRMED, DeathState.IN_SUPPORT, DeathState.SETTLING})
LONGEST_NAME, LONGEST = 120, 200


class NotTheirAccount(DomainError):
    """It is, or was, an account of the person who has died."""


class TellMore(DomainError):
    """A name, a document or the words of a check are missing."""


class DateNotPossible(DomainError):
    """The document is dated before the death, or in the future."""


class NeedsGrant(DomainError):
    """More is owed than may be paid without a grant."""


class AccountDiffers(DomainError):
    """What the second person heard is another account than the one that was recorded."""


class RecordedAlready(DomainError):
    """There is a representative with an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who acts, by what right, what was seen of it, and the account as it was given."""

    name: str
    authority: str
    document: str
    dated: date
    holder: str
    sort_code: str
    account_number: str
    roll_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The account as the representative gave it to the second person, who does not see what was recorded."""

    sort_code: str
    account_number: str
    roll_number: str = ""


@transaction_required
def record(*, case: UUID, acting: Acting, by: User, at: datetime) -> Representative:
    """Record who acts for the estate, with the account. Nothing is paid before a second person has verified it.

    :raises CaseIsOver: before the death is confirmed, or after the case is closed
    :raises RecordedAlready: while there is another, which is stopped first
    :raises TellMore: without a name, or without what was seen of the right to act
    :raises DateNotPossible: for a document of before the death, or of the future
    :raises InvalidBankDetails: if a number is not of the right form
    :raises RuleBroken: for an account that fails the modulus check, or without the name on it
    :raises NotTheirAccount: for an account of the person who has died
    """
    row = _open(case, by)
    name = _words(acting.name, "name", LONGEST_NAME, "Enter the name of the personal representative.")
    document = _words(acting.document, "document", LONGEST, "Say what you saw: the document, and its number.")
    if not row.date_of_death <= acting.dated <= timezone.localdate(at):
        raise DateNotPossible("The day of the document lies between the death and today.", field="dated")
    details, outcome = check_details(
        sort_code=acting.sort_code, account_number=acting.account_number, roll_number=acting.roll_number
    )
    holder, uid = check_holder(acting.holder), uuid4()
    token, index = sealed.seal_estate(details, partner_id=row.partner_id, account=uid)
    if found.is_own_account(row, index):
        raise NotTheirAccount(
            "This is an account of the person who has died.", field="account_number",
            remedy="Ask the representative for an account of the estate, or of their own.",
        )  # fmt: skip
    authority = Representative.Authority(acting.authority)
    small = authority is Representative.Authority.INDEMNITY
    most = found.limit(partner_id=row.partner_id, on=timezone.localdate(at)) if small else None
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        try:
            with transaction.atomic():
                made: Representative = Representative.objects.create(
                    uuid=uid, partner_id=row.partner_id, case=row, name=name, authority=authority, document=document,
                    dated=acting.dated, most=most.most if most else None, most_source=most.source if most else "",
                    holder=holder, details=token, fingerprint=index, last_four=details.last_four,
                    modulus_check=outcome, recorded_by=by, recorded_human=by.human_id, recorded_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise RecordedAlready(
                "Somebody is recorded who acts for the estate.", remedy="Stop that account first, and say why."
            ) from error
        _log(row, "representative", f"{name}, {made.get_authority_display()}", by=by, at=at)
    return made


@transaction_required
def verify(*, representative: UUID, heard: Heard, how: str, by: User, at: datetime) -> Representative:
    """Verify an account as a second person, who hears it anew. It then cools off, like every change of account (HR-12).

    :raises NotYours: for whoever recorded it, by any login
    :raises CaseIsOver: before the death is confirmed, or after the case is closed
    :raises NeedsGrant: when more is owed than may be paid without a grant
    :raises TellMore: without how it was checked
    :raises InvalidBankDetails: if a number is not of the right form
    :raises AccountDiffers: when it is not the account that was recorded
    :raises WrongState: unless it waits to be verified
    """
    row = _lock(representative, by)
    case = _open(row.case.uuid, by)
    state = next_state(REPRESENTATIVE, "verify", row.state, noun=NOUN)
    if row.recorded_human == by.human_id:
        raise NotYours("You recorded this account. Somebody else verifies it.", remedy="Ask a colleague.")
    words = _words(how, "how", LONGEST, "Say how you checked it, and with whom you spoke.")
    details, _outcome = check_details(
        sort_code=heard.sort_code, account_number=heard.account_number, roll_number=heard.roll_number
    )
    if sealed.bank_index(details, partner_id=row.partner_id) != row.fingerprint:
        raise AccountDiffers(
            "This is not the account that was recorded.", field="account_number",
            remedy="Ask the representative again. If the record is wrong, have it stopped and entered anew.",
        )  # fmt: skip
    due = found.owed(case)
    if row.most is not None and due > row.most:
        raise NeedsGrant(
            f"{money(due)} is owed before tax. Without a grant no more than {money(row.most)} may be paid.",
            remedy="Ask the family for probate or letters of administration; stop this record, and enter it anew.",
        )
    today = timezone.localdate(at)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.state = RepresentativeState(state)
        row.verified_by, row.verified_human, row.verified_at, row.verified_how = by, by.human_id, at, words
        row.payable_from = add_working_days(today, policy(on=today).cooling_off_working_days)
        row.save()
        _log(case, "account_verify", words, by=by, at=at)
    return row


@transaction_required
def drop(case: DeathCase, *, by: User, at: datetime) -> None:
    """Stop the account of a death that was a mistake. The caller has the case locked."""
    rows = Representative.objects.of(case.partner_id).filter(case=case).exclude(state=RepresentativeState.STOPPED)
    rows.update(
        state=RepresentativeState.STOPPED, stopped_by=by, stopped_at=at, stopped_why="The death was reported by mistake"
    )


@transaction_required
def stop(*, representative: UUID, why: str, by: User, at: datetime) -> Representative:
    """Stop an account: nothing is paid into it from now on. What was paid is paid.

    :raises TellMore: without a reason
    :raises WrongState: when it is stopped already
    """
    row = _lock(representative, by)
    state = next_state(REPRESENTATIVE, "stop", row.state, noun=NOUN)
    words = _words(why, "why", LONGEST, "Say why the account is stopped.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=REASON):
        row.state, row.stopped_by, row.stopped_at, row.stopped_why = RepresentativeState(state), by, at, words
        row.save(update_fields=["state", "stopped_by", "stopped_at", "stopped_why"])
        _log(row.case, "account_stop", words, by=by, at=at)
    return row


def _open(case: UUID, by: User) -> DeathCase:
    row: DeathCase = DeathCase.objects.select_for_update(of=("self",)).get(uuid=case)
    if row.state not in OPEN_TO_WORK:
        raise CaseIsOver("This is done once the death is confirmed, and until the case is closed.")
    require_stranger(row, by)
    return row


def _lock(representative: UUID, by: User) -> Representative:
    rows = Representative.objects.select_related("case").select_for_update(of=("self",))
    row: Representative = rows.get(uuid=representative)
    require_stranger(row.case, by)
    return row


def _words(text: str, field: str, longest: int, ask: str) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= longest:
        raise TellMore(ask, field=field, remedy=f"At most {longest} characters.")
    return tidy


def _log(case: DeathCase, action: str, note: str, *, by: User, at: datetime) -> None:
    DeathEvent.objects.create(partner_id=case.partner_id, case=case, action=action, by=by, at=at, note=note[:500])
