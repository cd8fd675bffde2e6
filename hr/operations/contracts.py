"""The kind of a contract and its end (domain HR-05, HR-07): extended in time, justified from four years on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_duties as duties
from hr.facts import FACTS, Fact
from hr.models import Assignment, AssignmentTerms, FixedTerm
from hr.operations import contract_ends, dated, terms
from hr.queries import full_time_pay
from partners.models import User
from sharedservices.common.db import transaction_required

ONE_DAY = timedelta(days=1)
FOUR_YEARS = 4
CONTRACT = AssignmentTerms.Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The contract from a day on; `ends_on`, `ground` and `justification` for fixed terms only."""

    contract: str
    ends_on: date | None = None
    ground: str = ""
    justification: str = ""


@transaction_required
def change_contract(
    *, assignment: UUID, wanted: Wanted, effective_from: date, reason: str, by: User, at: datetime
) -> Assignment:
    """Make a contract permanent, give it an end, or extend it. The job lasts as long as it, and no longer.

    :raises RuleBroken: for an end without a fixed term or the other way round, an extension after expiry, four years
        without justification, hours that do not fit the contract, or when nothing would change
    :raises Assignment.DoesNotExist: when there is none in scope
    """
    job = dated.lock_assignment(assignment)
    kind = CONTRACT(wanted.contract)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        moved = contract_ends.extend(job, contract=kind, ends_on=wanted.ends_on, start=effective_from, at=at)
        dated.check_date(effective_from, within=job.valid, what="job", at=at)
        is_fixed = kind == CONTRACT.FIXED_TERM
        ground = " ".join(wanted.ground.split())
        has_both = wanted.ends_on is not None and 0 < len(ground) <= rules.LONGEST_REASON
        duties.FixedTermHasEnd.require(has_both if is_fixed else wanted.ends_on is None and not ground)
        now = full_time_pay.terms_on(job, effective_from)
        if now is None:
            raise rules.SomethingToEnd.broken(what="set of terms", on=effective_from, field="effective_from")
        if now.contract != kind:
            terms.change_hours(
                assignment=job.uuid, contract_hours=now.contract_hours, contract=kind, paid_weeks=now.paid_weeks,
                effective_from=effective_from, reason=reason, by=by, at=at,
            )  # fmt: skip
        row = _set_end(job, wanted, ground, effective_from, reason=reason, at=at)
        if wanted.ends_on is not None:
            moved += contract_ends.shorten(job, ends_on=wanted.ends_on, at=at)
        if row is not None:
            _remember(row, moved, is_given_up=wanted.ends_on is None)
    return job


def _remember(row: FixedTerm, moved: list[contract_ends.Moved], *, is_given_up: bool) -> None:
    """Keep with the row what it moved, or what goes on since it was given up, so that it can be put back.

    The ends of contracts themselves follow the job by the rule that takes a row back.
    """
    kept = [one for one in moved if one[0] != FixedTerm._meta.label]
    if is_given_up:
        row.freed = kept
    else:
        row.moved = [*row.moved, *kept]
    row.save(update_fields=["moved", "freed"])


def _set_end(
    job: Assignment, wanted: Wanted, ground: str, start: date, *, reason: str, at: datetime
) -> FixedTerm | None:
    """Record the end of a fixed term, or that there is none any more; return the row that says so, if there is one."""
    rows = dated.timeline(FACTS[Fact.FIXED_TERM], {"assignment_id": job.pk})
    holder = dated.in_force(rows, start)
    if holder is not None:
        in_time = timezone.localdate(at) <= holder.ends_on and start <= holder.ends_on + ONE_DAY
        duties.ExtendedBeforeExpiry.require(in_time, ended=holder.ends_on)
    if wanted.ends_on is None:
        if holder is None:
            return None
        last_day = max(holder.valid.lower, start - ONE_DAY)
        ended: FixedTerm = dated.end(FACTS[Fact.FIXED_TERM], keys={"assignment_id": job.pk}, last_day=last_day)
        return ended
    duties.SecondmentHasEnd.require(wanted.ends_on >= start, field="ends_on")
    dated.check_date(wanted.ends_on, within=job.valid, what="job", at=at, field="ends_on")
    since = min([start, *(row.valid.lower for row in rows), _first_fixed(job, start)])
    justification = " ".join(wanted.justification.split())
    is_short = wanted.ends_on < since.replace(year=since.year + FOUR_YEARS, day=min(since.day, 28)) - ONE_DAY
    duties.FourYearsJustified.require(is_short or 0 < len(justification) <= rules.LONGEST_REASON, since=since)
    says = {"ends_on": wanted.ends_on, "ground": ground, "justification": justification}
    new = dated.Change(
        fact=Fact.FIXED_TERM, owner=dated.owner_of_assignment(job), start=start, within=job.valid,
        values=lambda _uid: says, is_same=lambda row: all(getattr(row, name) == one for name, one in says.items()),
        reason=rules.check_reason(reason),
    )  # fmt: skip
    row: FixedTerm = dated.put(new, keys={"assignment_id": job.pk})
    return row


def _first_fixed(job: Assignment, start: date) -> date:
    """Return since when the job has been fixed term without a break, by its terms, or the day itself."""
    found = start
    rows = AssignmentTerms.objects.filter(assignment=job, valid__startswith__lt=start).order_by("-valid")
    for row in rows:
        if row.contract != CONTRACT.FIXED_TERM:
            break
        found = row.valid.lower
    return found
