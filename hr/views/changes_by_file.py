"""Propose changes of many by a file: the templates, a check of every row, and one request for the whole list."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse

from hr.forms.bulk import BulkForm
from hr.importing.bulk import TEMPLATES, Template
from hr.operations import bulk_changes
from hr.operations.bulk_changes import Expected
from hr.operations.file_trials import Checked
from hr.views.base import PeopleView
from hr.views.by_file import FORMATS, ByFile, send_blank
from partners.models import ChangeRequest
from sharedservices.common.exports import sheet_format

TEMPLATE_HEADINGS = [{"label": one} for one in ("What changes", "Columns", "Excel", "CSV")]


class ChangesByFile(ByFile):
    """Hand in a file: every row is tried, and with one problem nothing is proposed."""

    permission = "changes.propose"
    template_name = "hr/changes_by_file.html"
    form_class = BulkForm

    def check(self, given: dict[str, Any], **who: Any) -> Checked:
        """Try every row."""
        file = given["file"]
        return bulk_changes.check(
            template=given["template"], file=file.file, name=file.name, reason=given["reason"],
            expected=Expected(n_rows=given["n_rows"], total=given["total"]), **who,
        )  # fmt: skip

    def after(self, row: ChangeRequest) -> str:
        """Go to the request."""
        return reverse("change", args=[self.partner.code, row.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the templates."""
        return super().get_context_data(
            templates=[self._template(one) for one in TEMPLATES.values()],
            template_headings=TEMPLATE_HEADINGS,
            breadcrumbs=self.crumbs(("People", self.url("people")), ("Changes by file", "")),
            **kwargs,
        )

    def _template(self, one: Template) -> list[dict[str, Any]]:
        names = ", ".join(f"{c.name}" if c.is_required else f"{c.name} (optional)" for c in one.columns)
        files = [
            {
                "text": label,
                "href": self.url("changes_template", kind_of_file=one.code, file_format=file_format),
                "context": f"template for {one.title}",
            }
            for label, file_format in FORMATS
        ]
        return [{"text": one.title, "is_header": True}, {"text": names}, *files]


class ChangesTemplate(PeopleView):
    """An empty file to fill in."""

    permission = "changes.propose"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Send it. :raises Http404: for a template or a format that there is not."""
        try:
            template = TEMPLATES[self.kwargs["kind_of_file"]]
            file_format = sheet_format(self.kwargs["file_format"])
        except (KeyError, ValueError):
            raise Http404 from None
        return send_blank([column.name for column in template.columns], f"changes-{template.code}", file_format)
