"""What employees ask for about themselves, as the self-service pages do: the same operations and permissions.

It goes to HR for approval. The scope is narrowed to one's own record (ADR 0017).
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from hr import change_kinds, change_kinds_duties, change_kinds_own
from hr.models import Assignment, FormerName
from hr.models import Person as PersonRow
from hr.operations import documents, own_changes
from hr.operations.own_changes import Wish
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView, paged
from partners.change_kinds import ChangeKind
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries import changes as requests
from partners.queries.changes import ChangeFilter, Reader
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

OWN = change_kinds_own.OWN
NONE: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


@extend_schema_serializer(component_name="OwnChange")
class OwnChangeOutput(serializers.Serializer[Any]):
    """A request of one's own. `rows` and `effects` are [label, before, after]; effects are those on oneself."""

    uuid = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=ChangeRequest.State.choices)
    effective_from = DayField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    reason = serializers.CharField()
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    effects = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    actions = serializers.ListField(child=serializers.CharField(), help_text="withdraw, or resubmit when it came back")


class _Asked(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="Why you ask: HR reads it")
    change = serializers.UUIDField(required=False, default=None, help_text="The request of yours that came back")


@extend_schema_serializer(component_name="OwnHoursWish")
class HoursInput(_Asked):
    """Other hours of one's own job, from a day to come."""

    assignment = serializers.UUIDField()
    contract_hours = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0)
    working_pattern = serializers.CharField(max_length=800, **NONE)
    effective_from = DayField()


class _Evidenced(_Asked):
    person = serializers.UUIDField()
    document = serializers.FileField(help_text="A photo or scan: PDF, JPEG or PNG, up to 10 MB")


@extend_schema_serializer(component_name="OwnNameWish")
class NameInput(_Evidenced):
    """A new legal name, from today on."""

    title = serializers.CharField(max_length=20, **NONE)
    forenames = serializers.CharField(max_length=100, **NONE)
    surname = serializers.CharField(max_length=100)
    evidence = serializers.ChoiceField(choices=FormerName.Evidence.choices)
    is_restricted = serializers.BooleanField(default=False)


@extend_schema_serializer(component_name="OwnBirthWish")
class BirthInput(_Evidenced):
    """One's date of birth."""

    date_of_birth = DayField()
    age_confirmed = serializers.BooleanField(default=False, help_text="Under 16 or over 75, and right")


@extend_schema_serializer(component_name="OwnNinoWish")
class NinoInput(_Evidenced):
    """One's National Insurance number. It is sealed at once."""

    nino = serializers.CharField(max_length=20)


class _OwnRequests(PartnerApiView):
    permission = OWN

    def mine(self) -> Any:
        """Return the requests that this person made about themselves."""
        found = requests.proposed_by(partner_id=self.partner.pk, user=self.user, wanted=ChangeFilter())
        return found.filter(person_id__in=self.access.person_ids)

    def answer(self, change: UUID, *, status: int = 200) -> Response:
        """Answer one of one's own requests. :raises Http404: when there is none."""
        if not self.mine().filter(uuid=change).exists():
            raise Http404
        return Response(OwnChangeOutput(self.shown(change)).data, status=status)

    def shown(self, change: UUID) -> dict[str, Any]:
        """Return a request as its maker reads it."""
        found = requests.document(
            partner_id=self.partner.pk, change=change, reader=Reader(self.user, frozenset(), shows_own=True),
            on=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip
        row, names = found.row, ("uuid", "title", "state", "effective_from", "submitted_at", "reason", "rows")
        effects = [one for one in row.effects if one[0].startswith(change_kinds_own.OF_ONES_OWN)]
        actions = [one for one in ("withdraw", "resubmit") if one in found.actions]
        return {name: getattr(row, name) for name in names} | {
            "kind": found.kind, "effects": effects, "actions": actions,
        }  # fmt: skip

    def again(self, change: UUID | None, kind: ChangeKind) -> UUID | None:
        """Return the request that is put right. :raises Http404: unless it is one's own, open and of the kind."""
        if change is not None and not self.mine().filter(uuid=change, kind=kind.code, settled_at=None).exists():
            raise Http404
        return change


class OwnChanges(_OwnRequests):
    """One's own requests."""

    @extend_schema(
        parameters=[OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(OwnChangeOutput, "OwnChangePage"), operation_id="own_changes", summary="My requests",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        rows = QuerySetRows(self.mine(), row=lambda row: self.shown(row.uuid))
        return self.page(rows, OwnChangeOutput, order=("-submitted_at",))


class OwnChange(_OwnRequests):
    """One of one's own requests."""

    @extend_schema(responses=OwnChangeOutput, operation_id="own_change", summary="One of my requests")
    def get(self, request: Request, partner_code: str, own_change: UUID) -> Response:
        """Answer it."""
        return self.answer(own_change)


class WithdrawOwnChange(_OwnRequests):
    """Take one's own request back."""

    @extend_schema(
        request=None, responses=OwnChangeOutput, operation_id="own_change_withdraw", summary="Withdraw my request"
    )
    def post(self, request: Request, partner_code: str, own_change: UUID) -> Response:
        """Withdraw it. 409 once it is decided."""
        self.answer(own_change)
        changes.withdraw(change=own_change, by=self.user, at=timezone.now())
        return self.answer(own_change)


class AskForHours(_OwnRequests):
    """Ask for other hours."""

    @extend_schema(
        request=HoursInput, responses={201: OwnChangeOutput}, operation_id="own_hours", summary="Ask for other hours"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Send the request to HR."""
        given, kind = self.checked(request, HoursInput), change_kinds.HOURS
        rows = Assignment.objects.filter(uuid=given.pop("assignment"), person_id__in=self.access.person_ids)
        job = rows.first()
        if job is None:
            raise Http404
        reason, change = given.pop("reason"), self.again(given.pop("change"), kind)
        payload = own_changes.hours_payload(job, **given, today=timezone.localdate())
        proposal = Proposal(kind=kind.code, payload=payload, reason=reason)
        row = own_changes.send(
            partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now(), change=change
        )
        return self.answer(row.uuid, status=201)


class _AskWithEvidence(_OwnRequests, ABC):
    """A detail that is put right on a document: multipart, with the file in `document`."""

    parser_classes = (MultiPartParser,)
    kind: ClassVar[ChangeKind]
    shape: ClassVar[type[_Evidenced]]

    @abstractmethod
    def payload(self, person: PersonRow, given: dict[str, Any]) -> dict[str, Any]:
        """Return what is asked for, without person and document."""

    def ask(self, request: Request) -> Response:
        """Keep the document, and send the request to HR."""
        given = self.checked(request, self.shape)
        person = PersonRow.objects.filter(uuid=given["person"], pk__in=self.access.person_ids).first()
        if person is None:
            raise Http404
        wish = Wish(
            kind=self.kind.code, title=self.kind.title, payload=self.payload(person, given), reason=given["reason"],
            document=documents.read_upload(given["document"].file),
        )  # fmt: skip
        row = own_changes.ask_with_evidence(
            person=person.uuid,
            wish=wish,
            by=self.user,
            at=timezone.now(),
            change=self.again(given["change"], self.kind),
        )
        return self.answer(row.uuid, status=201)


class AskForName(_AskWithEvidence):
    """Ask for one's new legal name to be recorded."""

    kind, shape = change_kinds_duties.NAME, NameInput

    @extend_schema(
        request=NameInput, responses={201: OwnChangeOutput}, operation_id="own_name", summary="Ask for a new name"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Send the request to HR."""
        return self.ask(request)

    def payload(self, person: PersonRow, given: dict[str, Any]) -> dict[str, Any]:
        """Return the name, from today on."""
        names = ("title", "forenames", "surname", "evidence", "is_restricted")
        fixed = {"known_as": person.known_as, "effective_from": timezone.localdate().isoformat()}
        return fixed | {name: given[name] for name in names}


class AskForBirth(_AskWithEvidence):
    """Ask for one's date of birth to be put right."""

    kind, shape = change_kinds_own.BIRTH, BirthInput

    @extend_schema(
        request=BirthInput,
        responses={201: OwnChangeOutput},
        operation_id="own_birth",
        summary="Correct my date of birth",
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Send the request to HR."""
        return self.ask(request)

    def payload(self, person: PersonRow, given: dict[str, Any]) -> dict[str, Any]:
        """Return the day."""
        return {"date_of_birth": given["date_of_birth"].isoformat(), "age_confirmed": given["age_confirmed"]}


class AskForNino(_AskWithEvidence):
    """Ask for one's National Insurance number to be put right."""

    kind, shape = change_kinds_own.NINO, NinoInput

    @extend_schema(
        request=NinoInput, responses={201: OwnChangeOutput}, operation_id="own_nino",
        summary="Correct my National Insurance number",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Send the request to HR."""
        return self.ask(request)

    def payload(self, person: PersonRow, given: dict[str, Any]) -> dict[str, Any]:
        """Return the number, sealed for this person."""
        return {"number": change_kinds_own.sealed_number(given["nino"], person=person)}
