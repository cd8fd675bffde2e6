"""Bills of a shared service: what each partner is to be billed, drafting, issuing and discarding them all at once."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from finance.engine.recharge_bills import Instalment
from finance.forms.recharge_bills import BillsForm
from finance.models import Fund, RechargeBill, SalesLine
from finance.operations import recharge_bills
from finance.operations.recharge_bills import BillsWanted
from finance.queries import recharge_bills as found
from finance.queries.recharge_bills import Billed, Billing, Prospect
from finance.views.recharges import OnePool
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.money import ZERO

HEADINGS = [
    {"label": "Partner"}, {"label": "Share up to now", "is_numeric": True},
    {"label": "Billed, with drafts", "is_numeric": True}, {"label": "To bill now", "is_numeric": True},
    {"label": "Stands"},
]  # fmt: skip
BILL_HEADINGS = [
    {"label": "Invoice"}, {"label": "Partner"}, {"label": "Without VAT", "is_numeric": True},
    {"label": "With VAT", "is_numeric": True}, {"label": "State"}, {"label": "There"},
]  # fmt: skip


class OneInstalment(OnePool):
    """Something about one instalment of a pool."""

    instalment: Instalment

    def load(self) -> None:
        """Find it. :raises Http404: for a pool of another partner, or an instalment that there is not."""
        super().load()
        if self.kwargs["instalment"] not in set(Instalment):
            raise Http404
        self.instalment = Instalment(self.kwargs["instalment"])

    @cached_property
    def billing(self) -> Billing:
        """Return what is to be billed now."""
        return found.billing(self.pool, self.instalment, on=timezone.localdate())

    @property
    def here(self) -> str:
        """The address of the bills."""
        return self.bills_url(self.instalment)

    def bills_url(self, one: Instalment, name: str = "cost_pool_bills") -> str:
        """Return the address of an instalment."""
        return self.url(name, cost_pool=self.pool.uuid, instalment=one.value)

    def back(self) -> str:
        """Return to the bills."""
        return self.here

    def under(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs below the pool."""
        return self.trail(
            ("Services that we provide", self.url("cost_pools")), (str(self.pool), self.page), *steps
        )  # fmt: skip


class BillsPage(OneInstalment, TemplateView):
    """What each partner is to be billed and was billed, and what may be done about it."""

    template_name = "finance/recharge_bills.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lay out the instalment."""
        now, label = self.billing, self.instalment.label
        n, drafts = len(now.to_draft), now.drafts
        total = sum((one.pounds for one in now.to_draft), ZERO)
        bills = [each for one in now.prospects for each in one.bills]
        may_draft, may_issue = self.may("recharges.keep"), self.may("recharges.issue")
        return super().get_context_data(
            title=f"Bills of {self.pool}: {label}", caption=self.partner.name,
            lead="A bill is the share up to now less what was billed before. Each partner gets its own electronically.",
            tabs=[
                {"label": one.label, "href": self.bills_url(one), "active": one == self.instalment}
                for one in Instalment
            ],
            why_not=f"Nothing can be billed: {now.why_not}." if now.why_not else "",
            headings=HEADINGS, rows=[self._row(one) for one in now.prospects],
            totals=[{"text": "Together", "is_header": True}, {"text": ""}, {"text": ""},
                    {"text": money(total), "is_numeric": True, "is_negative": total < 0}, {"text": ""}],
            chart=RowChart(
                title="To bill now", bars=[Bar(one.share.to_partner.short_name, one.pounds) for one in now.to_draft],
                summary=f"{money(total)} to {counted(n, 'partner', 'partners')}, without VAT.",
                label_heading="Partner", value_heading="To bill now", say=money,
            ) if n and not now.why_not else None,
            bills=[self._bill(one) for one in bills], bill_headings=BILL_HEADINGS, seen=now.seen,
            draft_href=self.bills_url(self.instalment, "cost_pool_bills_draft") if n and may_draft else "",
            draft_words=f"Draft {counted(n, 'bill', 'bills')}",
            issue_href=self.bills_url(self.instalment, "cost_pool_bills_issue") if drafts and self._may_issue() else "",
            issue_words=f"Issue {counted(len(drafts), 'bill', 'bills')}",
            waits_for_another=bool(drafts) and not (may_issue and self._may_issue()),
            discard_href=self.bills_url(self.instalment, "cost_pool_bills_discard") if drafts and may_draft else "",
            discard_words=f"Discard {counted(len(drafts), 'draft', 'drafts')}",
            breadcrumbs=self.under((f"Bills: {label}", "")), **kwargs,
        )  # fmt: skip

    def _may_issue(self) -> bool:
        """Tell whether this person may issue every draft: whoever raised one may not."""
        raised = {one.bill.invoice.raised_human for one in self.billing.drafts}
        return self.may("recharges.issue") and self.user.human_id not in raised

    def _row(self, one: Prospect) -> list[dict[str, Any]]:
        due = one.due
        now = f"Can be drafted, to {one.customers[0]}" if one.customers and not one.why_not else one.why_not
        if self.billing.why_not and not one.bills:
            now = ""
        return [
            {"text": one.share.to_partner.name, "is_header": True},
            {"text": money(due.up_to_now) if due else "", "is_numeric": True},
            {"text": money(due.before) if due else "", "is_numeric": True},
            {"text": money(one.pounds), "is_numeric": True, "is_negative": one.pounds < 0}, {"text": now},
        ]  # fmt: skip

    def _bill(self, one: Billed) -> list[dict[str, Any]]:
        invoice, sent = one.bill.invoice, one.envelope
        href = self.url("sales_invoice", sales_invoice=invoice.uuid) if self.may("receivables.view") else ""
        sign = -1 if one.bill.pounds < 0 else 1
        there = ""
        if sent is not None:
            said = timezone.localdate(sent.answered_at or sent.taken_at or sent.sent_at)
            there = f"{sent.get_state_display()} on {day(said)}"
        return [
            {"text": str(invoice), "href": href, "is_header": True},
            {"text": invoice.customer.name}, {"text": money(one.bill.pounds), "is_numeric": True},
            {"text": money(sign * invoice.gross), "is_numeric": True}, {"text": invoice.get_state_display()},
            {"text": there, "hint": sent.words if sent else ""},
        ]  # fmt: skip


class DraftBills(OneInstalment, PartnerFormView):
    """Draft the bills of an instalment."""

    permission = "recharges.keep"
    form_class = BillsForm
    template_name = "partners/form_page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or say that there is nothing to draft."""
        if self.billing.to_draft:
            return super().get(request, *args, **kwargs)
        messages.info(request, "There is nothing to draft: the page says for each partner why.")
        return redirect(self.here)

    def get_initial(self) -> dict[str, Any]:
        """Begin with what the last bill of the pool said."""
        given: dict[str, Any] = {"seen": self.billing.seen}
        last = RechargeBill.objects.of(self.partner.pk).filter(pool=self.pool).order_by("id").last()
        if last is None:
            return given
        lines = SalesLine.objects.of(self.partner.pk).filter(invoice=last.invoice_id).order_by("number")
        line = lines.select_related("coding__subjective", "coding__cost_centre", "coding__fund").first()
        if line is None:
            return given
        of = line.coding
        return given | {
            "vat_code": line.vat_code, "vat_reference": last.vat_reference, "subjective": of.subjective.code,
            "cost_centre": of.cost_centre.code if of.cost_centre else "", "fund": of.fund.code,
        }  # fmt: skip

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer funds, and customers where a partner is several."""
        funds = Fund.objects.of(self.partner.pk).filter(valid__contains=timezone.localdate()).order_by("code")
        several = [one for one in self.billing.to_draft if len(one.customers) > 1]
        return {
            **super().get_form_kwargs(),
            "funds": sorted(((one.code, str(one)) for one in funds), key=lambda one: (one[0] != "GEN", one[0])),
            "customers": {
                one.share.to_partner.code: (
                    one.share.to_partner.name,
                    [(str(each.uuid), f"{each}, {each.legal_entity.legal_name}") for each in one.customers],
                )
                for one in several
            },
        }  # fmt: skip

    def perform(self, form: Form) -> str:
        """Draft them."""
        assert isinstance(form, BillsForm)  # noqa: S101 - the class above
        given = form.cleaned_data
        wanted = BillsWanted(
            instalment=self.instalment, vat_code=given["vat_code"], vat_reference=given["vat_reference"],
            segments=form.segments, seen=given["seen"], customers=form.customers,
        )  # fmt: skip
        made = recharge_bills.draft(pool=self.pool.uuid, wanted=wanted, by=self.user, at=timezone.now())
        self.success_message = f"{counted(len(made), 'bill is', 'bills are')} drafted. Another person issues them."
        return self.here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is drafted."""
        now = self.billing.to_draft
        total = sum((one.pounds for one in now), ZERO)
        title = f"Draft the bills of {self.pool}: {self.instalment.label}"
        partners = counted(len(now), "partner", "partners")
        given = {
            "title": title, "submit": f"Draft {counted(len(now), 'bill', 'bills')}", "cancel_href": self.here,
            "lead": f"{money(total)} to {partners}, without VAT. Nothing is owed before another person issues them.",
            "breadcrumbs": self.under((f"Bills: {self.instalment.label}", self.here), ("Draft", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class _OnDrafts(OneInstalment, PartnerActionView):
    """Something done to all drafts of an instalment, as they were seen."""

    @property
    def seen(self) -> str:
        """Return what was seen."""
        return self.request.POST.get("seen", "")


class IssueBills(_OnDrafts):
    """Issue the drafts of an instalment."""

    permission = "recharges.issue"

    def perform(self) -> str:
        """Issue them."""
        made = recharge_bills.issue(
            pool=self.pool.uuid, instalment=self.instalment, seen=self.seen, by=self.user, at=timezone.now()
        )
        n = counted(len(made), "bill is", "bills are")
        self.success_message = f"{n} issued, posted to the ledger and sent to the partners electronically."
        return self.here


class DiscardBills(_OnDrafts):
    """Discard the drafts of an instalment."""

    permission = "recharges.keep"

    def perform(self) -> str:
        """Discard them."""
        n = recharge_bills.discard(
            pool=self.pool.uuid, instalment=self.instalment, seen=self.seen, by=self.user, at=timezone.now()
        )
        self.success_message = f"{counted(n, 'draft is', 'drafts are')} discarded. They may be drafted again."
        return self.here
