"""What an offer, a contract and a statement of change say: the particulars of Employment Rights Act 1996 s 1, in words.

Everything comes from structured fields, so that a document says what the record says.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hr.models import (
    AbsenceTerms,
    Assignment,
    AssignmentTerms,
    Grade,
    PensionMembership,
    Person,
    SpinePoint,
    SpineValue,
    StarterCase,
    StatementTerms,
)
from hr.queries.days import ONE_DAY
from sharedservices.common.formatting import counted, day, money, number
from sharedservices.common.money import pence
from sharedservices.common.periods import Frequency

FREQUENCY = {
    Frequency.WEEKLY: "every week",
    Frequency.FORTNIGHTLY: "every two weeks",
    Frequency.FOURWEEKLY: "every four weeks",
    Frequency.MONTHLY: "every month",
    Frequency.QUARTERLY: "every quarter",
    Frequency.ANNUALLY: "once a year",
}
TOLD = ("Contract", "Hours", "Pay")
NO_FIXED_HOURS = "There are no fixed hours: you are offered work, and may refuse it."


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the statement: its heading and paragraphs, and the paragraph of the Act that asks for it."""

    title: str
    paragraphs: list[str]
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayFacts:
    """What somebody is paid by, and the hours that it is for. Pounds; hours a week."""

    contract: str
    contract_hours: Decimal
    full_time_hours: Decimal
    weeks_in_year: Decimal
    paid_weeks: Decimal | None
    spine_point: SpinePoint | None
    grade: Grade | None
    spot_annual: Decimal | None
    hourly_rate: Decimal | None


def statement_terms(case: StarterCase) -> StatementTerms | None:
    """Return what contracts of the staff group say on the first day, or None. One query."""
    assert case.post is not None  # noqa: S101 - asked once the job is said
    rows = StatementTerms.objects.of(case.partner_id).filter(
        staff_group_id=case.post.role.staff_group_id, valid__contains=case.start_date
    )
    found: StatementTerms | None = rows.first()
    return found


def particulars(case: StarterCase, terms: StatementTerms) -> list[Part]:
    """Return the parts of the contract of a starter, in the order of the Act."""
    assert case.post is not None and case.pay_group is not None  # noqa: S101, PT018 - a contract has both
    entity = case.pay_group.legal_entity
    service, group = case.continuous_service_from or case.start_date, case.post.role.staff_group_id
    counts = "with service elsewhere that counts" if service < case.start_date else "no earlier service counts"
    facts, frequency = _facts_of_case(case), case.pay_group.frequency
    return [
        Part("Who", [f"The employer is {entity.legal_name}. The employee is {full_name(case.person)}."], "s 1(3)(a)"),
        Part(
            "Beginning",
            [
                _beginning(case),
                f"Continuous employment counts from {day(service)}: {counts}.",
            ],
            "s 1(3)(b), (c)",
        ),
        Part("Job", [_job(case)], "s 1(4)(f)"),
        Part("Place of work", [_place(case)], "s 1(4)(h)"),
        Part("Pay", pay_words(facts, frequency=frequency, on=case.start_date), "s 1(4)(a), (b)"),
        Part("Hours", hours_words(facts, case.working_pattern), "s 1(4)(c)"),
        Part("Holidays", [holiday_words(case.partner_id, group, case.start_date)], "s 1(4)(d)(i)"),
        Part("Sickness", [terms.sick_pay], "s 1(4)(d)(ii)"),
        Part("Other paid leave", [terms.other_leave], "s 1(4)(d)(iia)"),
        Part("Pension", [_pension(case)], "s 1(4)(d)(iii)"),
        Part("Other benefits", [terms.benefits], "s 1(4)(da)"),
        Part("Notice", [terms.notice], "s 1(4)(e)"),
        Part("How long it lasts", [_length(case)], "s 1(4)(g)"),
        Part("Probation", [_probation(case)], "s 1(4)(ga)"),
        Part("Training", [terms.training], "s 1(4)(l) to (n)"),
        Part("Collective agreements", [terms.collective], "s 1(4)(j)"),
        Part("Work outside the United Kingdom", ["There is none of more than a month."], "s 1(4)(k)"),
        Part("Grievances, discipline and appeals", [terms.procedures], "s 3(1)"),
    ]  # fmt: skip


def offer_facts(case: StarterCase) -> list[tuple[str, str]]:
    """Return what an offer letter says at a glance."""
    assert case.post is not None and case.pay_group is not None  # noqa: S101, PT018 - an offer has both
    facts = _facts_of_case(case)
    return [
        ("Job", case.title or case.post.role.title),
        ("Where", _where(case)),
        ("First day", day(case.start_date)),
        ("Contract", f"{case.get_contract_display()}" + (f" until {day(case.end_date)}" if case.end_date else "")),
        ("Hours", " ".join(hours_words(facts, case.working_pattern))),
        ("Pay", pay_words(facts, frequency=case.pay_group.frequency, on=case.start_date)[0]),
        ("Pension", _pension(case)),
        ("Probation", _probation(case)),
    ]


def changes(assignment: Assignment, on: date) -> list[tuple[str, str, str]]:
    """Return what changes on a day in the terms of a job: what it is, before and after. Three queries."""
    before, after = _terms_on(assignment, on - ONE_DAY), _terms_on(assignment, on)
    if before is None or after is None:
        return []
    rows = list(zip(TOLD, _told(before, assignment, on - ONE_DAY), _told(after, assignment, on), strict=True))
    return [row for row in rows if row[1] != row[2]]


def _told(row: AssignmentTerms, assignment: Assignment, on: date) -> tuple[str, str, str]:
    """Return what a statement of change compares, in the order of TOLD."""
    facts, frequency = facts_of_terms(row), assignment.employment.pay_group_on(on).frequency
    hours = " ".join(hours_words(facts, row.working_pattern))
    return row.get_contract_display(), hours, " ".join(pay_words(facts, frequency=frequency, on=on))


def facts_of_terms(row: AssignmentTerms) -> PayFacts:
    """Return what terms say about pay and hours."""
    names = ("contract", "contract_hours", "full_time_hours", "weeks_in_year", "paid_weeks", "spine_point", "grade")
    money_names = ("spot_annual", "hourly_rate")
    return PayFacts(**{name: getattr(row, name) for name in (*names, *money_names)})


def pay_words(facts: PayFacts, *, frequency: str, on: date) -> list[str]:
    """Return what somebody is paid and when, in sentences. One query for a spine point."""
    paid = f"It is paid {FREQUENCY[Frequency(frequency)]} in arrears, by credit transfer to your account."
    if facts.hourly_rate is not None:
        return [f"{money(facts.hourly_rate)} for each hour worked.", paid]
    full_time = facts.spot_annual if facts.spine_point is None else _value(facts.spine_point, on)
    if full_time is None:
        return ["The pay of the grade on the first day.", paid]
    share = (
        facts.contract_hours / facts.full_time_hours * (facts.paid_weeks or facts.weeks_in_year) / facts.weeks_in_year
    )
    where = ""
    if facts.spine_point is not None:
        named = f"{facts.grade.name}, " if facts.grade else ""
        where = f" ({named}point {facts.spine_point.code} of {facts.spine_point.scale.name})"
    if share == 1:
        return [f"{money(full_time)} a year{where}.", paid]
    return [f"{money(pence(full_time * share))} a year: {money(full_time)} full time{where}, for your hours.", paid]


def hours_words(facts: PayFacts, pattern: str) -> list[str]:
    """Return how many hours somebody works, and when, in sentences."""
    if facts.contract_hours == 0:
        return [NO_FIXED_HOURS]
    weeks = f", in {number(facts.paid_weeks)} paid weeks of the year" if facts.paid_weeks else ""
    words = [f"{number(facts.contract_hours)} hours a week{weeks}. Full time is {number(facts.full_time_hours)} hours."]
    days = f"On these days: {pattern}." if pattern else "On Mondays to Fridays, as agreed with your manager."
    return [*words, days, "They vary only by agreement."]


def holiday_words(partner_id: int, staff_group_id: int, on: date) -> str:
    """Return how much leave there is, in a sentence. One query."""
    rows = AbsenceTerms.objects.of(partner_id).filter(staff_group_id=staff_group_id, valid__contains=on)
    agreed = rows.first()
    if agreed is None:
        return "5.6 weeks a year, bank holidays included, as the Working Time Regulations 1998 give."
    bands = [
        f"{days} days" if not years else f"{days} days after {counted(int(years), 'year', 'years')}"
        for years, days in agreed.leave_bands
    ]
    return (
        f"{', '.join(bands)} a year full time, and the bank holidays, worked out in hours in proportion to yours. "
        "Leave that is left is paid when the employment ends."
    )


def full_name(person: Person) -> str:
    """Return the name as a contract has it."""
    return " ".join(part for part in (person.title, person.forenames, person.surname) if part)


def address_of(person: Person) -> list[str]:
    """Return the lines of an address."""
    lines = (person.address_line_1, person.address_line_2, person.town, person.postcode)
    return [line for line in lines if line]


def _facts_of_case(case: StarterCase) -> PayFacts:
    assert case.post is not None and case.contract_hours is not None  # noqa: S101, PT018 - an offer has both
    group = case.post.role.staff_group
    return PayFacts(
        contract=case.contract, contract_hours=case.contract_hours, full_time_hours=group.full_time_hours,
        weeks_in_year=group.weeks_in_year, paid_weeks=case.paid_weeks, spine_point=case.spine_point, grade=case.grade,
        spot_annual=case.spot_annual, hourly_rate=case.hourly_rate,
    )  # fmt: skip


def _terms_on(assignment: Assignment, on: date) -> AssignmentTerms | None:
    rows = AssignmentTerms.objects.of(assignment.partner_id).filter(assignment=assignment, valid__contains=on)
    found: AssignmentTerms | None = rows.select_related("spine_point__scale", "grade").first()
    return found


def _value(point: SpinePoint, on: date) -> Decimal | None:
    rows: Any = SpineValue.objects.of(point.partner_id).filter(point=point, valid__contains=on)
    found: Decimal | None = rows.values_list("annual", flat=True).first()
    return found


def _beginning(case: StarterCase) -> str:
    if case.route != StarterCase.Route.ADDED or case.joins is None:
        return f"The employment begins on {day(case.start_date)}."
    return f"This job begins on {day(case.start_date)}, in the employment that began on {day(case.joins.valid.lower)}."


def _job(case: StarterCase) -> str:
    assert case.post is not None  # noqa: S101 - as above
    title = case.title or case.post.role.title
    return f"{title}, post {case.post.post_no}, in {case.post.org_unit.name}."


def _where(case: StarterCase) -> str:
    assert case.post is not None  # noqa: S101 - as above
    place: str = case.post.location or case.post.org_unit.name
    return place


def _place(case: StarterCase) -> str:
    return f"{_where(case)}. You may be asked to work at another place of the employer within reasonable reach."


def _pension(case: StarterCase) -> str:
    if case.pension_scheme is None:
        return "No scheme comes with the contract. You are enrolled in one if the law asks for it, and may ask to join."
    section = " in its 50/50 section" if case.pension_section == PensionMembership.Section.FIFTY_FIFTY else ""
    return f"You join the {case.pension_scheme.name}{section} on your first day, and may leave it."


def _length(case: StarterCase) -> str:
    if case.end_date:
        return f"It is for a fixed term and ends on {day(case.end_date)} unless it is ended or extended before."
    return "It has no fixed end."


def _probation(case: StarterCase) -> str:
    if not case.probation_months:
        return "There is no probation."
    months = counted(case.probation_months, "month", "months")
    return f"The first {months} are a probation, which may be extended once there has been a review."
