"""Propose changes of many by a file: the templates, a check of every row, and one request for the whole list."""

import io
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from hr.forms.bulk import SEND, BulkForm
from hr.importing.bulk import TEMPLATES, blank
from hr.operations import bulk_changes
from hr.views.base import PeopleView
from partners.operations import changes
from partners.views.base import PartnerFormView
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import ExportFormat
from sharedservices.common.formatting import counted

HEADINGS = [{"label": one} for one in ("Row", "Column", "Value", "What is wrong", "What to do")]
TEMPLATE_HEADINGS = [{"label": one} for one in ("What changes", "Columns", "Excel", "CSV")]


class ChangesByFile(PeopleView, PartnerFormView):
    """Hand in a file: every row is tried, and with one problem nothing is proposed."""

    permission = "changes.propose"
    template_name = "hr/changes_by_file.html"
    form_class = BulkForm

    def form_valid(self, form: Form) -> HttpResponse:
        """Check; show the problems, say that nothing is wrong, or send the list."""
        assert isinstance(form, BulkForm)  # noqa: S101 - the form of this view
        given, now = form.cleaned_data, timezone.now()
        who: dict[str, Any] = {"partner_id": self.partner.pk, "by": self.user, "at": now}
        try:
            found = bulk_changes.check(
                template=given["template"], file=given["file"].file, name=given["file"].name, reason=given["reason"],
                **who,
            )  # fmt: skip
            if found.proposal is not None and given["mode"] == SEND:
                row = changes.submit(proposal=found.proposal, **who)
                messages.success(self.request, "The list waits for approval. Nothing is changed before.")
                return redirect(reverse("change", args=[self.partner.code, row.uuid]))
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
        status = 422 if found.problems else 200
        return self.render_to_response(self.get_context_data(form=form, found=found), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the templates; say what a check found."""
        found: bulk_changes.Checked | None = kwargs.pop("found", None)
        problems = [] if found is None else [_cells(one) for one in found.problems]
        said = ""
        if found is not None and not problems:
            said = f"Nothing is wrong in {counted(found.n_rows, 'row', 'rows')}. Nothing is proposed yet."
        return super().get_context_data(
            templates=[self._template(one) for one in TEMPLATES.values()],
            template_headings=TEMPLATE_HEADINGS,
            problems=problems,
            problem_headings=HEADINGS,
            said=said,
            breadcrumbs=self.crumbs(("People", self.url("people")), ("Changes by file", "")),
            **kwargs,
        )

    def _template(self, one: Any) -> list[dict[str, Any]]:
        names = ", ".join(f"{c.name}" if c.is_required else f"{c.name} (optional)" for c in one.columns)
        return [
            {"text": one.title, "is_header": True},
            {"text": names},
            *(
                {
                    "text": label,
                    "href": self.url("changes_template", kind_of_file=one.code, file_format=file_format),
                    "context": f"template for {one.title}",
                }
                for label, file_format in (("Excel", "xlsx"), ("CSV", "csv"))
            ),
        ]


class ChangesTemplate(PeopleView):
    """An empty file to fill in."""

    permission = "changes.propose"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Send it."""
        try:
            template = TEMPLATES[self.kwargs["kind_of_file"]]
            file_format = ExportFormat(self.kwargs["file_format"])
        except (KeyError, ValueError):
            raise Http404 from None
        return FileResponse(
            io.BytesIO(blank(template, file_format)),
            as_attachment=True,
            filename=f"changes-{template.code}.{file_format.value}",
            content_type=file_format.content_type,
        )


def _cells(one: Any) -> list[dict[str, Any]]:
    texts = (str(one.row or ""), one.column, one.value_masked, one.message, one.remedy)
    return [{"text": text, "is_header": not place} for place, text in enumerate(texts)]
