"""Whoever is next of kin in a case of a death neither sees it nor works on it, whatever roles they hold (HR-09)."""

from hr.models import DeathCase
from hr.queries import death_family
from partners.models import User
from sharedservices.common.errors import DomainError


class NextOfKin(DomainError):
    """The reader is next of kin in this case."""

    is_refusal = True


def require_stranger(case: DeathCase, by: User) -> None:
    """Make sure that whoever acts on a case is not of the family. :raises NextOfKin: if they are, by any login."""
    if death_family.is_barred(case, by):
        raise NextOfKin("Colleagues look after this case.", remedy="Ask HR who the case officer is.")
