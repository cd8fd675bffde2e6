"""Asking a bank whose account it is (Confirmation of Payee).

`PAYEE_CHECK_SERVICE` names the function that asks a service. Nothing is connected until there is a contract with one:
then the answer is that nobody was asked, which counts as unverified and never as a match.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from hr.engine.bank_change import Payee
from hr.sealed import BankDetails


@dataclass(frozen=True, slots=True)
class Question:
    """Whose name is it, and which account. The repr shows no number."""

    holder: str
    details: BankDetails


def ask(question: Question) -> Payee:
    """Return what the bank says about the name; UNAVAILABLE when no service is connected or it does not answer."""
    if not settings.PAYEE_CHECK_SERVICE:
        return Payee.UNAVAILABLE
    try:
        return Payee(import_string(settings.PAYEE_CHECK_SERVICE)(question))
    except (OSError, ValueError):  # no answer, or none of the four
        return Payee.UNAVAILABLE
