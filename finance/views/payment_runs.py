"""Payment runs: the list, one run on its way to the bank and back, its file and its remittance advices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine.payment_days import days_of
from finance.forms.payables import ReasonForm
from finance.forms.payment_runs import FileForm, ReturnForm, RunForm, RunsFilter, TakeOutForm
from finance.models import Journal, PaymentItem, PaymentRun, SupplierInvoice, SupplierPayment
from finance.operations import payment_files, payment_posting, payment_runs
from finance.operations.payment_runs import RunWanted
from finance.queries import payment_run_pages as found
from finance.states import PAYMENT_RUN
from finance.views.payables_base import PayablesView
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState, allowed_actions
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.money import ZERO
from sharedservices.common.pdf import render_pdf
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

MOST_SHOWN = 200
ITEM_HEADINGS = [
    {"label": "Supplier"}, {"label": "Invoice"}, {"label": "Why now"}, {"label": "Paid", "is_numeric": True},
]  # fmt: skip
OUT_HEADINGS = [
    {"label": "Supplier"}, {"label": "Invoice"}, {"label": "Why not"}, {"label": "Owed", "is_numeric": True},
]  # fmt: skip
PAYMENT_HEADINGS = [
    {"label": "Supplier"}, {"label": "Paid into"}, {"label": "State"}, {"label": "Pounds", "is_numeric": True},
]  # fmt: skip
STEP_HEADINGS = [{"label": "Step"}, {"label": "By"}, {"label": "When"}]
EVENTS = {
    "propose": "Proposed", "take_out": "Changed", "review": "Reviewed", "approve": "Approved", "release": "Released",
    "send_file": "File sent to the bank", "confirm": "Confirmed by the bank", "post": "Posted to the ledger",
    "withdraw": "Withdrawn", "return": "A payment came back",
}  # fmt: skip


class RunsTable(Table):
    """Payment runs in a list."""

    caption, nouns, filename = "Payment runs", ("payment run", "payment runs"), "payment-runs"
    filter_form, default_sort = RunsFilter, "-number"
    empty = EmptyState("There are no payment runs yet", "Propose one: it takes the invoices that have to be paid.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Run", header=True, href=lambda row: f"{row.uuid}/", sort="number"),
        Column("entity", "Legal entity", sort="legal_entity__legal_name", hint=lambda row: row.account),
        Column("account", "Paid from", is_shown=False),
        Column("method", "Paid by", sort="method"),
        Column("pay_on", "Money arrives", kind=Kind.DATE, sort="pay_on"),
        Column("n_payments", "Payments", kind=Kind.NUMBER, sort="n_payments"),
        Column("total", "Total", kind=Kind.MONEY, sort="total"),
        Column("state", "State", kind=Kind.STATUS, sort="state"),
    )


class Runs(PartnerList, PayablesView, TemplateView):  # type: ignore[misc]
    """Every payment run of the partner."""

    template_name = "finance/payables.html"
    table_class = RunsTable
    audited_as = "finance_paymentrun"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the runs."""
        return found.runs(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to propose one."""
        new = {"label": "Propose a payment run", "href": self.url("payment_run_new")}
        return super().get_context_data(
            title="Payment runs", caption=self.partner.name, tabs=self.tabs("payment_runs"),
            actions=[new] if self.may("payments.propose") else [], breadcrumbs=self.trail(("Payment runs", "")),
            **kwargs,
        )  # fmt: skip


class NewRun(PayablesView, PartnerFormView):
    """Propose a run."""

    permission = "payments.propose"
    template_name = "partners/form_page.html"
    form_class = RunForm
    success_message = "The run is proposed. Go through it, then review it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the accounts that can be paid from."""
        rows = found.bank_accounts(partner_id=self.partner.pk)
        choices = [(str(one.uuid), f"{one.legal_entity.legal_name}: {one}") for one in rows]
        return {**super().get_form_kwargs(), "accounts": choices}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = form.cleaned_data
        rows = SupplierInvoice.objects.of(self.partner.pk).filter(number__in=given["invoices"])
        named = dict(rows.values_list("number", "uuid"))
        missing = [number for number in given["invoices"] if number not in named]
        if missing:
            raise DomainError(f"There is no invoice I{missing[0]:07}.", field="invoices")
        wanted = RunWanted(
            bank_account=given["bank_account"], method=given["method"], pay_on=given["pay_on"],
            next_run_on=given["next_run_on"], invoices=list(named.values()),
        )  # fmt: skip
        row = payment_runs.propose(wanted=wanted, by=self.user, at=timezone.now())
        return self.url("payment_run", payment_run=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Propose a payment run", submit="Propose this run", cancel_href=self.url("payment_runs"),
            lead="It takes posted invoices that would be late in the next run, and those of critical and small "
            "suppliers. Credit notes are set off. What is held stays out and says why.",
            breadcrumbs=self.trail(("Payment runs", self.url("payment_runs")), ("Propose a payment run", "")), **kwargs,
        )  # fmt: skip


class OneRun(PayablesView):
    """Something about one run."""

    row: PaymentRun

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.run(self.kwargs["payment_run"])
        except PaymentRun.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the run's page."""
        return self.url("payment_run", payment_run=self.row.uuid)

    def back(self) -> str:
        """Return to its page."""
        return self.page


class RunPage(OneRun, TemplateView):
    """One run: what is paid and why, who let it go, how far it has come, what may be done."""

    template_name = "finance/payment_run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, held = self.row, self.access.permissions
        every = found.items(row)
        paid = [one for one in every if one.state != PaymentItem.State.OUT]
        out = [one for one in every if one.state == PaymentItem.State.OUT]
        do = {name: self._href(name) for name in allowed_actions(PAYMENT_RUN, row.state, held)}
        file = found.file_of(row)
        return super().get_context_data(
            **{
                "row": row, "title": f"Payment run {row}", "caption": row.legal_entity.legal_name, "do": do,
                "facts": self._facts(paid), "steps": self._steps(), "step_headings": STEP_HEADINGS,
                "payments": [self._payment(one) for one in self._payments(paid)[:MOST_SHOWN]],
                "payment_headings": PAYMENT_HEADINGS, "item_headings": ITEM_HEADINGS, "out_headings": OUT_HEADINGS,
                "items": [self._item(one, one.why, one.warning) for one in paid[:MOST_SHOWN]],
                "out": [self._item(one, one.out_reason, "") for one in out[:MOST_SHOWN]],
                "more": max(len(paid) - MOST_SHOWN, 0),
                "warnings": sum(bool(one.warning) for one in paid),
                "file": file, "may_take": file is not None and self.may("payments.release"),
                "file_href": self.url("payment_run_file", payment_run=row.uuid),
                "take_form": TakeOutForm(auto_id="take_%s", prefix="take"),
                "file_form": FileForm(auto_id="send_%s", prefix="send"),
                "reason_form": ReasonForm(auto_id="why_%s", prefix="why"),
                "events": [
                    {"title": EVENTS[one.action], "by": one.by, "at": one.at, "reason": one.reason}
                    for one in found.events(row)
                ],
                "breadcrumbs": self.trail(("Payment runs", self.url("payment_runs")), (str(row), "")),
                **kwargs,
            }
        )  # fmt: skip

    def _href(self, action: str) -> str:
        return self.url(f"payment_run_{action}", payment_run=self.row.uuid)

    def _facts(self, paid: Sequence[PaymentItem]) -> list[dict[str, Any]]:
        row, days = self.row, days_of(self.row.pay_on, method=self.row.method)
        total = sum((one.amount - one.deduction for one in paid), ZERO)
        return [
            {"key": "Total", "value": money(total), "hint": counted(len(paid), "invoice", "invoices")},
            {"key": "Paid from", "value": str(row.bank_account), "hint": row.bank_account.bank},
            {"key": "Paid by", "value": row.get_method_display(), "hint": row.get_file_format_display()},
            {"key": "File sent by", "value": day(days.input_by)},
            {"key": "Money arrives", "value": day(row.pay_on), "hint": f"The next run pays on {day(row.next_run_on)}"},
            {"key": "Releasers needed", "value": "Two" if row.needs_two else "One"},
            *([{"key": "SHA-256 of what is paid", "value": row.items_hash[:16]}] if row.items_hash else []),
            *([self._posted(row.journal)] if row.journal else []),
        ]  # fmt: skip

    def _posted(self, journal: Journal) -> dict[str, Any]:
        fact = {"key": "Posted", "value": str(journal)}
        if self.may("ledger.view"):
            fact |= {"href": self.url("journal", journal=journal.uuid), "action": "Open"}
        return fact

    def _steps(self) -> list[list[dict[str, Any]]]:
        row = self.row
        done = [
            ("Proposed", row.made_by, row.made_at), ("Reviewed", row.reviewed_by, row.reviewed_at),
            ("Approved", row.approved_by, row.approved_at), ("Released", row.released_by, row.released_at),
            *([("Released by a second", row.second_by, row.second_at)] if row.needs_two else []),
        ]  # fmt: skip
        return [
            [{"text": title, "is_header": True}, {"text": str(who) if who else "Open"},
             {"text": day(timezone.localdate(when)) if when else ""}]
            for title, who, when in done
        ]  # fmt: skip

    def _payments(self, paid: Sequence[PaymentItem]) -> list[Any]:
        made = found.payments(self.row)
        if made:
            return list(made)
        sums: dict[int, Any] = {}
        for one in paid:
            before = sums.get(one.account_id, (one, ZERO))
            sums[one.account_id] = (one, before[1] + one.amount - one.deduction)
        return list(sums.values())

    def _payment(self, one: SupplierPayment | tuple[PaymentItem, Decimal]) -> list[dict[str, Any]]:
        if isinstance(one, tuple):
            item, amount = one
            into = str(item.bank) if item.bank else "Cheque"
            return [{"text": str(item.account.supplier), "is_header": True, "hint": str(item.account)},
                    {"text": into}, {"text": "Not released"}, {"text": money(amount), "is_numeric": True}]  # fmt: skip
        can_return = one.state == "PAID" and self.may("payments.confirm")
        name: dict[str, Any] = {"text": str(one.account.supplier), "is_header": True, "hint": str(one.account)}
        name["href"] = self.url("payment_advice", supplier_payment=one.uuid)
        state: dict[str, Any] = {"text": one.get_state_display(), "hint": one.return_reason}
        if can_return:
            state |= {"href": self.url("payment_return", supplier_payment=one.uuid), "context": ": it came back"}
        into = f"{one.holder}, •••• {one.last_four}" if one.last_four else f"Cheque to {one.holder}"
        return [name, {"text": into}, state, {"text": money(one.amount), "is_numeric": True}]

    def _item(self, one: PaymentItem, why: str, warning: str) -> list[dict[str, Any]]:
        bill = one.invoice
        hint = warning if not one.deduction else f"{warning} {money(one.deduction)} is kept back for tax.".strip()
        return [
            {"text": str(one.account.supplier), "is_header": True, "hint": str(one.account)},
            {"text": str(bill), "href": self.url("invoice", invoice=bill.uuid), "hint": bill.reference},
            {"text": why, "hint": hint}, {"text": money(one.amount), "is_numeric": True},
        ]  # fmt: skip


class _Do(OneRun, PartnerActionView):
    """A button: one operation; `seen` is the hash of what was on the page."""

    def perform(self) -> str:
        """Call the operation."""
        self.call(seen=self.request.POST.get("seen", ""))
        return self.page

    def call(self, *, seen: str) -> None:
        """Call the operation."""
        raise NotImplementedError


class ReviewRun(_Do):
    """Say that it has been gone through."""

    permission = "payments.propose"
    success_message = "The run is reviewed. Somebody else approves it."

    def call(self, *, seen: str) -> None:
        """Review it."""
        payment_runs.review(run=self.row.uuid, by=self.user, at=timezone.now())


class ApproveRun(_Do):
    """Approve what one has seen."""

    permission = "payments.approve"
    success_message = "The run is approved. A payment releaser releases it."

    def call(self, *, seen: str) -> None:
        """Approve it."""
        payment_runs.approve(run=self.row.uuid, seen=seen, by=self.user, at=timezone.now())


class ReleaseRun(_Do):
    """Release what one has seen."""

    permission = "payments.release"

    def call(self, *, seen: str) -> None:
        """Release it; say whether a second person is needed."""
        row = payment_runs.release(run=self.row.uuid, seen=seen, by=self.user, at=timezone.now())
        self.success_message = (
            "The run is released. Take its file to the bank."
            if row.state == "RELEASED"
            else "Your release is recorded. A second releaser is needed."
        )


class ConfirmRun(_Do):
    """Say that the bank has paid it."""

    permission = "payments.confirm"

    def call(self, *, seen: str) -> None:
        """Confirm and post it; say what came of that."""
        row = payment_posting.confirm(run=self.row.uuid, by=self.user, at=timezone.now())
        self.success_message = (
            "The run is posted, and suppliers are told."
            if row.state == "POSTED"
            else "The run is confirmed. The ledger does not take it yet: post it when its period is open."
        )


class PostRun(_Do):
    """Post what is confirmed."""

    permission = "payments.confirm"
    success_message = "The run is posted, and suppliers are told."

    def call(self, *, seen: str) -> None:
        """Post it."""
        payment_posting.post(run=self.row.uuid, by=self.user, at=timezone.now())


class _Form(OneRun, PartnerFormView):
    http_method_names = ["post", "options"]
    template_name = "partners/form_page.html"
    title = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the form again, with its errors."""
        return super().get_context_data(
            **{
                "title": f"{self.title}, {self.row}", "submit": self.title, "cancel_href": self.page,
                "breadcrumbs": self.trail(
                    ("Payment runs", self.url("payment_runs")), (str(self.row), self.page), (self.title, "")
                ),
                **kwargs,
            }
        )  # fmt: skip


class TakeOut(_Form):
    """Take invoices out, or pay a part."""

    permission = "payments.propose"
    form_class = TakeOutForm
    prefix = "take"
    title = "Take out or pay in part"
    success_message = "The run is changed. Review it again."

    def perform(self, form: Form) -> str:
        """Find the items, and call the operation."""
        given = form.cleaned_data
        there = {one.invoice.number: one.uuid for one in found.items(self.row) if one.state == PaymentItem.State.IN}
        missing = [number for number in given["numbers"] if number not in there]
        if missing:
            raise DomainError(f"I{missing[0]:07} is not in this run.", field="numbers")
        chosen = [there[number] for number in given["numbers"]]
        same = {"run": self.row.uuid, "reason": given["reason"], "by": self.user, "at": timezone.now()}
        if given["amount"] is not None:
            payment_runs.pay_part(item=chosen[0], amount=given["amount"], **same)
        else:
            payment_runs.take_out(items=chosen, **same)
        return self.page


class SendFile(_Form):
    """Say which file goes to the bank: it has to be the one of the run."""

    permission = "payments.release"
    form_class = FileForm
    prefix = "send"
    title = "Check the file and record that it is sent"
    success_message = "The file is the one of this run, and is recorded as sent."

    def perform(self, form: Form) -> str:
        """Compare it, and record it."""
        body = form.cleaned_data["file"]
        payment_runs.send_file(run=self.row.uuid, body=body, by=self.user, at=timezone.now())
        return self.page


class WithdrawRun(_Form):
    """Put a run away."""

    permission = "payments.propose"
    form_class = ReasonForm
    prefix = "why"
    title = "Withdraw this run"
    success_message = "The run is withdrawn. Its invoices wait for another."

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        reason = form.cleaned_data["reason"]
        payment_runs.withdraw(run=self.row.uuid, reason=reason, by=self.user, at=timezone.now())
        return self.page


class RunFile(OneRun):
    """The file for the bank, for releasers alone; who takes it away is on the audit trail."""

    permission = "payments.release"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record it, send it. :raises Http404: before the release."""
        kept = found.file_of(self.row)
        if kept is None:
            raise Http404
        audit(
            action=AuditAction.EXPORT, object_type="finance_paymentfile", object_id=kept.pk, label=kept.name,
            changes={"sha256": kept.sha256, "payments": kept.n_payments, "total": str(kept.total)},
        )  # fmt: skip
        headers = {"Content-Disposition": f'attachment; filename="{kept.name}"'}
        return HttpResponse(payment_files.body_of(kept), content_type="application/octet-stream", headers=headers)


class OnePayment(PayablesView):
    """Something about one payment."""

    row: SupplierPayment

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.payment(self.kwargs["supplier_payment"])
        except SupplierPayment.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its run."""
        return self.url("payment_run", payment_run=self.row.run.uuid)


class ReturnPayment(OnePayment, PartnerFormView):
    """Record that a payment came back."""

    permission = "payments.confirm"
    template_name = "partners/form_page.html"
    form_class = ReturnForm
    success_message = "The invoices are owed again. Payments to this supplier are stopped until its account is checked."

    def perform(self, form: Form) -> str:
        """Call the operation."""
        if self.row.state != "PAID":
            raise WrongState("This payment has not been posted, or came back already.", action="return", state="")
        payment_posting.return_payment(payment=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        row = self.row
        return super().get_context_data(
            title="A payment came back", submit="Record that it came back", cancel_href=self.page,
            lead=f"{money(row.amount)} to {row.account.supplier}, paid on {day(row.run.pay_on)}.",
            breadcrumbs=self.trail(
                ("Payment runs", self.url("payment_runs")), (str(row.run), self.page), ("It came back", "")
            ), **kwargs,
        )  # fmt: skip


class Advice(OnePayment):
    """The remittance advice on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the PDF, record it, send it."""
        row, run = self.row, self.row.run
        shown = [one for one in found.items(run) if one.account_id == row.account_id and one.state != "OUT"]
        title = f"Remittance advice {run}, {row.account}"
        words = payment_posting.remittance(run, row, shown)
        address = [row.account.address, row.account.postcode]
        content = {"partner": {"name": run.legal_entity.legal_name}, "title": title, "address": address, **words}
        body = render_pdf("pdf/remittance.html", content, title=title)
        audit(action=AuditAction.EXPORT, object_type="finance_supplierpayment", object_id=row.pk, label=title)
        headers = {"Content-Disposition": f'attachment; filename="remittance-{run}-{row.account}.pdf"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)
