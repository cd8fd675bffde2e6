"""What the payroll commands show and ask: months, progress bars, people who act."""

import time
from collections.abc import Collection, Iterator
from datetime import date

from django.core.management.base import CommandError, OutputWrapper
from django.utils import timezone

from partners.models import Grant, Partner, User
from partners.roles import ROLE_PERMISSIONS
from partners.scope import partner_scope
from payroll.queries import progress as queries
from payroll.queries.progress import Progress

POLL_SECONDS = 0.25
SILENT_SECONDS = 180
BAR_WIDTH = 30
LAST_MONTH = 12


def month(text: str) -> tuple[date, date]:
    """Return the first day of a month written like 2026-11, and of the next. :raises CommandError: for other text."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise CommandError(f"“{text}” is not a month like 2026-11.") from error
    after = date(first.year + 1, 1, 1) if first.month == LAST_MONTH else first.replace(month=first.month + 1)
    return first, after


def partner_of(code: str) -> Partner:
    """Return the partner of a code. :raises CommandError: when there is none."""
    found = Partner.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Partner.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no partner “{code}”. Partners: {known}.")
    return found


def actor(partner: Partner, permission: str, email: str | None) -> User:
    """Return who acts: the user of this e-mail, or the first who holds the permission at the partner today.

    :raises CommandError: when nobody does, or the user named does not.
    """
    roles = [role.value for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
    today = timezone.localdate()
    grants = Grant.objects.in_force(today).filter(partner=partner, role__in=roles, user__is_active=True)
    if email:
        grants = grants.filter(user__email=email.lower())
    found = grants.select_related("user").order_by("id").first()
    if found is None:
        who = f"{email} does not hold" if email else "Nobody holds"
        raise CommandError(f"{who} the permission “{permission}” at {partner.name}.")
    return found.user


def follow(
    *, partner_ids: Collection[int], run_ids: Collection[int], out: OutputWrapper, seconds: int = SILENT_SECONDS
) -> Progress:
    """Show a bar until these runs are finished, and return how it ended.

    :raises CommandError: when a batch fails, or nothing moves for so many seconds.
    """
    began = time.monotonic()
    moved, last, shown = began, -1, ""
    for now in _looks(partner_ids, run_ids):
        text = bar(now, time.monotonic() - began)
        if text != shown and (out.isatty() or now.n_done != last):
            out.write(f"\r{text}" if out.isatty() else f"{text}\n", ending="")
            out.flush()
            shown = text
        if now.n_done != last:
            moved, last = time.monotonic(), now.n_done
        if not now.n_calculating:
            break
        if now.n_failed:
            raise CommandError("A batch has failed. Look at the run's page, then recalculate the batch.")
        if time.monotonic() - moved > seconds:
            raise CommandError(f"Nothing has moved for {seconds} seconds. Is a Celery worker running (make worker)?")
    if out.isatty():
        out.write("\n", ending="")
    return now


def bar(now: Progress, seconds: float) -> str:
    """Return one line: bar, done of all, rate, time left."""
    share = now.n_done / now.n_total if now.n_total else 1
    filled = int(share * BAR_WIDTH)
    rate = now.n_done / seconds if seconds > 0 else 0
    left = int((now.n_total - now.n_done) / rate) if rate else 0
    shape = "#" * filled + "." * (BAR_WIDTH - filled)
    return f"[{shape}] {now.n_done:,} of {now.n_total:,}   {rate:,.0f} a second   {left} s left"


def _looks(partner_ids: Collection[int], run_ids: Collection[int]) -> Iterator[Progress]:
    """Look at the runs again and again, each time in a transaction of its own."""
    while True:
        with partner_scope(*partner_ids, reason="progress"):
            now = queries.progress(partner_ids=partner_ids, run_ids=run_ids)
        yield now
        time.sleep(POLL_SECONDS)
