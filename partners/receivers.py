"""Sign-in news for the audit trail."""

import time
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from partners.audit import audit_outside_scope
from partners.middleware import DEVICE_COOKIE
from partners.models import AuditAction, User
from partners.operations import devices


@receiver(user_logged_in)
def record_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record that somebody signed in; the session's working day begins now."""
    request.session["began_at"] = request.session["seen_at"] = int(time.time())
    cookie = request.COOKIES.get(DEVICE_COOKIE, "")[:200]
    device = devices.recognise(user_id=user.pk, token=cookie, at=timezone.now())
    request.session["device_since"] = device.since.isoformat()
    if device.is_new:
        request.session["device_cookie"] = device.token
    audit_outside_scope(
        actor_id=user.pk,
        action=AuditAction.LOGIN,
        object_type="user",
        object_id=str(user.pk),
        partner_id=None,
        label=str(user),
        reason=_address(request),
    )


@receiver([password_reset, password_changed, password_set])
def note_new_password(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note when a password was set: changes of bank details look at it for some days."""
    User.objects.filter(pk=user.pk).update(password_reset_at=timezone.now())


@receiver(user_logged_out)
def record_logout(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Record that somebody signed out."""
    if user is not None:
        audit_outside_scope(
            actor_id=user.pk,
            action=AuditAction.LOGOUT,
            object_type="user",
            object_id=str(user.pk),
            partner_id=None,
            label=str(user),
        )


@receiver(user_login_failed)
def record_failed_login(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Record a refused sign-in: for a known address against the user, so that they see it too."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=email).only("pk").first()
    audit_outside_scope(
        actor_id=user.pk if user else None,
        action=AuditAction.LOGIN_FAILED,
        object_type="user",
        object_id=str(user.pk) if user else "unknown",
        partner_id=None,
        reason=_address(request),
    )


def _address(request: HttpRequest | None) -> str:
    return f"from {request.META.get('REMOTE_ADDR', 'unknown')}" if request is not None else ""
