"""Check that the pay terms of a job make sense before anything is paid on them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from payroll.engine.problems import PayslipProblem
from payroll.engine.types import JobTerms, PayInputs


def checked_terms(inputs: PayInputs, segments: Sequence[JobTerms]) -> bool:
    """Check the terms of one job, in the order of their dates, and say whether they fill the pay period.

    :raises PayslipProblem: when they lie outside the period, overlap, or have no full-time hours.
    """
    first, last = segments[0], segments[-1]
    if any(s.start < inputs.period_start or s.end > inputs.period_end or s.start >= s.end for s in segments):
        raise _problem(
            "TERMS_OUTSIDE_PERIOD",
            f"The dates of the pay terms for {first.title} are not inside the pay period.",
            "Check the start and end dates of the contract, the job and its pay terms.",
        )
    if any(s.full_time_hours <= 0 or s.weeks_in_year <= 0 for s in segments):
        raise _problem(
            "HOURS_MISSING",
            f"The full-time hours or the weeks in the year of {first.title} are not above 0.",
            "Give the full-time hours a week and the weeks in the year in the terms and conditions of the job.",
        )
    if any(s.annual < 0 or s.contract_hours < 0 for s in segments):
        raise _problem(
            "TERMS_NEGATIVE",
            f"The salary or the hours of {first.title} are below 0.",
            "Correct the salary and the contract hours of the job.",
        )
    if any(later.start < earlier.end for earlier, later in pairwise(segments)):
        raise _problem(
            "TERMS_OVERLAP",
            f"Two sets of pay terms for {first.title} cover the same days.",
            "End the earlier pay terms on the day before the later ones start.",
        )
    is_joined = all(later.start == earlier.end for earlier, later in pairwise(segments))
    return is_joined and first.start == inputs.period_start and last.end == inputs.period_end


def _problem(code: str, message: str, remedy: str) -> PayslipProblem:
    return PayslipProblem(code=code, message=message, field="jobs", remedy=remedy)
