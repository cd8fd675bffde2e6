"""Every table stands behind the wall, and what PostgreSQL has is what the models declare."""

import ast

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, models

from hr.models import OrgUnit, Post
from partners.audit_ddl import AppendOnly, Audited
from partners.fk import PartnerForeignKey, SamePartnerForeignKey
from partners.models import PartnerOwned
from partners.rls import Narrowed, PartnerIsolation, TeamOnly
from tests.guards.listed import (
    ENDS_WITH_AN_OFFICE,
    NOT_OF_A_TEAM,
    SEEN_BY_EVERY_OFFICE,
    UNAUDITED,
    UNSCOPED_MODELS,
    WIDE_SCOPES,
)
from tests.guards.walk import APPS, owned_models, relative, sources

APP_FILTER = "(partner_id = ANY (( SELECT app_partner_ids() AS app_partner_ids)::bigint[]))"


def query(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def isolation(model):
    return next((one for one in model._meta.constraints if isinstance(one, PartnerIsolation)), None)


def has(model, kind):
    return any(isinstance(one, kind) for one in model._meta.constraints)


# --- 0: what looks over several partners ------------------------------------------------------------------------------
def wide_scopes(text: str) -> bool:
    """Tell whether source opens a scope of several partners."""
    return any(
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "partner_scope"
        and any(isinstance(one, ast.Starred) for one in node.args)
        for node in ast.walk(ast.parse(text))
    )


def test_t_sec_3_what_looks_over_several_partners_is_listed_with_what_it_counts():
    found = {relative(path) for path in sources() if wide_scopes(path.read_text(encoding="utf-8"))}

    assert found == WIDE_SCOPES.keys()


def test_a_scope_of_several_partners_is_found():
    assert wide_scopes("with partner_scope(*ids, reason='x'): ...")
    assert not wide_scopes("with partner_scope(partner.pk, reason='x'): ...")


# --- 1: every model is owned or listed ------------------------------------------------------------------------------


def unscoped_and_unlisted(found, listed):
    return sorted(
        model._meta.label for model in found if not issubclass(model, PartnerOwned) and model._meta.label not in listed
    )


def test_every_model_is_partner_owned_or_listed_with_a_reason():
    from django.apps import apps

    assert unscoped_and_unlisted(apps.get_models(), UNSCOPED_MODELS) == []


def test_a_model_that_is_neither_is_found():
    from django.contrib.sessions.models import Session

    assert unscoped_and_unlisted([Session], {}) == ["sessions.Session"]


def test_no_list_has_stale_entries():
    from django.apps import apps

    labels = {model._meta.label for model in apps.get_models()}
    owned = {model._meta.label for model in owned_models()}

    assert UNSCOPED_MODELS.keys() - (labels - owned) == set()
    assert UNAUDITED.keys() - {model._meta.label for model in owned_models() if not has(model, Audited)} == set()


def test_every_owned_model_declares_its_isolation():
    assert [model._meta.label for model in owned_models() if isolation(model) is None] == []


def test_the_default_manager_of_owned_models_is_the_loud_one():
    from partners.models.base import PartnerManager

    assert [m._meta.label for m in owned_models() if not isinstance(m._default_manager, PartnerManager)] == []


# --- 2: the catalogue agrees ----------------------------------------------------------------------------------------


def policies():
    """Return {table: {policy: (command, roles, using, check)}}."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    sql = (
        "SELECT tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
    )
    for table, name, *rest in query(sql):
        found.setdefault(table, {})[name] = tuple(rest)
    return found


def declared_policies(model):
    """Return the policies that a model asks for, by name, with command and role."""
    options = isolation(model).options
    wanted = {"partner_isolation": ("ALL", "{ss_app}"), "owner_sees_all": ("ALL", "{ss_owner}")}
    if has(model, TeamOnly):
        wanted["team"] = wanted["covert"] = ("ALL", "{ss_app}")
    if options["self_service"] is not None:
        wanted["self_service"] = ("SELECT", "{ss_self}")
    if options["self_insert"]:
        wanted["self_service_insert"] = ("INSERT", "{ss_self}")
    if has(model, Narrowed):
        wanted["narrowed"] = ("ALL", "{ss_app}")
    if model._meta.label in ENDS_WITH_AN_OFFICE:
        wanted["office"] = ("ALL", "{ss_app}")
    if options.get("self_update"):
        wanted["self_service_update"] = ("UPDATE", "{ss_self}")
    if options.get("reader"):
        wanted["named_reader"] = ("SELECT", "{ss_app}")
    if options.get("signer_if"):
        wanted["named_signer"] = ("UPDATE", "{ss_app}")
    return wanted


def test_the_policies_in_postgresql_are_the_declared_ones(db):
    found = policies()
    wanted = {model._meta.db_table: declared_policies(model) for model in owned_models()}
    wanted["partners_auditevent"] = {
        "owner_sees_all": ("ALL", "{ss_owner}"),
        "partner_isolation": ("SELECT", "{ss_app}"),
        "own_unowned": ("SELECT", "{ss_app}"),
        "covert": ("SELECT", "{ss_app}"),
        "concealed": ("SELECT", "{ss_app}"),
    }
    wanted["partners_changerequest"]["concealed"] = ("SELECT", "{ss_app}")
    wanted["hr_identitymatch"] = {"owner_sees_all": ("ALL", "{ss_owner}"), "both_partners": ("ALL", "{ss_app}")}

    assert {table: {name: policy[:2] for name, policy in of.items()} for table, of in found.items()} == wanted


def test_the_runtime_role_is_filtered_by_the_partners_in_scope_and_nothing_else(db):
    found = policies()
    odd = {
        model._meta.db_table: found[model._meta.db_table]["partner_isolation"][2:]
        for model in owned_models()
        if found[model._meta.db_table]["partner_isolation"][2:] != (APP_FILTER, APP_FILTER)
    }

    assert odd == {}


def persons(model):
    """Return the columns of a model that say whose row it is."""
    return {f.attname for f in model._meta.concrete_fields if f.attname == "person_id"} or (
        {"id"} if model._meta.label == "hr.Person" else set()
    )


def test_what_belongs_to_a_person_is_narrowed_to_a_managers_team_or_listed_with_a_reason():
    open_to_all = {m._meta.label for m in owned_models() if persons(m) and not has(m, TeamOnly)}

    assert open_to_all == set(NOT_OF_A_TEAM)


def test_the_team_policy_takes_away_and_never_adds(db):
    rows = query("SELECT DISTINCT permissive, qual = with_check FROM pg_policies WHERE policyname = 'team'")

    assert rows == [("RESTRICTIVE", True)]


def test_posts_end_with_an_office_for_part_of_a_partner_or_are_listed_with_a_reason():
    """Tables about posts and units that belong to nobody: ADR 0026."""
    about_posts = {
        model._meta.label
        for model in owned_models()
        if not has(model, TeamOnly)
        and any(one.related_model in (Post, OrgUnit) for one in model._meta.fields if one.is_relation)
    }

    assert about_posts - ENDS_WITH_AN_OFFICE == set(SEEN_BY_EVERY_OFFICE)
    assert ENDS_WITH_AN_OFFICE - about_posts == {"hr.Post"} - about_posts


def test_the_policy_that_hides_covert_roles_asks_the_column_of_the_person_and_only_takes_away(db):
    """However old a table is: it got the policy by migration, or with its own."""
    rows = query("SELECT tablename, permissive, qual = with_check, qual FROM pg_policies WHERE policyname = 'covert'")
    hidden = "( SELECT app_hidden_people() AS app_hidden_people)::bigint[])) IS NOT TRUE)"
    asked = {table: qual for table, _permissive, _same, qual in rows if table != "partners_auditevent"}
    columns = {
        model._meta.db_table: next(
            one.options["column"] for one in model._meta.constraints if isinstance(one, TeamOnly)
        )
        for model in owned_models()
        if has(model, TeamOnly)
    }

    assert {permissive for _table, permissive, _same, _qual in rows} == {"RESTRICTIVE"}
    assert asked == {table: f"(({column} = ANY ({hidden}" for table, column in columns.items()}
    assert len(asked) >= 50


def test_a_second_policy_only_ever_narrows(db):
    """A restrictive policy is asked beside that of the partner; a permissive one would open another way in."""
    rows = query("SELECT tablename, permissive FROM pg_policies WHERE policyname = 'narrowed' ORDER BY tablename")
    wanted = sorted(model._meta.db_table for model in owned_models() if has(model, Narrowed))

    assert rows == [(table, "RESTRICTIVE") for table in wanted]
    assert len(wanted) >= 9


def test_a_second_partner_is_named_by_one_column_of_three_tables(db):
    """Envelopes of transfers and of invoices, and shares of a service, are read by the other partner they name."""
    found = {
        (table, name): (using, check)
        for table, of in policies().items()
        for name, (_cmd, _roles, using, check) in of.items()
        if name.startswith("named_")
    }
    theirs = APP_FILTER.replace("partner_id =", "to_partner_id =")[1:-1]

    assert set(found) == {
        (table, name)
        for table in ("hr_transferenvelope", "finance_costshare", "finance_invoiceenvelope")
        for name in ("named_reader", "named_signer")
    }
    assert all(part.startswith(f"(({theirs}) AND ") for pair in found.values() for part in pair if part)


def test_self_service_is_always_filtered_by_the_partner_too(db):
    loose = [
        (table, name)
        for table, of in policies().items()
        for name, (_cmd, roles, using, check) in of.items()
        if roles == "{ss_self}" and not (using or check).startswith(("(partner_id", "((partner_id", "(((partner_id"))
    ]

    assert loose == []


def test_row_security_is_forced_on_every_owned_table(db):
    rows = query("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind IN ('r', 'p')")
    forced = {row[0] for row in rows}

    of_nobody = {"partners_auditevent", "hr_identitymatch"}  # with policies of their own
    assert {model._meta.db_table for model in owned_models()} | of_nobody == forced


def test_the_roles_have_no_way_round(db):
    sql = """SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcanlogin, rolinherit
             FROM pg_roles WHERE rolname IN ('ss_app', 'ss_self', 'ss_owner') ORDER BY rolname"""
    app, owner, self_service = query(sql)

    assert app[1:5] == (False, False, False, False)
    assert app[6] is False, "ss_app inherits nothing: it must SET ROLE to become ss_self"
    assert owner[1:5] == (False, False, False, False)
    assert self_service[1:6] == (False, False, False, False, False)


def test_the_runtime_roles_own_nothing_and_may_not_truncate(db):
    owned = query(
        "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) IN ('ss_app', 'ss_self') AND relkind = 'r'"
    )
    extra = query(
        """SELECT relname, privilege_type FROM pg_class, aclexplode(relacl)
           WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(grantee) IN ('ss_app', 'ss_self')
             AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')"""
    )

    assert owned == []
    assert extra == []


def test_the_owner_is_not_reachable_from_the_runtime_role(db):
    rows = query("SELECT pg_has_role('ss_app', 'ss_owner', 'MEMBER'), pg_has_role('ss_self', 'ss_app', 'MEMBER')")

    assert rows == [(False, False)]


def test_employees_may_read_and_write_exactly_what_is_declared(db):
    rows = query(
        """SELECT relname, privilege_type FROM pg_class, aclexplode(relacl)
           WHERE pg_get_userbyid(grantee) = 'ss_self' AND relkind IN ('r', 'v', 'p')"""
    )
    wanted = {("partners_partner", "SELECT")}
    for model in owned_models():
        options = isolation(model).options
        if options["self_service"] is not None:
            wanted.add((model._meta.db_table, "SELECT"))
        if options["self_insert"]:
            wanted.add((model._meta.db_table, "INSERT"))

    assert set(rows) == wanted


def test_employees_may_change_exactly_the_declared_columns(db):
    rows = query(
        """SELECT relname, attname, privilege_type FROM pg_attribute
           JOIN pg_class ON pg_class.oid = attrelid, aclexplode(attacl)
           WHERE pg_get_userbyid(grantee) = 'ss_self'"""
    )
    wanted = {
        (model._meta.db_table, column, "UPDATE")
        for model in owned_models()
        for column in isolation(model).options.get("self_update", ())
    }

    assert set(rows) == wanted
    assert ("hr_person", "phone", "UPDATE") in wanted


def test_definer_functions_fix_their_search_path_and_are_not_for_everybody(db):
    rows = query(
        """SELECT proname FROM pg_proc
           WHERE pronamespace = 'public'::regnamespace AND prosecdef
             AND (NOT COALESCE(proconfig::text LIKE '%%search_path%%pg_temp%%', false)
                  OR has_function_privilege('public', oid, 'EXECUTE'))"""
    )

    assert rows == []


# --- 3: foreign keys ------------------------------------------------------------------------------------------------


def owned_references(found):
    """Return (model, field) of every foreign key between two owned tables."""
    for model in found:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, PartnerOwned):
                yield model, field


def plain_references(found):
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in owned_references(found)
        if not isinstance(field, PartnerForeignKey)
        or not any(
            isinstance(one, SamePartnerForeignKey) and one.options["field"] == field.name
            for one in model._meta.constraints
        )
    ]


def test_every_reference_between_owned_tables_is_a_partner_foreign_key():
    assert plain_references(owned_models()) == []


def test_a_plain_reference_is_found():
    class Loose(PartnerOwned):
        centre = models.ForeignKey("finance.CostCentre", on_delete=models.PROTECT, related_name="+")

        class Meta(PartnerOwned.Meta):
            app_label = "nowhere"
            managed = False

    from django.apps import apps

    try:
        Loose._meta.get_field("centre").remote_field.model = apps.get_model("finance.CostCentre")
        assert plain_references([Loose]) == ["nowhere.Loose.centre"]
    finally:
        apps.all_models.pop("nowhere")
        apps.clear_cache()


def test_every_reference_is_a_composite_key_in_postgresql(db):
    rows = query(
        """SELECT c.conrelid::regclass::text, array_agg(a.attname ORDER BY k.n), c.confrelid::regclass::text
           FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, n)
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
           WHERE c.contype = 'f' GROUP BY c.oid, c.conrelid, c.confrelid"""
    )
    found = {(table, tuple(columns), target) for table, columns, target in rows}
    wanted = {
        (model._meta.db_table, ("partner_id", field.column), field.related_model._meta.db_table)
        for model, field in owned_references(owned_models())
    }
    owned = {model._meta.db_table for model in owned_models()}

    assert wanted - found == set()
    assert {key for key in found if key[0] in owned and key[2] in owned} - wanted == set()


# --- keys that leak or slow down ------------------------------------------------------------------------------------


def unique_without_partner(found):
    """Return unique constraints that would tell one partner about another's rows."""
    return [
        f"{model._meta.label}: {one.name}"
        for model in found
        for one in model._meta.constraints
        if (isinstance(one, models.UniqueConstraint) and one.fields and one.fields[0] != "partner")
        or (isinstance(one, ExclusionConstraint) and one.expressions[0][0] != "partner")
    ]


def test_unique_constraints_of_owned_tables_begin_with_the_partner():
    assert unique_without_partner(owned_models()) == []


def test_unique_fields_of_owned_tables_are_public_ids_only():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in owned_models()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key and field.name != "uuid"
    ]

    assert loose == []


def test_indexes_of_owned_tables_begin_with_the_partner():
    loose = [
        f"{model._meta.label}: {index.name}"
        for model in owned_models()
        for index in model._meta.indexes
        if index.fields and index.fields[0] != "partner"
    ]

    assert loose == []


# --- the audit trail ------------------------------------------------------------------------------------------------


def test_every_owned_table_is_audited_or_listed_with_a_reason():
    assert [m._meta.label for m in owned_models() if not has(m, Audited) and m._meta.label not in UNAUDITED] == []


def test_the_audit_triggers_in_postgresql_are_the_declared_ones(db):
    from django.apps import apps

    rows = query(
        """SELECT tgrelid::regclass::text, tgname FROM pg_trigger
           WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname LIKE 'audit\\_%%'"""
    )
    wanted = {
        (model._meta.db_table, f"audit_{verb}")
        for model in apps.get_models()
        if has(model, Audited)
        for verb in ("insert", "update", "delete")
    }

    assert set(rows) == wanted


def test_append_only_tables_refuse_changes_in_postgresql(db):
    rows = query("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled = 'O'")
    wanted = {model._meta.db_table for model in owned_models() if has(model, AppendOnly)}

    assert {row[0] for row in rows} >= wanted | {"partners_auditevent", "partners_auditseal"}


def test_sealed_columns_are_hidden_from_the_trail():
    from sharedservices.common.fields import BlindIndexField, SealedTextField

    shown = [
        f"{model._meta.label}.{field.name}"
        for model in owned_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField | BlindIndexField)
        for one in model._meta.constraints
        if isinstance(one, Audited) and field.column not in one.options["hide"]
    ]

    assert shown == []


@pytest.mark.parametrize("app", APPS)
def test_every_app_is_known_to_the_walk(app):
    from django.apps import apps

    assert apps.is_installed(app)
