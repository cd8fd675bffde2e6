"""What the pages of payment runs show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from finance.models import BankAccount, PaymentFile, PaymentItem, PaymentRun, PaymentRunEvent, SupplierPayment
from finance.queries.bank import in_use
from sharedservices.common.rowsources import QuerySetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run in a list: pounds as they leave the account."""

    uuid: UUID
    number: str
    entity: str
    account: str
    method: str
    pay_on: date
    n_payments: int
    total: Decimal | None
    state: str


def runs(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the runs that the filters leave."""
    rows = PaymentRun.objects.of(partner_id).select_related("legal_entity", "bank_account")
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    digits = str(wanted.get("q") or "").strip().upper().removeprefix("P")
    if digits:
        rows = rows.filter(number=int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1)
    return QuerySetRows(rows, row=_run)


def _run(row: PaymentRun) -> RunRow:
    return RunRow(
        uuid=row.uuid, number=str(row), entity=row.legal_entity.legal_name, account=str(row.bank_account),
        method=row.get_method_display(), pay_on=row.pay_on, n_payments=row.n_payments,
        total=row.total if row.n_payments else None, state=row.get_state_display(),
    )  # fmt: skip


def run(uuid: UUID) -> PaymentRun:
    """Return a run. :raises PaymentRun.DoesNotExist: if there is none in scope."""
    related = ("legal_entity", "bank_account__subjective", "made_by", "reviewed_by", "approved_by", "released_by",
               "second_by", "journal")  # fmt: skip
    found: PaymentRun = PaymentRun.objects.select_related(*related).get(uuid=uuid)
    return found


def items(row: PaymentRun) -> list[PaymentItem]:
    """Return all items of a run in the order of suppliers' accounts. One query."""
    found = PaymentItem.objects.of(row.partner_id).filter(run=row)
    return list(found.select_related("invoice", "account__supplier", "bank").order_by("account__number", "id"))


def payments(row: PaymentRun) -> list[SupplierPayment]:
    """Return the payments of a run in the order of its file. One query."""
    found = SupplierPayment.objects.of(row.partner_id).filter(run=row)
    return list(found.select_related("account__supplier").order_by("number"))


def events(row: PaymentRun) -> list[PaymentRunEvent]:
    """Return the log of a run, the latest first. One query."""
    return list(PaymentRunEvent.objects.of(row.partner_id).filter(run=row).select_related("by").order_by("-id"))


def payment(uuid: UUID) -> SupplierPayment:
    """Return a payment. :raises SupplierPayment.DoesNotExist: if there is none in scope."""
    found: SupplierPayment = SupplierPayment.objects.select_related("run__legal_entity", "account__supplier").get(
        uuid=uuid
    )
    return found


def file_of(row: PaymentRun) -> PaymentFile | None:
    """Return the file of a run, once it is released. One query."""
    found: PaymentFile | None = PaymentFile.objects.of(row.partner_id).filter(run=row).first()
    return found


def bank_accounts(*, partner_id: int) -> list[BankAccount]:
    """Return the accounts that can be paid from. One query."""
    rows = in_use(partner_id=partner_id).select_related("legal_entity")
    return list(rows.order_by("legal_entity__legal_name", "name"))
