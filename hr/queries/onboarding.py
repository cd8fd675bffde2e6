"""The onboarding of a partner: its project, papers, signatures and log (domain GOV-05)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hr.models import (
    SLOTS,
    DocumentSignature,
    GateEvaluation,
    LoadRun,
    OnboardingDocument,
    OnboardingMove,
    OnboardingProject,
    Person,
    SignOff,
)
from hr.states import ONBOARDING_ORDER, OnboardingStage
from partners.models import OutboundMessage
from partners.roles import Role

NEWS = "onboarding.news"
"""The kind of message that tells staff what is coming."""
GO_LIVE = (Role.SECTION_151, Role.HR_DIRECTOR, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR)
OF_DATA = (Role.DATA_OWNER, Role.HR_MANAGER, Role.PAYROLL_RELEASER)
SIGNS = {
    Role.DATA_OWNER: "The totals of the old system are right",
    Role.HR_MANAGER: "The differences between old and new are understood: people",
    Role.PAYROLL_RELEASER: "The differences between old and new are understood: pay",
    Role.SECTION_151: "We may go live: money",
    Role.HR_DIRECTOR: "We may go live: people",
    Role.DATA_PROTECTION_OFFICER: "We may go live: personal data",
    Role.AUDITOR: "We may go live: controls",
}
MOVES = {
    "assess": "Assess feasibility",
    "make_case": "Write the business case",
    "ask_for_decision": "Ask for the decision",
    "sign_agreement": "Agreement signed",
    "design": "Begin the design",
    "build": "Begin to build",
    "migrate": "Begin to migrate data",
    "accept": "Begin acceptance testing",
    "run_parallel": "Begin parallel pay runs",
    "cut_over": "Cut over",
    "begin_hypercare": "Begin close support",
    "go_live": "Go live",
    "review": "Review after 90 days",
    "go_back": "Go back to data migration",
    "put_on_hold": "Put on hold",
    "withdraw_partner": "Leave the partnership",
    "complete_exit": "The partner has left",
    "transfer": "Decided who transfers",
    "freeze": "Freeze planned",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many people work here, how many have an e-mail address, and how many of those were written to."""

    n_people: int
    n_with_address: int
    n_told: int


def current(partner_id: int) -> OnboardingProject | None:
    """Return the project of a partner, or None. One query."""
    rows: QuerySet[OnboardingProject] = OnboardingProject.objects.of(partner_id).exclude(stage=OnboardingStage.EXITED)
    return rows.select_related("partner", "opened_by").first() or (
        OnboardingProject.objects.of(partner_id).select_related("partner", "opened_by").order_by("-id").first()
    )


def reached(project: OnboardingProject) -> str:
    """Return the stage in the order of stages that the project has reached: on hold, the one that was held."""
    return project.held_stage or project.stage


def position(stage: str) -> int:
    """Return the place of a stage in the order of stages; -1 for those beside it."""
    return ONBOARDING_ORDER.index(OnboardingStage(stage)) if stage in ONBOARDING_ORDER else -1


def documents(project: OnboardingProject) -> "QuerySet[OnboardingDocument]":
    """Return the papers of a project, the newest first."""
    rows: QuerySet[OnboardingDocument] = OnboardingDocument.objects.of(project.partner_id).filter(project=project)
    return rows.select_related("recorded_by").order_by("-id")


def signatures(project: OnboardingProject) -> dict[int, list[DocumentSignature]]:
    """Return the signatures of each paper, in order. One query."""
    found: dict[int, list[DocumentSignature]] = {}
    rows = DocumentSignature.objects.of(project.partner_id).filter(document__project_id=project.pk)
    for one in rows.select_related("signed_by").order_by("id"):
        found.setdefault(one.document_id, []).append(one)
    return found


def one_document(document: UUID) -> OnboardingDocument:
    """Return a paper. :raises OnboardingDocument.DoesNotExist: when there is none in scope."""
    found: OnboardingDocument = OnboardingDocument.objects.select_related("project", "recorded_by").get(uuid=document)
    return found


def sign_offs(load: LoadRun | None) -> dict[str, SignOff]:
    """Return who signed a load, by slot. One query."""
    if load is None:
        return {}
    rows = SignOff.objects.of(load.partner_id).filter(load=load, content_hash=load.content_hash)
    return {one.slot: one for one in rows.select_related("signed_by").order_by("id")}


def evaluations(project: OnboardingProject) -> "QuerySet[GateEvaluation]":
    """Return what the gates said from time to time, the newest first."""
    rows: QuerySet[GateEvaluation] = GateEvaluation.objects.of(project.partner_id).filter(project=project)
    return rows.select_related("evaluated_by").order_by("-id")


def moves(project: OnboardingProject) -> list[dict[str, Any]]:
    """Return the log of a project for a timeline, the newest first. One query."""
    rows = OnboardingMove.objects.of(project.partner_id).filter(project=project).select_related("by").order_by("-id")
    return [
        {"title": MOVES.get(one.action, "Opened"), "by": one.by.full_name, "at": one.at, "reason": one.reason}
        for one in rows
    ]


def reach(partner_id: int) -> Reach:
    """Return how many of the staff have been told what is coming. Three queries."""
    people = Person.objects.of(partner_id)
    sent = OutboundMessage.objects.of(partner_id).filter(kind=NEWS).exclude(state="CANCELLED")
    with_address = people.exclude(email="")
    return Reach(
        n_people=people.count(),
        n_with_address=with_address.count(),
        n_told=with_address.filter(pk__in=sent.values("person_id")).count(),
    )


def slots() -> tuple[Role, ...]:
    """Return the capacities in which a load is signed, in order."""
    return SLOTS
