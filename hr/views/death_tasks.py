"""What is to be done after a death: settle a task, say whether it is related to the work, decide about pay after it."""

from typing import Any

from django.forms import Form
from django.http import Http404

from hr.forms.death_tasks import AgreeForm, InServiceForm, OutcomeForm, ReopenTaskForm, TaskForm
from hr.models import DeathOverpayment, DeathTask
from hr.operations import death_overpaid, death_tasks
from hr.states import DeathTaskState
from hr.views.deaths_steps import CaseStep
from partners.views.base import now


class SettleTask(CaseStep):
    """Settle a task, or open it again."""

    permission = "deaths.manage"
    task: DeathTask

    def load(self) -> None:
        """Find the task of the case. :raises Http404: when there is none in scope."""
        super().load()
        task = DeathTask.objects.of(self.partner.pk).filter(case=self.case, uuid=self.kwargs["death_task"]).first()
        if task is None:
            raise Http404
        self.task = task

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the title of the task."""
        return self.task.title

    def get_form_class(self) -> type[Form]:
        """Ask how it ended, or why it is opened again."""
        return TaskForm if self.task.state == DeathTaskState.OPEN else ReopenTaskForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for consent where the family is asked first."""
        given = super().get_form_kwargs()
        is_open = self.task.state == DeathTaskState.OPEN
        return given | {"needs_consent": self.task.needs_consent} if is_open else given

    def operate(self, form: Form) -> None:
        """Settle it."""
        given = {"action": "reopen", "consent": "", **form.cleaned_data}
        death_tasks.settle(task=self.task.uuid, by=self.user, at=now(), **given)


class SayInService(CaseStep):
    """Say whether the death is related to the work."""

    permission = "deaths.manage"
    form_class = InServiceForm
    title = "Related to the work or not"
    lead = (
        "A death at work, or out of it, is told to the Health and Safety Executive at once by telephone (RIDDOR 2013). "
        "The tasks follow from your answer."
    )

    def operate(self, form: Form) -> None:
        """Record it."""
        death_tasks.say_in_service(case=self.case.uuid, by=self.user, at=now(), **form.cleaned_data)


class _Overpaid(CaseStep):
    row: DeathOverpayment

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        super().load()
        rows = DeathOverpayment.objects.of(self.partner.pk).filter(case=self.case)
        row = rows.filter(uuid=self.kwargs["death_overpaid"]).first()
        if row is None:
            raise Http404
        self.row = row


class ProposeOverpaid(_Overpaid):
    """Propose what becomes of pay for days after a death."""

    permission = "deaths.manage"
    form_class = OutcomeForm
    title = "Pay for days after the death"
    lead = "You propose, the HR director agrees. Nothing is taken back by itself, whatever is decided."

    def operate(self, form: Form) -> None:
        """Propose it."""
        death_overpaid.propose(overpaid=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)


class AgreeOverpaid(_Overpaid):
    """Agree with what the case officer proposed, or send it back."""

    permission = "deaths.agree_overpaid"
    form_class = AgreeForm
    title = "Agree about pay for days after the death"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say what was proposed."""
        proposed = self.row.get_outcome_display() or "Nothing is proposed yet"
        return f"Proposed by {self.row.proposed_by or 'nobody'}: {proposed}. {self.row.why}".strip()

    def operate(self, form: Form) -> None:
        """Decide it."""
        death_overpaid.decide(overpaid=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
