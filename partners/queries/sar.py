"""Subject access requests: where they stand, and what of what was collected is shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from partners import holdings
from partners.engine.sar_clock import Pause, due_on
from partners.models import SarCase, SarDecision, SarEvent, SarFile, SarPause
from partners.states import UNANSWERED, SarState
from sharedservices.common import sealing
from sharedservices.common.rowsources import ListRows

WORDS = {
    "receive": "Received", "ask_identity": "Proof of identity asked for", "verify": "Identity verified",
    "ask_clarification": "Clarification asked for", "clarify": "Clarification received",
    "extend": "Extended by two months",
    "exclude": "Search described", "collect": "Collected", "decide": "Part decided", "review": "Reviewed",
    "document": "Document decided",
    "release": "Answered", "refuse": "Refused", "withdraw": "Withdrawn", "download": "Downloaded",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A request as a list shows it. `left`: days until the answer is due, negative when it is late."""

    case: UUID
    number: int
    name: str
    state: str
    state_words: str
    received_on: date
    due_on: date
    left: int
    is_open: bool

    @property
    def due_words(self) -> str:
        """Return how the clock stands, in words."""
        if not self.is_open:
            return ""
        if self.state in {SarState.IDENTITY, SarState.CLARIFYING}:
            return "The clock stands"
        return f"{self.left} days left" if self.left >= 0 else f"{-self.left} days late"


def one(uuid: UUID) -> SarCase:
    """Return a request. :raises SarCase.DoesNotExist: when there is none in scope."""
    people = ("recorded_by", "collected_by", "reviewed_by", "closed_by")
    found: SarCase = SarCase.objects.select_related(*people).get(uuid=uuid)
    return found


def open_cases(partner_id: int) -> QuerySet[SarCase]:
    """Return the requests that nobody has answered yet."""
    found: QuerySet[SarCase] = SarCase.objects.of(partner_id).filter(state__in=UNANSWERED)
    return found


def pauses(case: SarCase) -> list[SarPause]:
    """Return the pauses of a request, in order."""
    return list(SarPause.objects.of(case.partner_id).filter(case=case).order_by("started_on", "id"))


def due(case: SarCase, *, on: date) -> date:
    """Return the last day for the answer as of a day: a pause that is open pushes it on."""
    stood = [Pause(row.started_on, row.ended_on) for row in pauses(case)]
    return due_on(case.received_on, pauses=stood, is_complex=case.is_complex, on=on)


def rows(*, partner_id: int, filters: Mapping[str, Any], on: date) -> ListRows:
    """Return the requests that a filter leaves, those due first."""
    found = SarCase.objects.of(partner_id)
    if state := filters.get("state"):
        found = found.filter(state__in=UNANSWERED if state == "OPEN" else [state])
    cases = list(found.order_by("due_on", "id"))
    names = holdings.name_people(partner_id=partner_id, ids=[row.person_id for row in cases])
    wanted = str(filters.get("text") or "").casefold()
    listed = (_row(row, names.get(row.person_id, f"Person {row.person_id}"), on) for row in cases)
    return ListRows(row for row in listed if wanted in row.name.casefold())


def _row(case: SarCase, name: str, on: date) -> CaseRow:
    is_open = case.state in UNANSWERED
    last = due(case, on=on) if is_open else case.due_on
    words = str(case.get_state_display())
    return CaseRow(
        case.uuid, case.number, name, case.state, words, case.received_on, last, (last - on).days, is_open
    )  # fmt: skip


def events(case: SarCase) -> list[dict[str, Any]]:
    """Return the log, the latest first, as a timeline shows it."""
    found = SarEvent.objects.of(case.partner_id).filter(case=case).select_related("by").order_by("-id")
    return [
        {"title": WORDS.get(row.action, row.action), "by": row.by, "at": row.at, "reason": row.note} for row in found
    ]


def files(case: SarCase) -> list[SarFile]:
    """Return the answer’s files; the draft is not among them."""
    found = SarFile.objects.of(case.partner_id).filter(case=case).exclude(kind=SarFile.Kind.DRAFT)
    return list(found.select_related("made_by").order_by("kind", "id"))


def sealed_in(file: SarFile) -> str:
    """Return what binds a file's body to its row."""
    return sealed_file(file.uuid)


def sealed_file(file: UUID) -> str:
    """Return what binds the body of a file to its row, by its public id."""
    return sealing.aad("partners_sarfile", file, "body")


def draft(case: SarCase) -> dict[str, Any]:
    """Return what was collected, opened; empty before. The caller records who looked."""
    file = SarFile.objects.of(case.partner_id).filter(case=case, kind=SarFile.Kind.DRAFT).first()
    if file is None or not file.body:
        return {}
    found: dict[str, Any] = json.loads(sealing.open_sealed(file.body, aad=sealed_in(file)))
    return found


def decisions(case: SarCase) -> dict[str, SarDecision]:
    """Return what the reviewer decided, by part."""
    return {row.part: row for row in SarDecision.objects.of(case.partner_id).filter(case=case).order_by("id")}


def parts(content: Mapping[str, Any]) -> set[str]:
    """Return every part of what was collected that can be decided about: what is private as a whole alone."""
    found = set()
    for module in content.get("modules", ()):
        for section in module["sections"]:
            key = f"{module['code']}/{section['code']}"
            found.add(key)
            if section["private"]:
                continue
            for number, record in enumerate(section["records"], start=1):
                found |= {f"{key}/{number}", *(f"{key}/{number}/{title}" for title in record)}
    return found


def undecided(content: Mapping[str, Any], decided: Mapping[str, SarDecision]) -> list[str]:
    """Return what is kept apart and nobody has decided about.

    Restricted sections, and single records where they are about cases, concerns, safeguarding or other people: those
    are released one by one.
    """
    found: list[str] = []
    for module in content.get("modules", ()):
        for section in module["sections"]:
            key, n = f"{module['code']}/{section['code']}", len(section["records"])
            if not section["restricted"] or section["private"] or not n:
                continue
            whole = decided.get(key)
            if whole is not None and (whole.exemption or not section.get("apart")):
                continue
            parts = [f"{key}/{number}" for number in range(1, n + 1)]
            left = [one for one in parts if one not in decided]
            found += left if section.get("apart") or len(left) < n else [key]
    return found


def part_words(content: Mapping[str, Any], part: str) -> str:
    """Return what people call a part: module, section, record and field."""
    module_code, section_code, *rest = part.split("/", 3)
    module = next(one for one in content["modules"] if one["code"] == module_code)
    section = next(one for one in module["sections"] if one["code"] == section_code)
    return ", ".join([module["title"], section["title"], *rest])


def shown(content: Mapping[str, Any], decided: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the collected content is released. `decided`: part -> words of an exemption, or "" for shown.

    Of a restricted section what was decided record by record is shown; a section without such a decision is left out.
    """
    modules = []
    for module in content["modules"]:
        sections = []
        for section in module["sections"]:
            key = f"{module['code']}/{section['code']}"
            needs_each = _needs_each(section, key, decided)
            if section["restricted"] and key not in decided and not any(one.startswith(f"{key}/") for one in decided):
                continue
            if decided.get(key):
                sections.append({"code": section["code"], "title": section["title"], "left_out": decided[key]})
                continue
            records = [
                _record(f"{key}/{n}", one, decided)
                for n, one in enumerate(section["records"], start=1)
                if not needs_each or f"{key}/{n}" in decided
            ]
            sections.append({"code": section["code"], "title": section["title"], "records": records})
        modules.append({"code": module["code"], "title": module["title"], "sections": sections})
    return {**{name: value for name, value in content.items() if name != "modules"}, "modules": modules}


def _needs_each(section: Mapping[str, Any], key: str, decided: Mapping[str, Any]) -> bool:
    """Return whether only those records of a section are shown about which somebody decided one by one."""
    return bool(section["restricted"] and (section.get("apart") or key not in decided))


def _record(key: str, record: Mapping[str, str], decided: Mapping[str, str]) -> dict[str, str]:
    if decided.get(key):
        return {"Left out": decided[key]}
    return {
        title: f"[Left out: {decided[f'{key}/{title}']}]" if decided.get(f"{key}/{title}") else value
        for title, value in record.items()
    }
