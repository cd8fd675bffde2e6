"""What happens at the year's end to what is still ordered: the list, choices, decisions, and the drafts that follow."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from finance import rules_year_end as rules
from finance.forms.year_end import ChooseForm, SeenForm, WordsForm, YearEndFilter
from finance.models import BudgetDecision, Journal
from finance.operations import year_end_choices
from finance.operations.year_end_choices import ChoiceWanted
from finance.queries import year_end_choices as found
from finance.queries.budgets import year_words
from finance.queries.year_end_choices import KINDS, NONE, Standing
from finance.views.base import EMPTY
from finance.views.budgets import BudgetView
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.formatting import counted, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Orders at the year’s end"
KEPT = ("entity", "year", "state", "kind", "q", "cost_centre")
PROPOSED = "PROPOSED"


class YearEndTable(Table):
    """Open lines and what was chosen for them."""

    stacks = True
    caption, nouns, filename = "Lines of orders", ("line", "lines"), "orders-at-year-end"
    filter_form, default_sort = YearEndFilter, "reference"
    empty = EmptyState("No line of an order is open here", "What is ordered in the year and has not come stands here.")
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Order", sort=("commitment__reference", "number"), header=True,
               hint=lambda row: row.description),
        Column("description", "Description", is_shown=False),
        Column("number", "Line", kind=Kind.NUMBER),
        Column("coding", "Charged to", hint=lambda row: row.cost_centre),
        Column("cost_centre", "Cost centre", is_shown=False),
        Column("pre_committed", "Asked for", kind=Kind.MONEY, sort="was_pre"),
        Column("committed", "Ordered", kind=Kind.MONEY, sort="was_committed"),
        Column("chosen", "Choice", sort="chosen", hint=lambda row: row.reason),
        Column("state", "State", kind=Kind.STATUS, value=lambda row: row.state_words, sort="choice_state"),
        Column("proposed_by", "Proposed by", is_shown=False),
        Column("reason", "Reason", is_shown=False),
    )  # fmt: skip


class OfYear(BudgetView):
    """A page about one legal entity's year that ends, and the lines that the address narrows it to."""

    @cached_property
    def years(self) -> list[int]:
        """Return the years to choose from."""
        return found.years(partner_id=self.partner.pk, on=timezone.localdate())

    @cached_property
    def year(self) -> int:
        """Return the year in view: what the address names, or the one that ends."""
        asked = self.request.GET.get("year", "")
        if asked.isascii() and asked.isdigit() and int(asked) in self.years:
            return int(asked)
        assert self.entity is not None  # noqa: S101 - asked for a ledger only
        return found.usual_year(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, on=timezone.localdate()
        )  # fmt: skip

    @property
    def offered(self) -> dict[str, Any]:
        """The legal entities and years of the filter."""
        return {"entities": self.entity_choices(), "years": self.years}

    @property
    def kept(self) -> dict[str, str]:
        """The filters in view."""
        return {name: self.request.GET.get(name, "") for name in KEPT}

    def in_view(self, filters: Mapping[str, Any], state: str = "") -> list[Any]:
        """Return the lines that the filters leave; of those, the ones in a state."""
        if self.entity is None:
            return []
        rows = found.lines(partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=self.year)
        rows = found.narrowed(found.narrowed(rows, filters), {"state": state})
        return list(rows.order_by("commitment__reference", "number"))

    def filters(self) -> dict[str, Any]:
        """Return the filters of the address, as the list reads them."""
        form = YearEndFilter(self.request.GET, **self.offered)
        return form.cleaned_data if form.is_valid() else {}

    def by_whom(self, rows: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Part choices into one's own and those of others."""
        mine = [one for one in rows if one.proposer_human == self.user.human_id]
        return mine, [one for one in rows if one.proposer_human != self.user.human_id]

    def page(self) -> str:
        """Return the address of the list, as it was."""
        return self.url("year_end", query=self.kept)


def digest(rows: Sequence[Any]) -> str:
    """Return what stands for the lines that somebody saw: each with its choice and its pounds."""
    said = [f"{one.pk} {one.choice} {one.was_pre} {one.was_committed}" for one in rows]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


class YearEnd(PartnerList, OfYear, TemplateView):  # type: ignore[misc]
    """What is still ordered of a year, what was chosen, and what waits."""

    template_name = "finance/year_end.html"
    table_class = YearEndTable
    audited_as = "finance_yearendchoice"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and years."""
        return {"form_options": self.offered}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows | ListRows:
        """Return the lines."""
        if self.entity is None:
            return ListRows([])
        rows = found.lines(partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=self.year)
        return found.listed(found.narrowed(rows, filters))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how far the year has come, and offer what this person may do with the lines in view."""
        _ = self.table.source
        more = self._standing() if self.entity is not None else {"lead": EMPTY}
        return super().get_context_data(
            **{
                "title": TITLE, "tabs": self.tabs("year_end"), "breadcrumbs": self.trail((TITLE, "")), **more, **kwargs
            }
        )  # fmt: skip

    def _standing(self) -> dict[str, Any]:
        assert self.entity is not None  # noqa: S101 - asked for a ledger only
        at = found.standing(partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=self.year)
        journals, decisions = found.drafts(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=self.year
        )  # fmt: skip
        filters = self.filters()
        unchosen, waiting = self.in_view(filters, NONE), self.in_view(filters, PROPOSED)
        mine, others = self.by_whom(waiting)
        loads, query = self.may("budgets.load"), self.kept
        return {
            "caption": f"{self.entity.legal_name}, {year_words(self.year)}",
            "lead": "Each line that is open on 31 March is carried into the next year, accrued or closed: one person "
            "chooses, another agrees. What you choose is for the lines in view: narrow the list first.",
            "tiles": self._tiles(at), "chart": _chart(at), "drafts": [*map(self._journal, journals),
                                                                     *map(self._decision, decisions)],
            "choose_form": ChooseForm(prefix="choose", initial={"seen": digest(unchosen)})
            if loads and unchosen and self._is_ending else None,
            "choose_words": _words(unchosen, "line without a choice", "lines without a choice"),
            "choose_href": self.url("year_end_choose", query=query),
            "not_yet": f"Choices for {year_words(self.year)} are made from 1 March {self.year + 1}."
            if loads and not self._is_ending else "",
            "agree_form": SeenForm(prefix="agree", initial={"seen": digest(others)})
            if self.may("budgets.approve_finance") and others else None,
            "refuse_form": WordsForm(prefix="refuse", initial={"seen": digest(others)}),
            "agree_words": _words(others, "choice of others", "choices of others"),
            "agree_href": self.url("year_end_agree", query=query),
            "refuse_href": self.url("year_end_refuse", query=query),
            "take_back_form": WordsForm(prefix="take_back", initial={"seen": digest(mine)}) if loads and mine else None,
            "take_back_words": _words(mine, "choice of yours", "choices of yours"),
            "take_back_href": self.url("year_end_withdraw", query=query),
            "accrue_href": self.url("year_end_accrue", query=query)
            if at.to_accrue and self.may("journals.prepare") else "",
            "budget_href": self.url("year_end_budget", query=query) if at.to_budget and loads else "",
            "to_accrue": money(at.to_accrue), "to_budget": money(at.to_budget),
        }  # fmt: skip

    @property
    def _is_ending(self) -> bool:
        return timezone.localdate() >= year_end_choices.first_day_for(self.year)

    def _tiles(self, at: Standing) -> list[dict[str, Any]]:
        return [
            {"label": "Without a choice", "value": money(at.open), "hint": counted(at.n_open, "line", "lines"),
             "kind": "problem" if at.n_open and self._is_ending else ""},
            {"label": "Waits for a second person", "value": money(at.waiting),
             "hint": counted(at.n_waiting, "choice", "choices")},
            *({"label": f"Agreed: {words.lower()}", "value": money(at.agreed[kind])} for kind, words in KINDS.items()),
        ]  # fmt: skip

    def _journal(self, row: Journal) -> dict[str, str]:
        href = self.url("journal", journal=row.uuid) if self.may("ledger.view") else ""
        return {"text": f"Accrual: {row}", "hint": row.get_state_display(), "href": href}

    def _decision(self, row: BudgetDecision) -> dict[str, str]:
        href = self.url("budget_decision", budget_decision=row.uuid)
        return {"text": f"Budget: {row.description}", "hint": row.get_state_display(), "href": href}


def _chart(at: Standing) -> RowChart | None:
    """Show what became of the year's orders."""
    parts = [("Without a choice", at.open), ("Waiting", at.waiting)]
    parts += [(f"Agreed: {words.lower()}", at.agreed[kind]) for kind, words in KINDS.items()]
    bars = [Bar(label, pounds) for label, pounds in parts if pounds]
    if len(bars) < 2:
        return None
    return RowChart(
        title="What becomes of open orders", bars=bars, summary=f"Together {money(sum((p for _l, p in parts), ZERO))}.",
        label_heading="Choice", value_heading="Pounds", say=money,
    )  # fmt: skip


def _words(rows: Sequence[Any], one: str, many: str) -> str:
    pounds = sum((row.was_pre + row.was_committed for row in rows), ZERO)
    return f"{counted(len(rows), one, many)} in view, {money(pounds)}"


class _Act(OfYear, PartnerFormView):
    """Something that happens to the lines in view, as they were seen."""

    http_method_names = ["post", "options"]
    template_name = "partners/form_page.html"
    title, submit, state = "", "Go on", ""

    def target(self) -> list[Any]:
        """Return the lines that it is about."""
        return self.in_view(self.filters(), self.state)

    def seen(self, form: Form) -> list[Any]:
        """Return them.

        :raises RuleBroken: unless they are what was seen
        """
        rows = self.target()
        is_same = digest(rows) == form.cleaned_data["seen"]
        rules.LinesChosen.require(is_same, why="These lines have changed since you saw them")
        return rows

    def choices(self, form: Form) -> list[UUID]:
        """Return the choices that it is about."""
        return [one.choice for one in self.seen(form)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page; a form that came back with an error stands on it alone."""
        return super().get_context_data(
            title=self.title, submit=self.submit, cancel_href=self.page(),
            breadcrumbs=self.trail((TITLE, self.page()), (self.title, "")), **kwargs,
        )  # fmt: skip


class Choose(_Act):
    """Choose what happens to the lines in view that have no choice yet."""

    permission = "budgets.load"
    form_class = ChooseForm
    prefix, state = "choose", NONE
    title, submit = "Choose for these lines", "Propose this"

    def perform(self, form: Form) -> str:
        """Call the operation."""
        rows, given = self.seen(form), form.cleaned_data
        wanted = ChoiceWanted(kind=given["kind"], reason=given["reason"], with_budget=given["with_budget"])
        year_end_choices.propose(lines=[one.pk for one in rows], wanted=wanted, by=self.user, at=timezone.now())
        self.success_message = f"{counted(len(rows), 'choice waits', 'choices wait')} for a second person."
        return self.page()


class _Decide(_Act):
    permission = "budgets.approve_finance"
    state = PROPOSED

    def target(self) -> list[Any]:
        """Return the choices of others."""
        return self.by_whom(super().target())[1]


class Agree(_Decide):
    """Agree to the choices of others in view that wait."""

    form_class = SeenForm
    prefix = "agree"
    title, submit = "Agree to these choices", "Agree"

    def perform(self, form: Form) -> str:
        """Call the operation."""
        done = year_end_choices.agree(choices=self.choices(form), by=self.user, at=timezone.now())
        self.success_message = f"{counted(len(done), 'choice is', 'choices are')} agreed and carried out."
        return self.page()


class Refuse(_Decide):
    """Refuse the choices of others in view that wait."""

    form_class = WordsForm
    prefix = "refuse"
    title, submit = "Refuse these choices", "Refuse"

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = {"words": form.cleaned_data["words"], "by": self.user, "at": timezone.now()}
        done = year_end_choices.refuse(choices=self.choices(form), **given)
        self.success_message = f"{counted(len(done), 'choice is', 'choices are')} refused."
        return self.page()


class TakeBack(_Act):
    """Take back one's own choices in view that wait."""

    permission = "budgets.load"
    form_class = WordsForm
    prefix, state = "take_back", PROPOSED
    title, submit = "Take these choices back", "Take them back"

    def target(self) -> list[Any]:
        """Return one's own."""
        return self.by_whom(super().target())[0]

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = {"words": form.cleaned_data["words"], "by": self.user, "at": timezone.now()}
        done = year_end_choices.withdraw(choices=self.choices(form), **given)
        self.success_message = f"{counted(len(done), 'choice is', 'choices are')} taken back."
        return self.page()


class _Draft(OfYear, PartnerActionView):
    def back(self) -> str:
        """Return to the list."""
        return self.page()


class DraftAccrual(_Draft):
    """Draft the accrual of what was agreed to be accrued."""

    permission = "journals.prepare"
    success_message = "The accrual is drafted. Look at it and propose it: it is reversed on 1 April by itself."

    def perform(self) -> str:
        """Call the operation."""
        if self.entity is None:
            return self.page()
        row = year_end_choices.draft_accrual(
            legal_entity=self.entity.uuid, year=self.year, by=self.user, at=timezone.now()
        )
        return self.url("journal", journal=row.uuid)


class DraftCarryForward(_Draft):
    """Draft the carry-forward of budget for what was agreed to be carried with it."""

    permission = "budgets.load"
    success_message = "The carry-forward is drafted. Look at it and propose it."

    def perform(self) -> str:
        """Call the operation."""
        if self.entity is None:
            return self.page()
        row = year_end_choices.draft_carry_forward(
            legal_entity=self.entity.uuid, year=self.year, by=self.user, at=timezone.now()
        )
        return self.url("budget_decision", budget_decision=row.uuid)
