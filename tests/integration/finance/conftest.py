"""A ledger in scope, with the people who write and approve journals."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection

from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import ledger as make
from tests.people import grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def people(cast):
    """Pru writes journals, Abe approves them, Fay manages finance, Dee is deputy, Cat keeps the periods.

    Bea and Bob hold budgets, Dora directs services, Sid is the chief finance officer.
    """
    roles = {
        "pru": Role.JOURNAL_PREPARER, "abe": Role.JOURNAL_APPROVER, "fay": Role.FINANCE_MANAGER,
        "dee": Role.DEPUTY_FINANCE_OFFICER, "cat": Role.PERIOD_CONTROLLER,
        "bea": Role.BUDGET_HOLDER, "bob": Role.BUDGET_HOLDER, "dora": Role.SERVICE_DIRECTOR, "sid": Role.SECTION_151,
    }  # fmt: skip
    found = {name: user(name.capitalize()) for name in roles}
    for name, role in roles.items():
        grant(found[name], cast.northshire, role)
    return SimpleNamespace(**found)


@pytest.fixture
def scope(cast, people):
    """Northshire in scope, as Pru who writes journals."""
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        yield cast


@pytest.fixture
def books(scope, people):
    return make.ledger(scope.northshire, people.pru)


@pytest.fixture
def settle():
    """Ask now what the database asks at commit."""

    def ask():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return ask
