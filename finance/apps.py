"""Cost centres now; ledger, invoices and payments later."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Cost centres now; ledger, invoices and payments later."""

    name = "finance"
    verbose_name = "Finance"
