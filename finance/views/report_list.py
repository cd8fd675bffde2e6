"""The list of reports of finance: what each answers, and where it is downloaded."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from finance.views.base import LedgerView
from sharedservices.common.exports import ExportFormat

FORMATS = (("CSV", ExportFormat.CSV), ("Excel", ExportFormat.XLSX), ("PDF", ExportFormat.PDF))
# Headings, and under each the pages: address, name, permission, what it answers.
REPORTS = (
    ("Statements of accounts", (
        ("finance:income_expenditure", "Income and expenditure", "ledger.view",
         "What was spent and earned this year, by kind, beside last year"),
        ("finance:balance_sheet", "Balance sheet", "ledger.view", "What is owned and owed, and what finances it"),
        ("finance:expenditure_funding", "Expenditure and funding analysis", "ledger.view",
         "What each directorate costs the general fund, and by accounting rules"),
        ("finance:movement_reserves", "Movement in reserves", "ledger.view",
         "How each reserve moved in the year, and what may be spent"),
        ("finance:cash_flow", "Cash flow statement", "ledger.view",
         "Where cash came from this year, and where it went"),
        ("remuneration", "Officers’ remuneration", "people.view_pay",
         "How many were paid £50,000 or more, in brackets of £5,000"),
        ("remuneration_senior", "Senior employees", "people.view_pay", "Chief officers, each by post"),
        ("hr:exit_packages", "Exit packages", "people.view_pay", "What leavers cost, in brackets"),
        ("finance:statement_lines", "Lines of the statements", "ledger.view",
         "Whether every code of income and expenditure stands on a statement"),
    )),
    ("Groups of legal entities", (
        ("finance:group_trial_balance", "Trial balance of the group", "ledger.view",
         "What legal entities come to together, without what they owe and charge each other"),
        ("finance:group_income", "Income and expenditure of the group", "ledger.view",
         "What the group spent and earned with others"),
        ("finance:group_balance_sheet", "Balance sheet of the group", "ledger.view",
         "What the group owns and owes to others"),
        ("finance:group_differences", "What does not eliminate", "ledger.view",
         "The lines in which two legal entities do not agree"),
        ("finance:interentity_balances", "What legal entities owe each other", "ledger.view",
         "Whether the books of both say the same, to the penny"),
        ("finance:interentity_settlements", "Settlements between legal entities", "ledger.view",
         "Which months are settled, and who pays whom"),
        ("finance:interentity_agreements", "Agreements between legal entities", "ledger.view",
         "Which journals may have lines of two"),
    )),
    ("The ledger", (
        ("finance:trial_balance", "Trial balance", "ledger.view", "What each code comes to: its sum is nought"),
        ("finance:by_hierarchy", "Balances by hierarchy", "ledger.view",
         "What the lines of a return, or parts of the organisation, come to"),
        ("finance:journal_plans", "Recurring journals and prepayments", "ledger.view",
         "What is posted by itself, and what of it is still to come"),
        ("finance:sampled_journals", "Sampled journals", "ledger.view",
         "What was looked at of journals posted without an approver, and what was found"),
        ("finance:sample_findings", "Findings by preparer", "ledger.view",
         "Whose journals had findings, in a hundred that were reviewed"),
        ("finance:trained_preparers", "Trained preparers", "ledger.view",
         "Who posts small routine journals without an approver, and until when"),
        ("finance:lines", "Lines of the ledger", "ledger.view", "Which postings are behind a figure"),
        ("finance:controls", "Control accounts", "ledger.view",
         "Whether the ledger agrees with its registers, who signed, and what is late"),
        ("finance:assets", "Register of fixed assets", "ledger.view", "What each asset cost and what it is carried at"),
        ("finance:asset_note", "Movements of fixed assets", "ledger.view",
         "The note by class, and the register beside the ledger"),
        ("finance:closing", "Month end", "ledger.view", "What is still to be done before a month is closed"),
        ("finance:extracts", "Extracts for auditors", "ledger.extract",
         "Every posted line of a year, with the proof that none is missing"),
    )),
    ("Budgets", (
        ("finance:budget", "Budget against actual and commitments", "budgets.view",
         "What may still be spent, by directorate, service, cost centre and code"),
        ("finance:commitments", "Open commitments", "budgets.view", "What is ordered and has not come yet"),
        ("finance:year_end", "Orders at the year’s end", "budgets.view",
         "What is carried into the next year, accrued or closed, and who agreed"),
    )),
    ("Suppliers and customers", (
        ("finance:creditors_by_age", "Creditors by age", "payables.view",
         "What was owed to each supplier on any day, and that the ledger agrees"),
        ("finance:debtors_by_age", "Debtors by age", "receivables.view",
         "What each customer owed on any day, and that the ledger agrees"),
        ("finance:aged_debt", "Debts and expected loss", "receivables.view",
         "Who owes what today, and what may be lost of it"),
    )),
    ("Shared services", (
        ("finance:recharges", "Our shares of shared services", "recharges.view", "What this partner bears of each"),
    )),
)  # fmt: skip


class Reports(LedgerView, TemplateView):
    """Where reports of finance begin: each reader sees those that they may open."""

    template_name = "finance/reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them under their headings."""
        groups = [
            {"heading": heading, "reports": [self._shown(name, label, text) for name, label, needs, text in reports
                                             if self.may(needs)]}
            for heading, reports in REPORTS
        ]  # fmt: skip
        return super().get_context_data(
            title="Finance reports", tabs=self.tabs("finance_reports"), breadcrumbs=self.trail(),
            groups=[one for one in groups if one["reports"]], caption=self.partner.name,
            lead="Each opens at the latest open period; choose another, or an earlier day, on its page. "
            "The files are those of the page as it opens.", **kwargs,
        )  # fmt: skip

    def _shown(self, name: str, label: str, text: str) -> dict[str, Any]:
        href = reverse(name, kwargs={"partner_code": self.partner.code})
        files = [{"label": words, "href": f"{href}?download={kind.value}"} for words, kind in FORMATS]
        return {"label": label, "href": href, "text": text, "files": files}
