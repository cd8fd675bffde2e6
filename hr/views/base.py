"""What the people pages share: addresses, the date in view, the way back, and no copy in any cache."""

from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme

from hr.forms.lists import AsAtForm
from hr.models import Assignment
from hr.queries.teams import is_of_team
from partners.roles import PERMISSIONS, ROLE_PERMISSIONS, Role
from partners.scope import current_scope
from partners.views.base import PartnerView

M = TypeVar("M", bound=Model)


class PeopleView(PartnerView):
    """A page about people: nothing of it is kept by a browser or a proxy."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer without leaving a copy."""
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def url(self, name: str, *, query: dict[str, str] | None = None, **kwargs: Any) -> str:
        """Return the address of a page of this partner."""
        path = reverse(f"hr:{name}", kwargs={"partner_code": self.partner.code, **kwargs})
        given = {key: value for key, value in (query or {}).items() if value}
        return f"{path}?{urlencode(given)}" if given else path

    @cached_property
    def as_at(self) -> AsAtForm:
        """Return the form with the date in view."""
        return AsAtForm(self.request.GET)

    @cached_property
    def on(self) -> date:
        """Return the date in view: what the address asks for, or today."""
        return (self.as_at.is_valid() and self.as_at.cleaned_data["on"]) or timezone.localdate()

    @property
    def on_asked(self) -> str:
        """The date in view as addresses carry it; nothing for today."""
        return "" if self.on == timezone.localdate() else self.on.isoformat()

    @cached_property
    def next(self) -> str:
        """Where the reader came from and goes back to: an address of the same partner, or nothing."""
        wish = self.request.POST.get("next") or self.request.GET.get("next") or ""
        is_here = url_has_allowed_host_and_scheme(wish, allowed_hosts=None) and "\\" not in wish and "/../" not in wish
        return wish if is_here and wish.startswith(f"/p/{self.partner.code}/") else ""

    @property
    def kept(self) -> dict[str, str]:
        """What links between the pages of one record carry along."""
        return {"on": self.on_asked, "next": self.next}

    @cached_property
    def _teams(self) -> dict[UUID, bool]:
        return {}

    def is_of_ones_team(self, assignment: UUID | None) -> bool:
        """Return whether a job is of the reader’s team, as views of a job ask; without a team every job is."""
        scope = current_scope()
        if assignment is None or scope is None or scope.unit_ids is None:
            return True
        if assignment not in self._teams:
            job = Assignment.objects.select_related("post__org_unit").get(uuid=assignment)
            self._teams[assignment] = is_of_team(job)
        return self._teams[assignment]

    def lacking(self, permission: str) -> str:
        """Say which permission somebody lacks and whose role has it; nothing when they hold it."""
        if self.may(permission):
            return ""
        holders = " or ".join(role.label for role in Role if permission in ROLE_PERMISSIONS[role])
        return (
            f"You can see this, but not change it: that needs the permission “{PERMISSIONS[permission]}”. "
            f"Who has it: {holders}."
        )


def find(rows: QuerySet[M], **wanted: Any) -> M:
    """Return one row. :raises Http404: when there is none in scope."""
    try:
        return rows.get(**wanted)
    except ObjectDoesNotExist:
        raise Http404 from None


def person_crumbs(view: PeopleView, *, person: Any, name: str, here: str) -> list[dict[str, str]]:
    """Return breadcrumbs of a page below a person."""
    people = ("People", view.url("people"))
    record = (name, view.url("person", person=person, query=view.kept))
    return view.crumbs(people, record, (here, "")) if here else view.crumbs(people, (name, ""))
