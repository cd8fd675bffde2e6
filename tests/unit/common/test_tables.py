import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import ClassVar

import openpyxl
import pypdf
import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.generic import TemplateView

from sharedservices.common import exports
from sharedservices.common.forms import FilterForm
from sharedservices.common.rowsources import FunctionRows, ListRows, QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage


@dataclass(frozen=True)
class Row:
    name: str
    net: Decimal
    paid_on: date | None
    state: str = "released"


ROWS = [Row(f"Person {n:03}", Decimal(n * 10 - 50), date(2026, 11, 27) if n % 2 else None) for n in range(120)]


class Filter(FilterForm):
    q = forms.CharField(label="Name", required=False)
    state = forms.ChoiceField(label="Status", required=False, choices=[("", "Any"), ("released", "Released to all")])
    least = forms.IntegerField(label="At least", required=False)


class Payslips(Table):
    caption = "Payslips"
    nouns = ("payslip", "payslips")
    default_sort = "name"
    default_per_page = 25
    filter_form = Filter
    empty = EmptyState("No payslips yet", "Calculate the run.", "Calculate", "/run/")
    columns: ClassVar = (
        Column("name", "Name", sort="name", header=True, href=lambda row: f"/p/{row.name}/"),
        Column("net", "Net pay", kind=Kind.MONEY, sort="net"),
        Column("paid_on", "Paid", kind=Kind.DATE, sort="paid_on"),
        Column("state", "Status", kind=Kind.STATUS),
        Column("secret", "Reference", value=lambda row: "R1", is_shown=False),
    )


def chosen(filters):
    return [row for row in ROWS if filters.get("q", "") in row.name]


def table(query="", rows=chosen):
    return Payslips(QueryDict(query), rows)


def names(one):
    return [row[0].text for row in one.rows]


def test_list_is_sorted_counted_and_cut_into_pages():
    one = table()

    assert names(one)[:2] == ["Person 000", "Person 001"]
    assert one.count_text == "120 payslips, showing 1 to 25"
    assert [page.label for page in one.pages] == ["1", "2", "…", "5"]


def test_sort_down_reverses_and_says_so():
    one = table("sort=-net&page=2")

    assert names(one)[0] == "Person 094"
    assert [header.sorted for header in one.headers] == ["none", "descending", "none", ""]
    assert one.headers[1].href == "?sort=net"


def test_sort_puts_rows_without_a_value_last_both_ways():
    assert table("sort=paid_on&page=5").rows[-1][2].text == ""
    assert table("sort=-paid_on&page=5").rows[-1][2].text == ""


@pytest.mark.parametrize(
    "query", ["sort=nothing", "sort=state", "page=0", "page=x", "page=-3", "per_page=9999", "sort="]
)
def test_nonsense_in_the_address_gives_the_default(query):
    assert len(table(query).rows) == 25


def test_page_beyond_the_end_is_the_last_page():
    assert names(table("page=99"))[-1] == "Person 119"


def test_filter_survives_in_every_link_and_starts_at_page_one():
    one = table("q=Person+01&sort=-net&page=1")

    assert one.count_text == "10 payslips"
    assert one.headers[0].href == "?q=Person+01&sort=name"
    assert [link.href for link in one.download_links] == [
        "?q=Person+01&sort=-net&download=csv",
        "?q=Person+01&sort=-net&download=xlsx",
        "?q=Person+01&sort=-net&download=pdf",
    ]
    assert [(link.label, link.href) for link in one.active_filters] == [("Name: Person 01", "?sort=-net")]


def test_choice_filter_is_said_as_labelled():
    assert table("state=released").active_filters[0].label == "Status: Released to all"


def test_number_nought_is_a_filter_in_use():
    assert table("least=0").filters == {"least": 0}


def test_filter_that_is_not_valid_is_reported_and_left_out():
    one = table("least=few&q=Person+01")

    assert one.filters == {"q": "Person 01"}
    assert list(one.form["least"].errors) == ["At least must be a whole number, like 12"]


def test_cells_say_money_dates_and_states():
    row = table("q=Person+003").rows[0]

    assert [(cell.text, cell.is_negative) for cell in row] == [
        ("Person 003", False),
        ("−£20.00", True),
        ("27 Nov 2026", False),
        ("Released", False),
    ]
    assert row[0].href == "/p/Person 003/"
    assert row[3].colour == "green"


def test_page_shows_the_table_with_caption_sort_and_row_header():
    page = render_to_string("components/table.html", {"table": table("sort=-net")})

    assert "Payslips, sorted by Net pay, descending" in page
    assert 'aria-sort="descending"' in page
    assert '<th scope="row"' in page
    assert 'role="region" aria-label="Payslips table" tabindex="0"' in page
    assert "style=" not in page


def test_empty_list_says_what_to_do():
    page = render_to_string("components/table.html", {"table": table(rows=lambda filters: [])})

    assert "No payslips yet" in page
    assert 'href="/run/"' in page
    assert "<form" not in page


def test_filters_that_match_nothing_offer_to_clear_them():
    page = render_to_string("components/table.html", {"table": table("q=Nobody")})

    assert "No payslips match these filters" in page
    assert "Clear filters" in page


def test_one_count_and_one_page_are_asked_for():
    asked = []

    def count():
        asked.append("count")
        return 120

    def fetch(order, start, stop):
        asked.append((order, start, stop))
        return ROWS[start:stop]

    one = table("sort=-net&page=3", rows=lambda filters: FunctionRows(count=count, fetch=fetch))
    render_to_string("components/table.html", {"table": one})

    assert asked == ["count", (("-net",), 50, 75)]


def test_queryset_is_ordered_to_the_end_with_its_key():
    from django.contrib.contenttypes.models import ContentType

    source = QuerySetRows(ContentType.objects.all())

    sql = str(source._ordered(("-app_label", "model")).query)
    assert sql.endswith(
        '"app_label" DESC NULLS LAST, "django_content_type"."model" ASC, "django_content_type"."id" ASC'
    )


def test_sorting_in_memory_follows_paths_and_keeps_ties():
    rows = [Row("b", Decimal(1), None), Row("a", Decimal(1), None), Row("c", Decimal(2), None)]

    assert [row.name for row in ListRows(rows).page(("-net",), 0, 10)] == ["c", "b", "a"]
    assert [row.name for row in ListRows(rows).page(("-net", "name"), 0, 10)] == ["c", "a", "b"]


class Page(TablePage, TemplateView):
    template_name = "components/table.html"
    table_class = Payslips
    heard: ClassVar[list] = []
    partner = None

    def rows(self, filters):
        return chosen(filters)

    def downloaded(self, **what):
        self.heard.append(what)


def answer(query):
    Page.heard.clear()
    request = RequestFactory().get(f"/{query}")
    request.user = SimpleNamespace(full_name="Hana Example")
    return Page.as_view(partner=SimpleNamespace(name="Northshire"))(request)


def close(response):
    """Close the file; the response's own close() would also close database connections, and there is none here."""
    for closer in response._resource_closers:
        closer()


def test_csv_download_holds_exactly_what_is_filtered():
    response = answer("?q=Person+00&sort=-net&download=csv")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    close(response)
    heading, told = lines[0].split(",", 5)[:5], lines[0].split(",", 5)[5]
    assert heading == ["Name", "Net pay", "Paid", "Status", "Reference"]
    assert "downloaded by Hana Example for Northshire" in told
    assert told.endswith('Filters: Name: Person 00. Rows: 10."')
    assert lines[1] == "Person 009,40,2026-11-27,released,R1,"
    assert len(lines) == 11
    assert Page.heard == [{"file_format": "csv", "n_rows": 10, "filters": {"q": "Person 00"}}]
    assert response["Content-Disposition"].startswith('attachment; filename="payslips-')


def test_xlsx_download_is_a_workbook():
    response = answer("?download=xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    close(response)
    assert sheet.title == "Payslips"
    assert sheet.max_row == 121
    assert [cell.value for cell in sheet[2]] == ["Person 000", -50, None, "released", "R1"]


def test_pdf_download_holds_exactly_what_is_filtered():
    response = answer("?q=Person+00&sort=-net&download=pdf")

    found = pypdf.PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    close(response)
    text = " ".join(found.pages[0].extract_text().split())
    assert "Person 009" in text
    assert "Person 010" not in text
    assert "Filters: Name: Person 00. Rows: 10." in text
    assert Page.heard == [{"file_format": "pdf", "n_rows": 10, "filters": {"q": "Person 00"}}]
    assert response["Content-Type"] == "application/pdf"


def test_a_list_that_is_too_long_for_paper_offers_none_and_says_why(monkeypatch):
    monkeypatch.setattr(exports, "PDF_MAX_ROWS", 100)
    table = answer("").context_data["table"]

    assert [one.label for one in table.download_links] == ["CSV", "Excel"]
    assert table.paper_words == "PDF: filter to 100 payslips or fewer"
    response = answer("?download=pdf")
    assert (response.status_code, response["Location"]) == (302, "/?")
    assert Page.heard == []


def test_page_without_download_renders_the_table():
    response = answer("?download=odt")

    assert response.context_data["table"].total == 120
    assert Page.heard == []
