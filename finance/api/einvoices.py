"""Electronic invoices that came, as JSON. They are handed in and settled on their pages."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from finance.api.base import LONGEST_SEARCH, PAGING, FinanceApiView, one_or_404, pounds
from finance.queries import einvoices
from finance.states import ElectronicState
from partners.api.base import paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows


@extend_schema_serializer(component_name="ElectronicInvoiceFilters")
class ElectronicFilters(serializers.Serializer[Any]):
    """What narrows the list."""

    search = serializers.CharField(
        required=False, max_length=LONGEST_SEARCH, help_text="The supplier’s number, its name, or the name of the file"
    )
    entity = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=[one.value for one in ElectronicState], required=False)


@extend_schema_serializer(component_name="ElectronicInvoiceFinding")
class FindingOutput(serializers.Serializer[Any]):
    """What speaks against it: the rule, where, why, and what to do."""

    rule = serializers.CharField()
    element = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="ElectronicInvoice")
class ElectronicOutput(serializers.Serializer[Any]):
    """An electronic invoice or credit note that came. What cannot be read is empty."""

    uuid = serializers.UUIDField()
    name = serializers.CharField(help_text="Of the file")
    sha256 = serializers.CharField(source="file_hash")
    kind = serializers.CharField()
    reference = serializers.CharField(help_text="The supplier’s", allow_blank=True)
    supplier = serializers.CharField(source="seller", help_text="As it stands on it", allow_blank=True)
    addressed_to = serializers.CharField(source="buyer", allow_blank=True)
    received_at = serializers.DateTimeField(help_text="When it first arrived at any partner")
    invoice_date = DayField(allow_null=True)
    gross = pounds(allow_null=True)
    entity = serializers.UUIDField(source="legal_entity.uuid", default=None, allow_null=True)
    account = serializers.UUIDField(source="account.uuid", default=None, allow_null=True)
    invoice = serializers.UUIDField(source="invoice.uuid", default=None, allow_null=True)
    state = serializers.CharField()
    findings = FindingOutput(many=True)


class ElectronicInvoices(FinanceApiView):
    """Every electronic invoice that came."""

    permission = "payables.view"

    @extend_schema(
        parameters=[ElectronicFilters, *PAGING], responses=paged(ElectronicOutput, "ElectronicInvoicePage"),
        operation_id="electronic_invoices", summary="Electronic invoices",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        given = self.asked(request, ElectronicFilters)
        rows = einvoices.found_documents(
            partner_id=self.partner.pk, wanted={**given, "q": given.get("search", "")}
        )  # fmt: skip
        return self.page(QuerySetRows(rows), ElectronicOutput, order=("-received_at", "-id"))


class OneElectronicInvoice(FinanceApiView):
    """One electronic invoice."""

    permission = "payables.view"

    @extend_schema(responses=ElectronicOutput, operation_id="electronic_invoice", summary="One electronic invoice")
    def get(self, request: Request, partner_code: str, einvoice: UUID) -> Response:
        """Answer it with what speaks against it."""
        rows = einvoices.found_documents(partner_id=self.partner.pk, wanted={})
        return Response(ElectronicOutput(one_or_404(rows, uuid=einvoice)).data)
