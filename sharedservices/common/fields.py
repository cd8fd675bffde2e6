"""Columns with a meaning: money, rates, hours, sealed text and its blind index."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from sharedservices.common import sealing

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)

if TYPE_CHECKING:
    from django.db.models import CharField, DecimalField, TextField
else:

    class _Typed:
        """Let fields take type parameters (type set, type got): Django's own know them for the checker only."""

        def __class_getitem__(cls, _parameters):
            return cls

    class DecimalField(_Typed, models.DecimalField):
        """Django's, with type parameters."""

    class TextField(_Typed, models.TextField):
        """Django's, with type parameters."""

    class CharField(_Typed, models.CharField):
        """Django's, with type parameters."""


class ExactDecimalField(DecimalField[_ST_contra, _GT_co]):
    """Store a decimal number of fixed precision, and refuse what would lose digits on the way.

    PostgreSQL rounds silently to the column's scale, and Django turns a float into a decimal: neither is wanted for
    money. Round with a named helper of ``money`` first.
    """

    PRECISION: ClassVar[tuple[int, int]]
    """Digits in all, and after the point."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = self.PRECISION
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave the fixed precision out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """Convert from text or a whole number. :raises ValidationError: for a binary float, NaN or infinity."""
        if isinstance(value, float):
            raise ValidationError("Give %(name)s as text or Decimal, not a float.", params={"name": self.name})
        return super().to_python(value)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Check the scale before the row is written. :raises ValidationError: if digits would be lost."""
        if value is not None and not hasattr(value, "as_sql"):
            value = self.to_python(value)
            if has_more_places(value, self.PRECISION[1]):
                message = f"{self.model.__name__}.{self.name} would lose digits: round it by a rule of money.py first"
                raise ValidationError(message)
        return super().get_db_prep_save(value, connection)


class MoneyField(ExactDecimalField[_ST_contra, _GT_co]):
    """An amount in pounds: numeric(14,2)."""

    PRECISION = (14, 2)
    description = "An amount in pounds"


class RateField(ExactDecimalField[_ST_contra, _GT_co]):
    """A rate, percentage as a fraction, or unit price: numeric(9,6)."""

    PRECISION = (9, 6)
    description = "A rate"


class UnitsField(ExactDecimalField[_ST_contra, _GT_co]):
    """A quantity, a unit price or a percentage as it stands on a document: numeric(14,4)."""

    PRECISION = (14, 4)
    description = "A number as it stands on a document"


class HoursField(ExactDecimalField[_ST_contra, _GT_co]):
    """A number of hours: numeric(7,2)."""

    PRECISION = (7, 2)
    description = "A number of hours"


class SealedTextField(TextField[_ST_contra, _GT_co]):
    """Hold a token of ``sealing.seal``; open it with ``sealing.open_sealed``.

    Plain text is refused, by Python and by a check in the database, so that a forgotten ``seal`` cannot store a secret.
    """

    description = "Encrypted text"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Check the form of the token. :raises ValueError: for plain text, without repeating it."""
        if value is not None and not hasattr(value, "as_sql") and value != "" and not sealing.is_sealed(value):
            message = f"{self.model.__name__}.{self.name} takes sealed text only: call sealing.seal first"
            raise ValueError(message)
        return super().get_db_prep_save(value, connection)

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """Return the check of the column: empty or a token."""
        column = connection.ops.quote_name(str(self.column))
        return f"{column} = '' OR left({column}, {len(sealing.PREFIX)}) = '{sealing.PREFIX}'"


class BlindIndexField(CharField[_ST_contra, _GT_co]):
    """Hold ``sealing.blind_index`` of a sealed value, for equality search and uniqueness."""

    description = "Keyed fingerprint of a sealed value"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = sealing.INDEX_LENGTH
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave the fixed length out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs


def has_more_places(number: Decimal, places: int) -> bool:
    """Return whether a finite number has significant digits beyond so many decimal places."""
    _sign, digits, exponent = number.as_tuple()
    surplus = -places - exponent if isinstance(exponent, int) else 0
    return surplus > 0 and any(digits[-surplus:])
