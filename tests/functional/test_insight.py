"""Reports of HR-17: who came and went, days lost to sickness, vacancies, triggers with their interview."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from hr.models import AbsenceRecord, ReturnInterview
from hr.operations import deaths, return_interviews
from hr.operations.return_interviews import NotPossible
from hr.queries import insight, insight_sickness
from hr.queries.insight import Slice
from partners.models import AuditEvent
from partners.operations.holds import PersonOnHold
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr, organisation
from tests.people import grant, user

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
ON = date(2026, 11, 16)
D = Decimal
P = "/p/northshire/reports/"


@pytest.fixture
def north(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk), time_machine.travel(AT, tick=False):
        yield cast


def months(cast, first, last, **given):
    return Slice(partner_id=cast.northshire.pk, first=first, last=last, **given)


def off(who, first, last, **given):
    """Make an absence up to its last day; open without one."""
    until = None if last is None else date.fromordinal(last.toordinal() + 1)
    fields = {"kind": "SICKNESS", "category": "VIRUS", "state": "OPEN" if last is None else "CLOSED"} | given
    return AbsenceRecord.objects.create(
        partner=who.org.partner, person=who.person, employment=who.employment, assignment=who.assignment,
        valid=DateRange(first, until), reported_by=user(f"R{AbsenceRecord.objects.count()}"), reported_at=AT, **fields,
    )  # fmt: skip


def client_of(who):
    client = Client()
    client.force_login(who)
    return client


def test_workforce_counts_heads_starters_leavers_and_stability(north):
    """Three at the start, one joins in May, one leaves on 31 May: 1 ÷ (3 + 4 − 1 …) worked below."""
    stays = hr.employee(north.northshire, start=date(2026, 3, 1))
    hr.employee(north.northshire, org=stays.org, start=date(2026, 3, 1), terms_fields={"contract_hours": D("18.50")})
    hr.employee(north.northshire, org=stays.org, start=date(2026, 3, 1), end=date(2026, 6, 1))
    hr.employee(north.northshire, org=stays.org, start=date(2026, 5, 11))

    found = insight.workforce(months(north, date(2026, 4, 1), date(2026, 6, 1)))

    assert [(one.heads, one.starters, one.leavers) for one in found.months] == [(3, 0, 0), (4, 1, 1), (3, 0, 0)]
    assert [one.fte for one in found.months] == [D("2.5"), D("3.5"), D("2.5")]
    assert found.n_at_start == 3
    assert found.turnover == D("30.8")  # 1 ÷ (3 + 3 + 4 + 3) / 4 = 1 ÷ 3.25
    assert found.stability == D("66.7")  # two of three stayed


def test_a_new_job_of_the_same_person_is_neither_start_nor_end(north):
    her = hr.employee(north.northshire, start=date(2026, 3, 1), end=date(2026, 5, 11))
    hr.employee(north.northshire, org=her.org, start=date(2026, 5, 11), existing_person=her.person)

    found = insight.workforce(months(north, date(2026, 5, 1), date(2026, 5, 1)))

    assert [(one.heads, one.starters, one.leavers) for one in found.months] == [(1, 0, 0)]


def test_units_and_employers_narrow_a_report(north):
    her = hr.employee(north.northshire, start=date(2026, 3, 1))
    other = hr.legal_entity(north.northshire, "PF", legal_name="Pension fund")
    unit = hr.org_unit(her.org.entity, "U2")

    whole = insight.workforce(months(north, date(2026, 5, 1), date(2026, 5, 1), unit=her.org.unit.uuid))
    nobody = insight.workforce(months(north, date(2026, 5, 1), date(2026, 5, 1), entity=other.uuid))
    empty = insight.workforce(months(north, date(2026, 5, 1), date(2026, 5, 1), unit=unit.uuid))

    assert [one.months[0].heads for one in (whole, nobody, empty)] == [1, 0, 0]
    assert (nobody.turnover, nobody.stability) == (None, None)


def test_a_death_is_one_of_the_leavers_and_nobody_is_named(north):
    """T-HR-9: turnover counts the death among all leavers, and the list of triggers does not hold the name."""
    her = hr.employee(north.northshire, start=date(2026, 3, 1), person_fields={"surname": "Nevernamed"})
    for first in (date(2026, 6, 1), date(2026, 8, 3), date(2026, 10, 5)):
        off(her, first, date.fromordinal(first.toordinal() + 4))
    assert [one.name for one in triggers(north)] == ["Ann Nevernamed"]
    known = deaths.Report(date_of_death=date(2026, 10, 31), known="FAMILY")
    case = deaths.report(person=her.person.uuid, known=known, by=north.hana, at=AT)
    deaths.confirm(
        case=case.uuid, evidence="CERTIFICATE", date_of_death=date(2026, 10, 31), is_provisional=False, by=north.ben,
        at=AT,
    )  # fmt: skip

    assert insight.workforce(months(north, date(2026, 10, 1), date(2026, 10, 1))).months[0].leavers == 1
    assert triggers(north) == []
    client = client_of(north.ben)
    names = ("workforce", "sickness", "triggers", "vacancies", "starters-and-leavers")
    for name in names:
        assert "Nevernamed" not in client.get(f"{P}{name}/").content.decode(), name
        file = client.get(f"{P}{name}/", {"download": "csv"})
        assert "Nevernamed" not in b"".join(file).decode("utf-8-sig", "replace"), name


def test_sickness_counts_a_death_among_all_up_to_its_day_and_names_nobody(north):
    """T-HR-9: an absence that nobody ended counts to the day of death: Mon 26 to Fri 30 October, and none after."""
    her = hr.employee(north.northshire, start=date(2026, 3, 1), person_fields={"surname": "Nevernamed"})
    off(her, date(2026, 10, 26), None)
    known = deaths.Report(date_of_death=date(2026, 10, 31), known="FAMILY")
    case = deaths.report(person=her.person.uuid, known=known, by=north.hana, at=AT)
    deaths.confirm(
        case=case.uuid, evidence="CERTIFICATE", date_of_death=date(2026, 10, 31), is_provisional=False, by=north.ben,
        at=AT,
    )  # fmt: skip

    found = insight_sickness.sickness(months(north, date(2026, 10, 1), date(2026, 11, 1)))

    assert [days for _month, days, _rate in found.months] == [D(5), D(0)]
    assert found.categories == [(insight_sickness.SMALL, D(5))]
    assert [(one.n_people, one.days) for one in found.units] in ([], [(None, None)])


def triggers(cast, **given):
    return insight_sickness.reached_triggers(partner_id=cast.northshire.pk, on=ON, **given)


def test_sickness_counts_working_days_as_those_of_somebody_full_time(north):
    """Full time Thu 1 to Mon 5 October: 3 days. Half time (3.7 hours a day) the week of the 12th: 5 × 3.7 ÷ 7.4 = 2.5.

    5.5 days by 1.5 full-time equivalents are 3.67 each.
    """
    full = hr.employee(north.northshire, start=date(2026, 3, 1))
    half = hr.employee(
        north.northshire, org=full.org, start=date(2026, 3, 1), terms_fields={"contract_hours": D("18.50")}
    )
    off(full, date(2026, 10, 1), date(2026, 10, 5))
    off(half, date(2026, 10, 12), date(2026, 10, 18))
    off(half, date(2026, 9, 30), date(2026, 9, 30), state="CANCELLED")
    off(half, date(2026, 9, 28), date(2026, 9, 29), kind="UNPAID")

    found = insight_sickness.sickness(months(north, date(2026, 9, 1), date(2026, 10, 1)))

    assert found.months == [(date(2026, 9, 1), D(0), D("0.00")), (date(2026, 10, 1), D("5.5"), D("3.67"))]
    assert (found.days, found.per_fte) == (D("5.5"), D("3.67"))


def test_an_absence_over_the_end_of_a_month_and_a_part_of_a_day(north):
    """Open from Mon 28 September, of whose first day 3.7 hours were lost: 2.5 days in September, 22 in October."""
    her = hr.employee(north.northshire, start=date(2026, 3, 1))
    off(her, date(2026, 9, 28), None, hours_lost_first=D("3.70"))

    found = insight_sickness.sickness(months(north, date(2026, 9, 1), date(2026, 10, 1)))

    assert [days for _month, days, _rate in found.months] == [D("2.5"), D("22")]


def test_units_and_causes_of_fewer_than_ten_people_are_not_shown(north):
    her = hr.employee(north.northshire, start=date(2026, 3, 1))
    off(her, date(2026, 10, 1), date(2026, 10, 5))
    few = insight_sickness.sickness(months(north, date(2026, 10, 1), date(2026, 10, 1)))
    assert few.units == [insight_sickness.UnitSickness(her.org.unit.name, None, None, None, None)]
    assert few.categories == [(insight_sickness.SMALL, D("3"))]

    others = [hr.employee(north.northshire, org=her.org, start=date(2026, 3, 1)) for _ in range(9)]
    for one in others:
        off(one, date(2026, 10, 7), date(2026, 10, 7))
    many = insight_sickness.sickness(months(north, date(2026, 10, 1), date(2026, 10, 1)))

    assert (many.units[0].n_people, many.units[0].fte, many.units[0].per_fte) == (10, D(10), D("1.20"))
    assert many.categories == [("Infections, colds and flu", D(12))]


def test_vacancies_are_established_less_assigned(north):
    """The post has 10 established; one and a half are in it."""
    her = hr.employee(north.northshire, start=date(2026, 3, 1))
    hr.employee(north.northshire, org=her.org, start=date(2026, 3, 1), terms_fields={"contract_hours": D("18.50")})

    (row,) = insight.vacancies(months(north, ON, ON))

    assert (row.established, row.assigned, row.vacant) == (D(10), D("1.5"), D("8.5"))


def test_somebody_and_their_cover_fill_one_place_and_a_draft_is_no_post(north):
    """Of 10 established one is filled, by two people: one is away and the other covers (domain HR-02)."""
    her = hr.employee(north.northshire, start=date(2026, 3, 1))
    cover = hr.employee(north.northshire, org=her.org, start=date(2026, 3, 1))
    organisation.mark(cover.assignment, "COVER_FOR", covers=her.assignment, first=date(2026, 3, 1))
    hr.post(her.org.unit, her.org.role, "DRAFT-1", state="DRAFT")

    (row,) = insight.vacancies(months(north, ON, ON))

    assert (row.established, row.assigned, row.vacant) == (D(10), D(1), D(9))


def test_triggers_leave_out_pregnancy_and_who_is_below(north):
    reached, below, pregnant = (hr.employee(north.northshire, start=date(2025, 3, 1)) for _ in range(3))
    for first in (date(2026, 6, 1), date(2026, 8, 3), date(2026, 10, 5)):
        off(reached, first, first)
        off(pregnant, first, first, is_pregnancy_related=True)
    off(below, date(2026, 10, 5), date(2026, 10, 9))

    (row,) = triggers(north)

    assert row.person == reached.person.uuid
    assert (row.n_episodes, row.days, row.bradford, row.triggers) == (3, D(3), D(27), "3 episodes in 6 months")
    assert triggers(north, unit=hr.org_unit(reached.org.entity, "U9").uuid) == []


def test_record_interview_from_the_list_of_triggers(north):
    her = hr.employee(north.northshire, start=date(2025, 3, 1))
    for first in (date(2026, 6, 1), date(2026, 8, 3), date(2026, 10, 5)):
        last = off(her, first, first)
    lena = user("Lena")
    grant(lena, north.northshire, Role.LINE_MANAGER)
    client = client_of(lena)
    url = f"/p/northshire/people/{her.person.uuid}/absence/{last.uuid}/interview/"
    assert f"{last.uuid}/interview/" in client.get(f"{P}triggers/").content.decode()

    early = client.post(url, {"held_on": "05/10/2026", "outcome": "SUPPORT"})
    late = client.post(url, {"held_on": "17/11/2026", "outcome": "SUPPORT"})
    long = client.post(url, {"held_on": "07/10/2026", "outcome": "SUPPORT", "note": "x" * 2_000_000})
    done = client.post(url, {"held_on": "07/10/2026", "outcome": "SUPPORT", "note": "Desk by the window"})
    again = client.post(url, {"held_on": "08/10/2026", "outcome": "NOTHING"})

    assert [one.status_code for one in (early, late, long, done, again)] == [422, 422, 422, 302, 422]
    assert ReturnInterview.objects.get().outcome == "SUPPORT"
    assert "Held on 07/10/2026" in client.get(f"{P}triggers/").content.decode()


def test_record_interview_is_refused_while_away_about_oneself_and_after_a_death(north):
    her = hr.employee(north.northshire, start=date(2025, 3, 1))
    grant(north.hana, north.northshire, Role.EMPLOYEE, person_id=her.person.pk)
    given = {"held_on": ON, "outcome": "NOTHING", "note": "", "at": AT}
    still_away, over = off(her, date(2026, 11, 9), None), off(her, date(2026, 10, 5), date(2026, 10, 6))
    with pytest.raises(NotPossible, match="over"):
        return_interviews.record_interview(absence=still_away.uuid, by=north.ben, **given)
    with pytest.raises(NotPossible, match="own"):
        return_interviews.record_interview(absence=over.uuid, by=north.hana, **given)
    known = deaths.Report(date_of_death=ON, known="FAMILY")
    deaths.report(person=her.person.uuid, known=known, by=north.ben, at=AT)
    with pytest.raises(PersonOnHold):
        return_interviews.record_interview(absence=over.uuid, by=north.ben, **given)


def test_pages_filter_download_and_leave_a_trace(north):
    hr.employee(north.northshire, start=date(2026, 3, 1))
    client = client_of(north.ben)

    page = client.get(f"{P}workforce/?start=01/04/2026&end=30/06/2026").content.decode()
    file = b"".join(client.get(f"{P}workforce/?start=01/04/2026&end=30/06/2026&download=csv")).decode("utf-8-sig")
    wrong = client.get(f"{P}workforce/?start=01/07/2026&end=30/06/2026").content.decode()
    ahead = client.get(f"{P}sickness/?end=30/06/2027").content.decode()
    far = client.get(f"{P}sickness/?start=30/06/1999").content.decode()

    assert "June 2026" in page
    assert "July 2026" not in page
    assert len(file.splitlines()) == 4
    assert "The last month must not be before the first" in wrong
    assert "The last month has not come yet" in ahead
    assert "Choose at most 36 months" in far
    event = AuditEvent.objects.get(action="EXPORT", object_type="hr_employment")
    assert event.changes["rows"] == 3
    assert event.changes["filters"]["start"] == "2026-04-01"


def test_who_may_open_reports(north):
    hr.employee(north.northshire)
    lena = user("Lena")
    grant(lena, north.northshire, Role.LINE_MANAGER)
    names = ("", "workforce/", "sickness/", "vacancies/", "triggers/", "equality/", "pay-gap/")
    statuses = {
        who.full_name.split()[0]: [client_of(who).get(f"{P}{name}").status_code for name in names]
        for who in (north.ben, north.hana, north.chen, lena, north.amara, north.dilys)
    }

    assert statuses == {
        "Ben": [200] * 7,
        "Hana": [200] * 5 + [403] * 2,
        "Chen": [200] * 7,
        "Lena": [200] + [403] * 3 + [200] + [403] * 2,  # what a manager may read of the own team
        "Amara": [403] * 7,
        "Dilys": [404] * 7,
    }


def test_reports_are_a_fixed_number_of_queries(north, django_assert_max_num_queries):
    for _ in range(3):
        off(hr.employee(north.northshire, start=date(2026, 3, 1)), date(2026, 10, 1), date(2026, 10, 5))
    wanted = months(north, date(2026, 1, 1), date(2026, 10, 1))

    with django_assert_max_num_queries(2):
        insight.workforce(wanted)
    with django_assert_max_num_queries(5):
        insight_sickness.sickness(wanted)
    with django_assert_max_num_queries(2):
        triggers(north)
