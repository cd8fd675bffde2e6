"""Reference data: what there is of each kind, the files to bring more, and one request for approval a file."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.views.generic import TemplateView

from hr.forms.reference import ReferenceForm
from hr.importing.reference import SHEETS, Sheet
from hr.operations import reference
from hr.operations.file_trials import Checked
from hr.queries.reference_rows import counts
from hr.reference_kinds import PROPOSE
from hr.views.base import PeopleView
from hr.views.by_file import FORMATS, ByFile, send_blank
from partners.models import ChangeRequest
from sharedservices.common.exports import sheet_format

COLUMNS = [{"label": one} for one in ("Column", "What a cell holds")]
KINDS = [{"label": "Kind"}, {"label": "What it is"}, {"label": "There are", "is_numeric": True}, {"label": "More"}]
TITLE = "Reference data"
LISTS = {"cost-centres": "cost_centres", "pay-scales": "scales", "grades": "grades",
         "pension-schemes": "pension_schemes", "pay-elements": "elements"}  # fmt: skip


class ReferenceView(PeopleView):
    """What the pages share."""

    permission = "organisation.view"
    counts_only = True

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Partnership", f"/p/{self.partner.code}/partnership/"), *steps)


class ReferenceData(ReferenceView, TemplateView):
    """What there is, in the order in which a new partner needs it."""

    template_name = "hr/reference_data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count, and offer to bring more."""
        found = counts(partner_id=self.partner.pk)
        return super().get_context_data(
            headings=KINDS,
            rows=[self._row(one, found[one.code]) for one in SHEETS.values()],
            missing=_missing([one.title for one in SHEETS.values() if one.is_needed and not found[one.code]]),
            breadcrumbs=self.trail((TITLE, "")),
            **kwargs,
        )

    def _row(self, one: Sheet, n: int) -> list[dict[str, Any]]:
        href = self.url(LISTS[one.code]) if one.code in LISTS else ""
        bring = {"text": "Bring by file", "href": self.url("reference_by_file", sheet=one.code), "context": one.title}
        return [
            {"text": one.title, "is_header": True, **({"href": href} if href else {})},
            {"text": one.what},
            {"text": f"{n:,}", "is_numeric": True},
            bring if self.may(PROPOSE) else {"text": ""},
        ]


class ReferenceByFile(ReferenceView, ByFile):
    """Hand in a file: every row is tried, and with one problem nothing is proposed."""

    permission = PROPOSE
    template_name = "hr/reference_by_file.html"
    form_class = ReferenceForm
    sheet: Sheet
    sent = "The list waits for approval. Nothing is recorded before."

    def load(self) -> None:
        """Find the sheet. :raises Http404: when there is none."""
        if self.kwargs["sheet"] not in SHEETS:
            raise Http404
        self.sheet = SHEETS[self.kwargs["sheet"]]

    def check(self, given: dict[str, Any], **who: Any) -> Checked:
        """Try every row."""
        return reference.check(sheet=self.sheet.code, file=given["file"].file, reason=given["reason"], **who)

    def after(self, row: ChangeRequest) -> str:
        """Go to one’s own requests: whoever brings data need not see requests of others."""
        return reverse("changes_mine", args=[self.partner.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the file holds."""
        return super().get_context_data(
            title=f"{self.sheet.title} by file",
            lead=f"{self.sheet.what}.",
            columns=[[{"text": one.name, "is_header": True}, {"text": one.how}] for one in self.sheet.columns],
            column_headings=COLUMNS,
            templates=[
                {"label": label, "href": self.url("reference_template", sheet=self.sheet.code, file_format=file_format)}
                for label, file_format in FORMATS
            ],
            who="the HR manager and the budget holder approve it" if self.sheet.costs else "the HR manager approves it",
            breadcrumbs=self.trail((TITLE, self.url("reference_data")), (self.sheet.title, "")),
            **kwargs,
        )


class ReferenceTemplate(ReferenceView):
    """An empty file to fill in."""

    permission = PROPOSE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Send it. :raises Http404: for a sheet or a format that there is not."""
        try:
            sheet, file_format = SHEETS[self.kwargs["sheet"]], sheet_format(self.kwargs["file_format"])
        except (KeyError, ValueError):
            raise Http404 from None
        return send_blank([cell.name for cell in sheet.columns], sheet.code, file_format)


def _missing(titles: list[str]) -> str:
    return f"Still to bring: {', '.join(titles)}." if titles else ""
