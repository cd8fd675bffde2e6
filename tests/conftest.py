"""The suite starts its own PostgreSQL and Redis, migrates as the owner role and tests as the runtime role.

Row level security is therefore on in every test. Each xdist worker has its own database and Redis numbers. A test that
needs committed rows (real workers, a real browser) asks for `committed_db`: a database of its own, copied from the
migrated one and dropped afterwards.
"""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Template
from hypothesis import HealthCheck, settings

from tests import schedule, services

# A busy machine is not a fault of the code: no deadline, and no complaint that examples come slowly.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
RENDER = Template._render


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in the order in which they take least time."""
    schedule.arrange(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> schedule.ModuleScheduling:
    """Share the tests out among the processes."""
    return schedule.ModuleScheduling(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the services that this process started."""
    services.stop()


@pytest.fixture(scope="session", autouse=True)
def as_usual(django_test_environment: None) -> None:
    """Render as the product does. Django's tests copy the context of every part of a page; ours ask the view for it."""
    Template._render = RENDER


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give the worker its database; tests use it as the runtime role."""
    from django.db import connection

    from tests import databases

    name = f"test_{services.WORKER}"
    with django_db_blocker.unblock():
        databases.copy(databases.migrated(), name)
        databases.become({"NAME": name})
    yield
    with django_db_blocker.unblock():
        connection.close()
        databases.drop(name)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Give a test a database of its own, in which what it writes is committed; yield its DATABASE_URL."""
    from tests import databases

    name = f"test_{services.WORKER}_live"
    with django_db_blocker.unblock():
        databases.copy(databases.migrated(), name)
        databases.become({"NAME": name})
        yield re.sub(r"/[^/?@]+(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)
        databases.become({"NAME": f"test_{services.WORKER}"})
    databases.drop(name)


@pytest.fixture
def cast(db: None) -> Any:
    """Two partners and their people (tests/people.py)."""
    from tests.people import make_cast

    return make_cast()
