"""Every table that points at a person is known to the merge of two records, and every trigger on it lets one pass."""

from django.db import connection

from hr.models import Person
from tests.guards.walk import our_models

# Columns that name people and stay as they are when records are merged.
NOT_MOVED = {
    "hr_person.merged_into_id": "into which record one was merged",
    "hr_personmerge.person_id": "the merge itself",
    "hr_personmerge.duplicate_id": "the merge itself",
    "partners_purgeitem.person_id": "the certificate says which record was erased from",
    "payroll_runbatch.first_person_id": "the span of one worker of a run; nobody in an open run is merged",
    "payroll_runbatch.last_person_id": "the span of one worker of a run; nobody in an open run is merged",
}


def columns():
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if (field.is_relation and field.related_model is Person)
        or (field.column.endswith("person_id") or field.column in {"about_id", "suspended_for"})
    }


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_column_that_names_a_person_moves_or_is_listed_with_a_reason(db):
    moved = {f"{table}.{column}" for table, column in ask("SELECT in_table, in_column FROM person_links()")}

    assert columns() - moved == set(NOT_MOVED)
    assert moved - columns() == set()


def test_every_trigger_on_such_a_table_lets_a_merge_pass(db):
    """A migration that adds a table with a person, or a trigger on one, ends with SELECT let_people_merge()."""
    closed = ask("""
        SELECT c.relname, g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgtype & 16 > 0
          AND g.tgfoid <> 'public.audit_row_changes'::regproc
          AND c.relname IN (SELECT in_table FROM person_links())
          AND pg_get_triggerdef(g.oid) NOT LIKE '%people_merging()%'""")

    assert closed == []


def test_every_row_that_moves_has_a_number_to_move_back_by(db):
    without = ask("""
        SELECT DISTINCT in_table FROM person_links() l WHERE NOT EXISTS (
          SELECT 1 FROM pg_attribute a WHERE a.attrelid = ('public.' || l.in_table)::regclass
            AND a.attname = row_key(l.in_table))""")

    assert without == []
