"""Pay runs and payslips."""

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """Pay runs and payslips."""

    name = "payroll"
    verbose_name = "Payroll"
