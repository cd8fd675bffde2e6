#!/usr/bin/env python3
"""Make the .env of docker-compose.yml out of .env.example: every empty secret gets a random value.

    python3 tools/docker/make_secrets.py [FILE]

Refuses to touch a .env that exists: a lost field key makes every sealed column (bank accounts, National Insurance
numbers) unreadable for ever. Keep a copy of the file where you keep the keys of the house. Standard library only.
"""

import base64
import json
import os
import secrets
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KEY_BYTES = 32


def new_value(name: str) -> str:
    """Return a random value for the secret `name`, in characters that need no quoting in a URL."""
    if name == "FIELD_KEYS":
        return f"'{json.dumps({'keys': {'k1': new_key()}, 'index_key': new_key()})}'"
    return secrets.token_urlsafe(48 if name == "SECRET_KEY" else 32)


def new_key() -> str:
    """Return a key of 32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def fill(example: str) -> str:
    """Return the example with a random value on every line of the form NAME= (settings stand there commented out)."""
    return "".join(
        f"{name}={new_value(name)}\n" if equals and not rest.strip() and name.isidentifier() else line
        for line in example.splitlines(keepends=True)
        for name, equals, rest in [line.partition("=")]
    )


def main() -> int:
    """Write the file, and return the exit status."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / ".env"
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{target} exists and stays as it is.", file=sys.stderr)
        return 1
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(fill((REPOSITORY / ".env.example").read_text(encoding="utf-8")))
    print(f"Wrote {target}. Now set ALLOWED_HOSTS there, and keep a safe copy of FIELD_KEYS.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
