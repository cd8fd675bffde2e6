"""Who would be paid by a run although a decision about their pay after a death is due."""

from uuid import UUID

from hr.models import DeathCase
from hr.queries import deaths
from payroll.models import RunMember


def undecided(*, partner_id: int, run: UUID) -> int:
    """Return how many people a run pays who have died and about whose pay nobody has decided. One query."""
    held = deaths.standing(partner_id).filter(pay=DeathCase.Pay.HOLD).values("person_id")
    paid = RunMember.objects.of(partner_id).filter(run__uuid=run, state=RunMember.State.CALCULATED)
    return int(paid.filter(person_id__in=held).values("person_id").distinct().count())
