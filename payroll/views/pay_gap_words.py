"""How the gender pay gap is said: tiles, charts, tables, the working behind each figure, notes on publishing."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from payroll.engine.pay_gap_law import law_on
from payroll.models import PayGapReport
from payroll.queries.pay_gap_reports import FEWEST_PUBLISHED, GapFigures, ReportFigures
from sharedservices.common.charts import Bar, BarChart, RowChart
from sharedservices.common.formatting import counted, day, moment, money, number

QUARTERS = ("Lower", "Lower middle", "Upper middle", "Upper")
NOBODY = "No figure: nobody on one side"
TREATMENTS = {"ORDINARY": "Ordinary pay", "BONUS": "Bonus", "LEFT_OUT": "Not counted"}
WITHHELD = {"hourly": "the pay gap and the quarters", "bonus": "the bonus gap"}


def treatment(code: str | None) -> str:
    """Say what an element is to the pay gap."""
    return TREATMENTS.get(code or "", "Not said yet")


def per_cent(value: Decimal | None) -> str:
    """Say a figure in per cent to one decimal place."""
    return "None" if value is None else f"{value:.1f}%".replace("-", "−")


def caption(report: PayGapReport) -> str:
    """Say of which day the figures are and what for."""
    kind = "Snapshot date" if report.is_statutory else "Trial, not for publication as the yearly figures"
    return f"{day(report.snapshot_on)}. {kind}"


def tiles(found: ReportFigures) -> list[dict[str, str]]:
    """Return the six measures at a glance."""
    gaps = (("pay", found.hourly), ("bonus", found.bonus))
    measured = [
        {"label": f"{kind} {name} gap", "value": per_cent(gap), "hint": _who_earns_more(gap)}
        for name, one in gaps
        for kind, gap in (("Mean", one.mean), ("Median", one.median))
    ]
    received = (
        ("Men", "men", found.men_with_bonus, found.n_men),
        ("Women", "women", found.women_with_bonus, found.n_women),
    )
    return measured + [
        {"label": f"{who} with a bonus", "value": per_cent(share), "hint": f"of {number(n)} {them}"}
        for who, them, share, n in received
    ]


def charts(found: ReportFigures) -> list[Any]:
    """Return the charts: women in each quarter, and pay an hour of men and women."""
    shares = [
        Bar(name, one.women_percent)
        for name, one in zip(QUARTERS, found.quarters, strict=True)
        if one.women_percent is not None
    ]
    rates = [
        Bar(f"{who}, {what}", value)
        for who, sides in (("Men", found.hourly.men), ("Women", found.hourly.women))
        for what, value in zip(("mean", "median"), sides, strict=True)
        if value is not None
    ]
    quarters = BarChart(
        title="Women in each quarter of pay",
        bars=shares,
        summary="Everybody on full pay by pay an hour, in four quarters from the lowest paid.",
        label_heading="Quarter",
        value_heading="Women",
        say=per_cent,
    )
    pay = RowChart(
        title="Pay an hour",
        bars=rates,
        summary="The gap is the difference between men and women in per cent of what men are paid.",
        label_heading="Who",
        value_heading="Pounds an hour",
        say=money,
    )
    return [one for one in (quarters, pay) if one.bars]


def gap_table(title: str, found: GapFigures) -> dict[str, Any]:
    """Return a table of both sides of a gap."""
    headings = ("Who", "People", "Mean", "Median")
    sides = (("Men", found.n_men, found.men), ("Women", found.n_women, found.women))
    return {
        "caption": title,
        "headings": [{"label": label, "is_numeric": bool(index)} for index, label in enumerate(headings)],
        "rows": [
            [
                {"text": who, "is_header": True},
                _numeric(number(n)),
                *(_numeric(money(value) if value is not None else "None") for value in values),
            ]
            for who, n, values in sides
        ],
        "totals": [
            {"text": "Gap", "is_header": True},
            _numeric(""),
            _numeric(per_cent(found.mean)),
            _numeric(per_cent(found.median)),
        ],
    }


def working(found: ReportFigures) -> list[dict[str, str]]:
    """Explain each figure: what is taken from what, and divided by what."""
    return [
        *_of_gap("pay gap", found.hourly),
        *_of_gap("bonus gap", found.bonus),
        {
            "key": "Men and women with a bonus",
            "value": f"{number(found.bonus.n_men)} of {number(found.n_men)} men and "
            f"{number(found.bonus.n_women)} of {number(found.n_women)} women, "
            "whether they were on full pay or not.",
        },
        {
            "key": "Quarters",
            "value": "; ".join(
                f"{name.lower()} {counted(one.men, 'man', 'men')} and {counted(one.women, 'woman', 'women')}"
                for name, one in zip(QUARTERS, found.quarters, strict=True)
            ).capitalize()
            + ". People of one rate on both sides of a boundary are shared out in proportion to sex.",
        },
    ]  # fmt: skip


def _of_gap(name: str, found: GapFigures) -> Iterable[dict[str, str]]:
    for index, (kind, gap) in enumerate((("Mean", found.mean), ("Median", found.median))):
        men, women = found.men[index], found.women[index]
        text = NOBODY
        if gap is not None and men is not None and women is not None:
            text = f"({money(men)} − {money(women)}) ÷ {money(men)} = {per_cent(gap)}"
        yield {"key": f"{kind} {name}", "value": text}


def facts(report: PayGapReport, *, standings: dict[str, int]) -> list[dict[str, str]]:
    """Return who counts and who does not, and by whom it was worked out."""
    law = law_on(report.snapshot_on)
    return [
        {"key": "People employed on the day", "value": number(report.n_heads), "hint": "With two jobs, still one"},
        *({"key": label, "value": number(n)} for label, n in standings.items()),
        {"key": "Duty to publish", "value": _duty(report), "hint": law.source},
        {"key": "Worked out", "value": f"{report.made_by}, {moment(report.made_at)}"},
        {"key": "Hash of the rows", "value": report.rows_hash, "hint": "SHA-256: the rows behind these figures"},
    ]  # fmt: skip


def notes(report: PayGapReport, *, withheld: frozenset[str]) -> list[str]:
    """Say what stands in the way of publishing, and what the figures rest on."""
    found = []
    if not report.is_statutory:
        found.append("This is a trial. The yearly figures are those of 31 March.")
    if withheld:
        what = " and ".join(WITHHELD[name] for name in sorted(withheld, reverse=True))
        found.append(
            f"Files leave out {what}: fewer than {FEWEST_PUBLISHED} men or {FEWEST_PUBLISHED} women are behind them."
        )
    found.append(
        "Men and women as recorded for HMRC. Pay before tax and after salary sacrifice, without overtime; "
        "hours as agreed, or the average of twelve weeks where pay varies by hours."
    )
    return found


def published(found: ReportFigures, *, withheld: frozenset[str]) -> list[tuple[str, str]]:
    """Return the measures for a page that leaves the building."""
    return [
        (name, "Withheld" if part in withheld else per_cent(value))
        for name, part, value in (
            ("Mean gender pay gap", "hourly", found.hourly.mean),
            ("Median gender pay gap", "hourly", found.hourly.median),
            ("Mean bonus gender pay gap", "bonus", found.bonus.mean),
            ("Median bonus gender pay gap", "bonus", found.bonus.median),
            ("Men who received a bonus", "bonus", found.men_with_bonus),
            ("Women who received a bonus", "bonus", found.women_with_bonus),
        )
    ]


def quarter_rows(found: ReportFigures) -> list[tuple[str, str, str]]:
    """Return the shares of men and women in each quarter."""
    rows = zip(QUARTERS, found.quarters, strict=True)
    return [(name, per_cent(one.men_percent), per_cent(one.women_percent)) for name, one in rows]


def _duty(report: PayGapReport) -> str:
    law = law_on(report.snapshot_on)
    if not report.is_obliged:
        return f"None: fewer than {law.obliged_from_heads} people. Publishing is voluntary."
    if not report.is_statutory:
        return f"Yes, with the figures of {date_words(law.snapshot)}"
    return f"Publish by {day(law.publish_by(report.snapshot_on))}"


def date_words(found: tuple[int, int]) -> str:
    """Say a month and a day, like 31 March."""
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
    return f"{found[1]} {(*months, 'November', 'December')[found[0] - 1]}"


def _who_earns_more(gap: Decimal | None) -> str:
    if gap is None:
        return "Nobody on one side"
    if not gap:
        return "No difference"
    return "Men are paid more" if gap > 0 else "Women are paid more"


def _numeric(text: str) -> dict[str, Any]:
    return {"text": text, "is_numeric": True}
