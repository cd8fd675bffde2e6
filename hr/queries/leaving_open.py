"""What of somebody who leaves is still open on the last day: shown before it is confirmed, ended with it (HR-08)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, Value

from hr.models import (
    AbsenceRecord,
    ActingUp,
    FamilyLeaveBlock,
    Honorarium,
    JobMark,
    LeaveBooking,
    Leaving,
    MarketSupplement,
    PayProtection,
    Secondment,
)
from hr.queries.days import ONE_DAY, last_day
from hr.queries.leave import LIVE
from partners.models import PartnerOwned
from sharedservices.common.formatting import day

KEPT = "kept"
"""The first word of a line about an open fact: [KEPT, what, key, words, fate, {field: [before, after]}]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of open fact. `falls_away`: what begins after the last day is cancelled, not asked about."""

    what: str
    words: str
    model: type[PartnerOwned]
    counts: Q = field(default_factory=Q)
    falls_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFact:
    """A row that reaches past a last day. `begins_later`: it has not begun by then."""

    kind: Kind
    row: Any
    begins_later: bool

    @property
    def words(self) -> str:
        """What it is and since when. Why somebody is away is not said here: approvers of money read this too."""
        return f"{self.kind.words} from {day(self.row.valid.lower)}"

    @property
    def until(self) -> str:
        """Until when it would go on."""
        ends, job_ends = last_day(self.row.valid), last_day(self.row.assignment.valid)
        if job_ends is not None and (ends is None or ends > job_ends):
            return f"Ends with the job on {day(job_ends)}"
        return f"Until {day(ends)}" if ends else "No end"

    @property
    def is_running(self) -> bool:
        """Whether it is an absence that nobody has come back from: it stays open until the last day has passed."""
        return self.kind.what == "absence" and self.row.state == AbsenceRecord.State.OPEN


KINDS = (
    Kind(what="absence", words="Absence", model=AbsenceRecord, counts=~Q(state="CANCELLED"), falls_away=True),
    Kind(
        what="family leave", words="Leave of absence", model=FamilyLeaveBlock, counts=Q(is_cancelled=False),
        falls_away=True,
    ),
    Kind(what="leave booking", words="Annual leave", model=LeaveBooking, counts=Q(state__in=LIVE), falls_away=True),
    Kind(what="acting up", words="Acting up", model=ActingUp),
    Kind(what="honorarium", words="Honorarium", model=Honorarium),
    Kind(what="secondment", words="Secondment", model=Secondment),
    Kind(what="mark of the job", words="How the job counts", model=JobMark),
    Kind(what="pay protection", words="Pay protection", model=PayProtection),
    Kind(what="market supplement", words="Market supplement", model=MarketSupplement),
)  # fmt: skip


def open_facts(*, assignment_ids: Iterable[int], last_day: date, is_held: bool = False) -> list[OpenFact]:
    """Return what of jobs reaches past a last day, in the order of KINDS. `is_held`: hold the rows.

    One query says which kinds there are at all, and each of those is asked for its rows: most jobs have none.
    """
    beyond = Q(valid__endswith__gt=last_day + ONE_DAY) | Q(valid__upper_inf=True)
    ids = list(assignment_ids)
    asked = [kind.model.objects.filter(beyond, kind.counts, assignment_id__in=ids) for kind in KINDS]
    first, *others = [rows.order_by().values_list(Value(number)) for number, rows in enumerate(asked)]
    there = set(first.union(*others))
    found = []
    for number, kind in enumerate(KINDS):
        if (number,) in there:
            rows = asked[number].select_related("assignment").order_by("valid", "id")
            held = rows.select_for_update(of=("self",)) if is_held else rows
            found += [OpenFact(kind=kind, row=row, begins_later=row.valid.lower > last_day) for row in held]
    return found


def fates(*, assignment_ids: Iterable[int], last_day: date, ended: Iterable[list[Any]] = ()) -> dict[str, str]:
    """Say of each open fact until when it goes on, and of what a leaving has ended how: words by label."""
    found = open_facts(assignment_ids=assignment_ids, last_day=last_day)
    return {one.words: one.until for one in found} | {line[3]: line[4] for line in ended if line[0] == KEPT}


def ended_words(leaving: Leaving) -> list[dict[str, str]]:
    """Return what a leaving has ended of the open facts, and what ends with the last day, as lines of a summary."""
    if leaving.state == Leaving.State.WITHDRAWN:
        return []
    jobs = [line[1] for line in leaving.ended if line[0] == "job"]
    found = fates(assignment_ids=jobs, last_day=leaving.last_day, ended=leaving.ended)
    return [{"key": words, "value": fate} for words, fate in found.items()]
