"""Entering what a supplier claims because an invoice was paid late."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from finance.forms.payables import ClaimForm
from finance.operations import invoices, late_payment
from finance.operations.late_payment import ClaimWanted
from finance.queries import prompt_payment
from finance.states import InvoiceState
from finance.views.invoices import NINE, OneInvoice
from partners.views.base import PartnerFormView


class EnterClaim(OneInvoice, PartnerFormView):
    """Enter a claim, beside what the law gives for the days that the money was late."""

    permission = "invoices.register"
    template_name = "partners/form_page.html"
    form_class = ClaimForm
    title = "Claim for late payment"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go back to the invoice where nothing can be claimed, and say so."""
        if self._due() is None:
            messages.error(request, "A claim is entered once the invoice is paid in full, if any of it was late.")
            return redirect(self.page)
        return super().get(request, *args, **kwargs)

    def _due(self) -> prompt_payment.LateInvoice | None:
        if self.row.state != InvoiceState.PAID:
            return None
        return prompt_payment.late_of(self.row, on=timezone.localdate())

    def get_initial(self) -> dict[str, Any]:
        """Begin with what may be claimed, and with what bore the invoice."""
        due, first = self._due(), invoices.lines_of(self.row)[0]
        sums = {"interest": due.interest, "fixed": due.fixed} if due else {}
        return {
            **sums, "received_on": timezone.localdate(), "subjective": first.subjective,
            "cost_centre": first.cost_centre, "fund": first.fund,
        }  # fmt: skip

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = dict(form.cleaned_data)
        now = timezone.now()
        received = timezone.make_aware(datetime.combine(given.pop("received_on"), NINE))
        wanted = ClaimWanted(received_at=min(received, now), **given)
        made = late_payment.claim(invoice=self.row.uuid, wanted=wanted, by=self.user, at=now)
        held = "Something holds it: see below. Cancel it to enter it anew."
        ready = "Propose it to somebody else."
        self.success_message = f"The claim is entered. {ready if made.state == InvoiceState.MATCHED else held}"
        return self.url("invoice", invoice=made.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and say what may be claimed."""
        due = self._due()
        lead = f"{self.row.reference} of {self.row.account.supplier}: {due.workings}." if due else ""
        return super().get_context_data(
            title=self.title, lead=lead,
            submit="Enter the claim", cancel_href=self.page,
            breadcrumbs=self.trail((self.row.reference, self.page), (self.title, "")), **kwargs,
        )  # fmt: skip
