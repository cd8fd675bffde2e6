"""Reading the pay gap: reports of each employer, what is behind one, and what may be published of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from hr.models import PayElement
from partners.models import LegalEntity
from payroll.engine.pay_gap import Quarter
from payroll.engine.pay_gap_law import law_on
from payroll.models import PayGapReport, PayGapRow, PayGapTreatment
from sharedservices.common.money import round_half_up

FEWEST_PUBLISHED = 10
"""Fewer men or women than this behind a figure, and an employer without the duty does not publish it (HR-14)."""
KINDS = (PayElement.Kind.PAYMENT, PayElement.Kind.SACRIFICE)


@dataclass(frozen=True, slots=True)
class GapFigures:
    """A gap as it was kept: per cent, and pounds and people on both sides. None where there is nobody."""

    mean: Decimal | None
    median: Decimal | None
    n_men: int
    n_women: int
    men: tuple[Decimal | None, Decimal | None]
    women: tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFigures:
    """The figures of a report."""

    n_men: int
    n_women: int
    hourly: GapFigures
    bonus: GapFigures
    men_with_bonus: Decimal | None
    women_with_bonus: Decimal | None
    quarters: tuple[Quarter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report in the list."""

    report: UUID
    employer: str
    snapshot_on: date
    number: int
    kind: str
    n_heads: int
    n_full_pay: int
    mean: Decimal | None
    median: Decimal | None
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ElementTreatment:
    """A pay element and what it is to the pay gap; an empty text while nobody has said so."""

    element: UUID
    code: str
    name: str
    treatment: str


def reports(*, partner_id: int) -> list[ReportRow]:
    """Return every report, the newest first. One query."""
    rows = PayGapReport.objects.of(partner_id).select_related("legal_entity", "made_by")
    return [_report_row(one) for one in rows.order_by("-snapshot_on", "legal_entity__legal_name", "-number", "-id")]


def report(uuid: UUID) -> PayGapReport:
    """Return a report. :raises PayGapReport.DoesNotExist: when there is none in scope."""
    found: PayGapReport = PayGapReport.objects.select_related("legal_entity", "made_by").get(uuid=uuid)
    return found


def employers(*, partner_id: int) -> list[tuple[str, str]]:
    """Return the employers of a partner for a choice."""
    rows = LegalEntity.objects.of(partner_id).order_by("legal_name", "id")
    return [(str(one.uuid), one.legal_name) for one in rows]


def figures(row: PayGapReport) -> ReportFigures:
    """Return the figures of a report as numbers."""
    kept = row.figures
    return ReportFigures(
        n_men=kept["n_men"],
        n_women=kept["n_women"],
        hourly=_gap(kept["hourly"]),
        bonus=_gap(kept["bonus"]),
        men_with_bonus=_number(kept["men_with_bonus"]),
        women_with_bonus=_number(kept["women_with_bonus"]),
        quarters=tuple(Quarter(men, women) for men, women in kept["quarters"]),
    )


def standings(row: PayGapReport) -> dict[str, int]:
    """Return how many people stand how in a report. One query."""
    rows = PayGapRow.objects.of(row.partner_id).filter(report=row).values("standing").annotate(n=Count("id"))
    found = {one["standing"]: one["n"] for one in rows.order_by("standing")}
    return {str(one.label): found.get(one.value, 0) for one in PayGapRow.Standing}


def treatments(*, partner_id: int) -> list[ElementTreatment]:
    """Return the elements that are paid, with what they are to the pay gap. One query."""
    said = PayGapTreatment.objects.filter(partner_id=OuterRef("partner_id"), element_id=OuterRef("pk"))
    rows: QuerySet[PayElement] = PayElement.objects.of(partner_id).filter(kind__in=KINDS)
    columns = rows.annotate(said=Subquery(said.values("treatment")[:1])).order_by("name", "id")
    return [ElementTreatment(*one) for one in columns.values_list("uuid", "code", "name", "said")]


def withheld(row: PayGapReport) -> frozenset[str]:
    """Return which parts are not published because too few people are behind them: "hourly" and "bonus".

    An employer with the duty to publish publishes everything: the law has no exception for small numbers.
    """
    if row.is_obliged and row.is_statutory:
        return frozenset()
    found = figures(row)
    few = {
        "hourly": min(found.hourly.n_men, found.hourly.n_women),
        "bonus": min(found.bonus.n_men, found.bonus.n_women),
    }
    return frozenset(name for name, n in few.items() if n < FEWEST_PUBLISHED)


def upload(row: PayGapReport) -> list[Any]:
    """Return the values of UPLOAD_COLUMNS, measures to one decimal place; what is withheld or not known is empty.

    Source: columns of the download of the gender pay gap service, which keys reports by hand.
    """
    found, hidden, entity = figures(row), withheld(row), row.legal_entity
    hourly = () if "hourly" in hidden else (found.hourly.mean, found.hourly.median)
    bonus = () if "bonus" in hidden else (found.bonus.mean, found.bonus.median)
    received = () if "bonus" in hidden else (found.men_with_bonus, found.women_with_bonus)
    shares = [] if "hourly" in hidden else [(one.men_percent, one.women_percent) for one in found.quarters]
    due = law_on(row.snapshot_on).publish_by(row.snapshot_on)
    return [
        entity.legal_name, "", entity.address.replace("\n", ", "), "", "", "",
        *_padded(hourly, 2), *_padded(bonus, 2), *_padded(received, 2),
        *_padded([one for pair in shares for one in pair], 8),
        "", "", size_band(row.n_heads), entity.legal_name, "", due, "",
    ]  # fmt: skip


UPLOAD_COLUMNS = (
    "EmployerName", "EmployerId", "Address", "PostCode", "CompanyNumber", "SicCodes",
    "DiffMeanHourlyPercent", "DiffMedianHourlyPercent", "DiffMeanBonusPercent", "DiffMedianBonusPercent",
    "MaleBonusPercent", "FemaleBonusPercent", "MaleLowerQuartile", "FemaleLowerQuartile",
    "MaleLowerMiddleQuartile", "FemaleLowerMiddleQuartile", "MaleUpperMiddleQuartile", "FemaleUpperMiddleQuartile",
    "MaleTopQuartile", "FemaleTopQuartile", "CompanyLinkToGPGInfo", "ResponsiblePerson", "EmployerSize",
    "CurrentName", "SubmittedAfterTheDeadline", "DueDate", "DateSubmitted",
)  # fmt: skip
SIZE_BANDS = (
    (250, "Less than 250"), (500, "250 to 499"), (1000, "500 to 999"), (5000, "1000 to 4999"),
    (20000, "5000 to 19,999"),
)  # fmt: skip


def size_band(n_heads: int) -> str:
    """Return the band that the service puts an employer of so many people in."""
    return next((words for below, words in SIZE_BANDS if n_heads < below), "20,000 or more")


def _padded(values: Any, wanted: int) -> list[Any]:
    found = ["" if one is None else one for one in values]
    return [*found, *[""] * (wanted - len(found))]


def _report_row(one: PayGapReport) -> ReportRow:
    kept = one.figures["hourly"]
    return ReportRow(
        report=one.uuid,
        employer=one.legal_entity.legal_name,
        snapshot_on=one.snapshot_on,
        number=one.number,
        kind="Snapshot date" if one.is_statutory else "Trial",
        n_heads=one.n_heads,
        n_full_pay=one.n_full_pay,
        mean=_number(kept["mean"]),
        median=_number(kept["median"]),
        made_by=one.made_by.full_name,
        made_at=one.made_at,
    )


def _gap(kept: dict[str, Any]) -> GapFigures:
    men, women = kept["men"], kept["women"]
    return GapFigures(
        mean=_number(kept["mean"]),
        median=_number(kept["median"]),
        n_men=men["n"],
        n_women=women["n"],
        men=(_pounds(men["mean"]), _pounds(men["median"])),
        women=(_pounds(women["mean"]), _pounds(women["median"])),
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _pounds(text: str | None) -> Decimal | None:
    return None if text is None else round_half_up(Decimal(text), 2)
