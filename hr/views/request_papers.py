"""The documents of change requests about no single person: opened by whoever may see the request."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from hr.models import RequestPaper
from hr.operations import documents
from hr.views.base import PeopleView, find
from hr.views.right_to_work import sent
from partners.models import ChangeRequest
from partners.queries.changes import Reader
from partners.views.base import now


class OpenRequestPaper(PeopleView):
    """Open one: looking leaves a trace. Whoever follows without seeing pay opens only what they handed in."""

    permission = "changes.follow"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it. :raises Http404: unless the request is in sight and carries it."""
        row = find(ChangeRequest.objects.of(self.partner.pk), uuid=self.kwargs["carrier"])
        is_carried = any(one == str(self.kwargs["request_paper"]) for one, _title, _digest in row.attachments)
        is_theirs = row.made_human == self.user.human_id
        if not is_carried or not (is_theirs or Reader(self.user, self.access.permissions).with_pay(row)):
            raise Http404
        paper = find(RequestPaper.objects.of(self.partner.pk), uuid=self.kwargs["request_paper"])
        return sent(documents.read_of_request(paper=paper.uuid, by=self.user, at=now()))
