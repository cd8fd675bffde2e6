"""Why somebody leaves, and what each reason brings with it: notice, leave, redundancy, pension, re-hire (domain HR-08).

Death is not here on purpose: it is a process of its own, never a reason that somebody chooses from a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LeavingReason(StrEnum):
    """Why a job or an employment ends."""

    RESIGNATION = "RESIGNATION"
    RETIREMENT = "RETIREMENT"
    FLEXIBLE_RETIREMENT = "FLEXIBLE_RETIREMENT"
    ILL_HEALTH = "ILL_HEALTH"
    CONDUCT = "CONDUCT"
    GROSS_MISCONDUCT = "GROSS_MISCONDUCT"
    CAPABILITY = "CAPABILITY"
    PROBATION = "PROBATION"
    OTHER_SUBSTANTIAL = "OTHER_SUBSTANTIAL"
    REDUNDANCY = "REDUNDANCY"
    VOLUNTARY_REDUNDANCY = "VOLUNTARY_REDUNDANCY"
    END_OF_FIXED_TERM = "END_OF_FIXED_TERM"
    TUPE_OUT = "TUPE_OUT"
    TRANSFER = "TRANSFER"
    SETTLEMENT = "SETTLEMENT"


class Notice(StrEnum):
    """How notice is served."""

    WORKED = "WORKED"
    IN_LIEU = "IN_LIEU"
    NONE = "NONE"


class LeaveRule(StrEnum):
    """What becomes of leave that is left."""

    SETTLED = "SETTLED"
    GOES_ALONG = "GOES_ALONG"
    AGREED = "AGREED"


class Rehire(StrEnum):
    """Whether somebody may be employed again."""

    YES = "YES"
    HR_DECIDES = "HR_DECIDES"
    NO = "NO"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRule:
    """What a reason brings with it. `notices`: how notice may be served, the usual way first; empty texts mean none.

    `job_goes_on`: no job ends; somebody draws a pension and works on with fewer hours or in a lower grade.
    """

    label: str
    notices: tuple[Notice, ...] = (Notice.WORKED, Notice.IN_LIEU)
    leave: LeaveRule = LeaveRule.SETTLED
    redundancy: str = ""
    pension: str = "Deferred benefit or refund"
    rehire: Rehire = Rehire.YES
    by_employer: bool = False
    needs_case: bool = False
    is_confidential: bool = False
    is_chosen: bool = True
    ends_tax_record: bool = True
    job_goes_on: bool = False
    note: str = ""


_DISMISSAL = {
    "by_employer": True,
    "needs_case": True,
    "rehire": Rehire.HR_DECIDES,
    "note": "The case of HR is named, with its appeal",
}
_REDUNDANCY = {
    "by_employer": True,
    "redundancy": "Due after two full years of service",
    "pension": "From 55: unreduced benefits, and strain cost to the employer",
    "note": "Collective consultation from 20 people within 90 days",
}

REASONS: dict[LeavingReason, ReasonRule] = {
    LeavingReason.RESIGNATION: ReasonRule(
        label="Resignation", note="Taken back only with the agreement of the HR manager"
    ),
    LeavingReason.RETIREMENT: ReasonRule(
        label="Retirement", pension="Retirement benefits", note="The fund gives its quotation first"
    ),
    LeavingReason.FLEXIBLE_RETIREMENT: ReasonRule(
        label="Flexible retirement", notices=(Notice.NONE,), pension="Retirement benefits; a new membership begins",
        is_chosen=False, ends_tax_record=False, job_goes_on=True,
        note="The job goes on with fewer hours or in a lower grade. No P45; service goes on",
    ),
    LeavingReason.ILL_HEALTH: ReasonRule(
        label="Ill-health retirement", by_employer=True, pension="Ill-health benefits, tier 1, 2 or 3",
        note="Certificate of the independent doctor of the scheme",
    ),
    LeavingReason.CONDUCT: ReasonRule(label="Dismissal: conduct", **_DISMISSAL),  # type: ignore[arg-type]
    LeavingReason.GROSS_MISCONDUCT: ReasonRule(
        label="Dismissal: gross misconduct", notices=(Notice.NONE,), **_DISMISSAL,  # type: ignore[arg-type]
    ),
    LeavingReason.CAPABILITY: ReasonRule(label="Dismissal: capability", **_DISMISSAL),  # type: ignore[arg-type]
    LeavingReason.PROBATION: ReasonRule(label="Dismissal: probation", **_DISMISSAL),  # type: ignore[arg-type]
    LeavingReason.OTHER_SUBSTANTIAL: ReasonRule(
        label="Dismissal: some other substantial reason", **_DISMISSAL,  # type: ignore[arg-type]
    ),
    LeavingReason.REDUNDANCY: ReasonRule(label="Redundancy", **_REDUNDANCY),  # type: ignore[arg-type]
    LeavingReason.VOLUNTARY_REDUNDANCY: ReasonRule(
        label="Voluntary redundancy", **_REDUNDANCY,  # type: ignore[arg-type]
    ),
    LeavingReason.END_OF_FIXED_TERM: ReasonRule(
        label="End of fixed term", notices=(Notice.NONE, Notice.WORKED, Notice.IN_LIEU), by_employer=True,
        redundancy="May be due after two full years of service", note="Expiry is a dismissal in law",
    ),
    LeavingReason.TUPE_OUT: ReasonRule(
        label="Transfer of undertaking (TUPE)", notices=(Notice.NONE,), leave=LeaveRule.GOES_ALONG,
        pension="The new employer’s scheme", ends_tax_record=False,
        note="No P45 where the tax record goes along. Employee liability information 28 days before",
    ),
    LeavingReason.TRANSFER: ReasonRule(
        label="Transfer to another partner", notices=(Notice.NONE,), leave=LeaveRule.AGREED,
        pension="Transfer between funds or aggregation", is_chosen=False,
        note="Begins with a transfer that both partners sign; service goes on",
    ),
    LeavingReason.SETTLEMENT: ReasonRule(
        label="Settlement agreement", notices=(Notice.WORKED, Notice.IN_LIEU, Notice.NONE),
        rehire=Rehire.HR_DECIDES, is_confidential=True, note="Confidential: shown to those who run leavers only",
    ),
}  # fmt: skip

CONFIDENTIAL = "Confidential"
JOB_GOES_ON = frozenset(reason.value for reason, rule in REASONS.items() if rule.job_goes_on)
"""The reasons under which no job ends."""


def rule_of(reason: str) -> ReasonRule:
    """Return what a reason brings with it."""
    return REASONS[LeavingReason(reason)]


def chosen() -> list[tuple[str, str]]:
    """Return code and label of every reason that somebody may choose."""
    return [(reason.value, rule.label) for reason, rule in REASONS.items() if rule.is_chosen]
