"""Fixed assets: the register, one asset with its history, changes, what is not registered yet, the note."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from finance.engine import depreciation as engine
from finance.engine import fiscal
from finance.forms.assets import AssetsFilter, EntityFilter, MovesFilter, NoteFilter
from finance.models import Asset, AssetMove
from finance.operations import asset_decisions
from finance.queries import assets as found
from finance.states import AssetMoveState, AssetState
from finance.views.base import EMPTY, LedgerView
from partners.views.lists import PartnerList
from sharedservices.common.charts import LineChart, Series
from sharedservices.common.formatting import counted, day, money, pounds_short, pounds_signed
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TABS = (
    ("assets", "Register"), ("asset_moves", "Changes"), ("assets_to_register", "Not registered yet"),
    ("asset_note", "Note and proof"),
)  # fmt: skip
TODAY_POLICY = date(2026, 4, 1)
CLASSES = engine.policy_on(TODAY_POLICY).classes
"""Classes have columns of their own in the note: another policy that adds one is another release."""


class AssetsView(LedgerView):
    """A page of fixed assets."""

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of assets."""
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Fixed assets", self.url("assets") if steps else ""), *steps)


class _List(PartnerList, AssetsView, TemplateView):  # type: ignore[misc]
    template_name = "finance/assets.html"
    here, title, lead = "", "", ""

    def actions(self) -> list[dict[str, str]]:
        """Return what may be done from here."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": self.title, "caption": self.partner.name, "tabs": self.tabs(self.here),
            "lead": self.lead if self.entities else EMPTY, "actions": self.actions() if self.entities else [],
            "breadcrumbs": self.trail() if self.here == "assets" else self.trail((self.title, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


# --- the register -----------------------------------------------------------------------------------------------------
class AssetsTable(Table):
    """Assets in a list."""

    stacks = True
    caption, nouns, filename = "Register of fixed assets", ("asset", "assets"), "fixed-assets"
    filter_form, default_sort = AssetsFilter, "number"
    empty = EmptyState(
        "No asset is kept here yet", "Register what a posted line paid for, or take the assets of the system before on."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("number", "Number", header=True, sort="number", value=str, href=lambda row: f"{row.uuid}/"),
        Column("name", "Asset", sort="name", hint=lambda row: row.location),
        Column("location", "Location", is_shown=False, value=lambda row: row.location),
        Column("asset_class", "Class", sort="asset_class", value=lambda row: CLASSES[row.asset_class].title,
               hint=lambda row: row.legal_entity.legal_name),
        Column("custodian", "Cost centre", sort="custodian__code", value=lambda row: row.custodian.code),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.get_state_display()),
        Column("gross", "Cost or valuation", kind=Kind.MONEY, sort="sum_cost",
               value=lambda row: (row.sum_cost or ZERO) + (row.sum_construction or ZERO)),
        Column("depreciation", "Depreciation", kind=Kind.MONEY, sort="sum_depreciation",
               value=lambda row: row.sum_depreciation or ZERO),
        Column("carrying", "Carried at", kind=Kind.MONEY,
               value=lambda row: (row.sum_cost or ZERO) + (row.sum_construction or ZERO)
               - (row.sum_depreciation or ZERO)),
        Column("valued_on", "Valued on", kind=Kind.DATE, sort="valued_on"),
    )  # fmt: skip


class Assets(_List):
    """Every asset of the partner."""

    table_class = AssetsTable
    audited_as = "finance_asset"
    here, title = "assets", "Fixed assets"
    lead = "What is used for longer than a year: what it cost, what of it is used up, and who looks after it."

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and classes."""
        return {"form_options": {"entities": self.entity_choices(), "on": timezone.localdate()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the assets."""
        return found.assets(partner_id=self.partner.pk, wanted={**filters, "on": timezone.localdate()})

    def actions(self) -> list[dict[str, str]]:
        """Return what a preparer may do."""
        if not self.may("assets.prepare"):
            return []
        return [
            {"label": "Charge depreciation", "href": self.url("asset_depreciate")},
            {"label": "Take assets on from a file", "href": self.url("asset_take_on")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count what waits and what is due."""
        waiting = found.moves(partner_id=self.partner.pk, state=AssetMoveState.PROPOSED).count()
        late = found.due_valuations(partner_id=self.partner.pk, on=timezone.localdate()).count()
        tiles = [
            {"label": "Changes that wait", "value": str(waiting),
             "href": self.url("asset_moves", query={"state": "PROPOSED"})},
            {"label": "Valuations due", "value": str(late), "kind": "problem" if late else "good",
             "hint": "Land and buildings are valued within five years",
             "href": self.url("assets", query={"valuation": "due"})},
        ]  # fmt: skip
        return super().get_context_data(tiles=tiles, **kwargs)


# --- one asset --------------------------------------------------------------------------------------------------------
class OneAsset(AssetsView):
    """Something about one asset."""

    row: Asset

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.get(self.kwargs["fixed_asset"])
        except Asset.DoesNotExist:
            raise Http404 from None

    @property
    def name(self) -> str:
        """What it is called on pages."""
        return f"{self.row} {self.row.name}"

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("asset", fixed_asset=self.row.uuid)


class HistoryTable(Table):
    """The changes of an asset."""

    stacks = True
    caption, nouns, filename = "Its history", ("change", "changes"), "history-of-an-asset"
    default_sort = "-on"
    empty = EmptyState("Nothing has changed", "Each change of an asset stands here with who asked and who approved.")
    columns: ClassVar[Sequence[Column]] = (
        Column("on", "Day", kind=Kind.DATE, sort="on", header=True),
        Column("kind", "What", value=lambda row: row.get_kind_display(), hint=lambda row: row.reason,
               href=lambda row: f"../changes/{row.uuid}/"),
        Column("total", "Pounds of the change", kind=Kind.MONEY, sort="total"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.get_state_display()),
        Column("made", "Asked for by", value=lambda row: row.made_by.full_name),
        Column("decided", "Decided by", value=lambda row: row.decided_by.full_name if row.decided_by else ""),
        Column("journal", "Journal", value=lambda row: str(row.journal) if row.journal else "",
               href=lambda row: f"../../journals/{row.journal.uuid}/" if row.journal else ""),
    )  # fmt: skip


class AssetPage(PartnerList, OneAsset, TemplateView):  # type: ignore[misc]
    """One asset: what it is, its components, what becomes of its value, and its history."""

    template_name = "finance/asset.html"
    table_class = HistoryTable
    audited_as = "finance_asset"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return its changes."""
        return found.moves(partner_id=self.partner.pk, asset=self.row)

    @cached_property
    def parts(self) -> list[Any]:
        """Return its components."""
        return found.components(self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what may be done now."""
        row = self.row
        carried = sum((one.carrying for one in self.parts), ZERO)
        return super().get_context_data(
            title=self.name, caption=row.legal_entity.legal_name, status=row.state,
            status_label=row.get_state_display(),
            facts=self._facts(), components=self._components(), headings=COMPONENT_HEADINGS,
            tiles=[
                {"label": "Carried at", "value": money(carried)},
                {"label": "In the revaluation reserve", "value": money(sum((one.reserve for one in self.parts), ZERO))},
            ],
            chart=self._chart(), actions=self._actions(),
            breadcrumbs=self.trail((self.name, "")), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        row, klass = self.row, CLASSES[self.row.asset_class]
        facts = [
            {"key": "Class", "value": klass.title,
             "hint": f"Codes {klass.cost} and {klass.depreciation}, charged to {klass.charge}"},
            {"key": "Location", "value": row.location or "Not said"},
            {"key": "Cost centre", "value": str(row.custodian)},
            {"key": "In use on", "value": day(row.in_use_on) if row.in_use_on else "Under construction"},
        ]  # fmt: skip
        if row.project:
            facts.append({"key": "Capital project", "value": str(row.project)})
        if row.lease_ends_on:
            facts.append({"key": "Lease ends on", "value": day(row.lease_ends_on)})
        if row.valued_on:
            facts.append({"key": "Valued on", "value": day(row.valued_on), "hint": row.valuer})
        if row.disposed_on:
            facts.append({"key": "Disposed of on", "value": day(row.disposed_on)})
        return facts

    def _components(self) -> list[list[dict[str, Any]]]:
        rows = []
        for one in self.parts:
            basis = one.spread
            words = "It lasts for ever"
            if one.begins:
                words = (
                    f"{money(basis.whole)} over {counted(basis.months, 'month', 'months')} from {basis.begins:%B %Y}, "
                    f"of which {money(one.used)} are charged"
                )
            elif self.row.state == AssetState.CONSTRUCTION:
                words = f"Not charged before it is in use, then over {one.months // engine.MONTHS} years"
            rows.append([
                {"text": one.name, "is_header": True, "hint": words},
                {"text": money(one.cost + one.construction), "is_numeric": True},
                {"text": money(one.depreciation), "is_numeric": True},
                {"text": money(one.carrying), "is_numeric": True}, {"text": money(one.residual), "is_numeric": True},
            ])  # fmt: skip
        return rows

    @cached_property
    def _years(self) -> list[tuple[int, Decimal]]:
        found_: dict[int, Decimal] = {}
        for one in self.parts:
            for year, pounds in engine.years(one.spread):
                found_[year] = found_.get(year, ZERO) + pounds
        return sorted(found_.items())

    def _chart(self) -> LineChart | None:
        left, points = sum((one.basis for one in self.parts if one.begins), ZERO), []
        for year, pounds in self._years:
            left -= pounds
            points.append((f"{year}-{(year + 1) % 100:02}", left))
        if not points:
            return None
        step = -(-len(points) // MOST_POINTS)
        chosen = points[::-step][::-1]  # the last year is always there
        return LineChart(
            title="Carried at the end of the year, if nothing changes", label_heading="Year", say=money,
            say_axis=pounds_short, labels=[label for label, _left in chosen],
            series=[Series("Carried at", [carried for _label, carried in chosen])],
        )  # fmt: skip

    def _actions(self) -> list[dict[str, str]]:
        if not self.may("assets.prepare"):
            return []
        of: dict[str, Any] = {"fixed_asset": self.row.uuid}
        if self.row.state == AssetState.CONSTRUCTION:
            return [{"label": "Bring it into use", "href": self.url("asset_use", **of)}]
        if self.row.state != AssetState.IN_USE:
            return []
        return [
            {"label": "Value it", "href": self.url("asset_value", **of)},
            {"label": "Change its life", "href": self.url("asset_life", **of), "kind": "secondary"},
            {"label": "Dispose of it", "href": self.url("asset_dispose", **of), "kind": "secondary"},
        ]


MOST_POINTS = 10
COMPONENT_HEADINGS = [
    {"label": "Component"}, {"label": "Cost or valuation", "is_numeric": True},
    {"label": "Depreciation", "is_numeric": True}, {"label": "Carried at", "is_numeric": True},
    {"label": "Residual value", "is_numeric": True},
]  # fmt: skip


# --- changes ----------------------------------------------------------------------------------------------------------
class MovesTable(HistoryTable):
    """All changes."""

    caption, filename = "Changes of fixed assets", "changes-of-assets"
    filter_form = MovesFilter
    empty = EmptyState("There are no changes here", "Choose another state, or register an asset first.")
    columns: ClassVar[Sequence[Column]] = (
        Column("on", "Day", kind=Kind.DATE, sort="on", header=True),
        Column("kind", "What", value=lambda row: row.get_kind_display(), hint=lambda row: row.reason,
               href=lambda row: f"{row.uuid}/"),
        Column("asset", "Asset", value=lambda row: f"{row.asset} {row.asset.name}" if row.asset
               else counted(row.n_entries, "component", "components"), hint=lambda row: row.legal_entity.legal_name),
        Column("total", "Pounds of the change", kind=Kind.MONEY, sort="total"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.get_state_display()),
        Column("made", "Asked for by", value=lambda row: row.made_by.full_name),
        Column("decided", "Decided by", value=lambda row: row.decided_by.full_name if row.decided_by else ""),
    )  # fmt: skip


class Moves(_List):
    """Every change of assets."""

    table_class = MovesTable
    audited_as = "finance_assetmove"
    here, title = "asset_moves", "Changes of fixed assets"
    lead = "One person asks for a change, another approves it. What it posts, it posts then."

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the changes."""
        return found.moves(partner_id=self.partner.pk, state=filters.get("state") or "")


class OneMove(AssetsView):
    """Something about one change."""

    row: AssetMove

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.move(self.kwargs["asset_move"])
        except AssetMove.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("asset_move", asset_move=self.row.uuid)

    @property
    def name(self) -> str:
        """What it is called on pages."""
        what = f"{self.row.asset} {self.row.asset.name}" if self.row.asset else self.row.legal_entity.legal_name
        return f"{self.row.get_kind_display()}, {day(self.row.on)}: {what}"

    def back(self) -> str:
        """Return to the change."""
        return self.page


def _spread(row: Any) -> str:
    if row.months is None:
        return "As before"
    if not row.months:
        return "Nothing"
    begins = f" from {row.begins:%B %Y}" if row.begins else " once it is in use"
    return f"{money(max(row.basis - row.residual, ZERO))} over {row.months} months{begins}" if row.begins else (
        f"Over {row.months} months{begins}"
    )  # fmt: skip


class EntriesTable(Table):
    """What a change does to each component."""

    stacks = True
    caption, nouns, filename = "What it does", ("component", "components"), "change-of-assets"
    default_sort, default_per_page = "", 50
    empty = EmptyState("It does nothing", "Every change has a component.")
    columns: ClassVar[Sequence[Column]] = (
        Column("asset", "Asset", header=True, value=lambda row: f"{row.component.asset} {row.component.asset.name}",
               href=lambda row: f"../../{row.component.asset.uuid}/", hint=lambda row: row.component.name),
        Column("construction", "Under construction", kind=Kind.MONEY),
        Column("cost", "Cost or valuation", kind=Kind.MONEY),
        Column("depreciation", "Depreciation", kind=Kind.MONEY),
        Column("reserve", "Revaluation reserve", kind=Kind.MONEY),
        Column("spread", "Spread from then on", value=_spread),
    )  # fmt: skip


class MovePage(PartnerList, OneMove, TemplateView):  # type: ignore[misc]
    """One change: what it does, what it posts, who asked and who decided."""

    template_name = "finance/asset_move.html"
    table_class = EntriesTable
    audited_as = "finance_assetmove"

    @cached_property
    def entries(self) -> list[Any]:
        """Return its entries."""
        return found.entries(self.row)

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return its entries."""
        return ListRows(self.entries)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row = self.row
        of: dict[str, Any] = {"asset_move": row.uuid}
        waits = row.state == AssetMoveState.PROPOSED
        is_mine = row.made_human == self.user.human_id
        decides = waits and not is_mine and self.may("assets.approve")
        may_reverse = row.state == AssetMoveState.APPLIED and row.kind != "REVERSAL" and self.may("assets.prepare")
        return super().get_context_data(
            title=self.name, caption=row.legal_entity.legal_name, status=row.state,
            status_label=row.get_state_display(),
            facts=self._facts(), posted=self._posted(), posted_headings=POSTED_HEADINGS,
            is_mine=waits and is_mine,
            approve_href=self.url("asset_approve", **of) if decides else "",
            refuse_href=self.url("asset_refuse", **of) if decides else "",
            withdraw_href=self.url("asset_withdraw", **of) if waits and is_mine else "",
            reverse_href=self.url("asset_reverse", **of) if may_reverse else "",
            breadcrumbs=self.trail((MovesTable.caption, self.url("asset_moves")), (self.name, "")), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        row = self.row
        facts: list[dict[str, Any]] = [
            {"key": "Reason", "value": row.reason},
            {"key": "Asked for by", "value": row.made_by.full_name, "hint": day(timezone.localdate(row.made_at))},
            {"key": "Period", "value": str(row.period)},
        ]
        if row.proceeds:
            facts.append({"key": "Proceeds", "value": money(row.proceeds)})
        if row.valuer:
            facts.append({"key": "Valuer", "value": row.valuer})
        if row.decided_by and row.decided_at:
            words = "Refused by" if row.state == AssetMoveState.REFUSED else "Approved by"
            facts.append({"key": words, "value": row.decided_by.full_name,
                          "hint": row.decision_reason or day(timezone.localdate(row.decided_at))})  # fmt: skip
        if row.journal:
            facts.append({"key": "Journal", "value": str(row.journal),
                          "href": self.url("journal", journal=row.journal.uuid)})  # fmt: skip
        return facts

    def _posted(self) -> list[list[dict[str, Any]]]:
        sums, _is_statutory = asset_decisions.posted_lines(self.row, self.entries)
        return [
            [{"text": one.subjective, "is_header": True}, {"text": one.cost_centre or one.project},
             {"text": money(pounds) if pounds > 0 else "", "is_numeric": True},
             {"text": money(-pounds) if pounds < 0 else "", "is_numeric": True}]
            for one, pounds in sorted(sums.items())
            if pounds
        ]  # fmt: skip


POSTED_HEADINGS = [
    {"label": "Code"}, {"label": "Cost centre or project"}, {"label": "Debit", "is_numeric": True},
    {"label": "Credit", "is_numeric": True},
]  # fmt: skip


# --- what is not registered, and the note -----------------------------------------------------------------------------
class ToRegisterTable(Table):
    """Posted lines that no asset is for."""

    stacks = True
    caption, nouns, filename = "Posted lines on codes of assets", ("line", "lines"), "not-registered"
    filter_form, default_sort = EntityFilter, "-on"
    empty = EmptyState("Every posted line is registered", "What is posted on a code of assets comes here by itself.")
    columns: ClassVar[Sequence[Column]] = (
        Column("on", "Day", kind=Kind.DATE, sort="journal__accounting_date", header=True,
               value=lambda row: row.journal.accounting_date),
        Column("journal", "Journal", value=lambda row: str(row.journal),
               hint=lambda row: row.narrative or row.journal.description,
               href=lambda row: f"../../journals/{row.journal.uuid}/"),
        Column("code", "Code", sort="coding__subjective__code", value=lambda row: str(row.coding.subjective)),
        Column("debit", "Posted", kind=Kind.MONEY, sort="debit"),
        Column("left", "Left to register", kind=Kind.MONEY, sort="left"),
        Column("next", "What next", value=lambda _row: "Register it", href=lambda row: f"{row.pk}/"),
    )  # fmt: skip


class ToRegister(_List):
    """What the ledger has on codes of assets and the register has not."""

    table_class = ToRegisterTable
    audited_as = "finance_journalline"
    here, title = "assets_to_register", "Posted and not registered yet"
    lead = "What was posted on a code of assets since opening balances. Register each as an asset, or reclassify it."

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows | ListRows:
        """Return the lines of the entity in view."""
        if self.entity is None:
            return ListRows([])
        rows = found.to_register(
            partner_id=self.partner.pk, legal_entity_id=self.entity.pk, on=timezone.localdate()
        )  # fmt: skip
        return QuerySetRows(rows)


def _of(code: str) -> Any:
    return lambda row: row.by_class.get(code, ZERO)


class NoteTable(Table):
    """Movements of a year, by class."""

    caption, nouns, filename = "Movements of fixed assets", ("line", "lines"), "movements-of-assets"
    filter_form, default_sort, default_per_page = NoteFilter, "", 100
    empty = EmptyState("Nothing has moved", "Take assets on, or register what a posted line paid for.")
    columns: ClassVar[Sequence[Column]] = (
        Column("words", "Movement", header=True),
        *(Column(code.lower(), one.title, kind=Kind.MONEY, value=_of(code)) for code, one in CLASSES.items()),
        Column("construction", "Under construction", kind=Kind.MONEY, value=_of(found.CONSTRUCTION)),
        Column("total", "Together", kind=Kind.MONEY),
    )


class Note(_List):
    """The note on movements, and the register beside the ledger code by code."""

    table_class = NoteTable
    audited_as = "finance_assetmove"
    here, title = "asset_note", "Movements of fixed assets"
    lead = "From 1 April to the end of the period: cost, depreciation and what is carried, by class."

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and periods."""
        return {"form_options": {"entities": self.entity_choices(), "periods": self.periods}}

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the lines."""
        if self.entity is None or self.upto is None:
            return ListRows([])
        year, number = self.upto
        return ListRows(
            found.note(partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number)
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Prove the register against the ledger."""
        rows = []
        if self.entity is not None and self.upto is not None:
            year, number = self.upto
            rows = found.beside_ledger(
                partner_id=self.partner.pk, legal_entity_id=self.entity.pk, year=year, number=number
            )
        proof = [
            [{"text": one.code, "is_header": True}, {"text": pounds_signed(one.register), "is_numeric": True},
             {"text": pounds_signed(one.ledger), "is_numeric": True},
             {"text": pounds_signed(one.difference), "is_numeric": True}]
            for one in rows
        ]  # fmt: skip
        upto = fiscal.name(*self.upto) if self.upto else ""
        wrong = sum(1 for one in rows if one.difference)
        words = "Register and ledger agree on every code." if not wrong else (
            f"Register and ledger differ on {counted(wrong, 'code', 'codes')}: what is posted and not registered, or "
            "was taken on later."
        )  # fmt: skip
        return super().get_context_data(
            proof=proof, proof_headings=PROOF_HEADINGS, proof_words=words if rows else "",
            **({"caption": f"{self.entity.legal_name}, {upto}"} if self.entity else {}), **kwargs,
        )  # fmt: skip


PROOF_HEADINGS = [
    {"label": "Code"}, {"label": "Register", "is_numeric": True}, {"label": "Ledger", "is_numeric": True},
    {"label": "Difference", "is_numeric": True},
]  # fmt: skip
