"""Approve a run and release it: what is decided is shown first, and nothing else can be decided."""

from typing import Any

from django.forms import Form

from payroll.forms.runs import ApproveForm, ReleaseForm
from payroll.operations import pay_runs
from payroll.queries import bank_changes_paid, release_statements, run_pages_compare
from payroll.queries.bank_changes_paid import ChangedAccounts
from payroll.queries.run_facts import RunFacts, run_facts
from payroll.queries.run_pages_compare import NO_RUN, ElementRow
from payroll.queries.run_pages_head import RunHead
from payroll.views import runs_words
from payroll.views.runs_base import RunView
from payroll.views.runs_late import LatePart
from payroll.views.runs_moves import MovePage
from sharedservices.common.formatting import counted, day, money, pounds_signed


class ApproveRun(LatePart, MovePage):
    """Approve exactly the figures that are shown."""

    permission = "payroll.approve"
    form_class = ApproveForm
    template_name = "payroll/run_approve.html"
    move, title, submit = "approve", "Approve the run", "Approve these figures"
    success_message = "The run is approved. A payroll releaser can release it now."

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
        held, late = self.run.n_quarantined + self.run.n_excluded, self.late_warning()
        if not held or late:
            return late
        return f"{counted(held, 'person is', 'people are')} not paid by this run: {held_text(self.run)}."

    def perform(self, form: Form) -> str:
        """Approve it."""
        pay_runs.approve(**self.given(form))
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


class ReleaseRun(LatePart, MovePage):
    """Release what was approved: the third person's act."""

    permission = "payroll.release"
    form_class = ReleaseForm
    move, title, submit = "release", "Release the run for payment", "Release for payment"
    success_message = "The run is released. The payment listing is ready."

    def lead(self) -> str:
        """Say what will happen."""
        return (
            "The payslips become final and the payment listing is made. Employees see their payslips from the pay date "
            "on. This cannot be undone."
        )

    def facts(self) -> list[dict[str, Any]]:
        """Return what is paid."""
        run, listing = self.run, release_statements.to_pay(self._run_facts)
        moved = runs_words.moved_text(run.contractual_pay_date, run.pay_date)
        return [
            {
                "key": "Payments",
                "value": f"{listing.n_payments:,}",
                "is_numeric": True,
                "hint": runs_words.payments_text(listing.n_payments, listing.n_payslips),
            },
            {"key": "Control total", "value": money(listing.control_total), "is_numeric": True},
            {"key": "Pay date", "value": day(run.pay_date), "hint": moved},
            {"key": "People not paid", "value": f"{run.n_quarantined + run.n_excluded:,}", "hint": held_text(run)},
            {"key": "Approved by", "value": run.approved.by if run.approved else ""},
            {"key": "Hash that was approved", "value": run.approved_hash},
        ]

    @property
    def _run_facts(self) -> RunFacts:
        found = run_facts(partner_id=self.partner.pk, run_id=self.run.run_id)
        assert found is not None  # noqa: S101 - load has seen to it
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the accounts that this run would be the first to pay into."""
        with self.as_reader():
            told = bank_changes_paid.since_last_run(facts=self._run_facts)
        return super().get_context_data(
            changed_text=changed_text(told),
            changed_headings=CHANGED_HEADINGS,
            changed=changed_cells(self, told),
            **kwargs,
        )

    def warning(self) -> str:
        """Name what the release would stumble over."""
        missing = release_statements.unpayable(self._run_facts)
        if not missing:
            return self.late_warning()
        with self.as_reader():
            known = release_statements.unpayable(self._run_facts)
        shown = ", ".join(known[:5] or ["in a covert role"]) + (" and others" if len(missing) > len(known[:5]) else "")
        return (
            f"{counted(len(missing), 'person has', 'people have')} no bank account and would stop the release: {shown}."
        )

    def perform(self, form: Form) -> str:
        """Release it."""
        pay_runs.release(**self.given(form))
        return self.at("run_payments")


CHANGED_HEADINGS = [
    {"label": "Person"},
    {"label": "What has changed"},
    {"label": "From"},
    {"label": "Risk score", "is_numeric": True},
    {"label": "Paid there", "is_numeric": True},
    {"label": "Call-back"},
]


CHANGED_PARTS = {"MAIN": "Main account", "SECOND": "Second account", "END": "Second account, ended"}


def changed_text(told: ChangedAccounts) -> str:
    """Say how many accounts have changed since the last run, and how much is paid into them."""
    if not told.n:
        return "No bank account has changed since the last run."
    return (
        f"{counted(told.n, 'account has', 'accounts have')} changed since the last run; {money(told.net)} is paid into "
        f"{'it' if told.n == 1 else 'them'}. Have the people marked “Ring first” rung on a number held before."
    )


def changed_cells(page: RunView, told: ChangedAccounts) -> list[list[dict[str, Any]]]:
    """Return the changed accounts as cells of a short table."""
    return [
        [
            {"text": f"{row.name}, {row.employee_no}", "is_header": True, "href": page.bank_change_href(row.change)},
            {"text": f"••••{row.last_four}", "hint": CHANGED_PARTS[row.part]},
            {"text": day(row.effective_on), "is_nowrap": True},
            {"text": f"{row.score}", "is_numeric": True},
            {"text": money(row.net), "is_numeric": True, "is_nowrap": True},
            {"text": "Confirmed" if row.is_called_back else "Ring first" if row.change in told.to_call else "Not rung"},
        ]
        for row in told.rows
    ]


def held_text(run: RunHead) -> str:
    """Say how many are held back, and how."""
    return f"{run.n_quarantined:,} in quarantine, {run.n_excluded:,} excluded"


def _totals(page: MovePage) -> list[dict[str, Any]]:
    """Return the totals of a run as rows of a summary."""
    run = page.run
    return [
        {
            "key": "People",
            "value": f"{run.n_calculated:,} paid",
            "hint": f"{run.n_in:,} in the run = {run.n_calculated:,} calculated + {run.n_quarantined:,} in quarantine "
            f"+ {run.n_excluded:,} excluded",
        },
        {"key": "Gross pay", "value": money(run.gross), "is_numeric": True},
        {"key": "Deductions", "value": money(run.deductions), "is_numeric": True},
        {"key": "Net pay", "value": money(run.net), "is_numeric": True},
        {"key": "Cost to the employer", "value": money(run.employer_cost), "is_numeric": True},
        {"key": "Pay date", "value": day(run.pay_date)},
    ]


ELEMENT_HEADINGS = [
    {"label": "Element"},
    {"label": "Kind"},
    {"label": "Payslips", "is_numeric": True},
    {"label": "This run", "is_numeric": True},
    {"label": "Run before", "is_numeric": True},
    {"label": "Difference", "is_numeric": True},
    {"label": "%", "is_numeric": True},
]


def element_cells(rows: list[ElementRow]) -> list[list[dict[str, Any]]]:
    """Return the totals by element as cells of a short table."""
    return [
        [
            {"text": row.name, "is_header": True},
            {"text": runs_words.SECTIONS[row.section]},
            {"text": f"{row.n_payslips:,}", "is_numeric": True},
            {"text": money(row.amount), "is_numeric": True, "is_nowrap": True},
            {"text": money(row.before), "is_numeric": True, "is_nowrap": True},
            {"text": pounds_signed(row.change), "is_numeric": True, "is_negative": row.change < 0, "is_nowrap": True},
            {"text": runs_words.percent_signed(row.percent), "is_numeric": True},
        ]
        for row in rows
    ]
