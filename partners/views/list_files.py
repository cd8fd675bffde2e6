"""Download a list that a worker laid out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from partners.models import ListFile
from partners.operations import list_files
from partners.views.base import PartnerView


class ListFileDownload(PartnerView):
    """The PDF, for whoever asked for it."""

    permission = "home.view"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send it. :raises Http404: for a list that somebody else asked for."""
        try:
            name, content = list_files.download(
                list_file=self.kwargs["list_file"], access=self.access, by=self.user, at=timezone.now()
            )
        except ListFile.DoesNotExist:
            raise Http404 from None
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
