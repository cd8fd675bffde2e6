"""What the risk of a change request is reckoned from: the request, its trial, and who may decide it (domain SEC-04)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from partners import change_kinds
from partners.change_kinds import StepNeeded, Trial
from partners.engine.change_risk import RiskFacts
from partners.models import ChangeRequest, Grant, User
from partners.queries import deciders
from partners.states import ChangeState

RECENT = timedelta(days=30)
MONTHS = 12


def facts_of(row: ChangeRequest, found: Trial, steps: Sequence[StepNeeded], *, at: datetime, today: date) -> RiskFacts:
    """Return what the rules look at, whoever puts the request together: its maker is who proposed it."""
    cutoff = found.cutoff
    return RiskFacts(
        months_back=_months_back(row.effective_from, today),
        rise=found.rise,
        is_cost_unknown=found.is_cost_unknown,
        close=tuple(_close(row.partner_id, steps, by=row.made_by, on=today)),
        n_others=_others(row, at),
        days_left=(cutoff.closes - today).days if cutoff and cutoff.closes else None,
        is_missed=cutoff is not None and cutoff.is_missed,
    )


def _months_back(starts: date | None, today: date) -> int:
    if starts is None or starts >= today:
        return 0
    return (today.year - starts.year) * MONTHS + today.month - starts.month - (today.day < starts.day)


def _others(row: ChangeRequest, at: datetime) -> int:
    if row.person_id is None:
        return 0
    about = ChangeRequest.objects.of(row.partner_id).filter(person_id=row.person_id, submitted_at__gt=at - RECENT)
    return int(about.exclude(pk=row.pk).exclude(state=ChangeState.WITHDRAWN).count())


def _close(partner_id: int, steps: Sequence[StepNeeded], *, by: User, on: date) -> list[str]:
    """Say who of those who may decide stands in for the maker, or is in one line of management with the maker."""
    able = {
        user.pk: user
        for step in steps
        for user in deciders.holders(partner_id=partner_id, permission=step.permission, on=on)
        if user.human_id != by.human_id
    }
    found = []
    for one in deciders.delegations_from(on, partner_id=partner_id):
        for user, other in ((one.giver, one.receiver), (one.receiver, one.giver)):
            if other.human_id == by.human_id and user.pk in able and on in one.valid:
                found.append(f"{user.full_name} and they stand in for each other")
    people = _people(partner_id, [by, *able.values()])
    mine = people.pop(by.human_id, set())
    near = change_kinds.close_to(partner_id=partner_id, one=mine, others=set().union(*people.values()), on=on)
    found += [
        f"{user.full_name} is in one line of management with them"
        for user in able.values()
        if near & people.get(user.human_id, set())
    ]
    return sorted(set(found))


def _people(partner_id: int, users: Sequence[User]) -> dict[object, set[int]]:
    """Return which people of a partner the human beings behind logins are. One query."""
    rows = Grant.objects.filter(
        user__human_id__in={user.human_id for user in users}, partner_id=partner_id, person_id__isnull=False
    )
    found: dict[object, set[int]] = {}
    for human, person in rows.values_list("user__human_id", "person_id"):
        found.setdefault(human, set()).add(person or 0)
    return found
