"""The kinds of letters: each with its words, which change on a day (domain HR-09: people edit them before they go).

An app registers its own. Words that change get a further entry with the day from which they are used; the old ones
stay, so that a letter of that time can be made again.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTemplate:
    """One kind of letter as its words are from a day on. `is_for_family`: it goes to whoever acts for the dead.

    `is_automatic`: the system writes it, nobody begins one by hand.
    """

    code: str
    since: date
    name: str
    title: str
    template: str
    is_for_family: bool = False
    is_automatic: bool = False


_known: dict[tuple[str, date], LetterTemplate] = {}


def register(*found: LetterTemplate) -> None:
    """Add templates. :raises ValueError: when one of the same code and day says something else."""
    for one in found:
        if _known.setdefault((one.code, one.since), one) != one:
            raise ValueError(f"the letter {one.code} of {one.since} is registered twice")


def current(*, code: str, on: date) -> LetterTemplate:
    """Return the words of a kind of letter on a day. :raises LookupError: when there are none."""
    fitting = [one for (name, since), one in _known.items() if name == code and since <= on]
    if not fitting:
        raise LookupError(f"there is no letter {code!r} on {on}")
    return max(fitting, key=lambda one: one.since)


def offered(*, on: date, is_for_family: bool = False) -> list[LetterTemplate]:
    """Return what may be written on a day, by name."""
    codes = {code for code, since in _known if since <= on}
    found = [current(code=code, on=on) for code in codes]
    fitting = (one for one in found if one.is_for_family is is_for_family and not one.is_automatic)
    return sorted(fitting, key=lambda one: one.name)


def name_of(*, code: str) -> str:
    """Return what a kind of letter is called, also one that is written no more."""
    names = [one.name for (known, _since), one in sorted(_known.items()) if known == code]
    return names[-1] if names else code
