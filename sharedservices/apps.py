"""The project as an app: it loads the Celery application once Django is ready."""

from django.apps import AppConfig


class SharedServicesConfig(AppConfig):
    """Loads Celery here, not in the package's __init__, so that engines import common.money without it."""

    name = "sharedservices"
    verbose_name = "Shared services"

    def ready(self) -> None:
        """Import the Celery application and the deployment checks."""
        from sharedservices import celery, checks  # noqa: F401  (imported for their registration)
