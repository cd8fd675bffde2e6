"""Checks a page with axe-core (tests/vendor, see SHA256SUMS) in the browser that shows it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
# WCAG 2.2 AA is the law for public bodies; best practice is ours.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}

# What another width of the window can change in a page that is sound otherwise.
OF_WIDTH = (
    "button-name", "color-contrast", "empty-heading", "label", "link-name", "scrollable-region-focusable",
    "target-size",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one element breaks."""

    rule: str
    impact: str
    help: str
    target: str
    html: str

    def __str__(self) -> str:
        return f"{self.impact}: {self.rule}: {self.help}: {self.target}: {self.html[:160]}"


def findings(page: Page, *, rules: tuple[str, ...] = ()) -> list[Finding]:
    """Return everything that axe finds wrong with the page as it is shown now, of whatever impact.

    `rules`: these alone.
    """
    page.wait_for_load_state()  # a page that has only begun has no head yet
    options = {**OPTIONS, "runOnly": {"type": "rule", "values": list(rules)}} if rules else OPTIONS
    if not page.evaluate("typeof window.axe === 'object'"):
        page.add_script_tag(url=f"/static/{SOURCE.name}")  # the site serves it: quicker than handing it over
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        Finding(rule["id"], rule["impact"] or "", rule["help"], " ".join(map(str, node["target"])), node["html"])
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
