"""Who one is, and the audit trail, as JSON."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.api.base import PartnerApiView, paged
from partners.models import AuditAction
from partners.queries import audit_trail
from sharedservices.common.api_fields import DayField


class WhoAmI(PartnerApiView):
    """The user, the partner in the address, and what the one may do at the other."""

    permission = "home.view"

    @extend_schema_serializer(component_name="WhoAmI")
    class Output(serializers.Serializer[Any]):
        """The signed-in user at this partner."""

        email = serializers.EmailField()
        full_name = serializers.CharField()
        partner = serializers.CharField(help_text="Code of the partner")
        roles = serializers.ListField(child=serializers.CharField())
        permissions = serializers.ListField(child=serializers.CharField())

    @extend_schema(responses=Output, operation_id="whoami", summary="Who I am and what I may do")
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer the user's own access."""
        shown = {
            "email": self.user.email,
            "full_name": self.user.full_name,
            "partner": self.partner.code,
            "roles": sorted(self.access.roles),
            "permissions": sorted(self.access.permissions),
        }
        return Response(self.Output(shown).data)


class AuditEvents(PartnerApiView):
    """The partner's audit trail, latest first, without values: those are on each event's page, which records looks."""

    permission = "audit.view"

    @extend_schema_serializer(component_name="AuditEventFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        action = serializers.ChoiceField(choices=AuditAction.choices, required=False)
        object_type = serializers.CharField(required=False)
        actor = serializers.CharField(required=False, help_text="Part of a name or an e-mail address")
        start = DayField(required=False, help_text="First day")
        last_day = DayField(required=False, help_text="Last day, included")
        text = serializers.CharField(required=False)

    @extend_schema_serializer(component_name="AuditEvent")
    class Output(serializers.Serializer[Any]):
        """One event."""

        id = serializers.IntegerField()
        at = serializers.DateTimeField()
        actor = serializers.CharField()
        action = serializers.CharField()
        object_type = serializers.CharField()
        object_id = serializers.CharField()
        about = serializers.CharField(source="label")
        reason = serializers.CharField()
        correlation_id = serializers.CharField()
        on_behalf_of = serializers.CharField(help_text="Who delegated the decision")
        session = serializers.CharField(help_text="What was done in one sign-in has one mark")
        fields_changed = serializers.ListField(child=serializers.CharField())
        sealed = serializers.BooleanField()

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(Output, "AuditEventPage"),
        operation_id="audit_events",
        summary="The audit trail",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of events."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        found = audit_trail.rows(partner_id=self.partner.pk, filters=wish.validated_data)
        return self.page(found, self.Output, order=("-id",))
