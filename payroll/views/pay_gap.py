"""The gender pay gap: the reports, a new one, what counts, and the files that are published."""

import tempfile
from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.generic import TemplateView

from partners.models import LegalEntity
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from payroll.engine.pay_gap_law import law_on
from payroll.forms.pay_gap import ElementsForm, TakeForm
from payroll.models import PayGapReport
from payroll.operations import pay_gap
from payroll.queries import pay_gap_reports
from payroll.queries.pay_gap_reports import UPLOAD_COLUMNS
from payroll.views import pay_gap_words
from payroll.views.payslip_pages import PayView
from sharedservices.common.exports import SPOOL_BYTES, ExportFormat, about, write_rows
from sharedservices.common.formatting import day
from sharedservices.common.pdf import render_pdf
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Gender pay gap"


class PayGapView(PayView):
    """A page about the pay gap."""

    permission = "paygap.view"

    def url(self, name: str, **kwargs: Any) -> str:
        """Return the address of a page of this partner."""
        return reverse(name, kwargs={"partner_code": self.partner.code, **kwargs})

    def trail(self, *here: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        reports = ("Reports", f"/p/{self.partner.code}/reports/")
        above = (reports, (TITLE, self.url("pay_gaps") if here else ""))
        return self.crumbs(*above, *here)


class ReportsTable(Table):
    """Every set of figures that was worked out."""

    caption, nouns, filename = "Figures worked out so far", ("report", "reports"), "pay-gap"
    default_sort = "-snapshot_on"
    empty = EmptyState("No figures yet", "Say what counts as pay first, then work out the figures of an employer.")
    columns = (
        Column("employer", "Employer", header=True, href=lambda row: f"{row.report}/", sort="employer"),
        Column("snapshot_on", "Day", kind=Kind.DATE, sort="snapshot_on", hint=lambda row: f"Number {row.number}"),
        Column("kind", "For", sort="kind"),
        Column("n_heads", "People", kind=Kind.NUMBER),
        Column("n_full_pay", "On full pay", kind=Kind.NUMBER),
        Column("mean", "Mean gap (%)", kind=Kind.NUMBER),
        Column("median", "Median gap (%)", kind=Kind.NUMBER),
        Column("made_at", "Worked out", kind=Kind.MOMENT, sort="made_at", hint=lambda row: row.made_by),
    )


class PayGaps(PartnerList, PayGapView, TemplateView):  # type: ignore[misc]
    """Every set of figures, the newest first."""

    template_name = "payroll/pay_gaps.html"
    table_class = ReportsTable
    audited_as = "payroll_paygapreport"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the reports."""
        return ListRows(pay_gap_reports.reports(partner_id=self.partner.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what may be done, and what nobody has said yet."""
        actions = [{"label": "What counts", "href": self.url("pay_gap_elements"), "kind": "secondary"}]
        if self.may("paygap.make"):
            actions.insert(0, {"label": "Work out figures", "href": self.url("pay_gap_take")})
        open_ones = [one for one in pay_gap_reports.treatments(partner_id=self.partner.pk) if not one.treatment]
        return super().get_context_data(
            title=TITLE, actions=actions, n_unsaid=len(open_ones), breadcrumbs=self.trail(), **kwargs
        )


class TakeFigures(PayGapView, PartnerFormView):
    """Work out the figures of an employer on a day."""

    permission = "paygap.make"
    acts_on_everybody = True
    template_name = "partners/form_page.html"
    form_class = TakeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the employers."""
        return {**super().get_form_kwargs(), "employers": pay_gap_reports.employers(partner_id=self.partner.pk)}

    def get_initial(self) -> dict[str, Any]:
        """Offer the last snapshot date."""
        today = timezone.localdate()
        return {"on": law_on(today).last_snapshot(today)}

    def perform(self, form: Form) -> str:
        """Work them out, and show them."""
        try:
            report = pay_gap.take(partner_id=self.partner.pk, by=self.user, at=now(), **form.cleaned_data)
        except LegalEntity.DoesNotExist:
            raise Http404 from None
        return self.url("pay_gap", pay_gap_report=report.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {
            "title": "Work out the gender pay gap",
            "lead": "From released pay of the period that holds the day. The figures are kept as they are worked out.",
            "submit": "Work out the figures",
        }
        crumbs = self.trail(("Work out figures", ""))
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=self.url("pay_gaps"), **words, **kwargs)


class WhatCounts(PayGapView, PartnerFormView):
    """Say what each element of pay is to the pay gap."""

    write_permission = "paygap.make"
    template_name = "payroll/pay_gap_elements.html"
    form_class = ElementsForm
    success_message = "Saved. Figures that were worked out before stay as they are."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask about every element that is paid or given up."""
        return {**super().get_form_kwargs(), "elements": pay_gap_reports.treatments(partner_id=self.partner.pk)}

    def perform(self, form: Form) -> str:
        """Save what was said."""
        assert isinstance(form, ElementsForm)  # noqa: S101 - form_class says so
        pay_gap.classify(partner_id=self.partner.pk, wanted=form.wanted, by=self.user, at=now())
        return self.url("pay_gaps")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page; who may not say sees what was said."""
        said = {one.name: pay_gap_words.treatment(one.treatment) for one in self._elements()}
        return super().get_context_data(
            may_say=self.may("paygap.make"),
            said=[{"key": name, "value": words} for name, words in said.items()],
            breadcrumbs=self.trail(("What counts", "")),
            cancel_href=self.url("pay_gaps"),
            **kwargs,
        )

    def _elements(self) -> list[pay_gap_reports.ElementTreatment]:
        return pay_gap_reports.treatments(partner_id=self.partner.pk)


class ReportView(PayGapView):
    """Something about one report."""

    report: PayGapReport

    def load(self) -> None:
        """Find the report. :raises Http404: when there is none in scope."""
        try:
            self.report = pay_gap_reports.report(self.kwargs["pay_gap_report"])
        except PayGapReport.DoesNotExist:
            raise Http404 from None

    @property
    def file_stem(self) -> str:
        """Return the beginning of the names of files."""
        return slugify(f"gender pay gap {self.report.legal_entity.code} {self.report.snapshot_on:%Y-%m-%d}")


class PayGapPage(ReportView, TemplateView):
    """The six measures with their working, charts, and what may be published."""

    template_name = "payroll/pay_gap.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the report, and record that it was seen."""
        report = self.report
        pay_gap.record_view(partner_id=self.partner.pk, report=report, by=self.user)
        found = pay_gap_reports.figures(report)
        return super().get_context_data(
            title=f"{TITLE}: {report.legal_entity.legal_name}",
            caption=pay_gap_words.caption(report),
            tiles=pay_gap_words.tiles(found),
            charts=pay_gap_words.charts(found),
            hourly=pay_gap_words.gap_table("Pay an hour", found.hourly),
            bonus=pay_gap_words.gap_table("Bonus of the twelve months", found.bonus),
            steps=pay_gap_words.working(found),
            facts=pay_gap_words.facts(report, standings=pay_gap_reports.standings(report)),
            notes=pay_gap_words.notes(report, withheld=pay_gap_reports.withheld(report)),
            upload_href=self.url("pay_gap_upload", pay_gap_report=report.uuid),
            pdf_href=self.url("pay_gap_pdf", pay_gap_report=report.uuid),
            breadcrumbs=self.trail((f"{report.legal_entity.code}, {day(report.snapshot_on)}", "")),
            **kwargs,
        )


class PayGapUpload(ReportView):
    """The figures in the columns of the government’s service."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> FileResponse:
        """Write the file, record it, send it."""
        stream = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the response closes it
        rows = [pay_gap_reports.upload(self.report)]
        n_rows = write_rows(stream, file_format=ExportFormat.CSV, header=UPLOAD_COLUMNS, rows=rows, about=None)
        stream.seek(0)
        self.record("upload CSV", n_rows)
        content_type = ExportFormat.CSV.content_type
        return FileResponse(stream, as_attachment=True, filename=f"{self.file_stem}.csv", content_type=content_type)

    def record(self, what: str, n_rows: int) -> None:
        """Leave a trace."""
        pay_gap.record_export(
            partner_id=self.partner.pk, report=self.report, what=what, n_rows=n_rows, by=self.user
        )  # fmt: skip


class PayGapPdf(ReportView):
    """The report on paper, with what may be published."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the PDF, record it, send it."""
        report = self.report
        found, hidden = pay_gap_reports.figures(report), pay_gap_reports.withheld(report)
        title = f"{TITLE}, {report.legal_entity.legal_name}, {day(report.snapshot_on)}"
        content = {
            "partner": {"name": self.partner.name},
            "report": report,
            "caption": pay_gap_words.caption(report),
            "rows": pay_gap_words.published(found, withheld=hidden),
            "quarters": () if "hourly" in hidden else pay_gap_words.quarter_rows(found),
            "notes": pay_gap_words.notes(report, withheld=hidden),
            "printed": about(self, title).sentence(1),
        }
        body = render_pdf("pdf/pay_gap.html", content, title=title)
        pay_gap.record_export(partner_id=self.partner.pk, report=report, what="PDF", n_rows=1, by=self.user)
        headers = {"Content-Disposition": f'attachment; filename="{self.file_stem}.pdf"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)
