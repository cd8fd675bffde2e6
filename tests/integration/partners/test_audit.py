"""The audit trail: what is written by itself, that nobody can go round it, and that tampering is named."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners import audit
from partners.models import AuditAction, AuditCheck, AuditEvent, AuditSeal, LegalEntity, User
from partners.scope import partner_scope
from tests import databases
from tests.people import make_cast

ALWAYS = DateRange(date(2020, 1, 1), None)


def entity(partner, code="E1", **fields):
    return LegalEntity.objects.create(
        partner=partner, code=code, kind="COUNCIL", valid=ALWAYS, **({"legal_name": code} | fields)
    )


def events(partner, **wanted):
    return list(AuditEvent.objects.filter(partner_id=partner.pk, **wanted).order_by("id"))


# --- written by itself ----------------------------------------------------------------------------------------------


def test_every_way_of_writing_is_recorded_with_actor_reason_and_values(cast):
    north = cast.northshire
    with partner_scope(north.pk, actor_id=cast.hana.pk, reason="moved house", correlation_id="c1", session="s1"):
        made = entity(north)
        LegalEntity.objects.filter(pk=made.pk).update(legal_name="By update")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE partners_legalentity SET legal_name = 'By SQL' WHERE id = %s", [made.pk])
        LegalEntity.objects.filter(pk=made.pk).delete()

        found = events(north, object_type="partners_legalentity", object_id=str(made.pk))

    assert [one.action for one in found] == ["CREATE", "UPDATE", "UPDATE", "DELETE"]
    assert [one.changes.get("legal_name") for one in found] == [
        "E1",
        ["E1", "By update"],
        ["By update", "By SQL"],
        "By SQL",
    ]
    assert {(one.actor_id, one.reason, one.correlation_id) for one in found} == {(cast.hana.pk, "moved house", "c1")}
    assert {(one.session, one.on_behalf_of_id) for one in found} == {("s1", None)}


def test_a_write_that_changes_nothing_is_no_event(cast):
    with partner_scope(cast.northshire.pk):
        made = entity(cast.northshire)
        LegalEntity.objects.filter(pk=made.pk).update(legal_name="E1")

        assert len(events(cast.northshire, object_type="partners_legalentity")) == 1


def test_hidden_columns_are_recorded_as_changed_without_their_value(cast):
    cast.amara.set_password("another-long-password")
    with partner_scope(actor_id=cast.amara.pk):
        cast.amara.save()
        found = AuditEvent.objects.filter(object_type="partners_user", object_id=str(cast.amara.pk)).order_by("-id")

        assert found.first().changes == {"password": "changed"}
        assert "pbkdf2" not in str([one.changes for one in found])


def test_a_rolled_back_write_leaves_no_event(cast):
    with partner_scope(cast.northshire.pk):
        entity(cast.northshire)
        transaction.set_rollback(True)

    with partner_scope(cast.northshire.pk):
        assert events(cast.northshire, object_type="partners_legalentity") == []


def test_self_service_may_record_and_not_read(cast):
    with partner_scope(cast.northshire.pk, person_ids=frozenset({1}), actor_id=cast.ed.pk):
        audit.audit(action=AuditAction.VIEW, object_type="payroll_payslip", object_id=1)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AuditEvent.objects.count()

    with partner_scope(cast.northshire.pk):
        assert [one.actor_id for one in events(cast.northshire, object_type="payroll_payslip")] == [cast.ed.pk]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO partners_auditevent (db_user, action, object_type, object_id, label, changes, reason, "
        "correlation_id) VALUES ('x', 'VIEW', 'x', 'x', '', '{}', '', '')",
        "INSERT INTO partners_auditseal (event_ids, row_digests, previous, digest) VALUES ('{}', '', '', 'x')",
        "INSERT INTO partners_auditcheck (up_to_seal, is_full, n_problems) VALUES (1, true, 0)",
        "UPDATE partners_auditevent SET actor_id = 1",
        "UPDATE partners_auditseal SET digest = 'x'",
        "DELETE FROM partners_auditevent",
        "DELETE FROM partners_auditcheck",
        "TRUNCATE partners_auditevent",
        "ALTER TABLE partners_legalentity DISABLE TRIGGER audit_update",
        "DROP TRIGGER audit_update ON partners_legalentity",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION audit_row_changes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
@pytest.mark.parametrize("person_ids", [None, frozenset({1})])
def test_neither_runtime_role_can_write_change_or_switch_off(cast, statement, person_ids):
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner|append-only"),
        partner_scope(cast.northshire.pk, person_ids=person_ids),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_events_of_others_are_not_readable(cast):
    for partner in (cast.northshire, cast.southborough):
        with partner_scope(partner.pk, actor_id=cast.amara.pk):
            audit.audit(action=AuditAction.VIEW, object_type="x", object_id=partner.code)

    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        assert {one.object_id for one in AuditEvent.objects.filter(object_type="x")} == {"southborough"}


def test_events_of_no_partner_are_seen_by_their_own_actor_only(cast):
    audit.audit_outside_scope(
        actor_id=cast.dilys.pk, action=AuditAction.LOGIN, object_type="user", object_id="1", partner_id=None
    )

    with partner_scope(actor_id=cast.dilys.pk):
        assert AuditEvent.objects.filter(action="LOGIN").count() == 1
    with partner_scope(actor_id=cast.amara.pk):
        assert AuditEvent.objects.filter(action="LOGIN").count() == 0


# --- sealed and verified, in a database where things are committed --------------------------------------------------


@pytest.fixture
def sealed(committed_db):
    """Two partners with events in three seals; yields the cast."""
    cast = make_cast()
    for n in range(3):
        with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="set up"):
            entity(cast.northshire, f"E{n}")
        assert audit.seal() is not None
    return cast


def as_owner(*statements):
    """Tamper: what somebody who owns the database can do."""
    to = databases.owner()
    link = psycopg2.connect(
        dbname=connection.settings_dict["NAME"], user=to["USER"], password=to["PASSWORD"], host=to["HOST"],
        port=to["PORT"] or None,
    )  # fmt: skip
    with link, link.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    link.close()


def problems():
    return [(one.seal_id, one.event_id, one.problem) for one in audit.verify()]


def an_event(seal):
    return seal.event_ids[0]


def seals():
    return list(AuditSeal.objects.order_by("id"))


def test_an_untouched_chain_is_whole(sealed, capsys):
    call_command("verify_audit")

    assert problems() == []
    assert "whole" in capsys.readouterr().out
    assert [one.previous for one in seals()] == ["0" * 64, *[one.digest for one in seals()][:-1]]


def test_an_altered_event_is_named(sealed, capsys):
    seal = seals()[1]
    as_owner(
        "ALTER TABLE partners_auditevent DISABLE TRIGGER append_only",
        f"UPDATE partners_auditevent SET reason = 'nothing to see' WHERE id = {an_event(seal)}",
        "ALTER TABLE partners_auditevent ENABLE TRIGGER append_only",
    )

    assert problems() == [(seal.pk, an_event(seal), "the event was altered")]
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_audit")
    assert f"event {an_event(seal)}: the event was altered" in capsys.readouterr().err


def test_a_deleted_event_is_named(sealed):
    seal = seals()[0]
    as_owner(
        "ALTER TABLE partners_auditevent DISABLE TRIGGER append_only",
        f"DELETE FROM partners_auditevent WHERE id = {an_event(seal)}",
    )

    assert problems() == [(seal.pk, an_event(seal), "the event was deleted")]


def test_an_altered_seal_and_the_link_after_it_are_named(sealed):
    first, second, _third = seals()
    as_owner(
        "ALTER TABLE partners_auditseal DISABLE TRIGGER append_only",
        f"UPDATE partners_auditseal SET digest = repeat('a', 64) WHERE id = {first.pk}",
    )

    assert problems() == [
        (first.pk, None, "the seal itself was altered"),
        (second.pk, None, "the link to the seal before it is broken"),
    ]


def test_a_removed_seal_breaks_the_link_and_leaves_its_events_uncovered(sealed):
    first, second, third = seals()
    as_owner(
        "ALTER TABLE partners_auditseal DISABLE TRIGGER append_only",
        f"DELETE FROM partners_auditseal WHERE id = {second.pk}",
    )

    found = problems()

    assert found[0] == (third.pk, None, "the link to the seal before it is broken")
    assert {event for _seal, event, _problem in found[1:]} == set(second.event_ids)
    assert first.digest == seals()[0].digest


def test_a_chain_that_was_made_anew_lacks_the_digest_that_was_noted(sealed):
    noted = seals()[-1].digest
    call_command("verify_audit", expect=noted)
    as_owner(
        "ALTER TABLE partners_auditseal DISABLE TRIGGER append_only",
        "ALTER TABLE partners_auditevent DISABLE TRIGGER append_only",
        f"UPDATE partners_auditevent SET actor_id = 1 WHERE id = {an_event(seals()[0])}",
        "DELETE FROM partners_auditseal",
        "UPDATE partners_auditevent SET sealed = false",
    )

    with pytest.raises(CommandError, match="the chain was replaced"):
        call_command("verify_audit", expect=noted)


def test_the_check_is_kept_goes_on_from_the_last_good_one_and_does_not_forget(sealed):
    assert audit.check(in_full=True) == 0
    with partner_scope(sealed.northshire.pk):
        entity(sealed.northshire, "E9")
    audit.seal()
    assert audit.check(in_full=False) == 0
    first = seals()[0]
    as_owner(
        "ALTER TABLE partners_auditevent DISABLE TRIGGER append_only",
        f"UPDATE partners_auditevent SET reason = 'x' WHERE id = {an_event(first)}",
    )

    assert audit.check(in_full=False) == 0, "it looks at what is new"
    assert audit.check(in_full=True) == 1
    assert audit.check(in_full=False) == 1, "after a bad check it looks at everything"

    kept = [(one.is_full, one.n_problems) for one in AuditCheck.objects.order_by("id")]
    assert kept == [(True, 0), (False, 0), (False, 0), (True, 1), (True, 1)]


def test_nothing_to_seal_makes_no_seal(sealed):
    n_seals = AuditSeal.objects.count()

    assert audit.seal() is None
    assert AuditSeal.objects.count() == n_seals


def test_an_event_in_flight_is_sealed_after_its_commit_and_holds_nothing_up(sealed):
    """A transaction that began first may commit last: its events go into a later seal, never into none."""
    other = connection.copy()
    other.inc_thread_sharing()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT audit_record(NULL, 'VIEW', 'x', 'in flight', '', '{}', '')")
        audit.audit_outside_scope(
            actor_id=sealed.hana.pk, action=AuditAction.VIEW, object_type="x", object_id="later", partner_id=None
        )
        assert audit.seal() is not None
        other.commit()
    finally:
        other.close()
    assert audit.seal() is not None

    earlier, later = (seal.event_ids for seal in seals()[-2:])
    assert max(later) < min(earlier), "the event that was written first was sealed last"
    assert problems() == []


def test_many_sealers_at_once_make_one_chain(sealed):
    begin = threading.Barrier(4)

    def work(n):
        begin.wait()
        try:
            for turn in range(5):
                audit.audit_outside_scope(
                    actor_id=None, action=AuditAction.VIEW, object_type="x", object_id=f"{n}-{turn}", partner_id=None
                )
                audit.seal()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    audit.seal()

    chain = seals()
    covered = [event for seal in chain for event in seal.event_ids]
    assert problems() == []
    assert len(covered) == len(set(covered))
    assert [one.previous for one in chain[1:]] == [one.digest for one in chain[:-1]]


def test_a_refusal_is_recorded_after_the_rollback_of_what_was_refused(sealed):
    from django.test import Client

    client = Client()
    client.force_login(User.objects.get(pk=sealed.amara.pk))
    response = client.get("/p/northshire/audit/")

    assert response.status_code == 403
    with partner_scope(sealed.northshire.pk):
        refused = events(sealed.northshire, action="DENIED")
    assert [(one.actor_id, one.label) for one in refused] == [(sealed.amara.pk, "/p/northshire/audit/")]
