"""What people read has typographic apostrophes: payslips, messages, remedies, help. Docstrings are for developers."""

import ast
import re

from tests.guards.walk import PACKAGES, ROOT

# A straight apostrophe after a letter: a genitive or a shortened word. Quotes of SQL never look like this.
STRAIGHT = re.compile(r"[A-Za-z]'s\b|[a-z]s' [a-z]|n't\b", re.IGNORECASE)
COMMANDS = "management"  # what a terminal shows, and `--help`
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", re.DOTALL)


def sentences(source):
    """Return the strings of a module that are no docstrings, with their lines."""
    tree = ast.parse(source)
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [(node.lineno, node.value) for node in texts if id(node) not in loose]


def test_no_string_that_people_read_has_a_straight_apostrophe():
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if COMMANDS not in path.parts]

    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:80]}"
        for path in modules
        for line, text in sentences(path.read_text(encoding="utf-8"))
        if STRAIGHT.search(text)
    ]

    assert found == []


def test_no_template_has_a_straight_apostrophe():
    pages = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    words = {path: TAG.sub("", COMMENT.sub("", path.read_text(encoding="utf-8"))) for path in pages}

    assert [path.relative_to(ROOT).as_posix() for path, text in words.items() if STRAIGHT.search(text)] == []
