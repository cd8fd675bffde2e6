"""Relations between tables and imports between modules run downwards; the engines are pure."""

import ast
import subprocess
import sys

import pytest
from django.apps import apps

from tests.guards.walk import APPS, PACKAGES, ROOT, our_models, relative, sources, tree

# An app may refer to itself and to what stands below it (architecture, section 2).
BELOW = {
    "partners": set(),
    "finance": {"partners"},
    "hr": {"partners", "finance"},
    "payroll": {"partners", "finance", "hr"},
    "procurement": {"partners", "finance", "hr"},
}
IMPURE = {"django", "celery", "psycopg2", "redis", "rest_framework"}
PURE_COMMON = ("money", "taxyear", "periods", "workingdays", "nino", "flow", "errors")


def upward(relations):
    return [
        f"{left} → {right}"
        for left, right in relations
        if right in BELOW and right != left and right not in BELOW[left]
    ]


def test_the_stack_names_every_app():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")} - {"sharedservices"}

    assert set(BELOW) == set(APPS) == packages


def test_relations_between_tables_follow_the_stack():
    relations = [
        (model._meta.app_label, field.related_model._meta.app_label)
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
    ]

    assert upward(relations) == []


def test_a_planted_upward_relation_is_found():
    assert upward([("hr", "payroll"), ("payroll", "hr"), ("payroll", "procurement")]) == [
        "hr → payroll",
        "payroll → procurement",
    ]


def test_import_contracts_are_kept():
    done = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def modules_after(statement):
    code = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "payroll.engine.payslip",
        "payroll.engine.gross_to_net",
        "payroll.engine.rates",
        "hr.engine.pro_rata",
        "hr.engine.agreements",
        "hr.engine.annual_leave",
    ]
    + [f"sharedservices.common.{name}" for name in PURE_COMMON],
)
def test_engines_and_the_bottom_library_load_nothing_impure(module):
    assert modules_after(f"import {module}") & IMPURE == set()


def test_a_planted_impure_import_is_found():
    assert modules_after("import django") & IMPURE == {"django"}


def imported(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_only_the_apps_own_code_reads_its_private_modules():
    """An app is entered by operations, queries, models, rules and states, never by views, forms or tasks."""
    inner = {"views", "forms", "api", "tasks", "receivers", "management"}
    found = [
        f"{relative(path)} imports {name}"
        for path in sources(*APPS)
        for name in imported(path)
        if (parts := name.split("."))[0] in APPS
        and parts[0] not in (relative(path).split("/")[0], "partners")
        and len(parts) > 1
        and parts[1] in inner
    ]

    assert found == []


def test_the_driver_is_psycopg2():
    from django.db import connection
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert is_psycopg3 is False
    assert connection.Database.__name__ == "psycopg2"
    assert [relative(path) for path in sources(*PACKAGES, "tools") if "psycopg" in set(imported(path))] == []
    assert "psycopg[" not in (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_every_app_is_installed():
    assert [name for name in APPS if not apps.is_installed(name)] == []
