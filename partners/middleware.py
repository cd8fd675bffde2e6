"""From a request to a scope: session limits, second factor, partner, and the record of every refusal."""

import hashlib
import re
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from partners.audit import audit_outside_scope
from partners.models import AuditAction, Partner, User
from partners.permissions import CONFIDENTIAL, COVERT, declared_permission
from partners.queries import Access, access, needs_mfa
from partners.queries.reach import part_words
from partners.roles import OWN_PERMISSIONS
from partners.scope import BeyondReach, beyond_reach, narrow_to_people, narrow_to_units, partner_scope
from partners.views.public import not_found
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState

GetResponse = Callable[[HttpRequest], HttpResponse]
# What one asks for is tried first, which self-service cannot: its permission narrows the scope (ADR 0017).
PARTNER_PATH = re.compile(r"^/(?:api/v1/)?p/(?P<code>[-\w]+)/(?P<me>me/(?!changes/))?")
OPEN_WITHOUT_MFA = ("/accounts/", "/static/", "/healthz", "/readyz", "/help/", "/accessibility/", "/privacy/")
STRANGER_SECONDS = 60  # one event so often for an address and a partner …
STRANGERS, MOST_STRANGERS, STRANGER_WINDOW = "strangers", 600, 3600  # … and no more than so many in an hour
DEVICE_COOKIE = settings.DEVICE_COOKIE_NAME
DEVICE_SECONDS = 2 * 365 * 24 * 3600  # how long a browser is remembered
SEEN_EVERY_SECONDS = 30  # how exactly idle time is kept; each note is a write to the session


class SessionLimitsMiddleware:
    """Signs out a session that was idle or alive for too long, and keeps the list of sessions up to date."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        began = request.session.setdefault("began_at", now)
        seen = request.session.setdefault("seen_at", now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_ABSOLUTE_SECONDS:
            return self._ended(request)
        is_listed = request.session.get("is_listed", False)  # only a listed session can be ended from elsewhere
        polls = "HX-Request" in request.headers  # a page that polls does not keep a session alive
        if not is_listed or (not polls and now - seen >= SEEN_EVERY_SECONDS):
            request.session.update({"seen_at": now, "is_listed": True})
            UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def _ended(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        if _is_api(request):
            return JsonResponse({"detail": "Your session has ended. Sign in again."}, status=403)
        messages.info(request, "You were signed out to protect your data. Sign in again to go on.")
        target = resolve_url(settings.LOGIN_URL)
        if request.method == "GET":
            target = f"{target}?{urlencode({'next': request.get_full_path()})}"
        if "HX-Request" in request.headers:  # the whole page goes to sign-in, not the fragment
            return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
        return redirect(target)


class DeviceMiddleware:
    """Gives a browser that somebody has signed in with the cookie by which it is recognised."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.get("device_cookie"):
            response.set_cookie(
                DEVICE_COOKIE,
                request.session.pop("device_cookie"),
                max_age=DEVICE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


class RequireMfaMiddleware:
    """Sends anybody with a role beyond employee to set up a second factor before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.access = []  # type: ignore[attr-defined]
        if isinstance(user, User):
            request.access = access(user=user, on=timezone.localdate())  # type: ignore[attr-defined]
            must = settings.MFA_REQUIRED and needs_mfa(request.access)  # type: ignore[attr-defined]
            if must and not request.path_info.startswith(OPEN_WITHOUT_MFA) and not is_mfa_enabled(user):
                return self._set_it_up(request)
        return self.get_response(request)

    def _set_it_up(self, request: HttpRequest) -> HttpResponse:
        text = "Your role needs a second sign-in step. Set up an authenticator app to go on."
        if _is_api(request):
            return JsonResponse({"detail": text}, status=403)
        messages.info(request, text)
        return redirect("mfa_activate_totp")


class PartnerScopeMiddleware:
    """Opens the scope of the partner in the address, after the grant check; records what was refused.

    It opens the transaction itself, because a template response is rendered after the view; and it marks rollback in
    `process_exception`, because Django has turned the exception into a response before our `with` could see it.
    Nothing that a refused request wrote stays: neither of an error (4xx, 5xx) nor of a form shown again with errors.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.partner_access = None  # type: ignore[attr-defined]
        request.correlation_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        request.refused = None  # type: ignore[attr-defined]
        match = PARTNER_PATH.match(request.path_info)
        if match is None:
            return self.get_response(request)
        if not request.user.is_authenticated:
            self._record_stranger(request, match["code"])
            return self.get_response(request)
        found = next((one for one in request.access if one.partner.code == match["code"]), None)  # type: ignore[attr-defined]
        if found is None:
            self._record_refusal(request, None, "no access to this partner")
            return not_found(request)
        request.partner_access = found  # type: ignore[attr-defined]
        request.self_service = match["me"] is not None  # type: ignore[attr-defined]
        response = self._within_scope(request, found)
        refused: Exception | None = request.refused  # type: ignore[attr-defined]
        if response.status_code in {403, 404}:
            self._record_refusal(request, found.partner.pk, f"answered {response.status_code}")
        elif isinstance(refused, DomainError) and refused.is_refusal:
            self._record_refusal(request, found.partner.pk, refused.message)
        return response

    def _within_scope(self, request: HttpRequest, found: Access) -> HttpResponse:
        with partner_scope(
            found.partner.pk,
            person_ids=found.person_ids if request.self_service else None,  # type: ignore[attr-defined]
            actor_id=request.user.pk,
            reason=f"{request.method} {request.path}",
            correlation_id=request.correlation_id,  # type: ignore[attr-defined]
            session=session_mark(request),
            hides_covert=COVERT not in found.permissions and not acts_on_everybody(request.path_info),
            hides_confidential=CONFIDENTIAL not in found.permissions and not request.self_service,  # type: ignore[attr-defined]
        ):
            response = self.get_response(request)
            if refuses(response):
                transaction.set_rollback(True)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Narrow the scope to the team of somebody who may open this page as a manager only, or to oneself."""
        found: Access | None = request.partner_access  # type: ignore[attr-defined]
        page = getattr(view, "view_class", None) or getattr(view, "cls", None)
        if found is None or page is None or request.self_service:  # type: ignore[attr-defined]
            return
        find = getattr(page, "permission_for", None)
        needed = find(request.method, kwargs) if find else declared_permission(page, request.method)
        if needed in OWN_PERMISSIONS:
            narrow_to_people(found.person_ids)
            return
        reach = found.reach_for(needed)
        # A page that counts and names nobody is a manager’s as it is; an office for part of a partner counts its part.
        if reach is not None and reach.is_office:  # the page and its downloads say so; looked up when they do
            said = SimpleLazyObject(lambda: part_words(found, on=timezone.localdate()))
            request.part_words = said  # type: ignore[attr-defined]
        if reach is not None and (reach.is_office or not getattr(page, "counts_only", False)):
            narrow_to_units(reach.unit_ids, is_office=reach.is_office)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Undo what a failed view wrote; a refusal by a rule of the business gets its own page."""
        if request.partner_access is None:  # type: ignore[attr-defined]
            return None
        transaction.set_rollback(True)
        if beyond_reach(exception):
            exception = BeyondReach()
        request.refused = exception  # type: ignore[attr-defined]
        if not isinstance(exception, DomainError) or _is_api(request):
            return None
        status = 409 if isinstance(exception, WrongState) else 400
        words = {"message": exception.message, "remedy": exception.remedy}
        return render(request, "errors/refused.html", words, status=status)

    def _record_stranger(self, request: HttpRequest, code: str) -> None:
        """Record that nobody in particular was turned away, so seldom that nobody can fill the trail from outside."""
        address = request.META.get("REMOTE_ADDR", "unknown")
        if not cache.add(f"stranger:{code[:40]}:{address}", True, STRANGER_SECONDS):
            return
        partner = Partner.objects.filter(code=code).only("pk").first()
        if partner is not None and _are_few_strangers():
            self._record_refusal(request, partner.pk, f"not signed in, from {address}")

    def _record_refusal(self, request: HttpRequest, partner_id: int | None, why: str) -> None:
        audit_outside_scope(
            actor_id=request.user.pk,
            action=AuditAction.DENIED,
            object_type="url",
            object_id=str(request.correlation_id)[:63],  # type: ignore[attr-defined]
            label=request.path[:200],
            partner_id=partner_id,
            reason=f"{request.method} {request.path}: {why}",
            correlation_id=request.correlation_id,  # type: ignore[attr-defined]
            session=session_mark(request),
        )


def session_mark(request: HttpRequest) -> str:
    """Return what the trail knows a session by: enough to find what was done in it, useless for taking it over."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    return hashlib.sha256(f"trail:{key}".encode()).hexdigest()[:16] if key else ""


def acts_on_everybody(path: str) -> bool:
    """Return whether an address is of a page that settles something for everybody, people in covert roles included."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return bool(getattr(getattr(view, "view_class", None), "acts_on_everybody", False))


def _are_few_strangers() -> bool:
    """Count one more, and return whether there is room for an event in this hour."""
    cache.add(STRANGERS, 0, STRANGER_WINDOW)
    try:
        return int(cache.incr(STRANGERS)) <= MOST_STRANGERS
    except ValueError:  # the hour ended between the two lines
        return True


def refuses(response: HttpResponse) -> bool:
    """Return whether a response says no: an error, or a sent form shown again with its errors."""
    if response.status_code >= 400:
        return True
    form: Any = (getattr(response, "context_data", None) or {}).get("form")
    request: HttpRequest | None = getattr(response, "_request", None)
    took_input = request is not None and request.method not in {"GET", "HEAD", "OPTIONS"}  # filters are only read
    return bool(took_input and getattr(form, "is_bound", False) and form.errors)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
