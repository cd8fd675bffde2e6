"""The payslip as a PDF: complete, tagged, in British English, on one page."""

import io
import re

import pypdf
import pytest

from partners.scope import partner_scope
from payroll.queries.payslip_document import payslip_document
from payroll.views.payslip_pages import pdf_response
from tests.factories import payslips
from tests.integration.payroll.payslip_cast import make_payslip_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast):
    return make_payslip_cast(cast)


def document(people, slip=None, **how):
    slip = slip or people.june[people.eve.employment.pk]
    with partner_scope(people.cast.northshire.pk):
        return payslip_document(run=slip.run.uuid, employment=slip.employment.uuid, **how)


def read(slip):
    return pypdf.PdfReader(io.BytesIO(pdf_response(slip).content))


def words(found):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in found.pages))


def kinds(node, found=None):
    """Return the kinds of structure elements below a node of the tag tree."""
    found = set() if found is None else found
    node = node.get_object() if hasattr(node, "get_object") else node
    for one in node if isinstance(node, list) else [node]:
        child = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(child, dict):
            found.add(str(child.get("/S")))
            if "/K" in child:
                kinds(child["/K"], found)
    return found


def test_ordinary_payslip_is_one_page(people):
    assert len(read(document(people)).pages) == 1


def test_pdf_is_tagged_titled_and_in_british_english(people):
    found = read(document(people))

    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert found.metadata.title == "Payslip June 2025, Eve Whitfield"
    assert found.metadata.author == "Northshire County Council"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert {"/H1", "/Table", "/Caption", "/TH", "/TD", "/P", "/Figure"} <= kinds(root["/StructTreeRoot"]["/K"])


def test_pdf_says_every_particular_of_the_page(people):
    slip = document(people)

    said = words(read(slip))

    for wanted in (
        "Northshire County Council", "PAYE reference", slip.employer.paye_reference, "Eve Whitfield", "AB••••••C",
        "1257L",
        "Payslip June 2025", "Friday 27 June 2025", "ending 3036", "1 June 2025 to 30 June 2025", "tax month 3",
        "Overtime at time and a half", "5.5 h", "× 1.5", "Union subscription", "15.50",
        "Local Government Pension Scheme",
        "What changed since May 2025", "Gross pay", "Total deductions", "What your employer pays on top",
    ):  # fmt: skip
        assert wanted in said, wanted
    for amount in (slip.gross, slip.total_deductions, slip.net, slip.employer_on_top):
        assert f"{amount:,.2f}" in said


def test_every_line_stands_on_the_pdf_with_its_amount(people):
    slip = document(people)

    said = words(read(slip))

    for line in (*slip.payments, *slip.deductions):
        assert f"{line.amount:,.2f}" in said, line.name
    for figure in slip.figures:
        assert f"{figure.year:,.2f}" in said, figure.label


def test_nino_stands_in_full_only_where_it_was_asked_for(people):
    assert "AB 12 34 56 C" in words(read(document(people, nino_in_full=True)))
    assert "AB 12 34 56 C" not in words(read(document(people)))


def test_preview_is_marked_not_released(people):
    with partner_scope(people.cast.northshire.pk, actor_id=people.cast.amara.pk):
        run = payslips.draft_run(
            people.eve,
            by=people.cast.amara,
            pay_date=people.may[people.eve.employment.pk].run.period.pay_date.replace(month=8),
        )
        made = payslips.calculate(run, [people.eve], by=people.cast.amara)[people.eve.employment.pk]

    slip = document(people, made)
    answer = pdf_response(slip)

    said = words(read(slip))
    assert "NOT RELEASED" in said
    assert "To be paid on" in said
    assert "not-released" in answer["Content-Disposition"]
    assert "NOT RELEASED" not in words(read(document(people)))


def test_fullest_payslip_still_reads_well_over_two_pages(people):
    extra = tuple(payslips.item(f"A{n}", f"Allowance number {n}", f"{n}.10") for n in range(1, 41))
    with partner_scope(people.cast.northshire.pk, actor_id=people.cast.amara.pk):
        made = payslips.released_run(
            [people.eve],
            by=payslips.hands(people.cast),
            pay_date=people.june[people.eve.employment.pk].run.period.pay_date.replace(month=8, day=28),
            items={people.eve.employment.pk: extra},
        )[people.eve.employment.pk]

    found = read(document(people, made))

    assert len(found.pages) == 2
    assert "Allowance number 40" in words(found)


def test_text_of_people_cannot_become_markup(cast):
    people = make_payslip_cast(cast)
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        people.eve.person.surname = '<img src="file:///etc/passwd">'
        people.eve.person.save()

    assert "file:///etc/passwd" in words(read(document(people)))
