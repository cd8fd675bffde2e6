"""Somebody with a record in every table about people: what goes, what is held, what the certificate counts (HR-13)."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.models import (
    Employment,
    Extract,
    FormerName,
    LoadRun,
    MappingSet,
    OnboardingProject,
    Person,
    RightToWork,
    StagedRow,
    StarterCase,
    StarterEvent,
)
from hr.operations import onboarding
from hr.queries import right_to_work
from partners import retention
from partners.models import AuditEvent
from partners.operations import purges
from partners.operations import retention as schedules
from partners.queries import retention as found
from partners.scope import partner_scope
from tests import starters
from tests.factories import hr
from tests.factories.whole_life import TOLD, live
from tests.people import user

NOW = datetime.now(UTC)
TODAY = timezone.localdate()

# What a whole life of rows does not have, because only a calculation, a load or a pension writes it.
ELSEWHERE = {
    "payroll.Payslip", "payroll.PayslipLine", "payroll.PayslipInput", "payroll.YearToDate", "payroll.PaidInput",
    "hr.PensionMembership", "hr.StagedRow", "partners.BackgroundJob", "hr.PersonMerge", "hr.PersonMergeRow",
}  # fmt: skip
KEPT = {
    "hr.Employment", "hr.Assignment", "hr.AssignmentTerms", "hr.CostSplit", "hr.PostHolding", "hr.Person",
    "hr.ActingUp", "hr.MonthlyInput", "hr.PayGroupMove", "payroll.Payment", "payroll.RunMember",
}  # fmt: skip


def rows_about(person_id):
    """Return how many rows of each table are about somebody, as the owner of the tables counts them."""
    return Counter({label: len(ids) for label, ids in listed(person_id).items() if ids})


def listed(person_id):
    """Return the ids of the rows about somebody by table, counted past every wall: by name, not by what erases them."""
    own = {}
    for one in retention.classes():
        for label in one.tables:
            own[label] = _ids(label, person_id)
    return own


PATHS = {
    "hr.Person": "t.id = %(who)s",
    "hr.TransferEnvelope": "t.note = %(told)s",
    "hr.BankCallBack": "EXISTS (SELECT 1 FROM hr_bankchange c WHERE c.id = t.change_id AND c.person_id = %(who)s)",
    "partners.ChangeRequest": "(t.person_id = %(who)s OR %(who)s = ANY (t.people))",
    "partners.ApprovalStep": "t.change_id IN (SELECT id FROM partners_changerequest WHERE person_id = %(who)s)",
    "partners.ChangeEvent": "t.change_id IN (SELECT id FROM partners_changerequest WHERE person_id = %(who)s)",
    "partners.HoldEvent": "t.hold_id IN (SELECT id FROM partners_communicationshold WHERE person_id = %(who)s)",
    "hr.DeathEvent": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.DeathTask": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.DeathOverpayment": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.PensionNotice": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.FamilyCorrespondent": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.FamilyTalk": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.FamilyAnswer": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.Representative": "t.case_id IN (SELECT id FROM hr_deathcase WHERE person_id = %(who)s)",
    "hr.StarterEvent": "t.case_id IN (SELECT id FROM hr_startercase WHERE person_id = %(who)s)",
    "hr.StarterGate": "t.case_id IN (SELECT id FROM hr_startercase WHERE person_id = %(who)s)",
    "hr.LeavingEvent": "t.leaving_id IN (SELECT id FROM hr_leaving WHERE person_id = %(who)s)",
    "hr.LeavingTask": "t.leaving_id IN (SELECT id FROM hr_leaving WHERE person_id = %(who)s)",
} | {
    f"partners.Sar{one}": "t.case_id IN (SELECT id FROM partners_sarcase WHERE person_id = %(who)s)"
    for one in ("Pause", "File", "Document", "Decision", "Event")
} | {"partners.RightsEvent": "t.case_id IN (SELECT id FROM partners_rightscase WHERE person_id = %(who)s)"}  # fmt: skip
CASE_TABLES = {
    "hr.HrCase", "hr.CaseAllegation", "hr.CaseBar", "hr.CaseEvent", "hr.CaseMember", "hr.CaseReporter",
    "hr.CaseSanction", "hr.CaseStatement",
}  # fmt: skip
SEEN_BY_NOBODY = CASE_TABLES | {"hr.EqualityAnswers"}


def _ids(label, person_id):
    if label in ELSEWHERE:
        return []
    table = apps.get_model(label)._meta.db_table
    with connection.cursor() as cursor:
        if label in SEEN_BY_NOBODY:
            # Only what erases them sees them: it is asked about everything that ever ended.
            code = "equality" if label == "hr.EqualityAnswers" else "cases"
            cursor.execute("SELECT partner_id FROM hr_person WHERE id = %s", [person_id])
            given = [code, cursor.fetchone()[0], person_id]
            cursor.execute("SELECT n_rows FROM retained(%s, %s, CURRENT_DATE, %s)", given)
            row = cursor.fetchone()
            return [0] * (row[0] if row else 0)
        condition = PATHS.get(label, "t.person_id = %(who)s")
        told = {"who": person_id, "told": TOLD}
        cursor.execute(f"SELECT t.id FROM {table} t WHERE {condition}", told)
        return [row[0] for row in cursor.fetchall()]


def schedule(cast, partner):
    row = schedules.propose_schedule(partner_id=partner.pk, months={}, reason="Agreed", by=cast.hana, at=NOW)
    return schedules.approve_schedule(schedule=row.uuid, content_hash=row.content_hash, by=cast.ben, at=NOW)


def erase_all(cast, partner):
    """Erase again and again, until nothing is old enough: some data goes with the last thing that refers to it."""
    done = []
    while True:
        try:
            row = purges.propose(partner_id=partner.pk, by=cast.hana, at=NOW)
        except purges.NothingToErase:
            return done
        if row.n_items == row.n_held:
            purges.reject(proposal=row.uuid, reason="Only what is held", by=cast.ben, at=NOW)
            return done
        purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=cast.ben, at=NOW)
        purges.execute(partner_id=partner.pk, proposal=row.uuid, clock=timezone.now)
        done.append(found.proposal(row.uuid))


@pytest.fixture
def north(cast):
    """Be inside Northshire, with a schedule in force."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        schedule(cast, cast.northshire)
        yield cast


# --- erasure --------------------------------------------------------------------------------------------------------


def test_somebody_has_a_row_in_every_table_that_a_class_names(north):
    """A new table with a class but without a row here fails: then nobody has shown that it is erased."""
    life = live(north, north.northshire)

    classed = {label for one in retention.classes() for label in one.tables}
    assert classed - set(rows_about(life.person.pk)) == ELSEWHERE


def test_everything_goes_when_its_time_is_over_and_the_certificate_counts_each_table(north):
    """Left on 29 June 2018: the file was kept to 5 April 2025, six years after the tax year (domain HR-13)."""
    life = live(north, north.northshire)
    before = rows_about(life.person.pk)

    done = erase_all(north, north.northshire)

    left = rows_about(life.person.pk)
    assert set(left) == KEPT
    assert {label: left[label] for label in KEPT} == {label: before[label] for label in KEPT - {"hr.ActingUp"}} | {
        "hr.ActingUp": 1  # the one that an honorarium paid went with it
    }
    counted = Counter()
    for row in done:
        for item in found.items(row).filter(person_id=life.person.pk):
            assert (item.outcome, sum(item.by_table.values())) == ("ERASED", item.n_rows)
            counted.update(item.by_table)
    untouched = {"hr_employment", "hr_paygroupmove", "hr_assignment", "hr_costsplit"}
    tables = {apps.get_model(one)._meta.db_table for one in before} - untouched
    assert set(counted) == tables
    assert {counted[one] for one in ("hr_casereporter", "hr_equalityanswers", "hr_righttowork", "hr_leaving")} == {1}
    assert counted["hr_document"] == 6
    words = {(name, table) for row in done for name, table, _treatment, _n in found.by_table(row)}
    assert ("HR cases", "Case statements") in words


def test_no_word_about_the_person_is_left_in_any_table_of_the_partner(north):
    life = live(north, north.northshire)

    erase_all(north, north.northshire)

    found_in = []
    with connection.cursor() as cursor:
        for label in {label for one in retention.classes() for label in one.tables} - SEEN_BY_NOBODY:
            table = apps.get_model(label)._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE %s", [f"%{TOLD}%"])
            if cursor.fetchone()[0]:
                found_in.append(label)
    assert found_in == []
    who = Person.objects.get(pk=life.person.pk)
    assert (who.surname, who.email, who.phone, who.date_of_birth) == ("Erased", "", "", date(1960, 1, 1))


def test_a_member_of_a_pension_scheme_keeps_the_names_until_age_100(north):
    """Born on 4 March 1960: known by every name until 4 March 2060."""
    life = live(north, north.northshire, is_pensioned=True)

    erase_all(north, north.northshire)

    who = Person.objects.get(pk=life.person.pk)
    assert (who.surname, who.date_of_birth, who.town, who.email) == (f"{TOLD} Surname", date(1960, 3, 4), "", "")
    assert FormerName.objects.filter(person=who).count() == 1
    assert set(rows_about(who.pk)) == KEPT | {"hr.FormerName"}


@pytest.mark.parametrize("data_class", ["cases", "right_to_work", "equality", ""])
def test_what_is_held_stays(north, data_class):
    life = live(north, north.northshire)
    before = listed(life.person.pk)
    schedules.set_hold(
        partner_id=north.northshire.pk, person_id=life.person.pk, data_class=data_class, reason="Tribunal",
        by=north.ben, at=NOW,
    )  # fmt: skip

    erase_all(north, north.northshire)

    after = listed(life.person.pk)
    held = [one for one in retention.classes() if data_class in ("", one.code)]
    if data_class:
        held_tables = {label for one in held for label in one.tables if label != "hr.Document"}
        assert {label: after[label] for label in held_tables} == {label: before[label] for label in held_tables}
        assert "hr.Leaving" not in rows_about(life.person.pk)
    else:
        assert after == before


def test_the_right_to_work_is_never_kept_for_less_than_two_years(north):
    """Source: Home Office, employer’s guide to right to work checks: the employment and two years more."""
    with pytest.raises(schedules.BadSchedule):
        schedules.propose_schedule(
            partner_id=north.northshire.pk, months={"right_to_work": 23}, reason="Less", by=north.hana, at=NOW
        )


def test_another_partner_erases_nothing_of_it_and_cannot_list_it(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        life = live(cast, cast.northshire)
        before = listed(life.person.pk)
    with partner_scope(cast.southborough.pk, actor_id=cast.hana.pk):
        schedule(cast, cast.southborough)
        assert erase_all(cast, cast.southborough) == []
        for sql in ("SELECT * FROM retained('cases', %s, CURRENT_DATE, %s)", "SELECT * FROM hr_answer_cases(%s, %s)"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [cast.northshire.pk, life.person.pk])
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        assert listed(life.person.pk) == before


def test_the_trail_says_what_went_without_a_word_of_it(north):
    live(north, north.northshire)
    before = AuditEvent.objects.order_by("-id").first().pk

    erase_all(north, north.northshire)

    said = AuditEvent.objects.filter(pk__gt=before)
    assert said.filter(action="PURGE", object_type="hr_casestatement", changes={}).exists()
    assert [one.pk for one in said if TOLD in json.dumps(one.changes)] == []


# --- starts that came to nothing ------------------------------------------------------------------------------------


def starter(cast, state, *, at, job=None):
    """Make somebody with a starter case in a state, and an employment of it if there is to be one."""
    where = cast.northshire
    person = hr.person(where, surname=f"{TOLD} Surname", email=f"starter{uuid4().hex[:6]}@faraway.example")
    case = StarterCase.objects.create(
        partner=where, person=person, start_date=at.date(), title=TOLD, opened_by=cast.hana,
        opened_human=cast.hana.human_id, opened_at=at,
    )  # fmt: skip
    StarterEvent.objects.create(partner=where, case=case, action="void", by=cast.hana, at=at, note=TOLD)
    StarterCase.objects.filter(pk=case.pk).update(state=state)
    if job:
        hr.employment(person, hr.found_organisation(where), start=job[0], valid=DateRange(*job))
    return person


def test_somebody_who_never_started_goes_a_year_after_it_was_called_off(north):
    """Domain HR-13: unsuccessful applicants, decision and twelve months."""
    old = starter(north, "VOID_START", at=NOW - timedelta(days=370))
    young = starter(north, "VOID_START", at=NOW - timedelta(days=360))
    waiting = starter(north, "OFFER", at=NOW - timedelta(days=370))

    erase_all(north, north.northshire)

    names = {one.pk: one.surname for one in Person.objects.filter(pk__in=[old.pk, young.pk, waiting.pk])}
    assert names == {old.pk: "Erased", young.pk: f"{TOLD} Surname", waiting.pk: f"{TOLD} Surname"}
    assert not StarterCase.objects.filter(person=old).exists()
    assert StarterCase.objects.filter(person__in=[young, waiting]).count() == 2


@pytest.mark.parametrize("state", ["OFFER", "VOID_START"])
def test_somebody_who_left_long_ago_and_is_to_come_back_stays(north, state):
    """A start that waits, or that was called off this year, is younger than the employment that ended in 2016."""
    person = starter(north, state, at=NOW - timedelta(days=30), job=(date(2010, 4, 1), date(2016, 4, 1)))

    erase_all(north, north.northshire)

    assert Person.objects.get(pk=person.pk).surname == f"{TOLD} Surname"
    assert StarterCase.objects.filter(person=person).exists()


def test_arrears_do_not_ask_for_a_proof_that_has_been_erased(north):
    """Left on 30 November 2026: the proof is kept to 30 November 2028; pay of a day later no longer asks for it."""
    where = north.northshire
    case = starters.ready(north, hr.found_organisation(where))
    Employment.objects.filter(pk=case.employment_id).update(valid=DateRange(starters.START, date(2026, 12, 1)))
    RightToWork.objects.filter(person=case.person).update(
        withdrawn_by=north.hana, withdrawn_at=starters.AT, withdrawn_why="Stands for: erased"
    )

    def held(day):
        return right_to_work.unpayable(partner_id=where.pk, first=0, last=2**62, pay_date=day)

    assert held(date(2028, 11, 30)) == {case.employment_id: right_to_work.MISSING}
    assert held(date(2028, 12, 1)) == {}


def test_rows_of_an_extract_go_a_year_after_the_load_of_a_partner_that_is_not_on_its_way_in(north):
    where, by = north.northshire, user("Lead")
    loaded = {"old": NOW - timedelta(days=370), "young": NOW - timedelta(days=360)}
    project = onboarding.open_project(
        partner_id=where.pk, staff_expected=1, go_live_planned_on=date(2028, 4, 1), by=by, at=NOW
    )
    rows = {name: staged(where, project, n, by=by, at=at) for n, (name, at) in enumerate(loaded.items(), start=1)}
    assert erase_all(north, where) == []

    for stage in ("EXITING", "EXITED"):
        OnboardingProject.objects.filter(pk=project.pk).update(stage=stage)
    done = erase_all(north, where)

    assert list(StagedRow.objects.of(where.pk)) == [rows["young"]]
    assert [found.items(row).get().by_table for row in done] == [{"hr_stagedrow": 1}]


def staged(where, project, number, *, by, at):
    """Write a row of an extract that was loaded on a day."""
    owned = {"partner": where, "project": project}
    extract = Extract.objects.create(
        **owned, version=number, name="x", sha256="0" * 64, n_rows=1, headings=[], declared={}, taken_by=by, taken_at=at
    )
    mapping = MappingSet.objects.create(**owned, version=number, columns={}, values={}, made_by=by, made_at=at)
    load = LoadRun.objects.create(
        **owned, extract=extract, mapping=mapping, number=number, is_applied=True, summary="x", n_rows=1, n_new=1,
        n_changed=0, n_gone=0, n_same=0, n_faults=0, totals={}, unmapped_costs={}, content_hash="0" * 64, seconds=1,
        loaded_by=by, loaded_human=by.human_id, loaded_at=at,
    )  # fmt: skip
    return StagedRow.objects.create(partner=where, load=load, row=2, employee_no="9", job_no="9-1", group_no="9")
