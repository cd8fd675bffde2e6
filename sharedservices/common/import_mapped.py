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
        keep: tuple[str, Container[str]] | None = None,
    ) -> None:
        """`columns`: their heading -> our column, "" leaves one out; others stay. `keep`: column, values."""
        self._reader = reader
        self.notes = reader.notes
        self._columns = {key(theirs): ours for theirs, ours in columns.items()}
        self._translate = translate
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
        for row in rows:
            mapped = self._row(row, names, places)
            if self._keep is None or (at is not None and mapped.texts[at].strip() in wanted):
                yield mapped

    def _row(self, row: RawRow, names: list[str], places: list[int]) -> RawRow:
        texts = row.texts
        cells = [self._translate(names[place], texts[place]) if place < len(texts) else "" for place in places]
        strays = list(texts[len(names) :])
        faults = {n: row.faults[place] for n, place in enumerate(places) if place in row.faults} if row.faults else {}
        return RawRow(row.number, [*cells, *strays], faults)
