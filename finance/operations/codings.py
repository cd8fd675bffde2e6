"""Finds the coding of each combination of codes, and writes down the ones that are used for the first time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from finance import rules
from finance.models import Coding, CombinationRule, CostCentre, Counterparty, Fund, Project, Subjective
from partners.models import LegalEntity
from sharedservices.common.formatting import day
from sharedservices.common.rules import RuleBroken


class Segments(NamedTuple):
    """The codes of a coding block beside the legal entity; empty for none."""

    subjective: str
    cost_centre: str = ""
    fund: str = "GEN"
    project: str = ""
    counterparty: str = ""


class _Chart(NamedTuple):
    """The codes of a partner that some lines name, by segment."""

    subjective: Mapping[str, Subjective]
    cost_centre: Mapping[str, CostCentre]
    fund: Mapping[str, Fund]
    project: Mapping[str, Project]
    counterparty: Mapping[str, Counterparty]


Key = tuple[Any, ...]
"""The primary keys of a combination, in the order of its segments; None for one that is not there."""
WORDS = {
    "subjective": "subjective code", "cost_centre": "cost centre", "fund": "fund", "project": "project",
    "counterparty": "counterparty",
}  # fmt: skip


def find(
    *, entity: LegalEntity, wanted: Iterable[Segments], on: date, by_hand: bool, numbers: Sequence[int] = ()
) -> dict[Segments, Coding]:
    """Return the coding of each combination, in six statements however many there are.

    `by_hand`: people wrote the lines, so control accounts take none of them. Lines are counted from 1 in messages,
    or have the `numbers` that they have among all that was written.

    :raises RuleBroken: for a code that is not known, not open on the day, or not allowed beside another
    """
    lines = list(wanted)
    chart = _chart(entity, set(lines))
    checks = list(CombinationRule.objects.of(entity.partner_id).filter(valid__contains=on).order_by("id"))
    seen: dict[Segments, dict[str, Any]] = {}
    for number, line in zip(numbers or range(1, len(lines) + 1), lines, strict=True):
        if line not in seen:
            seen[line] = _row(chart, line, number, on=on, by_hand=by_hand)
            _combines(line, number, checks)
    return _codings(entity, seen)


def faults(*, entity: LegalEntity, wanted: Iterable[Segments], on: date, by_hand: bool = False) -> dict[Segments, str]:
    """Say of each combination that cannot be posted to why; whoever posts by itself puts those into suspense."""
    lines = set(wanted)
    chart = _chart(entity, lines)
    checks = list(CombinationRule.objects.of(entity.partner_id).filter(valid__contains=on).order_by("id"))
    found = {}
    for line in sorted(lines):
        try:
            _row(chart, line, 1, on=on, by_hand=by_hand)
            _combines(line, 1, checks)
        except RuleBroken as broken:
            found[line] = broken.message.removeprefix("Line 1: ")
    return found


def _chart(entity: LegalEntity, wanted: Collection[Segments]) -> _Chart:
    def codes(name: str) -> set[str]:
        return {getattr(one, name) for one in wanted} - {""}

    def of(model: Any, name: str, **more: Any) -> dict[str, Any]:
        found = model.objects.of(entity.partner_id).filter(code__in=codes(name), **more)
        return {row.code: row for row in found} if codes(name) else {}

    return _Chart(
        subjective=of(Subjective, "subjective"),
        cost_centre=of(CostCentre, "cost_centre", legal_entity=entity),
        fund=of(Fund, "fund"),
        project=of(Project, "project"),
        counterparty=of(Counterparty, "counterparty"),
    )


def _row(chart: _Chart, line: Segments, number: int, *, on: date, by_hand: bool) -> dict[str, Any]:
    """Return the rows that a combination names, checked."""
    found: dict[str, Any] = {}
    for name, words in WORDS.items():
        code = getattr(line, name)
        row = getattr(chart, name).get(code)
        rules.CodeIsKnown.require(not code or row is not None, line=number, segment=words, value=code)
        if row is not None:
            is_open = on in row.valid and getattr(row, "is_posting", True)
            rules.CodeIsOpen.require(is_open, line=number, segment=words, value=code, on=day(on))
        found[name] = row
    kind: Subjective | None = found["subjective"]
    rules.SegmentGiven.require(kind is not None, line=number, subjective="A line", segment="subjective code")
    assert kind is not None  # noqa: S101 - the rule above
    needs = {
        "fund": True,
        "cost_centre": not kind.is_balance_sheet,
        "project": kind.needs_project,
        "counterparty": kind.needs_counterparty,
    }
    for name, needed in needs.items():
        has = not needed or found[name] is not None
        rules.SegmentGiven.require(has, line=number, subjective=str(kind), segment=WORDS[name])
    rules.ControlledByItself.require(not by_hand or kind.is_manual, line=number, subjective=str(kind))
    return found


def _combines(line: Segments, number: int, checks: Iterable[CombinationRule]) -> None:
    """Hold a combination against the partner's rules.

    A rule that denies fits when every prefix that it names does. One that allows binds the lines of its project or its
    fund, whichever it names first: those need all its other prefixes, of this rule or of another for the same.
    """
    bound: dict[str, list[CombinationRule]] = {}
    for rule in checks:
        if rule.verdict == CombinationRule.Verdict.DENY:
            rules.CombinationAllowed.require(not _fits(rule, line), line=number, why=rule.reason)
        else:
            about = "project" if rule.project else "fund" if rule.fund else "subjective"
            if getattr(rule, about) and getattr(line, about).startswith(getattr(rule, about)):
                bound.setdefault(f"{about} {getattr(rule, about)}", []).append(rule)
    for allowed in bound.values():
        fits = any(_fits(rule, line) for rule in allowed)
        rules.CombinationAllowed.require(fits, line=number, why=allowed[0].reason)


def _fits(rule: CombinationRule, line: Segments) -> bool:
    names = ("cost_centre", "subjective", "project", "fund")
    return all(getattr(line, name).startswith(getattr(rule, name)) for name in names)


def _codings(entity: LegalEntity, wanted: Mapping[Segments, Mapping[str, Any]]) -> dict[Segments, Coding]:
    """Return the codings of combinations; what is new is written in one order, so that two sessions do not cross."""
    keys = {line: _key(row) for line, row in wanted.items()}
    there = _there(entity, keys.values())
    missing = sorted((key for key in set(keys.values()) - there.keys()), key=lambda key: [part or 0 for part in key])
    if missing:
        Coding.objects.bulk_create(
            [
                Coding(
                    partner_id=entity.partner_id, legal_entity=entity, subjective_id=key[0], cost_centre_id=key[1],
                    fund_id=key[2], project_id=key[3], counterparty_id=key[4],
                )
                for key in missing
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        there = _there(entity, keys.values())
    return {line: there[key] for line, key in keys.items()}


def _key(row: Mapping[str, Any]) -> Key:
    return tuple(row[name].pk if row[name] else None for name in WORDS_IN_ORDER)


WORDS_IN_ORDER = ("subjective", "cost_centre", "fund", "project", "counterparty")


def _there(entity: LegalEntity, keys: Iterable[Key]) -> dict[Key, Coding]:
    wanted = {key[0] for key in keys}
    rows = Coding.objects.of(entity.partner_id).filter(legal_entity=entity, subjective_id__in=wanted).order_by("id")
    return {tuple(getattr(row, f"{name}_id") for name in WORDS_IN_ORDER): row for row in rows}
