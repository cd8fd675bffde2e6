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

from tests import services


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the services that this process started."""
    services.stop()


def _become(role: dict[str, Any]) -> None:
    """Connect as another role from here on."""
    from django.conf import settings
    from django.db import connection

    connection.close()
    connection.settings_dict.update(role)
    settings.DATABASES["default"].update(role)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the worker's database as the owner role; run the tests as the runtime role."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from sharedservices import env

    owner = {key: env.database(os.environ["DATABASE_OWNER_URL"])[key] for key in ("USER", "PASSWORD")}
    runtime = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.settings_dict["TEST"]["NAME"] = f"test_sharedservices_{services.WORKER}"
    with django_db_blocker.unblock():
        _become(owner)
        created = setup_databases(verbosity=0, interactive=False)
        _become(runtime)
    yield
    with django_db_blocker.unblock():
        _become(owner)
        teardown_databases(created, verbosity=0)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Give a test a database of its own, in which what it writes is committed; yield its DATABASE_URL."""
    import psycopg2
    from django.db import connection

    from sharedservices import env

    template, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_live"
    runtime = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "NAME")}
    owner = env.database(os.environ["DATABASE_OWNER_URL"])
    connection.close()
    admin = psycopg2.connect(dbname="postgres", user=owner["USER"], password=owner["PASSWORD"], host=owner["HOST"], port=owner["PORT"] or None)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    with django_db_blocker.unblock():
        _become({"NAME": name})
        yield re.sub(r"/[^/?@]+(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"])
        _become(runtime)
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.close()


@pytest.fixture
def cast(db: None) -> Any:
    """Two partners and their people (tests/people.py)."""
    from tests.people import make_cast

    return make_cast()
