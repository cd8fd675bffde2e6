"""Another job of somebody who works here, and finance beside the HR manager when a post goes over its establishment."""

from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils import timezone

from hr.forms.starters import AddJobForm, FinanceForm
from hr.models import Employment, StarterGate
from hr.operations import starters_jobs, starters_posts
from hr.queries import starters_posts as found
from hr.queries import statement
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.starters import StarterView
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import day, number
from sharedservices.common.money import round_half_up


class AddJob(PeopleView, PartnerFormView):
    """From when somebody has another job in an employment that is there. What the job is comes on the next pages."""

    permission = "starters.edit"
    template_name = "hr/starter_form.html"
    form_class = AddJobForm
    employment: Employment

    def load(self) -> None:
        """Find the employment: it is the person's."""
        rows = Employment.objects.select_related("person")
        self.employment = find(rows, uuid=self.kwargs["employment"], person__uuid=self.kwargs["person"])

    def get_initial(self) -> dict[str, Any]:
        """Offer today, or the first day of an employment that has not begun."""
        return {"start_date": max(timezone.localdate(), self.employment.valid.lower)}

    def perform(self, form: Form) -> str:
        """Open the case, and go on to the job."""
        case = starters_jobs.open_job(
            employment=self.employment.uuid, start_date=form.cleaned_data["start_date"], by=self.user, at=now()
        )
        return self.url("starter_job", starter_case=case.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name, person = self.employment.person.display_name, self.employment.person.uuid
        return super().get_context_data(
            title="Another job",
            caption=f"{name}, employment {self.employment.employee_no}",
            lead="The job stands beside the others, with hours, pay, pension and costs of its own. Its post, the right "
            "to work and the hours over all jobs are checked, and the HR manager approves it.",
            submit="Save and go on",
            cancel_href=self.url("person_jobs", person=person),
            breadcrumbs=person_crumbs(self, person=person, name=name, here="Another job"),
            **kwargs,
        )


class AgreePost(StarterView, PartnerFormView):
    """Finance agrees, or does not, that a post goes over its establishment. Who it is for does not matter to it."""

    permission = "changes.approve_cost"
    template_name = "hr/starter_finance.html"
    form_class = FinanceForm
    gate: StarterGate | None

    def load(self) -> None:
        """Find the case, and what is asked, if anything is. :raises Http404: without such a case."""
        super().load()
        self.gate = found.is_asked(self.case)

    def perform(self, form: Form) -> str:
        """Record the decision, and go back to the home page."""
        given = form.cleaned_data
        act = starters_posts.agree if given["decision"] == FinanceForm.AGREE else starters_posts.decline
        act(case=self.case.uuid, note=given["note"], by=self.user, at=now())
        self.success_message = "Recorded. HR sees it on the page of the starter."
        return self._home

    @property
    def _home(self) -> str:
        return reverse("partner_home", kwargs={"partner_code": self.partner.code})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is asked, by whom, and what it costs."""
        case = self.case
        post = case.post.post_no if case.post else ""
        title = f"More than post {post} has"
        return super().get_context_data(
            title=title,
            lead="The HR manager asks for it. It needs you both." if self.gate else "",
            facts=self._facts(self.gate) if self.gate else [],
            submit="Record the decision",
            cancel_href=self._home,
            breadcrumbs=self.crumbs((title, "")),
            **kwargs,
        )

    def _facts(self, gate: StarterGate) -> list[dict[str, Any]]:
        case = self.case
        worst = found.worst(case)
        over = round_half_up(-worst.vacant, 2) if worst is not None and found.is_full(worst) else None
        words = (
            f"{number(over)} FTE, from {day(worst.on)}" if over is not None and worst is not None else "Not over now"
        )
        rows = [
            {"key": "Post", "value": str(case.post), "hint": case.post.org_unit.name if case.post else ""},
            {"key": "Over its establishment", "value": words},
            *({"key": key, "value": value} for key, value in statement.offer_facts(case) if key != "Where"),
            {"key": "Cost centre", "value": str(case.cost_centre or "")},
            {"key": "Why", "value": gate.note},
        ]
        by = f"{gate.asked_by}, {day(timezone.localdate(gate.asked_at))}" if gate.asked_at else ""
        return [*rows, {"key": "Asked by", "value": by}]
