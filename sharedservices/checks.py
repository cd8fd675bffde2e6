"""What a deployment must not have: demonstration logins, missing keys."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def ready_for_deployment(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse demonstration mode, sign-in without a second factor, and a system that cannot seal."""
    found: list[checks.CheckMessage] = []
    if settings.DEMO:
        found.append(
            checks.Error("DEMO is on: demonstration logins have a printed password.", id="sharedservices.E001")
        )
    if not settings.MFA_REQUIRED:
        found.append(
            checks.Error("MFA_REQUIRED is off: every role beyond employee needs it.", id="sharedservices.E002")
        )
    if settings.FIELD_KEYS is None:
        found.append(
            checks.Error("FIELD_KEYS_FILE is not set: bank details could not be sealed.", id="sharedservices.E003")
        )
    if not settings.CELERY_BROKER_URL:
        found.append(checks.Error("REDIS_URL is not set: nothing would calculate.", id="sharedservices.E004"))
    return found
