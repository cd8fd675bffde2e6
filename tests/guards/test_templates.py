"""Templates compile, are used, escape what they show and protect what they send."""

import re

import pytest
from django.template import engines
from django.template.loader import get_template

from tests.guards.listed import SAFE_TEMPLATES, TEMPLATES_FROM_OUTSIDE
from tests.guards.walk import PACKAGES, ROOT, sources

FOLDER = ROOT / "templates"
MARKS_SAFE = re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off")
FORM = re.compile(r"<form\b[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|\sstyle\s*=|<style\b|javascript:", re.IGNORECASE
)
NAMED = re.compile(r"[\"']([\w./-]+\.(?:html|txt|css))[\"']")


def names():
    found = (path for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})
    return sorted(path.relative_to(FOLDER).as_posix() for path in found)


def text(name):
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_it_compiles(name):
    get_template(name)


def test_nothing_is_marked_safe():
    assert [name for name in names() if MARKS_SAFE.search(text(name))] == sorted(SAFE_TEMPLATES)


def unprotected(source):
    """Return the forms that post and carry no token."""
    opened = re.finditer(r"<form\b[^>]*>", source, re.IGNORECASE)
    found = []
    for one in opened:
        body = source[one.end() : source.lower().find("</form>", one.end())]
        is_post = re.search(r"method\s*=\s*[\"']?post", one.group(), re.IGNORECASE)
        if is_post and "{% csrf_token %}" not in body:
            found.append(one.group())
    return found


def test_every_form_that_posts_carries_a_token():
    assert {name: found for name in names() if (found := unprotected(text(name)))} == {}


def test_nothing_is_inline_that_the_content_security_policy_would_block():
    pages = [name for name in names() if not name.startswith(("pdf/", "email/"))]

    assert [name for name in pages if INLINE.search(text(name))] == []


def test_planted_faults_are_found():
    assert unprotected("<form method='post'><input></form><form method=get></form>") == ["<form method='post'>"]
    assert MARKS_SAFE.search("{{ x|safe }}")
    assert INLINE.search("<p onclick='x'>")
    assert INLINE.search("<script>x</script>")
    assert not INLINE.search("<script src='x.js'></script>")


def test_every_template_is_used():
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in [*sources(*PACKAGES, "tools"), *FOLDER.rglob("*.html")]
    )
    used = set(NAMED.findall(code))
    outside = tuple(TEMPLATES_FROM_OUTSIDE)

    assert [name for name in names() if name not in used and not name.startswith(outside)] == []


def test_every_template_that_code_names_exists():
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*sources(*PACKAGES), *FOLDER.rglob("*.html")])
    missing = []
    for name in sorted(set(re.findall(r"[\"']([a-z_]+/[\w./-]+\.(?:html|txt))[\"']", code))):
        if name.split("/")[0] in {"django", "allauth", "rest_framework"}:
            continue
        try:
            engines["django"].get_template(name)
        except Exception as error:
            missing.append(f"{name}: {error}")

    assert missing == []


def test_includes_take_only_what_they_are_given():
    loose = [
        (name, tag)
        for name in names()
        if not name.startswith(("account/", "allauth/", "mfa/", "usersessions/", "govuk/"))
        for tag in re.findall(r"{%\s*include [^%]*%}", text(name))
        if not re.search(r"\bonly\s*%}", tag)
    ]

    assert loose == []
