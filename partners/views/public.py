"""Pages outside any partner: the way in, the statements that the law asks for, the health checks, the errors."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from partners.queries import Access
from partners.roles import Role


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say that the database and Redis answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    cache.get("readyz")
    return HttpResponse("ready", content_type="text/plain")


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Take people with one partner straight there; let the others choose."""
    found: list[Access] = request.access  # type: ignore[attr-defined]
    if len(found) == 1:
        return redirect(f"/p/{found[0].partner.code}/")
    choices = [
        {
            "name": one.partner.name,
            "colour": one.partner.colour,
            "href": f"/p/{one.partner.code}/",
            "roles": ", ".join(sorted(Role(role).label for role in one.roles)),
        }
        for one in found
    ]
    compares = sum("identity.compare" in one.permissions for one in found) > 1
    return render(request, "partners/choose_partner.html", {"choices": choices, "compares": compares})


class Page(TemplateView):
    """A page of words that anybody may read."""

    http_method_names = ["get", "head", "options"]


def _error(request: HttpRequest, status: int, api_text: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": api_text}, status=status)
    return render(request, f"errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _error(request, 400, "Bad request.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _error(request, 403, "You do not have permission to do this.")


def not_found(request: HttpRequest, exception: Exception | None = None, **kwargs: Any) -> HttpResponse:
    """Answer 404."""
    return _error(request, 404, "Not found.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, without asking anything of the request or the database."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": "Something went wrong. It has been recorded."}, status=500)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": "CSRF token missing or incorrect."}, status=403)
    return render(request, "errors/csrf.html", status=403)
