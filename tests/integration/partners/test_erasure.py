"""Retention, legal holds and erasure (domain HR-13): nothing younger than its schedule, nothing held, nobody else’s."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hr.models import BankAccount, DeathCase, DeathEvent, Employment, Person
from partners.engine.retention import Clock, cutoff, tax_year_end
from partners.models import AuditEvent, LegalHold, PurgeItem, PurgeProposal, RetentionRule
from partners.operations import purges, retention, sar
from partners.operations.retention import BadSchedule, NotAsRead, NotYourOwn, OneAtATime, ReasonNeeded
from partners.queries import retention as found
from partners.scope import partner_scope
from partners.states import PURGE, SCHEDULE
from sharedservices.common.flow import WrongState
from sharedservices.common.periods import add_months
from tests.factories import hr

NOW = datetime.now(UTC)
LONG_AGO = date(2018, 6, 29)  # tax year ends 5 April 2019; kept to 5 April 2025


def kept_until(trigger, *, months, clock):
    """Return the last day on which something is kept, by the words of the rule: what `cutoff` must agree with."""
    return add_months(trigger if clock is Clock.DAY else tax_year_end(trigger), months)


def schedule(cast, partner=None, **months):
    """Have a schedule proposed by Hana and approved by Ben."""
    where = partner or cast.northshire
    row = retention.propose_schedule(partner_id=where.pk, months=months, reason="Agreed", by=cast.hana, at=NOW)
    return retention.approve_schedule(schedule=row.uuid, content_hash=row.content_hash, by=cast.ben, at=NOW)


def leaver(partner, last_day=LONG_AGO, **fields):
    """Make somebody who left long ago, in no pension scheme, with an absence and a bank account."""
    org = hr.found_organisation(partner)
    person = hr.person(partner, **{"surname": "Gone", "forenames": "Long", "town": "Faraway"} | fields)
    job = hr.employment(person, org, start=date(2010, 4, 1), valid=DateRange(date(2010, 4, 1), last_day + timedelta(1)))
    hr.bank_account(job, valid=DateRange(date(2010, 4, 1), None))
    return person


def erase(cast, partner=None):
    """Propose as Hana, approve as Ben, execute; return the proposal."""
    where = partner or cast.northshire
    row = purges.propose(partner_id=where.pk, by=cast.hana, at=NOW)
    purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=cast.ben, at=NOW)
    purges.execute(partner_id=where.pk, proposal=row.uuid, clock=timezone.now)
    return found.proposal(row.uuid)


@pytest.fixture
def north(cast):
    """Be inside Northshire."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        yield cast


# --- the arithmetic -------------------------------------------------------------------------------------------------


def test_leaving_and_six_years_and_the_current_year():
    """Left on 30 June 2019: the tax year ended on 5 April 2020, so it is kept to 5 April 2026."""
    assert kept_until(date(2019, 6, 30), months=72, clock=Clock.TAX_YEAR_END) == date(2026, 4, 5)
    assert cutoff(months=72, clock=Clock.TAX_YEAR_END, on=date(2026, 4, 5)) == date(2019, 4, 5)
    assert cutoff(months=72, clock=Clock.TAX_YEAR_END, on=date(2026, 4, 6)) == date(2020, 4, 5)


def test_bank_details_go_thirteen_months_after_the_last_payment():
    """Paid on 20 October 2025: kept to 20 November 2026."""
    assert kept_until(date(2025, 10, 20), months=13, clock=Clock.DAY) == date(2026, 11, 20)
    assert cutoff(months=13, clock=Clock.DAY, on=date(2026, 11, 21)) == date(2025, 10, 20)
    assert cutoff(months=13, clock=Clock.DAY, on=date(2026, 11, 20)) == date(2025, 10, 19)


@given(
    on=st.dates(date(2001, 1, 1), date(2090, 12, 31)), months=st.integers(0, 480), clock=st.sampled_from(list(Clock))
)
def test_nothing_at_the_cutoff_is_younger_than_it_is_kept(on, months, clock):
    assert kept_until(cutoff(months=months, clock=clock, on=on), months=months, clock=clock) < on


def test_the_database_and_the_engine_agree_about_the_cutoff(db):
    days = [
        date(2024, 2, 29),
        date(2024, 3, 1),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 4, 7),
        date(2026, 12, 31),
    ]
    for on in days:
        for months in (0, 1, 13, 24, 36, 72, 480):
            for clock in Clock:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT retention_cutoff(%s, %s, %s)", [months, clock.value, on])
                    assert cursor.fetchone()[0] == cutoff(months=months, clock=clock, on=on), (on, months, clock)


# --- schedules ------------------------------------------------------------------------------------------------------


def test_approve_schedule_needs_a_second_person_and_what_was_read(north):
    row = retention.propose_schedule(partner_id=north.northshire.pk, months={}, reason="First", by=north.ben, at=NOW)

    with pytest.raises(NotYourOwn):
        retention.approve_schedule(schedule=row.uuid, content_hash=row.content_hash, by=north.ben, at=NOW)
    with pytest.raises(NotAsRead):
        retention.approve_schedule(schedule=row.uuid, content_hash="0" * 64, by=north.hana, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(
            state="IN_FORCE", approved_hash=row.content_hash, approved_by=north.ben, approved_at=NOW
        )


def test_a_second_schedule_replaces_the_first_and_withdraw_ends_one_that_waits(north):
    first, second = schedule(north), schedule(north, jobs=36)
    third = retention.propose_schedule(partner_id=north.northshire.pk, months={}, reason="No", by=north.hana, at=NOW)
    with pytest.raises(OneAtATime):
        retention.propose_schedule(partner_id=north.northshire.pk, months={}, reason="No", by=north.hana, at=NOW)
    retention.withdraw_schedule(schedule=third.uuid, by=north.hana, at=NOW)

    first.refresh_from_db()
    assert (first.state, second.state) == ("REPLACED", "IN_FORCE")
    assert found.rules(second)["jobs"].months == 36
    with pytest.raises(WrongState):
        retention.withdraw_schedule(schedule=second.uuid, by=north.hana, at=NOW)


def test_months_below_the_law_are_refused_beside_their_field(north):
    with pytest.raises(BadSchedule) as refused:
        retention.propose_schedule(
            partner_id=north.northshire.pk, months={"pay": 35}, reason="x", by=north.hana, at=NOW
        )

    assert refused.value.field == "pay"  # PAYE records: three years at least
    with pytest.raises(ReasonNeeded):
        retention.propose_schedule(partner_id=north.northshire.pk, months={}, reason=" ", by=north.hana, at=NOW)


def test_rules_of_a_schedule_cannot_be_added_or_changed(north):
    row = schedule(north)

    with pytest.raises(DatabaseError), transaction.atomic():
        RetentionRule.objects.create(
            partner=north.northshire, schedule=row, data_class="new", months=0, clock="day", source="x"
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        RetentionRule.objects.filter(schedule=row).update(months=0)


def test_every_transition_of_schedule_and_purge_is_one_of_the_table():
    """approve, withdraw and replace; approve, reject and finish."""
    assert (set(SCHEDULE), set(PURGE)) == ({"approve", "withdraw", "replace"}, {"approve", "reject", "finish"})


# --- erasing --------------------------------------------------------------------------------------------------------


def test_finish_erases_an_old_leaver_and_nobody_else(north):
    old, young = leaver(north.northshire), leaver(north.northshire, timezone.localdate() - timedelta(days=60))
    now_here = hr.employee(north.northshire)
    schedule(north)

    done = erase(north)

    old.refresh_from_db()
    young.refresh_from_db()
    now_here.person.refresh_from_db()
    assert (old.surname, old.forenames, old.nino, old.nino_index, old.town, old.postcode) == (
        "Erased",
        "",
        "",
        "",
        "",
        "",
    )
    assert old.date_of_birth == date(old.date_of_birth.year, 1, 1)
    assert not BankAccount.objects.filter(person=old).exists()
    assert young.surname == "Gone"
    assert young.nino
    assert BankAccount.objects.filter(person=young).exists()
    assert now_here.person.nino
    assert BankAccount.objects.filter(person=now_here.person).exists()
    assert done.state == "DONE"
    assert done.certificate == purges.certificate_hash(done)


def test_erasing_twice_does_nothing_the_second_time(north):
    leaver(north.northshire)
    schedule(north)
    done = erase(north)

    assert purges.execute(partner_id=north.northshire.pk, proposal=done.uuid, clock=timezone.now) == 0
    with pytest.raises(purges.NothingToErase):
        purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)


def test_a_member_of_a_pension_scheme_keeps_the_name_until_age_100(north):
    old = leaver(north.northshire)
    org = hr.found_organisation(north.northshire)
    job = hr.assignment(Employment.objects.get(person=old), org)
    hr.pension(job, org.pension)
    schedule(north)

    erase(north)

    old.refresh_from_db()
    assert (old.surname, old.town, bool(old.nino)) == ("Gone", "", True)


def test_what_is_erased_is_on_the_trail_without_its_values(north):
    old = leaver(north.northshire, surname="Unforgettable")
    schedule(north)
    before = AuditEvent.objects.order_by("-id").first().pk

    erase(north)

    events = AuditEvent.objects.filter(pk__gt=before)
    assert events.filter(action="PURGE", object_type="hr_person", object_id=str(old.pk), changes={}).exists()
    assert events.filter(action="PURGE", object_type="partners_purgeitem").exists()
    assert not [one for one in events if "Unforgettable" in str(one.changes) or "Faraway" in str(one.changes)]


def test_other_partners_stay_untouched(north):
    leaver(north.northshire)
    schedule(north)

    erase(north)

    assert not PurgeItem.objects.exclude(partner=north.northshire).exists()


def test_a_partner_cannot_erase_what_is_another_partners(cast):
    with partner_scope(cast.southborough.pk):
        theirs = leaver(cast.southborough)
        row = schedule(cast, cast.southborough)
        proposal = purges.propose(partner_id=cast.southborough.pk, by=cast.hana, at=NOW)
        purges.approve(proposal=proposal.uuid, content_hash=proposal.content_hash, by=cast.ben, at=NOW)
        item = found.items(proposal).first()
    with partner_scope(cast.northshire.pk):
        leaver(cast.northshire)
        schedule(cast)
        erase(cast)
        with pytest.raises(DatabaseError), transaction.atomic():
            purge_item(item.pk)
    with partner_scope(cast.southborough.pk):
        theirs.refresh_from_db()
        assert theirs.surname == "Gone"
        assert row.state == "IN_FORCE"


# --- holds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("covers", ["person", "class", "everything"])
def test_what_is_held_is_shown_and_kept(north, covers):
    old = leaver(north.northshire)
    schedule(north)
    given = {"person_id": old.pk if covers == "person" else None, "data_class": "hr_file" if covers == "class" else ""}
    retention.set_hold(partner_id=north.northshire.pk, reason="Tribunal", by=north.ben, at=NOW, **given)

    done = erase(north)

    old.refresh_from_db()
    item = found.items(done).get(data_class="hr_file")
    assert (old.surname, item.is_held, item.outcome) == ("Gone", True, "KEPT")
    assert "Tribunal" in item.why


def test_a_hold_that_comes_after_the_approval_still_holds(north):
    old = leaver(north.northshire)
    schedule(north)
    row = purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)
    purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=north.ben, at=NOW)
    hold = retention.set_hold(
        partner_id=north.northshire.pk, person_id=old.pk, data_class="", reason="Inquiry", by=north.ben, at=NOW
    )

    purges.execute(partner_id=north.northshire.pk, proposal=row.uuid, clock=timezone.now)

    old.refresh_from_db()
    assert (old.surname, {one.outcome for one in found.items(row)}) == ("Gone", {"KEPT"})
    retention.lift_hold(hold=hold.uuid, reason="Over", by=north.ben, at=NOW)
    with pytest.raises(OneAtATime):
        retention.lift_hold(hold=hold.uuid, reason="Over", by=north.ben, at=NOW)
    erase(north)
    old.refresh_from_db()
    assert old.surname == "Erased"


def test_an_access_request_that_is_open_holds(north):
    old = leaver(north.northshire)
    schedule(north)
    sar.receive(
        partner_id=north.northshire.pk,
        person_id=old.pk,
        received_on=timezone.localdate(),
        scope="",
        by=north.ben,
        at=NOW,
    )

    erase(north)

    old.refresh_from_db()
    assert old.surname == "Gone"


def test_a_hold_is_only_ever_lifted(north):
    row = retention.set_hold(
        partner_id=north.northshire.pk, person_id=7, data_class="", reason="Inquiry", by=north.ben, at=NOW
    )

    for change in ({"person_id": 8}, {"reason": "Other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            LegalHold.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalHold.objects.filter(pk=row.pk).delete()


def test_facts_that_moved_since_the_approval_are_kept(north):
    old = leaver(north.northshire)
    schedule(north)
    row = purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)
    purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=north.ben, at=NOW)
    hr.employment(old, hr.found_organisation(north.northshire), start=timezone.localdate())

    purges.execute(partner_id=north.northshire.pk, proposal=row.uuid, clock=timezone.now)

    old.refresh_from_db()
    assert old.surname == "Gone"
    assert "facts have changed" in found.items(row).get(data_class="hr_file").why


# --- no back door ---------------------------------------------------------------------------------------------------


def purge_item(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT purge_item(%s)", [pk])
        return cursor.fetchone()[0]


def refused(sql, *parameters):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_nothing_is_erased_before_a_second_person_approves(north):
    leaver(north.northshire)
    schedule(north)
    row = purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)

    with pytest.raises(NotYourOwn):
        purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=north.hana, at=NOW)
    with pytest.raises(NotAsRead):
        purges.approve(proposal=row.uuid, content_hash="0" * 64, by=north.ben, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        purge_item(found.items(row).first().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        PurgeProposal.objects.filter(pk=row.pk).update(
            state="APPROVED", approved_hash=row.content_hash, approved_by=north.hana, approved_at=NOW
        )


def test_items_cannot_be_added_changed_or_taken_away(north):
    leaver(north.northshire)
    schedule(north)
    row = purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)

    refused("UPDATE partners_purgeitem SET person_id = 1")
    refused("DELETE FROM partners_purgeitem")
    refused(
        "INSERT INTO partners_purgeitem (partner_id, proposal_id, data_class, person_id, cutoff, oldest, n_rows,"
        " is_held, outcome, why, n_erased, by_table) VALUES (%s, %s, 'hr_file', 1, '2030-01-01', '2019-01-01', 1,"
        " false, '', '', 0, '{}')",
        north.northshire.pk, row.pk,
    )  # fmt: skip


def test_a_list_that_was_made_too_early_erases_nothing(north):
    """Whoever writes a cut-off of their own into a list of their own is refused by the schedule itself."""
    young = leaver(north.northshire, timezone.localdate() - timedelta(days=60))
    held = schedule(north)
    row = PurgeProposal.objects.create(
        partner=north.northshire, schedule=held, as_of=timezone.localdate(), proposed_by=north.hana,
        proposed_human=north.hana.human_id, proposed_at=NOW,
    )  # fmt: skip
    PurgeItem.objects.create(
        partner=north.northshire, proposal=row, data_class="hr_file", person_id=young.pk, cutoff=timezone.localdate(),
        oldest=timezone.localdate(), n_rows=1,
    )  # fmt: skip
    row.content_hash, row.n_items = found.proposal_hash(row.pk), 1
    row.save()
    purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=north.ben, at=NOW)

    with pytest.raises(DatabaseError, match="keeps this for longer"), transaction.atomic():
        purge_item(found.items(row).get().pk)
    young.refresh_from_db()
    assert young.surname == "Gone"


def test_the_runtime_role_cannot_claim_to_be_erasing(north):
    old = leaver(north.northshire)
    schedule(north)

    refused("INSERT INTO partners_purgetoken VALUES (pg_current_xact_id())")
    refused("SELECT erase_hr_file(%s, %s, '{}'::jsonb)", north.northshire.pk, old.pk)
    refused("SELECT erase_person(%s, '{}'::jsonb, 'surname = surname')", north.northshire.pk)
    refused("SELECT erase_rows(%s, '{}'::jsonb, 'hr_person')", north.northshire.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.purging', '1', true), purging()")
        assert cursor.fetchone()[1] is False
    refused("UPDATE partners_retentionrule SET months = 0")
    Person.objects.filter(pk=old.pk).update(town="Elsewhere")
    last = AuditEvent.objects.order_by("-id").first()
    assert (last.action, last.changes["town"]) == ("UPDATE", "changed")


def test_every_erasing_function_is_closed_to_the_runtime_role(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'erase\\_%%'"
            " AND (has_function_privilege('ss_app', oid, 'EXECUTE')"
            " OR has_function_privilege('ss_self', oid, 'EXECUTE'))"
        )
        assert cursor.fetchall() == []


def test_the_append_only_tables_open_for_an_erasure_alone(north):
    """A closed case of a death goes with its log, six years after; until then the log stays."""
    old = leaver(north.northshire)
    at = NOW - timedelta(days=7 * 366)
    case = DeathCase.objects.create(
        partner=north.northshire, person=old, date_of_death=LONG_AGO, known="FAMILY", reported_by=north.hana,
        reported_human=north.hana.human_id, reported_at=at,
    )  # fmt: skip
    DeathEvent.objects.create(partner=north.northshire, case=case, action="withdraw", by=north.hana, at=at)
    DeathCase.objects.filter(pk=case.pk).update(state="WITHDRAWN")
    with pytest.raises(DatabaseError), transaction.atomic():
        DeathEvent.objects.filter(case=case).delete()
    schedule(north)

    erase(north)

    assert not DeathCase.objects.filter(pk=case.pk).exists()
    assert not DeathEvent.objects.filter(case_id=case.pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM partners_purgetoken")


def test_the_audit_chain_is_whole_after_an_erasure(north):
    from partners import audit

    leaver(north.northshire)
    schedule(north)
    audit.seal()
    erase(north)
    audit.seal()

    assert list(audit.verify()) == []


# --- resumed after a kill -------------------------------------------------------------------------------------------


def test_an_erasure_that_was_killed_goes_on_where_it_stood(north, monkeypatch):
    people = [leaver(north.northshire) for _ in range(3)]
    schedule(north)
    row = purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)
    purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=north.ben, at=NOW)
    monkeypatch.setattr(purges, "AT_ONCE", 2)
    purges._part(north.northshire.pk, row.uuid, NOW)
    done_before = found.items(row).exclude(outcome="").count()

    n = purges.execute(partner_id=north.northshire.pk, proposal=row.uuid, clock=timezone.now)

    assert (done_before, n) == (2, row.n_items - 2)
    assert {Person.objects.get(pk=one.pk).surname for one in people} == {"Erased"}
    assert found.proposal(row.uuid).state == "DONE"


def test_reject_stops_what_was_not_erased_yet(north):
    leaver(north.northshire)
    schedule(north)
    row = purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)
    with pytest.raises(OneAtATime):
        purges.propose(partner_id=north.northshire.pk, by=north.hana, at=NOW)
    purges.reject(proposal=row.uuid, reason="Not now", by=north.ben, at=NOW)

    assert purges.execute(partner_id=north.northshire.pk, proposal=row.uuid, clock=timezone.now) == 0
    with pytest.raises(WrongState):
        purges.approve(proposal=row.uuid, content_hash=row.content_hash, by=north.ben, at=NOW)


# --- the property ---------------------------------------------------------------------------------------------------


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 5000), min_size=1, max_size=5), months=st.integers(0, 140), held=st.integers(0, 5))
def test_nothing_younger_than_its_schedule_or_held_ever_goes(cast, days, months, held):
    """Any leavers, any schedule, any hold: who goes had left longer ago than the schedule keeps, and was not held."""
    today = timezone.localdate()
    with transaction.atomic():
        with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
            people = [(leaver(cast.northshire, today - timedelta(days=n)), today - timedelta(days=n)) for n in days]
            schedule(cast, hr_file=months)
            if held < len(people):
                retention.set_hold(
                    partner_id=cast.northshire.pk, person_id=people[held][0].pk, data_class="", reason="Held",
                    by=cast.ben, at=NOW,
                )  # fmt: skip
            with contextlib.suppress(purges.NothingToErase):
                erase(cast)
            for n, (person, last_day) in enumerate(people):
                person.refresh_from_db()
                is_old = kept_until(last_day, months=months, clock=Clock.TAX_YEAR_END) < today
                is_early = add_months(last_day, months) >= today
                if person.surname == "Erased":
                    assert is_old
                    assert not is_early
                    assert n != held
                elif n != held:
                    assert not is_old
        transaction.set_rollback(True)
