"""People, employment, posts and pay terms."""

from django.apps import AppConfig


class HrConfig(AppConfig):
    """People, employment, posts and pay terms."""

    name = "hr"
    verbose_name = "People"

    def ready(self) -> None:
        """Say who may see people imports, which units there are, what waits on the home page and what may change."""
        from hr import change_kinds, foresight, privacy_register, work_items
        from hr.operations.imports import KIND
        from hr.queries.ahead import foreseen
        from hr.queries.teams import unit_tree
        from partners import registry

        registry.register_job_kind(kind=KIND, permission="people.import")
        registry.register_units(unit_tree)
        foresight.register_finder("hr", foreseen)
        work_items.register()
        change_kinds.register()
        privacy_register.register()
