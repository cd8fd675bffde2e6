#!/usr/bin/env python3
"""Start and stop a private PostgreSQL and Redis for development, demonstration and tests.

    devservices.py up|down|env|status|destroy [--state DIR]
    devservices.py psql [--role ss_owner] [--state DIR]
    devservices.py with [--owner] [--state DIR] -- COMMAND…     the servers run for as long as the command does

When DATABASE_URL (with DATABASE_OWNER_URL) or REDIS_URL are set, those servers are used and ours are not started.
"""

import argparse
import contextlib
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

REPOSITORY = Path(__file__).resolve().parents[1]
if str(REPOSITORY) not in sys.path:  # run as a script
    sys.path.insert(0, str(REPOSITORY))

from tools.services import ServiceError  # noqa: E402 - after the path is known
from tools.services.host import server_account  # noqa: E402
from tools.services.postgres import Postgres  # noqa: E402
from tools.services.redis_server import Redis  # noqa: E402
from tools.services.state import StateDirectory  # noqa: E402

DEFAULT_STATE = REPOSITORY / ".dev"
OWN_VARIABLES = ("CACHE_URL", "SECRET_KEY", "FIELD_KEYS_FILE")


class Stack:
    """The servers of one state directory, or the outside ones that the environment names."""

    def __init__(self, state: Path = DEFAULT_STATE, environ: Mapping[str, str] = os.environ) -> None:
        """Describe the stack of `state`; nothing is started.

        :raises ServiceError: when the environment names only one of the two database URLs.
        """
        self.state = StateDirectory(Path(state), server_account())
        self.postgres = Postgres(self.state)
        self.redis = Redis(self.state)
        outside = {name: environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", *OWN_VARIABLES)
                   if environ.get(name) and str(self.state.path) not in environ[name]
                   and str(self.state.sockets) not in environ[name]}  # fmt: skip
        if ("DATABASE_URL" in outside) != ("DATABASE_OWNER_URL" in outside):
            raise ServiceError(
                "Set DATABASE_URL (runtime role) and DATABASE_OWNER_URL (migrating role) together, or neither."
            )
        self.outside = outside

    def up(self) -> bool:
        """Start what is not running, and say whether anything was started. Safe to call from many processes."""
        with self.state.lock():
            return self._up()

    def down(self) -> None:
        """Stop our servers, whoever uses them."""
        with self.state.lock():
            self.state.keep_marker.unlink(missing_ok=True)
            self._down()

    def destroy(self) -> None:
        """Stop our servers and delete everything that they kept, the field encryption keys included."""
        self.down()
        shutil.rmtree(self.state.path)
        shutil.rmtree(self.state.sockets, ignore_errors=True)

    def keep(self) -> None:
        """Remember that the servers stay until somebody calls `down`, even when the last lease ends."""
        self.state.keep_marker.touch()

    @contextlib.contextmanager
    def lease(self) -> Iterator["Stack"]:
        """Run the servers while we and others hold a lease; the last holder stops them unless they are to be kept."""
        self.state.prepare()
        with (self.state.path / "leases").open("w") as leases:
            try:
                with self.state.lock():
                    fcntl.flock(leases, fcntl.LOCK_SH)
                    if self._up():
                        self.state.keep_marker.unlink(missing_ok=True)  # of servers that are gone
                yield self
            finally:
                with self.state.lock():
                    if self._is_last(leases.fileno()) and not self.state.keep_marker.exists():
                        self._down()

    def env(self, redis_number: int = 0) -> dict[str, str]:
        """Return the environment of a process that uses these servers.

        `redis_number` is the pair of logical Redis databases to use: 0 to 31 (queue 2n, cache 2n + 1).
        """
        return {
            "DATABASE_URL": self.outside.get("DATABASE_URL") or self.postgres.url("ss_app"),
            "DATABASE_OWNER_URL": self.outside.get("DATABASE_OWNER_URL") or self.postgres.url("ss_owner"),
            **self._redis_env(redis_number),
            "SECRET_KEY": self.outside.get("SECRET_KEY") or self.state.secrets()["secret_key"],
            "FIELD_KEYS_FILE": self.outside.get("FIELD_KEYS_FILE") or str(self.state.field_keys()),
        }

    def is_initialised(self) -> bool:
        """Say whether the stack was started before, by us: then `env` tells addresses that work once it is up."""
        return os.access(self.postgres.data / "PG_VERSION", os.F_OK) and os.access(self.state.secret_file, os.R_OK)

    def status(self) -> dict[str, str]:
        """Return what runs, for people."""
        ours = {"PostgreSQL": ("DATABASE_URL", self.postgres.pid()), "Redis": ("REDIS_URL", self.redis.pid())}
        found = {
            name: "outside, from the environment" if variable in self.outside
            else f"running, process {pid}" if pid else "stopped"
            for name, (variable, pid) in ours.items()
        }  # fmt: skip
        return {"state": str(self.state.path), "sockets": str(self.state.sockets), **found}

    def _redis_env(self, redis_number: int) -> dict[str, str]:
        queue, cache = 2 * redis_number, 2 * redis_number + 1
        if url := self.outside.get("REDIS_URL"):
            default_cache = with_redis_number(url, cache)
            return {
                "REDIS_URL": url if queue == 0 else with_redis_number(url, queue),
                "CACHE_URL": default_cache if queue else self.outside.get("CACHE_URL") or default_cache,
            }
        return {"REDIS_URL": self.redis.queue_url(queue), "CACHE_URL": self.redis.cache_url(cache)}

    def _up(self) -> bool:
        postgres = "DATABASE_URL" not in self.outside and self.postgres.up()
        redis = "REDIS_URL" not in self.outside and self.redis.up()
        self.env()  # makes the secrets and keys while we hold the lock
        return postgres or redis

    def _down(self) -> None:
        self.redis.down()
        self.postgres.down()
        with contextlib.suppress(OSError):
            self.state.sockets.rmdir()

    @staticmethod
    def _is_last(leases: int) -> bool:
        """Say whether nobody else holds a lease: then our shared lock can become an exclusive one."""
        try:
            fcntl.flock(leases, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def with_redis_number(url: str, number: int) -> str:
    """Return a redis:// or rediss:// URL that points at logical database `number` of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{number}"))


def run_with(stack: Stack, command: list[str], *, owner: bool = False) -> int:
    """Run a command while the servers run, as the migrating role when `owner` is set, and return its exit status."""
    with stack.lease():
        environment = {**os.environ, **stack.env()}
        if owner:
            environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
        with subprocess.Popen(command, env=environment) as process:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the command itself
            signal.signal(signal.SIGTERM, lambda *_: process.terminate())
            return process.wait()


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("action", choices=["up", "down", "env", "status", "destroy", "psql", "with"])
    parser.add_argument("--state", type=Path, default=DEFAULT_STATE, help="directory of the servers' data (.dev)")
    parser.add_argument("--role", default="ss_app", choices=["ss_app", "ss_owner", "postgres"], help="for psql")
    parser.add_argument("--owner", action="store_true", help="for with: DATABASE_URL is the migrating role's")
    words = sys.argv[1:] if arguments is None else arguments
    end = words.index("--") if "--" in words else len(words)
    ours, command = words[:end], words[end + 1 :]
    chosen = parser.parse_args(ours)
    if bool(command) != (chosen.action == "with"):
        parser.error("`with` needs a command after --, and nothing else takes one")
    try:
        stack = Stack(chosen.state)
        if chosen.action == "with":
            return run_with(stack, command, owner=chosen.owner)
        _act(stack, chosen.action, chosen.role)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _act(stack: Stack, action: str, role: str) -> None:
    if action in ("up", "psql"):
        stack.up()
    if action == "up":
        stack.keep()
    if action == "env":
        for name, value in stack.env().items():
            print(f"export {name}={shlex.quote(value)}")
    elif action in ("up", "status"):
        for name, value in stack.status().items():
            print(f"{name:<12}{value}")
    elif action == "psql":
        command = stack.postgres.psql_command(role)
        os.execve(command[0], command, stack.postgres.psql_environment(role))  # noqa: S606 - no shell is wanted
    elif action in ("down", "destroy"):
        getattr(stack, action)()


if __name__ == "__main__":
    sys.exit(main())
