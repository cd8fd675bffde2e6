"""Nothing about somebody who has died, or is missing, is changed by anybody but the case officer (domain HR-09)."""

from hr.models import DeathCase
from hr.states import DeathState
from partners.operations import holds
from partners.scope import current_scope


def require_free(*, partner_id: int, person_id: int | None, settles: bool = False) -> None:
    """Make sure that something about a person may be changed or decided.

    `settles`: what pays the estate what is due, or sets tax for it, goes on while the case is being settled. In
    self-service nothing is asked: no login of somebody on hold works.

    :raises PersonOnHold: when a hold stands in the way
    """
    scope = current_scope()
    if scope is not None and scope.person_ids:
        return
    if settles and person_id is not None:
        cases = DeathCase.objects.of(partner_id).filter(person_id=person_id, state=DeathState.SETTLING)
        if cases.exists():
            return
    holds.require_free(partner_id=partner_id, person_id=person_id)
