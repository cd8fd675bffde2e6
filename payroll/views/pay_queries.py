"""Questions about payslips, as payroll sees and answers them."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from payroll.forms.pay_queries import AnswerForm, PayQueryFilter
from payroll.operations import pay_queries
from payroll.queries import payslip_questions
from payroll.queries.payslip_questions import Question, QuestionMissing
from payroll.views.payslip_pages import PayView
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class PayQueryTable(Table):
    """Questions: the open ones first, the longest waiting on top."""

    caption, nouns, filename = "Pay queries", ("query", "queries"), "pay-queries"
    filter_form, default_sort, default_per_page = PayQueryFilter, "state", 25
    empty = EmptyState("No pay queries", "When somebody asks about a payslip, the question is listed here.")
    columns = (
        Column(
            "person",
            "Employee",
            sort=("person__surname", "person__forenames"),
            header=True,
            href=lambda row: f"{row.uuid}/",
            hint=lambda row: row.employee_no,
        ),
        Column("payslip", "Payslip", sort=("run__period__pay_date",)),
        Column("about", "About", sort="line", hint=lambda row: row.excerpt),
        Column("opened_at", "Asked", kind=Kind.DATE, sort="opened_at", value=lambda row: row.opened_on),
        Column("age", "Waiting", export=lambda row: row.days),
        Column("state", "Status", kind=Kind.STATUS, sort=("-state", "opened_at")),
        Column("answered_by", "Answered by", is_shown=False),
    )


class PayQueryList(PartnerList, PayView, TemplateView):  # type: ignore[misc]
    """Every question of the partner, with filters."""

    permission = "payroll.view"
    template_name = "payroll/query_list.html"
    table_class = PayQueryTable
    audited_as = "payroll_payquery"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the questions that the filters leave."""
        on = timezone.localdate()
        return QuerySetRows(
            payslip_questions.listed(on=on, **filters), row=lambda row: payslip_questions.as_question(row, on=on)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the list."""
        trail = self.crumbs(("Pay", f"/p/{self.partner.code}/pay/"), ("Pay queries", ""))
        return super().get_context_data(breadcrumbs=trail, **kwargs)


class PayQueryPage(PayView, PartnerFormView):
    """One question with its payslip, and the form that answers it."""

    permission = "payroll.view"
    write_permission = "queries.answer"
    form_class = AnswerForm
    template_name = "payroll/query_detail.html"
    success_message = "Your answer has been sent. The employee sees it with the payslip."

    def load(self) -> None:
        """Load the question. :raises Http404: when there is none."""
        try:
            self.question: Question = payslip_questions.question(
                uuid=self.kwargs["query_uuid"], on=timezone.localdate()
            )
        except QuestionMissing as error:
            raise Http404 from error

    def perform(self, form: Form) -> str:
        """Answer it."""
        pay_queries.answer(query_id=self.question.query_id, text=form.cleaned_data["answer"], by=self.user, at=now())
        return f"{self.list_href}?state=OPEN"

    @property
    def list_href(self) -> str:
        """The address of the list."""
        return reverse("pay_queries", kwargs={"partner_code": self.partner.code})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the question, and record that it was read."""
        one = self.question
        audit(
            action=AuditAction.VIEW,
            object_type="payroll_payquery",
            object_id=one.query_id,
            label=f"Pay query of {one.employee_no}, {one.payslip}",
        )
        payslip_href = reverse(
            "run_payslip",
            kwargs={"partner_code": self.partner.code, "run_uuid": one.run, "employment_uuid": one.employment},
        )
        return super().get_context_data(
            question=one,
            payslip_href=payslip_href,
            back_href=self.list_href,
            can_answer=one.is_open and self.may("queries.answer"),
            breadcrumbs=self.crumbs(
                ("Pay", f"/p/{self.partner.code}/pay/"), ("Pay queries", self.list_href), (one.person, "")
            ),
            **kwargs,
        )
