"""What a run gives away: the payment listing, every line as CSV, and a report. Each download is on the audit trail."""

import tempfile
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.generic import TemplateView

from payroll.queries import run_pages_compare, run_pages_head, run_pages_people
from payroll.queries.run_pages_compare import PersonChange
from payroll.queries.run_pages_head import ListingHead
from payroll.queries.run_pages_people import LINE_COLUMNS, PaymentRow
from payroll.states import RunState
from payroll.views import runs_words
from payroll.views.runs_base import RunTablePage, RunView
from payroll.views.runs_page import RunPage
from sharedservices.common.exports import SPOOL_BYTES, ExportFormat, about, write_rows
from sharedservices.common.formatting import counted, day, moment, money
from sharedservices.common.pdf import render_pdf
from sharedservices.common.rowsources import FunctionRows
from sharedservices.common.tables import Column, Kind, Table

LINE_HEADER = (
    "Payroll number", "Name", "Tax code", "NI category", "Section", "Code", "Element", "Units", "Rate", "Amount",
    "Calculation",
)  # fmt: skip
CHANGES_HEADER = (
    "Change", "Payroll number", "Name", "First day", "Last day", "Gross before", "Gross now", "Net before", "Net now",
    "Difference in net pay",
)  # fmt: skip
SHOWN_HELD = 200
WITHHELD = "Name withheld"
HASHED = "SHA-256 over payroll number, amount and account, in the order below"


def account_text(row: PaymentRow) -> str:
    """Return the account of a payment as it is shown."""
    if not row.account:
        return "None"
    return f"•••• {row.account}{', second account' if row.is_second else ''}"


class PaymentTable(Table):
    """The payments of a run, in the order of the listing. The account is masked."""

    caption, nouns = "Payments", ("payment", "payments")
    downloads, default_per_page = False, 50
    columns = (
        Column("employee_no", "Payroll number"),
        Column("name", "Name", header=True),
        Column("holder", "Account holder"),
        Column("account", "Account", value=account_text),
        Column("net", "Amount", kind=Kind.MONEY),
    )


class ReleasedRun(RunPage):
    """Something that only a released run has."""

    listing: ListingHead

    def load(self) -> None:
        """Find the listing. :raises Http404: until the run is released."""
        super().load()
        found = run_pages_head.listing(partner_id=self.partner.pk, run_id=self.run.run_id)
        if self.run.state != RunState.RELEASED or found is None:
            raise Http404
        self.listing = found

    def payments(self, _order: Sequence[str] = (), start: int = 0, stop: int | None = None) -> Iterable[PaymentRow]:
        """Return payments in the order of the listing."""
        return run_pages_people.payments(partner_id=self.partner.pk, run_id=self.run.run_id, start=start, stop=stop)


class RunPayments(RunTablePage, ReleasedRun, TemplateView):  # type: ignore[misc]
    """The payment listing: number, control total and hash on top, then what is paid to whom."""

    template_name = "payroll/run_payments.html"
    table_class = PaymentTable
    tab = "run_payments"

    def rows(self, filters: Any) -> FunctionRows:
        """Return the payments."""
        return FunctionRows(count=lambda: self.listing.n_payments, fetch=self.payments)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the listing, and record that it was seen."""
        self.seen("payment listing")
        listing = self.listing
        return super().get_context_data(
            **self.head(),
            facts=[
                {
                    "key": "Payments",
                    "value": f"{listing.n_payments:,}",
                    "is_numeric": True,
                    "hint": runs_words.payments_text(listing.n_payments, listing.n_payslips),
                },
                {"key": "Control total", "value": money(listing.control_total), "is_numeric": True},
                {"key": "Pay date", "value": day(self.run.pay_date)},
                {"key": "Made", "value": moment(timezone.localtime(listing.created_at))},
                {"key": "Hash of the listing", "value": listing.sha256, "hint": HASHED},
            ],
            may_export=self.may("payroll.export"),
            listing_href=self.at("run_listing"),
            lines_href=self.at("run_lines"),
            report_href=self.at("run_report"),
            breadcrumbs=self.run_trail_to("Payments"),
            **kwargs,
        )  # fmt: skip


class RunListing(ReleasedRun):
    """The payment listing as CSV: number, control total and hash in the first rows.

    Its sum is what is paid, so nobody is left out; of people in covert roles it gives the payroll number alone.
    """

    acts_on_everybody = True
    permission = "payroll.export"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> FileResponse:
        """Write it to a file, record it, send it."""
        listing = self.listing
        top: list[list[Any]] = [
            ["Run", self.run.label, "", "", ""],
            ["Pay date", self.run.pay_date, "", "", ""],
            ["Payments", listing.n_payments, "", "", ""],
            ["Payslips paid", listing.n_payslips, "", "", ""],
            ["Control total", listing.control_total, "", "", ""],
            ["SHA-256 of the listing", listing.sha256, "", "", ""],
            ["", "", "", "", ""],
            ["Payroll number", "Name", "Account holder", "Account ends in", "Amount"],
        ]
        with self.as_reader():
            known = {row.employee_no for row in self.payments()}
        body = (
            [row.employee_no, row.name, row.holder, row.account, row.net]
            if row.employee_no in known
            else [row.employee_no, WITHHELD, WITHHELD, "", row.net]
            for row in self.payments()
        )
        told = about(self, f"Payments, {self.run.label}").sentence(listing.n_payments)
        header = [self.run.employer, "Payment listing", told, "", ""]
        return _csv(
            self, "payments", header, chain(top, body), is_told=False,
            control_total=str(listing.control_total), sha256=listing.sha256,
        )  # fmt: skip


class RunLines(RunPage):
    """Every line of every payslip that counts, as CSV. Available once the run is released."""

    permission = "payroll.export"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> FileResponse:
        """Write them to a file, row by row, record it, send it. :raises Http404: until the run is released."""
        if self.run.state != RunState.RELEASED:
            raise Http404
        assert len(LINE_HEADER) == len(LINE_COLUMNS)  # noqa: S101 - the two stand side by side
        rows = run_pages_people.lines(partner_id=self.partner.pk, run_id=self.run.run_id)
        return _csv(self, "lines", LINE_HEADER, rows, results_hash=self.run.results_hash)


class RunChangesFile(RunPage):
    """Everybody who came, went or is paid differently since the run before, as CSV. In a first run everybody came."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> FileResponse:
        """Write them to a file, record it, send it."""
        found = run_pages_compare.changes(
            partner_id=self.partner.pk, run=self.run, then=self.then, people=None, movers=None
        )
        kinds = (("Starter", found.starters), ("Leaver", found.leavers), ("Paid differently", found.movers))
        rows = (_changed(kind, row) for kind, people in kinds for row in people)
        return _csv(self, "changes", CHANGES_HEADER, rows, results_hash=self.run.results_hash)


def _changed(kind: str, row: PersonChange) -> list[Any]:
    """Return a row of the file of changes, in the order of its header."""
    person = [kind, row.employee_no, row.name, row.starts, row.ends]
    return [*person, row.gross_before, row.gross, row.net_before, row.net, row.change]


class RunReport(RunPage):
    """The run on paper: chain, totals by element, who came and went, who is not paid."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the PDF and record it. :raises Http404: while there are no figures."""
        if not self.run.has_results:
            raise Http404
        run = self.run
        title = f"Pay run report, {run.label}"
        content = render_pdf("pdf/run_report.html", self._content(), title=title)
        self.exported("report", n_rows=1, format="pdf", results_hash=run.results_hash)
        name = slugify(f"pay run report {self.file_stem}")
        headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def _content(self) -> dict[str, Any]:
        run, partner_id = self.run, self.partner.pk
        held = run_pages_people.held_back(
            partner_id=partner_id, run_id=run.run_id, states=["QUARANTINED", "EXCLUDED"], limit=SHOWN_HELD
        )
        changes = run_pages_compare.changes(partner_id=partner_id, run=run, then=self.then) if self.before else None
        return {
            "run": run,
            "partner": {"name": self.partner.name},
            "since": runs_words.said_month(self.before),
            "deeds": self._deeds(),
            "elements": [
                (row, runs_words.SECTIONS[row.section], runs_words.percent_signed(row.percent))
                for row in run_pages_compare.elements(partner_id=partner_id, run_id=run.run_id, then=self.then)
            ],
            "starters": changes.starters if changes else (),
            "leavers": changes.leavers if changes else (),
            "held": held,
            "listing": run_pages_head.listing(partner_id=partner_id, run_id=run.run_id),
            "printed": about(self, f"Pay run report, {run.label}").sentence(run.n_in),
            "held_text": counted(run.n_quarantined + run.n_excluded, "person", "people"),
        }

    def _deeds(self) -> list[tuple[str, str, str]]:
        run = self.run
        deeds = [("Calculated", run.processed), ("Approved", run.approved), ("Released", run.released)]
        return [
            (title, deed.by, moment(timezone.localtime(deed.at))) if deed and deed.at else (title, "Not yet", "")
            for title, deed in deeds
        ]


def _csv(
    view: RunView, what: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, is_told: bool = True, **more: Any
) -> FileResponse:
    """Write a CSV to a file within the request, record the download, and send it.

    `is_told`: who takes it away is one more heading; else the rows on top say so.
    """
    stream = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the response closes it
    told = about(view, f"{what.capitalize()}, {view.run.label}") if is_told else None
    n_rows = write_rows(stream, file_format=ExportFormat.CSV, header=header, rows=rows, about=told)
    stream.seek(0)
    view.exported(what, n_rows=n_rows, format=ExportFormat.CSV.value, **more)
    name = f"{slugify(f'{what} {view.file_stem}')}.csv"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=ExportFormat.CSV.content_type)
