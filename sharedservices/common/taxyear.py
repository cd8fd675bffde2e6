"""Tell tax years, tax months and weeks, and financial years from dates. Pure: no clock, no Django."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_LABEL = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class _Year(ABC):
    """A twelve-month year named by the calendar year in which it starts."""

    first_year: int

    @classmethod
    @abstractmethod
    def _first_day(cls, year: int) -> date:
        """Return the first day of the year that begins in a calendar year."""

    @classmethod
    def of(cls, on: date) -> Self:
        """Return the year that holds the date."""
        return cls(on.year if on >= cls._first_day(on.year) else on.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the year written like 2026-27.

        :raises ValueError: if the text is not a year and the one after it.
        """
        match = _LABEL.fullmatch(text.strip())
        if not match or (int(match[1]) + 1) % 100 != int(match[2]) or not 1900 <= int(match[1]) < 9000:
            raise ValueError(f"'{text}' is not a year like 2026-27")
        return cls(int(match[1]))

    @property
    def start(self) -> date:
        """The first day of the year."""
        return self._first_day(self.first_year)

    @property
    def end(self) -> date:
        """The last day of the year (inclusive)."""
        return self._first_day(self.first_year + 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """The year as people write it: 2026-27."""
        return f"{self.first_year}-{(self.first_year + 1) % 100:02d}"

    def next(self) -> Self:
        """Return the year after this one."""
        return type(self)(self.first_year + 1)

    def previous(self) -> Self:
        """Return the year before this one."""
        return type(self)(self.first_year - 1)

    def __contains__(self, on: object) -> bool:
        return isinstance(on, date) and self.start <= on <= self.end

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True, order=True)
class TaxYear(_Year):
    """A tax year: 6 April to 5 April.

    Source: Income Tax Act 2007 s 4.
    """

    @classmethod
    def _first_day(cls, year: int) -> date:
        return date(year, 4, 6)

    def tax_month(self, on: date) -> int:
        """Return the tax month (1 to 12) of a date: month 1 is 6 April to 5 May.

        Source: HMRC, Specification for PAYE Tax Table Routines.

        :raises ValueError: if the date is outside this tax year.
        """
        self._require(on)
        return (on.month - 4 - (on.day < 6)) % 12 + 1

    def tax_week(self, on: date) -> int:
        """Return the tax week (1 to 53) of a date: week 1 is 6 to 12 April; 5 April is in week 53.

        Source: HMRC, Specification for PAYE Tax Table Routines.

        :raises ValueError: if the date is outside this tax year.
        """
        self._require(on)
        return (on - self.start).days // 7 + 1

    def _require(self, on: date) -> None:
        if on not in self:
            raise ValueError(f"{on.isoformat()} is not in the tax year {self.label}")


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear(_Year):
    """A financial year of a public body: 1 April to 31 March.

    Source: Accounts and Audit Regulations 2015 (year ending 31 March).
    """

    @classmethod
    def _first_day(cls, year: int) -> date:
        return date(year, 4, 1)

    def month(self, on: date) -> int:
        """Return the accounting month (1 to 12) of a date: month 1 is April.

        :raises ValueError: if the date is outside this financial year.
        """
        if on not in self:
            raise ValueError(f"{on.isoformat()} is not in the financial year {self.label}")
        return (on.month - 4) % 12 + 1
