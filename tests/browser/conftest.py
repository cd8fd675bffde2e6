"""Everything that the browser journeys share. Each process of the suite starts one browser.

Pages: `visits.open("payroll@…")` gives a Playwright page with that person signed in. A test fails for any console error
or warning (a breach of the content security policy is one), any answer of 500 or more, and any request to the outside.
SS_SCREENSHOTS=1 keeps pictures of the pages in test-artifacts/; a failed test leaves its windows there in any case.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, sync_playwright

from tests import databases
from tests.browser import axe
from tests.browser import site as sites
from tests.browser.visits import Visits
from tools import syslibs

HERE = Path(__file__).parent
FLAGS = [
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-gpu", "--disable-dev-shm-usage",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep pictures of the windows of a test that failed."""
    report = yield
    visits = getattr(item, "funcargs", {}).get("visits")
    if report.when == "call" and report.failed and visits is not None:
        visits.pictures(item.name.replace("/", "-"))
    return report


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this session share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def static_files(shared_folder: Path) -> Path:
    """The collected static files of this session, and axe beside them."""
    folder = sites.static_files(shared_folder / "static")
    shutil.copy(axe.SOURCE, folder)
    return folder


@pytest.fixture(scope="session")
def seeded_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database with the demonstration partnership, for this process alone."""
    with django_db_blocker.unblock():
        name = sites.site_database()
        databases.copy(sites.seeded(), name)
    yield name
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture(scope="session")
def site(seeded_database: str, static_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    """The site on its real web server, with demonstration sign-in (no second factor)."""
    cache.clear()  # limits on sign-in, and whatever else an earlier test left in this process's Redis
    logs = tmp_path_factory.mktemp("site")
    with sites.serving(database=seeded_database, static=static_files, logs=logs) as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; nothing is ever downloaded. A missing one fails the test with the command that installs it."""
    path = syslibs.find_browser()
    if path is None:
        pytest.fail(syslibs.explain(syslibs.missing(browser=True)), pytrace=False)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; the ORM would refuse to work beside it
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *sandbox])
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visits(chromium: Browser, site: sites.Site, django_db_blocker: Any) -> Iterator[Visits]:
    """Windows of the browser for one test, under watch."""
    windows = Visits(chromium, site)
    with django_db_blocker.unblock():
        yield windows
    windows.close()
    assert not windows.troubles, "\n".join(windows.troubles)


@pytest.fixture(scope="package")
def walking(chromium: Browser, site: sites.Site) -> Iterator[Visits]:
    """Windows that stay open while the pages are walked."""
    windows = Visits(chromium, site)
    yield windows
    windows.close()


@pytest.fixture
def walk(walking: Visits, django_db_blocker: Any) -> Iterator[Visits]:
    """The windows that stay open, under watch during one test."""
    walking.begin()
    with django_db_blocker.unblock():
        yield walking
        walking.rest()
    assert not walking.troubles, "\n".join(walking.troubles)
