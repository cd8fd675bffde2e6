"""The steps of a case: confirm, name people, tell pension bodies, decide about pay, go on, take back."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.forms import Form
from django.utils import timezone

from hr.forms.deaths import AdvanceForm, ArrangeForm, ConfirmForm, PayForm, PensionForm, WithdrawForm
from hr.operations import deaths
from hr.operations.deaths import Arrangements
from hr.views.deaths import CaseView
from partners.models import User
from partners.queries import deciders
from partners.views.base import PartnerFormView, now


class CaseStep(CaseView, PartnerFormView):
    """A form on a case that makes one operation call and goes back to the case."""

    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"

    def perform(self, form: Form) -> str:
        """Call the operation, and go back to the case."""
        return self.operate(form) or self.case_url()

    @abstractmethod
    def operate(self, form: Form) -> str | None:
        """Call the operation; return where to go when that is not the case."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {"title": f"{self.title}: {self.name}", "lead": self.lead, "submit": self.submit}
        return super().get_context_data(
            breadcrumbs=self.trail(self.title), cancel_href=self.case_url(), **words, **kwargs
        )


class Confirm(CaseStep):
    """Confirm a death as a second person."""

    permission = "deaths.confirm"
    form_class = ConfirmForm
    title, submit = "Confirm", "Confirm"
    lead = "Two people stand behind this: whoever reported it, and you. Employments and jobs end on the day of death."
    success_message = "Confirmed. Name a case officer next, and tell the pension fund within one working day."

    def get_initial(self) -> dict[str, Any]:
        """Offer the date that was reported."""
        return {"date_of_death": self.case.date_of_death, "is_provisional": self.case.is_provisional}

    def operate(self, form: Form) -> None:
        """Confirm it."""
        deaths.confirm(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class Withdraw(CaseStep):
    """Take back a report that was a mistake."""

    permission = "deaths.confirm"
    form_class = WithdrawForm
    title, submit = "Reported by mistake", "Put everything back"
    lead = (
        "Sign-in, messages, requests, employments and jobs are put back exactly as they were. The case stays on "
        "record as a mistake. Tell payroll if a run was calculated meanwhile."
    )
    success_message = "Everything is as it was before the report."

    def operate(self, form: Form) -> None:
        """Withdraw it."""
        deaths.withdraw(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class Arrange(CaseStep):
    """Name the case officer and the people to speak to."""

    permission = "deaths.manage"
    form_class = ArrangeForm
    title = "Case officer and contacts"
    lead = "The case officer is the one person who speaks with the family."

    def holders(self) -> dict[str, User]:
        """Return who may look after cases here, by id."""
        on = timezone.localdate()
        found = deciders.holders(partner_id=self.partner.pk, permission="deaths.manage", on=on)
        return {str(user.pk): user for user in found}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer those who may look after cases."""
        people = [(pk, user.full_name) for pk, user in self.holders().items()]
        return {**super().get_form_kwargs(), "people": people}

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        case = self.case
        names = [name for name in ArrangeForm.base_fields if name not in {"officer", "deputy"}]
        return {name: getattr(case, name) for name in names} | {
            "officer": str(case.officer_id or ""),
            "deputy": str(case.deputy_id or ""),
        }

    def operate(self, form: Form) -> None:
        """Record them."""
        people = self.holders()
        given = dict(form.cleaned_data)
        officer, deputy = people[given.pop("officer")], people.get(given.pop("deputy"))
        wanted = Arrangements(officer=officer, deputy=deputy, **given)
        deaths.arrange(case=self.case.uuid, wanted=wanted, by=self.user, at=now())


class TellPension(CaseStep):
    """Record that a pension body was told."""

    permission = "deaths.manage"
    form_class = PensionForm
    title = "Pension body told"
    lead = "Within one working day: the pension fund, any additional contributions, and a police or fire scheme."

    def get_initial(self) -> dict[str, Any]:
        """Offer today."""
        return {"told_on": timezone.localdate()}

    def operate(self, form: Form) -> None:
        """Record it."""
        deaths.tell_pension_body(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class DecidePay(CaseStep):
    """Decide what is paid."""

    permission = "deaths.decide_pay"
    form_class = PayForm
    title, submit = "Decide about pay", "Record the decision"
    lead = (
        "Speak with the case officer first. Until it is decided, this person’s pay waits and nobody else’s does. "
        "What is owed goes to the estate: into the verified account of whoever acts for it, and it waits for that. "
        "An overpayment after a death is never taken back by itself."
    )

    def get_initial(self) -> dict[str, Any]:
        """Offer what holds."""
        return {"pay": self.case.pay, "until": self.case.pay_until}

    def operate(self, form: Form) -> None:
        """Record it."""
        deaths.decide_pay(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class _Advance(CaseStep):
    permission = "deaths.manage"
    form_class = AdvanceForm
    action: ClassVar[str] = ""

    def operate(self, form: Form) -> None:
        """Take the case on."""
        deaths.advance(case=self.case.uuid, action=self.action, by=self.user, at=now(), **form.cleaned_data)


class Support(_Advance):
    """Support of the family has begun."""

    action, title = "support", "Support of the family has begun"
    lead = "The case officer has spoken with the family. Messages held back are cancelled for good."


class Settle(_Advance):
    """Begin to settle."""

    action, title = "settle", "Begin settling pay and pension"
    lead = "Pay, leave and expenses that are due are worked out for the estate."


class Close(_Advance):
    """Close the case."""

    action, title, submit = "close", "Close the case", "Close the case"
    lead = "Everything is settled. Nothing is sent to the person after the case is closed either."
