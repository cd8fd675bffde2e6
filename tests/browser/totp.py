"""What an authenticator app does: six digits for the present half minute (RFC 6238, SHA-1, 30 seconds)."""

import base64
import hmac
import struct
import time

PERIOD = 30


def code(secret: str, *, at: float | None = None) -> str:
    """Return the code for a base32 secret at a time (now when not given)."""
    moment = int(time.time() if at is None else at) // PERIOD
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", moment), "sha1").digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
