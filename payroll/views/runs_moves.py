"""What is done to a run: one operation call each. Where it hurts, a page asks first."""

from typing import Any

from django.forms import Form
from django.utils import timezone

from partners.views.base import PartnerActionView, PartnerFormView
from payroll.forms.runs import ApproveForm, NothingToEnter, ReasonForm, ReleaseForm
from payroll.operations import pay_runs
from payroll.queries import release_statements, run_pages_compare
from payroll.queries.run_facts import RunFacts, run_facts
from payroll.queries.run_pages_compare import NO_RUN
from payroll.states import PAY_RUN, RunState
from payroll.views import runs_words
from payroll.views.runs_base import RunView
from payroll.views.runs_people import MemberView
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import counted, day, money


class MovePage(RunView, PartnerFormView):
    """A page that asks before it does something. `move` is the action of the flow; a wrong state answers 409."""

    template_name = "payroll/run_move.html"
    form_class = NothingToEnter
    move = ""
    title = ""
    submit = ""
    kind = ""

    def load(self) -> None:
        """Read the run. :raises WrongState: when its state does not allow the action."""
        super().load()
        next_state(PAY_RUN, self.move, self.run.state, noun="pay run")

    def given(self) -> dict[str, Any]:
        """Return who does it to which run, and when."""
        return {"run_id": self.run.run_id, "by": self.user, "at": timezone.now()}

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
    submit = "Calculate everybody"

    @property
    def title(self) -> str:  # type: ignore[override]
        """Name the page."""
        return "Recalculate everybody" if self.run.state == RunState.CALCULATED else "Calculate everybody"

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
    form_class = ReasonForm
    move, title, submit = "return", "Return to draft", "Return to draft"
    success_message = "The run is a draft again. The payroll processor sees your reason."

    def lead(self) -> str:
        """Say what will happen."""
        return "The totals go, the payslips stay as older versions, and the run has to be calculated again."

    def perform(self, form: Form) -> str:
        """Return it."""
        pay_runs.return_to_draft(**self.given(), reason=form.cleaned_data["reason"])
        return self.at("run")


class CancelRun(MovePage):
    """Cancel a run for good, with a reason."""

    permission = "payroll.approve"
    form_class = ReasonForm
    move, title, submit, kind = "cancel", "Cancel the run", "Cancel the run", "warning"
    success_message = "The run is cancelled. A new one can be made for the period."

    def lead(self) -> str:
        """Say what will happen."""
        return "Nobody is paid by this run. It stays on record and cannot be opened again."

    def perform(self, form: Form) -> str:
        """Cancel it."""
        pay_runs.cancel(**self.given(), reason=form.cleaned_data["reason"])
        return self.at("run")


class ApproveRun(MovePage):
    """Approve exactly the figures that are shown."""

    permission = "payroll.approve"
    form_class = ApproveForm
    template_name = "payroll/run_approve.html"
    move, title, submit = "approve", "Approve the run", "Approve these figures"
    success_message = "The run is approved. A payroll releaser can release it now."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say which figures are current."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"current_hash": self.run.results_hash}

    def get_initial(self) -> dict[str, Any]:
        """Carry the figures that are shown."""
        return {"results_hash": self.run.results_hash}

    def lead(self) -> str:
        """Say what will happen."""
        return "You say that these figures may be paid. They cannot change afterwards: the hash is checked at release."

    def facts(self) -> list[dict[str, Any]]:
        """Return what is approved."""
        run = self.run
        return [
            *_totals(self),
            {"key": "Calculated by", "value": run.processed.by if run.processed else ""},
            {"key": "Hash of the payslips", "value": run.results_hash},
        ]

    def warning(self) -> str:
        """Name those who will not be paid."""
        held = self.run.n_quarantined + self.run.n_excluded
        if not held:
            return ""
        return f"{counted(held, 'person is', 'people are')} not paid by this run: {self.run.n_quarantined} in quarantine, {self.run.n_excluded} excluded."

    def perform(self, form: Form) -> str:
        """Approve it."""
        pay_runs.approve(**self.given())
        return self.at("run")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the totals by element against the run before, and where to look closer."""
        before = run_pages_compare.before(partner_id=self.partner.pk, run=self.run)
        rows = run_pages_compare.elements(
            partner_id=self.partner.pk, run_id=self.run.run_id, then=before.run_id if before else NO_RUN
        )
        return super().get_context_data(
            elements=element_cells(rows),
            element_headings=ELEMENT_HEADINGS,
            since=runs_words.said_month(before),
            looks=[
                {"label": "Totals by element", "href": self.at("run_totals")},
                {"label": "Starters, leavers and biggest movers", "href": self.at("run_changes")},
                {"label": "People who are not paid", "href": self.at("run_quarantine")},
            ],
            **kwargs,
        )


class ReleaseRun(MovePage):
    """Release what was approved: the third person's act."""

    permission = "payroll.release"
    form_class = ReleaseForm
    move, title, submit = "release", "Release the run for payment", "Release for payment"
    success_message = "The run is released. The payment listing is ready."

    def lead(self) -> str:
        """Say what will happen."""
        return "The payslips become final and the payment listing is made. Employees see their payslips from the pay date on. This cannot be undone."

    def facts(self) -> list[dict[str, Any]]:
        """Return what is paid."""
        run, listing = self.run, release_statements.listing(self._run_facts)
        return [
            {"key": "Payments", "value": f"{listing.n_payments:,}", "is_numeric": True},
            {"key": "Control total", "value": money(listing.control_total), "is_numeric": True},
            {"key": "Pay date", "value": day(run.pay_date), "hint": runs_words.moved_text(run.contractual_pay_date, run.pay_date)},
            {"key": "People not paid", "value": f"{run.n_quarantined + run.n_excluded:,}", "hint": f"{run.n_quarantined:,} in quarantine, {run.n_excluded:,} excluded"},
            {"key": "Approved by", "value": run.approved.by if run.approved else ""},
            {"key": "Hash that was approved", "value": run.approved_hash},
        ]  # fmt: skip

    @property
    def _run_facts(self) -> RunFacts:
        found = run_facts(partner_id=self.partner.pk, run_id=self.run.run_id)
        assert found is not None  # noqa: S101 - load has seen to it
        return found

    def warning(self) -> str:
        """Name what the release would stumble over."""
        missing = release_statements.unpayable(self._run_facts)
        if not missing:
            return ""
        shown = ", ".join(missing[:5]) + (" and others" if len(missing) > 5 else "")
        return (
            f"{counted(len(missing), 'person has', 'people have')} no bank account and would stop the release: {shown}."
        )

    def perform(self, form: Form) -> str:
        """Release it."""
        pay_runs.release(**self.given())
        return self.at("run_payments")


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


def _totals(page: MovePage) -> list[dict[str, Any]]:
    """Return the totals of a run as rows of a summary."""
    run = page.run
    return [
        {
            "key": "People",
            "value": f"{run.n_calculated:,} paid",
            "hint": f"{run.n_in:,} in the run = {run.n_calculated:,} calculated + {run.n_quarantined:,} in quarantine + {run.n_excluded:,} excluded",
        },
        {"key": "Gross pay", "value": money(run.gross), "is_numeric": True},
        {"key": "Deductions", "value": money(run.deductions), "is_numeric": True},
        {"key": "Net pay", "value": money(run.net), "is_numeric": True},
        {"key": "Cost to the employer", "value": money(run.employer_cost), "is_numeric": True},
        {"key": "Pay date", "value": day(run.pay_date)},
    ]


ELEMENT_HEADINGS = [
    {"label": "Element"},
    {"label": "Payslips", "is_numeric": True},
    {"label": "This run", "is_numeric": True},
    {"label": "Run before", "is_numeric": True},
    {"label": "Difference", "is_numeric": True},
    {"label": "%", "is_numeric": True},
]


def element_cells(rows: list[run_pages_compare.ElementRow]) -> list[list[dict[str, Any]]]:
    """Return the totals by element as cells of a short table."""
    from sharedservices.common.formatting import pounds_signed

    return [
        [
            {"text": row.name, "hint": runs_words.SECTIONS[row.section], "is_header": True},
            {"text": f"{row.n_payslips:,}", "is_numeric": True},
            {"text": money(row.amount), "is_numeric": True, "is_nowrap": True},
            {"text": money(row.before), "is_numeric": True, "is_nowrap": True},
            {"text": pounds_signed(row.change), "is_numeric": True, "is_negative": row.change < 0, "is_nowrap": True},
            {"text": runs_words.percent_signed(row.percent), "is_numeric": True},
        ]
        for row in rows
    ]


class RunAction(RunView, PartnerActionView):
    """A button of a run's page."""

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
