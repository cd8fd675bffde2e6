"""The app of tenants, access and audit."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partners, legal entities, people's access and the audit trail."""

    name = "partners"
    verbose_name = "Partners"

    def ready(self) -> None:
        """Register the system checks, the receivers of sign-in signals, and access's work for the home page."""
        from partners import checks, receivers, work_items  # noqa: F401  (imported for their registration)

        work_items.register()
