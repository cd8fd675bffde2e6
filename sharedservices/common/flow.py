"""State machines as data: a table of transitions, asked by operations, views, API, tests and documentation.

A flow maps an action to a ``Transition``. An operation calls ``next_state`` on a locked row; a view calls
``allowed_actions`` for its buttons; a test walks ``pairs`` and proves that all but the legal ones are refused.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from sharedservices.common.errors import DomainError


@dataclass(init=False, frozen=True, slots=True)
class Transition:
    """Describe one action: the states it may start from, the state it ends in, the permission it needs."""

    sources: frozenset[StrEnum]
    target: StrEnum
    permission: str

    def __init__(self, sources: Iterable[StrEnum], target: StrEnum, permission: str) -> None:
        object.__setattr__(self, "sources", frozenset(sources))
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "permission", permission)
        strangers = [state for state in self.sources if type(state) is not type(target)]
        if strangers or not self.sources:
            message = f"sources of a transition to {target!r} must be states of {type(target).__name__}"
            raise TypeError(message)


Flow: TypeAlias = Mapping[str, Transition]


class Pair(NamedTuple):
    """One cell of the action by state grid."""

    action: str
    state: StrEnum
    is_legal: bool


class WrongState(DomainError):
    """Refuse an action that the present state does not allow."""

    def __init__(self, message: str, *, action: str = "", state: str = "", remedy: str | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.action = action
        self.state = state


def next_state(flow: Flow, action: str, state: str, *, noun: str = "record") -> StrEnum:
    """Return the state that `action` leads to from `state`.

    ``noun`` names the thing in the message ("pay run").

    :raises WrongState: if the action is not allowed in this state.
    :raises LookupError: if the flow has no such action or state (a bug, not a user's mistake).
    """
    transition = flow[action]
    known = _state_type(flow)
    if state not in {member.value for member in known}:
        message = f"{state!r} is no state of {known.__name__}"
        raise LookupError(message)
    if state not in transition.sources:
        raise WrongState(
            f"You cannot {words(action)} a {noun} that is {words(state)}.",
            action=action,
            state=str(state),
            remedy=_remedy(flow, state),
        )
    return transition.target


def allowed_actions(flow: Flow, state: str, permissions: Container[str] | None = None) -> tuple[str, ...]:
    """Return the actions allowed in `state`, in the order of the flow.

    With ``permissions`` only those that the holder of these permissions may take.
    """
    return tuple(
        action
        for action, transition in flow.items()
        if state in transition.sources and (permissions is None or transition.permission in permissions)
    )


def states(flow: Flow) -> tuple[StrEnum, ...]:
    """Return every state of the flow's type, in the order in which the type declares them."""
    return tuple(_state_type(flow))


def pairs(flow: Flow) -> Iterator[Pair]:
    """Walk every (action, state) pair and say whether it is legal."""
    for action, transition in flow.items():
        for state in states(flow):
            yield Pair(action, state, state in transition.sources)


def reachable(flow: Flow, start: StrEnum) -> frozenset[StrEnum]:
    """Return the states that can be reached from `start`, itself included."""
    found = {start}
    frontier = [start]
    while frontier:
        state = frontier.pop()
        for action in allowed_actions(flow, state):
            target = flow[action].target
            if target not in found:
                found.add(target)
                frontier.append(target)
    return frozenset(found)


def as_table(flow: Flow) -> str:
    """Print the flow as a Markdown table for the documentation."""
    lines = ["| action | from | to | permission |", "|---|---|---|---|"]
    for action, transition in flow.items():
        sources = ", ".join(state.value for state in states(flow) if state in transition.sources)
        lines.append(f"| {action} | {sources} | {transition.target.value} | {transition.permission} |")
    return "\n".join(lines) + "\n"


def words(name: str) -> str:
    """Turn a machine's name (`IN_REVIEW`, `mark_paid`) into words for a sentence."""
    return str(name).replace("_", " ").lower()


def _state_type(flow: Flow) -> type[StrEnum]:
    """Return the one enumeration that the flow's states belong to."""
    return type(next(iter(flow.values())).target)


def _remedy(flow: Flow, state: str) -> str:
    """Say what is possible instead."""
    actions = [words(action) for action in allowed_actions(flow, state)]
    if not actions:
        return "Nothing more can be done with it."
    return f"What can be done now: {', '.join(actions)}."
