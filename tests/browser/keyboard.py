"""Getting about with the keyboard alone, and seeing where one is."""

import re

from playwright.sync_api import Page

FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const ring = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none";
  const label = e.labels && e.labels.length ? e.labels[0] : null;
  return { tag: e.tagName, name: e.getAttribute("name") || e.textContent.trim(), text: e.textContent.trim(),
    visible: ring(style) || (label !== null && ring(getComputedStyle(label, "::before"))) };
}"""


def tab_to(page: Page, wanted: str | re.Pattern[str], *, at_most: int = 80) -> None:
    """Press Tab until the element of that name or text has the focus; each stop on the way must show its focus."""

    def is_it(text: str) -> bool:
        return wanted.search(text) is not None if isinstance(wanted, re.Pattern) else wanted == text

    for _ in range(at_most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["visible"] or focus["tag"] == "BODY", f"no visible focus on {focus}"
        if is_it(focus["name"]) or is_it(focus["text"]):
            return
    raise AssertionError(f"Tab does not reach {wanted!r}")
