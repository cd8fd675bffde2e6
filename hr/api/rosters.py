"""Files of external rostering systems as JSON: taken in, looked at, loaded by somebody else, withdrawn."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.engine.rosters import TOTALS
from hr.models import Person, RosterImport, RosterLine
from hr.operations import disclosure, rosters, rosters_job
from hr.operations.rosters import RosterWanted
from hr.queries import rosters as found
from hr.queries.days import last_day
from hr.rules_rosters import LONGEST_WHY
from partners.api.base import PartnerApiView, paged
from partners.models import BackgroundJob
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

HOURS: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}
PAGING = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]


@extend_schema_serializer(component_name="RosterFile")
class RosterOutput(serializers.Serializer[Any]):
    """A file of one employer and period. `declared` and `totals` are control totals: of the sender, and of the rows."""

    roster = serializers.UUIDField(source="uuid")
    legal_entity = serializers.UUIDField(source="legal_entity.uuid")
    system = serializers.CharField()
    first_day = DayField(source="period.lower")
    last_day = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    keeps_leave = serializers.BooleanField()
    file = serializers.CharField(source="name")
    state = serializers.ChoiceField(choices=RosterImport.State.choices)
    summary = serializers.CharField()
    declared = serializers.DictField(child=serializers.CharField())
    totals = serializers.DictField(child=serializers.CharField())
    n_rows = serializers.IntegerField()
    n_new = serializers.IntegerField()
    n_changed = serializers.IntegerField()
    n_same = serializers.IntegerField()
    n_faults = serializers.IntegerField()
    taken_by = serializers.CharField()
    taken_at = serializers.DateTimeField()
    loaded_by = serializers.CharField(allow_null=True)
    loaded_at = serializers.DateTimeField(allow_null=True)
    withdrawn_why = serializers.CharField()

    def get_last_day(self, row: RosterImport) -> str:
        """Return the last day of the file."""
        return str(last_day(row.period))


@extend_schema_serializer(component_name="RosterRow")
class LineOutput(serializers.Serializer[Any]):
    """A row: what a job was rostered and did in some days, in hours; or hours claimed beyond it and approved there."""

    row = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=RosterLine.Kind.choices)
    person = serializers.UUIDField(source="person.uuid")
    assignment_no = serializers.CharField(source="assignment.number")
    first_day = DayField(source="valid.lower")
    last_day = serializers.SerializerMethodField()
    in_force = serializers.BooleanField()
    duty_system = serializers.CharField()
    hours_planned = serializers.DecimalField(source="planned", allow_null=True, **HOURS)
    hours_worked = serializers.DecimalField(source="worked", allow_null=True, **HOURS)
    leave_hours = serializers.DecimalField(source="leave", allow_null=True, **HOURS)
    sick_hours = serializers.DecimalField(source="sick", allow_null=True, **HOURS)
    rest_day_hours = serializers.DecimalField(source="rest_hours", allow_null=True, **HOURS)
    rest_days_rerostered = serializers.IntegerField(source="rest_days")
    night = serializers.BooleanField(source="is_night")
    shift = serializers.BooleanField(source="is_shift")
    claim_hours = serializers.DecimalField(allow_null=True, **HOURS)
    claim_cancelled = serializers.BooleanField(source="is_cancelled")
    claim_reference = serializers.SerializerMethodField()
    made_by = serializers.CharField()
    approved_by = serializers.CharField()
    approved_on = DayField(allow_null=True)
    pay_period = DayField(source="monthly_input.period_start", default=None, allow_null=True)

    def get_last_day(self, row: RosterLine) -> str:
        """Return the last day of the row."""
        return str(last_day(row.valid))

    def get_claim_reference(self, row: RosterLine) -> str:
        """Return by which reference the rostering system knows a claim."""
        return row.key if row.kind == RosterLine.Kind.CLAIM else ""


@extend_schema_serializer(component_name="RosterFault")
class FaultOutput(serializers.Serializer[Any]):
    """What is wrong with a row, counted as in a spreadsheet, or with the file as a whole; and what to do."""

    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField()


@extend_schema_serializer(component_name="RosterWork")
class WorkOutput(serializers.Serializer[Any]):
    """Work that a worker does: ask for the file to see what came of it."""

    job = serializers.UUIDField(source="uuid")
    state = serializers.ChoiceField(choices=BackgroundJob.State.choices)


@extend_schema_serializer(component_name="RosterTaken")
class TakeInput(serializers.Serializer[Any]):
    """A CSV or XLSX file with what it is about, and the control totals of its sender. Sent as multipart."""

    legal_entity = serializers.UUIDField()
    system = serializers.CharField(max_length=60)
    first_day = DayField()
    last_day = DayField()
    keeps_leave = serializers.BooleanField(default=False)
    rows = serializers.DecimalField(min_value=0, max_digits=10, decimal_places=0)
    hours_planned = serializers.DecimalField(min_value=0, **HOURS)
    hours_worked = serializers.DecimalField(min_value=0, **HOURS)
    leave_hours = serializers.DecimalField(min_value=0, **HOURS)
    rest_days = serializers.DecimalField(min_value=0, max_digits=10, decimal_places=0)
    claims = serializers.DecimalField(min_value=0, max_digits=10, decimal_places=0)
    claim_hours = serializers.DecimalField(min_value=0, **HOURS)
    file = serializers.FileField()


@extend_schema_serializer(component_name="RosterWithdrawal")
class WithdrawInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_WHY)


class _Roster(PartnerApiView):
    permission = "rosters.view"

    def roster(self, roster_import: UUID) -> RosterImport:
        """Return one. :raises Http404: when there is none in scope."""
        return found_or_404(found.files(self.partner.pk), uuid=roster_import)


class Rosters(_Roster):
    """Roster files, and taking one in."""

    write_permission = "rosters.import"
    parser_classes = (MultiPartParser,)

    @extend_schema(
        parameters=PAGING, responses=paged(RosterOutput, "RosterFilePage"), operation_id="rosters",
        summary="Roster files",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        return self.page(QuerySetRows(found.files(self.partner.pk)), RosterOutput, order=("-taken_at", "-id"))

    @extend_schema(
        request=TakeInput, responses={202: RosterOutput}, operation_id="roster_take_in", summary="Take in a roster file"
    )
    def post(self, request: Request, partner_code: str) -> Response:
        """Take a file in; a worker checks it. Nothing counts before somebody else has loaded it."""
        given = self.checked(request, TakeInput)
        file = given.pop("file")
        declared = {one.code: given.pop(one.code) for one in TOTALS}
        wanted = RosterWanted(**given, declared=declared)
        row = rosters_job.take_in(
            partner_id=self.partner.pk, wanted=wanted, file=file.file, name=file.name, by=self.user, at=timezone.now()
        )
        return Response(RosterOutput(self.roster(row.uuid)).data, status=202)


class Roster(_Roster):
    """One roster file."""

    @extend_schema(responses=RosterOutput, operation_id="roster", summary="One roster file")
    def get(self, request: Request, partner_code: str, roster_import: UUID) -> Response:
        """Answer it."""
        return Response(RosterOutput(self.roster(roster_import)).data)


class RosterLines(_Roster):
    """The rows of a roster file."""

    @extend_schema(
        parameters=PAGING, responses=paged(LineOutput, "RosterRowPage"), operation_id="roster_rows",
        summary="Rows of a roster file",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str, roster_import: UUID) -> Response:
        """Answer one page of the rows without a fault."""
        return self.page(QuerySetRows(found.lines_of(self.roster(roster_import))), LineOutput, order=("row",))


class RosterFaults(_Roster):
    """The faults of a roster file."""

    @extend_schema(
        parameters=PAGING, responses=paged(FaultOutput, "RosterFaultPage"), operation_id="roster_faults",
        summary="Faults of a roster file",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str, roster_import: UUID) -> Response:
        """Answer one page by row; of the first 1,000."""
        return self.page(QuerySetRows(found.faults_of(self.roster(roster_import))), FaultOutput, order=("row", "id"))


class LoadRoster(_Roster):
    """Loading a file that somebody else took in."""

    permission = "rosters.load"

    @extend_schema(request=None, responses={202: WorkOutput}, operation_id="roster_load", summary="Load a roster file")
    def post(self, request: Request, partner_code: str, roster_import: UUID) -> Response:
        """Have it loaded, all of it or nothing. 409 unless it waits to be loaded."""
        self.roster(roster_import)
        job = rosters_job.load(roster=roster_import, by=self.user, at=timezone.now())
        return Response(WorkOutput(job).data, status=202)


class WithdrawRoster(_Roster):
    """Taking a file back."""

    permission = "rosters.load"

    @extend_schema(
        request=WithdrawInput, responses=RosterOutput, operation_id="roster_withdraw", summary="Withdraw a roster file"
    )
    def post(self, request: Request, partner_code: str, roster_import: UUID) -> Response:
        """Withdraw it, while no pay run and no end of a leave year has read it."""
        self.roster(roster_import)
        given = self.checked(request, WithdrawInput)
        rosters.withdraw(roster=roster_import, by=self.user, at=timezone.now(), **given)
        return Response(RosterOutput(self.roster(roster_import)).data)


class PersonRosters(PartnerApiView):
    """What counts of one person."""

    permission = "rosters.view"

    @extend_schema(
        parameters=PAGING, responses=paged(LineOutput, "PersonRosterPage"), operation_id="person_rosters",
        summary="Rosters of a person",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Answer one page, the latest days first."""
        row: Person = found_or_404(Person.objects, uuid=person)
        disclosure.record_view(person=row, what="hours of a rostering system", by=self.user, at=timezone.now())
        rows = found.lines_of_person(partner_id=self.partner.pk, person_id=row.pk)
        return self.page(QuerySetRows(rows), LineOutput, order=("-valid", "kind", "key", "id"))
