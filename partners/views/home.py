"""The way into a partner: what waits for me, what runs now."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from partners import registry
from partners.queries.jobs import recent_jobs
from partners.registry import Urgency, WorkItem
from partners.roles import Role
from partners.scope import partner_scope
from partners.views.base import PartnerView

HEADINGS = {
    Urgency.LATE: "Late",
    Urgency.WAITING: "Waiting for you",
    Urgency.SOON: "Coming up",
    Urgency.RUNNING: "Running now",
}


class Home(PartnerView, TemplateView):
    """The work list of one user at one partner. Whoever is an employee and nothing else has a home of their own."""

    permission = "home.view"
    template_name = "partners/home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the work list; to an employee only when something waits for them here, like a statement to give."""
        if self.access.roles == {Role.EMPLOYEE} and not self.registered:
            return redirect(f"/p/{self.partner.code}/me/")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Group what the apps found by how urgent it is."""
        found = [*self.registered, *self._jobs()]
        groups = [(HEADINGS[one], [item for item in found if item.urgency is one]) for one in Urgency]
        shown = [{"title": title, "entries": items} for title, items in groups if items]
        roles = sorted(role.label for role in self.access.roles)
        return super().get_context_data(groups=shown, roles=", ".join(roles), **kwargs)

    @cached_property
    def registered(self) -> list[WorkItem]:
        """Find what the apps know of, once."""
        on = timezone.localdate()
        sources = [one for one in registry.work_sources() if self.may(one.permission)]
        return [item for source in sources for item in self._found_by(source, on)]

    def _found_by(self, source: registry.WorkSource, on: date) -> list[WorkItem]:
        """Look as far as the permission of the work reaches: a manager's list counts the own team."""
        reach = self.access.reach_for(source.permission)
        units, is_office = (None, False) if reach is None else (reach.unit_ids, reach.is_office)
        with partner_scope(self.partner.pk, unit_ids=units, is_office=is_office):
            return list(source.find(partner=self.partner, user=self.user, on=on))

    def _jobs(self) -> Iterator[WorkItem]:
        jobs = recent_jobs(partner_id=self.partner.pk, user=self.user, permissions=self.access.permissions)
        for job in jobs:
            href = f"/p/{self.partner.code}/jobs/{job.uuid}/"
            yield WorkItem(job.label, href, hint=f"Started by {job.created_by}", urgency=Urgency.RUNNING)
