"""What ends for people within so many days: fixed terms, permissions to work, DBS checks, registrations, training."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from hr.models import Assignment, AssignmentTerms, FixedTerm, Person, PostHolding
from hr.queries import compliance, right_to_work
from hr.queries.ahead import FIXED
from hr.queries.days import last_day
from hr.queries.insight import Slice
from sharedservices.common.formatting import counted

ONE_DAY = timedelta(days=1)
FIXED_TERM, PERMISSION = "FIXED_TERM", "RIGHT_TO_WORK"


@dataclass(frozen=True, slots=True, kw_only=True)
class End(compliance.Line):
    """Something that ends: whose, what, after which day."""

    kind: str
    kind_words: str
    what: str
    ends_on: date
    days_left: int

    @property
    def days_words(self) -> str:
        """Say how many days are left."""
        return "Has ended" if self.days_left < 0 else counted(self.days_left, "day left", "days left")


@dataclass(frozen=True, slots=True)
class _Found:
    person_id: int
    kind: str
    kind_words: str
    what: str
    ends_on: date
    job: str = ""
    unit: str = ""


def ends(wanted: Slice, *, on: date, within: int, kind: str = "") -> list[End]:
    """Return what ends within so many days, or has ended and stands, the first first. At most eleven queries."""
    found = [
        one
        for source in (_fixed_terms, _permissions, _checks)
        for one in source(wanted.partner_id, on, within)
        if kind in {"", one.kind}
    ]
    given = wanted.parameters()
    places: dict[int, PostHolding] = {}
    held = PostHolding.objects.of(wanted.partner_id).filter(
        person_id__in={one.person_id for one in found}, valid__contains=on, assignment__valid__contains=on
    )
    if not given["all_units"]:
        held = held.filter(post__org_unit_id__in=given["units"])
    if given["entity"] is not None:
        held = held.filter(employment__legal_entity_id=given["entity"])
    for row in held.select_related("person", "post__org_unit", "assignment").order_by("-id"):
        places[row.person_id] = row
    rows = [_end(one, places[one.person_id], on) for one in found if one.person_id in places]
    return sorted(rows, key=lambda one: (one.ends_on, one.surname, one.what))


def _end(one: _Found, place: PostHolding, on: date) -> End:
    who: Person = place.person
    return End(
        person=who.uuid, name=who.display_name, surname=who.surname, job=one.job or place.assignment.title,
        unit=one.unit or place.post.org_unit.name, kind=one.kind, kind_words=one.kind_words, what=one.what,
        ends_on=one.ends_on, days_left=(one.ends_on - on).days,
    )  # fmt: skip


def _fixed_terms(partner_id: int, on: date, within: int) -> Iterator[_Found]:
    """Yield jobs that were agreed for a time: the day of the job, or what was agreed, whichever is sooner."""
    until = on + timedelta(days=within)
    fixed = AssignmentTerms.objects.of(partner_id).filter(
        assignment_id=OuterRef("pk"), valid__contains=on, contract__in=FIXED
    )
    jobs = Assignment.objects.of(partner_id).filter(
        Exists(fixed), valid__contains=on, valid__endswith__lte=until + ONE_DAY
    )
    found = {job.pk: (job.person_id, last_day(job.valid)) for job in jobs.order_by("id")}
    agreed = FixedTerm.objects.of(partner_id).filter(
        valid__contains=on, ends_on__gte=on, ends_on__lte=until, assignment__valid__contains=on
    )
    for one in agreed.order_by("id"):
        known = found.get(one.assignment_id, (one.person_id, None))[1]
        found[one.assignment_id] = (one.person_id, min(one.ends_on, known or one.ends_on))
    for person_id, ends_on in found.values():
        if ends_on is not None:
            yield _Found(person_id, FIXED_TERM, "Fixed term", "Contract", ends_on)


def _permissions(partner_id: int, on: date, within: int) -> Iterator[_Found]:
    for one in right_to_work.expiring(partner_id=partner_id, on=on, within=within):
        yield _Found(one.row.person_id, PERMISSION, "Right to work", one.what, one.ends_on)


def _checks(partner_id: int, on: date, within: int) -> Iterator[_Found]:
    until = on + timedelta(days=within)
    for one in compliance.needs(partner_id=partner_id, on=on):
        if one.is_held and one.due_on is not None and one.due_on <= until:
            yield _Found(one.person_id, one.kind, one.kind_words, one.what, one.due_on, one.job, one.unit)
