"""The state directory of a stack: where it is, its lock, its secrets and its field encryption keys."""

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from tools.services.host import Account, can_reach, nearest_existing, private_directory, write_private

FALLBACK = Path("/var/tmp")  # noqa: S108 - survives a restart, and every account can enter it; ownership is checked
LONG_PATH_SOCKETS = Path("/tmp")  # noqa: S108 - short enough for a socket; ownership is checked
SOCKET_DIRECTORY_LIMIT = 80  # bytes: a unix socket's whole path is at most 107
PLAIN_PATH = re.compile(r"[\w./-]+", re.ASCII)
PASSWORDS = ("postgres", "ss_owner", "ss_app", "redis")
KEY_BYTES = 32


class StateDirectory:
    """Everything that a stack keeps on disk, private to whoever started it."""

    def __init__(self, wanted: Path, account: Account | None) -> None:
        """Choose the place: `wanted`, or one under /var/tmp when the server's account cannot enter that."""
        wanted = wanted.absolute()
        self.account = account
        self.tag = f"ss-{os.geteuid()}-{hashlib.sha256(str(wanted.resolve()).encode()).hexdigest()[:10]}"
        reachable = account is None or can_reach(nearest_existing(wanted), account)
        self.path = wanted if reachable else FALLBACK / self.tag

    @property
    def sockets(self) -> Path:
        """Return the directory of the sockets: short and plain enough for a socket name and a URL."""
        inside = self.path / "run"
        plain = PLAIN_PATH.fullmatch(str(inside)) is not None
        return inside if plain and len(os.fsencode(inside)) <= SOCKET_DIRECTORY_LIMIT else LONG_PATH_SOCKETS / self.tag

    @property
    def keep_marker(self) -> Path:
        """Return the file whose presence says that somebody asked for the servers to stay."""
        return self.path / "keep"

    @property
    def secret_file(self) -> Path:
        """Return the file of generated passwords."""
        return self.path / "secrets.json"

    def prepare(self) -> None:
        """Make the directory. Root's is passable (not readable) for the server's account."""
        private_directory(self.path, mode=0o711 if self.account else 0o700)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the directory for ourselves: whoever starts or stops servers waits for whoever does already."""
        self.prepare()
        with (self.path / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def secrets(self) -> dict[str, str]:
        """Return the generated passwords and the secret key, making them the first time."""
        path = self.secret_file
        if not path.exists():
            made = {name: secrets.token_urlsafe(24) for name in PASSWORDS} | {"secret_key": secrets.token_urlsafe(48)}
            write_private(path, json.dumps(made))
        return dict(json.loads(path.read_text(encoding="utf-8")))

    def field_keys(self) -> Path:
        """Return the file of field encryption keys, making it the first time: losing it loses every sealed column."""
        path = self.path / "field-keys.json"
        if not path.exists():
            made = {"keys": {"k1": _new_key()}, "index_key": _new_key()}
            write_private(path, json.dumps(made, indent=1))
        return path


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
