"""What is held about one person, module by module: the answer to a subject access request is made of this.

An app registers a `Holding` for each module in its `AppConfig.ready()`. A guard proves that each table with a person's
rows is read by one, or is listed with a reason. Reading runs inside the scope of the partner that was asked: rows of
another partner are not there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol, cast
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

LEFT_OUT = frozenset({"id", "partner", "uuid", "person", "person_id", "sealed"})


class Read(Protocol):
    """Reads one section: a record a row, each a mapping of words to plain values."""

    def __call__(self, *, partner_id: int, person_id: int) -> list[dict[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Section:
    """One table's worth of records. `is_restricted`: left out unless the reviewer decides to show it.

    `is_private`: goes to the person as it is, and the reviewer does not see what it says. `is_apart`: restricted, and
    about cases, concerns, safeguarding or other people: each record is released, redacted or withheld by itself.
    """

    code: str
    title: str
    read: Read
    tables: frozenset[str]
    is_restricted: bool = False
    is_private: bool = False
    is_apart: bool = False

    def __post_init__(self) -> None:
        """Let nothing be kept apart that is shown without a decision."""
        if self.is_apart and not self.is_restricted:
            raise ValueError(f"{self.code} is kept apart, so it is restricted")


@dataclass(frozen=True, slots=True)
class Holding:
    """One module of the system and its sections."""

    code: str
    title: str
    sections: tuple[Section, ...]


class FindPeople(Protocol):
    """Finds people of a partner by number or part of a name, as (id, label, address below the partner)."""

    def __call__(self, *, partner_id: int, text: str) -> list[tuple[int, str, str]]: ...


class NamePeople(Protocol):
    """Says what people are called, by id."""

    def __call__(self, *, partner_id: int, ids: list[int]) -> dict[int, str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file that is held about somebody, without its bytes. `section`: the folder that it stands in, in words."""

    source: UUID
    section: str
    title: str
    content_type: str
    n_bytes: int
    sha256: str


class OpenFile(Protocol):
    """Reads the bytes of a file, and records who did."""

    def __call__(self, *, source: UUID, by: Any, at: datetime) -> bytes: ...


@dataclass(slots=True)
class _Files:
    held: Callable[..., list[HeldFile]] | None = None
    read: OpenFile | None = None


@dataclass(slots=True)
class _People:
    find: FindPeople | None = None
    name: NamePeople | None = None
    sensitive: Callable[..., set[int]] | None = None
    kept_out: Callable[..., bool] | None = None
    units: Callable[..., dict[int, int]] | None = None


_holdings: dict[str, Holding] = {}
_people = _People()
_files = _Files()


def register_holding(holding: Holding) -> None:
    """Add a module. :raises ValueError: when its code is taken."""
    if _holdings.setdefault(holding.code, holding) is not holding:
        raise ValueError(f"the holding {holding.code!r} is registered twice")


def holdings() -> list[Holding]:
    """Return every module, by code."""
    return [_holdings[code] for code in sorted(_holdings)]


def register_files(*, held: Callable[..., list[HeldFile]], read: OpenFile) -> None:
    """Say which files are held about somebody, and how their bytes are read."""
    _files.held, _files.read = held, read


def held_files(*, partner_id: int, person_id: int) -> list[HeldFile]:
    """Return the files that are held about a person, by section."""
    return _files.held(partner_id=partner_id, person_id=person_id) if _files.held else []


def read_file(*, source: UUID, by: Any, at: datetime) -> bytes:
    """Return the bytes of a file. Raises whatever its app raises when there is none in scope."""
    if _files.read is None:
        raise LookupError("no app keeps files about people")
    return _files.read(source=source, by=by, at=at)


def register_people(
    *, find: FindPeople, name: NamePeople, sensitive: Callable[..., set[int]], kept_out: Callable[..., bool]
) -> None:
    """Say who finds and names people, who of them is protected, and who is kept out of what is held about somebody."""
    _people.find, _people.name, _people.sensitive, _people.kept_out = find, name, sensitive, kept_out


def find_people(*, partner_id: int, text: str) -> list[tuple[int, str, str]]:
    """Return the people that a text may mean, as (id, label, address)."""
    return _people.find(partner_id=partner_id, text=text) if _people.find else []


def name_people(*, partner_id: int, ids: list[int]) -> dict[int, str]:
    """Return names by id."""
    return _people.name(partner_id=partner_id, ids=ids) if _people.name else {}


def sensitive_people(*, partner_id: int, ids: list[int]) -> set[int]:
    """Return which of these people are protected."""
    return _people.sensitive(partner_id=partner_id, ids=ids) if _people.sensitive else set()


def register_units(find: Callable[..., dict[int, int]]) -> None:
    """Say who works where: person -> unit, on a day."""
    _people.units = find


def units_of_people(*, partner_id: int, on: date) -> dict[int, int]:
    """Return in which unit each person works on a day, by ids."""
    return _people.units(partner_id=partner_id, on=on) if _people.units else {}


def is_kept_out(*, partner_id: int, person_id: int) -> bool:
    """Return whether the actor of the scope is kept out of something that is held about a person."""
    return _people.kept_out(partner_id=partner_id, person_id=person_id) if _people.kept_out else False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Reads the rows of one table as words. `path`: the column that leads to the person; `opened`: sealed columns.

    `only`: these columns and no other. `query`: SQL that finds the rows instead, of %(partner)s and %(person)s; what it
    selects beside the table's columns is named in `beside`: name -> words.
    """

    label: str
    path: str = "person_id"
    without: frozenset[str] = frozenset()
    opened: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    query: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *, partner_id: int, person_id: int) -> list[dict[str, str]]:
        """Return the records."""
        model = apps.get_model(self.label)
        columns = [
            one
            for one in model._meta.concrete_fields
            if one.name not in LEFT_OUT | self.without and not one.name.endswith(("_human", "_index", "fingerprint"))
        ]
        columns = [one for one in columns if one.name in self.only] if self.only else columns
        return [
            {words: said(getattr(row, name)) for name, words in self.beside.items()}
            | {self._title(one): said(self._value(row, one)) for one in columns}
            for row in self._rows(model, [one.name for one in columns if one.is_relation], partner_id, person_id)
        ]

    def without_logins(self) -> "Rows":
        """Return it without the columns that say which login did something: self-service reads no logins."""
        columns = apps.get_model(self.label)._meta.concrete_fields
        logins = {one.name for one in columns if one.is_relation and one.related_model._meta.label == "partners.User"}
        return replace(self, without=self.without | logins)

    def _rows(self, model: Any, related: list[str], partner_id: int, person_id: int) -> Iterable[Any]:
        if self.query:
            given = {"partner": partner_id, "person": person_id}
            return cast("Iterable[Any]", model._default_manager.raw(self.query, given))
        rows = model._default_manager.filter(partner_id=partner_id, **{self.path: person_id}, **self.where)
        rows = rows.select_related(*related) if related else rows  # without a name it would follow every key
        return cast("Iterable[Any]", rows.order_by("pk"))

    def _title(self, column: Any) -> str:
        name = self.words.get(column.name, str(column.verbose_name))
        return name[:1].upper() + name[1:]

    def _value(self, row: Model, column: Any) -> Any:
        if column.name in self.opened:
            return self.opened[column.name](row)
        if getattr(row, column.attname) is None:
            return None
        if column.choices:
            return getattr(row, f"get_{column.name}_display")()
        return getattr(row, column.name)


def section(
    code: str,
    title: str,
    label: str,
    *,
    is_restricted: bool = False,
    is_private: bool = False,
    is_apart: bool = False,
    **options: Any,
) -> Section:
    """Return a section that shows the rows of one table; one that is kept apart is restricted."""
    rows, restricted = Rows(label=label, **options), is_restricted or is_apart
    return Section(code, title, rows, frozenset({label}), restricted, is_private, is_apart)


def said(value: Any) -> str:
    """Return a value as people read it; periods with their last day."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        local = timezone.localtime(value) if isinstance(value, datetime) else None
        return f"{local:%-d %B %Y, %H:%M}" if local else f"{value:%-d %B %Y}"
    return _said_many(value)


def _said_many(value: Any) -> str:
    """Return a period, a mapping or a list in words, and anything else as text."""
    if hasattr(value, "lower") and hasattr(value, "upper"):
        start = said(value.lower) if value.lower else "the beginning"
        end = said(date.fromordinal(value.upper.toordinal() - 1)) if value.upper else "now"
        return f"{start} to {end}"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {said(one)}" for name, one in value.items())
    return ", ".join(said(one) for one in value) if isinstance(value, list | tuple) else str(value)
