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
            change_kinds_interentity,
            change_kinds_payables,
            change_kinds_plans,
            change_kinds_recharges,
            change_kinds_sampling,
            controls,
            sources,
            work_items,
        )
        from finance.operations import extracts, feeder_job
        from finance.queries import (
            assets,
            bank_register,
            cis,
            interentity,
            plans,
            sampling,
            subledgers,
            vat,
            year_end_choices,
        )
        from partners import registry

        change_kinds.register()
        change_kinds_payables.register()
        change_kinds_chart.register()
        change_kinds_plans.register()
        change_kinds_interentity.register()
        change_kinds_recharges.register()
        change_kinds_sampling.register()
        subledgers.register()
        bank_register.register()
        cis.register()
        vat.register()
        work_items.register()
        controls.register_task(controls.Task(
            "plans", "Recurring journals and prepayments are posted", ("GL",), "Accountancy", 5, plans.missing
        ))  # fmt: skip
        controls.register_task(controls.Task(
            "assets", "The register of assets agrees with the ledger", ("GL",), "Accountancy", 8, assets.quarter_agrees
        ))  # fmt: skip
        controls.register_task(controls.Task(
            "commitments", "Open orders are carried, accrued or closed", ("GL",), "Accountancy", 8,
            year_end_choices.chosen,
        ))  # fmt: skip
        sources.register(
            "assets", sources.Source("Change of assets", "finance:asset_move", "asset_move", "ledger.view")
        )
        sources.register(plans.SOURCE, sources.Source("Plan", "finance:journal_plan", "journal_plan", "ledger.view"))
        controls.register("INTER_ENTITY", interentity.register_items)
        controls.register_task(controls.Task(
            "interentity", "Legal entities agree on what they owe each other", ("GL",), "Accountancy", 7,
            interentity.matched,
        ))  # fmt: skip
        controls.register_task(controls.Task(
            "sampling", "Sampled journals are reviewed", ("GL",), "Accountancy", 7, sampling.reviewed
        ))  # fmt: skip
        registry.register_job_kind(kind=extracts.KIND, permission="ledger.extract")
        registry.register_job_kind(kind=feeder_job.KIND, permission="payables.view")
