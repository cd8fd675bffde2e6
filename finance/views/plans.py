"""Journals that come again: the list, one with its days, planning one from a draft, stopping it (domain FIN-02)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.forms.ledger import ProposeForm
from finance.forms.plans import PlanForm, PlansFilter, StopForm
from finance.models import Journal, JournalPlan
from finance.operations import plans
from finance.operations.plans import PlanWanted
from finance.queries import chart as codes
from finance.queries import journals as written
from finance.queries import plans as found
from finance.states import PlanState
from finance.views.base import EMPTY, LedgerView
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class PlansView(LedgerView):
    """A page of journals that come again."""

    def plan_trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        top = ("Recurring journals", self.url("journal_plans") if steps else "")
        return self.trail(("Journals", self.url("journals")), top, *steps)


class PlansTable(Table):
    """Plans in a list."""

    stacks = True
    caption, nouns, filename = "Recurring journals and prepayments", ("plan", "plans"), "recurring-journals"
    filter_form, default_sort = PlansFilter, "description"
    empty = EmptyState(
        "No journal comes again yet", "Write a journal, and choose Repeat or spread it on the page of the draft."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("description", "Plan", header=True, sort="description", href=lambda row: f"{row.uuid}/",
               hint=lambda row: row.get_kind_display().split(":")[0]),
        Column("kind", "Kind", is_shown=False, value=lambda row: row.get_kind_display()),
        Column("entity", "Legal entity", value=lambda row: row.legal_entity.legal_name,
               sort="legal_entity__legal_name"),
        Column("first_on", "First on", kind=Kind.DATE, sort="first_on"),
        Column("every", "Months between", kind=Kind.NUMBER, sort="every"),
        Column("times", "How many", kind=Kind.NUMBER, sort="times"),
        Column("total", "All together", kind=Kind.MONEY, sort="total"),
        Column("state", "State", sort="state", value=lambda row: row.get_state_display()),
    )  # fmt: skip


class Plans(PartnerList, PlansView, TemplateView):  # type: ignore[misc]
    """Every plan of the partner."""

    template_name = "finance/report.html"
    table_class = PlansTable
    audited_as = "finance_journalplan"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the plans."""
        return found.plans(partner_id=self.partner.pk, wanted=dict(filters))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        lead = (
            "Journals that were approved once and are posted by themselves on their days, each once. To have one come "
            "again, write it as a draft and choose Repeat or spread it."
        )
        may = self.entities and self.may("journals.prepare")
        return super().get_context_data(
            title="Recurring journals and prepayments", caption=self.partner.name, tabs=self.tabs("journals"),
            lead=lead if self.entities else EMPTY,
            actions=[{"label": "Write a journal", "href": self.url("journal_new")}] if may else [],
            breadcrumbs=self.plan_trail(), **kwargs,
        )  # fmt: skip


class MakePlan(PlansView, PartnerFormView):
    """Have a draft come again."""

    permission = "journals.prepare"
    template_name = "partners/form_page.html"
    form_class = PlanForm
    success_message = "The plan is written. Propose it, so that others approve all of it at once."
    row: Journal

    def load(self) -> None:
        """Find the draft. :raises Http404: when there is none in scope."""
        try:
            self.row = written.of(self.kwargs["journal"])
        except Journal.DoesNotExist:
            raise Http404 from None

    def get_initial(self) -> dict[str, Any]:
        """Begin with the draft's own day, every month."""
        return {"first_on": self.row.accounting_date, "every": 1, "times": 12, "kind": "RECURRING"}

    def perform(self, form: Form) -> str:
        """Plan it."""
        wanted = PlanWanted(journal=self.row.uuid, **form.cleaned_data)
        made = plans.plan(wanted=wanted, by=self.user, at=timezone.now())
        return self.url("journal_plan", journal_plan=made.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        row, page = self.row, self.url("journal", journal=self.row.uuid)
        given = {
            "title": f"Repeat or spread: {row.description}", "submit": "Write the plan", "cancel_href": page,
            "lead": f"{money(row.total)} on each side. The draft becomes a plan; others approve it before anything is "
            "posted.",
            "breadcrumbs": self.plan_trail(("Repeat or spread a journal", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class OnePlan(PlansView):
    """Something about one plan."""

    row: JournalPlan

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.get(self.kwargs["journal_plan"])
        except JournalPlan.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("journal_plan", journal_plan=self.row.uuid)

    def back(self) -> str:
        """Return to the plan."""
        return self.page


class OccurrencesTable(Table):
    """The journals of a plan."""

    stacks = True
    caption, nouns, filename = "Its journals", ("journal", "journals"), "journals-of-a-plan"
    default_sort, default_per_page = "number", 200
    empty = EmptyState("It has no journals", "Every plan has two or more.")
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Number", kind=Kind.NUMBER, sort="number"),
        Column("on", "For the day", kind=Kind.DATE, sort="on", header=True),
        Column("total", "On each side", kind=Kind.MONEY, sort="total"),
        Column("journal", "Journal", value=lambda row: str(row.journal) if row.journal else "To come",
               href=lambda row: f"../../journals/{row.journal.uuid}/" if row.journal else ""),
        Column("posted_on", "Posted on", kind=Kind.DATE,
               value=lambda row: timezone.localdate(row.journal.posted_at) if row.journal else None),
        Column("accounting_date", "In the ledger on", kind=Kind.DATE,
               value=lambda row: row.journal.accounting_date if row.journal else None),
    )  # fmt: skip


class PlanPage(PartnerList, OnePlan, TemplateView):  # type: ignore[misc]
    """One plan: its lines, its journals, who approved it."""

    template_name = "finance/journal_plan.html"
    table_class = OccurrencesTable
    audited_as = "finance_journalplan"

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return its journals, posted and to come."""
        self.occurrences = found.occurrences(self.row)
        return ListRows(self.occurrences)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        _ = self.table.source
        row = self.row
        asked = codes.waiting(row.partner_id, f"journal plan {row.uuid}")
        is_waiting = any(one.state == "WAITING" for one in asked)
        done = [one for one in self.occurrences if one.journal is not None]
        posted = sum((one.total for one in done), ZERO)
        tiles = [
            {"label": "Posted", "value": money(posted), "hint": counted(len(done), "journal", "journals")},
            {"label": "To come", "value": money(row.total - posted),
             "hint": counted(row.times - len(done), "journal", "journals")
             if row.state != PlanState.STOPPED else "Stopped: nothing more is posted"},
        ]  # fmt: skip
        facts = [{"key": key, "value": value} for key, value in found.words(row).items() if key != "State"]
        facts.append({"key": "Written by", "value": row.prepared_by.full_name,
                      "hint": day(timezone.localdate(row.prepared_at))})  # fmt: skip
        for key, who, at in (("Approved by", row.approved_by, row.approved_at),
                             ("Stopped by", row.stopped_by, row.stopped_at)):  # fmt: skip
            if who and at:
                facts.append({"key": key, "value": who.full_name, "hint": day(timezone.localdate(at))})
        if row.stop_reason:
            facts.append({"key": "Why it ended", "value": row.stop_reason})
        prepares = self.may("journals.prepare")
        is_draft, runs = row.state == PlanState.DRAFT and not is_waiting, row.state == PlanState.RUNNING
        actions = []
        if prepares and is_draft:
            actions.append({"label": "Propose it", "href": self.url("journal_plan_propose", journal_plan=row.uuid)})
        if prepares and runs:
            stop = self.url("journal_plan_stop", journal_plan=row.uuid)
            actions.append({"label": "Stop it", "href": stop, "kind": "secondary"})
        may_open = asked and self.may("changes.follow")
        given = {
            "title": row.description, "caption": row.legal_entity.legal_name, "row": row, "facts": facts,
            "tiles": tiles,
            "status": "WAITING" if is_waiting else row.state,
            "status_label": "Waiting" if is_waiting else row.get_state_display(), "actions": actions,
            "may_discard": prepares and is_draft, "may_post": prepares and runs,
            "request_href": reverse("change", args=[self.partner.code, asked[0].uuid]) if may_open else "",
            "breadcrumbs": self.plan_trail((row.description, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class _PlanForm(OnePlan, PartnerFormView):
    permission = "journals.prepare"
    template_name = "partners/form_page.html"
    title, lead, submit = "", "", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": f"{self.title}: {self.row.description}", "lead": self.lead, "submit": self.submit,
            "cancel_href": self.page,
            "breadcrumbs": self.plan_trail((self.row.description, self.page), (self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class ProposePlan(_PlanForm):
    """Ask for a plan to run."""

    form_class = ProposeForm
    prefix = "propose"
    title, submit = "Propose the plan", "Propose it"
    lead = "Whoever approves it approves all of its journals together, by their value and risk."
    success_message = "It waits for approval."

    def perform(self, form: Form) -> str:
        """Propose it, as it stands."""
        payload = {"plan": str(self.row.uuid), "lines_hash": self.row.lines_hash}
        proposal = Proposal(kind=found.KIND, payload=payload, reason=form.cleaned_data["reason"])
        changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return self.page


class StopPlan(_PlanForm):
    """Have nothing more of a plan posted."""

    form_class = StopForm
    title, submit = "Stop the plan", "Stop it for good"
    lead = "What is posted stays. What is not released of a prepayment stays where it is: write a journal for it."
    success_message = "The plan is stopped: nothing more of it is posted."

    def perform(self, form: Form) -> str:
        """Stop it."""
        plans.stop(plan=self.row.uuid, reason=form.cleaned_data["reason"], by=self.user, at=timezone.now())
        return self.page


class PostPlan(OnePlan, PartnerActionView):
    """Post what is due now, without waiting for the night."""

    permission = "journals.prepare"

    def perform(self) -> str:
        """Post it; say how many there were."""
        made = plans.post_due(plan=self.row.uuid, by=self.user, at=timezone.now())
        self.success_message = (
            f"{counted(len(made), 'journal is', 'journals are')} posted." if made else "Nothing is due: all is posted."
        )
        return self.page


class DiscardPlan(OnePlan, PartnerActionView):
    """Put a draft away."""

    permission = "journals.prepare"
    success_message = "The draft is discarded. It stays readable."

    def perform(self) -> str:
        """Discard it."""
        plans.discard(plan=self.row.uuid, by=self.user, at=timezone.now())
        return self.page
