"""Foreign keys that cannot cross the wall.

PostgreSQL's own foreign-key checks bypass row level security, so a plain key lets a row of partner A point at a row of
partner B. `PartnerForeignKey` therefore has the composite key (partner_id, x_id) → (partner_id, id) as its only
database constraint: what it costs is the same, what it refuses is not.
"""

from typing import Any

from django.db import models

from partners.ddl import Guard, Quote


class SamePartnerForeignKey(Guard):
    """FOREIGN KEY (partner_id, <field>) REFERENCES target (partner_id, id); the target is unique on the pair."""

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name, field=field)

    def statements(self, model: type[models.Model], quote: Quote) -> list[str]:
        """Return the composite key."""
        field: Any = model._meta.get_field(self.options["field"])
        target = field.remote_field.model._meta.db_table
        return [
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (partner_id, {quote(field.column)}) REFERENCES {quote(target)} (partner_id, id)"
        ]

    def undo(self, model: type[models.Model], quote: Quote) -> list[str]:
        """Return the SQL that drops it."""
        return [f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"]


class PartnerForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key between two partner-owned tables; it adds its same-partner constraint to the model itself."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_index", False)  # indexes lead with partner and are declared where a query needs them
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """Write down a plain ForeignKey: the constraint is in the model's options, where migrations see it."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        """Add the same-partner constraint to a concrete model."""
        super().contribute_to_class(cls, name, *args, **kwargs)
        if cls._meta.abstract:
            return
        constraint = SamePartnerForeignKey(name=f"{cls._meta.db_table}_{name}_same_partner", field=name)
        cls._meta.constraints = [*cls._meta.constraints, constraint]
