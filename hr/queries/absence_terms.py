"""What was agreed about absence and leave for jobs, by date; and how many hours a job is rostered on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from hr.engine.agreements import sick_pay_scale
from hr.engine.roster import hours_on
from hr.engine.sick_pay import Band, Scale
from hr.models import AbsenceTerms, Assignment, AssignmentTerms, PostHolding
from hr.queries.holdings import by_job, on_day

ONE_DAY = timedelta(days=1)
LOCAL_DAYS_LIKE = "njc"


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job with its service date, its dated terms of hours, its posts, and the absence terms of their staff groups."""

    job: Assignment
    service_from: date
    hours: list[AssignmentTerms] = field(default_factory=list)
    agreed: list[AbsenceTerms] = field(default_factory=list)
    posts: list[PostHolding] = field(default_factory=list)

    def agreed_on(self, on: date) -> AbsenceTerms | None:
        """Return what was agreed on a day for the staff group of the post that is held then, or None."""
        group = on_day(self.posts, on).post.role.staff_group_id
        return next((one for one in self.agreed if one.staff_group_id == group and on in one.valid), None)

    def scale_on(self, on: date) -> Scale | None:
        """Return the scale of sick pay on a day, or None where nothing was agreed."""
        terms = self.agreed_on(on)
        if terms is None:
            return None
        if terms.sick_scale:
            return sick_pay_scale(terms.sick_scale, on=on)
        if not terms.sick_bands:
            return None
        days = sick_pay_scale(LOCAL_DAYS_LIKE, on=on).month_days
        return Scale(terms.source, tuple(Band(*one) for one in terms.sick_bands), days, terms.source)

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
    """Return the facts of jobs by id. Four queries."""
    jobs = Assignment.objects.of(partner_id).filter(pk__in=assignment_ids)
    rows = list(jobs.select_related("employment").order_by("id"))
    posts = by_job(partner_id=partner_id, jobs=assignment_ids)
    hours = AssignmentTerms.objects.of(partner_id).filter(assignment_id__in=assignment_ids).order_by("valid", "id")
    groups = {one.post.role.staff_group_id for held in posts.values() for one in held}
    agreed = list(AbsenceTerms.objects.of(partner_id).filter(staff_group_id__in=groups).order_by("valid", "id"))
    found = {
        row.pk: JobFacts(
            row,
            row.employment.continuous_service_from,
            agreed=agreed,
            posts=posts[row.pk],
        )
        for row in rows
    }
    for terms in hours:
        found[terms.assignment_id].hours.append(terms)
    return found


def facts_of(job: Assignment) -> JobFacts:
    """Return the facts of one job."""
    return job_facts(partner_id=job.partner_id, assignment_ids=[job.pk])[job.pk]
