"""What a page is made of, without its words: two pages of one shape look alike to the eye and to axe."""

from html.parser import HTMLParser

# What tells elements of a kind apart: how they look, what they are, and the state they are shown in.
TELLING = ("class", "role", "type", "open", "hidden", "disabled", "checked", "readonly", "required", "href")
BARE = ("href",)  # that it is there tells, its value does not
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
Node = tuple[str, ...]
Shape = frozenset[tuple[Node, ...]]
ANCESTORS = 3


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[Node] = []
        self.found: set[tuple[Node, ...]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = (tag, *(_told(name, value) for name, value in sorted(attrs) if _tells(name)))
        self.found.add((*self.open[-ANCESTORS:], node))
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number][0] == tag:
                del self.open[number:]
                return


def _tells(name: str) -> bool:
    return name in TELLING or name.startswith("aria-")


def _told(name: str, value: str | None) -> str:
    is_bare = name in BARE or (name.startswith("aria-") and name not in {"aria-current", "aria-expanded"})
    return name if is_bare else f"{name}={' '.join(sorted((value or '').split()))}"


def shape(html: str) -> Shape:
    """Return each kind of element that a page has, with what stands around it."""
    reader = _Reader()
    reader.feed(html)
    return frozenset(reader.found)
