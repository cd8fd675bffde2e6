"""By when people decide about pay after a death: two working days before the run is fixed they hear of it (HR-09)."""

from datetime import date
from itertools import chain
from typing import NamedTuple

from django.db.models import QuerySet

from hr.engine.pay_cutoff import cut_off_of
from hr.models import DeathCase, Employment
from hr.queries import deaths, pay_groups
from sharedservices.common.workingdays import add_working_days

WARNED_WORKING_DAYS = 2
"""So long before the cut-off the case officer hears of it. Source: domain HR-09, 3."""
ABOVE_WORKING_DAYS = 1
"""So long before the cut-off payroll and the HR director hear of it, too. Source: partner policy."""


class Deadline(NamedTuple):
    """A case without a decision about pay, and the last day to decide for the next pay date; None: no calendar."""

    case: DeathCase
    cut_off: date | None
    pay_date: date | None

    def is_late(self, on: date) -> bool:
        """Tell whether the case officer has to decide by now."""
        return self.cut_off is not None and on >= add_working_days(self.cut_off, -WARNED_WORKING_DAYS)

    def is_for_above(self, on: date) -> bool:
        """Tell whether payroll and the HR director have to see to it by now."""
        return self.cut_off is not None and on >= add_working_days(self.cut_off, -ABOVE_WORKING_DAYS)


def undecided(*, partner_id: int) -> "QuerySet[DeathCase]":
    """Return the cases about whose pay nobody has decided."""
    return deaths.standing(partner_id).filter(pay=DeathCase.Pay.HOLD, pay_at=None)


def deadlines(cases: "QuerySet[DeathCase]", *, partner_id: int, on: date) -> list[Deadline]:
    """Return by when to decide about each of the cases: the nearest pay date of any job. Five queries a case."""
    return [_deadline(case, partner_id, on) for case in cases.select_related("officer", "deputy").order_by("id")]


def _deadline(case: DeathCase, partner_id: int, on: date) -> Deadline:
    jobs = Employment.objects.of(partner_id).filter(person_id=case.person_id, valid__contains=case.date_of_death)
    dates = (pay_groups.pay_dates(job, on=on)[:1] for job in jobs.select_related("pay_group").order_by("id"))
    first = min(chain.from_iterable(dates), default=None)
    return Deadline(case, cut_off_of(first) if first else None, first)
