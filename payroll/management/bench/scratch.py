"""A database of its own for the measurement, made by the owner role and dropped afterwards; and workers on it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from celery import current_app
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from sharedservices import env

ROOT = Path(settings.BASE_DIR)
START_SECONDS = 60


def on_database(url: str, name: str) -> str:
    """Return a database URL with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def owner_url() -> str:
    """Return the URL of the owner role. :raises CommandError: when the environment has none."""
    url = os.environ.get("DATABASE_OWNER_URL", "")
    if not url or not settings.CELERY_BROKER_URL:
        raise CommandError("Set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL, or run `make services` first.")
    return url


@contextmanager
def connect(url: str) -> Iterator[Any]:
    """Give a connection that commits each statement."""
    to = env.database(url)
    link = psycopg2.connect(
        dbname=to["NAME"], user=to["USER"], password=to["PASSWORD"], host=to["HOST"] or None, port=to["PORT"] or None
    )
    link.autocommit = True
    try:
        yield link
    finally:
        link.close()


@contextmanager
def database(template: str | None = None) -> Iterator[dict[str, str]]:
    """Make and migrate a scratch database, point Django at it, and yield its environment; drop it afterwards.

    `template`: an empty database that is migrated already, to begin from.
    """
    name = f"bench_{os.getpid()}"
    owner, before = owner_url(), connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DATABASE_URL": on_database(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": on_database(owner, name),
        "CELERY_KEY_PREFIX": f"{name}.",
    }
    with connect(owner) as link, link.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        try:
            _manage("migrate", "--verbosity", "0", environment=environment)
            connection.close()
            connection.settings_dict["NAME"] = name
            settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{name}."
            yield environment
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            _drop(cursor, name)


def _drop(cursor: Any, name: str) -> None:
    """Drop the scratch database once the last connection of the runtime role has gone."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            cursor.execute(f'DROP DATABASE "{name}"')
        except psycopg2.errors.ObjectInUse:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)
        else:
            return


def _manage(*words: str, environment: dict[str, str]) -> None:
    """Run a management command on the scratch database. :raises CommandError: when it fails."""
    done = subprocess.run(  # noqa: S603 - our own manage.py
        [sys.executable, "-W", "ignore", "manage.py", *words], cwd=ROOT, env=environment, check=False
    )
    if done.returncode:
        raise CommandError(f"manage.py {words[0]} failed on the scratch database.")


class Workers:
    """Celery workers on the scratch database: one process a core."""

    def __init__(self, environment: dict[str, str], processes: int, log: Path) -> None:
        command = [
            sys.executable, "-m", "celery", "-A", "sharedservices.celery", "worker", "-Q", "payroll", "-c",
            str(processes), "-n", f"bench-{os.getpid()}@%h", "--without-gossip", "--without-mingle", "--loglevel",
            "WARNING",
        ]  # fmt: skip
        self._log = log.open("wb")
        self._process = subprocess.Popen(  # noqa: S603 - our own worker
            command, cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.log = log

    def wait_until_ready(self) -> None:
        """Wait until the workers answer. :raises CommandError: when they do not."""
        give_up = time.monotonic() + START_SECONDS
        while not current_app.control.ping(timeout=0.5):
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise CommandError(f"The workers did not start:\n{self.log.read_text(encoding='utf-8')[-2000:]}")

    def peak_mib(self) -> int:
        """Return the peak memory of the largest worker process in MiB (VmHWM of the kernel)."""
        return max((_peak_kib(pid) for pid in _family(self._process.pid)), default=0) // 1024

    def stop(self) -> None:
        """Stop the workers and forget their messages."""
        current_app.control.purge()
        self._process.terminate()
        try:
            self._process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


@contextmanager
def workers(environment: dict[str, str], processes: int, log: Path) -> Iterator[Workers]:
    """Run workers for as long as the block."""
    running = Workers(environment, processes, log)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


def _family(pid: int) -> list[int]:
    """Return the processes that a worker has forked."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children]


def _peak_kib(pid: int) -> int:
    """Return the peak resident memory of a process in KiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1])
