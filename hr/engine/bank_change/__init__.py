"""Changes of a bank account: what speaks against one, and when it may take effect. Pure: facts in, findings out.

Fraudsters take over logins or write as the employee, and have pay sent elsewhere (domain HR-12). Each rule looks at one
sign of that; the points of those that apply are added up. The policy beside this module is dated data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sharedservices.common.workingdays import add_working_days, working_day_on_or_after

TWO = 2
PERCENT = 100


class Payee(StrEnum):
    """What the check of the payee's name said. Nobody asked is not a match."""

    MATCH = "MATCH"
    CLOSE = "CLOSE"
    NO_MATCH = "NO_MATCH"
    UNAVAILABLE = "UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class SortCodes:
    """A range of sort codes, both ends included, and whose they are."""

    first: str
    last: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The controls as they stand from a day on: days, working days, minutes and points, as their names say."""

    source: str
    cooling_off_working_days: int
    guard_working_days: int
    step_up_minutes: int
    recent_contact_days: int
    call_back_held_days: int
    recent_password_days: int
    new_device_days: int
    twice_within_days: int
    near_pay_days: int
    most_of_pay_percent: int
    threshold: int
    call_back_sample: int
    points: Mapping[str, int]
    e_money: tuple[SortCodes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a change is asked for. A date that is None: it did not happen, or nobody knows.

    Where pay goes to no new account, as at the end of a second one, `payee` is None and `sort_code` empty. `amount`:
    pounds of each pay period for a second account; `last_net`: what was paid last in all, None where nothing was.
    """

    on: date
    sort_code: str
    payee: Payee | None
    is_self_service: bool = True
    device_since: date | None = None
    contact_changed_on: date | None = None
    password_reset_on: date | None = None
    n_others_with_account: int = 0
    earlier_changes: Sequence[date] = ()
    next_pay_day: date | None = None
    amount: Decimal | None = None
    last_net: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that applies: its code, what it says, and its points."""

    code: str
    words: str
    points: int


@dataclass(frozen=True, slots=True)
class RiskRule:
    """One sign of fraud, and where it is written that one should look for it."""

    code: str
    words: str
    source: str
    applies: Callable[[Facts, Policy], bool]


@dataclass(frozen=True, slots=True)
class PayDay:
    """A day on which people are paid, and the first day on which the run is fixed."""

    pay_date: date
    cut_off: date


class PolicyMissing(LookupError):
    """No policy is known on the day."""


@cache
def _rows() -> list[dict[str, Any]]:
    with (Path(__file__).parent / "policy.toml").open("rb") as file:
        return list(tomllib.load(file)["policy"])


def policy(*, on: date) -> Policy:
    """Return the controls as they stand on a day. :raises PolicyMissing: before there were any."""
    begun = [row for row in _rows() if row["from"] <= on]
    if not begun:
        raise PolicyMissing(f"No policy of bank changes is known on {on.isoformat()}")
    row = max(begun, key=lambda one: one["from"])
    said = {name: value for name, value in row.items() if name not in {"from", "e_money"}}
    return Policy(**said, e_money=tuple(SortCodes(**one) for one in row.get("e_money", [])))


def _within(past: date | None, on: date, days: int) -> bool:
    return past is not None and on - past <= timedelta(days=days)


def _is_new_device(facts: Facts, controls: Policy) -> bool:
    if not facts.is_self_service:
        return False
    return facts.device_since is None or facts.on - facts.device_since < timedelta(days=controls.new_device_days)


def _is_e_money(facts: Facts, controls: Policy) -> bool:
    return any(one.first <= facts.sort_code <= one.last for one in controls.e_money)


def _is_near_pay_day(facts: Facts, controls: Policy) -> bool:
    return facts.next_pay_day is not None and _within(facts.on, facts.next_pay_day, controls.near_pay_days)


def _was_changed_before(facts: Facts, controls: Policy) -> bool:
    return any(_within(one, facts.on, controls.twice_within_days) for one in facts.earlier_changes)


def _takes_most(facts: Facts, controls: Policy) -> bool:
    if facts.amount is None:
        return False
    return facts.last_net is None or facts.amount * PERCENT > facts.last_net * controls.most_of_pay_percent


LIST = "domain HR-12, rule 5 of bank changes"
SPLIT = (
    "domain HR-12, rule 6 of bank changes: the controls of the main account; a large part of the pay is diverted pay"
)
CHECK = "domain HR-12, rule 2 of bank changes, and PRO-02: a passed modulus check does not say whose account it is"
RULES: tuple[RiskRule, ...] = (
    RiskRule("NEW_DEVICE", "Asked for from a device that is new or unknown", LIST, _is_new_device),
    RiskRule(
        "CONTACT_CHANGED",
        "An e-mail address or telephone number was changed shortly before",
        LIST,
        lambda facts, controls: _within(facts.contact_changed_on, facts.on, controls.recent_contact_days),
    ),
    RiskRule(
        "ACCOUNT_OF_ANOTHER",
        "Somebody else is paid into this account",
        LIST,
        lambda facts, _: facts.n_others_with_account >= 1,
    ),
    RiskRule(
        "ACCOUNT_OF_SEVERAL",
        "Several other people are paid into this account",
        LIST,
        lambda facts, _: facts.n_others_with_account >= TWO,
    ),
    RiskRule("E_MONEY", "The account is with an e-money or prepaid card firm", LIST, _is_e_money),
    RiskRule("NEAR_PAY_DAY", "Asked for shortly before pay day", LIST, _is_near_pay_day),
    RiskRule("CHANGED_TWICE", "The account was changed shortly before", LIST, _was_changed_before),
    RiskRule(
        "PASSWORD_RESET",
        "The password was set anew shortly before",
        LIST,
        lambda facts, controls: _within(facts.password_reset_on, facts.on, controls.recent_password_days),
    ),
    RiskRule(
        "SECOND_TAKES_MOST",
        "The second account would get most of the pay, or there was no pay yet to compare it with",
        SPLIT,
        _takes_most,
    ),
    RiskRule(
        "PAYEE_NO_MATCH",
        "The bank says that the account has another name",
        CHECK,
        lambda facts, _: facts.payee is Payee.NO_MATCH,
    ),
    RiskRule(
        "PAYEE_CLOSE",
        "The bank says that the name is close, and not the same",
        CHECK,
        lambda facts, _: facts.payee is Payee.CLOSE,
    ),
    RiskRule(
        "PAYEE_UNVERIFIED",
        "No bank was asked whose account it is",
        CHECK,
        lambda facts, _: facts.payee is Payee.UNAVAILABLE,
    ),
)


def findings(facts: Facts, controls: Policy) -> list[Finding]:
    """Return the rules that apply, in the order of the list."""
    return [
        Finding(rule.code, rule.words, controls.points[rule.code]) for rule in RULES if rule.applies(facts, controls)
    ]


def score(found: Sequence[Finding]) -> int:
    """Return the points of these findings together."""
    return sum(one.points for one in found)


def effective_on(
    asked_on: date,
    *,
    pay_days: Sequence[PayDay],
    controls: Policy,
    is_called_back: bool = False,
    not_before: date | None = None,
) -> date:
    """Return the first day on which a change may hold that was asked for on a day.

    It cools off for some working days. One that would then begin shortly before a cut-off, or between a cut-off and its
    pay day, waits until that pay has gone to the old account, unless the person confirmed it in a call-back.
    `not_before`: a day on which it is decided late.
    """
    cooled = add_working_days(asked_on, controls.cooling_off_working_days)
    first = max(cooled, not_before or cooled)
    if is_called_back:
        return first
    for one in sorted(pay_days, key=lambda day: day.pay_date):
        if add_working_days(one.cut_off, -controls.guard_working_days) <= first <= one.pay_date:
            first = working_day_on_or_after(one.pay_date + timedelta(days=1))
    return first
