"""Rows of another system's file in our columns and our words: headings renamed, values translated, rows chosen."""

from collections.abc import Callable, Container, Iterator, Mapping

from sharedservices.common.import_sheet import RawRow, Reader, key

Translate = Callable[[str, str], str]
"""column, their text -> our text."""


class MappedReader:
    """A reader of a reader. Row numbers stay those of the file, so that a fault is found where it stands."""

    def __init__(
        self,
        reader: Reader,
        *,
        columns: Mapping[str, str],
        translate: Translate,
        translated: Container[str],
        keep: tuple[str, Container[str]] | None = None,
    ) -> None:
        """`columns`: their heading -> our column, "" leaves one out; others stay. `keep`: column, values.

        `translated` says of which columns `translate` changes anything: the cells of the others are passed on.
        """
        self._reader = reader
        self.notes = reader.notes
        self._columns = {key(theirs): ours for theirs, ours in columns.items()}
        self._translate = translate
        self._translated = translated
        self._keep = keep

    def rows(self) -> Iterator[RawRow]:
        """Walk the rows, the headings first. :raises ImportRefused: where the file breaks off."""
        rows = (row for row in self._reader.rows() if not row.is_blank)
        head = next(rows, None)
        if head is None:
            return
        names = [self._columns.get(key(text), key(text).replace(" ", "_")) for text in head.texts]
        places = [place for place, name in enumerate(names) if name]
        yield RawRow(head.number, [names[place] for place in places], {})
        column, wanted = self._keep or ("", ())
        at = next((n for n, place in enumerate(places) if names[place] == column), None)
        words = [(n, names[place]) for n, place in enumerate(places) if names[place] in self._translated]
        is_whole = len(places) == len(names)
        for row in rows:
            mapped = self._row(row, len(names), None if is_whole else places, words)
            if self._keep is None or (at is not None and _cell(mapped, at) in wanted):
                yield mapped

    def _row(self, row: RawRow, width: int, places: list[int] | None, words: list[tuple[int, str]]) -> RawRow:
        """Return a row with the cells of these places, all if None, and the words of some of them translated."""
        if places is None and not words:
            return row
        texts, faults = list(row.texts), row.faults
        if places is not None:
            strays = texts[width:]
            texts = [texts[place] if place < len(texts) else "" for place in places] + strays
            faults = {n: faults[place] for n, place in enumerate(places) if place in faults} if faults else {}
        for n, column in words:
            if n < len(texts):
                texts[n] = self._translate(column, texts[n])
        return RawRow(row.number, texts, faults)


def _cell(row: RawRow, place: int) -> str:
    return row.texts[place].strip() if place < len(row.texts) else ""
