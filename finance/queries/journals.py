"""What approvers and auditors read of journals."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from finance.engine import fiscal
from finance.engine.journal_approvals import Facts
from finance.models import Journal, JournalLine
from finance.queries import interentity
from finance.states import JournalState
from sharedservices.common.formatting import day, money
from sharedservices.common.workingdays import is_working_day

Words = dict[str, str]
ALIKE_WITHIN, MOST_ALIKE = 35, 5
"""Days between two journals of the same lines that are asked about (domain FIN-02), and how many are named."""


def of(journal: UUID) -> Journal:
    """Return a journal with its entity and period.

    :raises Journal.DoesNotExist: if there is none in scope
    """
    found: Journal = Journal.objects.select_related("legal_entity", "period", "linked_to").get(uuid=journal)
    return found


def parts(journal: UUID) -> dict[str, str]:
    """Return the other entity’s part of a journal by public id, with the hash of its lines. One query."""
    rows = Journal.objects.filter(linked_to__uuid=journal).exclude(state=JournalState.DISCARDED)
    return {str(uuid): lines_hash for uuid, lines_hash in rows.values_list("uuid", "lines_hash")}


def alike(row: Journal) -> list[Journal]:
    """Return the journals of the entity that have the same lines and a date within 35 days (domain FIN-02). One query.

    Lines are the same by code, side, amount and words. A journal is not its own reversal's double.
    """
    days = timedelta(days=ALIKE_WITHIN)
    found = Journal.objects.of(row.partner_id).filter(
        legal_entity=row.legal_entity_id, lines_hash=row.lines_hash,
        accounting_date__range=(row.accounting_date - days, row.accounting_date + days),
    )  # fmt: skip
    others = found.exclude(pk=row.pk).exclude(state=JournalState.DISCARDED).exclude(lines_hash="")
    return list(others.order_by("-accounting_date", "-id")[:MOST_ALIKE])


def alike_words(rows: Iterable[Journal]) -> str:
    """Say which journals look the same; empty when none does."""
    said = [f"{one.description} of {day(one.accounting_date)}, {_where(one)}" for one in rows]
    return f"The same lines stand in {'; '.join(said)}." if said else ""


def _where(row: Journal) -> str:
    return f"{row.get_kind_display().lower()} {row.number}" if row.number else "not posted"


def words(row: Journal) -> Words:
    """Say what a journal is, for whoever approves it. Two queries: the codes that move most, and its doubles."""
    double = alike_words(alike(row))
    other = interentity.other_part(row)
    between = {
        f"Part of {other.legal_entity.legal_name}":
        f"{money(other.total)}: " + "; ".join(f"{code} {money(amount)}" for code, amount in moves(other))
    } if other else {}  # fmt: skip
    return (
        ({"Perhaps a double": double} if double else {})
        | {
            "Journal": f"{row.get_kind_display()}: {row.description}",
            "Accounting date": f"{day(row.accounting_date)}, {row.period}",
            "Total": f"{money(row.total)} in {row.n_lines:,} lines",
            "Codes": "; ".join(f"{code} {money(amount)}" for code, amount in moves(row)),
            "Content": row.lines_hash[:16],
            "Number": f"{row.number}" if row.number else "Not posted",
        }
        | between
    )


def moves(row: Journal, *, most: int = 6) -> list[tuple[str, Decimal]]:
    """Return the subjective codes that a journal moves most, with debits less credits in pounds."""
    sums = (
        JournalLine.objects.of(row.partner_id)
        .filter(journal=row)
        .values_list("coding__subjective__code", "coding__subjective__name")
        .annotate(debit=Sum("debit"), credit=Sum("credit"))
    )
    found = [(f"{code} {name}", debit - credit) for code, name, debit, credit in sums]
    return sorted(found, key=lambda one: (-abs(one[1]), one[0]))[:most]


def facts(row: Journal, *, at: datetime) -> Facts:
    """Return what decides who approves a journal: of one between two entities, what people wrote of both parts.

    The due lines that the system adds follow from those: they say nothing of value or risk. Four queries at most.
    """
    local = timezone.localtime(at)
    today = local.date()
    both = interentity.together(row)
    lines = JournalLine.objects.of(row.partner_id).filter(journal__in=both)
    if len(both) > 1:
        lines = lines.exclude(coding__subjective__control=interentity.CONTROL)
    codes = set(lines.values_list("coding__subjective__code", "coding__subjective__control").distinct())
    total = row.total if len(both) == 1 else interentity.written(both)
    return Facts(
        total=total + _split(both, {code for code, _control in codes}, at=at),
        own_total=total,
        codes=frozenset(code for code, _control in codes),
        controls=frozenset(control for _code, control in codes if control),
        year=row.period.year,
        period=row.period.number,
        current=(fiscal.year_of(today), fiscal.number_of(today)),
        hour=local.hour,
        is_working_day=is_working_day(today),
    )


def _split(both: Sequence[Journal], codes: set[str], *, at: datetime) -> Decimal:
    """Return what other journals of the same preparer and day move on the same codes (domain FIN-02, splitting)."""
    today, row = timezone.localdate(at), both[0]
    others = (
        Journal.objects.of(row.partner_id)
        .filter(
            prepared_human=row.prepared_human,
            prepared_at__date=today,
            source="",
            legal_entity__in=[one.legal_entity_id for one in both],
        )
        .exclude(pk__in=[one.pk for one in both])
        .exclude(state=JournalState.DISCARDED)
    )
    same = JournalLine.objects.of(row.partner_id).filter(
        journal__in=others, coding__subjective__code__in=codes, debit__gt=0
    )
    found: Decimal | None = same.aggregate(total=Sum("debit"))["total"]
    return found or Decimal("0.00")
