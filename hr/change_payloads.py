"""The payloads of change requests about people: what each kind needs, as JSON and as the arguments of its operation."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from hr.engine.leaving_reasons import REASONS, LeavingReason, Notice, chosen
from hr.models import AssignmentTerms, Leaving, PensionMembership
from hr.operations.terms_later import Later
from sharedservices.common.api_fields import DayField

HOURS: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "min_value": 0}
POUNDS: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
PASSED_ON = [(one.value, REASONS[one].label) for one in (LeavingReason.RESIGNATION, LeavingReason.RETIREMENT)]
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True, "default": None}


class JobPayload(serializers.Serializer[Any]):
    """Something about one job."""

    assignment = serializers.UUIDField()


class FromPayload(JobPayload):
    """Something that holds from a day on."""

    effective_from = DayField()


class UntilPayload(serializers.Serializer[Any]):
    """Something that ends after a last day."""

    last_day = DayField()


class LaterPayload(FromPayload):
    """Something before which there may be a later change, and what becomes of that."""

    later = serializers.ChoiceField(choices=[one.value for one in Later], **OPTIONAL)

    def validate_later(self, value: str | None) -> Later | None:
        """Return the choice itself."""
        return Later(value) if value else None


class HoursPayload(LaterPayload):
    """Contract, hours, paid weeks and pattern."""

    contract = serializers.ChoiceField(choices=AssignmentTerms.Contract.choices)
    contract_hours = serializers.DecimalField(**HOURS)
    paid_weeks = serializers.DecimalField(max_digits=6, decimal_places=4, min_value=0, **OPTIONAL)
    working_pattern = serializers.CharField(max_length=800, allow_blank=True, default="")
    until = DayField(**OPTIONAL)
    flexible_ref = serializers.CharField(max_length=60, allow_blank=True, default="")


class PayPayload(LaterPayload):
    """A spine point (in a grade or without), a yearly salary, or an hourly rate."""

    grade = serializers.UUIDField(**OPTIONAL)
    spine_point = serializers.UUIDField(**OPTIONAL)
    spot_annual = serializers.DecimalField(**POUNDS, **OPTIONAL)
    hourly_rate = serializers.DecimalField(**POUNDS, **OPTIONAL)


class CostsPayload(FromPayload):
    """Cost centres (public ids) with their per cent."""

    shares = serializers.DictField(child=serializers.DecimalField(max_digits=7, decimal_places=4), allow_empty=False)


class PensionJoinPayload(FromPayload):
    """A scheme and a section of it."""

    scheme = serializers.UUIDField()
    section = serializers.ChoiceField(choices=PensionMembership.Section.choices)
    assessed_pay = serializers.DecimalField(**POUNDS, **OPTIONAL)


class PensionSectionPayload(FromPayload):
    """Another section, or another pay for the band."""

    section = serializers.ChoiceField(choices=PensionMembership.Section.choices)
    assessed_pay = serializers.DecimalField(**POUNDS, **OPTIONAL)


class PensionLeavePayload(JobPayload, UntilPayload):
    """The end of a membership."""


class EntryPayload(serializers.Serializer[Any]):
    """Pounds, or units at pounds each."""

    amount = serializers.DecimalField(**POUNDS, **OPTIONAL)
    units = serializers.DecimalField(max_digits=7, decimal_places=2, **OPTIONAL)
    rate = serializers.DecimalField(**POUNDS, **OPTIONAL)


class ElementAddPayload(EntryPayload, FromPayload):
    """An element of the catalogue that recurs from a day on."""

    element = serializers.UUIDField()
    last_day = DayField(**OPTIONAL)


class ElementChangePayload(EntryPayload):
    """Another amount of an element that recurs."""

    recurring = serializers.UUIDField()
    effective_from = DayField()


class ElementEndPayload(UntilPayload):
    """The end of an element that recurs."""

    recurring = serializers.UUIDField()


class TakeBackPayload(serializers.Serializer[Any]):
    """A change, or an end, that has not taken effect."""

    fact = serializers.CharField(max_length=20)
    row = serializers.UUIDField()


class CostsBackPayload(FromPayload):
    """A cost split that has not taken effect."""


class LeavingPayload(UntilPayload):
    """How somebody leaves; the end of a job or an employment is the last day."""

    leaving_reason = serializers.ChoiceField(choices=chosen())
    notice_given_on = DayField()
    notice = serializers.ChoiceField(choices=Leaving.NOTICES)
    access = serializers.ChoiceField(choices=Leaving.Access.choices, default=Leaving.Access.LAST_DAY)
    case_reference = serializers.CharField(max_length=60, allow_blank=True, default="")
    exit_payment = serializers.DecimalField(**POUNDS, min_value=0, default=Decimal(0))
    exit_authority = serializers.CharField(max_length=200, allow_blank=True, default="")
    rehire = serializers.ChoiceField(choices=Leaving.REHIRES, allow_blank=True, default="")


class LeaveJobPayload(JobPayload, LeavingPayload):
    """The end of one job."""


class NoticePayload(JobPayload, UntilPayload):
    """Notice that somebody gave their manager: everything else about how they leave is HR's."""

    leaving_reason = serializers.ChoiceField(choices=PASSED_ON)
    notice_given_on = DayField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add that the notice is worked."""
        return {**attrs, "notice": Notice.WORKED.value}


class LeaveEmploymentPayload(LeavingPayload):
    """The end of an employment with all of its jobs."""

    employment = serializers.UUIDField()


class StrainPayload(serializers.Serializer[Any]):
    """What an early pension costs the employer, as the fund quoted it, and whose decision that is."""

    leaving = serializers.UUIDField()
    strain_cost = serializers.DecimalField(**POUNDS, min_value=0)
    quoted_on = DayField()
    strain_authority = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=120, allow_blank=True, default="")


class OverpaidPayload(serializers.Serializer[Any]):
    """What a payslip paid too much, worked out by hand."""

    case = serializers.UUIDField()
    gross = serializers.DecimalField(**POUNDS, min_value=0)
    net = serializers.DecimalField(**POUNDS, min_value=0)


class FlexiblePayload(FromPayload):
    """A pension that begins while the job goes on: fewer hours or a lower point, and who agreed to it."""

    contract_hours = serializers.DecimalField(**HOURS)
    working_pattern = serializers.CharField(max_length=800, allow_blank=True, default="")
    grade = serializers.UUIDField(**OPTIONAL)
    spine_point = serializers.UUIDField(**OPTIONAL)
    consent_on = DayField()
    consent = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=120)
    quoted_on = DayField(**OPTIONAL)
    confirmed_on = DayField()
    confirmation = serializers.CharField(max_length=120)


class TransferPayload(UntilPayload):
    """Somebody who goes over to another partner: when, to whom, with whose consent, and what was agreed."""

    employment = serializers.UUIDField()
    to_partner = serializers.SlugField(max_length=50)
    consent_on = DayField()
    consent_evidence = serializers.CharField(max_length=200)
    service_evidence = serializers.CharField(max_length=200)
    leave_hours = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=-300)


def read(kind: type[serializers.Serializer[Any]], payload: Any) -> dict[str, Any]:
    """Return the typed values of a payload.

    :raises serializers.ValidationError: when it is not one of this kind
    """
    given = kind(data=payload)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
