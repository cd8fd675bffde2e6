import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTNERS = [
    SimpleNamespace(code="northshire", name="Northshire County Council", colour="blue"),
    SimpleNamespace(code="southborough", name="London Borough of Southborough", colour="turquoise"),
]
USER = SimpleNamespace(is_authenticated=True, full_name="Amara Osei", email="amara@example.gov.uk")


def shell(**context):
    return render_to_string("base.html", context)


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_compiled_files_are_those_that_were_built(folder):
    listed = dict(reversed(line.split("  ./")) for line in (ROOT / folder / "SHA256SUMS").read_text().splitlines())
    found = {
        str(path.relative_to(ROOT / folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }

    assert found == listed


def test_compiled_styles_hold_nothing_that_is_reserved_for_gov_uk():
    for sheet in (ROOT / "static").rglob("*.css"):
        assert not re.search(r"GDS Transport|font-face|crown|crest", sheet.read_text(), re.IGNORECASE), sheet


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_nothing_that_the_content_security_policy_forbids(path):
    text = path.read_text()
    sheet = r"(?!)" if path.parent.name == "pdf" else r"<style"  # a PDF is made here, not sent under the policy

    assert not re.search(rf"\sstyle=|\son[a-z]+=\"|{sheet}|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_shell_shows_the_partner_in_view_and_the_way_to_the_others():
    page = shell(current_partner=PARTNERS[0], user_partners=PARTNERS, user=USER)

    assert "Northshire County Council – Shared Services</title>" in " ".join(page.split())
    assert 'href="/p/southborough/"' in page
    assert "app-partner--blue" in page
    assert "Amara Osei" in page


def test_shell_has_no_switcher_for_people_with_one_partner():
    page = shell(current_partner=PARTNERS[0], user_partners=PARTNERS[:1], user=USER)

    assert "<details" not in page
    assert "Northshire County Council" in page


def test_shell_marks_the_part_of_the_service_that_is_open():
    nav = [{"label": "People", "href": "/people/", "active": False}, {"label": "Pay", "href": "/pay/", "active": True}]

    page = shell(nav=nav, user=USER)

    assert page.count('aria-current="true"') == 1


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "403_csrf"])
def test_error_page_needs_no_context(name):
    page = render_to_string(f"{name}.html")

    assert page.count("<h1") == 1
    assert "Shared Services</title>" in page


def test_refusal_says_why_and_what_to_do():
    page = render_to_string("errors/refused.html", {"message": "Somebody else must release.", "remedy": "Ask Ben."})

    assert "Somebody else must release." in page
    assert "Ask Ben." in page


def test_progress_polls_while_it_runs_and_then_stops():
    values = {"id": "run", "text": "Calculating", "done": 5, "total": 10, "percent": 50, "poll_url": "/poll/"}

    running = render_to_string("components/progress.html", {**values, "is_running": True, "refresh_url": "/run/"})
    finished = render_to_string("components/progress.html", {**values, "is_running": False})

    assert 'hx-get="/poll/"' in running
    assert '<a class="govuk-link app-without-scripts" href="/run/">Refresh</a>' in running
    assert 'value="5"' in running
    assert "hx-get" not in finished
    assert 'role="status"' in finished


def test_summary_list_says_when_nothing_is_recorded():
    page = render_to_string(
        "components/summary_list.html", {"rows": [{"key": "Tax code", "value": "", "href": "/edit/"}]}
    )

    assert "Not recorded" in page
    assert 'Change<span class="govuk-visually-hidden"> Tax code</span>' in page
