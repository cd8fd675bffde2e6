"""Work on parts of a run: recalculate a person, a batch, the quarantine; leave somebody out, take them back in."""

from typing import Any

from django.forms import Form
from django.utils import timezone

from partners.views.base import PartnerActionView
from payroll.forms.runs import ReasonForm
from payroll.operations import pay_runs
from payroll.views.runs_base import RunView
from payroll.views.runs_moves import MovePage
from payroll.views.runs_people import MemberView


class ExcludeMember(MemberView, MovePage):
    """Leave somebody out of the run, with a reason."""

    permission = "payroll.calculate"
    form_class = ReasonForm
    move, submit, kind = "calculate", "Leave out of this run", "warning"
    success_message = "Left out of the run."

    @property
    def title(self) -> str:  # type: ignore[override]
        """Name the page."""
        return f"Leave {self.member.name} out of the run"

    def lead(self) -> str:
        """Say what will happen."""
        return (
            f"{self.member.name} ({self.member.employee_no}) is not paid by this run. "
            "You can take them back in until the run is approved, or pay them by a supplementary run."
        )

    def perform(self, form: Form) -> str:
        """Exclude the employment."""
        pay_runs.exclude(**self.given(), employment_id=self.member.employment_id, reason=form.cleaned_data["reason"])
        return self.at("run_quarantine")


class RunAction(RunView, PartnerActionView):
    """A button of a run's page. What it counts again is everybody."""

    acts_on_everybody = True
    permission = "payroll.calculate"

    def given(self) -> dict[str, Any]:
        """Return who does it to which run, and when."""
        return {"run_id": self.run.run_id, "by": self.user, "at": timezone.now()}


class RecalculateQuarantine(RunAction):
    """Calculate everybody in quarantine again."""

    def perform(self) -> str:
        """Begin."""
        pay_runs.recalculate_quarantined(**self.given())
        return self.at("run_quarantine")


class RecalculateBatch(RunAction):
    """Calculate one batch again, or give a failed one new attempts."""

    def perform(self) -> str:
        """Begin."""
        pay_runs.recalculate_batch(**self.given(), batch_id=self.kwargs["batch_id"])
        return self.at("run_work")


class RecalculatePerson(MemberView, RunAction):
    """Calculate one person again."""

    def perform(self) -> str:
        """Begin."""
        pay_runs.recalculate_person(**self.given(), employment_id=self.member.employment_id)
        return self.back()


class IncludeMember(MemberView, RunAction):
    """Take somebody back into the run."""

    def perform(self) -> str:
        """Include the employment."""
        pay_runs.include(**self.given(), employment_id=self.member.employment_id)
        return self.back()
