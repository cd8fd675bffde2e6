"""Suppliers, orders and contracts."""

from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    """Suppliers, orders and contracts."""

    name = "procurement"
    verbose_name = "Procurement"
