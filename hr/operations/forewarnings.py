"""Look ahead every night, tell the person in good time, and record who spoke to them (lessons, differentiator 9).

A forewarning is kept when its day has passed, so that anybody can see how many days of notice there were.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from hr import foresight
from hr.foresight import CONTRACT_ALERTS, Foreseen, Hurt
from hr.models import Forewarning, Person
from hr.operations.freeze import require_free
from hr.queries import deaths
from hr.queries.teams import managers_of
from partners.audit import audit
from partners.models import AuditAction, Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.scope import partner_scope
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.errors import DomainError

ONE_DAY = timedelta(days=1)
MUST_MATCH = ("takes_effect_on", "headline", "detail", "job", "for_staff_only")


class CannotRecord(DomainError):
    """The conversation cannot be recorded."""


def look_ahead_everywhere(*, at: datetime) -> int:
    """Look ahead at every partner, each in a scope of its own; return how many things are new."""
    n_new = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="forewarnings"):
            n_new += look_ahead(partner_id=partner_id, at=at)
    return n_new


@transaction_required
def look_ahead(*, partner_id: int, at: datetime) -> int:
    """Keep what is foreseen now, drop what is no longer, and tell the people whom it is about; return what is new.

    Nothing is foreseen for somebody whose death was reported. Safe to run twice.
    """
    today = timezone.localdate(at)
    found = {one.key: one for finder in foresight.finders() for one in finder(partner_id=partner_id, on=today)}
    quiet = deaths.people(partner_id=partner_id)
    wanted = {key: one for key, one in found.items() if one.person_id not in quiet}
    known = {row.key: row for row in Forewarning.objects.of(partner_id).filter(takes_effect_on__gt=today)}
    known |= {row.key: row for row in Forewarning.objects.of(partner_id).filter(key__in=list(wanted))}
    new = [_row(partner_id, one, today) for key, one in wanted.items() if key not in known]
    Forewarning.objects.bulk_create(new)
    _renew([row for row in known.values() if row.key in wanted], wanted)
    _drop([row for row in known.values() if row.key not in wanted], today)
    _tell(partner_id, at=at)
    return len(new)


def _row(partner_id: int, one: Foreseen, today: date) -> Forewarning:
    return Forewarning(
        partner_id=partner_id,
        person_id=one.person_id,
        kind=one.hurt.value,
        key=one.key,
        job=one.job[:160],
        headline=one.headline[:200],
        detail=one.detail[:500],
        for_staff_only=one.for_staff_only,
        takes_effect_on=one.takes_effect_on,
        found_on=today,
    )


def _renew(rows: Iterable[Forewarning], wanted: dict[str, Foreseen]) -> None:
    """Bring what is foreseen again up to date; what had gone is found anew."""
    for row in rows:
        fresh = _row(row.partner_id, wanted[row.key], row.found_on)
        changed = [name for name in MUST_MATCH if getattr(row, name) != getattr(fresh, name)]
        if row.gone_on is not None:
            row.gone_on = None
            changed.append("gone_on")
        for name in changed:
            setattr(row, name, getattr(fresh, name))
        if changed:
            row.save(update_fields=changed)


def _drop(rows: Sequence[Forewarning], today: date) -> None:
    ids = [row.pk for row in rows if row.gone_on is None]
    if ids:
        Forewarning.objects.filter(pk__in=ids).update(gone_on=today)


def _tell(partner_id: int, *, at: datetime) -> None:
    """Queue one message to each person with something that was not told yet; it names nothing, the page does.

    Managers hear of everything that is new tonight: of people without an address, too, who hear of it from them.
    """
    there = Forewarning.objects.of(partner_id).filter(gone_on=None, for_staff_only=False)
    rows: dict[int, list[Forewarning]] = defaultdict(list)
    untold = there.filter(told_at=None).exclude(person__email="")
    again = _due_again(there, at=at)
    for row in [*untold.select_related("person").order_by("id"), *again]:
        if row.person.email:
            rows[row.person_id].append(row)
    new = there.filter(found_on=timezone.localdate(at)).order_by("person_id")
    concerned = {*rows, *new.values_list("person_id", flat=True), *(row.person_id for row in again)}
    if not concerned:
        return
    partner = Partner.objects.get(pk=partner_id)
    _tell_managers(partner, concerned, at=at)
    for person_id, found in rows.items():
        messages.send(partner_id=partner_id, draft=_message(partner, found[0].person, at), by=None, at=at)
        Forewarning.objects.of(partner_id).filter(pk__in=[row.pk for row in found]).update(told_at=at)
        audit(
            action=AuditAction.CREATE, object_type="hr_forewarning", object_id=person_id,
            label="Told that pay will change", partner_id=partner_id, changes={"n": len(found)},
        )  # fmt: skip


def _due_again(rows: "QuerySet[Forewarning]", *, at: datetime) -> list[Forewarning]:
    """Return the ends of contracts of which a later alert is due: 60 and 28 days before, once each (domain HR-05).

    Somebody without an address has not been told by mail: of them the manager hears on the very day.
    """
    today = timezone.localdate(at)
    ending = rows.filter(kind=Hurt.CONTRACT_END.value, takes_effect_on__gt=today).select_related("person")
    return [row for row in ending.order_by("id") if _crosses(row, today)]


def _crosses(row: Forewarning, today: date) -> bool:
    left = (row.takes_effect_on - ONE_DAY - today).days
    if row.told_at is None:
        return left in CONTRACT_ALERTS[1:] and not row.person.email
    before = (row.takes_effect_on - ONE_DAY - timezone.localdate(row.told_at)).days
    return any(left <= alert < before for alert in CONTRACT_ALERTS[1:])


def _tell_managers(partner: Partner, person_ids: Collection[int], *, at: datetime) -> None:
    """Queue one message to each manager of these people; it names nobody, the page of the team does."""
    found = managers_of(partner_id=partner.pk, person_ids=person_ids, on=timezone.localdate(at))
    for manager in {user.pk: user for users in found.values() for user in users}.values():
        draft = Draft(
            kind="forewarning",
            key=f"forewarning:manager:{manager.pk}:{at:%Y-%m-%d}",
            address=manager.email,
            user_id=manager.pk,
            subject=f"Somebody’s pay in your team at {partner.short_name} is going to change",
            neutral_subject="Something is going to change in your team",
            template="email/forewarning_manager.txt",
            context={"name": manager.full_name, "partner": partner},
        )
        messages.send(partner_id=partner.pk, draft=draft, by=None, at=at)


def _message(partner: Partner, person: Person, at: datetime) -> Draft:
    return Draft(
        kind="forewarning",
        key=f"forewarning:{person.pk}:{at:%Y-%m-%d}",
        address=person.email,
        person_id=person.pk,
        subject=f"Your pay from {partner.short_name} is going to change",
        neutral_subject="Something is going to change",
        template="email/forewarning.txt",
        context={"name": person.known_as or person.forenames, "partner": partner},
    )


@transaction_required
def record_talk(*, forewarning: UUID, note: str, by: User, at: datetime) -> Forewarning:
    """Record that somebody spoke to the person about what will happen.

    :raises CannotRecord: when it was recorded already, or the forecast no longer says it
    """
    row = lock_one(Forewarning, Forewarning.objects.get(uuid=forewarning).pk)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    if row.spoken_at is not None:
        raise CannotRecord("Somebody has spoken to them already: it is on record.")
    if row.gone_on is not None:
        raise CannotRecord("This is no longer foreseen, so there is nothing to speak about.")
    row.spoken_by, row.spoken_at, row.spoken_note = by, at, note
    row.save(update_fields=["spoken_by", "spoken_at", "spoken_note"])
    return row
