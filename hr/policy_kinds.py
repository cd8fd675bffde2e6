"""What a partner agrees, changed by a dated request that a second person approves: one base, and the kinds built on it.

A policy is a dated row about nobody in particular. Who proposes it holds a permission for the whole partner; a role for
part of it proposes none, and the request is found by approvers of the whole partner alone (ADR 0026).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers

from hr import change_payloads
from hr.change_kinds import HR_MANAGER, _starts, jsonable
from hr.engine.starters import Gate, gate_specs
from hr.models import JobRole, StaffGroup
from hr.models.starters import GATES, WAIVERS
from hr.operations import leaving_terms, starters_policy
from hr.operations.leaving_terms import Agreed
from hr.operations.starters_policy import GateWanted, Statement
from hr.queries import leaving_terms as leaving
from hr.queries import starters_policy as starters
from partners.change_kinds import (
    READ_CHANGES,
    ChangeKind,
    Payload,
    StepNeeded,
    Subject,
    Trial,
    Words,
    register_change_kind,
)
from partners.models import Partner, User
from partners.scope import current_partner_ids
from sharedservices.common.api_fields import DayField

PROPOSE = "policies.propose"
MONEY = StepNeeded(permission="changes.approve_cost", title="Budget holder", why="It decides what leavers are paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What makes a dated setting of a partner a kind of change request.

    `about` names it in words, `page` shows it, `revise` answers the address of its form, `words` says what holds on a
    day, and `record` makes the change from the typed payload. `lists` are parts of the payload that stay lists.
    """

    code: str
    title: str
    payload: type[serializers.Serializer[Any]]
    page: str
    about: Callable[[Payload], str]
    revise: Callable[[Payload], str]
    words: Callable[[Payload, date], Words]
    record: Callable[..., None]
    propose: str = PROPOSE
    steps: tuple[StepNeeded, ...] = (HR_MANAGER,)
    affects_pay: bool = False
    lists: tuple[str, ...] = ()

    def kind(self) -> ChangeKind:
        """Return the kind of change request."""
        return ChangeKind(
            code=self.code, title=self.title, subject=self._subject, clean=self._clean, starts=_starts,
            facts=self._facts, apply=self._apply, steps=self._steps, propose=self.propose,
            affects_pay=self.affects_pay, revise=self.revise, audience=READ_CHANGES,
        )  # fmt: skip

    def _subject(self, payload: Payload) -> Subject:
        return Subject(words=self.about(payload), href=page_of(self.page))

    def _clean(self, payload: Payload) -> dict[str, Any]:
        given = change_payloads.read(self.payload, payload)
        lists = {name: given[name] for name in self.lists}
        return jsonable({name: value for name, value in given.items() if name not in lists}) | lists

    def _facts(self, payload: Payload, on: date | None) -> Words:
        assert on is not None  # noqa: S101 - a policy has a day
        return self.words(payload, on)

    def _apply(self, payload: Payload, *, reason: str, by: User, at: datetime) -> None:
        self.record(change_payloads.read(self.payload, payload), reason=reason, by=by, at=at)

    def _steps(self, _payload: Payload, _trial: Trial) -> list[StepNeeded]:
        return list(self.steps)


def page_of(name: str, **ids: Any) -> str:
    """Return the address of a page of the partner in scope."""
    return reverse(f"hr:{name}", kwargs={"partner_code": Partner.objects.get(pk=partner_in_scope()).code, **ids})


def partner_in_scope() -> int:
    """Return the partner whose policy it is."""
    (pk,) = current_partner_ids()
    return pk


def group_of(payload: Mapping[str, Any]) -> StaffGroup:
    """Return the staff group of a payload."""
    found: StaffGroup = StaffGroup.objects.get(uuid=payload["staff_group"])
    return found


# --- leaving ----------------------------------------------------------------------------------------------------------
class LeavingTermsPayload(serializers.Serializer[Any]):
    """What is agreed about leaving beyond the law, from a day on. No limit of small estates: that of the law."""

    contract_notice_weeks = serializers.IntegerField(min_value=0, max_value=104)
    redundancy_multiplier = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=1)
    uses_actual_week_pay = serializers.BooleanField(default=False)
    recovers_leave = serializers.BooleanField(default=False)
    small_estate_limit = serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, required=False, default=None
    )
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
    effective_from = DayField()


def _record_leaving(given: dict[str, Any], **said: Any) -> None:
    start = given.pop("effective_from")
    leaving_terms.agree(partner_id=partner_in_scope(), agreed=Agreed(**given), effective_from=start, **said)


LEAVING = Policy(
    code="hr.leaving_terms", title="Change what is agreed about leaving", payload=LeavingTermsPayload,
    page="leaving_terms", about=lambda payload: "Leaving: what is agreed",
    revise=lambda payload: page_of("leaving_terms_change"),
    words=lambda payload, on: leaving.words(leaving.row_on(partner_id=partner_in_scope(), on=on)),
    record=_record_leaving, steps=(HR_MANAGER, MONEY), affects_pay=True,
).kind()  # fmt: skip


# --- starters ---------------------------------------------------------------------------------------------------------
class JobGatePayload(serializers.Serializer[Any]):
    """A gate that a job role asks for from a day on."""

    role = serializers.UUIDField()
    gate = serializers.ChoiceField(choices=GATES)
    level = serializers.CharField(max_length=100, allow_blank=True, default="")
    waiver = serializers.ChoiceField(choices=WAIVERS)
    effective_from = DayField()


def _role(payload: Payload) -> JobRole:
    found: JobRole = JobRole.objects.get(uuid=payload["role"])
    return found


def _gate_words(payload: Payload, on: date) -> Words:
    row = starters.job_gate(_role(payload), gate=payload["gate"], on=on)
    title = gate_specs(on=on)[Gate(payload["gate"])].title if Gate(payload["gate"]) in gate_specs(on=on) else "Gate"
    if row is None:
        return {title: "Not asked for"}
    return {title: row.level or "Asked for", "May somebody start without it?": row.get_waiver_display()}


def _record_gate(given: dict[str, Any], **said: Any) -> None:
    wanted = GateWanted(gate=given["gate"], waiver=given["waiver"], level=given["level"])
    starters_policy.set_job_gate(
        partner_id=partner_in_scope(), role=given["role"], wanted=wanted, effective_from=given["effective_from"], **said
    )


JOB_GATE = Policy(
    code="hr.job_gate", title="Ask for a gate of a job role", payload=JobGatePayload, page="starter_policy",
    about=lambda payload: f"Starters: what {_role(payload).title} needs",
    revise=lambda payload: page_of("starter_job_gate"), words=_gate_words, record=_record_gate,
).kind()  # fmt: skip

_WORDS: dict[str, Any] = {"max_length": 2000}


class StatementPayload(serializers.Serializer[Any]):
    """What contracts of a staff group say from a day on."""

    staff_group = serializers.UUIDField()
    notice = serializers.CharField(**_WORDS)
    sick_pay = serializers.CharField(**_WORDS)
    other_leave = serializers.CharField(**_WORDS)
    benefits = serializers.CharField(**_WORDS)
    training = serializers.CharField(**_WORDS)
    collective = serializers.CharField(**_WORDS)
    procedures = serializers.CharField(**_WORDS)
    effective_from = DayField()


def _record_statement(given: dict[str, Any], **said: Any) -> None:
    start, group = given.pop("effective_from"), given.pop("staff_group")
    starters_policy.set_statement(
        partner_id=partner_in_scope(), staff_group=UUID(str(group)), says=Statement(**given), effective_from=start,
        **said,
    )  # fmt: skip


STATEMENT = Policy(
    code="hr.statement_terms", title="Change what contracts say", payload=StatementPayload, page="starter_policy",
    about=lambda payload: f"What contracts say: {group_of(payload).name}",
    revise=lambda payload: page_of("starter_statement", staff_group=payload["staff_group"]),
    words=lambda payload, on: starters.statement_words(starters.statement_of(group_of(payload), on=on)),
    record=_record_statement,
).kind()  # fmt: skip


def register() -> None:
    """Tell the approval core. Called once, when the app is ready."""
    for kind in (LEAVING, JOB_GATE, STATEMENT):
        register_change_kind(kind)
