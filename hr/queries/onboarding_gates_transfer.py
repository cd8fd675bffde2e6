"""The gates about law, freeze, catching up, support and capacity of an onboarding (domain HR-11, GOV-05)."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection

from hr.models import OnboardingDocument, OnboardingProject
from hr.onboarding_evidence import FIRST_RUN
from hr.queries import migrations
from hr.queries.gate_facts import Facts, Says, paper, registered
from hr.states import OnboardingStage
from sharedservices.common.formatting import counted, day

S = OnboardingStage
Kind = OnboardingDocument.Kind
Transfer = OnboardingProject.Transfer
BEFORE_TRANSFER = timedelta(days=28)
"""Transfer of Undertakings (Protection of Employment) Regulations 2006, reg 11(6): at least 28 days before."""
LIABILITY = (Kind.ELI_IDENTITY, Kind.ELI_PARTICULARS, Kind.ELI_DISCIPLINE, Kind.ELI_CLAIMS, Kind.ELI_AGREEMENTS)
"""What reg 11(2) asks of the former employer: each part is given by a paper of its own."""
CLOCK_DAYS = timedelta(days=28)
PROMISED = 95
"""Domain GOV-04: 95 per cent of cases within their clock."""
NO_FIRST_RUN = Says(
    False, "There is no evidence yet: no first live run has been compared with the last run of the old system.",
    "Compare every net pay, with a reason for each change of more than 10 per cent.",
)  # fmt: skip


def liability_due(project: OnboardingProject) -> date | None:
    """Return the last day on which employee liability information is in time; None where nobody transfers."""
    return None if project.transfer_on is None else project.transfer_on - BEFORE_TRANSFER


def _transfer(facts: Facts) -> Says:
    project = facts.project
    if not project.transfer:
        return Says(False, "It is not decided who transfers.", "Decide it under Who transfers.")
    on = f", on {day(project.transfer_on)}" if project.transfer_on else ""
    return Says(True, f"{project.get_transfer_display()}{on}.")


def _data_terms(facts: Facts) -> Says:
    if facts.project.transfer == Transfer.ALL:
        return Says(True, "Everybody transfers: their data come with their employment.")
    return paper(Kind.DATA_TERMS, n_signatures=2)(facts)


def _liability(facts: Facts) -> Says:
    project, due = facts.project, liability_due(facts.project)
    if project.transfer == Transfer.STAY:
        return Says(True, "Nobody transfers: the law asks for none.")
    if due is None:
        return Says(False, "It is not decided who transfers.", "Decide it under Who transfers.")
    days = (due - facts.on).days
    ahead = f"in {counted(days, 'day', 'days')}" if days >= 0 else "which is past"
    clock = f"due by {day(due)}, {ahead}"
    missing = [kind.label for kind in LIABILITY if kind not in facts.papers]
    if missing:
        said = f"Not given: {'; '.join(missing)}; {clock}."
        return Says(False, said, "Ask the former employer, and record each under Papers with the day it was given.")
    late = [kind.label for kind in LIABILITY if facts.papers[kind].dated_on > due]
    objection, identity = facts.papers.get(Kind.OBJECTION), facts.papers[Kind.ELI_IDENTITY]
    if objection is not None and objection.dated_on > identity.dated_on:
        said = f"Somebody has objected to the transfer since the list of {day(identity.dated_on)}."
        return Says(False, said, "Have the list brought up to date, and record it.")
    if late and not paper(Kind.ELI_LATE, n_signatures=2)(facts).is_green:
        said = f"Given after {day(due)}: {'; '.join(late)}."
        return Says(False, said, "Record why it could not be in time, signed by two, or move the day of the transfer.")
    reasons = ", some late for reasons that are signed" if late else ""
    return Says(True, f"All {len(LIABILITY)} parts are given{reasons}.")


def _freeze(facts: Facts) -> Says:
    project = facts.project
    if project.freeze_from is None or project.freeze_until is None:
        return Says(False, "No freeze is planned.", "Plan it under Freeze, and tell whoever works in the old system.")
    last = project.go_live_planned_on - timedelta(days=1)
    if project.freeze_until < last:
        said = f"The freeze ends on {day(project.freeze_until)}, before the last day of the old system."
        return Says(False, said, f"Plan it to {day(last)} at least.")
    return Says(True, f"Nothing is changed in the old system from {day(project.freeze_from)} on.")


def _caught_up(facts: Facts) -> Says:
    since, load = facts.project.freeze_from, facts.looked
    if since is None:
        return Says(False, "No freeze is planned.", "Plan it under Freeze.")
    if load is None or load.extract.taken_at.date() < since:
        said = f"No extract of people was taken since the freeze began on {day(since)}."
        return Says(False, said, "Take the last extract, and load what has changed.")
    if load.n_faults:
        return Says(False, f"{load} of the last extract found faults.", "Mend them, and load it again.")
    last = migrations.latest_applied(facts.project)
    if load.pk != (last.pk if last else None) and load.n_new + load.n_changed + load.n_gone:
        return Says(False, f"{load} of the last extract was only checked.", "Load it.")
    return Says(True, f"{load} is of {load.extract}, taken in the freeze.")


def _capacity(facts: Facts) -> Says:
    """Look at whether the partners who are served already are answered in time (domain GOV-05; GOV-04)."""
    n_partners, n_due, n_in_time = case_clock(since=facts.on - CLOCK_DAYS, until=facts.on - timedelta(days=1))
    if not n_due:
        return Says(True, "No question of a partner who is served already was due in the last 28 days.")
    percent = f"{100 * n_in_time / n_due:.1f}"
    said = (
        f"{n_in_time:,} of {counted(n_due, 'question', 'questions')} of {counted(n_partners, 'partner', 'partners')} "
        f"served already were answered in time in the last 28 days: {percent} per cent; {PROMISED} are promised."
    )
    is_kept = 100 * n_in_time >= PROMISED * n_due
    return Says(is_kept, said, "Add people to the desk first: nobody’s service suffers for a new partner.")


def case_clock(*, since: date, until: date) -> tuple[int, int, int]:
    """Return how many other partners are served, how many of their questions were due, how many answered in time.

    The database counts; it names nobody and no partner. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_partners, n_due, n_in_time FROM hr_case_clock(%s, %s)", [since, until])
        n_partners, n_due, n_in_time = cursor.fetchone()
    return n_partners, n_due, n_in_time


Look = Callable[[Facts], Says]
GATES: tuple[tuple[str, str, OnboardingStage, str, Look], ...] = (
    ("GATE-TRANSFER", "Who transfers is decided", S.DESIGN, "HR-11: model both", _transfer),
    ("GATE-DATA-TERMS", "Terms for the data of staff who stay, two signatures", S.DATA_MIGRATION, "HR-11", _data_terms),
    ("GATE-LIABILITY", "Employee liability information, 28 days before", S.CUTOVER, "HR-11; TUPE reg 11", _liability),
    ("GATE-CAPACITY", "Partners served already are answered in time", S.CUTOVER, "GOV-05; GOV-04", _capacity),
    ("GATE-FREEZE", "Freeze of the old system", S.CUTOVER, "HR-11", _freeze),
    ("GATE-CATCH-UP", "Caught up in the freeze", S.HYPERCARE, "HR-11", _caught_up),
    ("GATE-DESK", "Support desk with a published number", S.HYPERCARE, "HR-11", paper(Kind.DESK)),
    ("GATE-FIRST-RUN", "First live run compared", S.LIVE, "HR-11", registered(FIRST_RUN, NO_FIRST_RUN)),
)  # fmt: skip
