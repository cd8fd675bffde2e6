"""Whatever is typed into a form of a partner: too much text, nonsense, a file of the wrong kind. Nothing is half-done.

Each form is taken from the page that shows it, so that a new form is tried without anybody naming it here.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sharedservices.common.form_fields import DatePartsField
from sharedservices.common.forms import FilterForm
from tests import world as worlds
from tests.functional.test_isolation import OF_PARTNERS, address, fingerprint, handled, signed_in
from tests.guards.walk import Route
from tests.people import make_cast
from tests.shared import for_a_module, undone

MUCH = 2_400_000  # characters, over all text fields of a form together: just below what a request may hold
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
REFUSED = {400, 409, 422}
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
def _undone(north):
    with undone():
        yield


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
def test_bad_input_is_refused_beside_its_field_and_nothing_is_half_done(north, fill, at_fault):
    client, faults, tried = signed_in(north.everybody), [], 0
    before = fingerprint(north)
    for route, url, form in forms_shown(north, client):
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
