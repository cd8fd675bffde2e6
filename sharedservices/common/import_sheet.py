"""What every imported file has in common: columns, headings, cells, and problems told by row and column."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from openpyxl.utils import get_column_letter

from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import counted
from sharedservices.common.masking import mask_text, redact

SHOWN_CHARACTERS = 40

# control characters, the mark of a lost character, and a long number that a spreadsheet has shortened
SUSPECT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]|[0-9][Ee]\\+[0-9]")
SHORTENED = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have.

    ``title`` is a second heading that is understood. A column of ``digits`` takes a whole number of exactly so many,
    where a spreadsheet likes to lose a zero in front. ``is_sensitive`` masks its values in messages.
    """

    name: str
    title: str = ""
    is_required: bool = False
    digits: int = 0
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing to put right before the file can be loaded. ``row`` counts as in a spreadsheet: headings are row 1."""

    row: int | None
    column: str
    value_masked: str
    message: str
    remedy: str


class ImportRefused(DomainError):
    """Refuse a file that cannot be read as a whole. ``problems`` says why, each with what to do."""

    def __init__(self, problems: Sequence[ImportProblem]) -> None:
        super().__init__(problems[0].message, remedy=problems[0].remedy)
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type["ImportRefused"], tuple[tuple[ImportProblem, ...]]]:
        return type(self), (self.problems,)


class RawRow(NamedTuple):
    """A row as a reader found it: the texts of its cells, and message and remedy for cells that cannot be used."""

    number: int
    texts: Sequence[str]
    faults: Mapping[int, tuple[str, str]]

    @property
    def is_blank(self) -> bool:
        """Return whether there is nothing in the row."""
        return not self.faults and not "".join(self.texts).strip()


class Reader(Protocol):
    """A kind of file."""

    notes: list[str]

    def rows(self) -> Iterator[RawRow]:
        """Walk all rows from the first, blank ones included. :raises ImportRefused: where the file breaks off."""
        ...


@dataclass(frozen=True)
class Headings:
    """Which column stands at which place of the file."""

    row: int
    places: Mapping[int, Column]
    others: frozenset[str] = field(default_factory=frozenset)
    """Names of known columns that the file does not have: they are read as empty."""

    @property
    def is_without_gaps(self) -> bool:
        """Return whether the headed columns are the first ones."""
        return max(self.places, default=-1) == len(self.places) - 1


def refuse(message: str, remedy: str, *, row: int | None = None, column: str = "", value: str = "") -> ImportRefused:
    """Return the refusal of a file for one reason."""
    return ImportRefused([ImportProblem(row, column, value, message, remedy)])


def key(heading: str) -> str:
    """Return a heading without case, punctuation and underscores, so that `Employee No.` is `employee_no`."""
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


def known_keys(columns: Sequence[Column]) -> dict[str, Column]:
    """Return the columns by every heading that is understood."""
    return {key(heading): column for column in columns for heading in (column.title, column.name) if heading}


def match_headings(row: int, texts: Sequence[str], columns: Sequence[Column]) -> Headings:
    """Find the columns in a row of headings.

    :raises ImportRefused: with every missing, unknown and repeated column, and the nearest name where one is near.
    """
    known = known_keys(columns)
    places: dict[int, Column] = {}
    problems: list[ImportProblem] = []
    unknown: dict[str, int] = {}
    for place, text in enumerate(texts):
        column = known.get(key(text))
        if column is None:
            if key(text):
                unknown[text.strip()] = place
        elif column in places.values():
            problems.append(_repeated(row, column, place))
        else:
            places[place] = column
    absent = [column for column in columns if column not in places.values()]
    problems += [_unknown(row, text, place, absent) for text, place in unknown.items()]
    problems += [_missing(row, column, list(unknown)) for column in absent if column.is_required]
    if problems:
        raise ImportRefused(problems)
    return Headings(row, places, frozenset(column.name for column in absent))


def _repeated(row: int, column: Column, place: int) -> ImportProblem:
    message = f"The column “{column.name}” is there more than once."
    return ImportProblem(row, column.name, "", message, f"Delete column {get_column_letter(place + 1)}, or rename it.")


def _unknown(row: int, text: str, place: int, absent: Sequence[Column]) -> ImportProblem:
    keys = known_keys(absent)
    near = difflib.get_close_matches(key(text), keys, n=1)
    advice = f"Did you mean “{keys[near[0]].name}”? " if near else ""
    shown = shorten(text)
    remedy = f"{advice}Rename it as in the template, or delete column {get_column_letter(place + 1)}."
    return ImportProblem(row, shown, "", f"The column “{shown}” is not known.", remedy)


def _missing(row: int, column: Column, unknown: Sequence[str]) -> ImportProblem:
    keys = {key(text): text for text in unknown}
    near = difflib.get_close_matches(key(column.name), keys, n=1)
    remedy = f"Is it “{shorten(keys[near[0]])}”? Rename that one." if near else "Add it: the template has every column."
    return ImportProblem(row, column.name, "", f"The column “{column.name}” is missing.", remedy)


def shorten(text: str) -> str:
    """Return the beginning of a text from a file, without what would identify a person's money."""
    text = redact(" ".join(text.split()))
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def shown(column: Column | None, value: str) -> str:
    """Return a value as it may stand in a message: masked if the column is sensitive."""
    return mask_text(value) if column is not None and column.is_sensitive else shorten(value)


def tidy(text: str) -> str:
    """Return the text without spaces around it and with composed accents (NFC)."""
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text).strip()


def cell_problem(column: Column, text: str) -> tuple[str, str] | None:
    """Say what a spreadsheet or a bad save has done to a cell, and what to do, or None if nothing."""
    if "\ufffd" in text:
        return "A character was lost when the file was saved.", "Type the cell again and save as “CSV UTF-8” or XLSX."
    if SHORTENED.fullmatch(text):
        return (
            "A spreadsheet has shortened this number.",
            "Format the column as text, enter the number in full and save again.",
        )
    if SUSPECT.search(text) and not re.search(r"[0-9][Ee]\+[0-9]", text):
        return "There is a control character in the cell.", "Delete the cell’s content and type it again."
    if column.digits and text.isdigit() and len(text) < column.digits:
        given = counted(len(text), "digit", "digits")
        return (
            f"This has {given}, not {column.digits}: a zero in front may have been lost.",
            "Format the column as text, enter all digits and save again.",
        )
    return None
