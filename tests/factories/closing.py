"""Closes periods and reconciles control accounts. Call inside partner_scope()."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from finance.models import PeriodModule, Reconciliation
from finance.operations import calendar, closing, reconciliations
from finance.queries import control_accounts
from partners.models import User
from tests.factories.ledger import NOW, Ledger
from tests.people import user


def close(
    of: Ledger, number: int, *, modules: Sequence[str] = PeriodModule.Module.values, by: User, **more: Any
) -> Any:
    """Close parts of a period with the leave of somebody else: what a test is about that wants it closed."""
    deputy = more.pop("deputy", None) or _deputy()
    given = {"period": of.periods[number].uuid, "modules": modules, "at": more.pop("at", NOW)}
    closing.override(**given, reason="Closed for a test of something else", by=deputy)
    return calendar.move(**given, action=more.pop("action", "close"), by=by, **more)


def _deputy() -> User:
    return User.objects.filter(email="deputy@example.org").first() or user("Deputy")


def signed(of: Ledger, number: int, code: str, *, by: User, at: datetime = NOW) -> Reconciliation:
    """Sign an account as it stands."""
    found = control_accounts.positions(of.periods[number], code=code)[0]
    figures = {"ledger": found.ledger, "subledger": found.subledger}
    return reconciliations.sign(period=of.periods[number].uuid, code=code, **figures, by=by, at=at)
