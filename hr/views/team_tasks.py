"""Tasks of a line manager when people of the team leave and start."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.leaving import SettleForm
from hr.models import LeavingTask, StarterCase
from hr.operations import leaving_tasks
from hr.queries import team_tasks as found
from hr.states import LeavingTaskState
from hr.views.base import PeopleView, find
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import counted, day

LEAVING = [{"label": "What"}, {"label": "Who"}, {"label": "Last day"}, {"label": "By"}]
STARTING = [{"label": "Who"}, {"label": "First day"}, {"label": "Where it stands"}, {"label": "Still missing"}]


class TeamTasks(PeopleView, TemplateView):
    """What is to be done in the team, and by when. Why somebody leaves is not on this page."""

    permission = "team.tasks"
    template_name = "hr/team_tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the tasks of leavers, and the starters."""
        of, trail = self.partner.pk, (("My team", self.url("team")), ("Tasks", ""))
        return super().get_context_data(
            leaving=[self._task(one) for one in found.to_do(partner_id=of)], leaving_headings=LEAVING,
            starting=[self._starter(one) for one in found.starters(partner_id=of)], starting_headings=STARTING,
            breadcrumbs=self.crumbs(*trail), **kwargs,
        )  # fmt: skip

    def _task(self, one: LeavingTask) -> list[dict[str, Any]]:
        late = "Late" if one.due_on < timezone.localdate() else ""
        return [
            {"text": one.title, "is_header": True, "href": self.url("team_task", team_task=one.uuid)},
            {"text": one.leaving.person.display_name},
            {"text": day(one.leaving.last_day)},
            {"text": day(one.due_on), "hint": late},
        ]

    def _starter(self, one: StarterCase) -> list[dict[str, Any]]:
        n = vars(one)["n_missing"]
        return [
            {"text": one.person.display_name, "is_header": True, "href": self.url("starter", starter_case=one.uuid)},
            {"text": day(one.start_date)},
            {"text": one.get_state_display()},
            {"text": counted(n, "thing", "things") if n else "Nothing"},
        ]


class SettleTeamTask(PeopleView, PartnerFormView):
    """Say how a manager’s task ended."""

    permission = "team.tasks"
    template_name = "partners/form_page.html"
    form_class = SettleForm
    success_message = "It is recorded. HR sees it."
    task: LeavingTask

    def load(self) -> None:
        """Find the task of the team. :raises Http404: for somebody else’s, and when it is settled."""
        self.task = find(found.of_leavers(partner_id=self.partner.pk), uuid=self.kwargs["team_task"])
        if self.task.state != LeavingTaskState.OPEN or not found.is_own(self.task):
            raise Http404

    def perform(self, form: Form) -> str:
        """Settle it, and go back to the tasks."""
        leaving_tasks.settle(task=self.task.uuid, **form.cleaned_data, by=self.user, at=now())
        return self.url("team_tasks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the task."""
        one, back = self.task, self.url("team_tasks")
        return super().get_context_data(
            title=one.title, submit="Save", cancel_href=back,
            lead=f"{one.leaving.person.display_name}, last day {day(one.leaving.last_day)}. By {day(one.due_on)}.",
            breadcrumbs=self.crumbs(("My team", self.url("team")), ("Tasks", back), (one.title, "")), **kwargs,
        )  # fmt: skip
