"""Real Celery workers for tests, and waiting for the database to say something: never sleeping for luck."""

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from celery import current_app
from celery.exceptions import AlwaysEagerIgnored

from sharedservices import env

ROOT = Path(__file__).resolve().parent.parent
DEADLINE = 240
LOOK_AGAIN = 0.02
WORKERS: "list[Worker]" = []


def wait_for(what: str, look: Callable[[], Any], seconds: int = DEADLINE) -> Any:
    """Look until there is something to see, and return it. A worker that has died by itself ends the waiting."""
    give_up = time.monotonic() + seconds
    while not (found := look()):
        for running in WORKERS:
            if running.process.poll() is not None:
                raise AssertionError(f"the worker ended by itself:\n{running.path.read_text()[-3000:]}")
        if time.monotonic() > give_up:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(LOOK_AGAIN)
    return found


class Worker:
    """A Celery worker in a process group of its own."""

    def __init__(self, database_url: str, log: Path, *, processes: int = 2) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "sharedservices.settings",
            "DEBUG": "1",
            "PYTHONWARNINGS": "default",
        }
        command = [
            sys.executable, "-m", "celery", "-A", "sharedservices.celery", "worker", "-Q", "payroll",
            "-c", str(processes), "-n", f"test-{os.getpid()}-{time.monotonic_ns()}@%h",
            "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING",
        ]  # fmt: skip
        self.path = log
        self.log = log.open("ab")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True
        )
        WORKERS.append(self)

    def kill(self) -> None:
        """Kill -9 the worker and all its processes."""
        if self in WORKERS:
            WORKERS.remove(self)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=DEADLINE)
        if not self.log.closed:
            self.log.close()


@contextmanager
def worker(database_url: str, log: Path, *, processes: int = 2) -> Iterator[Worker]:
    """Run a worker for as long as the block."""
    running = Worker(database_url, log, processes=processes)
    try:
        yield running
    finally:
        running.kill()


def ring(*, partner_id: int, run_id: int, times: int = 2) -> None:
    """Ring for real workers, past the eager mode of the suite."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AlwaysEagerIgnored)
        for _ in range(times):
            current_app.send_task("payroll.tasks.drain", kwargs={"partner_id": partner_id, "run_id": run_id})


def forget_messages() -> None:
    """Lose every message, as a Redis without its disk would."""
    current_app.control.purge()


@contextmanager
def owner(database_url: str) -> Iterator[Any]:
    """Give a cursor of the owner role in a transaction that is rolled back."""
    name = env.database(database_url)["NAME"]
    to = env.database(os.environ["DATABASE_OWNER_URL"])
    link = psycopg2.connect(
        dbname=name, user=to["USER"], password=to["PASSWORD"], host=to["HOST"], port=to["PORT"] or None
    )
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.rollback()
        link.close()
