"""What a page is made of, without its words: two pages of one shape look alike to the eye and to axe.

What axe finds wrong in the words or in how elements refer to each other is an oddity here: a page that has one has a
shape of its own, so that axe is asked about it.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# What tells elements of a kind apart: how they look, what they are, and the state they are shown in.
TELLING = ("class", "role", "type", "open", "hidden", "disabled", "checked", "readonly", "required", "href", "tabindex")
BARE = ("href",)  # that it is there tells, its value does not
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
SPOKEN = {"a", "button", "caption", "dt", "label", "legend", "option", "summary", "th", "title", *HEADINGS}
"""What must have words: in itself, in a picture in it, or in its aria-label."""
LANDMARKS = {"aside", "footer", "form", "header", "main", "nav", "section"}
REFERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "headers")
FIELDS = {"input", "select", "textarea"}
UNSPOKEN_FIELDS = {"hidden", "submit", "button", "reset", "image"}
Node = tuple[str, ...]
Shape = frozenset[tuple[Node, ...]]
ANCESTORS = 3


@dataclass
class _Open:
    """An element that is not closed yet."""

    tag: str
    node: Node
    has_words: bool


@dataclass
class _Relations:
    """How the elements of a page refer to each other."""

    ids: list[str] = field(default_factory=list)
    wanted: list[tuple[str, str]] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    fields: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    landmarks: list[Node] = field(default_factory=list)

    def odd(self) -> set[Node]:
        """Return what is wrong between elements."""
        found: set[Node] = {("twice", one) for one in self.ids if self.ids.count(one) > 1}
        found |= {("refers to nothing", name, one) for name, one in self.wanted if one not in self.ids}
        found |= {("field without label", one) for one in self.fields if one not in self.labelled}
        steps = zip([0, *self.levels], self.levels, strict=False)
        found |= {("heading after", str(before), str(level)) for before, level in steps if level > before + 1}
        return found | {("landmark twice", *one) for one in self.landmarks if self.landmarks.count(one) > 1}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Open] = []
        self.found: set[tuple[Node, ...]] = set()
        self.odd: set[Node] = set()
        self.relations = _Relations()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        node = (tag, *(_told(name, value) for name, value in sorted(given.items()) if _tells(name)))
        self.found.add((*(one.node for one in self.open[-ANCESTORS:]), node))
        self._relate(tag, given)
        if given.get("aria-label") or given.get("alt"):
            self._says()
        if tag not in VOID:
            self.open.append(_Open(tag, node, bool(given.get("aria-label") or given.get("aria-labelledby"))))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._says()

    def handle_endtag(self, tag: str) -> None:
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number].tag == tag:
                if tag in SPOKEN and not self.open[number].has_words:
                    self.odd.add(("without words", *self.open[number].node))
                del self.open[number:]
                return

    def _says(self) -> None:
        for one in self.open:
            one.has_words = True

    def _relate(self, tag: str, given: dict[str, str]) -> None:
        known = self.relations
        if given.get("id"):
            known.ids.append(given["id"])
        known.wanted += [(name, one) for name in REFERS for one in given.get(name, "").split()]
        if tag == "label":
            known.labelled.add(given.get("for", ""))
        if tag in FIELDS and given.get("type") not in UNSPOKEN_FIELDS and not given.get("aria-label"):
            known.fields.append(given.get("id", f"{tag} without id"))
        if tag in HEADINGS:
            known.levels.append(HEADINGS[tag])
        if tag == "img" and "alt" not in given:
            self.odd.add(("picture without words",))
        if tag in LANDMARKS and not {"article", "section"} & {one.tag for one in self.open}:
            name = given.get("aria-label") or given.get("aria-labelledby") or ""
            if name or tag not in {"form", "section"}:
                known.landmarks.append((tag, name))


def _tells(name: str) -> bool:
    return name in TELLING or name.startswith("aria-")


def _told(name: str, value: str) -> str:
    is_bare = name in BARE or (name.startswith("aria-") and name not in {"aria-current", "aria-expanded"})
    return name if is_bare else f"{name}={' '.join(sorted(value.split()))}"


def shape(html: str) -> Shape:
    """Return each kind of element that a page has, with what stands around it, and its oddities."""
    reader = _read(html)
    return frozenset(reader.found) | _odd(reader)


def oddities(html: str) -> Shape:
    """Return what a look at the text alone finds wrong with a page. Every page that has one is shown to axe."""
    return _odd(_read(html))


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def _odd(reader: _Reader) -> Shape:
    return frozenset((one,) for one in {*reader.odd, *reader.relations.odd()})
