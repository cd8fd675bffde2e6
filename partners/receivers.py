"""Sign-in news for the audit trail."""

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from partners.audit import audit_outside_scope
from partners.models import AuditAction, User


@receiver(user_logged_in)
def record_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record that somebody signed in; the session's working day begins now."""
    request.session["began_at"] = request.session["seen_at"] = int(time.time())
    audit_outside_scope(
        actor_id=user.pk,
        action=AuditAction.LOGIN,
        object_type="user",
        object_id=str(user.pk),
        partner_id=None,
        label=str(user),
        reason=_address(request),
    )


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
