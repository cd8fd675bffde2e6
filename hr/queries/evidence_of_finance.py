"""What finance shows for a partner that joins: its ledgers opened item by item, its suppliers verified (HR-11)."""

from datetime import date

from finance.queries import arrival
from hr.onboarding_evidence import Evidence
from sharedservices.common.formatting import counted, money


def ledger(*, partner_id: int, on: date) -> Evidence:
    """Say whether every legal entity's ledger is open with balances that its items come to."""
    found = arrival.ledgers(partner_id=partner_id, on=on)
    if not found:
        return Evidence(False, "The partner has no legal entity.")
    lacking = [f"{one.name}: {one.lacks}" for one in found if one.lacks]
    if lacking:
        return Evidence(False, f"{'; '.join(lacking)}.")
    return Evidence(True, "; ".join(f"{one.name} opened with {money(one.opening)} on each side" for one in found))


def suppliers(*, partner_id: int, on: date) -> Evidence:
    """Say whether every supplier that may be paid has a bank account that a second person has approved."""
    found = arrival.suppliers(partner_id=partner_id)
    unverified = found.n - found.n_verified - found.n_held
    if not found.n:
        return Evidence(False, "There is no supplier.")
    if found.alike:
        return Evidence(False, f"“{found.alike}” is there twice: one of them is closed, or they are told apart.")
    if unverified:
        words = counted(unverified, "supplier that is not held has", "suppliers that are not held have")
        return Evidence(False, f"{words} no verified bank account.")
    n = counted(found.n, "supplier", "suppliers")
    return Evidence(True, f"{n}, {found.n_verified:,} verified, {found.n_held:,} held")
