"""The Construction Industry Scheme: subcontractors, what HMRC said of them, and what was deducted."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from finance.forms.cis import SchemeForm, SubcontractorsFilter, VerificationForm
from finance.forms.payables import ReasonForm
from finance.models import CisVerification, SupplierAccount
from finance.operations import cis
from finance.operations.cis import VerificationWanted
from finance.queries import cis as found
from finance.queries import payables_pages
from finance.queries.cis import Subcontractor
from finance.states import CisVerificationState
from finance.views.payables_base import PayablesView
from partners.models import PayeScheme
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment, money
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Construction scheme"
WAITS = CisVerificationState.PROPOSED


class SubcontractorsTable(Table):
    """Subcontractors in a list."""

    stacks = True
    caption, nouns, filename = "Subcontractors", ("subcontractor", "subcontractors"), "subcontractors"
    filter_form, default_sort = SubcontractorsFilter, ""
    empty = EmptyState(
        "There are no subcontractors", "Mark a supplier’s account so under its address and terms, then verify it."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("supplier", "Subcontractor", header=True, hint=lambda row: row.entity, href=lambda row: row.href),
        Column("status", "Paid", kind=Kind.STATUS),
        Column("number", "Verification number"),
        Column("verified_on", "Verified on", kind=Kind.DATE),
        Column("good_until", "Counts until", kind=Kind.DATE),
        Column("deducted", "Deducted this tax year", kind=Kind.MONEY),
    )


class Subcontractors(PartnerList, PayablesView, TemplateView):  # type: ignore[misc]
    """Every subcontractor of the partner, and its legal entities as contractors."""

    template_name = "finance/cis.html"
    table_class = SubcontractorsTable
    audited_as = "finance_cisverification"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the subcontractors that the filters leave."""
        rows = found.subcontractors(partner_id=self.partner.pk, on=timezone.localdate(), words=filters.get("q") or "")
        return ListRows([self._linked(one) for one in rows])

    def _linked(self, one: Subcontractor) -> Subcontractor:
        one.href = self.url("cis_account", supplier_account=one.uuid)
        return one

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and how each legal entity is registered as a contractor."""
        new = {"label": "Register a contractor scheme", "href": self.url("cis_scheme_new"), "kind": "secondary"}
        return super().get_context_data(
            title=TITLE, caption=self.partner.name, tabs=self.tabs("cis"),
            lead="Subcontractors are verified with HMRC before they are first paid. What is deducted is worked out "
                 "when they are paid, from labour alone: never from VAT, materials or the CITB levy.",
            facts=[
                {"key": one.legal_entity.legal_name, "value": f"PAYE {one}, UTR {one.utr}",
                 "hint": f"Accounts office {one.paye_scheme.accounts_office_reference}; from {day(one.first_day)}"}
                for one in found.schemes(self.partner.pk)
            ],
            actions=[new] if self.may("cis.prepare") else [],
            breadcrumbs=self.trail((TITLE, "")), **kwargs,
        )  # fmt: skip


class RegisterScheme(PayablesView, PartnerFormView):
    """Write down under which PAYE scheme a legal entity deducts."""

    permission = "cis.prepare"
    template_name = "partners/form_page.html"
    form_class = SchemeForm
    success_message = "It is written down. Payments to subcontractors may be made from that day on."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer PAYE schemes with their legal entities."""
        rows = PayeScheme.objects.of(self.partner.pk).select_related("legal_entity").order_by("name", "id")
        choices = [(str(one.uuid), f"{one}, {one.legal_entity.legal_name}") for one in rows]
        return {**super().get_form_kwargs(), "schemes": choices}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = form.cleaned_data
        scheme = PayeScheme.objects.of(self.partner.pk).select_related("legal_entity").get(uuid=given["paye_scheme"])
        cis.register_scheme(
            legal_entity=scheme.legal_entity.uuid, paye_scheme=scheme.uuid, utr=given["utr"],
            first_day=given["first_day"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.url("cis")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Register a contractor scheme"
        return super().get_context_data(
            title=title, submit="Write it down", cancel_href=self.url("cis"),
            lead="Each legal entity that pays subcontractors is a contractor of its own, with a return of its own.",
            breadcrumbs=self.trail((TITLE, self.url("cis")), (title, "")), **kwargs,
        )  # fmt: skip


class OneSubcontractor(PayablesView):
    """Something about one account under the scheme."""

    row: SupplierAccount

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = payables_pages.account(self.kwargs["supplier_account"])
        except SupplierAccount.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("cis_account", supplier_account=self.row.uuid)

    def back(self) -> str:
        """Return to its page."""
        return self.page

    def trail_to(self, last: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs down to the account, or below it."""
        steps = [(TITLE, self.url("cis")), (str(self.row.supplier), self.page if last else "")]
        return self.trail(*steps, *([(last, "")] if last else []))


class SubcontractorPage(OneSubcontractor, TemplateView):
    """One account: what HMRC said, who approved it, and what was deducted."""

    template_name = "finance/cis_account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, on = self.row, timezone.localdate()
        rows = found.verifications(row)
        waiting = next((one for one in rows if one.state == WAITS), None)
        held = found.standing(row.partner_id, [row.pk], on).get(row.pk)
        is_mine = waiting is not None and waiting.made_human == self.user.human_id
        account = {"supplier_account": row.uuid}
        may_decide = waiting is not None and self.may("suppliers.verify")
        return super().get_context_data(
            title=f"{row.supplier}: construction scheme", caption=f"{row}, {row.legal_entity.legal_name}",
            facts=self._facts(held, row), row_uuid=row.uuid, waiting=waiting,
            waiting_facts=_said(waiting) if waiting else [],
            is_mine=is_mine, may_approve=may_decide and not is_mine,
            may_refuse=may_decide,
            may_verify=waiting is None and row.is_subcontractor and self.may("suppliers.edit"),
            is_subcontractor=row.is_subcontractor, verify_href=self.url("cis_verify", **account),
            supplier_href=self.url("supplier", **account), reason_form=ReasonForm(auto_id="why_%s"),
            history=[_verification(one) for one in rows if one.state != WAITS],
            history_headings=[{"label": "What HMRC said"}, {"label": "Payments from"}, {"label": "State"},
                              {"label": "Entered and decided by"}],
            entries=[self._entry(one) for one in found.entries(row)],
            entry_headings=[{"label": "Payment"}, {"label": "Day"}, {"label": "Without VAT", "is_numeric": True},
                            {"label": "Materials", "is_numeric": True}, {"label": "Deducted", "is_numeric": True}],
            breadcrumbs=self.trail_to(), **kwargs,
        )  # fmt: skip

    def _facts(self, held: CisVerification | None, row: SupplierAccount) -> list[dict[str, Any]]:
        if held is None:
            return [{"key": "Paid", "value": "Not at all: it is not verified"}]
        paid = found.last_paid(row.partner_id, [row.pk], timezone.localdate()).get(row.pk)
        return [*_said(held), {"key": "Counts until", "value": day(found.good_until(held, paid)),
                               "hint": "The end of the second tax year after it was verified or paid"}]  # fmt: skip

    def _entry(self, one: Any) -> list[dict[str, Any]]:
        run = one.payment.run
        return [
            {"text": str(run), "hint": one.get_kind_display(), "is_header": True,
             "href": self.url("payment_run", payment_run=run.uuid)},
            {"text": day(one.on)}, {"text": money(one.gross), "is_numeric": True},
            {"text": money(one.materials), "is_numeric": True}, {"text": money(one.deducted), "is_numeric": True},
        ]  # fmt: skip


class VerifySubcontractor(OneSubcontractor, PartnerFormView):
    """Enter what HMRC said."""

    permission = "suppliers.edit"
    template_name = "partners/form_page.html"
    form_class = VerificationForm
    success_message = "It waits for a second person. The subcontractor is not paid before that."

    def get_initial(self) -> dict[str, Any]:
        """Begin with what was approved last."""
        held = found.standing(self.row.partner_id, [self.row.pk], timezone.localdate()).get(self.row.pk)
        if held is None:
            return {"company_number": self.row.supplier.company_number}
        names = ("status", "trading_type", "utr", "company_number", "vat_from", "vat_to", "end_user_notice_on")
        return {name: getattr(held, name) for name in names}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        wanted = VerificationWanted(**form.cleaned_data)
        cis.propose(account=self.row.uuid, wanted=wanted, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "What HMRC said of this subcontractor"
        return super().get_context_data(
            title=title, submit="Propose this", cancel_href=self.page, breadcrumbs=self.trail_to(title),
            lead="Verify it with HMRC first. Nothing is sent from here: enter the answer as it stands. "
                 "Somebody else approves it.",
            **kwargs,
        )  # fmt: skip


class ApproveVerification(OneSubcontractor, PartnerActionView):
    """Approve what somebody else entered."""

    permission = "suppliers.verify"
    success_message = "It is approved. Payments are made like this from its day on."

    def perform(self) -> str:
        """Call the operation."""
        cis.approve(verification=_waiting(self.row), by=self.user, at=timezone.now())
        return self.page


class RefuseVerification(OneSubcontractor, PartnerFormView):
    """Put away what was entered wrongly."""

    permission = "suppliers.verify"
    http_method_names = ["post", "options"]
    template_name = "partners/form_page.html"
    form_class = ReasonForm
    success_message = "It is refused. Enter what HMRC said anew."

    def perform(self, form: Form) -> str:
        """Call the operation."""
        cis.refuse(verification=_waiting(self.row), reason=form.cleaned_data["reason"], by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the reason again, with its error."""
        return super().get_context_data(
            title="Refuse what was entered", submit="Refuse it", cancel_href=self.page, **kwargs
        )


def _waiting(row: SupplierAccount) -> UUID:
    """Return what waits for a decision. :raises WrongState: when nothing does."""
    return found.waiting(row).uuid


def _said(one: CisVerification) -> list[dict[str, Any]]:
    """Return what HMRC said as facts."""
    vat = "Not registered"
    if one.vat_from is not None:
        vat = f"Registered from {day(one.vat_from)}" + (f" to {day(one.vat_to)}" if one.vat_to else "")
    notice = f"Told on {day(one.end_user_notice_on)}: it charges VAT" if one.end_user_notice_on else (
        "Not told: reverse charge on construction services"
    )  # fmt: skip
    return [
        {"key": "Paid", "value": one.get_status_display(), "hint": one.verification_number},
        {"key": "Verified on", "value": day(one.verified_on), "hint": f"Payments from {day(one.valid_from)}"},
        {"key": "Verified as", "value": one.legal_name, "hint": one.get_trading_type_display()},
        {"key": "Unique taxpayer reference", "value": one.utr or "None"},
        *([{"key": "National Insurance number", "value": one.nino_shown}] if one.nino_shown else []),
        *([{"key": "Company number", "value": one.company_number}] if one.company_number else []),
        {"key": "VAT", "value": vat}, {"key": "That we are an end user", "value": notice},
        {"key": "HMRC’s answer", "value": one.evidence},
    ]  # fmt: skip


def _verification(one: CisVerification) -> list[dict[str, Any]]:
    decided = f"{one.decided_by.full_name}, {moment(one.decided_at)}" if one.decided_by and one.decided_at else ""
    return [
        {"text": one.get_status_display(), "hint": one.verification_number, "is_header": True},
        {"text": day(one.valid_from)},
        {"text": one.get_state_display(), "hint": one.decision_reason},
        {"text": f"{one.made_by.full_name}, {moment(one.made_at)}", "hint": decided},
    ]
