"""Declared interests as JSON: one’s own, and as the HR manager records, links and ends them; as the pages have it.

Who is close to whom stands in the answer about one declaration only, and looking at it is on record.
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import DeclaredInterest, Person
from hr.operations import interests as operations
from hr.operations.interests import Declared
from hr.queries import interests as found
from partners.api.base import PartnerApiView, paged
from partners.audit import audit
from partners.models import AuditAction
from sharedservices.common.rowsources import QuerySetRows

STATES = [("current", "Standing"), ("unlinked", "To link"), ("unconfirmed", "Not confirmed for a year"),
          ("ended", "Ended")]  # fmt: skip


@extend_schema_serializer(component_name="OwnInterest")
class OwnInterestOutput(serializers.Serializer[Any]):
    """What one declared; not whether anybody of that name is on record."""

    interest = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(choices=DeclaredInterest.Kind.choices)
    name = serializers.CharField()
    relation = serializers.CharField()
    declared_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()


@extend_schema_serializer(component_name="InterestWish")
class InterestInput(serializers.Serializer[Any]):
    """What is declared: who or which business, and what they are to each other. The number only if they work here."""

    kind = serializers.ChoiceField(choices=DeclaredInterest.Kind.choices)
    name = serializers.CharField(max_length=120)
    relation = serializers.CharField(max_length=200)
    employee_no = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


@extend_schema_serializer(component_name="InterestRecord")
class RecordInput(InterestInput):
    """What somebody declared to HR, by the address that they sign in with."""

    email = serializers.EmailField(max_length=254)


@extend_schema_serializer(component_name="InterestRow")
class RowOutput(serializers.Serializer[Any]):
    """A declaration in the list: not who is close to whom."""

    interest = serializers.UUIDField()
    holder = serializers.CharField()
    email = serializers.EmailField()
    kind = serializers.CharField()
    linked = serializers.CharField()
    declared_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField()
    state = serializers.CharField()


@extend_schema_serializer(component_name="Interest")
class InterestOutput(OwnInterestOutput):
    """One declaration. `about`: the public id of the person whose record it means, once that is clear."""

    holder = serializers.CharField()
    email = serializers.EmailField(source="holder.email")
    about = serializers.UUIDField(source="about.uuid", allow_null=True, default=None)
    about_name = serializers.CharField(source="about.display_name", allow_null=True, default=None)
    is_linked = serializers.SerializerMethodField(help_text="Somebody has said whose record it means, or that it is "
                                                  "nobody’s here")  # fmt: skip

    def get_is_linked(self, row: DeclaredInterest) -> bool:
        """Return whether it is clear whose record it means."""
        return row.linked_at is not None or row.about_id is not None


@extend_schema_serializer(component_name="InterestLink")
class LinkInput(serializers.Serializer[Any]):
    """Whose record a declaration means; an empty number: nobody’s here."""

    employee_no = serializers.CharField(max_length=30, allow_blank=True)


@extend_schema_serializer(component_name="InterestEnd")
class EndInput(serializers.Serializer[Any]):
    """Why it is no longer so: whoever declared it reads it."""

    reason = serializers.CharField(max_length=200)


class Filters(serializers.Serializer[Any]):
    """What narrows the list."""

    q = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=DeclaredInterest.Kind.choices, required=False)
    state = serializers.ChoiceField(choices=STATES, required=False, default="current")


class _Own(PartnerApiView):
    permission = "me.ask"

    def mine(self) -> "QuerySet[DeclaredInterest]":
        """Return one's own declarations; those that HR recorded, too."""
        rows: QuerySet[DeclaredInterest] = DeclaredInterest.objects.of(self.partner.pk)
        return rows.filter(person_id__in=self.access.person_ids)


class OwnInterests(_Own):
    """What one declared, and declaring."""

    @extend_schema(
        parameters=[OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(OwnInterestOutput, "OwnInterestPage"), operation_id="own_interests", summary="My interests",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        return self.page(QuerySetRows(self.mine()), OwnInterestOutput, order=("-declared_at", "-id"))

    @extend_schema(
        request=InterestInput, responses={201: OwnInterestOutput}, operation_id="own_interest_declare",
        summary="Declare an interest",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Declare it. 404 without a record of one's own."""
        given = self.checked(request, InterestInput)
        who = Person.objects.filter(pk__in=self.access.person_ids).order_by("id").first()
        if who is None:
            raise Http404
        row = operations.declare(person=who.uuid, declared=Declared(**given), by=self.user, at=timezone.now())
        return Response(OwnInterestOutput(row).data, status=201)


class ConfirmOwnInterest(_Own):
    """Say that it is still so."""

    @extend_schema(
        request=None, responses=OwnInterestOutput, operation_id="own_interest_confirm", summary="Confirm my interest"
    )
    def post(self, request: Request, partner_code: str, own_interest: UUID) -> Response:
        """Confirm it for a year. 400 once it has ended."""
        row = found_or_404(self.mine(), uuid=own_interest)
        row = operations.confirm(interest=row.uuid, by=self.user, at=timezone.now())
        return Response(OwnInterestOutput(row).data)


class _Managed(PartnerApiView):
    permission = "interests.manage"

    def one(self, interest: UUID) -> DeclaredInterest:
        """Return a declaration. :raises Http404: when there is none that the reader may see."""
        return found_or_404(found.of_partner(self.partner.pk), uuid=interest)

    def answer(self, interest: UUID, *, status: int = 200) -> Response:
        """Answer one declaration; that it was looked at is on record."""
        row = self.one(interest)
        audit(
            action=AuditAction.VIEW, object_type=operations.TABLE, object_id=str(row.uuid),
            label=f"Declared interest of {row.holder}",
        )  # fmt: skip
        return Response(InterestOutput(row).data, status=status)


class Interests(_Managed):
    """What people declared, and recording what somebody declared to HR."""

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(RowOutput, "InterestPage"), operation_id="interests", summary="Declared interests",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        wish = Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        filters = dict(wish.validated_data)
        rows = found.listed(partner_id=self.partner.pk, filters=filters, on=timezone.localdate())
        return self.page(QuerySetRows(rows, row=found.as_row), RowOutput, order=("-declared_at", "-id"))

    @extend_schema(
        request=RecordInput, responses={201: InterestOutput}, operation_id="interest_record",
        summary="Record a declaration",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Record it; never one's own."""
        given = self.checked(request, RecordInput)
        email = given.pop("email")
        row = operations.record(
            partner_id=self.partner.pk, email=email, declared=Declared(**given), by=self.user, at=timezone.now()
        )
        return self.answer(row.uuid, status=201)


class Interest(_Managed):
    """One declaration."""

    @extend_schema(responses=InterestOutput, operation_id="interest", summary="One declaration")
    def get(self, request: Request, partner_code: str, declared_interest: UUID) -> Response:
        """Answer it; looking is on record."""
        return self.answer(declared_interest)


class LinkInterest(_Managed):
    """Whose record it means."""

    @extend_schema(
        request=LinkInput, responses=InterestOutput, operation_id="interest_link", summary="Link a declaration"
    )
    def post(self, request: Request, partner_code: str, declared_interest: UUID) -> Response:
        """Link it: it binds from now on. Never one's own."""
        row = self.one(declared_interest)
        given = self.checked(request, LinkInput)
        operations.link(interest=row.uuid, by=self.user, at=timezone.now(), **given)
        return self.answer(row.uuid)


class EndInterest(_Managed):
    """That it is no longer so."""

    @extend_schema(request=EndInput, responses=InterestOutput, operation_id="interest_end", summary="End a declaration")
    def post(self, request: Request, partner_code: str, declared_interest: UUID) -> Response:
        """End it. Never one's own."""
        row = self.one(declared_interest)
        given = self.checked(request, EndInput)
        operations.end(interest=row.uuid, by=self.user, at=timezone.now(), **given)
        return self.answer(row.uuid)
