"""After a report of a death nobody is asked to do anything to that person, and nobody else changes them (HR-09.2)."""

import ast
import inspect
from functools import cache

from partners.registry import work_sources
from tests.guards.walk import APPS, ROOT

OPERATIONS = ("hr", "payroll")
LAYERS = ("operations", "queries")
LEFT_ALONE = {
    # what the case itself, and whoever looks after it, does
    "hr.deaths", "hr.death_ends", "hr.estate", "hr.death_tasks", "hr.death_overpaid", "hr.family_letters",
    "hr.family_talks", "hr.family_ties", "hr.death_alerts", "hr.missing",
    # a certificate is kept, whatever it is; reading leaves a trace and changes nothing
    "hr.documents", "hr.disclosure", "hr.case_evidence", "hr.equality",
    # cases of HR are wound up by their officers: the procedure goes on without its subject, or is closed
    "hr.cases", "hr.case_officers", "hr.case_outcomes",
    # a declaration binds colleagues who decide, and changes nothing of whom it is about
    "hr.interests",
    # protection of an address stands until somebody lifts it: it protects the family
    "hr.sensitive",
    # what happened before a death is recorded after it too: HSE is told, and the family may claim
    "hr.safety",
    # about no one person: posts, units, policies, elements, loads
    "hr.consultations",
    "hr.posts", "hr.units", "hr.reorganisation", "hr.vacancies", "hr.senior_posts", "hr.establishment_modes",
    "hr.claim_policy",
    "hr.starters_policy", "hr.onboarding", "hr.onboarding_news", "hr.onboarding_terms", "hr.migration",
    "hr.migration_issues",
    "hr.migration_job", "hr.domain_load", "hr.domain_work", "hr.imports", "hr.import_checked", "hr.bulk_changes",
    "hr.contacts", "hr.identity", "hr.agency", "hr.absence_terms", "hr.reference", "hr.check_policy",
    "hr.leaving_terms", "hr.policies",
    # the end of a leave year is about everybody: what it carries over for somebody who died is due to nobody
    "hr.leave_year_end", "hr.leave_year_end_job",
    # a file of a whole employer: a claim of somebody on hold is a fault of it, and none is sent to payroll
    "hr.rosters", "hr.rosters_job", "hr.roster_claims",
    # runs of many: somebody about whose pay nobody has decided waits in quarantine alone
    "payroll.approval", "payroll.calculation", "payroll.calendars", "payroll.ledger", "payroll.membership",
    "payroll.pay_gap",
    "payroll.release",
}  # fmt: skip
LEFT_ALONE_ONE_BY_ONE = {
    # of a unit, about nobody
    "hr.unit_contacts.publish",
    # they only stop something
    "hr.bank_alerts.send", "hr.bank_changes.cancel", "hr.bank_changes.reject", "hr.bank_checks.call_back",
    "hr.transfers.withdraw", "hr.transfers.refuse", "hr.liability.withdraw",
    # another partner receives: it cannot know, and the releasing one completes nothing
    "hr.transfers.accept",
    # done by the person alone, whose every login is closed
    "hr.bank_changes.request", "hr.claims.start", "hr.claims.submit", "hr.claims.withdraw",
    "hr.claim_lines.put_expense", "hr.claim_lines.put_journey", "hr.claim_lines.remove",
    "hr.personal.add_emergency_contact", "hr.personal.change_address", "hr.personal.change_contacts",
    "hr.personal.remove_emergency_contact", "hr.starters_payroll.give", "payroll.pay_queries.open",
    # reading leaves a trace and changes nothing
    "hr.person_checks.read_note",
    # about no one person
    "hr.elements.create_element", "hr.elements.end_element", "hr.progression.agree",
    "hr.change_papers.keep_for_request",
    # what a released run has paid is paid
    "hr.claim_payments.pay",
    # leaves out whoever is on hold by the filter itself
    "hr.inputs.approve_all",
}  # fmt: skip
ASKS_BEYOND = {
    "hr.0 deaths to confirm": "the case itself",
    "hr.0 deaths to look after": "the case itself",
    "hr.0 pay after a death": "the case itself",
    "hr.0 advances that end": "the case itself",
    "hr.0 pay nobody decides": "the case itself",
    "hr.0 tasks after a death": "the case itself",
    "hr.0 overpaid after a death": "the case itself",
    "hr.0 accounts of estates": "the case itself",
    "hr.0 estates without account": "the case itself",
    "hr.1 pay of the missing": "the case of somebody missing",
    "hr.1 cases without officer": "a case without an officer cannot be wound up",
    "hr.4 HR1": "about a unit",
    "hr.1 reports to HSE": "the law asks for a report of a death most of all, and nothing of the person",
    "hr.3 leave year ends": "about a run of everybody",
    "hr.2 rosters to load": "about a file of a whole employer",
    "hr.2 statements": "asks a colleague for what they saw",
    "hr.2 interests to link": "a declaration binds colleagues, and asks nothing of whom it is about",
    "hr.3 own interests": "asks the person, whose every login is closed",
    "partners.1 access to approve": "about a login; whose access is stopped is given nothing",
    "partners.1 overrides that end": "about roles that end by themselves",
    "hr.3 own claims": "asks the person, whose every login is closed",
    "partners.1 mail profiles": "about no person",
    "partners.1 batches to release": "the gateway takes letters to people on hold out of the batch",
    "partners.1 clashes of duties": "suspended roles are no finding",
    "payroll.0 deaths": "sends payroll to the case officer",
    "finance.1 month end": "about a month", "finance.2 reconciliations": "about an account",
    "finance.4 electronic invoices": "about suppliers’ invoices",
    "finance.5 daily check of banks": "about the partner’s own bank accounts",
    "finance.6 sampled journals": "about a journal that was posted",
    "finance.7 disputed by partners": "about invoices to partners", "finance.8 bills to issue": "about partners’ bills",
    "finance.3 periods to close": "about a month",
    "payroll.0 right to work": "about a run, and whom it must not pay",
    "payroll.1 approve": "about a run", "payroll.2 release": "about a run", "payroll.3 calculate": "about a run",
    "payroll.4 quarantine": "about a run: whoever waits for a decision has a remedy that names the case officer",
    "payroll.5 calculating": "about a run",
    "privacy.0 access requests": "whoever asked is answered; the gateway holds the answer back",
    "privacy.0 breaches": "about a partner",
    "privacy.0 rights": "whoever asked is answered; the gateway holds the answer back",
    "privacy.3 who looked": "about those who looked",
    "privacy.1 reviews": "about an answer", "privacy.2 approvals": "about an answer",
}  # fmt: skip


@cache
def functions():
    """Return every function of the layers by module and name, and what each module imports."""
    found, imported = {}, {}
    for app in APPS:
        for path in [
            *(ROOT / app).glob("*.py"),
            *(one for layer in LAYERS for one in (ROOT / app / layer).glob("*.py")),
        ]:
            module, tree = ".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(path.read_text())
            names = imported.setdefault(module, {})
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module:
                    names |= {one.asname or one.name: (node.module, one.name) for one in node.names}
            found |= {(module, node.name): node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return found, imported


def called(key):
    """Yield what a function calls, as far as it is ours and named."""
    found, imported = functions()
    names = imported[key[0]]
    for node in ast.walk(found[key]):
        if not isinstance(node, ast.Call):
            continue
        to = node.func
        if isinstance(to, ast.Name):
            yield names.get(to.id, (key[0], to.id))
        elif isinstance(to, ast.Attribute) and isinstance(to.value, ast.Name) and to.value.id in names:
            yield ".".join(names[to.value.id]), to.attr


def reaches(key, name, seen=None):
    """Say whether a function calls one of a name, itself or by what it calls."""
    seen = set() if seen is None else seen
    if key[1] == name:
        return True
    if key in seen or key not in functions()[0]:
        return False
    seen.add(key)
    return any(reaches(one, name, seen) for one in called(key))


def changing():
    """Yield the operations that somebody does: short name and key."""
    for (module, name), node in functions()[0].items():
        app, layer, *rest = module.split(".")
        marks = {getattr(one, "id", "") for one in node.decorator_list}
        by_somebody = "by" in {one.arg for one in node.args.kwonlyargs}
        if app in OPERATIONS and layer == "operations" and "transaction_required" in marks and by_somebody:
            yield f"{app}.{'.'.join(rest)}", name, (module, name)


def test_no_operation_changes_somebody_on_hold_unless_it_is_listed():
    free = {
        f"{module}.{name}" for module, name, key in changing()
        if module not in LEFT_ALONE and not reaches(key, "require_free")
    }  # fmt: skip

    assert free - LEFT_ALONE_ONE_BY_ONE == set()
    assert LEFT_ALONE_ONE_BY_ONE - free == set(), "they ask by now: take them off the list"


def test_every_source_of_work_leaves_people_on_hold_out_unless_it_is_listed():
    asks = set()
    for source in work_sources():
        find = inspect.unwrap(source.find)
        if not reaches((find.__module__, find.__name__), "quiet"):
            asks.add(source.name)

    assert asks - set(ASKS_BEYOND) == set()


def test_the_guard_sees_what_is_planted():
    assert reaches(("hr.operations.terms", "change_hours"), "require_free")
    assert not reaches(("hr.operations.posts", "draft"), "require_free")
    assert len(list(changing())) > 150
