"""The kinds of change request about protected pay and market supplements (domain HR-04)."""

from typing import Any

from rest_framework import serializers

from hr.change_kinds import job_kind
from hr.change_kinds_duties import _take
from hr.change_payloads import POUNDS, FromPayload, UntilPayload
from hr.models import Assignment, MarketSupplement, PayProtection
from hr.operations import pay_protection
from hr.queries import pay_protection as found
from partners.change_kinds import Payload, register_change_kind
from sharedservices.common.api_fields import DayField


class ProtectionPayload(FromPayload, UntilPayload):
    """How pay is protected between two days."""

    kind = serializers.ChoiceField(choices=PayProtection.KINDS)
    yearly = serializers.DecimalField(**POUNDS)
    element = serializers.UUIDField()


class ProtectionEndPayload(UntilPayload):
    """An earlier end of a protection."""

    protection = serializers.UUIDField()


class SupplementPayload(FromPayload, UntilPayload):
    """What is paid on top each pay period, and what shows that the market pays more."""

    element = serializers.UUIDField()
    amount = serializers.DecimalField(**POUNDS)
    evidence = serializers.CharField(max_length=200)
    review_on = DayField()


class SupplementEndPayload(UntilPayload):
    """An earlier end of a supplement."""

    supplement = serializers.UUIDField()


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in KINDS:
        register_change_kind(kind)


def _job_of(model: Any, name: str) -> Any:
    def job(payload: Payload) -> Assignment:
        rows = model.objects.select_related("assignment__person", "assignment__partner")
        row: Assignment = rows.get(uuid=payload[name]).assignment
        return row

    return job


PROTECT = job_kind(
    "hr.protection", "Protect pay", route="protect_pay", say=found.words, operation=pay_protection.protect,
    shape=ProtectionPayload, turn=lambda given: _take(given, pay_protection.Wanted, "wanted"),
)  # fmt: skip
PROTECT_END = job_kind(
    "hr.protection_end", "End pay protection early", route="end_protection", say=found.words,
    operation=pay_protection.end_protection, shape=ProtectionEndPayload, find=_job_of(PayProtection, "protection"),
)  # fmt: skip
SUPPLEMENT = job_kind(
    "hr.supplement", "Pay a market supplement", route="pay_supplement", say=found.words,
    operation=pay_protection.supplement, shape=SupplementPayload,
    turn=lambda given: _take(given, pay_protection.Supplement, "wanted"),
)  # fmt: skip
SUPPLEMENT_END = job_kind(
    "hr.supplement_end", "End a market supplement early", route="end_supplement", say=found.words,
    operation=pay_protection.end_supplement, shape=SupplementEndPayload, find=_job_of(MarketSupplement, "supplement"),
)  # fmt: skip
KINDS = (PROTECT, PROTECT_END, SUPPLEMENT, SUPPLEMENT_END)
