"""My request to see everything that is held about me: asked for in one action, and the answer."""

import tempfile
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from hr.forms.personal import AskForMyData
from hr.views.my_details import MyDetailsView
from partners.models import SarFile
from partners.operations import own_requests
from partners.operations.sar_files import Gone
from partners.queries import own_requests as found
from partners.views.base import PartnerFormView, now
from sharedservices.common.exports import SPOOL_BYTES

ARCHIVE = "zip"
KINDS = {"pdf": (SarFile.Kind.PDF, "application/pdf"), "json": (SarFile.Kind.JSON, "application/json")}


class AskForData(MyDetailsView, PartnerFormView):
    """Ask for everything that is held about me. Whoever has left may ask too: it is a right, not a service."""

    write_permission = "me.view"
    is_open_to_leavers = True
    template_name = "partners/form_page.html"
    form_class = AskForMyData
    success_message = "We have your request. You find the answer here."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Ask for a copy of everything"
        lead = "Everything that is held about you here, to read and for machines. You get it within a month."
        above = ("My details", self.url("my_details")), ("What is held about me", self.url("my_data"))
        return super().get_context_data(
            title=title, lead=lead, submit="Ask for it", cancel_href=self.url("my_data"),
            breadcrumbs=self.own_crumbs(*above, (title, "")), **kwargs,
        )  # fmt: skip

    def perform(self, form: Form) -> str:
        """Ask, for each record that is mine."""
        for person_id in sorted(self.access.person_ids):
            own_requests.ask(
                partner_id=self.partner.pk, person_id=person_id, by=self.user, at=now(), **form.cleaned_data
            )
        return self.url("my_data")


class MyAnswer(MyDetailsView):
    """A file of my answer."""

    def load(self) -> None:
        """Look for the request. :raises Http404: when it is not mine, or for another kind of file."""
        mine = {one.request for one in found.mine(at=now())}
        if self.kwargs["own_request"] not in mine or self.kwargs["answer_format"] not in {*KINDS, ARCHIVE}:
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | FileResponse:
        """Give it, or say that there is none yet or no longer."""
        if self.kwargs["answer_format"] == ARCHIVE:
            return self._archive()
        kind, content_type = KINDS[self.kwargs["answer_format"]]
        try:
            body = own_requests.take(
                partner_id=self.partner.pk, request=self.kwargs["own_request"], kind=kind, by=self.user, at=now()
            )
        except Gone as error:
            messages.error(request, error.explanation)
            return redirect(self.url("my_data"))
        response = HttpResponse(body, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="my-data.{self.kwargs["answer_format"]}"'
        return response

    def _archive(self) -> HttpResponse | FileResponse:
        """Give everything with the documents; on disk while it is made, never in memory as a whole."""
        stream = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the response closes it
        try:
            own_requests.write_archive(
                partner_id=self.partner.pk, request=self.kwargs["own_request"], stream=stream, by=self.user, at=now()
            )
        except Gone as error:
            stream.close()
            messages.error(self.request, error.explanation)
            return redirect(self.url("my_data"))
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename="my-data.zip", content_type="application/zip")
