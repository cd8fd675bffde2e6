"""What is about to happen to people's pay: the list, the talk with the person, and the person's own page."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.forewarnings import ForewarningsFilter, TalkForm
from hr.models import Forewarning
from hr.operations import forewarnings as operations
from hr.queries import forewarnings, organisation
from hr.queries.forewarnings import ForewarningFilter
from hr.views.base import PeopleView, find
from hr.views.my_time import MyTimeView
from hr.views.people import as_options, as_uuid
from partners.change_kinds import OPEN
from partners.views.base import PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

NOBODY_COMES = EmptyState("Nothing is foreseen", "Every night the next two pay periods are worked out for everybody.")


def _talk(row: Any) -> str:
    if row.spoken_at is not None:
        return f"{row.spoken_by}, {day(timezone.localdate(row.spoken_at))}"
    return "Record a talk"


class ForewarningsTable(Table):
    """What is coming, the next first."""

    stacks = True
    caption, nouns, filename = "Coming changes to pay", ("change", "changes"), "coming-changes"
    filter_form, default_sort, empty = ForewarningsFilter, "takes_effect_on", NOBODY_COMES
    columns = (
        Column(
            "name", "Name", sort=("person__surname", "person__forenames"), header=True,
            href=lambda row: f"../people/{row.person}/", hint=lambda row: row.job,
        ),
        Column("job", "Job", is_shown=False),
        Column("takes_effect_on", "From", kind=Kind.DATE, sort="takes_effect_on"),
        Column("headline", "What happens", hint=lambda row: row.kind_label),
        Column("kind_label", "Kind", sort="kind", is_shown=False),
        Column(
            "days_of_notice", "Days of notice", kind=Kind.NUMBER,
            hint=lambda row: "Short notice" if row.is_short else "",
        ),
        Column(
            "told_at", "Told", value=lambda row: day(timezone.localdate(row.told_at)) if row.told_at else "Not by mail",
            hint=lambda row: "For staff: something is to be put right" if row.for_staff_only else "",
        ),
        Column(
            "talk", "Talk", value=_talk, href=lambda row: "" if row.spoken_at else f"{row.forewarning}/talk/",
            context=lambda row: f"with {row.name}",
        ),
    )  # fmt: skip


class Forewarnings(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What will hurt somebody's pay soon, for HR, payroll and managers; a manager sees the own team."""

    permission = "forewarnings.view"
    template_name = "hr/forewarnings.html"
    table_class = ForewarningsTable
    audited_as = "hr_forewarning"

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        wanted = ForewarningFilter(
            search=filters.get("q", ""),
            kind=filters.get("kind", ""),
            unit=as_uuid(filters.get("unit")),
            standing=filters.get("standing", ""),
        )
        return forewarnings.forewarnings(partner_id=self.partner.pk, wanted=wanted, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add counts by kind, and how early people knew in the last year."""
        on = timezone.localdate()
        found = forewarnings.counts(partner_id=self.partner.pk, on=on)
        tiles = [
            {"label": str(kind.label), "value": found[kind.value], "href": f"?kind={kind.value}"}
            for kind in Forewarning.Kind
            if found[kind.value]
        ]
        n, n_early = forewarnings.notice_given(partner_id=self.partner.pk, on=on)
        crumbs = self.crumbs(("Coming changes to pay", ""))
        reviews = {"label": "Reviews of duties", "href": self.url("duty_reviews"), "kind": "secondary"}
        actions = [reviews] if self.may(OPEN) else []
        return super().get_context_data(
            tiles=tiles, n=n, n_early=n_early, actions=actions, breadcrumbs=crumbs, **kwargs
        )


class RecordTalk(PeopleView, PartnerFormView):
    """Record that somebody spoke to the person."""

    permission = "forewarnings.view"
    write_permission = "forewarnings.record"
    template_name = "partners/form_page.html"
    form_class = TalkForm
    success_message = "The talk is on record."

    def load(self) -> None:
        """Find what it is about: in a manager's scope, of the own team."""
        self.row: Forewarning = find(Forewarning.objects.select_related("person"), uuid=self.kwargs["forewarning"])

    def perform(self, form: Form) -> str:
        operations.record_talk(forewarning=self.row.uuid, **form.cleaned_data, by=self.user, at=timezone.now())
        return self.next or self.url("forewarnings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it is about, with figures for whoever may see pay."""
        words = [self.row.headline, *([self.row.detail] if self.may("people.view_pay") else [])]
        crumbs = self.crumbs(("Coming changes to pay", self.url("forewarnings")), ("Record a talk", ""))
        return super().get_context_data(
            title=f"You have spoken to {self.row.person.display_name}",
            lead=". ".join(word.rstrip(".") for word in words) + ".",
            submit="Record the talk", cancel_href=self.next or self.url("forewarnings"), breadcrumbs=crumbs, **kwargs,
        )  # fmt: skip


class MyComing(MyTimeView, TemplateView):
    """What will change in my pay soon, why, and whom to ask."""

    template_name = "hr/me_coming.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what the nightly forecast says about oneself."""
        rows = forewarnings.own(partner_id=self.partner.pk, on=timezone.localdate())
        return super().get_context_data(rows=rows, **kwargs)
