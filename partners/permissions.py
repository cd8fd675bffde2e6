"""Which permission a page or a route of the API declares."""

from typing import Any

COVERT, CONFIDENTIAL = "people.view_covert", "organisation.view_confidential"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def declared_permission(page: type[Any], method: str | None) -> str:
    """Return the permission that a view class asks for with an HTTP method; empty when it declares none."""
    needed: str = getattr(page, "permission", "")
    if method not in READING:
        needed = getattr(page, "write_permission", "") or needed
    return needed
