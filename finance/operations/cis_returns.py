"""Monthly returns of contractors (CIS300): drawn up, declared and signed, frozen by another, settled (domain FIN-07).

A return takes every payment of its tax month, and what came back in it. What is posted for the month after it is frozen
makes another version. Nothing is sent to HMRC from here.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from finance import rules_cis as rules
from finance.engine import cis as engine
from finance.engine import cis300
from finance.models import CisEntry, CisReturn, CisReturnLine, Journal, PeriodModule
from finance.operations import journals
from finance.operations.codings import Segments
from finance.operations.journals import Line, Origin, Wanted
from finance.queries import cis as found
from finance.queries.bank import in_use
from finance.states import CIS_RETURN, CisReturnState
from partners.models import LegalEntity, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import WrongState, next_state
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO

NOUN, CONTROL, LONGEST = "construction return", "94210", 200


@transaction_required
def draw_up(*, legal_entity: UUID, month: date, by: User, at: datetime) -> CisReturn:
    """Draw up the return of the tax month that a day is in, anew while it is a draft, or the next version of it.

    :raises RuleBroken: without a scheme, before the month, or when nothing has changed since it was frozen
    :raises WrongState: while it is signed
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    of = engine.tax_month(month)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Construction return of {entity.code}"):
        scheme = found.scheme_of(entity.partner_id, entity.pk, of.first)
        require = rules.ReturnCanBe.require
        require(scheme is not None, why=f"{entity.legal_name} has no contractor scheme on {day(of.first)}")
        require(of.first <= timezone.localdate(at), why=f"The tax month begins on {day(of.first)}")
        entries = found.month_entries(entity.partner_id, entity.pk, of.first)
        mine = CisReturn.objects.of(entity.partner_id).filter(legal_entity=entity, month=of.first)
        last: CisReturn | None = mine.order_by("-version").first()
        if last is not None and last.state != CisReturnState.FROZEN:
            next_state(CIS_RETURN, "draw_up", last.state, noun=NOUN)
            row = last
        else:
            same = last is not None and _totals(entries) == _said(last)
            require(not same, why="Nothing has changed in that tax month since its return was frozen")
            row = CisReturn(
                partner_id=entity.partner_id, legal_entity=entity, scheme=scheme, month=of.first, ends_on=of.last,
                due_on=of.due, version=(last.version if last else 0) + 1,
            )  # fmt: skip
        row.drawn_up_by, row.drawn_up_at = by, at
        row.save()
        _write(row, entries)
    return row


@transaction_required
def sign(*, cis_return: UUID, are_self_employed: bool, are_verified: bool, by: User, at: datetime) -> CisReturn:
    """Declare what HMRC asks for, and sign a return as its preparer.

    :raises WrongState: unless it is a draft
    :raises RuleBroken: before the tax month is over, without its declarations, or when payments have moved since
    """
    row = _lock(cis_return)
    target = next_state(CIS_RETURN, "sign", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Signed {row}"):
        rules.MonthIsOver.require(timezone.localdate(at) > row.ends_on, day=row.ends_on)
        _still_so(row)
        rules.Declared.require((are_self_employed, are_verified) == ((row.n_lines > 0,) * 2))
        row.are_self_employed, row.are_verified, row.is_nil = are_self_employed, are_verified, not row.n_lines
        row.state, row.comment = CisReturnState(target), ""
        row.prepared_by, row.prepared_human, row.prepared_at = by, by.human_id, at
        row.save()
    return row


@transaction_required
def send_back(*, cis_return: UUID, words: str, by: User, at: datetime) -> CisReturn:
    """Send a signed return back to be drawn up anew, for a reason.

    :raises WrongState: unless it is signed
    """
    row, said = _lock(cis_return), " ".join(words.split())[:LONGEST]
    target = next_state(CIS_RETURN, "send_back", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=said or f"sent back at {at:%H:%M}"):
        row.state, row.comment = CisReturnState(target), said
        row.prepared_by = row.prepared_human = row.prepared_at = None
        row.are_self_employed = row.are_verified = row.is_nil = False
        row.save()
    return row


@transaction_required
def approve(*, cis_return: UUID, by: User, at: datetime) -> CisReturn:
    """Freeze a return as a second person.

    :raises WrongState: unless it is signed
    :raises RuleBroken: by its preparer, or when payments have moved since it was drawn up
    """
    row = _lock(cis_return)
    target = next_state(CIS_RETURN, "approve", row.state, noun=NOUN)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Approved {row}"):
        rules.AnotherApproves.require(by.human_id != row.prepared_human)
        _still_so(row)
        row.state = CisReturnState(target)
        row.approved_by, row.approved_human, row.approved_at = by, by.human_id, at
        row.save()
    return row


@transaction_required
def tell(*, cis_return: UUID, by: User, at: datetime) -> int:
    """Send each subcontractor with an address its statement, once; return how many. The others are printed.

    :raises WrongState: unless the return is frozen
    """
    row = _frozen(cis_return, "tell")
    told = 0
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Statements of {row}"):
        for line in found.lines_of(row):
            if not line.account.email:
                continue
            messages.send(
                partner_id=row.partner_id,
                draft=Draft(
                    kind="finance.cis_statement", key=f"cis-statement:{line.uuid}", address=line.account.email,
                    subject=f"Payment and deduction statement to {day(row.ends_on)}",
                    template="email/cis_statement.txt", context=statement(row, line),
                ),
                by=by, at=at,
            )  # fmt: skip
            told += 1
    return told


@transaction_required
def settle(*, cis_return: UUID, account: UUID, on: date, by: User, at: datetime) -> CisReturn:
    """Post that HMRC was paid what was deducted: the control account clears of this return.

    :raises WrongState: unless it is frozen and unsettled
    :raises RuleBroken: for another entity’s account, a day ahead, or nothing to settle
    """
    row = _frozen(cis_return, "settle")
    if row.settlement_id is not None:
        raise WrongState("This return is settled already.", action="settle", state=row.state)
    to_pay = found.to_pay(row)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Settled {row}"):
        of = in_use(partner_id=row.partner_id).filter(legal_entity=row.legal_entity)
        bank = of.select_related("subjective").filter(uuid=account).first()
        require = rules.SettledRight.require
        require(bank is not None, why="This is no open account of the legal entity")
        fits = row.ends_on < on <= timezone.localdate(at)
        require(fits, field="on", why="The day is after the tax month, and not ahead")
        require(to_pay != 0, why="There is nothing to pay")
        assert bank is not None  # noqa: S101 - the rule above
        lines = [
            Line(
                segments=Segments(code, fund="GEN"), debit=max(amount, ZERO), credit=max(-amount, ZERO),
                narrative=str(row), reference=str(row.scheme),
            )
            for code, amount in ((CONTROL, to_pay), (bank.subjective.code, -to_pay))
        ]  # fmt: skip
        wanted = Wanted(
            legal_entity=row.legal_entity.uuid, kind=Journal.Kind.BANK, accounting_date=on, lines=lines,
            description=f"{row}, paid to HMRC",
        )  # fmt: skip
        origin = Origin(
            source="cis", reference=str(row.scheme), key=f"cis:settled:{row.uuid}", module=PeriodModule.Module.BANK
        )
        row.settlement, row.settled = journals.post_from(wanted=wanted, origin=origin, by=by, at=at), to_pay
        row.save(update_fields=["settlement", "settled"])
    return row


def statement(row: CisReturn, line: CisReturnLine) -> dict[str, object]:
    """Return what a payment and deduction statement says."""
    return {
        "contractor": row.legal_entity.legal_name, "reference": str(row.scheme), "ends_on": day(row.ends_on),
        "supplier": line.name, "utr": line.verification.utr,
        "verification": line.verification.verification_number if line.verification.status == "UNMATCHED" else "",
        "gross": money(line.gross), "materials": money(line.materials), "liable": money(line.gross - line.materials),
        "deducted": money(line.deducted),
    }  # fmt: skip


def contractor(row: CisReturn) -> cis300.Contractor:
    """Return who deducts, as HMRC’s message names it."""
    of = row.scheme
    return cis300.Contractor(
        paye_reference=of.paye_scheme.employer_reference, utr=of.utr,
        accounts_office_reference=of.paye_scheme.accounts_office_reference,
    )  # fmt: skip


def paid(row: CisReturn) -> list[cis300.Paid]:
    """Return what each subcontractor was paid, as HMRC’s message says it. One query."""
    return [
        cis300.Paid(
            name=one.name, utr=one.verification.utr, is_unmatched=one.verification.status == "UNMATCHED",
            verification_number=one.verification.verification_number, gross=one.gross, materials=one.materials,
            deducted=one.deducted,
        )
        for one in found.lines_of(row)
    ]  # fmt: skip


# --- the parts ------------------------------------------------------------------------------------------------------
def _lock(cis_return: UUID) -> CisReturn:
    row: CisReturn = (
        CisReturn.objects.select_for_update(of=("self",)).select_related("legal_entity", "scheme__paye_scheme")
        .get(uuid=cis_return)
    )  # fmt: skip
    return row


def _frozen(cis_return: UUID, action: str) -> CisReturn:
    row = _lock(cis_return)
    if row.state != CisReturnState.FROZEN:
        raise WrongState("The return is not frozen yet.", action=action, state=row.state)
    return row


def _totals(entries: Sequence[CisEntry]) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    sums: dict[int, tuple[Decimal, Decimal, Decimal]] = {}
    for one in entries:
        gross, materials, deducted = sums.get(one.account_id, (ZERO, ZERO, ZERO))
        sums[one.account_id] = (gross + one.gross, materials + one.materials, deducted + one.deducted)
    return {account: amounts for account, amounts in sums.items() if any(amounts)}


def _said(row: CisReturn) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    return {one.account_id: (one.gross, one.materials, one.deducted) for one in found.lines_of(row)}


def _still_so(row: CisReturn) -> None:
    entries = found.month_entries(row.partner_id, row.legal_entity_id, row.month)
    rules.StillSo.require(_totals(entries) == _said(row))


def _write(row: CisReturn, entries: Sequence[CisEntry]) -> None:
    """Write the lines of a draft down, and what they come to."""
    CisReturnLine.objects.of(row.partner_id).filter(cis_return=row).delete()
    newest = {one.account_id: one for one in entries}
    made = [
        CisReturnLine(
            partner_id=row.partner_id, cis_return=row, account_id=account, verification=newest[account].verification,
            name=newest[account].verification.legal_name, gross=gross, materials=materials, deducted=deducted,
        )
        for account, (gross, materials, deducted) in _totals(entries).items()
    ]  # fmt: skip
    CisReturnLine.objects.bulk_create(made, batch_size=1000)
    row.n_lines = len(made)
    row.gross = sum((one.gross for one in made), ZERO)
    row.materials = sum((one.materials for one in made), ZERO)
    row.deducted = sum((one.deducted for one in made), ZERO)
    row.save(update_fields=["n_lines", "gross", "materials", "deducted"])
