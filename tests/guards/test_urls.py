"""Every address inside a partner names a known permission; the others are a list with reasons."""

import inspect

from django.http import HttpResponse
from django.urls import path
from django.views.generic import View
from rest_framework.views import APIView

from partners.api.base import PartnerApiView
from partners.roles import PERMISSIONS, ROLE_PERMISSIONS
from partners.views.base import PartnerView
from tests.guards.listed import ACTS_ON_EVERYBODY, COUNTS_ONLY, PUBLIC_URLS
from tests.guards.walk import Route, _routes, routes

WRITES = {"post", "put", "patch", "delete"}


def faults(route: Route) -> list[str]:
    """Return what is wrong with one address of a partner."""
    view = route.view
    base = PartnerApiView if route.is_api else PartnerView
    if not (inspect.isclass(view) and issubclass(view, base)):
        return [f"{route}: not a {base.__name__}"]
    found = []
    for name in ("permission", "write_permission"):
        value = getattr(view, name)
        if value not in PERMISSIONS and (value or name == "permission"):
            found.append(f"{route}: {name} {value!r} is not in partners.roles.PERMISSIONS")
    for method in WRITES & set(getattr(view, "http_method_names", ())):
        handler = getattr(view, method, None)
        if handler is not None and not view.write_permission and view.permission.endswith((".view", ".view_pay")):
            found.append(f"{route}: takes {method.upper()} with the reading permission {view.permission!r}")
    return found


def test_every_address_of_a_partner_declares_a_known_permission():
    assert [fault for route in routes() if route.is_of_partner for fault in faults(route)] == []


def test_every_other_address_is_listed_with_a_reason():
    prefixes = tuple(prefix for prefix in PUBLIC_URLS if prefix)
    loose = [
        str(route)
        for route in routes()
        if not route.is_of_partner and route.path and not route.path.startswith(prefixes)
    ]

    assert loose == []


def test_no_listed_address_is_stale():
    paths = [route.path for route in routes()]

    assert [prefix for prefix in PUBLIC_URLS if not any(path.startswith(prefix) for path in paths)] == []


def test_a_partner_prefix_is_written_in_one_way_only():
    odd = [str(route) for route in routes() if "partner_code" in route.parameters and not route.is_of_partner]

    assert odd == []


def test_an_address_that_belongs_to_a_partner_has_a_name():
    assert [str(route) for route in routes() if route.is_of_partner and not route.name] == []


def test_names_are_unique():
    names = [route.name for route in routes() if route.is_of_partner]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_permission_is_held_by_a_role_and_is_asked_for_somewhere():
    held = frozenset().union(*ROLE_PERMISSIONS.values())

    assert PERMISSIONS.keys() == held


def test_planted_addresses_are_found():
    class Open(View):
        def get(self, request):
            return HttpResponse()

    class Nameless(PartnerView):
        def get(self, request):
            return HttpResponse()

    class Loose(PartnerView):
        permission = "people.view"

        def post(self, request):
            return HttpResponse()

    class Api(APIView):
        pass

    planted = [
        path("p/<slug:partner_code>/a", Open.as_view()),
        path("p/<slug:partner_code>/b", Nameless.as_view()),
        path("p/<slug:partner_code>/c", Loose.as_view()),
        path("api/v1/p/<slug:partner_code>/d", Api.as_view()),
    ]
    found = [faults(route) for route in _routes(planted, "", {}, "")]

    assert [len(one) for one in found] == [1, 1, 1, 1]


def test_pages_that_a_team_does_not_narrow_are_listed():
    from partners.views.base import PartnerView

    found = {route.view.__module__ for route in routes() if getattr(route.view, "counts_only", False)}

    assert not PartnerView.counts_only
    assert found == COUNTS_ONLY


def test_pages_in_which_covert_roles_count_are_listed_with_a_reason():
    views = {route.view for route in routes() if getattr(route.view, "acts_on_everybody", False)}
    found = {view.__module__ for view in views}

    assert not PartnerView.acts_on_everybody
    assert found == set(ACTS_ON_EVERYBODY)
