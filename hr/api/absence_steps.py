"""What happens to an absence over the interface: reopened, cancelled, covered by a fit note, talked about, paid less.

Each step is the operation of the page of that name, with its permission.
"""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.absences import LONGEST_REASON, AbsenceDetail, detail, row
from hr.api.found import found_or_404
from hr.models import FitNote, ReturnInterview, StepDownNotice
from hr.operations import absences as operations
from hr.operations import return_interviews, step_downs
from hr.queries.sick_pay import open_forecasts, rate_words
from partners.api.base import PartnerApiView
from sharedservices.common.api_fields import DayField

LONGEST_NOTE = 500
WORDS: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


@extend_schema_serializer(component_name="AbsenceReason")
class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


@extend_schema_serializer(component_name="FitNote")
class FitNoteInput(ReasonInput):
    """A fit note: its outcome, and the days it covers, both included."""

    outcome = serializers.ChoiceField(choices=FitNote.Outcome.choices)
    covers_from = DayField()
    covers_to = DayField()
    adjustments = serializers.CharField(max_length=LONGEST_NOTE, **WORDS)


@extend_schema_serializer(component_name="ReturnInterview")
class InterviewInput(serializers.Serializer[Any]):
    """What came of the talk after an absence. What is wrong with somebody does not belong into the note."""

    held_on = DayField()
    outcome = serializers.ChoiceField(choices=ReturnInterview.Outcome.choices)
    note = serializers.CharField(max_length=LONGEST_NOTE, **WORDS)


@extend_schema_serializer(component_name="StepDownExtension")
class ExtendInput(ReasonInput):
    """The day to which the earlier rate goes on."""

    extended_to = DayField()


@extend_schema_serializer(component_name="StepDown")
class StepDownOutput(serializers.Serializer[Any]):
    """Sick pay that goes down: to what, when, what was sent and decided. Without a decision pay is not reduced."""

    notice = serializers.UUIDField(allow_null=True, help_text="None until the first notice is due")
    absence = serializers.UUIDField()
    to = serializers.CharField()
    forecast_for = DayField()
    takes_effect_on = DayField(allow_null=True)
    first_sent_on = DayField(allow_null=True)
    is_confirmed = serializers.BooleanField()
    confirmed_on = DayField(allow_null=True)
    extended_to = DayField(allow_null=True)


class _AbsenceStep(PartnerApiView):
    permission = "absence.edit"

    def answer(self, absence: UUID) -> Response:
        """Answer the absence as it is now."""
        return Response(AbsenceDetail(detail(self, absence)).data)


class ReopenAbsence(_AbsenceStep):
    """Take a return back."""

    @extend_schema(
        request=ReasonInput, responses=AbsenceDetail, operation_id="absence_reopen", summary="Take the return back"
    )
    def post(self, request: Request, partner_code: str, absence: UUID) -> Response:
        """Reopen. 409 unless it is closed."""
        row(absence)
        operations.reopen(absence=absence, by=self.user, at=timezone.now(), **self.checked(request, ReasonInput))
        return self.answer(absence)


class CancelAbsence(_AbsenceStep):
    """Cancel an absence that never was."""

    @extend_schema(
        request=ReasonInput, responses=AbsenceDetail, operation_id="absence_cancel", summary="Cancel an absence"
    )
    def post(self, request: Request, partner_code: str, absence: UUID) -> Response:
        """Cancel. 409 when it is cancelled already."""
        row(absence)
        operations.cancel(absence=absence, by=self.user, at=timezone.now(), **self.checked(request, ReasonInput))
        return self.answer(absence)


class AddFitNote(_AbsenceStep):
    """Record a fit note."""

    @extend_schema(
        request=FitNoteInput, responses={201: AbsenceDetail}, operation_id="absence_fit_note",
        summary="Record a fit note",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, absence: UUID) -> Response:
        """Record it; leave on days that it covers is given back."""
        row(absence)
        operations.add_fit_note(absence=absence, by=self.user, at=timezone.now(), **self.checked(request, FitNoteInput))
        return Response(AbsenceDetail(detail(self, absence)).data, status=201)


class RecordInterview(_AbsenceStep):
    """Record the return-to-work interview."""

    @extend_schema(
        request=InterviewInput, responses={201: AbsenceDetail}, operation_id="absence_interview",
        summary="Record the return-to-work interview",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, absence: UUID) -> Response:
        """Record it, once, after the return."""
        row(absence)
        given = self.checked(request, InterviewInput)
        return_interviews.record_interview(absence=absence, by=self.user, at=timezone.now(), **given)
        return Response(AbsenceDetail(detail(self, absence)).data, status=201)


class StepDowns(PartnerApiView):
    """Sick pay of open sickness that goes down."""

    permission = "absence.view"

    @extend_schema(responses=StepDownOutput(many=True), operation_id="step_downs", summary="Sick pay that goes down")
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer every step that lies ahead or waits for a decision, the next first."""
        today = timezone.localdate()
        ahead = [one for one in self.rows() if not (one["is_confirmed"] and (one["takes_effect_on"] or today) <= today)]
        return Response(StepDownOutput(ahead, many=True).data)

    def rows(self) -> list[dict[str, Any]]:
        """Return the steps as they are forecast now."""
        steps = [(one.record, step) for one in open_forecasts(partner_id=self.partner.pk) for step in one.steps]
        found = [
            {
                "notice": step.notice.uuid if step.notice else None,
                "absence": record.uuid,
                "to": str(rate_words(step.step.to)),
                "forecast_for": step.step.on,
                "takes_effect_on": step.takes_effect_on,
                "first_sent_on": step.first_sent_on,
                "is_confirmed": step.is_confirmed,
                "confirmed_on": step.told.confirmed_on,
                "extended_to": step.told.extended_to,
            }
            for record, step in steps
        ]
        return sorted(found, key=lambda one: (one["takes_effect_on"] or one["forecast_for"], str(one["absence"])))


class _StepDownDecision(StepDowns):
    permission = "stepdown.decide"
    http_method_names = ("post", "options")

    def decided(self, notice: UUID) -> Response:
        """Answer the step of a notice as it is now."""
        return Response(StepDownOutput(next((one for one in self.rows() if one["notice"] == notice), None)).data)


class ConfirmStepDown(_StepDownDecision):
    """Confirm that pay goes down."""

    @extend_schema(
        request=ReasonInput, responses=StepDownOutput, operation_id="step_down_confirm", summary="Confirm a step-down"
    )
    def post(self, request: Request, partner_code: str, notice: UUID) -> Response:
        """Confirm; nothing reaches back before today."""
        found_or_404(StepDownNotice.objects, uuid=notice)
        step_downs.confirm(notice=notice, by=self.user, at=timezone.now(), **self.checked(request, ReasonInput))
        return self.decided(notice)


class ExtendStepDown(_StepDownDecision):
    """Put a step-down off."""

    @extend_schema(
        request=ExtendInput, responses=StepDownOutput, operation_id="step_down_extend", summary="Put a step-down off"
    )
    def post(self, request: Request, partner_code: str, notice: UUID) -> Response:
        """Put it off: the earlier rate goes on."""
        found_or_404(StepDownNotice.objects, uuid=notice)
        step_downs.extend(notice=notice, by=self.user, at=timezone.now(), **self.checked(request, ExtendInput))
        return self.decided(notice)
