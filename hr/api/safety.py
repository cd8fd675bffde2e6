"""Accidents and exposure at work as JSON: the list, one, recording, and the steps of the pages."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import Person, SafetyRecord
from hr.operations import safety as operations
from hr.operations.safety import LONGEST, Happened
from hr.queries import safety as found
from partners.api.base import PartnerApiView, paged
from partners.audit import audit
from partners.models import AuditAction
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

NONE: dict[str, Any] = {"required": False, "allow_null": True, "default": None}


@extend_schema_serializer(component_name="SafetyRow")
class RowOutput(serializers.Serializer[Any]):
    """One record in the list: nothing of what happened but its category, in words."""

    record = serializers.UUIDField()
    name = serializers.CharField()
    employee_no = serializers.CharField()
    kind = serializers.CharField()
    category = serializers.CharField()
    happened_on = DayField()
    ended_on = DayField(allow_null=True)
    place = serializers.CharField()
    report = serializers.CharField(help_text="Where the report to HSE stands")
    report_due_on = DayField(allow_null=True)
    state = serializers.CharField()


@extend_schema_serializer(component_name="SafetyRecord")
class RecordOutput(serializers.Serializer[Any]):
    """One accident or exposure."""

    record = serializers.UUIDField(source="uuid")
    person = serializers.UUIDField(source="person.uuid")
    kind = serializers.ChoiceField(choices=SafetyRecord.Kind.choices)
    category = serializers.ChoiceField(choices=SafetyRecord.Category.choices)
    happened_on = DayField()
    ended_on = DayField(allow_null=True)
    place = serializers.CharField()
    account = serializers.CharField()
    riddor = serializers.ChoiceField(choices=SafetyRecord.Riddor.choices)
    reported_on = DayField(allow_null=True)
    report_reference = serializers.CharField()
    withdrawn_why = serializers.CharField()


@extend_schema_serializer(component_name="SafetyInput")
class RecordInput(serializers.Serializer[Any]):
    """What is recorded. Nothing about diagnosis or treatment."""

    person = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=SafetyRecord.Kind.choices)
    category = serializers.ChoiceField(choices=SafetyRecord.Category.choices)
    happened_on = DayField(help_text="The day of the accident, or the first day of exposure")
    ended_on = DayField(**NONE)
    place = serializers.CharField(max_length=LONGEST["place"])
    account = serializers.CharField(max_length=LONGEST["account"])
    riddor = serializers.ChoiceField(choices=SafetyRecord.Riddor.choices, default=SafetyRecord.Riddor.NO)


@extend_schema_serializer(component_name="SafetyEnd")
class EndInput(serializers.Serializer[Any]):
    """The last day of an exposure."""

    ended_on = DayField()


@extend_schema_serializer(component_name="SafetyReport")
class ReportInput(serializers.Serializer[Any]):
    """What HSE was told."""

    reported_on = DayField()
    reference = serializers.CharField(max_length=LONGEST["report_reference"])


@extend_schema_serializer(component_name="SafetyWithdrawal")
class WithdrawInput(serializers.Serializer[Any]):
    """Why a record is withdrawn."""

    reason = serializers.CharField(max_length=LONGEST["reason"])


class SafetyRecords(PartnerApiView):
    """What was recorded; and recording."""

    permission, write_permission = "safety.view", "safety.record"

    @extend_schema(
        responses=paged(RowOutput, "SafetyRows"), operation_id="safety_list", summary="Accidents and exposure at work"
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer those that stand, the latest first."""
        on = timezone.localdate()
        rows = found.listed(partner_id=self.partner.pk, filters={})
        source = QuerySetRows(rows, row=lambda row: found.as_row(row, on))
        audit(
            action=AuditAction.VIEW, object_type="hr_safetyrecord", object_id="list", label="Accidents and exposure",
            partner_id=self.partner.pk,
        )  # fmt: skip
        return self.page(source, RowOutput, order=["-happened_on", "-id"])

    @extend_schema(
        request=RecordInput, responses={201: RecordOutput}, operation_id="safety_record",
        summary="Record an accident or exposure",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Record it. 400 for somebody who is not there."""
        given = self.checked(request, RecordInput)
        person = given.pop("person")
        try:
            row = operations.record(person=person, happened=Happened(**given), by=self.user, at=timezone.now())
        except Person.DoesNotExist:
            raise ValidationError({"person": ["There is no such person here."]}) from None
        return Response(RecordOutput(row).data, status=201)


class SafetyOne(PartnerApiView):
    """One record."""

    permission = "safety.view"

    @extend_schema(responses=RecordOutput, operation_id="safety_one", summary="One accident or exposure")
    def get(self, request: Request, partner_code: str, safety_record: UUID) -> Response:
        """Answer it; looking is on the trail."""
        row = found_or_404(found.of_partner(self.partner.pk), uuid=safety_record)
        audit(
            action=AuditAction.VIEW, object_type="hr_safetyrecord", object_id=str(row.uuid), label=str(row),
            partner_id=self.partner.pk,
        )  # fmt: skip
        return Response(RecordOutput(row).data)


class _Step(PartnerApiView):
    permission = "safety.record"
    http_method_names = ("post", "options")

    def ids(self, safety_record: UUID) -> dict[str, Any]:
        """Return what a step needs. :raises Http404: for a record that is not there."""
        found_or_404(found.of_partner(self.partner.pk), uuid=safety_record)
        return {"record": safety_record, "by": self.user, "at": timezone.now()}


class EndExposure(_Step):
    """End an exposure."""

    @extend_schema(request=EndInput, responses=RecordOutput, operation_id="safety_end", summary="End an exposure")
    def post(self, request: Request, partner_code: str, safety_record: UUID) -> Response:
        """Record its last day."""
        row = operations.end_exposure(**self.ids(safety_record), **self.checked(request, EndInput))
        return Response(RecordOutput(row).data)


class NoteReport(_Step):
    """Note a report to HSE."""

    @extend_schema(
        request=ReportInput, responses=RecordOutput, operation_id="safety_report", summary="Note a report to HSE"
    )
    def post(self, request: Request, partner_code: str, safety_record: UUID) -> Response:
        """Note it."""
        row = operations.note_report(**self.ids(safety_record), **self.checked(request, ReportInput))
        return Response(RecordOutput(row).data)


class WithdrawRecord(_Step):
    """Withdraw a record."""

    @extend_schema(
        request=WithdrawInput, responses=RecordOutput, operation_id="safety_withdraw", summary="Withdraw a record"
    )
    def post(self, request: Request, partner_code: str, safety_record: UUID) -> Response:
        """Withdraw it with its reason."""
        row = operations.withdraw(**self.ids(safety_record), **self.checked(request, WithdrawInput))
        return Response(RecordOutput(row).data)
