"""From a request to a scope: session limits, second factor, partner, and the record of every refusal."""

import re
import time
import uuid
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from partners.audit import audit_outside_scope
from partners.models import AuditAction, User
from partners.queries import Access, access, needs_mfa
from partners.scope import partner_scope

GetResponse = Callable[[HttpRequest], HttpResponse]
PARTNER_PATH = re.compile(r"^/(?:api/v1/)?p/(?P<code>[-a-z0-9]+)/(?P<me>me/)?")
OPEN_WITHOUT_MFA = ("/accounts/", "/static/", "/healthz", "/readyz")


class SessionLimitsMiddleware:
    """Signs out a session that was idle or alive for too long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        began = request.session.setdefault("began_at", now)
        seen = request.session.get("seen_at", now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
            messages.info(request, "You were signed out because you had not used the service for a while. Sign in again.")
            return redirect(f"{_login_url()}?next={request.path}" if request.method == "GET" else _login_url())
        if not request.headers.get("HX-Request"):  # a page that polls does not keep a session alive
            request.session["seen_at"] = now
        return self.get_response(request)


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
            if must and not request.path.startswith(OPEN_WITHOUT_MFA) and not is_mfa_enabled(user):
                messages.info(request, "Your role needs a second sign-in step. Set up an authenticator app to go on.")
                return redirect("mfa_activate_totp")
        return self.get_response(request)


class PartnerScopeMiddleware:
    """Opens the scope of the partner in the address, after the grant check; records what was refused.

    It opens the transaction itself, because a template response is rendered after the view; and it marks rollback in
    `process_exception`, because Django has turned the exception into a response before our `with` could see it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.partner_access = None  # type: ignore[attr-defined]
        request.correlation_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        match = PARTNER_PATH.match(request.path)
        if match is None or not request.user.is_authenticated:
            return self.get_response(request)
        found = next((one for one in request.access if one.partner.code == match["code"]), None)  # type: ignore[attr-defined]
        if found is None:
            self._record_refusal(request, None, "no access to this partner")
            return self._not_found(request)
        request.partner_access = found  # type: ignore[attr-defined]
        response = self._within_scope(request, found, self_service=match["me"] is not None)
        if response.status_code in {403, 404}:
            self._record_refusal(request, found.partner.pk, f"answered {response.status_code}")
        return response

    def _within_scope(self, request: HttpRequest, found: Access, *, self_service: bool) -> HttpResponse:
        with partner_scope(
            found.partner.pk,
            person_ids=found.person_ids if self_service else None,
            actor_id=request.user.pk,
            reason=f"{request.method} {request.path}",
            correlation_id=request.correlation_id,  # type: ignore[attr-defined]
        ):
            response = self.get_response(request)
            if response.status_code >= 400 and response.status_code not in {409, 422}:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Undo what a failed view wrote."""
        if request.partner_access is not None:  # type: ignore[attr-defined]
            transaction.set_rollback(True)

    def _not_found(self, request: HttpRequest) -> HttpResponse:
        from django.views.defaults import page_not_found

        return page_not_found(request, Http404())

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
        )


def _login_url() -> str:
    from django.shortcuts import resolve_url

    return resolve_url(settings.LOGIN_URL)
