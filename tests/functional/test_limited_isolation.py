"""Roles held for part of a partner, attacked: every address as somebody whose unit is another one (domain SEC-03).

The walk finds what exists, so a new page is attacked on the day it is written.
"""

import re

import pytest
from django.db import transaction

from hr.models import Assignment, Employment, Person, Post, Vacancy
from partners.models import Grant
from partners.roles import LIMITABLE
from partners.scope import partner_scope
from tests import world as worlds
from tests.factories import hr as make
from tests.functional.test_isolation import (
    NORTH,
    OF_PARTNERS,
    address,
    body,
    fingerprint,
    signed_in,
    walked,
)
from tests.people import FOREVER, approved, make_cast, user
from tests.shared import for_a_module, undone

# What one may read about people whom one’s role does not reach.
OPEN: dict[str, str] = {}


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker):
        yield make_cast()


@pytest.fixture(scope="module")
def north(cast):
    world = worlds.build(cast, cast.northshire, NORTH)
    worlds.complete(world)
    return world


@pytest.fixture(scope="module")
def beside(north):
    """A unit beside everybody’s, with nobody in it."""
    with partner_scope(north.partner.pk, actor_id=north.everybody.pk):
        return make.org_unit(north.employee.org.entity, code="BESIDE", name="Beside")


@pytest.fixture(autouse=True)
def _undone(north, beside):
    with undone():
        yield


def limited(north, name, unit):
    """Somebody who holds every office that may be limited, for one unit."""
    who = user(name)
    for role in LIMITABLE:
        Grant.objects.create(
            user=who, partner=north.partner, role=role, unit_id=unit, valid=FOREVER, reason="cast",
            **approved(role, FOREVER),
        )  # fmt: skip
    return who


@pytest.fixture
def outside(north, beside):
    return signed_in(limited(north, "Beside", beside.pk))


@pytest.fixture
def inside(north):
    return signed_in(limited(north, "Within", north.employee.assignment.post.org_unit_id))


def marks(north) -> re.Pattern[str]:
    """Return what gives away a person, a job or a post of the partner: numbers, names and public ids."""
    with partner_scope(north.partner.pk, actor_id=north.everybody.pk):
        ids = (model.objects.values_list("uuid", flat=True) for model in (Person, Assignment, Post, Vacancy))
        found = {str(pk) for of_model in ids for pk in of_model}
        found |= set(Employment.objects.values_list("employee_no", flat=True))
        found |= {
            name for one in Person.objects.all() for name in (one.display_name, f"{one.surname}, {one.forenames}")
        }
        found |= set(Post.objects.values_list("post_no", flat=True))
    return re.compile("|".join(rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in sorted(found) if one))


def ask(client, route, method, north):
    url = address(route, north)
    with transaction.atomic():
        response = getattr(client, method)(url)
        text = body(response)
        transaction.set_rollback(True)
    return response.status_code, text.replace(url, "")


def test_nothing_of_another_unit_stands_on_any_page(north, outside):
    pattern, told, broken = marks(north), [], []
    for route, method in walked(OF_PARTNERS):
        if method != "get" or "me/" in str(route):
            continue
        status, text = ask(outside, route, method, north)
        if status >= 500:
            broken.append((str(route), status))
        if status == 200 and (found := pattern.search(text)):
            told.append((route.name, found[0]))

    assert broken == []
    assert [one for one in told if one[0] not in OPEN] == []


def test_writing_changes_nothing_there(north, outside):
    before, broken = fingerprint(north), []
    for route, method in walked(OF_PARTNERS):
        if method == "get":
            continue
        status, _text = ask(outside, route, method, north)
        if status >= 500:
            broken.append((str(route), method, status))

    assert broken == []
    assert {name: row for name, row in fingerprint(north).items() if before[name] != row}.keys() <= {
        "partners_auditevent", "partners_auditseal"
    }  # fmt: skip


def test_whoever_is_within_the_unit_is_let_in(north, inside):
    """Without this the refusals above would prove nothing; and no page breaks over what it does not see."""
    broken, seen, pattern = [], 0, marks(north)
    for route, method in walked(OF_PARTNERS):
        status, text = ask(inside, route, method, north)
        if status >= 500:
            broken.append((str(route), method, status))
        seen += method == "get" and status == 200 and bool(pattern.search(text))

    assert broken == []
    assert seen >= 40
