"""What is done to a run: one operation call each. Where it hurts, a page asks first."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from partners.views.base import PartnerFormView
from payroll.forms.runs import DecisionForm, DecisionReasonForm, NothingToEnter
from payroll.operations import pay_runs
from payroll.states import PAY_RUN, RunState
from payroll.views.runs_base import RunView
from sharedservices.common.flow import WrongState, next_state

CONFLICT = 409


class MovePage(RunView, PartnerFormView):
    """A page that asks before it does something. `move` is the action of the flow; a wrong state answers 409.

    A run pays everybody, so it is decided about everybody. Names stand only of those whom the reader may know.
    """

    acts_on_everybody = True
    template_name = "payroll/run_move.html"
    form_class: type[Form] = NothingToEnter
    move = ""
    title = ""
    submit = ""
    kind = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; a state that does not allow the action is a conflict, with the way back to the run."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except WrongState as error:
            words = {"message": error.message, "remedy": error.remedy, "back_href": self.at("run")}
            return render(request, "errors/refused.html", words, status=CONFLICT)

    def load(self) -> None:
        """Read the run. :raises WrongState: when its state does not allow the action."""
        super().load()
        next_state(PAY_RUN, self.move, self.run.state, noun="pay run")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say what the run is now, where something is decided about it."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | ({"mark": self.run.mark} if issubclass(self.form_class, DecisionForm) else {})

    def get_initial(self) -> dict[str, Any]:
        """Carry the content that is shown."""
        return {"seen": self.run.mark}

    def given(self, form: Form | None = None) -> dict[str, Any]:
        """Return who does it to which run, and when; with its form, a decision about what was shown."""
        seen = {} if form is None else {"seen": form.cleaned_data["seen"]}
        return {"run_id": self.run.run_id, "by": self.user, "at": timezone.now(), **seen}

    def lead(self) -> str:
        """Say what will happen."""
        return ""

    def facts(self) -> list[dict[str, Any]]:
        """Return what the decision is about."""
        return []

    def warning(self) -> str:
        """Return what should make one stop and think."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the question."""
        return super().get_context_data(
            run=self.run,
            title=self.title,
            caption=self.run.label,
            lead=self.lead(),
            facts=self.facts(),
            warning=self.warning(),
            submit=self.submit,
            kind=self.kind,
            cancel_href=self.at("run"),
            breadcrumbs=self.run_trail_to(self.title),
            **kwargs,
        )


class CalculateRun(MovePage):
    """Calculate everybody: at once for a draft, after a question when there are figures already."""

    permission = "payroll.calculate"
    move = "calculate"

    @property
    def title(self) -> str:  # type: ignore[override]
        """Name the page."""
        return "Recalculate everybody" if self.run.state == RunState.CALCULATED else "Calculate everybody"

    @property
    def submit(self) -> str:  # type: ignore[override]
        """Name the button as the page."""
        return self.title

    def lead(self) -> str:
        """Say what will happen."""
        if self.run.state == RunState.CALCULATED:
            return (
                "Everybody in the pay group is worked out again on what is in force now. The payslips that count now "
                "stay as older versions. Whoever is excluded stays excluded."
            )
        return "Everybody in the pay group is worked out. You can leave the page: the work goes on without it."

    def perform(self, form: Form) -> str:
        """Begin."""
        again = self.run.state == RunState.CALCULATED
        (pay_runs.recalculate_all if again else pay_runs.calculate)(**self.given())
        return self.at("run")


class ReturnRun(MovePage):
    """Send a run back, with a reason."""

    permission = "payroll.approve"
    form_class = DecisionReasonForm
    move, title, submit = "return", "Return to draft", "Return to draft"
    success_message = "The run is a draft again. The payroll processor sees your reason."

    def lead(self) -> str:
        """Say what will happen."""
        return "The totals go, the payslips stay as older versions, and the run has to be calculated again."

    def perform(self, form: Form) -> str:
        """Return it."""
        pay_runs.return_to_draft(**self.given(form), reason=form.cleaned_data["reason"])
        return self.at("run")


class CancelRun(MovePage):
    """Cancel a run for good, with a reason."""

    permission = "payroll.approve"
    form_class = DecisionReasonForm
    move, title, submit, kind = "cancel", "Cancel the run", "Cancel the run", "warning"
    success_message = "The run is cancelled. A new one can be made for the period."

    def lead(self) -> str:
        """Say what will happen."""
        return "Nobody is paid by this run. It stays on record and cannot be opened again."

    def perform(self, form: Form) -> str:
        """Cancel it."""
        pay_runs.cancel(**self.given(form), reason=form.cleaned_data["reason"])
        return self.at("run")
