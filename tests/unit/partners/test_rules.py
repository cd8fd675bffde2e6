"""T-SEC-3: figures over several partners count nobody out of fewer than five."""

import pytest

from partners.rules import figure_in_cell, is_few, people_in_cell


@pytest.mark.parametrize(("n", "said"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (1_234, "1,234")])
def test_t_sec_3_fewer_than_five_people_read_as_that(n, said):
    assert people_in_cell(n) == said
    assert is_few(n) == (said == "<5")


@pytest.mark.parametrize(("n", "said"), [(0, "£0.00"), (4, "Not shown"), (5, "£0.00")])
def test_t_sec_3_what_is_said_about_fewer_than_five_people_is_not_shown(n, said):
    assert figure_in_cell("£0.00", n_people=n) == said
