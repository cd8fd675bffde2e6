"""System checks: no partner-owned table without its wall, no runtime role that row security does not bind."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connections

from partners.models.base import PartnerOwned
from partners.rls import PartnerIsolation


def _owned_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, PartnerOwned) and model._meta.managed]


@checks.register(checks.Tags.models)
def every_owned_table_is_isolated(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Find models whose own Meta lost the isolation of PartnerOwned."""
    return [
        checks.Error(f"{model._meta.label} has no PartnerIsolation: write constraints = owned(...)", id="partners.E001")
        for model in _owned_models()
        if not any(isinstance(constraint, PartnerIsolation) for constraint in model._meta.constraints)
    ]


@checks.register(checks.Tags.database, deploy=True)
def database_agrees(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Find a role that bypasses row security, or a table where it is not forced."""
    found: list[checks.CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                found.append(checks.Error("The runtime role bypasses row level security.", id="partners.E002"))
            cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            forced = {row[0] for row in cursor.fetchall()}
        found += [
            checks.Error(f"{model._meta.db_table} has no forced row level security: run migrate.", id="partners.E003")
            for model in _owned_models()
            if model._meta.db_table not in forced
        ]
    return found
