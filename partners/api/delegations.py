"""Letting somebody else decide for a while, as JSON: who decides for whom, giving it, ending it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.api.base import PartnerApiView
from partners.models import Delegation
from partners.operations import delegations
from partners.queries import deciders
from sharedservices.common.api_fields import DayField


@extend_schema_serializer(component_name="DelegationWish")
class DelegationInput(serializers.Serializer[Any]):
    """Who decides for you, from the first to the last day, both included: 92 days at most."""

    email = serializers.EmailField(max_length=254, help_text="Of somebody who has a role here")
    start = DayField()
    last_day = DayField()
    reason = serializers.CharField(max_length=200)


@extend_schema_serializer(component_name="Delegation")
class DelegationOutput(serializers.Serializer[Any]):
    """Somebody decides for somebody else between two days."""

    delegation = serializers.UUIDField()
    giver = serializers.CharField()
    receiver = serializers.CharField()
    start = DayField()
    last_day = DayField()
    reason = serializers.CharField()
    can_end = serializers.BooleanField()


class Delegations(PartnerApiView):
    """Who decides for whom, now or later; and giving it."""

    permission = "delegations.view"
    write_permission = "delegations.give"

    @extend_schema(responses=DelegationOutput(many=True), operation_id="delegations", summary="Who decides for whom")
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer what holds today or later, by first day; without sight of requests, what one gave or was given."""
        of = None if "changes.view" in self.access.permissions else self.user
        found = deciders.delegations_from(timezone.localdate(), partner_id=self.partner.pk, of=of)
        return Response([self._shown(one) for one in found])

    @extend_schema(
        request=DelegationInput, responses={201: DelegationOutput}, operation_id="delegation_give",
        summary="Let somebody decide for me",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Give one's own authority to somebody for a while. It is not passed on."""
        wanted = delegations.Wanted(**self.checked(request, DelegationInput))
        made = delegations.give(partner_id=self.partner.pk, wanted=wanted, by=self.user, at=timezone.now())
        return Response(self._shown(made), status=201)

    def _shown(self, one: Delegation) -> dict[str, Any]:
        shown = {
            "delegation": one.uuid, "giver": str(one.giver), "receiver": str(one.receiver), "start": one.valid.lower,
            "last_day": one.valid.upper - timedelta(days=1), "reason": one.reason,
            "can_end": self.user.pk in {one.giver_id, one.receiver_id},
        }  # fmt: skip
        answer: dict[str, Any] = DelegationOutput(shown).data
        return answer


class EndDelegation(PartnerApiView):
    """One delegation."""

    permission = "delegations.give"

    @extend_schema(responses={204: None}, operation_id="delegation_end", summary="End a delegation now")
    def delete(self, request: Request, partner_code: str, delegation: UUID) -> Response:
        """End it: either of its two people may."""
        try:
            delegations.end(partner_id=self.partner.pk, delegation=delegation, by=self.user, at=timezone.now())
        except Delegation.DoesNotExist:
            raise Http404 from None
        return Response(status=204)
