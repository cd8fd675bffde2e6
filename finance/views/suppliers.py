"""Suppliers: the list, one account with where it is paid, and what may be done with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from finance.forms.payables import BankForm, OpenAccountForm, ReasonForm, SupplierForm, SuppliersFilter, TermsForm
from finance.models import SupplierAccount
from finance.operations import suppliers
from finance.operations.suppliers import BankWanted, SupplierWanted, TermsWanted
from finance.queries import payables_pages as found
from finance.states import SupplierState
from finance.views.payables_base import Approve, Asked, PayablesView, Refuse, Withdraw
from partners.views.base import PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

NAMES = ("kind", "legal_name", "trading_name", "company_number", "vat_number")
TERMS = (
    "address", "postcode", "email", "phone", "terms_days", "method", "needs_psc_check", "psc_decided_on",
    "is_subcontractor", "is_critical", "subjective",
)  # fmt: skip
NOON = time(12)


class SuppliersTable(Table):
    """Suppliers' accounts in a list."""

    caption, nouns, filename = "Suppliers", ("supplier’s account", "suppliers’ accounts"), "suppliers"
    filter_form, default_sort = SuppliersFilter, "supplier"
    empty = EmptyState("There are no suppliers yet", "Set one up, then propose where it is paid.")
    columns: ClassVar[Sequence[Column]] = (
        Column("supplier", "Supplier", header=True, href=lambda row: f"{row.uuid}/", sort="supplier__legal_name"),
        Column("number", "Account", sort="number"),
        Column("entity", "Legal entity", sort="legal_entity__legal_name"),
        Column("method", "Paid by", sort="method"),
        Column("bank", "Bank account"),
        Column("n_open", "Open invoices", kind=Kind.NUMBER, sort="n_open"),
        Column("state", "State", kind=Kind.STATUS, sort="state"),
    )


class Suppliers(PartnerList, PayablesView, TemplateView):  # type: ignore[misc]
    """Every supplier's account of the partner."""

    template_name = "finance/payables.html"
    table_class = SuppliersTable
    audited_as = "finance_supplieraccount"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the accounts."""
        return found.suppliers(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to set one up."""
        new = {"label": "Set up a supplier", "href": self.url("supplier_new")}
        return super().get_context_data(
            title="Suppliers", caption=self.partner.name, tabs=self.tabs("suppliers"),
            actions=[new] if self.may("suppliers.edit") else [], breadcrumbs=self.trail(("Suppliers", "")), **kwargs,
        )  # fmt: skip


class OneSupplier(Asked):
    """Something about one account."""

    kind = suppliers.KIND
    row: SupplierAccount

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.account(self.kwargs["supplier_account"])
        except SupplierAccount.DoesNotExist:
            raise Http404 from None

    @property
    def attribute(self) -> str:
        """The bank account that waits for approval."""
        bank = found.proposed_bank(self.row)
        return f"supplier bank {bank.uuid}" if bank else ""

    @property
    def page(self) -> str:
        """The address of the account's page."""
        return self.url("supplier", supplier_account=self.row.uuid)

    def trail_to(self, last: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs down to the account, or below it."""
        steps = [("Suppliers", self.url("suppliers")), (str(self.row.supplier), self.page if last else "")]
        return self.trail(*steps, *([(last, "")] if last else []))


class SupplierPage(OneSupplier, TemplateView):
    """One account: who, what terms, where it is paid, and what may be done."""

    template_name = "finance/supplier.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, edits = self.row, self.may("suppliers.edit")
        account = {"supplier_account": row.uuid}
        return super().get_context_data(
            **self.asked_context(),
            **{
                "row": row, "title": str(row.supplier), "state": row.state,
                "caption": f"{row}, {row.legal_entity.legal_name}",
                "facts": self._facts(), "banks": [self._bank(one) for one in found.banks(row)],
                "bank_headings": [{"label": "Account"}, {"label": "State"}, {"label": "Paid into from"},
                                  {"label": "Checked by a call"}],
                "reason_form": ReasonForm(auto_id="why_%s"),
                "may_edit": edits, "may_bank": edits and not self.is_waiting and row.state != SupplierState.CLOSED,
                "may_open": edits and bool(found.without_account(row.supplier)),
                "may_hold": self.may("suppliers.hold") and row.state == SupplierState.ACTIVE,
                "may_release": self.may("suppliers.verify") and row.state == SupplierState.HOLD,
                "may_close": edits, "is_closed": row.state == SupplierState.CLOSED,
                "may_enter": self.may("invoices.register") and row.state != SupplierState.CLOSED,
                "enter_href": f"{self.url('invoice_new')}?account={row}",
                "edit_href": self.url("supplier_edit", **account), "bank_href": self.url("supplier_bank", **account),
                "open_href": self.url("supplier_open", **account), "breadcrumbs": self.trail_to(),
                **kwargs,
            },
        )  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        row, who = self.row, self.row.supplier
        marks = [
            words
            for is_so, words in (
                (row.is_critical, "Paying late would stop a service"),
                (row.needs_psc_check, "Off-payroll working"),
            )
            if is_so
        ]
        status = day(row.psc_decided_on) if row.psc_decided_on else "Not yet: nothing is paid"
        return [
            {"key": "Legal name", "value": who.legal_name, "hint": who.get_kind_display()},
            {"key": "Company number", "value": who.company_number}, {"key": "VAT number", "value": who.vat_number},
            {"key": "Address", "value": row.address, "hint": row.postcode},
            {"key": "Telephone number", "value": row.phone,
             "hint": f"Held since {day(timezone.localdate(row.phone_held_at))}" if row.phone_held_at else ""},
            {"key": "Remittance advices to", "value": row.email},
            {"key": "Paid by", "value": row.get_method_display(), "hint": f"Within {row.terms_days} days of receipt"},
            {"key": "Usual subjective code", "value": row.subjective},
            {"key": "Marks", "value": "; ".join(marks) or "None"},
            *([{"key": "Construction scheme", "value": "Subcontractor", "action": "Open",
                "href": self.url("cis_account", supplier_account=row.uuid)}] if row.is_subcontractor else []),
            *([{"key": "Status determined", "value": status}] if row.needs_psc_check else []),
            *([{"key": "Why", "value": row.state_reason}] if row.state_reason else []),
        ]  # fmt: skip

    def _bank(self, one: Any) -> list[dict[str, Any]]:
        from_day = day(one.pay_from) if one.pay_from else "Not approved"
        return [
            {"text": f"{one.holder}, {one}", "is_header": True}, {"text": one.get_state_display()}, {"text": from_day},
            {"text": moment(one.called_at), "hint": one.evidence},
        ]  # fmt: skip


class SetUpSupplier(PayablesView, PartnerFormView):
    """Set up a supplier with its first account."""

    permission = "suppliers.edit"
    template_name = "partners/form_page.html"
    form_class = SupplierForm
    success_message = "The supplier is set up. Propose where it is paid."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = form.cleaned_data
        row = suppliers.set_up(
            legal_entity=given["entity"], supplier=SupplierWanted(**{name: given[name] for name in NAMES}),
            terms=_terms(given), by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.url("supplier", supplier_account=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Set up a supplier", submit="Set up this supplier", cancel_href=self.url("suppliers"),
            lead="Where it is paid is proposed afterwards, and approved by a second person.",
            breadcrumbs=self.trail(("Suppliers", self.url("suppliers")), ("Set up a supplier", "")), **kwargs,
        )  # fmt: skip


class _OfSupplier(OneSupplier, PartnerFormView):
    permission = "suppliers.edit"
    template_name = "partners/form_page.html"
    title, submit, lead = "", "Save", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, submit=self.submit, lead=self.lead, cancel_href=self.page,
            breadcrumbs=self.trail_to(self.title), **kwargs,
        )  # fmt: skip


class EditSupplier(_OfSupplier):
    """Change address, contacts and terms."""

    form_class = TermsForm
    title = "Address and terms"
    lead = "A new telephone number counts for calls about bank details only when we have held it for thirty days."
    success_message = "Address and terms are changed."

    def get_initial(self) -> dict[str, Any]:
        """Begin with what stands there."""
        return {name: getattr(self.row, name) for name in TERMS}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        suppliers.amend(account=self.row.uuid, terms=_terms(form.cleaned_data), by=self.user, at=timezone.now())
        return self.page


class OpenAccount(_OfSupplier):
    """Let another legal entity buy from this supplier."""

    form_class = OpenAccountForm
    title, submit = "Account with another legal entity", "Open this account"
    success_message = "The account is open. Propose where it is paid."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the legal entities that have none."""
        others = found.without_account(self.row.supplier)
        return {**super().get_form_kwargs(), "entities": [(str(one.uuid), one.legal_name) for one in others]}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the terms of this account."""
        return {name: getattr(self.row, name) for name in TERMS}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = form.cleaned_data
        row = suppliers.open_account(
            supplier=self.row.supplier.uuid, legal_entity=given["entity"], terms=_terms(given), by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.url("supplier", supplier_account=row.uuid)


class ProposeBank(_OfSupplier):
    """Propose where a supplier is paid, after a call to the number that was held before."""

    form_class = BankForm
    title, submit = "Where it is paid", "Propose this account"
    success_message = "The account waits for a second person. Nothing is paid into it before."

    def perform(self, form: Form) -> str:
        """Call the operation; a call of today counts as made just now."""
        given, now = form.cleaned_data, timezone.now()
        midday = timezone.make_aware(datetime.combine(given.pop("called_on"), NOON))
        called = min(midday, now - timedelta(minutes=1)) if midday.date() <= timezone.localdate() else midday
        suppliers.propose_bank(
            account=self.row.uuid, wanted=BankWanted(called_at=called, **given), by=self.user, at=now
        )
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which number is rung."""
        row = self.row
        number = (
            f"{row.phone}, held since {day(timezone.localdate(row.phone_held_at))}" if row.phone_held_at else "none"
        )
        self.lead = (
            "Ring the supplier on the number that we hold, never on one from the letter or e-mail that asks for the "
            f"change. Our number: {number}."
        )
        return super().get_context_data(**kwargs)


class ApproveBank(OneSupplier, Approve):
    """Approve where a supplier is paid."""

    permission = "payables.decide"
    done = "The supplier is paid into this account from the day that stands beside it."


class RefuseBank(OneSupplier, Refuse):
    """Return or reject where a supplier asks to be paid."""

    permission = "payables.decide"


class WithdrawBank(OneSupplier, Withdraw):
    """Take back a proposal."""

    permission = "suppliers.edit"


class _Move(OneSupplier, PartnerFormView):
    http_method_names = ["post", "options"]
    template_name = "partners/form_page.html"
    form_class = ReasonForm
    action, title = "", ""

    def load(self) -> None:
        """Find it, and say what is done."""
        super().load()
        self.say()

    def say(self) -> None:
        """Say what is done where that depends on the account."""

    def perform(self, form: Form) -> str:
        """Call the operation."""
        reason = form.cleaned_data["reason"]
        suppliers.move(account=self.row.uuid, action=self.action, reason=reason, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the reason again, with its error."""
        return super().get_context_data(title=self.title, submit=self.title, cancel_href=self.page, **kwargs)


class HoldSupplier(_Move):
    """Stop payments."""

    permission = "suppliers.hold"
    action, title, success_message = "hold", "Stop payments", "Payments to this supplier are stopped."


class ReleaseSupplier(_Move):
    """Let payments go on."""

    permission = "suppliers.verify"
    action, title, success_message = "release", "Let payments go on", "This supplier is paid again."


class CloseSupplier(_Move):
    """Close an account, or reopen it; then it is on hold until a verifier lets payments go on."""

    permission = "suppliers.edit"

    def say(self) -> None:
        """Close what is open, reopen what is closed."""
        is_closed = self.row.state == SupplierState.CLOSED
        self.action = "reopen" if is_closed else "close"
        self.title = "Reopen this account" if is_closed else "Close this account"
        self.success_message = "The account is on hold." if is_closed else "The account is closed."


def _terms(given: Mapping[str, Any]) -> TermsWanted:
    return TermsWanted(**{name: given[name] for name in TERMS})
