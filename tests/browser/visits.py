"""A visitor with a real browser, and a watch on everything that goes wrong while they look."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from sharedservices.demo.logins import PASSWORD
from tests.browser.site import ROOT, Site, tail

DESKTOP, PHONE = 1280, 375
HEIGHTS = {DESKTOP: 900, PHONE: 812}
PATIENCE = 20_000  # milliseconds until a page that does not come, or an element that does not appear, is a failure
expect.set_options(timeout=PATIENCE)
ARTIFACTS = ROOT / "test-artifacts"
BLANK = "about:blank"
ASKS_AGAIN = "[hx-trigger^=every]"
FORM_WITH_ERRORS = "422"  # what a form answers that is shown again
REFUSED_LOAD = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")


class Visits:
    """The browser windows of one test. `troubles` must be empty at its end."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self.chromium, self.site = chromium, site
        self.troubles: list[str] = []
        self._refusals: set[str] = set()
        self._contexts: list[BrowserContext] = []
        self._standing: dict[str, Page] = {}
        self._latest = ""

    def begin(self) -> None:
        """Forget the troubles of an earlier test; windows stay open."""
        self.troubles.clear()
        self._refusals.clear()

    def standing(self, who: str) -> Page:
        """Return the window that stays open for somebody: opening one takes longer than showing a page."""
        if who not in self._standing:
            self._standing[who] = self.open(who)
        self._latest = who
        return self._standing[who]

    def rest(self) -> None:
        """Leave a page that asks for news by itself: it takes the time of the tests after it."""
        page = self._standing.get(self._latest)
        if page is not None and page.locator(ASKS_AGAIN).count():
            page.goto(BLANK)

    def open(self, who: str = "", *, width: int = DESKTOP, scripts: bool = True, site: Site | None = None) -> Page:
        """Open a window of its own, signed in as `who` (an e-mail address) when given.

        The first time somebody is wanted at a site they sign in with the form; later windows have the same session.
        """
        site = site or self.site
        if who and who not in site.cookies:
            page = self._window(site, DESKTOP, scripts=True, state=None)
            sign_in(page, who)
            site.cookies[who] = page.context.storage_state()
            page.context.close()
        return self._window(site, width, scripts=scripts, state=site.cookies[who] if who else None)

    def go(self, page: Page, path: str) -> Response:
        """Go to a page, with the password once more where a page wants a fresh one; return the answer."""
        answer = page.goto(path)
        if "/reauthenticate/" in page.url:
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Confirm").click()
            expect(page).not_to_have_url(re.compile("/reauthenticate/"))
            answer = page.goto(path)
        assert answer is not None
        return answer

    def refused(self, page: Page, path: str, status: int = 404) -> None:
        """Go where one may not, and see that the answer is the refusal."""
        self.expect_refusal(page, path)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"

    def expect_refusal(self, page: Page, path: str) -> None:
        """Let this address answer 4xx in this test: Chromium's console calls every such answer an error."""
        self._refusals.add(path if path.startswith("http") else f"{self.site.url}{path}")

    def close(self) -> None:
        """Close the windows."""
        for context in self._contexts:
            context.close()

    def pictures(self, name: str) -> None:
        """Keep a picture of every window that is open."""
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages):
            picture(page, f"failures/{name}-{number}")

    def _window(self, site: Site, width: int, *, scripts: bool, state: Any) -> Page:
        context = self.chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=scripts,
            is_mobile=width < 600,
            has_touch=width < 600,
            locale="en-GB",
            timezone_id="Europe/London",
            storage_state=state,
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.troubles.append(f"script error: {error.error}"))
        context.on("request", self._left)
        context.on("response", self._answered)
        return context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        refused = REFUSED_LOAD.match(message.text)
        if refused and (refused[1] == FORM_WITH_ERRORS or where in self._refusals):
            return
        if message.type in {"error", "warning"}:
            self.troubles.append(f"console {message.type}: {message.text} ({where})")

    def _left(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1":
            self.troubles.append(f"request to the outside: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            log = tail(self.site.logs / "web.log")
            self.troubles.append(f"{response.status} from {response.request.method} {response.url}\n{log}")


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in with the form, and see that it let us in."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


def picture(page: Page, name: str) -> Path:
    """Save a picture of the whole page under test-artifacts/."""
    path = ARTIFACTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path


def keep_picture(page: Page, name: str) -> None:
    """Save a picture where SS_SCREENSHOTS=1 asks for pictures of the pages."""
    if os.environ.get("SS_SCREENSHOTS") == "1":
        picture(page, name)


@contextmanager
def at_width(page: Page, width: int) -> Iterator[None]:
    """Look at the page that is shown through a window of another width, without loading it again."""
    before = page.viewport_size
    assert before is not None
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.evaluate(SETTLED)
    yield
    page.set_viewport_size(before)


# Two frames: the page's own observers of sizes have answered by then.
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide <= room) return [];
  const scrolls = e => e && e !== document.body
    && (/(auto|scroll|hidden)/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const right = e => Math.round(e.getBoundingClientRect().right);
  return [...document.body.querySelectorAll("*")]
    .filter(e => right(e) > room + 1 && !scrolls(e.parentElement))
    .map(e => `${e.tagName.toLowerCase()}.${e.className}: ${right(e)} of ${room}`)
    .slice(0, 5).concat([`page: ${wide} of ${room}`]);
}"""


def overflow(page: Page) -> list[str]:
    """Return the elements that make the page wider than its window (there should be none)."""
    page.wait_for_load_state()  # after a click the next page may have only begun: no element to measure yet
    return list(page.evaluate(TOO_WIDE))
