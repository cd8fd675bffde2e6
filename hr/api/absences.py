"""Absences as JSON: the list, one with its sick pay, reporting and closing, by the operations of the pages."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import AbsenceRecord, Assignment
from hr.operations import absences as operations
from hr.operations import disclosure
from hr.operations.absences import Report
from hr.queries.absences import TimeFilter, absences
from hr.queries.days import last_day
from hr.queries.sick_pay import forecasts
from partners.api.base import PartnerApiView, paged
from sharedservices.common.api_fields import DayField

DETAILS = "absence.view_reason"
LONGEST_DETAILS, LONGEST_REASON = 500, 200
A = AbsenceRecord


@extend_schema_serializer(component_name="AbsenceRow")
class AbsenceOutput(serializers.Serializer[Any]):
    """One absence in the list. What is wrong with somebody is not in it."""

    absence = serializers.UUIDField()
    person = serializers.UUIDField()
    assignment = serializers.UUIDField()
    name = serializers.CharField()
    assignment_no = serializers.CharField()
    unit = serializers.CharField()
    kind = serializers.CharField(help_text="In words")
    category = serializers.CharField(help_text="In words")
    first_day = DayField()
    last_day = DayField(allow_null=True, help_text="None while it goes on")
    state = serializers.ChoiceField(choices=A.State.choices)


@extend_schema_serializer(component_name="AbsencePay")
class PayOutput(serializers.Serializer[Any]):
    """Days of one rate of sick pay, as they may be paid: a step-down waits for notice and confirmation."""

    rate = serializers.CharField()
    first_day = DayField()
    last_day = DayField(allow_null=True)
    why = serializers.CharField()


@extend_schema_serializer(component_name="Absence")
class AbsenceDetail(serializers.Serializer[Any]):
    """One absence with its sick pay; `details` only for those who may read what is wrong."""

    absence = serializers.UUIDField()
    assignment = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=A.Kind.choices)
    category = serializers.ChoiceField(choices=A.Category.choices)
    first_day = DayField()
    last_day = DayField(allow_null=True)
    state = serializers.ChoiceField(choices=A.State.choices)
    details = serializers.CharField(allow_null=True)
    pay = PayOutput(many=True)


@extend_schema_serializer(component_name="AbsenceReport")
class ReportInput(serializers.Serializer[Any]):
    """An absence to report. Without a last day it is open."""

    assignment = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=A.Kind.choices)
    category = serializers.ChoiceField(choices=A.Category.choices)
    first_day = DayField()
    last_day = DayField(required=False, allow_null=True, default=None)
    details = serializers.CharField(
        max_length=LONGEST_DETAILS, required=False, allow_blank=True, default="",
        help_text="What is wrong: only with the permission to read it",
    )  # fmt: skip
    hours_lost_first = serializers.DecimalField(
        max_digits=4, decimal_places=2, required=False, allow_null=True, default=None
    )
    is_work_related = serializers.BooleanField(required=False, default=False)
    is_disability_related = serializers.BooleanField(required=False, default=False)
    is_pregnancy_related = serializers.BooleanField(required=False, default=False)
    is_self_certified = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="How it was reported")


@extend_schema_serializer(component_name="AbsenceEnd")
class CloseInput(serializers.Serializer[Any]):
    """The last day of an absence."""

    last_day = DayField()
    hours_lost_last = serializers.DecimalField(
        max_digits=4, decimal_places=2, required=False, allow_null=True, default=None
    )
    reason = serializers.CharField(max_length=LONGEST_REASON)


class Absences(PartnerApiView):
    """Who is and was absent; and reporting an absence."""

    permission = "absence.view"
    write_permission = "absence.edit"

    @extend_schema_serializer(component_name="AbsenceFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        search = serializers.CharField(required=False, help_text="Words of a name, or an employee number")
        state = serializers.ChoiceField(choices=A.State.choices, required=False)
        kind = serializers.ChoiceField(choices=A.Kind.choices, required=False)
        category = serializers.ChoiceField(choices=A.Category.choices, required=False)
        unit = serializers.UUIDField(required=False, help_text="A unit, with the units below it")
        lacks = serializers.ChoiceField(choices=["fit-note", "step-down"], required=False, help_text="What is due")

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(AbsenceOutput, "AbsencePage"),
        operation_id="absences",
        summary="Absences",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of absences, the latest first."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        wanted = TimeFilter(**wish.validated_data)
        found = absences(partner_id=self.partner.pk, wanted=wanted, on=timezone.localdate())
        return self.page(found, AbsenceOutput, order=("-valid",))

    @extend_schema(
        request=ReportInput, responses={201: AbsenceDetail}, operation_id="absence_report", summary="Report an absence"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Report an absence from one job; a person with several jobs is asked for each."""
        given = self.checked(request, ReportInput)
        job, reason = given.pop("assignment"), given.pop("reason")
        if given["details"] and DETAILS not in self.access.permissions:
            raise PermissionDenied("You may not record what is wrong with somebody: leave `details` out.")
        if not Assignment.objects.filter(uuid=job).exists():
            raise ValidationError({"assignment": "There is no such job here."})
        made = operations.report(assignment=job, report=Report(**given), reason=reason, by=self.user, at=timezone.now())
        return Response(AbsenceDetail(detail(self, made.uuid)).data, status=201)


class Absence(PartnerApiView):
    """One absence."""

    permission = "absence.view"

    @extend_schema(responses=AbsenceDetail, operation_id="absence", summary="One absence with its sick pay")
    def get(self, request: Request, partner_code: str, absence: UUID) -> Response:
        """Answer the absence."""
        return Response(AbsenceDetail(detail(self, absence)).data)


class CloseAbsence(PartnerApiView):
    """Close an absence."""

    permission = "absence.edit"

    @extend_schema(
        request=CloseInput, responses=AbsenceDetail, operation_id="absence_close", summary="Record the return"
    )
    def post(self, request: Request, partner_code: str, absence: UUID) -> Response:
        """Record the last day. 409 when it is closed already."""
        row(absence)
        given = self.checked(request, CloseInput)
        operations.close(absence=absence, by=self.user, at=timezone.now(), **given)
        return Response(AbsenceDetail(detail(self, absence)).data)


def row(absence: UUID) -> AbsenceRecord:
    """Return an absence. :raises Http404: when there is none in scope."""
    return found_or_404(AbsenceRecord.objects.select_related("person", "assignment"), uuid=absence)


def detail(view: PartnerApiView, absence: UUID) -> dict[str, Any]:
    """Return an absence, and leave a trace: it says something about somebody’s health."""
    one = row(absence)
    disclosure.record_view(person=one.person, what="absence", by=view.user, at=timezone.now())
    found = forecasts(partner_id=one.partner_id, assignment_ids=[one.assignment_id]).get(one.assignment_id, [])
    paid = next((forecast.paid for forecast in found if forecast.record.pk == one.pk), [])
    return {
        "absence": one.uuid,
        "assignment": one.assignment.uuid,
        "kind": one.kind,
        "category": one.category,
        "first_day": one.valid.lower,
        "last_day": last_day(one.valid),
        "state": one.state,
        "details": one.reason if DETAILS in view.access.permissions else None,
        "pay": paid,
    }
