"""People as JSON: who works where. Pay and protected data stay on pages, where every look is recorded."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.queries import people
from hr.queries.people import Former, PeopleFilter
from partners.api.base import PartnerApiView, paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.nino import is_like_nino


class People(PartnerApiView):
    """The employments of the partner, by name."""

    permission = "people.view"

    @extend_schema_serializer(component_name="PersonFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        search = serializers.CharField(required=False, help_text="Words of a name, or an employee number")
        unit = serializers.UUIDField(required=False, help_text="A unit, with the units below it")
        pay_group = serializers.UUIDField(required=False)
        status = serializers.ChoiceField(choices=list(people.STATUSES), required=False)
        on = DayField(required=False, help_text="As at this day; today when left out")

        def validate_search(self, text: str) -> str:
            """Refuse a National Insurance number: addresses are kept in logs."""
            if is_like_nino(text):
                raise serializers.ValidationError("A National Insurance number must not stand in an address.")
            return text

    @extend_schema_serializer(component_name="PersonRow")
    class Output(serializers.Serializer[Any]):
        """One employment."""

        person = serializers.UUIDField()
        employment = serializers.UUIDField()
        name = serializers.CharField()
        employee_no = serializers.CharField()
        kind = serializers.CharField()
        title = serializers.CharField()
        unit = serializers.CharField()
        pay_group = serializers.CharField()
        starts_on = DayField()
        last_day = DayField(allow_null=True)
        status = serializers.CharField()

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(Output, "PersonPage"),
        operation_id="people",
        summary="People and their employments",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of employments."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        given = dict(wish.validated_data)
        on = given.pop("on", None) or timezone.localdate()
        former = Former.seen_by(self.access.permissions)
        found = people.people(partner_id=self.partner.pk, on=on, wanted=PeopleFilter(**given, former=former))
        return self.page(found, self.Output, order=("person__surname", "employee_no"))
