"""The audit trail that PostgreSQL writes itself: every insert, update and delete on an audited table."""

from django.db.models import Model

from partners.ddl import Guard, Quote

TRANSITION_TABLES = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


class Audited(Guard):
    """Statement-level triggers with transition tables: one insert into the trail per statement, not per row.

    `hide` names columns that are recorded as changed, never with their value.
    """

    def __init__(self, *, name: str, hide: tuple[str, ...] = ()) -> None:
        super().__init__(name=name, hide=tuple(hide))

    def statements(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the three triggers."""
        table = quote(model._meta.db_table)
        hide = ", ".join(f"'{column}'" for column in self.options["hide"])
        return [
            f"CREATE TRIGGER audit_{verb} AFTER {verb.upper()} ON {table} REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION audit_row_changes({hide})"
            for verb, rows in TRANSITION_TABLES.items()
        ]

    def undo(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the SQL that drops them."""
        return [f"DROP TRIGGER audit_{verb} ON {quote(model._meta.db_table)}" for verb in TRANSITION_TABLES]


class AppendOnly(Guard):
    """A table whose rows are written once: the runtime role may insert and read, nobody may update or delete."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)

    def statements(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the trigger that refuses changes."""
        return [
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {quote(model._meta.db_table)} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        ]

    def undo(self, model: type[Model], quote: Quote) -> list[str]:
        """Return the SQL that drops it."""
        return [f"DROP TRIGGER append_only ON {quote(model._meta.db_table)}"]
