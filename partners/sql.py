"""Reads the SQL files that stand beside migrations."""

from pathlib import Path

from django.db.migrations import RunSQL


def run_sql(app: str, name: str, *, back: str = "") -> RunSQL:
    """Return the operation that runs <app>/migrations/sql/<name>.sql, with <name>_reverse.sql as its way back.

    `back` names another file as its way back: the one with what stood there before.
    """
    folder = Path(__file__).resolve().parent.parent / app / "migrations" / "sql"
    return RunSQL((folder / f"{name}.sql").read_text(), (folder / f"{back or f'{name}_reverse'}.sql").read_text())
