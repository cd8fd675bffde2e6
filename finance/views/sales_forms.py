"""Raising an invoice or a credit note, customers and holds, receipts and what they settle."""

import re
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine.vat import STANDARD
from finance.forms.receivables import (
    MOST_ROWS,
    N_ROWS,
    AllocateForm,
    CustomerChoice,
    CustomerForm,
    HoldForm,
    ReceiptForm,
    SalesForm,
    WordsForm,
)
from finance.models import Allocation, Customer, CustomerHold, Fund, Receipt, SalesInvoice
from finance.operations import customers, receipts, sales
from finance.operations.codings import Segments
from finance.operations.customers import Given
from finance.operations.receipts import Payment
from finance.operations.sales import Bill, Item
from finance.queries import receivables_pages as found
from finance.queries import recharge_bills
from finance.views.receivables import ReceivablesView
from finance.views.sales import OneInvoice
from partners.views.base import FormPage, PartnerActionView, PartnerFormView
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO

OF_LINE = re.compile(r"^Line (\d+): ")
MOST_SHOWN = 20
UNKNOWN = "There is no customer with this number at the legal entity. Look it up in the list of customers."
INVOICE_HEADINGS = [
    {"label": "Document"}, {"label": "Due"}, {"label": "Owed", "is_numeric": True}, {"label": "State"},
]  # fmt: skip
ALLOCATED_HEADINGS = [
    {"label": "Invoice"},
    {"label": "When"},
    {"label": "Amount", "is_numeric": True},
    {"label": "Now"},
]


# --- customers ------------------------------------------------------------------------------------------------------
class NewCustomer(ReceivablesView, PartnerFormView):
    """Set a customer up."""

    permission = "receivables.raise"
    template_name = "partners/form_page.html"
    form_class = CustomerForm
    success_message = "The customer is set up."
    title = "Set up a customer"

    def load(self) -> None:
        """Make sure that there is a ledger. :raises Http404: when there is none."""
        if not self.entities:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def perform(self, form: Form) -> str:
        """Set it up."""
        given = dict(form.cleaned_data)
        entity = given.pop("entity", None) or self.entities[0].uuid
        row = customers.set_up(legal_entity=entity, given=Given(**given), by=self.user, at=timezone.now())
        return self.url("customer", customer=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, cancel_href=self.url("customers"),
            breadcrumbs=self.trail(("Customers", self.url("customers")), (self.title, "")), **kwargs,
        )  # fmt: skip


class OneCustomer(ReceivablesView):
    """Something about one customer."""

    row: Customer

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = Customer.objects.select_related("legal_entity", "made_by", "stands_for").get(
                uuid=self.kwargs["customer"]
            )
        except Customer.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the customer's page."""
        return self.url("customer", customer=self.row.uuid)

    def under(self, title: str) -> list[dict[str, str]]:
        """Return breadcrumbs of a page below the customer."""
        return self.trail(("Customers", self.url("customers")), (self.row.name, self.page), (title, ""))


class CustomerPage(OneCustomer, TemplateView):
    """One customer: what is known, what is owed, what holds reminders."""

    template_name = "finance/customer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything."""
        row = self.row
        today = timezone.localdate()
        documents = found.of_customer(row, most=MOST_SHOWN)
        may = self.may("receivables.raise")
        holds = found.holds_of(row)
        return super().get_context_data(
            row=row, title=row.name, caption=f"Customer C{row.number:06} of {row.legal_entity.legal_name}",
            facts=[
                {"key": "Kind", "value": row.get_kind_display()},
                {"key": "Owes", "value": money(found.owed_by(row))},
                {"key": "Address", "value": ", ".join(customers.address_of(row).splitlines())},
                {"key": "E-mail", "value": row.email or "None: invoices and reminders go by post"},
                {"key": "VAT registration number", "value": row.vat_number or "None given"},
                {"key": "Invoices are due after", "value": f"{row.terms_days} days"},
                *([{"key": "Is the partner", "value": row.stands_for.name,
                    "hint": "It gets its invoices electronically"}] if row.stands_for else []),
            ],
            headings=INVOICE_HEADINGS, documents=[self._document(one) for one in documents],
            more=f"{self.url('sales')}?q={row.name}" if len(documents) == MOST_SHOWN else "",
            holds=[
                {
                    "title": one.get_kind_display(), "by": one.set_by.full_name, "at": one.set_at, "reason": one.reason,
                    "words": f"From {day(one.starts_on)}" + (f" until {day(one.ends_on)}" if one.ends_on else ""),
                    "lift": self.url("hold_lift", customer_hold=one.uuid)
                    if may and one.lifted_at is None and (one.ends_on is None or one.ends_on >= today) else "",
                    "is_over": one.lifted_at is not None or (one.ends_on is not None and one.ends_on < today),
                }
                for one in holds
            ],
            do={
                "invoice": self.url("sales_new", customer=row.uuid),
                "edit": self.url("customer_edit", customer=row.uuid),
                "hold": self.url("hold_new", customer=row.uuid),
            } if may else {},
            breadcrumbs=self.trail(("Customers", self.url("customers")), (row.name, "")), **kwargs,
        )  # fmt: skip

    def _document(self, one: SalesInvoice) -> list[dict[str, Any]]:
        href = self.url("sales_invoice", sales_invoice=one.uuid)
        name = str(one) if one.number else "Draft"
        return [
            {"text": name, "href": href, "is_header": True, "hint": one.description}, {"text": day(one.due_on)},
            {"text": money(sales.owed(one)), "is_numeric": True}, {"text": one.get_state_display()},
        ]  # fmt: skip


class EditCustomer(OneCustomer, PartnerFormView):
    """Correct what is known of a customer."""

    permission = "receivables.raise"
    template_name = "partners/form_page.html"
    form_class = CustomerForm
    success_message = "It is saved. Invoices that were issued keep what they say."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose customer it is does not change."""
        return {**super().get_form_kwargs(), "entities": []}

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is known."""
        row = self.row
        return {"name": row.name, "kind": row.kind, "address": customers.address_of(row), "email": row.email,
                "vat_number": row.vat_number, "terms_days": row.terms_days}  # fmt: skip

    def perform(self, form: Form) -> str:
        """Save it."""
        customers.correct(customer=self.row.uuid, given=Given(**form.cleaned_data), by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Change this customer"
        return super().get_context_data(title=title, cancel_href=self.page, breadcrumbs=self.under(title), **kwargs)


class NewHold(OneCustomer, PartnerFormView):
    """Hold reminders to a customer back."""

    permission = "receivables.raise"
    template_name = "partners/form_page.html"
    form_class = HoldForm
    success_message = "No reminders are sent while this stands."

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"starts_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Set it."""
        customers.hold(customer=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Hold reminders back"
        return super().get_context_data(
            title=title, submit="Hold them back", cancel_href=self.page, breadcrumbs=self.under(title), **kwargs
        )


class LiftHold(ReceivablesView, PartnerActionView):
    """Lift a hold."""

    permission = "receivables.raise"
    success_message = "Reminders go on."

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = CustomerHold.objects.select_related("customer").get(uuid=self.kwargs["customer_hold"])
        except CustomerHold.DoesNotExist:
            raise Http404 from None

    def perform(self) -> str:
        """Lift it."""
        customers.lift(hold=self.row.uuid, by=self.user, at=timezone.now())
        return self.back()

    def back(self) -> str:
        """Return to the customer."""
        return self.url("customer", customer=self.row.customer.uuid)


# --- invoices -------------------------------------------------------------------------------------------------------
class _Rows(FormPage):
    """A document with a row for each line; a button gives more rows and keeps what was typed."""

    template_name = "finance/sales_form.html"
    form_class = SalesForm
    title, lead = "", ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer funds and as many rows as are asked for."""
        asked = self.request.POST.get("rows", "")
        n_rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else self.usual_rows()
        funds = Fund.objects.of(self.partner.pk).filter(valid__contains=timezone.localdate()).order_by("code")
        choices = sorted(((one.code, str(one)) for one in funds), key=lambda one: (one[0] != "GEN", one[0]))
        return {**super().get_form_kwargs(), "funds": choices, "n_rows": min(MOST_ROWS, max(1, n_rows))}

    def usual_rows(self) -> int:
        """Return how many rows stand there at first."""
        return N_ROWS

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give more rows to whoever asks for them; else go on."""
        if not request.POST.get("more"):
            return super().post(request, *args, **kwargs)
        given = self.get_form_kwargs()
        typed = given.pop("data")
        given |= {"initial": {name: typed[name] for name in typed}, "files": None}
        given["n_rows"] = min(MOST_ROWS, given["n_rows"] + N_ROWS)
        return self.render_to_response(self.get_context_data(form=SalesForm(**given)))

    def form_valid(self, form: Form) -> HttpResponse:
        """Write it, or show what is wrong with which line."""
        assert isinstance(form, SalesForm)  # noqa: S101 - the form of this view
        try:
            with transaction.atomic():
                row = self.write(_bill(form))
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            at = OF_LINE.match(error.message)
            form.refuse(error, int(at[1]) if at else None)
            return self.form_invalid(form)
        messages.success(self.request, "It is written. Another person approves it, then it is issued.")
        return redirect(self.url("sales_invoice", sales_invoice=row.uuid))  # type: ignore[attr-defined]

    def write(self, bill: Bill) -> SalesInvoice:
        """Call the operation."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        form = kwargs.get("form") or self.get_form()
        given = {"title": self.title, "lead": self.lead, "may_grow": form.n_rows < MOST_ROWS}
        return super().get_context_data(**{**given, **kwargs, "form": form})


class NewInvoice(OneCustomer, _Rows):
    """Raise an invoice to a customer."""

    permission = "receivables.raise"
    title = "Raise an invoice"
    lead = "A row for each line. Nothing is owed before another person approved it."

    def get_initial(self) -> dict[str, Any]:
        """Date it today."""
        return {"tax_point": timezone.localdate()}

    def write(self, bill: Bill) -> SalesInvoice:
        """Call the operation."""
        return sales.draft(customer=self.row.uuid, bill=bill, by=self.user, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the customer."""
        return super().get_context_data(
            caption=str(self.row), cancel_href=self.page, breadcrumbs=self.under(self.title), **kwargs
        )


class _OfDocument(OneInvoice, _Rows):
    permission = "receivables.raise"

    def usual_rows(self) -> int:
        """Return a row for each line."""
        return len(found.lines_of(self.row))

    def get_initial(self) -> dict[str, Any]:
        """Begin with what stands there."""
        row = self.row
        initial: dict[str, Any] = {
            "description": row.description, "customer_reference": row.customer_reference, "tax_point": row.tax_point,
        }  # fmt: skip
        for at, line in enumerate(found.lines_of(row)):
            of = line.coding
            initial |= {
                f"description_{at}": line.description, f"quantity_{at}": line.quantity,
                f"unit_price_{at}": line.unit_price, f"vat_code_{at}": line.vat_code,
                f"subjective_{at}": of.subjective.code, f"fund_{at}": of.fund.code,
                f"cost_centre_{at}": of.cost_centre.code if of.cost_centre else "",
            }  # fmt: skip
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the document."""
        return super().get_context_data(
            caption=str(self.row.customer), cancel_href=self.page, breadcrumbs=self.under(self.title), **kwargs
        )


class EditInvoice(_OfDocument):
    """Write a draft anew."""

    title, lead = "Change this draft", "Whoever saves it last raised it: another person approves it."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or say what to do about one that is a draft no more."""
        if recharge_bills.bill_of(self.row) is not None:
            messages.info(request, "Its sum comes from the share of a service. Discard it to work that out anew.")
            return redirect(self.page)
        if self.row.state == "DRAFT":
            return super().get(request, *args, **kwargs)
        messages.info(request, "This is a draft no more. Write a credit note to take it back.")
        return redirect(self.page)

    def write(self, bill: Bill) -> SalesInvoice:
        """Call the operation."""
        return sales.revise(invoice=self.row.uuid, bill=bill, by=self.user, at=timezone.now())


class NewCreditNote(_OfDocument):
    """Take an invoice back, all of it or a part."""

    title = "Write a credit note"
    lead = "It begins with all that the invoice charged: leave what is to be taken back."

    def get_initial(self) -> dict[str, Any]:
        """Say what it takes back, today."""
        given = {
            "description": f"Credit of {self.row}: {self.row.description}"[:200],
            "tax_point": timezone.localdate(),
        }
        return super().get_initial() | given

    def write(self, bill: Bill) -> SalesInvoice:
        """Call the operation."""
        return sales.draft_credit(invoice=self.row.uuid, bill=bill, by=self.user, at=timezone.now())


def _bill(form: SalesForm) -> Bill:
    """Return the document as its form says."""
    given = form.cleaned_data
    items = []
    for at in form.filled:
        one = form.given(at)
        segments = Segments(
            (one["subjective"] or "").strip(), (one["cost_centre"] or "").strip().upper(), one["fund"] or "GEN"
        )
        items.append(
            Item(
                description=one["description"] or "", quantity=one["quantity"] or ZERO,
                unit_price=one["unit_price"] or ZERO,
                vat_code=one["vat_code"] or STANDARD, segments=segments,
            )
        )  # fmt: skip
    return Bill(
        description=given["description"], customer_reference=given["customer_reference"], tax_point=given["tax_point"],
        items=items,
    )  # fmt: skip


# --- receipts -------------------------------------------------------------------------------------------------------
class NewReceipt(ReceivablesView, PartnerFormView):
    """Record money that came in."""

    permission = "receivables.raise"
    template_name = "partners/form_page.html"
    form_class = ReceiptForm
    success_message = "The receipt is recorded and posted."
    title = "Record a receipt"

    def load(self) -> None:
        """Make sure that there is a ledger. :raises Http404: when there is none."""
        if not self.entities:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def get_initial(self) -> dict[str, Any]:
        """Date it today."""
        return {"received_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        entity, number = given.pop("entity"), given.pop("customer")
        debtor = found.customer_by_number(partner_id=self.partner.pk, words=number, entity=entity) if number else None
        if number and debtor is None:
            raise DomainError(UNKNOWN, field="customer")
        row = receipts.record(
            legal_entity=entity, customer=debtor.uuid if debtor else None, payment=Payment(**given), by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.url("receipt", receipt=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, cancel_href=self.url("receipts"),
            breadcrumbs=self.trail(("Receipts", self.url("receipts")), (self.title, "")), **kwargs,
        )  # fmt: skip


class OneReceipt(ReceivablesView):
    """Something about one receipt."""

    row: Receipt

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        names = ("legal_entity", "customer", "recorded_by", "journal")
        try:
            self.row = Receipt.objects.select_related(*names).get(uuid=self.kwargs["receipt"])
        except Receipt.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the receipt's page."""
        return self.url("receipt", receipt=self.row.uuid)

    def open_invoices(self) -> list[tuple[str, str]]:
        """Return the invoices that it may settle."""
        rows = found.owed_invoices(self.row.customer) if self.row.customer else []
        return [(str(one.uuid), f"{one}, {money(sales.owed(one))} owed, due {day(one.due_on)}") for one in rows]


class ReceiptPage(OneReceipt, TemplateView):
    """One receipt: whose it is and what it settled."""

    template_name = "finance/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what may be done with what is left."""
        row = self.row
        left = row.amount - row.allocated
        may = self.may("receivables.raise")
        invoices = self.open_invoices() if may and left else []
        facts: list[dict[str, Any]] = [
            {"key": "Amount", "value": money(row.amount)},
            {"key": "Not allocated", "value": money(left)},
            {"key": "Received", "value": day(row.received_on), "hint": row.get_method_display()},
            {
                "key": "Recorded by",
                "value": row.recorded_by.full_name,
                "hint": day(timezone.localdate(row.recorded_at)),
            },
        ]
        if row.customer:
            href = self.url("customer", customer=row.customer.uuid)
            facts.insert(0, {"key": "Customer", "value": row.customer.name, "href": href, "action": "Open"})
        else:
            facts.insert(0, {"key": "Customer", "value": "Nobody knows yet: it stands in suspense"})
        return super().get_context_data(
            **{
                "row": row, "title": f"Receipt {row.reference}", "caption": row.legal_entity.legal_name, "facts": facts,
                "headings": ALLOCATED_HEADINGS,
                "settled": [self._settled(one, may=may) for one in found.allocations_of(row)],
                "identify_form": CustomerChoice(prefix="identify") if may and not row.customer else None,
                "allocate_form": AllocateForm(invoices=invoices, initial={"amount": left}, prefix="allocate")
                if invoices else None,
                "breadcrumbs": self.trail(("Receipts", self.url("receipts")), (row.reference, "")), **kwargs,
            }
        )  # fmt: skip

    def _settled(self, one: Allocation, *, may: bool) -> list[dict[str, Any]]:
        href = self.url("sales_invoice", sales_invoice=one.invoice.uuid)
        undo = {"text": "Undo", "href": self.url("allocation_undo", allocation=one.uuid), "context": str(one.invoice)}
        over = {"text": f"Undone: {one.undone_reason}" if one.undone_at else ""}
        return [
            {"text": str(one.invoice), "href": href, "is_header": True},
            {"text": day(timezone.localdate(one.made_at))}, {"text": money(one.amount), "is_numeric": True},
            undo if may and one.undone_at is None else over,
        ]  # fmt: skip


class _OnReceipt(OneReceipt, PartnerFormView):
    permission = "receivables.raise"
    http_method_names = ["post", "options"]
    template_name = "finance/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the receipt's page again, with the error."""
        page = ReceiptPage()
        page.setup(self.request, **self.kwargs)
        page.load()
        return page.get_context_data(**{f"{self.prefix}_form": kwargs.pop("form")}, **kwargs)


class Identify(_OnReceipt):
    """Say from whom money in suspense came."""

    form_class = CustomerChoice
    prefix = "identify"
    success_message = "It has left suspense. Say now which invoices it pays."

    def perform(self, form: Form) -> str:
        """Record it."""
        words, entity = form.cleaned_data["customer"], self.row.legal_entity.uuid
        debtor = found.customer_by_number(partner_id=self.partner.pk, words=words, entity=entity)
        if debtor is None:
            raise DomainError(UNKNOWN, field="customer")
        receipts.identify(receipt=self.row.uuid, customer=debtor.uuid, by=self.user, at=timezone.now())
        return self.page


class Allocate(_OnReceipt):
    """Settle an invoice with a receipt."""

    form_class = AllocateForm
    prefix = "allocate"
    success_message = "It is allocated."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the invoices of its customer."""
        return {**super().get_form_kwargs(), "invoices": self.open_invoices()}

    def perform(self, form: Form) -> str:
        """Allocate it."""
        receipts.allocate(receipt=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.page


class UndoAllocation(ReceivablesView, PartnerFormView):
    """Take an allocation back."""

    permission = "receivables.raise"
    template_name = "partners/form_page.html"
    form_class = WordsForm
    success_message = "It is undone. The invoice is owed again."

    def load(self) -> None:
        """Find it. :raises Http404: unless it is one of a receipt, in scope, that stands."""
        rows = Allocation.objects.select_related("receipt", "invoice").filter(receipt__isnull=False, undone_at=None)
        try:
            self.row = rows.get(uuid=self.kwargs["allocation"])
        except Allocation.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the receipt's page."""
        return self.url("receipt", receipt=self.row.receipt.uuid)

    def perform(self, form: Form) -> str:
        """Undo it."""
        receipts.undo(allocation=self.row.uuid, reason=form.cleaned_data["words"], by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Undo this allocation"
        reference = self.row.receipt.reference
        return super().get_context_data(
            title=title, submit="Undo it", cancel_href=self.page,
            lead=f"{money(self.row.amount)} of receipt {reference} settles {self.row.invoice}.",
            breadcrumbs=self.trail(("Receipts", self.url("receipts")), (reference, self.page), (title, "")), **kwargs,
        )  # fmt: skip
