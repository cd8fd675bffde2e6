"""Sealed text: AES-256-GCM with a key id in the token and the row's identity as associated data.

A model stores a token (``fields.SealedTextField``); code opens it by name, ``open_sealed(token, aad=...)``, because
opening is what gets audited. The associated data is table, row and column, so a token that is copied to another row
or column does not open. The first key of ``settings.FIELD_KEYS`` seals, all open: to rotate, put a new key first and
reseal what ``is_stale`` says is old. Equality search goes through ``blind_index``.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

PREFIX = "v1."
KEY_BYTES = 32
NONCE_BYTES = 12
INDEX_LENGTH = 32
"""Hexadecimal digits of a blind index: 128 bits."""


class SealBroken(Exception):
    """Report a token that does not open: another row's, altered, or its key is gone. Never a user's error."""


class Keyring:
    """Hold the sealing keys: the first seals, all open. Its repr shows key ids only."""

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes) -> None:
        """Build from raw keys of 32 bytes each. :raises ValueError: if there is none, or one is short or misnamed."""
        if not keys:
            raise ValueError("a keyring needs at least one key")
        for name, key in [*keys.items(), ("index_key", index_key)]:
            if len(key) != KEY_BYTES or not name.replace("-", "").replace("_", "").isalnum():
                message = f"key {name!r} must have a plain name and be exactly {KEY_BYTES} bytes long"
                raise ValueError(message)
        self.current = next(iter(keys))
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._index_key = bytes(index_key)

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._ciphers)})"

    def seal(self, text: str, *, aad: str) -> str:
        """Encrypt `text` for the row that `aad` names."""
        if not aad:
            raise ValueError("a sealed value needs the identity of its row")
        nonce = os.urandom(NONCE_BYTES)
        box = self._ciphers[self.current].encrypt(nonce, text.encode(), aad.encode())
        return f"{PREFIX}{self.current}.{base64.urlsafe_b64encode(nonce + box).decode()}"

    def open(self, token: str, *, aad: str) -> str:
        """Decrypt a token. :raises SealBroken: if it is not this row's, was altered, or its key is unknown."""
        name, body = self._split(token)
        if name not in self._ciphers:
            message = f"sealed with key {name!r}, which this installation does not have"
            raise SealBroken(message)
        try:
            raw = base64.b64decode(body, altchars=b"-_", validate=True)
            return self._ciphers[name].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], aad.encode()).decode()
        except (InvalidTag, ValueError):
            message = "a sealed value does not belong to this row, or was altered"
            raise SealBroken(message) from None

    def is_stale(self, token: str) -> bool:
        """Return whether an older key than the current one sealed this token."""
        return self._split(token)[0] != self.current

    def blind_index(self, text: str, label: str) -> str:
        """Return 32 hexadecimal digits that are equal for equal texts under one label, and say nothing else.

        Spaces and case do not count. The label keeps columns apart (``nino``); add the partner's id to it where the
        same person at two partners must not be linkable in a copy of the database.
        """
        normal = "".join(text.split()).upper()
        digest = hmac.new(self._index_key, f"{label}\0{normal}".encode(), hashlib.sha256)
        return digest.hexdigest()[:INDEX_LENGTH]

    def _split(self, token: str) -> tuple[str, str]:
        """Return key id and body of a token."""
        parts = token.split(".")
        if len(parts) != 3 or f"{parts[0]}." != PREFIX:
            raise SealBroken("not a sealed value")
        return parts[1], parts[2]


def aad_for(row: Model, column: str) -> str:
    """Return the identity that binds a sealed value to its place: table, primary key, column.

    :raises ValueError: if the row has no primary key yet. Use uuid keys with a default, known before the insert.
    """
    if row.pk is None:
        message = f"a {row._meta.verbose_name} needs its primary key before {column} can be sealed"
        raise ValueError(message)
    return aad(row._meta.db_table, row.pk, column)


def aad(table: str, pk: object, column: str) -> str:
    """Return the same identity for rows that are written without model instances."""
    return f"{table}:{pk}:{column}"


def seal(text: str, *, aad: str) -> str:
    """Encrypt `text` for the row that `aad` names, with the installation's current key."""
    return keyring().seal(text, aad=aad)


def open_sealed(token: str, *, aad: str) -> str:
    """Decrypt a token. The caller records who looked, and why.

    :raises SealBroken: if the token is another row's, was altered, or its key is gone.
    """
    return keyring().open(token, aad=aad)


def is_sealed(text: str) -> bool:
    """Return whether a text has the form of a token."""
    return text.startswith(PREFIX)


def is_stale(token: str) -> bool:
    """Return whether a token waits to be sealed again under the current key."""
    return keyring().is_stale(token)


def reseal(token: str, *, aad: str) -> str:
    """Return the same secret under the current key. :raises SealBroken: as `open_sealed`."""
    return seal(open_sealed(token, aad=aad), aad=aad)


def blind_index(text: str, label: str) -> str:
    """Return the keyed fingerprint of `text` by which an equal value is found (see ``Keyring.blind_index``)."""
    return keyring().blind_index(text, label)


_cache: dict[str, Any] = {}
_cache_lock = threading.Lock()


def keyring() -> Keyring:
    """Return the keyring of ``settings.FIELD_KEYS``, built once.

    :raises ImproperlyConfigured: if the setting is empty.
    """
    configured = getattr(settings, "FIELD_KEYS", None)
    if not configured:
        raise ImproperlyConfigured("Set FIELD_KEYS_FILE to the file of field encryption keys.")
    with _cache_lock:
        if _cache.get("source") is not configured:
            _cache.update(source=configured, ring=Keyring(configured["keys"], configured["index_key"]))
        ring: Keyring = _cache["ring"]
        return ring


def write_new_keys(path: Path) -> None:
    """Write a file of fresh keys, readable by its owner only.

    :raises FileExistsError: rather than ever replace keys: what they sealed would be lost.
    """
    fresh = {name: base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for name in ("k1", "index_key")}
    text = json.dumps({"keys": {"k1": fresh["k1"]}, "index_key": fresh["index_key"]}, indent=2) + "\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
