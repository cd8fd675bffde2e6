"""VAT: returns of legal entities, the lines of one, exempt supplies, and what purchases are used for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import fiscal, vat_return
from finance.forms.vat import OfYear, ReturnLinesFilter
from finance.models import VatRegistration, VatReturn, VatReturnLine
from finance.queries import vat as found
from finance.queries.vat import Month, Year
from finance.states import VatReturnState
from finance.views.base import LedgerView
from partners.audit import audit
from partners.models import AuditAction
from partners.views.lists import PartnerList
from sharedservices.common.charts import LineChart, Series
from sharedservices.common.formatting import counted, day, moment, money
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TABS = (("vat", "Returns"), ("vat_exemption", "Exempt supplies"), ("vat_uses", "What purchases are used for"))
DRAFT, SIGNED, FROZEN = VatReturnState.DRAFT, VatReturnState.SIGNED, VatReturnState.FROZEN
COLOURS = {"green": "good", "amber": "attention", "red": "problem"}
WORDS = {
    "green": "Far from the limit", "amber": "Nearing the limit: look at what is exempt", "red": "At the limit, or over",
}  # fmt: skip
NOTHING = EmptyState("No return has been drawn up yet", "Write down the registration, then draw the first one up.")


class VatView(LedgerView):
    """A page of VAT."""

    permission = "vat.view"

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of VAT."""
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("VAT", self.url("vat") if steps else ""), *steps)


class OneReturn(VatView):
    """Something about one return."""

    row: VatReturn

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        rows = VatReturn.objects.select_related(
            "legal_entity", "drawn_up_by", "prepared_by", "approved_by", "journal", "settlement"
        )
        try:
            self.row = rows.get(uuid=self.kwargs["vat_return"])
        except VatReturn.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the return's page."""
        return self.url("vat_return", vat_return=self.row.uuid)

    def back(self) -> str:
        """Go to the return."""
        return self.page


def _outcome(row: VatReturn) -> str:
    if not row.to_pay:
        return "Nothing to pay"
    return f"{money(abs(row.to_pay))} {'to pay' if row.to_pay > 0 else 'to get back'}"


def state_of(row: VatReturn, on: date) -> str:
    """Say in a word how a return stands."""
    if row.state == FROZEN:
        return "Settled" if row.settlement_id or not row.to_pay else "Frozen"
    return "Late" if on > row.due_on else str(row.get_state_display())


class _List(PartnerList, TemplateView):  # type: ignore[misc]
    template_name = "finance/vat.html"


class ReturnsTable(Table):
    """Returns."""

    stacks = True
    caption, nouns, filename = "VAT returns", ("return", "returns"), "vat-returns"
    default_sort = "-ends"
    empty = NOTHING
    columns: ClassVar[Sequence[Column]] = (
        Column("period", "Period", header=True, sort="starts_on", value=lambda row: str(row)[4:],
               hint=lambda row: row.legal_entity.legal_name, href=lambda row: f"returns/{row.uuid}/"),
        Column("ends", "Ends", kind=Kind.DATE, sort="ends_on", value=lambda row: row.ends_on, is_shown=False),
        Column("state", "State", kind=Kind.STATUS, sort="state",
               value=lambda row: state_of(row, timezone.localdate())),
        Column("due_on", "Due", kind=Kind.DATE, sort="due_on"),
        Column("box_3", "VAT due", kind=Kind.MONEY, sort="box_3"),
        Column("box_4", "VAT reclaimed", kind=Kind.MONEY, sort="box_4"),
        Column("outcome", "Comes to", value=_outcome),
    )  # fmt: skip


class Returns(VatView, _List):  # type: ignore[misc]
    """Every return."""

    table_class = ReturnsTable
    audited_as = "finance_vatreturn"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the returns."""
        return QuerySetRows(VatReturn.objects.of(self.partner.pk).select_related("legal_entity"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and how each legal entity is registered."""
        held = VatRegistration.objects.of(self.partner.pk).select_related("legal_entity").order_by("first_day")
        newest = {one.legal_entity_id: one for one in held}
        actions = []
        if self.may("vat.prepare") and self.entities:
            if newest:
                actions.append({"label": "Draw a return up", "href": self.url("vat_draw_up")})
            actions.append({"label": "Register for VAT", "href": self.url("vat_register"), "kind": "secondary"})
        return super().get_context_data(
            title="VAT returns", caption=self.partner.name, tabs=self.tabs("vat"), breadcrumbs=self.trail(),
            lead="Each legal entity files its own. A return takes every posted document that is on no earlier one.",
            facts=[
                {"key": one.legal_entity.legal_name, "value": f"{one.vat_number}, {one.get_stagger_display().lower()}"}
                for one in newest.values()
            ],
            actions=actions, **kwargs,
        )  # fmt: skip


class LinesTable(Table):
    """Lines of a return."""

    stacks = True
    caption, nouns, filename = "Lines", ("line", "lines"), "vat-lines"
    filter_form, default_sort = ReturnLinesFilter, "number"
    empty = EmptyState("There are no lines", "Nothing was charged in the period, or the filters leave nothing.")
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Document", header=True, sort="reference", href=lambda row: row.href,
               hint=lambda row: "Late: it missed its own period" if row.is_late else ""),
        Column("party", "Supplier or customer", sort="party"),
        Column("tax_point", "Tax point", kind=Kind.DATE, sort="tax_point"),
        Column("side", "Side", value=lambda row: "Sale" if row.is_sale else "Purchase"),
        Column("code", "Code", sort="code"),
        Column("net", "Net", kind=Kind.MONEY, sort="net"),
        Column("tax", "VAT", kind=Kind.MONEY, sort="tax"),
        Column("number", "Line", sort="number", is_shown=False),
    )  # fmt: skip


class ReturnPage(OneReturn, _List):  # type: ignore[misc]
    """One return: its boxes, what it puts right, its lines, and who signed."""

    table_class = LinesTable
    template_name = "finance/vat_return.html"
    audited_as = "finance_vatreturnline"

    @property
    def title(self) -> str:
        """Which return it is: the name of the page and of downloads."""
        return f"{self.row}"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the lines."""
        rows = VatReturnLine.objects.of(self.partner.pk).filter(vat_return=self.row)
        return QuerySetRows(_narrowed(rows, filters).select_related("invoice", "sales_invoice"), row=self._linked)

    def _linked(self, one: Any) -> Any:
        one.href = ""
        if one.invoice_id and self.may("payables.view"):
            one.href = self.url("invoice", invoice=one.invoice.uuid)
        elif one.sales_invoice_id and self.may("receivables.view"):
            one.href = self.url("sales_invoice", sales_invoice=one.sales_invoice.uuid)
        return one

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the boxes, and what may be done now."""
        row, prepares = self.row, self.may("vat.prepare")
        is_over = timezone.localdate() > row.ends_on
        mine = row.state == SIGNED and row.prepared_human == self.user.human_id
        return super().get_context_data(
            title=self.title, caption=row.legal_entity.legal_name, state=state_of(row, timezone.localdate()),
            lead=self._lead(), tabs=[], page=self.page, boxes=self._boxes(), adjusted=self._adjusted(),
            box_headings=[{"label": "Box"}, {"label": "What it is"}, {"label": "Amount", "is_numeric": True},
                          {"label": "Lines"}],
            draw_href=self.url("vat_draw_up") if prepares and row.state == DRAFT else "",
            entity=str(row.legal_entity.uuid),
            adjust_href=self.url("vat_adjust", vat_return=row.uuid) if prepares and row.state == DRAFT else "",
            sign_href=self.url("vat_sign", vat_return=row.uuid) if prepares and row.state == DRAFT and is_over else "",
            sign_from=row.ends_on if prepares and row.state == DRAFT and not is_over else None,
            approve_href=self.url("vat_approve", vat_return=row.uuid)
            if row.state == SIGNED and not mine and self.may("vat.approve") else "",
            back_href=self.url("vat_send_back", vat_return=row.uuid)
            if row.state == SIGNED and self.may("vat.approve") else "",
            is_mine=mine,
            payload_href=self.url("vat_payload", vat_return=row.uuid) if row.state == FROZEN else "",
            settle_href=self.url("vat_settle", vat_return=row.uuid)
            if row.state == FROZEN and row.to_pay and not row.settlement_id and prepares else "",
            journals=[
                {"words": words, "href": self.url("journal", journal=one.uuid), "name": str(one)}
                for words, one in (("Adjustments posted as", row.journal), ("Settled by", row.settlement)) if one
            ],
            events=self._events(), breadcrumbs=self.trail((str(row), "")), **kwargs,
        )  # fmt: skip

    def _lead(self) -> str:
        words = f"{_outcome(self.row)}. Due on {day(self.row.due_on)}."
        late = VatReturnLine.objects.of(self.partner.pk).filter(vat_return=self.row, is_late=True).count()
        return words + (f" {counted(late, 'item', 'items')} missed an earlier return." if late else "")

    def _boxes(self) -> list[list[dict[str, Any]]]:
        shown: list[list[dict[str, Any]]] = []
        for box in vat_return.BOXES:
            pounds = getattr(self.row, f"box_{box}")
            lines: dict[str, Any] = {"text": ""}
            if box in {1, 4, 6, 7} and pounds:
                lines = {"text": "Show", "href": f"?box={box}"}
            words = money(pounds) if box in vat_return.PENCE else money(pounds).removesuffix(".00")
            shown.append([
                {"text": str(box)}, {"text": vat_return.LABELS[box]}, {"text": words, "is_numeric": True}, lines
            ])  # fmt: skip
        return shown

    def _adjusted(self) -> list[dict[str, Any]]:
        may = self.row.state == DRAFT and self.may("vat.prepare")
        return [
            {"words": f"{one.get_kind_display()}, box {one.box}: {money(one.amount)}", "why": one.words,
             "by": f"{one.made_by.full_name}, {moment(one.made_at)}",
             "take_out": self.url("vat_take_out", vat_adjustment=one.uuid) if may else ""}
            for one in found.adjustments(self.row)
        ]  # fmt: skip

    def _events(self) -> list[dict[str, Any]]:
        row = self.row
        said = [
            ("Approved and frozen", row.approved_by, row.approved_at, ""),
            (f"Signed for the period {row.period_key}", row.prepared_by, row.prepared_at, ""),
            ("Drawn up", row.drawn_up_by, row.drawn_up_at, f"Sent back: {row.comment}" if row.comment else ""),
        ]
        return [{"title": what, "by": by, "at": at, "reason": why} for what, by, at, why in said if at]


def _narrowed(rows: QuerySet[VatReturnLine], filters: Mapping[str, Any]) -> QuerySet[VatReturnLine]:
    if filters.get("box"):
        rows = rows.filter(found.in_box(int(filters["box"])))
    if filters.get("code"):
        rows = rows.filter(code=filters["code"])
    if filters.get("late"):
        rows = rows.filter(is_late=True)
    if words := filters.get("q"):
        rows = rows.filter(Q(reference__icontains=words) | Q(party__icontains=words))
    return rows


class Payload(OneReturn):
    """What Making Tax Digital is sent: the nine fields of a frozen return. Nothing is sent from here."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it, and say so on the trail. :raises Http404: before it is frozen."""
        if self.row.state != FROZEN:
            raise Http404
        boxes = {box: Decimal(getattr(self.row, f"box_{box}")) for box in vat_return.BOXES}
        given = vat_return.payload(self.row.period_key, boxes)
        audit(
            action=AuditAction.EXPORT, object_type="finance_vatreturn", object_id=self.row.pk, label=str(self.row),
            changes={"period_key": self.row.period_key},
        )  # fmt: skip
        name = f"vat-{self.row.period_key.replace('#', '')}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(given, content_type="application/json", headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMonth:
    """A month with its part, and the part of the year up to it; None before anything was bought."""

    month: str
    total: Decimal
    exempt: Decimal
    percent: str
    share: Decimal | None
    to_date: str


class MonthsTable(Table):
    """The months of section 33."""

    caption, nouns, filename = "Months", ("month", "months"), "exempt-vat"
    filter_form, default_sort, default_per_page = OfYear, "", 100
    empty = EmptyState("The year has not begun", "Choose another one.")
    columns: ClassVar[Sequence[Column]] = (
        Column("month", "Month", header=True),
        Column("total", "VAT on all purchases", kind=Kind.MONEY),
        Column("exempt", "Of exempt supplies", kind=Kind.MONEY),
        Column("percent", "Part of it"),
        Column("to_date", "Part of the year so far"),
    )  # fmt: skip


class ExemptSupplies(VatView, _List):  # type: ignore[misc]
    """The test of section 33: how near VAT on exempt supplies is to being lost."""

    table_class = MonthsTable
    audited_as = "finance_vatreturnline"
    test: Year | None = None

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and years."""
        first = fiscal.year_of(timezone.localdate())
        years = [(str(year), f"{year}-{(year + 1) % 100:02}") for year in range(first, first - 3, -1)]
        return {"form_options": {"entities": self.entity_choices(), "years": years}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the months."""
        if self.entity is None:
            return ListRows([])
        on = timezone.localdate()
        self.year = int(filters.get("year") or fiscal.year_of(on))
        self.test = found.year(partner_id=self.partner.pk, legal_entity_id=self.entity.pk, fiscal_year=self.year, on=on)
        return ListRows(list(_months(self.test.months, self.year)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the dial: so far, and as the year would end."""
        _ = self.table.source
        return super().get_context_data(
            title="VAT of exempt supplies", tabs=self.tabs("vat_exemption"),
            caption=self.entity.legal_name if self.entity else self.partner.name,
            lead="VAT on what is bought for exempt supplies comes back only while it is insignificant: up to £7,500 a "
                 "year or 5% of all VAT on purchases, whichever is more. Above that, all of it is lost.",
            tiles=self._tiles(), chart=self._chart(), breadcrumbs=self.trail(("Exempt supplies", "")), **kwargs,
        )  # fmt: skip

    def _tiles(self) -> list[dict[str, Any]]:
        if self.test is None:
            return []
        far, end = self.test.so_far, self.test.expected
        tiles = [
            {"label": "So far", "value": f"{far.percent}%", "kind": COLOURS[far.colour],
             "hint": f"{money(far.exempt)} of {money(far.total)}"},
        ]  # fmt: skip
        if end is not None:
            tiles += [
                {"label": "By 31 March, if it goes on like this", "value": f"{end.percent}%",
                 "kind": COLOURS[end.colour], "hint": WORDS[end.colour]},
                {"label": "Would be lost", "value": money(end.lost), "kind": "problem" if end.lost else "good",
                 "hint": f"Limit of the year {money(end.limit)}"},
            ]  # fmt: skip
        return tiles

    def _chart(self) -> LineChart | None:
        rows = list(_months(self.test.months, self.year)) if self.test else []
        if not any(one.share is not None for one in rows):
            return None
        return LineChart(
            title="Part of all VAT that belongs to exempt supplies",
            labels=[one.month for one in rows],
            series=[
                Series("The year so far", [one.share for one in rows]),
                Series("The limit of 5%", [Decimal(5)] * len(rows)),
            ],
            summary=WORDS[self.test.so_far.colour] + "." if self.test else "", label_heading="Month",
            say=lambda value: f"{value:.2f}%",
        )  # fmt: skip


def _months(rows: Sequence[Month], year: int) -> Iterator[ShownMonth]:
    """Yield the months with their parts, and the part of the year up to each."""
    total = exempt = Decimal(0)
    for one in rows:
        total, exempt = total + one.total, exempt + one.exempt
        share = 100 * exempt / total if total else None
        yield ShownMonth(
            month=f"{date(year if one.number > 3 else year + 1, one.number, 1):%B %Y}", total=one.total,
            exempt=one.exempt, percent=f"{100 * one.exempt / one.total:.2f}%" if one.total else "", share=share,
            to_date=f"{share:.2f}%" if share is not None else "",
        )  # fmt: skip


class UsesTable(Table):
    """What cost centres buy for."""

    stacks = True
    caption, nouns, filename = "Cost centres", ("cost centre", "cost centres"), "vat-uses"
    default_sort, default_per_page = "", 100
    empty = EmptyState(
        "Nothing has been said yet", "Every purchase counts as non-business until a cost centre says otherwise."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("centre", "Cost centre", header=True, value=lambda row: str(row.cost_centre),
               hint=lambda row: row.cost_centre.legal_entity.legal_name),
        Column("use", "Used for", value=lambda row: row.get_use_display()),
        Column("exempt", "Exempt part", value=lambda row: f"{row.exempt_percent.normalize():f}%"),
        Column("from", "From", kind=Kind.DATE, value=lambda row: row.valid_from),
        Column("reason", "Reason", hint=lambda row: f"{row.made_by.full_name}, {moment(row.made_at)}"),
    )  # fmt: skip


class Uses(VatView, _List):  # type: ignore[misc]
    """What the purchases of cost centres are used for."""

    table_class = UsesTable
    audited_as = "finance_vatattribution"

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the newest of each cost centre."""
        return ListRows(found.attributions(self.partner.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="What purchases are used for", caption=self.partner.name, tabs=self.tabs("vat_uses"),
            lead="VAT on purchases for exempt supplies counts towards the limit of section 33.",
            actions=[{"label": "Say what a cost centre buys for", "href": self.url("vat_use_new")}]
            if self.may("vat.prepare") and self.entities else [],
            breadcrumbs=self.trail(("What purchases are used for", "")), **kwargs,
        )  # fmt: skip
