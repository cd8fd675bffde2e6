"""My pay: an employee's own payslips, what changed, how each figure was worked out, and questions to payroll."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from partners.audit import audit
from partners.models import AuditAction
from partners.roles import Role
from partners.views.base import PartnerFormView, now
from payroll.forms.pay_queries import WHOLE, AskForm
from payroll.operations import pay_queries
from payroll.queries import payslip_lists, payslip_questions
from payroll.queries.payslip_document import PayslipDocument, payslip_document
from payroll.queries.payslip_lists import PayslipYear
from payroll.queries.payslip_rows import PayslipMissing
from payroll.views.payslip_pages import PayView, pdf_response, record_view
from sharedservices.common import formatting
from sharedservices.common.charts import Bar, BarChart


class MyPayView(PayView):
    """A page of self-service: the middleware has narrowed the scope to the user's own rows."""

    permission = "me.view"

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of My pay."""
        pages = (("Payslips", "my_payslips"), ("My questions", "my_pay_queries"))
        return [{"label": label, "href": self.at(name), "active": name == active} for label, name in pages]

    def at(self, name: str, **more: Any) -> str:
        """Return the address of one of the pages."""
        return reverse(name, kwargs={"partner_code": self.partner.code, **more})


class MyPayslips(MyPayView, TemplateView):
    """The payslips of a tax year, with a chart of net pay."""

    template_name = "payroll/me_payslips.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the year that was asked for, or the latest."""
        years = payslip_lists.payslip_years(person_ids=self.access.person_ids)
        wanted = self.request.GET.get("year", "")
        shown = next((one for one in years if one.tax_year == wanted), years[0] if years else None)
        if wanted and (shown is None or shown.tax_year != wanted):
            raise Http404
        return super().get_context_data(
            tabs=self.tabs("my_payslips"),
            years=[{"label": one.tax_year, "href": f"?year={one.tax_year}", "active": one is shown} for one in years],
            year=shown,
            chart=_chart(shown) if shown is not None and len(shown.days) > 1 else None,
            **kwargs,
        )


def _chart(year: PayslipYear) -> BarChart:
    """Return net pay over the payments of a year."""
    days = year.days
    payments = formatting.counted(len(days), "payment", "payments")
    return BarChart(
        title=f"Your net pay in {year.tax_year}",
        bars=[Bar(day.label, day.net) for day in days],
        summary=f"{formatting.money(year.total_net)} paid to you in {payments}",
        label_heading="Paid",
        value_heading="Net pay",
        say=formatting.money,
        say_axis=formatting.pounds_short,
    )


class OwnPayslip(MyPayView):
    """What the pages of one payslip share."""

    nino_in_full = False

    def load(self) -> None:
        """Load the payslip. :raises Http404: when it is not one's own, or not to be seen yet."""
        run, employment = self.kwargs["run_uuid"], self.kwargs["employment_uuid"]
        try:
            self.slip: PayslipDocument = payslip_document(
                run=run, employment=employment, person_ids=self.access.person_ids, nino_in_full=self.nino_in_full
            )
        except PayslipMissing as error:
            raise Http404 from error

    @cached_property
    def own_address(self) -> str:
        """The address of the payslip's page."""
        return self.of_payslip("my_payslip", self.slip.run, self.slip.employment)

    def of_payslip(self, name: str, run: UUID, employment: UUID, **more: Any) -> str:
        """Return the address of a page of one payslip."""
        return self.at(name, run_uuid=run, employment_uuid=employment, **more)

    def page_of(self, name: str, **more: Any) -> str:
        """Return the address of another page of this payslip."""
        return self.of_payslip(name, self.slip.run, self.slip.employment, **more)

    def trail(self, last: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs down to this payslip, or to a page below it."""
        steps = [("My pay", self.at("my_payslips")), (self.slip.label, self.own_address if last else "")]
        found = self.crumbs(*steps, *([(last, "")] if last else []))
        return found[1:] if self.access.roles == {Role.EMPLOYEE} else found


class MyPayslip(OwnPayslip, TemplateView):
    """One payslip: net pay first, then everything else."""

    template_name = "payroll/me_payslip.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the payslip, and record that it was seen."""
        slip = self.slip
        record_view(slip, shown_as="page")
        previous = slip.previous
        return super().get_context_data(
            slip=slip,
            breadcrumbs=self.trail(),
            pdf_href=self.page_of("my_payslip_pdf"),
            ask_href=self.page_of("my_payslip_query"),
            explain_base=f"{self.own_address}explain/",
            previous_href="" if previous is None else self.of_payslip("my_payslip", previous.run, previous.employment),
            questions=payslip_questions.own_questions_about(
                person_ids=self.access.person_ids, run=slip.run, employment=slip.employment, on=timezone.localdate()
            ),
            questions_href=self.at("my_pay_queries"),
            **kwargs,
        )


class MyPayslipPdf(OwnPayslip):
    """One's own payslip as a PDF: the one place where one's National Insurance number stands in full."""

    nino_in_full = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file, and record that it was made and that the number was shown."""
        slip = self.slip
        record_view(slip, shown_as="PDF")
        if slip.employee.nino:
            audit(
                action=AuditAction.UNMASK,
                object_type="payroll_payslip",
                object_id=slip.payslip_id,
                label=f"National Insurance number of {slip.employee.employee_no} on their own PDF",
                changes={"field": "nino"},
            )
        return pdf_response(slip)


class MyExplanation(OwnPayslip, TemplateView):
    """How one line was worked out, on a page of its own that can be linked to; line 0 is the payslip as a whole."""

    template_name = "payroll/me_explanation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the steps of the line. :raises Http404: when the payslip has no such line."""
        number = self.kwargs["line"]
        try:
            line = None if number == 0 else self.slip.line(number)
        except LookupError as error:
            raise Http404 from error
        record_view(self.slip, shown_as=f"explanation of line {number}")
        return super().get_context_data(
            slip=self.slip,
            explanation=self.slip.whole if line is None else line.explanation,
            title="Net pay" if line is None else line.name,
            amount=self.slip.net if line is None else line.amount,
            breadcrumbs=self.trail("Net pay" if line is None else line.name),
            back_href=f"{self.own_address}#how-{number}",
            ask_href=f"{self.page_of('my_payslip_query')}?line={number}",
            **kwargs,
        )


class AskPayroll(OwnPayslip, PartnerFormView):
    """Ask payroll, because something is wrong: a question to payroll about a line or the whole payslip."""

    write_permission = "me.view"
    form_class = AskForm
    template_name = "payroll/query_ask.html"
    success_message = "Your question is with payroll. The answer will be on this page."

    def get_initial(self) -> dict[str, Any]:
        """Choose the line that one came from."""
        return {"line": self.request.GET.get("line", WHOLE)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the lines of the payslip."""
        choices = [(line.number, f"{line.name} ({formatting.money(line.amount)})") for line in self.slip.lines]
        return super().get_form_kwargs() | {"lines": choices}

    def perform(self, form: Form) -> str:
        """Send the question."""
        pay_queries.open(
            run=self.slip.run,
            employment=self.slip.employment,
            person_ids=self.access.person_ids,
            line=form.cleaned_data["line"] or None,
            message=form.cleaned_data["message"],
            by=self.user,
            at=now(),
        )
        return self.at("my_pay_queries")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the form; the first showing counts as seeing the payslip's lines."""
        record_view(self.slip, shown_as="question")
        return super().get_context_data(
            slip=self.slip, back_href=self.own_address, breadcrumbs=self.trail("Ask payroll"), **kwargs
        )


class MyPayQueries(MyPayView, TemplateView):
    """My questions to payroll and their answers."""

    template_name = "payroll/me_queries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show them, the latest first."""
        found = payslip_questions.own_questions(person_ids=self.access.person_ids, on=timezone.localdate())
        return super().get_context_data(
            tabs=self.tabs("my_pay_queries"),
            questions=[
                {"question": one, "href": self.at("my_payslip", run_uuid=one.run, employment_uuid=one.employment)}
                for one in found
            ],
            payslips_href=self.at("my_payslips"),
            **kwargs,
        )
