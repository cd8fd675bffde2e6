"""What holds of duties, place, contract, grade and name, in words. Requests compare them: see job_words."""

from datetime import date
from uuid import UUID

from hr.models import (
    ActingUp,
    Assignment,
    AssignmentTerms,
    FixedTerm,
    Honorarium,
    JobParticulars,
    Person,
    Secondment,
)
from hr.queries.days import last_day
from hr.queries.holdings import post_of
from hr.queries.job_words import Words, entry, holding, hours, pay
from sharedservices.common.formatting import day, number


def acting(job: Assignment, on: date) -> Words:
    """Say which post is covered, how much of it and until when; and what the job is paid by meanwhile and after."""
    row = holding(ActingUp, on, "covered_post__role", "honorarium", assignment=job)
    found = {
        "Acts up into": f"{row.covered_post.role.title} ({row.covered_post.post_no})" if row else "",
        "Share of the duties": f"{number(row.percent)}%" if row else "",
        "Honorarium a period": entry(row.honorarium.amount, None, None) if row and row.honorarium else "",
        "Acts up until": day(last_day(row.valid)) if row else "",
        "Review": day(row.review_on) if row else "",
    }
    return found | pay(job, on)


def honoraria(job: Assignment, on: date) -> Words:
    """Say which honoraria are paid, for what and until when."""
    rows = Honorarium.objects.filter(assignment=job, valid__contains=on).select_related("recurring__element")
    found: Words = {}
    for row in rows.order_by("valid", "id"):
        amount = entry(row.recurring.amount, None, None)
        words = f"{amount} a period until {day(last_day(row.valid))}: {row.basis_words}"
        review = f". Regrade looked at by {day(row.review_on)}" if row.review_on else ""
        found[row.recurring.element.name] = words + review
    return found or {"Honorarium": ""}


def secondment(job: Assignment, on: date) -> Words:
    """Say for whom the person works, who pays, and whether they come back."""
    row = holding(Secondment, on, assignment=job)
    labels = ("Secondment", "Organisation", "Contact", "Paid by the host", "Post", "Last day")
    if row is None:
        return dict.fromkeys(labels, "")
    share = f"{number(row.funded_percent)}%" + (", invoiced" if row.is_recharged else "")
    post = "Held: the person comes back" if row.may_return else "Not held"
    is_out = row.direction == Secondment.Direction.OUT
    texts = (
        row.get_direction_display(), row.organisation, row.contact, share if is_out else "Paid by the home employer",
        post if is_out else "Not on this payroll", day(last_day(row.valid)),
    )  # fmt: skip
    return dict(zip(labels, texts, strict=True))


def particulars(job: Assignment, on: date) -> Words:
    """Say title, place and manager, and from which later days they are otherwise."""
    found = _particulars(job, on)
    before = found
    coming = JobParticulars.objects.filter(assignment=job, valid__startswith__gt=on)
    for row in coming.order_by("valid", "id"):
        words = _particulars(job, row.valid.lower)
        found = found | {
            f"{label} from {day(row.valid.lower)}": text for label, text in words.items() if before[label] != text
        }
        before = words
    return found


def _particulars(job: Assignment, on: date) -> Words:
    row = holding(JobParticulars, on, "manager__person", assignment=job)
    return {
        "Job title": row.title if row else job.title,
        "Place of work": row.location if row else post_of(job, on).location,
        "Reports to": f"{row.manager.person.display_name}, {row.manager.title}" if row and row.manager else "",
    }


def contract(job: Assignment, on: date) -> Words:
    """Say contract and hours, when a fixed term ends, and why."""
    row = holding(FixedTerm, on, assignment=job)
    return hours(job, on) | {
        "Contract ends": day(row.ends_on) if row else "No end of its own",
        "Job ends": day(end) if (end := last_day(job.valid)) else "No end",
        "Ground": row.ground if row else "",
        "Justified from four years on": row.justification if row else "",
    }


def name(person: UUID) -> Words:
    """Say the names of a person."""
    row = Person.objects.get(uuid=person)
    labels = {"Title": "title", "Forenames": "forenames", "Surname": "surname", "Known as": "known_as"}
    return {label: getattr(row, field) for label, field in labels.items()}


def row_of_terms(row: AssignmentTerms) -> Words:
    """Say since when the row of terms that is put right holds."""
    return {"Recorded for": f"{day(row.valid.lower)} to {day(last_day(row.valid)) if row.valid.upper else 'no end'}"}
