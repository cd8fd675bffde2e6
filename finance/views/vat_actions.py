"""What is done about VAT: registering, uses of purchases, drawing returns up, signing and settling them."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone

from finance.forms.vat import AdjustForm, BackForm, DrawUpForm, RegistrationForm, SettleForm, SignReturnForm, UseForm
from finance.models import CostCentre, VatAdjustment
from finance.operations import vat_returns
from finance.operations.vat_returns import AdjustmentWanted
from finance.queries import bank
from finance.views.vat import OneReturn, VatView
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.formatting import money


class _Form(VatView, PartnerFormView):
    template_name = "partners/form_page.html"
    permission = "vat.prepare"
    title, submit, lead = "", "", ""

    def steps(self) -> list[tuple[str, str]]:
        """Return the breadcrumbs before this page."""
        return []

    def cancel(self) -> str:
        """Return where to go without doing anything."""
        return self.url("vat")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": self.title, "submit": self.submit, "lead": self.lead, "cancel_href": self.cancel(),
            "breadcrumbs": self.trail(*self.steps(), (self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class _OfEntity(_Form):
    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}


class Register(_OfEntity):
    """Write a registration down."""

    form_class = RegistrationForm
    title, submit = "Register for VAT", "Write it down"
    lead = "From the first day of a period on. What was charged before that day was declared elsewhere."
    success_message = "It is written down. The first return can be drawn up."

    def perform(self, form: Form) -> str:
        """Write it down."""
        given = form.cleaned_data
        vat_returns.register(
            legal_entity=given["entity"], vat_number=given["vat_number"], stagger=given["stagger"],
            first_day=given["first_day"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.url("vat")


class DrawUp(_OfEntity):
    """Draw the next return up, or the open one anew."""

    form_class = DrawUpForm
    title, submit = "Draw a return up", "Draw it up"
    lead = "The next period’s, or the open one anew with what has been posted since."
    success_message = "It is drawn up, with every document that belongs on it."

    def get_initial(self) -> dict[str, Any]:
        """Choose the entity that the address names."""
        return {"entity": self.request.GET.get("entity", "")}

    def perform(self, form: Form) -> str:
        """Draw it up."""
        row = vat_returns.draw_up(legal_entity=form.cleaned_data["entity"], by=self.user, at=timezone.now())
        return self.url("vat_return", vat_return=row.uuid)


class SayUse(_Form):
    """Say what the purchases of a cost centre are used for."""

    form_class = UseForm
    title, submit = "Say what a cost centre buys for", "Write it down"
    success_message = "It is written down."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer cost centres."""
        rows = CostCentre.objects.of(self.partner.pk).order_by("code")
        return {**super().get_form_kwargs(), "centres": [(str(one.pk), str(one)) for one in rows]}

    def steps(self) -> list[tuple[str, str]]:
        """Return the breadcrumbs before this page."""
        return [("What purchases are used for", self.url("vat_uses"))]

    def cancel(self) -> str:
        """Return to the list."""
        return self.url("vat_uses")

    def perform(self, form: Form) -> str:
        """Write it down."""
        given = form.cleaned_data
        vat_returns.attribute(
            cost_centre=int(given["cost_centre"]), use=given["use"], exempt_percent=given["exempt_percent"],
            valid_from=given["valid_from"], reason=given["reason"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.url("vat_uses")


class _AtReturn(OneReturn, _Form):
    def steps(self) -> list[tuple[str, str]]:
        """Return the breadcrumbs before this page."""
        return [(str(self.row), self.page)]

    def cancel(self) -> str:
        """Return to the return."""
        return self.page


class Adjust(_AtReturn):
    """Put something on a draft that is no document."""

    form_class = AdjustForm
    title, submit = "Put something right on this return", "Put it on"
    lead = "It is posted when the return is approved."
    success_message = "It is on the return."

    def perform(self, form: Form) -> str:
        """Put it on."""
        vat_returns.adjust(
            vat_return=self.row.uuid, wanted=AdjustmentWanted(**form.cleaned_data), by=self.user, at=timezone.now()
        )
        return self.page


class TakeOut(VatView, PartnerActionView):
    """Take an adjustment out of a draft."""

    permission = "vat.prepare"
    success_message = "It is taken out."
    row: VatAdjustment

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = VatAdjustment.objects.select_related("vat_return").get(uuid=self.kwargs["vat_adjustment"])
        except VatAdjustment.DoesNotExist:
            raise Http404 from None

    def perform(self) -> str:
        """Take it out."""
        page = self.back()
        vat_returns.take_out(adjustment=self.row.uuid, by=self.user, at=timezone.now())
        return page

    def back(self) -> str:
        """Go to the return."""
        return self.url("vat_return", vat_return=self.row.vat_return.uuid)


class Sign(_AtReturn):
    """Sign a return as its preparer."""

    form_class = SignReturnForm
    title, submit = "Sign this return", "Sign it"
    lead = "Its lines and boxes stay as they are from now on. Another person approves it."
    success_message = "You have signed it. Another person approves it."

    def perform(self, form: Form) -> str:
        """Sign it."""
        vat_returns.sign(
            vat_return=self.row.uuid, period_key=form.cleaned_data["period_key"], by=self.user, at=timezone.now()
        )
        return self.page


class Approve(OneReturn, PartnerActionView):
    """Approve a return: it is frozen."""

    permission = "vat.approve"
    success_message = "It is frozen. Take its figures to HMRC."

    def perform(self) -> str:
        """Freeze it."""
        vat_returns.approve(vat_return=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class SendBack(_AtReturn):
    """Send a signed return back."""

    permission = "vat.approve"
    form_class = BackForm
    title, submit = "Send this return back", "Send it back"
    success_message = "It is a draft again."

    def perform(self, form: Form) -> str:
        """Send it back."""
        vat_returns.send_back(
            vat_return=self.row.uuid, words=form.cleaned_data["words"], by=self.user, at=timezone.now()
        )
        return self.page


class Settle(_AtReturn):
    """Post that HMRC was paid, or paid."""

    form_class = SettleForm
    title, submit = "Settle this return", "Post it"
    success_message = "It is posted: the control account is clear of this return."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the entity's accounts."""
        rows = bank.in_use(partner_id=self.partner.pk).filter(legal_entity=self.row.legal_entity)
        return {**super().get_form_kwargs(), "accounts": [(str(one.uuid), str(one)) for one in rows.order_by("name")]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how much."""
        words = "was paid to HMRC" if self.row.to_pay > 0 else "came from HMRC"
        return super().get_context_data(lead=f"{money(abs(self.row.to_pay))} {words}.", **kwargs)

    def perform(self, form: Form) -> str:
        """Post it."""
        given = form.cleaned_data
        vat_returns.settle(
            vat_return=self.row.uuid, account=given["account"], on=given["on"], by=self.user, at=timezone.now()
        )
        return self.page
