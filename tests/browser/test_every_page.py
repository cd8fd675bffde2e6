"""Every page below a partner that the URL configuration has, seen by somebody who may, at the desk and on a phone."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page

from sharedservices.demo.organisations import COUNTY
from tests.browser.addresses import DOWNLOADS, FRAGMENTS, SAME_PAGE, addresses, pages, visitor
from tests.browser.axe import findings
from tests.browser.visits import DESKTOP, PHONE, overflow, picture, wants_pictures
from tests.guards.walk import Route

PLACES = "Northshire County Council|Northshire Police|Westmarsh Fire and Rescue Service"
TITLE = re.compile(rf"(?P<noun>\S.*) – ({PLACES}) – Shared Services")
NOT_NOW = {404, 409}  # what does not exist, or may not be done, in the state that a row is in: a page all the same
WHOLE = [route for route in pages() if route.name not in {**FRAGMENTS, **DOWNLOADS}]


def faults(page: Page, path: str, *, in_full: bool) -> list[str]:
    """Return what is wrong with a page as it stands in its window."""
    found = [f"wider than the window: {one}" for one in overflow(page)]
    if in_full:
        found += [f"axe: {one}" for one in findings(page)]
    if (n_headings := page.locator("h1").count()) != 1:
        found.append(f"{n_headings} h1")
    if not TITLE.fullmatch(page.title()):
        found.append(f"its title is {page.title()!r}")
    return [f"{path} at {page.viewport_size['width']} px: {one}" for one in found]


@pytest.mark.parametrize("route", WHOLE, ids=lambda route: route.name)
def test_page_is_whole_and_accessible(walk, route: Route):
    with walk.site.data():
        paths = addresses(route)
    who = visitor(route)
    found, shown = [], 0
    for width in (DESKTOP, PHONE):
        page = walk.standing(who, width)
        for number, path in enumerate(paths):
            walk.expect_refusal(page, path)
            answer = page.goto(path)
            if answer.status not in {200, *NOT_NOW}:
                found.append(f"{path}: answered {answer.status}")
                continue
            shown += answer.status == 200
            # a page in another state is looked at in full at the desk; what its width changes is the same for all
            found += faults(page, path, in_full=width == DESKTOP or not number)
            if wants_pictures():
                picture(page, f"pages/{route.name.replace(':', '-')}-{number}-{width}")

    assert not found, "\n".join(found)
    assert shown > 0, "the page was shown for none of the rows that were tried"


@pytest.mark.parametrize("route", [one for one in pages() if one.name in DOWNLOADS], ids=lambda route: route.name)
def test_download_is_a_file_of_its_kind(walk, route: Route):
    with walk.site.data():
        paths = addresses(route)
    browser = walk.standing(visitor(route), DESKTOP)
    answer = next((one for path in paths if (one := browser.request.get(path)).status not in NOT_NOW), None)

    assert answer is not None
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(DOWNLOADS[route.name])
    assert answer.body()


@pytest.mark.parametrize("route", [one for one in pages() if one.name in FRAGMENTS], ids=lambda route: route.name)
def test_fragment_is_a_part_of_a_page(walk, route: Route):
    with walk.site.data():
        path = addresses(route)[0]
    answer = walk.standing(visitor(route), DESKTOP).request.get(path, headers={"HX-Request": "true"})

    assert answer.status == 200
    assert "<html" not in answer.text()


def test_titles_are_unique(walk):
    titles = []
    for route in [one for one in WHOLE if one.name not in SAME_PAGE]:
        with walk.site.data():
            path = addresses(route)[0]
        text = walk.standing(visitor(route), DESKTOP).request.get(path).text()
        titles.append(re.sub(r"\s+", " ", re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]))

    assert {title: number for title, number in Counter(titles).items() if number > 1} == {}


def test_lists_of_exceptions_are_not_stale():
    names = {route.name for route in pages()}

    assert {*FRAGMENTS, *DOWNLOADS, *SAME_PAGE} - names == set()
    assert [str(route) for route in pages() if COUNTY in route.path] == []
