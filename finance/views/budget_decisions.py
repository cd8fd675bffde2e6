"""Budgets and virements: the list, one decision with its approvals, writing a virement, loading a file."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import fiscal
from finance.forms.budgets import MOST_ROWS, N_ROWS, BudgetFileForm, DecisionsFilter, VirementForm, year_choices
from finance.forms.ledger import ProposeForm
from finance.models import BudgetDecision, Fund
from finance.operations import budget_file, budgets
from finance.operations.budgets import Line, Wanted
from finance.operations.codings import Segments
from finance.queries import budgets as found
from finance.states import BudgetState
from finance.views.base import EMPTY
from finance.views.budgets import BudgetView
from finance.views.journals import step_cells
from partners.forms import DecisionForm
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries import changes as requests
from partners.queries.changes import ChangeDocument, Reader
from partners.views.base import FormPage, PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import counted, day, money, pounds_signed
from sharedservices.common.imports import ImportRefused
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

MOST_SHOWN, MOST_FAULTS = 200, 100
OF_LINE = re.compile(r"^Line (\d+): ")
LINE_HEADINGS = [
    {"label": "Code"}, {"label": "Cost centre"}, {"label": "Fund"}, {"label": "Profile"},
    {"label": "Year", "is_numeric": True},
]  # fmt: skip
FAULT_HEADINGS = [{"label": one} for one in ("Row", "Column", "Value", "What is wrong", "What to do")]


class DecisionsTable(Table):
    """Decisions about budgets in a list."""

    caption, nouns, filename = "Budgets and virements", ("decision", "decisions"), "budget-decisions"
    filter_form, default_sort = DecisionsFilter, "-prepared"
    empty = EmptyState("There are no budgets yet", "Load the original budget of the year from a file.")
    columns: ClassVar[Sequence[Column]] = (
        Column("description", "Decision", header=True, href=lambda row: f"{row.uuid}/", hint=lambda row: row.kind),
        Column("kind", "Kind", is_shown=False),
        Column("year", "Year", sort="year"),
        Column("entity", "Legal entity", sort="legal_entity__legal_name"),
        Column("total", "Adds", kind=Kind.MONEY, sort="total"),
        Column("moved", "Rises", kind=Kind.MONEY, sort="moved"),
        Column("prepared", "Written", kind=Kind.DATE, sort="prepared_at", value=lambda row: row.prepared_on,
               hint=lambda row: row.prepared_by),
        Column("applied_on", "In force from", kind=Kind.DATE, sort="applied_on"),
        Column("state", "State", kind=Kind.STATUS, sort="state"),
    )  # fmt: skip


class Decisions(PartnerList, BudgetView, TemplateView):  # type: ignore[misc]
    """Every decision about a budget of the partner."""

    template_name = "finance/report.html"
    table_class = DecisionsTable
    audited_as = "finance_budgetdecision"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the decisions."""
        return found.decisions(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to write one, and say how many wait."""
        n = found.waiting(partner_id=self.partner.pk)
        lead = f"{counted(n, 'decision waits', 'decisions wait')} for approval." if n else "None waits for approval."
        actions = []
        if self.entities and self.may("budgets.propose"):
            actions.append({"label": "Write a virement", "href": self.url("virement_new")})
        if self.entities and self.may("budgets.load"):
            actions.append({"label": "Load a budget from a file", "href": self.url("budget_load"), "kind": "secondary"})
        return super().get_context_data(
            title="Budgets and virements", caption=self.partner.name, lead=lead if self.entities else EMPTY,
            tabs=self.tabs("budget_decisions"), actions=actions, breadcrumbs=self.trail(("Budgets and virements", "")),
            **kwargs,
        )  # fmt: skip


class OneDecision(BudgetView):
    """Something about one decision, and the request about it, if there is any."""

    row: BudgetDecision

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.of(self.kwargs["budget_decision"])
        except BudgetDecision.DoesNotExist:
            raise Http404 from None
        self.request_row = found.request_of(self.row)

    @property
    def page(self) -> str:
        """The address of the decision's page."""
        return self.url("budget_decision", budget_decision=self.row.uuid)

    def back(self) -> str:
        """Return to the decision."""
        return self.page

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.row.state == BudgetState.DRAFT

    @property
    def is_waiting(self) -> bool:
        """Whether an approval is being waited for."""
        return self.is_draft and self.request_row is not None and self.request_row.state == "WAITING"

    @property
    def asked_row(self) -> ChangeRequest:
        """The request about it. :raises Http404: when there is none."""
        if self.request_row is None:
            raise Http404
        return self.request_row

    def asked(self) -> ChangeDocument | None:
        """Return the request with its steps and log."""
        if self.request_row is None:
            return None
        return requests.document(
            partner_id=self.partner.pk, change=self.request_row.uuid,
            reader=Reader(self.user, self.access.permissions), on=timezone.localdate(),
            at=timezone.now(),
        )  # fmt: skip


class DecisionPage(OneDecision, TemplateView):
    """One decision: what it says, who approves it, what may be done."""

    template_name = "finance/budget_decision.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row, asked = self.row, self.asked()
        lines = found.lines(row, most=MOST_SHOWN)
        may_decide = asked is not None and self.is_waiting and not asked.why_not and self.may("budgets.decide")
        mine = self.may("budgets.propose")
        total = {"text": pounds_signed(row.total), "is_numeric": True}
        return super().get_context_data(
            **{
                "row": row, "asked": asked, "title": row.description,
                "status": "WAITING" if self.is_waiting else row.state,
                "status_label": "Waiting" if self.is_waiting else row.get_state_display(),
                "caption": f"{row.get_kind_display()} of {found.year_words(row.year)}, {row.legal_entity}",
                "facts": self._facts(), "lines": [_cells(one) for one in lines], "headings": LINE_HEADINGS,
                "totals": [{"text": "Total", "is_header": True}, *({"text": ""} for _ in range(3)), total],
                "more": row.n_lines - len(lines),
                "steps": [step_cells(one) for one in asked.steps] if asked else [],
                "step_headings": [{"label": "Approval"}, {"label": "Decided by"}, {"label": "When"}],
                "events": [
                    {"title": one.words, "by": one.by, "at": one.at, "reason": one.comment} for one in asked.log
                ] if asked else [],
                "may_decide": may_decide, "form": DecisionForm(), "propose_form": ProposeForm(prefix="propose"),
                "may_propose": mine and self.is_draft and not self.is_waiting,
                "may_edit": mine and self.is_draft and row.kind == "VIREMENT",
                "may_discard": mine and self.is_draft and not self.is_waiting,
                "breadcrumbs": self.trail(
                    ("Budgets and virements", self.url("budget_decisions")), (row.description, "")
                ),
                **kwargs,
            }
        )  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        row = self.row
        facts = [
            {"key": "Adds to the budget", "value": money(row.total), "hint": counted(row.n_lines, "line", "lines")},
            {"key": "Rises", "value": money(row.moved)},
            {"key": "Prepared by", "value": row.prepared_by.full_name,
             "hint": day(timezone.localdate(row.prepared_at))},
        ]  # fmt: skip
        if row.kind == BudgetDecision.Kind.VIREMENT:
            facts.append({"key": "Lasts", "value": "For good" if row.is_permanent else "This year"})
        for key, value in (
            ("Decision of members", row.members_reference), ("Base budget", row.base_reference),
            ("Why below what is used", row.override_reason),
        ):  # fmt: skip
            if value:
                facts.append({"key": key, "value": value})
        if row.applied_on:
            facts.append({"key": "In force from", "value": day(row.applied_on)})
        return facts


class ApproveDecision(OneDecision, PartnerActionView):
    """Approve exactly what one has seen; the last approval puts it into force."""

    permission = "budgets.decide"

    def perform(self) -> str:
        """Approve; say whether it is in force, waits for another, or has been overtaken."""
        row = changes.approve(
            change=self.asked_row.uuid, content_hash=self.request.POST.get("content_hash", ""), by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        self.success_message = {
            "APPLIED": "It is approved and in force.",
            "WAITING": "Your approval is recorded. It waits for another person.",
            "CONFLICT": f"It went back to {row.made_by}: something has changed since it was proposed.",
        }[row.state]
        return self.page


class RefuseDecision(OneDecision, PartnerFormView):
    """Return a decision with comments, or reject it."""

    permission = "budgets.decide"
    http_method_names = ["post", "options"]
    form_class = DecisionForm
    template_name = "finance/budget_decision.html"

    def perform(self, form: Form) -> str:
        """Call the operation that the button names."""
        decide = changes.reject if self.request.POST.get("decision") == "reject" else changes.send_back
        row = decide(
            change=self.asked_row.uuid, content_hash=self.request.POST.get("content_hash", ""),
            comment=form.cleaned_data["comment"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        self.success_message = "It is rejected." if row.state == "REJECTED" else f"It went back to {row.made_by}."
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the page again, with the error."""
        return _page_again(self, **kwargs)


class ProposeDecision(OneDecision, PartnerFormView):
    """Ask for a draft to be put into force."""

    permission = "budgets.propose"
    http_method_names = ["post", "options"]
    form_class = ProposeForm
    prefix = "propose"
    template_name = "finance/budget_decision.html"
    success_message = "It waits for approval."

    def perform(self, form: Form) -> str:
        """Propose it, as it stands."""
        proposal = Proposal(
            kind=found.KIND, reason=form.cleaned_data["reason"],
            payload={"decision": str(self.row.uuid), "lines_hash": self.row.lines_hash},
        )  # fmt: skip
        changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the page again, with the error."""
        kwargs["propose_form"] = kwargs.pop("form")
        return _page_again(self, **kwargs)


def _page_again(view: OneDecision, **kwargs: Any) -> dict[str, Any]:
    page = DecisionPage()
    page.setup(view.request, **view.kwargs)
    page.load()
    return page.get_context_data(**kwargs)


class WithdrawDecision(OneDecision, PartnerActionView):
    """Take back what one has proposed: the draft can be changed and proposed again."""

    permission = "budgets.propose"
    success_message = "Your request is withdrawn. It is a draft again."

    def perform(self) -> str:
        """Withdraw it."""
        changes.withdraw(change=self.asked_row.uuid, by=self.user, at=timezone.now())
        return self.page


class DiscardDecision(OneDecision, PartnerActionView):
    """Put a draft away."""

    permission = "budgets.propose"
    success_message = "The draft is discarded. It stays readable."

    def perform(self) -> str:
        """Discard it."""
        budgets.discard(decision=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class _WriteBudget(BudgetView, FormPage):
    """What forms of budgets share."""

    def load(self) -> None:
        """Make sure that there is a ledger to write for. :raises Http404: when there is none."""
        if not self.entities:
            raise Http404

    def choices(self) -> dict[str, Any]:
        """Offer legal entities and years."""
        current = fiscal.year_of(timezone.localdate())
        return {"entities": self.entity_choices(), "years": year_choices(current)}


class WriteVirement(_WriteBudget):
    """Write a virement, a row a line. The budget changes when others approve it."""

    permission = "budgets.propose"
    template_name = "finance/virement_form.html"
    form_class = VirementForm
    title = "Write a virement"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities, years, funds and as many rows as are asked for."""
        asked = self.request.POST.get("rows", "") or self.request.GET.get("rows", "")
        n_rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else self.usual_rows()
        funds = Fund.objects.of(self.partner.pk).filter(valid__contains=timezone.localdate()).order_by("code")
        return {
            **super().get_form_kwargs(), **self.choices(),
            "funds": sorted(((one.code, str(one)) for one in funds), key=lambda one: (one[0] != "GEN", one[0])),
            "n_rows": min(MOST_ROWS, max(2, n_rows)),
        }  # fmt: skip

    def usual_rows(self) -> int:
        """Return how many rows stand there at first."""
        return N_ROWS

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give more rows to whoever asks for them, with everything that was typed; else go on."""
        if not request.POST.get("more"):
            return super().post(request, *args, **kwargs)
        given = self.get_form_kwargs()
        typed = given.pop("data")
        given |= {"initial": {name: typed[name] for name in typed}, "files": None}
        given["n_rows"] = min(MOST_ROWS, given["n_rows"] + N_ROWS)
        return self.render_to_response(self.get_context_data(form=VirementForm(**given)))

    def form_valid(self, form: Form) -> HttpResponse:
        """Write it, or show what is wrong with which line."""
        assert isinstance(form, VirementForm)  # noqa: S101 - the form of this view
        try:
            with transaction.atomic():
                row = self.write(_wanted(form))
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            at = OF_LINE.match(error.message)
            form.refuse(error, int(at[1]) if at else None)
            return self.form_invalid(form)
        messages.success(self.request, "The virement is written. Propose it, so that others approve it.")
        return redirect(self.url("budget_decision", budget_decision=row.uuid))

    def write(self, wanted: Wanted) -> BudgetDecision:
        """Call the operation."""
        return budgets.draft(wanted=wanted, by=self.user, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        form = kwargs.get("form") or self.get_form()
        given = {
            "title": self.title,
            "cancel_href": self.url("budget_decisions"),
            "may_grow": form.n_rows < MOST_ROWS,
            "breadcrumbs": self.trail(("Budgets and virements", self.url("budget_decisions")), (self.title, "")),
        }
        return super().get_context_data(**{**given, **kwargs, "form": form})


class EditVirement(OneDecision, WriteVirement):
    """Write a draft anew; what was approved of it counts no more."""

    permission = "budgets.propose"
    title = "Change this virement"

    def load(self) -> None:
        """Find it. :raises Http404: unless it is a virement that is a draft."""
        super().load()
        if not self.is_draft or self.row.kind != "VIREMENT" or self.row.n_lines > MOST_ROWS:
            raise Http404

    def usual_rows(self) -> int:
        """Return a row for each line, and one more."""
        return self.row.n_lines + 1

    def get_initial(self) -> dict[str, Any]:
        """Begin with what stands there."""
        row = self.row
        initial: dict[str, Any] = {
            "entity": str(row.legal_entity.uuid), "year": str(row.year), "description": row.description,
            "lasts": "PERMANENT" if row.is_permanent else "IN_YEAR", "members_reference": row.members_reference,
            "base_reference": row.base_reference, "override_reason": row.override_reason,
        }  # fmt: skip
        for at, (segments, annual, narrative) in enumerate(found.segments(row)):
            initial |= {f"{name}_{at}": value for name, value in segments.items()}
            initial |= {f"amount_{at}": annual, f"narrative_{at}": narrative}
        return initial

    def write(self, wanted: Wanted) -> BudgetDecision:
        """Call the operation."""
        return budgets.revise(decision=self.row.uuid, wanted=wanted, by=self.user, at=timezone.now())


class LoadBudget(_WriteBudget):
    """Load an original budget, a supplementary estimate or a carry-forward from a file."""

    permission = "budgets.load"
    template_name = "finance/budget_load.html"
    form_class = BudgetFileForm
    problems: Sequence[Any] = ()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities and years."""
        return {**super().get_form_kwargs(), **self.choices()}

    def form_valid(self, form: Form) -> HttpResponse:
        """Load it, or show every fault by row and column."""
        given = form.cleaned_data
        wanted = Wanted(
            legal_entity=given["entity"], year=given["year"], kind=given["kind"], description=given["description"],
            members_reference=given["members_reference"], lines=(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                row = budget_file.load(
                    wanted=wanted, content=given["file"].file, control_total=given["control_total"], by=self.user,
                    at=timezone.now(),
                )  # fmt: skip
        except ImportRefused as refused:
            self.request.refused = refused  # type: ignore[attr-defined]
            self.problems = refused.problems
            form.add_error("file", "Nothing of this file is kept: the table below says what is wrong.")
            return self.form_invalid(form)
        except DomainError as error:
            self.request.refused = error  # type: ignore[attr-defined]
            form.add_error(error.field if error.field in form.fields else None, error.explanation)
            return self.form_invalid(form)
        messages.success(self.request, "The file is loaded as a draft. Propose it, so that others approve it.")
        return redirect(self.url("budget_decision", budget_decision=row.uuid))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the file takes, and what is wrong with the one that came."""
        faults = [
            [{"text": str(one.row or "")}, {"text": one.column}, {"text": one.value_masked}, {"text": one.message},
             {"text": one.remedy}]
            for one in self.problems[:MOST_FAULTS]
        ]  # fmt: skip
        return super().get_context_data(
            title="Load a budget from a file", faults=faults, fault_headings=FAULT_HEADINGS,
            columns=", ".join(one.name for one in budget_file.COLUMNS), methods=budget_file.Method.choices,
            n_faults=len(self.problems), cancel_href=self.url("budget_decisions"),
            breadcrumbs=self.trail(("Budgets and virements", self.url("budget_decisions")), ("Load a budget", "")),
            **kwargs,
        )  # fmt: skip


def _wanted(form: VirementForm) -> Wanted:
    """Return the virement as its form says."""
    given = form.cleaned_data
    lines = []
    for at in form.filled:
        one = form.given(at)
        codes = {name: (one[name] or "").strip().upper() for name in Segments._fields}
        lines.append(Line(segments=Segments(**codes), annual=one["amount"], narrative=one["narrative"] or ""))
    return Wanted(
        legal_entity=given["entity"], year=given["year"], kind=BudgetDecision.Kind.VIREMENT,
        description=given["description"], lines=lines, is_permanent=given["lasts"] == "PERMANENT",
        members_reference=given["members_reference"], base_reference=given["base_reference"],
        override_reason=given["override_reason"],
    )  # fmt: skip


def _cells(one: found.LineRow) -> list[dict[str, Any]]:
    return [
        {"text": one.coding, "hint": one.narrative, "is_header": True}, {"text": one.cost_centre}, {"text": one.fund},
        {"text": one.method}, {"text": pounds_signed(one.annual), "is_numeric": True},
    ]  # fmt: skip
