"""The onboarding of a partner: stages, gates, moves, papers, news to staff, history."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.onboarding import ForwardForm, MoveForm, NewsForm, OpenForm
from hr.models import OnboardingProject
from hr.operations import onboarding, onboarding_news
from hr.queries import migrations, onboarding_gates
from hr.queries import onboarding as found
from hr.queries.gate_facts import GateState
from hr.queries.onboarding_gates_transfer import liability_due
from hr.states import ONBOARDING, ONBOARDING_FORWARD, ONBOARDING_ORDER, OnboardingStage
from hr.views.base import PeopleView
from partners.views.base import PartnerActionView, PartnerFormView, now
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, moment

TABS = (
    ("Gates", "onboarding"), ("Papers", "onboarding_papers"), ("Data", "onboarding_data"),
    ("Totals", "onboarding_totals"), ("Issues", "onboarding_issues"), ("Sign-off", "onboarding_sign_offs"),
    ("History", "onboarding_history"),
)  # fmt: skip
GREEN, RED = {"text": "Green", "colour": "green"}, {"text": "Red", "colour": "red"}
GATE_HEADINGS = [{"label": one} for one in ("Gate", "State", "Why", "What to do")]
HISTORY_HEADINGS = [{"label": "When"}, {"label": "Occasion"}, {"label": "By"}, {"label": "Red gates"}]
NO_PROJECT = "This partner has no onboarding project."


class OnboardingView(PeopleView):
    """A page of the project: the partner has one."""

    permission = "onboarding.view"
    project: OnboardingProject

    def load(self) -> None:
        """Find the project. :raises Http404: when there is none."""
        project = found.current(self.partner.pk)
        if project is None:
            raise Http404(NO_PROJECT)
        self.project = project

    def trail(self, *here: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Onboarding", self.url("onboarding") if here else ""), *here)

    def tabs(self, here: str) -> list[dict[str, Any]]:
        """Return the pages of the project."""
        n_open = sum(one for one, _accepted in migrations.open_issues(self.project).values())
        return [
            {
                "label": label,
                "href": self.url(name),
                "active": name == here,
                "count": n_open if "Issues" in label else "",
            }
            for label, name in TABS
        ]

    def _part(self, here: str) -> str:
        """Return which part of the project a page shows, for its title; an entry of a list says that it is one."""
        found = self.request.resolver_match
        label = next((label for label, name in TABS[1:] if name == here), "")
        return f"{label}, one entry" if label and found is not None and found.url_name != here else label

    def frame(self, here: str) -> dict[str, Any]:
        """Return what every page of the project shows above its own."""
        project = self.project
        return {
            "title": f"Onboarding of {self.partner.short_name}",
            "part": self._part(here),
            "status": project.stage,
            "status_label": project.get_stage_display(),
            "tabs": self.tabs(here),
            "breadcrumbs": self.trail(*((label, "") for label, name in TABS[1:] if name == here)),
        }


class OnboardingForm(OnboardingView, PartnerFormView):
    """A form of the project that makes one operation call."""

    template_name = "hr/onboarding_form.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"
    back_to: ClassVar[str] = "onboarding"
    is_upload: ClassVar[bool] = False

    def perform(self, form: Form) -> str:
        """Call the operation, and go back."""
        return self.operate(form) or self.url(self.back_to)

    @abstractmethod
    def operate(self, form: Form) -> str | None:
        """Call the operation; return where to go when that is not `back_to`."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {
            "title": self.title, "lead": self.lead, "submit": self.submit, "cancel_href": self.url(self.back_to),
            "is_upload": self.is_upload, "breadcrumbs": self.trail((self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(words | kwargs))


class OnboardingPage(OnboardingView, TemplateView):
    """Where the project stands, what each gate says and why, and what can be done now; or that there is no project."""

    is_open = True

    def load(self) -> None:
        """Find the project, if there is one."""
        project = found.current(self.partner.pk)
        self.is_open = project is not None
        if project is not None:
            self.project = project

    def get_template_names(self) -> list[str]:
        """Show the page of a project, or that there is none."""
        return ["hr/onboarding.html" if self.is_open else "hr/onboarding_none.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give stages, gates and moves."""
        manages = self.may("onboarding.manage")
        if not self.is_open:
            href = self.url("onboarding_open") if manages else ""
            return super().get_context_data(open_href=href, breadcrumbs=self.crumbs(("Onboarding", "")), **kwargs)
        project = self.project
        gates = onboarding_gates.look(project, on=timezone.localdate())
        return super().get_context_data(
            **self.frame("onboarding"),
            stages=_stages(project),
            next_steps=self._moves(project, gates),
            gate_headings=GATE_HEADINGS,
            groups=_groups(gates),
            facts=_facts(project),
            events=found.moves(project),
            look_href=self.url("onboarding_look") if manages else "",
            news_href=self.url("onboarding_news") if manages else "",
            transfer_href=self.url("onboarding_transfer") if manages else "",
            freeze_href=self.url("onboarding_freeze") if manages else "",
            **kwargs,
        )

    def _moves(self, project: OnboardingProject, gates: list[GateState]) -> list[dict[str, Any]]:
        steps = []
        for action in allowed_actions(ONBOARDING, project.stage, self.access.permissions):
            target = ONBOARDING[action].target
            if (
                project.stage == OnboardingStage.ON_HOLD
                and action in ONBOARDING_FORWARD
                and target != project.held_stage
            ):
                continue
            red = onboarding_gates.red_before(gates, target) if action in ONBOARDING_FORWARD else []
            why = (
                f"{counted(len(red), 'gate is', 'gates are')} red: {', '.join(one.title for one in red)}" if red else ""
            )
            steps.append(
                {"label": found.MOVES[action], "href": self.url("onboarding_move", action=action), "why_not": why}
            )
        return steps


def _stages(project: OnboardingProject) -> list[dict[str, Any]]:
    here = found.position(found.reached(project))
    return [
        {
            "label": OnboardingProject.Stage(stage).label,
            "state": "done" if place < here else "current" if place == here else "ahead",
        }
        for place, stage in enumerate(ONBOARDING_ORDER)
    ]


def _groups(gates: list[GateState]) -> list[dict[str, Any]]:
    """Return the gates by the stage that they stand before, in the order of stages."""
    groups: dict[str, list[Any]] = {}
    for one in gates:
        cells = [
            {"text": one.title, "is_header": True}, GREEN if one.is_green else RED, {"text": one.reason},
            {"text": one.remedy or "Nothing"},
        ]  # fmt: skip
        groups.setdefault(one.before, []).append(cells)
    return [
        {"caption": f"Before “{OnboardingProject.Stage(stage).label}”", "rows": rows} for stage, rows in groups.items()
    ]


def _facts(project: OnboardingProject) -> list[dict[str, Any]]:
    held = f"Held at “{project.get_held_stage_display()}”" if project.held_stage else ""
    freeze = "Not planned"
    if project.freeze_from and project.freeze_until:
        freeze = f"{day(project.freeze_from)} to {day(project.freeze_until)}"
    return [
        {"key": "Stage", "value": project.get_stage_display(), "hint": held or f"Since {day(project.stage_since)}"},
        {"key": "Planned first day", "value": day(project.go_live_planned_on)},
        {"key": "Who transfers", "value": project.get_transfer_display() or "Not decided", "hint": _clock(project)},
        {"key": "Freeze of the old system", "value": freeze},
        {"key": "People expected", "value": f"{project.staff_expected:,}"},
        {"key": "Opened", "value": f"{project.opened_by}, {moment(project.opened_at)}"},
    ]


def _clock(project: OnboardingProject) -> str:
    due = liability_due(project)
    if due is None or project.transfer_on is None:
        return ""
    return f"On {day(project.transfer_on)}: liability information is due by {day(due)}"


class OpenProject(PeopleView, PartnerFormView):
    """Open the onboarding of this partner."""

    permission = "onboarding.manage"
    template_name = "hr/onboarding_form.html"
    form_class = OpenForm
    success_message = "The project is open, at the enquiry."

    def perform(self, form: Form) -> str:
        """Open it."""
        onboarding.open_project(partner_id=self.partner.pk, by=self.user, at=now(), **form.cleaned_data)
        return self.url("onboarding")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = "Open an onboarding project"
        trail = self.crumbs(("Onboarding", self.url("onboarding")), (title, ""))
        words = {"title": title, "submit": "Open", "cancel_href": self.url("onboarding"), "breadcrumbs": trail}
        return super().get_context_data(**words, **kwargs)


class Move(OnboardingForm):
    """Move the project on, aside or out."""

    permission = "onboarding.manage"

    def load(self) -> None:
        """Find the project and the move. :raises Http404: for a move that there is not."""
        super().load()
        if self.kwargs["action"] not in ONBOARDING:
            raise Http404

    def get_form_class(self) -> type[Form]:
        """Ask for a reason where no gate says it."""
        return ForwardForm if self.kwargs["action"] in ONBOARDING_FORWARD else MoveForm

    def operate(self, form: Form) -> None:
        """Move it."""
        wanted = {"action": self.kwargs["action"], "reason": form.cleaned_data["reason"]}
        row = onboarding.move(project=self.project.uuid, by=self.user, at=now(), **wanted)
        messages.success(self.request, f"The project is at “{row.get_stage_display()}”.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which gates stand before the target."""
        action = self.kwargs["action"]
        label = found.MOVES[action]
        red: list[GateState] = []
        if action in ONBOARDING_FORWARD:
            gates = onboarding_gates.look(self.project, on=timezone.localdate())
            red = onboarding_gates.red_before(gates, ONBOARDING[action].target)
        said = "No gate stands in the way." if not red else "The move is refused while these gates are red:"
        return super().get_context_data(
            title=label, submit=label, lead=said if action in ONBOARDING_FORWARD else "",
            listed=[f"{one.title}: {one.reason}" for one in red], breadcrumbs=self.trail((label, "")), **kwargs,
        )  # fmt: skip


class LookAgain(OnboardingView, PartnerActionView):
    """Keep what the gates say now."""

    permission = "onboarding.manage"
    success_message = "What the gates say now is in the history."

    def perform(self) -> str:
        """Look."""
        onboarding.look_again(project=self.project.uuid, occasion="Looked at on purpose", by=self.user, at=now())
        return self.url("onboarding_history")

    def back(self) -> str:
        """Return to the project."""
        return self.url("onboarding")


class TellStaff(OnboardingForm):
    """Write to the staff, each once."""

    permission = "onboarding.manage"
    form_class = NewsForm
    title, submit = "Tell the staff", "Send"

    def operate(self, form: Form) -> None:
        """Write to them."""
        n = onboarding_news.tell_staff(project=self.project.uuid, by=self.user, at=now(), **form.cleaned_data)
        reach = found.reach(self.partner.pk)
        left = reach.n_with_address - reach.n_told
        messages.success(
            self.request, f"{counted(n, 'message is', 'messages are')} on the way; {left:,} people are left."
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whom it reaches."""
        reach = found.reach(self.partner.pk)
        lead = (
            f"{reach.n_told:,} of {reach.n_with_address:,} people with an e-mail address have been told. "
            f"{reach.n_people - reach.n_with_address:,} have none and need a letter. Nobody is told twice."
        )
        return super().get_context_data(lead=lead, **kwargs)


class History(OnboardingView, TemplateView):
    """What the gates said from time to time."""

    template_name = "hr/onboarding_history.html"
    most = 200

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the looks, the newest first, each with the gates that were red."""
        rows = [
            [
                {"text": moment(one.evaluated_at), "is_header": True, "is_nowrap": True},
                {"text": one.occasion},
                {"text": str(one.evaluated_by)},
                {
                    "text": f"{sum(not gate['is_green'] for gate in one.results)} of {len(one.results)}",
                    "hint": ", ".join(gate["title"] for gate in one.results if not gate["is_green"]),
                },
            ]
            for one in found.evaluations(self.project)[: self.most]
        ]
        frame = self.frame("onboarding_history")
        return super().get_context_data(**frame, headings=HISTORY_HEADINGS, rows=rows, **kwargs)
