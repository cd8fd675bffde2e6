"""Sign-in sessions."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings


def clear() -> None:
    """Delete the sessions that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def end_of(*, user_ids: list[int]) -> int:
    """Sign these logins out everywhere; return how many sessions ended."""
    found = list(UserSession.objects.filter(user_id__in=user_ids).order_by("id"))
    for session in found:
        session.end()
    return len(found)
