"""Role × address × method → status, as a table that people can read (permission_matrix.txt).

The numbers come from real requests, one of somebody who may and one of somebody who may not; everybody else is shown to
the view alone, which says `in` or 403. Where the object decides, all of them ask. What is allowed must agree with the
declared permissions. After adding a page:
`WRITE_MATRIX=1 python -m pytest tests/functional/test_permissions.py`, and read the difference before committing it.
"""

import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, resolve
from django.utils import timezone

from partners.models import Grant, User
from partners.queries import Access, access
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import NoPartnerScope
from tests import world as worlds
from tests.functional.test_isolation import METHODS, OF_PARTNERS, address, body, handled
from tests.guards.walk import Route
from tests.people import grant, user

FILE = Path(__file__).with_name("permission_matrix.txt")
# Every role with screens of its own, and one of those that open the work list only.
ROLES = [role for role in Role if ROLE_PERMISSIONS[role] != {"home.view"}] + [Role.REQUISITIONER]
NAMES = {role: role.value.replace("PAYROLL_", "P_")[:10] for role in ROLES}
READS = {"get"}
IN, REFUSED = "in", "403"
BY_PATH = {str(route): route for route in OF_PARTNERS}
# Addresses whose object is not for everybody with the permission: 404 is an answer there.
OWN_OBJECTS = {
    "job": "a job shows itself to who started it, and to holders of its kind's permission",
    "job_progress": "as the job",
    "job_cancel": "as the job",
    **{
        str(route.name): "a request of one's own shows itself to whoever made it"
        for route in OF_PARTNERS
        if "own_change" in route.parameters
    },
    **{
        str(route.name): "an HR case shows itself to whoever stands on its access list"
        for route in OF_PARTNERS
        if {"hr_case", "case_statement"} & set(route.parameters)
    },
    **{
        str(route.name): "a request shows itself to those whom its kind concerns"
        for route in OF_PARTNERS
        if {"change", "carrier"} & set(route.parameters)
    },
    "list_file": "a list shows itself to whoever had it made",
    **{
        str(route.name): "a question shows itself to HR, a concern about HR to whom it was brought to alone"
        for route in OF_PARTNERS
        if "hr_question" in route.parameters
    },
    **{
        str(route.name): "work that was carried over shows itself to its owner, and to who sees all of it"
        for route in OF_PARTNERS
        if "carried_work" in route.parameters
    },
    **{
        str(route.name): "filters by name are each person's own"
        for route in OF_PARTNERS
        if "saved_filter" in route.parameters
    },
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def north(cast):
    world = worlds.build(cast, cast.northshire, "Nordlicht")
    worlds.complete(world)
    return world


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds one role and nothing else."""

    role: Role
    user: User
    access: Access
    client: Client

    def asks(self, url: str, method: str) -> str:
        """Return the status of a whole request; nothing that it does stays."""
        with transaction.atomic():
            response = getattr(self.client, method)(url)
            status, _words = response.status_code, body(response)
            transaction.set_rollback(True)
        return str(status)

    def knocks(self, url: str, method: str, found: ResolverMatch) -> str:
        """Return whether the view itself refuses before it looks at anything: no query can be asked here."""
        request = getattr(RequestFactory(), method)(url)
        request.user, request.access, request.partner_access = self.user, [self.access], self.access
        request.self_service, request._dont_enforce_csrf_checks = False, True
        transaction.set_rollback(True)
        try:
            return REFUSED if found.func(request, *found.args, **found.kwargs).status_code == 403 else IN
        except PermissionDenied:
            return REFUSED
        except (Http404, NoPartnerScope, TransactionManagementError):  # it began to look: it has let them in
            return IN
        finally:
            transaction.set_rollback(False)


def holders(world) -> list[Holder]:
    """Make one person for each role, who holds nothing else."""
    found = []
    for role in ROLES:
        who = user(f"Only-{role.value.replace('_', '-')}")
        grant(who, world.partner, role, person_id=world.employee.person.pk if role is Role.EMPLOYEE else None)
        client = Client(raise_request_exception=False)
        client.force_login(who)
        (of_partner,) = access(user=who, on=timezone.localdate())
        found.append(Holder(role, who, of_partner, client))
    return found


def statuses(world) -> dict[tuple[str, str], dict[Role, str]]:
    """Have every role ask for every address in every way."""
    everybody = holders(world)
    return {
        (str(route), method): row(route, method, address(route, world), everybody)
        for route in sorted(OF_PARTNERS, key=str)
        for method in handled(route)
    }


def row(route: Route, method: str, url: str, everybody: list[Holder]) -> dict[Role, str]:
    """Return what each role gets at an address; which of them send a whole request changes from one to the next."""
    needed, turn = permission(route, method), zlib.crc32(f"{route} {method}".encode())
    sides = [[one for one in everybody if (needed in ROLE_PERMISSIONS[one.role]) is may] for may in (True, False)]
    asking = {side[turn % len(side)].role for side in sides if side}
    if route.name in {**OWN_OBJECTS, **FINER}:
        asking = set(ROLES)
    found = resolve(url)
    return {
        one.role: one.asks(url, method) if one.role in asking else one.knocks(url, method, found) for one in everybody
    }


def permission(route: Route, method: str) -> str:
    """Return what a view declares for a method."""
    declared: str = (method not in READS and route.view.write_permission) or route.view.permission
    return declared


# Addresses where the object decides which permission is needed: the table shows what came of it.
FINER = {
    "hr:cancel_change": "needs the permission of the fact that is taken back: tax, or everything else",
    "hr:cancel_ending": "as cancel_change",
}


def is_right(path: str, method: str, role: Role, status: str) -> bool:
    """Say whether a status is what the view's declared permission promises this role."""
    route = BY_PATH[path]
    is_fault = status.startswith("5")
    if route.name in FINER:
        return not is_fault
    if permission(route, method) not in ROLE_PERMISSIONS[role]:
        return status == REFUSED
    return not is_fault and status != REFUSED and (status != "404" or route.name in OWN_OBJECTS)


def as_text(found: dict[tuple[str, str], dict[Role, str]]) -> str:
    head = f"{'':90} {'':5} " + " ".join(f"{NAMES[role]:>10}" for role in ROLES)
    lines = [
        f"{path.replace('<slug:partner_code>', '…'):90} {method.upper():5} "
        + " ".join(f"{row[role]:>10}" for role in ROLES)
        for (path, method), row in found.items()
    ]
    return "\n".join([head.rstrip(), *lines]) + "\n"


def test_every_role_gets_what_its_permissions_say_and_the_table_says_so(north):
    found = statuses(north)
    wrong = [
        (path, method, role.value, status)
        for (path, method), row in found.items()
        for role, status in row.items()
        if not is_right(path, method, role, status)
    ]
    assert wrong == []

    if os.environ.get("WRITE_MATRIX"):
        FILE.write_text(as_text(found), encoding="utf-8")
    assert as_text(found) == FILE.read_text(encoding="utf-8"), "read the module's docstring"


def test_methods_of_the_matrix_are_all_that_views_handle():
    strange = {
        (str(route), method)
        for route in OF_PARTNERS
        for method in getattr(route.view, "http_method_names", ())
        if hasattr(route.view, method) and method not in {*METHODS, "head", "options", "trace"}
    }

    assert strange == set()


def test_access_that_has_ended_opens_nothing(cast):
    client = Client()
    client.force_login(cast.chen)
    assert client.get(f"/p/{cast.northshire.code}/audit/").status_code == 200

    from datetime import date

    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.utils import timezone

    Grant.objects.filter(user=cast.chen).update(valid=DateRange(date(2020, 1, 1), timezone.localdate()))

    assert client.get(f"/p/{cast.northshire.code}/audit/").status_code == 404


def test_access_that_has_not_begun_opens_nothing(cast):
    from datetime import timedelta

    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.utils import timezone

    client = Client()
    client.force_login(cast.chen)
    assert client.get(f"/p/{cast.northshire.code}/audit/").status_code == 200

    Grant.objects.filter(user=cast.chen).update(valid=DateRange(timezone.localdate() + timedelta(days=1), None))

    assert client.get(f"/p/{cast.northshire.code}/audit/").status_code == 404
