"""What the workforce survey of the Local Government Association asks, from the figures of the other reports."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from hr.engine.few import FEWEST as FEWEST_PAID
from hr.engine.statutory import FEWEST
from hr.models import Person, PostHolding
from hr.queries import insight, insight_sickness
from hr.queries.establishment_report import holders
from hr.queries.insight import Slice
from sharedservices.common.formatting import number
from sharedservices.common.money import round_half_up

HUNDRED, TOP = Decimal(100), Decimal("0.05")
NOT_HELD = "Not held here"
WEEKEND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question with its figure, its unit, and how it is worked out. `short`: its name above the list, if any."""

    question: str
    figure: Decimal | int | None
    worked: str
    unit: str = ""
    missing: str = NOT_HELD
    short: str = ""

    @property
    def words(self) -> str:
        """Say the figure."""
        return self.missing if self.figure is None else f"{number(self.figure)}{self.unit}"

    @property
    def exported(self) -> Decimal | int | str:
        """Return the figure as a number, or why there is none."""
        return self.missing if self.figure is None else self.figure


def answers(wanted: Slice) -> list[Answer]:
    """Return the answers for the months of a slice. Some twenty queries, however many people there are."""
    workforce, sick = insight.workforce(wanted), insight_sickness.sickness(wanted)
    last = workforce.months[-1]
    ends = _month_end(wanted.last)
    posts = insight.vacancies(Slice(partner_id=wanted.partner_id, first=ends, last=ends, entity=wanted.entity,
                                    unit=wanted.unit))  # fmt: skip
    established = sum((one.established for one in posts), Decimal(0))
    vacant = sum((max(one.vacant, Decimal(0)) for one in posts), Decimal(0))
    available = sick.fte * _weekdays(wanted.first, ends)
    n_top, n_women = _top(wanted, ends)
    few = n_top < FEWEST_PAID or min(n_women, n_top - n_women) < FEWEST
    return [
        Answer(question="Employees", figure=last.heads, worked="People employed on the last day", short="Employees"),
        Answer(question="Full-time equivalent employees", figure=_rounded(last.fte),
               worked="Paid hours ÷ full-time hours on the last day", short="Full-time equivalents",
               missing="No terms recorded"),
        Answer(question="Labour turnover", figure=workforce.turnover, unit="%", short="Turnover", missing="Nobody",
               worked="Leavers for whatever reason ÷ average number of people"),
        Answer(question="Vacancy rate", unit="%", short="Vacancy rate", missing="No posts",
               figure=_share(vacant, established), worked="Vacant ÷ established full-time equivalents on the last day"),
        Answer(question="Sickness absence for each full-time equivalent", figure=sick.per_fte, unit=" days",
               short="Sickness", missing="Nobody", worked="Full-time days lost ÷ average full-time equivalents"),
        Answer(question="Sickness absence rate", figure=_share(sick.days, available), unit="%", missing="Nobody",
               worked="Full-time days lost ÷ (full-time equivalents × weekdays of the months)"),
        Answer(question="Women among the top five per cent of earners", unit="%",
               figure=None if few else _share(Decimal(n_women), Decimal(n_top)), missing=f"Fewer than {FEWEST}",
               worked="By full-time salary on the last day; everybody paid as much as the last of them counts"),
        Answer(question="Gross training expenditure", figure=None, worked="Of the ledger and of training budgets"),
        Answer(question="Working days of off-the-job training", figure=None, worked="Of the learning system"),
    ]  # fmt: skip


def _top(wanted: Slice, on: date) -> tuple[int, int]:
    """Return how many people are among the top five per cent by full-time salary, and how many of them are women."""
    given, partner_id = wanted.parameters(), wanted.partner_id
    held = PostHolding.objects.of(partner_id).filter(valid__contains=on)
    if given["entity"] is not None:
        held = held.filter(employment__legal_entity_id=given["entity"])
    if not given["all_units"]:
        held = held.filter(post__org_unit_id__in=given["units"])
    counted = set(held.order_by("id").values_list("assignment_id", flat=True))
    best: dict[object, Decimal] = {}
    for one in chain.from_iterable(holders(partner_id=partner_id, on=on).values()):
        if one.assignment in counted and one.paid_fte:
            best[one.person] = max(best.get(one.person, Decimal(0)), one.salary / one.paid_fte)
    if not best:
        return 0, 0
    ranked = sorted(best.values(), reverse=True)
    least = ranked[max(0, int(round_half_up(len(ranked) * TOP, 0)) - 1)]
    top = {person for person, salary in best.items() if salary >= least}
    n_women = Person.objects.of(partner_id).filter(uuid__in=top, sex=Person.Sex.FEMALE).count()
    return len(top), n_women


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return round_half_up(part * HUNDRED / whole, 1) if whole else None


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_half_up(value, 1)


def _month_end(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _weekdays(first: date, last: date) -> int:
    return sum((first + timedelta(days=n)).weekday() < WEEKEND for n in range((last - first).days + 1))
