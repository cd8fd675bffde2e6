#!/usr/bin/env python3
"""`make demo`: the whole product on real servers, from nothing to a paid month, with one command.

PORT chooses the port of the site. ONCE=1 checks that the site answers, prints the totals of each run, and ends. A
second start continues with what is there; `make stop` and deleting .dev starts afresh.
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

REPOSITORY = Path(__file__).resolve().parents[1]
if str(REPOSITORY) not in sys.path:  # run as a script
    sys.path.insert(0, str(REPOSITORY))

from tools.children import ChildDied, Children, StepFailed  # noqa: E402 - after the path is known
from tools.devservices import Stack  # noqa: E402
from tools.services import ServiceError  # noqa: E402

PYTHON = Path(sys.executable)
QUEUES = "default,payroll,documents,imports"
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
PORTS_TO_TRY = 50
ANSWER_SECONDS = 60
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOGIN_MARK = b'type="password"'


class Interrupted(BaseException):
    """Somebody asked us to stop: Ctrl-C, or a polite signal."""


class SiteSilent(RuntimeError):
    """The web server does not show its sign-in page."""


def main() -> int:
    """Run the demonstration and return the exit status."""
    for number in STOP_SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
            signal.signal(number, _interrupt)
    once = os.environ.get("ONCE", "").lower() in {"1", "true", "yes"}
    try:
        with Stack().lease() as stack, only_one(stack.state.path / "demo.lock"):
            step("PostgreSQL and Redis are up")
            demonstrate(stack, port=free_port(int(os.environ.get("PORT") or DEFAULT_PORT)), once=once)
    except Interrupted:
        print("\nStopped. `make demo` continues from here.")
    except (ServiceError, ChildDied, StepFailed, SiteSilent) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def demonstrate(stack: Stack, *, port: int, once: bool) -> None:
    """Prepare the data, run the payroll through a worker, and serve the site until stopped (or `once`)."""
    started = time.monotonic()
    logs = stack.state.path / "logs"
    children = Children(cwd=REPOSITORY, environment=environment(stack), logs=logs)
    try:
        prepare(children, stack.state.path)
        start_workers(children, stack.state.path)
        manage(children, "run_demo_payroll")
        start_site(children, port)
        await_sign_in_page(children, port)
        manage(children, "run_totals" if once else "demo_logins")
        step(f"ready in {time.monotonic() - started:.0f} s: http://{HOST}:{port}/   (logs in {logs})")
        if not once:
            step("Ctrl-C stops everything")
            children.watch()
    finally:
        quieten_signals()
        children.stop()


def environment(stack: Stack) -> dict[str, str]:
    """Return the environment of the demonstration: the servers, and demonstration logins without a second factor."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "sharedservices.settings",
        "DEMO": "1",
        "DEBUG": "0",
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **stack.env(), **settings}


def prepare(children: Children, state: Path) -> None:
    """Bring schema, static files and demonstration data up to date; each is quick when there is nothing to do."""
    step("bringing the database up to date")
    manage(children, "migrate", "--verbosity", "0")
    collect_static_files(children, state)
    step("loading the demonstration partnership")
    manage(children, "seed_demo")


def collect_static_files(children: Children, state: Path) -> None:
    """Collect and compress the static files, unless they are as they were at the last time."""
    stamp, current = state / "static.sha256", static_fingerprint()
    collected = (REPOSITORY / "staticfiles" / "staticfiles.json").exists()
    if collected and stamp.exists() and stamp.read_text(encoding="utf-8") == current:
        return
    step("collecting static files")
    manage(children, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    stamp.write_text(current, encoding="utf-8")


def static_fingerprint() -> str:
    """Return a hash of the names, sizes and times of everything that collectstatic reads in this checkout."""
    digest = hashlib.sha256((REPOSITORY / "requirements.txt").read_bytes())
    for path in sorted(REPOSITORY.glob("static/**/*")) + sorted(REPOSITORY.glob("*/static/**/*")):
        facts = path.stat()
        digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}".encode())
    return digest.hexdigest()


def start_workers(children: Children, state: Path) -> None:
    """Start a Celery worker with a process for each core, and beat."""
    step("starting a Celery worker and beat")
    celery: list[str | Path] = [PYTHON, "-m", "celery", "-A", "sharedservices.celery"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    concurrency = str(os.cpu_count() or 1)
    children.spawn("worker", [*celery, "worker", "-Q", QUEUES, "-c", concurrency, "-n", "demo@%h", *quiet])
    children.spawn("beat", [*celery, "beat", "-s", state / "beat-schedule", "--pidfile=", "--loglevel", "INFO"])


def start_site(children: Children, port: int) -> None:
    """Start the web server."""
    threads = ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    children.spawn(
        "web",
        [PYTHON, "-m", "gunicorn", "sharedservices.wsgi", "--bind", f"{HOST}:{port}", *threads, "--timeout", "60"],
    )


def await_sign_in_page(children: Children, port: int) -> None:
    """Wait until the site shows its sign-in page.

    :raises SiteSilent: when it does not within a minute.
    """
    give_up, problem = time.monotonic() + ANSWER_SECONDS, "it did not answer"
    while time.monotonic() < give_up:
        children.check()
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10) as answer:
                if LOGIN_MARK in answer.read():
                    step(f"the site answers with its sign-in page ({answer.status})")
                    return
            problem = f"{answer.url} is no sign-in page"
        except OSError as error:
            problem = str(error)
        time.sleep(0.1)
    raise SiteSilent(f"The site is not right: {problem}. See {children.logs / 'web.log'}.")


def manage(children: Children, *command: str) -> None:
    """Run a management command in front of the person.

    :raises StepFailed: when it fails.
    """
    children.run([PYTHON, "manage.py", *command])


def free_port(wanted: int) -> int:
    """Return `wanted`, or the next port that is free.

    :raises SiteSilent: when none of the next fifty is.
    """
    for port in range(wanted, wanted + PORTS_TO_TRY):
        with socket.socket() as probe, contextlib.suppress(OSError, OverflowError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            if port != wanted:
                step(f"port {wanted} is taken; using {port}")
            return port
    raise SiteSilent(f"No port is free from {wanted} to {wanted + PORTS_TO_TRY - 1}. Choose another: make demo PORT=…")


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Refuse to start a second demonstration in the same checkout.

    :raises ServiceError: when there is one.
    """
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServiceError("A demonstration of this checkout runs already: look for its terminal.") from None
        yield


def step(message: str) -> None:
    """Tell the person what happens."""
    print(f"==> {message}", flush=True)


def quieten_signals() -> None:
    """Let the clean-up finish: further signals are not heard."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted


if __name__ == "__main__":
    sys.exit(main())
