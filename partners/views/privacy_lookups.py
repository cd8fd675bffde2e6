"""Who looked at whom: the monthly report for the partner's data protection officer (domain SEC-05, AUD-02)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from partners.audit import audit
from partners.forms_privacy import MonthFilter
from partners.forms_rights import ReadReportForm
from partners.models import AuditAction, LookerReport
from partners.operations import lookers as operations
from partners.queries import lookers as reports
from partners.queries.seen import Looker, lookers
from partners.views.base import now
from partners.views.privacy import PrivacyForm, PrivacyView
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.exports import ExportFormat
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage

MOST_BARS = 10


class LookersTable(Table):
    """Who looked at how many people."""

    caption, nouns, filename = "Who looked", ("person who looked", "people who looked"), "who-looked"
    filter_form, default_sort = MonthFilter, "-n_people"
    empty = EmptyState("Nobody looked at anybody’s records in this month")
    columns = (
        Column("name", "Who", header=True, sort="name"),
        Column("n_people", "People", kind=Kind.NUMBER, sort="n_people"),
        Column("n_looks", "Looks", kind=Kind.NUMBER, sort="n_looks"),
        Column("n_unmasked", "Unmasked", kind=Kind.NUMBER, sort="n_unmasked"),
        Column("n_exports", "Downloads", kind=Kind.NUMBER, sort="n_exports"),
        Column("n_without_work", "People without other work", kind=Kind.NUMBER, sort="n_without_work"),
        Column("n_protected", "Protected people", kind=Kind.NUMBER, sort="n_protected"),
        Column("n_namesakes", "Same surname", kind=Kind.NUMBER, sort="n_namesakes"),
        Column("n_colleagues", "Own team", kind=Kind.NUMBER, sort="n_colleagues"),
        Column("n_out_of_hours", "Out of hours", kind=Kind.NUMBER, sort="n_out_of_hours"),
        Column("n_own", "Own record", kind=Kind.NUMBER, sort="n_own"),
        Column("n_own_changes", "Changes to own record", kind=Kind.NUMBER, sort="n_own_changes"),
        Column("worth_asking", "Worth a question", sort="worth_asking"),
    )


class Lookups(TablePage, PrivacyView, TemplateView):  # type: ignore[misc]
    """The report of one month."""

    permission = "privacy.watch"
    template_name = "privacy/lookups.html"
    table_class = LookersTable

    month: date

    def load(self) -> None:
        """Find out which month is asked for; without one, this month."""
        asked = MonthFilter(self.request.GET)
        self.month = (asked.cleaned_data.get("month") if asked.is_valid() else None) or timezone.localdate()

    @cached_property
    def found(self) -> list[Looker]:
        """Who looked in the month: read once for table and chart."""
        return lookers(partner_id=self.partner.pk, month=self.month)

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return who looked in the month."""
        return ListRows(self.found)

    def download_title(self) -> str:
        """Name the month."""
        return f"Who looked in {self.month:%B %Y}"

    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Record the download."""
        audit(
            action=AuditAction.EXPORT, object_type="partners_auditevent", object_id="lookups", label="Who looked",
            changes={"format": file_format.value, "rows": n_rows, "month": f"{self.month:%Y-%m}"},
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the month."""
        context = super().get_context_data(**kwargs)
        context |= {"title": f"Who looked in {self.month:%B %Y}", "tabs": self.tabs("lookups/")}
        report = reports.of_month(partner_id=self.partner.pk, month=self.month)
        if report and report.read_at:
            context["read_words"] = f"Read by {report.read_by}, {moment(report.read_at)}: {report.words}"
        elif report:
            context["read_href"] = self.url(f"lookups/reports/{report.uuid}/")
        bars = [Bar(one.name or "A login that is gone", Decimal(one.n_people)) for one in self.found[:MOST_BARS]]
        context["chart"] = bars and RowChart(
            title=f"Who looked at most people in {self.month:%B %Y}", bars=bars, label_heading="Who",
            value_heading="People", summary=f"The first is {bars[0].label}, with {bars[0].value} people.",
        )  # fmt: skip
        return context | {"breadcrumbs": self.trail(("Who looked", ""))}


class ReadReport(PrivacyForm):
    """Say what one made of a month's report."""

    permission = "privacy.watch"
    form_class = ReadReportForm
    title, submit = "Read the report of who looked", "I have read it"

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        rows = LookerReport.objects.of(self.partner.pk).filter(uuid=self.kwargs["looker_report"])
        report = rows.first()
        if report is None:
            raise Http404
        self.report: LookerReport = report
        self.lead = f"{report}: {report.n_lookers} people looked, {report.n_flagged} of them worth a question."

    def back(self) -> str:
        """Return to the month."""
        return f"{self.url('lookups/')}?month={self.report.month:%d/%m/%Y}"

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the page above."""
        return (("Who looked", self.back()),)

    def perform(self, form: Form) -> str:
        """Record it."""
        operations.read(report=self.report.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back()
