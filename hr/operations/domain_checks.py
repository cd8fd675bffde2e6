"""Checks of people that the old system made (domain HR-11): each kind by a keeper of its own.

To bring another kind over: name it in hr.importing.columns_records.CHECK_KINDS, say in TAKES which columns it has, and
add its keeper to KEEPERS. Totals, faults, deltas and signatures come with that.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from hr import models as hr
from hr import rules_onboarding as rules
from hr.engine.domain_totals import EXPIRING_WITHIN, RowFact, covers
from hr.importing.columns_records import DBS, REGISTRATION, RIGHT_TO_WORK, TAKES
from hr.importing.domains import DomainRow, check_parts
from hr.operations.check_keeper import CheckKeeper, Loading, Need
from hr.operations.domain_person_checks import DbsKeeper, RegistrationKeeper
from hr.operations.domain_right_to_work import RightToWorkKeeper
from hr.operations.migration_issues import Fault, broken
from partners.models import User
from sharedservices.common.imports import ImportFile

KEEPERS: Mapping[str, type[CheckKeeper]] = {
    RIGHT_TO_WORK: RightToWorkKeeper, DBS: DbsKeeper, REGISTRATION: RegistrationKeeper,
}  # fmt: skip
KIND_WORDS = {RIGHT_TO_WORK: "A right to work", DBS: "A DBS check", REGISTRATION: "A registration"}


class Checks:
    """Checks, by employee number, kind and day."""

    def __init__(self, *, project: hr.OnboardingProject, by: User, at: datetime, today: date) -> None:
        """Make the keepers."""
        self.unmapped: dict[str, str] = {}
        self._load = Loading(project=project, by=by, at=at, today=today)
        self._keepers = {kind: keeper(self._load) for kind, keeper in KEEPERS.items()}

    def _by_kind(self, rows: Iterable[DomainRow]) -> dict[str, list[DomainRow]]:
        found: dict[str, list[DomainRow]] = defaultdict(list)
        for row in rows:
            found[row.cells["check"]].append(row)
        return found

    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report cells that a kind needs or does not have; have each keeper report what the records would not take."""
        whole = [row for row in rows if self._has_its_cells(row, file)]
        for kind, some in self._by_kind(whole).items():
            self._keepers[kind].check(some, file, loaded=loaded)

    def _has_its_cells(self, row: DomainRow, file: ImportFile) -> bool:
        kind = row.cells["check"]
        takes = TAKES[kind]
        empty = [name for name in takes.needs if row.cells[name] is None]
        for name in empty:
            file.report(row.number, name, f"“{name}” is empty.", f"{_words(kind)} needs it: fill it in.")
        others = {name for one in TAKES.values() for name in (*one.needs, *one.may)} - {*takes.needs, *takes.may}
        for name in sorted(others):
            if row.cells[name] is not None:
                said = f"{_words(kind)} has no “{name}”."
                file.report(row.number, name, said, "Leave it empty, or correct what was checked.")
        return not empty

    def remarks(self, rows: list[DomainRow]) -> Iterator[Fault]:
        """Yield who has no check, whose check lapses before the first day, and whose ends soon after it."""
        by_kind = self._by_kind(rows)
        for kind, keeper in self._keepers.items():
            wanted, held = keeper.wanted(), self._held(keeper, self._of_file(keeper, by_kind[kind]))
            in_order = sorted(held, key=lambda need: (wanted[need], need[1]))
            yield from keeper.remark([need for need in in_order if not held[need]], is_lapsed=False)
            best = {need: max(held[need], key=_end) for need in in_order if held[need]}
            gone = [need for need, fact in best.items() if not covers(fact, self._load.first_day)]
            yield from keeper.remark(gone, is_lapsed=True)
            for need, fact in best.items():
                if self._ends_soon(fact):
                    yield broken(
                        rules.CheckEndsSoon, f"{wanted[need]} {need[1]} {kind}".replace("  ", " "), column="expires_on",
                        employee=wanted[need], check=_words(kind).removeprefix("A "), last=f"{fact.last:%d/%m/%Y}",
                    )  # fmt: skip

    def _ends_soon(self, fact: RowFact) -> bool:
        first_day = self._load.first_day
        return covers(fact, first_day) and fact.last is not None and fact.last <= first_day + EXPIRING_WITHIN

    def _of_file(self, keeper: CheckKeeper, rows: list[DomainRow]) -> Iterator[tuple[int, RowFact]]:
        for row in rows:
            person = keeper.people.get(row.cells["employee_number"])
            if person is not None:
                yield person, keeper.fact(row)

    def _held(self, keeper: CheckKeeper, facts: Iterable[tuple[int, RowFact]]) -> dict[Need, list[RowFact]]:
        """Return the checks that meet each need, whether or not they still run."""
        of_person: dict[int, list[RowFact]] = defaultdict(list)
        for person, fact in facts:
            of_person[person].append(fact)
        return {
            (person, which): [fact for fact in of_person[person] if keeper.meets(fact, which)]
            for person, which in keeper.wanted()
        }

    def facts(self, rows: list[DomainRow]) -> list[RowFact]:
        """Return the checks of the file."""
        return [self._keepers[row.cells["check"]].fact(row) for row in rows]

    def recorded(self) -> list[RowFact]:
        """Return the checks that stand here."""
        return [fact for keeper in self._keepers.values() for fact in keeper.recorded()]

    def missing(self, rows: list[DomainRow] | None) -> list[RowFact]:
        """Return a fact for everybody who has to have a check on the first day, and has none that is valid."""
        by_kind = self._by_kind(rows or [])
        found = []
        for kind, keeper in self._keepers.items():
            if rows is None:
                facts = [(int(fact.key), fact) for fact in keeper.recorded()]
            else:
                facts = list(self._of_file(keeper, by_kind[kind]))
            held = self._held(keeper, facts)
            short = {
                person for (person, _which), some in held.items()
                if not any(covers(fact, self._load.first_day) for fact in some)
            }  # fmt: skip
            found += [RowFact(key=str(one), kind=kind, is_missing=True) for one in sorted(short)]
        return found

    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Have each keeper bring the records to what the rows say."""
        of_new, of_changed = self._by_kind(new), self._by_kind(changed)
        faults = []
        for kind, keeper in self._keepers.items():
            out = {key for key in gone if check_parts(key).kind == kind}
            faults += keeper.put_in(new=of_new[kind], changed=of_changed[kind], gone=out)
        return faults


def _end(fact: RowFact) -> date:
    return fact.last or date.max


def _words(kind: str) -> str:
    return KIND_WORDS[kind]
