"""Rows of a CSV file: encoding, separator, quotation marks."""

import codecs
import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from sharedservices.common.import_sheet import Column, ImportRefused, RawRow, key, known_keys, refuse

SEPARATORS = (",", ";", "\t")
CHUNK_BYTES = 1 << 20
HEAD_BYTES = 1 << 16
WESTERN = "cp1252"

SAVE_AS = "In the spreadsheet choose Save as, “CSV UTF-8 (comma delimited)”, and load that file."


class CsvReader:
    """A CSV file in UTF-8, UTF-16 or Windows-1252, separated by commas, semicolons or tabs."""

    def __init__(self, stream: BinaryIO, columns: Sequence[Column]) -> None:
        """Find out encoding and separator. :raises ImportRefused: if it is no text that we can read."""
        self._stream = stream
        self.notes: list[str] = []
        self._encoding = _encoding(stream)
        if self._encoding == WESTERN:
            self.notes.append(
                "The file is not in UTF-8 and was read as Windows-1252. Check names with accents before you load it."
            )
        self._separator = self._guess_separator(known_keys(columns))

    def rows(self) -> Iterator[RawRow]:
        """Walk all rows from the first. :raises ImportRefused: at a quotation mark that does not fit."""
        reader = csv.reader(self._text(), delimiter=self._separator, strict=True)
        number = 0
        try:
            for number, texts in enumerate(reader, 1):
                yield RawRow(number, texts, {})
        except csv.Error as error:
            raise _broken_row(number + 1, reader.line_num, str(error)) from None

    def _text(self) -> io.TextIOWrapper:
        """Return the file as text from its beginning."""
        self._stream.seek(0)
        buffered = io.BufferedReader(_Borrowed(self._stream))  # type: ignore[type-var]
        return io.TextIOWrapper(buffered, self._encoding, newline="")

    def _guess_separator(self, known: dict[str, Column]) -> str:
        """Return the separator under which the first row holds the most known headings, then the most cells."""
        head = self._text().read(HEAD_BYTES)

        def score(separator: str) -> tuple[int, int]:
            rows = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
            first = next((row for row in rows if any(row)), [])
            return sum(key(text) in known for text in first), len(first)

        return max(SEPARATORS, key=score)


class _Borrowed(io.RawIOBase):
    """Read from a stream that somebody else closes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _encoding(stream: BinaryIO) -> str:
    """Return the encoding of the whole file. :raises ImportRefused: if it is neither known nor text."""
    stream.seek(0)
    start = stream.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _first_that_reads(stream, ("utf-16",))
    if start.startswith(codecs.BOM_UTF8):
        return _first_that_reads(stream, ("utf-8-sig",))
    return _first_that_reads(stream, ("utf-8", WESTERN))


def _first_that_reads(stream: BinaryIO, encodings: Sequence[str]) -> str:
    """Return the first of these encodings that reads the whole file."""
    failure = 0
    for encoding in encodings:
        failure = _first_bad_line(stream, encoding)
        if not failure:
            return encoding
    raise refuse(
        f"The file cannot be read: line {failure} holds bytes that are no text.",
        f"It may be damaged, or not be a CSV file. {SAVE_AS}",
        row=failure,
    )


def _first_bad_line(stream: BinaryIO, encoding: str) -> int:
    """Return the number of the first line that this encoding cannot read, or 0. :raises ImportRefused: at a NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    line = 1
    for chunk in itertools.chain(iter(lambda: stream.read(CHUNK_BYTES), b""), [b""]):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        before, nul, _after = text.partition("\0")
        line += before.count("\n")
        if nul:
            raise refuse(
                f"The file is not a CSV file: line {line} holds a NUL byte.",
                f"It may be damaged or of another kind. {SAVE_AS}",
                row=line,
            )
    return 0


def _broken_row(number: int, line: int, reason: str) -> ImportRefused:
    """Say where the quotation marks go wrong."""
    is_open = "unexpected end" in reason or "field larger" in reason
    what = "is opened and never closed" if is_open else "stands in the middle of a cell"
    return refuse(
        f"Row {number} cannot be read: a quotation mark {what} (near line {line} of the file).",
        'Remove it, or write it twice ("") inside a cell that begins and ends with one, as spreadsheets do.',
        row=number,
    )
