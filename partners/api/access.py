"""Proposed access and overrides of separated duties, as JSON: by the operations of the pages under Access."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners import registry
from partners.api.base import PartnerApiView, paged
from partners.models import AccessProposal
from partners.operations import grants
from partners.queries import access_proposals, organisation, people_access, reach
from partners.queries.people_access import Standing
from partners.roles import Role
from partners.views.access_proposals import invite_new
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

ROLES = [(role.value, role.label) for role in Role if role is not Role.EMPLOYEE]
PAGES = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]


@extend_schema_serializer(component_name="AccessWish")
class AccessInput(serializers.Serializer[Any]):
    """A role to propose for somebody. The last day is included; without one it holds until it is ended."""

    email = serializers.EmailField(max_length=254, help_text="The address that they sign in with")
    full_name = serializers.CharField(
        max_length=200, required=False, default="", help_text="For somebody who has no login yet"
    )
    role = serializers.ChoiceField(choices=ROLES)
    unit = serializers.CharField(
        required=False, default="", help_text="Limits the role to a unit and below: its names from the top, with “ / ”"
    )
    employer = serializers.CharField(required=False, default="", help_text="Limits the role to an employer: its name")
    start = DayField()
    last_day = DayField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=200)
    mitigation = serializers.CharField(
        max_length=500, required=False, default="", help_text="What makes up for it when the role clashes with another"
    )

    def validate_start(self, value: Any) -> Any:
        """Refuse to give access for days that have passed."""
        if value < timezone.localdate():
            raise serializers.ValidationError("The first day must be today or in the future.")
        return value


@extend_schema_serializer(component_name="AccessRefusal")
class RefusalInput(serializers.Serializer[Any]):
    """Why it is refused: whoever proposed it reads it."""

    note = serializers.CharField(max_length=200)


@extend_schema_serializer(component_name="AccessProposal")
class ProposalOutput(serializers.Serializer[Any]):
    """Proposed access and where it stands."""

    proposal = serializers.UUIDField(source="uuid")
    person = serializers.CharField()
    email = serializers.CharField()
    role = serializers.CharField()
    limited_to = serializers.CharField(source="unit", help_text="A unit or an employer; empty: everything")
    start = DayField()
    last_day = DayField(allow_null=True)
    state = serializers.CharField()
    reason = serializers.CharField()
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()
    decided_by = serializers.CharField()


class _Proposals(PartnerApiView):
    permission = "access.view"

    def shown(self, row: AccessProposal) -> dict[str, Any]:
        """Return one proposal as it is answered."""
        names = reach.names(partner_id=self.partner.pk, on=timezone.localdate())
        answer: dict[str, Any] = ProposalOutput(access_proposals.as_row(row, names=names)).data
        return answer

    def one(self, proposal: UUID) -> AccessProposal:
        """Return one proposal. :raises Http404: when there is none here."""
        try:
            return access_proposals.one(partner_id=self.partner.pk, proposal=proposal)
        except AccessProposal.DoesNotExist:
            raise Http404 from None

    def given(self, proposal: UUID) -> dict[str, Any]:
        """Return which one, who and when."""
        found = self.one(proposal)
        return {"partner_id": self.partner.pk, "proposal": found.uuid, "by": self.user, "at": timezone.now()}


class AccessProposals(_Proposals):
    """What waits for a second administrator, what became of the rest; and proposing."""

    write_permission = "access.manage"

    @extend_schema_serializer(component_name="AccessProposalFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        person = serializers.CharField(required=False, help_text="Part of a name or an e-mail address")
        role = serializers.ChoiceField(choices=ROLES, required=False)
        state = serializers.ChoiceField(choices=AccessProposal.State.choices, required=False)

    @extend_schema(
        parameters=[Filters, *PAGES], responses=paged(ProposalOutput, "AccessProposalPage"),
        operation_id="access_proposals", summary="Proposed access",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        found = access_proposals.proposals(partner_id=self.partner.pk, filters=wish.validated_data)
        names = reach.names(partner_id=self.partner.pk, on=timezone.localdate())
        rows = QuerySetRows(found, row=lambda row: access_proposals.as_row(row, names=names))
        return self.page(rows, ProposalOutput, order=("-made_at",))

    @extend_schema(
        request=AccessInput, responses={201: ProposalOutput}, operation_id="access_propose", summary="Propose access"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Propose a role for somebody: it counts once another administrator has approved it."""
        given, on = self.checked(request, AccessInput), timezone.localdate()
        units = {name: pk for pk, name in registry.units(partner_id=self.partner.pk, on=on)}
        employers = {name: pk for pk, name in organisation.employers(partner_id=self.partner.pk, on=on)}
        wanted = grants.Wanted(
            unit_id=_named(given.pop("unit"), units, "unit"),
            entity_id=_named(given.pop("employer"), employers, "employer"),
            **given | {"role": Role(given["role"])},
        )  # fmt: skip
        made = grants.propose(partner_id=self.partner.pk, wanted=wanted, by=self.user, at=timezone.now())
        return Response(self.shown(made), status=201)


def _named(name: str, known: dict[str, int], field: str) -> int | None:
    """Return the id of what has a name; None for no name. :raises ValidationError: when nothing here has it."""
    if name and name not in known:
        raise serializers.ValidationError({field: [f"No {field} here has this name."]})
    return known[name] if name else None


class OneAccessProposal(_Proposals):
    """One proposal."""

    @extend_schema(responses=ProposalOutput, operation_id="access_proposal", summary="One proposal of access")
    def get(self, request: Request, partner_code: str, access_proposal: UUID) -> Response:
        """Answer what is proposed and where it stands."""
        return Response(self.shown(self.one(access_proposal)))


class ApproveAccessProposal(_Proposals):
    """Approving, as a second administrator."""

    permission = "access.manage"

    @extend_schema(
        request=None,
        responses=ProposalOutput,
        operation_id="access_proposal_approve",
        summary="Approve proposed access",
    )
    def post(self, request: Request, partner_code: str, access_proposal: UUID) -> Response:
        """Approve it; a new address gets an invitation."""
        made = grants.approve(**self.given(access_proposal))
        invite_new(request._request, made)
        return Response(self.shown(self.one(access_proposal)))


class RefuseAccessProposal(_Proposals):
    """Refusing, as a second administrator."""

    permission = "access.manage"

    @extend_schema(
        request=RefusalInput, responses=ProposalOutput, operation_id="access_proposal_refuse",
        summary="Refuse proposed access",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, access_proposal: UUID) -> Response:
        """Refuse it, and say why."""
        given = self.given(access_proposal)  # before the body is read: what is not there is not found
        note = self.checked(request, RefusalInput)["note"]
        return Response(self.shown(grants.refuse(**given, note=note)))


class WithdrawAccessProposal(_Proposals):
    """Taking back."""

    permission = "access.manage"

    @extend_schema(
        request=None, responses=ProposalOutput, operation_id="access_proposal_withdraw",
        summary="Take back proposed access",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, access_proposal: UUID) -> Response:
        """Take it back while nobody has decided."""
        return Response(self.shown(grants.withdraw(**self.given(access_proposal))))


class Overrides(PartnerApiView):
    """Who holds two roles that check each other, what makes up for it, until when."""

    permission = "access.view"

    @extend_schema_serializer(component_name="OverrideFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        person = serializers.CharField(required=False, help_text="Part of a name or an e-mail address")
        standing = serializers.ChoiceField(choices=[one.value for one in Standing], required=False)

    @extend_schema_serializer(component_name="Override")
    class Output(serializers.Serializer[Any]):
        """One override."""

        person = serializers.CharField()
        email = serializers.CharField()
        role = serializers.CharField()
        beside = serializers.CharField(source="others")
        reaches = serializers.CharField(source="where")
        mitigation = serializers.CharField()
        start = DayField(allow_null=True)
        last_day = DayField(allow_null=True)
        proposed_by = serializers.CharField()
        approved_by = serializers.CharField()
        standing = serializers.CharField()

    @extend_schema(
        parameters=[Filters, *PAGES], responses=paged(Output, "OverridePage"), operation_id="access_overrides",
        summary="Overrides of separated duties",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the one that ends last first."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        on = timezone.localdate()
        found = people_access.overrides(partner_id=self.partner.pk, on=on, filters=wish.validated_data)
        names = reach.names(partner_id=self.partner.pk, on=on)
        rows = QuerySetRows(found, row=lambda grant: people_access.as_override(grant, on=on, names=names))
        return self.page(rows, self.Output, order=("-valid__endswith",))
