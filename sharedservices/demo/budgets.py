"""Budgets of the county's council for 2026-27: directorates, the original budget, virements as far as each has come.

One virement is in force, one waits for the other budget holder, one for director and finance, one came back and one is
a draft; a supplementary estimate is in force. Orders hold budget, one group refuses, and one cost centre is explained.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from finance.models import Balance, BudgetDecision, CommitmentLine, CostCentre, Journal
from finance.operations import budgets, commitments, journals, year_end_choices
from finance.operations.budgets import Line, Wanted
from finance.operations.codings import Segments
from finance.operations.commitments import Order, OrderLine
from finance.operations.journals import Origin
from finance.operations.year_end_choices import ChoiceWanted
from partners.models import LegalEntity, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.common.money import ZERO, pence, round_half_up
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place

YEAR, OPENED = 2026, date(2020, 4, 1)
DECIDED = at(date(2026, 4, 1), 9)
WRITTEN, AGREED = at(date(2026, 11, 3), 10), at(date(2026, 11, 4), 11)
MONTHS = ((4, 28), (5, 28), (6, 29), (7, 28), (8, 28), (9, 28), (10, 28))
AREAS = (
    ("PEO", "People", (("ADU", "Adults"), ("CHI", "Children"))),
    ("PLA", "Place", (("HIG", "Highways"), ("CUL", "Culture"))),
)
# Code, thousands of pounds a year for the first cost centre, and hundredths of an even share spent each month.
PLANS = (
    ("14000", 60, 131), ("20100", 36, 92), ("40000", 24, 70), ("40200", 48, 104), ("40600", 30, 60),
    ("50000", 240, 101), ("83000", -72, 95),
)  # fmt: skip
CENTRES = 8
SHARE = Decimal("0.85")
VACANCIES, SMALLEST = Decimal("1.03"), Decimal(500)


def _centres(place: Place, entity: LegalEntity) -> list[CostCentre]:
    rows = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")
    return list(rows[:CENTRES])


def _annual(thousands: int, centre: int) -> Decimal:
    """Return the pounds of a year: each cost centre a little less than the one before."""
    return round_half_up(thousands * 10 * SHARE**centre, 0) * 100


def spend(place: Place, entity: LegalEntity, by: User) -> None:
    """Post what was spent from April to October, a journal a month."""
    for month, last in MONTHS:
        lines: list[journals.Line] = []
        for n, centre in enumerate(_centres(place, entity)):
            for code, thousands, pace in PLANS:
                pounds = pence(_annual(thousands, n) / 12 * (pace + (month * 7 + n * 3) % 9) / 100)
                lines.append(_line(code, centre.code, pounds))
        total = sum((line.debit - line.credit for line in lines), ZERO)
        lines.append(_line("94000", "", -total))
        wanted = journals.Wanted(
            legal_entity=entity.uuid, kind=Journal.Kind.PAYABLES, accounting_date=date(YEAR, month, last), lines=lines,
            description=f"Invoices and income of month {month} from the system before",
        )  # fmt: skip
        origin = Origin(source="carried over", reference=f"{month:02}", key=f"spend:{YEAR}:{month}", module="AP")
        journals.post_from(wanted=wanted, origin=origin, by=by, at=WRITTEN)


def _line(code: str, centre: str, pounds: Decimal) -> journals.Line:
    return journals.Line(segments=Segments(code, centre), debit=max(pounds, ZERO), credit=max(-pounds, ZERO))


def make_budgets(place: Place, entity: LegalEntity) -> None:
    """Set up the council's budgets. In the scope."""
    centres = _centres(place, entity)
    _areas(place, entity, centres)
    loads, holder, other = office("journals", place.spec), office("budget", place.spec), office("budget2", place.spec)
    finance, chief = office("finance", place.spec), office("treasurer", place.spec)
    first, second, third = (centre.code for centre in centres[:3])

    def write(kind: str, description: str, lines: list[Line], by: User, when: Any = WRITTEN, **more: Any) -> Any:
        wanted = Wanted(
            legal_entity=entity.uuid, year=YEAR, kind=kind, description=description, lines=lines, **more
        )  # fmt: skip
        return budgets.draft(wanted=wanted, by=by, at=when)

    def propose(row: BudgetDecision, why: str, by: User, when: Any = WRITTEN) -> Any:
        payload = {"decision": str(row.uuid), "lines_hash": row.lines_hash}
        proposal = Proposal(kind="finance.budget", payload=payload, reason=why)
        return changes.submit(partner_id=place.partner.pk, proposal=proposal, by=by, at=when)

    def approve(change: Any, *people: User, when: Any = AGREED) -> None:
        for who in people:
            changes.approve(change=change.uuid, content_hash=change.content_hash, by=who, at=when)

    def moved(pounds: int, code: str, centre: str, to: str, to_centre: str) -> list[Line]:
        return [
            Line(segments=Segments(code, centre), annual=Decimal(-pounds)),
            Line(segments=Segments(to, to_centre), annual=Decimal(pounds)),
        ]

    original = [
        Line(segments=Segments(code, centre.code), annual=_annual(thousands, n))
        for n, centre in enumerate(centres)
        for code, thousands, _pace in PLANS
    ]
    original += _pay(place, entity, centres)
    council = "Council 24 February 2026, 61"
    row = write("ORIGINAL", "Budget of 2026-27", original, loads, DECIDED, members_reference=council)
    approve(propose(row, "Budget book, appendix C", loads, DECIDED), chief, when=DECIDED)
    flood = [Line(segments=Segments("20000", third), annual=Decimal(18_500))]
    row = write("SUPPLEMENTARY", "Repairs after the flood in June", flood, loads,
                members_reference="Cabinet 8 July 2026, 12")  # fmt: skip
    approve(propose(row, "Report of the surveyor", loads), chief)
    row = write(
        "VIREMENT", "Fewer consultants, more agency staff", moved(6_000, "40600", first, "14000", first), holder
    )
    approve(propose(row, "Recruitment takes until January", holder), other)
    propose(
        write("VIREMENT", "Licences instead of furniture", moved(2_400, "40000", first, "40200", first), holder),
        "Both teams work from home", holder,
    )  # fmt: skip
    propose(
        write("VIREMENT", "Contractors help next door", moved(15_000, "50000", first, "50000", second), holder),
        "One round serves both", holder,
    )  # fmt: skip
    back = propose(
        write("VIREMENT", "Energy saved pays for laptops", moved(3_000, "20100", second, "40200", second), holder),
        "Meters read in October", holder,
    )  # fmt: skip
    changes.send_back(
        change=back.uuid, content_hash=back.content_hash, comment="The winter is still to come: is it not too early?",
        by=other, at=AGREED,
    )  # fmt: skip
    write("VIREMENT", "Furniture for the new rooms", moved(1_200, "40600", second, "40000", second), holder)
    budgets.set_control(
        partner_id=place.partner.pk, group="SUPPLIES", mode="HARD_OVER_TOLERANCE", tolerance=Decimal(100),
        first_day=date(YEAR, 4, 1), by=finance, at=DECIDED,
    )  # fmt: skip
    _orders(entity, first, second, finance)
    _year_end(entity, first, second, loads, finance)
    budgets.comment(
        cost_centre=centres[0].uuid, year=YEAR, number=7, known_change=Decimal(9_000), by=holder, at=AGREED,
        text="Agency staff cover two vacancies until January; posts are advertised",
    )  # fmt: skip


def _pay(place: Place, entity: LegalEntity, centres: list[CostCentre]) -> list[Line]:
    """Budget what people cost: what pay runs posted, as a year of it, and a little more for vacancies."""
    rows = Balance.objects.of(place.partner.pk).filter(
        period__legal_entity=entity, period__year=YEAR, coding__subjective__group="EMPLOYEES",
        coding__cost_centre__in=centres, coding__fund__code="GEN",
    )  # fmt: skip
    paid = rows.filter(coding__subjective__code="11000", debit__gt=0).values("period").distinct().count()
    sums = rows.exclude(coding__subjective__code__in=[code for code, *_ in PLANS]).values_list(
        "coding__subjective__code", "coding__cost_centre__code"
    )
    spent = sums.annotate(spent=Sum(F("debit") - F("credit"))).order_by("coding_id")
    return [
        Line(segments=Segments(code, centre), annual=round_half_up(pounds * 12 / paid * VACANCIES / 100, 0) * 100)
        for code, centre, pounds in spent
        if paid and pounds >= SMALLEST
    ]


def _areas(place: Place, entity: LegalEntity, centres: list[CostCentre]) -> None:
    by = office("finance", place.spec)
    services: list[Any] = []
    for code, name, below in AREAS:
        given: dict[str, Any] = {"legal_entity": entity.uuid, "by": by, "at": DECIDED}
        above = budgets.set_up_area(level="DIRECTORATE", code=code, name=name, parent=None, **given)
        services += [
            budgets.set_up_area(level="SERVICE", code=one, name=words, parent=above.uuid, **given)
            for one, words in below
        ]
    for n, centre in enumerate(centres):
        area = services[n * len(services) // len(centres)]
        budgets.place(cost_centre=centre.uuid, service=area.uuid, first_day=OPENED, by=by, at=DECIDED)


def _orders(entity: LegalEntity, first: str, second: str, by: User) -> None:
    """Two requisitions, three orders, one of them received in part and one closed."""

    def order(reference: str, description: str, code: str, centre: str, pounds: str) -> Order:
        line = OrderLine(number=1, segments=Segments(code, centre), net=Decimal(pounds))
        return Order(
            legal_entity=entity.uuid, source="carried over", reference=reference, description=description, lines=[line],
            on=date(YEAR, 10, 5),
        )  # fmt: skip

    said: dict[str, Any] = {"by": by, "at": WRITTEN}
    commitments.requisition(order=order("RQ-2041", "Desks", "40000", first, "1850.00"), key="requisition", **said)
    commitments.requisition(order=order("RQ-2047", "Survey", "40600", second, "4200.00"), key="requisition", **said)
    commitments.order(order=order("PO-1187", "Gritting", "50000", first, "22600.00"), key="order", **said)
    part = commitments.order(order=order("PO-1190", "Tablets", "40200", second, "4000.00"), key="order", **said)
    commitments.relieve(
        commitment=part.commitment.uuid, received={1: Decimal(2400)}, how="RECEIPT", key="receipt",
        on=date(YEAR, 10, 20), **said,
    )  # fmt: skip
    shut = commitments.order(order=order("PO-1172", "Boiler", "20100", first, "310.00"), key="order", **said)
    commitments.close(commitment=shut.commitment.uuid, key="close", on=date(YEAR, 10, 30), **said)


def _year_end(entity: LegalEntity, first: str, second: str, loads: User, finance: User) -> None:
    """Four orders of the year before: two carried, one closed in March; of one, the choice still waits."""
    closing, agreed = at(date(YEAR, 3, 20), 10), at(date(YEAR, 3, 25), 14)
    wanted = (
        ("PO-0871", "Footbridge repair", "50000", first, "18400.00", "CARRY", "Contractor starts in May"),
        ("PO-0902", "Shelving", "40000", second, "2750.00", "CARRY", "Delivery agreed for April"),
        ("PO-0915", "Survey of drains", "40600", second, "1200.00", "CLOSE", "Done for less than ordered"),
        ("PO-0938", "Winter tyres", "40000", first, "640.00", "CLOSE", "The vans were replaced"),
    )
    for n, (reference, description, code, centre, pounds, kind, why) in enumerate(wanted):
        order = Order(
            legal_entity=entity.uuid, source="carried over", reference=reference, description=description,
            lines=[OrderLine(number=1, segments=Segments(code, centre), net=Decimal(pounds))], on=date(YEAR, 2, 10),
        )  # fmt: skip
        made = commitments.order(order=order, key="order", by=finance, at=closing)
        (choice,) = year_end_choices.propose(
            lines=CommitmentLine.objects.filter(commitment=made.commitment).values_list("pk", flat=True),
            wanted=ChoiceWanted(kind=kind, reason=why), by=loads, at=closing,
        )  # fmt: skip
        if n + 1 < len(wanted):
            year_end_choices.agree(choices=[choice.uuid], by=finance, at=agreed)
