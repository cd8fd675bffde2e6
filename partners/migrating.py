"""Migrations that picture the models once, and not anew for each of their operations.

Nearly every table of ours refers to a partner. Django therefore renders the classes of all models again whenever a
migration has made or changed one: with two hundred models that was nine tenths of the time of `migrate`. What does not
look at what stands before it in the same migration can share one picture of before and one of after.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ADDS = (migrations.AddField, migrations.AddConstraint, migrations.AddIndex)
CHANGES = (migrations.AlterField, migrations.RemoveConstraint, migrations.RemoveIndex)
WITHOUT_MODELS = (migrations.RunSQL, CreateExtension)


class Migration(migrations.Migration):
    """A migration whose operations share a picture of the models as far as they can."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Run the operations, in their order. What `sqlmigrate` prints is collected as Django does it."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        for group in groups(self.operations):
            before = project_state.clone()
            if not all(isinstance(one, WITHOUT_MODELS) for one in group):
                project_state.__dict__.pop("apps", None)  # rendered again when it is asked for, after the whole group
            for one in group:
                one.state_forwards(self.app_label, project_state)
            for one in group:
                one.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state


def groups(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Yield operations in their order, as many at a time as do not look at what another of the group has done.

    A new model is looked at by whatever is about it; a field by whatever alters it again. What is not known here stands
    alone.
    """
    group: list[Operation] = []
    made: set[Any] = set()
    for one in operations:
        needed, makes = _facts(one)
        if group and (needed is None or needed & made):
            yield group
            group, made = [], set()
        group.append(one)
        made |= makes
        if needed is None:
            yield group
            group, made = [], set()
    if group:
        yield group


def _facts(one: Operation) -> tuple[set[Any] | None, set[Any]]:
    """Return what an operation needs as it was before the group (None: everything), and what it makes."""
    if isinstance(one, WITHOUT_MODELS):
        return (None if getattr(one, "state_operations", None) else set()), set()
    if isinstance(one, migrations.CreateModel):
        return {one.name_lower}, {one.name_lower}
    if isinstance(one, (*ADDS, *CHANGES)):
        model = one.model_name.lower()
        fact = (model, _name(one))
        return {model, *([fact] if isinstance(one, CHANGES) else [])}, {fact}
    return None, set()


def _name(one: Any) -> str:
    """Return the name of the field, constraint or index that an operation is about."""
    named = next((getattr(one, kind) for kind in ("constraint", "index") if hasattr(one, kind)), one)
    return str(named.name)
