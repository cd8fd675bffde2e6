"""Long-running child processes that live and die with the command that started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2): the kernel sends us this signal when our parent dies, however it dies
POLL_SECONDS = 0.1
STOP_SECONDS = 20
LOG_LINES = 60  # a traceback of the program, with the one of the server that ran it below


class ChildDied(RuntimeError):
    """A process that should have kept running ended; the message points at its log."""


class StepFailed(RuntimeError):
    """A command that should have succeeded did not."""


@dataclass(frozen=True, slots=True)
class Child:
    """A running process, the name that people know it by, and its log."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path


class Children:
    """Processes started together, watched together and stopped together."""

    def __init__(self, *, cwd: Path, environment: Mapping[str, str], logs: Path) -> None:
        """Run everything in `cwd` with `environment`; each process writes to its own file in `logs`."""
        self.cwd = cwd
        self.environment = dict(environment)
        self.logs = logs
        self._running: list[Child] = []

    def spawn(self, name: str, command: Sequence[str | Path]) -> Child:
        """Start a process in a session of its own (a Ctrl-C in the terminal is for us alone to hear)."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=self.cwd, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=end_with_parent,  # noqa: PLW1509 - no threads here
            )  # fmt: skip
        child = Child(name, process, log)
        self._running.append(child)
        return child

    def check(self) -> None:
        """See that all are alive.

        :raises ChildDied: with the end of the log of the one that is not.
        """
        for child in self._running:
            if (status := child.process.poll()) is not None:
                tail = child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
                raise ChildDied(
                    "\n".join(
                        [f"The {child.name} process ended (status {status}). Its log is {child.log}; it ends:", *tail]
                    )
                )

    def run(self, command: Sequence[str | Path]) -> None:
        """Run a command to its end in front of the person, while watching the others.

        :raises StepFailed: when it fails.
        :raises ChildDied: when one of the others ends meanwhile: the command may be waiting for it.
        """
        with subprocess.Popen(
            command, cwd=self.cwd, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - no threads here
        ) as process:  # fmt: skip
            try:
                while process.poll() is None:
                    self.check()
                    time.sleep(POLL_SECONDS)
            except BaseException:
                _signal_group(process, signal.SIGTERM)
                raise
        if process.returncode:
            words = " ".join(Path(word).name if isinstance(word, Path) else word for word in command)
            raise StepFailed(f"`{words}` failed (status {process.returncode}).")

    def watch(self) -> None:
        """Wait until one of them ends or a signal interrupts us.

        :raises ChildDied: when one ends.
        """
        while True:
            self.check()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what is left."""
        for child in self._running:
            _signal_group(child.process, signal.SIGTERM)
        give_up = time.monotonic() + STOP_SECONDS
        for child in self._running:
            try:
                child.process.wait(max(0.0, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(child.process, signal.SIGKILL)
                child.process.wait()
        self._running.clear()


def end_with_parent() -> None:
    """Have the kernel end this process when its parent dies, even by kill -9. Only Linux can; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Signal a child and everything that it started, if it still runs."""
    if process.poll() is None:
        os.killpg(process.pid, number)
