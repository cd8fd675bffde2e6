"""Who may propose: what is about oneself, for oneself; as a manager, for others (domain SEC-03)."""

from partners.models import User
from partners.queries import deciders
from partners.scope import current_scope
from sharedservices.common.errors import DomainError


class NotYoursToPropose(DomainError):
    """The proposal is somebody else's to make."""


def require_maker(*, person_id: int | None, partner_id: int, by: User) -> None:
    """Let people ask for what is about themselves, and a manager propose for others.

    :raises NotYoursToPropose: for oneself in a manager's scope
    """
    is_own = person_id in deciders.own_people(by, partner_id)
    scope = current_scope()
    if is_own and scope is not None and scope.unit_ids is not None:
        raise NotYoursToPropose(
            "This is about you.", remedy="Ask for it under My requests, or let your own manager propose it."
        )


def is_about_maker(*, person_id: int | None, partner_id: int, by: User) -> bool:
    """Tell whether a request is about its maker: then a rule that lets its kind through is no approval."""
    return person_id in deciders.own_people(by, partner_id)
