"""Extracts, mappings, loads, totals and issues of a project: what its pages show (domain HR-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hr.engine.migration_totals import BY_CODE, DOMAINS, ESTABLISHED, NOT_LOADED, Differs, Line, differing
from hr.models import DataDomain, Extract, LoadRun, MappingSet, OnboardingIssue, OnboardingProject, StagedRow
from hr.onboarding_evidence import DOMAIN, Evidence, evidence
from hr.queries.migration_facts import recorded_facts, staged_facts
from hr.states import IssueState
from sharedservices.common.rowsources import QuerySetRows

OTHERS = (
    DataDomain.POSTS, DataDomain.DOCUMENTS, DataDomain.CHECKS, DataDomain.DEDUCTIONS, DataDomain.ABSENCE,
    DataDomain.WORK,
)  # fmt: skip
"""Domains with files of their own, in the order in which they are loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainState:
    """How a domain of data stands: its lines, and how many of them do not balance."""

    code: str
    label: str
    is_loadable: bool
    lines: tuple[Line, ...] = ()
    comes: str = ""
    evidence: Evidence | None = None

    @property
    def n_off(self) -> int:
        """How many lines do not balance."""
        return sum(not line.is_balanced for line in self.lines)

    @property
    def is_balanced(self) -> bool:
        """Whether something was loaded, and every line balances."""
        return self.is_loadable and bool(self.lines) and not self.n_off


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """One issue in the list."""

    issue: UUID
    severity: str
    rule: str
    key: str
    column: str
    row: int | None
    message: str
    remedy: str
    state: str
    state_words: str
    owner: str
    due_on: date | None
    evidence: str
    is_late: bool


def latest_extract(project: OnboardingProject, domain: str = DataDomain.PEOPLE) -> Extract | None:
    """Return the newest extract of a domain. One query."""
    rows: QuerySet[Extract] = Extract.objects.of(project.partner_id).filter(project=project, domain=domain)
    return rows.order_by("-version").first()


def latest_mapping(project: OnboardingProject) -> MappingSet | None:
    """Return the newest mapping. One query."""
    rows: QuerySet[MappingSet] = MappingSet.objects.of(project.partner_id).filter(project=project)
    return rows.order_by("-version").first()


def loads(project: OnboardingProject) -> "QuerySet[LoadRun]":
    """Return the loads of a project, the newest first."""
    rows: QuerySet[LoadRun] = LoadRun.objects.of(project.partner_id).filter(project=project)
    return rows.select_related("extract", "mapping", "loaded_by").order_by("-number")


def latest_load(project: OnboardingProject, domain: str = DataDomain.PEOPLE) -> LoadRun | None:
    """Return the newest load of a domain, checked only or applied. One query."""
    return loads(project).filter(domain=domain).first()


def latest_applied(project: OnboardingProject, domain: str = DataDomain.PEOPLE) -> LoadRun | None:
    """Return the load that the records of a domain come from: the newest that was applied. One query."""
    return loads(project).filter(domain=domain, is_applied=True).first()


def n_staged(load: LoadRun) -> int:
    """Return how many rows of a load are still as they were loaded. One query."""
    rows: QuerySet[StagedRow] = StagedRow.objects.of(load.partner_id).filter(load=load)
    return rows.count()


def next_number(project: OnboardingProject) -> int:
    """Return the number of the next load, of whatever domain. One query."""
    newest = loads(project).first()
    return newest.number + 1 if newest else 1


def lines_of(load: LoadRun | None) -> list[Line]:
    """Return the totals that a load kept, line by line."""
    found = load.totals.get("lines", []) if load else []
    return [Line(total, key, *(None if one is None else Decimal(one) for one in says)) for total, key, *says in found]


def domains(load: LoadRun | None) -> list[DomainState]:
    """Return every domain that the load of people is of."""
    lines = lines_of(load)
    of = {code: total.domain for code, total in BY_CODE.items()} | {ESTABLISHED: "POSTS"}
    return [
        DomainState(
            code=code, label=label, is_loadable=True, lines=tuple(line for line in lines if of[line.total] == code)
        )
        for code, label in DOMAINS.items()
    ]


def elsewhere(project: OnboardingProject, *codes: str, on: date) -> list[DomainState]:
    """Return how the domains stand that no file here brings: what each comes with, and what its evidence says."""
    return [
        DomainState(
            code=code, label=NOT_LOADED[code].label, is_loadable=False, comes=NOT_LOADED[code].comes,
            evidence=evidence(name=f"{DOMAIN}{code}", partner_id=project.partner_id, on=on),
        )
        for code in codes
    ]  # fmt: skip


def domains_of(load: LoadRun) -> list[DomainState]:
    """Return what one load says: the domains of people, or the one that it is of."""
    if load.domain == DataDomain.PEOPLE:
        return domains(load)
    domain = DataDomain(load.domain)
    return [DomainState(code=domain, label=domain.label, is_loadable=True, lines=tuple(lines_of(load)))]


def other_domains(project: OnboardingProject) -> list[DomainState]:
    """Return the domains that have loads of their own besides people, each as its newest load says. A query each."""
    return [
        DomainState(code=one, label=one.label, is_loadable=True, lines=tuple(lines_of(latest_load(project, one))))
        for one in OTHERS
    ]


def all_domains(project: OnboardingProject, *, on: date) -> list[DomainState]:
    """Return every domain as its newest load says, those that no file here brings last. A query for each file."""
    others = other_domains(project)
    own = {one.code for one in others if one.lines}
    loaded = [one for one in domains(latest_load(project)) if one.code not in own]
    known = {one.code for one in loaded}
    return [*loaded, *(one for one in others if one.code not in known), *elsewhere(project, *NOT_LOADED, on=on)]


def open_issues(project: OnboardingProject) -> dict[str, tuple[int, int]]:
    """Return by severity how many issues are open, and how many accepted. One query."""
    rows = OnboardingIssue.objects.of(project.partner_id).filter(project=project).order_by("severity")
    counted = rows.values("severity").annotate(
        n_open=Count("id", filter=Q(state=IssueState.OPEN)), n_accepted=Count("id", filter=Q(state=IssueState.ACCEPTED))
    )
    return {row["severity"]: (row["n_open"], row["n_accepted"]) for row in counted}


def issues(*, project: OnboardingProject, filters: Mapping[str, Any], today: date) -> QuerySetRows:
    """Return the issues that the filters leave, as rows of a list. Closed ones only when asked for."""
    rows: QuerySet[OnboardingIssue] = OnboardingIssue.objects.of(project.partner_id).filter(project=project)
    state = filters.get("state", "")
    rows = rows.filter(state=state) if state else rows.exclude(state=IssueState.CLOSED)
    for name in ("severity", "rule"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    if filters.get("owner"):
        rows = rows.filter(owner_id=int(filters["owner"]))
    if filters.get("late"):
        rows = rows.filter(due_on__lt=today, state=IssueState.OPEN)
    if words := filters.get("q"):
        rows = rows.filter(Q(key__icontains=words) | Q(message__icontains=words) | Q(column__icontains=words))
    return QuerySetRows(rows.select_related("owner"), row=lambda one: _issue(one, today))


def _issue(one: OnboardingIssue, today: date) -> IssueRow:
    return IssueRow(
        issue=one.uuid, severity=one.severity, rule=one.rule, key=one.key, column=one.column, row=one.row,
        message=one.message, remedy=one.remedy, state=one.state, state_words=one.get_state_display(),
        owner=one.owner.full_name if one.owner else "", due_on=one.due_on, evidence=one.evidence,
        is_late=one.state == IssueState.OPEN and one.due_on is not None and one.due_on < today,
    )  # fmt: skip


def rules_in_use(project: OnboardingProject) -> list[str]:
    """Return the codes of the rules that have found something. One query."""
    rows = OnboardingIssue.objects.of(project.partner_id).filter(project=project)
    return sorted(rows.values_list("rule", flat=True).distinct())


def one_issue(issue: UUID) -> OnboardingIssue:
    """Return an issue with its people and loads. :raises OnboardingIssue.DoesNotExist: when there is none in scope."""
    rows = OnboardingIssue.objects.select_related("owner", "accepted_by", "found_load", "closed_load", "project")
    found: OnboardingIssue = rows.get(uuid=issue)
    return found


def one_load(load: UUID) -> LoadRun:
    """Return a load with its extract and mapping. :raises LoadRun.DoesNotExist: when there is none in scope."""
    found: LoadRun = LoadRun.objects.select_related("extract", "mapping", "loaded_by", "project").get(uuid=load)
    return found


def differences(*, load: LoadRun, total: str, on: date) -> list[Differs]:
    """Return the jobs that explain why staging and records do not agree in a total. Seven queries."""
    staged = staged_facts(partner_id=load.partner_id, load_id=load.pk)
    return differing(total, staged, recorded_facts(partner_id=load.partner_id, on=on))
