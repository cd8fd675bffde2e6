"""What a death does to the record (domain HR-09): what ends, what an advance pays, and what a mistake puts back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import Assignment, AssignmentTerms, DeathCase, Employment, PostHolding, RecurringElement
from hr.operations import deaths, moves, terms
from hr.operations.deaths import ImpossibleDate
from hr.operations.moves import Destination
from partners.scope import partner_scope
from payroll.models import Payslip, PayslipLine
from tests import scenarios
from tests.factories import hr
from tests.functional.test_deaths import AT, DIED, FIVE_PAST, Story, rows_of_partner

AFTER = date(2026, 11, 15)
D = Decimal


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        yield Story(cast)


def with_later_changes(story):
    """Nora has an allowance, moves to another post in December and works half of the hours from January."""
    job, stamp = story.nora.assignment, {"reason": "Agreed before", "by": story.ken, "at": AT}
    hr.recurring(story.nora, hr.pay_element(story.partner, "ALLOW"), valid=DateRange(date(2026, 11, 1)))
    next_post = hr.post(story.nora.org.unit, story.nora.org.role, "P-NEXT")
    moves.move(assignment=job.uuid, to=Destination(post=next_post.uuid), effective_from=date(2026, 12, 1), **stamp)
    terms.change_hours(assignment=job.uuid, contract_hours=D("18.50"), effective_from=date(2027, 1, 1), **stamp)


def ends(story):
    """Return the last exclusive day of whatever Nora has, by table."""
    tables = (Employment, Assignment, AssignmentTerms, RecurringElement, PostHolding)
    who = story.nora.person.pk
    return {one.__name__: {row.valid.upper for row in one.objects.filter(person_id=who)} for one in tables}


def test_a_confirmed_death_ends_employment_and_jobs_on_the_day_of_death(story):
    with_later_changes(story)
    case = story.report()
    assert ends(story)["Employment"] == {None}  # a report ends nothing

    story.confirm(case)

    assert set(map(frozenset, ends(story).values())) == {frozenset({AFTER})}
    assert Employment.objects.get(person=story.nora.person).valid.lower == story.nora.employment.valid.lower


def test_e10_withdrawn_after_the_confirmation_restores_everything_bit_for_bit(story):
    with_later_changes(story)
    story.queue("payslip notice", person_id=story.nora.person.pk)
    before = rows_of_partner()
    case = story.confirm(story.report())
    assert rows_of_partner() != before

    deaths.withdraw(case=case.uuid, reason="Two people of the same name", by=story.cora, at=FIVE_PAST)

    after = rows_of_partner()
    assert {name for name, rows in before.items() if rows != after[name]} == set()


def test_who_died_before_the_first_day_keeps_that_day_without_pay(story):
    coming = hr.employee(story.partner, org=story.nora.org, start=date(2026, 12, 1))
    before = rows_of_partner()
    known = deaths.Report(date_of_death=DIED, known="FAMILY")
    case = story.confirm(deaths.report(person=coming.person.uuid, known=known, by=story.lena, at=AT))

    found = Employment.objects.get(person=coming.person)
    assert found.valid == DateRange(date(2026, 12, 1), date(2026, 12, 2))
    assert not AssignmentTerms.objects.filter(person=coming.person).exists()
    deaths.withdraw(case=case.uuid, reason="Mistake", by=story.cora, at=FIVE_PAST)
    assert rows_of_partner() == before


def test_an_advance_has_an_end_and_pay_stops_there_by_itself(story):
    with_later_changes(story)
    case = story.confirm(story.report())
    story.arrange(case)
    story.tell_fund(case)
    for wrong in (None, date(2026, 11, 13), date(2027, 11, 15)):
        with pytest.raises(ImpossibleDate) as refused:
            story.decide(case, "ADVANCE", until=wrong)
        assert refused.value.field == "until"

    story.decide(case, "ADVANCE", until=date(2026, 12, 10))
    assert ends(story)["Employment"] == {date(2026, 12, 11)}
    december = scenarios.calculated_run(story.cast, story.nora.org.pay_group, month=12)
    slip = Payslip.objects.get(run=december, person=story.nora.person)
    assert PayslipLine.objects.get(payslip=slip, code="BASIC").amount == D("967.74")  # 10/31 of £3,000

    story.decide(case, "ESTATE")
    assert ends(story)["Employment"] == {AFTER}
    assert DeathCase.objects.get().pay_until is None


@pytest.mark.parametrize("pay", ["ESTATE", "ADVANCE"])
def test_recoveries_stop_with_the_death_whatever_is_paid(story, pay):
    """A season ticket loan of £80 and an overpayment of £40 are taken from a colleague, and never from the estate."""
    loan = hr.pay_element(story.partner, "LOAN", kind="deduction", recovers=True)
    for who in (story.nora, story.other):
        hr.recurring(who, loan, "80.00", valid=DateRange(date(2026, 11, 1)))
        hr.monthly_input(who, loan, by=story.ken, approved_by=story.cora, amount=D("40.00"))
    case = story.confirm(story.report())
    story.arrange(case)
    story.tell_fund(case)
    story.decide(case, pay, until=date(2026, 12, 31) if pay == "ADVANCE" else None)
    story.act_for_the_estate(case)
    run = scenarios.calculated_run(story.cast, story.nora.org.pay_group, month=11)

    lines = PayslipLine.objects.filter(payslip__run=run, code="LOAN")
    taken = {(one.payslip.person_id, abs(one.amount)) for one in lines.select_related("payslip")}
    assert taken == {(story.other.person.pk, D("80.00")), (story.other.person.pk, D("40.00"))}
