"""Particulars that are to be put right: a date of service and a date of birth, each proposed with its document."""

from datetime import date, datetime, timedelta
from uuid import UUID

from hr.models import Assignment
from hr.operations import change_papers, service_dates
from partners.change_kinds import change_kind
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.directory import Place

PAPER = b"%PDF-1.4\n% The demonstration has no copies of real documents.\n%%EOF\n"


def propose(place: Place, jobs: list[UUID], at: datetime) -> int:
    """Record a date of service and propose another, and another date of birth; return how many requests."""
    first, second = (Assignment.objects.select_related("employment", "person").get(uuid=job) for job in jobs[:2])
    start: date = first.employment.valid.lower
    employment = first.employment.uuid
    service_dates.verify(
        employment=employment, purpose="SICK_PAY", since=start - timedelta(days=400), by=place.hr,
        evidence="Statement of service of the district council", at=at - timedelta(days=20),
    )  # fmt: skip
    other = {
        "employment": str(employment), "purpose": "SICK_PAY", "since": (start - timedelta(days=1100)).isoformat(),
        "evidence": "A fuller statement of the district council",
    }  # fmt: skip
    born = second.person.date_of_birth.replace(day=second.person.date_of_birth.day % 28 + 1)
    wishes = (
        (first.person.uuid, "hr.service_date", other, "The district council has found an earlier year"),
        (
            second.person.uuid, "hr.birth", {"person": str(second.person.uuid), "date_of_birth": born.isoformat()},
            "Mistyped from the starter form",
        ),
    )  # fmt: skip
    for person, kind, payload, reason in wishes:
        kept = change_papers.keep(person=person, contents=[PAPER], title=change_kind(kind).title, by=place.hr, at=at)
        proposal = Proposal(kind=kind, payload=payload, reason=reason, attachments=kept)
        changes.submit(partner_id=place.partner.pk, proposal=proposal, by=place.hr, at=at)
    return len(wishes)
