"""What people and programs send that nobody expects: far days, giant numbers, halves of characters, the wrong kinds.

Plausible values stand in every other field, so that what is wrong comes as far as it can.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import quote

from django import forms
from django.http import QueryDict
from rest_framework import serializers

from sharedservices.common.form_fields import DatePartsField

NO_DAYS = ("31/12/9999", "01/01/0001", "31/12/1899", "01/01/2200")
EDGES = ("31/12/2199", "01/01/1900")
NO_NUMBERS = ("9" * 400, "-" + "9" * 400, "NaN", "sNaN", "Infinity", "-Infinity", "1e999999", "\x00")
LONE = "\ud800"  # half of a character: no encoding knows it
DAYS = (forms.DateField, DatePartsField)
NUMBERS = (forms.DecimalField, forms.IntegerField)

# In an address: {what: value}. Every parameter that a page reads gets each of them.
IN_ADDRESSES = {
    "the last usual day": "2199-12-31", "the last month": "9999-12", "what no table holds": f"a\x00b{LONE}",
}  # fmt: skip
GIANT = "9" * 400
LAST = "the last usual day"
EVERYWHERE = {"on", "next"}  # read by one form for all pages
# In JSON, for every field of a body at once.
IN_JSON: dict[str, Any] = {
    "the last day there is": "9999-12-31", "the last usual day": "2199-12-31", "the first usual day": "1900-01-01",
    "a giant number": int(GIANT), "endless": 1e308 * 10, "half a character": f"a\x00b{LONE}", "a list": ["x"],
    "nested": {"x": {"y": [None]}}, "nothing": None, "much text": "x" * 200_000,
}  # fmt: skip


def typed_day(form: forms.Form, name: str, day: str) -> dict[str, str]:
    """Return a day as a form sends it: in one field, or in three."""
    html, field = form[name].html_name, form.fields[name]
    if isinstance(field, DatePartsField):
        return {f"{html}_{part}": text for part, text in zip(("day", "month", "year"), day.split("/"), strict=True)}
    if "%Y-%m" in (field.input_formats or ()) and len(field.input_formats) == 1:
        return {html: f"{day[-4:]}-{day[3:5]}"}
    return {html: day}


def plausible(form: forms.Form) -> dict[str, Any]:
    """Fill a form as somebody might."""
    given: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, DAYS):
            given |= typed_day(form, name, "01/12/2026")
        else:
            given[form[name].html_name] = form[name].value() or _plausible(field)
    return {name: value for name, value in given.items() if value not in (None, [])}


def _plausible(field: forms.Field) -> Any:
    if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
        choices = [value for value, _label in field.choices if value and isinstance(value, str)]
        return choices[0] if choices else None
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.FileField):
        return None
    return "1" if isinstance(field, NUMBERS) else "Some words"


def raw_query(values: dict[str, Any]) -> str:
    """Write an address’s query or a form’s body, halves of characters included."""
    bodies = {name: str(value).encode("utf-8", "surrogatepass") for name, value in values.items()}
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in bodies.items())


@contextmanager
def parameters_read() -> Iterator[set[str]]:
    """Note which parameters a page looks for in its address."""
    names: set[str] = set()

    def noting(original: Any) -> Any:
        def read(self: QueryDict, key: Any, *rest: Any) -> Any:
            names.add(str(key))
            return original(self, key, *rest)

        return read

    spied = {name: noting(getattr(QueryDict, name)) for name in ("get", "getlist", "__getitem__")}
    with mock.patch.multiple(QueryDict, **spied):
        yield names


@contextmanager
def shapes_read() -> Iterator[list[Any]]:
    """Note which shapes (serializers) are asked to read what was sent."""
    found: list[Any] = []
    original = serializers.Serializer.is_valid

    def reading(self: Any, **how: Any) -> bool:
        found.append(self)
        return bool(original(self, **how))

    with mock.patch.object(serializers.Serializer, "is_valid", reading):
        yield found


def likely(shape: Any, find: Callable[[str], Any]) -> dict[str, Any]:
    """Return a body as somebody might send it; `find` gives the id that a name stands for."""
    return {name: _likely(name, field, find) for name, field in shape.get_fields().items() if not field.read_only}


def _likely(name: str, field: Any, find: Callable[[str], Any]) -> Any:
    if isinstance(field, serializers.UUIDField):
        try:
            return str(find(name))
        except LookupError:
            return "00000000-0000-4000-8000-000000000000"
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices), "")
    for kind, value in _LIKELY.items():
        if isinstance(field, kind):
            return value
    return "Some words"


_LIKELY: dict[Any, Any] = {
    serializers.DateField: "2026-12-01", serializers.DecimalField: "1", serializers.IntegerField: 1,
    serializers.BooleanField: True, serializers.DictField: {"x": "1"}, serializers.ListField: [],
    serializers.Serializer: {}, serializers.ListSerializer: [],
}  # fmt: skip


def wrong_bodies(body: dict[str, Any], shape: Any) -> Iterator[tuple[str, Any]]:
    """Yield bodies in which all fields that could hold a value hold the wrong one, and those of the wrong kind."""
    yield from ((f"{value!r} for an object", value) for value in ([], "x", None))
    fields = shape.get_fields()
    for what, value in IN_JSON.items():
        fits = [name for name in body if isinstance(fields[name], _fitting(value))]
        if fits:
            yield what, body | dict.fromkeys(fits, value)


def _fitting(value: Any) -> tuple[Any, ...]:
    """Return the fields in which a value comes far: a day where a day is asked for; the wrong kind everywhere."""
    if isinstance(value, str) and value[:1].isdigit():
        return (serializers.DateField,)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return (serializers.DecimalField, serializers.IntegerField)
    if isinstance(value, str):
        return (serializers.CharField, serializers.DictField)
    return (serializers.Field,)
