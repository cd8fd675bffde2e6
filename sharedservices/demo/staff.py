"""Everybody that the demonstration employs, by partner."""

from decimal import Decimal

from sharedservices.demo.awkward import invent_cases, link_same_person
from sharedservices.demo.member import Member
from sharedservices.demo.organisations import PARTNERS
from sharedservices.demo.people import Inventor

FEWEST = 60
"""The awkward cases alone need so many."""


class TooFewPeople(ValueError):
    """Fewer people were asked for than there are awkward cases."""


def invent_staff(people: int) -> dict[str, list[Member]]:
    """Return so many people, shared out over the partners, the awkward cases first.

    :raises TooFewPeople: for fewer than 60
    """
    if people < FEWEST:
        raise TooFewPeople(f"The demonstration has at least {FEWEST} people: its awkward cases need them.")
    staff: dict[str, list[Member]] = {}
    for spec in PARTNERS:
        inventor = Inventor(spec)
        cases = invent_cases(inventor)
        others = max(people * spec.share // 100 - len(cases), 0)
        staff[spec.code] = [*cases, *inventor.invent_many(others)]
    link_same_person(staff)
    return staff


def headcounts(members: list[Member]) -> dict[tuple[str, str], Decimal]:
    """Return the full-time equivalents by unit and job, to a tenth."""
    found: dict[tuple[str, str], Decimal] = {}
    for member in members:
        place = (member.unit, member.job.code)
        found[place] = found.get(place, Decimal(0)) + member.hours / member.full_time_hours
    return {place: Decimal(int(fte * 10)) / 10 for place, fte in found.items()}
