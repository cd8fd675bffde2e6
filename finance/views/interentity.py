"""Legal entities of one partner with each other: agreements, balances, the lines behind them, settlements (FIN-11)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from finance.engine import fiscal
from finance.forms.interentity import (
    AgreementForm,
    AgreementsFilter,
    BalancesFilter,
    EndForm,
    PairFilter,
    SettleForm,
    SettlementsFilter,
)
from finance.models import InterEntityAgreement, InterEntitySettlement
from finance.operations import interentity
from finance.operations.interentity import SettlementWanted
from finance.queries import chart as codes
from finance.queries import interentity as found
from finance.queries import ledger_pages
from finance.queries.interentity import PairRow
from finance.views.base import EMPTY, LedgerView
from finance.views.reports import LinesTable
from partners.models import LegalEntity
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Agreements between legal entities"


class InterEntityView(LedgerView):
    """A page about legal entities with each other."""

    def pair_trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.trail((TITLE, self.url("interentity_agreements") if steps else ""), *steps)


class AgreementsTable(Table):
    """Agreements in a list."""

    stacks = True
    caption, nouns, filename = TITLE, ("agreement", "agreements"), "inter-entity-agreements"
    filter_form, default_sort = AgreementsFilter, "subject"
    empty = EmptyState(
        "No legal entities have agreed yet", "Propose an agreement, so that a journal may have lines of both."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("subject", "Agreement", header=True, sort="subject", href=lambda row: f"{row.uuid}/"),
        Column("from_entity", "Between", value=lambda row: row.from_entity.legal_name,
               sort="from_entity__legal_name"),
        Column("to_entity", "And", value=lambda row: row.to_entity.legal_name, sort="to_entity__legal_name"),
        Column("kinds", "Journals covered", value=lambda row: found.kind_words(row.kinds)),
        Column("settlement", "Settlement", sort="settlement", value=lambda row: row.get_settlement_display()),
        Column("from", "From", kind=Kind.DATE, value=lambda row: row.valid.lower, sort="valid"),
        Column("until", "Last day", value=lambda row: found.until_words(row).removeprefix("to ").capitalize()),
        Column("end_reason", "Why it ended", is_shown=False),
    )  # fmt: skip


class Agreements(PartnerList, InterEntityView, TemplateView):  # type: ignore[misc]
    """Every agreement of the partner."""

    template_name = "finance/report.html"
    table_class = AgreementsTable
    audited_as = "finance_interentityagreement"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the agreements."""
        return found.agreements(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        lead = (
            "A journal may have lines of two legal entities where an agreement of theirs covers it on its day: what "
            "one is due from the other is added by itself, so that each balances."
        )
        new = {"label": "Propose an agreement", "href": self.url("interentity_new")}
        more = [
            {"label": "What they owe each other", "href": self.url("interentity_balances"), "kind": "secondary"},
            {"label": "Settlements", "href": self.url("interentity_settlements"), "kind": "secondary"},
        ]
        may = self.may("chart.propose") and len(self.entities) > 1
        return super().get_context_data(
            title=TITLE, caption=self.partner.name, lead=lead if self.entities else EMPTY,
            tabs=self.tabs("finance_reports"), actions=[new, *more] if may else more, breadcrumbs=self.pair_trail(),
            **kwargs,
        )  # fmt: skip


class ProposeAgreement(InterEntityView, PartnerFormView):
    """Ask for an agreement to hold."""

    permission = "chart.propose"
    template_name = "partners/form_page.html"
    form_class = AgreementForm
    success_message = "It waits for approval. It holds when another person has approved it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {**super().get_form_kwargs(), "entities": self.entity_choices()}

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        payload = {"agreement": str(uuid4()), **given}
        proposal = Proposal(kind=found.KIND, payload=payload, reason=reason)
        row = changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return reverse("change", args=[self.partner.code, row.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Propose an agreement between legal entities", "submit": "Propose it",
            "lead": "Both belong to this partner. With another partner one settles by invoice.",
            "cancel_href": self.url("interentity_agreements"),
            "breadcrumbs": self.pair_trail(("Propose an agreement", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class OneAgreement(InterEntityView):
    """Something about one agreement."""

    row: InterEntityAgreement

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.get(self.kwargs["interentity_agreement"])
        except InterEntityAgreement.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.url("interentity_agreement", interentity_agreement=self.row.uuid)


class BetweenTable(Table):
    """Journals between two legal entities."""

    stacks = True
    caption, nouns, filename = "Journals between the two", ("journal", "journals"), "journals-between-entities"
    default_sort = "-accounting_date"
    empty = EmptyState("There is no journal between the two", "Write one with lines of both.")
    columns: ClassVar[Sequence[Column]] = (
        Column("description", "Journal", header=True, href=lambda row: f"../../journals/{row.uuid}/",
               hint=lambda row: str(row).capitalize()),
        Column("accounting_date", "Date", kind=Kind.DATE, sort=("accounting_date", "id")),
        Column("entity", "First in the books of", value=lambda row: row.legal_entity.legal_name),
        Column("total", "Total there", kind=Kind.MONEY, sort="total"),
        Column("state", "State", kind=Kind.STATUS, value=lambda row: row.state.capitalize(), sort="state"),
    )  # fmt: skip


class AgreementPage(PartnerList, OneAgreement, TemplateView):  # type: ignore[misc]
    """One agreement: what it covers, who approved it, what is written under it."""

    template_name = "finance/interentity_agreement.html"
    table_class = BetweenTable
    audited_as = "finance_interentityagreement"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the journals between both."""
        return found.journals_between(self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say everything, and offer what this person may do."""
        row = self.row
        asked = codes.waiting(row.partner_id, f"inter-entity agreement {row.uuid}")
        is_waiting = any(one.state == "WAITING" for one in asked)
        today = timezone.localdate()
        state = "ACTIVE" if today in row.valid else "ENDED" if row.valid.lower <= today else "PLANNED"
        facts = [{"key": key, "value": value} for key, value in found.words(row).items() if key != "Agreement"]
        for key, who, at in (("Approved by", row.approved_by, row.approved_at),
                             ("Ended by", row.ended_by, row.ended_at)):  # fmt: skip
            if who and at:
                facts.append({"key": key, "value": who.full_name, "hint": day(timezone.localdate(at))})
        may_end = self.may("chart.propose") and row.ended_at is None and not is_waiting
        end = self.url("interentity_end", interentity_agreement=row.uuid)
        may_open = self.may("changes.follow")
        events = [
            {"title": f"{one.title}: {one.get_state_display()}", "by": one.made_by.full_name, "at": one.submitted_at,
             "reason": one.reason,
             "href": reverse("change", args=[self.partner.code, one.uuid]) if may_open else ""}
            for one in asked
        ]  # fmt: skip
        given = {
            "title": row.subject, "caption": f"{row.from_entity} and {row.to_entity}", "row": row, "facts": facts,
            "status": "WAITING" if is_waiting else state,
            "status_label": {"ACTIVE": "Holds", "ENDED": "Ended", "PLANNED": "Begins later"}[state]
            if not is_waiting else "End waits for approval",
            "events": events, "actions": [{"label": "Propose to end it", "href": end}] if may_end else [],
            "breadcrumbs": self.pair_trail((row.subject, "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class EndAgreement(OneAgreement, PartnerFormView):
    """Ask for an agreement to end."""

    permission = "chart.propose"
    template_name = "partners/form_page.html"
    form_class = EndForm
    success_message = "It waits for approval. Until then the agreement holds as it was."

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = form.cleaned_data
        payload = {"agreement": str(self.row.uuid), "last_day": given["last_day"], "why": given["reason"]}
        proposal = Proposal(kind=found.END, payload=payload, reason=given["reason"])
        changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": f"End an agreement: {self.row.subject}", "submit": "Propose its end", "cancel_href": self.page,
            "lead": "Journals up to that day stay as they are, and what is owed is still settled.",
            "breadcrumbs": self.pair_trail((self.row.subject, self.page), ("End", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


# --- what they owe each other --------------------------------------------------------------------------------------
class BalancesTable(Table):
    """What both books say."""

    stacks = True
    caption, nouns, filename = "What legal entities owe each other", ("balance", "balances"), "inter-entity-balances"
    filter_form, default_sort, default_per_page = BalancesFilter, "", 200
    empty = EmptyState("No legal entity owes another anything", "Journals between two stand here once they are posted.")
    columns: ClassVar[Sequence[Column]] = (
        Column("first", "Legal entity", header=True, value=lambda row: row.first.legal_name),
        Column("second", "With", value=lambda row: row.second.legal_name),
        Column("fund", "Fund"),
        Column("due_from", "Due from it, in the first’s books", kind=Kind.MONEY),
        Column("due_to", "Due to the first, in its own books", kind=Kind.MONEY),
        Column("difference", "Difference", kind=Kind.MONEY),
        Column("words", "Lines", value=lambda row: "Lines of both", is_exported=False),
    )  # fmt: skip


class Balances(PartnerList, InterEntityView, TemplateView):  # type: ignore[misc]
    """Whether what one entity is due from another is what that one owes it, to the penny."""

    template_name = "finance/report.html"
    table_class = BalancesTable
    audited_as = "finance_balance"
    shown: Sequence[PairRow] = ()

    def table_options(self) -> dict[str, Any]:
        """Offer periods and legal entities."""
        return {"form_options": {"entities": self.entity_choices(), "periods": self.periods}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the pairs, by fund."""
        if self.upto is None:
            return ListRows([])
        year, number = self.upto
        rows = found.pairs(partner_id=self.partner.pk, year=year, number=number)
        if entity := filters.get("entity"):
            rows = [one for one in rows if entity in {str(one.first.uuid), str(one.second.uuid)}]
        self.shown = [one for one in rows if one.difference or not filters.get("differs")]
        return ListRows(self.shown)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and let each pair lead to its lines."""
        period = self.request.GET.get("period", "")
        last = self.table.columns[-1]
        linked = Column(
            last.key, last.label, value=lambda row: "Lines of both", is_exported=False,
            href=lambda row: self.url("interentity_lines", query={
                "first": str(row.first.uuid), "second": str(row.second.uuid), "period": period,
                "unmatched": "1" if row.difference else "",
            }),
        )  # fmt: skip
        self.table.columns = (*self.table.columns[:-1], linked)  # type: ignore[misc]
        _ = self.table.source
        odd = sum((abs(one.difference) for one in self.shown), ZERO)
        tiles = [
            {"label": "Balances", "value": f"{len(self.shown)}"},
            {"label": "Difference", "value": money(odd), "kind": "problem" if odd else "good",
             "hint": "Nought where both say the same"},
        ] if self.shown else []  # fmt: skip
        actions = [{"label": "Settle a month", "href": self.url("interentity_settle")}]
        upto = fiscal.name(*self.upto) if self.upto else ""
        return super().get_context_data(
            title="What legal entities owe each other", caption=f"{self.partner.name}, at the end of {upto}",
            lead="What the first is due from the other by its own books, beside what the other owes by its own: above "
            "nought it is owed to the first. Lines of both lead to where a difference comes from."
            if self.entities else EMPTY,
            tabs=self.tabs("finance_reports"), tiles=tiles, actions=actions if self.may("journals.prepare") else [],
            breadcrumbs=self.pair_trail(("What they owe each other", "")), **kwargs,
        )  # fmt: skip


class PairLinesTable(LinesTable):
    """The due lines of two entities with each other."""

    caption, filename = "Lines between two legal entities", "inter-entity-lines"
    filter_form = PairFilter  # type: ignore[assignment]  # another choice than of one ledger
    columns: ClassVar[Sequence[Column]] = (
        LinesTable.columns[0], Column("entity", "In the books of", sort="journal__legal_entity__code"),
        *LinesTable.columns[1:],
    )  # fmt: skip
    empty = EmptyState("There are no such lines", "Choose two legal entities, or all of their lines.")


class PairLines(PartnerList, InterEntityView, TemplateView):  # type: ignore[misc]
    """The lines behind what two entities owe each other."""

    template_name = "finance/report.html"
    table_class = PairLinesTable
    audited_as = "finance_journalline"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and periods."""
        return {"form_options": {"entities": self.entity_choices(), "periods": self.periods}}

    @cached_property
    def two(self) -> list[LegalEntity]:
        """Both entities that the address names."""
        by_id = {str(one.uuid): one for one in self.entities}
        asked = [by_id.get(self.request.GET.get(name, "")) for name in ("first", "second")]
        return [one for one in asked if one is not None]

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows | ListRows:
        """Return the lines."""
        if self.upto is None or len({one.pk for one in self.two}) != 2:
            return ListRows([])
        year, number = self.upto
        rows = found.lines_between(*self.two, year=year, number=number, unmatched=bool(filters.get("unmatched")))
        return ledger_pages.as_lines(rows, sees_pay=self.sees_pay)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        names = " and ".join(one.legal_name for one in self.two)
        top = ("What they owe each other", self.url("interentity_balances"))
        return super().get_context_data(
            title="Lines between two legal entities", caption=names or self.partner.name,
            lead="Debits are due from the other, credits due to it. A line that only one of both has is where a "
            "difference comes from: opening balances above all.",
            tabs=self.tabs("finance_reports"), breadcrumbs=self.pair_trail(top, ("Lines", "")), **kwargs,
        )  # fmt: skip


# --- settlements ----------------------------------------------------------------------------------------------------
def _payee(row: InterEntitySettlement) -> str:
    both = (row.agreement.from_entity, row.agreement.to_entity)
    return next(one.legal_name for one in both if one.pk != row.payer_id)


class SettlementsTable(Table):
    """Settlements in a list."""

    stacks = True
    caption, nouns, filename = "Settlements between legal entities", ("settlement", "settlements"), "settlements"
    filter_form, default_sort = SettlementsFilter, "-month"
    empty = EmptyState("Nothing has been settled yet", "Settle a month that is over, where an agreement says net.")
    columns: ClassVar[Sequence[Column]] = (
        Column("month", "Month", header=True, sort=("year", "number", "id"),
               value=lambda row: fiscal.name(row.year, row.number),
               href=lambda row: f"../journals/{row.journal.uuid}/"),
        Column("payer", "Who pays", value=lambda row: row.payer.legal_name, sort="payer__legal_name"),
        Column("payee", "To", value=_payee),
        Column("amount", "Amount", kind=Kind.MONEY, sort="amount"),
        Column("paid_on", "Day of payment", kind=Kind.DATE, value=lambda row: row.journal.accounting_date,
               sort="journal__accounting_date"),
        Column("proposed_by", "Proposed by", value=lambda row: row.proposed_by.full_name),
        Column("state", "Journal", kind=Kind.STATUS, value=lambda row: row.journal.state.capitalize(),
               sort="journal__state"),
    )  # fmt: skip


class Settlements(PartnerList, InterEntityView, TemplateView):  # type: ignore[misc]
    """Every settlement, with its journal."""

    template_name = "finance/report.html"
    table_class = SettlementsTable
    audited_as = "finance_interentitysettlement"

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities."""
        return {"form_options": {"entities": self.entity_choices()}}

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the settlements."""
        return found.settlements(partner_id=self.partner.pk, wanted=filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        action = [{"label": "Settle a month", "href": self.url("interentity_settle")}]
        return super().get_context_data(
            title="Settlements between legal entities", caption=self.partner.name,
            lead="The net of a month is paid once, when another person has approved its journal."
            if self.entities else EMPTY,
            tabs=self.tabs("finance_reports"), actions=action if self.may("journals.prepare") else [],
            breadcrumbs=self.pair_trail(("Settlements", "")), **kwargs,
        )  # fmt: skip


class Settle(InterEntityView, PartnerFormView):
    """Write the journal that settles a month."""

    permission = "journals.prepare"
    template_name = "partners/form_page.html"
    form_class = SettleForm
    success_message = "The settlement is written. Propose its journal, so that others approve it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer legal entities and months."""
        today = timezone.localdate()
        over = [
            (value, label) for value, label in self.periods
            if 1 <= int(value[-2:]) <= fiscal.LAST and fiscal.spans(int(value[:4]))[int(value[-2:])].last < today
        ]  # fmt: skip
        return {**super().get_form_kwargs(), "entities": self.entity_choices(), "periods": over}

    def get_initial(self) -> dict[str, Any]:
        """Pay it today."""
        return {"accounting_date": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """Write it; lead to its journal."""
        given = dict(form.cleaned_data)
        year, number = map(int, given.pop("month").split("-"))
        for name in ("first", "second"):
            given[name] = UUID(given[name])
        wanted = SettlementWanted(year=year, number=number, **given)
        row = interentity.settle(wanted=wanted, by=self.user, at=timezone.now())
        return self.url("journal", journal=row.journal.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Settle a month between legal entities", "submit": "Write the settlement",
            "cancel_href": self.url("interentity_settlements"),
            "lead": "Who pays whom, and how much, is worked out from both books. Both have to say the same.",
            "breadcrumbs": self.pair_trail(("Settlements", self.url("interentity_settlements")), ("Settle", "")),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))
