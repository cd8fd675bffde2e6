"""Lists made on the server: columns, filters, sort links, pages and downloads of exactly what is filtered.

    class PeopleTable(Table):
        caption = "People"
        nouns = ("person", "people")
        columns = (
            Column("name", "Name", sort=("last_name", "first_name"), header=True, href=lambda row: row.url),
            Column("salary", "Salary", kind=Kind.MONEY, sort="salary"),
        )
        default_sort = "name"
        filter_form = PeopleFilter

The view is a `TemplateView` with `TablePage` before it and one method `rows(filters)` (docs/interface.md).
"""

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils import timezone

from sharedservices.common import formatting
from sharedservices.common.columns import Cell, Column, Kind
from sharedservices.common.exports import SPOOL_BYTES, ExportFormat, about, later_rows, paper_rows, write_rows
from sharedservices.common.rowsources import OrderedRows, RowSource, as_row_source

__all__ = ["Cell", "Column", "EmptyState", "Header", "Kind", "Link", "Table", "TablePage"]

PER_PAGE = (25, 50, 100, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header cell of a column; `href` sorts by it, `sorted` is the value of aria-sort or empty."""

    label: str
    href: str
    sorted: str
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link with a label; `is_current` for the page, size or filter in use."""

    label: str
    href: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class EmptyState:
    """What a list says when it has no rows at all: what it is for and what to do."""

    title: str
    text: str = ""
    action: str = ""
    href: str = ""


class Table:
    """One list for one request. Subclasses declare the attributes; the template shows the properties."""

    caption: ClassVar[str] = ""
    nouns: ClassVar[tuple[str, str]] = ("row", "rows")
    columns: ClassVar[Sequence[Column]] = ()
    default_sort: ClassVar[str] = ""
    default_per_page: ClassVar[int] = 50
    filter_form: ClassVar[type[forms.Form] | None] = None
    filename: ClassVar[str] = ""
    downloads: ClassVar[bool] = True
    is_published: ClassVar[bool] = False  # its download is put before everybody: it does not say who made it
    stacks: ClassVar[bool] = False  # on a phone each row stands as a block
    may_wait: bool = False  # a worker lays out what is too long for an answer; the view says so
    is_posted: ClassVar[bool] = False  # the filters go to the view's `post`, for a search that no address may carry
    empty: EmptyState | None = None

    def __init__(
        self,
        query: QueryDict,
        rows: Callable[[Mapping[str, Any]], Any],
        *,
        form_options: Mapping[str, Any] | None = None,
    ) -> None:
        self._query = query
        self._rows = rows
        self._form_options = dict(form_options or {})

    # --- filters ----------------------------------------------------------------------------------------------------
    @cached_property
    def form(self) -> forms.Form | None:
        if self.filter_form is None:
            return None
        form = self.filter_form(self._query, **self._form_options)
        form.full_clean()
        return form

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The cleaned values of the filters that are valid and in use."""
        if self.form is None:
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if _is_in_use(value)}

    @cached_property
    def active_filters(self) -> list[Link]:
        """Each filter in use, with a link that takes it away."""
        if self.form is None:
            return []
        return [
            Link(f"{self.form[name].label}: {_said(self.form.fields[name], value)}", self._href(without=(name, "page")))
            for name, value in self.filters.items()
        ]

    @property
    def clear_href(self) -> str:
        names = tuple(self.form.fields) if self.form else ()
        return self._href(without=(*names, "page"))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: sort and page size."""
        return [(name, str(self._query[name])) for name in ("sort", "per_page") if self._query.get(name)]

    # --- order ------------------------------------------------------------------------------------------------------
    @cached_property
    def _sort(self) -> tuple[Column | None, bool]:
        """The column in use and whether it goes down; an unknown name in the URL gives the default."""
        sortable = {column.key: column for column in self.columns if column.sort}
        for wish in (self._query.get("sort", ""), self.default_sort):
            if column := sortable.get(wish.removeprefix("-")):
                return column, wish.startswith("-")
        return None, False

    @cached_property
    def order(self) -> tuple[str, ...]:
        column, is_down = self._sort
        paths = column.sort_paths if column else ()
        return tuple(_turned(path) for path in paths) if is_down else paths

    @property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self._shown]

    def _header(self, column: Column) -> Header:
        current, is_down = self._sort
        state = "none" if column.sort else ""
        if column is current:
            state = "descending" if is_down else "ascending"
        wish = f"-{column.key}" if state == "ascending" else column.key
        href = self._href(without=("page",), sort=wish) if column.sort else ""
        return Header(label=column.label, href=href, sorted=state, is_numeric=column.is_numeric)

    # --- rows and pages ---------------------------------------------------------------------------------------------
    @cached_property
    def source(self) -> RowSource:
        return as_row_source(self._rows(self.filters))

    @cached_property
    def per_page(self) -> int:
        wish = self._query.get("per_page", "")
        return int(wish) if wish in {str(size) for size in PER_PAGE} else self.default_per_page

    @cached_property
    def _page(self) -> Any:
        rows: Any = OrderedRows(self.source, self.order)
        return Paginator(rows, self.per_page).get_page(self._page_number)

    @property
    def _page_number(self) -> int:
        wish = self._query.get("page", "")
        return max(int(wish), 1) if wish.isdecimal() and len(wish) < 10 else 1

    @cached_property
    def total(self) -> int:
        total: int = self._page.paginator.count
        return total

    @cached_property
    def rows(self) -> list[list[Cell]]:
        return [[column.cell(row) for column in self._shown] for row in self._page.object_list]

    @property
    def count_text(self) -> str:
        """How many there are, and which of them this page shows."""
        text = formatting.counted(self.total, *self.nouns)
        if self.total > self.per_page:
            text += f", showing {self._page.start_index():,} to {self._page.end_index():,}"
        return text

    @property
    def has_anything(self) -> bool:
        """Answer whether filtering makes sense: there are rows, or a filter hides them."""
        return bool(self.total or self.active_filters or (self.form and self.form.errors))

    @property
    def nothing_matches(self) -> str:
        return f"No {self.nouns[1]} match these filters"

    @property
    def nothing_yet(self) -> str:
        return f"There are no {self.nouns[1]} yet"

    @property
    def sort_text(self) -> str:
        column, is_down = self._sort
        return f"sorted by {column.label}, {'descending' if is_down else 'ascending'}" if column else ""

    @property
    def pages(self) -> list[Link]:
        """The page numbers; a gap has no address."""
        if not self._page.has_other_pages():
            return []
        numbers = self._page.paginator.get_elided_page_range(self._page.number, on_each_side=1, on_ends=1)
        return [
            Link(str(n), self._href(page=str(n)) if isinstance(n, int) else "", n == self._page.number) for n in numbers
        ]

    @property
    def previous_href(self) -> str:
        return self._href(page=str(self._page.number - 1)) if self._page.has_previous() else ""

    @property
    def next_href(self) -> str:
        return self._href(page=str(self._page.number + 1)) if self._page.has_next() else ""

    @property
    def sizes(self) -> list[Link]:
        """Links to other page sizes, when there is more than the smallest page."""
        if self.total <= PER_PAGE[0]:
            return []
        return [
            Link(str(size), self._href(without=("page",), per_page=str(size)), size == self.per_page)
            for size in PER_PAGE
        ]

    # --- downloads --------------------------------------------------------------------------------------------------
    @property
    def download_links(self) -> list[Link]:
        if not self.downloads or not self.total:
            return []
        return [
            Link(name, self._href(without=("page", "per_page"), download=file_format.value))
            for name, file_format in self._formats
        ]

    @property
    def _formats(self) -> list[tuple[str, ExportFormat]]:
        found = [("CSV", ExportFormat.CSV), ("Excel", ExportFormat.XLSX), ("PDF", ExportFormat.PDF)]
        return found[:-1] if self.is_too_long_for_paper and not self.is_made_later else found

    @property
    def is_too_long_for_paper(self) -> bool:
        """Whether there are more rows than a PDF takes."""
        return self.total > self.most_on_paper

    @property
    def is_made_later(self) -> bool:
        """Whether a worker lays out what is too long for an answer, for whoever waits."""
        return self.may_wait and later_rows(len(self._exported)) >= self.total > self.most_on_paper

    @property
    def most_on_paper(self) -> int:
        """How many rows of these columns a PDF takes."""
        return paper_rows(len(self._exported))

    @property
    def most_at_all(self) -> int:
        """How many rows of these columns a PDF takes, at once or later."""
        return later_rows(len(self._exported)) if self.may_wait else self.most_on_paper

    @property
    def paper_words(self) -> str:
        """Say why there is no PDF, where there is none."""
        if not self.downloads or not self.is_too_long_for_paper:
            return ""
        if self.is_made_later:
            return "(the PDF is made while you wait)"
        return f"PDF: filter to {self.most_at_all:,} {self.nouns[1]} or fewer"

    @property
    def list_href(self) -> str:
        """The list itself, as it is filtered."""
        return self._href()

    @property
    def download_format(self) -> ExportFormat | None:
        """The file format that the request asks for."""
        wish = self._query.get("download", "")
        return ExportFormat(wish) if self.downloads and wish in set(ExportFormat) else None

    def export_header(self) -> list[str]:
        return [column.label for column in self._exported]

    def export_rows(self) -> Iterator[list[Any]]:
        """Read every filtered row in the order on screen, one at a time."""
        return ([column.exported(row) for column in self._exported] for row in self.source.stream(self.order))

    @property
    def _shown(self) -> list[Column]:
        return [column for column in self.columns if column.is_shown]

    @property
    def _exported(self) -> list[Column]:
        return [column for column in self.columns if column.is_exported]

    def _href(self, *, without: Sequence[str] = (), **changes: str) -> str:
        query = self._query.copy()
        for name in (*without, "download"):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"


def _is_in_use(value: Any) -> bool:
    """Answer whether a filter narrows the list; the number nought does."""
    return value is not None and value is not False and value not in ("", [])


def _turned(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"


def _said(field: forms.Field, value: Any) -> str:
    """Say a filter's value as its choice is labelled."""
    choices = dict(getattr(field, "choices", ()) or ())
    values = value if isinstance(value, list) else [value]
    said = [str(choices.get(str(one), choices.get(one, one))) for one in values]
    if isinstance(field, forms.DateField):
        said = [formatting.day_short(one) for one in values]
    return "Yes" if value is True else ", ".join(said)


class TablePage(ABC):
    """Give a `TemplateView` a list: put it before the base view and write `rows`.

    The download is written to a file within the request, because the partner scope ends with the response.
    """

    table_class: type[Table]
    request: HttpRequest

    @abstractmethod
    def rows(self, filters: Mapping[str, Any]) -> Any:
        """Return what the filters leave: a queryset, a row source or a short sequence."""

    def table_options(self) -> dict[str, Any]:
        """Return arguments for the filter form, for choices that depend on the partner: `{"form_options": {…}}`."""
        return {}

    @abstractmethod
    def downloaded(self, *, file_format: ExportFormat, n_rows: int, filters: Mapping[str, Any]) -> None:
        """Hear of a download before it is sent, and write it to the audit trail."""

    def download_title(self) -> str:
        """Say what is taken away; override where the caption alone does not say of what."""
        return self.table.caption

    def download_filters(self) -> list[str]:
        """Say what the list is narrowed to: its filters, and the day in view where the address names one."""
        on = getattr(self, "on_asked", "")
        return [one.label for one in self.table.active_filters] + ([f"As at: {on}"] if on else [])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.table = self.table_class(request.GET, self.rows, **self.table_options())
        self.table.may_wait = self.makes_later
        if file_format := self.table.download_format:
            if file_format is ExportFormat.PDF and self.table.is_made_later:
                return self.make_later()
            if file_format is ExportFormat.PDF and self.table.is_too_long_for_paper:
                words = (
                    f"A PDF of this list holds at most {self.table.most_at_all:,} rows. "
                    "Filter the list, or download it as Excel or CSV."
                )
                messages.error(request, words, fail_silently=True)
                return HttpResponseRedirect(f"{request.path}{self.table.list_href}")
            return self._download(file_format)
        response: HttpResponseBase = super().get(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @property
    def makes_later(self) -> bool:
        """Whether a list that is too long for an answer may be made while somebody waits."""
        return False

    def make_later(self) -> HttpResponseBase:
        """Have it made, and go to where somebody waits for it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**{"table": self.table, "form": self.table.form, **kwargs})  # type: ignore[misc]
        return context

    def _download(self, file_format: ExportFormat) -> FileResponse:
        table = self.table
        stream = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the response closes it
        told = None if table.is_published else about(self, self.download_title(), self.download_filters())
        header, rows = table.export_header(), table.export_rows()
        n_rows = write_rows(
            stream, file_format=file_format, header=header, rows=rows, about=told, sheet=table.caption
        )  # fmt: skip
        stream.seek(0)
        self.downloaded(file_format=file_format, n_rows=n_rows, filters=table.filters)
        name = f"{table.filename or table.nouns[1]}-{timezone.localdate():%Y-%m-%d}.{file_format.value}"
        return FileResponse(stream, as_attachment=True, filename=name, content_type=file_format.content_type)
