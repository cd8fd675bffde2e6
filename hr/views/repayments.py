"""Paying back what leavers were overpaid: the list of plans, a plan with its ledger, and its steps."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.repayments import BeginForm, EndPlanForm, KeepBackForm, PaidForm, PlansFilter, ProposeForm
from hr.models import RepaymentPlan
from hr.operations import repayments
from hr.operations.repayments import Instalments
from hr.queries import repayments as found
from hr.queries.deaths import ON_HOLD, is_held
from hr.states import REPAYMENT
from hr.views.base import PeopleView
from hr.views.leavers import LeaverView
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, day_short, money
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

ENTRY_HEADINGS = [
    {"label": "How"}, {"label": "On"}, {"label": "Amount", "is_numeric": True}, {"label": "Recorded by"},
]  # fmt: skip


class PlansTable(Table):
    """Plans, the next to begin first."""

    caption, nouns, filename = "Repayments of leavers", ("plan", "plans"), "repayments"
    filter_form, default_sort = PlansFilter, "-first_on"
    empty = EmptyState("Nobody pays anything back", "A plan is proposed on the page of a leaver who was overpaid.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Name", sort="person__surname", header=True, href=lambda row: f"{row.plan}/"),
        Column("state_words", "State", kind=Kind.STATUS, sort="state"),
        Column("total", "Overpaid", kind=Kind.MONEY, sort="total"),
        Column("left", "Left", kind=Kind.MONEY),
        Column("instalment", "A month", kind=Kind.MONEY, sort="instalment"),
        Column("first_on", "First instalment", kind=Kind.DATE, sort="first_on"),
    )


class Repayments(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who pays back how much, and what is left."""

    permission = "repayments.view"
    template_name = "hr/repayments.html"
    table_class = PlansTable
    audited_as = "hr_repaymentplan"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the plans that the filters leave."""
        return found.plans(partner_id=self.partner.pk, search=filters.get("q", ""), state=filters.get("state", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs(("People", self.url("people")), ("Repayments of leavers", ""))
        return super().get_context_data(
            title="Repayments of leavers", lead="What leavers were paid too much, and how it comes back.",
            breadcrumbs=trail, **kwargs,
        )  # fmt: skip


class ProposeRepayment(LeaverView, PartnerFormView):
    """Propose a plan."""

    permission = "repayments.manage"
    template_name = "partners/form_page.html"
    form_class = ProposeForm
    success_message = "The plan is proposed, and the person is written to."

    def perform(self, form: Form) -> str:
        """Propose it."""
        wish = Instalments(**form.cleaned_data)
        plan = repayments.propose(leaving_id=self.leaving.uuid, wish=wish, by=self.user, at=now())
        return self.url("repayment_plan", repayment_plan=plan.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how much it is about."""
        total = found.overpaid_net(self.leaving)
        known = f"Overpaid take-home pay: {money(total)}." if total else "What was overpaid is not known."
        return super().get_context_data(
            title=f"Propose a repayment: {self.name}",
            lead=f"{known} The person is written to. Nothing is kept back before the plan begins.",
            submit="Propose it",
            cancel_href=self.case_url(),
            breadcrumbs=self.trail("Propose a repayment"),
            **kwargs,
        )


class PlanView(PeopleView):
    """A page about one plan."""

    permission = "repayments.view"
    plan: RepaymentPlan

    def load(self) -> None:
        """Find the plan. :raises Http404: when there is none in scope."""
        try:
            self.plan = found.one(self.kwargs["repayment_plan"])
        except RepaymentPlan.DoesNotExist:
            raise Http404 from None

    @property
    def name(self) -> str:
        """Return the name of the person."""
        return self.plan.person.display_name

    def plan_url(self, name: str = "repayment_plan") -> str:
        """Return the address of a page of the plan."""
        return self.url(name, repayment_plan=self.plan.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        own = ((self.name, self.plan_url()), (here, "")) if here else ((self.name, ""),)
        return self.crumbs(("Leavers", self.url("leavers")), ("Repayments", self.url("repayments")), *own)


class PlanPage(PlanView, TemplateView):
    """What is paid back, with whose agreement, and the ledger."""

    template_name = "hr/repayment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give facts, ledger and steps."""
        plan, is_on_hold = self.plan, is_held(partner_id=self.partner.pk, person_id=self.plan.person_id)
        leaver = self.url("leaver", leaving=plan.leaving.uuid) if self.may("leavers.view") else ""
        return super().get_context_data(
            plan=plan, name=self.name, state_words=plan.get_state_display(), facts=self._facts(),
            entry_headings=ENTRY_HEADINGS, entries=[self._cells(one) for one in found.ledger(plan)],
            hold_words=ON_HOLD if is_on_hold else "", links=[] if is_on_hold else self._links(), leaver_href=leaver,
            breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        plan = self.plan
        consent = plan.consent or "None: nothing beyond the cap is kept back"
        facts = [
            {"key": "Left to pay back", "value": money(found.left(plan)), "hint": f"Of {money(plan.total)}"},
            {"key": "Instalment", "value": f"{money(plan.instalment)} a month", "hint": f"From {day(plan.first_on)}"},
            {"key": "Cap without agreement", "value": f"{money(plan.monthly_cap)} a month"},
            {"key": "Agreement", "value": consent, "hint": day(plan.consent_on) if plan.consent_on else ""},
            {"key": "Proposed by", "value": str(plan.proposed_by)},
        ]
        if plan.ended_by:
            facts.append({"key": "Ended", "value": plan.end_reason, "hint": str(plan.ended_by)})
        return facts

    def _cells(self, one: Any) -> list[dict[str, Any]]:
        state = one.monthly_input.get_state_display() if one.monthly_input else one.note
        return [
            {"text": one.get_kind_display(), "is_header": True, "hint": state},
            {"text": day_short(one.paid_on), "is_nowrap": True},
            {"text": money(one.amount), "is_numeric": True},
            {"text": str(one.by)},
        ]

    def _links(self) -> list[dict[str, str]]:
        actions = allowed_actions(REPAYMENT, self.plan.state, self.access.permissions)
        offered = [("begin", "Begin the plan", "repayment_begin"), ("settle", "Record a payment", "repayment_paid")]
        offered += [("settle", "Keep an instalment back from pay", "repayment_keep_back")]
        offered += [("withdraw", "Take the plan back", "repayment_withdraw"), ("waive", "Waive it", "repayment_waive")]
        return [{"label": label, "href": self.plan_url(name)} for action, label, name in offered if action in actions]


class _Step(PlanView, PartnerFormView):
    permission = "repayments.manage"
    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the step."""
        left = f"{money(found.left(self.plan))} is left to pay back."
        return super().get_context_data(
            title=f"{self.title}: {self.name}", lead=f"{self.lead} {left}".strip(), submit=self.submit,
            cancel_href=self.plan_url(), breadcrumbs=self.trail(self.title), **kwargs,
        )  # fmt: skip


class BeginPlan(_Step):
    """Begin it, with agreement or within the cap."""

    form_class = BeginForm
    title, submit = "Begin the repayment", "Begin"
    lead = "Above the cap the person has to agree."
    success_message = "The plan has begun."

    def perform(self, form: Form) -> str:
        """Begin it."""
        repayments.begin(plan=self.plan.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.plan_url()


class RecordPaid(_Step):
    """Record what the person paid."""

    form_class = PaidForm
    title, submit = "Record a payment", "Record it"
    success_message = "The payment is in the ledger."

    def get_initial(self) -> dict[str, Any]:
        """Offer the next instalment, today."""
        return {"amount": min(self.plan.instalment, found.left(self.plan)), "paid_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Record it."""
        repayments.pay(plan=self.plan.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.plan_url()


class KeepBack(_Step):
    """Have payroll keep the next instalment back."""

    form_class = KeepBackForm
    title, submit = "Keep an instalment back from pay", "Enter it"
    lead = "It becomes an input of the pay period, which a second person approves."
    success_message = "The instalment waits for approval among the inputs."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the elements that take money back."""
        return {**super().get_form_kwargs(), "elements": found.recovering(partner_id=self.partner.pk)}

    def perform(self, form: Form) -> str:
        """Enter it."""
        repayments.keep_back(plan=self.plan.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.plan_url()


class WaivePlan(_Step):
    """Waive what is left, as the HR director."""

    permission = "repayments.waive"
    form_class = EndPlanForm
    title, submit = "Waive the repayment", "Waive it"
    lead = "Nothing more is asked for."
    success_message = "What was left is waived."

    def perform(self, form: Form) -> str:
        """Waive it."""
        repayments.waive(plan=self.plan.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.plan_url()


class WithdrawPlan(_Step):
    """Take a proposed plan back."""

    form_class = EndPlanForm
    title, submit = "Take the plan of repayment back", "Take it back"
    success_message = "The plan is taken back: propose another."

    def perform(self, form: Form) -> str:
        """Take it back."""
        repayments.withdraw(plan=self.plan.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("leaver", leaving=self.plan.leaving.uuid)
