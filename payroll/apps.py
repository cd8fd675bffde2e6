"""Pay runs and payslips."""

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """Pay runs and payslips."""

    name = "payroll"
    verbose_name = "Payroll"

    def ready(self) -> None:
        """Register the tasks, so that every process can ring for them, and payroll's work for the home page."""
        from finance import sources
        from hr.foresight import register_finder
        from partners.change_kinds import register_cutoff, register_measure
        from payroll import privacy_register, query_work, tasks, work_items  # noqa: F401
        from payroll.queries import (
            cutoffs,
            entry_periods,
            forecast,
            foresight,
            inputs_read,
            last_net,
            leavers_paid,
            merges,
            on_costs,
            paid_before,
            subledgers,
        )

        entry_periods.register()
        inputs_read.register()
        last_net.register()
        on_costs.register()
        paid_before.register()
        leavers_paid.register()
        merges.register()
        subledgers.register()
        work_items.register()
        query_work.register()
        register_finder("payroll", foresight.foreseen)
        sources.register("payroll", sources.Source("Pay run", "run_ledger", "run_uuid", "payroll.view"))
        register_cutoff(cutoffs.of_change)
        privacy_register.register()
        register_measure("payroll.1 next pay", forecast.pay_figures)
