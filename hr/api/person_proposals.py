"""What a person's identity rests on, proposed with the document that shows it: name, birth, sex, National Insurance.

Others approve it. The answer is the request that was created; it is followed by `changes/`.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from hr import change_kinds_duties, change_kinds_own
from hr.api.found import found_or_404
from hr.change_kinds import jsonable
from hr.models import FormerName, Person
from hr.operations import change_papers, documents
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView
from partners.api.changes import ChangeDetail, answer_to_proposal
from partners.change_kinds import ChangeKind
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.common.api_fields import DayField


class _Proposed(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="The history shows it")
    document = serializers.FileField(required=False, default=None, help_text="PDF, JPEG or PNG, up to 10 MB")


@extend_schema_serializer(component_name="PersonNameProposal")
class NameInput(_Proposed):
    """A new legal name, or one that was spelt wrongly, from a day on."""

    title = serializers.CharField(max_length=20, allow_blank=True, default="")
    forenames = serializers.CharField(max_length=100, allow_blank=True, default="")
    surname = serializers.CharField(max_length=100)
    evidence = serializers.ChoiceField(choices=FormerName.Evidence.choices)
    is_restricted = serializers.BooleanField(default=False)
    effective_from = DayField()


@extend_schema_serializer(component_name="PersonBirthProposal")
class BirthInput(_Proposed):
    """Another date of birth; the document is needed."""

    date_of_birth = DayField()
    age_confirmed = serializers.BooleanField(default=False, help_text="Under 16 or over 75, and right")


@extend_schema_serializer(component_name="PersonSexProposal")
class SexInput(_Proposed):
    """Another legal sex, as HMRC has it."""

    sex = serializers.ChoiceField(choices=Person.Sex.choices)


@extend_schema_serializer(component_name="PersonNinoProposal")
class NinoInput(_Proposed):
    """Another National Insurance number, or none; the document is needed where one is recorded. Sealed at once."""

    nino = serializers.CharField(max_length=20, allow_blank=True)


class _Propose(PartnerApiView, ABC):
    """A particular that others approve: multipart where a document goes with it, with the file in `document`."""

    permission = "changes.propose"
    parser_classes = (MultiPartParser, JSONParser)
    kind: ClassVar[ChangeKind]
    shape: ClassVar[type[_Proposed]]

    @abstractmethod
    def payload(self, person: Person, given: dict[str, Any]) -> dict[str, Any]:
        """Return what is proposed, without the person."""

    def propose(self, request: Request, person: UUID) -> Response:
        """Keep the document and propose; nothing is changed before somebody else approves."""
        row: Person = found_or_404(Person.objects, uuid=person)
        given = self.checked(request, self.shape)
        file = given.pop("document")
        stamp: dict[str, Any] = {"by": self.user, "at": timezone.now()}
        contents = [documents.read_upload(file.file)] if file else []
        payload = {"person": str(row.uuid), **jsonable(self.payload(row, given))}
        with transaction.atomic():
            kept = change_papers.keep(person=row.uuid, contents=contents, title=self.kind.title, **stamp)
            wanted = Proposal(kind=self.kind.code, payload=payload, reason=given["reason"], attachments=kept)
            made = changes.submit(partner_id=self.partner.pk, proposal=wanted, **stamp)
        return answer_to_proposal(self, made.uuid)


class ProposeName(_Propose):
    """A new legal name."""

    kind, shape = change_kinds_duties.NAME, NameInput

    @extend_schema(
        request=NameInput, responses={201: ChangeDetail}, operation_id="person_name_propose",
        summary="Propose a new name",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Propose it; the former name is kept."""
        return self.propose(request, person)

    def payload(self, person: Person, given: dict[str, Any]) -> dict[str, Any]:
        """Return the name; what colleagues call somebody stays."""
        names = ("title", "forenames", "surname", "evidence", "is_restricted", "effective_from")
        return {"known_as": person.known_as} | {name: given[name] for name in names}


class ProposeBirth(_Propose):
    """Another date of birth."""

    kind, shape = change_kinds_own.BIRTH, BirthInput

    @extend_schema(
        request=BirthInput, responses={201: ChangeDetail}, operation_id="person_birth_propose",
        summary="Propose another date of birth",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Propose it."""
        return self.propose(request, person)

    def payload(self, person: Person, given: dict[str, Any]) -> dict[str, Any]:
        """Return the day."""
        return {name: given[name] for name in ("date_of_birth", "age_confirmed")}


class ProposeSex(_Propose):
    """Another legal sex."""

    kind, shape = change_kinds_own.SEX, SexInput

    @extend_schema(
        request=SexInput, responses={201: ChangeDetail}, operation_id="person_sex_propose",
        summary="Propose another sex for HMRC",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Propose it."""
        return self.propose(request, person)

    def payload(self, person: Person, given: dict[str, Any]) -> dict[str, Any]:
        """Return it."""
        return {"sex": given["sex"]}


class ProposeNino(_Propose):
    """Another National Insurance number."""

    kind, shape = change_kinds_own.NINO, NinoInput

    @extend_schema(
        request=NinoInput, responses={201: ChangeDetail}, operation_id="person_nino_propose",
        summary="Propose another National Insurance number",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Propose it."""
        return self.propose(request, person)

    def payload(self, person: Person, given: dict[str, Any]) -> dict[str, Any]:
        """Return the number, sealed for this person."""
        return {"number": change_kinds_own.sealed_number(given["nino"], person=person)}
