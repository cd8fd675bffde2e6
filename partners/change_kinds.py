"""The kinds of change that the apps above bring to the approval core: what each changes, and what an approval needs.

An app registers its kinds in `AppConfig.ready()`; the core stores, routes, decides and logs, and never knows what a
change means. A kind's functions run inside the partner's scope and inside a transaction.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from partners.models import User

READ_CHANGES = "changes.view"
"""The permission of those who read whole requests about people, posts and terms."""
OPEN = "changes.propose_work"
"""The permission of kinds that show no pay: line managers propose them, and follow them."""
Payload = Mapping[str, Any]
Words = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a change is about: `person_id` when it is a person, words for lists, and where to read more."""

    words: str
    href: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One row of what a change would do besides: pay, cost, establishment. `is_cost_rise` asks for finance.

    `is_open`: those may read it, too, who may not see anybody’s pay. `look` is what the first to approve looks at.
    """

    label: str
    before: str
    after: str
    is_cost_rise: bool = False
    is_open: bool = False
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A stored document that a request carries: which, what people call it, and the SHA-256 of its bytes."""

    document: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNeeded:
    """One approval: the permission that decides it, how people call it, and why it is needed."""

    permission: str
    title: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a change would do, found out by making it and undoing it. `rise`: by how many per cent it costs more."""

    before: Words
    after: Words
    effects: tuple[Effect, ...] = ()
    cutoff: "Cutoff | None" = None
    rise: Decimal | None = None
    is_cost_unknown: bool = False


class Apply(Protocol):
    """Makes the change: it calls the operation that the payload is for. Raises DomainError when that refuses."""

    def __call__(self, payload: Payload, *, reason: str, by: User, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that a change may move: pounds or a count, the words for it, and whether more of it costs more.

    `is_open`: it says nothing about pay, so that a line manager may read it. What does not say so is closed.
    `look` is what whoever approves first looks at when a change makes it more.
    """

    label: str
    value: Decimal | None
    words: str
    is_cost: bool = False
    is_open: bool = False
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """By when a change of pay has to be approved for its own pay run; `words` say so, or what follows when missed.

    `closes` is the last day on which it can be, when it is not missed.
    """

    is_missed: bool
    words: str
    closes: date | None = None


class CloseTo(Protocol):
    """Finds who of other people of a partner stands in one line of management with a human being on a day."""

    def __call__(self, *, partner_id: int, one: Collection[int], others: Collection[int], on: date) -> set[int]: ...


class FindCutoff(Protocol):
    """Finds the cut-off that matters to a change of somebody's pay from a day on; None when none does."""

    def __call__(self, *, partner_id: int, person_id: int, starts: date, today: date) -> Cutoff | None: ...


class Papers(Protocol):
    """The documents of requests, which an app above keeps: about a person, or, without one, with the request."""

    def find(self, *, partner_id: int, person_id: int | None, documents: Sequence[UUID]) -> tuple[Attachment, ...]:
        """Return documents as a request carries them; those that are not there are left out."""

    def links(
        self, *, partner_id: int, person_id: int | None, change: UUID, documents: Sequence[str]
    ) -> dict[str, str]:
        """Return the address of each document that is still kept."""


class Measure(Protocol):
    """Works out figures of a person as they would be from a day on, from what the transaction now holds."""

    def __call__(self, *, partner_id: int, person_id: int, on: date) -> Sequence[Figure]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKind:
    """A kind of change.

    `facts` says in words what holds from a day on: of the very thing that the payload changes, and nothing else: a
    difference between proposal and decision is a conflict. `steps` says who must approve what the trial found.
    `clean` returns a payload with what the kind takes and nothing else, and `starts` its first day: the core asks them,
    so that nobody can show an approver one thing and have another made.
    `revise` returns the address of the form where the maker puts it right.
    `attribute` names the one thing that it changes: of two approved changes of it from one day the second is refused.
    `choice` is the field of the payload whose value the approver may choose otherwise, from `options` [(value, words)].
    `people` are all whom a list of changes is about; a worker makes such a list (`in_background`), and `start` rings.
    `figures` are measured, by partner and day, before and after a change of many people or of none; `summarise` says
    what approvers see of the difference.
    `propose` is the permission of whoever proposes it for others; about oneself everybody asks under My requests.
    `audience` is the permission of those who read whole requests of the kind; without one nobody does but the maker.
    `page` returns the address where a request is read and decided, where that is a page of its own.
    `pay_facts` are the beginnings of those labels of `facts` that say what somebody is paid, and `evidence` what was
    handed in with a payload, as (words, address) pairs. `notes` says what else a payload agrees, as (label, words).
    `look` is where whoever decides sees what is masked.
    `needs_document` tells of a payload whether nothing may be proposed without a document that shows it.
    `vet` refuses to whoever proposes what is not refused to approvers any more. Raises DomainError.
    """

    code: str
    title: str
    clean: Callable[[Payload], dict[str, Any]]
    starts: Callable[[Payload], date | None]
    subject: Callable[[Payload], Subject]
    facts: Callable[[Payload, date | None], Words]
    apply: Apply
    steps: Callable[[Payload, Trial], Sequence[StepNeeded]]
    propose: str = "changes.propose"
    audience: str = ""
    affects_pay: bool = True
    revise: Callable[[Payload], str] | None = None
    attribute: Callable[[Payload], str] | None = None
    choice: str = ""
    options: Sequence[tuple[str, str]] = ()
    people: Callable[[Payload], list[int]] | None = None
    figures: Callable[[Payload, int, date], Sequence[Figure]] | None = None
    summarise: Callable[[Mapping[str, Figure], Mapping[str, Figure]], Sequence[Effect]] | None = None
    in_background: bool = False
    start: Any = None
    pay_facts: tuple[str, ...] = ()
    evidence: Callable[[Payload], list[tuple[str, str]]] | None = None
    notes: Callable[[Payload], list[tuple[str, str]]] | None = None
    look: Callable[[Payload, UUID], tuple[str, str]] | None = None
    needs_document: Callable[[Payload], bool] | None = None
    vet: Callable[[Payload, User], None] | None = None
    page: Callable[[Payload], str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether those read its requests who may not see anybody’s pay."""
        return self.propose == OPEN

    def shown(self, label: str, *, with_pay: bool) -> bool:
        """Tell whether somebody may read a fact."""
        return with_pay or not label.startswith(self.pay_facts)

    def everybody(self, payload: Payload) -> list[int]:
        """Return everybody whom a payload is about."""
        if self.people is not None:
            return self.people(payload)
        one = self.subject(payload).person_id
        return [] if one is None else [one]


_kinds: dict[str, ChangeKind] = {}
_measures: dict[str, Measure] = {}
_cutoffs: list[FindCutoff] = []
_papers: "list[Papers]" = []
_close: list[CloseTo] = []


def register_change_kind(kind: ChangeKind) -> None:
    """Add a kind. :raises ValueError: when the code is taken by another."""
    if _kinds.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"the change kind {kind.code!r} is registered twice")


def change_kind(code: str) -> ChangeKind:
    """Return a kind by its code. :raises LookupError: when no app has registered it."""
    return _kinds[code]


def change_kinds() -> list[ChangeKind]:
    """Return every kind, by title."""
    return sorted(_kinds.values(), key=lambda kind: kind.title)


def open_kinds() -> list[str]:
    """Return the codes of the kinds that show no pay."""
    return sorted(code for code, kind in _kinds.items() if kind.is_open)


def kinds_for(permissions: Collection[str]) -> list[str]:
    """Return the codes of the kinds whose whole requests somebody with these permissions reads."""
    return sorted(code for code, kind in _kinds.items() if kind.audience and kind.audience in permissions)


def kinds_seen() -> list[str]:
    """Return the codes of the kinds that have an audience: requests of any other are nobody’s to decide."""
    return sorted(code for code, kind in _kinds.items() if kind.audience)


def register_measure(name: str, measure: Measure) -> None:
    """Add figures to what approvers see of a change. :raises ValueError: when the name is taken by another."""
    if _measures.setdefault(name, measure) is not measure:
        raise ValueError(f"the measure {name!r} is registered twice")


def measured(*, partner_id: int, person_id: int, on: date) -> list[Figure]:
    """Return every registered figure of a person from a day on, by the name of its measure."""
    return [
        figure
        for name in sorted(_measures)
        for figure in _measures[name](partner_id=partner_id, person_id=person_id, on=on)
    ]


def register_cutoff(find: FindCutoff) -> None:
    """Say how the cut-off of a change of pay is found. :raises ValueError: when it was said otherwise before."""
    if _cutoffs and _cutoffs[0] is not find:
        raise ValueError("how the cut-off is found is registered twice")
    _cutoffs[:] = [find]


def register_closeness(find: CloseTo) -> None:
    """Say how closeness is found. :raises ValueError: when it was said otherwise before."""
    if _close and _close[0] is not find:
        raise ValueError("how closeness is found is registered twice")
    _close[:] = [find]


def close_to(*, partner_id: int, one: Collection[int], others: Collection[int], on: date) -> set[int]:
    """Return who of the others is close to a human being, by the people that each is, as far as an app knows."""
    return _close[0](partner_id=partner_id, one=one, others=others, on=on) if _close and one and others else set()


def register_papers(papers: Papers) -> None:
    """Say who keeps the documents about people. :raises ValueError: when it was said otherwise before."""
    if _papers and _papers[0] is not papers:
        raise ValueError("who keeps the documents is registered twice")
    _papers[:] = [papers]


def papers() -> Papers:
    """Return who keeps the documents about people. :raises LookupError: when no app does."""
    if not _papers:
        raise LookupError("no app keeps documents about people")
    return _papers[0]


def cutoff(*, partner_id: int, person_id: int, starts: date, today: date) -> Cutoff | None:
    """Return the cut-off of a change of somebody's pay, where one matters."""
    if not _cutoffs:
        return None
    return _cutoffs[0](partner_id=partner_id, person_id=person_id, starts=starts, today=today)
