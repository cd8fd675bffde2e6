"""One invoice: what it says, what is paid of it, who may do what about it."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from finance import rules
from finance.change_kinds_debts import words as asked_words
from finance.engine import ubl_write, vat
from finance.engine.dunning import LABELS, Step
from finance.forms.receivables import PlanForm, WordsForm, WriteOffForm
from finance.models import RechargeBill, SalesInvoice, WriteOff
from finance.models.receivables import SMALL_CREDIT
from finance.operations import dunning, sales, write_offs
from finance.queries import debts, recharge_bills, sales_papers
from finance.queries import receivables_pages as found
from finance.states import OWED, SALES
from finance.views.receivables import ReceivablesView
from partners.audit import audit
from partners.forms import DecisionForm
from partners.models import AuditAction
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries import changes as requests
from partners.queries.changes import Reader
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.pdf import render_pdf

LINE_HEADINGS = [
    {"label": "What for"}, {"label": "Quantity", "is_numeric": True}, {"label": "Price", "is_numeric": True},
    {"label": "VAT"}, {"label": "Net", "is_numeric": True},
]  # fmt: skip
SETTLED_HEADINGS = [{"label": "By what"}, {"label": "When"}, {"label": "Amount", "is_numeric": True}]


class OneInvoice(ReceivablesView):
    """Something about one invoice."""

    row: SalesInvoice

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.of_invoice(self.kwargs["sales_invoice"])
        except SalesInvoice.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the invoice's page."""
        return self.url("sales_invoice", sales_invoice=self.row.uuid)

    def back(self) -> str:
        """Return to the invoice."""
        return self.page

    @property
    def short(self) -> str:
        """Its number, or what a draft is about."""
        return str(self.row) if self.row.number else self.row.description

    def under(self, title: str) -> list[dict[str, str]]:
        """Return breadcrumbs of a page below the invoice."""
        return self.trail((self.short, self.page), (title, ""))


class InvoicePage(OneInvoice, TemplateView):
    """One invoice or credit note."""

    template_name = "finance/sales_invoice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row = self.row
        asked = self.asked()
        lines = found.lines_of(row)
        taxes = vat.summary([(one.vat_code, one.net) for one in lines], tax_point=row.tax_point)
        after = debts.next_of([row], on=timezone.localdate()).get(row.pk) if self.is_owed else None
        plan = found.open_plan(row) if self.is_owed else None
        name = "Credit note" if row.kind == "CREDIT_NOTE" else "Invoice"
        may_decide = asked is not None and asked.row.state == "WAITING" and not asked.why_not
        return super().get_context_data(
            **{
                "row": row, "title": f"{name} {row}" if row.number else f"Draft: {row.description}",
                "caption": f"{row.customer}, {row.legal_entity.legal_name}", "facts": self._facts(),
                "headings": LINE_HEADINGS, "lines": [_line(one) for one in lines],
                "totals": _totals(row, taxes), "settled_headings": SETTLED_HEADINGS, "settled": self._settled(),
                "after": after, "after_label": LABELS[after.step] if after and after.step else "",
                "may_remind": after is not None and not after.why_not and self.may("receivables.approve"),
                "plan": plan, "parts": [
                    {"key": day(one.due_on), "value": money(one.amount)} for one in debts.instalments(plan)
                ] if plan else [],
                "off_links": [
                    self.url("reinstate", write_off=one.uuid)
                    for one in found.write_offs_of(row) if one.undone_at is None and self.may("write_offs.decide")
                ],
                "events": self._events(), "do": self._do(asked),
                "is_own_draft": row.state == "DRAFT" and not self._may_approve(),
                "asked": asked, "may_decide": may_decide and self.may("write_offs.decide"), "form": DecisionForm(),
                "asked_facts": [
                    {"key": key, "value": value} for key, value in (asked_words(asked.payload) if asked else ())
                ],
                "breadcrumbs": self.trail((self.short, "")),
                **kwargs,
            }
        )  # fmt: skip

    @cached_property
    def bill(self) -> RechargeBill | None:
        """Return the bill of a shared service that it is, if it is one."""
        return recharge_bills.bill_of(self.row)

    @property
    def is_owed(self) -> bool:
        """Whether something is owed on it."""
        return self.row.kind == "INVOICE" and self.row.state in OWED

    def asked(self) -> requests.ChangeDocument | None:
        """Return the latest request to write it off, as its page would show it."""
        asked = found.request_of(self.row)
        if asked is None:
            return None
        return requests.document(
            partner_id=self.partner.pk,
            change=asked.uuid,
            reader=Reader(self.user, self.access.permissions),
            on=timezone.localdate(),
            at=timezone.now(),
        )

    def _may_approve(self) -> bool:
        row = self.row
        is_small = row.kind == "CREDIT_NOTE" and row.gross <= SMALL_CREDIT
        return self.may("receivables.approve") and (is_small or row.raised_human != self.user.human_id)

    def _do(self, asked: requests.ChangeDocument | None) -> dict[str, str]:
        """Return the addresses of what may be done now."""
        held = {name for name in ("receivables.raise", "receivables.approve") if self.may(name)}
        allowed = set(allowed_actions(SALES, self.row.state, held))
        steps = {
            "edit": "edit" in allowed and self.bill is None, "discard": "discard" in allowed,
            "approve": self.row.state == "DRAFT" and self._may_approve(),
            "dispute": self.is_owed and "dispute" in allowed, "settle": "settle_dispute" in allowed,
            "plan": self.is_owed and "receivables.raise" in held,
            "credit": self.row.kind == "INVOICE" and bool(self.row.number) and "receivables.raise" in held,
            "write_off": self.is_owed and self.may("write_offs.propose")
            and not (asked is not None and asked.row.state == "WAITING"),
        }  # fmt: skip
        found_ = {name: self.url(f"sales_{name}", sales_invoice=self.row.uuid) for name, may in steps.items() if may}
        if self.row.state != "DISCARDED":
            found_["pdf"] = self.url("sales_pdf", sales_invoice=self.row.uuid)
        if self.row.number:
            found_["xml"] = self.url("sales_xml", sales_invoice=self.row.uuid)
        return found_

    def _facts(self) -> list[dict[str, Any]]:
        row = self.row
        customer = self.url("customer", customer=row.customer.uuid)
        facts: list[dict[str, Any]] = [
            {"key": "Customer", "value": row.customer.name, "href": customer, "action": "Open"},
            {"key": "Description", "value": row.description},
            {"key": "Tax point", "value": day(row.tax_point)},
            {"key": "Raised by", "value": row.raised_by.full_name, "hint": day(timezone.localdate(row.raised_at))},
        ]
        if row.customer_reference:
            facts.append({"key": "Their order number", "value": row.customer_reference})
        if row.approved_by and row.approved_at:
            by = row.approved_by.full_name
            facts.append({"key": "Approved by", "value": by, "hint": day(timezone.localdate(row.approved_at))})
        if row.issued_on:
            facts += [{"key": "Issued", "value": day(row.issued_on)}, {"key": "Due", "value": day(row.due_on)}]
            left = "Owed" if row.kind == "INVOICE" else "Not used yet"
            facts.append({"key": left, "value": money(sales.owed(row)), "hint": f"of {money(row.gross)}"})
        facts += [*self._of_service(), *self._sent()]
        if row.dispute:
            facts.append({"key": "Disputed", "value": row.dispute})
        if row.credits:
            href = self.url("sales_invoice", sales_invoice=row.credits.uuid)
            facts.append({"key": "Takes back", "value": str(row.credits), "href": href, "action": "Open"})
        for one in found.credits_of(row):
            href = self.url("sales_invoice", sales_invoice=one.uuid)
            value = str(one) if one.number else f"A draft of {money(one.gross)}"
            facts.append({"key": "Credit note", "value": value, "href": href, "action": "Open"})
        if row.journal and self.may("ledger.view"):
            href = self.url("journal", journal=row.journal.uuid)
            facts.append(
                {"key": "In the ledger", "value": f"Journal {row.journal.number}", "href": href, "action": "Open"}
            )
        return facts

    def _of_service(self) -> list[dict[str, Any]]:
        bill = self.bill
        if bill is None:
            return []
        fact: dict[str, Any] = {"key": "Bill of", "value": str(bill), "hint": f"VAT: {bill.vat_reference}"}
        if self.may("recharges.view"):
            kwargs = {"cost_pool": bill.pool.uuid, "instalment": bill.instalment}
            fact |= {"href": self.url("cost_pool_bills", **kwargs), "action": "Open"}
        return [fact]

    def _sent(self) -> list[dict[str, Any]]:
        """Say what became of it at the partner that got it electronically."""
        sent = recharge_bills.envelope_of(self.row) if self.row.customer.stands_for_id else None
        if sent is None:
            return []
        said = timezone.localdate(sent.answered_at or sent.taken_at or sent.sent_at)
        name = sent.to_partner.short_name
        return [{
            "key": f"At {name}", "value": f"{sent.get_state_display()} on {day(said)}",
            "hint": sent.words or "It gets its invoices electronically",
        }]  # fmt: skip

    def _settled(self) -> list[list[dict[str, Any]]]:
        rows: list[list[dict[str, Any]]] = []
        for one in debts.allocations(self.row):
            href, words = "", ""
            if one.receipt:
                words, href = f"Receipt {one.receipt.reference}", self.url("receipt", receipt=one.receipt.uuid)
            elif one.credit_note:
                words = f"Credit note {one.credit_note}"
                href = self.url("sales_invoice", sales_invoice=one.credit_note.uuid)
            else:
                words = "Written off"
            hint = f"Undone: {one.undone_reason}" if one.undone_at else ""
            rows.append([
                {"text": words, "href": href, "is_header": True, "hint": hint},
                {"text": day(timezone.localdate(one.made_at))},
                {"text": "£0.00" if one.undone_at else money(one.amount), "is_numeric": True},
            ])  # fmt: skip
        return rows

    def _events(self) -> list[dict[str, Any]]:
        events = [
            {"title": f"{LABELS[Step(one.step)]}, {money(one.owed)} owed", "by": one.taken_by.full_name,
             "at": one.taken_at, "reason": "By e-mail" if one.message_id else "On paper"}
            for one in found.steps_of(self.row)
        ]  # fmt: skip
        for one in found.write_offs_of(self.row):
            title = f"{money(one.amount)} written off: {one.get_reason_display()}"
            events.append({"title": title, "by": one.written_by.full_name, "at": one.written_at,
                           "reason": one.explanation})  # fmt: skip
        return sorted(events, key=lambda one: one["at"], reverse=True)


def _line(one: Any) -> list[dict[str, Any]]:
    of = one.coding
    where = " ".join(filter(None, (of.subjective.code, of.cost_centre.code if of.cost_centre else "", of.fund.code)))
    return [
        {"text": one.description, "hint": where, "is_header": True},
        {"text": f"{one.quantity.normalize():f}", "is_numeric": True},
        {"text": money(one.unit_price), "is_numeric": True}, {"text": one.vat_code},
        {"text": money(one.net), "is_numeric": True},
    ]  # fmt: skip


def _totals(row: SalesInvoice, taxes: list[vat.Summary]) -> list[dict[str, Any]]:
    said = ", ".join(f"{one.code} {one.rate.normalize():f}% {money(one.tax)}" for one in taxes)
    return [
        {"text": f"Total with VAT {money(row.vat)}", "hint": said, "is_header": True},
        *({"text": ""} for _ in range(3)), {"text": money(row.gross), "is_numeric": True},
    ]  # fmt: skip


class ApproveInvoice(OneInvoice, PartnerActionView):
    """Approve what another person raised, and issue it."""

    permission = "receivables.approve"

    def perform(self) -> str:
        """Approve it."""
        row = sales.approve(invoice=self.row.uuid, by=self.user, at=timezone.now())
        self.success_message = f"{row} is issued and due on {day(row.due_on)}."
        return self.page


class DiscardInvoice(OneInvoice, PartnerActionView):
    """Put a draft away."""

    permission = "receivables.raise"
    success_message = "The draft is discarded. It stays readable."

    def perform(self) -> str:
        """Discard it."""
        sales.discard(invoice=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class Remind(OneInvoice, PartnerActionView):
    """Take the next step about an invoice."""

    permission = "receivables.approve"

    def perform(self) -> str:
        """Take the step that the button names."""
        step = self.request.POST.get("step", "")
        rules.NothingSentNow.require(step in set(Step), invoice=str(self.row), why="no step was named")
        taken = dunning.take(invoice=self.row.uuid, step=step, by=self.user, at=timezone.now())
        self.success_message = (
            "The reminder is on its way."
            if taken.message_id
            else "It is recorded. Print the invoice and send it by post."
        )
        return self.page


class EndPlan(OneInvoice, PartnerActionView):
    """End the plan of an invoice."""

    permission = "receivables.raise"
    success_message = "The instalments are ended. Reminders go on."

    def perform(self) -> str:
        """End it, if there is one."""
        plan = found.open_plan(self.row)
        if plan is not None:
            dunning.end_plan(plan=plan.uuid, by=self.user, at=timezone.now())
        return self.page


class _InvoiceForm(OneInvoice, PartnerFormView):
    permission = "receivables.raise"
    template_name = "partners/form_page.html"
    title, submit, lead = "", "Save", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, submit=self.submit, cancel_href=self.page, lead=self.lead or self.about(),
            breadcrumbs=self.under(self.title), **kwargs,
        )  # fmt: skip

    def about(self) -> str:
        """Say what it is about."""
        return (
            f"{self.row}, {self.row.customer.name}: {money(sales.owed(self.row))} of {money(self.row.gross)} is owed."
        )


class Dispute(_InvoiceForm):
    """Record that the customer disputes it."""

    form_class = WordsForm
    title, submit, success_message = (
        "Record a dispute",
        "Record the dispute",
        "No reminders are sent while it is disputed.",
    )

    def perform(self, form: Form) -> str:
        """Record it."""
        words = form.cleaned_data["words"]
        sales.dispute(invoice=self.row.uuid, words=words, by=self.user, at=timezone.now())
        return self.page


class SettleDispute(_InvoiceForm):
    """Record how a dispute was settled."""

    form_class = WordsForm
    title, submit, success_message = "Settle the dispute", "It is settled", "The dispute is settled."

    def perform(self, form: Form) -> str:
        """Record it."""
        words = form.cleaned_data["words"]
        sales.settle_dispute(invoice=self.row.uuid, words=words, by=self.user, at=timezone.now())
        return self.page


class AgreePlan(_InvoiceForm):
    """Agree on instalments."""

    form_class = PlanForm
    title, submit = "Agree on instalments", "Agree on these instalments"
    success_message = "The instalments are agreed. No reminders are sent while they are kept."

    def perform(self, form: Form) -> str:
        """Agree."""
        dunning.agree_plan(invoice=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.page


class ProposeWriteOff(_InvoiceForm):
    """Propose to write a debt off."""

    permission = "write_offs.propose"
    form_class = WriteOffForm
    title, submit = "Propose to write this debt off", "Propose it"
    success_message = "It waits for whoever agrees to write-offs of this size."

    def get_initial(self) -> dict[str, Any]:
        """Begin with everything that is owed."""
        return {"amount": sales.owed(self.row)}

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = form.cleaned_data
        payload = {
            "invoice": str(self.row.uuid), "on": str(timezone.localdate()), "amount": str(given["amount"]),
            "cause": given["cause"], "explanation": given["explanation"], "member_report": given["member_report"],
        }  # fmt: skip
        proposal = Proposal(kind="finance.write_off", payload=payload, reason=given["explanation"][:200])
        changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return self.page


class _Decide(OneInvoice):
    permission = "write_offs.decide"

    def load(self) -> None:
        """Find it with the request. :raises Http404: without either."""
        super().load()
        asked = found.request_of(self.row)
        if asked is None:
            raise Http404
        self.asked_row = asked


class ApproveWriteOff(_Decide, PartnerActionView):
    """Agree to write off exactly what one has seen."""

    def perform(self) -> str:
        """Approve; say whether it is done."""
        seen = self.request.POST.get("content_hash", "")
        row = changes.approve(change=self.asked_row.uuid, content_hash=seen, by=self.user, at=timezone.now())
        self.success_message = {
            "APPLIED": "The debt is written off.",
            "WAITING": "Your approval is recorded. It waits for another person.",
            "CONFLICT": "It went back: something about the invoice has changed since it was proposed.",
        }[row.state]
        return self.page


class RefuseWriteOff(_Decide, PartnerFormView):
    """Return the request with comments, or reject it."""

    http_method_names = ["post", "options"]
    form_class = DecisionForm
    template_name = "finance/sales_invoice.html"

    def perform(self, form: Form) -> str:
        """Call the operation that the button names."""
        decide = changes.reject if self.request.POST.get("decision") == "reject" else changes.send_back
        row = decide(
            change=self.asked_row.uuid, content_hash=self.request.POST.get("content_hash", ""),
            comment=form.cleaned_data["comment"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        self.success_message = "It is rejected." if row.state == "REJECTED" else f"It went back to {row.made_by}."
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the invoice's page again, with the error."""
        page = InvoicePage()
        page.setup(self.request, **self.kwargs)
        page.load()
        return page.get_context_data(**kwargs)


class Reinstate(OneInvoice, PartnerFormView):
    """Take a debt up again that was written off."""

    permission = "write_offs.decide"
    form_class = WordsForm
    template_name = "partners/form_page.html"
    success_message = "The debt is owed again."

    def load(self) -> None:
        """Find the write-off. :raises Http404: when there is none in scope that stands."""
        try:
            self.off = WriteOff.objects.get(uuid=self.kwargs["write_off"], undone_at=None)
        except WriteOff.DoesNotExist:
            raise Http404 from None
        self.row = SalesInvoice.objects.select_related("customer").get(pk=self.off.invoice_id)

    def perform(self, form: Form) -> str:
        """Take it up again."""
        words = form.cleaned_data["words"]
        write_offs.reinstate(write_off=self.off.uuid, reason=words, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Take this debt up again", submit="It is owed again", cancel_href=self.page,
            lead=f"{money(self.off.amount)} of {self.row} was written off.",
            breadcrumbs=self.under("Take it up again"), **kwargs,
        )  # fmt: skip


class InvoiceXml(OneInvoice):
    """The invoice as an electronic one (UBL 2.1), for customers whose systems read it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it, record it, send it; a draft is none yet."""
        row = self.row
        if not row.number:
            messages.error(request, "It is an electronic invoice once it is issued. Have it approved first.")
            return redirect(self.page)
        try:
            body = ubl_write.write(sales_papers.paper(row, billed_to=sales.billed_to(row)))
        except ubl_write.CannotBeWritten as error:
            messages.error(request, str(error))
            return redirect(self.page)
        label = f"{row}, {row.legal_entity.legal_name}, electronic"
        audit(action=AuditAction.EXPORT, object_type="finance_salesinvoice", object_id=row.pk, label=label)
        headers = {"Content-Disposition": f'attachment; filename="{row}.xml"'}
        return HttpResponse(body, content_type="application/xml", headers=headers)


class InvoicePdf(OneInvoice):
    """The invoice on paper, as it was issued; a draft says that it is one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the PDF, record it, send it."""
        row = self.row
        name = "Credit note" if row.kind == "CREDIT_NOTE" else "Invoice"
        lines = found.lines_of(row)
        to = sales.billed_to(row)
        title = f"{name} {row}, {row.legal_entity.legal_name}"
        body = render_pdf(
            "pdf/sales_invoice.html",
            {
                "partner": {"name": row.legal_entity.legal_name}, "title": f"{name} {row}", "row": row,
                "address": row.legal_entity.address.splitlines(), "to": to.splitlines(), "lines": lines,
                "taxes": vat.summary([(one.vat_code, one.net) for one in lines], tax_point=row.tax_point),
                "note": counted(row.customer.terms_days, "day", "days"), "vat_number": sales_papers.vat_number(row),
            },
            title=title,
        )  # fmt: skip
        audit(action=AuditAction.EXPORT, object_type="finance_salesinvoice", object_id=row.pk, label=title)
        headers = {"Content-Disposition": f'attachment; filename="{row}.pdf"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)
