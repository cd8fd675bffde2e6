"""How another system's columns and values become ours: read from lines that people write, and applied to a file.

Emp No = employee_number          a column of theirs is one of ours
Car park zone =                   a column of theirs that is left out
contract: PERM = PERMANENT        in our column “contract”, their PERM is our PERMANENT
"""

import re
from collections.abc import Container, Mapping

from hr.importing.columns import BY_NAME
from sharedservices.common.errors import DomainError
from sharedservices.common.import_mapped import MappedReader, Translate
from sharedservices.common.import_sheet import Reader

MOST_LINES = 5_000
LONGEST_WORD = 200
COSTS = "cost_split"
_SHARE = re.compile(r"([^:;]+)(:[^;]*)")


class MappingWrong(DomainError):
    """A line that cannot be understood."""


def read_columns(text: str) -> dict[str, str]:
    """Read lines “their heading = our_column”. :raises MappingWrong: for a line that is none, or an unknown column."""
    found: dict[str, str] = {}
    for number, line in _lines(text, "columns"):
        theirs, mark, ours = (part.strip() for part in line.partition("="))
        if not mark or not theirs:
            raise MappingWrong(
                f"Line {number} is not “their heading = our_column”.", field="columns", remedy="Write one."
            )
        if ours and ours not in BY_NAME:
            raise MappingWrong(
                f"Line {number}: there is no column “{ours[:60]}”.", field="columns",
                remedy="Use a name from the list of columns, or nothing to leave theirs out.",
            )  # fmt: skip
        if ours and ours in found.values():
            raise MappingWrong(f"Line {number}: “{ours}” is given twice.", field="columns", remedy="Keep one of them.")
        found[theirs] = ours
    return found


def read_values(text: str) -> dict[str, dict[str, str]]:
    """Read lines “our_column: theirs = ours”. :raises MappingWrong: for a line that is none, or an unknown column."""
    found: dict[str, dict[str, str]] = {}
    for number, line in _lines(text, "values"):
        column, colon, rest = (part.strip() for part in line.partition(":"))
        theirs, mark, ours = (part.strip() for part in rest.partition("="))
        if not colon or not mark or not theirs:
            raise MappingWrong(
                f"Line {number} is not “our_column: theirs = ours”.", field="values", remedy="Write one."
            )
        if column not in BY_NAME:
            raise MappingWrong(
                f"Line {number}: there is no column “{column[:60]}”.", field="values",
                remedy="Use a name from the list of columns.",
            )  # fmt: skip
        found.setdefault(column, {})[_folded(theirs)] = ours
    return found


def write_columns(columns: Mapping[str, str]) -> str:
    """Return the lines that `read_columns` reads."""
    return "\n".join(f"{theirs} = {ours}".strip() for theirs, ours in columns.items())


def write_values(values: Mapping[str, Mapping[str, str]]) -> str:
    """Return the lines that `read_values` reads."""
    return "\n".join(f"{column}: {theirs} = {ours}" for column, of in values.items() for theirs, ours in of.items())


def reader_of(
    reader: Reader,
    *,
    columns: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]],
    employees: Container[str] | None = None,
) -> Reader:
    """Return a reader that gives a file in our columns and words; `employees` keeps these employee numbers only."""
    keep = None if employees is None else ("employee_number", employees)
    return MappedReader(reader, columns=columns, translate=_translator(values), translated=values, keep=keep)


def _translator(values: Mapping[str, Mapping[str, str]]) -> Translate:
    def translate(column: str, text: str) -> str:
        of = values.get(column)
        if not of:
            return text
        if column == COSTS:
            return _SHARE.sub(lambda share: of.get(_folded(share[1]), share[1].strip()) + share[2], text)
        return of.get(_folded(text), text)

    return translate


def _lines(text: str, name: str) -> list[tuple[int, str]]:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES or any(len(line) > 2 * LONGEST_WORD for _number, line in lines):
        raise MappingWrong(
            f"There are more than {MOST_LINES:,} lines, or one is longer than {2 * LONGEST_WORD} characters.",
            field=name, remedy="Shorten it.",
        )  # fmt: skip
    return lines


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
