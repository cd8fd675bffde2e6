"""Sign-in sessions."""

from importlib import import_module

from django.conf import settings


def clear() -> None:
    """Delete the sessions that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
