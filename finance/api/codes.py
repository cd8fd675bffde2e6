"""The codes that lines are charged to: subjective codes, cost centres, funds, projects, counterparties."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from finance.api.base import LONGEST_SEARCH, PAGING, FinanceApiView
from finance.models import CostCentre, Counterparty, Fund, Project, Subjective
from partners.api.base import paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows


@extend_schema_serializer(component_name="CodeFilters")
class CodeFilters(serializers.Serializer[Any]):
    """What narrows a list of codes."""

    search = serializers.CharField(
        required=False, max_length=LONGEST_SEARCH, help_text="First signs of the code, or words of the name"
    )
    on = DayField(required=False, help_text="Those that take postings on this day; all of them when left out")


class _CodeOutput(serializers.Serializer[Any]):
    """What every code has."""

    uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    first_day = DayField(source="valid.lower", allow_null=True)
    last_day = serializers.SerializerMethodField(help_text="The last day on which it takes postings; null when open")

    def get_last_day(self, row: Any) -> date | None:
        """Return the last day, included."""
        upper: date | None = row.valid.upper
        return upper - timedelta(days=1) if upper else None


@extend_schema_serializer(component_name="SubjectiveCode")
class SubjectiveOutput(_CodeOutput):
    """A subjective code. `control`: which register it is reconciled to; journals of people leave those alone."""

    group = serializers.CharField(help_text="Of CIPFA’s standard subjective analysis, or a part of the balance sheet")
    control = serializers.CharField(allow_blank=True)
    is_posting = serializers.BooleanField(help_text="Lines are posted to it; otherwise it only adds up")
    is_manual = serializers.BooleanField(help_text="Journals that people write may use it")
    needs_project = serializers.BooleanField()
    needs_counterparty = serializers.BooleanField()


@extend_schema_serializer(component_name="CostCentre")
class CentreOutput(_CodeOutput):
    """A cost centre of a legal entity."""

    entity = serializers.UUIDField(source="legal_entity.uuid")


@extend_schema_serializer(component_name="Fund")
class FundOutput(_CodeOutput):
    """A fund: journals balance within each."""

    is_ring_fenced = serializers.BooleanField()
    is_delegated = serializers.BooleanField()


@extend_schema_serializer(component_name="Project")
class ProjectOutput(_CodeOutput):
    """A project."""

    is_capital = serializers.BooleanField()


@extend_schema_serializer(component_name="Counterparty")
class CounterpartyOutput(_CodeOutput):
    """An organisation inside the group of the accounts that a line is with."""


class _Codes(FinanceApiView):
    """A list of codes, in their order."""

    output: ClassVar[type[_CodeOutput]]

    def every(self) -> QuerySet[Any]:
        """Return all of them."""
        raise NotImplementedError

    def answer(self, request: Request) -> Response:
        """Answer one page of those that the filters leave."""
        given = self.asked(request, CodeFilters)
        rows = self.every()
        if words := given.get("search"):
            rows = rows.filter(Q(code__istartswith=words) | Q(name__icontains=words))
        if on := given.get("on"):
            rows = rows.filter(valid__contains=on)
        return self.page(QuerySetRows(rows), self.output, order=("code",))


class Subjectives(_Codes):
    """Subjective codes."""

    output = SubjectiveOutput

    def every(self) -> QuerySet[Any]:
        """Return all of them."""
        return Subjective.objects.of(self.partner.pk)

    @extend_schema(
        parameters=[CodeFilters, *PAGING], responses=paged(SubjectiveOutput, "SubjectiveCodePage"),
        operation_id="subjective_codes", summary="Subjective codes",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page."""
        return self.answer(request)


class CostCentres(_Codes):
    """Cost centres."""

    output = CentreOutput

    def every(self) -> QuerySet[Any]:
        """Return all of them with their legal entity."""
        return CostCentre.objects.of(self.partner.pk).select_related("legal_entity")

    @extend_schema(
        parameters=[CodeFilters, *PAGING], responses=paged(CentreOutput, "CostCentrePage"),
        operation_id="cost_centres", summary="Cost centres",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page."""
        return self.answer(request)


class Funds(_Codes):
    """Funds."""

    output = FundOutput

    def every(self) -> QuerySet[Any]:
        """Return all of them."""
        return Fund.objects.of(self.partner.pk)

    @extend_schema(
        parameters=[CodeFilters, *PAGING], responses=paged(FundOutput, "FundPage"), operation_id="funds",
        summary="Funds",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page."""
        return self.answer(request)


class Projects(_Codes):
    """Projects."""

    output = ProjectOutput

    def every(self) -> QuerySet[Any]:
        """Return all of them."""
        return Project.objects.of(self.partner.pk)

    @extend_schema(
        parameters=[CodeFilters, *PAGING], responses=paged(ProjectOutput, "ProjectPage"), operation_id="projects",
        summary="Projects",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page."""
        return self.answer(request)


class Counterparties(_Codes):
    """Counterparties."""

    output = CounterpartyOutput

    def every(self) -> QuerySet[Any]:
        """Return all of them."""
        return Counterparty.objects.of(self.partner.pk)

    @extend_schema(
        parameters=[CodeFilters, *PAGING], responses=paged(CounterpartyOutput, "CounterpartyPage"),
        operation_id="counterparties", summary="Counterparties",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page."""
        return self.answer(request)
