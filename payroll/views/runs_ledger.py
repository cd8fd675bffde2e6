"""A released run in the ledger: its journals, whether they agree with the register, and what went to suspense."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.models import Journal
from partners.views.base import PartnerActionView
from payroll.operations import ledger
from payroll.queries import run_ledger
from payroll.queries.run_ledger import Check, RunLedger
from payroll.views.runs_base import RunView
from payroll.views.runs_downloads import ReleasedRun
from sharedservices.common.formatting import counted, day, money

JOURNALS = [{"label": "Journal"}, {"label": "Accounting date"}, {"label": "Total", "is_numeric": True}]
CHECKS = [
    {"label": "What agrees"}, {"label": "Payroll", "is_numeric": True}, {"label": "Ledger", "is_numeric": True},
    {"label": "Difference", "is_numeric": True},
]  # fmt: skip
SUSPENDED = [
    {"label": "Where it should have gone"}, {"label": "Why it could not"}, {"label": "People", "is_numeric": True},
    {"label": "Amount", "is_numeric": True},
]  # fmt: skip


class RunLedgerPage(ReleasedRun, TemplateView):
    """What the run left in the ledger."""

    template_name = "payroll/run_ledger.html"
    tab = "run_ledger"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show journals, checks and suspense; offer to post what is not there."""
        self.seen("the ledger")
        found = run_ledger.of_run(partner_id=self.partner.pk, run_id=self.run.run_id)
        waits = not found.is_paid and (not found.journals or self.run.pay_date <= self.today)
        return super().get_context_data(
            **self.head(),
            found=found,
            levy=money(found.levy),
            waits=self._waits(found) if not found.is_paid else "",
            may_post=waits and self.may("payroll.release"),
            journal_headings=JOURNALS, journals=[self._journal(row) for row in found.journals],
            check_headings=CHECKS, checks=[_check(one) for one in found.checks],
            suspended_headings=SUSPENDED, suspended=[_suspended(one) for one in found.suspended],
            breadcrumbs=self.run_trail_to("Ledger"),
            **kwargs,
        )  # fmt: skip

    def _waits(self, found: RunLedger) -> str:
        if not found.journals:
            return "This run is not in the ledger yet. It is tried again every morning for six weeks."
        return f"The payment is posted on {day(self.run.pay_date)}, when the bank pays it. Until then net pay is owed."

    def _journal(self, row: Journal) -> list[dict[str, Any]]:
        given = {"partner_code": self.partner.code, "journal": row.uuid}
        href = reverse("finance:journal", kwargs=given) if self.may("ledger.view") else ""
        return [
            {"text": f"{row.get_kind_display()} {row.number}", "href": href, "is_header": True},
            {"text": day(row.accounting_date), "hint": str(row.period)},
            {"text": money(row.total), "hint": counted(row.n_lines, "line", "lines"), "is_numeric": True},
        ]


class PostRun(RunView, PartnerActionView):
    """Put a released run into the ledger, as far as the ledger takes it. It is everybody's pay."""

    acts_on_everybody = True
    permission = "payroll.release"
    success_message = "The run is in the ledger."

    def perform(self) -> str:
        """Post it; its payment, too, once it is paid. In the name of whoever asks."""
        given: dict[str, Any] = {"run_id": self.run.run_id, "by": self.user, "at": timezone.now()}
        ledger.post(**given)
        if self.run.pay_date <= self.today:
            ledger.pay(**given, today=self.today)
        return self.back()

    def back(self) -> str:
        """Return to the page of the ledger."""
        return self.at("run_ledger")


def _check(one: Check) -> list[dict[str, Any]]:
    return [
        {"text": one.label, "hint": one.hint, "is_header": True},
        *({"text": money(amount), "is_numeric": True} for amount in (one.register, one.ledger)),
        {"text": money(one.difference), "is_numeric": True, "is_negative": one.difference < 0},
    ]


def _suspended(one: Any) -> list[dict[str, Any]]:
    where = f"{one.subjective} {one.cost_centre or ledger.NO_CENTRE}"
    return [
        {"text": where, "hint": one.part, "is_header": True}, {"text": one.why},
        {"text": f"{one.n_people:,}", "is_numeric": True}, {"text": money(one.amount), "is_numeric": True},
    ]  # fmt: skip
