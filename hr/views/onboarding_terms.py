"""Who transfers by law, and the freeze of the old system (domain HR-11)."""

from typing import Any

from django.forms import Form

from hr.forms.onboarding import FreezeForm, TransferForm
from hr.operations import onboarding_terms
from hr.views.onboarding import OnboardingForm
from partners.views.base import now


class DecideTransfer(OnboardingForm):
    """Say whether staff stay with the partner or transfer, and on which day."""

    permission = "onboarding.manage"
    form_class = TransferForm
    title, submit = "Who transfers", "Keep the decision"
    lead = (
        "Staff who stay employed by their partner do not transfer: their data come under terms of their own. For those "
        "who transfer, the former employer gives liability information at least 28 days before."
    )
    success_message = "The decision is kept. The gates go by it."

    def get_initial(self) -> dict[str, Any]:
        """Offer what was decided."""
        project = self.project
        return {"transfer": project.transfer, "transfer_on": project.transfer_on} if project.transfer else {}

    def operate(self, form: Form) -> None:
        """Keep it."""
        onboarding_terms.decide_transfer(project=self.project.uuid, by=self.user, at=now(), **form.cleaned_data)


class PlanFreeze(OnboardingForm):
    """Say when nothing is changed in the old system."""

    permission = "onboarding.manage"
    form_class = FreezeForm
    title, submit = "Freeze of the old system", "Keep the days"
    lead = "The last extract is taken in the freeze: what changed since the one before is loaded, and nothing is lost."
    success_message = "The freeze is planned. Tell whoever works in the old system."

    def get_initial(self) -> dict[str, Any]:
        """Offer what was planned."""
        return {"freeze_from": self.project.freeze_from, "freeze_until": self.project.freeze_until}

    def operate(self, form: Form) -> None:
        """Keep them."""
        onboarding_terms.plan_freeze(project=self.project.uuid, by=self.user, at=now(), **form.cleaned_data)
