"""Load people from a file: what it takes, handing it in, following it, its problems, and loading it after a check."""

import io
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.imports import CHECK, ImportForm
from hr.importing.template import DOCUMENTATION, documentation, template
from hr.operations import import_checked, imports
from hr.queries.imports import ImportJob, ProblemRow, import_job, problems_csv, recent_imports
from hr.views.base import PeopleView
from partners.models import BackgroundJob
from partners.queries.jobs import progress
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.exports import ExportFormat, about, sheet_format
from sharedservices.common.formatting import duration, moment, number

PROBLEMS_A_PAGE = 50
HISTORY_HEADINGS = [{"label": one} for one in ("When", "File", "By", "How it ended", "State")]
PROBLEM_HEADINGS = [{"label": one} for one in ("Row", "Column", "Value", "What is wrong", "What to do")]
COLOURS = {"DONE": "green", "FAILED": "red", "CANCELLED": "grey", "RUNNING": "yellow", "QUEUED": "yellow"}


class Imports(PeopleView, PartnerFormView):
    """What a people file takes, the form that takes it in, and the imports so far."""

    permission = "people.import"
    template_name = "hr/imports.html"
    form_class = ImportForm

    def perform(self, form: Form) -> str:
        """Hand the file in."""
        given = form.cleaned_data
        job = imports.start(
            partner_id=self.partner.pk,
            file=given["file"].file,
            name=given["file"].name,
            by=self.user,
            at=timezone.now(),
            check_only=given["mode"] == CHECK,
        )
        return self.url("import_job", job=job.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Explain, and show what was handed in before."""
        columns = [
            [{"text": text, "is_header": not place} for place, text in enumerate(row)] for row in documentation()
        ]
        found = recent_imports(partner_id=self.partner.pk)
        return super().get_context_data(
            csv_href=self.url("import_template", file_format="csv"),
            xlsx_href=self.url("import_template", file_format="xlsx"),
            columns={
                "caption": "Columns of the file",
                "headings": [{"label": one} for one in DOCUMENTATION],
                "rows": columns,
            },
            history=[self._history_cells(one) for one in found],
            history_headings=HISTORY_HEADINGS,
            breadcrumbs=self.crumbs(("People", self.url("people")), ("Load people", "")),
            **kwargs,
        )

    def _history_cells(self, one: ImportJob) -> list[dict[str, Any]]:
        return [
            {"text": moment(timezone.localtime(one.created_at)), "is_nowrap": True},
            {"text": one.label, "href": self.url("import_job", job=one.job)},
            {"text": one.created_by},
            {"text": one.message},
            {"text": one.state_label, "colour": COLOURS[one.state]},
        ]


class ImportTemplate(PeopleView):
    """The empty file to fill in."""

    permission = "people.import"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Send it."""
        try:
            file_format = sheet_format(self.kwargs["file_format"])
        except ValueError:
            raise Http404 from None
        return FileResponse(
            io.BytesIO(template(file_format)),
            as_attachment=True,
            filename=f"people-template.{file_format.value}",
            content_type=file_format.content_type,
        )


class _OneImport(PeopleView):
    """A view of one import."""

    permission = "people.import"
    found: ImportJob

    def load(self) -> None:
        """Find the import."""
        try:
            self.found = import_job(job=self.kwargs["job"])
        except BackgroundJob.DoesNotExist:
            raise Http404 from None


class ImportPage(_OneImport, TemplateView):
    """How far an import is and, at its end, what came out."""

    template_name = "hr/import_job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the bar, or the result."""
        found = self.found
        problems = sorted(found.problems, key=lambda one: one.row or 0)
        page = Paginator(problems, PROBLEMS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            bar=self._bar(),
            lines=found.message.splitlines(),
            tiles=_tiles(found),
            problems=[_problem_cells(one) for one in page],
            problem_headings=PROBLEM_HEADINGS,
            page=page,
            hidden=found.n_problems - len(found.problems),
            file_href=self.url("import_problems", job=found.job) if found.n_problems else "",
            load_href=self.url("import_load", job=found.job) if import_checked.is_ready(found) else "",
            cancel_href=f"/p/{self.partner.code}/jobs/{found.job}/cancel/" if found.is_open else "",
            again_href=self.url("imports"),
            people_href=self.url("people"),
            breadcrumbs=self.crumbs(
                ("People", self.url("people")), ("Load people", self.url("imports")), (found.label, "")
            ),
            **(kwargs | {"job": found}),  # the address has a job, too: its id
        )

    def _bar(self) -> dict[str, Any]:
        job = BackgroundJob.objects.get(uuid=self.found.job)
        shown = progress(job=job, at=timezone.now())
        address = f"/p/{self.partner.code}/jobs/{job.uuid}/"
        return {
            "id": f"job-{job.uuid}",
            "text": self.found.state_label,
            "done": shown.n_done,
            "total": shown.n_total,
            "percent": shown.percent,
            "rate": f"{shown.rate:,.0f} rows a second" if shown.rate and shown.rate >= 1 else "",
            "left": f"about {duration(shown.left)} left" if shown.left is not None else "",
            "is_running": shown.is_open,
            "poll_url": f"{address}progress/",
            "refresh_url": self.url("import_job", job=job.uuid),
        }


def _tiles(found: ImportJob) -> list[dict[str, Any]]:
    if found.is_open or "n_rows" not in found.counts:
        return []
    verb = "to add" if found.is_check or found.n_problems else "added"
    names = (("n_rows", "Rows"), ("n_people", f"People {verb}"), ("n_employments", f"Employments {verb}"))
    more = (("n_jobs", f"Jobs {verb}"), ("n_unchanged", "Rows recorded already"), ("n_problems", "Problems"))
    return [
        {
            "label": label,
            "value": number(found.counts.get(name, 0)),
            "kind": "problem" if name == "n_problems" and found.n_problems else "",
        }
        for name, label in names + more
    ]


def _problem_cells(one: ProblemRow) -> list[dict[str, Any]]:
    return [
        {"text": number(one.row) or "File", "is_header": True},
        {"text": one.column},
        {"text": one.value},
        {"text": one.message},
        {"text": one.remedy},
    ]


class ImportProblems(_OneImport):
    """The problems as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send them."""
        told = about(self, f"Problems of {self.found.label}")
        response = HttpResponse(problems_csv(job=self.found.job, told=told), content_type=ExportFormat.CSV.content_type)
        response["Content-Disposition"] = f'attachment; filename="problems-{self.found.created_at:%Y-%m-%d}.csv"'
        return response


class LoadChecked(_OneImport, PartnerActionView):
    """Load a file that a check has found right."""

    def perform(self) -> str:
        """Hand it in once more, to be loaded."""
        job = import_checked.load(job=self.found.job, by=self.user, at=timezone.now())
        return self.url("import_job", job=job.uuid)

    def back(self) -> str:
        return self.url("import_job", job=self.found.job)
