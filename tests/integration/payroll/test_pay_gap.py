"""The gender pay gap of released pay (domain HR-14): who counts, with which pay and hours, and what is kept."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from hr.models import AbsenceRecord
from hr.operations import deaths
from partners.models import AuditEvent
from partners.scope import partner_scope
from payroll.models import PayGapReport, PayGapRow, PayGapTreatment
from payroll.operations import pay_gap
from payroll.operations.pay_gap import NothingReleased, NotSaid, NotYetOver
from payroll.queries import pay_gap_reports
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import NOW

DAY = date(2026, 10, 31)
D = Decimal
P = "/p/northshire/reports/pay-gap/"
MALE = {"sex": "M", "surname": "Mann"}


@pytest.fixture
def north(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        yield cast


def staff(cast, annual, **given):
    return hr.employee(cast.northshire, annual=annual, **given)


def release(cast, org):
    return scenarios.released_run(cast, org.pay_group, month=10)


def say_all(cast, org, **said):
    wanted = {org.elements[code].uuid: kind for code, kind in said.items()}
    return pay_gap.classify(partner_id=cast.northshire.pk, wanted=wanted, by=cast.ben, at=NOW)


def take(cast, org, on=DAY):
    return pay_gap.take(partner_id=cast.northshire.pk, entity=org.entity.uuid, on=on, by=cast.ben, at=NOW)


def rows(report):
    return {one.person_id: one for one in PayGapRow.objects.filter(report=report)}


def test_a_month_of_salary_is_divided_by_the_hours_of_the_week(north):
    """24,000 a year, 37 hours: 2,000 × 7 ÷ 30.44 = 459.92 a week, 12.4303 an hour. Source: SI 2017/353, Schedule 1."""
    her = staff(north, "24000.00")
    him = staff(north, "30000.00", person_fields=MALE)
    release(north, her.org)

    report = take(north, her.org)

    found = rows(report)[her.person.pk]
    assert (found.weekly_pay, found.weekly_hours, found.hourly) == (D("459.92"), D("37.00"), D("12.4303"))
    assert rows(report)[him.person.pk].hourly == D("15.5379")
    assert pay_gap_reports.figures(report).hourly.mean == D("20.0")
    assert (report.n_heads, report.n_full_pay, report.is_statutory, report.is_obliged) == (2, 2, False, False)


def test_overtime_is_left_out_an_allowance_counts_and_a_sacrifice_lowers(north):
    """2,000 + 100 allowance − 60 given up = 2,040: 469.12 a week. The overtime of 3 hours does not count."""
    her = staff(north, "24000.00")
    org = her.org
    org.elements["CYCLE"] = hr.pay_element(north.northshire, "CYCLE", kind="sacrifice")
    hr.recurring(her, org.elements["ALLOWANCE"], "100.00")
    hr.recurring(her, org.elements["CYCLE"], "60.00")
    hr.monthly_input(
        her, org.elements["OVERTIME"], by=north.hana, approved_by=north.ben, period_start=date(2026, 10, 1),
        units=D("3.00"),
    )  # fmt: skip
    release(north, org)
    with pytest.raises(NotSaid, match="Allowance, Cycle, Overtime"):
        take(north, org)

    assert say_all(north, org, ALLOWANCE="ORDINARY", CYCLE="ORDINARY", OVERTIME="LEFT_OUT") == 3

    assert rows(take(north, org))[her.person.pk].weekly_pay == D("469.12")


def test_two_jobs_with_one_employer_are_one_person(north):
    """18.5 + 18.5 hours at 12,000 each are 24,000 for 37 hours: 12.4303 an hour."""
    half = {"contract_hours": D("18.50")}
    her = staff(north, "24000.00", terms_fields=half)
    hr.employee(north.northshire, annual="24000.00", existing_person=her.person, terms_fields=half)
    release(north, her.org)

    report = take(north, her.org)

    assert report.n_heads == 1
    assert rows(report)[her.person.pk].hourly == D("12.4303")
    assert rows(report)[her.person.pk].weekly_hours == D("37.00")


def test_unpaid_leave_in_the_period_takes_somebody_out_of_the_hourly_figures_only(north):
    her = staff(north, "24000.00")
    other = staff(north, "24000.00")
    AbsenceRecord.objects.create(
        partner=north.northshire, person=her.person, employment=her.employment, assignment=her.assignment,
        kind="UNPAID", category="OTHER", valid=DateRange(date(2026, 10, 30), date(2026, 11, 3)), state="CLOSED",
        reported_by=north.hana, reported_at=NOW,
    )  # fmt: skip
    release(north, her.org)

    report = take(north, her.org)

    assert (report.n_heads, report.n_full_pay) == (2, 1)
    assert rows(report)[her.person.pk].standing == "REDUCED"
    assert rows(report)[other.person.pk].standing == "FULL"


def test_a_bonus_counts_for_a_year_and_in_the_rate_for_its_days(north):
    """365.25 of bonus is 1.00 a day: 30.44 in a month, so 2,030.44 × 7 ÷ 30.44 = 466.92 a week."""
    her = staff(north, "24000.00")
    org = her.org
    hr.monthly_input(
        her, org.elements["ALLOWANCE"], by=north.hana, approved_by=north.ben, period_start=date(2026, 10, 1),
        amount=D("365.25"),
    )  # fmt: skip
    release(north, org)
    say_all(north, org, ALLOWANCE="BONUS")

    report = take(north, org)

    assert rows(report)[her.person.pk].bonus == D("365.25")
    assert rows(report)[her.person.pk].weekly_pay == D("466.92")
    assert pay_gap_reports.figures(report).women_with_bonus == D("100.0")


def test_councillors_are_not_counted_and_a_leaver_of_the_next_day_is(north):
    her = staff(north, "24000.00", end=date(2026, 11, 1))
    hr.employee(north.northshire, annual="9000.00", employment_fields={"kind": "COUNCILLOR"})
    release(north, her.org)

    report = take(north, her.org)

    assert report.n_heads == 1
    assert set(rows(report)) == {her.person.pk}


def test_a_death_after_the_day_counts_like_anybody_and_one_before_it_does_not(north):
    """T-HR-9: of two who died, one was employed on the day. Neither is a kind of their own, and neither is named."""
    her = staff(north, "24000.00", person_fields={"surname": "Nevernamed"})
    before = staff(north, "24000.00", person_fields={"surname": "Nevertold"})
    release(north, her.org)
    for one, died in ((her, date(2026, 11, 5)), (before, date(2026, 10, 30))):
        known = deaths.Report(date_of_death=died, known="FAMILY")
        case = deaths.report(person=one.person.uuid, known=known, by=north.hana, at=NOW)
        deaths.confirm(
            case=case.uuid, evidence="CERTIFICATE", date_of_death=died, is_provisional=False, by=north.ben, at=NOW
        )

    report = take(north, her.org)

    assert [(pk, one.standing) for pk, one in rows(report).items()] == [(her.person.pk, "FULL")]
    client = Client()
    client.force_login(north.ben)
    for url in (f"{P}{report.uuid}/", f"{P}{report.uuid}/upload.csv"):
        content = client.get(url)
        words = b"".join(content) if content.streaming else content.content
        assert b"Never" not in words


def test_casual_pay_is_divided_by_the_hours_that_were_worked(north):
    """31 hours in the 31 days of October are 7 a week; 31 × 15.50 × 1 = 480.50 × 7 ÷ 30.44 = 110.50 a week."""
    her = staff(
        north, None, terms_fields={"hourly_rate": D("15.50"), "contract": "CASUAL", "contract_hours": D(0)},
        employment_fields={"kind": "CASUAL_WORKER"},
    )  # fmt: skip
    org = her.org
    org.elements["CASHOURS"] = hr.pay_element(
        north.northshire, "CASHOURS", method="HOURS_AT_JOB_RATE", hours_varying=True
    )
    hr.monthly_input(
        her, org.elements["CASHOURS"], by=north.hana, approved_by=north.ben, period_start=date(2026, 10, 1),
        units=D("31.00"),
    )  # fmt: skip
    release(north, org)
    say_all(north, org, CASHOURS="ORDINARY")

    found = rows(take(north, org))[her.person.pk]

    assert (found.weekly_pay, found.weekly_hours) == (D("110.50"), D("7.00"))


def test_a_report_says_why_it_cannot_be_made(north):
    her = staff(north, "24000.00")
    with pytest.raises(NothingReleased, match="No released pay"):
        take(north, her.org)
    with pytest.raises(NotYetOver):
        take(north, her.org, on=date(2027, 3, 31))
    with pytest.raises(NothingReleased, match="no duty"):
        take(north, her.org, on=date(2017, 3, 30))
    assert PayGapReport.objects.count() == 0


def test_what_is_kept_is_never_changed_and_the_next_one_has_the_next_number(north):
    her = staff(north, "24000.00")
    release(north, her.org)
    first, second = take(north, her.org), take(north, her.org)

    assert (first.number, second.number) == (1, 2)
    assert first.rows_hash == second.rows_hash
    for statement in (
        lambda: PayGapReport.objects.filter(pk=first.pk).update(n_heads=9),
        lambda: PayGapRow.objects.filter(report=first).update(bonus=D(1)),
        lambda: PayGapRow.objects.filter(report=first).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            statement()


def test_pages_and_files_withhold_what_rests_on_few_and_leave_a_trace(north):
    her = staff(north, "24000.00")
    staff(north, "30000.00", person_fields=MALE)
    release(north, her.org)
    report = take(north, her.org)
    client = Client()
    client.force_login(north.ben)

    page = client.get(f"{P}{report.uuid}/").content.decode()
    file = b"".join(client.get(f"{P}{report.uuid}/upload.csv")).decode("utf-8-sig")
    pdf = client.get(f"{P}{report.uuid}/report.pdf")

    assert "20.0%" in page
    assert "(£2" not in page  # hourly pounds, not yearly ones
    assert "(£15.54 − £12.43) ÷ £15.54 = 20.0%" in page
    assert "fewer than 10 men or 10 women" in page
    header, values = [line.split(",") for line in file.splitlines()[:2]]
    assert len(header) == 27
    assert values[header.index("DiffMeanHourlyPercent")] == ""
    assert "Less than 250" in file
    assert pdf.content.startswith(b"%PDF")
    seen = AuditEvent.objects.filter(object_type="payroll_paygapreport").values_list("action", flat=True)
    assert sorted(seen) == ["CREATE", "CREATE", "EXPORT", "EXPORT", "VIEW"]


def test_an_employer_with_the_duty_publishes_everything(north):
    her = staff(north, "24000.00")
    staff(north, "30000.00", person_fields=MALE)
    release(north, her.org)
    made = take(north, her.org)
    made.is_obliged = made.is_statutory = True

    values = dict(zip(pay_gap_reports.UPLOAD_COLUMNS, pay_gap_reports.upload(made), strict=True))

    assert pay_gap_reports.withheld(made) == frozenset()
    assert values["DiffMeanHourlyPercent"] == D("20.0")
    assert values["FemaleLowerQuartile"] == D("100.0")
    assert values["MaleUpperMiddleQuartile"] == D("100.0")
    assert values["DueDate"] == date(2027, 3, 30)
    assert [pay_gap_reports.size_band(n) for n in (249, 250, 4999, 20000)] == [
        "Less than 250", "250 to 499", "1000 to 4999", "20,000 or more",
    ]  # fmt: skip


def test_saying_what_counts_and_taking_figures_on_the_pages(north):
    her = staff(north, "24000.00")
    hr.recurring(her, her.org.elements["ALLOWANCE"], "100.00")
    release(north, her.org)
    client = Client()
    client.force_login(north.ben)

    early = client.post(f"{P}new/", {"entity": str(her.org.entity.uuid), "on": "31/10/2026"})
    said = client.post(f"{P}what-counts/", {str(her.org.elements["ALLOWANCE"].uuid): "ORDINARY"})
    made = client.post(f"{P}new/", {"entity": str(her.org.entity.uuid), "on": "31/10/2026"})
    wrong = client.post(f"{P}new/", {"entity": str(her.org.entity.uuid), "on": "31/10/2926"})
    odd = client.post(f"{P}what-counts/", {str(her.org.elements["ALLOWANCE"].uuid): "MAYBE"})

    assert (early.status_code, said.status_code, made.status_code) == (422, 302, 302)
    assert "Allowance" in early.content.decode()
    assert (wrong.status_code, odd.status_code) == (422, 422)
    assert PayGapTreatment.objects.get().decided_by == north.ben
    assert PayGapReport.objects.get().made_at.date() >= datetime(2026, 11, 1, tzinfo=UTC).date()


def test_nobody_else_sees_the_figures(north):
    her = staff(north, "24000.00")
    release(north, her.org)
    report = take(north, her.org)
    statuses = {}
    for who in (north.amara, north.dilys, north.chen, north.hana):
        client = Client()
        client.force_login(who)
        statuses[who.full_name.split()[0]] = client.get(f"{P}{report.uuid}/").status_code

    assert statuses == {"Amara": 403, "Dilys": 404, "Chen": 200, "Hana": 403}
