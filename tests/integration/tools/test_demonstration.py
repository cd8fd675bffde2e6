"""`tools/demo.py` as a process: what it starts it stops, however it is told to.

It runs in a copy of tools/ beside a product of a few lines, on real servers with a real Celery worker and web server.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from tools.devservices import REPOSITORY, Stack

PORT = str(18080 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))
"""Of this process alone: another one may show a demonstration at the same time."""
MANAGE = """
    import sys
    print("manage", *sys.argv[1:], flush=True)
    if sys.argv[1] == "seed_demo" and open("failing").read():
        sys.exit("no seeds")
"""
WSGI = """
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b'<input type="password">']
"""
SETTINGS = "SECRET_KEY = 'of a stub'"
"""Celery asks Django for it: without, worker and beat end by themselves, sooner or later than what a test ends."""
CELERY = """
    import os
    from celery import Celery
    app = Celery(broker=os.environ["REDIS_URL"])
"""


@pytest.fixture
def checkout(monkeypatch):
    """Return a checkout whose product is a stub."""
    monkeypatch.setenv("SS_PG_FAST", "1")
    made = Path(tempfile.mkdtemp(prefix="ss-test-", dir="/var/tmp"))
    made.chmod(0o755)
    shutil.copytree(REPOSITORY / "tools", made / "tools")
    (made / "sharedservices").mkdir()
    for name, text in {
        "manage.py": MANAGE, "sharedservices/wsgi.py": WSGI, "sharedservices/celery.py": CELERY,
        "sharedservices/settings.py": SETTINGS, "sharedservices/__init__.py": "", "requirements.txt": "", "failing": "",
    }.items():  # fmt: skip
        (made / name).write_text(textwrap.dedent(text))
    yield made
    Stack(made / ".dev", {}).down()
    shutil.rmtree(made)


def start(checkout, **environment):
    """Start the demonstration as `make demo` does."""
    kept = {name: os.environ[name] for name in ("PATH", "SS_PG_FAST")}
    return subprocess.Popen(
        [sys.executable, checkout / "tools" / "demo.py"], env={**kept, "PORT": PORT, **environment}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def read_until(process, mark):
    """Return the lines up to the one that holds `mark`."""
    lines = []
    for line in iter(process.stdout.readline, ""):
        lines.append(line)
        if mark in line:
            return lines
    raise AssertionError("".join(lines))


def left_over(checkout):
    """Return the ids of the processes that still run in or below the checkout."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):  # it ended while we looked, or is not ours to see
            if link.readlink().is_relative_to(checkout):
                found.append(int(link.parent.name))
    return found


def wait_for_end(checkout):
    """Wait until no process of the checkout is left (the kernel has told them to end)."""
    for pid in left_over(checkout):
        with subprocess.Popen(["tail", f"--pid={pid}", "-s", "0.05", "-f", "/dev/null"]) as until_dead:
            until_dead.wait(timeout=60)


def test_once_does_everything_in_order_and_leaves_nothing(checkout):
    with start(checkout, ONCE="1") as process:
        output = process.stdout.read()

    assert process.returncode == 0, output
    assert re.findall(r"^manage (\w+)", output, re.MULTILINE) == [
        "migrate", "collectstatic", "seed_demo", "run_demo_payroll", "run_totals",
    ]  # fmt: skip
    assert "the site answers with its sign-in page (200)" in output
    assert left_over(checkout) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_everything_that_was_started(checkout, number):
    with start(checkout) as process:
        lines = read_until(process, "Ctrl-C stops everything")
        assert len(left_over(checkout)) >= 6  # worker and its children, beat, web and its workers
        process.send_signal(number)
        rest = process.stdout.read()

    assert "manage demo_logins\n" in lines
    assert "Stopped." in rest
    assert process.returncode == 0
    assert left_over(checkout) == []


def test_signal_leaves_servers_that_ran_before(checkout):
    stack = Stack(checkout / ".dev", {})
    stack.up()
    stack.keep()

    with start(checkout, ONCE="1") as process:
        process.stdout.read()

    assert stack.postgres.pid() is not None


def test_killed_demonstration_takes_its_workers_along_and_the_next_one_starts(checkout):
    with start(checkout) as process:
        read_until(process, "Ctrl-C stops everything")
        process.kill()
    servers = Stack(checkout / ".dev", {})
    servers.down()
    wait_for_end(checkout)
    assert left_over(checkout) == []

    with start(checkout, ONCE="1") as process:
        output = process.stdout.read()

    assert process.returncode == 0, output


def test_step_that_fails_is_named_and_stops_everything(checkout):
    (checkout / "failing").write_text("yes")

    with start(checkout) as process:
        output = process.stdout.read()

    assert process.returncode == 1
    assert "no seeds" in output
    assert "manage.py seed_demo` failed (status 1)" in output
    assert left_over(checkout) == []


def test_web_server_that_dies_is_reported_with_its_log(checkout):
    (checkout / "sharedservices" / "wsgi.py").write_text("raise RuntimeError('the roof leaks')")

    with start(checkout) as process:
        output = process.stdout.read()

    assert process.returncode == 1
    assert "The web process ended" in output
    assert "the roof leaks" in output
    assert left_over(checkout) == []


def test_second_demonstration_of_a_checkout_is_refused(checkout):
    with start(checkout) as first:
        read_until(first, "Ctrl-C stops everything")
        with start(checkout) as second:
            output = second.stdout.read()
        first.terminate()
        first.stdout.read()

    assert (second.returncode, first.returncode) == (1, 0)
    assert "runs already" in output
