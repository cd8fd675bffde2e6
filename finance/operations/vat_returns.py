"""VAT returns: registering, drawing up, adjusting, signing by two, settling (domain FIN-10).

A return takes every posted document whose tax point it has reached and that is on no earlier one: what is posted late
falls into the next. Nothing is sent: Making Tax Digital takes the payload that a frozen return gives.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from finance import rules_vat as rules
from finance.engine import vat_return as engine
from finance.engine.invoice_sums import is_vat_number, tidy_vat_number
from finance.models import (
    CostCentre,
    Journal,
    PeriodModule,
    VatAdjustment,
    VatAttribution,
    VatRegistration,
    VatReturn,
    VatReturnLine,
)
from finance.operations import codings, journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.queries import vat as found
from finance.queries.bank import in_use
from finance.states import VAT_RETURN, VatReturnState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState, next_state
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO, pence

CONTROL, NOUN = "92500", "VAT return"
KEY = re.compile(r"[0-9A-Z#]{4}")
SHORTEST, LONGEST = 10, 200
BATCH = 2_000
Kind = VatAdjustment.Kind
Use = VatAttribution.Use


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentWanted:
    """What to add to box 1 or 4, in pounds, and the codes that bear it."""

    kind: str
    box: int
    amount: Decimal
    subjective: str
    cost_centre: str
    words: str


@transaction_required
def register(
    *, legal_entity: UUID, vat_number: str, stagger: int, first_day: date, by: User, at: datetime
) -> VatRegistration:
    """Write down a legal entity's VAT number, and the months of its returns from a day on.

    :raises RuleBroken: for a number that cannot be, or a day that is not the first of a period or is covered already
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"VAT registration of {entity.code}"):
        number = tidy_vat_number(vat_number)
        number = number if number[:2].isalpha() else f"GB{number}"
        rules.NumberLooksRight.require(is_vat_number(number) and len(number) == len("GB123456782"), number=vat_number)
        begins, _ends = engine.quarter(stagger, first_day)
        last = VatReturn.objects.of(entity.partner_id).filter(legal_entity=entity).order_by("-ends_on").first()
        why = ""
        if first_day != begins:
            why = f"Its periods begin on {day(begins)}, not on {day(first_day)}"
        elif last is not None and first_day <= last.ends_on:
            why = f"There is a return up to {day(last.ends_on)}"
        elif VatRegistration.objects.of(entity.partner_id).filter(legal_entity=entity, first_day=first_day).exists():
            why = "It is registered from this day already"
        rules.RegistrationFollows.require(not why, why=why)
        made: VatRegistration = VatRegistration.objects.create(
            partner_id=entity.partner_id, legal_entity=entity, vat_number=number, stagger=stagger, first_day=first_day,
            made_by=by, made_at=at,
        )  # fmt: skip
    return made


@transaction_required
def attribute(
    *, cost_centre: int, use: str, exempt_percent: Decimal, valid_from: date, reason: str, by: User, at: datetime
) -> VatAttribution:
    """Say which supplies the purchases of a cost centre are used for, from a day on.

    :raises RuleBroken: for a part that does not go with the use, or without a reason
    """
    row = CostCentre.objects.get(pk=cost_centre)
    words = " ".join(reason.split())[:LONGEST]
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words or "VAT attribution"):
        fits = {
            Use.EXEMPT: exempt_percent == 100, Use.OVERHEAD: 0 < exempt_percent < 100,
        }.get(Use(use), exempt_percent == 0)  # fmt: skip
        rules.AttributionSays.require(fits, why=f"{exempt_percent.normalize():f}% does not go with this use")
        rules.AttributionSays.require(
            len(words) >= SHORTEST, field="reason", why=f"The reason needs {SHORTEST} characters at least"
        )
        made: VatAttribution = VatAttribution.objects.create(
            partner_id=row.partner_id, cost_centre=row, use=use, exempt_percent=exempt_percent, valid_from=valid_from,
            reason=words, made_by=by, made_at=at,
        )  # fmt: skip
    return made


@transaction_required
def draw_up(*, legal_entity: UUID, by: User, at: datetime) -> VatReturn:
    """Draw up the return of the next period, or the open one anew, with every document that belongs on it.

    :raises RuleBroken: without a registration, or before the period begins
    :raises WrongState: while the open one is signed
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"VAT return of {entity.code}"):
        mine = VatReturn.objects.of(entity.partner_id).filter(legal_entity=entity)
        row: VatReturn | None = mine.exclude(state=VatReturnState.FROZEN).first()
        if row is not None:
            next_state(VAT_RETURN, "draw_up", row.state, noun=NOUN)
        else:
            row = _next(entity, mine.order_by("-ends_on").first(), by=by, at=at)
        _collect(row)
        row.drawn_up_by, row.drawn_up_at = by, at
        _add_up(row)
    return row


@transaction_required
def adjust(*, vat_return: UUID, wanted: AdjustmentWanted, by: User, at: datetime) -> VatAdjustment:
    """Put something on a draft that is no document: an error of before, what is lost under section 33, bad debt relief.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: for nothing, without a reason, or for errors too large to be put right here
    """
    row = _lock(vat_return)
    next_state(VAT_RETURN, "draw_up", row.state, noun=NOUN)
    words = " ".join(wanted.words.split())[:LONGEST]
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words or "VAT adjustment"):
        _check(row, wanted, words)
        made: VatAdjustment = VatAdjustment.objects.create(
            partner_id=row.partner_id, vat_return=row, kind=wanted.kind, box=wanted.box, amount=wanted.amount,
            subjective=wanted.subjective, cost_centre=wanted.cost_centre, words=words, made_by=by, made_at=at,
        )  # fmt: skip
        _errors_are_small(row)
        _add_up(row)
    return made


@transaction_required
def take_out(*, adjustment: UUID, by: User, at: datetime) -> VatReturn:
    """Take an adjustment out of a draft again; the audit trail keeps it.

    :raises WrongState: unless the return is a draft
    """
    one = VatAdjustment.objects.select_related("vat_return").get(uuid=adjustment)
    row = _lock(one.vat_return.uuid)
    next_state(VAT_RETURN, "draw_up", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Taken out at {at:%H:%M}: {one.words}"[:200]):
        one.delete()
        _add_up(row)
    return row


@transaction_required
def sign(*, vat_return: UUID, period_key: str, by: User, at: datetime) -> VatReturn:
    """Sign a return as its preparer: its lines and boxes stay as they are from now on.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: before its period is over, or for a key that HMRC does not give
    """
    row = _lock(vat_return)
    target = next_state(VAT_RETURN, "sign", row.state, noun=NOUN)
    key = period_key.strip().upper()
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Signed {row}"):
        rules.PeriodIsOver.require(timezone.localdate(at) > row.ends_on, day=day(row.ends_on))
        rules.KeyLooksRight.require(bool(KEY.fullmatch(key)))
        _errors_are_small(row)
        row.state, row.period_key, row.comment = str(target), key, ""
        row.prepared_by, row.prepared_human, row.prepared_at = by, by.human_id, at
        row.save()
    return row


@transaction_required
def send_back(*, vat_return: UUID, words: str, by: User, at: datetime) -> VatReturn:
    """Send a signed return back to be drawn up anew, for a reason.

    :raises WrongState: unless it is signed
    :raises RuleBroken: without a reason
    """
    row = _lock(vat_return)
    target = next_state(VAT_RETURN, "send_back", row.state, noun=NOUN)
    said = " ".join(words.split())[:LONGEST]
    with partner_scope(row.partner_id, actor_id=by.pk, reason=said or f"sent back at {at:%H:%M}"):
        rules.SentBackWithWords.require(bool(said))
        row.state, row.comment = str(target), said
        row.prepared_by = row.prepared_human = row.prepared_at = None
        row.save()
    return row


@transaction_required
def approve(*, vat_return: UUID, by: User, at: datetime) -> VatReturn:
    """Freeze a return as a second person, and post what it puts right.

    :raises WrongState: unless it is signed
    :raises RuleBroken: by its preparer, or when no open period takes the journal
    """
    row = _lock(vat_return)
    target = next_state(VAT_RETURN, "approve", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Approved {row}"):
        rules.AnotherApproves.require(by.human_id != row.prepared_human)
        row.state = str(target)
        row.approved_by, row.approved_human, row.approved_at = by, by.human_id, at
        row.save()
        if changes := found.adjustments(row):
            row.journal = _post(row, changes, by=by, at=at)
            row.save(update_fields=["journal"])
    return row


@transaction_required
def settle(*, vat_return: UUID, account: UUID, on: date, by: User, at: datetime) -> VatReturn:
    """Post that HMRC was paid, or paid, from or to a bank account on a day: the control account clears.

    :raises WrongState: unless the return is frozen and unsettled
    :raises RuleBroken: for another entity's account, a day ahead, or nothing to settle
    """
    row = _lock(vat_return)
    if row.state != VatReturnState.FROZEN or row.settlement_id is not None:
        raise WrongState("Only a frozen return that is not settled yet is settled.", action="settle", state=row.state)
    to_pay = row.to_pay
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Settled {row}"):
        of = in_use(partner_id=row.partner_id).filter(legal_entity=row.legal_entity)
        bank = of.select_related("subjective").filter(uuid=account).first()
        rules.SettledByAccount.require(bank is not None, why="This is no open account of the legal entity")
        rules.SettledByAccount.require(
            row.ends_on < on <= timezone.localdate(at), field="on", why="The day is after the period, and not ahead"
        )
        rules.SettledByAccount.require(to_pay != 0, why="There is nothing to settle")
        assert bank is not None  # noqa: S101 - the rule above
        row.settlement = _move(
            row, [(CONTROL, "", to_pay), (bank.subjective.code, "", -to_pay)], on=on, kind=Journal.Kind.BANK,
            module=PeriodModule.Module.BANK, what="settled", by=by, at=at,
        )  # fmt: skip
        row.save(update_fields=["settlement"])
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(vat_return: UUID) -> VatReturn:
    row: VatReturn = (
        VatReturn.objects.select_for_update(of=("self",)).select_related("legal_entity").get(uuid=vat_return)
    )
    return row


def _next(entity: LegalEntity, last: VatReturn | None, *, by: User, at: datetime) -> VatReturn:
    """Begin the return that follows the last one, or the first of the registration."""
    today = timezone.localdate(at)
    rows = VatRegistration.objects.of(entity.partner_id).filter(legal_entity=entity)
    first = rows.order_by("first_day").first()
    rules.Registered.require(first is not None, entity=entity.legal_name)
    assert first is not None  # noqa: S101 - the rule above
    begins = last.ends_on + timedelta(days=1) if last else first.first_day
    rules.PeriodHasBegun.require(begins <= today, day=day(begins))
    held = rows.filter(first_day__lte=begins).order_by("-first_day").first()
    _begins, ends = engine.quarter(held.stagger if held else first.stagger, begins)
    made: VatReturn = VatReturn.objects.create(
        partner_id=entity.partner_id, legal_entity=entity, starts_on=begins, ends_on=ends, due_on=engine.due_on(ends),
        drawn_up_by=by, drawn_up_at=at,
    )  # fmt: skip
    return made


def _collect(row: VatReturn) -> None:
    """Put every document on a draft that belongs there, and nothing else."""
    VatReturnLine.objects.of(row.partner_id).filter(vat_return=row).delete()
    registrations = VatRegistration.objects.of(row.partner_id).filter(legal_entity=row.legal_entity)
    since = registrations.order_by("first_day").values_list("first_day", flat=True)[0]
    documents = found.open_documents(
        partner_id=row.partner_id, legal_entity_id=row.legal_entity_id, since=since, until=row.ends_on
    )
    numbers = count(1)
    VatReturnLine.objects.bulk_create(
        (
            VatReturnLine(
                partner_id=row.partner_id, vat_return=row, number=next(numbers), is_sale=one.is_sale,
                invoice_id=None if one.is_sale else one.document, code=one.code, tax_point=one.on,
                sales_invoice_id=one.document if one.is_sale else None, reference=one.reference[:40],
                party=one.party[:160], net=one.net, tax=one.tax, is_late=one.on < row.starts_on,
            )
            for one in documents
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _add_up(row: VatReturn) -> None:
    """Write the boxes of a draft down, from its lines and its adjustments."""
    lines = found.charged(row)
    changes = [(one.box, one.amount) for one in found.adjustments(row)]
    for box, pounds in engine.boxes(lines, adjustments=changes).items():
        setattr(row, f"box_{box}", pounds)
    row.n_lines = len(lines)
    row.save()


def _check(row: VatReturn, wanted: AdjustmentWanted, words: str) -> None:
    why, field = "", "amount"
    codes = Segments(wanted.subjective, wanted.cost_centre)
    unknown = codings.faults(entity=row.legal_entity, wanted=[codes], on=row.ends_on, by_hand=True)
    if wanted.amount == 0 or wanted.amount != pence(wanted.amount):
        why = "An adjustment is of pounds and pence, other than nought"
    elif wanted.kind == Kind.EXEMPT and (wanted.box != 4 or wanted.amount > 0):
        why = "VAT that is lost is taken off box 4: give it below nought"
    elif wanted.kind == Kind.BAD_DEBT and (wanted.box != 4 or wanted.amount < 0):
        why = "Bad debt relief is added to box 4"
    elif len(words) < SHORTEST:
        why, field = f"The reason needs {SHORTEST} characters at least", "words"
    elif unknown:
        why, field = next(iter(unknown.values())).rstrip("."), "subjective"
    rules.AdjustmentSays.require(not why, field=field, why=why)


def _errors_are_small(row: VatReturn) -> None:
    errors = [one for one in found.adjustments(row) if one.kind == Kind.ERROR]
    net = abs(sum((one.amount if one.box == 1 else -one.amount for one in errors), ZERO))
    most = engine.most_correctable(row.box_6, row.ends_on)
    rules.ErrorIsSmall.require(net <= most, net=net, most=most)


def _post(row: VatReturn, changes: list[VatAdjustment], *, by: User, at: datetime) -> Journal:
    """Post what a return puts right: the control account against the codes that bear it."""
    moves: list[tuple[str, str, Decimal]] = []
    for one in changes:
        on_control = one.amount if one.box == 4 else -one.amount
        moves += [(CONTROL, "", on_control), (one.subjective, one.cost_centre, -on_control)]
    return _move(
        row, moves, on=timezone.localdate(at), kind=Journal.Kind.RECLASS, module=PeriodModule.Module.GENERAL,
        what="adjusted", by=by, at=at,
    )  # fmt: skip


def _move(
    row: VatReturn, moves: list[tuple[str, str, Decimal]], *, on: date, kind: str, module: str, what: str,
    **who: Any,
) -> Journal:  # fmt: skip
    """Post a journal of a return: codes, cost centres and pounds, above nought for debits."""
    reference = f"VAT {row.period_key}"
    lines = [
        Line(
            segments=Segments(code, centre), debit=max(pounds, ZERO), credit=max(-pounds, ZERO), narrative=str(row),
            reference=reference,
        )
        for code, centre, pounds in moves
    ]  # fmt: skip
    wanted = Wanted(
        legal_entity=row.legal_entity.uuid, kind=kind, accounting_date=on, description=f"{row}, {what}", lines=lines
    )
    origin = Origin(source="vat", reference=reference, key=f"vat:{what}:{row.uuid}", module=module)
    return journals.post_from(wanted=wanted, origin=origin, **who)
