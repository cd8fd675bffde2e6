"""Where the rows of a list come from: a queryset, a pair of query functions, or a short sequence."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Protocol

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

CHUNK = 2000


class RowSource(Protocol):
    """Rows that can be counted, ordered, cut into pages and streamed. `order` holds paths, `-path` for descending."""

    def count(self) -> int: ...

    def page(self, order: Sequence[str], start: int, stop: int) -> Sequence[Any]: ...

    def stream(self, order: Sequence[str]) -> Iterator[Any]: ...


class QuerySetRows:
    """Rows of a queryset; `row` turns each into what the columns read (a frozen dataclass). Empty values come last."""

    def __init__(self, queryset: QuerySet[Any], *, row: Callable[[Any], Any] | None = None, tie: str = "pk") -> None:
        self._queryset = queryset
        self._row = row
        self._tie = tie

    def count(self) -> int:
        return self._queryset.count()

    def page(self, order: Sequence[str], start: int, stop: int) -> Sequence[Any]:
        return list(self._as_rows(self._ordered(order)[start:stop]))

    def stream(self, order: Sequence[str]) -> Iterator[Any]:
        return self._as_rows(self._ordered(order).iterator(chunk_size=CHUNK))

    def _ordered(self, order: Sequence[str]) -> QuerySet[Any]:
        return self._queryset.order_by(*(_order_by(path) for path in order), self._tie)

    def _as_rows(self, found: Iterable[Any]) -> Iterator[Any]:
        return map(self._row, found) if self._row else iter(found)


class FunctionRows:
    """Rows of two query functions: `count()` and `fetch(order, start, stop)`, where stop None means all of them.

    `fetch` must end its ordering with a unique column itself.
    """

    def __init__(
        self, *, count: Callable[[], int], fetch: Callable[[Sequence[str], int, int | None], Iterable[Any]]
    ) -> None:
        self._count = count
        self._fetch = fetch

    def count(self) -> int:
        return self._count()

    def page(self, order: Sequence[str], start: int, stop: int) -> Sequence[Any]:
        return list(self._fetch(order, start, stop))

    def stream(self, order: Sequence[str]) -> Iterator[Any]:
        return iter(self._fetch(order, 0, None))


class ListRows:
    """Rows of a short sequence in memory, sorted here; the given order settles ties."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = list(rows)

    def count(self) -> int:
        return len(self._rows)

    def page(self, order: Sequence[str], start: int, stop: int) -> Sequence[Any]:
        return self._sorted(order)[start:stop]

    def stream(self, order: Sequence[str]) -> Iterator[Any]:
        return iter(self._sorted(order))

    def _sorted(self, order: Sequence[str]) -> list[Any]:
        found = self._rows
        for path in reversed(order):
            read = attrgetter(path.removeprefix("-").replace("__", "."))
            known = [row for row in found if read(row) is not None]
            unknown = [row for row in found if read(row) is None]
            found = sorted(known, key=read, reverse=path.startswith("-")) + unknown
        return found


def as_row_source(rows: Any) -> RowSource:
    """Take a queryset, a row source or a sequence."""
    if isinstance(rows, QuerySet):
        return QuerySetRows(rows)
    if hasattr(rows, "page") and hasattr(rows, "stream"):
        source: RowSource = rows
        return source
    return ListRows(rows)


def _order_by(path: str) -> OrderBy:
    field = F(path.removeprefix("-"))
    return field.desc(nulls_last=True) if path.startswith("-") else field.asc()


class OrderedRows:
    """A row source in one order, in the shape that Django's Paginator cuts."""

    def __init__(self, source: RowSource, order: Sequence[str]) -> None:
        self._source = source
        self._order = order

    def count(self) -> int:
        return self._source.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> Sequence[Any]:
        return self._source.page(self._order, cut.start, cut.stop)
