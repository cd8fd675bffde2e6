"""The gates of an onboarding (domain GOV-05): each is worked out from the records, and from nothing else.

A gate stands before a stage and before every later one. No table has a column that says a gate is green: what is
kept of a look at the gates is a copy that no gate reads.
"""

from collections.abc import Callable
from datetime import date, timedelta

from hr.engine.migration_totals import FINANCE, NOT_LOADED
from hr.models import DataDomain, OnboardingDocument, OnboardingProject
from hr.onboarding_evidence import PARALLEL_RUNS
from hr.queries import migrations, onboarding
from hr.queries.gate_facts import NOTHING_LOADED, Facts, Gate, GateState, Says, paper, registered
from hr.queries.onboarding import GO_LIVE, OF_DATA
from hr.queries.onboarding_gates_transfer import GATES as TRANSFER_GATES
from hr.states import OnboardingStage
from partners.models import PayeScheme
from partners.queries.duties import clashing, roles_held
from partners.roles import Role
from sharedservices.common.formatting import counted, day

S = OnboardingStage
Kind = OnboardingDocument.Kind
REVIEW_AFTER = timedelta(days=90)
"""Domain GOV-05: the review is 90 days after going live."""
REHEARSED_WITHIN = timedelta(days=180)
NEEDED_ROLES = (Role.MIGRATION_LEAD, *OF_DATA, *GO_LIVE)


def _duties(facts: Facts) -> Says:
    clash = sorted(clashing(partner_id=facts.partner_id, on=facts.on))
    if clash:
        words = "; ".join(f"{one.role.label} and {one.other_role.label}" for one in clash[:3])
        said = f"{counted(len(clash), 'pair of roles is', 'pairs of roles are')} held by one person: {words}."
        return Says(False, said, "End one of the two roles under Who may do what.")
    held = roles_held(partner_id=facts.partner_id, on=facts.on)
    empty = [role.label for role in NEEDED_ROLES if role not in held]
    if empty:
        return Says(False, f"Nobody is {', '.join(empty)}.", "Grant the role under Who may do what.")
    return Says(True, "Every role is held, and nobody holds two that check each other.")


def _costs(facts: Facts) -> Says:
    if facts.looked is None:
        return NOTHING_LOADED
    codes = facts.looked.unmapped_costs
    if codes:
        some = ", ".join(sorted(codes)[:5]) + (" …" if len(codes) > 5 else "")
        said = f"{counted(len(codes), 'cost code is', 'cost codes are')} no cost centre here: {some}."
        return Says(False, said, "Add them to the mapping, or have the cost centres opened.")
    return Says(True, "100% of the cost codes in the newest load are cost centres here.")


def _no_s1(facts: Facts) -> Says:
    if facts.load is None:
        return NOTHING_LOADED
    n_open, _accepted = facts.issues.get("S1", (0, 0))
    if n_open:
        said = f"{counted(n_open, 'S1 issue is', 'S1 issues are')} open."
        return Says(False, said, "Mend the data and load them again: the load closes the issues.")
    return Says(True, "No S1 issue is open.")


def _no_s2(facts: Facts) -> Says:
    if facts.load is None:
        return NOTHING_LOADED
    n_open, n_accepted = facts.issues.get("S2", (0, 0))
    if n_open:
        said = f"{counted(n_open, 'S2 issue is', 'S2 issues are')} open."
        return Says(False, said, "Mend the data and load them again, or accept them with evidence.")
    return Says(True, f"No S2 issue is open; {n_accepted} accepted with evidence.")


def _totals(facts: Facts) -> Says:
    if facts.load is None:
        return NOTHING_LOADED
    found = migrations.domains(facts.looked)
    off = [f"{one.label} ({one.n_off})" for one in found if not one.is_balanced]
    if off:
        said = f"Source, staging and records do not agree, or the source says nothing: {', '.join(off)}."
        return Says(False, said, "See Totals: each shows the rows that differ.")
    return Says(True, f"All {sum(len(one.lines) for one in found)} totals agree in source, staging and records.")


def _signed(slots: tuple[Role, ...]) -> Callable[[Facts], Says]:
    """Make the look for signatures of the load that the records come from, each by another human being."""

    def look(facts: Facts) -> Says:
        if facts.load is None:
            return NOTHING_LOADED
        signed = onboarding.sign_offs(facts.load)
        missing = [role.label for role in slots if role.value not in signed]
        if missing:
            said = f"{facts.load} is not signed by: {', '.join(missing)}."
            return Says(False, said, "Sign it under Sign-off. A newer load needs signatures of its own.")
        names = ", ".join(str(signed[role.value].signed_by) for role in slots)
        return Says(True, f"{facts.load} is signed by {names}.")

    return look


def _schemes(facts: Facts) -> Says:
    schemes = list(PayeScheme.objects.of(facts.partner_id).order_by("id"))
    if not schemes:
        return Says(False, "No PAYE scheme is recorded.", "Have the scheme and its references set up.")
    without = [one.name for one in schemes if not one.accounts_office_reference or not one.employer_reference]
    if without:
        said = f"Without an Accounts Office reference: {', '.join(without)}."
        return Says(False, said, "It is on the letter from HMRC that opened the scheme.")
    return Says(True, f"{counted(len(schemes), 'PAYE scheme has', 'PAYE schemes have')} both references.")


def _told(facts: Facts) -> Says:
    reach = facts.reach
    if not reach.n_people:
        return NOTHING_LOADED
    missing = reach.n_with_address - reach.n_told
    if missing:
        said = f"{reach.n_told} of {reach.n_with_address} people with an e-mail address have been told."
        return Says(False, said, "Tell the staff, under Staff.")
    letters = reach.n_people - reach.n_with_address
    if letters and Kind.LETTERS not in facts.papers:
        said = f"{counted(letters, 'person has', 'people have')} no e-mail address, and no posting is recorded."
        return Says(False, said, "Post the letters, and record the posting under Papers.")
    return Says(True, f"All {reach.n_people} people have been told, {letters} of them by letter.")


def _other_domains(facts: Facts) -> Says:
    """Look at the domains that have files of their own, and then at evidence of those that come another way."""
    wrong = []
    for one in migrations.other_domains(facts.project):
        load = migrations.latest_applied(facts.project, one.code)
        if load is None:
            if one.code != DataDomain.POSTS:  # posts may have been set up here
                wrong.append(f"{one.label}: not loaded")
        elif gone := load.n_rows - migrations.n_staged(load):
            lines = f"{counted(gone, 'row is', 'rows are')} out since people were loaded again"
            wrong.append(f"{one.label}: {lines}, load the file again")
        elif not one.is_balanced:
            wrong.append(f"{one.label}: {counted(one.n_off, 'total does', 'totals do')} not agree")
        elif Role.DATA_OWNER.value not in onboarding.sign_offs(load):
            wrong.append(f"{one.label}: {load} is not signed by the data owner")
    if wrong:
        return Says(False, f"{'; '.join(wrong)}.", "Take their files in under Data, and sign them under Sign-off.")
    return _elsewhere(*(code for code, one in NOT_LOADED.items() if one.comes != FINANCE))(facts)


def _elsewhere(*codes: str) -> Callable[[Facts], Says]:
    """Make the look for evidence of domains that no file here brings: each is named, with what it comes with."""

    def look(facts: Facts) -> Says:
        found = migrations.elsewhere(facts.project, *codes, on=facts.on)
        wrong = [one for one in found if one.evidence is None or not one.evidence.is_enough]
        if wrong:
            said = [f"{one.label}: {one.evidence.says if one.evidence else one.comes}".rstrip(".") for one in wrong]
            return Says(False, f"{'; '.join(said)}.", "Evidence is found once its records are here.")
        names = "; ".join(f"{one.label}: {one.evidence.says}" for one in found if one.evidence)
        return Says(True, names or "Every file balances and is signed by the data owner.")

    return look


def _rehearsed(facts: Facts) -> Says:
    said = paper(Kind.ROLLBACK, n_signatures=1)(facts)
    found = facts.papers.get(Kind.ROLLBACK)
    if onboarding.position(onboarding.reached(facts.project)) >= onboarding.position(S.CUTOVER):
        return said  # it was new enough when the partner cut over
    if said.is_green and found is not None and found.dated_on < facts.on - REHEARSED_WITHIN:
        return Says(
            False, f"The rehearsal {found.reference} is older than 180 days.", "Rehearse it again, and record it."
        )
    return said


def _ninety_days(facts: Facts) -> Says:
    due = facts.project.stage_since + REVIEW_AFTER
    if facts.project.stage not in {S.LIVE, S.REVIEW}:
        return Says(False, "The partner is not live.", "It is reviewed 90 days after it went live.")
    if facts.project.stage == S.LIVE and facts.on < due:
        return Says(False, f"Live since {day(facts.project.stage_since)}.", f"It is reviewed from {day(due)} on.")
    return Says(True, "Live for 90 days.")


NO_RUNS = Says(False, "There is no evidence yet: no parallel pay run has been compared.", "Run both, and compare them.")
_ALL = (
    ("GATE-CASE", "Business case", S.DECISION, "GOV-05", paper(Kind.BUSINESS_CASE)),
    ("GATE-DECISION", "Decision of the governing body", S.AGREEMENT_SIGNED, "GOV-05", paper(Kind.DECISION)),
    ("GATE-AGREEMENT", "Agreement, two signatures", S.AGREEMENT_SIGNED, "GOV-05",
     paper(Kind.AGREEMENT, n_signatures=2)),
    ("GATE-DPIA", "Data protection impact assessment, two signatures", S.DESIGN, "GOV-05",
     paper(Kind.DPIA, n_signatures=2)),
    ("GATE-EXIT-PLAN", "Exit plan", S.BUILD, "GOV-05: produced at design", paper(Kind.EXIT_PLAN)),
    ("GATE-DUTIES", "Roles held, duties separate", S.DATA_MIGRATION, "GOV-05; SEC-03", _duties),
    ("GATE-VETTING", "Vetting", S.DATA_MIGRATION, "GOV-05", paper(Kind.VETTING)),
    ("GATE-COSTS", "Cost codes mapped, 100%", S.UAT, "GOV-05; HR-11", _costs),
    ("GATE-S1", "No S1 issue", S.UAT, "GOV-05; HR-11", _no_s1),
    ("GATE-TOTALS", "Control totals balance", S.UAT, "HR-11; lessons 7 and 12", _totals),
    ("GATE-DATA", "Data signed by owner, HR and payroll", S.PARALLEL_RUN, "HR-11", _signed(OF_DATA)),
    ("GATE-HMRC", "PAYE schemes complete", S.PARALLEL_RUN, "GOV-05", _schemes),
    ("GATE-HMRC-TEST", "HMRC set-up tested", S.PARALLEL_RUN, "GOV-05", paper(Kind.HMRC)),
    ("GATE-BACS", "BACS tested", S.PARALLEL_RUN, "GOV-05", paper(Kind.BACS)),
    ("GATE-PENSION", "Pension fund set-up tested", S.PARALLEL_RUN, "GOV-05", paper(Kind.PENSION_FUND)),
    ("GATE-S2", "No S2 issue open", S.CUTOVER, "HR-11", _no_s2),
    ("GATE-PARALLEL", "Parallel pay runs without an unexplained difference", S.CUTOVER,
     "GOV-05; lessons 23 and 29", registered(PARALLEL_RUNS, NO_RUNS)),
    ("GATE-DOMAINS", "Every other file of the data", S.CUTOVER, "HR-11; lesson 30", _other_domains),
    ("GATE-FINANCE", "Ledger and suppliers", S.CUTOVER, "HR-11",
     _elsewhere(*(code for code, one in NOT_LOADED.items() if one.comes == FINANCE))),
    ("GATE-STAFF", "All staff told", S.CUTOVER, "GOV-05", _told),
    ("GATE-HELPDESK", "Helpdesk capacity", S.CUTOVER, "GOV-05; lesson 11", paper(Kind.HELPDESK)),
    ("GATE-ROLLBACK", "Going back rehearsed", S.CUTOVER, "GOV-05", _rehearsed),
    ("GATE-SIGN-OFF", "Go-live signed by four people", S.CUTOVER, "GOV-05", _signed(GO_LIVE)),
    ("GATE-REVIEW", "90 days since going live", S.REVIEW, "GOV-05", _ninety_days),
    *TRANSFER_GATES,
)  # fmt: skip
GATES: tuple[Gate, ...] = tuple(
    Gate(code=code, title=title, before=before, source=source, look=look)
    for code, title, before, source, look in sorted(_ALL, key=lambda one: onboarding.position(one[2]))
)
"""By stage, and in each in this order."""


def look(project: OnboardingProject, *, on: date) -> list[GateState]:
    """Work every gate out, in order."""
    facts = Facts(project, on)
    found = [(gate, gate.look(facts)) for gate in GATES]
    return [
        GateState(
            code=gate.code, title=gate.title, before=gate.before.value, is_green=says.is_green, reason=says.reason,
            remedy="" if says.is_green else says.remedy,
        )
        for gate, says in found
    ]  # fmt: skip


def red_before(states: list[GateState], target: str) -> list[GateState]:
    """Return the red gates that stand before a stage."""
    here = onboarding.position(target)
    return [one for one in states if not one.is_green and onboarding.position(one.before) <= here]
