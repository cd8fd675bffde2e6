"""What posts journals by itself, and where its documents stand: the apps above finance tell it."""

from typing import NamedTuple


class Source(NamedTuple):
    """A part of the system that posts: how people call its documents, the address of one, and who may open it.

    The address takes the reference of the journal as its argument `argument`.
    """

    words: str
    url_name: str
    argument: str
    permission: str


_SOURCES: dict[str, Source] = {}


def register(code: str, source: Source) -> None:
    """Tell where the documents of a source stand. Called once, when its app is ready."""
    _SOURCES[code] = source


def of(code: str) -> Source | None:
    """Return the source of that code, if its documents have a page."""
    return _SOURCES.get(code)
