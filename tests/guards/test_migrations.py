"""Migrations are complete, have one end per app, and can be undone."""

import re

from django.apps import apps
from django.db import migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from partners import migrating
from tests.guards.walk import APPS, ROOT

NUMBERED = re.compile(r"^\d{4}_[a-z][a-z0-9_]+$")


def ours():
    loader = MigrationLoader(None)
    return {key: one for key, one in loader.disk_migrations.items() if key[0] in APPS}


def test_models_have_no_change_without_a_migration():
    """What `makemigrations --check` asks, without a database: the runtime role does not read the migrations' table."""
    loader = MigrationLoader(None)
    missing = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)

    assert {app: [str(one.operations) for one in found] for app, found in missing.items() if app in APPS} == {}


def test_every_app_has_one_last_migration():
    loader = MigrationLoader(None)

    assert loader.detect_conflicts() == {}


def test_every_migration_pictures_the_models_as_seldom_as_it_can():
    """Django's own class would make `migrate` several times as long: see partners/migrating.py."""
    assert [key for key, one in ours().items() if not isinstance(one, migrating.Migration)] == []


def test_what_looks_at_an_operation_before_it_stands_in_another_group():
    text, check = models.TextField(), models.CheckConstraint(condition=models.Q(a=""), name="thing_a")
    old, new = migrations.AddField("Old", "a", text), migrations.CreateModel("New", [])
    about_new, again = migrations.AddField("new", "a", text), migrations.AlterField("old", "a", text)
    put, taken = migrations.AddConstraint("old", check), migrations.RemoveConstraint("old", "thing_a")
    sql, python = migrations.RunSQL("SELECT 1"), migrations.RunPython(print)

    def grouped(*operations):
        return list(migrating.groups(operations))

    assert grouped(old, new, sql, put) == [[old, new, sql, put]]
    assert grouped(new, about_new) == [[new], [about_new]]
    assert grouped(old, again) == [[old], [again]]
    assert grouped(taken, put) == [[taken, put]], "the new one does not look at the one that went"
    assert grouped(put, taken) == [[put], [taken]]
    assert grouped(old, python, put) == [[old], [python], [put]]
    assert grouped() == []


def irreversible(operations):
    found = []
    for one in operations:
        if isinstance(one, migrations.RunSQL) and one.reverse_sql is None:
            found.append("RunSQL without reverse_sql")
        elif isinstance(one, migrations.RunPython) and one.reverse_code is None:
            found.append("RunPython without reverse_code")
    return found


def test_every_migration_can_be_undone():
    assert {key: faults for key, one in ours().items() if (faults := irreversible(one.operations))} == {}


def test_planted_one_way_migrations_are_found():
    planted = [migrations.RunSQL("SELECT 1"), migrations.RunPython(print), migrations.RunSQL("SELECT 1", "SELECT 1")]

    assert irreversible(planted) == ["RunSQL without reverse_sql", "RunPython without reverse_code"]


def test_schema_and_data_never_change_together():
    mixed = [
        key
        for key, one in ours().items()
        if any(isinstance(op, migrations.RunPython) for op in one.operations)
        and any(not isinstance(op, migrations.RunPython) for op in one.operations)
    ]

    assert mixed == []


def test_migrations_are_named_for_their_purpose():
    assert [key for key in ours() if not NUMBERED.match(key[1]) or "_auto_" in key[1]] == []


def test_every_sql_file_has_its_way_back_and_is_used():
    for app in APPS:
        folder = ROOT / app / "migrations"
        text = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
        for path in (folder / "sql").glob("*.sql"):
            if path.stem.endswith("_reverse"):
                continue
            elsewhere = f'"{path.stem}", back="' in text
            assert path.with_name(f"{path.stem}_reverse.sql").exists() != elsewhere, path
            assert f'"{path.stem}"' in text, f"{path} is used by no migration"
