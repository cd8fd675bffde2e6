"""Payslips as payroll officers see them inside a run: every version, findings, the preview, the same explanations."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from payroll.models import RunMember
from payroll.queries import payslip_rows, payslip_words
from payroll.queries.payslip_document import PayslipDocument, payslip_document
from payroll.queries.payslip_rows import PayslipMissing, VersionRow
from payroll.queries.run_facts import run_label
from payroll.views.payslip_pages import PayView, pdf_response, record_view
from sharedservices.common import formatting


class RunPayslipView(PayView):
    """What the pages of one payslip of a run share."""

    permission = "payroll.view"

    def load(self) -> None:
        """Load the payslip and how the employment stands. :raises Http404: when it is not in the run."""
        self.keys = {"run": self.kwargs["run_uuid"], "employment": self.kwargs["employment_uuid"]}
        self.member = payslip_rows.member_of(**self.keys)
        if self.member is None:
            raise Http404
        try:
            self.slip: PayslipDocument | None = payslip_document(**self.keys, version=self._version())
        except PayslipMissing as error:
            if self._version() is not None:
                raise Http404 from error
            self.slip = None

    def _version(self) -> int | None:
        """Return the calculation that was asked for. :raises Http404: when it is no number."""
        wanted = self.request.GET.get("version", "")
        if not wanted:
            return None
        if not wanted.isdecimal() or len(wanted) > 9:
            raise Http404
        return int(wanted)

    def at(self, name: str) -> str:
        """Return the address of a page of this payslip."""
        return reverse(
            name,
            kwargs={
                "partner_code": self.partner.code,
                "run_uuid": self.keys["run"],
                "employment_uuid": self.keys["employment"],
            },
        )


class RunPayslip(RunPayslipView, TemplateView):
    """One payslip of a run."""

    template_name = "payroll/payslip_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the payslip, or why there is none, and record that it was seen."""
        member, slip = self.member, self.slip
        assert member is not None  # noqa: S101 - load has seen to it
        versions = payslip_rows.versions_of(**self.keys)
        if slip is not None:
            record_view(slip, shown_as="page")
        run_href = f"/p/{self.partner.code}/pay/runs/{self.keys['run']}/"
        name = f"{member.person.display_name}"
        pdf = self.at("run_payslip_pdf")
        return super().get_context_data(
            slip=slip,
            member=member,
            name=name,
            caption=f"Payroll number {member.employment.employee_no}, {_label(member)}",
            pdf_href="" if slip is None else f"{pdf}?version={slip.version}",
            findings=() if slip is None else slip.findings,
            version_cells=_version_cells(versions, slip),
            is_current=slip is None or slip.version == member.version,
            person_href=f"/p/{self.partner.code}/people/{member.person.uuid}/",
            queries_href=reverse("pay_queries", kwargs={"partner_code": self.partner.code})
            + f"?q={member.employment.employee_no}",
            breadcrumbs=self.crumbs(
                ("Pay", f"/p/{self.partner.code}/pay/"), (_run_label(member), run_href), (name, "")
            ),
            **kwargs,
        )


def _label(member: RunMember) -> str:
    """Return what the payslip is called."""
    run = member.run
    return payslip_words.label(run.period.pay_date, run.pay_group.frequency, run.number)


def _run_label(member: RunMember) -> str:
    """Return what the run is called."""
    run = member.run
    return run_label(run.pay_group.name, run.period.pay_date, run.number)


def _version_cells(versions: tuple[VersionRow, ...], slip: PayslipDocument | None) -> list[list[dict[str, Any]]]:
    """Return the rows of the table of calculations."""
    rows = []
    for one in versions:
        is_shown = slip is not None and one.version == slip.version
        rows.append(
            [
                {
                    "text": f"Calculation {one.version}",
                    "href": "" if is_shown else f"?version={one.version}",
                    "hint": _standing(counts=one.counts, is_shown=is_shown),
                    "is_header": True,
                },
                {"text": formatting.money(one.row.gross), "is_numeric": True},
                {"text": formatting.money(one.row.net), "is_numeric": True},
            ]
        )
    return rows


def _standing(*, counts: bool, is_shown: bool) -> str:
    """Say whether a calculation counts and whether it is the one on the page."""
    said = "Counts" if counts else "Replaced"
    return f"{said}, shown here" if is_shown else said


class RunPayslipPdf(RunPayslipView):
    """The PDF as the employee will get it, the National Insurance number masked; marked until it is released."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file, and record that it was made."""
        if self.slip is None:
            raise Http404
        record_view(self.slip, shown_as="PDF")
        return pdf_response(self.slip, is_inline=True)
