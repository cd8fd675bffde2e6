"""One's own sickness as JSON, as the pages of My time have it: ill, back, a fit note. The same operations.

Not below me/: it writes, in a scope that reaches one’s own rows alone (ADR 0017).
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import AbsenceRecord, Assignment, FitNote
from hr.operations import own_time as operations
from hr.operations.absences import Report
from hr.operations.own_time import NoteSaid
from hr.queries.days import last_day
from partners.api.base import PartnerApiView, paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

HOURS: dict[str, Any] = {"max_digits": 4, "decimal_places": 2, "required": False, "allow_null": True, "default": None}
YES: dict[str, Any] = {"required": False, "default": False}


@extend_schema_serializer(component_name="OwnAbsence")
class AbsenceOutput(serializers.Serializer[Any]):
    """An absence of one's own. Without a last day it goes on."""

    absence = serializers.UUIDField(source="uuid")
    assignment = serializers.UUIDField(source="assignment.uuid")
    kind = serializers.ChoiceField(choices=AbsenceRecord.Kind.choices)
    category = serializers.CharField()
    first_day = DayField(source="valid.lower")
    last_day = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=AbsenceRecord.State.choices)

    def get_last_day(self, row: AbsenceRecord) -> date | None:
        """Return the last day, when there is one."""
        found: date | None = last_day(row.valid)
        return found


@extend_schema_serializer(component_name="OwnSicknessReport")
class SicknessInput(serializers.Serializer[Any]):
    """That one is ill, from which jobs and since when."""

    assignments = serializers.ListField(child=serializers.UUIDField(), max_length=20)
    category = serializers.ChoiceField(choices=AbsenceRecord.Category.choices)
    first_day = DayField()
    last_day = DayField(required=False, allow_null=True, default=None)
    hours_lost_first = serializers.DecimalField(**HOURS)
    details = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    is_work_related = serializers.BooleanField(**YES)
    is_disability_related = serializers.BooleanField(**YES)
    is_pregnancy_related = serializers.BooleanField(**YES)
    is_self_certified = serializers.BooleanField(**YES)


@extend_schema_serializer(component_name="OwnReturn")
class ReturnInput(serializers.Serializer[Any]):
    """That one is back."""

    last_day = DayField()
    hours_lost_last = serializers.DecimalField(**HOURS)


@extend_schema_serializer(component_name="OwnFitNote")
class FitNoteInput(serializers.Serializer[Any]):
    """What a fit note says, with its photograph or PDF."""

    outcome = serializers.ChoiceField(choices=FitNote.Outcome.choices)
    covers_from = DayField()
    covers_to = DayField()
    adjustments = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    document = serializers.FileField(help_text="A photo or scan: PDF, JPEG or PNG, up to 10 MB")


class _Own(PartnerApiView):
    permission = "me.time"

    def mine(self) -> "QuerySet[AbsenceRecord]":
        """Return one's own absences."""
        rows: QuerySet[AbsenceRecord] = AbsenceRecord.objects.of(self.partner.pk).select_related("assignment")
        return rows.filter(person_id__in=self.access.person_ids)

    def answer(self, absence: UUID, *, status: int = 200) -> Response:
        """Answer an absence. :raises Http404: for somebody else's."""
        return Response(AbsenceOutput(found_or_404(self.mine(), uuid=absence)).data, status=status)


class OwnSickness(_Own):
    """One's own absences, and saying that one is ill."""

    @extend_schema(
        parameters=[OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(AbsenceOutput, "OwnAbsencePage"), operation_id="own_absences", summary="My absences",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        return self.page(QuerySetRows(self.mine()), AbsenceOutput, order=("-valid",))

    @extend_schema(
        request=SicknessInput, responses={201: AbsenceOutput(many=True)}, operation_id="own_sickness_report",
        summary="Say that I am ill",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Record it for each job; managers hear that one is away, not why."""
        given = self.checked(request, SicknessInput)
        jobs = given.pop("assignments")
        own = set(
            Assignment.objects.filter(person_id__in=self.access.person_ids, uuid__in=jobs).values_list(
                "uuid", flat=True
            )
        )
        if own != set(jobs):
            raise serializers.ValidationError({"assignments": "One of these is not a job of yours."})
        told = Report(kind=AbsenceRecord.Kind.SICKNESS, **given)
        made = operations.report_sickness(assignments=jobs, told=told, by=self.user, at=timezone.now())
        rows = self.mine().filter(pk__in=[one.pk for one in made]).order_by("id")
        return Response(AbsenceOutput(rows, many=True).data, status=201)


class OwnAbsence(_Own):
    """One absence."""

    @extend_schema(responses=AbsenceOutput, operation_id="own_absence", summary="One absence of mine")
    def get(self, request: Request, partner_code: str, own_absence: UUID) -> Response:
        """Answer it."""
        return self.answer(own_absence)


class OwnReturn(_Own):
    """Saying that one is back."""

    @extend_schema(
        request=ReturnInput, responses=AbsenceOutput, operation_id="own_return", summary="Say that I am back"
    )
    def post(self, request: Request, partner_code: str, own_absence: UUID) -> Response:
        """Close it. 409 unless it is open."""
        found_or_404(self.mine(), uuid=own_absence)
        given = self.checked(request, ReturnInput)
        operations.report_return(absence=own_absence, by=self.user, at=timezone.now(), **given)
        return self.answer(own_absence)


class OwnFitNote(_Own):
    """Handing in a fit note."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        request=FitNoteInput, responses={201: AbsenceOutput}, operation_id="own_fit_note", summary="Hand in my fit note"
    )
    def post(self, request: Request, partner_code: str, own_absence: UUID) -> Response:
        """Hand it in: HR opens the file, managers never."""
        found_or_404(self.mine(), uuid=own_absence)
        given = self.checked(request, FitNoteInput)
        said = NoteSaid(content=given.pop("document").read(), **given)
        operations.hand_in_fit_note(absence=own_absence, said=said, by=self.user, at=timezone.now())
        return self.answer(own_absence, status=201)
