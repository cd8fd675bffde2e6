"""DBS checks, registrations and training (domain HR-15): what jobs justify, what is due, who is barred, who sees it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.db import DatabaseError, transaction

from hr import rules_checks as rules
from hr.engine.compliance import Standing, cycle, is_over_checking, justifies, standing
from hr.models import DbsNote, DutyBar, JobRequirement, JobRole
from hr.operations import check_policy, person_checks
from hr.operations.check_faults import Dbs, Registered
from hr.operations.check_policy import Requirement
from hr.operations.person_checks import Trained
from hr.queries import compliance as found
from hr.queries.compliance import Wanted
from hr.rules import RuleBroken
from partners.models import AuditEvent
from partners.registry import work_sources
from partners.roles import Role
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

P = "/p/northshire/"
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BODY = "Social Work England"


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Ann is a social worker with manager Mona: regulated activity, a register, and a course that bars from duties."""
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            ann = hr.employee(cast.northshire)
            role = ann.org.role
            JobRole.objects.filter(pk=role.pk).update(dbs="ENHANCED_BARRED", registration=BODY)
            stamp = {"by": cast.ben, "at": AT}
            of = {"partner_id": cast.northshire.pk, "reason": "Policy", **stamp}
            course = check_policy.add_course(code="safe", name="Safeguarding", months=24, **of)
            for wanted in (
                Requirement(
                    kind="DBS", role=role.uuid, justification="REGULATED_BOTH", workforce="BOTH", suspends=True
                ),
                Requirement(kind="TRAINING", course=course.uuid, days=30),
            ):
                check_policy.set_requirement(wanted=wanted, effective_from=date(2026, 1, 1), **of)
        me, mona, far = user("Ann"), user("Mona"), user("Far")
        grant(me, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
        grant(mona, cast.northshire, Role.LINE_MANAGER, unit=ann.org.unit.pk)
        with in_scope(cast):
            other = hr.org_unit(ann.org.entity, "U9")
        grant(far, cast.northshire, Role.LINE_MANAGER, unit=other.pk)
        yield SimpleNamespace(cast=cast, ann=ann, role=role, course=course, login=me, boss=mona, far=far)


@pytest.fixture
def made(whole, db):
    with undone(), time_machine.travel(AT, tick=False):
        yield whole


def dbs(**changes) -> Dbs:
    """A check that fits Ann’s job."""
    usual = {
        "level": "ENHANCED_BARRED", "workforce": "BOTH", "certificate_no": "001234567890",
        "issued_on": date(2026, 10, 1), "children_barred": True, "adults_barred": True,
    }  # fmt: skip
    return Dbs(**(usual | changes))


def record(made, **changes):
    return person_checks.record_dbs(person=made.ann.person.uuid, check=dbs(**changes), by=made.cast.hana, at=AT)


def standings(made):
    rows = found.needs(partner_id=made.cast.northshire.pk, on=AT.date(), wanted=Wanted(person_id=made.ann.person.pk))
    return {one.kind: (one.standing, one.due_on) for one in rows}


def test_a_level_follows_from_the_law_and_what_is_due_from_days():
    """Police Act 1997 s 113B; SVGA 2006 schedule 4: only regulated activity opens the barred lists."""
    assert [justifies("WORK_ADULTS", one) for one in ("BASIC", "ENHANCED", "ENHANCED_BARRED")] == [True, True, False]
    assert justifies("REGULATED_ADULTS", "ENHANCED_BARRED")
    assert not justifies("ROA_EXCEPTED", "ENHANCED")
    assert is_over_checking("ENHANCED", "STANDARD")
    assert not is_over_checking("BASIC", "NONE")
    day = {"on": date(2026, 11, 20), "soon": 60}
    assert standing(is_held=True, due_on=date(2026, 11, 19), **day) == Standing.LAPSED
    assert standing(is_held=True, due_on=date(2026, 11, 20), **day) == Standing.DUE
    assert standing(is_held=True, due_on=date(2027, 1, 20), **day) == Standing.VALID
    assert standing(is_held=False, due_on=date(2026, 11, 19), **day) == Standing.MISSING
    assert standing(is_held=True, due_on=None, **day) == Standing.VALID


def test_what_a_job_needs_is_missing_until_it_is_recorded_and_due_again(made):
    with in_scope(made.cast):
        # The course is needed 30 days after the later of the first day and the day from which it is asked for.
        before = standings(made)
        assert {kind: one[0] for kind, one in before.items()} == dict.fromkeys(before, "MISSING")
        assert before["TRAINING"][1] == date(2026, 5, 1)
        row = record(made)
        whose = {"person": made.ann.person.uuid, "by": made.cast.hana, "at": AT}
        entry = {"body": "social work england", "number": "SW1", "checked_on": AT.date()}
        registered = Registered(**entry, expires_on=date(2026, 11, 30))
        person_checks.record_registration(registered=registered, **whose)
        person_checks.record_training(done=Trained(course=made.course.uuid, completed_on=date(2025, 2, 1)), **whose)
        assert standings(made) == {
            "DBS": ("VALID", date(2029, 10, 1)),
            "REGISTRATION": ("DUE", date(2026, 11, 30)),
            "TRAINING": ("VALID", date(2027, 1, 31)),
        }
        assert row.justification == "REGULATED_BOTH"
        changed = person_checks.record_status(check=row.uuid, status="CHANGED", on=AT.date(), by=made.cast.hana, at=AT)
        assert (changed.recheck_due, standings(made)["DBS"][0]) == (date(2026, 11, 19), "LAPSED")
        person_checks.withdraw(kind="DBS", record=row.uuid, reason="Somebody else’s", by=made.cast.hana, at=AT)
        assert standings(made)["DBS"][0] == "MISSING"
        with pytest.raises(RuleBroken) as refused:
            person_checks.record_status(check=row.uuid, status="NO_CHANGE", on=AT.date(), by=made.cast.hana, at=AT)
        assert refused.value.rule == rules.DbsStatusFits.code


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"certificate_no": "12345"}, rules.DbsNumber),
        ({"issued_on": date(2026, 11, 21)}, rules.DbsDates),
        ({"recheck_due": date(2126, 1, 1)}, rules.DbsDates),
        ({"children_barred": False, "adults_barred": False}, rules.DbsListsFit),
        ({"justification": "WORK_ADULTS"}, rules.DbsReasonFits),
        ({"decision": "NOT_SUITABLE"}, rules.DbsDecided),
    ],
)
def test_a_dbs_check_that_does_not_fit_is_refused(made, changes, rule):
    with in_scope(made.cast), pytest.raises(RuleBroken) as refused:
        record(made, **changes)
    assert refused.value.rule == rule.code


def test_over_checking_is_refused_by_the_job_and_the_record_never_changes(made):
    """Rule DbsLevelJustified: the job asks for a basic check, so an enhanced one may not be kept."""
    with in_scope(made.cast):
        row = record(made)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(level="BASIC")
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
        JobRole.objects.filter(pk=made.role.pk).update(dbs="BASIC")
        with pytest.raises(RuleBroken) as refused:
            record(made, certificate_no="001234567891")
    assert (refused.value.rule, refused.value.field) == (rules.DbsLevelJustified.code, "level")


def test_registration_and_training_refuse_days_out_of_order(made):
    whose = {"person": made.ann.person.uuid, "by": made.cast.hana, "at": AT}
    entry = {"body": BODY, "number": "SW1", "checked_on": AT.date()}
    done = Trained(course=made.course.uuid, completed_on=AT.date())
    with in_scope(made.cast):
        for changes, rule in (
            ({"expires_on": date(2026, 11, 19)}, rules.RegistrationDates),
            ({"expires_on": date(2027, 11, 19), "number": " "}, rules.RegistrationSays),
        ):
            with pytest.raises(RuleBroken) as refused:
                person_checks.record_registration(registered=Registered(**(entry | changes)), **whose)
            assert refused.value.rule == rule.code
        late = Trained(course=made.course.uuid, completed_on=date(2026, 11, 21))
        with pytest.raises(RuleBroken) as refused:
            person_checks.record_training(done=late, **whose)
        assert refused.value.rule == rules.TrainingDates.code
        person_checks.record_training(done=done, **whose)
        with pytest.raises(RuleBroken) as refused:
            person_checks.record_training(done=done, **whose)
        assert refused.value.rule == rules.TrainingOnce.code


def test_whoever_lacks_what_ran_out_is_barred_until_it_is_there_again(made):
    with in_scope(made.cast):
        of = made.cast.northshire.pk
        assert person_checks.watch(partner_id=of, at=AT) == 0  # never recorded: a task, and no bar
        row = record(made, issued_on=date(2023, 11, 19))
        assert (person_checks.watch(partner_id=of, at=AT), person_checks.watch(partner_id=of, at=AT)) == (1, 0)
        bar = DutyBar.objects.get()
        assert (bar.since, bar.what) == (date(2026, 11, 20), "DBS, enhanced, with barred lists")
        with pytest.raises(RuleBroken) as refused:
            person_checks.end_bar(bar=bar.uuid, note="Back", by=made.cast.ben, at=AT)
        assert refused.value.rule == rules.BarEnds.code
        titles = {item.title for item in waiting(made)}
        assert {"May not do their duties", "Checks and training missing"} <= titles
        person_checks.record_status(check=row.uuid, status="NO_CHANGE", on=AT.date(), by=made.cast.hana, at=AT)
        assert person_checks.end_bar(bar=bar.uuid, note="New", by=made.cast.ben, at=AT).ended_on == AT.date()
    assert person_checks.watch_everywhere(at=AT) == 0


def waiting(made):
    mine = {"hr.0 bars from duties", "hr.2 checks and training"}
    given = {"partner": made.cast.northshire, "user": made.cast.ben, "on": AT.date()}
    return [item for one in work_sources() if one.name in mine for item in one.find(**given)]


def test_what_roles_need_fits_the_role_and_follows_in_time(made):
    """Rules RequirementFits, CourseNamed."""
    of = {"partner_id": made.cast.northshire.pk, "reason": "Policy", "by": made.cast.ben, "at": AT}
    from_day = {"effective_from": date(2026, 12, 1)}
    with in_scope(made.cast):
        for wanted, rule in (
            (Requirement(kind="DBS", role=made.role.uuid, justification="WORK_ADULTS"), rules.DbsReasonFits),
            (Requirement(kind="TRAINING"), rules.RequirementFits),
            (Requirement(kind="REGISTRATION"), rules.RequirementFits),
            (Requirement(kind="DBS", role=made.role.uuid, course=made.course.uuid), rules.RequirementFits),
        ):
            with pytest.raises(RuleBroken) as refused:
                check_policy.set_requirement(wanted=wanted, **from_day, **of)
            assert refused.value.rule == rule.code
        wanted = Requirement(kind="TRAINING", course=made.course.uuid, days=7)
        row = check_policy.set_requirement(wanted=wanted, **from_day, **of)
        first = JobRequirement.objects.get(kind="TRAINING", valid__contains=date(2026, 11, 30))
        assert (first.days, first.valid.upper, row.days) == (30, date(2026, 12, 1), 7)
        stamp = {"reason": "No longer", "by": made.cast.ben, "at": AT}
        with pytest.raises(RuleBroken):
            check_policy.end_requirement(requirement=row.uuid, first_day_without=date(2026, 12, 1), **stamp)
        ended = check_policy.end_requirement(requirement=row.uuid, first_day_without=date(2027, 1, 1), **stamp)
        assert ended.valid.upper == date(2027, 1, 1)
        with pytest.raises(RuleBroken) as refused:
            check_policy.add_course(code="SAFE", name="Again", months=None, **of)
        assert refused.value.rule == rules.CourseNamed.code


def test_pages_record_list_weigh_and_show_to_whom_it_concerns(made):
    hana, ben, mona, far = (client(one) for one in (made.cast.hana, made.cast.ben, made.boss, made.far))
    at = f"{P}people/{made.ann.person.uuid}/checks/"
    given = {
        "level": "ENHANCED_BARRED", "workforce": "BOTH", "lists": ["children", "adults"], "issued_on": "1/10/2026",
        "certificate_no": "0012 3456 7890", "result": "CONTENT_REVIEWED", "decision": "SUITABLE",
    }  # fmt: skip
    wrong = hana.post(f"{at}dbs/", given | {"lists": [], "issued_on": "31/12/9999"})
    assert wrong.status_code == 422
    assert "an enhanced check with barred lists" in text(hana.post(f"{at}dbs/", given | {"lists": []})).lower()
    assert "001234567890" in text(hana.post(f"{at}dbs/", given, follow=True))
    shown = text(mona.get(at))
    assert ("Valid" in shown, "001234567890" in shown, "Content was looked at" in shown) == (True, False, False)
    assert far.get(at).status_code == 404
    with in_scope(made.cast):
        check = found.records(partner_id=made.cast.northshire.pk, person_id=made.ann.person.pk)[0][0]
    risk = f"{at}dbs/{check.uuid}/risk/"
    assert hana.get(risk).status_code == 403
    assert ben.post(risk, {"text": "Long ago, and told at once"}).status_code == 302
    assert "Long ago" in text(ben.get(risk))
    with in_scope(made.cast):
        assert person_checks.read_note(check=check.uuid, by=made.cast.ben, at=AT) == "Long ago, and told at once"
        note = DbsNote.objects.get()
        assert ("Long ago" in note.text, note.destroy_by) == (False, date(2027, 5, 20))
        assert AuditEvent.objects.filter(changes__shown="risk assessment of a DBS check").exists()
        with pytest.raises(RuleBroken) as refused:
            person_checks.write_note(check=check.uuid, text="Again", by=made.cast.ben, at=AT)
        assert refused.value.rule == rules.NoteOnReview.code
    listed = text(mona.get(f"{P}checks/"))
    assert ("DBS, enhanced, with barred lists" in listed, "Missing" in listed) == (True, True)
    assert "There are no" in text(far.get(f"{P}checks/")) or made.ann.person.surname not in text(far.get(f"{P}checks/"))
    assert "001234567890" not in hana.get(f"{P}checks/?download=csv").getvalue().decode()


def test_employees_see_their_own_and_what_is_due_on_a_phone(made):
    with in_scope(made.cast):
        record(made, issued_on=date(2023, 12, 20))
        other = hr.employee(made.cast.northshire, org=made.ann.org)
        person_checks.record_registration(
            person=other.person.uuid, by=made.cast.hana, at=AT,
            registered=Registered(body=BODY, number="OTHER77", expires_on=date(2027, 1, 1), checked_on=AT.date()),
        )  # fmt: skip
    shown = text(client(made.login).get(f"{P}me/checks/"))

    assert "Renew by 20 December 2026" in shown
    assert "Needed by 1 May 2026" in shown
    assert "Certificate ending 7890" in shown
    assert "OTHER77" not in shown


def test_lists_are_sorted_and_cut_in_the_database_and_stand_where_the_engine_says(made, django_assert_num_queries):
    """Whatever day is asked, the statement says what the pure function says, and a page is one query."""
    with in_scope(made.cast):
        of = made.cast.northshire.pk
        for on in (AT.date(), date(2026, 1, 5), date(2027, 6, 1), date(2031, 1, 1)):
            every = found.needs(partner_id=of, on=on)
            assert [one.standing for one in every] == [
                standing(is_held=one.is_held, due_on=one.due_on, on=on, soon=cycle().soon_days).value for one in every
            ]
            assert [one.urgency for one in every] == sorted(one.urgency for one in every)
            assert sum(found.counts(partner_id=of, on=on).values()) == len(every)
        rows = found.rows(partner_id=of, on=AT.date(), wanted=Wanted())
        every = list(rows.stream(()))
        assert every
        with django_assert_num_queries(1):
            assert rows.page(("-what",), 0, 1)[0].what == max(one.what for one in every)
        assert rows.count() == len(every)
        assert rows.page(("what",), 1, 3) == sorted(every, key=lambda one: one.what)[1:3]
        narrowed = found.rows(partner_id=of, on=AT.date(), wanted=Wanted(search="nobody of this name"))
        assert (narrowed.count(), narrowed.page((), 0, 10)) == (0, [])
