"""Facts about this host: which account runs the servers, what it can reach, which process is whose."""

import contextlib
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.services import ServiceError

SERVER_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this host to which a server process drops."""

    name: str
    uid: int
    gid: int

    def process_options(self) -> dict[str, Any]:
        """Return the options of `subprocess` that run a child as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account | None:
    """Find the account that PostgreSQL must run as: None when we are not root.

    :raises ServiceError: when we are root and the host has no account to drop to.
    """
    if os.geteuid() != 0:
        return None
    for name in SERVER_ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise ServiceError(f"PostgreSQL does not run as root, and this host has none of the accounts {SERVER_ACCOUNTS}.")


def process_options(account: Account | None) -> dict[str, Any]:
    """Return the options of `subprocess` that run a child as `account`, or as ourselves when it is None."""
    return account.process_options() if account else {}


def can_reach(path: Path, account: Account | None) -> bool:
    """Say whether `account` may enter the directory, or execute the file, at `path`."""
    if account is None:
        return os.access(path, os.X_OK)
    test = subprocess.run(["/usr/bin/test", "-x", str(path)], cwd="/", check=False, **account.process_options())
    return test.returncode == 0


def nearest_existing(path: Path) -> Path:
    """Return `path`, or the closest of its parents that exists."""
    return next(candidate for candidate in (path, *path.parents) if candidate.exists())


def private_directory(path: Path, *, mode: int = 0o700, account: Account | None = None) -> Path:
    """Make the directory with exactly `mode`, owned by `account` or by us, and return it.

    :raises ServiceError: when somebody else owns what is there, or it is a link (both are ways to be tricked in /tmp).
    """
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    found = path.lstat()
    trusted = {os.geteuid()} | ({account.uid} if account else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in trusted:
        raise ServiceError(
            f"{path} belongs to somebody else (user id {found.st_uid}). Run as that user, remove it, or choose another "
            "place with --state."
        )
    if account and found.st_uid != account.uid:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)
    return path


def write_private(path: Path, text: str, *, account: Account | None = None) -> None:
    """Write `text` to a file that only its owner can read, replacing what is there in one step."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    if account:
        os.chown(draft, account.uid, account.gid)
    draft.replace(path)


def read_pid(path: Path) -> int | None:
    """Return the process id in the first line of a pid file, or None when there is none to read."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(path.read_text(encoding="utf-8").splitlines()[0])
    return None


def command_line(pid: int) -> str:
    """Return the command line of a live process with spaces between its words, or "" when it is dead or a zombie."""
    process = Path(f"/proc/{pid}")
    try:
        state = (process / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()[0]
        words = (process / "cmdline").read_bytes()
    except OSError:
        return _command_line_from_ps(pid) if not Path("/proc/self").exists() else ""
    return "" if state == "Z" else words.replace(b"\0", b" ").decode("utf-8", "replace")


def _command_line_from_ps(pid: int) -> str:
    """Return the command line of a process on a system without /proc."""
    listing = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip()
