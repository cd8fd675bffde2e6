"""The Construction Industry Scheme: contractors, what HMRC said of subcontractors, what was deducted (FIN-07).

What decides the rate of a subcontractor is entered by one person and approved by another; it is asked anew at each step
of a payment run, and written down with its day when the payment is posted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from finance import rules_cis as rules
from finance import sealed
from finance.engine import cis as engine
from finance.models import (
    CisEntry,
    CisScheme,
    CisVerification,
    Journal,
    PaymentItem,
    PaymentRun,
    SupplierAccount,
    SupplierPayment,
)
from finance.operations.suppliers import COMPANY_NUMBER, told
from finance.queries import cis as found
from finance.queries import payment_checks
from finance.states import CIS_VERIFICATION, CisVerificationState
from partners.models import LegalEntity, PayeScheme, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import day
from sharedservices.common.money import ZERO
from sharedservices.common.nino import check_nino, mask_nino

NOUN = "verification"
UTR = re.compile(r"\d{10}")
VERIFICATION = re.compile(r"V\d{10}[A-Z]{0,2}")
Status, TradingType, Kind = CisVerification.Status, CisVerification.TradingType, CisEntry.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationWanted:
    """Who a subcontractor is for tax, and what HMRC answered. `vat_to` is the last day of its registration."""

    trading_type: str
    status: str
    verified_on: date
    evidence: str
    verification_number: str = ""
    valid_from: date | None = None
    utr: str = ""
    nino: str = ""
    company_number: str = ""
    vat_from: date | None = None
    vat_to: date | None = None
    end_user_notice_on: date | None = None


@transaction_required
def register_scheme(
    *, legal_entity: UUID, paye_scheme: UUID, utr: str, first_day: date, by: User, at: datetime
) -> CisScheme:
    """Write down under which PAYE scheme a legal entity deducts as a contractor, from the 6th of a month on.

    :raises RuleBroken: for references that cannot be, another entity’s scheme, or a day that is taken
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Contractor scheme of {entity.code}"):
        scheme = PayeScheme.objects.of(entity.partner_id).filter(uuid=paye_scheme, legal_entity=entity).first()
        number = "".join(utr.split())
        last = CisScheme.objects.of(entity.partner_id).filter(legal_entity=entity).order_by("-first_day").first()
        require = rules.SchemeLooksRight.require
        require(scheme is not None, field="paye_scheme", why="This is no PAYE scheme of the legal entity")
        assert scheme is not None  # noqa: S101 - the rule above
        require(
            bool(scheme.accounts_office_reference), field="paye_scheme",
            why="The PAYE scheme has no accounts office reference",
        )  # fmt: skip
        require(UTR.fullmatch(number) is not None, field="utr", why="A unique taxpayer reference has ten digits")
        require(first_day.day == engine.FIRST_DAY, why="A tax month begins on the 6th")
        require(
            last is None or last.first_day < first_day,
            why=f"There is a scheme from {day(last.first_day)} on" if last else "",
        )
        made: CisScheme = CisScheme.objects.create(
            partner_id=entity.partner_id, legal_entity=entity, paye_scheme=scheme, utr=number, first_day=first_day,
            made_by=by, made_at=at,
        )  # fmt: skip
    return made


@transaction_required
def propose(*, account: UUID, wanted: VerificationWanted, by: User, at: datetime) -> CisVerification:
    """Enter what HMRC said of a subcontractor. Nothing is paid to it before a second person has approved that.

    :raises RuleBroken: unless it is marked as a subcontractor, while another waits, or for what HMRC cannot have said
    :raises InvalidNino: for a National Insurance number that cannot be
    """
    row = _account(account)
    words = told(wanted.evidence)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Verification of {row}"):
        rules.IsSubcontractor.require(row.is_subcontractor, supplier=str(row.supplier))
        there = CisVerification.objects.of(row.partner_id).filter(account=row)
        waits = there.filter(state=CisVerificationState.PROPOSED).exists()
        rules.OneVerificationWaits.require(not waits, supplier=str(row.supplier))
        last = there.aggregate(last=Max("number"))["last"] or 0
        made = CisVerification(
            partner_id=row.partner_id, account=row, number=last + 1, trading_type=wanted.trading_type,
            legal_name=row.supplier.legal_name, utr="".join(wanted.utr.split()),
            company_number=re.sub(r"\W", "", wanted.company_number.upper()), vat_from=wanted.vat_from,
            vat_to=wanted.vat_to, end_user_notice_on=wanted.end_user_notice_on, status=wanted.status,
            verification_number="".join(wanted.verification_number.split()).upper(), verified_on=wanted.verified_on,
            valid_from=wanted.valid_from or wanted.verified_on, evidence=words, made_by=by, made_human=by.human_id,
            made_at=at,
        )  # fmt: skip
        if wanted.nino:
            number = check_nino(wanted.nino)
            made.nino, made.nino_shown = sealed.seal_nino(number, row=made.uuid), mask_nino(number)
        _says(made, on=timezone.localdate(at))
        made.save()
    return made


@transaction_required
def approve(*, verification: UUID, by: User, at: datetime) -> CisVerification:
    """Approve what somebody else entered: payments are made like this from its day on.

    :raises WrongState: unless it waits
    :raises RuleBroken: for whoever entered it
    """
    row = _lock(verification)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"Verification of {row.account}"):
        target = next_state(CIS_VERIFICATION, "approve", row.state, noun=NOUN)
        rules.AnotherVerifies.require(by.human_id != row.made_human)
        _decide(row, target, "", by=by, at=at)
        if row.status == Status.OUTSIDE:
            row.account.is_subcontractor = False
            row.account.save(update_fields=["is_subcontractor"])
    return row


@transaction_required
def refuse(*, verification: UUID, reason: str, by: User, at: datetime) -> CisVerification:
    """Put away what was entered wrongly, with a reason.

    :raises WrongState: unless it waits
    :raises RuleBroken: without a reason
    """
    row, words = _lock(verification), told(reason)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=words):
        _decide(row, next_state(CIS_VERIFICATION, "refuse", row.state, noun=NOUN), words, by=by, at=at)
    return row


def keep_back(row: PaymentRun, items: Sequence[PaymentItem]) -> list[PaymentItem]:
    """Work out what is kept back of items, with their invoices read; return those where that has changed.

    Nothing is written. Four queries at most, and none unless an invoice is under the scheme.
    """
    if not any(one.invoice.cis_labour is not None for one in items):
        return []
    chosen = [(one.invoice, one.amount) for one in items]
    done = payment_checks.settled(row.partner_id, [one.invoice_id for one in items])
    kept = found.kept_back(chosen, partner_id=row.partner_id, on=row.pay_on, done=done)
    changed = []
    for one in items:
        now = kept.get(one.invoice_id)
        values = (
            (ZERO, ZERO, ZERO, None) if now is None
            else (now.deduction.deducted, now.deduction.liable, now.deduction.materials, now.verification.pk)
        )  # fmt: skip
        if values != (one.deduction, one.liable, one.materials, one.verification_id):
            one.deduction, one.liable, one.materials, one.verification_id = values
            changed.append(one)
    return changed


def credits_fit(items: Sequence[PaymentItem]) -> None:
    """Make sure that no payment gives a deduction back. :raises RuleBroken: for the first that would."""
    sums: dict[int, Decimal] = {}
    for one in items:
        sums[one.account_id] = sums.get(one.account_id, ZERO) + one.liable
    names = {one.account_id: str(one.account.supplier) for one in items}
    for account, liable in sums.items():
        rules.CreditWithinLabour.require(liable >= 0, supplier=names[account])


def write_down(
    run: PaymentRun, items: Sequence[PaymentItem], payments: Sequence[SupplierPayment], *, by: User, at: datetime
) -> None:
    """Write down what each payment of a run came to under the scheme, on the day of the payment. One statement."""
    assert run.journal is not None  # noqa: S101 - it is posted
    made = []
    for payment in payments:
        of = [one for one in items if one.account_id == payment.account_id and one.verification_id is not None]
        if not of:
            continue
        materials = sum((one.materials for one in of), ZERO)
        made.append(
            CisEntry(
                partner_id=run.partner_id, legal_entity=run.legal_entity, account_id=payment.account_id,
                payment=payment, verification=of[0].verification, kind=Kind.PAID, on=run.pay_on,
                month=engine.tax_month(run.pay_on).first, materials=materials,
                gross=sum((one.liable for one in of), ZERO) + materials, deducted=payment.deducted,
                journal=run.journal, made_by=by, made_at=at,
            )
        )  # fmt: skip
    CisEntry.objects.bulk_create(made, batch_size=1000)


def take_back(payment: SupplierPayment, on: date, journal: Journal, *, by: User, at: datetime) -> CisEntry | None:
    """Write down that a deduction comes back with its payment, on the day on which it came back."""
    paid: CisEntry | None = CisEntry.objects.of(payment.partner_id).filter(payment=payment, kind=Kind.PAID).first()
    if paid is None:
        return None
    made: CisEntry = CisEntry.objects.create(
        partner_id=payment.partner_id, legal_entity_id=paid.legal_entity_id, account_id=paid.account_id,
        payment=payment, verification_id=paid.verification_id, kind=Kind.RETURNED, on=on,
        month=engine.tax_month(on).first, gross=-paid.gross, materials=-paid.materials, deducted=-paid.deducted,
        journal=journal, made_by=by, made_at=at,
    )  # fmt: skip
    return made


# --- the parts ------------------------------------------------------------------------------------------------------
def _account(account: UUID) -> SupplierAccount:
    row: SupplierAccount = (
        SupplierAccount.objects.select_for_update(of=("self",)).select_related("supplier").get(uuid=account)
    )
    return row


def _lock(verification: UUID) -> CisVerification:
    row: CisVerification = (
        CisVerification.objects.select_for_update(of=("self",)).select_related("account__supplier")
        .get(uuid=verification)
    )  # fmt: skip
    return row


def _decide(row: CisVerification, target: str, words: str, *, by: User, at: datetime) -> None:
    row.state, row.decision_reason = CisVerificationState(target), words
    row.decided_by, row.decided_human, row.decided_at = by, by.human_id, at
    row.save(update_fields=["state", "decision_reason", "decided_by", "decided_human", "decided_at"])


def _says(row: CisVerification, *, on: date) -> None:
    """Make sure that HMRC can have said so."""
    is_outside = row.status == Status.OUTSIDE
    number, utr = row.verification_number, row.utr
    wants_utr = row.status in {Status.GROSS, Status.NET}
    for holds, field, why in (
        (row.verified_on <= on, "verified_on", "The day of the answer is ahead"),
        (row.valid_from >= row.verified_on, "valid_from", "Payments like this begin on the day of the answer or later"),
        (not is_outside or row.valid_from <= on, "valid_from", "It is a subcontractor until that day"),
        (is_outside or VERIFICATION.fullmatch(number), "verification_number",
         "A verification number is V, ten digits and, for the higher rate, one or two letters"),
        (not utr or UTR.fullmatch(utr), "utr", "A unique taxpayer reference has ten digits"),
        (not wants_utr or utr, "utr", "HMRC matches nobody without a unique taxpayer reference"),
        (not row.company_number or COMPANY_NUMBER.fullmatch(row.company_number), "company_number",
         "A company number has eight characters"),
        (row.trading_type != TradingType.COMPANY or row.company_number or row.status == Status.UNMATCHED or is_outside,
         "company_number", "A company has a company number"),
        (row.vat_to is None or (row.vat_from is not None and row.vat_from <= row.vat_to), "vat_to",
         "The registration for VAT ends after it begins"),
        (row.end_user_notice_on is None or row.end_user_notice_on <= on, "end_user_notice_on",
         "The notice is of a day ahead"),
    ):  # fmt: skip
        rules.VerificationSays.require(bool(holds), field=field, why=why)
