"""The budget report, with what is behind each figure, its chart, and comments on variances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import fiscal
from finance.engine.budget_control import needs_comment, outturn
from finance.forms.budgets import LEVELS, BudgetFilter, CommentForm, CommitmentsFilter
from finance.models import CostCentre, Subjective
from finance.operations import budgets
from finance.queries import budget_position, few_people
from finance.queries import budgets as found
from finance.queries import commitments as ordered
from finance.queries.budget_position import Figures, Slice
from finance.views.base import EMPTY, LedgerView
from partners.views.base import PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.charts import LineChart, Series
from sharedservices.common.formatting import day, money, pounds_short, pounds_signed
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

GROUPS = dict(Subjective.Group.choices)
BELOW = {"directorate": "service", "service": "cost_centre", "cost_centre": "code", "group": "code"}
MONTH_NAMES = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
FEW = "Pay from cost centres of fewer than three people is not broken down here: whoever may see pay sees it."
TOGETHER = "All codes together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the report: its figures, where they lead, where the year will end, and what was said of it."""

    figures: Figures
    name: str
    href: str
    forecast: Decimal
    comment: str
    is_missing: bool
    comment_href: str

    @property
    def code(self) -> str:
        """The code that it adds up by."""
        return self.figures.code

    @property
    def over(self) -> Decimal:
        """Where the year will end, less the budget."""
        return self.forecast - self.figures.annual

    @property
    def said(self) -> str:
        """The comment, or that one is missing."""
        return self.comment or ("Comment needed" if self.is_missing else "")


class BudgetTable(Table):
    """Budget, actual and commitments."""

    caption, nouns, filename = "Budget against actual and commitments", ("row", "rows"), "budget-report"
    filter_form, default_sort, default_per_page = BudgetFilter, "code", 100
    empty = EmptyState(
        "There is no budget and nothing is spent here yet", "An original budget takes effect when it is approved."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", sort="figures__code", header=True, href=lambda row: row.href, hint=lambda row: row.name),
        Column("name", "Name", is_shown=False),
        Column("annual", "Budget", kind=Kind.MONEY, sort="figures__annual", value=lambda row: row.figures.annual),
        Column("profile", "Budget to date", kind=Kind.MONEY, value=lambda row: row.figures.profile),
        Column("actual", "Actual", kind=Kind.MONEY, sort="figures__actual", value=lambda row: row.figures.actual),
        Column("open", "Committed", kind=Kind.MONEY, sort="figures__open", value=lambda row: row.figures.open),
        Column("available", "Available", kind=Kind.MONEY, sort="figures__available",
               value=lambda row: row.figures.available),
        Column("forecast", "Forecast", kind=Kind.MONEY, sort="forecast"),
        Column("over", "Over or under", kind=Kind.MONEY, sort="over"),
        Column("said", "Comment", href=lambda row: row.comment_href),
    )  # fmt: skip


class BudgetView(LedgerView):
    """A page of budgets."""

    permission = "budgets.view"
    BUDGET_TABS = (
        ("budget", "Budget report"), ("budget_decisions", "Budgets and virements"), ("commitments", "Commitments"),
        ("year_end", "Year end"),
    )  # fmt: skip

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of budgets."""
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in self.BUDGET_TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Budgets", self.url("budget") if steps else ""), *steps)


class BudgetReport(PartnerList, BudgetView, TemplateView):  # type: ignore[misc]
    """Budget against actual and commitments, at any level, up to any period, as at any day."""

    template_name = "finance/budget.html"
    table_class = BudgetTable
    audited_as = "finance_budgetbalance"
    shown: list[Figures]
    slice: Slice | None = None
    is_together = False

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities, periods, directorates and services."""
        areas = []
        if self.entity is not None:
            rows = found.areas(partner_id=self.partner.pk, legal_entity_id=self.entity.pk)
            areas = [(one.code, str(one)) for one in rows]
        return {"form_options": {"entities": self.entity_choices(), "periods": self.periods, "areas": areas}}

    @property
    def level(self) -> str:
        """What the report adds up by: what is asked for, or the next below what is in view."""
        asked = self.request.GET.get("level", "")
        if asked in dict(LEVELS):
            return asked
        if self.request.GET.get("cost_centre"):
            return "code"
        return "cost_centre" if self.request.GET.get("area") else "directorate"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the figures of the part in view."""
        self.shown = []
        if self.entity is None or self.upto is None:
            return ListRows([])
        year, number = self.upto
        wanted = Slice(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number,
            as_at=filters.get("as_at"), area=filters.get("area"), group=filters.get("group"),
            cost_centre=(filters.get("cost_centre") or "").strip().upper() or None,
        )  # fmt: skip
        self.slice, self.is_together = wanted, self._tells_pay(wanted)
        self.shown = budget_position.report(wanted, level=self.level)
        if self.is_together:
            self.shown = [] if wanted.group else [_together(self.shown)] if self.shown else []
        said = found.comments(
            partner_id=self.partner.pk, year=year, number=number, legal_entity_id=self.entity.pk
        )  # fmt: skip
        known = self._known(said)
        return ListRows([self._row(one, said, known) for one in self.shown])

    def _tells_pay(self, wanted: Slice) -> bool:
        """Whether figures by code, or of one group, would say what somebody is paid."""
        if self.sees_pay or (self.level not in ("code", "group") and not wanted.group):
            return False
        few = few_people.few(
            partner_id=wanted.partner_id, legal_entity_id=wanted.legal_entity_id, area=wanted.area,
            on=budget_position.last_day(wanted.year, wanted.number), cost_centre=wanted.cost_centre,
        )  # fmt: skip
        return few.would_tell if self.level in ("code", "group") else bool(few.centres)

    def _known(self, said: Mapping[str, found.Said]) -> dict[str, Decimal]:
        """Add known changes up by the level in view; they are known of cost centres, not of codes."""
        assert self.slice is not None  # noqa: S101 - rows has set it
        if self.level in ("code", "group") or self.slice.group:
            return {}
        places = found.places(
            partner_id=self.partner.pk, on=budget_position.last_day(self.slice.year, self.slice.number)
        )  # fmt: skip
        known: dict[str, Decimal] = {}
        for centre, one in said.items():
            service, directorate = places.get(centre, ("", ""))
            key = {"cost_centre": centre, "service": service, "directorate": directorate}[self.level]
            known[key] = known.get(key, ZERO) + one.known_change
        return known

    def _row(self, one: Figures, said: Mapping[str, found.Said], known: Mapping[str, Decimal]) -> Row:
        forecast = outturn(actual=one.actual, remaining=one.remaining, known=known.get(one.code, ZERO))
        is_centre = self.level == "cost_centre" and bool(one.code) and "/" not in one.code
        comment = said.get(one.code) if is_centre else None
        missing = is_centre and comment is None and needs_comment(forecast=forecast, revised=one.annual)
        href = self._below(one) if one.code else ""
        says = self.url("budget_comment", centre_code=one.code, query=self._kept()) if is_centre else ""
        return Row(
            figures=one, name=GROUPS.get(one.name, one.name), href=href, forecast=forecast,
            comment=comment.text if comment else "", is_missing=missing,
            comment_href=says if self.may("budgets.propose") and (comment or missing) else "",
        )  # fmt: skip

    def _kept(self) -> dict[str, str]:
        names = ("entity", "period", "as_at", "area", "cost_centre", "group")
        return {name: self.request.GET.get(name, "") for name in names}

    def _below(self, one: Figures) -> str:
        """Return where a figure leads: to the level below it, and at last to lines of the ledger."""
        kept = self._kept()
        if self.level == "code":
            return self.url("lines", query={**kept, "code": one.code})
        narrowed = {"directorate": "area", "service": "area", "cost_centre": "cost_centre", "group": "group"}[
            self.level
        ]
        return self.url("budget", query={**kept, narrowed: one.code, "level": BELOW[self.level]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show totals and the year's chart above the rows."""
        _ = self.table.source
        caption = ""
        if self.entity is not None and self.upto is not None:
            caption = f"{self.entity.legal_name}, up to {fiscal.name(*self.upto)}"
        if self.slice is not None and self.slice.as_at:
            caption += f", as at {day(self.slice.as_at)}"
        return super().get_context_data(
            title="Budget report", caption=caption, tabs=self.tabs("budget"), tiles=self._tiles(), chart=self._chart(),
            lead=(FEW if self.is_together else "Choose a row to see what is below it, down to the lines of the ledger.")
            if self.entity else EMPTY,
            breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip

    def _tiles(self) -> list[dict[str, Any]]:
        if not self.shown:
            return []

        def total(name: str) -> Decimal:
            return sum((getattr(one, name) for one in self.shown), ZERO)

        left = total("available")
        return [
            {"label": "Budget of the year", "value": money(total("annual"))},
            {"label": "Actual", "value": money(total("actual")), "hint": f"Budget to date {money(total('profile'))}"},
            {"label": "Committed", "value": money(total("open"))},
            {"label": "Available", "value": money(left), "kind": "problem" if left < 0 else "good"},
        ]

    def _chart(self) -> LineChart | None:
        """Draw the year: what was to be spent, and what was."""
        if self.slice is None or not self.shown:
            return None
        budget, actual = budget_position.monthly(self.slice)
        upto = min(self.slice.number, len(budget))
        spent: list[Decimal | None] = [pounds if month <= upto else None for month, pounds in enumerate(actual, 1)]
        gap = (actual[upto - 1] - budget[upto - 1]) if upto else ZERO
        summary = f"By {MONTH_NAMES[upto - 1]}, actual is {pounds_signed(gap)} against the profile." if upto else ""
        return LineChart(
            title="Spending against budget, added up from April", labels=MONTH_NAMES, summary=summary,
            series=[Series("Budget", budget), Series("Actual", spent)], label_heading="Month", say=money,
            say_axis=pounds_short,
        )  # fmt: skip


def _together(rows: Sequence[Figures]) -> Figures:
    def total(name: str) -> Decimal:
        return sum((getattr(one, name) for one in rows), ZERO)

    return Figures(
        code="", name=TOGETHER, annual=total("annual"), profile=total("profile"), actual=total("actual"),
        pre_committed=total("pre_committed"), committed=total("committed"),
    )  # fmt: skip


class CommentOnCentre(BudgetView, PartnerFormView):
    """Say why a cost centre is off its budget, and what is known to come."""

    permission = "budgets.propose"
    form_class = CommentForm
    template_name = "partners/form_page.html"
    success_message = "Your comment stands in the budget report."

    def load(self) -> None:
        """Find the cost centre. :raises Http404: when there is none, or no period to speak of."""
        if self.entity is None or self.upto is None or not 1 <= self.upto[1] <= fiscal.LAST:
            raise Http404
        rows = CostCentre.objects.of(self.partner.pk).filter(legal_entity=self.entity)
        row = rows.filter(code=self.kwargs["centre_code"]).first()
        if row is None:
            raise Http404
        self.row, (self.year, self.number) = row, self.upto

    def perform(self, form: Form) -> str:
        """Write it down."""
        budgets.comment(
            cost_centre=self.row.uuid, year=self.year, number=self.number, text=form.cleaned_data["text"],
            known_change=form.cleaned_data["known_change"] or ZERO, by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.back()

    def back(self) -> str:
        """Return to the report that one came from."""
        names = ("entity", "period", "area")
        kept = {name: self.request.GET.get(name, "") for name in names}
        return self.url("budget", query={**kept, "level": "cost_centre"})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=f"Comment on {self.row.name}", submit="Save this comment", cancel_href=self.back(),
            lead=f"{self.row}, up to {fiscal.name(self.year, self.number)}. The last comment stands in the report; "
            "earlier ones are kept.",
            breadcrumbs=self.trail(("Comment", "")), **kwargs,
        )  # fmt: skip


class CommitmentsTable(Table):
    """Open lines of requisitions and orders."""

    caption, nouns, filename = "Open commitments", ("line", "lines"), "commitments"
    filter_form, default_sort = CommitmentsFilter, "-committed"
    empty = EmptyState(
        "Nothing is committed", "A requisition that is approved, and an order, take budget until the goods come."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Order", sort="commitment__reference", header=True, hint=lambda row: row.description),
        Column("number", "Line", kind=Kind.NUMBER),
        Column("coding", "Charged to", hint=lambda row: row.cost_centre),
        Column("cost_centre", "Cost centre", is_shown=False),
        Column("year", "Year", sort="year"),
        Column("pre_committed", "Asked for", kind=Kind.MONEY, sort="pre_committed"),
        Column("committed", "Ordered", kind=Kind.MONEY, sort="committed"),
        Column("since", "Since", kind=Kind.DATE),
    )


class Commitments(PartnerList, BudgetView, TemplateView):  # type: ignore[misc]
    """What is requisitioned and ordered, and not spent yet."""

    template_name = "finance/report.html"
    table_class = CommitmentsTable
    audited_as = "finance_commitmentline"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the open lines."""
        return ordered.open_lines(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and add it all up."""
        pre, committed = ordered.totals(partner_id=self.partner.pk)
        tiles = [{"label": "Asked for", "value": money(pre)}, {"label": "Ordered", "value": money(committed)}]
        return super().get_context_data(
            title="Commitments", caption=self.partner.name, tabs=self.tabs("commitments"),
            lead="Net of VAT that is recovered. Goods that come, or an order that is closed, give budget back.",
            tiles=tiles if pre or committed else [], breadcrumbs=self.trail(("Commitments", "")), **kwargs,
        )  # fmt: skip
