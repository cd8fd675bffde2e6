"""Files of other systems: handing one in, saying how it is read, landing its rows, what came of them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from finance.engine import feeders as engine
from finance.forms.feeders import FeederForm, FeederRowsFilter, LayoutForm
from finance.models import FeederFile, FeederRow
from finance.operations import feeder_job, feeders
from finance.queries import feeders as found
from finance.states import FEEDER, FeederState
from finance.views.payables_base import PayablesView
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.charts import Bar, RowChart
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, moment, money
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

MOST_PROBLEMS, MOST_CATEGORIES = 20, 200
STATES = {
    FeederState.TAKEN: "To be read", FeederState.CHECKED: "Ready to land", FeederState.LANDED: "Landed",
    FeederState.DISCARDED: "Discarded",
}  # fmt: skip
LEADS = {
    FeederState.TAKEN: "Say which heading has what. Nothing is entered yet.",
    FeederState.CHECKED: "Each row that is ready lands; each other one says why not. Nothing is entered yet.",
    FeederState.LANDED: "What landed is entered. What did not says why: put it right there, and hand it in again.",
    FeederState.DISCARDED: "Nothing of it was entered.",
}  # fmt: skip
PROBLEM_HEADINGS = [
    {"label": "Why"}, {"label": "Rows", "is_numeric": True}, {"label": "Pounds", "is_numeric": True}
]  # fmt: skip
CATEGORY_HEADINGS = [
    {"label": "Category"}, {"label": "Charged to"}, {"label": "Rows", "is_numeric": True},
    {"label": "Pounds", "is_numeric": True},
]  # fmt: skip


class FeederView(PayablesView):
    """A page of files that other systems write."""

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return super().trail(("Feeder files", self.url("feeders") if steps else ""), *steps)


class FilesTable(Table):
    """Files of other systems."""

    stacks = True
    caption, nouns, filename = "Feeder files", ("file", "files"), "feeder-files"
    default_sort = "-taken"
    empty = EmptyState(
        "No file has been handed in yet", "Hand one in as the other system writes it: its headings are mapped here."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "File", header=True, sort="name", href=lambda row: f"{row.uuid}/",
               hint=lambda row: row.get_kind_display()),
        Column("entity", "Legal entity", sort="legal_entity__legal_name",
               value=lambda row: row.legal_entity.legal_name),
        Column("taken", "Handed in", kind=Kind.DATE, sort="taken_at",
               value=lambda row: timezone.localdate(row.taken_at), hint=lambda row: row.taken_by.full_name),
        Column("n_rows", "Rows", kind=Kind.NUMBER, sort="n_rows"),
        Column("n_landed", "Landed", kind=Kind.NUMBER, sort="n_landed"),
        Column("control_total", "Control total", kind=Kind.MONEY, sort="control_total"),
        Column("total_landed", "Landed, pounds", kind=Kind.MONEY, sort="total_landed"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: STATES[FeederState(row.state)]),
    )  # fmt: skip


class Files(PartnerList, FeederView, TemplateView):  # type: ignore[misc]
    """Every file of another system."""

    template_name = "finance/payables.html"
    table_class = FilesTable
    audited_as = "finance_feederfile"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the files."""
        return found.files(partner_id=self.partner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and offer to hand one in."""
        new = {"label": "Hand a file in", "href": self.url("feeder_new")}
        return super().get_context_data(
            title="Feeder files", caption=self.partner.name, tabs=self.tabs("feeders"),
            lead="Invoices and purchase-card transactions that other systems write. Each row lands, or says why not.",
            actions=[new] if self.may("invoices.register") else [], breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip


class HandIn(FeederView, PartnerFormView):
    """Hand a file in."""

    permission = "invoices.register"
    template_name = "partners/form_page.html"
    form_class = FeederForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def perform(self, form: Form) -> str:
        """Take it in; go on to how it is read."""
        given = form.cleaned_data
        row = feeders.take_in(
            legal_entity=given["entity"], kind=given["kind"], file=given["file"].file, name=given["file"].name,
            control_total=given["control_total"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.url("feeder_layout", feeder=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Hand a feeder file in", "submit": "Take it in", "cancel_href": self.url("feeders"),
            "lead": "Nothing is entered yet: first you see how each row would be read.",
            "breadcrumbs": self.trail(("Hand a file in", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class OneFeeder(FeederView):
    """Something about one file."""

    row: FeederFile

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.get(self.kwargs["feeder"])
        except FeederFile.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the file's page."""
        return self.url("feeder", feeder=self.row.uuid)

    def back(self) -> str:
        """Go to the file."""
        return self.page


class SayLayout(OneFeeder, PartnerFormView):
    """Say how a file is read, and see what that comes to."""

    permission = "invoices.register"
    template_name = "finance/feeder_layout.html"
    form_class = LayoutForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the headings of the file."""
        return {**super().get_form_kwargs(), "kind": self.row.kind, "headings": self.row.headings}

    def get_initial(self) -> dict[str, Any]:
        """Begin with how it, or the last one like it, was read; else with a guess."""
        said = dict(self.row.layout)
        return said.pop("columns", {}) | said | {"codes": engine.write_codes(said.get("codes", {}))}

    def perform(self, form: Form) -> str:
        """Read every row."""
        assert isinstance(form, LayoutForm)  # noqa: S101 - the form of this view
        feeders.check(file=self.row.uuid, layout=form.layout(), options=form.options(), by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the first rows as they stand there."""
        first = FeederRow.objects.of(self.partner.pk).filter(file=self.row).order_by("number")[:3]
        samples = [
            {"key": heading, "value": "; ".join(row.values[at] for row in first if at < len(row.values)) or "Empty"}
            for at, heading in enumerate(self.row.headings)
        ]
        given = {
            "title": f"How {self.row.name} is read", "submit": "Read every row", "cancel_href": self.page,
            "lead": "Nothing is entered yet. It may be read again until it is right.", "samples": samples,
            "breadcrumbs": self.trail((self.row.name, self.page), ("How it is read", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class RowsTable(Table):
    """Rows of a file."""

    stacks = True
    caption, nouns, filename = "Rows", ("row", "rows"), "feeder-rows"
    filter_form, default_sort = FeederRowsFilter, "number"
    empty = EmptyState("There are no such rows", "The filters leave none of them.")
    columns: ClassVar[Sequence[Column]] = (
        Column("payee", "Payee", header=True, sort="payee", href=lambda row: row.href,
               value=lambda row: row.payee or "Not read", hint=lambda row: row.reference),
        Column("reference", "Reference", is_shown=False),
        Column("payee_key", "Payee’s number", is_shown=False),
        Column("number", "Row", kind=Kind.NUMBER, sort="number"),
        Column("on", "Day", kind=Kind.DATE, sort="on"),
        Column("amount", "Amount", kind=Kind.MONEY, sort="amount"),
        Column("charged", "Charged to", value=lambda row: f"{row.subjective} {row.cost_centre}".strip(),
               hint=lambda row: row.category),
        Column("category", "Category", is_shown=False),
        Column("words", "What for", is_shown=False),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.get_state_display()),
        Column("column", "In column", is_shown=False, value=lambda row: engine.FIELDS.get(row.column, "")),
        Column("problem", "Why not", hint=lambda row: row.remedy),
        Column("remedy", "What to do", is_shown=False),
    )  # fmt: skip


class FeederPage(PartnerList, OneFeeder, TemplateView):  # type: ignore[misc]
    """One file: how far it is, what speaks against which rows, and what became of the others."""

    template_name = "finance/feeder.html"
    table_class = RowsTable
    audited_as = "finance_feederrow"

    @property
    def title(self) -> str:
        """Which file it is: the name of the page and of downloads."""
        return self.row.name

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return its rows."""
        return found.rows(self.row, filters, self._linked)

    def _linked(self, one: Any) -> Any:
        one.href = ""
        if one.invoice_id:
            one.href = self.url("invoice", invoice=one.invoice.uuid)
        elif one.journal_id and self.may("ledger.view"):
            one.href = self.url("journal", journal=one.journal.uuid)
        return one

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how far it is and what may be done."""
        row, state = self.row, FeederState(self.row.state)
        can = set(allowed_actions(FEEDER, row.state)) if self.may("invoices.register") else set()
        now = found.standing(row)
        agrees = state == FeederState.TAKEN or row.total == row.control_total
        return super().get_context_data(
            title=self.title, caption=row.get_kind_display(), state=STATES[state], lead=LEADS[state], page=self.page,
            facts=self._facts(), tiles=self._tiles(now),
            off="" if agrees else f"The rows come to {money(row.total)}, the other system says "
            f"{money(row.control_total)}. Nothing lands before they agree: discard it, and hand the whole file in.",
            problems=self._problems(), problem_headings=PROBLEM_HEADINGS, chart=self._chart(),
            categories=self._categories(), category_headings=CATEGORY_HEADINGS,
            journals=[
                {"words": f"Draft of {one.period}" if one.state == "DRAFT" else str(one.period),
                 "name": one.description,
                 "href": self.url("journal", journal=one.uuid) if self.may("ledger.view") else ""}
                for one in found.journals_of(row)
            ],
            layout_href=self.url("feeder_layout", feeder=row.uuid) if "check" in can else "",
            land_href=self.url("feeder_land", feeder=row.uuid) if "land" in can and agrees and now.n_ready else "",
            land_words=f"Land {counted(now.n_ready, 'row', 'rows')}",
            discard_href=self.url("feeder_discard", feeder=row.uuid) if "discard" in can else "",
            breadcrumbs=self.trail((row.name, "")), **kwargs,
        )  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        row = self.row
        facts = [
            {"key": "Legal entity", "value": row.legal_entity.legal_name},
            {"key": "Handed in by", "value": row.taken_by.full_name, "hint": moment(timezone.localtime(row.taken_at))},
            {"key": "Control total", "value": money(row.control_total)},
            {"key": "SHA-256 of the file", "value": row.file_hash},
        ]
        if row.landed_by and row.landed_at:
            landed = {
                "key": "Landed by",
                "value": row.landed_by.full_name,
                "hint": day(timezone.localdate(row.landed_at)),
            }
            facts.append(landed)
        return facts

    def _tiles(self, now: found.Standing) -> list[dict[str, Any]]:
        row = self.row
        if row.state == FeederState.TAKEN:
            return [{"label": "Rows", "value": f"{row.n_rows:,}"}]
        landed = row.state == FeederState.LANDED
        n, pounds = (row.n_landed, row.total_landed) if landed else (now.n_ready, now.ready)
        return [
            {"label": "Rows", "value": f"{row.n_rows:,}", "hint": money(row.total)},
            {"label": "Landed" if landed else "Ready", "value": f"{n:,}", "hint": money(pounds), "kind": "good"},
            {"label": "Refused", "value": f"{now.n_refused:,}", "hint": money(now.refused),
             "kind": "attention" if now.n_refused else ""},
        ]  # fmt: skip

    def _problems(self) -> list[list[dict[str, Any]]]:
        return [
            [{"text": words, "is_header": True}, {"text": f"{n:,}", "is_numeric": True},
             {"text": money(total), "is_numeric": True}]
            for words, n, total in found.problems(self.row)[:MOST_PROBLEMS]
        ]  # fmt: skip

    def _categories(self) -> list[list[dict[str, Any]]]:
        return [
            [{"text": one.category or "None", "is_header": True},
             {"text": f"{one.subjective} {one.cost_centre}".strip() or "Nothing"},
             {"text": f"{one.n_rows:,}", "is_numeric": True}, {"text": money(one.total), "is_numeric": True}]
            for one in found.categories(self.row)[:MOST_CATEGORIES]
        ]  # fmt: skip

    def _chart(self) -> RowChart | None:
        shown = [one for one in found.categories(self.row) if one.total > 0][:10]
        if len(shown) < 2:
            return None
        return RowChart(
            title="The largest categories", bars=[Bar(one.category or "None", one.total) for one in shown],
            summary=f"Of {money(self.row.total)} in the file.", label_heading="Category", value_heading="Pounds",
            say=money,
        )  # fmt: skip


class Land(OneFeeder, PartnerActionView):
    """Have a worker land what is ready, and follow it."""

    permission = "invoices.register"

    def perform(self) -> str:
        """Start the job."""
        job = feeder_job.start(file=self.row.uuid, by=self.user, at=timezone.now())
        return reverse("job", kwargs={"partner_code": self.partner.code, "job_uuid": job.uuid})


class Discard(OneFeeder, PartnerActionView):
    """Put a file away."""

    permission = "invoices.register"
    success_message = "The file is discarded. Nothing of it was entered."

    def perform(self) -> str:
        """Discard it."""
        feeders.discard(file=self.row.uuid, by=self.user, at=timezone.now())
        return self.page
