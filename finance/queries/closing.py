"""The tasks of a month's end, each with the evidence that it is done (domain FIN-03.3).

Where the books show it, the books decide: nobody ticks that. What no figure shows, like a report that was sent,
somebody says, with their name.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from finance import controls
from finance.controls import Where
from finance.engine import closing as engine
from finance.engine import fiscal
from finance.models import (
    Balance,
    ClosingCheck,
    ClosingOverride,
    ClosingStatement,
    Journal,
    Period,
    PeriodEvent,
    PeriodModule,
)
from finance.queries import control_accounts
from finance.queries.control_accounts import Position
from finance.states import JournalState, PeriodState
from partners.models import ChangeRequest
from sharedservices.common.formatting import counted, day, money
from sharedservices.common.money import ZERO

MODULES = tuple(module.value for module in PeriodModule.Module)
SHUT = {PeriodState.SOFT_CLOSED, PeriodState.CLOSED, PeriodState.LOCKED}
ACCOUNTANTS, PAYROLL, CONTROLLER = "Accountancy", "Payroll", "Period controller"
ACCRUALS, RECHARGES, REPORT, SUSPENSE = "accruals", "recharges", "budget_report", "suspense"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task of a month's end as it stands. `account`: the code of the control account that it is about."""

    code: str
    title: str
    modules: tuple[str, ...]
    who: str
    due_on: date
    is_met: bool
    words: str
    account: str = ""
    may_state: bool = False
    statement: ClosingStatement | None = None
    before_soft: bool = False

    def is_late(self, on: date) -> bool:
        """Tell whether its day has gone by."""
        return not self.is_met and on > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the tasks of one period are found out from."""

    period: Period
    where: Where
    positions: Sequence[Position]
    said: dict[str, ClosingStatement]
    shut: Collection[str] = field(default_factory=set)


def tasks(period: Period, *, together: Collection[str] = ()) -> list[TaskRow]:
    """Return the tasks of a period; `together`: the parts that are being closed in the same breath."""
    where = control_accounts.where_of(period)
    month = period.number >= fiscal.FIRST
    states = PeriodModule.objects.of(period.partner_id).filter(period=period, state__in=SHUT)
    found = _Found(
        period=period, where=where, positions=control_accounts.positions(period, where=where) if month else (),
        said=statements(period), shut={*states.values_list("module", flat=True), *together},
    )  # fmt: skip
    rows = [_proof(found), _waiting(found)]
    if month:
        rows += [_asked(found, one) for one in controls.tasks()]
        rows += [_account(found, one) for one in found.positions if one.is_needed]
        rows += [_net_pay(found), _suspense(found)]
    if fiscal.FIRST <= period.number <= fiscal.LAST:
        rows += [_accruals(found), _recharges(found), _report(found)]
    return sorted([*rows, _modules(found)], key=lambda one: (one.due_on, one.title))


def of_module(rows: Sequence[TaskRow], module: str, *, action: str) -> list[TaskRow]:
    """Return the tasks that hold up a part of the period when it is closed, or closed but for accountants."""
    return [one for one in rows if module in one.modules and (action == "close" or one.before_soft)]


def checks(period: Period) -> list[ClosingCheck]:
    """Return how each task stood when a part of a period was last closed, undone ones first. One query."""
    rows = ClosingCheck.objects.of(period.partner_id).filter(period=period).select_related("override").order_by("id")
    last: dict[tuple[str, str], ClosingCheck] = {(row.module, row.task): row for row in rows}
    return sorted(last.values(), key=lambda row: (row.is_met, row.module, row.title))


def statements(period: Period) -> dict[str, ClosingStatement]:
    """Return what was said last of each task. One query."""
    rows = ClosingStatement.objects.of(period.partner_id).filter(period=period).select_related("by").order_by("id")
    return {row.task: row for row in rows}


def override_for(period: Period, module: str) -> ClosingOverride | None:
    """Return the leave to close a part of a period with tasks undone, if no close has used it yet. Two queries."""
    last: ClosingOverride | None = (
        ClosingOverride.objects.of(period.partner_id).filter(period=period, module=module).order_by("-id").first()
    )
    if last is None:
        return None
    closed = PeriodEvent.objects.of(period.partner_id).filter(
        period=period, module=module, action__in=["close", "soft_close"], at__gte=last.at
    )
    return None if closed.filter(action="close").exists() else last


# --- the tasks ------------------------------------------------------------------------------------------------------
def _row(  # noqa: PLR0913 - keyword-only
    found: _Found, code: str, title: str, *, modules: tuple[str, ...], who: str, days: int, is_met: bool, words: str,
    account: str = "", may_state: bool = False, before_soft: bool = False,
) -> TaskRow:  # fmt: skip
    said = found.said.get(code) if may_state else None
    if said is not None and said.is_done and not is_met:
        is_met, words = True, f"{said.words} ({said.by.full_name}, {day(said.at.date())})"
    return TaskRow(
        code=code, title=title, modules=modules, who=who, due_on=engine.due_on(found.where.last_day, days),
        is_met=is_met, words=words, account=account, may_state=may_state, statement=said, before_soft=before_soft,
    )  # fmt: skip


def _proof(found: _Found) -> TaskRow:
    rows = Balance.objects.of(found.period.partner_id).filter(period=found.period)
    sums = rows.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    gap: Decimal = (sums["debit"] or ZERO) - (sums["credit"] or ZERO)
    return _row(
        found, "proof", "Debits equal credits", modules=MODULES, who=CONTROLLER, days=0, is_met=not gap,
        words=f"{money(gap)} apart" if gap else f"{money(sums['debit'] or ZERO)} on each side",
    )  # fmt: skip


def _waiting(found: _Found) -> TaskRow:
    asked = ChangeRequest.objects.of(found.period.partner_id).filter(
        kind="finance.journal", state__in=["WAITING", "RETURNED"]
    )
    payloads = list(asked.values_list("payload", flat=True))  # one about two legal entities holds up both
    ids = [one.get("journal") for one in payloads] + [part for one in payloads for part in one.get("parts", {})]
    rows = Journal.objects.of(found.period.partner_id).filter(
        uuid__in=ids, period=found.period, state=JournalState.DRAFT
    )
    n = rows.count() if ids else 0
    return _row(
        found, "journals", "No journal waits to be approved", modules=("GL",), who=ACCOUNTANTS, days=7, is_met=not n,
        words=f"{counted(n, 'journal waits', 'journals wait')}" if n else "None waits",
    )  # fmt: skip


def _asked(found: _Found, task: controls.Task) -> TaskRow:
    evidence = task.find(found.where)
    return _row(
        found, task.code, task.title, modules=task.modules, who=task.who, days=task.days, is_met=evidence.is_met,
        words=evidence.words, before_soft=task.before_soft,
    )  # fmt: skip


def _account(found: _Found, one: Position) -> TaskRow:
    due = (one.due_on - found.where.last_day).days
    who = PAYROLL if one.module == "PAYROLL" else ACCOUNTANTS
    return _row(
        found, f"control:{one.account.code}", f"{one.account} is reconciled", modules=(one.module,), who=who, days=due,
        is_met=one.is_done, words=how_it_stands(one), account=one.account.code,
    )  # fmt: skip


def how_it_stands(one: Position) -> str:
    """Say in words how far an account is reconciled."""
    if not one.is_needed:
        return "Nothing on it"
    if one.latest is None:
        return f"{money(one.difference)} to be explained" if one.difference else "Agrees, and is not signed yet"
    if one.has_moved:
        return "The figures have moved since it was signed: prepare it again"
    return {
        "OPEN": f"{money(one.unexplained)} not explained" if one.unexplained else "Explained, and not signed yet",
        "SIGNED": "Signed, waits for review",
        "REVIEWED": "Signed and reviewed",
        "RETURNED": "Returned by the reviewer",
    }[one.latest.state]


def _net_pay(found: _Found) -> TaskRow:
    left = sum((one.ledger for one in found.positions if one.account.control == "NET_PAY"), ZERO)
    return _row(
        found, "net_pay", "Net pay control is nil", modules=("PAYROLL",), who=PAYROLL, days=5, is_met=not left,
        words=f"{money(left)} stands on it" if left else "Nil",
    )  # fmt: skip


def _suspense(found: _Found) -> TaskRow:
    items = [item for one in found.positions if one.account.control == "SUSPENSE" for item in one.items]
    old = [one for one in items if (found.where.last_day - one.arose_on).days > engine.SUSPENSE_DAYS]
    return _row(
        found, SUSPENSE, f"Nothing is in suspense for over {engine.SUSPENSE_DAYS} days, or somebody looks after it",
        modules=("GL",), who=ACCOUNTANTS, days=5, is_met=not old, may_state=bool(old),
        words=counted(len(old), "old item", "old items") if old else "None is old",
    )  # fmt: skip


def _accruals(found: _Found) -> TaskRow:
    rows = Journal.objects.of(found.period.partner_id).filter(
        legal_entity=found.period.legal_entity_id, kind=Journal.Kind.ACCRUAL, state=JournalState.POSTED, reverses=None
    )
    reversed_ones = Journal.objects.of(found.period.partner_id).filter(
        state=JournalState.POSTED, reverses__isnull=False
    )
    left = rows.filter(reverse_on__lte=found.where.last_day).exclude(pk__in=reversed_ones.values("reverses")).count()
    if left:
        words = f"{counted(left, 'accrual was', 'accruals were')} to be reversed by now, and not"
        return _row(found, ACCRUALS, "Accruals are run", modules=("GL",), who=ACCOUNTANTS, days=5, is_met=False,
                    words=words)  # fmt: skip
    n = rows.filter(period=found.period).count()
    return _row(
        found, ACCRUALS, "Accruals are run", modules=("GL",), who=ACCOUNTANTS, days=5, is_met=bool(n), may_state=not n,
        words=counted(n, "accrual posted", "accruals posted") if n else "None is posted: say so if there is none",
    )  # fmt: skip


def _recharges(found: _Found) -> TaskRow:
    rows = Journal.objects.of(found.period.partner_id).filter(
        period=found.period, kind=Journal.Kind.RECHARGE, state=JournalState.POSTED
    )
    n = rows.count()
    return _row(
        found, RECHARGES, "Recharges are posted", modules=("GL",), who=ACCOUNTANTS, days=7, is_met=bool(n),
        may_state=not n,
        words=counted(n, "recharge posted", "recharges posted") if n else "None is posted: say so if there is none",
    )  # fmt: skip


def _report(found: _Found) -> TaskRow:
    return _row(
        found, REPORT, "The budget report is issued", modules=("GL",), who=ACCOUNTANTS, days=10, is_met=False,
        may_state=True, words="Nobody has said so yet",
    )  # fmt: skip


def _modules(found: _Found) -> TaskRow:
    left = [module.label for module in PeriodModule.Module if module != "GL" and module not in found.shut]
    return _row(
        found, "modules", "Every other part is closed", modules=("GL",), who=CONTROLLER, days=10, is_met=not left,
        words=f"Open: {', '.join(left)}" if left else "All are closed",
    )  # fmt: skip
