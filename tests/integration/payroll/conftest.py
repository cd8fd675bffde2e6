"""Northshire's scope, as Amara, with an organisation that can employ people."""

import pytest

from partners.scope import partner_scope
from tests.factories import hr


@pytest.fixture
def north(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        yield cast


@pytest.fixture
def org(north):
    return hr.organisation(north.northshire)


@pytest.fixture
def group(org):
    return org.pay_group


@pytest.fixture
def ann(org):
    return hr.employee(org.partner, org=org)


@pytest.fixture
def bob(org):
    return hr.employee(org.partner, org=org, annual="41000.00")
