"""A unit that is kept off the charts, and everything in it: named to nobody who may not know of it, on no page at all.

The walk asks for every list, export and route of the API as somebody who holds every role but those
that may know of such units, and looks for the names in what comes back.
"""

import io
import re
import zipfile

import pytest
from django.db import connection, transaction
from django.test import Client

from hr.models import OrgUnit, Post, PostVersion, UnitVersion
from hr.models.concealed import NOT_SHOWN, KeptOffTheCharts
from hr.queries import organisation as organisation_queries
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import partner_scope
from tests import world as worlds
from tests.functional.test_isolation import OF_PARTNERS, address, body, handled
from tests.people import grant, user

UNIT, CODE, NUMBER, PLACE = "Stillwater Section", "QZX77", "STW-0815", "Hidden Mill"
WORDS = (UNIT, CODE, NUMBER, PLACE)
KNOWS = {role for role in Role if "organisation.view_confidential" in ROLE_PERMISSIONS[role]}

pytestmark = pytest.mark.django_db


@pytest.fixture
def north(cast):
    world = worlds.build(cast, cast.northshire, "Nordlicht")
    worlds.complete(world)
    with partner_scope(world.partner.pk, actor_id=cast.hana.pk):
        unit, post = world.employee.org.unit, world.employee.org.post
        OrgUnit.objects.filter(pk=unit.pk).update(name=UNIT, code=CODE, is_confidential=True)
        UnitVersion.objects.filter(unit=unit).update(name=UNIT)
        Post.objects.filter(pk=post.pk).update(post_no=NUMBER, location=PLACE)
        PostVersion.objects.filter(post=post).update(location=PLACE)
    return world


@pytest.fixture
def outsider(north):
    """Everything but knowing of confidential units."""
    one = user("Outsider")
    for role in set(Role) - KNOWS - {Role.LINE_MANAGER, Role.EMPLOYEE}:
        grant(one, north.partner, role)
    return one


def text_of(response) -> str:
    """Return what stands in an answer; of a workbook, what stands in its parts."""
    if "spreadsheet" in response.get("Content-Type", ""):
        content = b"".join(response.streaming_content) if response.streaming else response.content
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    return body(response)


def asked(client, url: str) -> str:
    with transaction.atomic():
        found = text_of(client.get(url))
        transaction.set_rollback(True)
    return found


def test_no_list_export_or_route_names_a_confidential_unit_or_what_is_in_it(north, outsider):
    client, faults, n_hidden = Client(raise_request_exception=False), [], 0
    client.force_login(outsider)
    for route in OF_PARTNERS:
        is_list = hasattr(route.view, "table_class")
        if "get" not in handled(route) or not (is_list or route.is_api or "csv" in route.path):
            continue
        url = address(route, north)
        for asks in ("", "?download=csv") if is_list else ("",):
            text = asked(client, url + asks)
            faults += [(str(route), asks, word) for word in WORDS if word in text]
            n_hidden += NOT_SHOWN in text
    assert faults == []
    assert n_hidden >= 5  # the walk did come by where they stand


def test_whoever_may_know_reads_the_same_pages_with_the_names(north):
    client = Client()
    client.force_login(north.everybody)
    for path in ("people/", "people/?download=csv", "partnership/posts/"):
        found = asked(client, f"/p/northshire/{path}")
        assert UNIT in found or NUMBER in found, path


def test_a_hidden_name_can_neither_be_searched_for_nor_ordered_by_nor_overwritten(north, cast):
    with partner_scope(north.partner.pk, actor_id=cast.hana.pk, hides_confidential=True):
        assert not OrgUnit.objects.filter(name__icontains="Still").exists()
        assert not Post.objects.filter(post_no__iexact=NUMBER).exists()
        row = OrgUnit.objects.get(pk=north.employee.org.unit.pk)
        assert (row.name, row.code) == (NOT_SHOWN, NOT_SHOWN)
        with pytest.raises(KeptOffTheCharts), transaction.atomic():
            row.save()
        choices = organisation_queries.unit_choices(partner_id=north.partner.pk, on=row.valid.lower)
        assert {one.label for one in choices}.isdisjoint({UNIT, NOT_SHOWN})
    with partner_scope(north.partner.pk, unit_ids=frozenset({row.pk}), hides_confidential=True):
        assert OrgUnit.objects.get(pk=row.pk).name == UNIT  # its own manager knows it


def test_a_request_about_a_hidden_post_and_its_trail_are_kept_with_it(north, cast):
    with partner_scope(north.partner.pk, actor_id=cast.hana.pk), connection.cursor() as cursor:
        asks = "SELECT app_is_about_concealed(%s, %s::jsonb)"
        for payload, is_about in (
            (f'{{"post": "{north.employee.org.post.uuid}"}}', True), (f'{{"steps": [{{"number": "{NUMBER}"}}]}}', True),
            ('{"name": "New", "is_confidential": true}', True), ('{"name": "Open"}', False),
        ):  # fmt: skip
            cursor.execute(asks, [north.partner.pk, payload])
            assert cursor.fetchone() == (is_about,), payload


def test_sql_by_hand_wraps_the_name_of_a_unit():
    from tests.guards.walk import relative, sources

    faults = [
        relative(path)
        for path in sources("hr", "payroll")
        if "JOIN hr_orgunit" in (text := path.read_text()) and re.search(r"SELECT[^;]*\bu\.(name|code)\b", text)
        and "unit_name(" not in text
    ]  # fmt: skip
    assert faults == []
