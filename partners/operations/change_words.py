"""In whose eyes the words of a request are taken: it is kept, and others read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from partners.queries.changes import is_about_concealed
from partners.scope import partner_scope


@contextmanager
def spoken(*, partner_id: int, payload: dict[str, Any]) -> Iterator[None]:
    """Read words for a request that is kept: units off the charts are not named in it, whoever asks.

    A request about such a unit names it; but then nobody sees the request who may not know of the unit.
    """
    with partner_scope(partner_id, hides_confidential=not is_about_concealed(partner_id=partner_id, payload=payload)):
        yield
