"""The people list."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.lists import PeopleFilter as PeopleFilterForm
from hr.queries import organisation
from hr.queries.people import Former, PeopleFilter, people, person_of_number
from hr.views.base import PeopleView
from partners.views.lists import PartnerList
from sharedservices.common.nino import is_like_nino
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

KEPT = ("sort", "per_page", "download")
NINO_IN_ADDRESS = (
    "A National Insurance number must not stand in the address of a page. Type it into the search box instead: it is "
    "sent out of sight."
)
NINO_UNKNOWN = "Nobody here has this number. Check it, or search for the name."


class PeopleTable(Table):
    """Employments: a person with two has two rows."""

    caption, nouns, filename = "People", ("employment", "employments"), "people"
    filter_form, default_sort = PeopleFilterForm, "name"
    is_posted = True  # a National Insurance number must not stand in an address
    empty = EmptyState(
        "There is nobody here yet", "Load the people of this organisation from a file.", "Load people", "import/"
    )
    columns = (
        Column(
            "name",
            "Name",
            sort=("person__surname", "person__forenames"),
            header=True,
            href=lambda row: f"{row.person}/",
            hint=lambda row: row.employee_no,
        ),
        Column("employee_no", "Employee number", sort="employee_no", is_shown=False),
        Column("title", "Job", sort="job_title", hint=lambda row: row.unit),
        Column("unit", "Unit", sort="unit_name", is_shown=False),
        Column("kind", "Kind"),
        Column("pay_group", "Pay group", sort="pay_group__name"),
        Column("starts_on", "Started", kind=Kind.DATE, sort="valid"),
        Column("last_day", "Last day", kind=Kind.DATE),
        Column("status", "Status", kind=Kind.STATUS),
    )


class PeopleList(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Find somebody."""

    permission = "people.view"
    write_permission = "people.view"  # what is posted is a search: it changes nothing
    template_name = "hr/people.html"
    table_class = PeopleTable
    audited_as = "hr_person"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Show the list; leave an address that carries a National Insurance number at once."""
        if is_like_nino(request.GET.get("q", "")):
            messages.error(request, NINO_IN_ADDRESS)
            return redirect(self._address(request.GET, without=("q", "page", "download")))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go to the person of a National Insurance number, or to the list with these filters."""
        text = request.POST.get("q", "")
        if not is_like_nino(text):
            return redirect(self._address(request.POST))
        person = person_of_number(partner_id=self.partner.pk, text=text)
        if person is None:
            messages.error(request, NINO_UNKNOWN)
            return redirect(self._address(request.POST, without=("q",)))
        return redirect(self.url("person", person=person))

    def _address(self, given: QueryDict, *, without: tuple[str, ...] = ()) -> str:
        """Return the address of the list with those of its filters that are in use."""
        names = [*PeopleFilterForm.base_fields, *KEPT]
        return self.url("people", query={name: given.get(name, "") for name in names if name not in without})

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's units and groups."""
        partner, today = self.partner.pk, timezone.localdate()
        choices = {
            "unit": organisation.unit_choices(partner_id=partner, on=today),
            "pay_group": organisation.pay_group_choices(partner_id=partner),
            "staff_group": organisation.staff_group_choices(partner_id=partner),
        }
        return {"form_options": {"choices": {name: as_options(found) for name, found in choices.items()}}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filters leave."""
        wanted = PeopleFilter(
            search=filters.get("q", ""),
            former=Former.seen_by(self.access.permissions),
            unit=as_uuid(filters.get("unit")),
            pay_group=as_uuid(filters.get("pay_group")),
            staff_group=as_uuid(filters.get("staff_group")),
            kind=filters.get("kind", ""),
            status=filters.get("status", ""),
        )
        return people(partner_id=self.partner.pk, on=timezone.localdate(), wanted=wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what may be done from here."""
        actions = []
        if self.may("people.import"):
            actions.append({"label": "Load people", "href": self.url("imports"), "kind": "secondary"})
        if self.may("changes.propose"):
            actions.append({"label": "Increments", "href": self.url("increments"), "kind": "secondary"})
            actions.append({"label": "Changes by file", "href": self.url("changes_by_file"), "kind": "secondary"})
        if self.may("deaths.view"):
            actions.append({"label": "People who have died", "href": self.url("deaths"), "kind": "secondary"})
        return super().get_context_data(actions=actions, breadcrumbs=self.crumbs(("People", "")), **kwargs)


def as_options(choices: Any) -> list[tuple[str, str]]:
    """Return choices as a form takes them."""
    return [(str(one.value), one.label) for one in choices]


def as_uuid(text: str | None) -> UUID | None:
    """Return a public id that a choice has checked, or None."""
    return UUID(text) if text else None
