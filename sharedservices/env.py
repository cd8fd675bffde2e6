"""Typed reading of environment variables. A secret NAME may come from the file that NAME_FILE names."""

import json
import os
from base64 import b64decode
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """Return the variable, or the contents of the file that NAME_FILE names, or the default."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether the variable says yes (1, true, yes, on)."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    return int(os.environ.get(name, default))


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Turn postgresql://user:password@host:port/name?host=/socket/dir into Django's settings."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    options = {key: values[0] for key, values in query.items() if key != "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def field_keys(path: str) -> dict[str, Any] | None:
    """Read the sealing keys: {"keys": {"k1": base64 of 32 bytes, …}, "index_key": base64}. None without a file."""
    if not path:
        return None
    raw = json.loads(Path(path).read_text())
    keys = {name: b64decode(value) for name, value in raw["keys"].items()}
    return {"keys": keys, "index_key": b64decode(raw["index_key"])}
