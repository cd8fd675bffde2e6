"""Merge two records of one human being, and part them again (domain HR-03). Only approved requests call these.

The database moves the rows, and writes down each of them: hr_merge_people() and hr_part_people().
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from hr import rules_merges, sealed
from hr.models import Person, PersonMerge
from hr.operations import dated
from hr.operations.freeze import require_free
from hr.queries import merges as found
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

ONE = "something"


@transaction_required
def merge(*, person: UUID, duplicate: UUID, reason: str, by: User, at: datetime) -> PersonMerge:
    """Move everything of the duplicate to the record that is kept. Nobody sees the duplicate while that holds.

    A National Insurance number goes over when the kept record has none. Names, address and contacts of the kept record
    stand; those of the duplicate stay with it, out of sight.

    :raises RuleBroken: for one record, for oneself, while something is under way about either, or when both have what
        one person has once
    :raises PersonOnHold: when one of them has died or is missing
    :raises Person.DoesNotExist: if one of them is not in scope
    """
    rules_merges.TwoRecords.require(person != duplicate)
    keep, gone = (Person.objects.get(uuid=one) for one in (person, duplicate))
    _require_free(keep.partner_id, keep, gone, by=by)
    obstacles = found.obstacles(partner_id=keep.partner_id, people=[keep.pk, gone.pk])
    rules_merges.NothingStandsInTheWay.require(not obstacles, what=". ".join(obstacles))
    token, index = "", ""
    if gone.nino and not keep.nino:
        nino = sealed.open_nino(gone.nino, person=gone.uuid)
        token, index = sealed.seal_nino(nino, partner_id=keep.partner_id, person=keep.uuid)
        # The fingerprint goes over as it is: one that somebody contests stays contested.
        index = gone.nino_index
    with partner_scope(keep.partner_id, actor_id=by.pk, reason=reason):
        made = _call(
            "SELECT hr_merge_people(%s, %s, %s, %s, %s, %s, %s)",
            [keep.partner_id, keep.uuid, gone.uuid, token, index, reason, at],
        )
    row: PersonMerge = PersonMerge.objects.get(uuid=made)
    return row


@transaction_required
def part(*, merge: UUID, reason: str, by: User, at: datetime) -> PersonMerge:
    """Give a duplicate back every row that it had, letter by letter, and what was written on these rows since.

    :raises RuleBroken: when that was done, when the kept record was merged since, for oneself, or while something is
        under way
    :raises PersonOnHold: when the person has died or is missing
    :raises PersonMerge.DoesNotExist: if there is none in scope
    """
    row: PersonMerge = PersonMerge.objects.get(uuid=merge)
    keep = Person.objects.filter(pk=row.person_id).first()
    rules_merges.LastMergeFirst.require(row.state == PersonMerge.State.MERGED and keep is not None)
    assert keep is not None  # noqa: S101 - the rule has seen to it
    _require_free(row.partner_id, keep, by=by)
    obstacles = found.obstacles(partner_id=row.partner_id, people=[keep.pk], parting=True)
    rules_merges.NothingStandsInTheWay.require(not obstacles, what=". ".join(obstacles))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reason):
        _call("SELECT hr_part_people(%s, %s, %s, %s)", [row.partner_id, row.uuid, reason, at])
    row.refresh_from_db()
    return row


def _require_free(partner_id: int, *people: Person, by: User) -> None:
    dated.refuse_concerned(people=[one.pk for one in people], partner_id=partner_id, by=by)
    for one in people:
        require_free(partner_id=partner_id, person_id=one.pk)


def _call(sql: str, values: list[Any]) -> UUID | None:
    """Run one of the two functions. :raises RuleBroken: when both have what one person has once."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            said: UUID | None = cursor.fetchone()[0] or None
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        raise rules_merges.OnlyOnceEach.broken(what=_noun(getattr(diagnosis, "table_name", "") or "")) from error
    return said


def _noun(table: str) -> str:
    """Return how people call the rows of a table."""
    names = {one._meta.db_table: str(one._meta.verbose_name_plural) for one in apps.get_models()}
    return f"“{names.get(table, ONE)}” under way"
