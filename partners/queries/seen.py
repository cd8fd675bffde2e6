"""Who looked at a person's records, and who looks at many: out of the audit trail (domain SEC-05, HR-13)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Model, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from partners import holdings
from partners.models import AuditAction, AuditEvent, Grant, User
from partners.roles import Role
from sharedservices.common.formatting import moment

LOOKS = (AuditAction.VIEW, AuditAction.UNMASK, AuditAction.EXPORT)
DAY_BEGINS, DAY_ENDS, SATURDAY = 7, 19, 6
"""The hours of an office day, and the first day of the weekend (a partner’s data protection officer asks beyond)."""
WORK = (
    AuditAction.CREATE, AuditAction.UPDATE, AuditAction.SUBMIT, AuditAction.APPROVE, AuditAction.REJECT,
    AuditAction.CALCULATE, AuditAction.RELEASE, AuditAction.CANCEL, AuditAction.IMPORT,
)  # fmt: skip


@dataclass(slots=True)
class Looker:
    """What one person looked at in a month: whom, how often, and what a data protection officer asks about."""

    user_id: int
    name: str
    people: set[int] = field(default_factory=set)
    own: set[int] = field(default_factory=set)
    worked_on: set[int] = field(default_factory=set)
    protected: set[int] = field(default_factory=set)
    n_looks: int = 0
    n_unmasked: int = 0
    n_exports: int = 0
    n_own_changes: int = 0
    n_out_of_hours: int = 0
    namesakes: set[int] = field(default_factory=set)
    colleagues: set[int] = field(default_factory=set)

    @property
    def n_namesakes(self) -> int:
        """Return at how many people of their own surname they looked, themselves left out."""
        return len(self.namesakes)

    @property
    def n_colleagues(self) -> int:
        """Return at how many people they looked who work in the unit in which they work."""
        return len(self.colleagues)

    @property
    def reasons(self) -> list[str]:
        """Return why a data protection officer may ask, in words; empty when nothing stands out."""
        found = (
            (self.n_own, "own record"), (self.n_namesakes, "same surname"), (self.n_colleagues, "own team"),
            (self.n_out_of_hours, "out of hours"), (self.n_protected, "protected people"),
        )  # fmt: skip
        return [words for n, words in found if n]

    @property
    def worth_asking(self) -> str:
        """Return the reasons as one text."""
        return ", ".join(self.reasons)

    @property
    def n_people(self) -> int:
        """Return how many people."""
        return len(self.people)

    @property
    def n_own(self) -> int:
        """Return on how many records of their own they looked as an office holder."""
        return len(self.people & self.own)

    @property
    def n_protected(self) -> int:
        """Return how many protected people."""
        return len(self.protected)

    @property
    def n_without_work(self) -> int:
        """Return at how many people they looked about whom they did nothing else in the month."""
        return len(self.people - self.worked_on)


def person_tables() -> dict[str, type[Model]]:
    """Return the tables whose rows belong to a person, by name."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if (model._meta.label == "hr.Person" or any(one.attname == "person_id" for one in model._meta.concrete_fields))
        and any(one.name == "id" for one in model._meta.concrete_fields)
    }


def seen_records(*, partner_id: int, person_id: int) -> list[dict[str, str]]:
    """Return who was shown what of a person's records, the latest first: for the answer to an access request."""
    keys: dict[str, list[str]] = {"hr_person": [str(person_id)]}
    for table, model in person_tables().items():
        if table not in {"hr_person", "partners_sarcase"}:
            rows = model._default_manager.filter(partner_id=partner_id, person_id=person_id)
            keys[table] = [str(pk) for pk in rows.values_list("id", flat=True)]
    found = AuditEvent.objects.filter(partner_id=partner_id, action__in=LOOKS).order_by("-id")
    names = dict(User.objects.values_list("pk", "full_name"))
    records = []
    for table, ids in keys.items():
        for one in found.filter(object_type=table, object_id__in=ids) if ids else ():
            what = one.changes.get("shown", "") if isinstance(one.changes, dict) else ""
            who = names.get(one.actor_id or 0, "The system")
            said = {"When": moment(one.at), "Who": who, "What": str(one.get_action_display()), "Shown": str(what)}
            records.append(
                (one.pk, said | {"Reason": "" if one.reason.startswith(("GET /", "POST /")) else one.reason})
            )
    return [record for _pk, record in sorted(records, key=lambda pair: -pair[0])]


def lookers(*, partner_id: int, month: date) -> list[Looker]:
    """Return who looked at whom in a month, most people first. Employees who see their own pay are not among them."""
    start, end = _midnight(month.replace(day=1)), _midnight(_next_month(month))
    events = AuditEvent.objects.filter(partner_id=partner_id, at__gte=start, at__lt=end, actor_id__isnull=False)
    by_table = person_tables()
    found: dict[int, Looker] = {}
    names = dict(User.objects.values_list("pk", "full_name"))
    own = _own_people(partner_id)
    for table, rows in _grouped(events.filter(action__in=(*LOOKS, *WORK), object_type__in=by_table)).items():
        people = _people_of(by_table[table], partner_id, {row["object_id"] for row in rows})
        for row in rows:
            who = found.setdefault(row["actor_id"], Looker(row["actor_id"], names.get(row["actor_id"], "")))
            who.own = own.get(row["actor_id"], set())
            _count(who, row, people.get(row["object_id"]))
    seen = sorted({one for who in found.values() for one in who.people})
    protected = holdings.sensitive_people(partner_id=partner_id, ids=seen)
    surnames = _surnames(partner_id, [*seen, *_flat(own)])
    units = holdings.units_of_people(partner_id=partner_id, on=end.date())
    late = _out_of_hours(events.filter(action__in=LOOKS, object_type__in=by_table))
    for who in found.values():
        who.protected = who.people & protected
        who.n_out_of_hours = late.get(who.user_id, 0)
        others, mine = who.people - who.own, {units[one] for one in who.own if one in units}
        called = {surnames.get(one, "") for one in who.own} | {_surname(who.name)}
        who.namesakes = {one for one in others if surnames.get(one, " ") in called}
        who.colleagues = {one for one in others if units.get(one) in mine}
    looked = [who for who in found.values() if who.people or who.n_exports]
    return sorted(looked, key=lambda who: (-who.n_people, who.name, who.user_id))


def _out_of_hours(events: Any) -> dict[int, int]:
    """Return how often each login looked before 7 in the morning, after 7 at night, or at a weekend. One query."""
    zone = ZoneInfo(settings.TIME_ZONE)
    timed = events.annotate(hour=ExtractHour("at", tzinfo=zone), weekday=ExtractIsoWeekDay("at", tzinfo=zone))
    rows = timed.filter(Q(hour__lt=DAY_BEGINS) | Q(hour__gte=DAY_ENDS) | Q(weekday__gte=SATURDAY)).order_by()
    return dict(rows.values("actor_id").annotate(n=Count("id")).values_list("actor_id", "n"))


def _surnames(partner_id: int, people: list[int]) -> dict[int, str]:
    names = holdings.name_people(partner_id=partner_id, ids=people)
    return {pk: _surname(name) for pk, name in names.items()}


def _surname(name: str) -> str:
    words = name.partition(" (")[0].split()  # a name is followed by the employee number in brackets
    return words[-1].casefold() if words else ""


def _flat(own: dict[int, set[int]]) -> set[int]:
    return {one for people in own.values() for one in people}


def _count(who: Looker, row: dict[str, Any], person: int | None) -> None:
    if row["action"] in WORK:
        if person is not None:
            who.worked_on.add(person)
            who.n_own_changes += row["n"] if person in who.own else 0
        return
    if row["action"] == AuditAction.EXPORT:
        who.n_exports += row["n"]
    if person is not None:
        who.people.add(person)
        who.n_looks += row["n"]
        who.n_unmasked += row["n"] if row["action"] == AuditAction.UNMASK else 0


def _grouped(events: Any) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = events.order_by().values("object_type", "object_id", "actor_id", "action").annotate(n=Count("id"))
    for row in rows:
        tables[row["object_type"]].append(row)
    return tables


def _people_of(model: type[Model], partner_id: int, ids: Iterable[str]) -> dict[str, int]:
    """Return whose each row is, by its number as the trail has it."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    if model._meta.label == "hr.Person":
        return {str(one): one for one in numbers}
    rows = model._default_manager.filter(partner_id=partner_id, id__in=numbers).values_list("id", "person_id")
    return {str(pk): person for pk, person in rows if person is not None}


def _own_people(partner_id: int) -> dict[int, set[int]]:
    """Return the records that are each login's own: by human being, so that a second login hides nothing."""
    human: dict[Any, set[int]] = defaultdict(set)
    grants = Grant.objects.filter(partner_id=partner_id, role=Role.EMPLOYEE)
    for human_id, person in grants.values_list("user__human_id", "person_id"):
        human[human_id].add(person or 0)
    return {pk: human[human_id] for pk, human_id in User.objects.values_list("pk", "human_id") if human_id in human}


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
