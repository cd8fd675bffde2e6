"""The lifecycle of one private PostgreSQL server."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tools.services import ServiceError, binaries
from tools.services.host import command_line, private_directory, process_options, read_pid, write_private
from tools.services.state import StateDirectory

DATABASE = "sharedservices"
ROLES_SQL = Path(__file__).resolve().parents[1] / "docker" / "roles.sql"
START_ATTEMPTS = 10  # after a kill -9 the old backends need a moment to notice
STOP_SECONDS = 30
ANSWER_SECONDS = 60
FIRST_BUILTIN_LOCALE = 17  # PostgreSQL that has its own C.UTF-8
FAST = {"fsync": "off", "full_page_writes": "off"}  # a crash of the server loses nothing; a power cut would


class Postgres:
    """A PostgreSQL cluster in a state directory, on a unix socket only."""

    def __init__(self, state: StateDirectory) -> None:
        """Describe the server of `state`; nothing is started."""
        self.state = state
        self.data = state.path / "pgdata"
        self._programs: Path | None = None

    @property
    def programs(self) -> Path:
        """Return the directory of the PostgreSQL programs."""
        if self._programs is None:
            self._programs = binaries.postgres_directory(self.state.path / "pgcopy", self.state.account)
        return self._programs

    def pid(self) -> int | None:
        """Return the id of the running server: a stale pid file, even of a reused id, gives None."""
        pid = read_pid(self.data / "postmaster.pid")
        return pid if pid and f" {self.data} " in f"{command_line(pid)} " else None

    def up(self) -> bool:
        """Start the server when it is not running, and see to roles and database; say whether we started it.

        :raises ServiceError: when it does not start or answer; the message holds the end of its log.
        """
        started = not self._is_running()
        if started:
            self._create_or_check()
            self._configure()
            self._start()
        self.run_sql(ROLES_SQL.read_text(encoding="utf-8"))
        return started

    def down(self) -> None:
        """Stop the server: fast shutdown, then immediate shutdown when it does not end in time."""
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if (pid := self.pid()) is None:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            give_up = time.monotonic() + STOP_SECONDS
            while self.pid() is not None and time.monotonic() < give_up:
                time.sleep(0.02)

    def url(self, role: str) -> str:
        """Return the database URL of `role`."""
        return f"postgresql://{role}:{self.state.secrets()[role]}@/{DATABASE}?host={self.state.sockets}"

    def run_sql(self, sql: str, *, database: str = "postgres") -> str:
        """Run psql commands as the superuser and return what they print, unaligned.

        :raises ServiceError: when a statement fails.
        """
        done = subprocess.run(
            [*self.psql_command("postgres", database), "-q", "-At", "-v", "ON_ERROR_STOP=1"],
            input=sql, text=True, capture_output=True, check=False, cwd="/", env=self.psql_environment("postgres"),
        )  # fmt: skip
        if done.returncode:
            raise ServiceError(f"PostgreSQL refused the set-up: {done.stderr.strip()}")
        return done.stdout

    def psql_command(self, role: str, database: str = DATABASE) -> list[str]:
        """Return the command that opens `database` as `role`."""
        return [str(self.programs / "psql"), "-X", "-h", str(self.state.sockets), "-U", role, "-d", database]

    def psql_environment(self, role: str) -> dict[str, str]:
        """Return the environment of that command: passwords are never on a command line."""
        known = self.state.secrets()
        return {
            **os.environ,
            "PGPASSWORD": known[role],
            "SS_OWNER_PASSWORD": known["ss_owner"],
            "SS_APP_PASSWORD": known["ss_app"],
        }

    def _is_running(self) -> bool:
        """Say whether the server answers. One that was killed this instant still has a process: wait for its end.

        :raises ServiceError: when the process lives and does not answer.
        """
        probe: list[str | Path] = [self.programs / "pg_isready", "-q", "-h", self.state.sockets]
        give_up = time.monotonic() + ANSWER_SECONDS
        while (pid := self.pid()) is not None:
            if subprocess.run(probe, check=False).returncode == 0:
                return True
            if time.monotonic() > give_up:
                raise ServiceError(f"PostgreSQL (process {pid}) runs but does not answer. See {self.data}/server.log")
            time.sleep(0.05)
        return False

    def _create_or_check(self) -> None:
        version = self.data / "PG_VERSION"
        if not version.exists():
            shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted initdb left
            self._initialise()
        major, have = binaries.postgres_major(self.programs), int(version.read_text(encoding="utf-8"))
        if major != have:
            raise ServiceError(
                f"{self.data} was made by PostgreSQL {have} and the programs in {self.programs} are {major}. "
                "Set SS_PG_BIN to that version, or throw the data away with `devservices.py destroy`."
            )

    def _initialise(self) -> None:
        account = self.state.account
        draft = private_directory(self.data.with_name("pgdata.new"), account=account)
        shutil.rmtree(draft)
        private_directory(draft, account=account)
        password = self.state.path / "initdb-password"
        write_private(password, self.state.secrets()["postgres"] + "\n", account=account)
        modern = binaries.postgres_major(self.programs) >= FIRST_BUILTIN_LOCALE
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if modern else ["--no-locale"]
        command: list[str | Path] = [
            self.programs / "initdb", "-D", draft, "-U", "postgres", "-E", "UTF8", *locale, "--data-checksums",
            "--auth=scram-sha-256", f"--pwfile={password}", "--no-instructions", "--no-sync",
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, cwd="/", **process_options(account),
            )  # fmt: skip
        finally:
            password.unlink()
        if done.returncode:
            raise ServiceError(f"initdb failed:\n{done.stderr.strip()}")
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("include = 'services.conf'\n")
        draft.rename(self.data)

    def _configure(self) -> None:
        """Write the settings of this start; sizes can be set from the environment."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.state.sockets}"',
            "unix_socket_permissions": "0700",
            "password_encryption": "scram-sha-256",
            "shared_buffers": os.environ.get("SS_PG_SHARED_BUFFERS", "256MB"),
            "max_connections": os.environ.get("SS_PG_MAX_CONNECTIONS", "200"),
            "max_wal_size": "4GB",
            "random_page_cost": "1.1",
            "jit": "off",  # compiling a plan costs more than our short queries take
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_min_messages": "warning",
        }
        if os.environ.get("SS_PG_FAST"):  # tests only
            options |= FAST
        write_private(self.data / "services.conf", _configuration_text(options), account=self.state.account)

    def _start(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # pid() found it stale
        sockets = private_directory(self.state.sockets, account=self.state.account)
        for leftover in sockets.glob(".s.PGSQL.*"):  # the socket has a lock file of its own
            leftover.unlink()
        log = self.data / "server.log"
        for _attempt in range(START_ATTEMPTS):
            done = subprocess.run(
                [self.programs / "pg_ctl", "start", "-D", self.data, "-w", "-t", "60", "-l", log],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd="/",
                **process_options(self.state.account),
            )  # fmt: skip
            if done.returncode == 0:
                return
            time.sleep(0.5)
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:] if log.exists() else ["(no log)"]
        raise ServiceError("\n".join([f"PostgreSQL did not start. The end of {log}:", *tail]))


def _configuration_text(options: Mapping[str, str]) -> str:
    return "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in options.items())
