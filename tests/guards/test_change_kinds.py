"""Every kind of change request says who reads it, and pages of its own stand where its readers may go."""

import pytest

from partners import change_kinds
from partners.change_kinds import ChangeKind
from partners.roles import DECIDING, PERMISSIONS, ROLE_PERMISSIONS

KINDS = change_kinds.change_kinds()


def faults(kind: ChangeKind) -> list[str]:
    """Return what is wrong with who reads a kind."""
    if not kind.audience:
        return [f"{kind.code} has no audience: nobody could read or decide its requests"]
    if kind.audience not in PERMISSIONS:
        return [f"{kind.code} is read by {kind.audience}, which is no permission"]
    readers = [role for role, held in ROLE_PERMISSIONS.items() if kind.audience in held]
    return [] if readers else [f"{kind.code} is read by nobody: no role gives {kind.audience}"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_kind_says_who_reads_it(kind):
    assert faults(kind) == []


def test_a_kind_without_an_audience_is_found():
    plain = {name: getattr(KINDS[0], name) for name in ChangeKind.__slots__}
    assert faults(ChangeKind(**plain | {"audience": ""})) != []
    assert faults(ChangeKind(**plain | {"audience": "changes.nothing"})) != []


def test_whoever_decides_opens_the_inbox():
    """A role that may decide, now or when a request is sent up, reads the inbox in which it decides."""
    decide = DECIDING | {"changes.approve_retro", "changes.approve_above", "changes.approve_cost_above"}
    roles = [role for role, held in ROLE_PERMISSIONS.items() if held & decide]
    assert roles
    assert [role for role in roles if not {"changes.follow", "changes.decide"} <= ROLE_PERMISSIONS[role]] == []
