"""How a page of a journey is looked at: clean for axe and no wider than its window, on a desk and on a phone.

The walk over every page looks at pages as they are opened: journeys look at what only they reach.
"""

from playwright.sync_api import Page

from tests.browser.axe import findings
from tests.browser.visits import DESKTOP, PHONE, at_width, keep_picture, overflow


def is_clean(page: Page, name: str = "") -> None:
    """See that the page that is shown is clean at both widths; keep its pictures under a name, where asked for."""
    for width in (DESKTOP, PHONE):
        with at_width(page, width):
            assert overflow(page) == []
            assert findings(page) == []
            if name:
                keep_picture(page, f"journeys/{name}-{width}")
