from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from sharedservices.common.charts import Bar, BarChart, LineChart, RowChart, Series, histogram
from sharedservices.common.formatting import money, pounds_short


def draw(chart):
    return render_to_string("components/chart.html", {"chart": chart})


def test_bars_stand_on_nought_and_reach_round_numbers():
    chart = BarChart(
        title="Net pay",
        bars=[Bar("Oct", Decimal(4850)), Bar("Nov", Decimal(9700), is_marked=True)],
        say_axis=pounds_short,
    )

    assert [line.label for line in chart.grid] == ["£0", "£2.5k", "£5k", "£7.5k", "£10k"]
    low, high = chart.drawn
    assert (low.x, low.width, low.middle) == ("7.00%", "36.00%", "25.00%")
    assert high.y == "30.9"
    assert high.height == "223.1"
    assert high.is_marked


def test_negative_bar_hangs_from_the_base_line():
    up, down = BarChart(title="Change", bars=[Bar("a", Decimal(10)), Bar("b", Decimal(-10))]).drawn

    assert up.y == "24.0"
    assert up.height == down.height == "115.0"
    assert down.y == "139.0"


@pytest.mark.parametrize("values", [[], [Decimal(0)], [Decimal("0.01")], [Decimal("-3.3")]])
def test_chart_of_little_or_nothing_is_drawn(values):
    page = draw(BarChart(title="Nothing", bars=[Bar("x", value) for value in values]))

    assert "Nothing" in page


def test_histogram_has_one_bar_for_each_band():
    chart = histogram(
        title="Net pay", edges=[Decimal(0), Decimal(400), Decimal(800)], counts=[3, 5], say_edge=pounds_short
    )

    assert [bar.label for bar in chart.drawn] == ["£0", "£400"]
    assert chart.table_rows == [["£0 to £400", "3"], ["£400 to £800", "5"]]


def test_a_long_label_of_several_words_takes_two_lines():
    bars = [Bar("Lower", Decimal(1)), Bar("Lower middle", Decimal(2)), Bar("Nov 2026", Decimal(3))]
    lines = [bar.lines for bar in BarChart(title="Quarters", bars=bars).drawn]
    assert lines == [["Lower"], ["Lower", "middle"], ["Nov 2026"]]


def test_histogram_of_many_bands_leaves_labels_out_and_more_of_them_on_a_phone():
    edges = [Decimal(750 + 250 * n) for n in range(14)]
    chart = histogram(title="Net pay", edges=edges, counts=[1] * 13, say_edge=str)

    assert [bar.label for bar in chart.drawn][:5] == ["750", "", "1250", "", "1750"]
    assert [bar.label for bar in chart.drawn if bar.label and not bar.is_minor] == ["750", "1750", "2750", "3750"]
    assert chart.table_rows[1] == ["1000 to 1250", "1"]


def test_histogram_refuses_edges_that_do_not_fit():
    with pytest.raises(ValueError, match="one edge more"):
        histogram(title="", edges=[Decimal(0)], counts=[1], say_edge=str)


def test_line_breaks_at_a_gap():
    chart = LineChart(
        title="Overtime", labels=["Apr", "May", "Jun"], series=[Series("2026", [Decimal(1), None, Decimal(3)])]
    )

    first, last = chart.lines[0]
    assert (first.from_x, first.from_y) == (first.x, first.y)
    assert (last.from_x, last.from_y) == (last.x, last.y)
    assert chart.table_rows == [["Apr", "1"], ["May", ""], ["Jun", "3"]]


def test_many_labels_are_thinned_for_phones():
    chart = BarChart(title="Year", bars=[Bar(str(n), Decimal(n)) for n in range(12)])

    assert [bar.is_minor for bar in chart.drawn][:4] == [False, True, False, True]
    assert not chart.are_values_shown


def test_row_chart_measures_from_the_lowest():
    up, down = RowChart(title="Change", bars=[Bar("Overtime", Decimal(30)), Bar("Tax", Decimal(-10))], say=money).drawn

    assert (up.x, up.width) == ("25.00%", "75.00%")
    assert (down.x, down.width) == ("0.00%", "25.00%")
    assert down.value == "−£10.00"


def test_every_chart_gives_its_figures_as_a_table_without_inline_style():
    charts = [
        BarChart(title="Bars", bars=[Bar("Nov", Decimal("12.5"))], say=money),
        LineChart(
            title="Lines", labels=["Nov"], series=[Series("a", [Decimal("12.5")]), Series("b", [Decimal(1)])], say=money
        ),
        RowChart(title="Rows", bars=[Bar("Nov", Decimal("12.5"))], say=money),
    ]

    for chart in charts:
        page = draw(chart)
        assert page.count("<table") == 1
        assert "£12.50" in page
        assert "<caption" in page
        assert "style=" not in page
        assert 'aria-hidden="true"' in page
