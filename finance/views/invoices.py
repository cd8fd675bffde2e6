"""Suppliers' invoices: the list, one invoice with what holds it, entering and moving it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine.payment_times import latest_day
from finance.engine.prompt_payment import Clocks
from finance.forms.payables import (
    MOST_ROWS,
    N_ROWS,
    ActForm,
    InvoiceFileForm,
    InvoiceForm,
    InvoicesFilter,
    ProposeInvoiceForm,
    ReasonForm,
    RerouteForm,
)
from finance.models import SupplierInvoice
from finance.operations import invoice_files, invoice_posting, invoices
from finance.operations.invoices import ConstructionWanted, InvoiceLineWanted, InvoiceWanted
from finance.queries import einvoices, prompt_payment
from finance.queries import payables_pages as found
from finance.queries import payables_words as words
from finance.states import INVOICE, InvoiceState
from finance.views.payables_base import Approve, Asked, PayablesView, Refuse, Withdraw
from partners.views.base import FormPage, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.imports import ImportProblem, ImportRefused
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

NINE = time(9)
MOST_PROBLEMS = 200
ACTIONS = {
    "check": "Match it again", "dispute": "Dispute it", "settle": "Settle the dispute",
    "return": "Return it to the supplier",
    "hold": "Hold it", "cancel": "Cancel it: it was entered by mistake",
}  # fmt: skip
DONE = {
    "check": "The invoice was matched again.", "dispute": "The invoice is disputed.",
    "settle": "The dispute is settled.",
    "return": "The invoice is returned.", "hold": "The invoice is held.", "cancel": "The invoice is cancelled.",
}  # fmt: skip
EVENTS = {
    "register": "Entered", "validate": "Is a valid invoice", "suspect": "Suspected to be a duplicate",
    "clear": "Is no duplicate",
    "begin_match": "Went to matching", "match": "Matched", "except": "Does not match", "correct": "Entered anew",
    "return": "Returned to the supplier", "dispute": "Disputed", "settle": "Dispute settled",
    "approve": "Approved and posted",
    "cancel": "Cancelled", "schedule": "Put into a payment run", "unschedule": "Taken out of a payment run",
    "begin_payment": "Payment released", "stop_payment": "Payment stopped", "pay_in_full": "Paid",
    "pay_in_part": "Paid in part", "bounce": "Payment came back",
}  # fmt: skip
LINE_HEADINGS = [
    {"label": "Line"}, {"label": "Charged to"}, {"label": "Quantity × price"}, {"label": "Net", "is_numeric": True},
    {"label": "VAT", "is_numeric": True},
]  # fmt: skip
HOLD_HEADINGS = [{"label": "What"}, {"label": "Who settles it"}, {"label": "Pounds", "is_numeric": True}]
FIGURE_HEADINGS = [
    {"label": "Code"}, {"label": "How it comes about"}, {"label": "Debit", "is_numeric": True},
    {"label": "Credit", "is_numeric": True},
]  # fmt: skip


class InvoicesTable(Table):
    """Invoices in a list."""

    caption, nouns, filename = "Invoices", ("invoice", "invoices"), "invoices"
    filter_form, default_sort = InvoicesFilter, "due"
    empty = EmptyState("There are no invoices yet", "Enter one: it is checked at once.")
    columns: ClassVar[Sequence[Column]] = (
        Column("supplier", "Supplier", header=True, href=lambda row: f"invoices/{row.uuid}/",
               hint=lambda row: row.reference, sort="account__supplier__legal_name"),
        Column("reference", "Supplier’s number", is_shown=False),
        Column("number", "Number", sort="number", hint=lambda row: row.kind),
        Column("entity", "Legal entity", sort="legal_entity__legal_name"),
        Column("date", "Invoice date", kind=Kind.DATE, value=lambda row: row.invoice_date, sort="invoice_date"),
        Column("due", "To be paid by", kind=Kind.DATE, value=lambda row: row.due_on, sort="due_on"),
        Column("gross", "Total", kind=Kind.MONEY, sort="gross"),
        Column("n_holds", "Holds", kind=Kind.NUMBER, sort="n_holds"),
        Column("state", "State", kind=Kind.STATUS, sort="state"),
    )  # fmt: skip


class Invoices(PartnerList, PayablesView, TemplateView):  # type: ignore[misc]
    """Every supplier's invoice of the partner."""

    template_name = "finance/payables.html"
    table_class = InvoicesTable
    audited_as = "finance_supplierinvoice"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the invoices."""
        return found.invoices(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what waits, and offer to enter one."""
        now = found.standing(partner_id=self.partner.pk, on=timezone.localdate())
        tiles = [
            {"label": "Owed", "value": money(now.owed)},
            {"label": "To put right", "value": f"{now.n_exceptions:,}"},
            {"label": "Possible duplicates", "value": f"{now.n_suspects:,}"},
            {"label": "Matched, to approve", "value": f"{now.n_to_approve:,}"},
            {"label": "Past their day", "value": f"{now.n_late:,}"},
        ]
        new = {"label": "Enter an invoice", "href": self.url("invoice_new")}
        by_file = {"label": "Enter a file", "href": self.url("invoice_file"), "kind": "secondary"}
        return super().get_context_data(
            title="Invoices", caption=self.partner.name, tabs=self.tabs("invoices"), tiles=tiles,
            actions=[new, by_file] if self.may("invoices.register") else [], breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip


class OneInvoice(Asked):
    """Something about one invoice."""

    kind = invoice_posting.KIND
    row: SupplierInvoice

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = words.invoice(self.kwargs["invoice"])
        except SupplierInvoice.DoesNotExist:
            raise Http404 from None

    @property
    def attribute(self) -> str:
        """What a request about it says."""
        return f"invoice {self.row.uuid}"

    @property
    def page(self) -> str:
        """The address of the invoice's page."""
        return self.url("invoice", invoice=self.row.uuid)

    def actions(self) -> list[tuple[str, str]]:
        """Return what may happen to it where it stands."""
        allowed = set(allowed_actions(INVOICE, self.row.state))
        if self.row.state == InvoiceState.EXCEPTION:
            allowed.add("check")
        if self.row.state != InvoiceState.CANCELLED:
            allowed.add("hold")
        return [(action, label) for action, label in ACTIONS.items() if action in allowed]


class InvoicePage(OneInvoice, TemplateView):
    """One invoice: what it says, what holds it, how it is posted, what may be done."""

    template_name = "finance/invoice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row = self.row
        lines = invoices.lines_of(row)
        enters, own = self.may("invoices.register"), {"invoice": row.uuid}
        can = set(allowed_actions(INVOICE, row.state))
        return super().get_context_data(
            **{
                **self.asked_context(),
                "row": row, "title": f"{row.reference} of {row.account.supplier}", "state": row.state,
                "caption": f"{row.get_kind_display()} {row}, {row.legal_entity.legal_name}",
                "facts": self._facts(), "lines": [_line(one) for one in lines], "line_headings": LINE_HEADINGS,
                "figures": [_figure(one) for one in invoice_posting.figures(row, lines)],
                "figure_headings": FIGURE_HEADINGS,
                "holds": [self._hold(one) for one in found.holds(row)],
                "hold_headings": HOLD_HEADINGS,
                "events": [_event(one) for one in found.events(row)],
                "propose_form": ProposeInvoiceForm(prefix="propose"),
                "act_form": ActForm(actions=self.actions(), prefix="act"), "clear_form": ReasonForm(prefix="clear"),
                "may_propose": enters and row.state == InvoiceState.MATCHED and not self.is_waiting,
                "may_act": enters and bool(self.actions()),
                "may_correct": enters and "correct" in can and not row.late_payment_of_id,
                "may_reroute": enters and self._may_reroute(),
                "may_clear": self.may("invoices.clear") and row.state == InvoiceState.DUP_SUSPECT
                and row.registered_human != self.user.human_id,
                "correct_href": self.url("invoice_correct", **own), "reroute_href": self.url("invoice_reroute", **own),
                "breadcrumbs": self.trail((f"{row.reference} of {row.account.supplier}", "")),
                **kwargs,
            }
        )  # fmt: skip

    def _may_reroute(self) -> bool:
        states = (InvoiceState.RECEIVED, InvoiceState.INVALID_RETURNED, InvoiceState.EXCEPTION, InvoiceState.MATCHED)
        return self.row.state in states and not self.row.late_payment_of_id and bool(found.other_accounts(self.row))

    def _facts(self) -> list[dict[str, Any]]:
        row = self.row
        received = timezone.localdate(row.received_at)
        order = row.order_reference or (f"Needs none: {row.get_no_order_display()}" if row.no_order else "")
        facts = [
            {"key": "Supplier", "value": str(row.account.supplier), "hint": str(row.account), "action": "Open",
             "href": self.url("supplier", supplier_account=row.account.uuid)},
            {"key": "Total", "value": money(row.gross), "hint": f"{money(row.net)} and VAT of {money(row.vat)}"},
            *_construction(row),
            {"key": "Invoice date", "value": day(row.invoice_date)},
            {"key": "Received", "value": day(received), "hint": "The day is never changed"},
            {"key": "To be paid by", "value": day(row.due_on),
             "hint": f"The thirtieth day, beginning with that of receipt, is {day(latest_day(received))}"},
            {"key": "Addressed to", "value": row.addressed_to}, {"key": "VAT number on it", "value": row.supplier_vat},
            {"key": "Order", "value": order},
            {"key": "Entered by", "value": row.registered_by.full_name,
             "hint": day(timezone.localdate(row.registered_at))},
        ]  # fmt: skip
        if row.kind in prompt_payment.COUNTED and row.state not in prompt_payment.NO_DEBT:
            facts.insert(5, _days(prompt_payment.clocks_of(row, on=timezone.localdate())))
        facts += self._late()
        linked = (("Credits", row.credits), ("In place of", row.replaces), ("Paid late", row.late_payment_of))
        for key, other in linked:
            if other is not None:
                href = self.url("invoice", invoice=other.uuid)
                facts.append({"key": key, "value": f"{other.reference}, {other}", "href": href, "action": "Open"})
        if row.source == SupplierInvoice.Source.XML and (document := einvoices.of_invoice(row)) is not None:
            href = self.url("einvoice", einvoice=document.uuid)
            paid_into = f"Bank account on it: {document.get_bank_display().lower()}"
            facts.append(
                {"key": "Entered from", "value": document.name, "hint": paid_into, "href": href, "action": "Open"}
            )
        if row.cleared_by is not None:
            facts.append({"key": "Said to be no duplicate by", "value": row.cleared_by.full_name})
        if row.journal is not None:
            posted: dict[str, Any] = {"key": "Posted by journal", "value": str(row.journal)}
            if self.may("ledger.view"):
                posted |= {"href": self.url("journal", journal=row.journal.uuid), "action": "Open"}
            facts.append(posted)
        return facts

    def _late(self) -> list[dict[str, Any]]:
        """Say what may be claimed for a late payment, and what was."""
        row, claimed = self.row, None
        late = None
        if row.state == InvoiceState.PAID and row.kind in prompt_payment.COUNTED:
            late = prompt_payment.late_of(row, on=timezone.localdate())
            claimed = prompt_payment.claim_for(row) if late else None
        if late is None:
            return []
        fact: dict[str, Any] = {
            "key": "Paid late: may be claimed",
            "hint": late.workings,
            "value": money(late.total) if late.total is not None else "Not known yet",
        }
        if claimed is not None:
            value, href = f"{money(claimed.gross)}, {claimed}", self.url("invoice", invoice=claimed.uuid)
            return [fact, {"key": "Claimed", "value": value, "href": href, "action": "Open"}]
        if late.total is not None and self.may("invoices.register"):
            fact |= {"href": self.url("invoice_claim", invoice=row.uuid), "action": "Enter a claim"}
        return [fact]

    def _hold(self, one: Any) -> list[dict[str, Any]]:
        href = self.url("invoice", invoice=one.like.uuid) if one.like else ""
        return [
            {"text": one.get_kind_display(), "hint": one.words, "is_header": True, "href": href},
            {"text": one.get_owner_display()},
            {"text": money(one.amount) if one.amount is not None else "", "is_numeric": True},
        ]  # fmt: skip


class EnterInvoice(PayablesView, FormPage):
    """Enter an invoice; it is checked at once."""

    permission = "invoices.register"
    template_name = "finance/invoice_form.html"
    form_class = InvoiceForm
    title = "Enter an invoice"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer as many rows as are asked for."""
        asked = self.request.POST.get("rows", "")
        n_rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else self.usual_rows()
        partner_id = self.partner.pk
        return {
            **super().get_form_kwargs(), "n_rows": min(MOST_ROWS, max(1, n_rows)),
            "find_account": lambda text: found.account_by_number(partner_id=partner_id, text=text),
            "find_invoice": lambda text: found.invoice_by_number(partner_id=partner_id, text=text),
        }  # fmt: skip

    def usual_rows(self) -> int:
        """Return how many rows stand there at first."""
        return N_ROWS

    def get_initial(self) -> dict[str, Any]:
        """Begin with the account that the address names."""
        account = found.account_by_number(partner_id=self.partner.pk, text=self.request.GET.get("account", ""))
        if account is None:
            return {"received_on": timezone.localdate()}
        return {
            "received_on": timezone.localdate(), "account": str(account),
            "addressed_to": account.legal_entity.legal_name,
            "supplier_vat": account.supplier.vat_number, "subjective_0": account.subjective,
        }  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give more rows to whoever asks for them, with everything that was typed; else go on."""
        if not request.POST.get("more"):
            return super().post(request, *args, **kwargs)
        given = self.get_form_kwargs()
        typed = given.pop("data")
        given |= {"initial": {name: typed[name] for name in typed}, "files": None}
        given["n_rows"] = min(MOST_ROWS, given["n_rows"] + N_ROWS)
        return self.render_to_response(self.get_context_data(form=InvoiceForm(**given)))

    def form_valid(self, form: Form) -> HttpResponse:
        """Enter it, or show what is wrong with it."""
        assert isinstance(form, InvoiceForm)  # noqa: S101 - the form of this view
        try:
            with transaction.atomic():
                row = self.write(_wanted(form))
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            form.refuse(error)
            return self.form_invalid(form)
        said = {
            InvoiceState.MATCHED: "The invoice is entered and matched. Propose it to somebody else.",
            InvoiceState.DUP_SUSPECT: "The invoice is entered. It may have been here before: a second person looks.",
        }.get(InvoiceState(row.state), "The invoice is entered. Something holds it: see below.")
        messages.success(self.request, said)
        return redirect(self.url("invoice", invoice=row.uuid))

    def write(self, wanted: InvoiceWanted) -> SupplierInvoice:
        """Call the operation."""
        return invoices.register(wanted=wanted, by=self.user, at=timezone.now())

    def cancel_href(self) -> str:
        """Return where one came from."""
        return self.url("invoices")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        form = kwargs.get("form") or self.get_form()
        given = {
            "title": self.title, "cancel_href": self.cancel_href(), "may_grow": form.n_rows < MOST_ROWS,
            "breadcrumbs": self.trail((self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**{**given, **kwargs, "form": form})


class LoadInvoices(PayablesView, PartnerFormView):
    """Enter the invoices of a file: all of them, or none, with every problem by row."""

    permission = "invoices.register"
    template_name = "finance/invoice_file.html"
    form_class = InvoiceFileForm
    problems: Sequence[ImportProblem] = ()

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = form.cleaned_data
        try:
            loaded = invoice_files.load(
                partner_id=self.partner.pk, source=given["file"].file, control_total=given["control_total"],
                by=self.user, at=timezone.now(),
            )  # fmt: skip
        except ImportRefused as error:
            self.problems = error.problems
            raise
        n, held = counted(loaded.n, "invoice is", "invoices are"), counted(loaded.n_held, "is held", "are held")
        self.success_message = f"{n} entered, {money(loaded.total)} in all; {held}."
        return self.url("invoices")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, the headings, and what is wrong with which row."""
        shown = [
            [{"text": f"Row {one.row}" if one.row else "File", "is_header": True},
             {"text": invoice_files.TITLES.get(one.column, "")}, {"text": one.message, "hint": one.remedy},
             {"text": one.value_masked}]
            for one in self.problems[:MOST_PROBLEMS]
        ]  # fmt: skip
        return super().get_context_data(
            title="Invoices by file", submit="Check and enter", cancel_href=self.url("invoices"), problems=shown,
            problem_headings=[{"label": "Where"}, {"label": "Column"}, {"label": "Problem"}, {"label": "It says"}],
            columns=[(one.title, one.is_required) for one in invoice_files.COLUMNS],
            breadcrumbs=self.trail(("Invoices by file", "")), **kwargs,
        )  # fmt: skip


class CorrectInvoice(OneInvoice, EnterInvoice):
    """Enter an invoice anew. When it was first received stays."""

    permission = "invoices.register"
    title = "Enter this invoice anew"

    def usual_rows(self) -> int:
        """Return a row for each line, and one more."""
        return len(invoices.lines_of(self.row)) + 1

    def get_initial(self) -> dict[str, Any]:
        """Begin with what stands there."""
        row = self.row
        names = (
            "kind", "reference", "invoice_date", "tax_point", "addressed_to", "supplier_vat", "order_reference",
            "no_order", "net", "vat", "gross", "cis_labour", "cis_materials", "cis_plant", "cis_levy",
        )  # fmt: skip
        initial = {name: getattr(row, name) for name in names}
        initial |= {"account": str(row.account), "received_on": timezone.localdate(row.received_at)}
        initial["credits"] = str(row.credits) if row.credits else ""
        for at, one in enumerate(invoices.lines_of(row)):
            for name in ("description", "net", "vat_code", "vat", "subjective", "cost_centre", "fund"):
                initial[f"{name}_{at}"] = getattr(one, name)
            initial |= {f"quantity_{at}": one.quantity.normalize(), f"price_{at}": one.price.normalize()}
        return initial

    def write(self, wanted: InvoiceWanted) -> SupplierInvoice:
        """Call the operation."""
        return invoices.correct(invoice=self.row.uuid, wanted=wanted, by=self.user, at=timezone.now())

    def cancel_href(self) -> str:
        """Return to the invoice."""
        return self.page


class _OfInvoice(OneInvoice, PartnerFormView):
    permission = "invoices.register"
    template_name = "partners/form_page.html"
    title, submit = "", "Go on"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page; a form that came back with an error stands on it alone."""
        return super().get_context_data(
            title=self.title, submit=self.submit, cancel_href=self.page,
            breadcrumbs=self.trail((self.row.reference, self.page), (self.title, "")),
            **kwargs,
        )  # fmt: skip


class ActOnInvoice(_OfInvoice):
    """Match again, dispute, settle, return, hold or cancel."""

    http_method_names = ["post", "options"]
    form_class = ActForm
    prefix = "act"
    title = "What is to happen with this invoice"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may happen where it stands."""
        return {**super().get_form_kwargs(), "actions": self.actions()}

    def perform(self, form: Form) -> str:
        """Call the operation that was chosen."""
        given, now = form.cleaned_data, timezone.now()
        action, reason, uuid = given["action"], given["reason"], self.row.uuid
        notice = now if given["is_told"] else None
        if action == "check":
            invoices.check_again(invoice=uuid, by=self.user, at=now)
        elif action == "hold":
            invoices.hold(invoice=uuid, reason=reason, by=self.user, at=now)
        elif action in ("dispute", "return"):
            tell = invoices.dispute if action == "dispute" else invoices.send_back
            tell(invoice=uuid, reason=reason, notice_at=notice, by=self.user, at=now)
        else:
            end = invoices.settle if action == "settle" else invoices.cancel
            end(invoice=uuid, reason=reason, by=self.user, at=now)
        self.success_message = DONE[action]
        return self.page


class RerouteInvoice(_OfInvoice):
    """Give an invoice to the legal entity that it is addressed to."""

    form_class = RerouteForm
    title, submit = "Reroute this invoice", "Reroute it"
    success_message = "The invoice is rerouted. The day on which it was received stays."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the supplier's other accounts."""
        others = found.other_accounts(self.row)
        choices = [(str(one.uuid), f"{one.legal_entity.legal_name}, {one}") for one in others]
        return {**super().get_form_kwargs(), "accounts": choices}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        invoices.reroute(invoice=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.page


class ClearInvoice(_OfInvoice):
    """Say that an invoice is no duplicate."""

    permission = "invoices.clear"
    http_method_names = ["post", "options"]
    form_class = ReasonForm
    prefix = "clear"
    title = "This is no duplicate"
    success_message = "The invoice goes on."

    def perform(self, form: Form) -> str:
        """Call the operation."""
        reason = form.cleaned_data["reason"]
        invoices.clear(invoice=self.row.uuid, reason=reason, by=self.user, at=timezone.now())
        return self.page


class ProposeInvoice(_OfInvoice):
    """Ask for an invoice to be posted."""

    http_method_names = ["post", "options"]
    form_class = ProposeInvoiceForm
    prefix = "propose"
    title = "Propose this invoice"
    success_message = "The invoice waits for approval."

    def perform(self, form: Form) -> str:
        """Propose it, as it stands."""
        reason = form.cleaned_data["reason"]
        invoice_posting.propose(invoice=self.row.uuid, reason=reason, by=self.user, at=timezone.now())
        return self.page


class ApproveInvoice(OneInvoice, Approve):
    """Approve an invoice; the last approval posts it."""

    permission = "payables.decide"
    done = "The invoice is approved and posted."


class RefuseInvoice(OneInvoice, Refuse):
    """Return or reject an invoice that waits for approval."""

    permission = "payables.decide"


class WithdrawInvoice(OneInvoice, Withdraw):
    """Take back a proposal."""

    permission = "invoices.register"


def _wanted(form: InvoiceForm) -> InvoiceWanted:
    """Return the invoice as its form says. What came today came by now."""
    given, now = form.cleaned_data, timezone.now()
    on = given["received_on"]
    received = now if on == timezone.localdate() else timezone.make_aware(datetime.combine(on, NINE))
    lines = []
    for at in form.filled:
        one = form.given(at)
        codes: dict[str, Any] = {
            name: (one[name] or "").strip().upper() for name in ("subjective", "cost_centre", "fund")
        }
        copied = ("description", "quantity", "price", "net", "vat_code", "vat_rate")
        figures: dict[str, Any] = {name: one[name] for name in copied}
        lines.append(InvoiceLineWanted(**figures, **codes, vat=one["vat"] or Decimal("0.00")))
    credited = given["credits"]
    names = (
        "kind", "reference", "invoice_date", "tax_point", "addressed_to", "supplier_vat", "order_reference", "no_order",
        "net", "vat", "gross", "due_on",
    )  # fmt: skip
    return InvoiceWanted(
        account=given["account"].uuid, received_at=received, lines=lines, credits=credited.uuid if credited else None,
        construction=ConstructionWanted(**parts) if (parts := form.construction) else None,
        **{name: given[name] for name in names},
    )  # fmt: skip


def _construction(row: SupplierInvoice) -> list[dict[str, Any]]:
    """Say what a subcontractor's invoice is made of."""
    if row.cis_labour is None:
        return []
    others = (("materials", row.cis_materials), ("plant", row.cis_plant), ("CITB levy", row.cis_levy))
    hint = ", ".join(f"{money(amount)} {words}" for words, amount in others if amount)
    return [{"key": "Labour", "value": money(row.cis_labour), "hint": hint}]


def _line(one: Any) -> list[dict[str, Any]]:
    codes = " ".join(filter(None, (one.cost_centre, one.subjective, one.project, one.fund)))
    return [
        {"text": one.description, "is_header": True}, {"text": codes},
        {"text": f"{one.quantity.normalize():,f} × £{one.price.normalize():,f}"},
        {"text": money(one.net), "is_numeric": True},
        {"text": money(one.vat), "is_numeric": True, "hint": one.get_vat_code_display()},
    ]  # fmt: skip


def _figure(one: invoice_posting.Figure) -> list[dict[str, Any]]:
    return [
        {"text": one.segments.subjective, "hint": one.narrative, "is_header": True}, {"text": one.workings},
        {"text": money(one.amount) if one.amount > 0 else "", "is_numeric": True},
        {"text": money(-one.amount) if one.amount < 0 else "", "is_numeric": True},
    ]  # fmt: skip


def _days(found: Clocks) -> dict[str, str]:
    """Say both clocks: published figures count from the day after receipt, the duty to pay from the day itself."""
    late = f"{counted(found.late, 'day', 'days')} late" if found.late else "In time"
    paused = f"; {counted(found.paused, 'day', 'days')} in dispute left out" if found.paused else ""
    return {
        "key": "Days to pay", "value": counted(found.counted, "day", "days"),
        "hint": f"{late} by the last day, {day(found.deadline)}{paused}",
    }  # fmt: skip


def _event(one: Any) -> dict[str, Any]:
    told = f" The supplier was told on {day(timezone.localdate(one.notice_at))}." if one.notice_at else ""
    return {
        "title": EVENTS[one.action],
        "by": one.by.full_name,
        "at": one.at,
        "reason": f"{one.reason.rstrip('.')}.{told}" if told else one.reason,
    }
