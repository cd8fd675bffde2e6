import io
import re

import pypdf
import pytest
from django.template import engines
from django.test import override_settings
from django.utils.safestring import mark_safe

from sharedservices.common import pdf
from sharedservices.common.pdf import RefusedAddress, render_pdf

PAGE = """{% extends "pdf/base.html" %}{% block content %}
<h1>Payslip</h1><p>{{ words }}</p><table><caption>Payments</caption><thead><tr><th scope="col">Item</th>
<th scope="col">Amount</th></tr></thead><tbody><tr><th scope="row">Basic pay</th><td>£2,412.55</td></tr></tbody></table>
{% endblock %}"""


@pytest.fixture
def make(tmp_path):
    """Make a PDF of the page above with given words in it."""
    from django.conf import settings

    (tmp_path / "page.html").write_text(PAGE)
    first, *rest = settings.TEMPLATES
    with override_settings(TEMPLATES=[{**first, "DIRS": [*first["DIRS"], tmp_path]}, *rest]):
        engines.__dict__.pop("templates", None)
        yield lambda words="": render_pdf("page.html", {"words": words}, title="Payslip November 2026")


def read(made):
    return pypdf.PdfReader(io.BytesIO(made))


def test_pdf_is_tagged_titled_and_in_british_english(make):
    found = read(make())

    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert found.metadata.title == "Payslip November 2026"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_pdf_marks_headings_and_table_cells(make):
    found = read(make())

    kinds = set()

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            kinds.add(node.get("/S"))
            if "/K" in node:
                walk(node["/K"])

    walk(found.trailer["/Root"]["/StructTreeRoot"])
    assert {"/H1", "/Table", "/TH", "/TD", "/P"} <= kinds


def test_pdf_holds_the_words(make):
    text = " ".join(read(make("Net pay £1,234.50")).pages[0].extract_text().split())

    assert "Net pay £1,234.50" in text
    assert "Page 1 of 1" in text


def test_markup_in_users_words_stays_words(make):
    text = read(make('<img src="file:///etc/passwd">')).pages[0].extract_text()

    assert "file:///etc/passwd" in re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:6379/">',
        '<img src="https://static.invalid/../../etc/passwd">',
        '<img src="/etc/passwd">',
        '<img src="app/../../manage.py">',
        '<img src="%2e%2e/manage.py">',
        '<img src="vendor/htmx.min.js">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="stylesheet" href="file:///etc/hosts">',
        '<p style="background: url(http://127.0.0.1/x)">x</p>',
        '<object data="https://example.org/x"></object>',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
    ],
)
def test_anything_but_packaged_static_files_is_refused(make, markup):
    with pytest.raises(RefusedAddress):
        make(mark_safe(markup))


def test_packaged_picture_is_drawn(make):
    with_picture = make(mark_safe('<img alt="Mark" src="app/favicon.svg" width="20">'))

    assert len(with_picture) > len(make())


def test_style_sheet_and_fonts_are_read_once(make):
    make()
    sheet, fonts = pdf._style_sheet(), pdf._fonts()
    make()

    assert pdf._style_sheet() is sheet
    assert pdf._fonts() is fonts
