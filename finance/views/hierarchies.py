"""Hierarchies of codes: what they hold, their versions, loading one, and the ledger added up by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.generic import TemplateView

from finance.forms.chart import ByHierarchyFilter, HierarchyForm, PlacesFilter, VersionForm
from finance.forms.ledger import ProposeForm
from finance.models import Hierarchy, HierarchyVersion
from finance.operations import hierarchies
from finance.queries import budget_position
from finance.queries import chart as codes
from finance.queries import hierarchies as found
from finance.queries.hierarchies import Node
from finance.states import HierarchyState
from finance.views.chart import ChartView
from finance.views.reports import FEW, KEPT, LedgerReport
from partners.audit import audit
from partners.models import AuditAction
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import FormPage, PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.errors import DomainError
from sharedservices.common.exports import CsvWriter
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.imports import ImportRefused
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

MOST_FAULTS = 100
FAULT_HEADINGS = [{"label": one} for one in ("Row", "Column", "Value", "What is wrong", "What to do")]


class HierarchyView(ChartView):
    """A page of hierarchies."""

    def tree_trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.chart_trail(("Hierarchies", self.url("hierarchies") if steps else ""), *steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class HierarchyRow:
    """A hierarchy in a list: what it holds today, and how many codes stand nowhere in it."""

    row: Hierarchy
    code: str
    name: str
    levels: str
    since: date | None
    n_lines: int
    n_nowhere: int


class HierarchiesTable(Table):
    """Hierarchies in a list."""

    stacks = True
    caption, nouns, filename = "Hierarchies", ("hierarchy", "hierarchies"), "hierarchies"
    default_sort = "code"
    empty = EmptyState("There are no hierarchies yet", "Add one for each return or report that adds codes up.")
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", sort="code", header=True, href=lambda one: f"{one.row.uuid}/",
               hint=lambda one: one.name),
        Column("name", "Name", is_shown=False),
        Column("segment", "Adds up", value=lambda one: one.row.get_segment_display(),
               hint=lambda one: one.row.legal_entity.legal_name if one.row.legal_entity else ""),
        Column("levels", "Levels"),
        Column("since", "In force from", kind=Kind.DATE, sort="since"),
        Column("n_lines", "Codes in it", kind=Kind.NUMBER, sort="n_lines"),
        Column("n_nowhere", "Codes nowhere", kind=Kind.NUMBER, sort="n_nowhere"),
    )  # fmt: skip


class Hierarchies(PartnerList, HierarchyView, TemplateView):  # type: ignore[misc]
    """Every way of adding codes up."""

    template_name = "finance/report.html"
    table_class = HierarchiesTable
    audited_as = "finance_hierarchy"

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the hierarchies as of today."""
        return ListRows([_summary(one, timezone.localdate()) for one in found.every(partner_id=self.partner.pk)])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and offer to add one."""
        return super().get_context_data(
            title="Hierarchies of codes", caption=self.partner.name, tabs=self.tabs("chart"),
            lead="What codes are added up by: lines of a return, of a statement, parts of the organisation. Each holds "
            "from day to day, so that what was reported can be reported again.",
            actions=self.actions(("Add a hierarchy", self.url("hierarchy_new"))), breadcrumbs=self.tree_trail(),
            **kwargs,
        )  # fmt: skip


class NewHierarchy(HierarchyView, PartnerFormView):
    """Begin a hierarchy."""

    permission = "chart.propose"
    template_name = "partners/form_page.html"
    form_class = HierarchyForm
    success_message = "It is there. Load a file that says where each code stands, and propose it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def perform(self, form: Form) -> str:
        """Set it up."""
        given = form.cleaned_data
        row = hierarchies.set_up(
            partner_id=self.partner.pk, segment=given["segment"], legal_entity=given["entity"] or None,
            code=given["code"], name=given["name"], levels=given["levels"].splitlines(), by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.url("hierarchy", hierarchy=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Add a hierarchy", "submit": "Add it", "cancel_href": self.url("hierarchies"),
            "lead": "It adds nothing up before somebody else has approved where its codes stand.",
            "breadcrumbs": self.tree_trail(("Add a hierarchy", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class OneHierarchy(HierarchyView):
    """Something about one hierarchy."""

    row: Hierarchy

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.get(self.kwargs["hierarchy"])
        except Hierarchy.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("hierarchy", hierarchy=self.row.uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A code and where it stands; empty for nowhere."""

    code: str
    name: str
    place: str


class PlacesTable(Table):
    """Codes and where they stand."""

    stacks = True
    caption, nouns, filename = "Where codes stand", ("code", "codes"), "hierarchy"
    filter_form, default_sort, default_per_page = PlacesFilter, "code", 100
    empty = EmptyState("No code is found", "Choose fewer filters, or load a file that places codes.")
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", sort="code", header=True),
        Column("name", "Name", sort="name"),
        Column("place", "Where it stands", sort="place", value=lambda row: row.place or "Nowhere"),
    )  # fmt: skip


class HierarchyPage(PartnerList, OneHierarchy, TemplateView):  # type: ignore[misc]
    """One hierarchy: its versions, and where each code stands as of a day."""

    template_name = "finance/hierarchy.html"
    table_class = PlacesTable
    audited_as = "finance_hierarchyline"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the codes with where they stand."""
        self.on = filters.get("on") or timezone.localdate()
        self.version = found.in_force(self.row, on=self.on)
        self.nowhere = found.unplaced(self.row, self.version, on=self.on)
        lines = found.lines(self.version, self.row.segment) if self.version else []
        called = {one.code: one.name for one in found.codes_of(self.row)}
        placed = [PlaceRow(code=code, name=called[code], place=" / ".join(names)) for code, _codes, names in lines]
        rows = [*placed, *(PlaceRow(code=one.code, name=one.name, place="") for one in self.nowhere)]
        words = (filters.get("q") or "").lower()
        return ListRows([
            one for one in rows
            if words in f"{one.code} {one.name} {one.place}".lower()
            and not (filters.get("place") == "nowhere" and one.place)
        ])  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, its versions and what may be done."""
        _ = self.table.source
        row = self.row
        whose = row.legal_entity.legal_name if row.legal_entity else self.partner.name
        tiles = [
            {"label": "In force on that day", "value": f"Version {self.version.number}" if self.version else "None",
             "hint": f"From {day(self.version.starts_on)}" if self.version else "Load a file and propose it"},
            {"label": "Codes that stand nowhere", "value": f"{len(self.nowhere):,}",
             "kind": "problem" if self.nowhere else "good",
             "hint": "They are added up apart" if self.nowhere else "Everything is added up"},
        ]  # fmt: skip
        versions = [
            [{"text": f"Version {one.number}", "is_header": True, "hint": one.description,
              "href": self.url("hierarchy_version", hierarchy_version=one.uuid)},
             {"text": day(one.starts_on)}, {"text": one.get_state_display()}, {"text": one.prepared_by.full_name},
             {"text": one.applied_by.full_name if one.applied_by else ""}]
            for one in found.versions(row)
        ]  # fmt: skip
        report = self.url("by_hierarchy", query={
            "by": str(row.uuid), "entity": str(row.legal_entity.uuid) if row.legal_entity else "",
        })  # fmt: skip
        return super().get_context_data(
            title=f"Hierarchy {row}", caption=whose, tiles=tiles, versions=versions,
            lead=f"{row.get_segment_display()} by {', '.join(one.lower() for one in row.levels)}.",
            version_headings=[{"label": one} for one in ("Version", "From", "State", "Written by", "Approved by")],
            file_href=self.url("hierarchy_file", hierarchy=row.uuid), report_href=report,
            actions=self.actions(("Load a version", self.url("hierarchy_load", hierarchy=row.uuid))),
            breadcrumbs=self.tree_trail((str(row), "")), **kwargs,
        )  # fmt: skip


class HierarchyFile(OneHierarchy):
    """The hierarchy of today as a file: changed, it goes back in as the next version."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Write every code with its levels; those that stand nowhere have none."""
        row, on = self.row, timezone.localdate()
        version = found.in_force(row, on=on)
        called = {one.code: one.name for one in found.codes_of(row)}
        lines = found.lines(version, row.segment) if version else []
        rows = [(code, codes, names) for code, codes, names in lines]
        nothing = [""] * len(row.levels)
        rows += [(one.code, nothing, nothing) for one in found.unplaced(row, version, on=on)]
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slugify(f"hierarchy {row.code}")}.csv"'
        writer = CsvWriter(response, [one.name for one in hierarchies.columns(row)])  # type: ignore[arg-type]
        for code, above, names in sorted(rows):
            pairs = [one for pair in zip(above, names, strict=True) for one in pair]
            writer.row([code, called[code], *pairs])
        writer.close()
        audit(
            action=AuditAction.EXPORT, object_type="finance_hierarchy", object_id=row.pk, label=str(row)[:200],
            changes={"rows": len(rows)},
        )  # fmt: skip
        return response


class LoadHierarchy(OneHierarchy, FormPage):
    """Load a version from a file: nothing is kept of a file with a fault."""

    permission = "chart.propose"
    template_name = "finance/hierarchy_load.html"
    form_class = VersionForm
    problems: Sequence[Any] = ()

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"starts_on": timezone.localdate()}

    def form_valid(self, form: Form) -> HttpResponse:
        """Load it, or show every fault by row and column."""
        given = form.cleaned_data
        try:
            with transaction.atomic():
                made = hierarchies.load(
                    hierarchy=self.row.uuid, starts_on=given["starts_on"], description=given["description"],
                    content=given["file"].file, by=self.user, at=timezone.now(),
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
        return redirect(self.url("hierarchy_version", hierarchy_version=made.uuid))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the file takes, and what is wrong with the one that came."""
        faults = [
            [{"text": str(one.row or "")}, {"text": one.column}, {"text": one.value_masked}, {"text": one.message},
             {"text": one.remedy}]
            for one in self.problems[:MOST_FAULTS]
        ]  # fmt: skip
        return super().get_context_data(
            title=f"Load a version of {self.row}", faults=faults, fault_headings=FAULT_HEADINGS,
            n_faults=len(self.problems), columns=", ".join(one.name for one in hierarchies.columns(self.row)),
            file_href=self.url("hierarchy_file", hierarchy=self.row.uuid), cancel_href=self.page,
            breadcrumbs=self.tree_trail((str(self.row), self.page), ("Load a version", "")), **kwargs,
        )  # fmt: skip


class OneVersion(HierarchyView):
    """Something about one version."""

    row: HierarchyVersion

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.version_of(self.kwargs["hierarchy_version"])
        except HierarchyVersion.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("hierarchy_version", hierarchy_version=self.row.uuid)

    def back(self) -> str:
        """Return to the version."""
        return self.page


class MovesTable(Table):
    """What a version changes."""

    stacks = True
    caption, nouns, filename = "What it changes", ("code", "codes"), "hierarchy-moves"
    default_sort, default_per_page = "code", 100
    empty = EmptyState("Nothing moves", "It says what held before.")
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", sort="code", header=True, hint=lambda row: row.name),
        Column("name", "Name", is_shown=False),
        Column("before", "Stood", value=lambda row: row.before or "Nowhere", sort="before"),
        Column("after", "Stands", value=lambda row: row.after or "Nowhere", sort="after"),
    )  # fmt: skip


class VersionPage(PartnerList, OneVersion, TemplateView):  # type: ignore[misc]
    """One version: what it changes, and who approves it."""

    template_name = "finance/hierarchy_version.html"
    table_class = MovesTable
    audited_as = "finance_hierarchyversion"

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the codes that move."""
        return ListRows(found.moves(self.row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row = self.row
        asked = codes.waiting(row.partner_id, f"hierarchy {row.uuid}")
        is_waiting = any(one.state == "WAITING" for one in asked)
        mine = self.may("chart.propose") and row.state == HierarchyState.DRAFT and not is_waiting
        facts = [{"key": key, "value": value} for key, value in found.words(row).items()]
        facts.append({"key": "Written by", "value": row.prepared_by.full_name,
                      "hint": day(timezone.localdate(row.prepared_at))})  # fmt: skip
        if row.applied_by and row.applied_at:
            facts.append({"key": "Approved by", "value": row.applied_by.full_name,
                          "hint": day(timezone.localdate(row.applied_at))})  # fmt: skip
        may_open = asked and self.may("changes.follow")
        given = {
            "title": f"{row.hierarchy}, version {row.number}", "caption": self.partner.name, "facts": facts, "row": row,
            "status": "WAITING" if is_waiting else row.state,
            "status_label": "Waiting" if is_waiting else row.get_state_display(),
            "may_propose": mine,
            "actions": self.actions(
                ("Propose it", self.url("hierarchy_propose", hierarchy_version=row.uuid))
            ) if mine else [],
            "request_href": reverse("change", args=[self.partner.code, asked[0].uuid]) if may_open else "",
            "breadcrumbs": self.tree_trail(
                (str(row.hierarchy), self.url("hierarchy", hierarchy=row.hierarchy.uuid)), (str(row).capitalize(), "")
            ),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class ProposeVersion(OneVersion, PartnerFormView):
    """Ask for a draft to come into force."""

    permission = "chart.propose"
    form_class = ProposeForm
    prefix = "propose"
    template_name = "partners/form_page.html"
    success_message = "It waits for approval."

    def perform(self, form: Form) -> str:
        """Propose it, as it stands."""
        payload = {"version": str(self.row.uuid), "lines_hash": self.row.lines_hash}
        proposal = Proposal(kind=found.KIND, payload=payload, reason=form.cleaned_data["reason"])
        changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        row = self.row
        title = f"Propose version {row.number} of {row.hierarchy}"
        given = {
            "title": title, "submit": "Propose it", "cancel_href": self.page,
            "lead": f"It holds from {day(row.starts_on)} on, once somebody else agrees.",
            "breadcrumbs": self.tree_trail(
                (str(row.hierarchy), self.url("hierarchy", hierarchy=row.hierarchy.uuid)),
                (str(row).capitalize(), self.page), ("Propose it", ""),
            ),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class DiscardVersion(OneVersion, PartnerActionView):
    """Put a draft away."""

    permission = "chart.propose"
    success_message = "The draft is discarded. It stays readable."

    def perform(self) -> str:
        """Discard it."""
        hierarchies.discard(version=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class ByHierarchyTable(Table):
    """The nodes of a hierarchy with their figures."""

    stacks = True
    caption, nouns, filename = "Balances by hierarchy", ("line", "lines"), "by-hierarchy"
    filter_form, default_sort, default_per_page = ByHierarchyFilter, "", 200
    empty = EmptyState("Nothing to add up yet", "A hierarchy adds up once a version of it is approved.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Line", header=True, href=lambda one: one.href, hint=lambda one: one.hint),
        Column("code", "Code", value=lambda one: one.node.code),
        Column("level", "Level", kind=Kind.NUMBER, value=lambda one: one.node.level),
        Column("period", "In the period", kind=Kind.MONEY, value=lambda one: one.node.period),
        Column("to_date", "To date", kind=Kind.MONEY, value=lambda one: one.node.to_date),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNode:
    """A node as it is shown."""

    node: Node
    name: str
    hint: str
    href: str


class ByHierarchy(LedgerReport):
    """The ledger added up by any hierarchy."""

    table_class = ByHierarchyTable
    audited_as = "finance_balance"
    here, title = "by_hierarchy", "Balances by hierarchy"
    lead = (
        "Debits are above nought, credits below. Hierarchies of cost centres add up income and expenditure, those of "
        "subjective codes the balance sheet, too: all of it is nought."
    )
    nodes: Sequence[Node] = ()

    @property
    def choices(self) -> list[Hierarchy]:
        """The hierarchies of the legal entity in view."""
        return [
            one for one in found.every(partner_id=self.partner.pk)
            if one.legal_entity_id is None or (self.entity and one.legal_entity_id == self.entity.pk)
        ]  # fmt: skip

    def chosen(self) -> Hierarchy | None:
        """Return the hierarchy that the address names, or the first."""
        by_id = {str(one.uuid): one for one in self.choices}
        return by_id.get(self.request.GET.get("by", "")) or next(iter(by_id.values()), None)

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities, periods, hierarchies and how deep to go."""
        one = self.chosen()
        depths = [(str(at), level) for at, level in enumerate(one.levels, start=1)] if one else []
        options = super().table_options()["form_options"]
        given = {"hierarchies": [(str(row.uuid), str(row)) for row in self.choices],
                 "depths": [("", "Every level"), *depths, ("9", "Codes")]}  # fmt: skip
        return {"form_options": options | given}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the lines with their figures; none where they would say what somebody is paid."""
        row = self.chosen()
        if self.entity is None or self.upto is None or row is None:
            return ListRows([])
        year, number = self.upto
        if self.would_tell_pay(year, number):
            self.lead = FEW
            return ListRows([])
        self.nodes = found.added_up(
            row=row, legal_entity_id=self.entity.pk, year=year, number=number, as_at=filters.get("as_at"),
            on=budget_position.last_day(year, number), sees_pay=self.sees_pay,
        )  # fmt: skip
        depth = int(filters.get("depth") or len(row.levels))
        return ListRows([
            self._shown(one, row) for one in self.nodes if one.is_apart or (one.level <= depth and not one.is_leaf)
            or depth == 9
        ])  # fmt: skip

    def _shown(self, one: Node, row: Hierarchy) -> ShownNode:
        keep = {name: self.request.GET.get(name, "") for name in KEPT}
        key = "code" if row.segment == Hierarchy.Segment.SUBJECTIVE else "cost_centre"
        level = row.levels[one.level - 1] if one.level <= len(row.levels) else "Code"
        hint = "Stands nowhere in the hierarchy" if one.is_apart else level
        href = self.url("lines", query={**keep, key: one.code}) if one.is_leaf and one.code else ""
        return ShownNode(node=one, name=one.name, hint=hint, href=href)

    def tiles(self) -> list[dict[str, Any]]:
        """Add it up, and say what stands nowhere."""
        _ = self.table.source
        if not self.nodes:
            return []
        tops = [one for one in self.nodes if one.level == 1 and not one.is_apart]
        apart = [one for one in self.nodes if one.is_apart]
        inside, outside = (sum((one.to_date for one in them), ZERO) for them in (tops, apart))
        return [
            {"label": "In the hierarchy", "value": money(inside), "hint": counted(len(tops), "line", "lines")},
            {"label": "Nowhere in it", "value": money(outside), "kind": "problem" if apart else "good",
             "hint": counted(len(apart), "line", "lines") if apart else "Every code with a balance stands somewhere"},
            {"label": "Together", "value": money(inside + outside), "hint": "What the ledger says"},
        ]  # fmt: skip


def _summary(row: Hierarchy, on: date) -> HierarchyRow:
    version = found.in_force(row, on=on)
    return HierarchyRow(
        row=row, code=row.code, name=row.name, levels=", ".join(row.levels),
        since=version.starts_on if version else None, n_lines=version.n_lines if version else 0,
        n_nowhere=len(found.unplaced(row, version, on=on)),
    )  # fmt: skip
