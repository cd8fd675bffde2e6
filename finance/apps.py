"""Cost centres, the chart of accounts, the fiscal calendar and the ledger; invoices and payments later."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Cost centres, the chart of accounts, the fiscal calendar and the ledger; invoices and payments later."""

    name = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        """Tell the approval core which changes finance makes."""
        from finance import (
            change_kinds,
            change_kinds_chart,
            change_kinds_payables,
            change_kinds_plans,
            controls,
            sources,
            work_items,
        )
        from finance.operations import extracts, feeder_job
        from finance.queries import bank_register, cis, plans, subledgers, vat
        from partners import registry

        change_kinds.register()
        change_kinds_payables.register()
        change_kinds_chart.register()
        change_kinds_plans.register()
        subledgers.register()
        bank_register.register()
        cis.register()
        vat.register()
        work_items.register()
        controls.register_task(controls.Task(
            "plans", "Recurring journals and prepayments are posted", ("GL",), "Accountancy", 5, plans.missing
        ))  # fmt: skip
        sources.register(plans.SOURCE, sources.Source("Plan", "finance:journal_plan", "journal_plan", "ledger.view"))
        registry.register_job_kind(kind=extracts.KIND, permission="ledger.extract")
        registry.register_job_kind(kind=feeder_job.KIND, permission="payables.view")
