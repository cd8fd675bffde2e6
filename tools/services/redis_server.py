"""The lifecycle of one private Redis server."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from tools.services import ServiceError, binaries
from tools.services.host import command_line, private_directory, read_pid, write_private
from tools.services.state import StateDirectory

DATABASES = 64  # each pytest worker takes two numbers: one for the queue, one for the cache
START_SECONDS = 30
STOP_SECONDS = 15


class Redis:
    """A Redis server in a state directory, on a unix socket only, that keeps what it was given."""

    def __init__(self, state: StateDirectory) -> None:
        """Describe the server of `state`; nothing is started."""
        self.state = state
        self.configuration = state.path / "redis.conf"
        self.log = state.path / "redis.log"

    @property
    def socket(self) -> Path:
        """Return the path of the server's socket."""
        return self.state.sockets / "redis.sock"

    def pid(self) -> int | None:
        """Return the id of the running server: a stale pid file, even of a reused id, gives None."""
        pid = read_pid(self.state.path / "redis.pid")
        return pid if pid and self._is_ours(command_line(pid)) else None

    def up(self) -> bool:
        """Start the server when it is not running, and say whether we started it.

        :raises ServiceError: when it does not start or does not answer.
        """
        if self._await_answer():
            return False
        program = binaries.redis_program()
        private_directory(self.state.sockets, account=self.state.account)
        self.socket.unlink(missing_ok=True)
        write_private(self.configuration, self._configuration_text())
        done = subprocess.run(
            [program, self.configuration], capture_output=True, text=True, check=False, cwd=self.state.path, umask=0o077
        )
        if done.returncode:
            raise ServiceError(f"Redis did not start: {done.stdout.strip()} {done.stderr.strip()}; see {self.log}")
        self._await_start()
        return True

    def down(self) -> None:
        """Stop the server, by force when it does not end in time."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            if (pid := self.pid()) is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            give_up = time.monotonic() + STOP_SECONDS
            while self.pid() is not None and time.monotonic() < give_up:
                time.sleep(0.02)
        self.socket.unlink(missing_ok=True)

    def queue_url(self, number: int = 0) -> str:
        """Return the URL of logical database `number` in the form that Celery reads."""
        return f"redis+socket://:{self.state.secrets()['redis']}@{self.socket}?virtual_host={number}"

    def cache_url(self, number: int = 1) -> str:
        """Return the URL of logical database `number` in the form that redis-py and Django's cache read."""
        return f"unix://:{self.state.secrets()['redis']}@{self.socket}?db={number}"

    def _is_ours(self, command: str) -> bool:
        """Say whether the command is our server's: before it renames itself it shows its configuration file."""
        return f"unixsocket:{self.socket} " in f"{command} " or f" {self.configuration} " in f"{command} "

    def _configuration_text(self) -> str:
        quoted = {name: f'"{path}"' for name, path in {
            "unixsocket": self.socket, "dir": self.state.path, "pidfile": self.state.path / "redis.pid",
            "logfile": self.log,
        }.items()}  # fmt: skip
        options = {
            "port": "0",
            "unixsocketperm": "700",
            **quoted,
            "requirepass": self.state.secrets()["redis"],
            "daemonize": "yes",
            "databases": str(DATABASES),
            "save": '""',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in options.items())

    def _await_answer(self) -> bool:
        """Say whether the server answers. One that was killed this instant still has a process: wait for its end.

        :raises ServiceError: when the process lives and does not answer.
        """
        give_up = time.monotonic() + START_SECONDS
        while (pid := self.pid()) is not None:
            if self._answers():
                return True
            if time.monotonic() > give_up:
                raise ServiceError(f"Redis (process {pid}) runs but does not answer; see {self.log}")
            time.sleep(0.02)
        return False

    def _await_start(self) -> None:
        """Wait for the server that went into the background: it writes its pid file first and answers then."""
        give_up = time.monotonic() + START_SECONDS
        while self.pid() is None or not self._answers():
            if time.monotonic() > give_up:
                raise ServiceError(f"Redis did not start; see {self.log}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(f"AUTH {self.state.secrets()['redis']}\r\nPING\r\n".encode())
            answer = b""
            while b"PONG" not in answer and b"-" not in answer:
                if not (more := connection.recv(200)):
                    return False
                answer += more
            return b"PONG" in answer
        return False
