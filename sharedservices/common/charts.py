"""Charts as plain data: places in per cent and pixels, drawn as SVG by templates/components/chart*.html.

Widths are percentages, so a chart fits a phone without scaling its words. No inline style and no script (the content
security policy forbids both). Every chart carries its figures as a table, and says its summary in a sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import ClassVar

from sharedservices.common import formatting

PLOT_HEIGHT = 230
TOP = 24
HUNDRED = Decimal(100)
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
GRID_LINES = 4
MANY_BARS = 8
LONG_LABEL = 10
PHONE_LABELS = 5
BAR_SHARE = Decimal("0.72")

Say = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its value and whether it stands out."""

    label: str
    value: Decimal
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a line chart: a value for each label, None for a gap."""

    name: str
    values: Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line: `y` in pixels from the top and what it stands for."""

    y: str
    label: str
    is_base: bool


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar in its place: `x`, `width` and `middle` in per cent, `y` and `height` in pixels."""

    x: str
    width: str
    middle: str
    y: str
    height: str
    value_y: str
    label: str
    value: str
    is_marked: bool
    is_minor: bool

    @property
    def lines(self) -> list[str]:
        """Return the label, a long one of several words in two lines: beside others it has little room on a phone."""
        first, _space, rest = self.label.partition(" ")
        return [first, rest] if rest and len(self.label) > LONG_LABEL else [self.label]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line: `x` in per cent, `y` in pixels; `from_x` and `from_y` where the stroke to it begins."""

    x: str
    y: str
    from_x: str
    from_y: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the plot: `x` in per cent; minor ones are hidden on a phone."""

    x: str
    label: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to pixels."""

    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def over(cls, values: Sequence[Decimal]) -> "_Scale":
        """Choose round numbers that hold every value and nought."""
        high, low = max([*values, Decimal(0)]), min([*values, Decimal(0)])
        if high == low:
            return cls(Decimal(0), Decimal(1), Decimal(1))
        rough = (high - low) / GRID_LINES
        size = Decimal(10) ** rough.adjusted()
        step = next(size * unit for unit in STEPS if size * unit >= rough)
        return cls(
            (low / step).to_integral_value(ROUND_FLOOR) * step,
            (high / step).to_integral_value(ROUND_CEILING) * step,
            step,
        )

    def y(self, value: Decimal) -> Decimal:
        return TOP + (self.high - value) / (self.high - self.low) * PLOT_HEIGHT

    def grid(self, say: Say) -> list[GridLine]:
        count = int((self.high - self.low) / self.step)
        values = [self.low + self.step * n for n in range(count + 1)]
        return [GridLine(_px(self.y(value)), say(value), value == 0) for value in values]


class _Chart:
    """What every chart has."""

    template_name: ClassVar[str]
    plot_height: ClassVar[int] = TOP + PLOT_HEIGHT
    full_height: ClassVar[int] = TOP + PLOT_HEIGHT + 26
    label_y: ClassVar[int] = TOP + PLOT_HEIGHT + 20


@dataclass(frozen=True)
class BarChart(_Chart):
    """Upright bars in the order given: months, bands. `say` words the values, `say_axis` those on the axis."""

    title: str
    bars: Sequence[Bar]
    summary: str = ""
    label_heading: str = "Group"
    value_heading: str = "Value"
    say: Say = formatting.number
    say_axis: Say | None = None

    template_name: ClassVar[str] = "components/chart_bars.html"

    @property
    def grid(self) -> list[GridLine]:
        return self._scale.grid(self.say_axis or self.say)

    @property
    def drawn(self) -> list[DrawnBar]:
        slot = HUNDRED / max(len(self.bars), 1)
        return [self._draw(bar, index, slot) for index, bar in enumerate(self.bars)]

    @property
    def are_values_shown(self) -> bool:
        return len(self.bars) <= MANY_BARS

    @property
    def table_head(self) -> list[str]:
        return [self.label_heading, self.value_heading]

    @property
    def table_rows(self) -> list[list[str]]:
        return [[bar.label, self.say(bar.value)] for bar in self.bars]

    @property
    def _scale(self) -> _Scale:
        return _Scale.over([bar.value for bar in self.bars])

    def _draw(self, bar: Bar, index: int, slot: Decimal) -> DrawnBar:
        scale = self._scale
        top, base = scale.y(max(bar.value, Decimal(0))), scale.y(min(bar.value, Decimal(0)))
        every = _label_every(len(self.bars))
        return DrawnBar(
            x=_percent(slot * index + slot * (1 - BAR_SHARE) / 2),
            width=_percent(slot * BAR_SHARE),
            middle=_percent(slot * index + slot / 2),
            y=_px(top),
            height=_px(base - top),
            value_y=_px(top - 6),
            label=bar.label,
            value=(self.say_axis or self.say)(bar.value),
            is_marked=bar.is_marked,
            is_minor=bool(index % every),
        )


@dataclass(frozen=True)
class RowChart(_Chart):
    """Lying bars with their labels and values beside them: a table that is its own picture, for long labels."""

    title: str
    bars: Sequence[Bar]
    summary: str = ""
    label_heading: str = "Group"
    value_heading: str = "Value"
    say: Say = formatting.number

    template_name: ClassVar[str] = "components/chart_rows.html"
    has_own_table: ClassVar[bool] = True

    @property
    def drawn(self) -> list[DrawnBar]:
        values = [bar.value for bar in self.bars]
        high, low = max([*values, Decimal(0)]), min([*values, Decimal(0)])
        span = (high - low) or Decimal(1)
        return [
            DrawnBar(
                x=_percent((min(bar.value, Decimal(0)) - low) / span * HUNDRED),
                width=_percent(abs(bar.value) / span * HUNDRED),
                middle="",
                y="0",
                height="18",
                value_y="",
                label=bar.label,
                value=self.say(bar.value),
                is_marked=bar.is_marked,
                is_minor=False,
            )
            for bar in self.bars
        ]

    @property
    def table_head(self) -> list[str]:
        return [self.label_heading, self.value_heading]


def histogram(
    *,
    title: str,
    edges: Sequence[Decimal],
    counts: Sequence[int],
    say_edge: Say,
    summary: str = "",
    things: str = "People",
) -> BarChart:
    """Draw how many fall between each pair of edges: `len(edges) == len(counts) + 1`, the upper edge not included.

    :raises ValueError: if edges and counts do not fit together.
    """
    if len(edges) != len(counts) + 1:
        raise ValueError("a histogram has one edge more than it has counts")
    bars = [
        Bar(f"{say_edge(low)} to {say_edge(high)}", Decimal(count))
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    return Histogram(title=title, bars=bars, summary=summary, label_heading="From and below", value_heading=things)


@dataclass(frozen=True)
class Histogram(BarChart):
    """Bars that touch; the label under each is its lower edge, under every other one when there are many.

    Made by `histogram`.
    """

    def _draw(self, bar: Bar, index: int, slot: Decimal) -> DrawnBar:
        drawn = super()._draw(bar, index, slot)
        every = _label_every(len(self.bars))
        on_phones = every * -(-len(self.bars) // (every * PHONE_LABELS))
        return DrawnBar(
            x=_percent(slot * index),
            width=_percent(slot - Decimal("0.25")),
            middle=drawn.middle,
            y=drawn.y,
            height=drawn.height,
            value_y=drawn.value_y,
            label="" if index % every else bar.label.split(" to ", 1)[0],
            value=drawn.value,
            is_marked=bar.is_marked,
            is_minor=bool(index % on_phones),
        )


@dataclass(frozen=True)
class LineChart(_Chart):
    """One or two lines over the same labels: this year against last year."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    summary: str = ""
    label_heading: str = "Period"
    say: Say = formatting.number
    say_axis: Say | None = None

    template_name: ClassVar[str] = "components/chart_lines.html"

    @property
    def grid(self) -> list[GridLine]:
        return self._scale.grid(self.say_axis or self.say)

    @property
    def lines(self) -> list[list[Point]]:
        return [self._points(one.values) for one in self.series]

    @property
    def ticks(self) -> list[Tick]:
        every = _label_every(len(self.labels))
        return [Tick(_percent(self._x(n)), label, bool(n % every)) for n, label in enumerate(self.labels)]

    @property
    def table_head(self) -> list[str]:
        return [self.label_heading, *(one.name for one in self.series)]

    @property
    def table_rows(self) -> list[list[str]]:
        return [[label, *(self._word(one.values, n) for one in self.series)] for n, label in enumerate(self.labels)]

    @property
    def _scale(self) -> _Scale:
        return _Scale.over([value for one in self.series for value in one.values if value is not None])

    def _x(self, index: int) -> Decimal:
        slot = HUNDRED / max(len(self.labels), 1)
        return slot * index + slot / 2

    def _word(self, values: Sequence[Decimal | None], index: int) -> str:
        value = values[index] if index < len(values) else None
        return "" if value is None else self.say(value)

    def _points(self, values: Sequence[Decimal | None]) -> list[Point]:
        scale, points = self._scale, []
        before: tuple[str, str] | None = None
        for index, value in enumerate(values):
            if value is None:
                before = None
                continue
            here = (_percent(self._x(index)), _px(scale.y(value)))
            points.append(Point(*here, *(before or here)))
            before = here
        return points


def _label_every(count: int) -> int:
    """Choose which labels a phone has room for: every one up to eight, then every second and so on."""
    return max(1, -(-count // MANY_BARS))


def _percent(value: Decimal) -> str:
    return f"{value:.2f}%"


def _px(value: Decimal) -> str:
    return f"{value:.1f}"
