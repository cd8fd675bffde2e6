"""What every named rule has: a code, a sentence, what to do, and where it comes from.

An operation asks ``rules.SomeRule.require(condition, …)``; messages come from the rule. A test has the rule's name.
"""

from datetime import date
from typing import Any, ClassVar

from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import MINUS


class RuleBroken(DomainError):
    """Refuse what a rule does not allow. `rule` is the rule's code."""

    def __init__(self, message: str, *, rule: str, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message, field=field, remedy=remedy)
        self.rule = rule


class Rule:
    """What every rule has. `field` is the form field that the message belongs to, unless the caller names another."""

    code: ClassVar[str] = ""
    sentence: ClassVar[str] = ""
    remedy: ClassVar[str] = ""
    source: ClassVar[str] = ""
    field: ClassVar[str | None] = None
    is_refusal: ClassVar[bool] = False

    @classmethod
    def broken(cls, *, field: str | None = None, **values: Any) -> RuleBroken:
        """Return the refusal, with values put into its sentence and remedy."""
        shown = {name: _shown(value) for name, value in values.items()}
        words, remedy = (_pounds(one.format(**shown)) for one in (cls.sentence, cls.remedy))
        refusal = RuleBroken(words, rule=cls.code, field=field or cls.field, remedy=remedy)
        refusal.is_refusal = cls.is_refusal
        return refusal

    @classmethod
    def require(cls, holds: bool, *, field: str | None = None, **values: Any) -> None:
        """Make sure that the rule holds. :raises RuleBroken: if it does not."""
        if not holds:
            raise cls.broken(field=field, **values)


def _pounds(words: str) -> str:
    """Write pounds below nought as every page does: −£12.00."""
    return words.replace("£-", f"{MINUS}£")


def _shown(value: Any) -> Any:
    """Write a date as people read it; everything else as it is."""
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else value
