"""Where the cost of pay would say what somebody is paid: fewer than three people (domain FIN-12, FIN-15).

Who may see pay sees all of it. For others, what is paid from a cost centre of one or two people is not broken down by
code, and its lines of pay are left out: how many people there are, the apps above say.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from finance.models import CostCentre, CostCentrePlace
from finance.queries import outside

FEWEST = 3
PAY = "EMPLOYEES"


@dataclass(frozen=True, slots=True)
class Few:
    """The cost centres of a part of a ledger that one or two people are paid from, by id, and how many people.

    `is_everyone`: nobody else is paid from the ledger, so that even all of its pay together is theirs.
    """

    centres: frozenset[int]
    people: int
    is_everyone: bool = False

    @property
    def would_tell(self) -> bool:
        """Whether pay by code would say what somebody is paid: it does not, where several such centres add up."""
        return bool(self.centres) and (len(self.centres) < 2 or self.people < FEWEST)


def few(
    *, partner_id: int, legal_entity_id: int, on: date, area: str | None = None, cost_centre: str | None = None
) -> Few:
    """Return the cost centres of few people in a part of a ledger. At most two queries, and those of who counts."""
    counts = outside.people_paid(partner_id=partner_id, legal_entity_id=legal_entity_id, on=on)
    small = {pk: n for pk, n in counts.items() if 0 < n < FEWEST}
    if small and area:
        places = CostCentrePlace.objects.of(partner_id).filter(
            Q(service__code=area) | Q(service__parent__code=area), valid__contains=on
        )
        small = _only(small, places.values_list("cost_centre_id", flat=True))
    if small and cost_centre:
        rows = CostCentre.objects.of(partner_id).filter(legal_entity=legal_entity_id, code=cost_centre)
        small = _only(small, rows.values_list("pk", flat=True))
    n = sum(small.values())
    return Few(frozenset(small), n, is_everyone=n == sum(counts.values()) and n < FEWEST)


def _only(small: dict[int, int], wanted: Collection[int]) -> dict[int, int]:
    kept = set(wanted)
    return {pk: n for pk, n in small.items() if pk in kept}
