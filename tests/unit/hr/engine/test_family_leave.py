"""Rights and dates of family leave, worked by hand from the instruments that the rules name (domain HR-10.4)."""

from datetime import date, timedelta

import pytest

from hr.engine import family_dates, family_leave, family_pay
from hr.engine.agreements import AgreementMissing, family_rule, family_scheme
from hr.engine.family_leave import Block, Facts
from hr.engine.family_pay import PayRate

ON = date(2026, 11, 2)
DUE = date(2027, 3, 17)  # a Wednesday: the expected week of childbirth begins on Sunday 14 March 2027
START = date(2027, 2, 15)
KINDS = (
    "MATERNITY", "ADOPTION", "ADOPTION_ABROAD", "PARENTAL_ORDER", "PATERNITY", "PATERNITY_ADOPTION",
    "BEREAVED_PARTNER", "SHARED_PARENTAL", "NEONATAL", "BEREAVEMENT", "PARENTAL", "CARERS", "DEPENDANTS", "JURY",
    "PUBLIC_DUTIES", "UNION", "RESERVIST", "FOSTERING", "STUDY",
)  # fmt: skip


def rule(kind="MATERNITY", on=ON):
    return family_rule(kind, on=on)


def case(kind="MATERNITY", *blocks, **fields):
    spans = tuple(Block(*one) for one in blocks) or (Block(START, date(2028, 2, 13)),)
    given = {"expected_on": DUE} if kind == "MATERNITY" else {}
    return Facts(**{"kind": kind, "notified_on": ON, "blocks": spans} | given | fields)


def on(found, label):
    return next(one.on for one in found if one.label.startswith(label))


def messages(facts):
    return [one.message for one in family_leave.problems(facts, rule(facts.kind))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_rule_with_its_source(kind):
    assert rule(kind).source


def test_a_right_is_not_known_before_it_began():
    with pytest.raises(AgreementMissing):
        rule("BEREAVED_PARTNER", on=date(2026, 4, 5))
    with pytest.raises(AgreementMissing):
        rule("NEONATAL", on=date(2025, 4, 5))


@pytest.mark.parametrize(
    ("due", "sunday"),
    [
        (date(2027, 3, 14), date(2027, 3, 14)),
        (date(2027, 3, 17), date(2027, 3, 14)),
        (date(2027, 3, 20), date(2027, 3, 14)),
        (date(2027, 3, 21), date(2027, 3, 21)),
    ],
)
def test_the_expected_week_of_childbirth_begins_on_a_sunday(due, sunday):
    assert family_leave.expected_week(due) == sunday


def test_maternity_dates_of_a_child_due_on_17_march_2027():
    """SI 1999/3312: week 15 before ends on Saturday 5 December 2026, week 11 before begins on Sunday 27 December."""
    found = family_dates.milestones(case(), rule())

    assert on(found, "Notice is due") == date(2026, 12, 5)
    assert on(found, "We confirm the last day") == date(2026, 11, 30)
    assert on(found, "Leave may start") == date(2026, 12, 27)
    assert on(found, "From here pregnancy-related sickness") == date(2027, 2, 14)
    assert on(found, "Ordinary leave ends") == date(2027, 8, 15)
    assert on(found, "Statutory pay ends") == date(2027, 11, 14)
    assert on(found, "Last day of leave") == date(2028, 2, 13)
    assert on(found, "Last day to give notice of another return") == date(2027, 12, 20)
    assert on(found, "Protection from redundancy ends") == date(2028, 9, 13)
    assert [one.on for one in found] == sorted(one.on for one in found)


def test_52_weeks_from_15_february_2027_end_on_13_february_2028():
    assert family_leave.full_length(START, rule()) == date(2028, 2, 13)
    assert family_leave.full_length(START, rule("JURY")) == START


def test_maternity_leave_starts_in_the_eleventh_week_before_at_the_earliest():
    assert messages(case("MATERNITY", (date(2026, 12, 27), date(2027, 12, 25)))) == []
    found = messages(case("MATERNITY", (date(2026, 12, 26), date(2027, 12, 24))))
    assert found == ["This leave starts on 27 December 2026 at the earliest"]


def test_a_child_born_earlier_than_leave_may_start_starts_it_the_day_after():
    born = date(2026, 12, 1)
    start = family_leave.begins_by_birth(born, START)

    assert start == date(2026, 12, 2)
    assert messages(case("MATERNITY", (start, date(2027, 11, 30)), happened_on=born)) == []
    assert family_leave.begins_by_birth(date(2027, 3, 20), START) == START


def test_leave_that_begins_later_than_the_day_after_birth_is_refused():
    found = messages(case(happened_on=date(2027, 2, 10)))
    assert found == ["This leave starts on 11 February 2027 at the latest, the day after birth"]


@pytest.mark.parametrize(
    ("first", "last", "starts"),
    [
        (date(2027, 2, 14), None, date(2027, 2, 15)),  # the first day of the four weeks
        (date(2027, 2, 1), date(2027, 2, 13), None),  # over before they began
        (date(2027, 2, 1), None, date(2027, 2, 15)),  # goes on into them
        (date(2027, 2, 20), date(2027, 2, 20), date(2027, 2, 21)),  # a single day is enough
        (date(2027, 3, 1), None, None),  # leave begins on the next day anyhow
    ],
)
def test_pregnancy_related_sickness_in_the_last_four_weeks_starts_leave(first, last, starts):
    facts = case("MATERNITY", (date(2027, 3, 2), date(2028, 2, 28)))
    assert family_leave.begins_by_sickness(facts, rule(), first, last) == starts


def test_sickness_starts_no_other_leave():
    facts = case("ADOPTION", expected_on=START)
    assert family_leave.begins_by_sickness(facts, rule("ADOPTION"), START - timedelta(days=9), None) is None


def test_two_weeks_from_the_day_of_birth_are_compulsory_and_no_kit_day():
    facts = case(happened_on=date(2027, 3, 20))

    assert family_leave.compulsory(facts, rule()) == Block(date(2027, 3, 20), date(2027, 4, 2))
    assert not family_leave.may_keep_in_touch(facts, rule(), date(2027, 3, 20))
    assert not family_leave.may_keep_in_touch(facts, rule(), date(2027, 4, 2))
    assert family_leave.may_keep_in_touch(facts, rule(), date(2027, 4, 3))
    assert not family_leave.may_keep_in_touch(facts, rule(), date(2027, 2, 14))
    assert family_leave.compulsory(case(), rule()) is None
    assert (rule().kit_days, rule("SHARED_PARENTAL").kit_days) == (10, 20)


def test_early_return_on_6_september_2027_needs_notice_by_12_july():
    assert family_leave.early_return_notice(date(2027, 9, 6), rule()) == date(2027, 7, 12)


def test_protection_lasts_eighteen_months_from_the_birth_or_the_expected_week():
    assert family_leave.protected_until(case(), rule()) == date(2028, 9, 13)
    assert family_leave.protected_until(case(happened_on=date(2027, 3, 20)), rule()) == date(2028, 9, 19)
    assert family_leave.protected_until(case("JURY", (START, START)), rule("JURY")) is None


def test_shared_leave_protects_from_six_weeks_on():
    born = date(2027, 3, 20)
    five = case("SHARED_PARENTAL", (date(2027, 6, 7), date(2027, 7, 11)), happened_on=born)
    six = case("SHARED_PARENTAL", (date(2027, 6, 7), date(2027, 7, 18)), happened_on=born)

    assert family_leave.protected_until(five, rule("SHARED_PARENTAL")) is None
    assert family_leave.protected_until(six, rule("SHARED_PARENTAL")) == date(2028, 9, 19)


def test_shared_leave_is_what_is_left_of_52_weeks():
    """18 weeks of maternity leave leave 34; the other parent takes 10 of them."""
    shared = rule("SHARED_PARENTAL")
    assert family_leave.shared_weeks(taken=18, by_partner=10, rule=shared, whole=52) == 24
    assert family_leave.shared_weeks(taken=2, by_partner=0, rule=shared, whole=52) == 50
    assert family_leave.shared_weeks(taken=45, by_partner=20, rule=shared, whole=52) == 0


def test_shared_leave_is_taken_in_whole_weeks_before_the_first_birthday():
    born = date(2027, 3, 20)
    weeks = [(date(2027, 6, 7), date(2027, 6, 13)), (date(2027, 8, 2), date(2027, 8, 8))]
    last = (date(2028, 3, 13), date(2028, 3, 19))
    assert messages(case("SHARED_PARENTAL", *weeks, last, happened_on=born, weeks_granted=24)) == []

    late = (date(2028, 3, 14), date(2028, 3, 20))
    assert messages(case("SHARED_PARENTAL", late, happened_on=born)) == ["This leave is taken by 19 March 2028"]
    four = [*weeks, last, (date(2027, 10, 4), date(2027, 10, 8))]
    assert messages(case("SHARED_PARENTAL", *four, happened_on=born, weeks_granted=3)) == [
        "This leave is 3 weeks at most",
        "This leave is taken in whole weeks of seven days",
    ]


def test_more_than_three_pieces_of_shared_leave_need_agreement():
    days = [(START + timedelta(weeks=2 * n), START + timedelta(weeks=2 * n, days=6)) for n in range(4)]
    facts = case("SHARED_PARENTAL", *days, happened_on=date(2027, 2, 1))
    words = "More than 3 pieces, or notices, need the employer’s agreement"

    assert family_leave.warnings(facts, rule("SHARED_PARENTAL")) == [words]
    three = case("SHARED_PARENTAL", *days[:3], happened_on=date(2027, 2, 1))
    assert family_leave.warnings(three, rule("SHARED_PARENTAL")) == []


def test_late_notice_is_a_warning_and_no_refusal():
    assert family_leave.warnings(case(notified_on=date(2026, 12, 5)), rule()) == []
    late = family_leave.warnings(case(notified_on=date(2026, 12, 6)), rule())
    assert late[0].startswith("Notice was due on 5 December 2026 and came on 6 December 2026")


def test_adoption_leave_starts_up_to_14_days_before_the_placement_and_no_later():
    placed = date(2027, 3, 1)
    assert messages(case("ADOPTION", (date(2027, 2, 15), date(2028, 2, 13)), expected_on=placed)) == []
    early = case("ADOPTION", (date(2027, 2, 14), date(2028, 2, 12)), expected_on=placed)
    assert messages(early) == ["This leave starts on 15 February 2027 at the earliest"]
    late = case("ADOPTION", (date(2027, 3, 2), date(2028, 2, 28)), expected_on=placed)
    assert messages(late) == ["This leave starts on 1 March 2027 at the latest"]


def test_adoption_leave_of_a_child_from_abroad_starts_with_the_entry_or_up_to_28_days_after_it():
    """SI 2003/921: entry on 1 March 2027, official notification of 12 October 2026, told by 9 November."""
    entry = {"expected_on": date(2027, 3, 1), "official_on": date(2026, 10, 12)}
    last = date(2027, 3, 29)
    assert messages(case("ADOPTION_ABROAD", (last, date(2028, 3, 26)), **entry)) == []
    late = case("ADOPTION_ABROAD", (date(2027, 3, 30), date(2028, 3, 27)), **entry)
    assert messages(late) == ["This leave starts on 29 March 2027 at the latest"]
    early = case("ADOPTION_ABROAD", (date(2027, 2, 28), date(2028, 2, 26)), **entry)
    assert messages(early) == ["This leave starts on 1 March 2027 at the earliest"]
    without = case("ADOPTION_ABROAD", (last, date(2028, 3, 26)), expected_on=entry["expected_on"])
    assert messages(without) == ["The day on which the official notification was received is missing"]
    law = rule("ADOPTION_ABROAD")
    dates = family_dates.milestones(case("ADOPTION_ABROAD", (last, date(2028, 3, 26)), **entry), law)
    assert on(dates, "We are told of it by then") == date(2026, 11, 9)
    assert on(dates, "We are told of the day of entry") == date(2027, 3, 29)
    assert on(dates, "Notice is due") == date(2027, 3, 1)
    told_late = case("ADOPTION_ABROAD", (last, date(2028, 3, 26)), notified_on=date(2026, 11, 10), **entry)
    assert "official notification by 9 November 2026" in family_leave.warnings(told_late, law)[0]


def test_leave_of_parents_by_a_parental_order_begins_with_the_birth():
    """SI 2014/3096: on the day of birth or the day after, told by the end of the 15th week before the expected week."""
    law = rule("PARENTAL_ORDER")
    facts = case("PARENTAL_ORDER", (DUE, date(2028, 3, 14)), expected_on=DUE)
    assert messages(facts) == []
    assert family_leave.latest_notice(facts, law) == date(2026, 12, 5)
    assert messages(case("PARENTAL_ORDER", (date(2027, 3, 19), date(2028, 3, 16)), expected_on=DUE)) == [
        "This leave starts on 18 March 2027 at the latest"
    ]
    born = date(2027, 3, 10)
    assert family_leave.begins_with_event(born, DUE, law) == born
    assert family_leave.begins_with_event(born, born + timedelta(days=1), law) == born + timedelta(days=1)
    assert family_leave.begins_with_event(born, DUE, rule("ADOPTION")) == DUE
    assert family_leave.compulsory(facts, law) is None


def test_paternity_leave_is_two_weeks_within_52_weeks_of_the_birth():
    born = date(2027, 3, 20)
    one, two = (date(2027, 3, 22), date(2027, 3, 28)), (date(2028, 3, 11), date(2028, 3, 17))
    assert messages(case("PATERNITY", one, two, happened_on=born)) == []

    late = (date(2028, 3, 12), date(2028, 3, 18))
    assert messages(case("PATERNITY", late, happened_on=born)) == ["This leave is taken by 17 March 2028"]
    before = (date(2027, 3, 15), date(2027, 3, 21))
    assert messages(case("PATERNITY", before, happened_on=born)) == [
        "This leave starts on 20 March 2027 at the earliest"
    ]


def test_bereaved_partners_leave_needs_both_dates_and_no_long_notice_at_first():
    born, died = date(2026, 10, 1), date(2026, 10, 20)
    facts = case("BEREAVED_PARTNER", (date(2026, 10, 21), date(2027, 9, 30)), happened_on=born, died_on=died)

    assert messages(facts) == []
    assert messages(case("BEREAVED_PARTNER", (died, died), happened_on=born)) == [
        "The day on which the child’s other parent died is missing"
    ]
    assert family_leave.latest_notice(facts, rule("BEREAVED_PARTNER")) is None
    later = Block(date(2027, 1, 11), date(2027, 2, 7))
    assert family_leave.latest_notice(facts, rule("BEREAVED_PARTNER"), later) == date(2027, 1, 4)


def test_a_bereavement_at_the_end_of_the_first_year_still_gives_two_weeks():
    born, died = date(2026, 4, 10), date(2027, 4, 5)
    facts = case("BEREAVED_PARTNER", (date(2027, 4, 6), date(2027, 4, 19)), happened_on=born, died_on=died)
    assert messages(facts) == []
    longer = case("BEREAVED_PARTNER", (date(2027, 4, 6), date(2027, 4, 20)), happened_on=born, died_on=died)
    assert messages(longer) == ["This leave is taken by 19 April 2027"]


def test_parental_bereavement_leave_is_two_weeks_within_56_weeks_of_the_death():
    died = date(2026, 10, 20)
    weeks = [(date(2026, 10, 21), date(2026, 10, 27)), (date(2027, 11, 9), date(2027, 11, 15))]
    assert messages(case("BEREAVEMENT", *weeks, happened_on=died)) == []
    late = (date(2027, 11, 10), date(2027, 11, 16))
    assert messages(case("BEREAVEMENT", late, happened_on=died)) == ["This leave is taken by 15 November 2027"]


def test_neonatal_leave_is_taken_within_68_weeks_and_12_weeks_at_most():
    born = date(2026, 9, 1)
    assert messages(case("NEONATAL", (date(2026, 10, 1), date(2026, 12, 23)), happened_on=born)) == []
    found = messages(case("NEONATAL", (date(2027, 10, 1), date(2027, 12, 30)), happened_on=born))
    assert found == ["This leave is taken by 20 December 2027", "This leave is 12 weeks at most"]


def test_parental_leave_ends_before_the_eighteenth_birthday_and_needs_21_days():
    child = date(2009, 3, 1)
    facts = case("PARENTAL", (date(2027, 2, 15), date(2027, 2, 28)), happened_on=child)
    assert messages(facts) == []
    assert family_leave.latest_notice(facts, rule("PARENTAL")) == date(2027, 1, 25)
    late = case("PARENTAL", (date(2027, 2, 22), date(2027, 3, 7)), happened_on=child)
    assert messages(late) == ["This leave is taken by 28 February 2027"]


def test_carers_leave_needs_twice_its_days_of_notice_or_three():
    one = case("CARERS", (date(2026, 12, 7), date(2026, 12, 7)))
    five = case("CARERS", (date(2026, 12, 7), date(2026, 12, 11)))

    assert family_leave.latest_notice(one, rule("CARERS")) == date(2026, 12, 4)
    assert family_leave.latest_notice(five, rule("CARERS")) == date(2026, 11, 27)


def test_without_the_anchor_nothing_can_be_worked_out():
    assert messages(case("MATERNITY", (START, START), expected_on=None)) == [
        "The due date or the day of birth is missing: every date follows from it"
    ]


# --- what is paid -----------------------------------------------------------------------------------------------------
def paid(facts, service_from=date(2024, 1, 1), **options):
    scheme = family_scheme("njc", facts.kind, on=facts.notified_on)
    return [
        (one.first_day, one.last_day, one.rate, one.days)
        for one in family_pay.paid(facts, scheme, service_from=service_from, **options)
    ]


def test_green_book_maternity_pay_is_6_weeks_at_nine_tenths_and_12_at_half():
    assert paid(case()) == [
        (START, date(2027, 3, 28), PayRate.NINE_TENTHS, 42),
        (date(2027, 3, 29), date(2027, 6, 20), PayRate.HALF, 84),
        (date(2027, 6, 21), date(2028, 2, 13), PayRate.NIL, 238),
    ]


def test_half_pay_is_for_those_who_mean_to_come_back():
    assert paid(case(), intends_return=False) == [
        (START, date(2027, 3, 28), PayRate.NINE_TENTHS, 42),
        (date(2027, 3, 29), date(2028, 2, 13), PayRate.NIL, 322),
    ]


def test_a_year_of_service_is_counted_at_the_eleventh_week_before():
    assert len(paid(case(), service_from=date(2025, 12, 27))) == 3
    short = paid(case(), service_from=date(2025, 12, 28))
    assert short == [(START, date(2028, 2, 13), PayRate.NIL, 364)]


def test_half_pay_may_be_asked_back_until_three_months_after_the_return():
    scheme = family_scheme("njc", "MATERNITY", on=ON)
    spans = family_pay.paid(case(), scheme, service_from=date(2024, 1, 1))
    found = family_dates.milestones(case(), rule(), paid=spans, scheme=scheme)
    assert on(found, "Half pay may be asked back") == date(2028, 5, 13)


def test_green_book_maternity_support_leave_is_one_week_in_full_wherever_it_lies():
    born = date(2027, 3, 20)
    one, two = (date(2027, 3, 22), date(2027, 3, 28)), (date(2027, 5, 3), date(2027, 5, 9))
    assert paid(case("PATERNITY", two, one, happened_on=born)) == [
        (*one, PayRate.FULL, 7), (*two, PayRate.NIL, 7),
    ]  # fmt: skip


def test_where_nothing_is_agreed_there_is_no_contractual_pay():
    assert family_scheme("police", "MATERNITY", on=ON) is None
    assert family_scheme("njc", "MATERNITY", on=date(1996, 1, 1)) is None
    found = family_pay.paid(case(), None, service_from=date(2024, 1, 1))
    assert [(one.rate, one.why) for one in found] == [(PayRate.NIL, family_pay.NO_SCHEME)]
