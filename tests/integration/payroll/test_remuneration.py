"""The note on officers' remuneration from released runs, and senior posts by two people (domain FIN-15)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from hr import rules_senior_posts as rules
from hr.models import SeniorPost, SensitivePost
from hr.operations import senior_posts
from payroll.queries import remuneration
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests import scenarios
from tests.factories import hr

D = Decimal
AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def paid(org, monthly, **more):
    """Somebody whose pay of a month is so many pounds."""
    return hr.employee(org.partner, org=org, annual=str(D(monthly) * 12), with_pension=False, **more)


def note(north, org, year=2026):
    return remuneration.note(partner_id=north.northshire.pk, legal_entity_id=org.entity.pk, year=year)


def brackets(found):
    return {int(one.low): (one.n, one.n_by_office) for one in found.bands if one.n}


def proposed(north, post, **more):
    given = {"kind": "CHIEF", "first_day": date(2026, 4, 1), "last_day": None, "reason": "Answers to the head"} | more
    return senior_posts.propose(post=post.uuid, by=north.hana, at=AT, **given)


def agreed(north, post, **more):
    row = proposed(north, post, **more)
    return senior_posts.agree(senior_post=row.uuid, by=north.ben, at=AT)


def refused(rule, call, **given):
    with pytest.raises(RuleBroken) as caught, transaction.atomic():
        call(**given)
    assert caught.value.rule == rule.code


def test_fin_15_officers_stand_in_their_bracket_once_and_untaxed_expenses_do_not_count(north, org, group):
    """£49,999.99; £50,000.00; £40,000.00 with £12,000.00 for redundancy; £50,000.00 with £9,000.00 of mileage."""
    for monthly in ("49999.99", "50000.00"):
        paid(org, monthly)
    leaver, driver = paid(org, "40000.00"), paid(org, "50000.00")
    redundancy = hr.pay_element(org.partner, "REDUNDANCY", taxable=False, niable=False)
    mileage = hr.pay_element(org.partner, "MILEAGE", taxable=False, niable=False)
    for who, element, amount in ((leaver, redundancy, "12000.00"), (driver, mileage, "9000.00")):
        hr.monthly_input(who, element, by=north.hana, approved_by=north.ben, amount=amount)
    scenarios.released_run(north, group)

    found = note(north, org)
    assert brackets(found) == {50000: (3, 1)}
    totals = {one.person: (one.pay, one.office, one.total) for one in found.others}
    assert totals[leaver.person.pk] == (D("40000.00"), D("12000.00"), D("52000.00"))
    assert totals[driver.person.pk] == (D("50000.00"), D("0.00"), D("50000.00"))
    assert (note(north, org, 2025).bands, remuneration.years(partner_id=org.partner.pk)) == ([], [2026])
    names = remuneration.in_band(partner_id=org.partner.pk, found=found, low=D(50000))
    assert next(one.person for one in names) == leaver.person.uuid


def test_fin_15_brackets_begin_with_50000_pounds_of_the_year_to_the_penny(north, org, group):
    for monthly in ("49999.99", "54999.99", "55000.00"):
        paid(org, monthly)
    scenarios.released_run(north, group)
    assert brackets(note(north, org)) == {50000: (1, 0), 55000: (1, 0)}


def test_two_jobs_of_one_person_are_one_officer(north, org, group):
    """£30,000.00 and £20,000.00 in one month."""
    first = paid(org, "30000.00")
    hr.employee(org.partner, org=org, annual="240000.00", with_pension=False, existing_person=first.person, tax="BR")
    scenarios.released_run(north, group)
    found = note(north, org)
    assert brackets(found) == {50000: (1, 0)}
    assert [(one.person, one.total) for one in found.others] == [(first.person.pk, D("50000.00"))]


def test_an_expense_taken_back_makes_nobody_smaller_than_their_pay(north, org, group):
    """£50,000.00 of pay less £20.00 of mileage paid too much before: gross pay is £49,980.00."""
    who = paid(org, "50000.00")
    mileage = hr.pay_element(org.partner, "MILEAGE", taxable=False, niable=False)
    hr.monthly_input(who, mileage, by=north.hana, approved_by=north.ben, amount="-20.00")
    scenarios.released_run(north, group)
    assert brackets(note(north, org)) == {50000: (1, 0)}


def test_bonuses_and_taxed_expenses_stand_apart_and_count(north, org, group):
    """£45,000.00, a bonus of £4,000.00, £1,000.00 of taxed mileage, £700.00 of a car: SI 2015/234 Sch 1 para 2(2)."""
    who = paid(org, "45000.00")
    for code, amount, more in (
        ("BONUS", "4000.00", {}), ("MILETAX", "1000.00", {"niable": False}),
        ("CARBIK", "700.00", {"kind": "benefit", "niable": False}),
    ):  # fmt: skip
        element = hr.pay_element(org.partner, code, **more)
        hr.monthly_input(who, element, by=north.hana, approved_by=north.ben, amount=amount)
    scenarios.released_run(north, group)
    (one,) = note(north, org).others
    assert (one.pay, one.bonuses, one.expenses, one.benefits) == (
        D("45000.00"), D("4000.00"), D("1000.00"), D("700.00"),
    )  # fmt: skip
    assert (one.office, one.total) == (D("0.00"), D("50700.00"))


def test_fin_15_a_chief_officer_is_a_senior_employee_from_50000_pounds_of_full_time_salary(north, org, group):
    """Full time £49,999.99, £50,000.00, and £60,000.00 for half the hours; a police officer at any salary.

    Each is paid £60,000.00 besides, so that whoever is no senior employee stands in a bracket.
    """
    below, at, half, chief = (
        hr.employee(org.partner, org=org, annual=annual, with_pension=False, terms_fields=more)
        for annual, more in (
            ("49999.99", {}), ("50000.00", {}), ("60000.00", {"contract_hours": D("18.5")}), ("49999.99", {}),
        )
    )  # fmt: skip
    fee = hr.pay_element(org.partner, "HONOR")
    for number, who in enumerate((below, at, half, chief)):
        post = hr.post(org.unit, org.role, f"P92{number}")
        hr.seat(who.assignment, post)
        agreed(north, post, kind="POLICE" if who is chief else "CHIEF")
        hr.monthly_input(who, fee, by=north.hana, approved_by=north.ben, amount="60000.00")
    scenarios.released_run(north, group)
    found = note(north, org)
    assert {one.person for one in found.seniors} == {one.person.pk for one in (at, half, chief)}
    assert [one.person for one in found.others] == [below.person.pk]


def test_what_is_not_released_is_nobodys_remuneration(north, org, group):
    paid(org, "60000.00")
    scenarios.approved_run(north, group)
    assert note(north, org).bands == []


def test_fin_15_who_holds_a_senior_post_stands_apart_and_is_named_from_150000_pounds_a_year(north, org, group):
    head, deputy, other = paid(org, "13000.00"), paid(org, "12499.99"), paid(org, "12500.00")
    posts = [hr.post(org.unit, org.role, f"P90{n}") for n in range(2)]
    for who, post in zip((head, deputy), posts, strict=True):
        hr.seat(who.assignment, post)
    agreed(north, posts[0], kind="HEAD")
    waiting = proposed(north, posts[1])
    bonus = hr.pay_element(org.partner, "HONOR")
    for who in (head, deputy, other):
        hr.monthly_input(who, bonus, by=north.hana, approved_by=north.ben, amount="60000.00")
    scenarios.released_run(north, group)

    found = note(north, org)  # a proposal counts for nothing yet
    assert brackets(found) == {70000: (2, 0)}
    senior_posts.agree(senior_post=waiting.uuid, by=north.ben, at=AT)
    found = note(north, org)
    assert brackets(found) == {70000: (1, 0)}
    assert [(one.salary, bool(one.name), one.earned.pay) for one in found.seniors] == [
        (D("156000.00"), True, D("73000.00")), (D("149999.88"), False, D("72499.99")),
    ]  # fmt: skip
    assert found.seniors[0].name == head.person.display_name
    assert found.undesignated == 0

    SensitivePost.objects.create(
        partner=org.partner, person=head.person, kind="ADDRESS", reason="Threatened", review_on=date(2027, 6, 1),
        set_by=north.hana, set_at=AT,
    )  # fmt: skip
    assert note(north, org).seniors[0].name == ""


def test_whoever_is_paid_the_named_sum_without_a_senior_post_is_counted(north, org, group):
    paid(org, "150000.00")
    scenarios.released_run(north, group)
    assert note(north, org).undesignated == 1


def test_what_was_a_senior_post_for_a_part_of_the_year_says_so(north, org, group):
    who, post = paid(org, "13000.00"), hr.post(org.unit, org.role, "P910")
    hr.seat(who.assignment, post)
    row = agreed(north, post)
    senior_posts.end(senior_post=row.uuid, last_day=date(2026, 9, 30), words="The post is merged", by=north.ben, at=AT)
    scenarios.released_run(north, group)
    (senior,) = note(north, org).seniors
    assert (senior.note, senior.earned.pay) == ("to 30 September 2026", D("13000.00"))
    assert note(north, org, 2027).seniors == []


def test_two_people_stand_for_a_senior_post(north, org):
    row = proposed(north, org.post)
    refused(rules.NoOther, senior_posts.propose, post=org.post.uuid, kind="HEAD", first_day=date(2026, 10, 1),
            last_day=None, reason="Once more", by=north.hana, at=AT)  # fmt: skip
    refused(rules.AnotherDecides, senior_posts.agree, senior_post=row.uuid, by=north.hana, at=AT)
    refused(rules.SaysWhy, senior_posts.refuse, senior_post=row.uuid, words="no", by=north.ben, at=AT)
    with pytest.raises(WrongState):
        senior_posts.end(senior_post=row.uuid, last_day=date(2026, 12, 1), words="Too early", by=north.ben, at=AT)
    senior_posts.refuse(senior_post=row.uuid, words="It decides nothing", by=north.ben, at=AT)
    again = agreed(north, org.post)
    with pytest.raises(WrongState):
        senior_posts.agree(senior_post=again.uuid, by=north.ben, at=AT)
    ended = {"senior_post": again.uuid, "words": "Merged with another", "by": north.ben, "at": AT}
    refused(rules.DaysFollow, senior_posts.end, last_day=date(2026, 3, 31), **ended)
    refused(
        rules.DaysFollow, senior_posts.propose, post=org.post.uuid, kind="CHIEF", first_day=date(2026, 4, 1),
        last_day=date(2026, 3, 31), reason="The other way", by=north.hana, at=AT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE hr_seniorpost SET kind = 'HEAD'", "stays"),
        ("UPDATE hr_seniorpost SET valid = daterange('2020-04-01', NULL)", "stays"),
        ("UPDATE hr_seniorpost SET state = 'AGREED', decided_by_id = proposed_by_id, decided_human = proposed_human,"
         " decided_at = now()", "by_another"),
        ("DELETE FROM hr_seniorpost", "hr_seniorpost"),
    ],
)  # fmt: skip
def test_postgresql_keeps_a_senior_post_as_it_was_proposed(north, org, sql, constraint):
    proposed(north, org.post)
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert constraint in f"{caught.value} {getattr(caught.value.__cause__.diag, 'constraint_name', '')}"
    assert SeniorPost.objects.get().state == "PROPOSED"
