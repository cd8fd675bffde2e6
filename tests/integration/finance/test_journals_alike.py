"""A journal with the same lines as another within 35 days is asked about, and may still be right (domain FIN-02)."""

from datetime import date

import pytest

from finance.operations import journals
from finance.queries import journals as found
from tests.factories import ledger as make
from tests.factories.ledger import cr, dr


@pytest.mark.parametrize(
    ("on", "is_double"),
    [(date(2026, 10, 15), True), (date(2026, 11, 19), True), (date(2026, 11, 20), False), (date(2026, 9, 9), False)],
)
def test_the_same_lines_within_35_days_are_told_to_whoever_approves(books, people, at, on, is_double):
    journals.draft(wanted=make.wanted(books, on=date(2026, 10, 15)), by=people.pru, at=at)
    second = journals.draft(wanted=make.wanted(books, on=on, description="Stationery once more"), by=people.abe, at=at)

    said = found.words(second).get("Perhaps a double", "")

    expected = "The same lines stand in Stationery that came in October of 15 October 2026, not posted."
    assert said == (expected if is_double else "")


def test_other_lines_and_discarded_journals_are_no_doubles(books, people, at):
    first = journals.draft(wanted=make.wanted(books), by=people.pru, at=at)
    other = journals.draft(
        wanted=make.wanted(books, dr("40100", "100.01"), cr("94050", "100.01")), by=people.pru, at=at
    )
    assert found.alike(other) == []
    journals.discard(journal=first.uuid, by=people.pru, at=at)
    again = journals.draft(wanted=make.wanted(books), by=people.pru, at=at)
    assert found.alike(again) == []
