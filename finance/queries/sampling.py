"""Journals that were posted without an approver, what was drawn of them, and what was found (domain FIN-02)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from finance.controls import Evidence, Where
from finance.engine import fiscal
from finance.models import Journal, JournalSample, JournalTraining, PostingCheck, SampledJournal
from finance.states import JournalState, SampledState
from partners.models import LegalEntity
from sharedservices.common.formatting import counted
from sharedservices.common.money import round_half_up
from sharedservices.common.rowsources import ListRows, QuerySetRows

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of a legal entity's ledger: `number` is 1 for April."""

    entity: LegalEntity
    year: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparerRow:
    """What was found of the journals of a preparer in a ledger. `share`: findings in a hundred reviewed."""

    name: str
    entity: str
    n_posted: int
    n_sampled: int
    n_waiting: int
    n_in_order: int
    n_findings: int
    share: Decimal | None


# --- what was posted without an approver ----------------------------------------------------------------------------
def alone(partner_id: int) -> "QuerySet[Journal]":
    """Return the journals of a partner that were posted without an approver."""
    passed = PostingCheck.objects.of(partner_id).filter(journal=OuterRef("pk"), is_passed=True)
    rows: QuerySet[Journal] = Journal.objects.of(partner_id).filter(Exists(passed), state=JournalState.POSTED)
    return rows


def posted_alone(entity: LegalEntity, *, year: int, number: int) -> "QuerySet[Journal]":
    """Return those that a ledger posted in a month, by the clock here: the month of posting, not of accounting."""
    first, end = _bounds(year, number)
    rows: QuerySet[Journal] = (
        alone(entity.partner_id).filter(legal_entity=entity, posted_at__gte=first, posted_at__lt=end).order_by("id")
    )
    return rows


def months_due(*, partner_id: int, on: date) -> list[Month]:
    """Return the months that are over on a day, had such journals, and were not drawn from, the earliest first."""
    rows = alone(partner_id).filter(posted_at__lt=_at(on.replace(day=1)))
    drawn = set(JournalSample.objects.of(partner_id).values_list("legal_entity", "year", "number"))
    there = set()
    for entity, moment in rows.values_list("legal_entity", "posted_at").order_by():
        day = timezone.localdate(moment)
        there.add((entity, fiscal.year_of(day), fiscal.number_of(day)))
    entities = LegalEntity.objects.of(partner_id).in_bulk({one for one, _year, _number in there - drawn})
    return [
        Month(entity=entities[entity], year=year, number=number)
        for entity, year, number in sorted(there - drawn, key=lambda one: (one[1], one[2], one[0]))
    ]


def training_behind(row: Journal) -> JournalTraining | None:
    """Return the training under which a journal was posted without an approver."""
    check = PostingCheck.objects.of(row.partner_id).filter(journal=row, is_passed=True).select_related("training")
    found = check.first()
    return found.training if found else None


# --- samples --------------------------------------------------------------------------------------------------------
def sample_of(entity: LegalEntity, *, year: int, number: int) -> JournalSample | None:
    """Return what was drawn of a month, if it was."""
    rows = JournalSample.objects.of(entity.partner_id).filter(legal_entity=entity, year=year, number=number)
    found: JournalSample | None = rows.first()
    return found


def samples(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return what was drawn, each with how many of it wait (`n_waiting`) and in how many something was found."""
    mine = SampledJournal.objects.of(partner_id).filter(sample=OuterRef("pk")).order_by().values("sample")
    rows = JournalSample.objects.of(partner_id).select_related("legal_entity", "drawn_by").annotate(
        n_waiting=_count(mine.filter(state=SampledState.WAITING)),
        n_findings=_count(mine.filter(state=SampledState.FINDING)),
    )  # fmt: skip
    if entity := wanted.get("entity"):
        rows = rows.filter(legal_entity__uuid=entity)
    return QuerySetRows(rows)


def sampled(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the sampled journals that the filters leave."""
    rows = SampledJournal.objects.of(partner_id).select_related(
        "sample__legal_entity", "journal__prepared_by", "journal__period", "reviewed_by"
    )
    if words := wanted.get("q"):
        rows = rows.filter(Q(journal__description__icontains=words) | Q(finding__icontains=words))
    if entity := wanted.get("entity"):
        rows = rows.filter(sample__legal_entity__uuid=entity)
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    if month := wanted.get("month"):
        year, number = month.split("-")
        rows = rows.filter(sample__year=int(year), sample__number=int(number))
    if preparer := wanted.get("preparer"):
        rows = rows.filter(journal__prepared_human=preparer)
    return QuerySetRows(rows)


def one(uuid: UUID) -> SampledJournal:
    """Return a sampled journal. :raises SampledJournal.DoesNotExist: when there is none in scope."""
    rows = SampledJournal.objects.select_related(
        "sample__legal_entity", "journal__legal_entity", "journal__prepared_by", "journal__period",
        "journal__posted_by", "reviewed_by",
    )  # fmt: skip
    found: SampledJournal = rows.get(uuid=uuid)
    return found


def sampled_of(row: Journal) -> SampledJournal | None:
    """Return the place of a journal in a sample, if it was drawn."""
    found: SampledJournal | None = SampledJournal.objects.of(row.partner_id).filter(journal=row).first()
    return found


def counts(*, partner_id: int) -> dict[str, int]:
    """Count the sampled journals in each state. One query."""
    rows = SampledJournal.objects.of(partner_id).values_list("state").annotate(n=Count("pk")).order_by()
    return {state.value: 0 for state in SampledState} | dict(rows)


def month_choices(*, partner_id: int) -> Choices:
    """Return the months that were drawn from, for a form: the latest first."""
    rows = JournalSample.objects.of(partner_id).values_list("year", "number").distinct().order_by("-year", "-number")
    return [(f"{year}-{number:02}", fiscal.name(year, number)) for year, number in rows]


def preparer_choices(*, partner_id: int) -> Choices:
    """Return whose journals were drawn, for a form."""
    rows = SampledJournal.objects.of(partner_id)
    whose = rows.values_list("journal__prepared_human", "journal__prepared_by__full_name").distinct()
    found = {str(human): name for human, name in whose}
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def preparers(*, partner_id: int, wanted: Mapping[str, Any]) -> ListRows:
    """Return what was found of each preparer’s journals in each ledger, those with most findings first."""
    by_state = defaultdict(lambda: defaultdict(int))  # type: ignore[var-annotated]
    rows = SampledJournal.objects.of(partner_id)
    posted = alone(partner_id)
    if entity := wanted.get("entity"):
        rows, posted = rows.filter(journal__legal_entity__uuid=entity), posted.filter(legal_entity__uuid=entity)
    for human, ledger, state, n in (
        rows.values_list("journal__prepared_human", "journal__legal_entity__legal_name", "state")
        .annotate(n=Count("pk")).order_by()
    ):  # fmt: skip
        by_state[human, ledger][state] = n
    found: dict[tuple[UUID, str], PreparerRow] = {}
    counts = posted.values_list("prepared_human", "legal_entity__legal_name", "prepared_by__full_name")
    for human, ledger, name, n in counts.annotate(n=Count("pk")).order_by("prepared_by__full_name"):
        states = by_state[human, ledger]
        before = found.get((human, ledger))
        reviewed = states[SampledState.IN_ORDER] + states[SampledState.FINDING]
        found[human, ledger] = PreparerRow(
            name=name, entity=ledger, n_posted=n + (before.n_posted if before else 0), n_sampled=sum(states.values()),
            n_waiting=states[SampledState.WAITING], n_in_order=states[SampledState.IN_ORDER],
            n_findings=states[SampledState.FINDING],
            share=round_half_up(Decimal(100 * states[SampledState.FINDING]) / reviewed, 1) if reviewed else None,
        )  # fmt: skip
    return ListRows(sorted(found.values(), key=lambda row: (-(row.share or 0), row.name, row.entity)))


def waiting_for(*, partner_id: int, human: UUID) -> Sequence[SampledJournal]:
    """Return the sampled journals that wait for others than their preparer, and somebody is another."""
    rows = SampledJournal.objects.of(partner_id).filter(state=SampledState.WAITING)
    rows = rows.exclude(journal__prepared_human=human).select_related("journal", "sample__legal_entity")
    return list(rows.order_by("id"))


# --- the month's end ------------------------------------------------------------------------------------------------
def reviewed(where: Where) -> Evidence:
    """Say whether what a ledger posted without an approver in a month was drawn from, and all of that reviewed."""
    entity = LegalEntity.objects.of(where.partner_id).get(pk=where.legal_entity_id)
    if not fiscal.FIRST <= where.number <= fiscal.LAST:
        return Evidence(is_met=True, words="A month alone is drawn from")
    sample = sample_of(entity, year=where.year, number=where.number)
    if sample is None:
        n = posted_alone(entity, year=where.year, number=where.number).count()
        words = f"{counted(n, 'journal', 'journals')} posted without an approver, and the sample is not drawn yet"
        return Evidence(is_met=not n, words=words if n else "None was posted without an approver")
    left = SampledJournal.objects.of(where.partner_id).filter(sample=sample, state=SampledState.WAITING).count()
    drawn = f"{sample.n_sampled} of {sample.population} drawn"
    return Evidence(is_met=not left, words=f"{drawn}, {left} not reviewed yet" if left else f"{drawn} and reviewed")


# --- the parts ------------------------------------------------------------------------------------------------------
def _bounds(year: int, number: int) -> tuple[datetime, datetime]:
    span = fiscal.spans(year)[number]
    following = fiscal.spans(year)[number + 1].first if number < fiscal.LAST else date(year + 1, fiscal.FIRST_MONTH, 1)
    return _at(span.first), _at(following)


def _at(day: date) -> datetime:
    """Return the moment at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _count(rows: "QuerySet[SampledJournal]") -> Any:
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
