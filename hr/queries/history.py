"""The history of a dated fact: every row with its reason, and who recorded it when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hr import models as hr
from hr.facts import FACTS, Fact
from hr.queries.days import When, last_day, when
from partners.models import AuditAction, AuditEvent, User

_RELATED: dict[Fact, tuple[str, ...]] = {
    Fact.TERMS: ("grade", "spine_point"),
    Fact.PENSION: ("scheme",),
    Fact.RECURRING: ("element",),
    Fact.POST: ("post",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One row of a fact's history. `can_cancel`: it has not taken effect and nothing builds on it."""

    row: UUID
    text: str
    since: date
    last_day: date | None
    when: When
    reason: str
    recorded_by: str
    recorded_at: datetime | None
    can_cancel: bool
    can_cancel_end: bool


def history(*, fact: Fact, owner: UUID, on: date) -> list[HistoryRow]:
    """Return every row of a fact of one employment (or job, for terms, pension and recurring elements), newest first.

    Four queries: the owner, the rows, the audit events that made them, the names.

    :raises ObjectDoesNotExist: if there is no such employment or job in scope
    """
    kind = FACTS[fact]
    of_job = kind.keys[0] == "assignment_id"
    model: Any = hr.Assignment if of_job else hr.Employment
    whose = model.objects.get(uuid=owner)
    rows = list(
        kind.model.objects.of(whose.partner_id)
        .filter(**{kind.keys[0]: whose.pk})
        .select_related(*_RELATED.get(fact, ()))
        .order_by("-valid", "-id")
    )
    recorded = _recorded(kind.model._meta.db_table, [row.pk for row in rows], partner_id=whose.partner_id)
    return [_row(row, rows, fact, on=on, made=recorded.get(row.pk), owner_end=whose.valid.upper) for row in rows]


def _row(
    row: Any, rows: list[Any], fact: Fact, *, on: date, made: tuple[str, datetime] | None, owner_end: date | None
) -> HistoryRow:
    keys = FACTS[fact].keys
    line = [one for one in rows if all(getattr(one, key) == getattr(row, key) for key in keys)]
    is_last = not any(one.valid.lower > row.valid.lower for one in line)
    ends = row.valid.upper
    return HistoryRow(
        row=row.uuid,
        text=words(fact, row),
        since=row.valid.lower,
        last_day=last_day(row.valid),
        when=when(row.valid, on),
        reason=row.reason,
        recorded_by=made[0] if made else "",
        recorded_at=made[1] if made else None,
        can_cancel=is_last and row.valid.lower > on and (fact is not Fact.POST or len(line) > 1),
        can_cancel_end=is_last and ends is not None and ends > on and ends != owner_end,
    )


def words(fact: Fact, row: Any) -> str:
    """Return a row in words, without anything that is masked."""
    if fact is Fact.PENSION:
        return f"{row.scheme.name}, {row.get_section_display().lower()}"
    if fact is Fact.RECURRING:
        return f"{row.element.name} {'' if row.amount is None else f'£{row.amount:,.2f}'}".strip()
    if fact is Fact.TERMS:
        return ", ".join(part for part in (str(row), _pay(row)) if part)
    if fact is Fact.POST:
        return f"Post {row.post.post_no}"
    if fact in {Fact.BANK_ACCOUNT, Fact.SECOND_ACCOUNT}:
        first = f"£{row.amount:,.2f} a pay period to " if fact is Fact.SECOND_ACCOUNT else ""
        return f"{first}{row.holder}, ••••{row.last_four}"
    return str(row)


def _pay(row: Any) -> str:
    if row.spine_point is not None:
        return f"{f'grade {row.grade.code}, ' if row.grade else ''}point {row.spine_point.code}"
    return f"£{row.spot_annual:,.2f} a year" if row.spot_annual is not None else f"£{row.hourly_rate:,.2f} an hour"


def _recorded(table: str, ids: list[int], *, partner_id: int) -> dict[int, tuple[str, datetime]]:
    """Return who made each row and when, from the audit trail."""
    events = list(
        AuditEvent.objects.filter(
            partner_id=partner_id, object_type=table, object_id__in=[str(one) for one in ids], action=AuditAction.CREATE
        )
        .order_by("id")
        .values_list("object_id", "actor_id", "at")
    )
    names = dict(User.objects.filter(pk__in={actor for _id, actor, _at in events}).values_list("pk", "full_name"))
    return {int(object_id): (names.get(actor or 0, ""), at) for object_id, actor, at in events}
