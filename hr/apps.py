"""People, employment, posts and pay terms."""

from django.apps import AppConfig


class HrConfig(AppConfig):
    """People, employment, posts and pay terms."""

    name = "hr"
    verbose_name = "People"

    def ready(self) -> None:
        """Say who may see people imports, which units there are, what waits on the home page and what may change."""
        from finance.queries import outside
        from hr import (
            absence_kinds,
            absence_work,
            change_kinds,
            change_kinds_bulk,
            change_kinds_duties,
            change_kinds_increments,
            change_kinds_leaving,
            change_kinds_merges,
            change_kinds_moves,
            change_kinds_own,
            change_kinds_pay_groups,
            change_kinds_protection,
            change_kinds_service,
            claim_work,
            death_work,
            foresight,
            letter_templates,
            organisation_kinds,
            policy_kinds,
            privacy_register,
            reference_kinds,
            work_checks,
            work_items,
            work_starters,
        )
        from hr.onboarding_evidence import DOMAIN, register_evidence
        from hr.operations import change_papers, leave_year_end_job, migration_job, rosters_job, sick_notices
        from hr.operations.imports import KIND
        from hr.queries import evidence_of_finance, step_down_notices
        from hr.queries.addressees import addressees, restricted
        from hr.queries.ahead import foreseen
        from hr.queries.closeness import in_one_line
        from hr.queries.for_ledger import frozen_posts, people_paid
        from hr.queries.interests import close_people
        from hr.queries.teams import unit_paths, units_of_employer
        from partners import registry
        from partners.change_kinds import register_closeness, register_papers

        register_papers(change_papers.PAPERS)
        register_closeness(in_one_line)
        outside.register_people_paid(people_paid)
        outside.register_frozen_posts(frozen_posts)
        registry.register_job_kind(kind=KIND, permission="people.import")
        registry.register_job_kind(kind=migration_job.KIND, permission="onboarding.load")
        registry.register_job_kind(kind=leave_year_end_job.KIND, permission="leave.carry")
        registry.register_job_kind(kind=rosters_job.KIND, permission="rosters.view")
        registry.register_units(unit_paths)
        registry.register_units_of(units_of_employer)
        registry.register_people(addressees=addressees, restricted=restricted)
        registry.register_close_people(close_people)
        register_evidence(name=f"{DOMAIN}LEDGER", find=evidence_of_finance.ledger)
        register_evidence(name=f"{DOMAIN}SUPPLIERS", find=evidence_of_finance.suppliers)
        letter_templates.register_letters()
        for kind in (step_down_notices.KIND, f"letter.{step_down_notices.LETTER}"):
            registry.register_fate(kind=kind, note=sick_notices.note_fate)
        foresight.register_finder("hr", foreseen)
        registry.register_job_kind(kind=change_kinds_bulk.JOB_KIND, permission="changes.view")
        for module in (
            work_items,
            work_starters,
            work_checks,
            claim_work,
            absence_work,
            death_work,
            change_kinds,
            change_kinds_duties,
            change_kinds_pay_groups,
            change_kinds_service,
            change_kinds_bulk,
            change_kinds_increments,
            change_kinds_protection,
            change_kinds_leaving,
            change_kinds_merges,
            change_kinds_moves,
            change_kinds_own,
            organisation_kinds,
            reference_kinds,
            policy_kinds,
            absence_kinds,
            privacy_register,
        ):
            module.register()
