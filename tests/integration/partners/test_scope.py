"""The wall: scope, row level security and same-partner keys, as the runtime role."""

from datetime import date

import pytest
from django.db import connection, transaction, utils
from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import CostCentre
from partners.models import LegalEntity
from partners.scope import NoPartnerScope, ScopeWidened, partner_scope

ALWAYS = DateRange(date(2020, 1, 1), None)


def entity(partner_id, code="E1"):
    return LegalEntity.objects.create(partner_id=partner_id, code=code, legal_name=code, kind="COUNCIL", valid=ALWAYS)


def codes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM partners_legalentity ORDER BY code")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def two(cast):
    with partner_scope(cast.northshire.pk):
        entity(cast.northshire.pk, "NORTH")
    with partner_scope(cast.southborough.pk):
        entity(cast.southborough.pk, "SOUTH")
    return cast


def test_role_is_bound_by_row_security(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")

        assert cursor.fetchone() == ("ss_app", False, False)


def test_raw_sql_sees_only_the_partners_in_scope(two):
    with partner_scope(two.northshire.pk):
        assert codes() == ["NORTH"]
    with partner_scope(two.northshire.pk, two.southborough.pk):
        assert codes() == ["NORTH", "SOUTH"]


def test_without_scope_raw_sql_is_refused(two):
    with pytest.raises(utils.ProgrammingError, match="no partner scope"), transaction.atomic():
        codes()


def test_without_scope_the_manager_is_refused(two):
    with pytest.raises(NoPartnerScope):
        list(LegalEntity.objects.all())


def test_insert_for_another_partner_is_refused(two):
    with pytest.raises(utils.ProgrammingError, match="row-level security"), partner_scope(two.northshire.pk):
        entity(two.southborough.pk, "X")


def test_move_to_another_partner_is_refused(two):
    with pytest.raises(utils.ProgrammingError, match="row-level security"), partner_scope(two.northshire.pk):
        LegalEntity.objects.update(partner_id=two.southborough.pk)


def test_scope_may_not_widen(two):
    with partner_scope(two.northshire.pk), pytest.raises(ScopeWidened), partner_scope(two.southborough.pk):
        pass


def test_nested_scope_narrows_and_is_restored(two):
    with partner_scope(two.northshire.pk, two.southborough.pk):
        with partner_scope(two.southborough.pk):
            assert codes() == ["SOUTH"]
        assert codes() == ["NORTH", "SOUTH"]


def test_error_inside_a_scope_restores_the_outer_one(two):
    with partner_scope(two.northshire.pk):
        with pytest.raises(ValueError, match="x"), partner_scope(two.northshire.pk):
            raise ValueError("x")
        assert codes() == ["NORTH"]


def test_foreign_key_across_the_wall_is_refused(two):
    with partner_scope(two.southborough.pk):
        foreign = LegalEntity.objects.get().pk

    with pytest.raises(utils.IntegrityError, match="same_partner"), partner_scope(two.northshire.pk):
        CostCentre.objects.create(partner=two.northshire, legal_entity_id=foreign, code="1", name="One", valid=ALWAYS)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE partners_legalentity",
        "ALTER TABLE partners_legalentity DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE partners_legalentity DISABLE TRIGGER ALL",
        "DROP POLICY partner_isolation ON partners_legalentity",
        "SET ROLE ss_owner",
        "INSERT INTO partners_auditevent (db_user, action, object_type, object_id, label, changes, reason, "
        "correlation_id) VALUES ('x', 'VIEW', 'x', 'x', 'x', '{}', '', '')",
        "UPDATE partners_auditevent SET reason = 'x'",
        "DELETE FROM partners_auditevent",
        "DELETE FROM partners_auditseal",
    ],
)
def test_runtime_role_cannot_take_the_wall_down(two, statement):
    with pytest.raises(utils.ProgrammingError), partner_scope(two.northshire.pk), connection.cursor() as cursor:
        cursor.execute(statement)


def test_self_service_sees_nothing_that_is_not_declared(two):
    with partner_scope(two.northshire.pk, person_ids=frozenset({1})), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("ss_self",)

    with (
        pytest.raises(utils.ProgrammingError, match="permission denied"),
        partner_scope(two.northshire.pk, person_ids=frozenset({1})),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM payroll_runbatch")
