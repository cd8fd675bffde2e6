"""What is proposed, what it would do, and the hash over all of it.

A proposal is tried: the change is made, figures are taken before and after, and it is undone. What its operation would
refuse is refused at once, and "after" is read, not worked out twice.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partners import change_kinds
from partners.change_kinds import Attachment, ChangeKind, Effect, Figure, StepNeeded, Trial, Words
from partners.engine import change_risk
from partners.models import ChangeRequest, User
from partners.operations import change_makers, holds
from partners.operations import rights as restrictions
from partners.operations.change_words import spoken
from partners.queries import change_risk as change_risk_facts
from partners.scope import partner_scope
from partners.states import ChangeState
from sharedservices.common.errors import DomainError
from sharedservices.common.money import round_half_up
from sharedservices.common.taxyear import TaxYear
from sharedservices.common.workingdays import add_working_days

DUE_WORKING_DAYS = 5
"""A decision is late after so many working days (a partner's promise to its staff; domain SEC-04, escalation)."""
OPEN = "open"
"""What stands behind an effect that says nothing about pay."""
HUNDRED = Decimal(100)
EXPIRES_DAYS = 60
"""Nothing is decided by silence: after so many days a request ends undone, and its maker is told."""
RETRO = StepNeeded(
    permission="changes.approve_retro",
    title="Second HR manager or payroll",
    why="It reaches back more than 12 months or into another tax year",
)


class DocumentNeeded(DomainError):
    """Nothing of this kind is proposed without a document that shows it."""


class AlreadyDecided(DomainError):
    """The same thing was changed from the same day by another request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants: the kind's code, its payload, and why; and the documents that go with it."""

    kind: str
    payload: dict[str, Any]
    reason: str
    attachments: tuple[Attachment, ...] = ()

    def cleaned(self) -> "Proposal":
        """Return it with what its kind takes and nothing else. Raises what the kind says of a payload not its own."""
        return replace(self, payload=change_kinds.change_kind(self.kind).clean(self.payload))


def trial(*, kind: ChangeKind, partner_id: int, proposal: Proposal, by: User, at: datetime) -> Trial:
    """Measure, make the change, measure again, undo.

    :raises PersonOnHold: while nothing is changed about one of its people
    :raises NotYoursToPropose: when it is not theirs to propose
    :raises AlreadyDecided: when another request has settled the same thing from the same day
    :raises DomainError: whatever the operation refuses
    """
    today = timezone.localdate(at)
    starts = kind.starts(proposal.payload)
    on = starts or today
    for one in kind.everybody(proposal.payload):
        holds.require_free(partner_id=partner_id, person_id=one)
    if kind.in_background:
        restrictions.require_no_list(partner_id=partner_id, people=kind.everybody(proposal.payload))
    about = kind.subject(proposal.payload).person_id
    change_makers.require_maker(person_id=about, partner_id=partner_id, by=by)
    if kind.vet is not None:
        kind.vet(proposal.payload, by)
    person_id = about if kind.affects_pay else None
    before, figures = _said(kind, proposal, partner_id, person_id, on)
    refuse_second(partner_id=partner_id, kind=kind, payload=proposal.payload, now=pairs(before))
    with transaction.atomic():
        kind.apply(proposal.payload, reason=proposal.reason, by=by, at=at)
        after, moved = _said(kind, proposal, partner_id, person_id, on)
        transaction.set_rollback(True)
    cutoff = None
    if person_id is not None:
        cutoff = change_kinds.cutoff(partner_id=partner_id, person_id=person_id, starts=on, today=today)
    rise, is_unknown = _rise(figures, moved)
    return Trial(
        before=before, after=after, effects=tuple((kind.summarise or _effects)(figures, moved)), cutoff=cutoff,
        rise=rise, is_cost_unknown=is_unknown,
    )  # fmt: skip


def _rise(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> tuple[Decimal | None, bool]:
    """Return by how many per cent the cost goes up most, and whether some of it cannot be worked out."""
    costs = [(before.get(label), new) for label, new in after.items() if new.is_cost]
    known = [(old.value, new.value) for old, new in costs if old is not None and old.value and new.value is not None]
    rises = [round_half_up((new - old) / old * HUNDRED, 1) for old, new in known if new > old]
    return max(rises, default=None), any(new.value is None for _old, new in costs)


def require_papers(*, kind: ChangeKind, partner_id: int, proposal: Proposal) -> None:
    """Ask for the documents that a kind needs; those that are carried are about its person, and unaltered.

    :raises DocumentNeeded: when there is none, or one is of somebody else
    """
    if kind.needs_document is not None and kind.needs_document(proposal.payload) and not proposal.attachments:
        raise DocumentNeeded(
            "There is no document that shows it.", field="document", remedy="Add a photo or scan of the document."
        )
    if not proposal.attachments:
        return
    about = kind.subject(proposal.payload).person_id
    wanted = [UUID(one.document) for one in proposal.attachments]
    found = change_kinds.papers().find(partner_id=partner_id, person_id=about, documents=wanted)
    if {(one.document, one.sha256) for one in found} != {(one.document, one.sha256) for one in proposal.attachments}:
        raise DocumentNeeded(
            "A document that goes with it is not one about this person, or about this request.",
            field="document", remedy="Add the document again, or leave it out.",
        )  # fmt: skip


def refuse_second(*, partner_id: int, kind: ChangeKind, payload: Any, now: list[list[str]]) -> None:
    """Refuse a second change of one thing from one day while the first stands (domain HR-07, rule 5).

    A first change that was taken back since no longer stands: then what holds is not what it left.

    :raises AlreadyDecided: then
    """
    if kind.attribute is None or (starts := kind.starts(payload)) is None:
        return
    done = ChangeRequest.objects.of(partner_id).filter(
        attribute=kind.attribute(payload), effective_from=starts, state=ChangeState.APPLIED
    )
    first = done.order_by("-settled_at").first()
    if first is not None and _stands(first.after, now):
        raise AlreadyDecided(
            f"“{first.title}” has been approved already for the same thing from the same day.",
            field="effective_from",
            remedy="Choose another day. If what was approved is wrong, cancel it or propose a correction.",
        )


def _stands(left: list[list[str]], now: list[list[str]]) -> bool:
    """Tell whether what a change left still holds, as far as both speak of the same thing."""
    held = dict(now)
    return all(held[label] == text for label, text in left if label in held)


def steps_needed(kind: ChangeKind, payload: Any, found: Trial, *, today: date) -> list[StepNeeded]:
    """Return the approvals: those of the kind, and a second one when pay far back is changed (domain HR-07, rule 3).

    What somebody has to look at before they agree stands with the first.
    """
    needed = list(kind.steps(payload, found))
    looks = [one.look for one in found.effects if one.look]
    if looks and needed:
        more = "" if len(looks) == 1 else f" And {len(looks) - 1} more"
        needed[0] = replace(needed[0], why=f"{looks[0]}{more}")
    starts = kind.starts(payload)
    if kind.affects_pay and starts is not None and reaches_far_back(starts, today=today):
        needed.append(RETRO)
    return needed


def reaches_far_back(starts: date, *, today: date) -> bool:
    """Tell whether a day lies more than twelve months back, or in an earlier tax year."""
    return starts < TaxYear.of(today).start or starts < _a_year_before(today)


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _said(
    kind: ChangeKind, proposal: Proposal, partner_id: int, person_id: int | None, on: date
) -> tuple[Words, dict[str, Figure]]:
    with spoken(partner_id=partner_id, payload=proposal.payload):
        return kind.facts(proposal.payload, on), _figures(kind, proposal, partner_id, person_id, on)


def _figures(
    kind: ChangeKind, proposal: Proposal, partner_id: int, person_id: int | None, on: date
) -> dict[str, Figure]:
    if kind.figures is not None:
        return {figure.label: figure for figure in kind.figures(proposal.payload, partner_id, on)}
    if person_id is None:
        return {}
    return {figure.label: figure for figure in change_kinds.measured(partner_id=partner_id, person_id=person_id, on=on)}


def _effects(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> Iterable[Effect]:
    """Compare figures by label, in the order in which they were found; what stays as it is is left out."""
    for label in [*before, *(label for label in after if label not in before)]:
        old, new = before.get(label), after.get(label)
        is_known = old is not None and new is not None and old.value is not None and new.value is not None
        if is_known and new.value == old.value:  # type: ignore[union-attr]
            continue
        rises = bool(is_known and new.value > old.value)  # type: ignore[union-attr,operator]
        yield Effect(
            label=label,
            before=old.words if old else "",
            after=new.words if new else "",
            # What cannot be worked out may cost more: finance looks at it.
            is_cost_rise=bool((new or old).is_cost and (rises or not is_known)),  # type: ignore[union-attr]
            is_open=(new or old).is_open,  # type: ignore[union-attr]
            look=new.look if new is not None and rises else "",
        )


def fill(row: ChangeRequest, proposal: Proposal, found: Trial, *, at: datetime) -> None:
    """Put content, hash, risk and clocks on a request."""
    today = timezone.localdate(at)
    kind = change_kinds.change_kind(row.kind)
    row.payload, row.reason = proposal.payload, proposal.reason
    row.attachments = [[one.document, one.title, one.sha256] for one in proposal.attachments]
    row.effective_from = kind.starts(proposal.payload)
    row.attribute = kind.attribute(proposal.payload) if kind.attribute else ""
    row.people = kind.everybody(proposal.payload)
    row.before, row.after = pairs(found.before), pairs(found.after)
    row.effects = [[one.label, one.before, one.after, *([OPEN] if one.is_open else [])] for one in found.effects]
    row.content_hash = hash_of(row)
    _weigh(row, kind, found, at=at)
    row.is_next_run = found.cutoff is not None and found.cutoff.is_missed
    row.pay_note = found.cutoff.words if found.cutoff else ""
    row.submitted_at, row.reminded_at, row.escalated_at = at, None, None
    row.due_on = add_working_days(today, DUE_WORKING_DAYS)
    row.expires_on = today + timedelta(days=EXPIRES_DAYS)


def _weigh(row: ChangeRequest, kind: ChangeKind, found: Trial, *, at: datetime) -> None:
    """Reckon how risky a request is, by the rules of the day, and say why."""
    today = timezone.localdate(at)
    steps = steps_needed(kind, row.payload, found, today=today)
    facts = change_risk_facts.facts_of(row, found, steps, at=at, today=today)
    reasons = change_risk.reasons(facts, on=today)
    row.risk_score = change_risk.score(reasons)
    row.risk_reasons = [[one.code, one.words, one.points] for one in reasons]


def carried(row: ChangeRequest) -> tuple[Attachment, ...]:
    """Return the documents that a request carries."""
    return tuple(Attachment(document=one, title=title, sha256=digest) for one, title, digest in row.attachments)


def hash_of(row: ChangeRequest) -> str:
    """Return the SHA-256 over everything that a decision is about."""
    content = [
        row.kind, row.person_id, row.payload, row.before, row.after, row.effects, row.reason,
        row.effective_from.isoformat() if row.effective_from else None, *([row.attachments] if row.attachments else []),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def pairs(words: Words) -> list[list[str]]:
    """Return words by label as they are stored."""
    return [[label, text] for label, text in words.items()]


def compare(*, row: ChangeRequest, by: User, at: datetime) -> list[tuple[str, str, Trial | str]]:
    """Return for each choice of the kind its value, its words, and what it would do, or why it cannot be.

    Empty where there is nothing to choose. Everything tried is undone.
    """
    kind = change_kinds.change_kind(row.kind)
    if not kind.choice or row.payload.get(kind.choice) is None:
        return []
    found: list[tuple[str, str, Trial | str]] = []
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.reason):
        for value, words in kind.options:
            proposal = Proposal(kind=row.kind, payload={**row.payload, kind.choice: value}, reason=row.reason)
            try:
                with transaction.atomic():
                    tried: Trial | str = trial(
                        kind=kind, partner_id=row.partner_id, proposal=proposal.cleaned(), by=by, at=at
                    )
            except DomainError as error:
                tried = error.explanation
            found.append((value, words, tried))
    return found
