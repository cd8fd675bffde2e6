"""The world of a partner: who it is, its mark, and the rows that were made."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from partners.models import (
    Partner,
    User,
)
from partners.scope import partner_scope
from tests.factories import payroll

NOW = payroll.NOW


@dataclass(slots=True)
class World:
    """One partner, somebody who may do everything there, and a row of each table."""

    partner: Partner
    mark: str
    everybody: User
    employee: Any
    rows: dict[str, Any] = field(default_factory=dict)

    def row(self, label: str) -> Any:
        """Return the row of a model, by its label."""
        if label not in self.rows:
            with partner_scope(self.partner.pk, actor_id=self.everybody.pk):
                self.rows[label] = apps.get_model(label)._default_manager.order_by("pk").first()
        return self.rows[label]
