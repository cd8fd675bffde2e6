"""Pay runs and payslips."""

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """Pay runs and payslips."""

    name = "payroll"
    verbose_name = "Payroll"

    def ready(self) -> None:
        """Register the tasks, so that every process can ring for them."""
        from payroll import tasks  # noqa: F401
