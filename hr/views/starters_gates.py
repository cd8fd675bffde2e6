"""Gates of a case, what the starter said, and what a partner asks of starters."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr import policy_kinds
from hr.engine.starters import Gate, GateSpec, gate_specs
from hr.forms.base import ReasonForm
from hr.forms.right_to_work import AnswersForm
from hr.forms.starters import GateForm, JobGateForm, StatementForm
from hr.models import StaffGroup
from hr.operations import starters_gates, starters_payroll
from hr.operations.starters_gates import Finding
from hr.operations.starters_payroll import Answers
from hr.queries import starters_policy as policy
from hr.views.base import PeopleView, find
from hr.views.policies import PolicyProposal
from hr.views.starters_steps import StarterStep
from partners.views.base import now
from sharedservices.common.formatting import day

OPTIONAL = [gate for gate in Gate if gate is Gate.DBS or gate not in starters_gates.BY_RECORD]


class _OneGate(StarterStep):
    """A step about one gate of the case."""

    spec: GateSpec

    def load(self) -> None:
        """Find the case and the gate. :raises Http404: when there is none."""
        super().load()
        try:
            self.spec = gate_specs(on=self.case.start_date)[Gate(self.kwargs["gate"].upper())]
        except (ValueError, KeyError):
            raise Http404 from None
        if not policy.has_gate(self.case, self.spec.gate):
            raise Http404

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the name of the gate."""
        return self.spec.title

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Return what the gate is about."""
        return f"{self.spec.hint}. Source: {self.spec.source}."


class MeetGate(_OneGate):
    """What was found."""

    form_class = GateForm

    def load(self) -> None:
        """Refuse a gate that records meet. :raises Http404: for one of them."""
        super().load()
        if self.spec.gate in starters_gates.BY_RECORD:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the outcomes of the gate."""
        outcomes = [(one, one) for one in self.spec.outcomes]
        return {**super().get_form_kwargs(), "outcomes": outcomes, "needs": self.spec.needs}

    def operate(self, form: Form) -> None:
        """Record it."""
        starters_gates.meet(
            case=self.case.uuid, gate=self.spec.gate.value, finding=Finding(**form.cleaned_data), by=self.user, at=now()
        )


class WaiveGate(_OneGate):
    """Accept the risk."""

    permission = "starters.approve"
    form_class = ReasonForm
    submit, kind = "Accept the risk", "warning"

    @property
    def title(self) -> str:  # type: ignore[override]
        """Say what is accepted."""
        return f"Accept the risk, {self.spec.title.lower()}"

    def operate(self, form: Form) -> None:
        """Accept it."""
        starters_gates.waive(
            case=self.case.uuid, gate=self.spec.gate.value, by=self.user, at=now(), **form.cleaned_data
        )


def said_in(form: Form) -> Answers:
    """Return what a form of answers says."""
    given = dict(form.cleaned_data)
    return Answers(**(given | {"loan_plans": tuple(given["loan_plans"])}))


class EnterAnswers(StarterStep):
    """What the starter said on paper. It is taken over at once."""

    form_class = AnswersForm
    title = "The starter’s answers"
    lead = "From HMRC’s starter checklist or the P45, and the account for the pay. The account may follow."

    def operate(self, form: Form) -> None:
        """Record and take over."""
        starters_payroll.give(case=self.case.uuid, said=said_in(form), by=self.user, at=now())
        if self.case.state != "OFFER":
            starters_payroll.take_over(case=self.case.uuid, by=self.user, at=now())


class Policy(PeopleView, TemplateView):
    """What starters need here, and what contracts say."""

    permission = "starters.view"
    template_name = "hr/starter_policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the gates of every job, those of roles, and the staff groups."""
        on, may = timezone.localdate(), self.may(policy_kinds.PROPOSE)
        specs = gate_specs(on=on)
        return super().get_context_data(
            always=[
                [
                    {"text": one.title, "is_header": True, "hint": one.hint},
                    {"text": policy.WAIVER_WORDS[one.waiver]},
                    {"text": f"{one.days_before} days before"},
                    {"text": one.source},
                ]
                for one in specs.values()
                if one.is_always
            ],
            roles=[
                [
                    {"text": row.role.title, "is_header": True},
                    {"text": f"{specs[Gate(row.gate)].title} {row.level}".strip()},
                    {"text": row.get_waiver_display()},
                    {"text": f"Since {day(row.valid.lower)}", "hint": row.reason},
                ]
                for row in policy.job_gates(partner_id=self.partner.pk, on=on)
            ],
            always_headings=[{"label": one} for one in ("Gate", "Without it", "Due", "Source")],
            role_headings=[{"label": one} for one in ("Job role", "Needs", "Without it", "Since")],
            groups=[
                {
                    "key": group.name,
                    "value": f"Since {day(terms.valid.lower)}" if terms else "Nothing yet: no contract can be made",
                    "href": self.url("starter_statement", staff_group=group.uuid) if may else "",
                    "action": "Change" if terms else "Enter",
                }
                for group, terms in policy.statements(partner_id=self.partner.pk, on=on)
            ],
            actions=[{"label": "Ask for a gate", "href": self.url("starter_job_gate"), "kind": ""}] if may else [],
            breadcrumbs=self.crumbs(("Starters", self.url("starters")), ("Gates and contracts", "")),
            **kwargs,
        )


class _StarterPolicy(PolicyProposal):
    """A proposed change of what starters need, or of what contracts say."""

    here = "starter_policy"

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        above = (("Starters", self.url("starters")), ("Gates and contracts", self.url("starter_policy")))
        return self.crumbs(*above, (self.title, ""))


class SetJobGate(_StarterPolicy):
    """What a job role needs."""

    kind = policy_kinds.JOB_GATE
    form_class = JobGateForm
    title = "Ask for a gate of a job role"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer roles and gates."""
        specs = gate_specs(on=timezone.localdate())
        return {
            **super().get_form_kwargs(),
            "roles": [(str(one.uuid), one.title) for one in policy.roles(partner_id=self.partner.pk)],
            "gates": [(gate.value, specs[gate].title) for gate in OPTIONAL],
        }

    def payload(self, form: Form) -> dict[str, Any]:
        """Return what is proposed."""
        return {name: form.cleaned_data[name] for name in ("role", "gate", "level", "waiver")}


class SetStatement(_StarterPolicy):
    """What contracts of a staff group say."""

    kind = policy_kinds.STATEMENT
    form_class = StatementForm
    title = "What contracts say"
    noun = "this staff group"

    def load_owner(self) -> None:
        """Find the staff group."""
        self.group: StaffGroup = find(StaffGroup.objects, uuid=self.kwargs["staff_group"])

    @property
    def caption(self) -> str:
        """Return whose contracts."""
        return self.group.name

    def initial_values(self) -> dict[str, Any]:
        """Offer what is said now."""
        terms = policy.statement_of(self.group, on=self.on)
        return {name: getattr(terms, name) for name in policy.STATEMENT_LABELS} if terms else {}

    def before(self, on: date) -> dict[str, str]:
        """Say what holds."""
        return policy.statement_words(policy.statement_of(self.group, on=on))

    def payload(self, form: Form) -> dict[str, Any]:
        """Return what is proposed."""
        said = {name: form.cleaned_data[name] for name in policy.STATEMENT_LABELS}
        return {"staff_group": self.group.uuid, **said}
