"""Redundancy pay, its forewarning and notice: each by the service that its own law counts."""

from collections.abc import Collection, Sequence
from datetime import date

from hr.engine import agreements, leaving
from hr.engine.leaving import Redundancy
from hr.models import Assignment, Employment, ServiceDate
from hr.queries.leavings import terms_on, week_pay
from hr.queries.service_dates import since


def redundancy_service(employments: Collection[Employment]) -> dict[int, date]:
    """Return by employment from when service counts for redundancy pay. One query.

    The Modification Order adds service with other bodies of local government; where no date is recorded for it,
    continuous service counts. Pay and forewarning both ask here.

    Source: Employment Rights Act 1996 section 155; Redundancy Payments (Continuity of Employment in Local Government,
    etc.) (Modification) Order 1999.
    """
    first = next(iter(employments), None)
    if first is None:
        return {}
    found = since(partner_id=first.partner_id, employments=[one.pk for one in employments])
    purpose = ServiceDate.Purpose.REDUNDANCY.value
    return {one.pk: found.get((one.pk, purpose), one.continuous_service_from) for one in employments}


def notice_service(employment: Employment) -> date:
    """Return from when service counts for statutory notice: continuous employment, without the Modification Order.

    Source: Employment Rights Act 1996 sections 86 and 210 to 219.
    """
    return employment.continuous_service_from


def redundancy_of(*, employment: Employment, jobs: Sequence[Assignment], last_day: date) -> Redundancy:
    """Return redundancy pay of jobs of an employment that end on a day, with its working.

    :raises AgreementMissing: where the law of that day is not known
    """
    agreed = terms_on(partner_id=employment.partner_id, on=last_day)
    return leaving.redundancy(
        born=employment.person.date_of_birth,
        service_from=redundancy_service([employment])[employment.pk],
        last_day=last_day,
        week_pay=week_pay(jobs, on=last_day),
        law=agreements.redundancy_law(on=last_day),
        multiplier=agreed.redundancy_multiplier,
        uses_actual_pay=agreed.uses_actual_week_pay,
    )
