"""Income and expenditure, and the balance sheet, from a trial balance (domain FIN-15). Pure.

Groups are those of CIPFA's standard subjective analysis and of the balance sheet, as the chart of accounts has them
(domain FIN-01). Pounds: a trial balance has debits above nought and credits below.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from sharedservices.common.money import ZERO

EXPENDITURE = (
    "EMPLOYEES", "PREMISES", "TRANSPORT", "SUPPLIES", "THIRD_PARTY", "TRANSFERS", "SUPPORT", "DEPRECIATION",
)  # fmt: skip
INCOME, CAPITAL = "INCOME", "CAPITAL"
ASSETS = ("NON_CURRENT", "INVESTMENTS", "DEBTORS", "CASH")
LIABILITIES = ("CREDITORS", "PROVISIONS", "LONG_TERM")
RESERVES = ("USABLE", "UNUSABLE")
OF_THE_YEAR = (*EXPENDITURE, INCOME, CAPITAL)
ALL = (*OF_THE_YEAR, *ASSETS, *LIABILITIES, *RESERVES)


class UnknownGroup(LookupError):
    """A group of the chart stands on no statement: the statements would not be whole."""


class Figure(NamedTuple):
    """A line of a statement: a group of the chart, or a sum with its words. Pounds now and a year before."""

    group: str
    words: str
    now: Decimal
    before: Decimal


Groups = dict[str, Decimal]


def by_group(rows: Iterable[tuple[str, Decimal]]) -> Groups:
    """Add the balances of codes up by group. :raises UnknownGroup: for a group that no statement has."""
    found: Groups = defaultdict(lambda: ZERO)
    for group, pounds in rows:
        if group not in ALL:
            raise UnknownGroup(group)
        found[group] += pounds
    return found


def income_and_expenditure(now: Groups, before: Groups) -> list[Figure]:
    """Return what was spent and earned: costs above nought, income below; capital financing outside cost of services.

    Source: domain FIN-01 (capital financing costs stand outside the net cost of services), FIN-15.
    """

    def lines(groups: tuple[str, ...]) -> list[Figure]:
        return [Figure(one, "", now.get(one, ZERO), before.get(one, ZERO)) for one in groups]

    spent = lines(EXPENDITURE)
    gross = _sum("Gross expenditure", spent)
    earned = lines((INCOME,))
    services = _sum("Net cost of services", [gross, *earned])
    financing = lines((CAPITAL,))
    return [*spent, gross, *earned, services, *financing, _sum("Net expenditure", [services, *financing])]


def balance_sheet(now: Groups, before: Groups) -> list[Figure]:
    """Return what is owned and owed, and what it is financed by: reserves, and the result of the year so far.

    Net assets are the total of what finances them, as every journal balances. Source: domain FIN-15.
    """

    def lines(groups: tuple[str, ...], sign: int = 1) -> list[Figure]:
        return [Figure(one, "", sign * now.get(one, ZERO), sign * before.get(one, ZERO)) for one in groups]

    owned, owed = lines(ASSETS), lines(LIABILITIES)
    assets, liabilities = _sum("Total assets", owned), _sum("Total liabilities", owed)
    reserves = lines(RESERVES, -1)
    result = Figure("", "Surplus, or deficit below nought, of the year so far", -_of_year(now), -_of_year(before))
    return [
        *owned, assets, *owed, liabilities, _sum("Net assets", [assets, liabilities]), *reserves, result,
        _sum("Reserves and result of the year", [*reserves, result]),
    ]  # fmt: skip


def _of_year(groups: Groups) -> Decimal:
    return sum((groups.get(one, ZERO) for one in OF_THE_YEAR), ZERO)


def _sum(words: str, figures: Iterable[Figure]) -> Figure:
    rows = list(figures)
    return Figure("", words, sum((one.now for one in rows), ZERO), sum((one.before for one in rows), ZERO))
