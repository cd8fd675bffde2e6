"""The search for somebody to fill a post: authorised, advertised, and on to an offer (domain HR-02)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from hr import rules_organisation as org_rules
from hr.models import Post, Vacancy
from hr.operations import posts, versions
from hr.queries import establishment
from hr.queries.blockers import OPEN_STAGES
from hr.states import VACANCY, PostState, VacancyState
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import number
from sharedservices.common.money import round_half_up

NOUN = "vacancy"


@transaction_required
def open_vacancy(
    *, post: UUID, fte: Decimal, authorisation: str, opened_on: date, reason: str, by: User, at: datetime
) -> Vacancy:
    """Authorise the search for somebody to fill a post or a part of it.

    :raises RuleBroken: for more than is vacant and not searched for already, or a post that takes nobody
    :raises Post.DoesNotExist: if there is none in scope
    """
    row = posts.lock(post)
    org_rules.PostTakesPeople.require(row.state == PostState.ESTABLISHED)
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        left = free_fte(row, on=timezone.localdate(at))
        org_rules.VacancyFits.require(
            Decimal(0) < fte <= left, post=row.post_no, vacant=number(round_half_up(max(left, Decimal(0)), 2))
        )
        made: Vacancy = Vacancy.objects.create(
            partner_id=row.partner_id, post=row, fte=fte, authorisation=" ".join(authorisation.split()),
            opened_on=opened_on, opened_by=by, opened_at=at,
        )  # fmt: skip
    return made


def free_fte(row: Post, *, on: date) -> Decimal:
    """Return what is vacant in a post on a day and nobody searches for."""
    line = establishment.timelines(partner_id=row.partner_id, posts=[row.pk], since=on)[row.pk]
    searched = Vacancy.objects.filter(post=row, stage__in=OPEN_STAGES).aggregate(fte=Sum("fte"))["fte"]
    return (line.vacant(on) or Decimal(0)) - (searched or Decimal(0))


@transaction_required
def advance(*, vacancy: UUID, action: str, reason: str, by: User, at: datetime) -> Vacancy:
    """Take a vacancy a step further, to its end, or back out of it: an action of the VACANCY table.

    :raises WrongState: when it does not stand where the step begins
    :raises Vacancy.DoesNotExist: if there is none in scope
    """
    row: Vacancy = Vacancy.objects.select_for_update(of=("self",)).get(uuid=vacancy)
    stage = VacancyState(next_state(VACANCY, action, row.stage, noun=NOUN))
    changed: dict[str, Any] = {"stage": stage}
    if stage in {VacancyState.FILLED, VacancyState.WITHDRAWN}:
        changed |= {"settled_by": by, "settled_at": at}
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
    return row
