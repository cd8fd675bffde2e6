"""Make tagged PDF files (PDF/UA-1) from templates.

One function for the whole product. What a page refers to is served from static/ alone: text that a user typed can
therefore never make the server fetch an address or read a file. Source: ISO 14289-1 (PDF/UA-1).
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# A name that resolves nowhere (RFC 2606): relative addresses join to it and the fetcher below answers for it.
BASE_URL = "https://static.invalid/"
STYLE_SHEET = "pdf/print.css"
PDF_VARIANT = "pdf/ua-1"
CONTENT_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".css": "text/css"}


class RefusedAddress(Exception):
    """A document referred to something that is not a packaged static file: a bug or an attack, so no PDF."""


class _Refused(FatalURLFetchingError):
    """Stop WeasyPrint, which would swallow an ordinary exception and leave the picture out."""


class StaticFilesOnly(URLFetcher):
    """Serve packaged static files and refuse every other address."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = _static_path(url)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": CONTENT_TYPES[path.suffix]})


def _static_path(url: str) -> Path:
    """Find the file behind an address.

    :raises _Refused: if the address is not one of a packaged file of a kind that a PDF needs.
    """
    parts = urlsplit(url)
    name = unquote(parts.path).lstrip("/")
    if not url.startswith(BASE_URL) or ".." in Path(name).parts:
        raise _Refused(f"A PDF may use packaged static files only, not {url[:80]}")
    found = finders.find(name)
    if not isinstance(found, str) or Path(found).suffix not in CONTENT_TYPES:
        raise _Refused(f"There is no packaged file for {url[:80]}")
    return Path(found)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _style_sheet() -> CSS:
    return CSS(
        string=render_to_string(STYLE_SHEET), font_config=_fonts(), base_url=BASE_URL, url_fetcher=StaticFilesOnly()
    )


class _Pages(logging.Handler):
    """Hears from WeasyPrint which page it lays out."""

    FOUND = re.compile(r"Creating layout - Page (\d+)")

    def __init__(self, heard: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        if found := self.FOUND.search(record.getMessage()):
            self._heard(int(found[1]))


@contextmanager
def watched(heard: Callable[[int], None]) -> Iterator[None]:
    """Call `heard` with the number of each page as it is laid out; what it raises stops the work."""
    handler, level, propagates = _Pages(heard), PROGRESS_LOGGER.level, PROGRESS_LOGGER.propagate
    PROGRESS_LOGGER.addHandler(handler)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    PROGRESS_LOGGER.propagate = False  # a line for each page is of no use in the log
    try:
        yield
    finally:
        PROGRESS_LOGGER.removeHandler(handler)
        PROGRESS_LOGGER.setLevel(level)
        PROGRESS_LOGGER.propagate = propagates


def render_pdf(template: str, context: Mapping[str, Any], *, title: str) -> bytes:
    """Render a template that extends `pdf/base.html` as a tagged PDF; `title` is what a reader's window shows.

    :raises RefusedAddress: if the page refers to anything but packaged static files.
    """
    pdf, _places, _pages = render_parts(template, context, title=title)
    return pdf


def render_parts(template: str, context: Mapping[str, Any], *, title: str) -> tuple[bytes, dict[str, int], int]:
    """Render a template in the same way; return the PDF, the page (from 1) of every id in it, and the number of pages.

    :raises RefusedAddress: if the page refers to anything but packaged static files.
    """
    text = render_to_string(template, {**context, "title": title})
    html = HTML(string=text, base_url=BASE_URL, url_fetcher=StaticFilesOnly())
    places: dict[str, int] = {}
    n_pages = 0

    def keep(document: Any, _pdf: Any) -> None:
        nonlocal n_pages
        n_pages = len(document.pages)
        for number, page in enumerate(document.pages, start=1):
            for name in page.anchors:
                places.setdefault(name, number)  # what runs over several pages begins on the first of them

    try:
        pdf: bytes = html.write_pdf(
            stylesheets=[_style_sheet()], font_config=_fonts(), pdf_variant=PDF_VARIANT, finisher=keep
        )
    except _Refused as refused:
        raise RefusedAddress(str(refused)) from refused
    return pdf, places, n_pages
