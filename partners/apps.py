"""The app of tenants, access and audit."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partners, legal entities, people's access and the audit trail."""

    name = "partners"
    verbose_name = "Partners"

    def ready(self) -> None:
        """Register the system checks, the receivers of sign-in signals, and access's work for the home page."""
        from partners import checks, privacy_register, privacy_work, receivers, registry, work_items  # noqa: F401  (for registration)
        from partners.operations.purges import KIND

        work_items.register()
        registry.register_job_kind(kind=KIND, permission="privacy.view")
        privacy_register.register()
        privacy_work.register()
