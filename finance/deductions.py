"""What is kept back of a payment for tax: the Construction Industry Scheme tells it here (domain FIN-07).

It is worked out at payment, not at invoice, and each part of an invoice takes its part. Until an app says so, nothing
is kept back.
"""

from collections.abc import Callable
from decimal import Decimal

from finance.models import SupplierInvoice
from sharedservices.common.money import ZERO

Deduct = Callable[[SupplierInvoice, Decimal], Decimal]
"""Given an invoice and the pounds of it that are paid now, return the pounds that are kept back of them."""
_deduct: list[Deduct] = []


def register_deduction(deduct: Deduct) -> None:
    """Say how a deduction is worked out. :raises ValueError: when it was said otherwise before."""
    if _deduct and _deduct[0] is not deduct:
        raise ValueError("how deductions are worked out is registered twice")
    _deduct[:] = [deduct]


def deduction_at_payment(invoice: SupplierInvoice, amount: Decimal) -> Decimal:
    """Return the pounds that are kept back of what is paid of an invoice now: nothing for a credit note."""
    return _deduct[0](invoice, amount) if _deduct and amount > 0 else ZERO
