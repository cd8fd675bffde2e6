"""Database guards declared on models. They are constraints, so that makemigrations sees them and cannot forget them."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model

Quote = Callable[[str], str]


class Guard(BaseConstraint, ABC):
    """A constraint whose DDL is a list of statements rather than one CONSTRAINT clause.

    The statements are deferred to the end of the migration, when every table and key that they name exists: Django
    folds constraints into CREATE TABLE (`constraint_sql`) or adds them before their targets' keys (`create_sql`).
    """

    fields: tuple[str, ...] = ()

    def __init__(self, *, name: str, **options: Any) -> None:
        super().__init__(name=name)
        self.options = options

    @abstractmethod
    def statements(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the SQL that puts the guard up."""

    @abstractmethod
    def undo(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the SQL that takes the guard down."""

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        """Defer the statements until the table exists."""
        schema_editor.deferred_sql.extend(self.statements(model, schema_editor.quote_name))

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        """Defer the statements until the tables that they name exist."""
        self.constraint_sql(model, schema_editor)

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        """Run the reverse."""
        for statement in self.undo(model, schema_editor.quote_name):
            schema_editor.execute(statement, params=None)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Leave the checking to PostgreSQL."""

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Return what a migration writes down."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, **self.options}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)
