"""Moving an employment to another pay group from the start of a period on (domain HR-07)."""

from datetime import date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import calendars, rules
from hr import rules_pay_groups as group_rules
from hr.models import Employment, MonthlyInput, PayGroup, PayGroupMove, RecurringElement
from hr.operations import dated
from hr.states import InputState
from partners.models import User
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import counted, day

FEW = 3


@transaction_required
def move(*, employment: UUID, pay_group: UUID, effective_from: date, reason: str, by: User, at: datetime) -> Employment:
    """Move an employment into another pay group; or take a move back, by the group of before from the same day.

    Days before are paid with the group of before, however long its own period is: no day is paid twice or by nobody.

    :raises RuleBroken: unless a period of a group of the same PAYE scheme starts on that day and nothing stands
        against it: a run past its draft, amounts for another length of period, inputs that nobody would pay
    :raises ObjectDoesNotExist: when employment or pay group is not in scope
    """
    job = dated.lock_employment(employment)
    to: PayGroup = PayGroup.objects.of(job.partner_id).get(uuid=pay_group)
    with dated.change(partner_id=job.partner_id, by=by, reason=reason):
        dated.check_date(effective_from, within=job.valid, what="employment", at=at, field="effective_from")
        old = job.pay_group
        rules.SomethingChanges.require(to != old, what="pay group", since=job.pay_group_from or job.valid.lower)
        is_back = to == job.former_pay_group and effective_from == job.pay_group_from
        if not is_back:
            _refuse_second(job, effective_from, at)
        _check(job, old, to, effective_from, is_back=is_back)
        job.pay_group = to
        if is_back:
            _forget(job, effective_from)
        else:
            PayGroupMove.objects.create(
                partner_id=job.partner_id, person_id=job.person_id, employment=job, former=old, starts=effective_from
            )
            job.former_pay_group, job.pay_group_from = old, effective_from
        job.save(update_fields=["pay_group", "former_pay_group", "pay_group_from"])
    return job


def _forget(job: Employment, starts: date) -> None:
    """Take the move of a day away; the one before it is the latest again."""
    moves = PayGroupMove.objects.of(job.partner_id).filter(employment=job)
    moves.filter(starts=starts).delete()
    before = moves.select_related("former").order_by("starts").last()
    job.former_pay_group, job.pay_group_from = (before.former, before.starts) if before else (None, None)


def _refuse_second(job: Employment, starts: date, at: datetime) -> None:
    """Refuse a move while another is to come, or before one that was made. :raises RuleBroken: OneMove."""
    since = job.pay_group_from
    if since is not None and (starts <= since or since > timezone.localdate(at)):
        former = job.former_pay_group.name if job.former_pay_group else ""
        raise group_rules.OneMove.broken(group=job.pay_group.name, since=since, former=former)


def _check(job: Employment, old: PayGroup, to: PayGroup, starts: date, *, is_back: bool) -> None:
    same = (to.legal_entity_id, to.paye_scheme_id) == (old.legal_entity_id, old.paye_scheme_id)
    group_rules.SamePayeScheme.require(same, group=to.name)
    if not is_back:
        next_ones = [day(one) for one in calendars.starts_from(group=to, on=starts)[:FEW]]
        choose = f"Choose {', '.join(next_ones)} or a later start." if next_ones else "Have payroll make its calendar."
        is_start = calendars.is_start(group=to, on=starts)
        group_rules.StartsAPeriod.require(is_start, group=to.name, on=starts, starts=choose)
        before = starts - dated.ONE_DAY
        needs_none = before < job.valid.lower or not calendars.starts_from(group=old, on=date.min)
        is_paid = needs_none or calendars.days_of(group=old, on=before) is not None
        group_rules.NoGap.require(is_paid, group=old.name, on=before)
    for group in (old, to):
        run = calendars.frozen_from(group=group, on=starts)
        group_rules.NothingIsFrozen.require(not run, run=run, on=starts)
    _check_amounts(job, old, to, starts)
    waiting = MonthlyInput.objects.filter(
        employment=job, pay_group=old, period_start__gte=starts, state__in=[InputState.SUBMITTED, InputState.APPROVED]
    ).count()  # fmt: skip
    said = counted(waiting, "monthly input", "monthly inputs")
    group_rules.NoInputsLeft.require(not waiting, inputs=said, group=old.name, on=starts)


def _check_amounts(job: Employment, old: PayGroup, to: PayGroup, starts: date) -> None:
    """Refuse amounts a period that go on over the move into periods of another length. :raises RuleBroken: then."""
    if to.frequency == old.frequency:
        return
    rows = RecurringElement.objects.filter(employment=job, valid__startswith__lt=starts, amount__isnull=False)
    rows = rows.filter(valid__overlap=DateRange(starts, None)).select_related("element")
    names = sorted({row.element.name for row in rows})
    last = starts - dated.ONE_DAY
    group_rules.AmountsFit.require(not names, elements=", ".join(names), last=last, on=starts, group=to.name)
