"""Which browsers somebody has signed in with before: a random cookie, of which the database keeps the digest."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from partners.models import LoginDevice

BYTES = 32


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: what its cookie says, since when it is known for this login, and whether the cookie is new."""

    token: str
    since: datetime
    is_new: bool


def recognise(*, user_id: int, token: str, at: datetime) -> Device:
    """Return the browser of somebody who signs in; one without a cookie, or new for this login, is known from now."""
    given = token or secrets.token_urlsafe(BYTES)
    digest = sha256(given.encode()).hexdigest()
    row, _made = LoginDevice.objects.get_or_create(user_id=user_id, digest=digest, defaults={"first_seen_at": at})
    return Device(given, row.first_seen_at, is_new=not token)
