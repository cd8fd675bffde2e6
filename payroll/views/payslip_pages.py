"""What the pages of payslips share: audit of every view, the PDF, and answers that no cache keeps."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerView
from payroll.queries.payslip_document import PayslipDocument
from sharedservices.common.pdf import render_pdf

PDF_TEMPLATE = "pdf/payslip.html"


class PayView(PartnerView):
    """A page with somebody's pay: neither browsers nor proxies keep it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and forbid to keep the answer."""
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


def record_view(document: PayslipDocument, *, shown_as: str) -> None:
    """Record in the audit trail that somebody sees a payslip: as a page, an explanation or a PDF."""
    audit(
        action=AuditAction.VIEW,
        object_type="payroll_payslip",
        object_id=document.payslip_id,
        label=f"Payslip {document.employee.employee_no}, {document.label}"[:200],
        changes={"shown as": shown_as, "version": document.version},
    )


def pdf_response(document: PayslipDocument, *, is_inline: bool = False) -> HttpResponse:
    """Return the payslip as a PDF, marked while its run is not released."""
    title = f"Payslip {document.label}, {document.employee.name}"
    content = render_pdf(PDF_TEMPLATE, {"slip": document, "partner": {"name": document.employer.name}}, title=title)
    name = slugify(f"payslip {document.employee.employee_no} {document.pay_date:%Y-%m-%d}")
    if not document.is_released:
        name += "-not-released"
    way = "inline" if is_inline else "attachment"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'{way}; filename="{name}.pdf"'},
    )
