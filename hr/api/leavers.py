"""Leavers as JSON: the list, one leaving with its exit package, and the pension that begins with it.

A leaving itself is proposed by `changes/`, like every change of an employment.
"""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from hr import change_kinds_leaving as kinds
from hr.api.found import found_or_404
from hr.change_kinds import jsonable
from hr.models import Leaving, LeavingPension
from hr.operations import documents, leaving_pensions
from hr.operations.leaving_pensions import Early
from hr.queries import exit_packages
from hr.queries import leavings as found
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView, paged
from partners.api.changes import ChangeDetail, answer_to_proposal
from partners.audit import audit
from partners.models import AuditAction
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.common.api_fields import DayField

POUNDS: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
TEXT: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


@extend_schema_serializer(component_name="LeaverRow")
class RowOutput(serializers.Serializer[Any]):
    """One leaving in the list. `n_open`: what is still to be done; `n_late`: what is late."""

    leaving = serializers.UUIDField()
    person = serializers.UUIDField()
    name = serializers.CharField()
    what = serializers.CharField()
    last_day = DayField()
    reason = serializers.CharField()
    state = serializers.CharField()
    n_open = serializers.IntegerField()
    n_late = serializers.IntegerField()


@extend_schema_serializer(component_name="ExitPackagePart")
class PartOutput(serializers.Serializer[Any]):
    """One part of an exit package, in pounds."""

    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.DecimalField(**POUNDS)
    why = serializers.CharField()


@extend_schema_serializer(component_name="ExitPackage")
class PackageOutput(serializers.Serializer[Any]):
    """What a leaving costs: the parts with their total, the band of the accounts, and whose authority it needs."""

    parts = PartOutput(many=True)
    total = serializers.DecimalField(**POUNDS)
    band = serializers.CharField()
    authority = serializers.CharField()


@extend_schema_serializer(component_name="Leaver")
class LeaverOutput(serializers.Serializer[Any]):
    """One leaving. The package is there for those who run leavers and see pay."""

    leaving = serializers.UUIDField()
    person = serializers.UUIDField()
    name = serializers.CharField()
    what = serializers.CharField()
    last_day = DayField()
    notice_given_on = DayField()
    reason = serializers.CharField()
    state = serializers.CharField()
    package = PackageOutput(allow_null=True)


@extend_schema_serializer(component_name="LeaverPension")
class PensionOutput(serializers.Serializer[Any]):
    """What is recorded of the pension that begins with a leaving. Former versions stay on record."""

    version = serializers.IntegerField()
    body = serializers.CharField()
    quoted_on = DayField(allow_null=True)
    tier = serializers.ChoiceField(choices=LeavingPension.Tier.choices, allow_blank=True)
    certified_on = DayField(allow_null=True)
    doctor = serializers.CharField()
    certificate = serializers.UUIDField(source="certificate.uuid", allow_null=True, default=None)
    strain_cost = serializers.DecimalField(**POUNDS)
    strain_authority = serializers.CharField()
    why_again = serializers.CharField()


@extend_schema_serializer(component_name="LeaverCertificate")
class CertificateInput(serializers.Serializer[Any]):
    """Tier and certificate of an ill-health retirement: multipart, with the file in `certificate`."""

    tier = serializers.ChoiceField(choices=LeavingPension.Tier.choices)
    certificate = serializers.FileField(required=False, default=None, help_text="PDF, JPEG or PNG, up to 10 MB")
    certified_on = DayField()
    doctor = serializers.CharField(max_length=120)
    is_doctor_independent = serializers.BooleanField()
    body = serializers.CharField(max_length=120, **TEXT)
    why_again = serializers.CharField(max_length=200, **TEXT, help_text="Needed when something is recorded already")


@extend_schema_serializer(component_name="LeaverStrain")
class StrainInput(serializers.Serializer[Any]):
    """What the fund asks of the employer, and whose decision it is."""

    strain_cost = serializers.DecimalField(**POUNDS, min_value=0)
    quoted_on = DayField()
    strain_authority = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=120, **TEXT)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class Leavers(PartnerApiView):
    """Who leaves."""

    permission = "leavers.view"

    @extend_schema_serializer(component_name="LeaverFilters")
    class Filters(serializers.Serializer[Any]):
        """What narrows the list."""

        search = serializers.CharField(required=False, default="", help_text="Words of a name, or an employee number")
        state = serializers.ChoiceField(choices=Leaving.State.choices, required=False, default="")

    @extend_schema(
        parameters=[Filters, OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses=paged(RowOutput, "LeaverPage"), operation_id="leavers", summary="Leavers",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest last day first."""
        wish = self.Filters(data=request.query_params)
        wish.is_valid(raise_exception=True)
        rows = found.leavers(
            partner_id=self.partner.pk, on=timezone.localdate(), **wish.validated_data,
            may_see_all="leavers.manage" in self.access.permissions,
        )  # fmt: skip
        return self.page(rows, RowOutput, order=("-last_day",))


class _OneLeaver(PartnerApiView):
    permission = "leavers.view"

    def row(self, leaving: UUID) -> Leaving:
        """Return the leaving. :raises Http404: when there is none in scope."""
        rows = Leaving.objects.select_related("person", "employment__person", "assignment")
        return found_or_404(rows, uuid=leaving)


class Leaver(_OneLeaver):
    """One leaving."""

    @extend_schema(responses=LeaverOutput, operation_id="leaver", summary="One leaving")
    def get(self, request: Request, partner_code: str, leaving: UUID) -> Response:
        """Answer it, and what it costs to those who may know."""
        row, may = self.row(leaving), self.access.permissions
        package = None
        if {"leavers.manage", "people.view_pay"} <= set(may):
            package = exit_packages.package_of(row, on=timezone.localdate())
            _leave_trace(row, "Exit package")
        shown = {
            "leaving": row.uuid, "person": row.person.uuid, "name": row.person.display_name,
            "what": found.what_ends(row), "last_day": row.last_day, "notice_given_on": row.notice_given_on,
            "reason": found.reason_words(row, may_see_all="leavers.manage" in may), "state": row.state,
            "package": package,
        }  # fmt: skip
        return Response(LeaverOutput(shown).data)


class LeaverPension(_OneLeaver):
    """The pension that begins with a leaving."""

    permission = "leavers.manage"
    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(responses=PensionOutput, operation_id="leaver_pension", summary="The pension of a leaving")
    def get(self, request: Request, partner_code: str, leaving: UUID) -> Response:
        """Answer what is recorded last. 404 when nothing is."""
        return self._answer(self.row(leaving))

    @extend_schema(
        request=CertificateInput, responses={201: PensionOutput}, operation_id="leaver_certify",
        summary="Record certificate and tier",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, leaving: UUID) -> Response:
        """Record them; an approved strain cost stays. What the illness is has no field."""
        row = self.row(leaving)
        given = self.checked(request, CertificateInput)
        file = given.pop("certificate")
        certified = Early(**given, certificate=documents.read_upload(file.file) if file else b"")
        leaving_pensions.certify(leaving_id=row.uuid, certified=certified, by=self.user, at=timezone.now())
        return self._answer(row, status=201)

    def _answer(self, row: Leaving, *, status: int = 200) -> Response:
        rows = LeavingPension.objects.of(row.partner_id).filter(leaving=row)
        newest = rows.order_by("-version").values_list("pk", flat=True)[:1]
        pension = found_or_404(rows.select_related("certificate"), pk__in=newest)
        _leave_trace(row, "Pension of a leaving")
        return Response(PensionOutput(pension).data, status=status)


class LeaverStrain(_OneLeaver):
    """The strain cost of an early pension."""

    permission = "leavers.manage"

    @extend_schema(
        request=StrainInput, responses={201: ChangeDetail}, operation_id="leaver_strain_propose",
        summary="Propose the strain cost of an early pension",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, leaving: UUID) -> Response:
        """Propose it; the total of the exit package says who approves it."""
        row = self.row(leaving)
        given = self.checked(request, StrainInput)
        reason = given.pop("reason")
        wanted = Proposal(kind=kinds.STRAIN.code, payload=jsonable({"leaving": row.uuid, **given}), reason=reason)
        made = changes.submit(partner_id=self.partner.pk, proposal=wanted, by=self.user, at=timezone.now())
        return answer_to_proposal(self, made.uuid)


def _leave_trace(row: Leaving, what: str) -> None:
    audit(
        action=AuditAction.VIEW, object_type="hr_leaving", object_id=row.pk, label=f"{what}: {row}",
        partner_id=row.partner_id,
    )  # fmt: skip
