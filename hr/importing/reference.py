"""The sheets of reference data: what a partner needs before it can employ anybody (domain HR-02, HR-04).

A sheet says which columns its file has and what a cell may hold. Nothing is written here; operations/reference does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from hr.engine.pro_rata import DayRule, HourlyRule
from hr.importing.cells import CellWrong, to_date, to_decimal, to_flag
from hr.models import JobRole, PayElement, PensionScheme, SpineValue
from partners.models import LegalEntity
from sharedservices.common.imports import Column, ImportFile, open_import
from sharedservices.common.periods import Frequency

MOST_ROWS = 500
"""So many rows make one list: a long spine with its values."""
CODE = 20
KIND = "hr.reference"
"""The kind of change request that brings a list."""
Choices = Sequence[tuple[str, str]]


class Form(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A column of a sheet. `places` are the decimal places of a number, `most` its upper end (inclusive)."""

    name: str
    form: Form = Form.TEXT
    is_required: bool = True
    longest: int = 100
    places: int = 2
    most: int = 1_000_000
    choices: Choices = ()
    default: Any = ""

    @property
    def how(self) -> str:
        """Say what to write, for the page of templates."""
        words = {
            Form.TEXT: f"text, at most {self.longest} characters", Form.DAY: "a day, like 2026-04-01",
            Form.NUMBER: f"a number with at most {self.places} decimal places" if self.places else "a whole number",
            Form.YES_NO: "yes or no",
            Form.CHOICE: "one of " + ", ".join(code for code, _ in self.choices),
        }  # fmt: skip
        return words[self.form] if self.is_required else f"{words[self.form]}; may be empty"


def _text(name: str, longest: int = 100, *, is_required: bool = True) -> Cell:
    return Cell(name=name, longest=longest, is_required=is_required)


def _choice(name: str, choices: Choices, **more: Any) -> Cell:
    return Cell(name=name, form=Form.CHOICE, choices=choices, **more)


def _flag(name: str, *, default: bool = False) -> Cell:
    return Cell(name=name, form=Form.YES_NO, is_required=False, default=default)


def _number(name: str, **more: Any) -> Cell:
    return Cell(name=name, form=Form.NUMBER, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A kind of reference data: its columns, and whether it costs money, so that a budget holder approves it too.

    `is_needed`: nobody is paid without it.
    """

    code: str
    title: str
    nouns: tuple[str, str]
    what: str
    columns: tuple[Cell, ...]
    costs: bool = False
    is_dated: bool = False
    is_needed: bool = True


FROM = Cell(name="from", form=Form.DAY)
SHEETS: dict[str, Sheet] = {
    one.code: one
    for one in (
        Sheet(
            code="employers", title="Employers", nouns=("employer", "employers"),
            what="Legal entities: each an employer and taxpayer with accounts of its own",
            columns=(_text("code", CODE), _text("legal_name", 200), _choice("kind", LegalEntity.Kind.choices),
                     _text("address", 500, is_required=False), FROM),
        ),
        Sheet(
            code="paye-schemes", title="PAYE schemes", nouns=("PAYE scheme", "PAYE schemes"),
            what="The employers’ schemes at HMRC",
            columns=(_text("employer", CODE), _text("employer_reference", 14),
                     _text("accounts_office_reference", 13, is_required=False), _text("name")),
        ),
        Sheet(
            code="cost-centres", title="Cost centres", nouns=("cost centre", "cost centres"), costs=True,
            what="What pay is charged to, by employer",
            columns=(_text("employer", CODE), _text("code", CODE), _text("name", 120), FROM),
        ),
        Sheet(
            code="terms", title="Terms and conditions", nouns=("set of terms", "sets of terms"),
            what="Full-time hours, weeks in the year, and how part of a month is paid",
            columns=(_text("code", CODE), _text("name"), _number("full_time_hours", most=84),
                     _number("weeks_in_year", places=6, most=53),
                     _choice("day_rule", [(one.value, one.name) for one in DayRule]),
                     _choice("hourly_rule", [(one.value, one.name) for one in HourlyRule])),
        ),
        Sheet(
            code="pay-scales", title="Pay scales", nouns=("value of a point", "values of points"), costs=True,
            is_dated=True,
            what="A line for each point and the day from which it pays so much: new scales, and awards as published",
            columns=(_text("scale", CODE), _text("scale_name"), _text("point", CODE), _number("annual"), FROM,
                     _choice("status", SpineValue.Status.choices, is_required=False, default="AGREED"),
                     _text("source", 200)),
        ),
        Sheet(
            code="grades", title="Grades", nouns=("grade", "grades"),
            what="Runs of points of a scale",
            columns=(_text("scale", CODE), _text("code", CODE), _text("name", 60), _text("lowest_point", CODE),
                     _text("highest_point", CODE)),
        ),
        Sheet(
            code="grade-bars", title="Bars of grades", nouns=("bar", "bars"), is_needed=False,
            what="Points of a grade that nobody passes without a recorded decision",
            columns=(_text("scale", CODE), _text("grade", CODE), _text("point", CODE), _text("source", 200)),
        ),
        Sheet(
            code="deleted-points", title="Deleted points", nouns=("deleted point", "deleted points"), costs=True,
            is_dated=True, is_needed=False,
            what="A line for each point that is deleted, and the point that its holders are on instead from that day",
            columns=(_text("scale", CODE), _text("old_point", CODE), _text("new_point", CODE), FROM,
                     _text("source", 200)),
        ),
        Sheet(
            code="pension-schemes", title="Pension schemes", nouns=("rate of a scheme", "rates of schemes"), costs=True,
            is_dated=True,
            what="A line for each scheme and the day from which the employer pays so much; bands of the law stay there",
            columns=(_text("code", CODE), _text("name"), _choice("arrangement", PensionScheme.Arrangement.choices),
                     _choice("basis", PensionScheme.Basis.choices), _text("law_scheme", 40, is_required=False),
                     _flag("qualifying_earnings"), _number("employer_percent", places=4, most=100),
                     _number("employee_percent", places=4, most=100, is_required=False, default=None), FROM,
                     _text("source", 200)),
        ),
        Sheet(
            code="roles", title="Job roles", nouns=("job role", "job roles"),
            what="What the work is, on which terms, and which checks it needs",
            columns=(_text("code", CODE), _text("title", 120), _text("terms", CODE),
                     _text("scale", CODE, is_required=False), _text("grade", CODE, is_required=False),
                     _choice("dbs", JobRole.Dbs.choices, is_required=False, default="NONE"),
                     _choice("vetting", JobRole.Vetting.choices, is_required=False, default="NONE"),
                     _text("registration", 80, is_required=False), _text("pension_scheme", CODE, is_required=False),
                     _number("evaluation_score", places=0, most=5000, is_required=False, default=None),
                     Cell(name="evaluated_on", form=Form.DAY, is_required=False, default=None),
                     _flag("politically_restricted"), _flag("statutory_officer"), _flag("budget_holder"),
                     _flag("safety_critical")),
        ),
        Sheet(
            code="pay-elements", title="Pay elements", nouns=("pay element", "pay elements"), costs=True,
            what="Allowances, overtime, enhancements and deductions, with tax, National Insurance and pension",
            columns=(_text("code", CODE), _text("name"), _choice("kind", PayElement.Kind.choices),
                     _choice("method", PayElement.Method.choices),
                     _number("factor", places=4, most=100, is_required=False, default=1),
                     _number("rate", is_required=False, default=None), _flag("taxable", default=True),
                     _flag("niable", default=True), _flag("pensionable"), _flag("hours_varying"), FROM),
        ),
        Sheet(
            code="pay-groups", title="Pay groups", nouns=("pay group", "pay groups"),
            what="Employments that are paid together: one employer, one PAYE scheme, one frequency",
            columns=(_text("code", CODE), _text("name"), _text("employer", CODE), _text("employer_reference", 14),
                     _choice("frequency", [(one.value, one.name) for one in Frequency])),
        ),
    )
}  # fmt: skip
"""In the order in which a new partner needs them: a sheet names only what an earlier one brought."""


@dataclass(slots=True)
class Read:
    """What a file says: the texts of each row with its number, and the file with its problems."""

    file: ImportFile
    rows: list[dict[str, Any]] = field(default_factory=list)


def read(upload: BinaryIO, sheet: Sheet) -> Read:
    """Read a file into the texts of its rows. Look at the file's problems before you use them.

    :raises ImportRefused: for a file that cannot be read as a whole
    """
    columns = tuple(Column(cell.name, is_required=cell.is_required) for cell in sheet.columns)
    found = Read(open_import(upload, columns=columns, max_rows=MOST_ROWS))
    for number, values in found.file:
        before = found.file.n_problems
        for cell in sheet.columns:
            if cell.name in values:
                try:
                    value_of(cell, values[cell.name])
                except CellWrong as wrong:
                    found.file.report(number, cell.name, wrong.message, wrong.remedy, value=values[cell.name])
        if found.file.n_problems == before and len(values) == len(sheet.columns):
            found.rows.append({"row": number, "values": dict(values)})
    return found


def value_of(cell: Cell, text: str) -> Any:
    """Return what a cell says. :raises CellWrong: when it does not fit its column."""
    if not text:
        if cell.is_required:
            raise CellWrong("This is empty.", "Fill it in.")
        return cell.default
    if cell.form is Form.DAY:
        return to_date(text)
    if cell.form is Form.YES_NO:
        return to_flag(text)
    if cell.form is Form.NUMBER:
        number = to_decimal(text, places=cell.places, example="1234.50")
        if number > cell.most:
            raise CellWrong(f"This is above {cell.most:,}.", "Check the figure.")
        return number
    if cell.form is Form.CHOICE:
        return _choice_of(cell, text)
    if len(text) > cell.longest:
        raise CellWrong(f"This has {len(text)} characters, not at most {cell.longest}.", "Shorten it.")
    return " ".join(text.split())


def _choice_of(cell: Cell, text: str) -> str:
    wanted = text.casefold()
    for code, label in cell.choices:
        if wanted in {code.casefold(), label.casefold()}:
            return code
    raise CellWrong("This is none of the choices.", f"Write {cell.how}.")


def values_of(sheet: Sheet, texts: dict[str, str]) -> dict[str, Any]:
    """Return the values of a row. :raises CellWrong: for the first cell that does not fit."""
    return {cell.name: value_of(cell, texts.get(cell.name, "")) for cell in sheet.columns}
