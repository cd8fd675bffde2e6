"""Pay runs as JSON: the list, one run, and the acts of its life."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.api.base import PartnerApiView, paged
from payroll.models import PayRun
from payroll.operations import pay_runs
from payroll.queries import run_pages_head, run_pages_list
from payroll.queries.run_pages_head import RunHead
from payroll.states import PAY_RUN, RunState
from sharedservices.common.api_fields import DayField
from sharedservices.common.flow import allowed_actions
from sharedservices.common.rowsources import QuerySetRows


def _pounds() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2)


@extend_schema_serializer(component_name="PayRunRow")
class RunOutput(serializers.Serializer[Any]):
    """A run. Counts are employments, amounts pounds."""

    uuid = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # a column of the answer, not the field's label
    group = serializers.CharField(help_text="Name of the pay group")
    kind = serializers.CharField()
    first_day = DayField()
    last_day = DayField(help_text="Last day of the period, included")
    pay_date = DayField()
    tax_year = serializers.CharField()
    tax_period = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[one.value for one in RunState])
    is_calculating = serializers.BooleanField()
    n_in = serializers.IntegerField()
    n_calculated = serializers.IntegerField()
    n_quarantined = serializers.IntegerField()
    n_excluded = serializers.IntegerField()
    gross = _pounds()
    net = _pounds()
    employer_cost = _pounds()


@extend_schema_serializer(component_name="PayRun")
class RunDetail(RunOutput):
    """One run, with what it stands on and what may be done with it now."""

    deductions = _pounds()
    n_lines = serializers.IntegerField()
    calculation = serializers.IntegerField(help_text="How often it was calculated")
    results_hash = serializers.CharField()
    approved_hash = serializers.CharField()
    mark = serializers.CharField(help_text="Which content this is: send it back as `seen` with a decision")
    engine_version = serializers.CharField()
    rates_version = serializers.CharField()
    actions = serializers.SerializerMethodField(help_text="What the user may do to it in its present state")

    def get_actions(self, run: RunHead) -> list[str]:
        """Return the actions that state and permissions allow; rules may still refuse one."""
        return list(allowed_actions(PAY_RUN, run.state, self.context["permissions"]))


class PayRuns(PartnerApiView):
    """The partner's runs, latest pay date first."""

    permission = "payroll.view"

    @extend_schema_serializer(component_name="PayRunFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        group = serializers.UUIDField(required=False)
        state = serializers.ChoiceField(choices=[one.value for one in RunState], required=False)
        year = serializers.CharField(required=False, help_text="A tax year, like 2026-27")

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(RunOutput, "PayRunPage"),
        operation_id="pay_runs",
        summary="Pay runs",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of runs."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        found = run_pages_list.runs(partner_id=self.partner.pk, filters=wish.validated_data)
        rows = QuerySetRows(found, row=run_pages_list.as_row)
        return self.page(rows, RunOutput, order=("-period__pay_date", "-number"))


class _RunView(PartnerApiView):
    """A route about one run."""

    def run(self, run_uuid: UUID) -> RunHead:
        """Return the run. :raises Http404: when there is none in scope."""
        try:
            return run_pages_head.head(partner_id=self.partner.pk, uuid=run_uuid)
        except PayRun.DoesNotExist:
            raise Http404 from None

    def answer(self, run: RunHead, status: int = 200) -> Response:
        """Answer with the run as it stands."""
        shown = RunDetail(run, context={"permissions": self.access.permissions})
        return Response(shown.data, status=status)


class OnePayRun(_RunView):
    """One run."""

    permission = "payroll.view"

    @extend_schema(responses=RunDetail, operation_id="pay_run", summary="One pay run")
    def get(self, request: Request, partner_code: str, run_uuid: UUID) -> Response:
        """Answer the run."""
        return self.answer(self.run(run_uuid))


class Decision(serializers.Serializer[Any]):
    """What is decided about a run."""

    seen = serializers.CharField(help_text="The run’s `mark` when you looked at it: refused when it has changed since")


class _RunAction(_RunView):
    """An act of a run's life. A wrong state answers 409, a rule that refuses 400."""

    operation: ClassVar[Any] = None
    status = 200

    def act(self, run_uuid: UUID, **given: str) -> Response:
        """Perform the operation and answer the run as it then stands."""
        found = self.run(run_uuid)
        type(self).operation(run_id=found.run_id, by=self.user, at=timezone.now(), **given)
        return self.answer(self.run(run_uuid), self.status)

    def decide(self, request: Request, run_uuid: UUID) -> Response:
        """Perform a decision about the content that the caller has seen."""
        self.run(run_uuid)  # whoever asks for what is not there learns nothing about the body
        decision = Decision(data=request.data)
        decision.is_valid(raise_exception=True)
        return self.act(run_uuid, seen=decision.validated_data["seen"])


class Calculate(_RunAction):
    """Calculate everybody: the answer is 202, the work goes on, and `is_calculating` says when it has ended."""

    permission = write_permission = "payroll.calculate"
    operation = staticmethod(pay_runs.calculate)
    status = 202

    @extend_schema(request=None, responses={202: RunDetail}, operation_id="calculate", summary="Calculate a pay run")
    def post(self, request: Request, partner_code: str, run_uuid: UUID) -> Response:
        """Calculate."""
        return self.act(run_uuid)


class Approve(_RunAction):
    """Approve a calculated run, as a second person."""

    permission = write_permission = "payroll.approve"
    operation = staticmethod(pay_runs.approve)

    @extend_schema(request=Decision, responses=RunDetail, operation_id="approve", summary="Approve a pay run")
    def post(self, request: Request, partner_code: str, run_uuid: UUID) -> Response:
        """Approve."""
        return self.decide(request, run_uuid)


class Release(_RunAction):
    """Release an approved run, as a third person."""

    permission = write_permission = "payroll.release"
    operation = staticmethod(pay_runs.release)

    @extend_schema(request=Decision, responses=RunDetail, operation_id="release", summary="Release a pay run")
    def post(self, request: Request, partner_code: str, run_uuid: UUID) -> Response:
        """Release."""
        return self.decide(request, run_uuid)
