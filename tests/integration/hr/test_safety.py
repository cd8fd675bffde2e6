"""Accidents and exposure at work, and how long they, warnings and cases about safeguarding are kept (domain HR-13)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.engine.state_pension import state_pension_day
from hr.models import CaseSanction, HrCase, Person, SafetyRecord
from hr.operations import cases, safety
from hr.operations.cases import Facts, Opening
from hr.operations.safety import Happened
from hr.queries import cases as case_queries
from hr.queries import safety as found
from hr.rules import NotOneself, RuleBroken
from hr.rules_safety import (
    SafetyCategoryFits,
    SafetyDates,
    SafetyEndsOnce,
    SafetyReportedOnce,
    SafetyStands,
    SafetyWords,
)
from partners.models import LegalHold
from partners.operations import purges, retention
from partners.queries import retention as schedules
from partners.retention import seed
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.people import grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
FELL = Happened(kind="ACCIDENT", category="FALL", happened_on=date(2026, 10, 30), place="Depot", account="Wet floor")
DUST = Happened(
    kind="EXPOSURE", category="ASBESTOS", happened_on=date(2026, 3, 2), place="Town hall", account="Ceiling tiles"
)  # fmt: skip


@pytest.fixture
def north(cast):
    """Be inside Northshire."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        yield cast


def record(cast, who, happened=FELL, **changed):
    given = {"person": who.uuid, "happened": happened, "by": cast.hana, "at": AT} | changed
    return safety.record(**given)


def worker(cast, **fields):
    return make.employee(cast.northshire, person_fields=fields).person


def like(one, **changed):
    return Happened(**({name: getattr(one, name) for name in Happened.__slots__} | changed))


# --- recording ------------------------------------------------------------------------------------------------------


def test_record_end_report_and_withdraw(north):
    who = worker(north)
    fall = record(north, who, like(FELL, riddor="SEVEN_DAYS"))
    dust = record(north, who, DUST)
    assert found.n_to_report(partner_id=north.northshire.pk) == 1
    assert (found.report_words(fall, TODAY), found.state_words(dust)) == ("To report", "Exposure goes on")
    assert found.report_words(fall, date(2026, 11, 14)) == "To report"  # the fifteenth day
    assert found.report_words(fall, date(2026, 11, 15)) == "Late"

    safety.note_report(record=fall.uuid, reported_on=TODAY, reference="F2508-1", by=north.hana, at=AT)
    safety.end_exposure(record=dust.uuid, ended_on=TODAY, by=north.hana, at=AT)
    safety.withdraw(record=dust.uuid, reason="Another person", by=north.hana, at=AT)

    fall.refresh_from_db()
    dust.refresh_from_db()
    assert found.report_words(fall, date(2027, 1, 1)) == "Reported"
    assert (dust.ended_on, found.state_words(dust)) == (TODAY, "Withdrawn")
    listed = found.listed(partner_id=north.northshire.pk, filters={})
    assert [one.pk for one in listed] == [fall.pk]
    withdrawn = found.listed(partner_id=north.northshire.pk, filters={"state": "withdrawn"})
    assert [found.as_row(one, TODAY).employee_no != "" for one in withdrawn] == [True]


@pytest.mark.parametrize(
    ("happened", "rule", "field"),
    [
        (like(FELL, category="NOISE"), SafetyCategoryFits, "category"),
        (like(DUST, category="FALL"), SafetyCategoryFits, "category"),
        (like(FELL, happened_on=date(2026, 11, 3)), SafetyDates, "happened_on"),
        (like(FELL, happened_on=date(1900, 1, 1)), SafetyDates, "happened_on"),
        (like(DUST, ended_on=date(2026, 3, 1)), SafetyDates, "ended_on"),
        (like(FELL, ended_on=TODAY), SafetyEndsOnce, "ended_on"),
        (like(FELL, place=" "), SafetyWords, "place"),
        (like(FELL, account="x" * 501), SafetyWords, "account"),
    ],
)
def test_record_refuses_what_cannot_be(north, happened, rule, field):
    with pytest.raises(RuleBroken) as refused:
        record(north, worker(north), happened)

    assert (refused.value.rule, refused.value.field) == (rule.code, field)
    assert not SafetyRecord.objects.exists()


def test_each_step_is_taken_once_and_only_where_it_belongs(north):
    who = worker(north)
    fall, dust = record(north, who), record(north, who, like(DUST, ended_on=TODAY))
    stamp = {"by": north.hana, "at": AT}

    for rule, attempt in (
        (SafetyReportedOnce, lambda: safety.note_report(record=fall.uuid, reported_on=TODAY, reference="1", **stamp)),
        (SafetyEndsOnce, lambda: safety.end_exposure(record=fall.uuid, ended_on=TODAY, **stamp)),
        (SafetyEndsOnce, lambda: safety.end_exposure(record=dust.uuid, ended_on=TODAY, **stamp)),
        (SafetyWords, lambda: safety.withdraw(record=fall.uuid, reason=" ", **stamp)),
    ):
        with pytest.raises(RuleBroken) as refused:
            attempt()
        assert refused.value.rule == rule.code
    safety.withdraw(record=fall.uuid, reason="Error", **stamp)
    with pytest.raises(RuleBroken) as refused:
        safety.withdraw(record=fall.uuid, reason="Error", **stamp)
    assert refused.value.rule == SafetyStands.code


def test_nobody_records_their_own_accident_as_hr(north):
    who = worker(north)
    grant(north.hana, north.northshire, Role.EMPLOYEE, person_id=who.pk)

    with pytest.raises(RuleBroken) as refused:
        record(north, who)
    assert refused.value.rule == NotOneself.code


def test_another_partners_person_and_record_are_not_there(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        who = worker(cast)
        row = record(cast, who)
    with partner_scope(cast.southborough.pk, actor_id=cast.hana.pk, reason="test"):
        with pytest.raises(Person.DoesNotExist):
            record(cast, who)
        with pytest.raises(SafetyRecord.DoesNotExist):
            safety.withdraw(record=row.uuid, reason="x", by=cast.hana, at=AT)


@pytest.mark.parametrize("said", [{"account": "Else"}, {"happened_on": date(2026, 10, 1)}, {"category": "OTHER"}])
def test_what_was_recorded_stays_in_the_database_too(north, said):
    row = record(north, worker(north))

    with pytest.raises(DatabaseError), transaction.atomic():
        SafetyRecord.objects.filter(pk=row.pk).update(**said)
    with pytest.raises(DatabaseError), transaction.atomic():
        SafetyRecord.objects.filter(pk=row.pk).delete()


# --- how long it is kept ----------------------------------------------------------------------------------------------


def goes(cast, data_class, on, months=None):
    """Return how many rows of a class the months that are proposed let go on a day, as the database lists them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(sum(r.n_rows), 0) FROM retained(%s, %s, retention_cutoff(%s, 'day', %s)) r",
            [data_class, cast.northshire.pk, months or seed()[data_class].months, on],
        )
        return int(cursor.fetchone()[0])


def recorded_on(row, on):
    """Have a record been made on another day."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE hr_safetyrecord DISABLE TRIGGER hr_safetyrecord_keeps")
        cursor.execute(
            "UPDATE hr_safetyrecord SET recorded_at = %s, happened_on = least(happened_on, %s) WHERE id = %s",
            [datetime(on.year, on.month, on.day, 12, tzinfo=UTC), on, row.pk],
        )
        cursor.execute("ALTER TABLE hr_safetyrecord ENABLE TRIGGER hr_safetyrecord_keeps")


def test_an_accident_goes_three_years_after_its_record(north):
    """Recorded on 2 November 2026: kept to 2 November 2029 (RIDDOR 2013, reg 12; Limitation Act 1980, s 11)."""
    record(north, worker(north, date_of_birth=date(1990, 5, 1)))

    assert goes(north, "accidents", date(2029, 11, 2)) == 0
    assert goes(north, "accidents", date(2029, 11, 3)) == 1


def test_an_accident_of_a_child_is_kept_to_age_21(north):
    """Born on 10 March 2010: 21 on 10 March 2031 (Limitation Act 1980, s 28)."""
    record(north, worker(north, date_of_birth=date(2010, 3, 10)))

    assert goes(north, "accidents", date(2031, 3, 10)) == 0
    assert goes(north, "accidents", date(2031, 3, 11)) == 1


def test_exposure_goes_forty_years_after_the_last_entry_about_somebody(north):
    """Asbestos to 2 November 2026, and noise noted the same day: kept to 2 November 2066, both."""
    who = worker(north, date_of_birth=date(1970, 1, 1))
    record(north, who, like(DUST, ended_on=date(2026, 5, 1)))
    record(north, who, like(DUST, category="NOISE", ended_on=TODAY))

    assert goes(north, "exposure", date(2066, 11, 2)) == 0
    assert goes(north, "exposure", date(2066, 11, 3)) == 2


def test_radiation_is_kept_until_somebody_would_be_75(north):
    """Born on 1 June 2000: 75 on 1 June 2075 (Ionising Radiations Regulations 2017, reg 25(2)(c))."""
    who = worker(north, date_of_birth=date(2000, 6, 1))
    record(north, who, like(DUST, category="RADIATION", ended_on=TODAY))

    assert goes(north, "exposure", date(2075, 6, 1)) == 0
    assert goes(north, "exposure", date(2075, 6, 2)) == 1


def test_exposure_that_goes_on_is_kept_until_forty_years_after_the_employment(north):
    who = worker(north, date_of_birth=date(1970, 1, 1))
    record(north, who, DUST)
    assert goes(north, "exposure", date(2099, 1, 1)) == 0
    gone = leaver(north, date(2026, 12, 31))
    record(north, gone, DUST)

    assert goes(north, "exposure", date(2066, 12, 31)) == 0
    assert goes(north, "exposure", date(2067, 1, 1)) == 1


def leaver(cast, last_day, **fields):
    org = make.found_organisation(cast.northshire)
    person = make.person(cast.northshire, **{"surname": "Gone", "town": "Faraway"} | fields)
    ends = DateRange(date(2010, 4, 1), last_day + timedelta(1))
    make.employment(person, org, start=date(2010, 4, 1), valid=ends)
    return person


def case(cast, who, *, closed_on=None, safeguarding=False, hold=False, spent_on=None, received_on=date(2015, 1, 5)):
    """Make a case that was closed on a day, as rows: cases of long ago come over like that."""
    row = HrCase(
        partner=cast.northshire, reference=f"2015-{HrCase.objects.count() + 1:04d}", kind="DISCIPLINARY", person=who,
        received_on=received_on, summary="x", opened_by=cast.hana, opened_at=AT, is_safeguarding=safeguarding,
        is_on_hold=hold,
    )  # fmt: skip
    row.save()
    if spent_on:
        CaseSanction.objects.create(
            partner=cast.northshire, case=row, kind="FINAL_WARNING", from_on=received_on, spent_on=spent_on,
            by=cast.hana, at=AT,
        )  # fmt: skip
    if closed_on:
        row.state, row.closed_by = "CLOSED", cast.hana
        row.closed_at = datetime(closed_on.year, closed_on.month, closed_on.day, 12, tzinfo=UTC)
        row.save()
    return row


def test_a_case_about_safeguarding_is_kept_to_pension_age(north):
    """Born on 1 May 1985: pension age is 68, on 1 May 2053; the case was closed in 2020."""
    who = worker(north, date_of_birth=date(1985, 5, 1))
    case(north, who, closed_on=date(2020, 6, 1), safeguarding=True)

    assert goes(north, "safeguarding", date(2053, 5, 1)) == 0
    assert goes(north, "safeguarding", date(2053, 5, 2)) == 1
    assert goes(north, "cases", date(2053, 5, 2)) == 0


def test_a_case_about_safeguarding_is_kept_ten_years_when_that_is_longer(north):
    """Born in 1958, pension age in 2024; closed on 1 June 2020: kept to 1 June 2030."""
    who = worker(north, date_of_birth=date(1958, 5, 1))
    case(north, who, closed_on=date(2020, 6, 1), safeguarding=True)

    assert goes(north, "safeguarding", date(2030, 6, 1)) == 0
    assert goes(north, "safeguarding", date(2030, 6, 2)) == 1


@pytest.mark.parametrize("months", [6, 12, 24])
def test_a_warning_leaves_the_active_view_on_its_day_and_the_file_by_the_schedule(north, months):
    """From 5 January 2026, for 6, 12 or 24 months; six years later the file goes, with the warning in it."""
    spent = {6: date(2026, 7, 5), 12: date(2027, 1, 5), 24: date(2028, 1, 5)}[months]
    row = case(north, worker(north), received_on=date(2026, 1, 5), closed_on=date(2026, 2, 2), spent_on=spent)

    assert len(case_queries.sanctions(row, on=spent - timedelta(1))) == 1
    assert case_queries.sanctions(row, on=spent) == []
    six_years = spent.replace(year=spent.year + 6)
    assert goes(north, "cases", six_years) == 0
    assert goes(north, "cases", six_years + timedelta(1)) == 2


def test_a_case_under_legal_hold_and_one_that_is_open_never_go(north):
    who = worker(north)
    case(north, who, closed_on=date(2016, 1, 1), hold=True)
    case(north, who)
    case(north, who, closed_on=date(2016, 1, 1), hold=True, safeguarding=True)

    assert (goes(north, "cases", date(2090, 1, 1)), goes(north, "safeguarding", date(2120, 1, 1))) == (0, 0)


def test_the_database_and_the_engine_agree_about_pension_age(db):
    """Every day of birth from the first that the timetable knows; the two months later of each step too."""
    first, n_days = date(1954, 10, 6), 20_000
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::date, normal_pension_day(d::date) FROM generate_series(%s::date, %s::date, '1 day') d",
            [first, first + timedelta(n_days)],
        )
        rows = cursor.fetchall()

    assert len(rows) == n_days + 1
    assert [born for born, on in rows if state_pension_day(born) != on] == []


# --- from proposal to certificate -------------------------------------------------------------------------------------


def agree(cast):
    row = retention.propose_schedule(partner_id=cast.northshire.pk, months={}, reason="Agreed", by=cast.hana, at=AT)
    retention.approve_schedule(schedule=row.uuid, content_hash=row.content_hash, by=cast.ben, at=AT)


def erase(cast, at):
    row = purges.propose(partner_id=cast.northshire.pk, by=cast.hana, at=at)
    purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=cast.ben, at=at)
    purges.execute(partner_id=cast.northshire.pk, proposal=row.uuid, clock=lambda: at)
    return schedules.proposal(row.uuid)


def old_record(cast, who, happened, on):
    return record(cast, who, like(happened, happened_on=on), at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC))


def test_old_accidents_and_cases_are_erased_with_a_certificate_and_held_ones_stay(north):
    who, held = worker(north), worker(north)
    row, kept = (old_record(north, one, FELL, date(2021, 1, 5)) for one in (who, held))
    fresh = record(north, who)
    closed = case(north, worker(north, date_of_birth=date(1955, 1, 1)), closed_on=date(2016, 2, 1), safeguarding=True)
    retention.set_hold(
        partner_id=north.northshire.pk, person_id=held.pk, data_class="accidents", reason="Claim", by=north.hana, at=AT
    )
    agree(north)

    done = erase(north, AT)

    assert set(SafetyRecord.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    with connection.cursor() as cursor:
        cursor.execute("SELECT by_table FROM partners_purgeitem WHERE data_class = 'safeguarding'")
        assert [one[0] for one in cursor.fetchall()] == ['{"hr_hrcase": 1}']
    assert not SafetyRecord.objects.filter(pk=row.pk).exists()
    assert closed.pk
    assert (done.state, done.certificate) == ("DONE", purges.certificate_hash(done))
    assert LegalHold.objects.filter(lifted_at=None).count() == 1


def test_whoever_was_exposed_stays_known_when_the_rest_of_the_file_goes(north):
    """Left in 2018: the file goes after 5 April 2025. The exposure of 2015 is kept to 2055, with name and birth."""
    who = leaver(north, date(2018, 6, 29), date_of_birth=date(1960, 7, 4))
    old_record(north, who, DUST, date(2015, 3, 2))
    agree(north)

    erase(north, AT)

    who.refresh_from_db()
    assert (who.surname, who.town, who.date_of_birth, bool(who.nino)) == ("Gone", "", date(1960, 7, 4), True)
    assert SafetyRecord.objects.filter(person=who).count() == 1
    with pytest.raises(purges.NothingToErase):
        purges.propose(partner_id=north.northshire.pk, by=north.hana, at=AT)


def test_months_below_the_law_are_refused(north):
    for code, least in (("accidents", 36), ("exposure", 480), ("safeguarding", 120)):
        with pytest.raises(retention.BadSchedule) as refused:
            retention.propose_schedule(
                partner_id=north.northshire.pk, months={code: least - 1}, reason="x", by=north.hana, at=AT
            )
        assert refused.value.field == code


def test_safeguarding_is_set_by_the_case_officer_and_logged(north):
    officer = user("Officer")
    grant(officer, north.northshire, Role.CASE_OFFICER)
    wanted = Opening(
        person=worker(north).uuid, kind="DISCIPLINARY", sensitivity="NORMAL", received_on=TODAY, summary="x",
        officer=officer,
    )  # fmt: skip
    row = cases.open_case(partner_id=north.northshire.pk, wanted=wanted, by=north.hana, at=AT)
    with partner_scope(north.northshire.pk, actor_id=officer.pk, reason="test"):
        cases.set_facts(case=row.uuid, facts=Facts(is_safeguarding=True), by=officer, at=AT)
        assert HrCase.objects.get(pk=row.pk).is_safeguarding
        assert case_queries.events(row)[0]["reason"] == "Safeguarding"
