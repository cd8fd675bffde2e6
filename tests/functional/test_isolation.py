"""The wall, attacked: every address, table and task as another partner's user (T-SEC-1 and T-SEC-2).

The tests walk what exists, so a new page, table or task is attacked on the day it is written.
"""

import contextlib
import inspect
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from partners.models import AuditAction, AuditEvent
from partners.rls import PartnerIsolation
from partners.scope import partner_scope
from tests import world as worlds
from tests.guards.listed import TASKS_WITHOUT_PARTNER, UNTOLD
from tests.guards.test_tasks import function_of, our_tasks
from tests.guards.walk import Route, owned_models, routes
from tests.people import make_cast
from tests.shared import for_a_module, undone

NORTH, SOUTH = "Nordlicht", "Suedwind"
OF_PARTNERS = [route for route in routes() if route.is_of_partner]
WITH_OBJECTS = [route for route in OF_PARTNERS if set(route.parameters) - worlds.NO_OBJECTS]
LISTS = [route for route in OF_PARTNERS if not set(route.parameters) - worlds.NO_OBJECTS]
TABLES = [model._meta.db_table for model in owned_models()]
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker):
        yield make_cast()


@pytest.fixture(scope="module")
def north(cast):
    world = worlds.build(cast, cast.northshire, NORTH)
    assert worlds.complete(world) == [], "every table of the world has a row"
    return world


@pytest.fixture(scope="module")
def south(cast, north):
    world = worlds.build(cast, cast.southborough, SOUTH)
    worlds.complete(world)
    return world


@pytest.fixture(autouse=True)
def _undone(north, south):
    with undone():
        yield


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)  # a 500 is a fault to list, not the end of the walk
    client.force_login(user)
    return client


def address(route: Route, world, *, code: str | None = None) -> str:
    given = {name: worlds.argument(world, name, kind) for name, kind in route.parameters.items()}
    return reverse(route.name, kwargs=given | ({"partner_code": code} if code else {}))


class Refusals:
    """The refusals on record: a partner's, or with None those of somebody who is no member there."""

    def __init__(self, partner, user) -> None:
        self._partner, self._user, self._last = partner, user, 0
        self.new()

    def new(self) -> int:
        """Return how many there are since this was asked last: one look each time, at the newest alone."""
        with partner_scope(*([self._partner.pk] if self._partner else []), actor_id=self._user.pk):
            found = AuditEvent.objects.filter(
                action=AuditAction.DENIED, actor_id=self._user.pk, id__gt=self._last,
                partner_id=self._partner.pk if self._partner else None,
            )  # fmt: skip
            ids = list(found.values_list("id", flat=True))
        self._last = max(ids, default=self._last)
        return len(ids)


def walked(found: list[Route]) -> Iterator[tuple[Route, str]]:
    return ((route, method) for route in found for method in handled(route))


def body(response: HttpResponse) -> str:
    """Read a response to its end: the test client then closes a download's file."""
    return content(response).decode("utf-8", errors="replace")


def content(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def handled(route: Route) -> list[str]:
    return [one for one in METHODS if hasattr(route.view, one) and one in route.view.http_method_names]


def fingerprint(world) -> dict[str, Any]:
    """Return count and hash of every row of a partner, so that any change shows."""
    found = {}
    with partner_scope(world.partner.pk, actor_id=world.everybody.pk), connection.cursor() as cursor:
        for model in owned_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
            found[table] = cursor.fetchone()
    return found


# --- the attack is a real one ---------------------------------------------------------------------------------------


def test_whoever_may_is_let_in(north):
    """Without this the refusals below would prove nothing: the arguments are real and the pages work.

    And every file that is sent says who took it away, of which partner, narrowed to what, how many rows, when (HR-17).
    """
    client, faults, silent, n_told = signed_in(north.everybody), [], [], 0
    for route, method in walked(OF_PARTNERS):
        with transaction.atomic():
            response = getattr(client, method)(address(route, north))
            status, file = response.status_code, content(response)
            transaction.set_rollback(True)
        if status in {403, 404} or status >= 500:
            faults.append((str(route), method, status))
        if is_export(response) and route.name not in UNTOLD:
            n_told += 1
            silent += [] if says_who(file, north) else [route.name]

    assert faults == []
    assert silent == []
    assert n_told >= 6


def is_export(response: HttpResponse) -> bool:
    return "attachment" in response.get("Content-Disposition", "")


def says_who(file: bytes, world) -> bool:
    """Tell whether a file names reader and partner, filters, rows and moment."""
    is_pdf = file.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages) if is_pdf else file.decode()
    who = f"downloaded by {world.everybody.full_name} for {world.partner.name},"
    words = (who, "Filters:", "Rows:", f" {timezone.localdate():%Y} at ")
    return all(one in " ".join(text.split()) for one in words)


# --- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dilys", "ed"])
def test_whoever_is_no_member_finds_nothing_at_all(north, cast, who):
    """Dilys runs payroll next door, Ed has no access anywhere: 404, no word of the partner, and a refusal on record."""
    user = getattr(cast, who)
    client, faults, refusals = signed_in(user), [], Refusals(None, user)
    for route, method in walked(OF_PARTNERS):
        response = getattr(client, method)(address(route, north))
        recorded = refusals.new() == 1
        if response.status_code != 404 or NORTH in body(response) or not recorded:
            faults.append((str(route), method, response.status_code))

    assert faults == []


def test_an_anonymous_visitor_is_asked_to_sign_in(north):
    faults = []
    for route, method in walked(OF_PARTNERS):
        response = getattr(Client(), method)(address(route, north))
        to_login = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        if not (response.status_code in {401, 403} if route.is_api else to_login):
            faults.append((str(route), method, response.status_code))

    assert faults == []


def test_another_partners_object_is_not_found_under_ones_own_address(north, south):
    """T-SEC-1: 404, never 403, and the refusal on record.

    The attacker holds every role next door, so that nothing but the wall stands in the way.
    """
    client, faults = signed_in(south.everybody), []
    untouched, refusals = fingerprint(north), Refusals(south.partner, south.everybody)
    for route, method in walked(WITH_OBJECTS):
        response = getattr(client, method)(address(route, north, code=south.partner.code))
        recorded = refusals.new() == 1
        if response.status_code != 404 or NORTH in body(response) or not recorded:
            faults.append((str(route), method, response.status_code))

    assert faults == []
    assert fingerprint(north) == untouched


def taken(world) -> int:
    """Return how many times the trail says that somebody took something away."""
    with partner_scope(world.partner.pk):
        return AuditEvent.objects.filter(actor_id=world.everybody.pk, action=AuditAction.EXPORT).count()


def test_lists_and_downloads_hold_no_word_of_another_partner(north, south):
    client, faults, n_told = signed_in(south.everybody), [], 0
    for route in (route for route in LISTS if "get" in handled(route)):
        for query in ("", "?download=csv", "?per_page=200"):
            before = taken(south)
            response = client.get(address(route, south) + query)
            file = content(response)
            if response.status_code >= 400 or NORTH.encode() in file:
                faults.append((str(route), query, response.status_code))
            if is_export(response) and route.name not in UNTOLD:
                n_told += 1
                faults += [] if says_who(file, south) else [(str(route), query, "does not say who took it away")]
            is_blank = str(route.name).endswith("_template")  # headings to fill in: nothing is taken away
            if is_export(response) and not is_blank and taken(south) == before:
                faults.append((str(route), query, "leaves no trace that it was taken away"))

    assert faults == []
    assert n_told > 25


def test_searching_for_another_partners_words_finds_nothing(north, south):
    client, faults = signed_in(south.everybody), []
    for route in LISTS:
        form = getattr(getattr(route.view, "table_class", None), "filter_form", None)
        for name in getattr(form, "base_fields", ()):
            table = client.get(address(route, south), {name: NORTH}).context_data["table"]
            if any(NORTH in cell.text for row in table.rows for cell in row):
                faults.append((str(route), name))

    assert faults == []


# --- tables ---------------------------------------------------------------------------------------------------------


def test_raw_sql_in_another_scope_reads_changes_and_steals_nothing(north, south):
    """T-SEC-2: without the application’s filters, row security alone keeps the wall."""
    mine, theirs = south.partner.pk, north.partner.pk
    untouched, faults = fingerprint(north), []
    for table in TABLES:
        with partner_scope(mine), connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE partner_id = %s', [theirs])
            read = cursor.fetchone()[0]
        changed = [
            rows_changed(mine, f'UPDATE "{table}" SET partner_id = partner_id WHERE partner_id = {theirs}'),
            rows_changed(mine, f'DELETE FROM "{table}" WHERE partner_id = {theirs}'),
            rows_changed(mine, f'UPDATE "{table}" SET partner_id = {theirs}'),
        ]
        if read or any(changed):
            faults.append((table, read, changed))

    assert faults == []
    assert fingerprint(north) == untouched


def rows_changed(partner_id: int, statement: str) -> int:
    """Run a statement in a partner's scope; 0 when PostgreSQL refuses it."""
    try:
        with partner_scope(partner_id), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount
    except DatabaseError:
        return 0


def test_without_a_scope_every_table_with_rows_refuses(north):
    for table in TABLES:
        with (
            pytest.raises(DatabaseError, match="no partner scope"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f'SELECT * FROM "{table}"')


def test_an_employee_reaches_nobody_else(north, south):
    """In self-service a person of somewhere else sees nothing but what the partner shares with all of its own."""
    faults = []
    for model in owned_models():
        shared = next(c for c in model._meta.constraints if isinstance(c, PartnerIsolation)).options["self_service"]
        for partner, stranger in ((north.partner, 0), (south.partner, north.employee.person.pk)):
            seen = partners_seen(model._meta.db_table, partner, stranger)
            if seen - ({partner.pk} if shared == "partner" else set()):
                faults.append((model._meta.label, seen))

    assert faults == []


def partners_seen(table: str, partner, person_id: int) -> set[int]:
    """Return whose rows of a table a person sees in self-service; none where the role may not even ask."""
    try:
        with partner_scope(partner.pk, person_ids=frozenset({person_id})), connection.cursor() as cursor:
            cursor.execute(f'SELECT partner_id FROM "{table}"')
            return {row[0] for row in cursor.fetchall()}
    except ProgrammingError:  # permission denied: the role has no business with this table
        return set()


# --- tasks ----------------------------------------------------------------------------------------------------------


def test_a_task_with_the_wrong_partner_touches_nothing(north, south):
    untouched = fingerprint(north)
    for name, task in our_tasks().items():
        if name in TASKS_WITHOUT_PARTNER:
            continue
        parameters = inspect.signature(function_of(task)).parameters.values()
        wanted = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
        given = {one: worlds.argument(north, one) for one in wanted} | {"partner_id": south.partner.pk}
        with contextlib.suppress(Exception), transaction.atomic():  # it may say what it likes
            task(**given)

        assert fingerprint(north) == untouched, name
