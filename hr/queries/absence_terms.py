"""What was agreed about absence and leave for jobs, by date; and how many hours a job is rostered on a day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hr.engine.agreements import sick_pay_scale
from hr.engine.irregular_leave import Worked
from hr.engine.roster import hours_on
from hr.engine.sick_pay import Band, DayBasis, Scale
from hr.models import AbsenceTerms, Assignment, AssignmentTerms, PostHolding
from hr.queries.holdings import by_job, on_day
from hr.queries.service_dates import since

ONE_DAY = timedelta(days=1)
LOCAL_DAYS_LIKE = "njc"
_PURPOSES = {"service_from": "SICK_PAY", "leave_service_from": "LEAVE", "maternity_service_from": "MATERNITY"}


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job with its dated terms of hours, its posts, and the absence terms of their staff groups.

    `service_from` is the service that counts for sick pay.
    """

    job: Assignment
    service_from: date
    leave_service_from: date
    maternity_service_from: date
    hours: list[AssignmentTerms] = field(default_factory=list)
    agreed: list[AbsenceTerms] = field(default_factory=list)
    posts: list[PostHolding] = field(default_factory=list)
    worked: Worked | None = None

    def is_irregular_on(self, on: date) -> bool:
        """Tell whether leave accrues by hours worked on a day: paid by the hour, and agreed so for the staff group.

        Whoever is paid by the hour has no salary: the paid hours of each period are what was entered for it.
        Source: Working Time Regulations 1998, reg 15F: wholly or mostly variable paid hours
        """
        row = next((one for one in self.hours if on in one.valid), None)
        agreed = self.agreed_on(on) if row is not None and row.hourly_rate is not None else None
        return agreed is not None and bool(agreed.irregular_leave)

    def agreed_on(self, on: date) -> AbsenceTerms | None:
        """Return what was agreed on a day for the staff group of the post that is held then, or None."""
        group = on_day(self.posts, on).post.role.staff_group_id
        return next((one for one in self.agreed if one.staff_group_id == group and on in one.valid), None)

    def scale_on(self, on: date) -> Scale | None:
        """Return the scale of sick pay on a day, or None where nothing was agreed."""
        terms = self.agreed_on(on)
        if terms is None:
            return None
        basis = DayBasis(terms.sick_day_basis)
        if terms.sick_scale:
            return sick_pay_scale(terms.sick_scale, on=on, basis=basis)
        if not terms.sick_bands:
            return None
        days = sick_pay_scale(LOCAL_DAYS_LIKE, on=on, basis=basis).month_days
        return Scale(terms.source, tuple(Band(*one) for one in terms.sick_bands), days, terms.source, basis)

    def retests_on(self, on: date) -> bool:
        """Tell whether an anniversary of service during an absence that began on a day is looked at again."""
        terms = self.agreed_on(on)
        return terms is not None and terms.retests_sick_pay

    def rostered(self, day: date) -> Decimal:
        """Return the hours rostered on a day, bank holiday or not; none outside the job."""
        row = next((one for one in self.hours if day in one.valid), None)
        if row is None or day not in self.job.valid:
            return Decimal(0)
        return hours_on(day, pattern=row.working_pattern, contract_hours=row.contract_hours)


def days_between(first: date, last: date) -> Iterable[date]:
    """Return the days from the first to the last, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def job_facts(*, partner_id: int, assignment_ids: Collection[int]) -> dict[int, JobFacts]:
    """Return the facts of jobs by id: service counts for sick pay and leave each from its own day. Five queries."""
    jobs = Assignment.objects.of(partner_id).filter(pk__in=assignment_ids)
    rows = list(jobs.select_related("employment").order_by("id"))
    posts = by_job(partner_id=partner_id, jobs=assignment_ids)
    hours = AssignmentTerms.objects.of(partner_id).filter(assignment_id__in=assignment_ids).order_by("valid", "id")
    groups = {one.post.role.staff_group_id for held in posts.values() for one in held}
    agreed = list(AbsenceTerms.objects.of(partner_id).filter(staff_group_id__in=groups).order_by("valid", "id"))
    dates = since(partner_id=partner_id, employments={row.employment_id for row in rows})
    found = {row.pk: JobFacts(row, **_services(row, dates), agreed=agreed, posts=posts[row.pk]) for row in rows}
    for terms in hours:
        found[terms.assignment_id].hours.append(terms)
    return found


def _services(row: Assignment, dates: Mapping[tuple[int, str], date]) -> dict[str, Any]:
    """Return from when service counts for each purpose: continuous service where nothing else is recorded."""
    return {
        name: dates.get((row.employment_id, purpose), row.employment.continuous_service_from)
        for name, purpose in _PURPOSES.items()
    }


def facts_of(job: Assignment) -> JobFacts:
    """Return the facts of one job."""
    return job_facts(partner_id=job.partner_id, assignment_ids=[job.pk])[job.pk]
