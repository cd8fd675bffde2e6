"""Evidence for gates that comes from the apps above: payroll registers its finder in `AppConfig.ready()`.

    register_evidence(name="parallel_runs", find=compare)

Until somebody does, the gate says that there is no evidence yet, and is red. There is no other way to make it green.
"""

from datetime import date
from typing import NamedTuple, Protocol

PARALLEL_RUNS = "parallel_runs"
FIRST_RUN = "first_live_run"
DOMAIN = "domain:"
"""Before the code of a domain in NOT_LOADED: `register_evidence(name=f"{DOMAIN}LEDGER", find=…)`."""


class Evidence(NamedTuple):
    """What was found: whether it is enough, and what it is in a sentence."""

    is_enough: bool
    says: str


class FindEvidence(Protocol):
    """Works evidence out from the records of one partner as at a day, inside its scope."""

    def __call__(self, *, partner_id: int, on: date) -> Evidence: ...


_finders: dict[str, FindEvidence] = {}


def register_evidence(*, name: str, find: FindEvidence) -> None:
    """Add a finder. :raises ValueError: when the name is taken by another."""
    if _finders.setdefault(name, find) is not find:
        raise ValueError(f"the evidence {name!r} is registered twice")


def evidence(*, name: str, partner_id: int, on: date) -> Evidence | None:
    """Return what the registered finder says; None: nobody finds such evidence yet."""
    find = _finders.get(name)
    return find(partner_id=partner_id, on=on) if find else None
