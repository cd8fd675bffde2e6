"""What the gates of an onboarding look at, and what they say: shared by all of them (domain GOV-05)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from hr.models import DocumentSignature, LoadRun, OnboardingDocument, OnboardingProject
from hr.onboarding_evidence import evidence
from hr.queries import migrations, onboarding
from hr.queries.onboarding import Reach
from hr.states import OnboardingStage
from sharedservices.common.formatting import counted


class Says(NamedTuple):
    """What a gate says: whether it is green, why, and what to do when it is not."""

    is_green: bool
    reason: str
    remedy: str = ""


@dataclass
class Facts:
    """What gates look at, each read once."""

    project: OnboardingProject
    on: date

    @property
    def partner_id(self) -> int:
        """The partner."""
        return self.project.partner_id

    @cached_property
    def papers(self) -> dict[str, OnboardingDocument]:
        """The newest paper of each kind."""
        return {one.kind: one for one in reversed(onboarding.documents(self.project))}

    @cached_property
    def signatures(self) -> dict[int, list[DocumentSignature]]:
        """The signatures of each paper."""
        return onboarding.signatures(self.project)

    @cached_property
    def load(self) -> LoadRun | None:
        """The load that the records come from."""
        return migrations.latest_applied(self.project)

    @cached_property
    def looked(self) -> LoadRun | None:
        """The newest load, checked only or applied."""
        return migrations.latest_load(self.project)

    @cached_property
    def issues(self) -> dict[str, tuple[int, int]]:
        """Open and accepted issues by severity."""
        return migrations.open_issues(self.project)

    @cached_property
    def reach(self) -> Reach:
        """How many of the staff have been told."""
        return onboarding.reach(self.partner_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate: the first stage that it stands before, and how it is worked out."""

    code: str
    title: str
    before: OnboardingStage
    source: str
    look: Callable[[Facts], Says]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateState:
    """A gate and what it says now."""

    code: str
    title: str
    before: str
    is_green: bool
    reason: str
    remedy: str

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it in the history."""
        return {"code": self.code, "title": self.title, "is_green": self.is_green, "reason": self.reason}


NOTHING_LOADED = Says(False, "No data have been loaded.", "Take an extract in, check it and load it.")


def paper(kind: OnboardingDocument.Kind, *, n_signatures: int = 0) -> Callable[[Facts], Says]:
    """Make the look for a paper that is recorded and signed by so many people."""

    def look(facts: Facts) -> Says:
        found = facts.papers.get(kind)
        if found is None:
            return Says(False, "Not recorded.", "Record it with its reference under Papers.")
        names = [str(one.signed_by) for one in facts.signatures.get(found.pk, [])]
        said = f"{found.reference}" + (f", signed by {' and '.join(names)}" if names else "")
        if len(names) >= n_signatures:
            return Says(True, f"{said}.")
        lacks = n_signatures - len(names)
        return Says(
            False, f"{said}: {counted(lacks, 'signature is', 'signatures are')} missing.", "Sign it under Papers."
        )

    return look


def registered(name: str, missing: Says) -> Callable[[Facts], Says]:
    """Make the look for evidence that an app above brings; without one, it is red."""

    def look(facts: Facts) -> Says:
        found = evidence(name=name, partner_id=facts.partner_id, on=facts.on)
        return missing if found is None else Says(found.is_enough, found.says, missing.remedy)

    return look
