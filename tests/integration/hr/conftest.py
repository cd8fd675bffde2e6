"""A partner with an organisation, in scope."""

from datetime import UTC, datetime

import pytest

from partners.scope import partner_scope
from tests.factories import hr as make

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def scope(cast):
    """Northshire in scope, as Hana who keeps its people."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        yield cast


@pytest.fixture
def org(scope):
    return make.organisation(scope.northshire)


@pytest.fixture
def ann(scope, org):
    """Ann Abbott, full time on point 6 since 1 April 2026, 1257L, letter A, LGPS."""
    return make.employee(scope.northshire, org=org)


@pytest.fixture
def said(scope, at):
    """What every change carries besides its own facts."""
    return {"reason": "Notice of 30 October", "by": scope.hana, "at": at}
