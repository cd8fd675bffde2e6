"""What is published and returned about the workforce (domain HR-14, HR-17): salaries, returns, multiple, agencies."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine

from hr.engine import statutory
from hr.models import AgencyAssignment, SensitivePost
from hr.operations import agency
from hr.operations.agency import NotPossible, RecordedAlready, Wanted
from hr.queries import agency as register
from hr.queries import statutory as found
from hr.queries.establishment_findings import findings
from hr.queries.insight import Slice
from hr.queries.unit_tree import tree
from partners.models import AuditEvent
from payroll.models import YearToDate
from payroll.queries import pay_multiples
from tests import scenarios
from tests.factories import hr
from tests.functional.people_pages import client, downloaded, in_scope, text
from tests.people import make_cast
from tests.shared import for_a_module, undone

D, P = Decimal, "/p/northshire/reports/"
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Five people, of whom one earns £52,000, one £151,000, and one £160,000 in a covert role."""
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            plain = hr.employee(cast.northshire, annual="24000.00")
            people = [plain]
            for annual, surname in (("52000.00", "Senior"), ("151000.00", "Chief"), ("160000.00", "Covert")):
                people.append(hr.employee(
                    cast.northshire, org=plain.org, annual=annual, person_fields={"surname": surname, "sex": "M"}
                ))  # fmt: skip
            people.append(hr.employee(
                cast.northshire, org=plain.org, annual="26000.00", terms_fields={"contract": "FIXED_TERM"}
            ))  # fmt: skip
            scenarios.released_run(cast, plain.org.pay_group, month=10)
            SensitivePost.objects.create(
                partner=cast.northshire, person=people[3].person, kind="COVERT", reason="Safety",
                review_on=date(2027, 1, 1), set_by=cast.hana, set_at=AT,
            )  # fmt: skip
        yield SimpleNamespace(cast=cast, org=plain.org, people=people)


@pytest.fixture
def made(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def here(made):
    return Slice(partner_id=made.cast.northshire.pk, first=TODAY, last=TODAY)


def test_senior_salaries_stand_in_bands_with_a_name_from_150000_and_no_covert_role(made):
    """Local Government Transparency Code 2015, paragraphs 47 and 48."""
    rows = found.senior(here(made), on=TODAY)

    assert [(one.band, one.name.split(" ")[-1]) for one in rows] == [
        ("£150,000 to £154,999", "Chief"), ("£50,000 to £54,999", ""),
    ]  # fmt: skip
    reader = client(made.cast.ben)
    page = text(reader.get(f"{P}senior-salaries/"))
    assert "Covert" not in page
    file = downloaded(reader.get(f"{P}senior-salaries/", {"download": "csv"})).decode("utf-8-sig")
    assert "Senior" not in file
    assert "£50,000 to £54,999" in file
    assert AuditEvent.objects.filter(action="EXPORT", object_type="hr_assignmentterms").count() == 1


def test_the_quarterly_survey_counts_women_and_men_by_hours_and_contract(made):
    """ONS, Quarterly Public Sector Employment Survey: the covert role counts where the reader may know of it."""
    wanted = statutory.one("public-sector-employment")
    rows = statutory.lines(wanted, found.jobs(wanted, here(made), on=TODAY), whole=True)

    assert [(*one.of, one.heads) for one in rows] == [
        ("Men", "Full time", "Permanent", 3), ("Women", "Full time", "Permanent", 1),
        ("Women", "Full time", "Temporary or casual", 1),
    ]  # fmt: skip
    assert rows[0].fte == D("3.00")


def test_every_return_opens_withholds_groups_of_few_and_is_downloaded_on_record(made):
    reader = client(made.cast.ben)
    assert all(one.name in text(reader.get(f"{P}returns/")) for one in statutory.returns())
    for one in statutory.returns():
        page = reader.get(f"{P}returns/{one.code}/")
        assert page.status_code == 200
    assert "Fewer than 5" in text(reader.get(f"{P}returns/public-sector-employment/"))
    assert "Fewer than 5" not in text(reader.get(f"{P}returns/public-sector-employment/", {"whole": "yes"}))
    file = reader.get(f"{P}returns/public-sector-employment/", {"whole": "yes", "download": "csv"})
    assert b"Women" in downloaded(file)
    event = AuditEvent.objects.filter(action="EXPORT", object_id="public-sector-employment").get()
    assert event.changes["filters"]["whole"] == "yes"
    assert reader.get(f"{P}returns/no-such-return/").status_code == 404


def test_the_pay_multiple_is_worked_on_released_pay_of_five_people(made):
    """Taxable pay of October, after pension contributions: the highest, a covert role, and the third of five."""
    taxable = sorted(YearToDate.objects.values_list("ytd_taxable_pay", flat=True))
    (row,) = pay_multiples.rows(partner_id=made.cast.northshire.pk, tax_year="2026-27", today=TODAY)

    assert (row.n_people, row.highest, row.median) == (5, taxable[4], taxable[2])
    assert row.multiple == D("2.93")
    page = text(client(made.cast.ben).get(f"{P}pay-multiple/"))
    assert "2.93 times" in page
    assert not any(name in page for name in ("Chief", "Covert"))


# --- agencies -------------------------------------------------------------------------------------------------------
def sent(made, **given):
    wanted = {
        "kind": "AGENCY", "supplier": "Harbour", "reference": "H1", "title": "Clerk", "unit": made.org.unit.uuid,
        "hours": D("37"), "rate": D("20.00"), "status": "NOT_ASKED", "first_day": date(2026, 11, 2),
        "last_day": date(2026, 11, 29), "why": "Covers a vacancy", "post": made.org.post.uuid,
    }  # fmt: skip
    return agency.record(partner_id=made.cast.northshire.pk, wanted=Wanted(**wanted | given), by=made.cast.hana, at=AT)


def test_an_assignment_costs_hours_by_charge_for_its_weeks_and_shows_the_vacancy(made):
    """37 × £20.00 = £740.00 a week, for four weeks £2,960.00; five people are in a post of ten."""
    sent(made)
    (row,) = register.assignments(here(made), on=TODAY)

    assert (row.a_week, row.in_all, row.vacant_fte, row.standing) == (D("740.00"), D("2960.00"), D(5), "Ends soon")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "COMPANY"}, "status"), ({"last_day": date(2026, 11, 1)}, "last_day"),
        ({"last_day": date(2029, 1, 1)}, "last_day"), ({"hours": D(101)}, "hours"), ({"supplier": " "}, "supplier"),
        ({"title": "x" * 121}, "title"),
    ],
)  # fmt: skip
def test_an_assignment_that_cannot_be_is_refused_beside_the_field(made, given, field):
    with pytest.raises(NotPossible) as refused:
        sent(made, **given)
    assert refused.value.field == field
    assert not AgencyAssignment.objects.exists()


def test_the_register_is_kept_on_its_pages(made):
    row = sent(made)
    with pytest.raises(RecordedAlready):
        sent(made)
    writer, reader = client(made.cast.hana), client(made.cast.gwen)
    page = text(writer.get(f"{P}agency-workers/"))
    assert "Harbour" in page
    assert "£740.00" in page
    url = f"{P}agency-workers/{row.uuid}/"
    assert writer.post(url, {"last_day": "01/11/2026", "reason": "Sooner"}).status_code == 422
    assert writer.post(url, {"last_day": "18/12/2026", "reason": "Nobody found yet"}).status_code == 302
    assert reader.get(url).status_code in {403, 404}
    form = {
        "kind": "COMPANY", "supplier": "Lowen", "reference": "L1", "title": "Architect",
        "unit": str(made.org.unit.uuid), "post_no": "NONE",
        "hours": "20", "rate": "70", "status": "OUTSIDE", "first_day": "02/11/2026",
        "last_day": "29/11/2026", "why": "A project",
    }  # fmt: skip
    assert writer.post(f"{P}agency-workers/new/", form).status_code == 422
    assert writer.post(f"{P}agency-workers/new/", form | {"post_no": ""}).status_code == 302

    row.refresh_from_db()
    assert (row.valid.upper, row.moved_why) == (date(2026, 12, 19), "Nobody found yet")
    assert AgencyAssignment.objects.count() == 2


def test_a_budget_that_pays_for_no_post_is_to_be_put_right(made):
    hr.cost_centre(made.org.entity, "IDLE", name="Old project")
    of = {"partner_id": made.cast.northshire.pk, "on": TODAY}

    assert "IDLE" in {one.post_no for one in findings(units=tree(**of), kind="unused", **of)}
