"""Rules of law and policy say where they come from and are tested by name; so is every transition."""

import inspect
import re

import pytest

from sharedservices.common.flow import Transition, pairs, reachable, states
from tests.guards.walk import ROOT, modules


def rule_classes():
    return [
        one
        for module in modules("rules")
        for one in vars(module).values()
        if inspect.isclass(one) and one.__module__ == module.__name__ and getattr(one, "code", "")
    ]


def flows():
    """Return (module, name, flow) of every transition table."""
    return [
        (module, name, value)
        for module in modules("states")
        for name, value in vars(module).items()
        if isinstance(value, dict) and value and all(isinstance(one, Transition) for one in value.values())
    ]


def test_text():
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


test_text.__test__ = False


def test_every_rule_has_a_sentence_and_a_source():
    poor = [
        rule.__name__
        for rule in rule_classes()
        if not inspect.getdoc(rule) or not (getattr(rule, "source", "") or "Source:" in (inspect.getdoc(rule) or ""))
    ]

    assert poor == []


def test_every_rule_is_named_by_a_test():
    text = test_text()

    assert [rule.code for rule in rule_classes() if not is_named(rule, text)] == []


def is_named(rule, text):
    """Say whether a test's name or body names the rule, by its code or its class."""
    words = (re.escape(rule.code), re.escape(rule.code.lower().replace("-", "_")), rule.__name__)
    return re.search(rf"(?<![A-Za-z0-9])({'|'.join(words)})(?![A-Za-z0-9])", text) is not None


def test_a_rule_without_a_test_is_found():
    class Planted:
        """Nobody tests it."""

        code = "PLANTED-" + "99"

    assert not is_named(Planted, "def test_pr_1(): ...")
    assert is_named(Planted, f"def test_{Planted.code.lower().replace('-', '_')}_refuses(): ...")


def test_every_action_of_a_flow_is_named_by_a_test():
    text = test_text()
    unnamed = [
        f"{module.__name__}.{name}: {action}"
        for module, name, flow in flows()
        for action in flow
        if not re.search(rf"def test_\w*{action}", text)
    ]

    assert unnamed == []


def test_every_action_needs_a_known_permission():
    from partners.roles import PERMISSIONS

    assert [a for _m, _n, flow in flows() for a, one in flow.items() if one.permission not in PERMISSIONS] == []


def test_every_state_can_be_reached():
    for module, name, flow in flows():
        start = states(flow)[0]

        assert reachable(flow, start) == set(states(flow)), f"{module.__name__}.{name}"


def test_every_flow_has_illegal_pairs():
    for _module, _name, flow in flows():
        legal = [pair for pair in pairs(flow) if pair.is_legal]

        assert 0 < len(legal) < len(list(pairs(flow)))


def test_the_trigger_allows_the_moves_of_the_table_and_no_other():
    from payroll.states import PAY_RUN

    sql = (ROOT / "payroll" / "migrations" / "sql" / "run_guards.sql").read_text(encoding="utf-8")
    trigger = sql[sql.index("FUNCTION payroll_run_moves") : sql.index("CREATE TRIGGER run_moves")]
    allowed = set(re.findall(r"\('([A-Z]+)', '([A-Z]+)'\)", trigger.split("NOT IN")[1]))
    wanted = {(source.value, one.target.value) for one in PAY_RUN.values() for source in one.sources}

    assert allowed == {pair for pair in wanted if pair[0] != pair[1]}


@pytest.mark.parametrize("kind", ["rules", "states"])
def test_modules_of_this_kind_are_found(kind):
    """The walk finds what exists: an empty walk would let everything through."""
    present = [path for path in ROOT.glob(f"*/{kind}.py") if path.parent.name != "engine"]

    assert len(modules(kind)) >= len(present)
