"""The payloads of changes of duties, place, contract, grade and name (domain HR-07)."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from hr.change_payloads import OPTIONAL, POUNDS, FromPayload, HoursPayload, LaterPayload, PayPayload, UntilPayload
from hr.models import AssignmentTerms, FormerName, GradeDecision, Honorarium
from sharedservices.common.api_fields import DayField

PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "min_value": 0, "max_value": 100}
WORDS: dict[str, Any] = {"max_length": 200}
MAYBE_WORDS: dict[str, Any] = {**WORDS, "allow_blank": True, "default": ""}


class ActingPayload(FromPayload, UntilPayload):
    """Which post is covered, how much of it, at which grade and point, and when it is reviewed."""

    post = serializers.UUIDField()
    percent = serializers.DecimalField(**PERCENT)
    grade = serializers.UUIDField()
    spine_point = serializers.UUIDField()
    review_on = DayField()
    element = serializers.UUIDField(**OPTIONAL)


class ActingEndPayload(UntilPayload):
    """An earlier end of acting up."""

    acting = serializers.UUIDField()


class HonorariumPayload(FromPayload, UntilPayload):
    """Pounds a pay period, by which element, and how the amount was found."""

    element = serializers.UUIDField()
    amount = serializers.DecimalField(**POUNDS)
    basis = serializers.ChoiceField(choices=Honorarium.Basis.choices)
    basis_words = serializers.CharField(**WORDS)


class SecondmentOutPayload(FromPayload, UntilPayload):
    """The host, what it pays, and whether the person comes back."""

    organisation = serializers.CharField(**WORDS)
    contact = serializers.CharField(**WORDS)
    funded_percent = serializers.DecimalField(**PERCENT, default=Decimal(0))
    is_recharged = serializers.BooleanField(default=False)
    may_return = serializers.BooleanField(default=True)


class SecondmentInPayload(FromPayload, UntilPayload):
    """The home employer and whom its invoices come from."""

    organisation = serializers.CharField(**WORDS)
    contact = serializers.CharField(**WORDS)


class ParticularsPayload(FromPayload):
    """Title, place of work, and the job of the manager."""

    title = serializers.CharField(max_length=120)
    location = serializers.CharField(max_length=120, allow_blank=True, default="")
    manager = serializers.UUIDField(**OPTIONAL)


class LocationPayload(FromPayload):
    """Another place of work and nothing else."""

    location = serializers.CharField(max_length=120, allow_blank=True)


class ContractPayload(FromPayload):
    """The kind of contract, and for a fixed term its end and why."""

    contract = serializers.ChoiceField(choices=AssignmentTerms.Contract.choices)
    ends_on = DayField(**OPTIONAL)
    ground = serializers.CharField(**MAYBE_WORDS)
    justification = serializers.CharField(**MAYBE_WORDS)


class GradePayload(LaterPayload):
    """Promotion or regrade, on which evaluation, to which grade and point."""

    kind = serializers.ChoiceField(choices=GradeDecision.Kind.choices)
    grade = serializers.UUIDField()
    spine_point = serializers.UUIDField()
    evaluation = serializers.CharField(max_length=60)


class NamePayload(serializers.Serializer[Any]):
    """Another name of a person, and what was shown for it."""

    person = serializers.UUIDField()
    effective_from = DayField()
    surname = serializers.CharField(max_length=100)
    forenames = serializers.CharField(max_length=100, allow_blank=True, default="")
    known_as = serializers.CharField(max_length=100, allow_blank=True, default="")
    title = serializers.CharField(max_length=20, allow_blank=True, default="")
    evidence = serializers.ChoiceField(choices=FormerName.Evidence.choices)
    is_restricted = serializers.BooleanField(default=False)
    document = serializers.UUIDField(**OPTIONAL)


class CorrectHoursPayload(HoursPayload):
    """What a row of terms should have said about hours."""

    row = serializers.UUIDField()
    assignment = effective_from = later = until = flexible_ref = None  # type: ignore[assignment]


class CorrectPayPayload(PayPayload):
    """What a row of terms should have said about pay."""

    row = serializers.UUIDField()
    assignment = effective_from = later = None  # type: ignore[assignment]
