"""Pages outside any partner: the way in, and the health checks."""

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe


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
    found = request.access  # type: ignore[attr-defined]
    if len(found) == 1:
        page = "" if "home.view" in found[0].permissions else "me/payslips/"
        return redirect(f"/p/{found[0].partner.code}/{page}")
    return render(request, "partners/choose_partner.html", {"accesses": found})
