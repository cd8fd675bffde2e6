"""Changes of the chart of accounts: each is proposed by one person and approved by another (domain FIN-01, SEC-04).

The approval core (change kinds `finance.code` and `finance.combination`) calls what is here.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from finance import rules_chart as rules
from finance.engine.coding_groups import group_of
from finance.models import CombinationRule, CostCentre, Counterparty, Fund, Project, Subjective
from finance.queries import chart as found
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

MODELS: dict[str, Any] = {
    "subjective": Subjective, "cost_centre": CostCentre, "fund": Fund, "project": Project,
    "counterparty": Counterparty,
}  # fmt: skip
SHAPES = {
    "subjective": (r"[1-9][0-9]{4}", "five digits"),
    "cost_centre": (r"[A-Z0-9][A-Z0-9-]{2,19}", "3 to 20 capital letters and digits"),
    "fund": (r"[A-Z0-9]{3}", "three capital letters or digits"),
    "project": (r"[A-Z0-9]{6}", "six capital letters or digits"),
    "counterparty": (r"[A-Z0-9]{3}", "three capital letters or digits"),
}
FLAGS = {
    "subjective": ("is_posting", "is_manual", "needs_project", "needs_counterparty"), "cost_centre": (),
    "fund": ("is_ring_fenced", "is_delegated"), "project": ("is_capital",), "counterparty": (),
}  # fmt: skip
OF_ENTITY = frozenset({"cost_centre"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWanted:
    """A code as it shall be: open from `first_day` until before `closed_from`, with those `flags` that it shall have.

    `legal_entity` is whose cost centre it is. `is_new` tells a code that is added from one that is changed.
    """

    segment: str
    code: str
    name: str
    first_day: date
    closed_from: date | None = None
    flags: frozenset[str] = frozenset()
    legal_entity: UUID | None = None
    is_new: bool = False


@transaction_required
def set_code(*, partner_id: int, wanted: CodeWanted, by: User, at: datetime) -> Any:
    """Add a code to the chart, or change one. Its lines, and what was reported of them, stay.

    :raises RuleBroken: for a code that has another shape, that is there already or has lines after it closes
    :raises LegalEntity.DoesNotExist: if the legal entity is not in scope
    """
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Code {wanted.code}"):
        shape, words = SHAPES[wanted.segment]
        rules.CodeShape.require(bool(re.fullmatch(shape, wanted.code)), code=wanted.code, shape=words)
        there = found.code(partner_id, wanted.segment, wanted.code, wanted.legal_entity)
        rules.CodeNew.require(not (wanted.is_new and there), code=wanted.code, name=there.name if there else "")
        row = there or _new(partner_id, wanted)
        _open_until(row, wanted)
        row.name, row.valid = wanted.name, DateRange(wanted.first_day, wanted.closed_from)
        for flag in FLAGS[wanted.segment]:
            setattr(row, flag, flag in wanted.flags)
        if wanted.segment == "subjective":
            is_controlled = bool(row.control) and row.control not in {"BANK", "SUSPENSE", "PCARD"}
            rules.ControlMovesByItself.require(not (is_controlled and row.is_manual), code=row.code)
        row.save()
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinationWanted:
    """A rule on which codes stand together: how the codes of each segment begin, empty for any, from a day on."""

    verdict: str
    reason: str
    first_day: date
    cost_centre: str = ""
    subjective: str = ""
    project: str = ""
    fund: str = ""


@transaction_required
def add_combination(*, partner_id: int, wanted: CombinationWanted, by: User, at: datetime) -> CombinationRule:
    """Have a rule hold from a day on: what was posted before stays.

    :raises RuleBroken: when it names fewer than two segments
    """
    named = {name: getattr(wanted, name) for name in ("cost_centre", "subjective", "project", "fund")}
    rules.CombinationNames.require(sum(1 for one in named.values() if one) > 1)
    with partner_scope(partner_id, actor_id=by.pk, reason=wanted.reason[:200]):
        made: CombinationRule = CombinationRule.objects.create(
            partner_id=partner_id, verdict=wanted.verdict, reason=wanted.reason,
            valid=DateRange(wanted.first_day, None), **named,
        )  # fmt: skip
    return made


@transaction_required
def end_combination(*, rule: UUID, closed_from: date, by: User, at: datetime) -> CombinationRule:
    """Have a rule hold until the day before.

    :raises RuleBroken: when it has ended, or would before it begins
    :raises CombinationRule.DoesNotExist: if there is none in scope
    """
    row: CombinationRule = CombinationRule.objects.select_for_update().get(uuid=rule)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"End: {row.reason}"[:200]):
        rules.CombinationOpen.require(row.valid.upper is None, closed=row.valid.upper)
        first = row.valid.lower
        rules.DaysInOrder.require(closed_from > first, closed=closed_from, first=first)
        row.valid = DateRange(first, closed_from)
        row.save(update_fields=["valid"])
    return row


# --- the parts ------------------------------------------------------------------------------------------------------
def _new(partner_id: int, wanted: CodeWanted) -> Any:
    row = MODELS[wanted.segment](partner_id=partner_id, code=wanted.code)
    if wanted.segment in OF_ENTITY:
        row.legal_entity = LegalEntity.objects.of(partner_id).get(uuid=wanted.legal_entity)
    if wanted.segment == "subjective":
        row.group = group_of(wanted.code)
        rules.CodeInARange.require(bool(row.group), code=wanted.code)
    return row


def _open_until(row: Any, wanted: CodeWanted) -> None:
    closed = wanted.closed_from
    if closed is None:
        return
    rules.DaysInOrder.require(closed > wanted.first_day, closed=closed, first=wanted.first_day)
    last = found.last_line(row, wanted.segment) if row.pk else None
    rules.ClosedAfterLines.require(last is None or last < closed, code=row.code, last=last, closed=closed)
