"""Monthly returns of contractors: the list, one return with its subcontractors, and what may be done with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import cis300, fiscal
from finance.forms.cis import BackReturnForm, DeclareForm, DrawUpReturnForm, SettleReturnForm
from finance.models import CisReturn, CisReturnLine
from finance.operations import cis_returns
from finance.queries import bank
from finance.queries import cis as found
from finance.states import CisReturnState
from finance.views.payables_base import PayablesView
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.irmark import irmark
from sharedservices.common.pdf import render_pdf
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

DRAFT, SIGNED, FROZEN = CisReturnState.DRAFT, CisReturnState.SIGNED, CisReturnState.FROZEN
TITLE = "Construction returns"
LAST_DAY_TO_PAY = 22


def state_of(row: CisReturn, on: date) -> str:
    """Say in a word how a return stands."""
    if row.state == FROZEN:
        return "Paid" if row.settlement_id else "Frozen"
    return "Late" if on > row.due_on else row.get_state_display()


class ContractorReturnsTable(Table):
    """Returns in a list."""

    stacks = True
    caption, nouns, filename = TITLE, ("return", "returns"), "construction-returns"
    default_sort = "-ends"
    empty = EmptyState("No return has been drawn up yet", "Draw one up for a tax month: also when nobody was paid.")
    columns: ClassVar[Sequence[Column]] = (
        Column("month", "Tax month", header=True, sort="month", href=lambda row: f"{row.uuid}/",
               value=lambda row: f"{day(row.month)} to {day(row.ends_on)}",
               hint=lambda row: f"{row.legal_entity.legal_name}, version {row.version}"),
        Column("ends", "Ends", kind=Kind.DATE, sort="ends_on", value=lambda row: row.ends_on, is_shown=False),
        Column("state", "State", kind=Kind.STATUS, sort="state",
               value=lambda row: state_of(row, timezone.localdate())),
        Column("due_on", "Due", kind=Kind.DATE, sort="due_on"),
        Column("n_lines", "Subcontractors", kind=Kind.NUMBER, sort="n_lines"),
        Column("gross", "Paid, without VAT", kind=Kind.MONEY, sort="gross"),
        Column("deducted", "Deducted", kind=Kind.MONEY, sort="deducted"),
    )  # fmt: skip


class ContractorReturns(PartnerList, PayablesView, TemplateView):  # type: ignore[misc]
    """Every return, and whether they come to what control account 94210 owes."""

    template_name = "finance/cis_returns.html"
    table_class = ContractorReturnsTable
    audited_as = "finance_cisreturn"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the returns."""
        return QuerySetRows(CisReturn.objects.of(self.partner.pk).select_related("legal_entity"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and prove the control account of each contractor."""
        entities = {one.legal_entity_id: one.legal_entity for one in found.schemes(self.partner.pk)}
        proofs = []
        for key, entity in entities.items():
            returned, paid, left = found.proof(self.partner.pk, key)
            ledger = found.in_ledger(self.partner.pk, key, fiscal.year_of(timezone.localdate()))
            proofs.append([
                {"text": entity.legal_name, "is_header": True}, {"text": money(returned), "is_numeric": True},
                {"text": money(paid), "is_numeric": True}, {"text": money(left), "is_numeric": True},
                {"text": money(ledger), "is_numeric": True},
                {"text": money(ledger - (returned - paid + left)), "is_numeric": True},
            ])  # fmt: skip
        new = {"label": "Draw a return up", "href": self.url("cis_return_new")}
        return super().get_context_data(
            title=TITLE, caption=self.partner.name, tabs=self.tabs("cis_returns"), proofs=proofs,
            proof_headings=[{"label": "Contractor"}, {"label": "On frozen returns", "is_numeric": True},
                            {"label": "Paid to HMRC", "is_numeric": True},
                            {"label": "On no return yet", "is_numeric": True},
                            {"label": "Ledger, account 94210", "is_numeric": True},
                            {"label": "Difference", "is_numeric": True}],
            lead="A return for each tax month, the 6th to the 5th, by the 19th, also when nobody was paid. They are "
                 "prepared here; HMRC’s own service takes the figures, nothing is sent from here.",
            actions=[new] if self.may("cis.prepare") and entities else [],
            breadcrumbs=self.trail((TITLE, "")), **kwargs,
        )  # fmt: skip


class OneContractorReturn(PayablesView):
    """Something about one return."""

    row: CisReturn

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        rows = CisReturn.objects.select_related(
            "legal_entity", "scheme__paye_scheme", "drawn_up_by", "prepared_by", "approved_by", "settlement"
        )
        try:
            self.row = rows.get(uuid=self.kwargs["cis_return"])
        except CisReturn.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the return's page."""
        return self.url("cis_return", cis_return=self.row.uuid)

    def back(self) -> str:
        """Go to the return."""
        return self.page


class SubcontractorLinesTable(Table):
    """Subcontractors on a return, as its file has them."""

    stacks = True
    caption, nouns, filename = "Subcontractors on it", ("subcontractor", "subcontractors"), "construction-return"
    default_sort, default_per_page = "", 100
    empty = EmptyState("Nobody was paid", "A return without payments is signed as one, too.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Subcontractor", header=True, href=lambda row: row.href),
        Column("utr", "Unique taxpayer reference", value=lambda row: row.verification.utr),
        Column("number", "Verification number", hint=lambda row: row.verification.get_status_display(),
               value=lambda row: row.verification.verification_number),
        Column("gross", "Paid, without VAT", kind=Kind.MONEY),
        Column("materials", "Materials", kind=Kind.MONEY),
        Column("deducted", "Deducted", kind=Kind.MONEY),
    )  # fmt: skip


class ContractorReturn(PartnerList, OneContractorReturn, TemplateView):  # type: ignore[misc]
    """One return: what it comes to, its subcontractors, and who signed. Its list is its file."""

    template_name = "finance/cis_return.html"
    table_class = SubcontractorLinesTable
    audited_as = "finance_cisreturnline"

    @property
    def title(self) -> str:
        """Which return it is: the name of the page and of downloads."""
        return f"{self.row}"

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the lines."""
        return ListRows([self._linked(one) for one in found.lines_of(self.row)])

    def _linked(self, one: Any) -> Any:
        one.href = self.url("cis_statement", cis_line=one.uuid) if self.row.state == FROZEN else (
            self.url("cis_account", supplier_account=one.account.uuid)
        )  # fmt: skip
        return one

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it comes to, and what may be done now."""
        row, on = self.row, timezone.localdate()
        prepares, approves = self.may("cis.prepare"), self.may("cis.approve")
        is_signed = row.state == SIGNED
        is_mine = is_signed and row.prepared_human == self.user.human_id
        of = {"cis_return": row.uuid}
        refused = "" if row.state != FROZEN else cis300.lacks(cis_returns.contractor(row), cis_returns.paid(row))
        owes = found.to_pay(row) if row.state == FROZEN and not row.settlement_id else 0
        return super().get_context_data(
            title=self.title, caption=row.legal_entity.legal_name, state=state_of(row, on), facts=self._facts(),
            lead=f"{money(row.deducted)} was deducted. The return is due on {day(row.due_on)}, the payment on "
                 f"{day(row.due_on.replace(day=LAST_DAY_TO_PAY))}.",
            is_mine=is_mine, is_frozen=row.state == FROZEN, refused=refused,
            message_href=self.url("cis_return_message", **of) if row.state == FROZEN and not refused else "",
            sign_href=self.url("cis_return_sign", **of) if prepares and row.state == DRAFT else "",
            draw_href=self.url("cis_return_new") if prepares and row.state != SIGNED else "",
            draw_words="Draw it up anew" if row.state == DRAFT else "Draw up another version",
            entity=str(row.legal_entity.uuid), month=row.month.strftime("%d/%m/%Y"),
            approve_href=self.url("cis_return_approve", **of) if is_signed and approves and not is_mine else "",
            back_href=self.url("cis_return_back", **of) if is_signed and approves else "",
            tell_href=self.url("cis_return_tell", **of) if row.state == FROZEN and prepares and row.n_lines else "",
            settle_href=self.url("cis_return_settle", **of) if prepares and owes else "",
            breadcrumbs=self.trail((TITLE, self.url("cis_returns")), (str(row), "")), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        row = self.row
        facts: list[dict[str, Any]] = [
            {"key": "PAYE reference", "value": str(row.scheme),
             "hint": f"Accounts office {row.scheme.paye_scheme.accounts_office_reference}; UTR {row.scheme.utr}"},
            {"key": "Paid, without VAT", "value": money(row.gross), "hint": f"Materials {money(row.materials)}"},
            {"key": "Deducted", "value": money(row.deducted)},
            {"key": "Drawn up by", "value": row.drawn_up_by.full_name, "hint": row.comment},
        ]  # fmt: skip
        if row.prepared_by:
            words = "Nobody was paid" if row.is_nil else "Employment status considered; all verified"
            facts.append({"key": "Signed by", "value": row.prepared_by.full_name, "hint": words})
        if row.approved_by:
            facts.append({"key": "Approved by", "value": row.approved_by.full_name})
        if row.settlement and row.settled is not None:
            paid = day(row.settlement.accounting_date)
            facts.append({"key": "Paid to HMRC", "value": money(row.settled), "hint": f"{paid}, {row.settlement}"})
        return facts


class _ReturnForm(PayablesView, PartnerFormView):
    permission = "cis.prepare"
    template_name = "partners/form_page.html"
    title, submit, lead = "", "", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": self.title, "submit": self.submit, "lead": self.lead, "cancel_href": self.cancel(),
            "breadcrumbs": self.trail((TITLE, self.url("cis_returns")), (self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))

    def cancel(self) -> str:
        """Return where to go without doing anything."""
        return self.url("cis_returns")


class DrawUpReturn(_ReturnForm):
    """Draw a return up."""

    form_class = DrawUpReturnForm
    title, submit = "Draw a construction return up", "Draw it up"
    lead = "It takes every payment under the scheme that was posted for the tax month, and what came back in it."
    success_message = "It is drawn up."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the legal entities that are contractors."""
        held = {one.legal_entity_id: one.legal_entity for one in found.schemes(self.partner.pk)}
        choices = [(str(one.uuid), one.legal_name) for one in held.values()]
        return {**super().get_form_kwargs(), "entities": choices}

    def perform(self, form: Form) -> str:
        """Draw it up."""
        given = form.cleaned_data
        row = cis_returns.draw_up(
            legal_entity=given["entity"], month=given["month"], by=self.user, at=timezone.now()
        )  # fmt: skip
        return self.url("cis_return", cis_return=row.uuid)


class _OfContractorReturn(OneContractorReturn, _ReturnForm):
    def cancel(self) -> str:
        """Return to the return."""
        return self.page


class SignContractorReturn(_OfContractorReturn):
    """Declare and sign."""

    form_class = DeclareForm
    title, submit = "Sign this construction return", "Sign it"
    lead = "You declare that what it says is complete and correct. Another person approves it."
    success_message = "You have signed it. Another person approves it."

    def perform(self, form: Form) -> str:
        """Sign it."""
        cis_returns.sign(cis_return=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.page


class SendReturnBack(_OfContractorReturn):
    """Send a signed return back."""

    permission = "cis.approve"
    form_class = BackReturnForm
    title, submit = "Send this construction return back", "Send it back"
    success_message = "It is a draft again."

    def perform(self, form: Form) -> str:
        """Send it back."""
        words = form.cleaned_data["words"]
        cis_returns.send_back(cis_return=self.row.uuid, words=words, by=self.user, at=timezone.now())
        return self.page


class ApproveContractorReturn(OneContractorReturn, PartnerActionView):
    """Approve a return: it is frozen."""

    permission = "cis.approve"
    success_message = "It is frozen. Give its figures to HMRC, and subcontractors their statements."

    def perform(self) -> str:
        """Freeze it."""
        cis_returns.approve(cis_return=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class SettleContractorReturn(_OfContractorReturn):
    """Post that HMRC was paid."""

    form_class = SettleReturnForm
    title, submit = "Post the payment of this construction return", "Post it"
    success_message = "It is posted: the control account is clear of this return."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the entity's accounts."""
        rows = bank.in_use(partner_id=self.partner.pk).filter(legal_entity=self.row.legal_entity)
        return {**super().get_form_kwargs(), "accounts": [(str(one.uuid), str(one)) for one in rows.order_by("name")]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how much."""
        return super().get_context_data(lead=f"{money(found.to_pay(self.row))} is to be paid to HMRC.", **kwargs)

    def perform(self, form: Form) -> str:
        """Post it."""
        given = form.cleaned_data
        cis_returns.settle(
            cis_return=self.row.uuid, account=given["account"], on=given["on"], by=self.user, at=timezone.now()
        )
        return self.page


class TellStatements(OneContractorReturn, PartnerActionView):
    """Send subcontractors their statements."""

    permission = "cis.prepare"

    def perform(self) -> str:
        """Send them, each once."""
        told = cis_returns.tell(cis_return=self.row.uuid, by=self.user, at=timezone.now())
        left = self.row.n_lines - told
        self.success_message = f"{counted(told, 'statement is', 'statements are')} on the way." + (
            f" {counted(left, 'subcontractor has', 'subcontractors have')} no address: print theirs." if left else ""
        )
        return self.page


class ReturnMessage(OneContractorReturn):
    """A frozen return as the message that HMRC takes. Nothing is sent from here."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it out, and say so on the trail; go back with the reason where there is none to give."""
        row = self.row
        try:
            if row.state != FROZEN:
                raise cis300.ReturnRefused("The message for HMRC is made once the return is frozen.")
            message = cis300.write(
                contractor=cis_returns.contractor(row), ends_on=row.ends_on, paid=cis_returns.paid(row)
            )
        except cis300.ReturnRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.page)
        mark = irmark(message)
        audit(
            action=AuditAction.EXPORT, object_type="finance_cisreturn", object_id=row.pk, label=str(row),
            changes={"irmark": mark},
        )  # fmt: skip
        headers = {"Content-Disposition": f'attachment; filename="cis300-{row.ends_on}-{row.version}.xml"'}
        return HttpResponse(message, content_type="application/xml", headers=headers)


class OneStatement(PayablesView):
    """A subcontractor's payment and deduction statement on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the PDF, record it, send it. :raises Http404: when there is none in scope."""
        rows = CisReturnLine.objects.select_related("account__supplier", "verification")
        try:
            line = rows.get(uuid=self.kwargs["cis_line"])
        except CisReturnLine.DoesNotExist:
            raise Http404 from None
        row = CisReturn.objects.select_related("legal_entity", "scheme__paye_scheme").get(pk=line.cis_return_id)
        title = f"Payment and deduction statement to {day(row.ends_on)}, {line.account}"
        words = cis_returns.statement(row, line)
        address = [line.account.address, line.account.postcode]
        content = {"partner": {"name": row.legal_entity.legal_name}, "title": title, "address": address, **words}
        content["is_draft"] = row.state != FROZEN
        body = render_pdf("pdf/cis_statement.html", content, title=title)
        audit(action=AuditAction.EXPORT, object_type="finance_cisreturnline", object_id=line.pk, label=title)
        headers = {"Content-Disposition": f'attachment; filename="statement-{row.ends_on}-{line.account}.pdf"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)
