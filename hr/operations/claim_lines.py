"""What is in a claim: journeys, hours worked and expenses, written while the claim is with the person."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone

from hr import rules_claims as rules
from hr.engine import claims as engine
from hr.engine.claims import Vehicle
from hr.models import AbsenceRecord, Claim, ClaimLine, ClaimType, Document, FamilyLeaveBlock
from hr.operations import claims, dated, documents
from hr.operations.documents import NewDocument
from hr.operations.roster_hours import require_not_in_roster
from hr.queries import claim_money as money
from hr.queries.days import ONE_DAY
from hr.rules_claims import LONGEST_WORDS
from hr.states import AbsenceState
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import moment
from sharedservices.common.money import ZERO, pence

MOST_PASSENGERS = 8
MOST_POUNDS = Decimal(10_000)
LEAST_MILES = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyWanted:
    """A journey as it was typed: miles to one place; `passengers` are colleagues who travelled on business, too."""

    on: date
    from_place: str
    to_place: str
    miles: Decimal
    vehicle: str
    reason: str
    passengers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursWanted:
    """Hours as they were typed. A shift whose end is before its start ends on the next day."""

    on: date
    starts: time
    ends: time
    claim_type: UUID
    reason: str
    break_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseWanted:
    """An expense as it was typed: pounds with VAT. `receipt`: the bytes of a file; without it `no_receipt` says why."""

    on: date
    claim_type: UUID
    amount: Decimal
    reason: str
    vat: Decimal | None = None
    receipt: bytes = b""
    no_receipt: str = ""


@transaction_required
def put_journey(*, claim: UUID, wanted: JourneyWanted, by: User, at: datetime, line: UUID | None = None) -> ClaimLine:
    """Add a journey to one’s claim, or write a line of it anew.

    :raises RuleBroken: when the claim was sent, or day, miles or passengers are not possible
    :raises Claim.DoesNotExist, ClaimLine.DoesNotExist: if there is none in scope
    """
    row = claims.lock_open(claim, by=by)
    _day(row, wanted.on, at=at)
    most = engine.defaults().longest_journey_miles
    rules.JourneyIsSensible.require(LEAST_MILES <= wanted.miles <= most, most=most)
    is_car = wanted.vehicle == Vehicle.CAR
    rules.PassengersTravel.require(0 <= wanted.passengers <= (MOST_PASSENGERS if is_car else 0))
    places = [_tidy(wanted.from_place, 100), _tidy(wanted.to_place, 100)]
    return _put(
        row, line, by=by,
        on=wanted.on, reason=_tidy(wanted.reason), from_place=places[0], to_place=places[1], miles=wanted.miles,
        vehicle=Vehicle(wanted.vehicle).value, passengers=wanted.passengers,
        fingerprint=engine.of_journey(on=wanted.on, places=places, miles=wanted.miles),
    )  # fmt: skip


@transaction_required
def put_hours(*, claim: UUID, wanted: HoursWanted, by: User, at: datetime, line: UUID | None = None) -> ClaimLine:
    """Add hours worked to one’s claim, or write a line of it anew.

    :raises RuleBroken: when the claim was sent, the hours are not possible, lie in the future, were claimed already, or
        the person was recorded as sick or on family leave
    :raises Claim.DoesNotExist, ClaimLine.DoesNotExist: if there is none in scope
    """
    row = claims.lock_open(claim, by=by)
    _day(row, wanted.on, at=at)
    dated.lock_employment(row.employment.uuid)
    begun, over = engine.worked(wanted.on, wanted.starts, wanted.ends)
    hours = engine.hours_between(begun, over, break_minutes=wanted.break_minutes)
    most = engine.defaults().longest_shift_hours
    rules.HoursArePossible.require(
        wanted.break_minutes >= 0 and hours > ZERO and hours <= most and wanted.starts != wanted.ends,
        starts=f"{wanted.starts:%H:%M}", ends=f"{wanted.ends:%H:%M}", minutes=wanted.break_minutes, most=most,
    )  # fmt: skip
    worked = DateTimeTZRange(begun, over)
    rules.ClaimDayFits.require(worked.upper <= at, on=wanted.on)
    _once(row, worked, line)
    _was_there(row, wanted.on)
    kind = _type(row, wanted.claim_type, ClaimType.Use.HOURS, wanted.on)
    return _put(
        row, line, by=by, on=wanted.on, reason=_tidy(wanted.reason), worked=worked, hours=hours,
        break_minutes=wanted.break_minutes, claim_type=kind,
        fingerprint=engine.fingerprint("hours", row.person_id, worked.lower.isoformat(), worked.upper.isoformat()),
    )  # fmt: skip


@transaction_required
def put_expense(*, claim: UUID, wanted: ExpenseWanted, by: User, at: datetime, line: UUID | None = None) -> ClaimLine:
    """Add an expense to one’s claim, or write a line of it anew; a receipt that is there stays unless another comes.

    :raises RuleBroken: when the claim was sent, the amount is not possible, there is neither receipt nor reason, or the
        file is too large or of another kind
    :raises Claim.DoesNotExist, ClaimLine.DoesNotExist: if there is none in scope
    """
    row = claims.lock_open(claim, by=by)
    _day(row, wanted.on, at=at)
    fits = ZERO < wanted.amount <= MOST_POUNDS and (wanted.vat is None or ZERO <= wanted.vat < wanted.amount)
    rules.AmountIsSensible.require(fits, most=MOST_POUNDS)
    kind = _type(row, wanted.claim_type, ClaimType.Use.EXPENSE, wanted.on)
    receipt = _receipt(row, wanted, line, by=by, at=at)
    why = _tidy(wanted.no_receipt) if receipt is None else ""
    rules.ReceiptOrReason.require(receipt is not None or bool(why))
    return _put(
        row, line, by=by, on=wanted.on, reason=_tidy(wanted.reason), claim_type=kind, amount=pence(wanted.amount),
        vat=None if wanted.vat is None else pence(wanted.vat), receipt=receipt, no_receipt=why,
        fingerprint=engine.of_expense(
            on=wanted.on, amount=wanted.amount, sha256="" if receipt is None else receipt.sha256
        ),
    )  # fmt: skip


@transaction_required
def remove(*, line: UUID, by: User, at: datetime) -> Claim:
    """Take a line out of one’s claim.

    :raises RuleBroken: when the claim was sent
    :raises ClaimLine.DoesNotExist: if there is none in scope
    """
    found: ClaimLine = ClaimLine.objects.select_related("claim").get(uuid=line)
    row = claims.lock_open(found.claim.uuid, by=by)
    with dated.change(partner_id=row.partner_id, by=by, reason="line taken out of a claim"):
        if found.receipt_id is not None:
            documents.supersede(document=found.receipt.uuid, reason="line taken out of a claim", by=by, at=at)
        found.delete()
        claims.add_up(row, money.lines_of(row))
        row.save()
    return row


def _put(row: Claim, line: UUID | None, *, by: User, **values: Any) -> ClaimLine:
    with dated.change(partner_id=row.partner_id, by=by, reason="line of a claim"):
        if line is None:
            found = ClaimLine(partner_id=row.partner_id, claim=row, person_id=row.person_id, **values)
        else:
            found = ClaimLine.objects.select_for_update(of=("self",)).get(uuid=line, claim=row)
            for name, value in values.items():
                setattr(found, name, value)
        found.save()
        claims.add_up(row, money.lines_of(row))
        row.save()
    return found


def _day(row: Claim, on: date, *, at: datetime) -> None:
    rules.ClaimDayFits.require(on <= timezone.localdate(at), on=on)
    dated.check_date(on, within=row.assignment.valid, what="job", at=at, field="on")


def _once(row: Claim, worked: DateTimeTZRange, line: UUID | None) -> None:
    rows = ClaimLine.objects.of(row.partner_id).filter(person_id=row.person_id, counts=True, worked__overlap=worked)
    other = rows.exclude(uuid=line).select_related("claim").order_by("id").first()
    if other is not None:
        begun, over = (timezone.localtime(one) for one in (other.worked.lower, other.worked.upper))
        span = f"from {moment(begun)} to {moment(over)}"
        raise rules.HoursOnce.broken(span=span, claim=other.claim)
    require_not_in_roster(row, [worked])


def _was_there(row: Claim, on: date) -> None:
    """Refuse hours of a day on which the record says that the person was away, unless only a part of it was lost."""
    day = DateRange(on, on + ONE_DAY)
    who = {"person_id": row.person_id, "valid__overlap": day}
    for one in AbsenceRecord.objects.of(row.partner_id).filter(**who).exclude(state=AbsenceState.CANCELLED):
        is_part = one.valid.lower == on and one.hours_lost_first is not None
        is_part |= one.valid.upper == on + ONE_DAY and one.hours_lost_last is not None
        rules.NotWhileAway.require(is_part, on=on, what=one.get_kind_display().lower())
    block = (
        FamilyLeaveBlock.objects.of(row.partner_id).filter(**who, is_cancelled=False).select_related("leave").first()
    )
    if block is not None and block.hours is None:
        what = f"{block.leave.get_kind_display().lower()}; days worked meanwhile are keeping-in-touch days"
        raise rules.NotWhileAway.broken(on=on, what=what)


def _type(row: Claim, wanted: UUID, use: str, on: date) -> ClaimType:
    kinds = money.types_on(partner_id=row.partner_id, use=use, on=on)
    found = next((one for one in kinds if one.uuid == wanted), None)
    if found is None:
        known = ClaimType.objects.of(row.partner_id).filter(uuid=wanted).first()
        raise rules.TypeInUse.broken(what=known.name if known else "This", on=on)
    return found


def _receipt(row: Claim, wanted: ExpenseWanted, line: UUID | None, *, by: User, at: datetime) -> Document | None:
    """Keep the file that came, or what is there already."""
    before: Document | None = None
    if line is not None:
        before = ClaimLine.objects.select_related("receipt").get(uuid=line, claim=row).receipt
    if not wanted.receipt:
        return before
    new = NewDocument(
        kind=Document.Kind.RECEIPT, title=f"Receipt of {wanted.on:%-d %B %Y}, claim {row}", content=wanted.receipt,
        about=f"claim:{row.uuid}", is_for_person=True,
    )  # fmt: skip
    kept = documents.store(person=row.person.uuid, new=new, by=by, at=at)
    if before is not None:
        documents.supersede(document=before.uuid, reason="another receipt came", by=by, at=at)
    return kept


def _tidy(words: str, longest: int = LONGEST_WORDS) -> str:
    return " ".join(words.split())[:longest]
