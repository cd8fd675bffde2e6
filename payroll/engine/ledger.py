"""What a pay run is in the ledger: who bears which cost, and what is owed to whom (domain FIN-12). Pure; pounds.

Gross pay goes where the job's cost split says, day by day; employer's National Insurance, pension and levy follow basic
pay. Debits are above nought, credits below, and the entries of a run add up to nought.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sharedservices.common.money import PENNY, ZERO, pence, split_by_weight

FEW = 3
"""Of fewer people, a figure says what somebody earns (domain FIN-12, the salary-inference rule)."""
NOWHERE = ""
"""Stands for a cost centre that nobody has named: its cost goes to suspense."""
EMPLOYER = "EMPLOYER-"
MONTHS = 12


class Part(StrEnum):
    """What an entry of the journal is, in the words that stand on its line."""

    GROSS = "Gross pay"
    EMPLOYER_NI = "Employer’s National Insurance"
    EMPLOYER_PENSION = "Employer’s pension contribution"
    LEVY = "Apprenticeship levy"
    PAYE = "PAYE, National Insurance and student loans"
    PENSION = "Pension contributions owed"
    DEDUCTION = "Other deductions"
    NET = "Net pay"


class Entry(NamedTuple):
    """Where an amount goes: subjective code, cost centre, what it is, and the first day that it is really about."""

    subjective: str
    cost_centre: str
    part: Part
    origin: date | None = None


class Line(NamedTuple):
    """A line of a payslip."""

    section: str
    code: str
    units: Decimal | None
    amount: Decimal


class Job(NamedTuple):
    """Terms of a job in the period, as the calculation had them; `end` is the day after the last."""

    ref: str
    element: str
    is_salaried: bool
    start: date
    end: date


class Share(NamedTuple):
    """The percentage of a job's cost that a cost centre bears between two dates; no `end`: until further notice."""

    cost_centre: str
    percent: Decimal
    start: date
    end: date | None


class Claimed(NamedTuple):
    """A part of a claim that the payslip pays: of which period it is, and the cost centre that it names, if any."""

    code: str
    units: Decimal | None
    amount: Decimal | None
    origin: date | None
    cost_centre: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A payslip with what its cost is split by."""

    person: int
    lines: Sequence[Line]
    jobs: Sequence[Job]
    items: Sequence[tuple[str, str]]
    """Element and job of each pay item, in the order of the calculation."""
    shares: Mapping[str, Sequence[Share]]
    niable: Decimal = ZERO
    claimed: Sequence[Claimed] = ()


@dataclass(slots=True)
class Posted:
    """An amount and the people behind it."""

    amount: Decimal = ZERO
    people: set[int] = field(default_factory=set)


Entries = dict[Entry, Posted]
Weights = dict[str, Decimal]


@cache
def accounts() -> Mapping[str, Any]:
    """Return which subjective code each part goes to."""
    with (Path(__file__).parent / "ledger_accounts.toml").open("rb") as file:
        return tomllib.load(file)


def entries(
    slips: Iterable[Slip], *, schemes: Mapping[str, str], recovering: Collection[str] = (), levy: Decimal = ZERO
) -> Entries:
    """Return what a run posts: `schemes` says of each pension scheme's code which law it follows, if any.

    `recovering`: the codes of deductions that take back what the person owes. `levy` is what the run adds to the
    apprenticeship levy; it is borne as gross pay is.
    """
    found: Entries = defaultdict(Posted)
    people: set[int] = set()
    for slip in slips:
        people.add(slip.person)
        _add_slip(found, slip, schemes, recovering)
    if levy:
        _add_levy(found, levy, people)
    return {entry: one for entry, one in sorted(found.items(), key=_order) if one.amount}


def owed_to(section: str, code: str, *, schemes: Mapping[str, str], recovering: Collection[str] = ()) -> str:
    """Return the account on which a payslip's line is owed: of a deduction, or of an employer's contribution."""
    if section == "employer":
        return _employer(code, schemes)[1]
    return _scheme(code, schemes)["creditor"] if code in schemes else _deducted(code, recovering)


def few(found: Mapping[Entry, Posted], *, shown: Mapping[Entry, str]) -> set[Entry]:
    """Return the entries that would say what somebody earns: of fewer than three people, and what would give them away.

    Whoever knows a subjective code's total and all its entries but one knows that one, too: with too few people
    hidden, the smallest of the others is hidden with them. `shown` is the code that each entry is posted to.
    """
    hidden = {entry for entry, one in found.items() if len(one.people) < FEW}
    by_code: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        by_code[shown[entry]].append(entry)
    for together in by_code.values():
        seen = sorted((one for one in together if one not in hidden), key=lambda one: len(found[one].people))
        behind = {who for one in together if one in hidden for who in found[one].people}
        while behind and len(behind) < FEW and seen:
            hidden.add(seen[0])
            behind |= found[seen.pop(0)].people
    return hidden


def levy_due(*, pay_bill: Decimal, months: int, rate: Decimal, allowance: Decimal) -> Decimal:
    """Return the apprenticeship levy of a tax year up to a month: on the pay bill, less the allowance of its months.

    Source: HMRC, Pay Apprenticeship Levy: 0.5% of the pay bill, the allowance spread over the tax months, cumulative.
    """
    return max(ZERO, pence(pay_bill * rate) - pence(allowance * months / MONTHS))


def _add_slip(found: Entries, slip: Slip, schemes: Mapping[str, str], recovering: Collection[str]) -> None:
    fixed, basic, net = accounts()["fixed"], Decimal(0), ZERO
    by_basic: Weights = defaultdict(Decimal)
    paid = [line for line in slip.lines if line.section == "payment"]
    jobs = _jobs_of(slip, paid)
    for line, (job, is_basic) in zip(paid, jobs, strict=True):
        claim = next((one for one in slip.claimed if _pays(one, line)), None)
        weights = {claim.cost_centre: Decimal(1)} if claim and claim.cost_centre else _weights(slip, job)
        entry = Entry(_account("payment", line.code), "", Part.GROSS, claim.origin if claim else None)
        _add_spread(found, entry, line.amount, weights, slip.person)
        net += line.amount
        if is_basic and line.amount > 0:
            basic += line.amount
            whole = sum(weights.values())
            for centre, weight in weights.items():
                by_basic[centre] += line.amount * weight / whole
    weights = by_basic if basic else _weights(slip, "")
    for line in slip.lines:
        if line.section == "deduction":
            _add_deduction(found, line, schemes, recovering, slip.person)
            net -= line.amount
        elif line.section == "employer":
            cost, creditor, part, owed = _employer(line.code, schemes)
            _add_spread(found, Entry(cost, "", part), line.amount, weights, slip.person)
            _add(found, Entry(creditor, "", owed), -line.amount, slip.person)
    _add(found, Entry(fixed["net_pay"], "", Part.NET), -net, slip.person)


def _jobs_of(slip: Slip, paid: Sequence[Line]) -> list[tuple[str, bool]]:
    """Return the job of each payment, and whether it is basic pay.

    Lines keep no job. Those of one element come in the order of the jobs and items that made them: where there are as
    many of each, they belong to each other; else the line is borne as the whole employment is.
    """
    jobs = slip.jobs if len(slip.jobs) == 1 else sorted(slip.jobs, key=lambda one: (one.ref, one.start))
    made: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for job in jobs:
        if job.is_salaried:
            made[job.element].append((job.ref, True))
    for code, ref in slip.items:
        made[code].append((ref, False))
    count: dict[str, int] = defaultdict(int)
    for line in paid:
        count[line.code] += 1
    found, at = [], dict.fromkeys(count, 0)
    for line in paid:
        fits = made[line.code] if len(made[line.code]) == count[line.code] else []
        found.append(fits[at[line.code]] if fits else ("", line.code in {job.element for job in jobs}))
        at[line.code] += 1
    return found


def _weights(slip: Slip, ref: str) -> Weights:
    """Return how a job's cost is split over the days of the period; without a job, over all of the employment's."""
    weights: Weights = defaultdict(Decimal)
    for job in slip.jobs:
        if ref and job.ref != ref:
            continue
        left = Decimal(100) * (job.end - job.start).days
        for share in slip.shares.get(job.ref, ()):
            days = (min(job.end, share.end or job.end) - max(job.start, share.start)).days
            if days > 0:
                weights[share.cost_centre] += share.percent * days
                left -= share.percent * days
        if left > 0:
            weights[NOWHERE] += left
    return weights or {NOWHERE: Decimal(1)}


def _pays(claim: Claimed, line: Line) -> bool:
    """Tell whether a line is what a part of a claim came to."""
    same = claim.units == line.units if claim.units is not None else claim.amount == line.amount
    return claim.code == line.code and same


def _account(section: str, code: str) -> str:
    named: Mapping[str, str] = accounts()[section]
    return named.get(code, named["default"])


def _deducted(code: str, recovering: Collection[str]) -> str:
    """Return where a deduction goes: by its code, or off what staff owe if it takes that back, or to be paid over."""
    named: Mapping[str, str] = accounts()["deduction"]
    return named.get(code) or named["recovering" if code in recovering else "default"]


def _scheme(code: str, schemes: Mapping[str, str]) -> Mapping[str, str]:
    named: Mapping[str, Mapping[str, str]] = accounts()["schemes"]
    return named.get(schemes[code], named["other"])


def _employer(code: str, schemes: Mapping[str, str]) -> tuple[str, str, Part, Part]:
    """Return cost and creditor of an employer's line, with what each is."""
    fixed, scheme = accounts()["fixed"], code.removeprefix(EMPLOYER)
    if scheme in schemes:
        found = _scheme(scheme, schemes)
        return found["cost"], found["creditor"], Part.EMPLOYER_PENSION, Part.PENSION
    return fixed["employer_ni"], fixed["paye"], Part.EMPLOYER_NI, Part.PAYE


def _add_deduction(
    found: Entries, line: Line, schemes: Mapping[str, str], recovering: Collection[str], person: int
) -> None:
    if line.code in schemes:
        entry = Entry(_scheme(line.code, schemes)["creditor"], "", Part.PENSION)
    else:
        code = _deducted(line.code, recovering)
        entry = Entry(code, "", Part.PAYE if code == accounts()["fixed"]["paye"] else Part.DEDUCTION)
    _add(found, entry, -line.amount, person)


def _add_levy(found: Entries, levy: Decimal, people: set[int]) -> None:
    by_centre: Weights = defaultdict(Decimal)
    behind: dict[str, set[int]] = defaultdict(set)
    for entry, one in list(found.items()):
        if entry.part is Part.GROSS:
            by_centre[entry.cost_centre] += one.amount
            behind[entry.cost_centre] |= one.people
    weights = {centre: weight for centre, weight in by_centre.items() if weight > 0} or {NOWHERE: Decimal(1)}
    fixed = accounts()["fixed"]
    for centre, amount in zip(weights, split_by_weight(levy, list(weights.values())), strict=True):
        one = found[Entry(fixed["levy"], centre, Part.LEVY)]
        one.amount += amount
        one.people |= behind[centre] or people
    owed = found[Entry(fixed["paye"], "", Part.PAYE)]
    owed.amount -= levy
    owed.people |= people


def _add_spread(found: Entries, entry: Entry, amount: Decimal, weights: Weights, person: int) -> None:
    for centre, share in zip(weights, split_by_weight(amount, list(weights.values())), strict=True):
        _add(found, entry._replace(cost_centre=centre), share, person)


def _add(found: Entries, entry: Entry, amount: Decimal, person: int) -> None:
    if abs(amount) >= PENNY:
        found[entry].amount += amount
        found[entry].people.add(person)


def _order(item: tuple[Entry, Posted]) -> tuple[Any, ...]:
    entry = item[0]
    return (entry.subjective, entry.cost_centre, entry.part, entry.origin or date.min)
