"""The list of absences, and the page of a person's absences, sick pay and leave."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.forms.absence import AbsenceFilter
from hr.models import AbsenceRecord, Assignment, Person, ReturnInterview
from hr.operations import disclosure
from hr.queries import organisation, return_interviews
from hr.queries.absences import TimeFilter, absence_counts, absences
from hr.queries.family_leave import cases_of
from hr.queries.person_time import JobTime, jobs_time
from hr.states import ABSENCE
from hr.views.absence_words import AbsenceShown, LeaveShown, absence_shown, leave_shown
from hr.views.base import PeopleView, find
from hr.views.blocks import Block, link
from hr.views.people import as_options, as_uuid
from hr.views.person import PersonPage
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, number
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

FAMILY_HEADINGS = [{"label": one} for one in ("Leave", "Days", "Where it stands")]
ACTIONS = {"close": "Record the return", "reopen": "Take the return back", "cancel": "Cancel the absence"}


def wanted(filters: Mapping[str, Any]) -> TimeFilter:
    """Return the filters of a form as the queries take them."""
    return TimeFilter(
        search=filters.get("q", ""),
        state=filters.get("state", ""),
        kind=filters.get("kind", ""),
        category=filters.get("category", ""),
        unit=as_uuid(filters.get("unit")),
        lacks=filters.get("lacks", ""),
    )


class AbsenceTable(Table):
    """Absences, the latest first. What is wrong with somebody is not in it."""

    caption, nouns, filename = "Absences", ("absence", "absences"), "absences"
    filter_form, default_sort = AbsenceFilter, "-first_day"
    empty = EmptyState("Nobody has been absent", "Absences are reported on the page of a person, under Absence.")
    columns = (
        Column(
            "name", "Name", sort=("person__surname", "person__forenames"), header=True,
            href=lambda row: f"../people/{row.person}/absence/", hint=lambda row: row.assignment_no,
        ),
        Column("assignment_no", "Job number", is_shown=False),
        Column("unit", "Unit", sort="assignment__post__org_unit__name"),
        Column("kind", "Kind", sort="kind", hint=lambda row: row.category),
        Column("category", "Category", is_shown=False),
        Column("first_day", "First day", kind=Kind.DATE, sort="valid"),
        Column("last_day", "Last day", kind=Kind.DATE),
        Column(
            "state", "State", kind=Kind.STATUS, sort="state", value=lambda row: AbsenceRecord.State(row.state),
            export=lambda row: str(AbsenceRecord.State(row.state).label),
        ),
    )  # fmt: skip


class AbsenceList(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who is and was absent."""

    permission = "absence.view"
    template_name = "hr/absences.html"
    table_class = AbsenceTable
    audited_as = "hr_absencerecord"

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        return absences(partner_id=self.partner.pk, wanted=wanted(filters), on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add counts and the way to leave."""
        found = absence_counts(partner_id=self.partner.pk)
        tiles = [
            {"label": str(state.label), "value": number(found[state.value]), "href": f"?state={state.value}"}
            for state in AbsenceRecord.State
        ]
        actions = [{"label": "Annual leave", "href": self.url("leave_list"), "kind": "secondary"}]
        if self.may("family.view"):
            actions.append({"label": "Family leave", "href": self.url("family_leaves"), "kind": "secondary"})
        actions.append({"label": "Sick pay that goes down", "href": self.url("step_downs"), "kind": "secondary"})
        actions.append({"label": "What is agreed", "href": self.url("absence_terms"), "kind": "secondary"})
        actions.append({"label": "Sickness to talk about", "href": self.url("triggers"), "kind": "secondary"})
        return super().get_context_data(
            tiles=tiles, actions=actions, breadcrumbs=self.crumbs(("Absence", "")), **kwargs
        )


class PersonAbsence(PersonPage):
    """The absences of a person with forecasts of sick pay, and the leave of each job with its working."""

    permission = "absence.view"
    template_name = "hr/person_absence.html"
    tab = "person_absence"

    def load(self) -> None:
        """Read the record, and leave a trace: absence says something about somebody's health."""
        super().load()
        row: Person = find(Person.objects, pk=self.record.pk)
        disclosure.record_view(person=row, what="absence and leave", by=self.user, at=timezone.now())

    def blocks(self) -> list[Block]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each job's leave and absences."""
        found = jobs_time(partner_id=self.partner.pk, person_ids=[self.record.pk], on=self.on)
        return super().get_context_data(
            jobs=[self._job(one) for one in found],
            family=self._family() if self.may("family.view") else [],
            family_headings=FAMILY_HEADINGS,
            why_not=self.lacking("absence.edit"),
            **kwargs,
        )

    def _family(self) -> list[list[dict[str, Any]]]:
        """Return the cases of family leave, each with a way to its page."""
        return [
            [
                {
                    "text": str(one.leave.get_kind_display()), "is_header": True, "hint": one.leave.assignment.number,
                    "href": self.url("family_leave", family_leave=one.leave.uuid),
                },
                {"text": f"{day(one.facts.first_day)} to {day(one.facts.last_day)}"},
                {"text": one.standing(timezone.localdate())},
            ]
            for one in cases_of(partner_id=self.partner.pk, person_ids=[self.record.pk])
        ]  # fmt: skip

    def _job(self, one: JobTime) -> dict[str, Any]:
        leave: LeaveShown = leave_shown(one.job, one.leave, actions=self._leave_actions(one))
        return {
            "title": f"{one.job.title}, {one.job.number}",
            "leave": leave,
            "absences": [self._absence(*row) for row in one.absences],
            "actions": self._job_actions(one.job),
        }

    def _job_actions(self, job: Assignment) -> list[dict[str, str]]:
        ids = {"person": self.record.person, "assignment": job.uuid}
        actions = [link(self, "Report an absence", "report_absence", **ids)] if self.may("absence.edit") else []
        if self.may("family.edit"):
            actions.append(link(self, "Record family leave", "choose_family_leave", **ids))
        return actions

    def _leave_actions(self, one: JobTime) -> list[dict[str, str]]:
        ids = {"person": self.record.person, "assignment": one.job.uuid}
        if not self.may("absence.edit") or self.on not in one.job.valid:
            return []
        carried = [each.credit for each in one.leave.credits if not each.taken] if one.leave else []
        return [
            link(self, "Ask for leave", "book_leave", **ids),
            link(self, "Carry hours over", "carry_over", **ids),
            *(
                link(self, f"Cancel {number(each.hours)} hours carried over", "cancel_carried", credit=each.uuid, **ids)
                for each in carried
            ),
        ]

    def _absence(self, record: AbsenceRecord, forecast: Any, notes: Any) -> AbsenceShown:
        actions = []
        if self.may("absence.edit"):
            ids = {"person": self.record.person, "absence": record.uuid}
            names = allowed_actions(ABSENCE, record.state)
            actions = self._talk_actions(record, ids)
            actions += [link(self, ACTIONS[name], f"{name}_absence", **ids) for name in names]
            if names and record.kind != AbsenceRecord.Kind.UNPAID:
                actions.append(link(self, "Record a fit note", "fit_note", **ids))
        kept = [(one, one.document) for one in notes if one.document is not None and self.may("documents.view")]
        actions += [
            link(
                self, f"Fit note from {day(one.valid.lower)}", "document", person=self.record.person, document=file.uuid
            )
            for one, file in kept
        ]
        with_reason = self.may("absence.view_reason")
        talk = self.talks.get(record.pk)
        return absence_shown(record, forecast, notes, with_reason=with_reason, actions=actions, talk=talk)

    @cached_property
    def talks(self) -> dict[int, ReturnInterview]:
        """Return the talks after absences of the person."""
        return return_interviews.after(partner_id=self.partner.pk, person_ids=[self.record.pk])

    def _talk_actions(self, record: AbsenceRecord, ids: dict[str, Any]) -> list[dict[str, str]]:
        """Offer the talk after any sickness that is over, and the look at a referral."""
        talk = self.talks.get(record.pk)
        if talk is None:
            is_over = record.state == AbsenceRecord.State.CLOSED and record.kind != AbsenceRecord.Kind.UNPAID
            return [link(self, "Record the return-to-work interview", "return_interview", **ids)] if is_over else []
        if talk.referred_on is not None and talk.followed_up_on is None:
            return [link(self, "Record what came of the referral", "interview_follow_up", **ids)]
        return []
