"""Shares of the people of employers, as the database gives them: whole per cent, and never of few people."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from hr.engine.proportions import ASKED, FEWEST, GROUPS, WOMEN, Proportion
from hr.models import Employment
from partners.models import LegalEntity
from sharedservices.common.money import round_half_up

HUNDRED = 100


def shares(*, partner_id: int, entity: UUID | None, on: date) -> list[Proportion]:
    """Return the shares of each group of each employer that has people. A query a group, one a question."""
    employers = LegalEntity.objects.of(partner_id).order_by("legal_name", "id")
    if entity is not None:
        employers = employers.filter(uuid=entity)
    found = []
    for one in employers:
        for group, kinds in GROUPS.items():
            rows = Employment.objects.of(partner_id).filter(legal_entity=one, kind__in=kinds, valid__contains=on)
            counted = rows.aggregate(
                n=Count("person_id", distinct=True), women=Count("person_id", distinct=True, filter=Q(person__sex="F"))
            )
            heads, women = counted["n"], counted["women"]
            if not heads:
                continue
            is_shown = women >= FEWEST and heads - women >= FEWEST
            percent = _percent(women, heads) if is_shown else None
            found.append(Proportion(one.legal_name, group, WOMEN, heads, percent, HUNDRED))
            for measure, (question, answers) in ASKED.items():
                told, known = _asked(
                    partner_id=partner_id, entity_id=one.pk, kinds=kinds, question=question, answers=answers, on=on
                )
                found.append(Proportion(one.legal_name, group, measure, heads, told, known))
    return found


def _percent(n: int, of: int) -> int:
    return int(round_half_up(Decimal(n * HUNDRED) / of, 0))


def _asked(
    *, partner_id: int, entity_id: int, kinds: tuple[str, ...], question: str, answers: tuple[str, ...], on: date
) -> tuple[int | None, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM hr_equality_share(%s, %s, %s::text[], %s, %s::text[], %s)",
            [partner_id, entity_id, list(kinds), question, list(answers), on],
        )
        row: tuple[int | None, int | None] = cursor.fetchone()
    return row
