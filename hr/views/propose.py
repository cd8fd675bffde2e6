"""What may be proposed about somebody, job by job; and notice that they gave their manager."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr import change_kinds_leaving as kinds
from hr.forms.leaving import NoticeForm
from hr.models import ActingUp, Assignment, Person
from hr.queries.days import last_day
from hr.queries.teams import is_of_team
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.change import JobProposal
from partners.change_kinds import OPEN
from sharedservices.common.formatting import day

OFFERED = (
    ("change_hours", "Hours or working pattern", "More or fewer hours, other days; for good or until a day"),
    ("change_contract", "Contract or its end", "Extend a fixed term before it ends, or make it permanent"),
    ("change_particulars", "Title, place or manager", "What the job is called, where it is done, for whom"),
    ("move", "Move to another post", "A promotion, or a move within the organisation"),
    ("act_up", "Act up", "The work of a higher post, for at most twelve months"),
    ("honorarium", "Honorarium", "Something on top for a time, with an end"),
    ("second_out", "Second to another organisation", "They work for a host and come back"),
    ("pass_on_notice", "Pass on notice", "They have resigned or retire"),
)
ELSEWHERE = (
    ("book_leave", "Leave", "leave.approve", "Book annual leave for them"),
    ("report_absence", "Sickness or other absence", "absence.edit", "Report it on the first day"),
)


class ProposeChange(PeopleView, TemplateView):
    """The way from a person to every form that a proposal about them may begin with."""

    permission = OPEN
    template_name = "hr/propose.html"
    person: Person

    def load(self) -> None:
        """Find the person: one of another team is not in scope."""
        self.person = find(Person.objects, uuid=self.kwargs["person"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each job of the person that is in the team, and what may be proposed about it."""
        on = timezone.localdate()
        jobs = Assignment.objects.filter(person=self.person, valid__endswith__gt=on) | Assignment.objects.filter(
            person=self.person, valid__upper_inf=True
        )
        shown = [one for one in jobs.select_related("post__org_unit").order_by("number", "id") if is_of_team(one)]
        name = self.person.display_name
        return super().get_context_data(
            name=name,
            jobs=[self._job(one, on) for one in shown],
            person_href=self.url("person", person=self.person.uuid),
            breadcrumbs=person_crumbs(self, person=self.person.uuid, name=name, here="Propose a change"),
            **kwargs,
        )

    def _job(self, job: Assignment, on: date) -> dict[str, Any]:
        ids: dict[str, Any] = {"person": self.person.uuid, "assignment": job.uuid}
        links = [{"title": title, "href": self.url(name, **ids), "hint": hint} for name, title, hint in OFFERED]
        cover = ActingUp.objects.filter(assignment=job, valid__contains=on).order_by("id").first()
        if cover is not None:
            href = self.url("end_acting", person=self.person.uuid, acting=cover.uuid)
            hint = f"It ends by itself on {day(last_day(cover.valid))}"
            links.append({"title": "End acting up early", "href": href, "hint": hint})
        links += [
            {"title": title, "href": self.url(name, **ids), "hint": hint}
            for name, title, permission, hint in ELSEWHERE
            if self.may(permission)
        ]
        return {"title": f"{job.title} ({job.number})", "unit": job.post.org_unit.name, "links": links}


class PassOnNotice(JobProposal):
    """Pass on notice that somebody gave."""

    permission = OPEN
    kind = kinds.NOTICE
    form_class = NoticeForm
    title = "Pass on notice"
    consequences = (
        "HR confirms the last day and runs everything else: access, equipment, leave, final pay.",
        "When this is their only job, the employment ends with it.",
    )

    def initial_values(self) -> dict[str, Any]:
        """Offer today as the day of notice."""
        return {"notice_given_on": timezone.localdate(), "leaving_reason": "RESIGNATION"}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of the form that a payload fills."""
        values = super().proposed_before(payload)
        return values | {"notice_given_on": date.fromisoformat(values["notice_given_on"])}

    def before(self, on: date) -> dict[str, str]:
        """Say until when the job runs."""
        end = last_day(self.job.valid)
        return {f"Job {self.job.number}": f"Until {day(end)}" if end else "No end"}

    def given(self, form: Form) -> dict[str, Any]:
        """Return why and since when."""
        return {name: form.cleaned_data[name] for name in ("leaving_reason", "notice_given_on")}
