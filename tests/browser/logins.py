"""The logins of the demonstration that the tests sign in with."""

from sharedservices.demo.organisations import ARRIVING, COUNTY, PARTNERS

DOMAINS = {spec.code: spec.domain for spec in (*PARTNERS, ARRIVING)}


def login(mailbox: str, partner: str = COUNTY) -> str:
    """Return the e-mail address of a demonstration login."""
    return f"{mailbox}@{DOMAINS[partner]}"


EVE = login("employee")
