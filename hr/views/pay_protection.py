"""Propose pay protection and market supplements of a job, and their earlier end (domain HR-04)."""

from datetime import date
from typing import Any, ClassVar

from django.forms import Form

from hr import change_kinds_protection as kinds
from hr.forms.base import EndForm
from hr.forms.pay_protection import ProtectionForm, SupplementForm
from hr.models import MarketSupplement, PayProtection
from hr.queries import organisation
from hr.queries import pay_protection as found
from hr.views.base import find
from hr.views.change import JobProposal
from hr.views.people import as_options

ENDS = "Coming changes to pay warns the person and the manager before it ends."


class _Paid(JobProposal):
    """What is paid by an element from a first to a last day."""

    names: ClassVar[tuple[str, ...]] = ()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the elements."""
        offered = as_options(organisation.element_choices(partner_id=self.partner.pk, on=self.on))
        return {**super().get_form_kwargs(), "elements": offered}

    def before(self, on: date) -> dict[str, str]:
        """Say what holds."""
        return found.words(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        """Return what is proposed."""
        return {name: form.cleaned_data[name] for name in self.names}

    def proposed_before(self, payload: Any) -> dict[str, Any]:
        """Fill the form from what was proposed."""
        values = super().proposed_before(payload)
        if "review_on" in values:
            values["review_on"] = date.fromisoformat(values["review_on"])
        return values


class ProtectPay(_Paid):
    """Keep somebody’s pay for a time."""

    kind = kinds.PROTECT
    form_class = ProtectionForm
    title = "Protect pay"
    names = ("kind", "yearly", "element")
    consequences = (
        "It is paid on top of the job’s own pay, with its own line on the payslip, and ends by itself.",
        "A salary that stands still is caught up by increments and awards: then nothing is paid on top any more.",
        ENDS,
    )


class PaySupplement(_Paid):
    """Pay what the market asks for."""

    kind = kinds.SUPPLEMENT
    form_class = SupplementForm
    title = "Pay a market supplement"
    names = ("element", "amount", "evidence", "review_on")
    consequences = (
        "It is paid every period from the first to the last day; a part of a period counts by its days.",
        "Somebody is asked to look at it again on the day of review.",
        ENDS,
    )


class _End(JobProposal):
    form_class = EndForm
    model: ClassVar[Any] = None
    name: ClassVar[str] = ""
    row: Any

    def load_owner(self) -> None:
        """Find it: it is the person's."""
        rows = self.model.objects.select_related("assignment__employment", "assignment__post__org_unit")
        self.row = find(rows, uuid=self.kwargs[self.name], person_id=self.person.pk)
        self.job = self.row.assignment

    def get_initial(self) -> dict[str, Any]:
        """Offer the day in view."""
        return {"last_day": self.on, **super().get_initial()}

    def before(self, on: date) -> dict[str, str]:
        """Say what holds."""
        return found.words(self.job, on)

    def payload(self, form: Form) -> dict[str, Any]:
        """Return which one."""
        return {self.name: self.row.uuid}


class EndProtection(_End):
    """End a protection before its time."""

    kind = kinds.PROTECT_END
    model, name = PayProtection, "protection"
    title = "End pay protection early"
    consequences = ("From the day after the last the job is paid as its own grade says.",)


class EndSupplement(_End):
    """End a supplement before its time."""

    kind = kinds.SUPPLEMENT_END
    model, name = MarketSupplement, "supplement"
    title = "End a market supplement early"
    consequences = ("Nothing is paid on top from the day after the last.",)
