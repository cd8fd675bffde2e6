"""The review of what was collected for an access request, part by part, and the files of the answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from partners.forms_privacy import DecideForm
from partners.models import SarFile
from partners.operations import sar_files
from partners.queries import sar as found
from partners.states import SarState
from partners.views.base import now
from partners.views.privacy_requests import RequestStep, RequestView
from sharedservices.common.errors import DomainError

KINDS = {"json": SarFile.Kind.JSON, "pdf": SarFile.Kind.PDF}
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
        content = found.draft(self.case)
        return super().get_context_data(
            case=self.case, name=self.name, modules=[_module(one, decided, self.back()) for one in content["modules"]],
            n_decided=len(decided), is_own=self.case.collected_human == self.user.human_id,
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

    def perform(self, form: Form) -> str:
        """Decide, and go back to the review."""
        sar_files.decide(part=self.part, **self.given(form))
        return f"{self.back()}review/"


class Answer(RequestView):
    """The answer's file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it. :raises Http404: when there is none."""
        name = self.kwargs["answer_format"]
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
