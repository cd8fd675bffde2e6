"""Kinds of change request of payables: where a supplier is paid, and an invoice to post (domain FIN-06, PRO-02)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from finance.asked_once import asked_once
from finance.engine.payables import policy_on
from finance.operations import invoice_posting, suppliers
from finance.queries import payables_words as found
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words, register_change_kind
from partners.models import User

HASH = r"^[0-9a-f]{64}$"


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    register_change_kind(SUPPLIER_BANK)
    register_change_kind(INVOICE)


class BankPayload(serializers.Serializer[Any]):
    """Where a supplier asks to be paid: the row that has it, sealed, and the fingerprint of the account."""

    bank = serializers.UUIDField()
    content_hash = serializers.CharField(max_length=64)


class InvoicePayload(serializers.Serializer[Any]):
    """An invoice, and the hash of what it says."""

    invoice = serializers.UUIDField()
    content_hash = serializers.RegexField(HASH)


def _clean_bank(payload: Payload) -> dict[str, Any]:
    shape = BankPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {"bank": str(shape.validated_data["bank"]), "content_hash": shape.validated_data["content_hash"]}


def _bank_subject(payload: Payload) -> Subject:
    row = found.bank(UUID(payload["bank"]))
    return Subject(words=f"{row.account.supplier}, {row.account}"[:200], href="")


def _bank_facts(payload: Payload, _on: date | None) -> Words:
    return found.bank_words(found.bank(UUID(payload["bank"])))


def _apply_bank(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    suppliers.accept_bank(bank=UUID(payload["bank"]), by=by, at=at)


def _bank_steps(_payload: Payload, _trial: Trial) -> list[StepNeeded]:
    why = "Where a supplier is paid changes only with a second person"
    return [StepNeeded(permission="suppliers.verify", title="Supplier and bank verifier", why=why)]


def _bank_starts(payload: Payload) -> date:
    return timezone.localdate(found.bank(UUID(payload["bank"])).made_at)


def _bank_page(payload: Payload) -> str:
    row = found.bank(UUID(payload["bank"])).account
    return reverse("finance:supplier", kwargs={"partner_code": row.partner.code, "supplier_account": row.uuid})


SUPPLIER_BANK = ChangeKind(
    code="finance.supplier_bank", title="Where a supplier is paid", clean=_clean_bank, starts=_bank_starts,
    subject=_bank_subject, facts=_bank_facts, apply=_apply_bank, steps=_bank_steps, propose="suppliers.edit",
    affects_pay=False, attribute=lambda payload: f"supplier bank {payload['bank']}", audience="payables.view",
    page=_bank_page,
)  # fmt: skip


def _clean_invoice(payload: Payload) -> dict[str, Any]:
    shape = InvoicePayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    return {"invoice": str(shape.validated_data["invoice"]), "content_hash": shape.validated_data["content_hash"]}


def _invoice_subject(payload: Payload) -> Subject:
    row = found.invoice(UUID(payload["invoice"]))
    return Subject(words=f"{row.reference} of {row.account.supplier}"[:200], href="")


def _invoice_facts(payload: Payload, _on: date | None) -> Words:
    return found.invoice_words(found.invoice(UUID(payload["invoice"])))


def _apply_invoice(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    invoice_posting.approve(invoice=UUID(payload["invoice"]), content_hash=payload["content_hash"], by=by, at=at)


def _invoice_steps(payload: Payload, _trial: Trial) -> list[StepNeeded]:
    """Ask by value (partner policy, domain FIN-06)."""
    row = found.invoice(UUID(payload["invoice"]))
    policy = policy_on(timezone.localdate(row.registered_at))
    if row.gross < policy.approve_one:
        return [StepNeeded(permission="invoices.approve", title="Invoice approver", why="")]
    manager = StepNeeded(
        permission="invoices.approve_large", title="Finance manager",
        why=f"The total is £{policy.approve_one:,.0f} or more",
    )  # fmt: skip
    if row.gross < policy.approve_manager:
        return [manager]
    why = f"The total is £{policy.approve_manager:,.0f} or more"
    return [manager, StepNeeded(permission="invoices.approve_top", title="Deputy chief finance officer", why=why)]


def _invoice_starts(payload: Payload) -> date:
    day: date = found.invoice(UUID(payload["invoice"])).tax_point
    return day


def _invoice_page(payload: Payload) -> str:
    row = found.invoice(UUID(payload["invoice"]))
    return reverse("finance:invoice", kwargs={"partner_code": row.partner.code, "invoice": row.uuid})


def _invoice_attribute(payload: Payload) -> str:
    return f"invoice {payload['invoice']}"


INVOICE = ChangeKind(
    code="finance.invoice", title="Post a supplier’s invoice", clean=_clean_invoice, starts=_invoice_starts,
    subject=_invoice_subject, facts=_invoice_facts, apply=_apply_invoice, steps=_invoice_steps,
    propose="invoices.register", affects_pay=False, attribute=_invoice_attribute,
    vet=asked_once("finance.invoice", _invoice_attribute),
    audience="payables.view", page=_invoice_page,
)  # fmt: skip
