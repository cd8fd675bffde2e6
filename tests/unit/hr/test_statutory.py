"""Returns to government (domain HR-17): heads once, jobs as full-time equivalents, groups of few not shown."""

from decimal import Decimal

import pytest

from hr.engine import statutory
from hr.engine.statutory import Job, Line

D = Decimal
EMPLOYMENT = statutory.one("public-sector-employment")


def job(person, fte="1", **said):
    return Job(person=person, fte=D(fte), said={"sex": "Women", "hours": "Full time", "term": "Permanent"} | said)


def test_somebody_with_two_jobs_is_one_head_where_most_hours_are():
    jobs = [job(1, "0.6", hours="Part time"), job(1, "0.4", hours="Part time", term="Temporary or casual"), job(2)]

    assert statutory.lines(EMPLOYMENT, jobs, whole=True) == [
        Line(("Women", "Full time", "Permanent"), 1, D("1.00")),
        Line(("Women", "Part time", "Permanent"), 1, D("0.60")),
        Line(("Women", "Part time", "Temporary or casual"), 0, D("0.40")),
    ]


def test_a_group_of_fewer_than_five_is_not_shown_nor_follows_from_the_rest():
    jobs = [job(n) for n in range(6)] + [job(10 + n, sex="Men") for n in range(8)]
    jobs += [job(20 + n, sex="Men", term="Temporary or casual") for n in range(4)]

    found = statutory.lines(EMPLOYMENT, jobs, whole=False)

    assert [(one.of[0], one.of[2], one.heads) for one in found] == [
        ("Men", "Permanent", 8), ("Men", "Temporary or casual", None), ("Women", "Permanent", None),
    ]  # fmt: skip
    assert [one.heads for one in statutory.lines(EMPLOYMENT, jobs, whole=True)] == [8, 4, 6]


def test_every_return_says_where_its_content_is_written_and_what_is_not_here():
    for one in statutory.returns():
        assert set(one.by) <= set(statutory.DIMENSIONS), one.code
        assert all((one.source, one.not_here, one.asked_by))
    with pytest.raises(statutory.ReturnMissing):
        statutory.one("census-of-dragons")
