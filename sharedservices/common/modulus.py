"""Modulus check of a sort code and account number: the sum that tells a well-formed number from a slip of the pen.

The weight table and the substitution table belong to Pay.UK and are not part of this product: an installation loads
its licensed copy (setting ``BANK_WEIGHTS_FILE``). The fourteen digits are named u v w x y z (sort code) and
a b c d e f g h (account), as in the source.

Source: Vocalink, Validating account numbers: UK modulus checking (methods and exceptions 1 to 14).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

SORT_CODE_DIGITS = 6
ACCOUNT_DIGITS = 8
A, B, C, G, H = 6, 7, 8, 12, 13
"""Places of the account digits that the exceptions ask about."""

WEIGHTS_EXCEPTION_2 = (0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1)
WEIGHTS_EXCEPTION_2_G9 = (0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 10, 9, 3, 1)
ADDED_EXCEPTION_1 = 27
SORT_CODE_EXCEPTION_8 = "090126"
SORT_CODE_EXCEPTION_9 = "309634"
EITHER_ROW_MAY_PASS = ({2, 9}, {10, 11}, {12, 13})


class Outcome(StrEnum):
    """What the check can say. None of them says who owns the account."""

    VALID = "VALID"
    INVALID = "INVALID"
    UNCHECKED = "UNCHECKED"


class Method(StrEnum):
    """The three ways to add up."""

    MOD10 = "MOD10"
    MOD11 = "MOD11"
    DBLAL = "DBLAL"


class WeightTableError(ValueError):
    """Report a table that cannot be read, by file and line."""


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One line of the table: a range of sort codes, a method, fourteen weights, an exception (0 for none)."""

    start: str
    end: str
    method: Method
    weights: tuple[int, ...]
    exception: int


@dataclass(frozen=True)
class WeightTable:
    """The weights and sort code substitutions of one edition."""

    rows: tuple[WeightRow, ...]
    substitutions: Mapping[str, str]
    edition: str = ""
    _found: dict[str, tuple[WeightRow, ...]] = field(default_factory=dict, repr=False, compare=False)

    def rows_for(self, sort_code: str) -> tuple[WeightRow, ...]:
        """Return the rows whose range holds a sort code, in the table's order: none, one or two."""
        if sort_code not in self._found:
            self._found[sort_code] = tuple(row for row in self.rows if row.start <= sort_code <= row.end)
        return self._found[sort_code]


def parse_table(weights: Iterable[str], substitutions: Iterable[str] = (), *, edition: str = "") -> WeightTable:
    """Read the lines of the weight table and of the substitution table.

    :raises WeightTableError: naming the first line that is not of the published form.
    """
    rows = tuple(_weight_row(number, line.split()) for number, line in enumerate(weights, 1) if line.split())
    if not rows:
        raise WeightTableError("the weight table is empty")
    pairs = [line.split() for line in substitutions if line.split()]
    for pair in pairs:
        if len(pair) != 2 or not all(_is_sort_code(code) for code in pair):
            message = f"the substitution table holds {' '.join(pair)!r}, which is not two sort codes"
            raise WeightTableError(message)
    return WeightTable(rows, dict(pairs), edition)


def load_table(weights: Path, substitutions: Path | None = None) -> WeightTable:
    """Read the two published files; the edition is the file's name.

    :raises WeightTableError: if one of them is not readable.
    """
    try:
        pairs = substitutions.read_text(encoding="ascii").splitlines() if substitutions else []
        return parse_table(weights.read_text(encoding="ascii").splitlines(), pairs, edition=weights.stem)
    except (OSError, UnicodeDecodeError) as error:
        message = f"the weight table cannot be read: {error}"
        raise WeightTableError(message) from error


def check_modulus(table: WeightTable, sort_code: str, account_number: str) -> Outcome:
    """Check six and eight digits. UNCHECKED where the table has no row or the account is in a foreign currency."""
    rows = table.rows_for(sort_code)
    digits = sort_code + account_number
    if not rows or any(row.exception == 6 and _is_foreign_currency(digits) for row in rows):
        return Outcome.UNCHECKED
    results = (_passes(row, digits, table.substitutions) for row in rows)
    either = {row.exception for row in rows} in EITHER_ROW_MAY_PASS
    return Outcome.VALID if (any(results) if either else all(results)) else Outcome.INVALID


def _weight_row(number: int, parts: list[str]) -> WeightRow:
    """Read one line. :raises WeightTableError: if it is not of the published form."""
    try:
        start, end, method, *figures = parts
        weights, exception = tuple(map(int, figures[:14])), int(figures[14]) if len(figures) == 15 else 0
        is_sound = len(figures) in {14, 15} and 0 <= exception <= 14 and _is_sort_code(start) and _is_sort_code(end)
        if not is_sound or start > end:
            raise ValueError(parts)
        return WeightRow(start, end, Method(method), weights, exception)
    except ValueError:
        message = f"line {number} of the weight table is not of the published form"
        raise WeightTableError(message) from None


def _is_sort_code(text: str) -> bool:
    return len(text) == SORT_CODE_DIGITS and text.isascii() and text.isdigit()


def _is_foreign_currency(digits: str) -> bool:
    """Exception 6: a is 4 to 8 and g equals h. The check cannot be used for such an account."""
    return digits[A] in "45678" and digits[G] == digits[H]


def _passes(row: WeightRow, digits: str, substitutions: Mapping[str, str]) -> bool:
    """Return whether the number passes one row of the table."""
    if row.exception == 3 and digits[C] in "69":
        return True
    digits = _checked_sort_code(row, digits[:SORT_CODE_DIGITS], substitutions) + digits[SORT_CODE_DIGITS:]
    total = _total(row.method, _weights(row, digits), digits)
    if row.exception == 1:
        total += ADDED_EXCEPTION_1
    remainder = total % (11 if row.method is Method.MOD11 else 10)
    special = SPECIAL_TESTS.get(row.exception)
    return special(row, digits, remainder) if special else remainder == 0


def _checked_sort_code(row: WeightRow, sort_code: str, substitutions: Mapping[str, str]) -> str:
    """Return the sort code that stands in for checking (exceptions 5, 8 and 9)."""
    if row.exception == 5:
        return substitutions.get(sort_code, sort_code)
    return {8: SORT_CODE_EXCEPTION_8, 9: SORT_CODE_EXCEPTION_9}.get(row.exception, sort_code)


def _weights(row: WeightRow, digits: str) -> tuple[int, ...]:
    """Return the row's weights, as exceptions 2, 7 and 10 change them."""
    g_is_9 = digits[G] == "9"
    if row.exception == 2 and digits[A] != "0":
        return WEIGHTS_EXCEPTION_2_G9 if g_is_9 else WEIGHTS_EXCEPTION_2
    is_zeroed = row.exception == 7 or (row.exception == 10 and digits[A : B + 1] in {"09", "99"})
    if is_zeroed and g_is_9:
        return (0,) * (B + 1) + row.weights[B + 1 :]
    return row.weights


def _total(method: Method, weights: Iterable[int], digits: str) -> int:
    """Add the products up, or for double alternate the digits of the products."""
    products = [weight * int(digit) for weight, digit in zip(weights, digits, strict=True)]
    if method is Method.DBLAL:
        return sum(int(digit) for product in products for digit in str(abs(product)))
    return sum(products)


def _passes_exception_4(_row: WeightRow, digits: str, remainder: int) -> bool:
    """Compare the remainder with the two check digits g and h."""
    return remainder == int(digits[G : H + 1])


def _passes_exception_5(row: WeightRow, digits: str, remainder: int) -> bool:
    """Compare the check digit (g for modulus 11, h for double alternate) with what the remainder leaves to the modulus.

    A remainder of 1 under modulus 11 would need the check digit 10: no account has it.
    """
    modulus, place = (11, G) if row.method is Method.MOD11 else (10, H)
    return (modulus - remainder) % modulus == int(digits[place])


def _passes_exception_14(row: WeightRow, digits: str, remainder: int) -> bool:
    """Try again with the last digit dropped and a zero in front, where that last digit is 0, 1 or 9."""
    if remainder == 0:
        return True
    if digits[H] not in "019":
        return False
    shifted = f"{digits[:A]}0{digits[A:H]}"
    return _total(row.method, row.weights, shifted) % 11 == 0


SPECIAL_TESTS: dict[int, Callable[[WeightRow, str, int], bool]] = {
    4: _passes_exception_4,
    5: _passes_exception_5,
    14: _passes_exception_14,
}
