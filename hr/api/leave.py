"""Annual leave as JSON: what is booked, what is left of a job's year, asking for it and deciding; one's own as well."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.api.organisation import ON
from hr.models import Assignment, LeaveBooking, LeaveCredit
from hr.operations import leave as operations
from hr.queries.absences import TimeFilter, leave_booking, leave_bookings
from hr.queries.days import last_day
from hr.queries.leave import LIVE, balance
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView, paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

LONGEST_NOTE = operations.LONGEST_NOTE
FIGURE: dict[str, Any] = {"max_digits": 8, "decimal_places": 2}
WORDS: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


@extend_schema_serializer(component_name="LeaveBooking")
class BookingOutput(serializers.Serializer[Any]):
    """Leave that was asked for, and what became of it."""

    booking = serializers.UUIDField()
    person = serializers.UUIDField()
    name = serializers.CharField()
    assignment = serializers.UUIDField()
    assignment_no = serializers.CharField()
    unit = serializers.CharField()
    first_day = DayField()
    last_day = DayField()
    hours = serializers.DecimalField(**FIGURE)
    hours_given_back = serializers.DecimalField(**FIGURE)
    note = serializers.CharField()
    state = serializers.ChoiceField(choices=LeaveBooking.State.choices)
    requested_by = serializers.CharField()
    requested_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_null=True)
    decided_for = serializers.CharField(help_text="Who was away, and let them decide meanwhile; or empty")
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()


@extend_schema_serializer(component_name="OwnLeaveBooking")
class OwnBookingOutput(serializers.Serializer[Any]):
    """Leave of one's own, and what became of it."""

    booking = serializers.UUIDField(source="uuid")
    assignment = serializers.UUIDField(source="assignment.uuid")
    first_day = DayField(source="valid.lower")
    last_day = serializers.SerializerMethodField()
    hours = serializers.DecimalField(**FIGURE)
    hours_given_back = serializers.DecimalField(**FIGURE)
    note = serializers.CharField()
    state = serializers.ChoiceField(choices=LeaveBooking.State.choices)
    requested_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()

    def get_last_day(self, row: LeaveBooking) -> date | None:
        """Return the last day of leave."""
        found: date | None = last_day(row.valid)
        return found


@extend_schema_serializer(component_name="LeaveWish")
class WishInput(serializers.Serializer[Any]):
    """Days of leave from a job, both included. Hours only for a part of a single day."""

    assignment = serializers.UUIDField()
    first_day = DayField()
    last_day = DayField()
    hours = serializers.DecimalField(max_digits=4, decimal_places=2, required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=LONGEST_NOTE, **WORDS)


@extend_schema_serializer(component_name="LeaveDecision")
class NoteInput(serializers.Serializer[Any]):
    """Words for the person: needed to refuse and to cancel."""

    note = serializers.CharField(max_length=LONGEST_NOTE, **WORDS)


@extend_schema_serializer(component_name="LeaveCarried")
class CarriedOutput(serializers.Serializer[Any]):
    """Hours that came over from an earlier year."""

    bucket = serializers.CharField()
    hours = serializers.DecimalField(**FIGURE)
    expires_on = DayField(allow_null=True)


@extend_schema_serializer(component_name="LeaveBalance")
class BalanceOutput(serializers.Serializer[Any]):
    """Hours of one leave year of a job. `left` counts requests that wait as taken."""

    assignment = serializers.UUIDField()
    year_from = DayField()
    year_to = DayField()
    entitlement = serializers.DecimalField(**FIGURE)
    carried = CarriedOutput(many=True)
    bank_holidays = serializers.DecimalField(**FIGURE)
    rostered = serializers.DecimalField(**FIGURE)
    requested = serializers.DecimalField(**FIGURE)
    approved = serializers.DecimalField(**FIGURE)
    left = serializers.DecimalField(**FIGURE)


class Day(serializers.Serializer[Any]):
    """A day of the leave year in view."""

    on = DayField(required=False)


def _booking(booking: UUID) -> dict[str, Any]:
    """Return a booking. :raises Http404: when there is none in scope."""
    try:
        found = leave_booking(booking=booking)
    except LeaveBooking.DoesNotExist:
        raise Http404 from None
    answer: dict[str, Any] = BookingOutput(found).data
    return answer


def _balance(request: Request, job: Assignment) -> dict[str, Any]:
    """Return the balance of a job. :raises Http404: when no leave is agreed for it on the day."""
    wish = Day(data=request.query_params)
    wish.is_valid(raise_exception=True)
    found = balance(job, on=wish.validated_data.get("on") or timezone.localdate())
    if found is None:
        raise Http404
    requested, approved = (found.booked(state) for state in LIVE)
    shown = {
        "assignment": job.uuid, "year_from": found.year.start, "year_to": found.year.last_day,
        "entitlement": found.entitlement.hours, "carried": found.credits, "bank_holidays": found.bank_taken,
        "rostered": found.by_roster, "requested": requested, "approved": approved, "left": found.left,
    }  # fmt: skip
    answer: dict[str, Any] = BalanceOutput(shown).data
    return answer


def _ask(view: PartnerApiView, request: Request, jobs: "QuerySet[Assignment]") -> LeaveBooking:
    """Ask for leave from one of some jobs. :raises ValidationError: for another job."""
    given = view.checked(request, WishInput)
    if not jobs.filter(uuid=given["assignment"]).exists():
        raise ValidationError({"assignment": "There is no such job here."})
    return operations.request(**given, by=view.user, at=timezone.now())


class Leave(PartnerApiView):
    """Who is on leave and who asks for it; and asking for somebody, which somebody else approves."""

    permission = "leave.view"
    write_permission = "absence.edit"

    @extend_schema_serializer(component_name="LeaveFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        search = serializers.CharField(required=False, help_text="Words of a name, or an employee number")
        state = serializers.ChoiceField(choices=LeaveBooking.State.choices, required=False)
        unit = serializers.UUIDField(required=False, help_text="A unit, with the units below it")

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(BookingOutput, "LeaveBookingPage"),
        operation_id="leave",
        summary="Annual leave",
    )
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of bookings, the latest first."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        found = leave_bookings(partner_id=self.partner.pk, wanted=TimeFilter(**wish.validated_data))
        return self.page(found, BookingOutput, order=("-valid",))

    @extend_schema(
        request=WishInput,
        responses={201: BookingOutput},
        operation_id="leave_ask",
        summary="Ask for leave for somebody",
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Ask; nothing is agreed before somebody else approves."""
        return Response(_booking(_ask(self, request, Assignment.objects.all()).uuid), status=201)


class Booking(PartnerApiView):
    """One booking of leave."""

    permission = "leave.view"

    @extend_schema(responses=BookingOutput, operation_id="leave_booking", summary="One booking of leave")
    def get(self, request: Request, partner_code: str, booking: UUID) -> Response:
        """Answer the booking."""
        return Response(_booking(booking))


class _Decision(PartnerApiView):
    permission = "leave.approve"
    operation: ClassVar[Any]

    def decide(self, request: Request, booking: UUID) -> Response:
        """Decide, and answer the booking. 409 when it is decided already."""
        found_or_404(LeaveBooking.objects, uuid=booking)
        given = self.checked(request, NoteInput)
        type(self).operation(booking=booking, by=self.user, at=timezone.now(), **given)
        return Response(_booking(booking))


class ApproveLeave(_Decision):
    """Approve leave that somebody else asked for."""

    operation = operations.approve

    @extend_schema(request=NoteInput, responses=BookingOutput, operation_id="leave_approve", summary="Approve leave")
    def post(self, request: Request, partner_code: str, booking: UUID) -> Response:
        """Approve."""
        return self.decide(request, booking)


class RefuseLeave(_Decision):
    """Refuse leave."""

    operation = operations.refuse

    @extend_schema(request=NoteInput, responses=BookingOutput, operation_id="leave_refuse", summary="Refuse leave")
    def post(self, request: Request, partner_code: str, booking: UUID) -> Response:
        """Refuse, with words."""
        return self.decide(request, booking)


class CancelLeave(_Decision):
    """Cancel leave."""

    operation = operations.cancel

    @extend_schema(request=NoteInput, responses=BookingOutput, operation_id="leave_cancel", summary="Cancel leave")
    def post(self, request: Request, partner_code: str, booking: UUID) -> Response:
        """Cancel, with words; the hours are there again."""
        return self.decide(request, booking)


class LeaveBalance(PartnerApiView):
    """What is left of a job's leave year."""

    permission = "leave.view"

    @extend_schema(parameters=[ON], responses=BalanceOutput, operation_id="leave_balance", summary="What leave is left")
    def get(self, request: Request, partner_code: str, assignment: UUID) -> Response:
        """Answer the balance of the year that a day is in. 404 where no leave is agreed."""
        return Response(_balance(request, found_or_404(Assignment.objects, uuid=assignment)))


@extend_schema_serializer(component_name="LeaveCarryOver")
class CarryInput(serializers.Serializer[Any]):
    """Unused hours that go over into the leave year that starts on a day."""

    year_start = DayField(help_text="First day of the leave year that they go into")
    bucket = serializers.ChoiceField(choices=LeaveCredit.Bucket.choices)
    hours = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0)
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="The history shows it")


@extend_schema_serializer(component_name="LeaveCarryOverCancel")
class CarryCancelInput(serializers.Serializer[Any]):
    """Why hours that were carried over are cancelled."""

    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="The history shows it")


@extend_schema_serializer(component_name="LeaveCarriedOver")
class CreditOutput(serializers.Serializer[Any]):
    """Hours that were carried over, and whether they still stand."""

    credit = serializers.UUIDField(source="uuid")
    assignment = serializers.UUIDField(source="assignment.uuid")
    year_start = DayField()
    bucket = serializers.ChoiceField(choices=LeaveCredit.Bucket.choices)
    hours = serializers.DecimalField(**FIGURE)
    expires_on = DayField()
    cancelled_at = serializers.DateTimeField(allow_null=True)


class CarryOver(PartnerApiView):
    """Hours of leave that go over into another leave year."""

    permission = "absence.edit"

    @extend_schema(
        request=CarryInput, responses={201: CreditOutput}, operation_id="leave_carry_over", summary="Carry hours over"
    )
    def post(self, request: Request, partner_code: str, assignment: UUID) -> Response:
        """Carry them over; each reason carries so many weeks at most, and its hours lapse on a day of its own."""
        job: Assignment = found_or_404(Assignment.objects, uuid=assignment)
        given = self.checked(request, CarryInput)
        row = operations.carry_hours_over(assignment=job.uuid, by=self.user, at=timezone.now(), **given)
        return Response(CreditOutput(row).data, status=201)


class CancelCarried(PartnerApiView):
    """Hours that were carried over by mistake."""

    permission = "absence.edit"

    @extend_schema(
        request=CarryCancelInput, responses=CreditOutput, operation_id="leave_carry_over_cancel",
        summary="Cancel hours carried over",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, assignment: UUID, credit: UUID) -> Response:
        """Cancel them, unless leave was taken from them."""
        row: LeaveCredit = found_or_404(LeaveCredit.objects, uuid=credit, assignment__uuid=assignment)
        given = self.checked(request, CarryCancelInput)
        row = operations.cancel_carried(credit=row.uuid, by=self.user, at=timezone.now(), **given)
        return Response(CreditOutput(row).data)


class _Own(PartnerApiView):
    permission = write_permission = "me.view"

    def jobs(self) -> "QuerySet[Assignment]":
        """Return one's own jobs."""
        rows: QuerySet[Assignment] = Assignment.objects.filter(person_id__in=self.access.person_ids)
        return rows


class OwnLeave(_Own):
    """One's own leave."""

    @extend_schema(
        parameters=[OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(OwnBookingOutput, "OwnLeavePage"), operation_id="own_leave", summary="My annual leave",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page of one's own bookings, the latest first."""
        rows = LeaveBooking.objects.filter(person_id__in=self.access.person_ids).select_related("assignment")
        return self.page(QuerySetRows(rows, row=lambda row: row), OwnBookingOutput, order=("-valid",))

    @extend_schema(
        request=WishInput, responses={201: OwnBookingOutput}, operation_id="own_leave_ask", summary="Ask for leave"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Ask; one's manager or HR approves."""
        return Response(OwnBookingOutput(_ask(self, request, self.jobs())).data, status=201)


class OwnBalance(_Own):
    """What is left of one's own leave."""

    @extend_schema(parameters=[ON], responses=BalanceOutput, operation_id="own_leave_balance", summary="My leave left")
    def get(self, request: Request, partner_code: str, assignment: UUID) -> Response:
        """Answer the balance of the year that a day is in."""
        return Response(_balance(request, found_or_404(self.jobs(), uuid=assignment)))
