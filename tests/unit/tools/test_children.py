import os
import signal
import subprocess
import sys
import textwrap

import pytest

from tools.children import ChildDied, Children, StepFailed
from tools.services.host import command_line

WAITS = "import sys; sys.stdin = open(sys.argv[1]); print('ready', flush=True); sys.stdin.read()"
ENDS = "print('last words', flush=True); raise SystemExit(7)"


@pytest.fixture
def children(tmp_path):
    group = Children(cwd=tmp_path, environment=dict(os.environ), logs=tmp_path / "logs")
    yield group
    group.stop()


@pytest.fixture
def pipe(tmp_path):
    """Return a named pipe on which a child waits for ever."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_spawn_runs_in_a_session_of_its_own_and_stop_ends_it(children, pipe):
    child = children.spawn("waiter", [sys.executable, "-c", WAITS, str(pipe)])
    assert os.getsid(child.process.pid) == child.process.pid

    children.stop()

    assert child.process.returncode == -signal.SIGTERM


def test_stop_ends_what_the_child_started(children, tmp_path, pipe):
    grandchild = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WAITS!r}, sys.argv[1]])"
    child = children.spawn("parent", [sys.executable, "-c", grandchild, str(pipe)])
    with pipe.open("w"):  # opens when the grandchild listens
        children.stop()

        assert child.process.returncode is not None
        listing = subprocess.run(["pgrep", "-g", str(child.process.pid)], capture_output=True, text=True, check=False)

    assert [pid for pid in listing.stdout.split() if command_line(int(pid))] == []


def test_check_with_a_dead_child_tells_its_log(children):
    child = children.spawn("quitter", [sys.executable, "-c", ENDS])
    child.process.wait()

    with pytest.raises(ChildDied, match=r"(?s)quitter process ended \(status 7\).*quitter\.log.*last words"):
        children.check()


def test_run_waits_for_the_command(children, tmp_path):
    children.run([sys.executable, "-c", "open('made', 'w').close()"])

    assert (tmp_path / "made").exists()


def test_run_of_a_failing_command_names_it(children):
    with pytest.raises(StepFailed, match=r"status 7"):
        children.run([sys.executable, "-c", "raise SystemExit(7)"])


def test_run_while_a_child_dies_ends_the_command(children, pipe):
    children.spawn("quitter", [sys.executable, "-c", ENDS])

    with pytest.raises(ChildDied):
        children.run([sys.executable, "-c", WAITS, str(pipe)])


def test_children_of_a_killed_parent_end_too(tmp_path, pipe):
    parent = textwrap.dedent(
        f"""
        import os, signal, sys
        from pathlib import Path
        from tools.children import Children
        group = Children(cwd=Path({str(tmp_path)!r}), environment=dict(os.environ), logs=Path({str(tmp_path)!r}))
        print(group.spawn("waiter", [sys.executable, "-c", {WAITS!r}, {str(pipe)!r}]).process.pid, flush=True)
        sys.stdin.read()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:  # fmt: skip
        pid = int(process.stdout.readline())
        listener = os.open(pipe, os.O_WRONLY)  # opens when the child listens
        process.kill()
        process.wait()
    with subprocess.Popen(["tail", f"--pid={pid}", "-s", "0.05", "-f", "/dev/null"]) as until_dead:
        until_dead.wait(timeout=30)
    os.close(listener)

    assert command_line(pid) == ""
