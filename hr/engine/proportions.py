"""What a policing body publishes about its people: who are women, of an ethnic minority, or disabled. Pure.

Source: Elected Local Policing Bodies (Specified Information) Order 2011 (SI 2011/3050), schedule, paragraph 2(b):
proportions of women, and to the body’s knowledge of ethnic minorities and of people with a disability.
"""

from __future__ import annotations

from dataclasses import dataclass

WOMEN, MINORITY, DISABLED = "Women", "Ethnic minorities, white minorities left out", "Disabled people"
_GROUPS = {"B": 4, "C": 5, "D": 3, "E": 2}
MINORITIES = tuple(f"{group}{n}" for group, most in _GROUPS.items() for n in range(1, most + 1))
"""The answers of the groups Mixed, Asian, Black and Other of equality.toml."""
DISABILITIES = ("A_LOT", "A_LITTLE")
ASKED = {MINORITY: ("ethnicity", MINORITIES), DISABLED: ("disability", DISABILITIES)}
GROUPS = {
    "Police officers": ("POLICE_OFFICER",),
    "Staff": ("EMPLOYEE", "CASUAL_WORKER", "ON_CALL_FIREFIGHTER"),
}  # fmt: skip
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of the people of an employer, in whole per cent; None where fewer than ten would stand on one side."""

    employer: str
    group: str
    measure: str
    heads: int
    percent: int | None
    percent_known: int | None
