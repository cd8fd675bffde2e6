"""People, employment, posts and pay terms."""

from django.apps import AppConfig


class HrConfig(AppConfig):
    """People, employment, posts and pay terms."""

    name = "hr"
    verbose_name = "People"

    def ready(self) -> None:
        """Say who may see people imports besides those who started them, and what waits on the home page."""
        from hr import change_kinds, work_items
        from hr.operations.imports import KIND
        from partners import registry

        registry.register_job_kind(kind=KIND, permission="people.import")
        work_items.register()
        change_kinds.register()
