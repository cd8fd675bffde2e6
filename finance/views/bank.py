"""Lists of the bank: accounts and how they stand today, lines of statements, rules, reconciliations."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from finance.forms.bank import LinesFilter, PeriodFilter, WordsForm
from finance.models import BankAccount, BankReconciliation, BankRule, Period
from finance.queries import bank
from finance.queries import bank_pages as found
from finance.views.base import LedgerView
from partners.views.lists import PartnerList
from sharedservices.common.charts import LineChart, Series
from sharedservices.common.formatting import counted, day, money, pounds_short
from sharedservices.common.rowsources import ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

_LEADS = {
    "To be agreed": "It counts once another person has compared it with the bank’s letter and agreed.",
    "Refused": "It was refused, and never counted.",
}
MORNINGS = 30
TABS = (("bank", "Accounts"), ("bank_rules", "Rules by narrative"))
NO_LEDGER = "No ledger has been set up here yet. Whoever brings the partner in sets up its chart of accounts."


class BankView(LedgerView):
    """A page of the bank."""

    permission = "banking.view"

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of the bank."""
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Bank", self.url("bank") if steps else ""), *steps)


class OneAccount(BankView):
    """Something about one account."""

    row: BankAccount

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = BankAccount.objects.select_related("legal_entity", "subjective", "made_by").get(
                uuid=self.kwargs["bank_account"]
            )
        except BankAccount.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of the account's page."""
        return self.url("bank_account", bank_account=self.row.uuid)

    @cached_property
    def of_period(self) -> Period | None:
        """Return the period in view: what the address names, or the last that the statements reach."""
        rows = Period.objects.of(self.partner.pk).filter(legal_entity=self.row.legal_entity, number__range=(1, 12))
        asked = self.request.GET.get("period", "") or self.request.POST.get("period", "")
        if asked:
            year, _, number = asked.partition("-")
            if all(one.isascii() and one.isdigit() and len(one) <= 4 for one in (year, number)):
                named = rows.filter(year=int(year), number=int(number)).first()
                if named is not None:
                    return named
        last = bank.latest_statement(self.row)
        if last is None:
            return rows.order_by("year", "number").first()
        return rows.filter(covers__startswith__lte=last.ends_on).order_by("-year", "-number").first()


class _List(PartnerList, TemplateView):  # type: ignore[misc]
    template_name = "finance/bank.html"


class AccountsTable(Table):
    """Accounts, the bank's balance beside the ledger's."""

    caption, nouns, filename = "Bank accounts", ("account", "accounts"), "bank-accounts"
    default_sort = ""
    empty = EmptyState("There are no bank accounts yet", "Add the first, with a cash account of the ledger of its own.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Account", header=True, value=lambda row: str(row.account),
               hint=lambda row: row.account.legal_entity.legal_name, href=lambda row: f"accounts/{row.account.uuid}/"),
        Column("until", "Statements until", kind=Kind.DATE),
        Column("bank", "At the bank", kind=Kind.MONEY),
        Column("ledger", "In the ledger", kind=Kind.MONEY),
        Column("difference", "Difference", kind=Kind.MONEY),
        Column("unexplained", "Unexplained", kind=Kind.MONEY),
        Column("open", "Lines without a match", value=lambda row: str(row.n_bank)),
        Column("state", "Now", kind=Kind.STATUS, value=lambda row: row.account.status),
    )  # fmt: skip


class Accounts(BankView, _List):  # type: ignore[misc]
    """Every account and how it stands today."""

    table_class = AccountsTable
    audited_as = "finance_bankaccount"

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the accounts."""
        return ListRows(bank.daily(partner_id=self.partner.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        may = self.may("banking.accounts") and self.entities
        return super().get_context_data(
            title="Bank accounts", caption=self.partner.name, tabs=self.tabs("bank"), breadcrumbs=self.trail(),
            lead="The bank’s last balance beside the ledger’s. Open an account to match its lines."
            if self.entities else NO_LEDGER,
            actions=[{"label": "Add an account", "href": self.url("bank_account_new")}] if may else [], **kwargs,
        )  # fmt: skip


class LinesTable(Table):
    """Lines of statements."""

    caption, nouns, filename = "Lines of its statements", ("line", "lines"), "bank-lines"
    filter_form, default_sort = LinesFilter, "-on"
    empty = EmptyState("There are no lines", "Load a statement, or choose other filters.")
    columns: ClassVar[Sequence[Column]] = (
        Column("line", "Line", header=True, sort=("statement_id", "number"),
               value=lambda row: f"{row.statement.number}/{row.number}", href=lambda row: f"../../lines/{row.pk}/"),
        Column("on", "Booked", kind=Kind.DATE, sort=("booked_on", "id"), value=lambda row: row.booked_on),
        Column("narrative", "Narrative", sort="narrative", hint=lambda row: row.reference),
        Column("amount", "Amount", kind=Kind.MONEY, sort="amount"),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.state.capitalize()),
    )  # fmt: skip


class AccountPage(OneAccount, _List):  # type: ignore[misc]
    """One account: the lines of its statements, each with its state."""

    table_class = LinesTable
    audited_as = "finance_bankline"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the lines."""
        return found.lines(self.row, filters)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and offer what may be done."""
        key: dict[str, Any] = {"bank_account": self.row.uuid}
        actions = [
            {"label": "Reconciliation", "href": self.url("bank_reconciliation", **key)},
            {"label": "Daily check", "href": self.url("bank_daily", **key)},
        ]
        if self.may("banking.match") and self.row.agreed_at is not None:
            actions[:0] = [
                {"label": "Match by hand", "href": self.url("bank_match_new", **key)},
                {"label": "Load a statement", "href": self.url("bank_load", **key)},
            ]
        if self.may("banking.accounts"):
            actions.extend(self._next(key))
        last = bank.latest_statement(self.row)
        lead = (
            f"Statement {last.number} is the last: {money(last.closing)} on {day(last.ends_on)}."
            if last else _LEADS.get(self.row.status, "No statement has been loaded yet.")
        )  # fmt: skip
        if self.row.refused_at is not None:
            lead = f"{lead} {self.row.refused_reason}"
        return super().get_context_data(
            title=str(self.row), caption=self.row.legal_entity.legal_name, lead=lead, actions=actions,
            run_href=self.url("bank_run", **key) if self.may("banking.match") and last else "",
            breadcrumbs=self.trail((str(self.row), "")), **kwargs,
        )  # fmt: skip

    def _next(self, key: dict[str, Any]) -> list[dict[str, str]]:
        """Return what may be done with the account itself."""
        if self.row.status == "To be agreed":
            return [
                {"label": "Agree to it", "href": self.url("bank_account_agree", **key)},
                {"label": "Refuse it", "href": self.url("bank_account_refuse", **key)},
            ]
        return (
            [{"label": "Close it", "href": self.url("bank_account_close", **key)}] if self.row.status == "Open" else []
        )


class ChecksTable(Table):
    """What each morning found."""

    caption, nouns, filename = "What each morning found", ("morning", "mornings"), "bank-daily"
    default_sort = "-on"
    empty = EmptyState("No morning has passed yet", "Each morning at 06:40 the account is compared with the ledger.")
    columns: ClassVar[Sequence[Column]] = (
        Column("on", "Day", kind=Kind.DATE, sort="on", header=True),
        Column("until", "Statements until", kind=Kind.DATE, sort="until"),
        Column("bank", "At the bank", kind=Kind.MONEY, sort="bank"),
        Column("ledger", "In the ledger", kind=Kind.MONEY, sort="ledger"),
        Column("explained", "Open lines explain", kind=Kind.MONEY, sort="explained",
               hint=lambda row: f"{row.n_bank} of the bank, {row.n_ledger} of the ledger"),
        Column("unexplained", "Unexplained", kind=Kind.MONEY),
        Column("state", "Found", kind=Kind.STATUS, sort="state", value=lambda row: row.get_state_display()),
    )  # fmt: skip


class DailyChecks(OneAccount, _List):  # type: ignore[misc]
    """Each morning's comparison of an account with the ledger."""

    table_class = ChecksTable
    audited_as = "finance_bankcheck"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the mornings."""
        return QuerySetRows(bank.checks(self.row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and draw the last mornings."""
        return super().get_context_data(
            title=f"Daily check of {self.row}", caption=self.row.legal_entity.legal_name, chart=self._chart(),
            lead="Each morning the bank’s last balance is compared with the ledger’s: lines without a match have to"
                 " explain every penny between them, and statements have to be no older than two working days.",
            breadcrumbs=self.trail((str(self.row), self.page), ("Daily check", "")), **kwargs,
        )  # fmt: skip

    def _chart(self) -> LineChart | None:
        last = list(bank.checks(self.row).order_by("-on")[:MORNINGS])[::-1]
        if len(last) < 2:
            return None
        return LineChart(
            title=f"The last {len(last)} mornings", labels=[f"{one.on:%-d %b}" for one in last],
            series=[Series("At the bank", [one.bank for one in last]),
                    Series("In the ledger", [one.ledger for one in last])],
            label_heading="Day", say=money, say_axis=pounds_short,
        )  # fmt: skip


def _rule_state(row: BankRule) -> str:
    if row.ended_at is not None:
        return "Ended"
    return "In force" if row.agreed_at is not None else "To be agreed"


def _rule_next(row: BankRule) -> tuple[str, str]:
    if row.ended_at is not None:
        return "", ""
    return ("End it", f"{row.uuid}/end/") if row.agreed_at else ("Agree or end", f"{row.uuid}/agree/")


class RulesTable(Table):
    """Rules by narrative."""

    caption, nouns, filename = "Rules by narrative", ("rule", "rules"), "bank-rules"
    default_sort = "words"
    empty = EmptyState("There are no rules yet", "Make one for charges that the bank takes every month.")
    columns: ClassVar[Sequence[Column]] = (
        Column("words", "Words", header=True, sort="words", hint=lambda row: row.legal_entity.legal_name),
        Column("kind", "What", sort="kind", value=lambda row: row.get_kind_display(),
               hint=lambda row: "Posted without anybody looking" if row.is_automatic else ""),
        Column("subjective", "Posted to", sort="subjective", hint=lambda row: row.cost_centre),
        Column("most", "Up to", kind=Kind.MONEY, sort="most"),
        Column("state", "Now", kind=Kind.STATUS, value=_rule_state),
        Column("made", "Made by", value=lambda row: row.made_by.full_name),
        Column("next", "What next", value=lambda row: _rule_next(row)[0],
               href=lambda row: _rule_next(row)[1]),
    )  # fmt: skip


class Rules(BankView, _List):  # type: ignore[misc]
    """Every rule."""

    table_class = RulesTable
    audited_as = "finance_bankrule"

    def rows(self, _filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the rules."""
        return QuerySetRows(BankRule.objects.of(self.partner.pk).select_related("legal_entity", "made_by"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        may = self.may("banking.match") and self.entities
        return super().get_context_data(
            title="Rules by narrative", caption=self.partner.name, tabs=self.tabs("bank_rules"),
            breadcrumbs=self.trail(("Rules by narrative", "")),
            lead="A rule counts once another person has agreed to it. Only charges and interest are posted unseen.",
            actions=[{"label": "Make a rule", "href": self.url("bank_rule_new")}] if may else [], **kwargs,
        )  # fmt: skip


class ItemsTable(Table):
    """What explains the difference."""

    caption, nouns, filename = "Reconciling items", ("item", "items"), "bank-reconciliation"
    filter_form, default_sort, default_per_page = PeriodFilter, "", 100
    empty = EmptyState("Nothing is open", "Every line of the period has its match.")
    columns: ClassVar[Sequence[Column]] = (
        Column("words", "Item", header=True, value=lambda row: row.words or "No words"),
        Column("heading", "What it is"),
        Column("on", "Day", kind=Kind.DATE),
        Column("age", "Days old", value=lambda row: str(row.age)),
        Column("amount", "Amount", kind=Kind.MONEY),
        Column("owner", "Who looks after it", hint=lambda row: row.note,
               value=lambda row: row.owner or ("Nobody, and it is old" if row.is_unowned else "Nobody yet")),
    )  # fmt: skip


class Reconciliation(OneAccount, _List):  # type: ignore[misc]
    """From the ledger's balance to the bank's at the end of a period, and who has signed that."""

    table_class = ItemsTable
    audited_as = "finance_bankreconciliation"

    @cached_property
    def signed(self) -> BankReconciliation | None:
        """Return what was signed for the period."""
        rows = BankReconciliation.objects.of(self.partner.pk).filter(account=self.row, period=self.of_period)
        found_: BankReconciliation | None = (
            rows.exclude(state="RETURNED").select_related("prepared_by", "reviewed_by").first()
        )
        return found_

    @cached_property
    def proof(self) -> bank.Proof:
        """Return what was signed as it was signed, or else how it stands now."""
        if self.signed is not None:
            return bank.signed_proof(self.signed)
        if self.of_period is None:
            return bank.Proof(**dict.fromkeys(SUMS, Decimal(0)))  # type: ignore[arg-type]
        return bank.proof(self.row, self.of_period)

    def table_options(self) -> dict[str, Any]:
        """Offer periods."""
        rows = Period.objects.of(self.partner.pk).filter(legal_entity=self.row.legal_entity, number__range=(1, 12))
        chosen = self.of_period
        rows_ = sorted(rows, key=lambda one: (one != chosen, one.year, one.number))
        return {"form_options": {"periods": [(f"{one.year}-{one.number}", str(one)) for one in rows_]}}

    def rows(self, _filters: Mapping[str, Any]) -> ListRows:
        """Return the items."""
        return ListRows(list(self.proof.items))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the proof and who has signed; offer to sign."""
        proof, signed, period = self.proof, self.signed, self.of_period
        sums = [(label, getattr(proof, name)) for name, label in SUMS.items()]
        rows = [
            [{"text": label, "is_header": True}, {"text": money(amount), "is_numeric": True}] for label, amount in sums
        ]
        given: dict[str, Any] = {
            "title": f"Reconciliation of {self.row}", "caption": str(period) if period else "",
            "proof": rows, "headings": [{"label": "From the ledger to the bank"}, {"label": "£", "is_numeric": True}],
            "breadcrumbs": self.trail((str(self.row), self.page), ("Reconciliation", "")), "signed": signed,
            "period": f"{period.year}-{period.number}" if period else "",
        }  # fmt: skip
        if signed is None:
            n = sum(1 for one in proof.items if one.is_unowned)
            given["lead"] = "Nobody has signed it yet." + (
                f" {counted(n, 'item is', 'items are')} older than 30 days without an owner." if n else ""
            )
            if self.may("banking.prepare") and period:
                given["sign_href"] = self.url("bank_prepare", bank_account=self.row.uuid)
        elif signed.state == "PREPARED":
            given["lead"] = f"Signed by {signed.prepared_by.full_name}, who prepared it. A reviewer signs next."
            if self.may("banking.review"):
                given["review_href"] = self.url("bank_review", bank_reconciliation=signed.uuid)
                given["return_href"] = self.url("bank_return", bank_reconciliation=signed.uuid)
                given["return_form"] = WordsForm()
        else:
            reviewer = signed.reviewed_by.full_name if signed.reviewed_by else ""
            given["lead"] = f"Signed by {signed.prepared_by.full_name} and {reviewer}: it is frozen."
        return super().get_context_data(**(given | kwargs))


SUMS = {
    "ledger": "Balance of the ledger", "unpresented": "add: payments that the bank has not paid yet",
    "not_credited": "less: lodgements that the bank has not credited yet",
    "credits": "add: what came in and is not in the ledger yet",
    "charges": "less: what went out and is not in the ledger yet", "bank": "Balance of the statement",
}  # fmt: skip
