"""The note of the accounts on officers' remuneration: brackets, senior employees, and who is in a bracket (FIN-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from partners.models import LegalEntity
from partners.views.lists import PartnerList
from payroll.engine.remuneration import Earned
from payroll.forms.remuneration import RemunerationFilter
from payroll.queries import remuneration
from payroll.queries.remuneration import Named, Note, Senior
from payroll.views.payslip_pages import PayView
from sharedservices.common.charts import Bar, BarChart
from sharedservices.common.formatting import money, number
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE, SENIOR = "Officers’ remuneration", "Senior employees and relevant police officers"
LEAD = (
    "Pay, taxed expenses, benefits and compensation for loss of office that released pay runs paid from 1 April to 31 "
    "March, without the employer’s pension contributions (Accounts and Audit Regulations 2015)."
)
NOTHING = EmptyState("Nothing was released in this year", "The note is worked out of released pay runs.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BandRow:
    """A bracket beside the year before."""

    words: str
    n: int
    n_by_office: int
    before: int | None
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeniorRow:
    """A senior employee beside the year before; `now` is None for whoever is reported for that year alone."""

    kind: str
    title: str
    name: str
    note: str
    now: Earned | None
    before: Earned | None


def senior_rows(now: Sequence[Senior], before: Sequence[Senior]) -> list[SeniorRow]:
    """Put two years side by side, by person, and those last who are in the earlier one alone."""
    then = {one.person: one for one in before if one.earned}
    found = [
        SeniorRow(
            kind=one.kind, title=one.title, name=one.name, note=one.note, now=one.earned,
            before=then[one.person].earned if one.earned and one.person in then else None,
        )
        for one in now
    ]  # fmt: skip
    here = {one.person for one in now}
    return found + [
        SeniorRow(
            kind=one.kind, title=one.title, name=one.name, note="the year before alone", now=None, before=one.earned
        )
        for one in before
        if one.person not in here and one.earned
    ]


def band_words(low: Decimal, high: Decimal) -> str:
    """Say a bracket as the note does: £50,000 to £54,999.99."""
    return f"£{low:,.0f} to £{high:,.2f}"


class _Remuneration(PartnerList, PayView, TemplateView):  # type: ignore[misc]
    permission = "people.view_pay"
    acts_on_everybody = True
    template_name = "hr/report.html"
    audited_as = "payroll_payslip"
    audited_id = "officers’ remuneration"
    title, lead = TITLE, LEAD

    def url(self, name: str, **kwargs: Any) -> str:
        """Return the address of a page of this partner."""
        return reverse(name, kwargs={"partner_code": self.partner.code, **kwargs})

    @cached_property
    def employers(self) -> list[LegalEntity]:
        """Return the partner's legal entities."""
        return remuneration.employers(partner_id=self.partner.pk)

    @cached_property
    def years(self) -> list[int]:
        """Return the years of which something was released."""
        return remuneration.years(partner_id=self.partner.pk)

    def table_options(self) -> dict[str, Any]:
        """Offer employers and years."""
        choices = [(str(one.uuid), one.legal_name) for one in self.employers]
        return {"form_options": {"employers": choices, "years": self.years}}

    @cached_property
    def employer(self) -> LegalEntity | None:
        """Return the employer in view: the one that the address names, or the first."""
        by_id = {str(one.uuid): one for one in self.employers}
        return by_id.get(self.request.GET.get("employer", "")) or (self.employers[0] if self.employers else None)

    @cached_property
    def year(self) -> int | None:
        """Return the year in view: the one that the address names, or the latest."""
        asked = self.request.GET.get("year", "")
        if asked.isascii() and asked.isdigit() and int(asked) in self.years:
            return int(asked)
        return self.years[0] if self.years else None

    @property
    def kept(self) -> str:
        """Return the filters in view, as an address carries them."""
        return f"?employer={self.employer.uuid if self.employer else ''}&year={self.year or ''}"

    @cached_property
    def note(self) -> Note | None:
        """Return the note in view."""
        return self._note(self.year)

    @cached_property
    def before(self) -> Note | None:
        """Return the note of the year before, where something was released then."""
        return self._note(self.year - 1) if self.year and self.year - 1 in self.years else None

    def _note(self, year: int | None) -> Note | None:
        if self.employer is None or year is None:
            return None
        return remuneration.note(partner_id=self.partner.pk, legal_entity_id=self.employer.pk, year=year)

    def tiles(self) -> list[dict[str, Any]]:
        """Return the figures above the list."""
        return []

    def charts(self) -> list[Any]:
        """Return the pictures above the list."""
        return []

    def actions(self) -> list[dict[str, Any]]:
        """Return where one goes from here."""
        other = (SENIOR, "remuneration_senior") if self.title == TITLE else (TITLE, "remuneration")
        found = [{"label": other[0], "href": self.url(other[1]) + self.kept, "kind": "secondary"}]
        if self.may("establishment.view"):
            found.append({"label": "Senior posts", "href": self.url("hr:senior_posts"), "kind": "secondary"})
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        _ = self.table.source
        where = ""
        if self.employer is not None and self.year is not None:
            where = f"{self.employer.legal_name}, {self.year}-{(self.year + 1) % 100:02}. "
        reports = ("Reports", f"/p/{self.partner.code}/reports/")
        return super().get_context_data(
            title=self.title, lead=where + self.lead, tiles=self.tiles(), charts=self.charts(),
            actions=self.actions(), breadcrumbs=self.crumbs(reports, *self.trail()), **kwargs,
        )  # fmt: skip

    def trail(self) -> list[tuple[str, str]]:
        """Return the last breadcrumbs."""
        return [(self.title, "")]


class BandsTable(Table):
    """Brackets of the note."""

    caption, nouns, filename = "Officers by bracket", ("bracket", "brackets"), "officers-remuneration"
    filter_form, default_sort, default_per_page = RemunerationFilter, "", 200
    empty = EmptyState("Nobody was paid £50,000 or more", "Or nothing was released in this year yet.")
    columns: ClassVar[Sequence[Column]] = (
        Column("words", "Remuneration", header=True, href=lambda row: row.href),
        Column("n", "Officers", kind=Kind.NUMBER),
        Column("n_by_office", "By loss of office alone", kind=Kind.NUMBER),
        Column("before", "The year before", kind=Kind.NUMBER),
    )


class Bands(_Remuneration):
    """How many officers were paid £50,000 or more, in brackets of £5,000, without those who are reported by post."""

    table_class = BandsTable

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the brackets of both years."""
        if self.note is None:
            return ListRows([])
        now = {one.low: one for one in self.note.bands}
        then = {one.low: one for one in self.before.bands} if self.before else {}
        every = {**then, **now}
        return ListRows(
            [
                BandRow(
                    words=band_words(low, every[low].high), n=now[low].n if low in now else 0,
                    n_by_office=now[low].n_by_office if low in now else 0,
                    before=(then[low].n if low in then else 0) if self.before else None,
                    href=f"{self.url('remuneration_band')}{self.kept}&low={low:f}" if low in now and now[low].n else "",
                )
                for low in sorted(every)
            ]
        )  # fmt: skip

    def tiles(self) -> list[dict[str, Any]]:
        """Count officers, and find whom nobody has designated."""
        if self.note is None:
            return []
        missing = self.note.undesignated
        return [
            {"label": "Officers in brackets", "value": number(sum(one.n for one in self.note.bands))},
            {"label": "Reported by post", "value": number(len({one.person for one in self.note.seniors}))},
            {"label": f"Paid {money(self.note.law.named)} or more, in no senior post", "value": number(missing),
             "kind": "problem" if missing else "good",
             "hint": "Propose their posts under Senior posts" if missing else "Everybody is reported by post"},
        ]  # fmt: skip

    def charts(self) -> list[Any]:
        """Draw how many are in each bracket."""
        bars = [Bar(f"£{one.low / 1000:,.0f}k", Decimal(one.n)) for one in self.note.bands] if self.note else []
        chart = BarChart(
            title="Officers by bracket", bars=bars, label_heading="From", value_heading="Officers",
            summary="Each bar is a bracket of £5,000.",
        )  # fmt: skip
        return [chart] if bars else []


class SeniorTable(Table):
    """Senior employees of the note."""

    stacks = True
    caption, nouns, filename = SENIOR, ("officer", "officers"), "senior-employees"
    filter_form, default_sort, default_per_page = RemunerationFilter, "", 200
    empty = EmptyState("No senior post was held in this year", "Propose them under Senior posts.")
    columns: ClassVar[Sequence[Column]] = (
        Column("title", "Post", header=True, hint=lambda row: row.note or row.kind),
        Column("name", "Name"),
        Column("kind", "Reported as", is_shown=False),
        Column("pay", "Salary", kind=Kind.MONEY, value=lambda row: row.now and row.now.pay),
        Column("bonuses", "Bonuses", kind=Kind.MONEY, value=lambda row: row.now and row.now.bonuses),
        Column("expenses", "Expenses", kind=Kind.MONEY, value=lambda row: row.now and row.now.expenses),
        Column("office", "Loss of office", kind=Kind.MONEY, value=lambda row: row.now and row.now.office),
        Column("benefits", "Benefits", kind=Kind.MONEY, value=lambda row: row.now and row.now.benefits),
        Column("total", "Total", kind=Kind.MONEY, value=lambda row: row.now and row.now.total,
               hint=lambda row: f"{money(row.before.total)} before" if row.before else ""),
        Column("pension", "Pension", kind=Kind.MONEY, value=lambda row: row.now and row.now.pension,
               hint=lambda row: f"{money(row.before.pension)} before" if row.before else ""),
        Column("before", "Total, the year before", kind=Kind.MONEY, is_shown=False,
               value=lambda row: row.before and row.before.total),
        Column("pension_before", "Pension, the year before", kind=Kind.MONEY, is_shown=False,
               value=lambda row: row.before and row.before.pension),
        Column("note", "Notes", is_shown=False),
    )  # fmt: skip


class Seniors(_Remuneration):
    """Those who are reported by post, and by name from a salary of £150,000 on."""

    table_class = SeniorTable
    title = SENIOR
    lead = (
        f"{LEAD} Salary: with fees and allowances. Expenses: those that are taxed. Pension: what the employer paid in, "
        "beside the total. A name stands from a salary of £150,000 on, and never where a role is covert or protected."
    )

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return them."""
        self.found: list[Senior] = self.note.seniors if self.note else []
        return ListRows(senior_rows(self.found, self.before.seniors if self.before else []))

    def tiles(self) -> list[dict[str, Any]]:
        """Add them up."""
        paid = [one.earned for one in self.found if one.earned]
        return [
            {"label": "Officers", "value": number(len({one.person for one in self.found}))},
            {"label": "Total without pension", "value": money(sum((one.total for one in paid), Decimal(0)))},
        ]  # fmt: skip


class NamedTable(Table):
    """Who is in a bracket."""

    stacks = True
    caption, nouns, filename = "Officers of the bracket", ("officer", "officers"), "bracket"
    filter_form, default_sort, default_per_page = RemunerationFilter, "", 200
    empty = EmptyState("Nobody is in this bracket", "Go back to the brackets.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Officer", header=True, href=lambda row: f"../../people/{row.person}/"),
        Column("pay", "Pay", kind=Kind.MONEY, value=lambda row: row.earned.pay + row.earned.bonuses),
        Column("expenses", "Taxed expenses", kind=Kind.MONEY, value=lambda row: row.earned.expenses),
        Column("benefits", "Benefits in kind", kind=Kind.MONEY, value=lambda row: row.earned.benefits),
        Column("office", "Compensation for loss of office", kind=Kind.MONEY, value=lambda row: row.earned.office),
        Column("total", "Remuneration", kind=Kind.MONEY, value=lambda row: row.earned.total),
    )


class OfBand(_Remuneration):
    """Who is in a bracket, and what makes up the figure. Covert roles are left out for whoever may not see them."""

    acts_on_everybody = False
    table_class = NamedTable
    title = "Who is in a bracket"

    @property
    def low(self) -> Decimal:
        """Return where the bracket begins: what the address says, or the lowest."""
        law = self.note.law if self.note else None
        floor = law.floor if law else Decimal(0)
        try:
            asked = Decimal(self.request.GET.get("low", ""))
        except InvalidOperation:
            return floor
        return asked if asked.is_finite() and asked >= floor else floor

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return them."""
        if self.note is None:
            return ListRows([])
        found: list[Named] = remuneration.in_band(partner_id=self.partner.pk, found=self.note, low=self.low)
        return ListRows(found)

    def trail(self) -> list[tuple[str, str]]:
        """Lead back to the brackets."""
        return [(TITLE, self.url("remuneration") + self.kept), (self.title, "")]

    def tiles(self) -> list[dict[str, Any]]:
        """Say which bracket it is."""
        if self.note is None:
            return []
        width = self.note.law.width
        return [{"label": "Bracket", "value": band_words(self.low, self.low + width - Decimal("0.01"))}]
