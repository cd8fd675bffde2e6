"""The site that the browser looks at: the real web server on a seeded database, with a real worker when asked for.

One seeded database is made for each state of the code (by whichever test process comes first) and each xdist worker
gets a copy of its own. Nothing here sleeps: the listening socket exists before the server does, so that the first
request waits for it, and everything else is waited for on the page.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import databases, services
from tools.children import end_with_parent

ROOT = Path(__file__).resolve().parents[2]
SEED = (
    ("seed_demo", "--people", "120", "--months", "2"),
    ("shell", "--verbosity", "0", "-c", "from tests.browser.prepare import main; main()"),
)
QUEUES = "default,payroll,documents,imports"
SEEDED_FROM = ("sharedservices", "partners", "finance", "hr", "payroll", "procurement")
START_SECONDS = 60
STOP_SECONDS = 20
LOG_LINES = 30


class SiteFailed(AssertionError):
    """A process of the site did not start, or a command on its database failed; the message carries its log."""


@dataclass
class Site:
    """A running site: its address, its database and the environment that its processes have."""

    url: str
    database: str
    environment: dict[str, str]
    logs: Path
    cookies: dict[str, Any] = field(default_factory=dict)  # by e-mail: what the browser keeps after signing in

    def at(self, path: str) -> str:
        """Return the address of a path."""
        return f"{self.url}{path}"

    @contextlib.contextmanager
    def data(self) -> Iterator[None]:
        """Look into the site's database from the test itself, as the runtime role."""
        before = databases.connection.settings_dict["NAME"]
        databases.become({"NAME": self.database})
        try:
            yield
        finally:
            databases.become({"NAME": before})

    @contextlib.contextmanager
    def worker(self) -> Iterator[None]:
        """Run a Celery worker for this site. Tasks that were asked for earlier wait in the queue."""
        command = ["-m", "celery", "-A", "sharedservices.celery", "worker", "-Q", QUEUES, "-c", "1", "-n", "site@%h"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
        with running("worker", [*command, *quiet], self.environment, self.logs) as (child, log):
            try:
                yield
            except BaseException as error:
                error.add_note(f"The worker (status {child.poll()}) said:\n{tail(log)}")
                raise


@contextlib.contextmanager
def serving(*, database: str, static: Path, logs: Path, **settings: str) -> Iterator[Site]:
    """Serve a database on a free port, with DEMO sign-in unless `settings` (environment variables) say otherwise."""
    environment = environment_of(database, static, **settings)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = ["-m", "gunicorn", "sharedservices.wsgi", "--bind", f"fd://{listener.fileno()}", "--timeout", "60"]
        threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "1"]
        threads += ["--keep-alive", "75"]  # longer than a browser rests: none writes to a connection that just closed
        process = running("web", [*command, *threads], environment, logs, keep=listener.fileno())
        with process as (child, log):
            listener.close()  # from here on the server alone holds it: when it dies, requests fail at once
            _await_answer(url, child, log)
            yield Site(url, database, environment, logs)


def environment_of(database: str, static: Path, **settings: str) -> dict[str, str]:
    """Return the environment of the site's processes."""
    url = re.sub(r"/[^/?@]+(\?|$)", rf"/{database}\1", os.environ["DATABASE_URL"], count=1)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "sharedservices.settings",
        "STATIC_ROOT": str(static),
        "MEDIA_ROOT": str(Path(os.environ["FIELD_KEYS_FILE"]).parent / "media"),  # with the keys that open it
        "CELERY_KEY_PREFIX": f"{database}-",
        "DEMO": "1",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "LOG_LEVEL": "INFO",
        "PYTHONUNBUFFERED": "1",
    }
    return environment | settings


@contextlib.contextmanager
def running(
    name: str, command: list[str], environment: Mapping[str, str], logs: Path, *, keep: int | None = None
) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """Run a Python process for as long as the block; it dies with us, however we die."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{name}.log"
    with log.open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - Playwright's threads are not forked into Python code
            pass_fds=() if keep is None else (keep,),
        )  # fmt: skip
    try:
        yield child, log
    finally:
        _stop(child)


def _stop(child: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
            return


def _await_answer(url: str, child: "subprocess.Popen[bytes]", log: Path) -> None:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=START_SECONDS) as answer:
            answer.read()
    except OSError as error:
        raise SiteFailed(f"The web server does not answer ({error}, status {child.poll()}):\n{tail(log)}") from error


def tail(log: Path) -> str:
    """Return the end of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])


def manage(*command: str, environment: Mapping[str, str]) -> str:
    """Run a management command to its end and return what it printed.

    :raises SiteFailed: when it fails, with what it said.
    """
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SiteFailed(
            f"`{' '.join(command)}` failed ({done.returncode}):\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
    return done.stdout


def seeded() -> str:
    """Return the name of a database with the demonstration partnership, making it first when the code has changed."""
    template = databases.migrated()
    name = f"seeded_{_fingerprint(template)}"
    with _alone("seed"):
        with databases.admin() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'seeded_%'")
            existing = {row[0] for row in cursor.fetchall()}
        if name not in existing:
            databases.copy(template, "seeding")
            for command in SEED:
                manage(*command, environment=environment_of("seeding", Path(tempfile.gettempdir())))
            databases.run(f'ALTER DATABASE "seeding" RENAME TO "{name}"')  # only a whole one gets the name
            for stale in existing:
                databases.drop(stale)
    return name


def static_files(folder: Path) -> Path:
    """Collect the static files into a folder, as production serves them, unless that was done in this session."""
    with _alone("static"):
        if not (folder / "staticfiles.json").exists():
            manage("collectstatic", "--noinput", "--verbosity", "0", environment=environment_of("none", folder))
    return folder


@contextlib.contextmanager
def _alone(purpose: str) -> Iterator[None]:
    key = hashlib.sha256(f"{purpose}:{databases.owner()['HOST']}".encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"ss-{key}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _fingerprint(template: str) -> str:
    digest = hashlib.sha256(f"{template} {SEED}".encode() + (Path(__file__).parent / "prepare.py").read_bytes())
    for folder in SEEDED_FROM:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".toml", ".sql", ".json"} and "views" not in path.parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def site_database() -> str:
    """Return the name of this xdist worker's own copy."""
    return f"test_{services.WORKER}_site"
