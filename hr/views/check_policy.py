"""What jobs need of DBS checks, registrations and training, and the courses there are."""

from typing import Any

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.compliance import Kind, cycle
from hr.forms.checks import CourseForm, EndRequirementForm, RequirementForm
from hr.models import JobRequirement, JobRole
from hr.operations import check_policy
from hr.operations.check_policy import Requirement
from hr.queries import compliance as found
from hr.queries import starters_policy as policy
from hr.views.base import PeopleView, find
from hr.views.checks import TITLE, days_words
from hr.views.people import as_uuid
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import counted, day

HERE = "What jobs need"

HEADINGS = ("Job role", "Needs", "In detail", "Once it has run out", "Since", "Until")


class Needs(PeopleView, TemplateView):
    """What each role needs from a day on, and the courses."""

    permission = "checks.set_up"
    template_name = "hr/check_needs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List both."""
        rows = found.requirements(partner_id=self.partner.pk, on=timezone.localdate())
        courses = found.courses(partner_id=self.partner.pk)
        actions = [
            {"label": "Say what a job needs", "href": self.url("check_need_add"), "kind": ""},
            {"label": "Add a course", "href": self.url("course_add"), "kind": "secondary"},
        ]
        return super().get_context_data(
            title=HERE, actions=actions, rows=[self._cells(row) for row in rows], unsaid=self._unsaid(rows),
            headings=[{"label": one} for one in HEADINGS],
            courses=[
                [
                    {"text": one.name, "is_header": True, "hint": one.code},
                    {"text": f"Counts for {counted(one.months, 'month', 'months')}" if one.months else "For good"},
                ]
                for one in courses
            ],
            course_headings=[{"label": one} for one in ("Course", "How long")],
            breadcrumbs=self.crumbs((TITLE, self.url("checks")), (HERE, "")), **kwargs,
        )  # fmt: skip

    def _unsaid(self, rows: Any) -> list[str]:
        """Return the roles that ask for a check above basic and of which nobody has said why."""
        said = {row.role_id for row in rows if row.kind == Kind.DBS}
        asking = JobRole.objects.of(self.partner.pk).exclude(dbs__in=[JobRole.Dbs.NONE, JobRole.Dbs.BASIC])
        return [one.title for one in asking.order_by("title", "id") if one.pk not in said]

    def _cells(self, row: JobRequirement) -> list[dict[str, Any]]:
        who = row.role.title if row.role else "Every job"
        what, detail = self._words(row)
        return [
            {"text": who, "is_header": True},
            {"text": what},
            {"text": detail},
            {"text": "No duties" if row.suspends else "Tasks for HR and the manager"},
            {"text": day(row.valid.lower), "hint": row.reason},
            {
                "text": "End", "context": f": {what} for {who}",
                "href": self.url("check_need_end", requirement=row.uuid) if row.valid.upper is None else "",
            } if row.valid.upper is None else {"text": f"Until {day(row.valid.upper)}"},
        ]  # fmt: skip

    def _words(self, row: JobRequirement) -> tuple[str, str]:
        if row.kind == Kind.TRAINING:
            return row.course.name if row.course else "", days_words(row.days)
        assert row.role is not None  # noqa: S101 - a constraint of the table
        if row.kind == Kind.REGISTRATION:
            return row.role.registration, "As long as the register says"
        months = row.months or cycle().dbs_months
        why = found.justification_words(row.justification)
        force = row.get_workforce_display() if row.workforce else "Any workforce"
        return f"DBS, {row.role.get_dbs_display().lower()}", f"{why}. {force}, every {months} months".removeprefix(". ")


class _NeedsForm(PeopleView, PartnerFormView):
    """A form of the policy."""

    permission = "checks.set_up"
    template_name = "hr/starter_form.html"
    title = ""
    lead = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs((TITLE, self.url("checks")), (HERE, self.url("check_needs")), (self.title, ""))
        return super().get_context_data(
            title=self.title, lead=self.lead, submit="Save", cancel_href=self.url("check_needs"), breadcrumbs=trail,
            **kwargs,
        )  # fmt: skip


class AddNeed(_NeedsForm):
    """What a job role needs."""

    form_class = RequirementForm
    title = "Say what a job needs"
    lead = "The level of a DBS check and the name of a register are the role’s own, under reference data."

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"effective_from": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer roles and courses."""
        of = self.partner.pk
        return {
            **super().get_form_kwargs(),
            "roles": [(str(one.uuid), one.title) for one in policy.roles(partner_id=of)],
            "courses": [(str(one.uuid), one.name) for one in found.courses(partner_id=of)],
        }

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        stamp = {"effective_from": given.pop("effective_from"), "reason": given.pop("reason")}
        role, course, days = as_uuid(given.pop("role")), as_uuid(given.pop("course")), given.pop("days") or 0
        wanted = Requirement(role=role, course=course, days=days, **given)
        check_policy.set_requirement(partner_id=self.partner.pk, wanted=wanted, by=self.user, at=now(), **stamp)
        return self.url("check_needs")


class AddCourse(_NeedsForm):
    """A new course."""

    form_class = CourseForm
    title = "Add a course"

    def perform(self, form: Form) -> str:
        """Add it."""
        check_policy.add_course(partner_id=self.partner.pk, by=self.user, at=now(), **form.cleaned_data)
        return self.url("check_needs")


class EndNeed(_NeedsForm):
    """A role no longer needs something."""

    form_class = EndRequirementForm
    title = "No longer needed"

    def load(self) -> None:
        """Find it."""
        rows = JobRequirement.objects.filter(valid__upper_inf=True)
        self.row: JobRequirement = find(rows, uuid=self.kwargs["requirement"])

    def perform(self, form: Form) -> str:
        """End it."""
        check_policy.end_requirement(requirement=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("check_needs")
