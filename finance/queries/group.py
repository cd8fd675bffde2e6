"""The accounts of a group of legal entities: what each holds, and what they hold with each other (domain FIN-15)."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet, Sum

from finance.engine import interentity as engine
from finance.engine.interentity import Held, Odd
from finance.models import Balance, JournalLine
from finance.queries import budget_position, few_people
from finance.states import JournalState
from partners.models import LegalEntity

Names = dict[str, tuple[str, str]]
"""The name and group of each code."""


def held(
    *, partner_id: int, entities: Sequence[LegalEntity], year: int, number: int, without: Sequence[int] = ()
) -> tuple[list[Held], Names]:
    """Return what entities hold at the end of a period, by code and by which of the group it is with. One query."""
    ids = [one.pk for one in entities]
    rows = (
        Balance.objects.of(partner_id)
        .filter(period__legal_entity__in=ids, period__year=year, period__number__lte=number)
        .exclude(period__number__in=list(without))
        .values_list(
            "period__legal_entity", "coding__subjective__code", "coding__subjective__group",
            "coding__counterparty__legal_entity", "coding__subjective__name",
        )
        .annotate(pounds=Sum(F("debit") - F("credit")))
        .order_by()
    )  # fmt: skip
    found, names = [], {}
    for entity, code, group, other, name, pounds in rows:
        inside = other if other in ids and other != entity else None
        found.append(Held(entity, code, group, inside, pounds))
        names[code] = (name, group)
    return found, names


def lines_that_differ(
    odd: Sequence[Odd], *, partner_id: int, year: int, number: int, without: Sequence[int] = ()
) -> "QuerySet[JournalLine]":
    """Return the posted lines of those pairs, balances or flows, that do not eliminate."""
    rows: QuerySet[JournalLine] = JournalLine.objects.of(partner_id).filter(
        journal__state=JournalState.POSTED, journal__period__year=year, journal__period__number__lte=number
    )
    rows = rows.exclude(journal__period__number__in=list(without))
    if not odd:
        return rows.none()
    return rows.filter(reduce(or_, (_of(one) for one in odd)))


def _of(one: Odd) -> Q:
    sheet = Q(coding__subjective__code__startswith="9")
    return (
        Q(journal__legal_entity=one.first, coding__counterparty__legal_entity=one.second)
        | Q(journal__legal_entity=one.second, coding__counterparty__legal_entity=one.first)
    ) & (sheet if one.part == engine.BALANCES else ~sheet)  # fmt: skip


def tells_pay(
    *, partner_id: int, entities: Sequence[LegalEntity], year: int, number: int
) -> tuple[bool, list[LegalEntity]]:
    """Tell whether codes of pay would say what somebody is paid, and of which entities even the sums would."""
    on = budget_position.last_day(year, number)
    found = [(one, few_people.few(partner_id=partner_id, legal_entity_id=one.pk, on=on)) for one in entities]
    some = [(one, few) for one, few in found if few.would_tell]
    return bool(some), [one for one, few in some if few.is_everyone]
