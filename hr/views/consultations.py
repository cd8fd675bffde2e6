"""Collective consultation about redundancies: the list, opening one, HR1, closing."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.views.generic import TemplateView

from hr.forms.consultations import CloseForm, ConsultationsFilter, Hr1Form, OpenForm
from hr.models import OrgUnit, RedundancyConsultation
from hr.operations import consultations
from hr.operations.consultations import Opened
from hr.queries import collective as found
from hr.views.base import PeopleView, find
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Consultation about redundancies"
LEAD = "From 20 redundancies at one establishment within 90 days representatives are consulted first, and HR1 is sent."


class ConsultationsTable(Table):
    """Consultations, the latest first."""

    caption, nouns, filename = TITLE, ("consultation", "consultations"), "redundancy-consultations"
    filter_form, default_sort = ConsultationsFilter, "-opened_on"
    empty = EmptyState("No consultation", "Record one before notice of redundancy is given to the first of 20 people.")
    columns: ClassVar[Sequence[Column]] = (
        Column("unit", "Where", header=True, sort="unit__name", value=lambda row: row.unit.name,
               hint=lambda row: row.representatives or f"Not one establishment: {row.not_one}"),
        Column("opened_on", "Since", kind=Kind.DATE, sort="opened_on"),
        Column("n_proposed", "People", kind=Kind.NUMBER, sort="n_proposed"),
        Column("hr1_on", "HR1 sent", kind=Kind.DATE, sort="hr1_on", hint=lambda row: row.hr1_reference),
        Column("closed_on", "Closed", kind=Kind.DATE, sort="closed_on"),
        Column("hr1", "HR1", kind=Kind.ACTION, value=lambda row: "" if row.hr1_on or row.not_one else "Record HR1",
               href=lambda row: f"{row.uuid}/hr1/"),
        Column("close", "Close", kind=Kind.ACTION, value=lambda row: "" if row.closed_on else "Close",
               href=lambda row: f"{row.uuid}/close/"),
    )  # fmt: skip


class Consultations(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who is consulted about how many redundancies, since when, and whether HR1 was sent."""

    permission = "leavers.manage"
    template_name = "hr/repayments.html"
    table_class = ConsultationsTable
    audited_as = "hr_redundancyconsultation"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the consultations that the filters leave."""
        return found.consultations(partner_id=self.partner.pk, state=filters.get("state", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to record one."""
        trail = self.crumbs(("Leavers", self.url("leavers")), (TITLE, ""))
        actions = [{"label": "Record a consultation", "href": self.url("consultation_open")}]
        return super().get_context_data(title=TITLE, lead=LEAD, actions=actions, breadcrumbs=trail, **kwargs)


class _Step(PeopleView, PartnerFormView):
    permission = "leavers.manage"
    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the step."""
        list_url = self.url("consultations")
        trail = self.crumbs(("Leavers", self.url("leavers")), (TITLE, list_url), (self.title, ""))
        return super().get_context_data(
            title=self.title, lead=self.lead, submit="Record it", cancel_href=list_url, breadcrumbs=trail, **kwargs
        )


class OpenConsultation(_Step):
    """Record that consultation has begun, or why none is due."""

    form_class = OpenForm
    title = "Record a consultation about redundancies"
    lead = LEAD
    success_message = "The consultation is recorded."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the units."""
        units = OrgUnit.objects.of(self.partner.pk).filter(valid__upper_inf=True).order_by("name", "id")
        return {**super().get_form_kwargs(), "units": [(str(one.uuid), one.name) for one in units]}

    def perform(self, form: Form) -> str:
        """Record it."""
        consultations.open_one(wish=Opened(**form.cleaned_data), by=self.user, at=now())
        return self.url("consultations")


class _OfOne(_Step):
    row: RedundancyConsultation

    def load(self) -> None:
        """Find the consultation. :raises Http404: when there is none in scope."""
        rows = RedundancyConsultation.objects.select_related("unit")
        self.row = find(rows, uuid=self.kwargs["redundancy_consultation"])
        self.lead = f"{self.row.unit.name}, since {day(self.row.opened_on)}."  # type: ignore[misc]


class SendHr1(_OfOne):
    """Record that HR1 was sent."""

    form_class = Hr1Form
    title = "Record HR1"
    success_message = "HR1 is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        consultations.send_hr1(consultation=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("consultations")


class CloseConsultation(_OfOne):
    """Record that consultation has ended."""

    form_class = CloseForm
    title = "Close a consultation"
    success_message = "The consultation is closed."

    def perform(self, form: Form) -> str:
        """Record it."""
        consultations.close(consultation=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("consultations")
