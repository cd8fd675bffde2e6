"""One's own record as JSON: address, how one is reached, whom to call in an emergency. The operations of My details.

The scope is self-service: the database lets a person write these columns of their own row alone.
"""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr import sealed
from hr.models import EmergencyContact
from hr.models import Person as PersonRow
from hr.operations import personal
from hr.operations.personal import Address, Reach
from partners.api.base import PartnerApiView
from sharedservices.common.api_fields import DayField

NONE: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


@extend_schema_serializer(component_name="OwnEmergencyContact")
class EmergencyOutput(serializers.Serializer[Any]):
    """Somebody to call in an emergency."""

    contact = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    relationship = serializers.CharField()
    phone = serializers.CharField()


@extend_schema_serializer(component_name="OwnAddress")
class AddressInput(serializers.Serializer[Any]):
    """One's own address. Without a postcode it lies abroad."""

    address_line_1 = serializers.CharField(max_length=100)
    address_line_2 = serializers.CharField(max_length=100, **NONE)
    town = serializers.CharField(max_length=100)
    postcode = serializers.CharField(max_length=10, **NONE)


@extend_schema_serializer(component_name="OwnContacts")
class ReachInput(serializers.Serializer[Any]):
    """How one is reached, and the name one goes by. What was held before is told of a change."""

    email = serializers.CharField(max_length=254, **NONE)
    phone = serializers.CharField(max_length=30, **NONE)
    known_as = serializers.CharField(max_length=100, **NONE)


@extend_schema_serializer(component_name="OwnEmergencyContactInput")
class EmergencyInput(serializers.Serializer[Any]):
    """Somebody to call in an emergency."""

    name = serializers.CharField(max_length=120)
    relationship = serializers.CharField(max_length=80, **NONE)
    phone = serializers.CharField(max_length=30)


@extend_schema_serializer(component_name="OwnDetails")
class DetailsOutput(AddressInput, ReachInput):
    """One's own record. The National Insurance number is masked."""

    person = serializers.UUIDField(source="uuid")
    title = serializers.CharField()
    forenames = serializers.CharField()
    surname = serializers.CharField()
    date_of_birth = DayField()
    nino_masked = serializers.CharField()
    emergency_contacts = EmergencyOutput(many=True)


class _OwnRecord(PartnerApiView):
    permission = write_permission = "me.view"

    def own(self, person: UUID) -> PersonRow:
        """Return one's own record. :raises Http404: for anybody else's."""
        row = PersonRow.objects.filter(uuid=person, pk__in=self.access.person_ids).first()
        if row is None:
            raise Http404
        found: PersonRow = row
        return found

    def answer(self, row: PersonRow, *, status: int = 200) -> Response:
        """Answer a record as it is now."""
        row.refresh_from_db()
        return Response(DetailsOutput(_details(row)).data, status=status)


def _details(row: PersonRow) -> dict[str, Any]:
    names = [name for name in DetailsOutput().get_fields() if hasattr(row, name)]
    contacts = EmergencyContact.objects.filter(person=row, removed_at=None).order_by("id")
    return {name: getattr(row, name) for name in names} | {
        "uuid": row.uuid,
        "nino_masked": sealed.masked_nino(row.nino, person=row.uuid),
        "emergency_contacts": list(contacts),
    }


class OwnDetails(_OwnRecord):
    """One's own records: one, mostly."""

    @extend_schema(responses=DetailsOutput(many=True), operation_id="own_details", summary="My details")
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer each record."""
        rows = PersonRow.objects.filter(pk__in=self.access.person_ids).order_by("id")
        return Response([DetailsOutput(_details(row)).data for row in rows])


class OwnAddress(_OwnRecord):
    """One's own address."""

    @extend_schema(
        request=AddressInput, responses=DetailsOutput, operation_id="own_address", summary="Change my address"
    )
    def put(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Change it."""
        row, address = self.own(person), Address(**self.checked(request, AddressInput))
        personal.change_address(person=row.uuid, address=address, by=self.user, at=timezone.now())
        return self.answer(row)


class OwnContacts(_OwnRecord):
    """How one is reached."""

    @extend_schema(
        request=ReachInput, responses=DetailsOutput, operation_id="own_contacts", summary="Change how I am reached"
    )
    def put(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Change it; a new e-mail address gets a link by which it is confirmed."""
        row, given = self.own(person), self.checked(request, ReachInput)
        reach = Reach(**given, site=f"{request.scheme}://{request.get_host()}")
        personal.change_contacts(person=row.uuid, reach=reach, by=self.user, at=timezone.now())
        return self.answer(row)


class OwnEmergencyContacts(_OwnRecord):
    """Whom to call in an emergency."""

    @extend_schema(
        request=EmergencyInput, responses={201: DetailsOutput}, operation_id="own_emergency_contact_add",
        summary="Add somebody to call in an emergency",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Add somebody."""
        row, given = self.own(person), self.checked(request, EmergencyInput)
        personal.add_emergency_contact(person=row.uuid, by=self.user, at=timezone.now(), **given)
        return self.answer(row, status=201)


class OwnEmergencyContact(_OwnRecord):
    """One of them."""

    @extend_schema(
        responses={204: None}, operation_id="own_emergency_contact_remove", summary="Remove an emergency contact"
    )
    def delete(self, request: Request, partner_code: str, contact: UUID) -> Response:
        """Take somebody off one's own list."""
        rows = EmergencyContact.objects.filter(uuid=contact, person_id__in=self.access.person_ids, removed_at=None)
        if not rows.exists():
            raise Http404
        personal.remove_emergency_contact(contact=contact, by=self.user, at=timezone.now())
        return Response(status=204)
