"""Every rule has a code, a sentence, a source and a test that breaks it."""

import re
from datetime import date
from pathlib import Path

import pytest

from hr import rules

ROOT = Path(__file__).resolve().parents[3]
OF_RULES = rules.ALL_RULES


@pytest.mark.parametrize("rule", OF_RULES, ids=lambda rule: rule.__name__)
def test_a_rule_says_what_it_is_and_where_it_comes_from(rule):
    assert re.fullmatch(r"HR-[A-Z0-9-]+", rule.code)
    assert rule.sentence.endswith(".")
    assert rule.remedy.endswith(".")
    assert rule.source
    assert rule.source.split(" ")[0] in (rule.__doc__ or "") or "Source:" in (rule.__doc__ or "")


def test_codes_are_unique():
    assert len({rule.code for rule in OF_RULES}) == len(OF_RULES)


@pytest.mark.parametrize("rule", OF_RULES, ids=lambda rule: rule.__name__)
def test_a_rule_is_asked_somewhere(rule):
    folders = [ROOT / "hr"]
    text = "\n".join(path.read_text() for folder in folders for path in folder.rglob("*.py"))

    assert f"{rule.__name__}.require" in text or f"{rule.__name__}.broken" in text


def test_a_broken_rule_carries_its_code_field_sentence_and_remedy():
    with pytest.raises(rules.RuleBroken) as caught:
        rules.NoLaterChange.require(False, what="tax code", later=date(2026, 12, 1))

    error = caught.value
    assert (error.rule, error.field) == ("HR-IN-ORDER", "effective_from")
    assert str(error) == "There is already a later tax code, from 1 December 2026: dates would be out of order."
    assert error.remedy == "Cancel the later change first, or choose a date on or after 1 December 2026."


@pytest.mark.parametrize(
    ("born", "on", "is_right"),
    [
        (date(2013, 11, 2), date(2026, 11, 2), True),
        (date(2013, 11, 3), date(2026, 11, 2), False),
        (date(1926, 11, 2), date(2026, 11, 2), True),
        (date(1925, 11, 2), date(2026, 11, 2), False),
        (date(2012, 2, 29), date(2025, 2, 28), False),
    ],
)
def test_born_within_range_at_the_boundary(born, on, is_right):
    if is_right:
        rules.check_birth(born, on=on)
    else:
        with pytest.raises(rules.RuleBroken):
            rules.check_birth(born, on=on)
