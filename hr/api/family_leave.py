"""Family leave as JSON: the list, one case with its dates and pay, and recording leave that somebody gave notice of."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hr.engine.family_pay import RATE_WORDS
from hr.forms.family_leave import LONGEST_NOTE
from hr.models import Assignment, FamilyLeave
from hr.operations import disclosure
from hr.operations import family_leave as operations
from hr.operations.family_leave import Wish
from hr.queries import family_leave as found
from hr.queries import family_words
from hr.queries.days import ONE_DAY
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView, paged
from sharedservices.common.api_fields import DayField

WORDS: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}
NONE: dict[str, Any] = {"required": False, "allow_null": True, "default": None}
WEEKS: dict[str, Any] = {"required": False, "min_value": 0, "max_value": 52, "default": 0}


@extend_schema_serializer(component_name="FamilyLeaveRow")
class RowOutput(serializers.Serializer[Any]):
    """One case in the list."""

    leave = serializers.UUIDField()
    name = serializers.CharField()
    assignment_no = serializers.CharField()
    unit = serializers.CharField()
    kind = serializers.CharField(help_text="In words")
    first_day = DayField(allow_null=True)
    last_day = DayField(allow_null=True)
    state = serializers.ChoiceField(choices=FamilyLeave.State.choices)


@extend_schema_serializer(component_name="FamilyLeaveDate")
class DateOutput(serializers.Serializer[Any]):
    """A date that follows from the case."""

    on = DayField()
    label = serializers.CharField()  # type: ignore[assignment]
    why = serializers.CharField()


@extend_schema_serializer(component_name="FamilyLeavePart")
class PartOutput(serializers.Serializer[Any]):
    """A part of the leave."""

    block = serializers.UUIDField()
    first_day = DayField()
    last_day = DayField()
    hours = serializers.DecimalField(max_digits=4, decimal_places=2, allow_null=True)


@extend_schema_serializer(component_name="FamilyLeavePay")
class PayOutput(serializers.Serializer[Any]):
    """Days of one rate of contractual pay."""

    rate = serializers.CharField(help_text="In words")
    first_day = DayField()
    last_day = DayField()
    why = serializers.CharField()


@extend_schema_serializer(component_name="FamilyLeave")
class CaseOutput(serializers.Serializer[Any]):
    """One case with everything that follows from it."""

    leave = serializers.UUIDField()
    person = serializers.UUIDField()
    assignment = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=FamilyLeave.Kind.choices)
    state = serializers.ChoiceField(choices=FamilyLeave.State.choices)
    standing = serializers.CharField()
    notified_on = DayField()
    expected_on = DayField(allow_null=True)
    happened_on = DayField(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())
    dates = DateOutput(many=True)
    parts = PartOutput(many=True)
    pay = PayOutput(many=True)


@extend_schema_serializer(component_name="FamilyLeaveWish")
class WishInput(serializers.Serializer[Any]):
    """Leave that somebody gave notice of, with what its kind needs. Without a last day: all that law gives."""

    assignment = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=FamilyLeave.Kind.choices)
    notified_on = DayField()
    first_day = DayField()
    last_day = DayField(**NONE)
    hours = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=0, help_text="Of one day", **NONE)
    expected_on = DayField(**NONE)
    happened_on = DayField(**NONE)
    died_on = DayField(**NONE)
    official_on = DayField(help_text="Of a child from abroad: when the official notification was received", **NONE)
    evidence = serializers.CharField(max_length=200, **WORDS)
    child = serializers.CharField(max_length=80, **WORDS)
    weeks_granted = serializers.IntegerField(**WEEKS)
    used_weeks = serializers.IntegerField(**WEEKS)
    partner_weeks = serializers.IntegerField(**WEEKS)
    other_employer = serializers.CharField(max_length=200, **WORDS)
    pay = serializers.ChoiceField(choices=FamilyLeave.Pay.choices, default=FamilyLeave.Pay.SCHEME)
    intends_return = serializers.BooleanField(**NONE)
    touch = serializers.ChoiceField(choices=FamilyLeave.Touch.choices, default=FamilyLeave.Touch.OWN)
    touch_how = serializers.CharField(max_length=200, **WORDS)
    note = serializers.CharField(max_length=LONGEST_NOTE, **WORDS)
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="How it was asked for")


class FamilyLeaves(PartnerApiView):
    """Who is on family leave, or will be; and recording it."""

    permission = "family.view"
    write_permission = "family.edit"

    @extend_schema_serializer(component_name="FamilyLeaveFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        search = serializers.CharField(required=False, help_text="Words of a name, or an employee number")
        kind = serializers.ChoiceField(choices=FamilyLeave.Kind.choices, required=False)
        state = serializers.ChoiceField(choices=FamilyLeave.State.choices, required=False)
        unit = serializers.UUIDField(required=False, help_text="A unit, with the units below it")
        due = serializers.ChoiceField(choices=["now", "confirm", "return"], required=False, help_text="What is due")

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(RowOutput, "FamilyLeavePage"),
        operation_id="family_leaves",
        summary="Family leave",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of cases, the latest first day first."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        wanted = found.FamilyFilter(**wish.validated_data)
        rows = found.family_leave_rows(partner_id=self.partner.pk, wanted=wanted, on=timezone.localdate())
        return self.page(rows, RowOutput, order=("-first_day",))

    @extend_schema(
        request=WishInput, responses={201: CaseOutput}, operation_id="family_leave_record",
        summary="Record family leave",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str) -> Response:
        """Record leave from one job; a person with several jobs takes it from each."""
        given = self.checked(request, WishInput)
        job, reason = given.pop("assignment"), given.pop("reason")
        if not Assignment.objects.filter(uuid=job).exists():
            raise ValidationError({"assignment": "There is no such job here."})
        wish = Wish(**{one.name: given[one.name] for one in fields(Wish)})
        row = operations.record(assignment=job, wish=wish, reason=reason, by=self.user, at=timezone.now())
        return Response(_case(self, row.uuid), status=201)


class FamilyLeaveCase(PartnerApiView):
    """One case of family leave."""

    permission = "family.view"

    @extend_schema(responses=CaseOutput, operation_id="family_leave", summary="One case of family leave")
    def get(self, request: Request, partner_code: str, family_leave: UUID) -> Response:
        """Answer the case; the look is on the audit trail."""
        return Response(_case(self, family_leave))


def _case(view: PartnerApiView, leave: UUID) -> dict[str, Any]:
    """Return a case, and leave a trace. :raises Http404: when there is none in scope."""
    try:
        case = found.case(leave)
    except FamilyLeave.DoesNotExist:
        raise Http404 from None
    row, today = case.leave, timezone.localdate()
    disclosure.record_view(person=row.person, what="family leave", by=view.user, at=timezone.now())
    parts = [
        {"block": one.uuid, "first_day": one.valid.lower, "last_day": one.valid.upper - ONE_DAY, "hours": one.hours}
        for one in case.blocks
    ]
    pay = [
        {"rate": RATE_WORDS[one.rate], "first_day": one.first_day, "last_day": one.last_day,
         "why": one.why}
        for one in case.paid
    ]  # fmt: skip
    shown = {
        "leave": row.uuid, "person": row.person.uuid, "assignment": row.assignment.uuid, "kind": row.kind,
        "state": row.state, "standing": case.standing(today), "notified_on": row.notified_on,
        "expected_on": row.expected_on, "happened_on": row.happened_on,
        "warnings": family_words.to_think_of(case, on=today), "dates": case.milestones, "parts": parts, "pay": pay,
    }  # fmt: skip
    answer: dict[str, Any] = CaseOutput(shown).data
    return answer
