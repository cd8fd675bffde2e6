"""What auditors take of a ledger: the whole population of a year, with the proof that it is whole."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.generic import TemplateView

from finance.engine import journal_flags
from finance.forms.extracts import ExtractForm
from finance.models import LedgerExtract, Period
from finance.operations import extracts
from finance.queries import extracts as found
from finance.queries.extracts import ProofRow
from finance.views.base import LedgerView
from partners.views.base import PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.exports import ExportFormat
from sharedservices.common.formatting import moment, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


def _year(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02}"


class ExtractView(LedgerView):
    """A page of extracts: for those who audit, as they hold what everybody is paid as well."""

    permission = "ledger.extract"

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return super().trail(("Extracts", self.url("extracts") if steps else ""), *steps)


class ExtractsTable(Table):
    """Extracts in a list."""

    stacks = True
    caption, nouns, filename = "Extracts", ("extract", "extracts"), "ledger-extracts"
    default_sort = "-made"
    empty = EmptyState("No extract has been made yet", "Make one of a year: it holds every posted line.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Ledger", header=True, value=lambda row: row.legal_entity.legal_name,
               href=lambda row: f"{row.uuid}/", sort="legal_entity__legal_name"),
        Column("year", "Year", sort="year", value=lambda row: _year(row.year)),
        Column("made", "Made", kind=Kind.DATE, sort="made_at", value=lambda row: timezone.localdate(row.made_at),
               hint=lambda row: row.made_by.full_name),
        Column("n_journals", "Journals", kind=Kind.NUMBER, sort="n_journals"),
        Column("n_lines", "Lines", kind=Kind.NUMBER, sort="n_lines"),
        Column("debit", "Debits", kind=Kind.MONEY, sort="debit"),
        Column("credit", "Credits", kind=Kind.MONEY, sort="credit"),
        Column("file_hash", "SHA-256", is_shown=False),
    )  # fmt: skip


class Extracts(PartnerList, ExtractView, TemplateView):  # type: ignore[misc]
    """Every extract."""

    template_name = "finance/receivables.html"
    table_class = ExtractsTable
    audited_as = "finance_ledgerextract"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the extracts."""
        return found.extracts(partner_id=self.partner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and offer to make one."""
        return super().get_context_data(
            title="Extracts of the ledger", caption=self.partner.name, tabs=self.tabs("finance_reports"),
            lead="Every posted line of a year, reversed ones included, with who prepared and approved it.",
            actions=[{"label": "Make an extract", "href": self.url("extract_new")}] if self.entities else [],
            breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip


class MakeExtract(ExtractView, PartnerFormView):
    """Have an extract made."""

    template_name = "partners/form_page.html"
    form_class = ExtractForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities and the years of their ledgers."""
        years = Period.objects.of(self.partner.pk).order_by("-year").values_list("year", flat=True).distinct()
        given = {"entities": self.entity_choices(), "years": [(str(one), _year(one)) for one in years]}
        return {**super().get_form_kwargs(), **given}

    def perform(self, form: Form) -> str:
        """Start the job."""
        given = form.cleaned_data
        job = extracts.start(legal_entity=given["entity"], year=given["year"], by=self.user, at=timezone.now())
        return reverse("job", kwargs={"partner_code": self.partner.code, "job_uuid": job.uuid})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Make an extract", "submit": "Make it", "cancel_href": self.url("extracts"),
            "lead": "It holds what is posted by now. Nothing is given out unless every code adds up.",
            "breadcrumbs": self.trail(("Make an extract", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class ProofTable(Table):
    """The proof that an extract is whole."""

    stacks = True
    caption, nouns, filename = "Opening balance and lines come to the closing balance", ("code", "codes"), "proof"
    default_sort = "code"
    empty = EmptyState("Nothing was posted in this year", "The extract has no lines.")
    columns: ClassVar[Sequence[Column]] = (
        Column("code", "Code", header=True, sort="code", hint=lambda row: row.name),
        Column("name", "Name", is_shown=False),
        Column("opening", "Opening", kind=Kind.MONEY, sort="opening"),
        Column("debit", "Debits", kind=Kind.MONEY, sort="debit"),
        Column("credit", "Credits", kind=Kind.MONEY, sort="credit"),
        Column("closing", "Closing", kind=Kind.MONEY, sort="closing"),
        Column("difference", "Difference", kind=Kind.MONEY, sort="difference"),
    )  # fmt: skip


class OneExtract(ExtractView):
    """Something about one extract."""

    row: LedgerExtract

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.get(self.kwargs["ledger_extract"])
        except LedgerExtract.DoesNotExist:
            raise Http404 from None


class ExtractPage(PartnerList, OneExtract, TemplateView):  # type: ignore[misc]
    """One extract: its totals, its hash, and the proof by code."""

    template_name = "finance/extract.html"
    table_class = ProofTable
    audited_as = "finance_balance"
    proof: Sequence[ProofRow] = ()

    @property
    def title(self) -> str:
        """Which extract it is: the name of the page and of downloads."""
        return f"Extract of {self.row}, {moment(timezone.localtime(self.row.made_at))}"

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the codes with opening, movement and closing."""
        self.proof = found.proof(self.row)
        return ListRows(self.proof)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show totals, hash and proof."""
        _ = self.table.source
        row, off = self.row, sum((abs(one.difference) for one in self.proof), ZERO)
        tiles = [
            {"label": "Lines", "value": f"{row.n_lines:,}", "hint": f"of {row.n_journals:,} journals"},
            {"label": "Debits", "value": money(row.debit)}, {"label": "Credits", "value": money(row.credit)},
            {"label": "Missing", "value": money(off), "kind": "problem" if off else "good",
             "hint": "Opening and lines come to closing" if not off else "Something is missing: see below"},
        ]  # fmt: skip
        return super().get_context_data(
            title=self.title, caption=row.legal_entity.legal_name, tiles=tiles,
            lead="Every line that was posted to the year by then. The lines are the same whenever it is taken.",
            file_href=self.url("extract_file", ledger_extract=row.uuid),
            facts=[
                {"key": "Posted until", "value": moment(timezone.localtime(row.as_at))},
                {"key": "Made by", "value": row.made_by.full_name},
                {"key": "SHA-256 of the file", "value": row.file_hash,
                 "hint": "As it was made. A person or code that got another name since makes it another file; the "
                 "audit trail has the SHA-256 of each download"},
            ],
            flags=[{"key": code, "value": words} for code, words in journal_flags.LABELS.items()],
            breadcrumbs=self.trail((str(row), "")), **kwargs,
        )  # fmt: skip


class ExtractFile(OneExtract):
    """The file, as it was when it was made, or nothing."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> FileResponse:
        """Write it anew, compare, send it."""
        row, file = extracts.take(extract=self.row.uuid, by=self.user)
        name = f"{slugify(f'ledger {row.legal_entity.code} {_year(row.year)}')}.csv"
        return FileResponse(file, as_attachment=True, filename=name, content_type=ExportFormat.CSV.content_type)
