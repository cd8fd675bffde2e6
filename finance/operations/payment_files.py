"""The files of payment runs: made at the release, kept sealed, the same to the byte however often they are made."""

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils import timezone

from finance import sealed
from finance.engine import bacs, pain001, payment_days
from finance.engine.bacs import Account, Credit
from finance.models import PaymentFile, PaymentRun, SupplierPayment
from finance.sealed import open_own, open_supplier
from sharedservices.common import sealing
from sharedservices.common.money import ZERO

NAMES = {"BACS18": "txt", "PAIN001": "xml", "LISTING": "csv"}
TABLE = "finance_paymentfile"


def make(row: PaymentRun, payments: Sequence[SupplierPayment]) -> bytes:
    """Return the file of a released run. :raises FileRefused: when its format does not take what is paid."""
    if row.file_format == PaymentRun.Format.LISTING:
        return _listing(row, payments)
    own = open_own(row.bank_account.details, row=row.bank_account.uuid)
    origin = Account(sort_code=own.sort_code, number=own.account_number, holder=row.bank_account.holder)
    credits = [Credit(to=_to(one), amount=one.amount, reference=reference(row, one)) for one in payments]
    if row.file_format == PaymentRun.Format.BACS18:
        days = payment_days.days_of(row.pay_on, method=row.method)
        made_on = timezone.localdate(row.released_at)
        submission = bacs.Submission(
            service_user=row.bank_account.service_user_number, serial=f"{row.number:06}", origin=origin,
            created_on=made_on, processed_on=days.processed_on, credits=credits,
        )  # fmt: skip
        return bacs.write(submission)
    assert row.released_at is not None  # noqa: S101 - the database: a released run has it
    return pain001.write(
        pain001.Initiation(
            message_id=f"{row.legal_entity.code}-{row}", made_at=row.released_at.astimezone(UTC),
            payer=row.legal_entity.legal_name, service_user=row.bank_account.service_user_number, origin=origin,
            pay_on=row.pay_on, credits=credits, profile=pain001.PROFILES[row.method],
        )
    )  # fmt: skip


def reference(row: PaymentRun, payment: SupplierPayment) -> str:
    """Return what the payee reads on the statement: the run and the number of their account with us."""
    return f"{row} {payment.account}"


def keep(row: PaymentRun, payments: Sequence[SupplierPayment], *, at: datetime) -> PaymentFile:
    """Make the file of a run that is being released, and keep it sealed."""
    body = make(row, payments)
    kept = PaymentFile(
        partner_id=row.partner_id, run=row, name=f"{row.method.lower()}-{row}.{NAMES[row.file_format]}",
        sha256=hashlib.sha256(body).hexdigest(), n_payments=len(payments),
        total=sum((one.amount for one in payments), ZERO), made_at=at,
    )  # fmt: skip
    kept.body = sealing.seal(body.decode(), aad=sealing.aad(TABLE, kept.uuid, "body"))
    kept.save()
    return kept


def body_of(kept: PaymentFile) -> bytes:
    """Return a file as it was made. The caller records who took it away."""
    return sealing.open_sealed(kept.body, aad=sealing.aad(TABLE, kept.uuid, "body")).encode()


def _to(payment: SupplierPayment) -> Account:
    assert payment.bank is not None  # noqa: S101 - what is paid by wire has one
    details: sealed.SupplierDetails = open_supplier(payment.bank.details, row=payment.bank.uuid)
    return Account(sort_code=details.sort_code, number=details.account_number, holder=payment.holder)


def _listing(row: PaymentRun, payments: Sequence[SupplierPayment]) -> bytes:
    """Return what is written on cheques: payee, address, pounds."""
    stream = io.StringIO()
    rows = csv.writer(stream)
    rows.writerow(["Cheque", "Payee", "Address", "Postcode", "Pounds", "Reference"])
    for one in payments:
        account = one.account
        words = [one.holder, account.address, account.postcode]
        safe = [f"'{text}" if text[:1] in "=+-@\t\r" else text for text in words]
        rows.writerow([one.number, *safe, f"{one.amount:.2f}", reference(row, one)])
    return stream.getvalue().encode()
