"""Electronic invoices: what came, one of them with what speaks against it, entering, returning, passing on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.forms.einvoices import ElectronicFilesForm, ElectronicFilter, EnterForm, GiveBackForm
from finance.models import ElectronicInvoice
from finance.models.einvoices import WORDS
from finance.operations import einvoices
from finance.queries import einvoices as found
from finance.queries import payables_pages
from finance.states import ELECTRONIC, ElectronicState
from finance.views.payables_base import PayablesView
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, moment, money
from sharedservices.common.money import pence
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

NINE = time(9)
State = ElectronicState
LEADS = {
    State.RECEIVED: "Nobody here knows yet for whom it is. It is not payable before somebody does.",
    State.WAITING: "It is for us. Something has to be said before it can be entered: see below.",
    State.INVALID: "It is not a valid electronic invoice. Return it: the clock to pay begins with a valid one.",
    State.RETURNED: "It was returned to the supplier and is not payable.",
    State.REGISTERED: "It is entered as an invoice and was checked like every other one.",
    State.DUPLICATE: "The same invoice was here before. It is paid once; the first day of receipt counts.",
    State.REROUTED: "It is for another partner, which has it now. It is never payable here.",
}  # fmt: skip
CATEGORIES = {"Z": "Zero rate", "E": "Exempt", "AE": "Reverse charge", "O": "Outside the scope"}
FINDING_HEADINGS = [{"label": "What"}, {"label": "Where"}, {"label": "What to do"}]
LINE_HEADINGS = [
    {"label": "Line"}, {"label": "Quantity × price"}, {"label": "VAT"}, {"label": "Net", "is_numeric": True},
]  # fmt: skip
VAT_HEADINGS = [
    {"label": "VAT"}, {"label": "On", "is_numeric": True}, {"label": "VAT, pounds", "is_numeric": True}
]  # fmt: skip
ENVELOPE_HEADINGS = [{"label": "From"}, {"label": "Came to"}, {"label": "Received"}]
MOST_LINES = 500


class ElectronicView(PayablesView):
    """A page of electronic invoices."""

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return super().trail(("Electronic invoices", self.url("einvoices") if steps else ""), *steps)


def _for(row: ElectronicInvoice) -> str:
    if row.to_partner is not None:
        return row.to_partner.name
    return row.legal_entity.legal_name if row.legal_entity else "Not known"


class DocumentsTable(Table):
    """Electronic invoices in a list."""

    stacks = True
    caption, nouns, filename = "Electronic invoices", ("document", "documents"), "electronic-invoices"
    filter_form, default_sort = ElectronicFilter, "-received"
    empty = EmptyState(
        "No electronic invoice has come yet", "Hand one in as the supplier’s system wrote it: it is read at once."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("seller", "Supplier", header=True, sort="seller", href=lambda row: f"{row.uuid}/",
               value=lambda row: row.seller or "Not named", hint=lambda row: row.reference),
        Column("reference", "Supplier’s number", is_shown=False),
        Column("kind", "What it is", value=lambda row: row.get_kind_display()),
        Column("received", "Received", kind=Kind.DATE, sort="received_at",
               value=lambda row: timezone.localdate(row.received_at),
               hint=lambda row: f"by {row.from_partner.short_name}" if row.from_partner else ""),
        Column("gross", "Total", kind=Kind.MONEY, sort="gross"),
        Column("entity", "For", value=_for),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.get_state_display()),
        Column("why", "Why", value=lambda row: row.findings[0]["message"] if row.findings else ""),
    )  # fmt: skip


class Documents(PartnerList, ElectronicView, TemplateView):  # type: ignore[misc]
    """Every electronic invoice that came."""

    template_name = "finance/einvoices.html"
    table_class = DocumentsTable
    audited_as = "finance_electronicinvoice"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the documents."""
        return found.documents(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what waits, here and in envelopes of other partners."""
        now = found.standing(partner_id=self.partner.pk)
        sent = list(found.sent_here(partner_id=self.partner.pk)[:20]) if now.n_sent_here else []
        tiles = [
            {"label": "Waiting", "value": f"{now.n_waiting:,}", "kind": "attention" if now.n_waiting else ""},
            {"label": "To be returned", "value": f"{now.n_invalid:,}", "kind": "attention" if now.n_invalid else ""},
            {"label": "For whom is not known", "value": f"{now.n_unknown:,}"},
            {"label": "From other partners", "value": f"{now.n_sent_here:,}"},
        ]
        new = {"label": "Hand files in", "href": self.url("einvoice_new")}
        enters = self.may("invoices.register")
        n = counted(now.n_sent_here, "invoice", "invoices")
        return super().get_context_data(
            title="Electronic invoices", caption=self.partner.name, tabs=self.tabs("einvoices"), tiles=tiles,
            lead="Invoices in UBL, as suppliers’ systems write them. Each is read, checked and entered at once.",
            sent=[
                [{"text": one.seller or one.name, "is_header": True}, {"text": one.partner.name},
                 {"text": day(timezone.localdate(one.received_at))}]
                for one in sent
            ],
            sent_headings=ENVELOPE_HEADINGS, take_over_words=f"Take {n} in",
            take_over_href=self.url("einvoices_take_over") if enters and sent else "",
            actions=[new] if enters else [], breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip


class HandInDocuments(ElectronicView, PartnerFormView):
    """Hand files in."""

    permission = "invoices.register"
    template_name = "partners/form_page.html"
    form_class = ElectronicFilesForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"received_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Take them in; say what became of them."""
        given, now = form.cleaned_data, timezone.now()
        came = _moment(given["received_on"], now)
        rows = [
            einvoices.take_in(
                partner_id=self.partner.pk, name=name, data=data, received_at=came, by=self.user, at=now
            )
            for name, data in given["documents"]
        ]  # fmt: skip
        here = sum(1 for _, is_new in rows if not is_new)
        if here:
            was = "of the files was" if here == 1 else "of the files were"
            messages.info(self.request, f"{here} {was} here already: the first day of receipt stays.")
        if len(rows) == 1:
            return self.url("einvoice", einvoice=rows[0][0].uuid)
        self.success_message = _summary([row for row, is_new in rows if is_new])
        return self.url("einvoices")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Hand electronic invoices in", "submit": "Read them", "cancel_href": self.url("einvoices"),
            "lead": "Each file is kept as it is. What is valid and of a known supplier is entered at once.",
            "breadcrumbs": self.trail(("Hand files in", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class TakeOver(ElectronicView, PartnerActionView):
    """Take in what came to other partners and is for this one."""

    permission = "invoices.register"

    def perform(self) -> str:
        """Take each in."""
        now = timezone.now()
        rows = [
            einvoices.take_over(partner_id=self.partner.pk, envelope=one.uuid, by=self.user, at=now)
            for one in found.sent_here(partner_id=self.partner.pk)
        ]
        self.success_message = _summary(rows) or "Nothing waits to be taken in."
        return self.url("einvoices")

    def back(self) -> str:
        """Go to the list."""
        return self.url("einvoices")


class OneDocument(ElectronicView):
    """Something about one electronic invoice."""

    row: ElectronicInvoice

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.get(self.kwargs["einvoice"])
        except ElectronicInvoice.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("einvoice", einvoice=self.row.uuid)

    @property
    def name(self) -> str:
        """Which it is."""
        return f"{self.row} of {self.row.seller}" if self.row.seller else str(self.row)

    def back(self) -> str:
        """Go to its page."""
        return self.page

    def enter_options(self) -> dict[str, Any]:
        """Return what the form needs by which an account is chosen."""
        partner_id = self.partner.pk
        return {
            "find_account": lambda text: payables_pages.account_by_number(partner_id=partner_id, text=text),
            "find_invoice": lambda text: payables_pages.invoice_by_number(partner_id=partner_id, text=text),
            "is_credit": self.row.kind == ElectronicInvoice.Kind.CREDIT_NOTE,
        }  # fmt: skip


class DocumentPage(OneDocument, TemplateView):
    """One electronic invoice: as it was read, what speaks against it, what became of it, what may be done."""

    template_name = "finance/einvoice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, own = self.row, {"einvoice": self.row.uuid}
        can = set(allowed_actions(ELECTRONIC, row.state)) if self.may("invoices.register") else set()
        waits = row.state == State.WAITING
        lines = row.content.get("lines", [])
        return super().get_context_data(
            title=f"Electronic invoice {self.name}", caption=row.get_kind_display(), row=row,
            lead=LEADS[State(row.state)], facts=self._facts(), received=self._received(),
            findings=[_finding(one) for one in row.findings], finding_headings=FINDING_HEADINGS,
            lines=[_line(one) for one in lines[:MOST_LINES]], line_headings=LINE_HEADINGS,
            extras=[_extra(one) for one in row.content.get("extras", [])],
            extra_headings=[{"label": "On the whole"}, {"label": "VAT"}, {"label": "Pounds", "is_numeric": True}],
            breakdown=[_vat(one) for one in row.content.get("breakdown", [])], vat_headings=VAT_HEADINGS,
            events=self._events(), original_href=self.url("einvoice_original", **own),
            again_href=self.url("einvoice_again", **own) if "wait" in can else "",
            enter_href=self.url("einvoice_enter", **own),
            enter_form=self._enter_form() if waits and "register" in can else None,
            supplier_href=self.url("supplier_new") if waits and self.may("suppliers.edit") else "",
            return_href=self.url("einvoice_return", **own) if "give_back" in can else "",
            return_kind="" if row.state == State.INVALID else "secondary",
            invoice_href=self.url("invoice", invoice=row.invoice.uuid) if row.invoice else "",
            breadcrumbs=self.trail((self.name, "")), **kwargs,
        )  # fmt: skip

    def _enter_form(self) -> EnterForm:
        likely = {"account": str(self.row.account)} if self.row.account else {}
        return EnterForm(initial=likely, **self.enter_options())

    def _facts(self) -> list[dict[str, Any]]:
        row, says = self.row, self.row.content
        totals = says.get("totals", {})
        facts: list[dict[str, Any]] = [
            {"key": "Supplier on it", "value": row.seller, "hint": _numbers(says.get("supplier", {}))},
            {"key": "Addressed to", "value": row.buyer, "hint": _numbers(says.get("customer", {}))},
            {"key": "Number", "value": row.reference},
        ]
        if row.account is not None:
            facts.insert(1, {
                "key": "Supplier here", "value": str(row.account.supplier), "action": "Open",
                "hint": f"Known by its {row.recognised_by}" if row.recognised_by else "Chosen by a person",
                "href": self.url("supplier", supplier_account=row.account.uuid),
            })  # fmt: skip
        if row.legal_entity is not None:
            facts.append({"key": "Legal entity here", "value": row.legal_entity.legal_name})
        if not totals:
            return facts
        vat = money(Decimal(totals["vat"]))
        facts += [
            {"key": "Invoice date", "value": day(row.invoice_date)},
            {"key": "Total", "value": money(row.gross), "hint": f"{money(Decimal(totals['net']))} and VAT of {vat}"},
            {"key": "Asks for", "value": money(Decimal(totals["payable"]))},
            {"key": "Order", "value": says["order_reference"] or "None"},
            {"key": "Reference for us", "value": says["buyer_reference"] or "None"},
        ]
        if row.kind == ElectronicInvoice.Kind.CREDIT_NOTE:
            facts.append({"key": "Credits", "value": says["credited"] or "Not said"})
        held = "Where a supplier is paid is never taken from an invoice"
        if row.account is not None:
            facts.append({"key": "Bank account on it", "value": row.get_bank_display(), "hint": held})
        elif row.bank_last_four:
            facts.append({"key": "Bank account on it", "value": f"Ends in {row.bank_last_four}", "hint": held})
        return facts

    def _received(self) -> list[dict[str, Any]]:
        row = self.row
        came = f"First at {row.from_partner.name}" if row.from_partner else "The day is never changed"
        return [
            {"key": "Received", "value": moment(timezone.localtime(row.received_at)), "hint": came},
            {"key": "Handed in by", "value": row.taken_by.full_name, "hint": moment(timezone.localtime(row.taken_at))},
            {"key": "File", "value": row.name, "hint": f"{row.n_bytes:,} bytes"},
            {"key": "SHA-256 of the file", "value": row.file_hash},
        ]

    def _events(self) -> list[dict[str, Any]]:
        """Return what happened, the last first."""
        row = self.row
        events = [{"title": "Taken in", "by": row.taken_by.full_name, "at": row.taken_at, "reason": ""}]
        if row.moved_at is not None and row.moved_by is not None:
            reason = row.told_words if row.state == State.RETURNED else ""
            if row.state == State.RETURNED:
                reason = f"The supplier was told on {day(row.told_on)}: {reason}"
            elif row.state == State.REROUTED and row.to_partner:
                reason = f"To {row.to_partner.name}"
            elif row.invoice is not None:
                reason = f"As {row.invoice}" if row.state == State.REGISTERED else f"It is {row.invoice}"
            last = {
                "title": row.get_state_display(),
                "by": row.moved_by.full_name,
                "at": row.moved_at,
                "reason": reason,
            }
            events.insert(0, last)
        return events


class Original(OneDocument):
    """The file as it came; who takes it away is on the audit trail."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record it, send it."""
        row = ElectronicInvoice.objects.of(self.partner.pk).get(pk=self.row.pk)
        audit(
            action=AuditAction.EXPORT, object_type="finance_electronicinvoice", object_id=row.pk, label=row.name,
            changes={"sha256": row.file_hash},
        )  # fmt: skip
        # an attachment that no browser opens: a file of somebody else is not shown as a page of ours
        headers = {"Content-Disposition": f'attachment; filename="{row.uuid}.xml"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(einvoices.body_of(row), content_type="application/octet-stream", headers=headers)


class LookAgain(OneDocument, PartnerActionView):
    """Do what can be done now."""

    permission = "invoices.register"

    def perform(self) -> str:
        """Look again; say what came of it."""
        row = einvoices.look_again(document=self.row.uuid, by=self.user, at=timezone.now())
        self.success_message = f"Looked again: {_said(row)}"
        return self.page


class _OfDocument(OneDocument, PartnerFormView):
    permission = "invoices.register"
    template_name = "partners/form_page.html"
    title, submit, lead = "", "", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": f"{self.title}: {self.name}", "submit": self.submit, "lead": self.lead, "cancel_href": self.page,
            "breadcrumbs": self.trail((self.name, self.page), (self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class Enter(_OfDocument):
    """Enter it for an account that a person chooses."""

    form_class = EnterForm
    title, submit = "Enter for an account", "Enter the invoice"
    lead = "It is checked like every other invoice. Its bank account is not taken over."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say how accounts and invoices are found."""
        return {**super().get_form_kwargs(), **self.enter_options()}

    def perform(self, form: Form) -> str:
        """Enter it."""
        row = einvoices.assign(
            document=self.row.uuid, account=form.cleaned_data["account"], credits=form.cleaned_data.get("credits"),
            by=self.user, at=timezone.now(),
        )  # fmt: skip
        self.success_message = _said(row)
        return self.page


class GiveBack(_OfDocument):
    """Return it to its supplier, with words and a day."""

    form_class = GiveBackForm
    title, submit = "Return to the supplier", "Record that it is returned"
    lead = "Tell the supplier first, without delay; then record what was said and when."

    def get_initial(self) -> dict[str, Any]:
        """Propose the words."""
        return {"reason": letter(self.row), "told_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Record it."""
        given = form.cleaned_data
        einvoices.give_back(
            document=self.row.uuid, words=given["reason"], told_on=given["told_on"], by=self.user, at=timezone.now()
        )
        self.success_message = "The document is returned. It is not payable."
        return self.page


def letter(row: ElectronicInvoice) -> str:
    """Return what the supplier may be told: what speaks against it, as far as it fits; nothing of our own records."""
    if row.state == State.WAITING:
        return (
            f"We return your {row.get_kind_display().lower()} {row.reference}: we cannot tell which agreement of ours "
            "it stands on. Please send it again with the number of our order, or tell us who asked for it."
        )
    head = f"We cannot accept your {row.get_kind_display().lower()} {row.reference}. ".replace(" . ", ". ")
    parts = [f"{one['message']} ({one['rule']}, {one['element']})" if one["element"] else one["message"]
             for one in row.findings]  # fmt: skip
    tail = " Please send a corrected document. The time to pay begins when we have received that."
    room = 900 - len(head) - len(tail)
    said = ""
    for one in parts:
        if len(said) + len(one) + 1 > room:
            said += " There are further faults."
            break
        said += f" {one}"
    return f"{head}{said.strip()}{tail}"


# --- words ----------------------------------------------------------------------------------------------------------
def _moment(on: date, now: datetime) -> datetime:
    """Return nine on a day, or now if that is today."""
    return now if on == timezone.localdate(now) else timezone.make_aware(datetime.combine(on, NINE))


def _summary(rows: Sequence[ElectronicInvoice]) -> str:
    parts = []
    for state, words in WORDS.items():
        n = sum(1 for one in rows if one.state == state)
        if n:
            parts.append(f"{n} {words[0].lower()}{words[1:]}")
    return f"{counted(len(rows), 'document was', 'documents were')} read: {', '.join(parts)}." if parts else ""


def _said(row: ElectronicInvoice) -> str:
    if row.findings:
        return str(row.findings[0]["message"])
    return {
        State.REGISTERED: "The document is entered as an invoice.", State.REROUTED: "It went to another partner.",
    }.get(State(row.state), "See below.")  # fmt: skip


def _numbers(party: Mapping[str, Any]) -> str:
    vat, company = party.get("vat_number"), party.get("company_number")
    return ", ".join([*([f"VAT number {vat}"] if vat else []), *([f"company number {company}"] if company else [])])


def _finding(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"text": one["message"], "hint": one["rule"], "is_header": True}, {"text": one["element"] or "The document"},
        {"text": one["remedy"]},
    ]  # fmt: skip


def _rate(one: Mapping[str, Any]) -> str:
    return CATEGORIES.get(one["category"]) or f"{Decimal(one['rate']).normalize():f}%"


def _line(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    quantity, price = Decimal(one["quantity"]).normalize(), Decimal(one["price"])
    pounds = money(price) if price == pence(price) else f"£{price.normalize():,f}"
    per = Decimal(one["per"]).normalize()
    each = f" for {per:,f}" if per != 1 else ""
    return [
        {"text": one["description"], "hint": f"Line {one['number']}", "is_header": True},
        {"text": f"{quantity:,f} × {pounds}{each}"}, {"text": _rate(one)},
        {"text": money(Decimal(one["net"])), "is_numeric": True},
    ]  # fmt: skip


def _extra(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    words = one["reason"] or ("Charge" if Decimal(one["amount"]) > 0 else "Allowance")
    return [
        {"text": words, "is_header": True}, {"text": _rate(one)},
        {"text": money(Decimal(one["amount"])), "is_numeric": True},
    ]  # fmt: skip


def _vat(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"text": _rate(one), "hint": one["reason"], "is_header": True},
        {"text": money(Decimal(one["taxable"])), "is_numeric": True},
        {"text": money(Decimal(one["vat"])), "is_numeric": True},
    ]  # fmt: skip
