"""What is available of a budget, what a check of it answers, and where a year will end (domain FIN-04). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sharedservices.common.money import ZERO

LARGE_VARIANCE, VARIANCE_SHARE = Decimal(25_000), Decimal("0.05")


class Mode(StrEnum):
    """What a budget check does where there is not enough."""

    OFF = "OFF"
    WARN = "WARN"
    HARD = "HARD"
    HARD_OVER_TOLERANCE = "HARD_OVER_TOLERANCE"


class Verdict(StrEnum):
    """What a budget check answers."""

    PASSES = "PASSES"
    WARNS = "WARNS"
    REFUSES = "REFUSES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A budget at one moment, in pounds: costs above, income below nought.

    `reserved` is what virements that wait for approval would take away.
    """

    revised: Decimal = ZERO
    actual: Decimal = ZERO
    committed: Decimal = ZERO
    pre_committed: Decimal = ZERO
    reserved: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        """Revised annual less actual to date, commitments, pre-commitments and reserved virements.

        Source: domain FIN-04.
        """
        return self.revised - self.actual - self.committed - self.pre_committed - self.reserved

    @property
    def used(self) -> Decimal:
        """Actual and commitments: a virement leaves at least so much (domain FIN-04)."""
        return self.actual + self.committed + self.pre_committed


def verdict(*, available: Decimal, asked: Decimal, mode: Mode, tolerance: Decimal = ZERO) -> Verdict:
    """Say whether something more may be charged to a budget; what asks for nothing more passes."""
    short = asked - available
    if mode == Mode.OFF or asked <= 0 or short <= 0:
        return Verdict.PASSES
    if mode == Mode.HARD or (mode == Mode.HARD_OVER_TOLERANCE and short > tolerance):
        return Verdict.REFUSES
    return Verdict.WARNS


def outturn(*, actual: Decimal, remaining: Decimal, known: Decimal) -> Decimal:
    """Return where the year will end: actual, what the profile still holds, and known changes. Source: FIN-04."""
    return actual + remaining + known


def needs_comment(*, forecast: Decimal, revised: Decimal) -> bool:
    """Tell whether a variance has to be explained: from £25,000, or 5% of the budget where that is more.

    Source: domain FIN-04, “variance comment mandatory ≥ max(£25k, 5%)” (partner's policy; these are its defaults).
    """
    return abs(forecast - revised) >= max(LARGE_VARIANCE, abs(revised) * VARIANCE_SHARE)
