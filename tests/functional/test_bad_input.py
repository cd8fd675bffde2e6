"""Whatever is typed into a form of a partner: too much text, nonsense, a file of the wrong kind. Nothing is half-done.

Each form is taken from the page that shows it, so that a new form is tried without anybody naming it here.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partners.change_kinds import change_kinds
from sharedservices.common.form_fields import DatePartsField
from sharedservices.common.forms import FilterForm
from tests import world as worlds
from tests.bad_values import (
    DAYS,
    EDGES,
    EVERYWHERE,
    GIANT,
    IN_ADDRESSES,
    LAST,
    LONE,
    NO_DAYS,
    NO_NUMBERS,
    NUMBERS,
    likely,
    parameters_read,
    plausible,
    raw_query,
    shapes_read,
    typed_day,
    wrong_bodies,
)
from tests.functional.test_isolation import OF_PARTNERS, address, body, fingerprint, handled, signed_in
from tests.guards.walk import Route
from tests.people import make_cast
from tests.shared import for_a_module, undone

MUCH = 2_400_000  # characters, over all text fields of a form together: just below what a request may hold
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
REFUSED = {400, 409, 422}
IN_PROPOSALS = {"the last usual day", "the first usual day", "a giant number", "half a character", "nested"}
NAMES = re.compile(r'\bname="([^"]+)"')
FORMS = [route for route in OF_PARTNERS if not route.is_api and {"get", "post"} <= set(handled(route))]


@pytest.fixture(scope="module")
def north(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker):
        cast = make_cast()
        world = worlds.build(cast, cast.northshire, "Nordlicht")
        worlds.complete(world)
        yield world


@pytest.fixture(autouse=True)
def _undone(north, caplog):
    caplog.set_level(logging.CRITICAL, "django.request")  # its records keep every request, megabytes of text included
    with undone():
        yield


@pytest.fixture(scope="module")
def shown(north, django_db_blocker):
    """Every form that a page shows to be sent: (route, address, form). Each page is asked once."""
    with django_db_blocker.unblock():
        return list(forms_shown(north, signed_in(north.everybody)))


def forms_shown(world, client: Client) -> Iterator[tuple[Route, str, forms.Form]]:
    """Yield every form that a page shows to be sent, with its address."""
    for route in FORMS:
        url = address(route, world)
        found = (getattr(client.get(url), "context_data", None) or {}).get("form")
        if isinstance(found, forms.BaseForm) and not isinstance(found, FilterForm) and found.fields:
            yield route, url, found


def texts(form: forms.Form) -> list[str]:
    """Return the fields for free text."""
    kinds = (forms.TextInput, forms.Textarea)
    return [
        name
        for name, field in form.fields.items()
        if type(field) is forms.CharField and isinstance(field.widget, kinds) and not field.disabled
    ]


def as_it_stands(form: forms.Form) -> dict[str, Any]:
    """Return what a browser would send of the fields that have a value."""
    return {name: form[name].value() for name in form.fields if isinstance(form[name].value(), str | int)}


def too_much(form: forms.Form) -> dict[str, Any]:
    """Fill every text field with far too much."""
    found = texts(form)
    return as_it_stands(form) | {form[name].html_name: "x" * (MUCH // len(found)) for name in found}


def nonsense(form: forms.Form) -> dict[str, Any]:
    """Choose what is not offered, name days that no calendar has, ask for amounts that nobody has, hand in pictures."""
    given: dict[str, Any] = {}
    for name, field in form.fields.items():
        for part in NAMES.findall(str(form[name])):
            given[part] = _nonsense(field)
    return given


def _nonsense(field: forms.Field) -> Any:
    if isinstance(field, forms.FileField):
        return SimpleUploadedFile("people.csv", PICTURE, content_type="text/csv")
    if isinstance(field, DatePartsField | forms.DateField):
        return "99"
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return "-9e99"
    return "nonsense"


def wrong(form: forms.Form) -> list[str]:
    """Return the fields for which nonsense is not an answer."""
    simple = (forms.CharField, forms.BooleanField, forms.FileField)
    return [name for name, field in form.fields.items() if type(field) not in simple and not field.disabled]


@pytest.mark.parametrize(
    ("fill", "at_fault"), [(too_much, texts), (nonsense, wrong)], ids=["two megabytes of text", "nonsense"]
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_half_done(north, shown, fill, at_fault):
    client, faults, tried = signed_in(north.everybody), [], 0
    before = fingerprint(north)
    for route, url, form in shown:
        if not (names := at_fault(form)):
            continue
        answer = client.post(url, fill(form))
        tried += 1
        if answer.status_code not in REFUSED:
            faults.append((route.name, answer.status_code))
        elif answer.status_code == 422:
            errors = answer.context_data["form"].errors
            faults += [(route.name, f"no error beside {name}") for name in names if name not in errors]

    assert faults == []
    assert tried > 60
    assert fingerprint(north) == before


def test_no_field_takes_a_day_nobody_lives_in_or_a_number_nobody_has(shown):
    """Asked of the fields themselves: what a field refuses comes no further."""
    taken, tried = [], 0
    for route, _url, form in shown:
        for name, field in form.fields.items():
            kind = NO_DAYS if isinstance(field, DAYS) else NO_NUMBERS if isinstance(field, NUMBERS) else ()
            for value in kind:
                tried += 1
                if not is_refused(field, value):
                    taken.append((route.name, name, value[:20]))

    assert taken == []
    assert tried > 300


def is_refused(field: forms.Field, value: str) -> bool:
    try:
        field.clean(value.split("/") if isinstance(field, DatePartsField) else value)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("day", EDGES)
def test_whoever_goes_to_the_edge_of_the_calendar_is_answered(north, shown, day):
    client, faults, tried = signed_in(north.everybody), [], 0
    for route, url, form in shown:
        if not (names := [name for name, field in form.fields.items() if isinstance(field, DAYS)]):
            continue
        given = plausible(form)
        for name in names:
            given |= typed_day(form, name, day)
        tried += 1
        with undone():
            answer = client.post(url, given)
        if answer.status_code >= 500:
            faults.append((route.name, answer.status_code))

    assert faults == []
    assert tried > 30


def test_what_no_table_may_hold_is_refused_in_every_field(north, shown):
    client, faults = signed_in(north.everybody), []
    for route, url, form in shown:
        names = NAMES.findall("".join(str(form[name]) for name in form.fields))
        with undone():
            sent = raw_query(dict.fromkeys(names, f"a\x00b{LONE}"))
            answer = client.post(url, sent, content_type="application/x-www-form-urlencoded")
        if answer.status_code >= 500:
            faults.append((route.name, answer.status_code))

    assert faults == []


def test_whatever_stands_in_an_address_is_answered(north):
    """Each page is asked which parameters it reads; then every one of them gets what nobody expects."""
    client, faults, tried = signed_in(north.everybody), [], 0
    for route in (route for route in OF_PARTNERS if "get" in handled(route) and not route.is_api):
        url = address(route, north)
        with parameters_read() as names:
            body(client.get(url))
        for what in expected_nowhere(names):
            tried += 1
            with undone():
                answer = client.get(f"{url}?{raw_query(in_address(names, what))}")
                body(answer)
            if answer.status_code >= 500:
                faults.append((route.name, what, sorted(names)))

    assert faults == []
    assert tried > 200


def expected_nowhere(names: set[str]) -> Iterable[str]:
    """Return what to try where some parameters are read: the day in view alone has a form of its own, tried above."""
    if names <= EVERYWHERE:
        return [LAST] if "on" in names else ()
    return [what for what in IN_ADDRESSES if what != "the last month" or "month" in names]


def in_address(names: set[str], what: str) -> dict[str, str]:
    """Return what stands for each parameter; a page of a list is numbered as no list is long, whatever the others."""
    return dict.fromkeys(sorted(names), IN_ADDRESSES[what]) | dict.fromkeys(names & {"page"}, GIANT)


def test_whatever_stands_in_a_path_is_answered(north):
    client, faults, tried = signed_in(north.everybody), [], 0
    for route in OF_PARTNERS:
        given = {name: worlds.argument(north, name, kind) for name, kind in route.parameters.items()}
        for name, kind in route.parameters.items():
            if kind == "UUIDConverter" or name == "partner_code":
                continue
            url = reverse(route.name, kwargs=given | {name: 10**30 if kind == "IntConverter" else "9999-12-31"})
            for verb in {"get", "post"} & set(handled(route)):
                tried += 1
                with undone():
                    answer = getattr(client, verb)(url)
                if answer.status_code >= 500:
                    faults.append((route.name, verb, name))

    assert faults == []
    assert tried > 10


def test_no_filter_takes_a_day_nobody_lives_in_or_a_number_nobody_has():
    taken = [
        (form.__name__, name, value[:20])
        for form in filters()
        for name, field in form.base_fields.items()
        for value in (NO_DAYS if isinstance(field, DAYS) else NO_NUMBERS if isinstance(field, NUMBERS) else ())
        if not is_refused(field, value)
    ]

    assert taken == []


def filters() -> list[type[forms.Form]]:
    """Return every form of filters."""
    found, look = [], [FilterForm]
    while look:
        look += (kinds := look.pop().__subclasses__())
        found += kinds
    ours = [one for one in found if not one.__module__.startswith("tests.")]
    assert len(ours) > 20
    return ours


def test_whatever_a_program_sends_is_answered(north):
    """Each operation is asked which shapes it reads; then a likely body of it goes wrong, value by value."""
    client, faults, tried = signed_in(north.everybody), [], 0
    for route in (route for route in OF_PARTNERS if route.is_api):
        url = address(route, north)
        for verb in handled(route):
            for what, answer in sent_wrong(client, verb, url, north):
                tried += 1
                if answer.status_code >= 500:
                    faults.append((route.name, verb, what))

    assert faults == []
    assert tried > 200


def sent_wrong(client: Client, verb: str, url: str, world) -> Iterator[tuple[str, Any]]:
    """Yield what was wrong with the answer: in the address of what is read, in the body of what is written."""
    with undone(), shapes_read() as shapes, parameters_read() as names:
        getattr(client, verb)(url, **({} if verb == "get" else {"data": "{}", "content_type": "application/json"}))
    if verb == "get":
        wanted = names | {name for shape in shapes for name in shape.get_fields()}
        for what in IN_ADDRESSES if wanted else ():
            yield what, client.get(f"{url}?{raw_query(in_address(wanted, what))}")
    for shape in shapes[:1] if verb != "get" else ():
        given = likely(shape, partial(worlds.argument, world, converter="UUIDConverter"))
        for what, sent in wrong_bodies(given, shape):
            with undone():
                yield what, getattr(client, verb)(url, as_json(sent), content_type="application/json")


def as_json(value: Any) -> str:
    """Write JSON as Python does: halves of characters as escapes, endless numbers as 1e999, which is none in JSON."""
    return json.dumps(value).replace("Infinity", "1e999")


def test_whatever_is_proposed_as_a_change_is_answered(north):
    """Every kind of change gets a likely payload in which days, numbers, words or kinds are wrong."""
    client, faults, tried = signed_in(north.everybody), [], 0
    url = reverse("api_changes", kwargs={"partner_code": north.partner.code})
    for kind in change_kinds():
        for what, payload in payloads_wrong(kind, north):
            if what not in IN_PROPOSALS:
                continue
            sent = as_json({"kind": kind.code, "payload": payload, "reason": "Some words"})
            with undone():
                answer = client.post(url, sent, content_type="application/json")
            tried += 1
            if answer.status_code >= 500:
                faults.append((kind.code, what))

    assert faults == []
    assert tried > 150


def payloads_wrong(kind, world) -> Iterator[tuple[str, Any]]:
    with shapes_read() as shapes, suppress(Exception):
        kind.clean({})
    for shape in shapes[:1]:
        yield from wrong_bodies(likely(shape, partial(worlds.argument, world, converter="UUIDConverter")), shape)
