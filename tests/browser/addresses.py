"""Which pages there are below a partner, who may see each, and their addresses in the seeded county council.

A page whose parameters no family makes fails its test: add a family, or a parameter to one. What answers something
else than a whole page is listed with its reason.
"""

from collections.abc import Callable

from django.urls import reverse

from partners.models import (
    Partner,
)
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import partner_scope
from sharedservices.demo.logins import JOINING, OFFICES
from sharedservices.demo.organisations import COUNTY, POLICE, WESTMARSH
from tests.browser import rows, rows_checks, rows_closing, rows_finance, rows_own, rows_privacy, rows_rosters
from tests.browser.logins import EVE, login
from tests.browser.rows import Arguments
from tests.guards.walk import Route, routes

# Parts of pages, which htmx puts into a page that is walked itself.
FRAGMENTS = {
    "job_progress": "the bar of the job page",
    "run_progress": "the bar of a run",
    "hr:job_name": "the name beside a job number that is being typed",
}
# Addresses that show another page again, with the errors of its form.
SAME_PAGE = {
    "hr:input_reject": "the page of the input",
    "hr:my_question": "the question that HR sees, by its subject",
    "hr:my_start_answers": "whoever has nothing to say is sent to My start",
}
# Files, and what they are.
CSV, PDF = "text/csv", "application/pdf"
DOWNLOADS = {
    "my_payslip_pdf": PDF,
    "run_payslip_pdf": PDF,
    "erasure_certificate": PDF,
    "sar_answer": PDF,
    "sar_document_file": PDF,
    "rights_supplied": "application/json",
    "hr:my_copy": "application/json",
    "finance:vat_payload": "application/json",
    "finance:cis_statement": PDF,
    "finance:cis_return_message": "application/xml",
    "finance:extract_file": CSV,
    "finance:hierarchy_file": CSV,
    "hr:my_answer": PDF,
    "run_report": PDF,
    "hr:request_paper": PDF,
    "hr:redundancy_pdf": PDF,
    "hr:liability_file": PDF,
    "run_changes_csv": CSV,
    "run_lines": CSV,
    "run_listing": CSV,
    "hr:import_problems": CSV,
    "hr:import_template": CSV,
    "hr:roster_template": CSV,
    "hr:onboarding_template": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pay_gap_upload": CSV,
    "pay_gap_pdf": PDF,
    "hr:changes_template": CSV,
    "hr:reference_template": CSV,
    "hr:document": PDF,
    "list_file": PDF,
    "letter_batch_pdf": PDF,
    "processing_register": CSV,
    "letter_batch_manifest": CSV,
    "hr:my_document": PDF,
    "hr:claim_receipt": PDF,
    "finance:sales_pdf": PDF,
    "finance:sales_xml": "application/xml",
    "finance:einvoice_original": "application/octet-stream",
    "finance:payment_run_file": "application/octet-stream",
    "finance:payment_advice": PDF,
}

# Pages that the first office with the permission does not see: what they are about is somebody else's.
VISITORS = {
    "hr:number_clash": "sensitive",
    "changes": "approver",  # whom requests wait for
    "changes_mine": "hr",  # who has proposed some
    "list_file": "hr",
    "job": "hr",
    "job_progress": "hr",
    "hr:cancel_change": "hr",
    "hr:cancel_ending": "hr",
}

MOST = 4  # addresses of one page: rows in different states look different, more of the same only take time


def pages() -> list[Route]:
    """Return every address below a partner that answers GET and is no API."""
    found = [route for route in routes() if route.is_of_partner and not route.is_api]
    return [route for route in found if "get" in route.view.http_method_names and hasattr(route.view, "get")]


def visitor(route: Route) -> str:
    """Return the login that may see a page: the first office that may, an employee for one's own pages.

    :raises LookupError: when nobody may
    """
    wanted = route.view.permission
    if wanted in {"me.view", "me.equality", "me.propose", "me.claim", "me.time", "me.ask"}:
        return EVE
    if route.name in VISITORS:
        return login(VISITORS[route.name], place_of(route))
    offices = JOINING if is_of_arrival(route) else OFFICES
    holders = [office.mailbox for office in offices if wanted in ROLE_PERMISSIONS[Role(office.role)]]
    if not holders:
        raise LookupError(f"No demonstration login holds {wanted!r}, which {route} needs")
    return login(holders[0], place_of(route))


def addresses(route: Route) -> list[str]:
    """Return addresses of the page, for rows in different states where there are any. Call inside Site.data().

    :raises LookupError: when nothing makes one of its parameters
    """
    wanted = [name for name in route.parameters if name != "partner_code"]
    partner = Partner.objects.get(code=place_of(route))
    with partner_scope(partner.pk):
        family = next((make for start, make in FAMILIES.items() if f"/{start}" in str(route)), rows.nothing)
        made = family(partner) if wanted else [{}]
    usable = [one for one in made if one.keys() >= set(wanted) and one.get("only", route.name) == route.name]
    if not usable:
        raise LookupError(f"Nothing makes {wanted} of {route}: see FAMILIES")
    given = [{"partner_code": partner.code} | {name: one[name] for name in wanted} for one in usable]
    return list(dict.fromkeys(reverse(route.name, kwargs=one) for one in given))[:MOST]


def is_of_arrival(route: Route) -> bool:
    """Say whether a page belongs to the onboarding: the seeded county council is long in."""
    return "/onboarding/" in str(route) or "/work-carried-over/" in str(route)


def place_of(route: Route) -> str:
    """Return the partner at which a page is visited: letters and what goes with them are those of the police."""
    if any(str(route).startswith(f"/p/<slug:partner_code>/{start}") for start in OF_POLICE):
        return POLICE
    return WESTMARSH if is_of_arrival(route) else COUNTY


OF_POLICE = (
    "letters/", "partnership/mail/", "people/missing/", "people/sensitive/", "people/number-clashes/", "rosters/",
    "people/<uuid:person>/rosters/",
)  # fmt: skip
FAMILIES: dict[str, Callable[[Partner], Arguments]] = {
    "p/<slug:partner_code>/assets/": rows_finance.assets,
    "leavers/tupe/": rows.liability_information,
    "changes/<uuid:carrier>/papers/": rows.request_papers,
    "me/payslips/": rows_own.own_payslips,
    "me/leave/": rows_own.own_jobs,
    "me/documents/": rows_own.own_documents,
    "me/data/": rows_own.own_answers,
    "me/": rows_own.own_details,
    "my-changes/": rows_own.own_requests,
    "my-claims/": rows_own.own_claims,
    "my-time/longer-hours/": rows_own.own_opt_outs,
    "my-time/": rows_own.own_time,
    "my-interests/": rows_own.own_interests,
    "interests/": rows_own.declared_interests,
    "ask-hr/": rows_own.own_questions,
    "questions/": rows.staff_questions,
    "claims/": rows.staff_claims,
    "pay/runs/": rows.runs,
    "pay/queries/": rows.questions,
    "pay/inputs/": rows.inputs,
    "pay/calendars/": rows.calendars,
    "changes/without-approval/": rows.let_through,
    "changes/": rows.requests,
    "cases/": rows.hr_cases,
    "reports/pay-gap/": rows.pay_gaps,
    "reports/agency-workers/": rows.agency_workers,
    "ledger/extracts/": rows_finance.extracts,
    "ledger/journal-plans/": rows_finance.journal_plans,
    "ledger/sampled-journals/": rows_finance.sampled_journals,
    "ledger/trained-preparers/": rows_finance.trained_preparers,
    "ledger/inter-entity/": rows_finance.interentity,
    "ledger/chart/": rows_finance.chart,
    "ledger/hierarch": rows_finance.hierarchies,
    "ledger/closing/": rows_closing.month_end,
    "ledger/controls/": rows_closing.month_end,
    "ledger/": rows.ledger,
    "receivables/": rows_finance.receivables,
    "recharges/services/<uuid:cost_pool>/bills/<str:instalment>/draft/": rows_finance.bills_to_draft,
    "recharges/": rows_finance.recharges,
    "p/<slug:partner_code>/bank/": rows_finance.bank,
    "vat/": rows_finance.vat,
    "budgets/": rows.budgets,
    "payables/electronic/": rows_finance.einvoices,
    "payables/feeders/": rows_finance.feeders,
    "payables/construction/": rows_finance.construction,
    "payables/runs/": rows_finance.payment_runs,
    "payables/payments/": rows_finance.payment_runs,
    "payables/invoices/<uuid:invoice>/late-payment/": rows_finance.paid_late,
    "payables/": rows.payables,
    "reports/returns/": rows.statutory_returns,
    "onboarding/": rows.arrival,
    "work-carried-over/": rows.arrival,
    "safety/": rows_checks.safety_records,
    "starters/": rows.starters,
    "duty-reviews/": rows.duty_reviews,
    "partnership/mail/": rows.profiles,
    "people/missing/": rows.missing_people,
    "people/sensitive/": rows.sensitive_posts,
    "people/number-clashes/": rows.number_clashes,
    "people/merged/": rows.merged_records,
    "people/import/": rows.import_files,
    "people/deaths/": rows.death_cases,
    "people/increments/": rows.increments,
    "people/by-file/": rows.change_files,
    "people/bank-changes/": rows.bank_changes,
    "people/<uuid:person>/working-time/": rows_checks.opt_outs_of_people,
    "people/<uuid:person>/rosters/": rows_rosters.people,
    "rosters/": rows_rosters.files,
    "people/<uuid:person>/checks/": rows_checks.checks_of_people,
    "checks/": rows_checks.checks,
    "people/": rows.people,
    "family-leave/": rows.family_leave,
    "leave/": rows.leave,
    "absence/": rows.agreed_terms,
    "forewarnings/": rows.forewarnings,
    "team/tasks/": rows.team_tasks,
    "leavers/repayments/": rows.repayments,
    "leavers/consultations/": rows.consultations,
    "leavers/<uuid:leaving>/overpaid/": rows.overpayments,
    "leavers/": rows.leavers,
    "transfers/": rows.envelopes,
    "jobs/": rows.jobs,
    "lists/": rows.list_files,
    "privacy/requests/": rows_privacy.access_requests,
    "privacy/rights/": rows_privacy.data_rights,
    "privacy/breaches/": rows_privacy.breach_log,
    "privacy/lookups/": rows_privacy.looker_reports,
    "privacy/retention/": rows_privacy.schedules,
    "privacy/erasure/": rows_privacy.erasures,
    "privacy/holds/": rows_privacy.legal_holds,
    "audit/": rows.events,
    "partnership/access/": rows.grants,
    "partnership/reference/": rows.reference_sheets,
    "partnership/units/": rows.units,
    "partnership/posts/": rows.posts,
    "partnership/senior-posts/": rows.senior_posts,
    "partnership/vacancies/": rows.vacancies,
    "letters/": rows.paper,
}
