"""Makes jobs in posts, marks and modes of the establishment. Call inside partner_scope()."""

from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import EstablishmentMode, JobMark
from tests.factories import hr as make

ALWAYS = make.ALWAYS


def one_fte(org, number="P101", **overrides):
    """A post of 1.00 FTE beside the ten of the factory's own."""
    return make.post(org.unit, org.role, number, established_fte=Decimal(1), **overrides)


def holder(org, post, hours="37.00", *, start=make.START, surname="Holder", **terms):
    """Somebody who works so many hours in a post."""
    who = make.person(org.partner, surname=surname)
    job = make.employment(who, org, start=start)
    assignment = make.assignment(job, org, post=post)
    make.terms(assignment, org, contract_hours=Decimal(hours), **terms)
    return assignment


def mark(job, kind, *, covers=None, first=date(2026, 6, 1), until=date(2027, 6, 1)):
    """Why a job does not count."""
    return JobMark.objects.create(
        partner_id=job.partner_id, person_id=job.person_id, assignment=job, kind=kind, covers=covers,
        valid=DateRange(first, until), reason="test",
    )  # fmt: skip


def mode(partner, value, *, valid=ALWAYS):
    """What the partner does about over-establishment."""
    return EstablishmentMode.objects.create(partner=partner, mode=value, valid=valid, reason="test")
