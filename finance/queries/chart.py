"""The chart of accounts: codes of each segment, what lines they have, rules on which stand together (domain FIN-01)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from finance.models import (
    CombinationRule,
    CostCentre,
    Counterparty,
    Fund,
    HierarchyLine,
    JournalLine,
    Project,
    Subjective,
)
from finance.states import HierarchyState, JournalState
from partners.models import ChangeRequest
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import QuerySetRows

Words = dict[str, str]
MODELS: dict[str, Any] = {
    "subjective": Subjective, "cost_centre": CostCentre, "fund": Fund, "project": Project,
    "counterparty": Counterparty,
}  # fmt: skip
FLAG_WORDS = {
    "is_posting": "Lines are posted to it", "is_manual": "Journals that people write may use it",
    "needs_project": "Each line names a project", "needs_counterparty": "Each line names a counterparty",
    "is_ring_fenced": "Ring-fenced: a grant or reserve that keeps its money",
    "is_delegated": "Delegated: schools decide about it", "is_capital": "A capital scheme",
}  # fmt: skip


def code(partner_id: int, segment: str, code: str, legal_entity: UUID | None = None) -> Any:
    """Return a code of a segment; None when there is none in scope."""
    rows = MODELS[segment].objects.of(partner_id).filter(code=code)
    if segment == "cost_centre":
        rows = rows.filter(legal_entity__uuid=legal_entity)
    return rows.first()


def get(segment: str, uuid: UUID) -> Any:
    """Return a code of a segment. :raises ObjectDoesNotExist: when there is none in scope."""
    rows = MODELS[segment].objects
    return (rows.select_related("legal_entity") if segment == "cost_centre" else rows).get(uuid=uuid)


def codes(*, partner_id: int, segment: str, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the codes of a segment by word or first signs, open on a day."""
    rows = MODELS[segment].objects.of(partner_id)
    if segment == "cost_centre":
        rows = rows.select_related("legal_entity")
        if entity := wanted.get("entity"):
            rows = rows.filter(legal_entity__uuid=entity)
    if words := wanted.get("q"):
        rows = rows.filter(Q(code__istartswith=words) | Q(name__icontains=words))
    if group := wanted.get("group"):
        rows = rows.filter(group=group)
    if on := wanted.get("on"):
        rows = rows.filter(valid__contains=on)
    return QuerySetRows(rows)


def combinations(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the rules on which codes stand together, those that hold on a day, or with a word in their reason."""
    rows = CombinationRule.objects.of(partner_id)
    if words := wanted.get("q"):
        rows = rows.filter(reason__icontains=words)
    if on := wanted.get("on"):
        rows = rows.filter(valid__contains=on)
    return QuerySetRows(rows)


def last_line(row: Any, segment: str) -> date | None:
    """Return the accounting date of the last line that is posted or drafted to a code; None without one."""
    lines = JournalLine.objects.of(row.partner_id).filter(**{f"coding__{segment}": row})
    last: date | None = lines.exclude(journal__state=JournalState.DISCARDED).aggregate(
        last=Max("journal__accounting_date")
    )["last"]
    return last


def code_words(row: Any) -> Words:
    """Say what a code is, for those who decide about it. Empty values for one that is not there yet."""
    if row is None:
        return {"Name": "None", "Open from": "None", "Closed from": "None", "Flags": "None"}
    given = [words for flag, words in FLAG_WORDS.items() if getattr(row, flag, False)]
    return {
        "Name": row.name, "Open from": day(row.valid.lower) if row.valid.lower else "Always",
        "Closed from": day(row.valid.upper) if row.valid.upper else "Open", "Flags": "; ".join(given) or "None",
    }  # fmt: skip


def combination_words(row: CombinationRule | None) -> Words:
    """Say what a rule says, for those who decide about it."""
    if row is None:
        return {"Codes": "None", "Rule": "None", "Holds from": "None", "Ends on": "None"}
    begins = [
        f"{label} {getattr(row, name)}…"
        for name, label in (
            ("cost_centre", "Cost centre"), ("subjective", "Subjective code"), ("project", "Project"), ("fund", "Fund"),
        )
        if getattr(row, name)
    ]  # fmt: skip
    return {
        "Codes": ", ".join(begins), "Rule": row.get_verdict_display(), "Holds from": day(row.valid.lower),
        "Ends on": day(row.valid.upper) if row.valid.upper else "Open",
    }  # fmt: skip


def places(row: Any, segment: str, on: date) -> list[tuple[str, str]]:
    """Return (hierarchy, where the code stands in it) of a day, for the segments that are added up. One query."""
    if segment not in {"subjective", "cost_centre"}:
        return []
    lines = (
        HierarchyLine.objects.of(row.partner_id)
        .filter(**{segment: row}, version__state=HierarchyState.APPLIED, version__starts_on__lte=on)
        .select_related("version__hierarchy")
        .order_by("version__hierarchy__code", "version__starts_on", "version__number")
    )
    latest = {one.version.hierarchy_id: one for one in lines}
    return [(str(one.version.hierarchy), " / ".join(one.names)) for one in latest.values()]


def waiting(partner_id: int, attribute: str) -> list[ChangeRequest]:
    """Return the requests about a code or rule that wait, and those that ended, the latest first."""
    rows = ChangeRequest.objects.of(partner_id).filter(attribute=attribute).select_related("made_by")
    return list(rows.order_by("-submitted_at")[:20])
