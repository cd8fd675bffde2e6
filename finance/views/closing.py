"""Closing a month: its tasks, its control accounts, and one account with its items, reasons and signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from finance import controls
from finance.controls import Item
from finance.engine import closing as engine
from finance.forms.closing import CommentForm, ExplainForm, OverrideForm, SignForm, StatementForm
from finance.forms.ledger import OfEntity
from finance.models import Period, PeriodModule, Reconciliation, ReconciliationItem
from finance.operations import closing, reconciliations
from finance.operations.reconciliations import Explanation
from finance.queries import bank_register, control_accounts
from finance.queries import closing as tasks
from finance.queries.closing import TaskRow
from finance.queries.control_accounts import Position
from finance.states import ReconciliationState
from finance.views.base import EMPTY, LedgerView
from partners.views.base import PartnerActionView, PartnerFormView
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

PARTS = {module.value: module.label for module in PeriodModule.Module}
STATES = {"OPEN": "Open", "SIGNED": "Signed", "REVIEWED": "Reviewed", "RETURNED": "Returned"}
NOTHING = EmptyState("Nothing is to be closed", "The tasks of a month stand here once its year has been set up.")


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task with where it is done."""

    task: TaskRow
    state: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """A control account with its page."""

    one: Position
    state: str
    href: str
    on: date

    @property
    def days_late(self) -> int | None:
        """How many days after its day it was reviewed, or is not reviewed yet; None for nothing to reconcile."""
        if not self.one.is_needed:
            return None
        done = self.reviewed_on if self.one.is_done else None
        return max(((done or self.on) - self.one.due_on).days, 0)

    @property
    def lateness(self) -> str:
        """Say how late it is or was; otherwise how often it is looked at."""
        days = self.days_late
        return f"{counted(days, 'day', 'days')} late" if days else self.one.frequency

    @property
    def prepared_by(self) -> str:
        """Who signed the figures."""
        row = self.one.latest
        return row.prepared_by.full_name if row is not None and row.prepared_by is not None else ""

    @property
    def prepared_on(self) -> date | None:
        """When the figures were signed."""
        row = self.one.latest
        return timezone.localdate(row.prepared_at) if row is not None and row.prepared_at is not None else None

    @property
    def reviewed_by(self) -> str:
        """Who reviewed them."""
        row = self.one.latest
        return row.reviewed_by.full_name if row is not None and row.reviewed_by is not None else ""

    @property
    def reviewed_on(self) -> date | None:
        """When they were reviewed."""
        row = self.one.latest
        return timezone.localdate(row.reviewed_at) if row is not None and row.reviewed_at is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """An item of a register with its age and its document's page."""

    reference: str
    words: str
    arose_on: date
    amount: Decimal
    age: str
    href: str


class TasksTable(Table):
    """The tasks of a month's end."""

    stacks = True
    caption, nouns, filename = "Tasks", ("task", "tasks"), "month-end"
    filter_form, default_sort, default_per_page = OfEntity, "", 100
    empty = NOTHING
    columns: ClassVar[Sequence[Column]] = (
        Column("task", "Task", header=True, value=lambda row: row.task.title, href=lambda row: row.href),
        Column("state", "State", kind=Kind.STATUS, value=lambda row: row.state),
        Column("words", "What shows it", value=lambda row: row.task.words),
        Column("parts", "Holds up", value=lambda row: _parts(row.task.modules)),
        Column("who", "Who", value=lambda row: row.task.who),
        Column("due", "Due", kind=Kind.DATE, value=lambda row: row.task.due_on),
    )  # fmt: skip


class AccountsTable(Table):
    """Control accounts."""

    stacks = True
    caption, nouns, filename = "Control accounts", ("account", "accounts"), "control-accounts"
    filter_form, default_sort, default_per_page = OfEntity, "", 100
    empty = EmptyState("There are no control accounts yet", "They come with the chart of accounts.")
    columns: ClassVar[Sequence[Column]] = (
        Column("account", "Account", header=True, value=lambda row: str(row.one.account), href=lambda row: row.href),
        Column("state", "State", kind=Kind.STATUS, value=lambda row: row.state,
               hint=lambda row: control_words(row.one) if row.one.is_needed else ""),
        Column("ledger", "Ledger", kind=Kind.MONEY, value=lambda row: row.one.ledger),
        Column("subledger", "Register", kind=Kind.MONEY, value=lambda row: row.one.subledger),
        Column("difference", "Difference", kind=Kind.MONEY, value=lambda row: row.one.difference),
        Column("explained", "Explained", kind=Kind.MONEY, is_shown=False, value=lambda row: row.one.explained),
        Column("unexplained", "Not explained", kind=Kind.MONEY, value=lambda row: row.one.unexplained),
        Column("prepared", "Prepared by", value=lambda row: row.prepared_by,
               hint=lambda row: f"Reviewed by {row.reviewed_by}" if row.reviewed_by else ""),
        Column("prepared_on", "Prepared on", kind=Kind.DATE, is_shown=False, value=lambda row: row.prepared_on),
        Column("reviewed", "Reviewed by", is_shown=False, value=lambda row: row.reviewed_by),
        Column("reviewed_on", "Reviewed on", kind=Kind.DATE, is_shown=False, value=lambda row: row.reviewed_on),
        Column("due", "Due", kind=Kind.DATE, value=lambda row: row.one.due_on, hint=lambda row: row.lateness),
        Column("days_late", "Days late", kind=Kind.NUMBER, is_shown=False, value=lambda row: row.days_late),
        Column("frequency", "Looked at", is_shown=False, value=lambda row: row.one.frequency),
    )  # fmt: skip


class ItemsTable(Table):
    """The open items of a register."""

    stacks = True
    caption, nouns, filename = "Items of the register", ("item", "items"), "reconciliation"
    default_sort, default_per_page = "", 100
    empty = EmptyState("The register has no open item", "What stands in the ledger alone is a difference.")
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Reference", header=True, href=lambda row: row.href),
        Column("words", "What it is"),
        Column("arose_on", "Since", kind=Kind.DATE),
        Column("age", "Age"),
        Column("amount", "Amount", kind=Kind.MONEY),
    )  # fmt: skip


def _parts(modules: Sequence[str]) -> str:
    return "Every part" if len(modules) == len(PARTS) else ", ".join(PARTS[one] for one in modules)


def control_words(one: Position) -> str:
    """Say how far an account is reconciled."""
    return tasks.how_it_stands(one)


def state_of(one: Position, on: date) -> str:
    """Say in a word how an account stands."""
    if one.is_done:
        return "Reviewed" if one.is_needed else "Nothing on it"
    if one.is_late(on):
        return "Late"
    return STATES[one.latest.state] if one.latest and not one.has_moved else "Open"


class _MonthEnd(PartnerList, LedgerView, TemplateView):  # type: ignore[misc]
    """A list of the month's end of one legal entity."""

    template_name = "finance/report.html"
    here, title, lead = "", "", ""

    def table_options(self) -> dict[str, Any]:
        """Offer legal entities and periods."""
        return {"form_options": {"entities": self.entity_choices(), "periods": self.periods}}

    @property
    def period(self) -> Period | None:
        """The period in view."""
        if self.entity is None or self.upto is None:
            return None
        year, number = self.upto
        return Period.objects.select_related("legal_entity").get(
            partner=self.partner.pk, legal_entity=self.entity, year=year, number=number
        )

    def tiles(self) -> list[dict[str, Any]]:
        """Return the figures above the list."""
        return []

    def actions(self) -> list[dict[str, Any]]:
        """Return the buttons."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and what is in view."""
        _ = self.table.source
        period = self.period
        caption = f"{period.legal_entity.legal_name}, {period}" if period else ""
        return super().get_context_data(
            title=self.title, caption=caption, lead=self.lead if self.entity else EMPTY, tabs=self.tabs(self.here),
            tiles=self.tiles(), actions=self.actions(), breadcrumbs=self.trail((self.title, "")), **kwargs,
        )  # fmt: skip


class MonthEnd(_MonthEnd):
    """The tasks of a month's end, each with what shows that it is done."""

    table_class = TasksTable
    audited_as = "finance_closingcheck"
    here, title = "closing", "Month end"
    lead = "What the books show is done by itself. A part of the period is closed when its tasks are done."
    shown: list[TaskRow]

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the tasks."""
        period, on = self.period, timezone.localdate()
        self.shown = tasks.tasks(period) if period else []
        return ListRows([ShownTask(one, self._state(one, on), self._href(period, one)) for one in self.shown])

    @staticmethod
    def _state(one: TaskRow, on: date) -> str:
        if one.is_met:
            return "Done"
        return "Late" if one.is_late(on) else "Open"

    def _href(self, period: Period | None, one: TaskRow) -> str:
        if period is None:
            return ""
        if one.account:
            return self.url("control", period=period.uuid, account_code=one.account)
        if one.may_state and self.may("closing.prepare"):
            return self.url("closing_state", period=period.uuid, closing_task=one.code)
        if one.code == bank_register.TASK and self.may("banking.view"):
            return self.url("bank")
        return self.url("period", period=period.uuid) if one.code == "modules" else ""

    def tiles(self) -> list[dict[str, Any]]:
        """Say how far the month is."""
        on = timezone.localdate()
        done, late = sum(one.is_met for one in self.shown), sum(one.is_late(on) for one in self.shown)
        if not self.shown:
            return []
        return [
            {"label": "Done", "value": f"{done} of {len(self.shown)}",
             "kind": "good" if done == len(self.shown) else ""},
            {"label": "Late", "value": str(late), "kind": "problem" if late else "good"},
            {"label": "Last task due", "value": day(max(one.due_on for one in self.shown))},
        ]  # fmt: skip

    def actions(self) -> list[dict[str, Any]]:
        """Lead to closing, and to letting it be closed without."""
        period = self.period
        if period is None:
            return []
        found = []
        if self.may("periods.control"):
            found.append({"label": "Close this period", "href": self.url("period", period=period.uuid)})
        if self.may("closing.override"):
            href = self.url("closing_override", period=period.uuid)
            found.append({"label": "Let it be closed with tasks undone", "href": href, "kind": "secondary"})
        return found


class ControlAccounts(_MonthEnd):
    """The control accounts at the end of a period."""

    table_class = AccountsTable
    audited_as = "finance_reconciliation"
    here, title = "controls", "Control accounts"
    lead = (
        "The ledger beside the registers. Choose an account to see its items, to explain a difference and to sign. "
        "Bank accounts are reconciled and signed on the pages of the bank."
    )

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the accounts."""
        period, on = self.period, timezone.localdate()
        if period is None:
            return ListRows([])
        return ListRows([
            ShownAccount(one, state_of(one, on), self.url("control", period=period.uuid,
                                                          account_code=one.account.code), on)
            for one in control_accounts.positions(period)
        ])  # fmt: skip


class _OfAccount(LedgerView):
    """Something about one control account at the end of a period."""

    found: Period
    position: Position

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.found = Period.objects.select_related("legal_entity").get(uuid=self.kwargs["period"])
        except Period.DoesNotExist:
            raise Http404 from None
        self.position = self.at(self.found, self.kwargs["account_code"])

    @staticmethod
    def at(period: Period, code: str) -> Position:
        """Return an account. :raises Http404: when there is none of that code."""
        rows = control_accounts.positions(period, code=code)
        if not rows:
            raise Http404
        return rows[0]

    @property
    def page(self) -> str:
        """The address of the account's page."""
        return self.url("control", period=self.found.uuid, account_code=self.position.account.code)

    def back(self) -> str:
        """Return to the account."""
        return self.page

    def under(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        name = f"{self.position.account.code} {self.found}"
        above = self.url("controls", query={
            "entity": str(self.found.legal_entity.uuid), "period": f"{self.found.year}-{self.found.number:02}",
        })  # fmt: skip
        return self.trail(("Control accounts", above), (name, self.page if steps else ""), *steps)


class ControlAccount(PartnerList, _OfAccount, TemplateView):  # type: ignore[misc]
    """One control account: both figures, the items by age, what is explained, and who signed."""

    table_class = ItemsTable
    audited_as = "finance_reconciliation"
    template_name = "finance/control.html"

    @property
    def title(self) -> str:
        """Which account it is, and when: the name of the page and of downloads."""
        return f"{self.position.account}, {self.found}"

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the items: as they were signed, or as they are."""
        last = control_accounts.where_of(self.found).last_day
        return ListRows([
            ShownItem(
                reference=one.reference or "Item", words=one.words, arose_on=one.arose_on, amount=one.amount,
                age=engine.age(one.arose_on, on=last), href=self._href(one),
            )
            for one in self._items()
        ])  # fmt: skip

    def _items(self) -> Sequence[Item]:
        one = self.position
        if one.latest is not None and one.latest.state != ReconciliationState.OPEN and not one.has_moved:
            return control_accounts.frozen(one.latest)
        return one.items

    def _href(self, one: Item) -> str:
        place = controls.place(one.place)
        if place is None or not self.may(place.permission):
            return ""
        return reverse(place.url_name, kwargs={"partner_code": self.partner.code, place.argument: one.document})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer what this person may do now."""
        one, prepares = self.position, self.may("closing.prepare")
        latest, last = one.latest, control_accounts.where_of(self.found).last_day
        is_open = latest is None or latest.state in {"OPEN", "RETURNED"} or one.has_moved
        waits = latest is not None and latest.state == "SIGNED" and not one.has_moved
        mine = latest is not None and latest.prepared_human == self.user.human_id
        code = {"code": one.account.code, "entity": str(self.found.legal_entity.uuid),
                "period": f"{self.found.year}-{self.found.number:02}"}  # fmt: skip
        explained = control_accounts.explanations(latest) if latest else []
        return super().get_context_data(
            title=self.title, caption=self.found.legal_entity.legal_name, page=self.page,
            state=state_of(one, timezone.localdate()), lead=control_words(one),
            facts=[
                {"key": "Balance of the ledger", "value": money(one.ledger), "is_numeric": True,
                 "href": self.url("lines", query=code), "action": "Lines"},
                {"key": "Balance of the register", "value": money(one.subledger), "is_numeric": True,
                 "hint": "" if one.has_register else "No register is kept for it: everything is explained by hand"},
                {"key": "Difference", "value": money(one.difference), "is_numeric": True},
                {"key": "Explained", "value": money(one.explained), "is_numeric": True},
                {"key": "Not explained", "value": money(one.unexplained), "is_numeric": True},
                {"key": "Looked at", "value": one.frequency},
                {"key": "Due", "value": day(one.due_on)},
            ],
            reasons=[
                {"row": item, "amount": money(item.amount), "since": day(item.arose_on),
                 "take_back": self.url("explanation_take_back", explanation=item.uuid)
                 if prepares and latest is not None and latest.state == "OPEN" else ""}
                for item in explained
            ],
            may_explain=prepares and is_open,
            may_sign=prepares and is_open and not one.unexplained and timezone.localdate() >= last,
            sign_from=last if prepares and is_open and timezone.localdate() < last else None,
            may_review=waits and not mine and self.may("closing.review"), is_mine=waits and mine,
            explain_href=self.url("control_explain", period=self.found.uuid, account_code=one.account.code),
            sign_href=self.url("control_sign", period=self.found.uuid, account_code=one.account.code),
            review_href=self.url("reconciliation_review", reconciliation=latest.uuid) if latest else "",
            return_href=self.url("reconciliation_return", reconciliation=latest.uuid) if latest else "",
            figures=one, events=self._events(), breadcrumbs=self.under(), **kwargs,
        )  # fmt: skip

    def _events(self) -> list[dict[str, Any]]:
        events = []
        for row in control_accounts.history(self.found, self.position.account.code):
            name = f"Version {row.version}"
            if row.reviewed_at:
                words = "reviewed" if row.state == "REVIEWED" else "returned"
                events.append({"title": f"{name}: {words}", "by": row.reviewed_by, "at": row.reviewed_at,
                               "reason": row.comment})  # fmt: skip
            if row.prepared_at:
                figures = (
                    f"Ledger {money(row.ledger)}, register {money(row.subledger)}, explained {money(row.explained)}"
                )
                events.append({"title": f"{name}: signed", "by": row.prepared_by, "at": row.prepared_at,
                               "reason": figures})  # fmt: skip
            events.append({"title": f"{name}: begun", "by": row.begun_by, "at": row.begun_at, "reason": ""})
        return events


class ExplainDifference(_OfAccount, PartnerFormView):
    """Write down what a difference is."""

    permission = "closing.prepare"
    template_name = "partners/form_page.html"
    form_class = ExplainForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is left."""
        last = control_accounts.where_of(self.found).last_day
        return {"amount": self.position.unexplained or None, "arose_on": last}

    def perform(self, form: Form) -> str:
        """Write it down."""
        given = form.cleaned_data
        wanted = Explanation(
            amount=given["amount"], arose_on=given["arose_on"], words=given["words"], reference=given["reference"]
        )
        code = self.position.account.code
        reconciliations.explain(period=self.found.uuid, code=code, wanted=wanted, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Explain a difference", submit="Write it down", cancel_href=self.page,
            lead=f"{money(self.position.unexplained)} of {self.position.account} is not explained.",
            breadcrumbs=self.under(("Explain a difference", "")), **kwargs,
        )  # fmt: skip


class SignAccount(_OfAccount, PartnerActionView):
    """Sign the account with the figures that were shown."""

    permission = "closing.prepare"
    success_message = "Signed. Another person reviews it."

    def perform(self) -> str:
        """Sign it."""
        form = SignForm(self.request.POST)
        seen = form.cleaned_data if form.is_valid() else {}
        reconciliations.sign(
            period=self.found.uuid, code=self.position.account.code, ledger=seen.get("ledger", Decimal("NaN")),
            subledger=seen.get("subledger", Decimal("NaN")), by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.page


class _OfReconciliation(_OfAccount):
    """Something about one version."""

    row: Reconciliation

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = Reconciliation.objects.select_related("period__legal_entity", "subjective").get(
                uuid=self.kwargs["reconciliation"]
            )
        except Reconciliation.DoesNotExist:
            raise Http404 from None
        self.found = self.row.period
        self.position = self.at(self.found, self.row.subjective.code)


class ReviewAccount(_OfReconciliation, PartnerActionView):
    """Agree to what another person signed."""

    permission = "closing.review"
    success_message = "You have reviewed it. The account is reconciled."

    def perform(self) -> str:
        """Agree."""
        reconciliations.review(reconciliation=self.row.uuid, by=self.user, at=timezone.now())
        return self.page


class ReturnAccount(_OfReconciliation, PartnerFormView):
    """Return what another person signed."""

    permission = "closing.review"
    template_name = "partners/form_page.html"
    form_class = CommentForm

    def perform(self, form: Form) -> str:
        """Return it."""
        comment = form.cleaned_data["comment"]
        reconciliations.send_back(reconciliation=self.row.uuid, comment=comment, by=self.user, at=timezone.now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Return this reconciliation", submit="Return it", cancel_href=self.page,
            lead=f"Another version of {self.position.account} is prepared then; this one stays as it was signed.",
            breadcrumbs=self.under(("Return it", "")), **kwargs,
        )  # fmt: skip


class TakeBack(_OfAccount, PartnerActionView):
    """Take an explanation back."""

    permission = "closing.prepare"
    item: ReconciliationItem

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        rows = ReconciliationItem.objects.filter(kind=ReconciliationItem.Kind.EXPLAINED)
        try:
            self.item = rows.select_related(
                "reconciliation__period__legal_entity", "reconciliation__subjective"
            ).get(uuid=self.kwargs["explanation"])  # fmt: skip
        except ReconciliationItem.DoesNotExist:
            raise Http404 from None
        self.found = self.item.reconciliation.period
        self.position = self.at(self.found, self.item.reconciliation.subjective.code)

    def perform(self) -> str:
        """Take it back."""
        reconciliations.take_back(item=self.item.uuid, by=self.user, at=timezone.now())
        return self.page


class _OfPeriod(LedgerView, PartnerFormView):
    """Something about the tasks of one period."""

    template_name = "partners/form_page.html"
    found: Period

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.found = Period.objects.select_related("legal_entity").get(uuid=self.kwargs["period"])
        except Period.DoesNotExist:
            raise Http404 from None

    @property
    def page(self) -> str:
        """The address of its checklist."""
        entity = str(self.found.legal_entity.uuid)
        return self.url("closing", query={"entity": entity, "period": f"{self.found.year}-{self.found.number:02}"})

    def under(self, title: str) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.trail((f"Month end {self.found}", self.page), (title, ""))


class StateTask(_OfPeriod):
    """Say how a task stands that no figure proves."""

    permission = "closing.prepare"
    form_class = StatementForm

    def load(self) -> None:
        """Find the task, too. :raises Http404: when there is none of that code."""
        super().load()
        rows = {one.code: one for one in tasks.tasks(self.found)}
        if self.kwargs["closing_task"] not in rows:
            raise Http404
        self.task = rows[self.kwargs["closing_task"]]

    def perform(self, form: Form) -> str:
        """Write it down."""
        given = form.cleaned_data
        closing.state(
            period=self.found.uuid, task=self.task.code, is_done=given["is_done"] == "yes", words=given["words"],
            by=self.user, at=timezone.now(),
        )  # fmt: skip
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the task."""
        return super().get_context_data(
            title=self.task.title, submit="Write it down", cancel_href=self.page,
            lead=f"{self.found}, due on {day(self.task.due_on)}. Your name stands beside it.",
            breadcrumbs=self.under(self.task.title), **kwargs,
        )  # fmt: skip


class OverrideClose(_OfPeriod):
    """Let parts of a period be closed with tasks undone."""

    permission = "closing.override"
    form_class = OverrideForm

    def perform(self, form: Form) -> str:
        """Write it down."""
        given = form.cleaned_data
        closing.override(
            period=self.found.uuid, modules=given["modules"], reason=given["reason"], by=self.user, at=timezone.now()
        )
        self.success_message = "Written down. A period controller closes it; every task stands in the log as it was."
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is undone."""
        undone = [one.title for one in tasks.tasks(self.found) if not one.is_met]
        return super().get_context_data(
            title="Let a period be closed with tasks undone", submit="Let it be closed", kind="warning",
            cancel_href=self.page, breadcrumbs=self.under("Close with tasks undone"),
            lead=f"{self.found}: {counted(len(undone), 'task is', 'tasks are')} undone. It holds for the next close.",
            **kwargs,
        )  # fmt: skip
