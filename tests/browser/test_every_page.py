"""Every page below a partner that the URL configuration has, seen by somebody who may, at the desk and on a phone."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from sharedservices.demo.organisations import COUNTY
from tests.browser.addresses import DOWNLOADS, FRAGMENTS, SAME_PAGE, addresses, pages, visitor
from tests.browser.axe import OF_WIDTH, findings
from tests.browser.shapes import Shape, oddities, shape
from tests.browser.visits import DESKTOP, PHONE, at_width, keep_picture, overflow
from tests.guards.walk import Route

PLACES = "Northshire County Council|Northshire Police|Westmarsh Fire and Rescue Service"
TITLE = re.compile(rf"(?P<noun>\S.*) – ({PLACES}) – Shared Services")
OK = 200
NOT_NOW = {404, 409}  # what does not exist, or may not be done, in the state that a row is in: a page all the same
WHOLE = [route for route in pages() if route.name not in {**FRAGMENTS, **DOWNLOADS}]


def faults(page: Page, *, in_full: bool) -> list[str]:
    """Return what is wrong with a page at the desk."""
    found = [f"wider than the window: {one}" for one in overflow(page)]
    found += [f"axe: {one}" for one in findings(page)] if in_full else []
    if (n_headings := page.locator("h1").count()) != 1:
        found.append(f"{n_headings} h1")
    if not TITLE.fullmatch(page.title()):
        found.append(f"its title is {page.title()!r}")
    return found


def faults_of_a_phone(page: Page, *, in_full: bool) -> list[str]:
    """Return what a narrow window makes of the same page: what a width can change, not everything once more."""
    found = [f"wider than a phone: {one}" for one in overflow(page)]
    return found + [f"axe on a phone: {one}" for one in (findings(page, rules=OF_WIDTH) if in_full else [])]


def has_nothing_new(page: Page, path: str, seen: Shape) -> bool:
    """Say whether a page is made of nothing but what was looked at before; then it is not shown once more."""
    answer = page.request.get(path)
    return answer.status == OK and shape(answer.text()) <= seen


@pytest.fixture(scope="session")
def titles(shared_folder: Path) -> Callable[[str, str], str]:
    """Take a title for a page, in whichever process it is walked; return the name of another page that has it."""

    def take(title: str, name: str) -> str:
        taken = shared_folder / f"title-{hashlib.sha256(title.encode()).hexdigest()}"
        try:
            with taken.open("x", encoding="utf-8") as file:
                file.write(name)
        except FileExistsError:
            other = taken.read_text(encoding="utf-8")
            return "" if other == name else other or "another page"
        return ""

    return take


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[tuple[str, ...], ...]]:
    """Return what axe has looked at already: a page made of nothing else, and with no oddity, it is not shown."""
    return set()


@pytest.mark.parametrize("route", WHOLE, ids=lambda route: route.name)
def test_page_is_whole_and_accessible(walk, titles, looked_at, route: Route):
    with walk.site.data():
        paths = addresses(route)
    page = walk.standing(visitor(route))
    found, shown, seen = [], 0, frozenset()
    for number, path in enumerate(paths):
        if number and has_nothing_new(page, path, seen):
            continue
        walk.expect_refusal(page, path)
        answer = walk.go(page, path)
        html = answer.text()
        seen |= shape(html)
        if answer.status not in {OK, *NOT_NOW}:
            found.append(f"{path}: answered {answer.status}")
            continue
        shown += answer.status == OK
        name = f"pages/{route.name.replace(':', '-')}-{number}"
        is_new = not seen <= looked_at or bool(oddities(html))
        looked_at |= seen
        found += [f"{path}: {one}" for one in faults(page, in_full=is_new)]
        is_first = answer.status == OK and shown == 1
        if is_first and route.name not in SAME_PAGE and (other := titles(page.title(), route.name)):
            found.append(f"{path}: has the title of {other}")
        keep_picture(page, f"{name}-{DESKTOP}")
        with at_width(page, PHONE):
            # a page in another state is looked at in full at the desk; what its width changes is the same for all
            found += [f"{path}: {one}" for one in faults_of_a_phone(page, in_full=is_new and shown <= 1)]
            keep_picture(page, f"{name}-{PHONE}")

    assert not found, "\n".join(found)
    assert shown > 0, "the page was shown for none of the rows that were tried"


@pytest.mark.parametrize("route", [one for one in pages() if one.name in DOWNLOADS], ids=lambda route: route.name)
def test_download_is_a_file_of_its_kind(walk, route: Route):
    with walk.site.data():
        paths = addresses(route)
    browser = walk.standing(visitor(route))
    answer = next((one for path in paths if (one := browser.request.get(path)).status not in NOT_NOW), None)

    assert answer is not None
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(DOWNLOADS[route.name])
    assert answer.body()


@pytest.mark.parametrize("route", [one for one in pages() if one.name in FRAGMENTS], ids=lambda route: route.name)
def test_fragment_is_a_part_of_a_page(walk, route: Route):
    with walk.site.data():
        path = addresses(route)[0]
    answer = walk.standing(visitor(route)).request.get(path, headers={"HX-Request": "true"})

    assert answer.status == 200
    assert "<html" not in answer.text()


def test_lists_of_exceptions_are_not_stale():
    names = {route.name for route in pages()}

    assert {*FRAGMENTS, *DOWNLOADS, *SAME_PAGE} - names == set()
    assert [str(route) for route in pages() if COUNTY in route.path] == []
