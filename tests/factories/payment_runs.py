"""Makes payment runs as far as they are asked for. Call inside partner_scope()."""

from datetime import UTC, date, datetime
from typing import Any

from finance.models import BankAccount, PaymentFile, PaymentRun
from finance.operations import payment_files, payment_posting, payment_runs
from finance.operations.payment_runs import RunWanted
from partners.models import User

MADE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PAID = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)


def run(account: BankAccount, *, by: User, at: datetime = MADE, **more: Any) -> PaymentRun:
    """A run that is proposed: by Bacs for Wednesday 25 November, the next one two days later."""
    given = {"bank_account": account.uuid, "method": "BACS", "pay_on": WEDNESDAY, "next_run_on": date(2026, 11, 27)}
    return payment_runs.propose(wanted=RunWanted(**(given | more)), by=by, at=at)


def approved(row: PaymentRun, *, by: User, approver: User, at: datetime = MADE) -> PaymentRun:
    """Review and approve it."""
    seen = payment_runs.review(run=row.uuid, by=by, at=at).items_hash
    return payment_runs.approve(run=row.uuid, seen=seen, by=approver, at=at)


def released(row: PaymentRun, *releasers: User, by: User, approver: User, at: datetime = MADE) -> PaymentRun:
    """Review, approve and release it."""
    found = approved(row, by=by, approver=approver, at=at)
    for one in releasers:
        found = payment_runs.release(run=row.uuid, seen=found.items_hash, by=one, at=at)
    return found


def body(row: PaymentRun) -> bytes:
    """The file of a released run."""
    return payment_files.body_of(PaymentFile.objects.get(run=row))


def posted(row: PaymentRun, *releasers: User, by: User, approver: User, at: datetime = MADE) -> PaymentRun:
    """Take it to its end: released, its file sent, confirmed on the day on which it is paid, and posted."""
    released(row, *releasers, by=by, approver=approver, at=at)
    payment_runs.send_file(run=row.uuid, body=body(row), by=releasers[0], at=at)
    return payment_posting.confirm(run=row.uuid, by=by, at=PAID)
