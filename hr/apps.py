"""People, employment, posts and pay terms."""

from django.apps import AppConfig


class HrConfig(AppConfig):
    """People, employment, posts and pay terms."""

    name = "hr"
    verbose_name = "People"
