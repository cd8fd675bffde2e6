"""The review of what was collected for an access request, part by part, and the files of the answer."""

import tempfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from partners.forms_privacy import DecideForm, DocumentForm
from partners.models import SarDocument, SarFile
from partners.operations import sar_documents, sar_files
from partners.queries import sar as found
from partners.queries import sar_documents as documents
from partners.states import SarState
from partners.views.base import now
from partners.views.privacy_requests import RequestStep, RequestView
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import SPOOL_BYTES

KINDS = {"json": SarFile.Kind.JSON, "pdf": SarFile.Kind.PDF}
DOCUMENT_HEADINGS = [{"label": one} for one in ("Document", "Folder", "What was decided", "SHA-256")]
TYPES = {"json": "application/json", "pdf": "application/pdf"}


class Review(RequestView, TemplateView):
    """What was collected, part by part, for a second person to decide about; confirming ends the review."""

    permission = "privacy.approve"
    template_name = "privacy/review.html"

    def load(self) -> None:
        """Leave a trace of looking. :raises Http404: unless it waits for a review."""
        super().load()
        if self.case.state != SarState.COLLECTED:
            raise Http404
        if self.request.method == "GET":
            sar_files.record_view(case=self.case, what="what was collected", by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show every part with its decision."""
        decided = found.decisions(self.case)
        content, files = found.draft(self.case), documents.of_case(self.case)
        return super().get_context_data(
            case=self.case, name=self.name, modules=[_module(one, decided, self.back()) for one in content["modules"]],
            apart=[
                {"label": found.part_words(content, one), "href": f"{self.back()}decide/{one}/"}
                for one in found.undecided(content, decided)
            ],
            n_decided=len(decided), documents_href=f"{self.back()}documents/", n_documents=len(files),
            n_undecided=sum(not one.decision for one in files), is_own=self.case.collected_human == self.user.human_id,
            breadcrumbs=self.trail(*self.above(), ("Review", "")), **kwargs,
        )  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the review."""
        try:
            sar_files.review(case=self.case.uuid, by=self.user, at=now())
        except DomainError as error:
            request.refused = error  # type: ignore[attr-defined]
            messages.error(request, error.explanation)
            return redirect(f"{self.back()}review/")
        return redirect(self.back())


def _module(module: Mapping[str, Any], decided: Mapping[str, Any], base: str) -> dict[str, Any]:
    sections = []
    for section in module["sections"]:
        key = f"{module['code']}/{section['code']}"
        records = [
            {
                "number": n,
                "decision": _said(decided.get(f"{key}/{n}")),
                "href": f"{base}decide/{key}/{n}/",
                "fields": [
                    {
                        "title": title,
                        "value": value,
                        "decision": _said(decided.get(f"{key}/{n}/{title}")),
                        "href": f"{base}decide/{quote(f'{key}/{n}/{title}', safe='/')}/",
                    }
                    for title, value in record.items()
                    if value
                ],
            }
            for n, record in enumerate(section["records"] if not section["private"] else (), start=1)
        ]
        shown = "Left out unless you show it" if section["restricted"] and key not in decided else ""
        sections.append(
            {
                "title": section["title"],
                "decision": _said(decided.get(key)) or shown,
                "href": f"{base}decide/{key}/",
                "records": records,
                "n_records": len(section["records"]),
                "is_private": section["private"],
            }
        )
    empty = [one["title"] for one in sections if not one["n_records"]]
    return {"title": module["title"], "sections": [one for one in sections if one["n_records"]], "empty": empty}


def _said(decision: Any) -> str:
    if decision is None:
        return ""
    return f"Left out: {decision.get_exemption_display()}" if decision.exemption else "Shown"


class Decide(RequestStep):
    """Decide about one part."""

    permission = "privacy.approve"
    form_class = DecideForm
    title, submit = "Decide about a part", "Save the decision"

    def load(self) -> None:
        """Find the part. :raises Http404: when it was not collected."""
        super().load()
        self.part = self.kwargs["part"]
        content = found.draft(self.case) if self.case.state == SarState.COLLECTED else {}
        if self.part not in found.parts(content):
            raise Http404
        self.lead = found.part_words(content, self.part)

    def operate(self, form: Form) -> str:
        """Decide, and go back to the review."""
        sar_files.decide(part=self.part, **self.given(form))
        return f"{self.back()}review/"


class Documents(RequestView, TemplateView):
    """The documents of a request, each with what was decided."""

    permission = "privacy.approve"
    template_name = "privacy/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show them in their folders."""
        rows = documents.of_case(self.case)
        is_review, is_own = self.case.state == SarState.COLLECTED, self.case.collected_human == self.user.human_id
        return super().get_context_data(
            case=self.case, name=self.name, headings=DOCUMENT_HEADINGS, is_own=is_own,
            rows=[self._cells(one, can_decide=is_review and not is_own) for one in rows],
            n_left=sum(not one.decision for one in rows) if is_review else 0,
            breadcrumbs=self.trail(*self.above(), ("Documents", "")), **kwargs,
        )  # fmt: skip

    def _cells(self, one: SarDocument, *, can_decide: bool) -> list[dict[str, Any]]:
        href = f"{self.back()}documents/{one.uuid}/" if can_decide else ""
        why = f"{one.get_exemption_display()}: {one.words}" if one.exemption else ""
        by = f"{one.decided_by}" if one.decided_by else ""
        digest = one.out_sha256 or one.sha256
        return [
            {"text": f"{one.number}. {one.title}", "is_header": True, "href": href},
            {"text": one.section},
            {"text": one.get_decision_display(), "hint": " ".join(part for part in (why, by) if part)},
            {"text": f"{digest[:16]}…", "hint": f"{one.out_bytes or one.n_bytes:,} bytes"},
        ]


class DecideDocument(RequestStep):
    """Release, redact or withhold one document."""

    permission = "privacy.approve"
    template_name = "privacy/document.html"
    form_class = DocumentForm
    title, submit = "Decide about a document", "Save the decision"

    def load(self) -> None:
        """Find it. :raises Http404: when it is of another request, or nothing is to be decided any more."""
        super().load()
        rows = SarDocument.objects.of(self.partner.pk).filter(case=self.case).defer("body")
        found_row = rows.filter(uuid=self.kwargs["sar_document"]).first()
        if found_row is None or self.case.state != SarState.COLLECTED:
            raise Http404
        self.row: SarDocument = found_row
        self.lead = f"{self.row.title}, {self.row.section}"

    def above(self) -> tuple[tuple[str, str], ...]:
        """Return the pages above."""
        return (*super().above(), ("Documents", f"{self.back()}documents/"))

    def get_initial(self) -> dict[str, Any]:
        """Offer what was decided."""
        return {"decision": self.row.decision, "exemption": self.row.exemption, "words": self.row.words}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the document itself."""
        return super().get_context_data(look_href=f"{self.back()}documents/{self.row.uuid}/file", **kwargs)

    def operate(self, form: Form) -> str:
        """Decide, and go back to the list."""
        given = dict(form.cleaned_data)
        upload = given.pop("redacted")
        content = upload.read(sar_documents.MOST_BYTES + 1) if upload else None
        sar_documents.decide(document=self.row.uuid, redacted=content, by=self.user, at=now(), **given)
        return f"{self.back()}documents/"


class DocumentFile(RequestView):
    """A document itself, for whoever reviews it."""

    permission = "privacy.approve"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it. :raises Http404: when it is of another request."""
        wanted = {"case": self.case, "uuid": self.kwargs["sar_document"]}
        if not SarDocument.objects.of(self.partner.pk).filter(**wanted).exists():
            raise Http404
        try:
            row, content = sar_documents.look(document=self.kwargs["sar_document"], by=self.user, at=now())
        except DomainError as error:
            messages.error(request, error.explanation)
            return redirect(f"{self.back()}documents/")
        suffix = documents.SUFFIXES[row.content_type]
        response = HttpResponse(content, content_type=row.content_type)
        response["Content-Disposition"] = f'attachment; filename="document-{row.number}.{suffix}"'
        return response


class Answer(RequestView):
    """The answer's file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | FileResponse:
        """Give it. :raises Http404: when there is none."""
        name = self.kwargs["answer_format"]
        if name == "zip":
            return self._archive()
        if name not in KINDS:
            raise Http404
        try:
            body = sar_files.download(case=self.case.uuid, kind=KINDS[name], by=self.user, at=now())
        except SarFile.DoesNotExist:
            messages.error(request, "The request is not answered yet.")
            return redirect(self.back())
        except DomainError as error:
            messages.error(request, error.explanation)
            return redirect(self.back())
        response = HttpResponse(body, content_type=TYPES[name])
        response["Content-Disposition"] = f'attachment; filename="access-request-{self.case.number}.{name}"'
        return response

    def _archive(self) -> HttpResponse | FileResponse:
        """Give the whole answer with its documents; on disk while it is made, never in memory as a whole."""
        stream = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the response closes it
        try:
            sar_files.write_archive(case=self.case.uuid, stream=stream, by=self.user, at=now())
        except SarFile.DoesNotExist:
            stream.close()
            messages.error(self.request, "The request is not answered yet.")
            return redirect(self.back())
        except DomainError as error:
            stream.close()
            messages.error(self.request, error.explanation)
            return redirect(self.back())
        stream.seek(0)
        name = f"access-request-{self.case.number}.zip"
        return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")
