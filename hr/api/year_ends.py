"""Carrying leave over at the end of a leave year as JSON: prepared by one person, approved by another, or undone."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import LeaveYearRun
from hr.operations import leave_year_end as operations
from hr.operations import leave_year_end_job as work
from hr.queries.leave_year_end import jobs_of, runs
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView, paged
from partners.models import BackgroundJob
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

HOURS: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
PAGING = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]


@extend_schema_serializer(component_name="LeaveYearEnd")
class YearEndOutput(serializers.Serializer[Any]):
    """The end of a leave year: `year_start` is the first day of the year that hours are carried into."""

    year_end = serializers.UUIDField(source="uuid")
    year_start = DayField()
    state = serializers.ChoiceField(choices=LeaveYearRun.State.choices)
    n_jobs = serializers.IntegerField()
    carried_hours = serializers.DecimalField(**HOURS)
    lapsed_hours = serializers.DecimalField(**HOURS)
    prepared_by = serializers.CharField()
    prepared_at = serializers.DateTimeField()
    approved_by = serializers.CharField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="LeaveYearEndWork")
class WorkOutput(serializers.Serializer[Any]):
    """Work that a worker does: ask the list of year ends, or the year end, for what came of it."""

    job = serializers.UUIDField(source="uuid")
    state = serializers.ChoiceField(choices=BackgroundJob.State.choices)


@extend_schema_serializer(component_name="LeaveYearEndJob")
class JobOutput(serializers.Serializer[Any]):
    """What the year end does for one job, in hours."""

    person = serializers.UUIDField(source="person.uuid")
    name = serializers.CharField(source="person.display_name")
    assignment_no = serializers.CharField(source="assignment.number")
    unused = serializers.DecimalField(**HOURS)
    known = serializers.DecimalField(**HOURS)
    contractual = serializers.DecimalField(**HOURS)
    sickness = serializers.DecimalField(**HOURS)
    family = serializers.DecimalField(**HOURS)
    lapsed = serializers.DecimalField(**HOURS)
    why = serializers.CharField()


@extend_schema_serializer(component_name="LeaveYearEndWish")
class PrepareInput(serializers.Serializer[Any]):
    """Which leave year ends, and why it is done now."""

    year_start = DayField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


@extend_schema_serializer(component_name="LeaveYearEndStep")
class StepInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class _YearEnd(PartnerApiView):
    permission = "leave.carry"

    def run_row(self, year_end: UUID) -> LeaveYearRun:
        """Return one. :raises Http404: when there is none in scope."""
        return found_or_404(runs(self.partner.pk), uuid=year_end)


class YearEnds(_YearEnd):
    """Ends of leave years, and preparing one."""

    @extend_schema(
        parameters=PAGING, responses=paged(YearEndOutput, "LeaveYearEndPage"), operation_id="leave_year_ends",
        summary="Ends of leave years",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        return self.page(QuerySetRows(runs(self.partner.pk)), YearEndOutput, order=("-year_start", "-prepared_at"))

    @extend_schema(
        request=PrepareInput, responses={202: WorkOutput}, operation_id="leave_year_end_prepare",
        summary="Prepare the end of a leave year",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Have worked out what is carried over; nothing is before somebody else approves it."""
        given = self.checked(request, PrepareInput)
        job = work.prepare(partner_id=self.partner.pk, by=self.user, at=timezone.now(), **given)
        return Response(WorkOutput(job).data, status=202)


class YearEnd(_YearEnd):
    """One end of a leave year."""

    @extend_schema(responses=YearEndOutput, operation_id="leave_year_end", summary="One end of a leave year")
    def get(self, request: Request, partner_code: str, year_end: UUID) -> Response:
        """Answer it."""
        return Response(YearEndOutput(self.run_row(year_end)).data)


class YearEndJobs(_YearEnd):
    """What a year end does, job by job."""

    @extend_schema(
        parameters=PAGING, responses=paged(JobOutput, "LeaveYearEndJobPage"), operation_id="leave_year_end_jobs",
        summary="What a year end carries over",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str, year_end: UUID) -> Response:
        """Answer one page of jobs by name, as they were prepared."""
        rows = QuerySetRows(jobs_of(self.run_row(year_end)))
        return self.page(rows, JobOutput, order=("person__surname", "person__forenames"))


class _Step(_YearEnd):
    operation: ClassVar[Any]

    def take(self, request: Request, year_end: UUID) -> Response:
        """Take a step. 409 when it does not stand where the step begins."""
        self.run_row(year_end)
        given = self.checked(request, StepInput)
        made = type(self).operation(run=year_end, by=self.user, at=timezone.now(), **given)
        if isinstance(made, BackgroundJob):
            return Response(WorkOutput(made).data, status=202)
        return Response(YearEndOutput(self.run_row(year_end)).data)


class ApproveYearEnd(_Step):
    """Approve what somebody else prepared."""

    permission = "leave.carry_approve"
    operation = work.approve

    @extend_schema(
        request=StepInput, responses={202: WorkOutput}, operation_id="leave_year_end_approve",
        summary="Approve a year end",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, year_end: UUID) -> Response:
        """Have the hours carried over; the rest lapses."""
        return self.take(request, year_end)


class DiscardYearEnd(_Step):
    """Discard what waits for approval."""

    operation = operations.discard

    @extend_schema(
        request=StepInput, responses=YearEndOutput, operation_id="leave_year_end_discard", summary="Discard a year end"
    )
    def post(self, request: Request, partner_code: str, year_end: UUID) -> Response:
        """Discard it: nothing was carried over."""
        return self.take(request, year_end)


class UndoYearEnd(_Step):
    """Undo what was approved."""

    permission = "leave.carry_approve"
    operation = work.undo

    @extend_schema(
        request=StepInput, responses={202: WorkOutput}, operation_id="leave_year_end_undo", summary="Undo a year end"
    )
    def post(self, request: Request, partner_code: str, year_end: UUID) -> Response:
        """Have what was carried over taken back, unless leave was taken from it since."""
        return self.take(request, year_end)
