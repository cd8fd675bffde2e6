"""Handing in a file whose rows are changes: every row is tried; all of it goes for approval, or nothing does."""

import io
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hr.forms.base import ReasonForm
from hr.forms.bulk import SEND
from hr.operations import change_papers
from hr.operations.documents import read_upload
from hr.operations.file_trials import Checked
from hr.views.base import PeopleView
from partners.change_kinds import change_kind
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import FormPage
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import ExportFormat, blank
from sharedservices.common.formatting import counted
from sharedservices.common.imports import ImportProblem

HEADINGS = [{"label": one} for one in ("Row", "Column", "Value", "What is wrong", "What to do")]
FORMATS = (("Excel", ExportFormat.XLSX.value), ("CSV", ExportFormat.CSV.value))


class ByFile(PeopleView, FormPage, ABC):
    """The page that takes the file. With one problem nothing is proposed."""

    sent: ClassVar[str] = "The list waits for approval. Nothing is changed before."

    @abstractmethod
    def check(self, given: dict[str, Any], **who: Any) -> Checked:
        """Try the file that the form took. :raises ImportRefused: when it cannot be read."""

    @abstractmethod
    def after(self, row: ChangeRequest) -> str:
        """Return where to go once the list waits."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Check; show the problems, say that nothing is wrong, or send the list."""
        assert isinstance(form, ReasonForm)  # noqa: S101 - every form of a file of changes is one
        who: dict[str, Any] = {"partner_id": self.partner.pk, "by": self.user, "at": timezone.now()}
        try:
            found = self.check(form.cleaned_data, **who)
            if found.proposal is not None and form.cleaned_data["mode"] == SEND:
                row = changes.submit(proposal=self._carrying(found.proposal, form, **who), **who)
                messages.success(self.request, self.sent)
                return redirect(self.after(row))
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
        status = 422 if found.problems else 200
        return self.render_to_response(self.get_context_data(form=form, found=found), status=status)

    def _carrying(self, proposal: Proposal, form: Form, **who: Any) -> Proposal:
        """Return the list with the document that goes with it, if one was handed in."""
        upload = form.cleaned_data.get("document")
        if not upload:
            return proposal
        title = change_kind(proposal.kind).title
        kept = change_papers.keep_for_request(contents=[read_upload(upload.file)], title=title, **who)
        return replace(proposal, attachments=kept)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what a check found."""
        found: Checked | None = kwargs.pop("found", None)
        said = ""
        if found is not None and not found.problems:
            said = f"Nothing is wrong in {counted(found.n_rows, 'row', 'rows')}. Nothing is proposed yet."
        problems = [_cells(one) for one in found.problems] if found else []
        return super().get_context_data(problems=problems, problem_headings=HEADINGS, said=said, **kwargs)


def send_blank(headings: Sequence[str], name: str, file_format: ExportFormat) -> FileResponse:
    """Send an empty file to fill in."""
    return FileResponse(
        io.BytesIO(blank(headings, file_format)),
        as_attachment=True,
        filename=f"{name}.{file_format.value}",
        content_type=file_format.content_type,
    )


def _cells(one: ImportProblem) -> list[dict[str, Any]]:
    texts = (str(one.row or "Whole file"), one.column, one.value_masked, one.message, one.remedy)
    return [{"text": text, "is_header": not place} for place, text in enumerate(texts)]
