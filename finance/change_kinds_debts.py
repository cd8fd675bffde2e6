"""The kind of change request that writes a debt off (domain FIN-08, SEC-04)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers

from finance.asked_once import asked_once
from finance.engine import debts
from finance.engine.debts import Level
from finance.models import SalesInvoice, WriteOff
from finance.operations import sales, write_offs
from partners.change_kinds import ChangeKind, Payload, StepNeeded, Subject, Trial, Words
from partners.models import User
from sharedservices.common.api_fields import DayField
from sharedservices.common.formatting import day, money

TITLES = {
    Level.SUPERVISOR: "Accounts receivable supervisor",
    Level.MANAGER: "Accounts receivable manager",
    Level.DEPUTY: "Deputy chief finance officer",
    Level.CHIEF: "Section 151 officer",
}


class WriteOffPayload(serializers.Serializer[Any]):
    """Which invoice, how much of it, and why nothing more comes."""

    invoice = serializers.UUIDField()
    on = DayField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal("0.01"))
    cause = serializers.ChoiceField(choices=WriteOff.Reason.choices)
    explanation = serializers.CharField(max_length=500)
    member_report = serializers.CharField(max_length=60, allow_blank=True)


def _clean(payload: Payload) -> dict[str, Any]:
    shape = WriteOffPayload(data=dict(payload))
    shape.is_valid(raise_exception=True)
    given = shape.validated_data
    return {**given, "invoice": str(given["invoice"]), "on": str(given["on"]), "amount": str(given["amount"])}


def _row(payload: Payload) -> SalesInvoice:
    found: SalesInvoice = SalesInvoice.objects.select_related("customer", "legal_entity").get(uuid=payload["invoice"])
    return found


def _subject(payload: Payload) -> Subject:
    row = _row(payload)
    return Subject(words=f"{row}, {row.customer.name}: {money(Decimal(payload['amount']))}"[:200], href="")


def _facts(payload: Payload, _on: date | None) -> Words:
    row = _row(payload)
    return {
        "Invoice": f"{row} of {day(row.issued_on)}, due {day(row.due_on)}",
        "Customer": str(row.customer),
        "Charged": money(row.gross),
        "Owed": money(sales.owed(row)),
        "State": row.get_state_display(),
    }


def _apply(payload: Payload, *, reason: str, by: User, at: datetime) -> None:
    write_offs.write_off(
        invoice=UUID(payload["invoice"]), amount=Decimal(payload["amount"]), reason=payload["cause"],
        explanation=payload["explanation"], member_report=payload["member_report"], by=by, at=at,
    )  # fmt: skip


def _steps(payload: Payload, _trial: Trial) -> list[StepNeeded]:
    level = debts.level_of(Decimal(payload["amount"]), on=date.fromisoformat(payload["on"]))
    return [StepNeeded(permission=level.value, title=TITLES[level], why=f"{money(Decimal(payload['amount']))}")]


def _page(payload: Payload) -> str:
    row = _row(payload)
    return reverse("finance:sales_invoice", kwargs={"partner_code": row.partner.code, "sales_invoice": row.uuid})


def words(payload: Payload) -> list[tuple[str, str]]:
    """Say what a request proposes, and why."""
    return [("Amount", money(Decimal(payload["amount"]))), *_notes(payload)]


def _notes(payload: Payload) -> list[tuple[str, str]]:
    told = [("Why", WriteOff.Reason(payload["cause"]).label), ("Explanation", payload["explanation"])]
    return told + ([("Report to members", payload["member_report"])] if payload["member_report"] else [])


def _debt(payload: Payload) -> str:
    return f"debt {payload['invoice']}"


WRITE_OFF = ChangeKind(
    code="finance.write_off",
    title="Write a debt off",
    clean=_clean,
    starts=lambda payload: date.fromisoformat(payload["on"]),
    subject=_subject,
    facts=_facts,
    apply=_apply,
    steps=_steps,
    propose="write_offs.propose",
    audience="receivables.view",
    page=_page,
    affects_pay=False,
    attribute=_debt,
    vet=asked_once("finance.write_off", _debt),
    notes=_notes,
)
