"""Money is exact: no binary fractions, one place that rounds, one type of column."""

import ast

from django.db import models

from sharedservices.common.fields import MoneyField
from tests.guards.walk import our_models, relative, sources, tree

ROUNDS = {"sharedservices/common/money.py"}
# Wall-clock seconds and shares of progress are no money: the line says so with this comment.
NOT_MONEY = "# not money"
EXACT_DECIMALS = {"ExactDecimalField", "MoneyField", "RateField", "HoursField", "UnitsField"}
LISTED_DECIMALS = {
    "hr.ActingUp.percent": "a percentage with two decimals: numeric(5,2)",
    "hr.ClaimLine.miles": "miles to the tenth: numeric(5,1)",
    "hr.CostSplit.percent": "a percentage with four decimals: numeric(7,4)",
    "hr.Secondment.funded_percent": "a percentage with two decimals: numeric(5,2)",
    "hr.LeaveYearRun.carried_hours": "hours of a whole partner: more than numeric(7,2) holds",
    "hr.LeaveYearRun.lapsed_hours": "as the hours that it carries over",
    "hr.PostFunding.percent": "as that of a cost split",
}


def inexact(source, name):
    """Return the calls in a module that lose or invent digits."""
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        is_bare = isinstance(node.func, ast.Name)
        loses = called in {"quantize", "FloatField"} or (is_bare and called in {"float", "round"})
        if loses and NOT_MONEY not in lines[node.lineno - 1]:
            found.append(f"{name}:{node.lineno}: {called}(")
    return found


def test_nothing_rounds_but_the_money_module():
    found = [
        fault
        for path in sources()
        if relative(path) not in ROUNDS
        for fault in inexact(path.read_text(encoding="utf-8"), relative(path))
    ]

    assert found == []


def test_planted_calls_are_found():
    planted = "a = float(b)\nc = round(a, 2)\nd = x.quantize(y)\ne = round(a)  # not money\nf = models.FloatField()\n"

    assert [fault.split(":")[1] for fault in inexact(planted, "m")] == ["1", "2", "3", "5"]


def test_no_column_holds_binary_fractions():
    assert [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FloatField)
    ] == []


def test_every_decimal_column_is_of_a_named_kind():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DecimalField) and type(field).__name__ not in EXACT_DECIMALS
    ]

    assert sorted(loose) == sorted(LISTED_DECIMALS)


def test_what_is_called_money_is_a_money_column():
    words = ("amount", "gross", "net", "pay", "salary", "annual", "tax", "cost", "total")
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DecimalField)
        and field.name.split("_")[-1] in words
        and not isinstance(field, MoneyField)
    ]

    assert loose == []


def test_no_clock_below_views_tasks_and_commands():
    """Operations, queries, rules, models and engines take `at` or `on`."""
    layers = {"operations", "queries", "rules", "models", "states", "engine", "operations.py", "queries.py", "rules.py"}
    found = []
    for path in sources():
        if not layers & set(path.relative_to(path.anchor).parts):
            continue
        for node in ast.walk(tree(path)):
            asks = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
                "now",
                "today",
                "localdate",
                "utcnow",
            }
            if asks and not node.args:  # localdate(at) turns a moment into a date: no clock
                found.append(f"{relative(path)}:{node.lineno}")

    assert found == []
