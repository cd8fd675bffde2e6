"""Invoices as JSON: those of suppliers, and those to customers. They change on their pages."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from finance.api.base import LONGEST_SEARCH, PAGING, FinanceApiView, one_or_404, pounds
from finance.models import SalesInvoice, SupplierInvoiceLine
from finance.queries import payables_pages, receivables_pages
from finance.states import InvoiceState, SalesState
from partners.api.base import paged
from sharedservices.common.api_fields import DayField
from sharedservices.common.rowsources import QuerySetRows

SALES_STATES = [(one.value, one.label) for one in SalesState]


@extend_schema_serializer(component_name="SupplierInvoiceFilters")
class SupplierFilters(serializers.Serializer[Any]):
    """What narrows the list."""

    search = serializers.CharField(
        required=False, max_length=LONGEST_SEARCH, help_text="A number, the supplier’s or ours, or the supplier’s name"
    )
    entity = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=[one.value for one in InvoiceState], required=False)


@extend_schema_serializer(component_name="SupplierInvoiceRow")
class SupplierRowOutput(serializers.Serializer[Any]):
    """A supplier's invoice. Pounds stand as on the paper: those of a credit note are not below nought."""

    uuid = serializers.UUIDField()
    number = serializers.CharField(source="__str__", help_text="Ours")
    reference = serializers.CharField(help_text="The supplier’s")
    supplier = serializers.CharField(source="account.supplier.legal_name")
    account = serializers.UUIDField(source="account.uuid")
    entity = serializers.UUIDField(source="legal_entity.uuid")
    kind = serializers.CharField()
    invoice_date = DayField()
    received_at = serializers.DateTimeField(help_text="When it first arrived anywhere in the partner")
    due_on = DayField(help_text="The last day on which the money may arrive")
    net = pounds()
    vat = pounds()
    gross = pounds()
    n_holds = serializers.IntegerField()
    state = serializers.CharField()


@extend_schema_serializer(component_name="SupplierInvoiceLine")
class SupplierLineOutput(serializers.Serializer[Any]):
    """A line of it, with where it is charged."""

    number = serializers.IntegerField()
    description = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=4)
    price = serializers.DecimalField(max_digits=14, decimal_places=4)
    net = pounds()
    vat_code = serializers.CharField()
    vat_rate = serializers.DecimalField(max_digits=14, decimal_places=4)
    vat = pounds()
    subjective = serializers.CharField()
    cost_centre = serializers.CharField(allow_blank=True)
    fund = serializers.CharField()
    project = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="InvoiceHold")
class HoldOutput(serializers.Serializer[Any]):
    """What holds an invoice now, and who settles it."""

    kind = serializers.CharField()
    owner = serializers.CharField()
    words = serializers.CharField()
    amount = pounds(allow_null=True)
    placed_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="ConstructionParts")
class ConstructionOutput(serializers.Serializer[Any]):
    """What the net of a subcontractor's invoice is made of; the deduction is worked out on labour when it is paid."""

    labour = pounds(source="cis_labour")
    materials = pounds(source="cis_materials")
    plant = pounds(source="cis_plant")
    levy = pounds(source="cis_levy")


@extend_schema_serializer(component_name="SupplierInvoice")
class SupplierInvoiceOutput(SupplierRowOutput):
    """One supplier's invoice."""

    tax_point = DayField()
    supplier_vat = serializers.CharField(allow_blank=True)
    addressed_to = serializers.CharField()
    order_reference = serializers.CharField(allow_blank=True)
    journal = serializers.UUIDField(source="journal.uuid", default=None, allow_null=True)
    construction = serializers.SerializerMethodField(help_text="Nothing where it is for no construction work")
    lines = serializers.SerializerMethodField()
    holds = serializers.SerializerMethodField()

    @extend_schema_field(ConstructionOutput(allow_null=True))
    def get_construction(self, row: Any) -> Any:
        """Return its parts, if it has any."""
        return None if row.cis_labour is None else ConstructionOutput(row).data

    @extend_schema_field(SupplierLineOutput(many=True))
    def get_lines(self, row: Any) -> Any:
        """Return its lines in their order."""
        rows = SupplierInvoiceLine.objects.of(row.partner_id).filter(invoice=row).order_by("number")
        return SupplierLineOutput(rows, many=True).data

    @extend_schema_field(HoldOutput(many=True))
    def get_holds(self, row: Any) -> Any:
        """Return what holds it now."""
        return HoldOutput(payables_pages.holds(row), many=True).data


class SupplierInvoices(FinanceApiView):
    """Every supplier's invoice of the partner."""

    permission = "payables.view"

    @extend_schema(
        parameters=[SupplierFilters, *PAGING], responses=paged(SupplierRowOutput, "SupplierInvoicePage"),
        operation_id="supplier_invoices", summary="Suppliers’ invoices",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, those that have to be paid first at its head."""
        given = self.asked(request, SupplierFilters)
        rows = payables_pages.found_invoices(
            partner_id=self.partner.pk, wanted={**given, "q": given.get("search", "")}
        )  # fmt: skip
        return self.page(QuerySetRows(rows), SupplierRowOutput, order=("due_on",))


class OneSupplierInvoice(FinanceApiView):
    """One supplier's invoice."""

    permission = "payables.view"

    @extend_schema(responses=SupplierInvoiceOutput, operation_id="supplier_invoice", summary="One supplier’s invoice")
    def get(self, request: Request, partner_code: str, invoice: UUID) -> Response:
        """Answer it with its lines and what holds it."""
        rows = payables_pages.found_invoices(partner_id=self.partner.pk, wanted={}).select_related(
            "account__supplier", "legal_entity", "journal"
        )
        return Response(SupplierInvoiceOutput(one_or_404(rows, uuid=invoice)).data)


@extend_schema_serializer(component_name="SalesInvoiceFilters")
class SalesFilters(serializers.Serializer[Any]):
    """What narrows the list."""

    search = serializers.CharField(
        required=False, max_length=LONGEST_SEARCH, help_text="A number, the customer, or words of the description"
    )
    entity = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=SALES_STATES, required=False)


@extend_schema_serializer(component_name="SalesInvoiceRow")
class SalesRowOutput(serializers.Serializer[Any]):
    """An invoice to a customer, or the credit note that takes one back."""

    uuid = serializers.UUIDField()
    number = serializers.SerializerMethodField(help_text="Taken when it is issued; empty before")
    kind = serializers.CharField()
    entity = serializers.UUIDField(source="legal_entity.uuid")
    customer = serializers.UUIDField(source="customer.uuid")
    customer_name = serializers.CharField(source="customer.name")
    description = serializers.CharField()
    tax_point = DayField()
    issued_on = DayField(allow_null=True)
    due_on = DayField(allow_null=True)
    net = pounds()
    vat = pounds()
    gross = pounds()
    settled = pounds()
    state = serializers.CharField()

    def get_number(self, row: Any) -> str:
        """Return its number as it stands on it."""
        return str(row) if row.number else ""


@extend_schema_serializer(component_name="SalesInvoiceLine")
class SalesLineOutput(serializers.Serializer[Any]):
    """A line of it, with where the income goes."""

    number = serializers.IntegerField()
    description = serializers.CharField()
    quantity = pounds()
    unit_price = pounds()
    net = pounds()
    vat_code = serializers.CharField()
    subjective = serializers.CharField(source="coding.subjective.code")
    cost_centre = serializers.CharField(source="coding.cost_centre.code", default="", allow_blank=True)
    fund = serializers.CharField(source="coding.fund.code")


@extend_schema_serializer(component_name="SalesInvoice")
class SalesInvoiceOutput(SalesRowOutput):
    """One invoice to a customer."""

    customer_reference = serializers.CharField(allow_blank=True)
    credits = serializers.UUIDField(source="credits.uuid", default=None, allow_null=True)
    journal = serializers.UUIDField(source="journal.uuid", default=None, allow_null=True)
    raised_by = serializers.CharField(source="raised_by.full_name")
    approved_by = serializers.CharField(source="approved_by.full_name", default="", allow_blank=True)
    dispute = serializers.CharField(allow_blank=True)
    lines = serializers.SerializerMethodField()

    @extend_schema_field(SalesLineOutput(many=True))
    def get_lines(self, row: Any) -> Any:
        """Return its lines in their order."""
        return SalesLineOutput(receivables_pages.lines_of(row), many=True).data


class SalesInvoices(FinanceApiView):
    """Every invoice and credit note to a customer."""

    permission = "receivables.view"

    @extend_schema(
        parameters=[SalesFilters, *PAGING], responses=paged(SalesRowOutput, "SalesInvoicePage"),
        operation_id="sales_invoices", summary="Invoices to customers",
    )  # fmt: skip
    def get(self, request: Request, partner_code: str) -> Response:
        """Answer one page, the latest first."""
        given = self.asked(request, SalesFilters)
        rows = receivables_pages.sales(partner_id=self.partner.pk, wanted={**given, "q": given.get("search", "")})
        return self.page(rows, SalesRowOutput, order=("-id",))


class OneSalesInvoice(FinanceApiView):
    """One invoice to a customer."""

    permission = "receivables.view"

    @extend_schema(responses=SalesInvoiceOutput, operation_id="sales_invoice", summary="One invoice to a customer")
    def get(self, request: Request, partner_code: str, sales_invoice: UUID) -> Response:
        """Answer it with its lines."""
        try:
            row = receivables_pages.of_invoice(sales_invoice)
        except SalesInvoice.DoesNotExist:
            raise Http404 from None
        return Response(SalesInvoiceOutput(row).data)
