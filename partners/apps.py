"""The app of tenants, access and audit."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partners, legal entities, people's access and the audit trail."""

    name = "partners"
    verbose_name = "Partners"

    def ready(self) -> None:
        """Register the system checks and the receivers of sign-in signals."""
        from partners import checks, receivers  # noqa: F401  (imported for their registration)
