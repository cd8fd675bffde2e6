"""The tree editor: plan a reorganisation step by step, see the tree as it would be, send the whole for approval."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from hr import organisation_kinds as kinds
from hr.forms.reorganisation import AddStepForm, PlanForm, read_steps
from hr.operations import reorganisation
from hr.organisation_payloads import steps as as_steps
from hr.queries.establishment_report import Totals, totals
from hr.queries.reorganisation_words import sentence
from hr.queries.unit_tree import Tree, tree
from hr.views.change import CONFIRM
from hr.views.organisation_base import INDENT, OrganisationProposal
from partners.views.base import REFUSED, now
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import money, number
from sharedservices.common.money import round_half_up

ADD, REMOVE = "add", "remove:"
HEADINGS = (
    {"label": "In all"}, {"label": "Before", "is_numeric": True}, {"label": "After", "is_numeric": True},
)  # fmt: skip


class Reorganise(OrganisationProposal):
    """Plan, look, send."""

    kind = kinds.REORGANISE
    form_class: Any = PlanForm
    template_name = "hr/reorganise.html"
    title = "Plan a reorganisation"
    noun = "the organisation"
    adding: AddStepForm | None = None
    plan: list[dict[str, Any]] | None = None

    def initial_values(self) -> dict[str, Any]:
        return {"plan": "[]"}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "plan": json.dumps(payload.get("steps", [])),
            "difference": payload.get("difference", ""),
            "effective_from": date.fromisoformat(payload["effective_from"]),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add or remove a step and stay, or go on to look and to send."""
        step = request.POST.get("step", "")
        if step != ADD and not step.startswith(REMOVE):
            return super().post(request, *args, **kwargs)
        self.plan, status = self._plan(), 200
        if step == ADD:
            self.adding = AddStepForm(request.POST, units=self.code_options())
            if self.adding.is_valid():
                self.plan.append(self.adding.step)
                self.adding = None
            else:
                status = REFUSED
        else:
            wish = step.removeprefix(REMOVE)
            self.plan = [one for n, one in enumerate(self.plan) if str(n) != wish]
        names = ("effective_from_0", "effective_from_1", "effective_from_2", "effective_from", "difference", "reason")
        kept = {name: request.POST[name] for name in names if name in request.POST}
        form = PlanForm(initial={**self.get_initial(), **self._typed(kept), "plan": json.dumps(self.plan)})
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def _typed(self, kept: dict[str, str]) -> dict[str, Any]:
        """Return what stands in the boxes, a day as far as it is one."""
        found: dict[str, Any] = {name: kept[name] for name in ("difference", "reason") if name in kept}
        probe = PlanForm({**self.request.POST.dict(), "plan": "[]"})
        probe.is_valid()
        return found | ({"effective_from": day} if (day := probe.cleaned_data.get("effective_from")) else {})

    def _plan(self) -> list[dict[str, Any]]:
        try:
            return read_steps(self.request.POST.get("plan", "[]"))
        except ValueError:
            return []

    def code_options(self) -> list[tuple[str, str]]:
        """Return units by code, set in as in the chart, those that the plan creates after them."""
        shown = [(node.code, f"{INDENT * depth}{node.name}") for depth, node in self.units.walk()]
        made = [(one["code"], f"{one['name']} (new)") for one in self.plan or [] if one["do"] == "create"]
        return [*shown, *made]

    def payload(self, form: Form) -> dict[str, Any]:
        return {"difference": form.cleaned_data["difference"]}

    def proposal(self, form: Form) -> Any:
        """Add the steps, which are a list."""
        found = super().proposal(form)
        found.payload["steps"] = form.cleaned_data["plan"]
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the steps so far, the tree as it would be, and the totals before and after."""
        form = kwargs.get("form") or self.get_form()
        kwargs["form"] = form
        if self.plan is None:
            typed = form.data.get("plan") if form.is_bound else form.initial.get("plan", "[]")
            try:
                self.plan = read_steps(typed or "[]")
            except ValueError:
                self.plan = []
        is_review = self.request.POST.get("step") == CONFIRM or "effects" in kwargs
        start = form.initial.get("effective_from") if not form.is_bound else form.cleaned_data.get("effective_from")
        preview = {} if is_review else self._preview(start or self.on)
        return super().get_context_data(
            **{
                "steps": [{"n": n, "words": sentence(one)} for n, one in enumerate(self.plan)],
                "adding": self.adding or AddStepForm(units=self.code_options()),
                "submit": "Continue",
                "headings": HEADINGS,
                **preview,
                **kwargs,
            }
        )

    def _preview(self, on: date) -> dict[str, Any]:
        """Carry the plan out, look, and undo it; what it refuses is said."""
        before = totals(partner_id=self.partner.pk, on=on)
        refused, after, shown = "", before, self.units_on(on)
        try:
            with transaction.atomic():
                if self.plan:
                    after = reorganisation.carry_out(
                        partner_id=self.partner.pk, **as_steps({"steps": self.plan}), difference="preview",
                        effective_from=on, reason="preview", by=self.user, at=now(),
                    )  # fmt: skip
                    shown = self._tree(on)
                transaction.set_rollback(True)
        except DomainError as error:
            refused = error.explanation
        return {"refused": refused, "tree": _drawn(shown), "totals": _compared(before, after), "preview_on": on}

    def _tree(self, on: date) -> Tree:
        may = self.may("organisation.view_confidential")
        return tree(partner_id=self.partner.pk, on=on, with_confidential=may)


def _drawn(units: Tree) -> list[dict[str, Any]]:
    """Return the tree as nested lists."""

    def node(pk: int) -> dict[str, Any]:
        return {"name": units.nodes[pk].name, "children": [node(child) for child in units.children.get(pk, [])]}

    return [node(pk) for pk in units.children.get(None, [])]


def _compared(before: Totals, after: Totals) -> list[list[dict[str, Any]]]:
    rows = []
    for name, label in reorganisation.WORDS.items():
        old, new = getattr(before, name), getattr(after, name)
        hint = "" if old == new else "Differs: say below that it is meant"
        rows.append(
            [{"text": label[0].upper() + label[1:], "is_header": True, "hint": hint},
             {"text": _plain(name, old), "is_numeric": True}, {"text": _plain(name, new), "is_numeric": True}]
        )  # fmt: skip
    return rows


def _plain(name: str, value: Any) -> str:
    if name == "actual_cost":
        return money(value)
    return number(round_half_up(value, 2)) if name.endswith("fte") else str(value)
