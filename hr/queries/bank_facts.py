"""What is known about a change of bank account: for the rules of risk, and for the day on which it may hold."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from hr import last_pay, rules_bank
from hr.engine.bank_change import Facts, PayDay, Payee, effective_on, policy
from hr.engine.pay_cutoff import cut_off_of
from hr.models import BankAccount, BankCallBack, BankChange, Employment, SecondAccount
from hr.queries import contacts, pay_groups


def account_on(job: Employment, on: date) -> BankAccount | None:
    """Return the account that an employment is paid into on a day; or None."""
    found: BankAccount | None = _accounts(job).filter(valid__contains=on).first()
    return found


def second_on(job: Employment, on: date) -> SecondAccount | None:
    """Return the second account that gets a part of an employment's pay on a day; or None."""
    rows = SecondAccount.objects.of(job.partner_id).filter(person_id=job.person_id, employment=job)
    found: SecondAccount | None = rows.filter(valid__contains=on).first()
    return found


def require_another(main: BankAccount | None, fingerprint: str) -> None:
    """Make sure that a second account stands beside a main one that is another. :raises RuleBroken: if not."""
    if main is None:
        raise rules_bank.MainAccountFirst.broken()
    rules_bank.TwoAccounts.require(main.fingerprint != fingerprint)


def refuse_second(second: SecondAccount | None, fingerprint: str) -> None:
    """Make sure that a main account is not the second one. :raises RuleBroken: if it is."""
    rules_bank.TwoAccounts.require(second is None or second.fingerprint != fingerprint)


def has_account(job: Employment) -> bool:
    """Tell whether an employment ever had an account, now or to come: then pay could be diverted from it."""
    return _accounts(job).exists()


def _accounts(job: Employment) -> "QuerySet[BankAccount]":
    rows: QuerySet[BankAccount] = BankAccount.objects.of(job.partner_id)
    return rows.filter(person_id=job.person_id, employment=job).order_by("valid", "id")


def earliest(job: Employment, *, asked_at: datetime, is_first: bool) -> date:
    """Return the first day on which a change may hold that is asked for now, if nothing delays it."""
    return _day(job, asked_on=timezone.localdate(asked_at), is_first=is_first, is_called_back=False, not_before=None)


def effective_day(row: BankChange, *, at: datetime) -> date:
    """Return the first day on which a change may hold that is decided at a moment."""
    said = BankCallBack.objects.of(row.partner_id).filter(change=row, outcome=BankCallBack.Outcome.CONFIRMED)
    return _day(
        row.employment,
        asked_on=timezone.localdate(row.requested_at),
        is_first=row.is_first,
        is_called_back=said.exists(),
        not_before=timezone.localdate(at),
    )


def _day(job: Employment, *, asked_on: date, is_first: bool, is_called_back: bool, not_before: date | None) -> date:
    if is_first:  # nothing is diverted: there is no account that pay went to
        first: date = job.valid.lower
        return first
    return effective_on(
        asked_on,
        pay_days=pay_days(job, asked_on),
        controls=policy(on=asked_on),
        is_called_back=is_called_back,
        not_before=not_before,
    )


def pay_days(job: Employment, on: date) -> list[PayDay]:
    """Return the next pay days of an employment, with their cut-offs. One query a pay group."""
    return [PayDay(one, cut_off_of(one)) for one in pay_groups.pay_dates(job, on=on)]


def facts_of(row: BankChange, *, sort_code: str) -> Facts:
    """Return what the rules of risk look at. Call it in the partner's scope: it counts other people's accounts."""
    on, controls = timezone.localdate(row.requested_at), policy(on=timezone.localdate(row.requested_at))
    is_own = row.channel == BankChange.Channel.SELF_SERVICE
    reset = row.requested_by.password_reset_at if is_own else None
    dates = pay_days(row.employment, on)
    return Facts(
        on=on,
        sort_code=sort_code,
        payee=None if row.part == BankChange.Part.END else Payee(row.payee_check),
        is_self_service=is_own,
        device_since=timezone.localdate(row.device_first_at) if row.device_first_at else None,
        contact_changed_on=contacts.changed_on(
            row.person, at=row.requested_at, within_days=controls.recent_contact_days
        ),
        password_reset_on=timezone.localdate(reset) if reset else None,
        n_others_with_account=0 if row.part == BankChange.Part.END else n_others(row),
        earlier_changes=_earlier(row, controls.twice_within_days),
        next_pay_day=dates[0].pay_date if dates else None,
        amount=row.amount,
        last_net=_last_net(row) if row.part == BankChange.Part.SECOND else None,
    )


def n_others(row: BankChange) -> int:
    """Return how many other people of the partner are paid, or ask to be paid, into the account. Never who."""
    others = {"partner_id": row.partner_id, "fingerprint": row.fingerprint}
    held = (
        BankAccount.objects.filter(**others),
        SecondAccount.objects.filter(**others),
        BankChange.objects.filter(**others, settled_at=None),
    )
    return len({one for rows in held for one in rows.values_list("person_id", flat=True)} - {row.person_id})


def _last_net(row: BankChange) -> Decimal | None:
    return last_pay.net(partner_id=row.partner_id, employment_id=row.employment_id)


def _earlier(row: BankChange, days: int) -> list[date]:
    since = row.requested_at - timedelta(days=days)
    before = BankChange.objects.of(row.partner_id).filter(person_id=row.person_id, requested_at__gte=since)
    moments = before.filter(requested_at__lt=row.requested_at).exclude(pk=row.pk).values_list("requested_at", flat=True)
    return [timezone.localdate(one) for one in moments]
