"""Databases of the suite: one is migrated, as the owner role, for each state of the migrations; tests get copies."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from sharedservices import env

ROOT = Path(__file__).resolve().parent.parent

ATTEMPTS = 60


def owner() -> dict[str, Any]:
    """Return the settings of the owner role."""
    return env.database(os.environ["DATABASE_OWNER_URL"])


def become(role: dict[str, Any]) -> None:
    """Connect with other settings from here on."""
    connection.close()
    connection.settings_dict.update(role)
    settings.DATABASES["default"].update(role)


def run(*statements: str) -> None:
    """Run statements as the owner role, outside any transaction."""
    with admin() as cursor:
        for statement in statements:
            _execute(cursor, statement)


def _execute(cursor: Any, statement: str) -> None:
    """Run a statement; wait for the server's own vacuum worker, which only a superuser may send away."""
    for _ in range(ATTEMPTS):
        try:
            cursor.execute(statement)
        except psycopg2.errors.InsufficientPrivilege:
            cursor.execute("SELECT pg_sleep(0.5)")
        else:
            return
    cursor.execute(statement)


@contextmanager
def admin() -> Iterator[Any]:
    """Give a cursor of the owner role on the maintenance database."""
    to = owner()
    link = psycopg2.connect(
        dbname="postgres", user=to["USER"], password=to["PASSWORD"], host=to["HOST"], port=to["PORT"] or None
    )
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.close()


def copy(source: str, name: str) -> None:
    """Make a database as a copy of another; whatever had its name is dropped."""
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def drop(name: str) -> None:
    """Drop a database with everybody's connections to it."""
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def migrated() -> str:
    """Return the name of the migrated database, making it first when the migrations have changed."""
    name = f"migrated_{_fingerprint()}"
    lock = Path(tempfile.gettempdir()) / f"ss-{hashlib.sha256(owner()['HOST'].encode()).hexdigest()[:16]}.lock"
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with admin() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated_%'")
            existing = {row[0] for row in cursor.fetchall()}
        if name not in existing:
            for stale in existing:
                drop(stale)
            _migrate_into(name)
    return name


def _migrate_into(name: str) -> None:
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "NAME")}
    drop("migrating")
    run('CREATE DATABASE "migrating"')
    become({key: owner()[key] for key in ("USER", "PASSWORD")} | {"NAME": "migrating"})
    try:
        call_command("migrate", verbosity=0)
    finally:
        become(before)
    run(f'ALTER DATABASE "migrating" RENAME TO "{name}"')  # only a whole one gets the name


def _fingerprint() -> str:
    files = [*ROOT.glob("*/migrations/**/*.py"), *ROOT.glob("*/migrations/**/*.sql"), *ROOT.glob("partners/*.py")]
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
