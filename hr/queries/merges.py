"""Records that may be of one human being, what two of them say side by side, and merges that were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from hr import merge_obstacles, sealed
from hr.models import Assignment, Employment, FormerName, NinoClash, Person, PersonMerge
from hr.queries.days import last_day
from hr.queries.former_names import had
from hr.queries.people import Former
from partners.models import ChangeRequest, LegalHold, PurgeItem, RightsCase, SarCase
from partners.queries.holds import quiet
from partners.states import PurgeState
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import QuerySetRows

MERGE, PART = "person_merge", "person_part"
NONE_YET = "None"
WORDS = {"hr_assignment": "jobs", "hr_absencerecord": "absences", "hr_leavebooking": "leave that was asked for"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """Two records that may be of one human being: the older one, and the one made later."""

    person: UUID
    name: str
    duplicate: UUID
    other: str
    born: date
    numbers: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRow:
    """One merge that was made."""

    merge: UUID
    name: str
    merged_at: datetime
    merged_by: str
    state: str


def pairs(*, partner_id: int, search: str = "", former: Former = Former.NONE) -> QuerySetRows:
    """Return likely duplicates: one day of birth and a surname in common, or one number of one human being.

    A surname is that of today or a former one; a restricted former one pairs for nobody but who may see it. A record
    with several older ones stands beside the oldest. Whoever has died or is missing is left out. A search reads the
    names of both records, and the former ones that its reader may see.
    """
    rows = quiet(Person.objects.of(partner_id), "id")
    older = (
        quiet(Person.objects.of(partner_id), "id")
        .filter(date_of_birth=OuterRef("date_of_birth"), pk__lt=OuterRef("pk"))
        .filter(_share_a_surname(partner_id, sees_restricted=former is Former.ALL))
        .exclude(surname="Erased")
        .order_by("id")
        .values("pk")[:1]
    )
    settled = NinoClash.objects.of(partner_id).filter(claimant=OuterRef("pk"), outcome=NinoClash.Outcome.SAME)
    found = rows.annotate(
        twin=Subquery(older), claimed=Subquery(settled.order_by("id").values("person_id")[:1])
    ).filter(Q(twin__isnull=False) | Q(claimed__isnull=False))
    found = found.filter(
        Exists(Person.objects.of(partner_id).filter(Q(pk=OuterRef("twin")) | Q(pk=OuterRef("claimed"))))
    )
    if search.strip():
        named = named_like(search, partner_id=partner_id, former=former)
        found = found.filter(Q(pk__in=named) | Q(twin__in=named) | Q(claimed__in=named))
    return QuerySetRows(found, row=_pair)


def _share_a_surname(partner_id: int, *, sees_restricted: bool) -> Q:
    """Return the condition that a record and the one it is laid beside have a surname in common, once or now."""
    names = FormerName.objects.of(partner_id).annotate(low=Lower("surname"))
    if not sees_restricted:
        names = names.filter(is_restricted=False)
    theirs, had_both = OuterRef(OuterRef("pk")), OuterRef("low")
    here = names.filter(person_id=OuterRef("pk"), low=Lower(OuterRef(OuterRef("surname"))))
    there = names.filter(person_id=theirs, low=Lower(OuterRef("surname")))
    other = names.filter(person_id=OuterRef(theirs), low=had_both)
    both = names.filter(person_id=OuterRef("pk")).filter(Exists(other))
    return Q(surname__iexact=OuterRef("surname")) | Q(Exists(here)) | Q(Exists(there)) | Q(Exists(both))


def n_pairs(*, partner_id: int) -> int:
    """Return how many pairs somebody should look at. One query."""
    return pairs(partner_id=partner_id).count()


def merges(*, partner_id: int, search: str = "", former: Former = Former.NONE) -> QuerySetRows:
    """Return the merges that were made, with those that were parted again; found by former names as well."""
    rows = PersonMerge.objects.of(partner_id).select_related("person", "merged_by")
    if search.strip():
        rows = rows.filter(person__in=named_like(search, partner_id=partner_id, former=former))
    return QuerySetRows(rows, row=_merge)


def named_like(search: str, *, partner_id: int, former: Former) -> QuerySet[Any]:
    """Return the people whose names have every word of a search, now or in one former name that its reader may see."""
    condition = Q()
    for word in search.split():
        condition &= Q(surname__icontains=word) | Q(forenames__icontains=word) | Q(known_as__icontains=word)
    if former is not Former.NONE:
        condition |= had(search, person="pk", sees_restricted=former is Former.ALL)
    people: QuerySet[Any] = Person.objects.of(partner_id)
    return people.filter(condition).values("pk")


def merges_of(*, partner_id: int, person_id: int) -> list[PersonMerge]:
    """Return the merges that hold into a record, newest first. One query."""
    rows = PersonMerge.objects.of(partner_id).filter(person_id=person_id, state=PersonMerge.State.MERGED)
    return list(rows.order_by("-merged_at", "-id"))


def others_like(person: Person) -> QuerySet[Any]:
    """Return the other records with the surname and the day of birth of one."""
    rows: QuerySet[Any] = Person.objects.of(person.partner_id).exclude(pk=person.pk)
    return rows.filter(surname__iexact=person.surname, date_of_birth=person.date_of_birth).order_by("id")


def by_number(*, partner_id: int, text: str) -> Person | None:
    """Return the person with an employee number. One query."""
    rows = Employment.objects.of(partner_id).filter(employee_no__iexact=" ".join(text.split()))
    found: Employment | None = rows.select_related("person").first()
    return found.person if found else None


def side(person: Person) -> dict[str, str]:
    """Say what a record says, in words by label, for looking at two beside each other. Three queries."""
    jobs = Assignment.objects.of(person.partner_id).filter(person=person).order_by("number", "id")
    return {
        "Name": " ".join(part for part in (person.title, person.forenames, person.surname) if part),
        "Known as": person.known_as,
        "Date of birth": day(person.date_of_birth),
        "Sex for HMRC": str(Person.Sex(person.sex).label),
        "National Insurance number": sealed.masked_nino(person.nino, person=person.uuid) if person.nino else NONE_YET,
        "Address": "Protected" if person.is_sensitive else ", ".join(
            part for part in (person.address_line_1, person.town, person.postcode) if part
        ),
        "Email": person.email,
        "Telephone": "Protected" if person.is_sensitive else person.phone,
        "Employments": employments_in_words(person),
        "Jobs": "; ".join(f"{job.number} {job.title}" for job in jobs) or NONE_YET,
    }  # fmt: skip


def employments_in_words(person: Person) -> str:
    """Say where a record is employed, and from when to when. One query."""
    rows = Employment.objects.of(person.partner_id).filter(person=person).select_related("legal_entity")
    said = []
    for one in rows.order_by("employee_no", "id"):
        end = last_day(one.valid)
        until = f" to {day(end)}" if end else ""
        said.append(f"{one.employee_no}, {one.legal_entity} from {day(one.valid.lower)}{until}")
    return "; ".join(said) or NONE_YET


def obstacles(*, partner_id: int, people: Sequence[int], parting: bool = False) -> list[str]:
    """Say what is under way about either record, each as a sentence without its full stop.

    The request that merges or parts them is none. What only few may know of is not named: nobody is told of an HR case.
    """
    said = []
    waiting = ChangeRequest.objects.of(partner_id).filter(settled_at=None).exclude(kind__in=[MERGE, PART])
    about = waiting.filter(Q(person_id__in=people) | Q(people__overlap=list(people)))
    if not parting and (one := about.order_by("id").first()):
        said.append(f"“{one.title}” about one of the two waits for a decision")
    if LegalHold.objects.of(partner_id).filter(person_id__in=people, lifted_at=None).exists():
        said.append("A legal hold keeps the records as they are")
    if SarCase.objects.of(partner_id).filter(person_id__in=people, closed_at=None).exists():
        said.append("An access request is not answered yet")
    if RightsCase.objects.of(partner_id).filter(person_id__in=people, closed_at=None).exists():
        said.append("A request under data protection law is not answered yet")
    erasing = PurgeItem.objects.of(partner_id).filter(
        person_id__in=people, proposal__state__in=[PurgeState.PROPOSED, PurgeState.APPROVED]
    )
    if erasing.exists():
        said.append("An erasure that names one of them is not finished")
    return [*said, *merge_obstacles.found(partner_id=partner_id, people=people)]


def moved(row: PersonMerge) -> list[tuple[str, int]]:
    """Return what went over, as (what, how many), of what anybody may know who sees the page."""
    names = {one._meta.db_table: str(one._meta.verbose_name_plural) for one in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT in_table, n FROM hr_merged_rows(%s, %s)", [row.partner_id, row.uuid])
        return [(WORDS.get(table, names[table]).capitalize(), n) for table, n in cursor.fetchall()]


def hidden_record(row: PersonMerge) -> Person | None:
    """Return the record that was merged, while that holds. One query."""
    found = Person.objects.raw(
        "SELECT * FROM hr_merged_records(%s, %s) p WHERE p.id = %s", [row.partner_id, row.person_id, row.duplicate_id]
    )
    return next(iter(found), None)


def _pair(row: Any) -> PairRow:
    older = Person.objects.get(pk=row.twin or row.claimed)
    numbers = Employment.objects.of(row.partner_id).filter(person__in=[older, row]).order_by("employee_no", "id")
    is_same = older.surname.lower() == row.surname.lower()
    why = [f"Same {'' if is_same else 'former '}surname and date of birth"] if row.twin else []
    if row.claimed:
        why.append("found to be one person with one National Insurance number")
    return PairRow(
        person=older.uuid, name=older.display_name, duplicate=row.uuid, other=row.display_name, born=row.date_of_birth,
        numbers=", ".join(numbers.values_list("employee_no", flat=True)) or NONE_YET, why="; ".join(why),
    )  # fmt: skip


def _merge(row: Any) -> MergeRow:
    return MergeRow(
        merge=row.uuid, name=row.person.display_name, merged_at=row.merged_at, merged_by=str(row.merged_by),
        state=row.get_state_display(),
    )  # fmt: skip
