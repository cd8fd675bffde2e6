"""What a partner does when a post would be over its establishment: decided from a day on, by change request."""

from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from hr import rules
from hr.engine.establishment import Mode
from hr.models import EstablishmentMode
from hr.operations import versions
from hr.queries import establishment
from partners.models import User
from sharedservices.common.db import transaction_required


@transaction_required
def decide(
    *, partner_id: int, mode: str, effective_from: date, reason: str, by: User, at: datetime
) -> EstablishmentMode:
    """Refuse, let be overridden, or only warn, from a day on; what was decided for later days goes.

    :raises RuleBroken: when that is so already
    """
    rows = EstablishmentMode.objects.of(partner_id).select_for_update(of=("self",)).order_by("valid")
    held = establishment.mode_on(partner_id=partner_id, on=effective_from)
    rules.SomethingChanges.require(held != Mode(mode), what="choice", since="before", field="mode")
    with versions.change(partner_id=partner_id, by=by, reason=reason):
        for row in rows:
            if row.valid.lower >= effective_from:
                row.delete()
            elif row.valid.upper is None or row.valid.upper > effective_from:
                row.valid = DateRange(row.valid.lower, effective_from)
                row.save(update_fields=["valid"])
        made: EstablishmentMode = EstablishmentMode.objects.create(
            partner_id=partner_id, mode=Mode(mode), valid=DateRange(effective_from, None),
            reason=rules.check_reason(reason),
        )  # fmt: skip
    return made
