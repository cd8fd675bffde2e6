"""Sickness to talk about: who has reached a trigger, and the return-to-work interview."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine import triggers
from hr.forms.insight import FollowUpForm, InterviewForm, UnitFilter
from hr.models import AbsenceRecord, ReturnInterview
from hr.operations import return_interviews
from hr.queries import insight_sickness, organisation
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.people import as_options, as_uuid
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class TriggersTable(Table):
    """People who have reached a trigger. What is wrong with somebody is not in it."""

    caption, nouns, filename = "People", ("person", "people"), "sickness-triggers"
    filter_form = UnitFilter
    empty = EmptyState("Nobody has reached a trigger", "Sickness of the last twelve months is looked at every day.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Name", header=True, href=lambda row: f"../../people/{row.person}/absence/", sort="name"),
        Column("unit", "Unit", sort="unit"),
        Column("triggers", "Reached"),
        Column("n_episodes", "Episodes", kind=Kind.NUMBER, sort="n_episodes"),
        Column("days", "Working days", kind=Kind.NUMBER, sort="days"),
        Column("bradford", "Bradford score", kind=Kind.NUMBER, sort="bradford"),
        Column(
            "n_excluded", "Not counted", kind=Kind.NUMBER,
            hint=lambda row: "Pregnancy or disability related" if row.n_excluded else "",
        ),
        Column("interview", "Last interview"),
        Column(
            "absence", "Action", kind=Kind.ACTION, is_exported=False,
            value=lambda row: "Record interview" if row.absence else "",
            href=lambda row: f"../../people/{row.person}/absence/{row.absence}/interview/" if row.absence else "",
            context=lambda row: f"after the absence of {row.name}",
        ),
    )  # fmt: skip


class Triggers(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Whom to talk with about sickness. Looking at it leaves a trace."""

    permission = "absence.view"
    template_name = "hr/report.html"
    table_class = TriggersTable
    audited_as = "hr_absencerecord"

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the people whom the filter leaves."""
        on, unit = timezone.localdate(), as_uuid(filters.get("unit"))
        return ListRows(insight_sickness.reached_triggers(partner_id=self.partner.pk, on=on, unit=unit))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what reaches a trigger; looking at the list leaves a trace."""
        audit(action=AuditAction.VIEW, object_type="hr_absencerecord", object_id="list", label="Sickness triggers")
        rule = triggers.rule_on(timezone.localdate())
        lead = (
            "As agreed for the staff group; where nothing else is agreed: "
            f"{rule.episodes} episodes in {rule.episode_months} months, {rule.days} working days in {rule.day_months} "
            f"months, or a Bradford score of {rule.bradford}. Pregnancy-related and disability-related sickness is not "
            "counted: think about adjustments instead."
        )
        above = (
            (("Reports", self.url("reports")),) if self.may("insight.view") else (("Absence", self.url("absences")),)
        )
        trail = self.crumbs(*above, ("Sickness to talk about", ""))
        return super().get_context_data(title="Sickness to talk about", lead=lead, breadcrumbs=trail, **kwargs)


class RecordInterview(PeopleView, PartnerFormView):
    """Record the return-to-work interview after an absence."""

    permission = "absence.view"
    write_permission = "absence.edit"
    template_name = "partners/form_page.html"
    form_class: type[Form] = InterviewForm
    success_message = "The interview is recorded."

    def load(self) -> None:
        """Find the absence of the person. :raises Http404: when there is none in scope."""
        rows = AbsenceRecord.objects.select_related("person")
        self.absence = find(rows, uuid=self.kwargs["absence"])
        if self.absence.person.uuid != self.kwargs["person"]:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        """Offer today."""
        return {"held_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Record it."""
        return_interviews.record_interview(
            absence=self.absence.uuid, by=self.user, at=now(), **form.cleaned_data
        )  # fmt: skip
        return self.next or self.url("person_absence", person=self.absence.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name, person = self.absence.person.display_name, self.absence.person.uuid
        words: dict[str, Any] = {
            "title": f"Return-to-work interview: {name}",
            "lead": f"After the absence that began on {day(self.absence.valid.lower)}.",
            "submit": "Record the interview",
        }
        words |= kwargs
        trail = person_crumbs(self, person=person, name=name, here=words["title"].partition(":")[0])
        back = self.url("person_absence", person=person)
        return super().get_context_data(breadcrumbs=trail, cancel_href=back, **words)


class RecordFollowUp(RecordInterview):
    """Record what came of a referral to occupational health."""

    form_class = FollowUpForm
    success_message = "What was advised and agreed is recorded."

    def get_initial(self) -> dict[str, Any]:
        """Offer today."""
        return {"on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Record it."""
        return_interviews.record_follow_up(
            absence=self.absence.uuid, by=self.user, at=now(), **form.cleaned_data
        )  # fmt: skip
        return self.url("person_absence", person=self.absence.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name = self.absence.person.display_name
        row = ReturnInterview.objects.filter(absence=self.absence).exclude(referred_on=None).first()
        lead = "No referral is recorded after this absence."
        if row is not None:
            lead = f"Asked on {day(row.referred_on)}, to be looked at on {day(row.follow_up_on)}."
        words = {"title": f"Referral to occupational health: {name}", "lead": lead, "submit": "Record what was agreed"}
        return super().get_context_data(**{**words, **kwargs})
