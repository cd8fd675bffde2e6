"""Flows: every pair of action and state, the words of a refusal, and the table for documentation."""

from enum import StrEnum

import pytest

from sharedservices.common.errors import DomainError
from sharedservices.common.flow import (
    Transition,
    WrongState,
    allowed_actions,
    as_table,
    next_state,
    pairs,
    reachable,
    states,
    words,
)


class S(StrEnum):
    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    DONE = "DONE"
    LOST = "LOST"


class Other(StrEnum):
    DRAFT = "DRAFT"


FLOW = {
    "submit": Transition({S.DRAFT}, S.IN_REVIEW, "thing.edit"),
    "send_back": Transition({S.IN_REVIEW}, S.DRAFT, "thing.review"),
    "finish": Transition({S.DRAFT, S.IN_REVIEW}, S.DONE, "thing.review"),
}


@pytest.mark.parametrize("pair", list(pairs(FLOW)), ids=lambda pair: f"{pair.action}-{pair.state}")
def test_every_pair_is_either_legal_or_refused(pair):
    if pair.is_legal:
        assert next_state(FLOW, pair.action, pair.state) is FLOW[pair.action].target
    else:
        with pytest.raises(WrongState):
            next_state(FLOW, pair.action, pair.state)


def test_pairs_walks_the_whole_grid():
    grid = list(pairs(FLOW))

    assert len(grid) == 12
    assert sum(pair.is_legal for pair in grid) == 4


def test_next_state_takes_the_plain_text_that_the_database_gives():
    assert next_state(FLOW, "submit", "DRAFT") is S.IN_REVIEW


def test_wrong_state_says_what_cannot_and_what_can_be_done():
    with pytest.raises(WrongState) as refusal:
        next_state(FLOW, "submit", S.IN_REVIEW, noun="pay run")

    assert isinstance(refusal.value, DomainError)
    assert refusal.value.explanation == (
        "You cannot submit a pay run that is in review. What can be done now: send back, finish."
    )
    assert (refusal.value.action, refusal.value.state) == ("submit", "IN_REVIEW")


def test_wrong_state_at_the_end_says_that_nothing_is_left():
    with pytest.raises(WrongState) as refusal:
        next_state(FLOW, "send_back", S.DONE)

    assert refusal.value.remedy == "Nothing more can be done with it."


@pytest.mark.parametrize(("action", "state"), [("explode", S.DRAFT), ("submit", "draft"), ("submit", "")])
def test_unknown_action_or_state_is_a_bug_not_a_refusal(action, state):
    with pytest.raises(LookupError):
        next_state(FLOW, action, state)


def test_allowed_actions_follow_state_and_permission():
    assert allowed_actions(FLOW, S.IN_REVIEW) == ("send_back", "finish")
    assert allowed_actions(FLOW, "DRAFT", {"thing.edit"}) == ("submit",)
    assert allowed_actions(FLOW, S.DONE) == ()


def test_states_and_reachable_show_a_state_that_nothing_leads_to():
    assert states(FLOW) == (S.DRAFT, S.IN_REVIEW, S.DONE, S.LOST)
    assert set(states(FLOW)) - reachable(FLOW, S.DRAFT) == {S.LOST}


def test_transition_of_mixed_or_no_states_is_refused():
    with pytest.raises(TypeError, match="states of S"):
        Transition({Other.DRAFT}, S.DONE, "thing.edit")
    with pytest.raises(TypeError, match="states of S"):
        Transition(set(), S.DONE, "thing.edit")


def test_as_table_prints_markdown():
    assert as_table(FLOW).splitlines() == [
        "| action | from | to | permission |",
        "|---|---|---|---|",
        "| submit | DRAFT | IN_REVIEW | thing.edit |",
        "| send_back | IN_REVIEW | DRAFT | thing.review |",
        "| finish | DRAFT, IN_REVIEW | DONE | thing.review |",
    ]
    assert words("IN_REVIEW") == "in review"


def test_domain_error_shows_message_and_remedy():
    error = DomainError("It is wrong.", field="name", remedy="Put it right.")

    assert str(error) == "It is wrong."
    assert error.explanation == "It is wrong. Put it right."
    assert DomainError("It is wrong.").explanation == "It is wrong."
    assert error.field == "name"
