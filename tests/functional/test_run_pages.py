"""What the pages of pay runs show and give away: figures, changes, lists, downloads, progress, calendars."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payroll.models import PaymentListing, RunBatch
from payroll.operations import pay_runs
from payroll.queries import run_pages_compare, run_pages_head
from payroll.views import runs_page
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import NOW, calendar, draft_run
from tests.functional import test_runs as journeys
from tests.functional.test_runs import at, events, inside, made, people, refresh, said, signed_in

pytestmark = pytest.mark.django_db
amara, ben, rhys, north = journeys.amara, journeys.ben, journeys.rhys, journeys.north

OCTOBER_LEAVER = date(2026, 11, 1)  # the day after the last day


def rows_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def two_months(cast, org):
    """October released with Ann, Bob and Lee; November calculated with Ann on more pay, Bob and Sam, without Lee."""
    with inside(cast):
        ann = hr.employee(org.partner, org=org, annual="24000.00", person_fields={"surname": "Anders"})
        bob = hr.employee(org.partner, org=org, annual="30000.00", person_fields={"surname": "Bowen"})
        lee = hr.employee(org.partner, org=org, end=OCTOBER_LEAVER, person_fields={"surname": "Lee"})
        scenarios.released_run(cast, org.pay_group, month=10)
        hr.recurring(ann, org.elements["ALLOWANCE"], "100.00", valid=hr.since(date(2026, 11, 1)))
        sam = hr.employee(org.partner, org=org, start=date(2026, 11, 2), person_fields={"surname": "Sands"})
        run = scenarios.calculated_run(cast, org.pay_group)
    return run, {"ann": ann, "bob": bob, "lee": lee, "sam": sam}


# --- landing and list -----------------------------------------------------------------------------------------------


def test_landing_shows_the_period_in_hand_with_the_next_step_and_who(cast, north, amara, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    page = said(ben.get(at("pay_home")))

    assert "1 Nov 2026 to 30 Nov 2026 Calculated" in page
    assert "Next: It has to be approved. By Ben Example (you)" in page
    assert "Approve it" in page
    assert "Approve it" not in said(amara.get(at("pay_home")))
    assert at("run", run) in amara.get(at("pay_home")).content.decode()


def test_after_release_the_next_period_is_in_hand(cast, north, amara):
    people(cast, north)
    made(cast, north, scenarios.released_run)

    page = said(amara.get(at("pay_home")))

    assert "1 Dec 2026 to 31 Dec 2026 No run yet" in page
    assert "Create the run" in page


def test_a_group_without_calendar_says_so(cast, north, amara):
    page = said(amara.get(at("pay_home")))

    assert "The calendar has no more periods." in page
    assert "Make the next year" in page


def test_runs_are_filtered_sorted_and_downloaded(cast, north, amara):
    people(cast, north)
    made(cast, north, scenarios.released_run, month=10)
    made(cast, north, scenarios.calculated_run)

    both = said(amara.get(at("run_list")))
    released = said(amara.get(at("run_list"), {"state": "RELEASED", "year": "2026-27", "sort": "net"}))
    file = rows_of(amara.get(at("run_list"), {"state": "RELEASED", "download": "csv"}))

    assert "2 runs" in both
    assert both.index("November 2026") < both.index("October 2026")
    assert "1 run " in released
    assert [row[0] for row in file] == ["Run", "Monthly paid, October 2026"]
    assert events(cast, action="EXPORT")[-1].changes["rows"] == 1


# --- the run against the one before ---------------------------------------------------------------------------------


def test_overview_shows_who_came_who_went_and_whose_pay_moved(cast, north, ben):
    run, _ = two_months(cast, north)

    page = said(ben.get(at("run", run)))

    assert "Starters (1)" in page
    assert "Sands" in page
    assert "Leavers (1)" in page
    assert "Left on 31 Oct 2026" in page
    movers = page[page.index("Biggest movers") : page.index("Starters")]
    assert "Anders" in movers
    assert "Bowen" not in movers


def test_elements_are_held_against_the_run_before(cast, north):
    run, _ = two_months(cast, north)

    with inside(cast):
        head = run_pages_head.head(partner_id=run.partner_id, uuid=run.uuid)
        then = run_pages_compare.before(partner_id=run.partner_id, run=head)
        found = {
            row.code: row
            for row in run_pages_compare.elements(partner_id=run.partner_id, run_id=run.pk, then=then.run_id)
        }

    assert (found["ALLOWANCE"].amount, found["ALLOWANCE"].before) == (Decimal("100.00"), Decimal("0.00"))
    assert found["ALLOWANCE"].percent is None
    basic = found["BASIC"]
    assert basic.n_payslips == basic.n_before == 3
    assert basic.change == basic.amount - basic.before


def test_totals_by_element_sort_and_download(cast, north, ben):
    run, _ = two_months(cast, north)

    page = said(ben.get(at("run_totals", run), {"sort": "-change"}))
    file = rows_of(ben.get(at("run_totals", run), {"download": "csv"}))

    assert "Compared with October 2026." in page
    assert file[0][:-1] == [
        "Element", "Kind", "Payslips", "This run", "Run before", "Payslips before", "Difference",
        "Size of the difference", "Difference in %",
    ]  # fmt: skip
    assert ["Allowance", "Payments", "1", "100.00", "0", "0", "100.00", "100.00", "", ""] in file


def test_the_first_run_has_nothing_to_compare_with(cast, north, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    assert "This is the first run of the pay group." in said(ben.get(at("run", run)))
    assert "Nothing to compare with" in said(ben.get(at("run_changes", run)))


def test_a_long_list_of_changes_says_that_it_is_cut_and_the_file_has_everybody(cast, north, ben, monkeypatch):
    run, _ = two_months(cast, north)
    monkeypatch.setattr(runs_page, "MANY", 1)
    monkeypatch.setattr(runs_page, "MANY_PEOPLE", 1)
    with inside(cast):
        hr.employee(north.partner, org=north, start=date(2026, 11, 3), person_fields={"surname": "Tudor"})
        pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW)
        scenarios.drain(run)

    page = said(ben.get(at("run_changes", run)))
    file = rows_of(ben.get(at("run_changes_csv", run)))

    assert "Starters (2)" in page
    assert "The first 1 of 2. The CSV above has all of them." in page
    assert [row[0] for row in file[1:]].count("Starter") == 2
    assert next(row for row in file if row[2].endswith("Lee"))[0] == "Leaver"
    assert next(row for row in file if row[2].endswith("Anders"))[0] == "Paid differently"
    assert events(cast, action="EXPORT")[-1].changes["rows"] == len(file) - 1


def test_in_the_file_of_a_first_run_everybody_has_come(cast, north, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    file = rows_of(ben.get(at("run_changes_csv", run)))

    assert {row[0] for row in file[1:]} == {"Starter"}


def test_the_pages_of_pay_lead_to_inputs(north, amara):
    assert 'href="/p/northshire/pay/inputs/">Pay inputs' in amara.get(at("pay_home")).content.decode()


def test_the_spread_counts_everybody_once(cast, north):
    run, _ = two_months(cast, north)

    with inside(cast):
        spread = run_pages_compare.spread(partner_id=run.partner_id, run_id=run.pk)

    assert sum(spread.counts) == spread.n_payslips == 3
    assert spread.lowest <= spread.median <= spread.highest


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, {"Anders", "Bowen", "Sands"}),
        ({"q": "anders"}, {"Anders"}),
        ({"q": "50%_"}, set()),
        ({"state": "QUARANTINED"}, set()),
        ({"net_from": "£2,000"}, {"Bowen"}),
        ({"net_to": "2,000"}, {"Anders", "Sands"}),
        ({"finding": "TAX_REFUND"}, set()),
    ],
)
def test_people_are_found_by_name_state_finding_and_pay(cast, north, ben, filters, names):
    run, _ = two_months(cast, north)

    page = said(ben.get(at("run_people", run), filters))

    assert {name for name in ("Anders", "Bowen", "Sands") if name in page} == names


def test_a_range_that_ends_before_it_begins_is_an_error(cast, north, ben):
    run, _ = two_months(cast, north)

    page = said(ben.get(at("run_people", run), {"net_from": "2000", "net_to": "1000"}))

    assert "Net pay to must be the same as net pay from, or more" in page


@pytest.mark.parametrize("sort", ["name", "-net", "gross", "-deductions", "unit", "employee_no", "-state", "nonsense"])
def test_people_are_sorted(cast, north, ben, sort):
    run, _ = two_months(cast, north)

    assert "3 people" in said(ben.get(at("run_people", run), {"sort": sort}))


def test_people_are_downloaded_and_the_download_is_on_the_trail(cast, north, ben):
    run, _ = two_months(cast, north)

    file = rows_of(ben.get(at("run_people", run), {"download": "csv", "q": "bowen"}))
    book = ben.get(at("run_people", run), {"download": "xlsx"})

    assert len(file) == 2
    assert "Leave out" not in file[0]
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert [event.changes["format"] for event in events(cast, action="EXPORT")] == ["csv", "xlsx"]


def test_only_a_processor_of_an_open_run_can_leave_people_out(cast, north, amara, ben):
    run, _ = two_months(cast, north)

    assert "Leave out" in said(amara.get(at("run_people", run)))
    assert "Leave out" not in said(ben.get(at("run_people", run)))


# --- progress -------------------------------------------------------------------------------------------------------


def test_progress_is_shown_with_and_without_scripts(cast, north, amara):
    people(cast, north)
    with inside(cast):
        run = draft_run(north.pay_group, by=cast.amara)
        pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW, batch_people=1)

    page = amara.get(at("run", run))
    fragment = amara.get(at("run_progress", run), headers={"HX-Request": "true"})

    assert '<meta http-equiv="refresh" content="5">' in page.content.decode()
    assert "0 of 2 batches done" in said(page)
    assert "2 people to go" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "HX-Refresh" not in fragment


def test_the_page_is_read_again_once_the_calculation_has_ended(cast, north, amara):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    assert amara.get(at("run_progress", run))["HX-Refresh"] == "true"


def test_a_failed_batch_holds_the_run_up_and_can_be_tried_again(cast, north, amara):
    people(cast, north)
    with inside(cast):
        run = draft_run(north.pay_group, by=cast.amara)
        pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW)
        RunBatch.objects.filter(run=run).update(state="FAILED", attempts=5, error="It stopped its workers.")

    overview, work = said(amara.get(at("run", run))), said(amara.get(at("run_work", run)))

    assert "1 batch has failed." in overview
    assert "Recalculate everybody" in overview
    assert "It stopped its workers." in work
    assert "Try again" in work


# --- after release --------------------------------------------------------------------------------------------------


def test_the_listing_shows_number_total_hash_and_masked_accounts(cast, north, rhys):
    people(cast, north)
    run = made(cast, north, scenarios.released_run)
    with inside(cast):
        listing = PaymentListing.objects.get(run=run)

    page = said(rhys.get(at("run_payments", run)))
    file = rows_of(rhys.get(at("run_listing", run)))

    assert listing.n_payments == 2
    assert listing.sha256 in page
    assert f"£{listing.control_total:,.2f}" in page
    assert "•••• 3036" in page
    assert "00003036" not in page + str(file)
    assert ["Control total", f"{listing.control_total}", "", "", ""] in file
    assert ["Payslips paid", "2", "", "", ""] in file
    assert sum(Decimal(row[4]) for row in file[9:]) == listing.control_total


def test_every_line_is_downloaded_and_adds_up(cast, north, rhys):
    people(cast, north)
    run = made(cast, north, scenarios.released_run)
    refresh(cast, run)

    file = rows_of(rhys.get(at("run_lines", run)))

    paid = sum(Decimal(row[9]) for row in file[1:] if row[4] == "payment")
    taken = sum(Decimal(row[9]) for row in file[1:] if row[4] == "deduction")
    assert len(file) - 1 == run.n_lines
    assert (paid, paid - taken) == (run.gross, run.net)
    event = events(cast, action="EXPORT")[-1]
    assert event.changes["rows"] == run.n_lines
    assert event.changes["results_hash"] == run.results_hash


def test_a_report_is_made_of_a_calculated_run(cast, north, ben):
    run, _ = two_months(cast, north)

    answer = ben.get(at("run_report", run))

    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("name", ["run_payments", "run_listing", "run_lines"])
def test_before_release_there_is_nothing_to_pay(cast, north, rhys, name):
    people(cast, north)
    run = made(cast, north, scenarios.approved_run)

    assert rhys.get(at(name, run)).status_code == 404


def test_only_those_who_may_export_download_lines(cast, north, ben):
    people(cast, north)
    run = made(cast, north, scenarios.released_run)

    assert [ben.get(at(name, run)).status_code for name in ("run_listing", "run_lines")] == [403, 403]
    assert "Every line of every payslip" not in said(ben.get(at("run_payments", run)))


# --- home page ------------------------------------------------------------------------------------------------------


def test_the_home_page_tells_each_of_the_three_what_waits_for_them(cast, north, amara, ben, rhys):
    people(cast, north, bad_tax_code=True)
    home = "/p/northshire/"
    with inside(cast):
        run = scenarios.calculated_run(cast, north.pay_group)

    assert "People in quarantine in Monthly paid, November 2026" in said(amara.get(home))
    assert "Approve Monthly paid, November 2026" in said(ben.get(home))
    assert "Release" not in said(rhys.get(home))
    with inside(cast):
        pay_runs.approve(run_id=run.pk, by=cast.ben, at=NOW)
    assert "Release Monthly paid, November 2026" in said(rhys.get(home))
    assert "Approve Monthly" not in said(ben.get(home))


# --- cost of a page -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("run", 22),
        ("run_people", 16),
        ("run_quarantine", 15),
        ("run_totals", 15),
        ("run_changes", 16),
        ("run_progress", 13),
    ],
)
def test_the_queries_of_a_page_do_not_grow_with_the_people(cast, north, name, most):
    run, _ = two_months(cast, north)
    client = signed_in(cast.ben)
    counts = []
    for _ in range(2):
        client.get(at(name, run))  # what a session and a cache keep from the first time
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(name, run)).status_code == 200
        counts.append(len(queries))
        with inside(cast):
            for _ in range(4):
                hr.employee(north.partner, org=north, tax=None)
            pay_runs.calculate(run_id=run.pk, by=cast.amara, at=NOW)
        with inside(cast):
            scenarios.drain(run)

    assert counts[0] == counts[1] or name == "run"  # the overview asks for the quarantine once there is one
    assert max(counts) <= most


def test_the_landing_page_costs_the_same_for_many_groups(cast, north, amara):
    counts = []
    with inside(cast):
        calendar(north.pay_group, by=cast.amara)
    for number in range(2):
        amara.get(at("pay_home"))
        with CaptureQueriesContext(connection) as queries:
            amara.get(at("pay_home"))
        counts.append(len(queries))
        with inside(cast):
            for n in range(3):
                calendar(hr.pay_group(north.scheme, code=f"G{number}{n}", name=f"Group {number}{n}"), by=cast.amara)

    assert counts[0] == counts[1]
