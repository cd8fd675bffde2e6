"""Starters as JSON: the list, one case with its gates, opening one, and the steps of the pages with their operations.

The right to work is checked and proved at the pages, where the copy is seen.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.models import Person, StarterCase
from hr.operations import starters as operations
from hr.operations import starters_hire
from hr.operations.starters import Newcomer
from hr.queries import starters as found
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView, paged
from sharedservices.common.api_fields import DayField

TEXT: dict[str, Any] = {"max_length": 100, "required": False, "allow_blank": True, "default": ""}


@extend_schema_serializer(component_name="Starter")
class StarterOutput(serializers.Serializer[Any]):
    """Somebody who is to start. `n_open`: checks that are not done; `n_late`: those past their day."""

    case = serializers.UUIDField()
    name = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    state = serializers.ChoiceField(choices=StarterCase.State.choices)
    start_date = DayField()
    n_open = serializers.IntegerField()
    n_late = serializers.IntegerField()
    missing = serializers.CharField()
    manager = serializers.CharField()


@extend_schema_serializer(component_name="StarterGate")
class GateOutput(serializers.Serializer[Any]):
    """One thing that has to be there before the first day."""

    gate = serializers.CharField()
    title = serializers.CharField(source="get_gate_display")
    state = serializers.CharField()
    due_on = DayField()


@extend_schema_serializer(component_name="StarterCase")
class CaseOutput(serializers.Serializer[Any]):
    """One start. Terms and pay stand on the person’s record once they are hired."""

    case = serializers.UUIDField(source="uuid")
    person = serializers.UUIDField(source="person.uuid")
    name = serializers.CharField(source="person.display_name")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=StarterCase.State.choices)
    start_date = DayField()
    is_rehire = serializers.BooleanField()
    opened_at = serializers.DateTimeField()
    gates = serializers.SerializerMethodField()

    @extend_schema(responses=GateOutput(many=True))
    def get_gates(self, row: StarterCase) -> Any:
        """Return what has to be there."""
        return GateOutput(found.gates_of(row), many=True).data


@extend_schema_serializer(component_name="StarterWish")
class StarterInput(serializers.Serializer[Any]):
    """Who is offered a job, and from when. `same` names a person who is known; `is_new`: it is nobody known."""

    start_date = DayField()
    surname = serializers.CharField(max_length=100)
    forenames = serializers.CharField(**TEXT)
    title = serializers.CharField(**{**TEXT, "max_length": 20})
    date_of_birth = DayField()
    sex = serializers.ChoiceField(choices=Person.Sex.choices)
    nationality = serializers.CharField(**{**TEXT, "max_length": 2}, help_text="ISO 3166 code, like GB")
    age_confirmed = serializers.BooleanField(default=False, help_text="Under 16 or over 75, and right")
    nino = serializers.CharField(**{**TEXT, "max_length": 13})
    address_line_1 = serializers.CharField(**TEXT)
    address_line_2 = serializers.CharField(**TEXT)
    town = serializers.CharField(**TEXT)
    postcode = serializers.CharField(**{**TEXT, "max_length": 10})
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    phone = serializers.CharField(**{**TEXT, "max_length": 30})
    same = serializers.UUIDField(required=False, allow_null=True, default=None)
    is_new = serializers.BooleanField(required=False, default=False)


@extend_schema_serializer(component_name="StarterReason")
class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


@extend_schema_serializer(component_name="StarterMove")
class MoveInput(ReasonInput):
    """Another first day, and why."""

    start_date = DayField()


@extend_schema_serializer(component_name="StarterArrival")
class ArrivalInput(serializers.Serializer[Any]):
    """The day on which somebody came."""

    arrived_on = DayField()


class _Starters(PartnerApiView):
    permission = "starters.view"

    def answer(self, case: UUID, *, status: int = 200) -> Response:
        """Answer a case. :raises Http404: when there is none in scope."""
        found_or_404(StarterCase.objects, uuid=case)
        return Response(CaseOutput(found.one(case)).data, status=status)


class Starters(_Starters):
    """Who is to start, and opening a case."""

    write_permission = "starters.edit"

    @extend_schema_serializer(component_name="StarterFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        search = serializers.CharField(required=False, default="", help_text="Words of a name or of a job title")
        state = serializers.ChoiceField(
            choices=[("open", "Not started yet"), *StarterCase.State.choices], required=False, default=""
        )

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(StarterOutput, "StarterPage"), operation_id="starters", summary="Starters",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page by first day."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        rows = found.cases(
            partner_id=self.partner.pk, on=timezone.localdate(), state=wish.validated_data["state"],
            text=wish.validated_data["search"],
        )  # fmt: skip
        return self.page(rows, StarterOutput, order=("start_date",))

    @extend_schema(
        request=StarterInput, responses={201: CaseOutput}, operation_id="starter_open", summary="Open a start"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Open the case. 404 when `same` names nobody here."""
        given = self.checked(request, StarterInput)
        start, same, is_new = (given.pop(name) for name in ("start_date", "same", "is_new"))
        if same is not None:
            found_or_404(Person.objects, uuid=same)
        row = operations.open_case(
            partner_id=self.partner.pk, who=Newcomer(**given), start_date=start, same=same, is_new=is_new, by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.answer(row.uuid, status=201)


class Starter(_Starters):
    """One start."""

    @extend_schema(responses=CaseOutput, operation_id="starter", summary="One start")
    def get(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """Answer it with its gates."""
        return self.answer(starter_case)


class _Step(_Starters):
    permission = "starters.edit"
    operation: ClassVar[Any]
    shape: ClassVar[type[serializers.Serializer[Any]] | None] = None

    def take(self, request: Request, starter_case: UUID) -> Response:
        """Take a step. 409 when the case does not stand where it begins."""
        found_or_404(StarterCase.objects, uuid=starter_case)
        given = self.checked(request, self.shape) if self.shape else {}
        type(self).operation(case=starter_case, by=self.user, at=timezone.now(), **given)
        return self.answer(starter_case)


class AcceptStarter(_Step):
    """The offer is accepted."""

    operation = operations.accept

    @extend_schema(request=None, responses=CaseOutput, operation_id="starter_accept", summary="The offer is accepted")
    def post(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """Record it; the checks begin."""
        return self.take(request, starter_case)


class SubmitStarter(_Step):
    """Ask the HR manager."""

    operation = operations.submit

    @extend_schema(request=None, responses=CaseOutput, operation_id="starter_submit", summary="Ask for approval")
    def post(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """Send it to the HR manager. 400 names what is missing."""
        return self.take(request, starter_case)


class SendBackStarter(_Step):
    """The HR manager wants it put right."""

    permission = "starters.approve"
    operation, shape = operations.send_back, ReasonInput

    @extend_schema(request=ReasonInput, responses=CaseOutput, operation_id="starter_send_back", summary="Send back")
    def post(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """Send it back, with words."""
        return self.take(request, starter_case)


class ApproveStarter(_Step):
    """The HR manager approves."""

    permission = "starters.approve"
    operation = starters_hire.make_ready

    @extend_schema(request=None, responses=CaseOutput, operation_id="starter_approve", summary="Approve a start")
    def post(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """Approve; employment, job and terms are made. Never without a right to work on the first day."""
        return self.take(request, starter_case)


class StarterArrived(_Step):
    """Somebody came."""

    permission = "starters.start"
    operation, shape = starters_hire.arrive, ArrivalInput

    @extend_schema(request=ArrivalInput, responses=CaseOutput, operation_id="starter_arrived", summary="They came")
    def post(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """Record the day."""
        return self.take(request, starter_case)


class MoveStarter(_Step):
    """Another first day."""

    operation, shape = starters_hire.move_start, MoveInput

    @extend_schema(request=MoveInput, responses=CaseOutput, operation_id="starter_move", summary="Move the first day")
    def post(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """Move everything together."""
        return self.take(request, starter_case)


class VoidStarter(_Step):
    """Nobody comes."""

    operation, shape = starters_hire.void, ReasonInput

    @extend_schema(request=ReasonInput, responses=CaseOutput, operation_id="starter_void", summary="They do not come")
    def post(self, request: Request, partner_code: str, starter_case: UUID) -> Response:
        """End the start before any pay."""
        return self.take(request, starter_case)
