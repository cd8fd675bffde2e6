"""My rights: what I may ask about my data, a complaint, and a copy of what I gave, for machines. In self-service."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from hr.views.my_details import MyDetailsView
from partners import rights
from partners.forms_rights import OwnRightForm
from partners.models import RightsCase
from partners.operations import own_rights
from partners.operations import rights as operations
from partners.operations.rights import Asked
from partners.views.base import PartnerFormView, now
from partners.views.privacy_rights import supplied_response
from sharedservices.common.formatting import day

TITLE = "My rights"
WAYS = (
    ("RECTIFY", "Something is wrong"), ("RESTRICT", "Stop using something while it is looked into"),
    ("OBJECT", "I object to something"), ("COMPLAIN", "I want to complain"),
)  # fmt: skip


class MyRights(MyDetailsView, TemplateView):
    """What I asked and where it stands; what I may ask; and the copy for machines."""

    is_open_to_leavers = True
    template_name = "hr/me_rights.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        asked = RightsCase.objects.filter(person_id__in=self.access.person_ids).order_by("-id")
        return super().get_context_data(
            title=TITLE, tabs=self.tabs("my_rights"), requests=[self._row(one) for one in asked],
            ways=[{"label": label, "href": self.url("my_rights_ask", query={"kind": kind})} for kind, label in WAYS],
            copies=[(name.upper(), self.url("my_copy", answer_format=name)) for name in ("json", "csv")],
            breadcrumbs=self.own_crumbs(("My details", self.url("my_details")), (TITLE, "")), **kwargs,
        )  # fmt: skip

    def _row(self, one: RightsCase) -> dict[str, str]:
        words = one.outcome or f"You hear from us by {day(one.due_on)}"
        stands = one.paused_at is not None and one.lifted_at is None
        return {
            "title": f"{one.get_kind_display()}: {rights.area_label(one.area)}", "state": str(one.get_state_display()),
            "hint": f"Request {one.number}, {day(one.received_on)}. {words}",
            "restricted": f"Restricted. Paused: {rights.pause_words(one.paused)}" if stands else "",
        }  # fmt: skip


class AskRight(MyDetailsView, PartnerFormView):
    """Ask. Whoever has left may ask too: it is a right, not a service."""

    write_permission = "me.view"
    is_open_to_leavers = True
    template_name = "partners/form_page.html"
    form_class = OwnRightForm
    success_message = "We have your request. You find here where it stands."

    def get_initial(self) -> dict[str, Any]:
        """Offer what was pressed."""
        return {"kind": self.request.GET.get("kind", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title, above = "Ask about my data, or complain", self.url("my_rights")
        return super().get_context_data(
            title=title, lead="You hear from us within a month.", submit="Send it", cancel_href=above,
            breadcrumbs=self.own_crumbs((TITLE, above), (title, "")), **kwargs,
        )  # fmt: skip

    def perform(self, form: Form) -> str:
        """Ask, for each record that is mine."""
        asked = Asked(**form.cleaned_data)
        for person_id in sorted(self.access.person_ids):
            operations.ask(partner_id=self.partner.pk, person_id=person_id, asked=asked, by=self.user, at=now())
        return self.url("my_rights")


class MyCopy(MyDetailsView):
    """A copy of what I gave, for machines. Source: UK GDPR article 20."""

    is_open_to_leavers = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it. :raises Http404: for another kind of file."""
        people = sorted(self.access.person_ids)
        content = own_rights.supply(partner_id=self.partner.pk, people=people, by=self.user, at=now())
        return supplied_response(content, self.kwargs["answer_format"], "what-i-gave")
