"""When invoices have to go into a payment run, and how a part of one falls on its funds (domain FIN-06). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.engine.payment_times import pay_on
from sharedservices.common.money import PENNY, ZERO, truncate_to_penny
from sharedservices.common.workingdays import is_working_day, previous_working_day

THREE_DAYS = "BACS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a run: `input_by` the file has to be sent, `processed_on` Bacs works on it, `paid_on` it arrives."""

    input_by: date
    processed_on: date
    paid_on: date


def days_of(paid_on: date, *, method: str) -> Days:
    """Return the days of a run. Bacs takes three banking days; the other ways pay on the day.

    Source: Bacs Standard 18 timetable (input, processing, entry).
    """
    if method != THREE_DAYS:
        return Days(input_by=paid_on, processed_on=paid_on, paid_on=paid_on)
    processed = previous_working_day(paid_on)
    return Days(input_by=previous_working_day(processed), processed_on=processed, paid_on=paid_on)


def must_go(due: date, *, next_run: date) -> bool:
    """Tell whether an invoice would be late if it waited for the next run: it is paid neither early nor late.

    Source: domain FIN-06, pay at the latest banking day on or before the due date.
    """
    return pay_on(due, is_banking_day=is_working_day) < next_run


def by_fund(weights: Mapping[str, Decimal], upto: Decimal) -> dict[str, Decimal]:
    """Split so many pounds of an invoice over its funds, in proportion, to the penny: largest remainder, then code."""
    whole = sum(weights.values(), ZERO)
    if not whole:
        return dict.fromkeys(weights, ZERO)
    exact = {fund: upto * weight / whole for fund, weight in weights.items()}
    found = {fund: truncate_to_penny(amount) for fund, amount in exact.items()}
    order = sorted(weights, key=lambda fund: (found[fund] - exact[fund], fund))
    for fund in order[: int((upto - sum(found.values(), ZERO)) / PENNY)]:
        found[fund] += PENNY
    return found


def part_by_fund(weights: Mapping[str, Decimal], *, before: Decimal, now: Decimal) -> dict[str, Decimal]:
    """Split a part of an invoice over its funds, so that all parts together are the whole of each fund."""
    then, after = by_fund(weights, before), by_fund(weights, before + now)
    return {fund: after[fund] - then[fund] for fund in weights}


def set_off(owed: Decimal, credits: Sequence[tuple[int, Decimal]]) -> list[int]:
    """Return which credit notes, by key and pounds, are set against what is owed, so that something is left to pay."""
    taken = []
    for key, amount in credits:
        if amount < owed:
            taken.append(key)
            owed -= amount
    return taken
