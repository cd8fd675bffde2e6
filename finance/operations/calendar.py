"""Setting up financial years and moving their periods (domain FIN-03)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from finance import rules
from finance.engine import fiscal
from finance.models import Period, PeriodEvent, PeriodModule
from finance.operations import closing
from finance.states import PERIOD, PeriodState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

NOUN = "period"
Module = PeriodModule.Module


@transaction_required
def set_up_year(*, legal_entity: UUID, year: int, by: User, at: datetime) -> list[Period]:
    """Give a legal entity the periods of a financial year, all of them still to be opened; safe to call twice.

    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    entity = LegalEntity.objects.select_for_update().get(uuid=legal_entity)
    with partner_scope(entity.partner_id, actor_id=by.pk, reason=f"Set up {fiscal.name(year, 0)[4:]}"):
        there = list(Period.objects.of(entity.partner_id).filter(legal_entity=entity, year=year).order_by("number"))
        if there:
            return there
        made: list[Period] = Period.objects.bulk_create(
            Period(
                partner_id=entity.partner_id,
                legal_entity=entity,
                year=year,
                number=span.number,
                covers=DateRange(span.first, span.last + timedelta(days=1)),
            )
            for span in fiscal.spans(year)
        )
        PeriodModule.objects.bulk_create(
            PeriodModule(partner_id=entity.partner_id, period=period, module=module)
            for period in made
            for module in Module
        )
    return made


@transaction_required
def move(
    *, period: UUID, modules: Iterable[str], action: str, by: User, at: datetime, reason: str = ""
) -> list[PeriodModule]:
    """Open, close, reopen or lock a period for some modules. Waits for what is being posted to it.

    :raises RuleBroken: reopening without a reason; closing while a task of the month's end is undone, unless somebody
        else has let it be closed without
    :raises WrongState: when a module does not stand where the action begins
    :raises Period.DoesNotExist: if there is none in scope
    """
    found = Period.objects.select_related("legal_entity").get(uuid=period)
    words = " ".join(reason.split())
    rules.MovesWithReason.require(action != "reopen" or bool(words), period=str(found))
    with partner_scope(found.partner_id, actor_id=by.pk, reason=words or f"{action} {found}"):
        rows = list(
            PeriodModule.objects.select_for_update()
            .of(found.partner_id)
            .filter(period=found, module__in=list(modules))
            .order_by("id")
        )
        if action in closing.CLOSES:
            for row in rows:
                next_state(PERIOD, action, row.state, noun=NOUN)
            closing.check(found, [row.module for row in rows], action, by=by, at=at)
        events = []
        for row in rows:
            before, row.state = row.state, PeriodState(next_state(PERIOD, action, row.state, noun=NOUN))
            event = PeriodEvent(
                partner_id=row.partner_id, period=found, module=row.module, action=action,
                from_state=before, to_state=row.state, by=by, at=at, reason=words,
            )  # fmt: skip
            events.append(event)
        PeriodEvent.objects.bulk_create(events)
        PeriodModule.objects.bulk_update(rows, ["state"])
    return rows
