"""The chart of accounts: codes of each segment and rules on which stand together, and proposing to change them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.change_kinds_chart import SEGMENTS, code_attribute
from finance.forms.chart import ChartFilter, CodeForm, CombinationFilter, CombinationForm, EndForm
from finance.models import CombinationRule
from finance.operations.chart_changes import FLAGS
from finance.queries import chart as found
from finance.views.base import EMPTY, LedgerView
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

LEADS = {
    "subjective": "The groups are those of CIPFA’s standard subjective analysis. Control accounts move only with what "
    "they control: invoices, receipts, payments and pay runs.",
    "cost_centre": "Where costs are charged to, by legal entity.",
    "fund": "What money may be spent on. Journals balance within each fund.",
    "project": "Capital schemes and other work whose cost is counted across codes.",
    "counterparty": "The other entities of the group that a line may be with.",
}
TOGETHER = ("cost_centre", "subjective", "project", "fund")


class ChartTable(Table):
    """Codes of a segment."""

    stacks = True
    caption, nouns, filename = "Chart of accounts", ("code", "codes"), "chart-of-accounts"
    filter_form, default_sort = ChartFilter, "code"
    empty = EmptyState("There are no such codes", "Choose another segment or fewer filters, or propose one.")
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", sort="code", header=True, href=lambda row: f"{segment_of(row)}/{row.uuid}/"),
        Column("name", "Name", sort="name"),
        Column("group", "Group", value=lambda row: row.get_group_display() if hasattr(row, "group") else "",
               hint=lambda row: row.get_control_display() if getattr(row, "control", "") else ""),
        Column("control", "Control account of", is_shown=False,
               value=lambda row: row.get_control_display() if getattr(row, "control", "") else ""),
        Column("entity", "Legal entity",
               value=lambda row: row.legal_entity.legal_name if segment_of(row) == "cost_centre" else ""),
        Column("flags", "What holds for it", value=lambda row: found.code_words(row)["Flags"]),
        Column("from", "From", kind=Kind.DATE, value=lambda row: row.valid.lower),
        Column("until", "Closed from", kind=Kind.DATE, value=lambda row: row.valid.upper),
    )  # fmt: skip


def segment_of(row: Any) -> str:
    """Return the segment of a code."""
    return next(name for name, model in found.MODELS.items() if isinstance(row, model))


class ChartView(LedgerView):
    """A page of the chart of accounts, which is the partner's."""

    def chart_trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.trail(("Chart of accounts", self.url("chart") if steps else ""), *steps)

    def actions(self, *offered: tuple[str, str]) -> list[dict[str, str]]:
        """Return (words, address) pairs as actions of whoever may propose: the first is the main one."""
        if not self.may("chart.propose"):
            return []
        return [
            {"label": label, "href": href, "kind": "secondary" if place else ""}
            for place, (label, href) in enumerate(offered)
        ]

    def propose(self, kind: str, payload: dict[str, Any], reason: str) -> str:
        """Ask for a change; return the address of the request."""
        proposal = Proposal(kind=kind, payload=payload, reason=reason)
        row = changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return reverse("change", args=[self.partner.code, row.uuid])


class Chart(PartnerList, ChartView, TemplateView):  # type: ignore[misc]
    """The codes of a segment."""

    template_name = "finance/report.html"
    table_class = ChartTable
    audited_as = "finance_subjective"

    @property
    def segment(self) -> str:
        """The segment in view."""
        asked = self.request.GET.get("segment", "")
        return asked if asked in SEGMENTS else "subjective"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the codes."""
        wanted = {**filters, "group": filters.get("group") if self.segment == "subjective" else ""}
        return found.codes(partner_id=self.partner.pk, segment=self.segment, wanted=wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and offer to propose a code."""
        words = SEGMENTS[self.segment].lower()
        return super().get_context_data(
            title="Chart of accounts", caption=self.partner.name, tabs=self.tabs("chart"),
            lead=LEADS[self.segment] if self.entities else EMPTY,
            actions=self.actions(
                (f"Add a {words}", self.url("code_new", chart_segment=self.segment)),
                ("Rules on codes", self.url("combinations")), ("Hierarchies", self.url("hierarchies")),
            ) or [
                {"label": "Rules on codes", "href": self.url("combinations"), "kind": "secondary"},
                {"label": "Hierarchies", "href": self.url("hierarchies"), "kind": "secondary"},
            ],
            breadcrumbs=self.chart_trail(), **kwargs,
        )  # fmt: skip


class OneCode(ChartView):
    """Something about one code."""

    row: Any

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        self.segment = self.kwargs["chart_segment"]
        if self.segment not in SEGMENTS:
            raise Http404
        try:
            self.row = found.get(self.segment, self.kwargs["chart_code"])
        except ObjectDoesNotExist:
            raise Http404 from None

    @property
    def title(self) -> str:
        """What the page is called: codes of two segments may be the same."""
        return f"{SEGMENTS[self.segment]} {self.row}"


class CodePage(OneCode, TemplateView):
    """One code: what holds for it, where it stands in hierarchies, and what was proposed about it."""

    template_name = "finance/chart_code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything."""
        row, today = self.row, timezone.localdate()
        entity = row.legal_entity if self.segment == "cost_centre" else None
        facts = [{"key": key, "value": value} for key, value in found.code_words(row).items()]
        if self.segment == "subjective":
            facts.insert(1, {"key": "Group", "value": row.get_group_display()})
            if row.control:
                facts.insert(2, {"key": "Control account of", "value": row.get_control_display()})
        if entity:
            facts.insert(1, {"key": "Legal entity", "value": entity.legal_name})
        last = found.last_line(row, self.segment)
        facts.append({"key": "Last line", "value": day(last) if last else "It has no lines"})
        attribute = code_attribute(
            {"segment": self.segment, "legal_entity": str(entity.uuid) if entity else None, "code": row.code}
        )
        asked = [
            [{"text": day(timezone.localdate(one.submitted_at)), "is_header": True,
              "href": reverse("change", args=[self.partner.code, one.uuid]) if self.may("changes.follow") else ""},
             {"text": one.made_by.full_name}, {"text": one.reason}, {"text": one.get_state_display()}]
            for one in found.waiting(row.partner_id, attribute)
        ]  # fmt: skip
        key = {"subjective": "code", "cost_centre": "cost_centre"}.get(self.segment)
        return super().get_context_data(
            title=self.title, caption=self.partner.name, facts=facts, asked=asked,
            asked_headings=[{"label": one} for one in ("Proposed", "By", "Why", "State")],
            places=[{"key": key, "value": value} for key, value in found.places(row, self.segment, today)],
            actions=self.actions(
                ("Propose a change", self.url("code_change", chart_segment=self.segment, chart_code=row.uuid))
            ),
            lines_href=self.url("lines", query={
                key: row.code, "entity": str(entity.uuid) if entity else "",
            }) if key else "",
            breadcrumbs=self.chart_trail((str(row), "")), **kwargs,
        )  # fmt: skip


class _CodeForm(ChartView, PartnerFormView):
    permission = "chart.propose"
    template_name = "partners/form_page.html"
    form_class = CodeForm
    success_message = "It waits for approval: the chart changes once somebody else agrees."

    def payload(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what every proposal about a code has."""
        return {
            "name": given["name"], "first_day": str(given["first_day"]),
            "closed_from": str(given["closed_from"]) if given["closed_from"] else None,
            "flags": list(given.get("takes", ())),
        }  # fmt: skip


class NewCode(_CodeForm):
    """Propose a code."""

    def load(self) -> None:
        """Find the segment. :raises Http404: for one that there is not."""
        self.segment = self.kwargs["chart_segment"]
        if self.segment not in SEGMENTS:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities and what may hold for a code of the segment."""
        given = {"segment": self.segment, "entities": self.entity_choices(), "is_new": True}
        return {**super().get_form_kwargs(), **given}

    def get_initial(self) -> dict[str, Any]:
        """Begin with a code that everybody may use from today on."""
        return {"first_day": timezone.localdate(), "takes": ["is_posting", "is_manual"]}

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = form.cleaned_data
        more = {
            "segment": self.segment, "code": given["code"], "is_new": True, "legal_entity": given.get("entity") or None,
        }  # fmt: skip
        return self.propose("finance.code", self.payload(given) | more, given["reason"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = f"Add a {SEGMENTS[self.segment].lower()}"
        given = {
            "title": title, "submit": "Propose it", "lead": EMPTY if not self.entities else LEADS[self.segment],
            "cancel_href": self.url("chart"), "breadcrumbs": self.chart_trail((title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class ChangeCode(OneCode, _CodeForm):
    """Propose to rename or close a code, or that something else holds for it."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may hold for a code of the segment."""
        return {**super().get_form_kwargs(), "segment": self.segment, "entities": [], "is_new": False}

    def get_initial(self) -> dict[str, Any]:
        """Begin with what holds now."""
        row = self.row
        return {
            "name": row.name, "first_day": row.valid.lower or date(2000, 4, 1), "closed_from": row.valid.upper,
            "takes": [one for one in FLAGS[self.segment] if getattr(row, one)],
        }  # fmt: skip

    def perform(self, form: Form) -> str:
        """Propose it."""
        entity = str(self.row.legal_entity.uuid) if self.segment == "cost_centre" else None
        more = {"segment": self.segment, "code": self.row.code, "is_new": False, "legal_entity": entity}
        given = form.cleaned_data
        return self.propose("finance.code", self.payload(given) | more, given["reason"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        page = self.url("code", chart_segment=self.segment, chart_code=self.row.uuid)
        given = {
            "title": f"Change {self.title[0].lower()}{self.title[1:]}", "submit": "Propose it", "cancel_href": page,
            "lead": "Its lines, and what was reported of them, stay as they are.",
            "breadcrumbs": self.chart_trail((str(self.row), page), ("Change it", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class CombinationsTable(Table):
    """Rules on which codes stand together."""

    stacks = True
    caption, nouns, filename = "Rules on codes", ("rule", "rules"), "rules-on-codes"
    filter_form, default_sort = CombinationFilter, "reason"
    empty = EmptyState("There are no rules", "Without a rule every code stands with every other.")
    columns: ClassVar[Sequence[Column]] = (
        Column("reason", "Why", sort="reason", header=True),
        Column("codes", "Codes", value=lambda row: found.combination_words(row)["Codes"]),
        Column("verdict", "Rule", value=lambda row: row.get_verdict_display(), sort="verdict"),
        Column("from", "From", kind=Kind.DATE, value=lambda row: row.valid.lower),
        Column("until", "Ends on", kind=Kind.DATE, value=lambda row: row.valid.upper),
    )  # fmt: skip


class Combinations(PartnerList, ChartView, TemplateView):  # type: ignore[misc]
    """Which codes stand together and which never do."""

    template_name = "finance/report.html"
    table_class = CombinationsTable
    audited_as = "finance_combinationrule"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the rules."""
        return found.combinations(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Let whoever may propose end a rule from its row."""
        if self.may("chart.propose"):
            first, *rest = self.table.columns
            ends = Column(
                first.key, first.label, sort=first.sort, header=True,
                href=lambda row: self.url("combination_end", combination=row.uuid) if not row.valid.upper else "",
            )  # fmt: skip
            self.table.columns = (ends, *rest)  # type: ignore[misc]
        return super().get_context_data(
            title="Rules on codes", caption=self.partner.name, tabs=self.tabs("chart"),
            lead="A line whose codes a rule forbids is refused, with the reason that stands here.",
            actions=self.actions(("Add a rule", self.url("combination_new"))),
            breadcrumbs=self.chart_trail(("Rules on codes", "")), **kwargs,
        )  # fmt: skip


class _CombinationForm(ChartView, PartnerFormView):
    permission = "chart.propose"
    template_name = "partners/form_page.html"
    success_message = "It waits for approval: the rule changes once somebody else agrees."
    title, lead = "", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": self.title,
            "lead": self.lead,
            "submit": "Propose it",
            "cancel_href": self.url("combinations"),
            "breadcrumbs": self.chart_trail(("Rules on codes", self.url("combinations")), (self.title, "")),
        }
        return super().get_context_data(**(given | kwargs))


class NewCombination(_CombinationForm):
    """Propose a rule on which codes stand together."""

    form_class = CombinationForm
    title = "Add a rule on codes"
    lead = "Say of two or more segments how their codes begin. What is left empty may be anything."

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = form.cleaned_data
        payload = {
            **{name: given[name].strip().upper() for name in TOGETHER}, "verdict": given["verdict"],
            "reason": given["reason"], "first_day": str(given["first_day"]),
        }  # fmt: skip
        return self.propose("finance.combination", payload, given["reason"])


class EndCombination(_CombinationForm):
    """Propose that a rule does not hold any more from a day on."""

    form_class = EndForm
    row: CombinationRule

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = CombinationRule.objects.get(uuid=self.kwargs["combination"])
        except CombinationRule.DoesNotExist:
            raise Http404 from None
        self.title = "End a rule on codes"
        words = found.combination_words(self.row)
        self.lead = f"{self.row.reason}: {words['Codes']}, {words['Rule'].lower()}, from {words['Holds from']}."

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = form.cleaned_data
        payload = {
            "rule": str(self.row.uuid), "closed_from": str(given["closed_from"]), "reason": self.row.reason,
        }  # fmt: skip
        return self.propose("finance.combination", payload, given["reason"])
