"""How a dated fact changes: the row in force ends the day before, the new one starts, and no later row is overtaken.

A change from the very day on which the row in force starts corrects that row; the audit trail keeps what it said.
Every operation locks the employment or job that owns the fact first, so two changes of it follow each other.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules, rules_bank, rules_claims, rules_family, rules_organisation, rules_rosters, rules_starters
from hr.facts import FACTS, Fact, FactType
from hr.models import Assignment, Employment
from hr.operations.freeze import require_free
from hr.rules_interests import NotCloseToThem, NotTheirOwnEither
from partners.models import User
from partners.queries import deciders
from partners.scope import current_scope, partner_scope
from sharedservices.common.db import require_transaction
from sharedservices.common.errors import DomainError

ONE_DAY = timedelta(days=1)
DAYS_OF_YEAR = 365


class ChangedMeanwhile(DomainError):
    """Somebody else changed the same thing at the same moment."""


_NAMED: dict[str, Callable[[], DomainError]] = {
    "hr_person_nino_once": rules.NinoOnce.broken,
    "hr_costsplit_adds_up": lambda: rules.SharesAddUp.broken(total="other than 100"),
    "hr_monthlyinput_second_person": rules.SecondPerson.broken,
    "hr_leavebooking_second_person": rules.SecondPerson.broken,
    "hr_claim_for_another": NotTheirOwnEither.broken,
    "hr_leavebooking_for_another": NotTheirOwnEither.broken,
    "hr_leavebooking_for_who_did_not_ask": NotTheirOwnEither.broken,
    "hr_decided_for": NotTheirOwnEither.broken,
    "hr_bankchange_second_person": rules.SecondPerson.broken,
    "hr_bankchange_one_pending": rules_bank.OnePending.broken,
    "hr_familyleaveblock_meets_absence": lambda: rules_family.FamilyOverlaps.broken(what="an absence", span="then"),
    "hr_absencerecord_meets_family": lambda: rules_family.FamilyOverlaps.broken(what="family leave", span="then"),
    "hr_claim_second_person": rules_claims.ClaimNotOneself.broken,
    "hr_claim_not_oneself": rules_claims.ClaimNotOneself.broken,
    "hr_claim_third_person": rules_claims.ThirdPerson.broken,
    "hr_claimline_hours_once": lambda: rules_claims.HoursOnce.broken(span="some of these hours", claim="another claim"),
    "hr_monthlyinput_of_claim": rules_claims.EndsClaimFirst.broken,
    "hr_monthlyinput_of_roster": rules_rosters.EndsRosterFirst.broken,
    "hr_rosterimport_second_person": rules_rosters.RosterSecondPerson.broken,
    "hr_assignment_post_open": rules_organisation.PostTakesPeople.broken,
    "hr_payelement_code": lambda: rules.CodeIsFree.broken(taken="given"),
    "hr_startercase_right_to_work": lambda: rules_starters.RightToWorkFirst.broken(on="the first day"),
    "hr_startercase_gates": lambda: rules_starters.GatesMet.broken(missing="a gate of the job"),
    "hr_startercase_not_paid": rules_starters.NotPaidYet.broken,
    "hr_startercase_second_person": rules_starters.ApprovedByAnother.broken,
    "hr_startergate_two_people": rules_starters.ApprovedByAnother.broken,
    "hr_startercase_one_open": lambda: rules_starters.KnownBefore.broken(what="person, with a case that is open"),
}


@contextmanager
def change(*, partner_id: int, by: User, reason: str, behalf_of: User | None = None) -> Iterator[None]:
    """Open the inner scope of a change: the audit trail gets actor and reason, and database refusals get a name.

    `behalf_of`: for whom it is decided while they are away.

    What the block wrote is undone when it fails, whatever the outer scope then does.

    :raises RuleBroken: for a missing reason, or the rule that a constraint of the database stands for
    :raises ChangedMeanwhile: when another change came first
    """
    tidy = rules.check_reason(reason)
    try:
        with partner_scope(partner_id, actor_id=by.pk, reason=tidy, on_behalf_of=behalf_of.pk if behalf_of else None):
            yield
    except IntegrityError as error:
        raise _named(error) from error


def _named(error: IntegrityError) -> Exception:
    """Return the refusal that a constraint stands for; a constraint without a name here is a bug and stays one."""
    diagnostics = getattr(error.__cause__, "diag", None)
    constraint: str = getattr(diagnostics, "constraint_name", None) or ""
    if constraint in _NAMED:
        return _NAMED[constraint]()
    if constraint.endswith("_no_overlap"):
        return ChangedMeanwhile(
            "Somebody else has just changed the same record.", remedy="Look at the record again, then decide."
        )
    return error


def lock_employment(employment: UUID, *, settles: bool = False) -> Employment:
    """Read an employment and hold it; `settles` as in freeze.

    :raises PersonOnHold: when nothing about the person is changed at present
    :raises Employment.DoesNotExist: if there is none in scope
    """
    require_transaction("lock_employment")
    found: Employment = Employment.objects.select_for_update(of=("self",)).get(uuid=employment)
    require_free(partner_id=found.partner_id, person_id=found.person_id, settles=settles)
    return found


def lock_assignment(assignment: UUID, *, settles: bool = False) -> Assignment:
    """Read a job and hold it; `settles` as in freeze.

    :raises PersonOnHold: when nothing about the person is changed at present
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    require_transaction("lock_assignment")
    found: Assignment = Assignment.objects.select_for_update(of=("self",)).get(uuid=assignment)
    require_free(partner_id=found.partner_id, person_id=found.person_id, settles=settles)
    return found


def check_date(on: date, *, within: DateRange, what: str, at: datetime, field: str | None = None) -> None:
    """Check that a date lies inside a job and not absurdly far ahead. :raises RuleBroken: if not."""
    today = timezone.localdate(at)
    far = today + timedelta(days=DAYS_OF_YEAR * rules.YEARS_AHEAD + 1)
    rules.NotFarAhead.require(on <= far, on=on, years=rules.YEARS_AHEAD, field=field)
    ends = within.upper
    rules.WithinTheJob.require(
        within.lower <= on and (ends is None or on < ends),
        on=on,
        what=what,
        first=within.lower,
        until=rules.until(None if ends is None else ends - ONE_DAY),
        field=field,
    )


def refuse_oneself(row: Any, *, by: User) -> None:
    """Make sure that a row is not about the human being who acts on it, nor about somebody close to them.

    :raises RuleBroken: NotOneself, NotCloseToThem
    """
    refuse_concerned(people=[row.person_id], partner_id=row.partner_id, by=by)


def refuse_concerned(*, people: Collection[int], partner_id: int, by: User) -> None:
    """Make sure that none of these people is the human being who acts, by any login, nor close to them. Two queries.

    The one place that says so, for whatever officers do to one person’s record (domain SEC-03).

    :raises RuleBroken: NotOneself, NotCloseToThem
    """
    rules.NotOneself.require(deciders.own_people(by, partner_id).isdisjoint(people))
    NotCloseToThem.require(deciders.close_people(by, partner_id).isdisjoint(people))


def refuse_close(row: Any, *, by: User) -> None:
    """Make sure that a row is about nobody to whom who acts is declared close. :raises RuleBroken: NotCloseToThem."""
    NotCloseToThem.require(row.person_id not in deciders.close_people(by, row.partner_id))


def refuse_close_officer(row: Any, *, by: User) -> None:
    """Make sure that nobody enters for somebody close what people enter for themselves in self-service, too.

    Under self-service only one's own rows are in sight. :raises RuleBroken: NotCloseToThem
    """
    scope = current_scope()
    if scope is None or scope.person_ids is None:
        refuse_close(row, by=by)


@dataclass(frozen=True, slots=True)
class Change:
    """A new row of a timeline: whose it is, from when, inside which job, and what it says.

    `owner` are the columns that tell the timeline and the person; `values` gives the rest for the row's public id.
    """

    fact: Fact
    owner: dict[str, Any]
    start: date
    within: DateRange
    values: Callable[[UUID], dict[str, Any]]
    is_same: Callable[[Any], bool]
    reason: str

    @property
    def kind(self) -> FactType:
        """The table of the fact."""
        return FACTS[self.fact]


def timeline(kind: FactType, keys: dict[str, Any]) -> list[Any]:
    """Return the rows of one timeline in order, held until the transaction ends."""
    rows = kind.model.objects.filter(**keys).select_for_update(of=("self",)).order_by("valid", "id")
    return list(rows)


def put(new: Change, *, keys: dict[str, Any]) -> Any:
    """Record a new row from its start on, ending or correcting the one in force; return it.

    :raises RuleBroken: when a later row exists or nothing would change
    """
    rows = timeline(new.kind, keys)
    refuse_later(rows, new.start, noun=new.kind.noun)
    holder = in_force(rows, new.start)
    if holder is None:
        return _create(new, DateRange(new.start, new.within.upper))
    rules.SomethingChanges.require(not new.is_same(holder), what=new.kind.noun, since=holder.valid.lower)
    if holder.valid.lower == new.start:
        return _correct(holder, new)
    until = holder.valid.upper
    holder.valid = DateRange(holder.valid.lower, new.start)
    holder.save(update_fields=["valid"])
    return _create(new, DateRange(new.start, until))


def refuse_later(rows: list[Any], start: date, *, noun: str) -> None:
    """Refuse a change that a later row has overtaken. :raises RuleBroken: NoLaterChange."""
    later = [row.valid.lower for row in rows if row.valid.lower > start]
    if later:
        raise rules.NoLaterChange.broken(what=noun, later=max(later))


def in_force(rows: list[Any], on: date) -> Any | None:
    """Return the row in force on a day, or None."""
    return next(
        (row for row in rows if row.valid.lower <= on and (row.valid.upper is None or on < row.valid.upper)), None
    )


def _create(new: Change, valid: DateRange) -> Any:
    uid = uuid4()
    return new.kind.model.objects.create(uuid=uid, valid=valid, reason=new.reason, **new.owner, **new.values(uid))


def _correct(holder: Any, new: Change) -> Any:
    values = new.values(holder.uuid) | {"reason": new.reason}
    for name, value in values.items():
        setattr(holder, name, value)
    holder.save(update_fields=list(values))
    return holder


def end(kind: FactType, *, keys: dict[str, Any], last_day: date) -> Any:
    """End the row in force after a last day, and return it.

    :raises RuleBroken: when none is in force then, or a later row exists
    """
    rows = timeline(kind, keys)
    refuse_later(rows, last_day, noun=kind.noun)
    holder = in_force(rows, last_day)
    if holder is None or holder.valid.upper == last_day + ONE_DAY:
        raise rules.SomethingToEnd.broken(what=kind.noun, on=last_day)
    holder.valid = DateRange(holder.valid.lower, last_day + ONE_DAY)
    holder.save(update_fields=["valid"])
    return holder


def owner_of_employment(job: Employment) -> dict[str, Any]:
    """Return the owner's columns of a fact that belongs to an employment."""
    return {"partner_id": job.partner_id, "person_id": job.person_id, "employment_id": job.pk}


def owner_of_assignment(job: Assignment) -> dict[str, Any]:
    """Return the owner's columns of a fact that belongs to a job, its employment included."""
    return {
        "partner_id": job.partner_id,
        "person_id": job.person_id,
        "employment_id": job.employment_id,
        "assignment_id": job.pk,
    }
