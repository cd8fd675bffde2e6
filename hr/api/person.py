"""One person as JSON, as at a day: what the pages of the record show, with the same masks and the same trace."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.organisation import ON
from hr.models import Person as PersonRow
from hr.operations import disclosure
from hr.queries.records import PersonRecord, person_record
from partners.api.base import PartnerApiView
from sharedservices.common.api_fields import DayField

PAY = "people.view_pay"
PROTECTED = "Protected"
NO_MONEY: dict[str, Any] = {"full_time_annual": None, "annual": None, "hourly_rate": None}


class Day(serializers.Serializer[Any]):
    """The day in view."""

    on = DayField(required=False)


@extend_schema_serializer(component_name="Fact")
class FactOutput(serializers.Serializer[Any]):
    """Something dated, in words, with the days it holds."""

    text = serializers.CharField()
    detail = serializers.CharField()
    since = DayField()
    last_day = DayField(allow_null=True)
    reason = serializers.CharField()


@extend_schema_serializer(component_name="TermsOfJob")
class TermsOutput(serializers.Serializer[Any]):
    """The terms of a job. Pounds a year: for full-time hours, and for these hours and weeks."""

    contract = serializers.CharField()
    contract_hours = serializers.DecimalField(max_digits=6, decimal_places=2)
    full_time_hours = serializers.DecimalField(max_digits=6, decimal_places=2)
    paid_weeks = serializers.DecimalField(max_digits=8, decimal_places=4, allow_null=True)
    fte = serializers.DecimalField(max_digits=12, decimal_places=6)
    working_pattern = serializers.CharField()
    grade = serializers.CharField()
    point = serializers.CharField()
    full_time_annual = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    annual = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    hourly_rate = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True)
    since = DayField()
    last_day = DayField(allow_null=True)


@extend_schema_serializer(component_name="CostShare")
class ShareOutput(serializers.Serializer[Any]):
    """A share of a job's cost, in per cent."""

    cost_centre = serializers.CharField()
    percent = serializers.DecimalField(max_digits=8, decimal_places=4)


@extend_schema_serializer(component_name="Job")
class JobOutput(serializers.Serializer[Any]):
    """One job. Pounds, `pension` and `recurring` are null without the permission to see pay."""

    assignment = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    post_no = serializers.CharField()
    unit = serializers.CharField()
    starts_on = DayField()
    last_day = DayField(allow_null=True)
    cost_split = ShareOutput(many=True)
    terms = TermsOutput(allow_null=True)
    pension = FactOutput(allow_null=True)
    recurring = FactOutput(many=True, allow_null=True)


@extend_schema_serializer(component_name="Employment")
class EmploymentOutput(serializers.Serializer[Any]):
    """One employment. What pay needs is null without the permission to see pay; a bank account shows four digits."""

    employment = serializers.UUIDField()
    employee_no = serializers.CharField()
    kind = serializers.CharField()
    employer = serializers.CharField()
    pay_group = serializers.CharField()
    starts_on = DayField()
    last_day = DayField(allow_null=True)
    continuous_service_from = DayField()
    tax_code = FactOutput(allow_null=True)
    ni_category = FactOutput(allow_null=True)
    student_loans = FactOutput(many=True, allow_null=True)
    bank = serializers.CharField(allow_null=True)
    jobs = JobOutput(many=True)


@extend_schema_serializer(component_name="Person")
class PersonOutput(serializers.Serializer[Any]):
    """A person on a day. The National Insurance number is masked; a protected address is not shown to anybody."""

    person = serializers.UUIDField()
    on = DayField()
    name = serializers.CharField()
    legal_name = serializers.CharField()
    title = serializers.CharField()
    date_of_birth = DayField()
    sex = serializers.CharField()
    nationality = serializers.CharField(help_text="ISO 3166 code; empty: not recorded")
    nino_masked = serializers.CharField()
    is_protected = serializers.BooleanField()
    address = serializers.ListField(child=serializers.CharField())
    phone = serializers.CharField()
    email = serializers.CharField()
    shows_pay = serializers.BooleanField()
    employments = EmploymentOutput(many=True)


class Person(PartnerApiView):
    """A person's record."""

    permission = "people.view"

    @extend_schema(parameters=[ON], responses=PersonOutput, operation_id="person", summary="One person, as at a day")
    def get(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Answer the record, and leave the trace that its pages leave."""
        wish = Day(data=request.query_params)
        wish.is_valid(raise_exception=True)
        record = self._record(person, wish.validated_data.get("on") or timezone.localdate())
        shows_pay = PAY in self.access.permissions
        if shows_pay or record.is_sensitive:
            row = PersonRow.objects.get(pk=record.pk)
            what = "pay, bank and terms by the interface" if shows_pay else "protected person"
            disclosure.record_view(person=row, what=what, by=self.user, at=timezone.now())
        return Response(PersonOutput(shown(record, with_pay=shows_pay)).data)

    def _record(self, person: UUID, on: date) -> PersonRecord:
        try:
            return person_record(person=person, on=on)
        except PersonRow.DoesNotExist:
            raise Http404 from None


def shown(record: PersonRecord, *, with_pay: bool) -> dict[str, Any]:
    """Return a record as it is answered: without what is protected, and without pay for those who may not see it."""
    hidden = record.is_sensitive
    names = (
        "person",
        "on",
        "name",
        "legal_name",
        "title",
        "date_of_birth",
        "sex",
        "nationality",
        "nino_masked",
        "email",
    )
    return {
        **{name: getattr(record, name) for name in names},
        "is_protected": hidden,
        "address": [PROTECTED] if hidden else list(record.address),
        "phone": PROTECTED if hidden else record.phone,
        "shows_pay": with_pay,
        "employments": [_employment(one, with_pay=with_pay) for one in record.employments],
    }


def _employment(one: Any, *, with_pay: bool) -> dict[str, Any]:
    names = ("employment", "employee_no", "kind", "employer", "pay_group", "starts_on", "last_day")
    since = {"continuous_service_from": one.continuous_service_from}
    pay = {"tax_code": one.tax_code, "ni_category": one.ni_category, "student_loans": one.student_loans,
           "bank": one.bank.masked if one.bank else None}  # fmt: skip
    return {
        **{name: getattr(one, name) for name in names},
        **since,
        **(pay if with_pay else dict.fromkeys(pay)),
        "jobs": [_job(job, with_pay=with_pay) for job in one.jobs],
    }


def _job(job: Any, *, with_pay: bool) -> dict[str, Any]:
    names = ("assignment", "number", "title", "post_no", "unit", "starts_on", "last_day")
    pay = {"pension": job.pension, "recurring": job.recurring}
    terms = job.terms if with_pay or job.terms is None else replace(job.terms, **NO_MONEY)
    shares = [{"cost_centre": name, "percent": percent} for name, percent in job.cost_split]
    return {
        **{name: getattr(job, name) for name in names},
        "cost_split": shares,
        "terms": terms,
        **(pay if with_pay else dict.fromkeys(pay)),
    }
