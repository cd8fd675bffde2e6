"""The onboarding of a partner (domain GOV-05): opened, papered, signed, moved on past gates that evidence opens.

Nothing here sets a gate. A move works every gate out in the same transaction and is refused while one that stands
before its target is red; the database asks for that look, and counts signatures and issues once more itself.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hr.models import (
    DataDomain,
    DocumentSignature,
    Extract,
    GateEvaluation,
    LoadRun,
    OnboardingDocument,
    OnboardingMove,
    OnboardingProject,
    SignOff,
)
from hr.operations import migration_parts
from hr.queries import onboarding as found
from hr.queries import onboarding_gates as gates
from hr.queries.gate_facts import GateState
from hr.queries.migrations import latest_applied
from hr.states import ONBOARDING, ONBOARDING_FORWARD, OnboardingStage
from partners.audit import audit
from partners.models import AuditAction, User
from partners.queries.duties import holders_of
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common import sealedfiles
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState, next_state

NOUN = "project"
LONGEST = 500
S = OnboardingStage
KEEPS_NO_FILES = frozenset({S.LIVE, S.EXITED})
"""Stages in which no extract of the old system is kept."""


class GateIsRed(DomainError):
    """Something that the move needs is not there."""


class ThereIsOne(DomainError):
    """The partner has a project already."""


class WordsNeeded(DomainError):
    """A reference, a reason or a capacity is missing, or a number is impossible."""


class NotYours(DomainError):
    """Another human being must do this."""

    is_refusal = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper to record: what it is, its reference and date, and what it shows."""

    kind: str
    reference: str
    dated_on: date
    says: str


@transaction_required
def open_project(
    *, partner_id: int, staff_expected: int, go_live_planned_on: date, by: User, at: datetime
) -> OnboardingProject:
    """Open the onboarding of a partner, at the enquiry.

    :raises ThereIsOne: when it has one
    :raises WordsNeeded: for a planned day that is past, or nobody to bring over
    """
    today = timezone.localdate(at)
    if go_live_planned_on <= today:
        raise WordsNeeded("The planned day is past.", field="go_live_planned_on", remedy="Choose a later one.")
    if staff_expected < 1:
        raise WordsNeeded("There must be somebody to bring over.", field="staff_expected", remedy="Enter the number.")
    with partner_scope(partner_id, actor_id=by.pk, reason="onboarding"):
        try:
            with transaction.atomic():
                row: OnboardingProject = OnboardingProject.objects.create(
                    partner_id=partner_id, staff_expected=staff_expected, go_live_planned_on=go_live_planned_on,
                    stage_since=today, opened_by=by, opened_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise ThereIsOne("This partner has an onboarding project already.") from error
        log(row, "open", "", row.stage, "", by=by, at=at)
        _keep(row, gates.look(row, on=today), "Opened", by=by, at=at)
    return row


@transaction_required
def move(*, project: UUID, action: str, reason: str, by: User, at: datetime) -> OnboardingProject:
    """Move a project on, aside or out.

    :raises GateIsRed: when a gate before the target is red, naming each
    :raises WrongState: when the move is not one from here
    :raises WordsNeeded: without a reason for a move aside
    """
    row = lock(project)
    target = next_state(ONBOARDING, action, row.stage, noun=NOUN)
    tidy, today = " ".join(reason.split()), timezone.localdate(at)
    if row.stage == S.ON_HOLD and action in ONBOARDING_FORWARD and target != row.held_stage:
        raise WrongState(f"It was held at “{row.get_held_stage_display()}”.", remedy="Go on there first.")
    if len(tidy) > LONGEST or (action not in ONBOARDING_FORWARD and not tidy):
        raise WordsNeeded(f"Say why, in at most {LONGEST} characters.", field="reason")
    states = gates.look(row, on=today)
    red = gates.red_before(states, target) if action in ONBOARDING_FORWARD else []
    if red:
        names = "; ".join(f"{one.title}: {one.reason}" for one in red)
        raise GateIsRed(f"{len(red)} gates are red. {names}", remedy="Each opens by its evidence, and by nothing else.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200] or found.MOVES[action]):
        source = row.stage
        _keep(row, states, found.MOVES[action], target=target, by=by, at=at)
        row.held_stage = source if target == S.ON_HOLD else ""
        row.stage, row.stage_since = S(target), today
        row.save(update_fields=["stage", "held_stage", "stage_since"])
        log(row, action, source, target, tidy, by=by, at=at)
        if target in KEEPS_NO_FILES:
            _forget_files(row)
    return row


@transaction_required
def look_again(*, project: UUID, occasion: str, by: User, at: datetime) -> GateEvaluation:
    """Work every gate out and keep what they say: the history of the gates."""
    row = lock(project)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=occasion):
        return _keep(row, gates.look(row, on=timezone.localdate(at)), occasion, by=by, at=at)


@transaction_required
def record_paper(*, project: UUID, paper: Paper, by: User, at: datetime) -> OnboardingDocument:
    """Record a paper by its reference. A newer one of a kind takes the place of the older, signatures and all.

    :raises WordsNeeded: without reference or words, or for a day in the future
    """
    row = lock(project)
    reference, says = " ".join(paper.reference.split()), " ".join(paper.says.split())
    for name, text, longest in (("reference", reference, 120), ("says", says, LONGEST)):
        if not 0 < len(text) <= longest:
            raise WordsNeeded(f"Write 1 to {longest} characters.", field=name)
    if paper.dated_on > timezone.localdate(at):
        raise WordsNeeded("The date is in the future.", field="dated_on", remedy="Record it when it is there.")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=reference):
        made: OnboardingDocument = OnboardingDocument.objects.create(
            partner_id=row.partner_id, project=row, kind=OnboardingDocument.Kind(paper.kind), reference=reference,
            dated_on=paper.dated_on, says=says, recorded_by=by, recorded_human=by.human_id, recorded_at=at,
        )  # fmt: skip
        _keep(row, gates.look(row, on=timezone.localdate(at)), f"Recorded: {made}"[:120], by=by, at=at)
    return made


@transaction_required
def sign_paper(*, document: UUID, capacity: str, by: User, at: datetime) -> DocumentSignature:
    """Stand behind a paper as one human being, in a capacity.

    :raises NotYours: for whoever recorded it, and for a second signature by any login of one person
    :raises WordsNeeded: without a capacity
    """
    paper, tidy = found.one_document(document), " ".join(capacity.split())
    row = lock(paper.project.uuid)
    if paper.recorded_human == by.human_id:
        raise NotYours("You recorded this paper.", remedy="Two others sign it.")
    if not 0 < len(tidy) <= 120:
        raise WordsNeeded("Say for whom you sign, in at most 120 characters.", field="capacity")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{paper}"[:200]):
        try:
            with transaction.atomic():
                made: DocumentSignature = DocumentSignature.objects.create(
                    partner_id=row.partner_id, document=paper, signed_by=by, signed_human=by.human_id, signed_at=at,
                    capacity=tidy,
                )  # fmt: skip
        except IntegrityError as error:
            raise NotYours("You have signed this paper.", remedy="Somebody else signs next.") from error
        _keep(row, gates.look(row, on=timezone.localdate(at)), f"Signed: {paper}"[:120], by=by, at=at)
        audit(
            action=AuditAction.APPROVE, object_type="hr_onboardingdocument", object_id=paper.pk, label=str(paper),
            reason=tidy,
        )  # fmt: skip
    return made


@transaction_required
def sign_load(
    *,
    project: UUID,
    slot: str,
    content_hash: str,
    note: str,
    by: User,
    at: datetime,
    domain: str = DataDomain.PEOPLE,
) -> SignOff:
    """Sign the load that the records of a domain come from, in the capacity of one's own role.

    `content_hash` is of what the signer saw: a load that came in between needs to be looked at first.

    :raises NotYours: without the role, for whoever loaded it, and for who has signed it in another capacity
    :raises GateIsRed: when there is nothing to sign, or it is not what was seen
    """
    row, role = lock(project), Role(slot)
    load = latest_applied(row, domain)
    if load is None or load.content_hash != content_hash:
        raise GateIsRed("There is no such load now.", remedy="Look at the newest load, and sign that one.")
    _may_sign(load, role, by, timezone.localdate(at))
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{role.label} signs {load}"):
        try:
            with transaction.atomic():
                made: SignOff = SignOff.objects.create(
                    partner_id=row.partner_id, project=row, load=load, content_hash=content_hash, slot=role,
                    note=" ".join(note.split())[:LONGEST], signed_by=by, signed_human=by.human_id, signed_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise NotYours(
                "This load is signed in that capacity, or you have signed it in another.",
                remedy="Each capacity is another human being.",
            ) from error
        _keep(row, gates.look(row, on=timezone.localdate(at)), f"{role.label} signed {load}", by=by, at=at)
        audit(
            action=AuditAction.APPROVE, object_type="hr_loadrun", object_id=load.pk, label=f"{load}: {role.label}",
            changes={"hash": content_hash}, reason=made.note,
        )  # fmt: skip
    return made


def _may_sign(load: LoadRun, role: Role, by: User, on: date) -> None:
    holders = {one.human_id for one in holders_of(role=role, partner_id=load.partner_id, on=on)}
    if by.human_id not in holders:
        raise NotYours(f"Only the {role.label.lower()} of this partner signs here.", remedy="Ask them to sign.")
    if load.loaded_human == by.human_id:
        raise NotYours("You loaded these data.", remedy="Somebody else signs them.")


def _keep(
    row: OnboardingProject, states: list[GateState], occasion: str, *, target: str = "", by: User, at: datetime
) -> GateEvaluation:
    """Keep what the gates say. `target` counts the red ones before a stage; without one, before the next."""
    here = found.position(found.reached(row))
    ahead = target or (list(S)[here + 1] if 0 <= here < found.position(S.REVIEW) else "")
    red = {one.code for one in gates.red_before(states, ahead)} if ahead else set()
    made: GateEvaluation = GateEvaluation.objects.create(
        partner_id=row.partner_id, project=row, target=target, occasion=occasion, n_red=len(red), evaluated_by=by,
        evaluated_at=at, results=[one.kept | {"counts": one.code in red or one.is_green} for one in states],
    )  # fmt: skip
    return made


def _forget_files(row: OnboardingProject) -> None:
    """Delete the extracts of the old system: their people are here now, or will never be."""
    extracts = list(Extract.objects.of(row.partner_id).filter(project=row).order_by("id"))
    names = [migration_parts.path_of(one) for one in extracts]
    names += [migration_parts.archive_path_of(one) for one in extracts if one.archive_sha256]
    for name in names:
        transaction.on_commit(partial(sealedfiles.delete, name))


def lock(project: UUID) -> OnboardingProject:
    """Hold a project. :raises OnboardingProject.DoesNotExist: if there is none in scope."""
    row: OnboardingProject = OnboardingProject.objects.select_for_update(of=("self",)).get(uuid=project)
    return row


def keep_look(row: OnboardingProject, occasion: str, *, by: User, at: datetime) -> GateEvaluation:
    """Keep what every gate says now."""
    return _keep(row, gates.look(row, on=timezone.localdate(at)), occasion, by=by, at=at)


def log(row: OnboardingProject, action: str, source: str, target: str, reason: str, *, by: User, at: datetime) -> None:
    """Write a line of the log of a project, and of the trail."""
    OnboardingMove.objects.create(
        partner_id=row.partner_id, project=row, action=action, source=source, target=target, reason=reason, by=by, at=at
    )
    audit(
        action=AuditAction.UPDATE, object_type="hr_onboardingproject", object_id=row.pk, label=str(row),
        changes={"action": action, "from": source, "to": target}, reason=reason,
    )  # fmt: skip
