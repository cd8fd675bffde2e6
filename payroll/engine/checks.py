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
    first, last, title = segments[0], segments[-1], segments[0].title
    if any(s.start < inputs.period_start or s.end > inputs.period_end or s.start >= s.end for s in segments):
        raise PayslipProblem(
            code="TERMS_OUTSIDE_PERIOD",
            message=f"The dates of the pay terms for {title} are not inside the pay period.",
            field="jobs",
            remedy="Check the start and end dates of the contract, the job and its pay terms.",
        )
    if any(s.full_time_hours <= 0 or s.weeks_in_year <= 0 for s in segments):
        raise PayslipProblem(
            code="HOURS_MISSING",
            message=f"The full-time hours or the weeks in the year of {title} are not above 0.",
            field="jobs",
            remedy="Give the full-time hours a week and the weeks in the year in the terms and conditions of the job.",
        )
    if any(s.annual < 0 or s.contract_hours < 0 for s in segments):
        raise PayslipProblem(
            code="TERMS_NEGATIVE",
            message=f"The salary or the hours of {title} are below 0.",
            field="jobs",
            remedy="Correct the salary and the contract hours of the job.",
        )
    if any(later.start < earlier.end for earlier, later in pairwise(segments)):
        raise PayslipProblem(
            code="TERMS_OVERLAP",
            message=f"Two sets of pay terms for {title} cover the same days.",
            field="jobs",
            remedy="End the earlier pay terms on the day before the later ones start.",
        )
    is_joined = all(later.start == earlier.end for earlier, later in pairwise(segments))
    return is_joined and first.start == inputs.period_start and last.end == inputs.period_end
