"""The file of an external rostering system: its columns as data, and what a row says on its own.

A row is a summary of a job in some days, or hours claimed beyond it that were approved there. What the records say of
it is looked at afterwards.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr.engine import claims as claim_engine
from hr.engine import rosters as engine
from hr.importing.cells import CellWrong, parser_of, to_date, to_decimal
from hr.importing.columns import Form, Level, PeopleColumn
from hr.models import RosterLine
from sharedservices.common import sealing
from sharedservices.common.formatting import day, number
from sharedservices.common.imports import ImportFile
from sharedservices.common.periods import DateRange

Kind = RosterLine.Kind
J = Level.JOB
APPROVED, CANCELLED = "APPROVED", "CANCELLED"
MOST_DAYS_BACK = 366
HOURS_OF_DAY = 24
_HOURS: dict[str, Any] = {"level": J, "form": Form.HOURS}
_TEXT: dict[str, Any] = {"level": J, "form": Form.TEXT}

COLUMNS: tuple[PeopleColumn, ...] = (
    PeopleColumn(
        name="record",
        level=J,
        form=Form.CHOICE,
        allowed=tuple(Kind.values),
        is_required=True,
        example="SUMMARY",
        help="What the row is: a summary of a job, or hours claimed beyond it that were approved.",
    ),
    PeopleColumn(
        name="job_number",
        level=J,
        form=Form.NUMBER,
        longest=24,
        is_required=True,
        example="100234-1",
        help="The job here: employee number and job.",
    ),
    PeopleColumn(
        name="first_day",
        level=J,
        form=Form.DATE,
        example="2026-10-01",
        help="Only of a summary: its first day. Empty: the first day of the file.",
    ),
    PeopleColumn(
        name="last_day",
        level=J,
        form=Form.DATE,
        example="2026-10-31",
        help="Only of a summary: its last day. Empty: the last day of the file.",
    ),
    PeopleColumn(
        name="duty_system",
        longest=60,
        example="Watch 2-2-4",
        **_TEXT,
        help="Of a summary: the duty system, like watch 2-2-4 or variable shifts.",
    ),
    PeopleColumn(name="hours_planned", example="168", help="Of a summary: hours as rostered.", **_HOURS),
    PeopleColumn(name="hours_worked", example="160", help="Of a summary: hours worked. Empty: not known.", **_HOURS),
    PeopleColumn(name="leave_hours", example="8", help="Of a summary: hours of annual leave.", **_HOURS),
    PeopleColumn(name="sick_hours", example="0", help="Of a summary: rostered hours lost to sickness.", **_HOURS),
    PeopleColumn(name="rest_day_hours", example="10", help="Of a summary: hours worked on rest days.", **_HOURS),
    PeopleColumn(
        name="rest_days_rerostered",
        level=J,
        form=Form.NUMBER,
        longest=3,
        example="1",
        help="Of a summary: how many rest days were moved to another day.",
    ),
    PeopleColumn(name="night", level=J, form=Form.YES_NO, example="yes", help="Of a summary: works nights."),
    PeopleColumn(name="shift", level=J, form=Form.YES_NO, example="yes", help="Of a summary: works shifts."),
    PeopleColumn(
        name="claim_reference",
        longest=40,
        example="OT-20416",
        **_TEXT,
        help="Of a claim: by which the rostering system knows it. It is paid once.",
    ),
    PeopleColumn(
        name="claim_status",
        level=J,
        form=Form.CHOICE,
        allowed=(APPROVED, CANCELLED),
        example=APPROVED,
        help="Of a claim: approved; or cancelled, to take one back that an earlier version had.",
    ),
    PeopleColumn(
        name="claim_kind",
        longest=100,
        example="Time and a half",
        **_TEXT,
        help="Of a claim: a kind of claim for additional hours, by its name here.",
    ),
    PeopleColumn(
        name="worked_from", longest=16, example="2026-10-03 18:00", **_TEXT, help="Of a claim: day and time it began."
    ),
    PeopleColumn(
        name="worked_to", longest=16, example="2026-10-03 23:30", **_TEXT, help="Of a claim: day and time it ended."
    ),
    PeopleColumn(name="claim_hours", example="5", help="Of a claim: hours to be paid, without breaks.", **_HOURS),
    PeopleColumn(name="reason", longest=200, example="Flood", help="Of a claim: what for.", **_TEXT),
    PeopleColumn(name="made_by", example="100234", help="Of a claim: who claimed, as known there.", **_TEXT),
    PeopleColumn(name="approved_by", example="Insp 4471", help="Of a claim: who approved it, as known there.", **_TEXT),
    PeopleColumn(name="approved_on", level=J, form=Form.DATE, example="2026-10-05", help="Of a claim: when."),
)
SOURCES = tuple(one.source for one in COLUMNS)
OF_SUMMARY = ("first_day", "last_day", "duty_system", "hours_planned", "hours_worked", "leave_hours", "sick_hours",
              "rest_day_hours", "rest_days_rerostered", "night", "shift")  # fmt: skip
OF_CLAIM = ("claim_reference", "claim_status", "claim_kind", "worked_from", "worked_to", "claim_hours", "reason",
            "made_by", "approved_by", "approved_on")  # fmt: skip
NEEDED = {
    Kind.SUMMARY: ("duty_system", "hours_planned"),
    Kind.CLAIM: ("claim_reference", "claim_status", "claim_kind", "worked_from", "worked_to", "claim_hours", "reason",
                 "made_by", "approved_by", "approved_on"),
}  # fmt: skip
LARGEST = Decimal(99_999)
Report = Callable[[str, str, str], None]
"""column, message, what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """A row that is right on its own. `job` is still a number, `claim_kind` a name."""

    number: int
    kind: str
    job: str
    key: str
    days: DateRange
    digest: str
    values: Mapping[str, Any] = field(default_factory=dict)
    claim_kind: str = ""


class RosterReader:
    """Reads the rows of a file, reports what is wrong with one, and adds up what all of them say."""

    def __init__(self, file: ImportFile, *, period: DateRange, series: UUID, today: date) -> None:
        self._file, self._period, self._series, self._today = file, period, series, today
        self._columns = [(one, parser_of(one)) for one in COLUMNS]
        self._references: dict[str, int] = {}
        self._spans: dict[str, list[tuple[int, DateRange]]] = {}
        self.sums = engine.Sums()

    def rows(self) -> Iterator[RosterRow]:
        """Yield the rows that are right on their own. :raises ImportRefused: where the file breaks off."""
        for number_, values in self._file:
            cells, wrong = self._read(number_, values)
            self.sums.add(cells)
            kind = cells["record"]
            if kind is None:
                continue
            found = self._summary(number_, cells, wrong) if kind == Kind.SUMMARY else self._claim(number_, cells, wrong)
            if found is not None:
                yield found

    def report(self, row: int, column: str, message: str, remedy: str, value: str = "") -> None:
        """Add a fault to the file’s."""
        self._file.report(row, column, message, remedy, value=value)

    def _read(self, row: int, values: Mapping[str, str]) -> tuple[dict[str, Any], set[str]]:
        cells: dict[str, Any] = {}
        wrong: set[str] = set()
        for column, parse in self._columns:
            text = values.get(column.name)
            cells[column.name] = None
            if text is None:
                wrong.add(column.name)
            elif text:
                try:
                    cells[column.name] = self._parsed(column.name, parse, text)
                except CellWrong as fault:
                    self.report(row, column.name, fault.message, fault.remedy, text)
                    wrong.add(column.name)
            elif column.is_required:
                self.report(row, column.name, f"“{column.name}” is empty.", f"Fill it in: {column.help}")
                wrong.add(column.name)
        return cells, wrong

    def _parsed(self, name: str, parse: Callable[[str], Any], text: str) -> Any:
        if name in {"worked_from", "worked_to"}:
            return to_moment(text)
        if name == "rest_days_rerostered":
            return int(to_decimal(text, places=0, example="1"))
        found = parse(text)
        if isinstance(found, Decimal) and found > LARGEST:
            raise CellWrong("These are more hours than any file holds.", "Check the figure.")
        return found

    def _fits_kind(self, row: int, cells: dict[str, Any], wrong: set[str]) -> bool:
        """Report what a row of this kind lacks, and what belongs to the other kind."""
        kind = Kind(cells["record"])
        strange = OF_CLAIM if kind is Kind.SUMMARY else OF_SUMMARY
        is_right = not wrong
        for name in NEEDED[kind]:
            if cells[name] is None and name not in wrong:
                self.report(row, name, f"“{name}” is empty.", f"A {kind.label.lower()} needs it.")
                is_right = False
        for name in strange:
            if cells[name] is not None:
                self.report(
                    row, name, f"A {kind.label.lower()} has no “{name}”.", "Leave it empty, or use a second row."
                )
                is_right = False
        return is_right

    def _once(self, row: int, reference: str) -> bool:
        first = self._references.setdefault(reference.casefold(), row)
        if first != row:
            self.report(
                row, "claim_reference", f"“{reference}” stands in row {first} already.", "Keep one of the two rows.",
                reference,
            )  # fmt: skip
        return first == row

    def _apart(self, row: int, job: str, days: DateRange) -> bool:
        """Report a summary whose days another row of the job tells about already."""
        spans = self._spans.setdefault(job.casefold(), [])
        first = next((at for at, one in spans if one.start < days.end and days.start < one.end), None)
        spans.append((row, days))
        if first is not None:
            self.report(
                row, "first_day", f"Row {first} tells of some of the same days of this job.",
                "Give each row of a job days of its own, or add the rows up.",
            )  # fmt: skip
        return first is None

    def _summary(self, row: int, cells: dict[str, Any], wrong: set[str]) -> RosterRow | None:
        if not self._fits_kind(row, cells, wrong):
            return None
        days = self._days(row, cells)
        if days is None or not self._apart(row, cells["job_number"], days) or not self._hours_fit(row, cells, days):
            return None
        values = {
            "duty_system": cells["duty_system"], "planned": cells["hours_planned"], "worked": cells["hours_worked"],
            "leave": cells["leave_hours"], "sick": cells["sick_hours"], "rest_hours": cells["rest_day_hours"],
            "rest_days": cells["rest_days_rerostered"] or 0, "is_night": bool(cells["night"]),
            "is_shift": bool(cells["shift"]),
        }  # fmt: skip
        return self._made(row, Kind.SUMMARY, cells, key=cells["job_number"], days=days, values=values)

    def _days(self, row: int, cells: dict[str, Any]) -> DateRange | None:
        first = cells["first_day"] or self._period.start
        last = cells["last_day"] or self._period.last_day
        if not self._period.start <= first <= last <= self._period.last_day:
            span = f"{day(self._period.start)} to {day(self._period.last_day)}"
            self.report(
                row, "first_day", f"The days lie outside the file’s: {span}.",
                "Correct the days, or send them in the file of their period.",
            )  # fmt: skip
            return None
        return DateRange.inclusive(first, last)

    def _hours_fit(self, row: int, cells: dict[str, Any], days: DateRange) -> bool:
        most = Decimal(HOURS_OF_DAY * days.days)
        is_right = True
        for name in ("hours_planned", "hours_worked", "leave_hours", "sick_hours", "rest_day_hours"):
            if cells[name] is not None and cells[name] > most:
                self.report(
                    row, name, f"{number(cells[name])} hours do not fit into {days.days} days.", "Check hours and days."
                )
                is_right = False
        worked, rest = cells["hours_worked"], cells["rest_day_hours"]
        if is_right and worked is not None and rest is not None and rest > worked:
            self.report(
                row, "rest_day_hours", "More hours on rest days than were worked at all.",
                "Hours on rest days are a part of the hours worked.",
            )  # fmt: skip
            is_right = False
        if is_right and (cells["rest_days_rerostered"] or 0) > days.days:
            self.report(row, "rest_days_rerostered", "More rest days than there are days.", "Check both.")
            is_right = False
        return is_right

    def _claim(self, row: int, cells: dict[str, Any], wrong: set[str]) -> RosterRow | None:
        if not self._fits_kind(row, cells, wrong):
            return None
        if not self._time_fits(row, cells) or not self._second_person(row, cells):
            return None
        begun, over = cells["worked_from"], cells["worked_to"]
        if not self._once(row, cells["claim_reference"]):
            return None
        values = {
            "is_cancelled": cells["claim_status"] == CANCELLED, "worked_span": (begun, over),
            "claim_hours": cells["claim_hours"], "reason": cells["reason"], "made_by": cells["made_by"],
            "approved_by": cells["approved_by"], "approved_on": cells["approved_on"],
        }  # fmt: skip
        on = timezone.localtime(begun).date()
        return self._made(
            row, Kind.CLAIM, cells, key=cells["claim_reference"], days=DateRange.inclusive(on, on), values=values
        )

    def _time_fits(self, row: int, cells: dict[str, Any]) -> bool:
        begun, over, hours = cells["worked_from"], cells["worked_to"], cells["claim_hours"]
        longest = claim_engine.defaults().longest_shift_hours
        span = engine.hours_between(begun, over)
        if not 0 < hours <= span or hours > longest:
            self.report(
                row, "claim_hours", f"{number(hours)} hours do not fit between {begun:%H:%M} and {over:%H:%M}.",
                f"Hours to be paid are above 0, at most those between both times, and {number(longest)} at most.",
            )  # fmt: skip
            return False
        on = timezone.localtime(begun).date()
        if on > self._period.last_day or (self._period.last_day - on).days > MOST_DAYS_BACK:
            self.report(
                row, "worked_from", f"{day(on)} is after the file’s last day, or more than a year before it.",
                "Check the day, or send the claim in the file of its period.",
            )  # fmt: skip
            return False
        return True

    def _second_person(self, row: int, cells: dict[str, Any]) -> bool:
        if cells["made_by"].casefold() == cells["approved_by"].casefold():
            self.report(
                row, "approved_by", "Whoever claimed has approved the claim, too.",
                "Have somebody else approve it in the rostering system.",
            )  # fmt: skip
            return False
        begun = timezone.localtime(cells["worked_from"]).date()
        if not begun <= cells["approved_on"] <= self._today:
            self.report(
                row, "approved_on", f"{day(cells['approved_on'])} is before the work, or in the future.",
                "A claim is approved once the hours have been worked.",
            )  # fmt: skip
            return False
        return True

    def _made(
        self, row: int, kind: str, cells: dict[str, Any], *, key: str, days: DateRange, values: dict[str, Any]
    ) -> RosterRow:
        said = repr(sorted((name, str(one)) for name, one in cells.items() if name not in {"first_day", "last_day"}))
        return RosterRow(
            number=row, kind=kind, job=cells["job_number"], key=key, days=days, values=values,
            digest=sealing.blind_index(f"{days.start}{days.end}{said}", f"roster:{self._series}"),
            claim_kind=cells["claim_kind"] or "",
        )  # fmt: skip


def to_moment(text: str) -> datetime:
    """Read 2026-10-03 18:00 or 03/10/2026 18:00 as a local time. :raises CellWrong: for anything else."""
    on, _space, clock = text.replace("T", " ").partition(" ")
    hour, _colon, minute = clock.strip().partition(":")
    if not (
        hour.isdecimal() and minute[:2].isdecimal() and len(minute) >= 2 and int(hour) < 24 and int(minute[:2]) < 60
    ):
        raise CellWrong("This is not a day with a time.", "Write it as 2026-10-03 18:00.")
    found = to_date(on)
    return datetime.combine(found, time(int(hour), int(minute[:2])), claim_engine.HERE).astimezone(UTC)
