"""Reference data: what there is of each kind, the files to bring more, and one request for approval a file."""

import io
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.bulk import SEND
from hr.forms.reference import ReferenceForm
from hr.importing.reference import SHEETS, Sheet, blank
from hr.operations import reference
from hr.queries.reference_rows import counts
from hr.reference_kinds import CODE, PROPOSE
from hr.views.base import PeopleView
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import PartnerFormView
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import ExportFormat
from sharedservices.common.formatting import counted

HEADINGS = [{"label": one} for one in ("Row", "Column", "Value", "What is wrong", "What to do")]
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
            missing=_missing([one.title for one in SHEETS.values() if not found[one.code]]),
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


class ReferenceByFile(ReferenceView, PartnerFormView):
    """Hand in a file: every row is tried, and with one problem nothing is proposed."""

    permission = PROPOSE
    template_name = "hr/reference_by_file.html"
    form_class = ReferenceForm
    sheet: Sheet

    def load(self) -> None:
        """Find the sheet. :raises Http404: when there is none."""
        if self.kwargs["sheet"] not in SHEETS:
            raise Http404
        self.sheet = SHEETS[self.kwargs["sheet"]]

    def form_valid(self, form: Form) -> HttpResponse:
        """Check; show the problems, say that nothing is wrong, or send the list."""
        assert isinstance(form, ReferenceForm)  # noqa: S101 - the form of this view
        given = form.cleaned_data
        who: dict[str, Any] = {"partner_id": self.partner.pk, "by": self.user, "at": timezone.now()}
        try:
            found = reference.check(
                sheet=self.sheet.code, file=given["file"].file, reason=given["reason"], **who
            )  # fmt: skip
            if found.payload is not None and given["mode"] == SEND:
                proposal = Proposal(kind=CODE, payload=found.payload, reason=given["reason"])
                changes.submit(proposal=proposal, **who)
                messages.success(self.request, "The list waits for approval. Nothing is recorded before.")
                return redirect(reverse("changes_mine", args=[self.partner.code]))
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return self.render_to_response(
            self.get_context_data(form=form, found=found), status=422 if found.problems else 200
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the file holds, and what a check found."""
        found: reference.Checked | None = kwargs.pop("found", None)
        said = ""
        if found is not None and not found.problems:
            said = f"Nothing is wrong in {counted(found.n_rows, 'row', 'rows')}. Nothing is proposed yet."
        return super().get_context_data(
            title=f"{self.sheet.title} by file",
            lead=f"{self.sheet.what}.",
            columns=[[{"text": one.name, "is_header": True}, {"text": one.how}] for one in self.sheet.columns],
            column_headings=COLUMNS,
            templates=[
                {"label": label, "href": self.url("reference_template", sheet=self.sheet.code, file_format=file_format)}
                for label, file_format in (("Excel", "xlsx"), ("CSV", "csv"))
            ],
            problems=[_cells(one) for one in found.problems] if found else [],
            problem_headings=HEADINGS,
            said=said,
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
            sheet, file_format = SHEETS[self.kwargs["sheet"]], ExportFormat(self.kwargs["file_format"])
        except (KeyError, ValueError):
            raise Http404 from None
        return FileResponse(
            io.BytesIO(blank(sheet, file_format)),
            as_attachment=True,
            filename=f"{sheet.code}.{file_format.value}",
            content_type=file_format.content_type,
        )


def _missing(titles: list[str]) -> str:
    return f"Still to bring: {', '.join(titles)}." if titles else ""


def _cells(one: Any) -> list[dict[str, Any]]:
    texts = (str(one.row or ""), one.column, one.value_masked, one.message, one.remedy)
    return [{"text": text, "is_header": not place} for place, text in enumerate(texts)]
