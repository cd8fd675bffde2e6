"""Hierarchies of codes: set up, loaded as whole versions from a file, in force once others approve (domain FIN-01)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO, NamedTuple
from uuid import UUID

from django.db.models import Max

from finance import rules_chart as rules
from finance.models import Hierarchy, HierarchyLine, HierarchyVersion
from finance.models.hierarchies import MOST_LEVELS
from finance.queries import hierarchies as found
from finance.states import HIERARCHY, HierarchyState
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from sharedservices.common.db import lock_one, transaction_required
from sharedservices.common.flow import next_state
from sharedservices.common.imports import Column, ImportFile, ImportRefused, open_import

NOUN = "version of a hierarchy"
MOST_ROWS = 20_000
LONGEST_CODE, LONGEST_NAME, LONGEST_LEVEL = 20, 120, 40


class Line(NamedTuple):
    """Where a code stands: codes and names of the levels above it, the highest first."""

    code: str
    codes: tuple[str, ...]
    names: tuple[str, ...]


@transaction_required
def set_up(
    *,
    partner_id: int,
    segment: str,
    legal_entity: UUID | None,
    code: str,
    name: str,
    levels: Sequence[str],
    by: User,
    at: datetime,
) -> Hierarchy:
    """Begin a hierarchy: it adds nothing up before a version of it is approved.

    :raises RuleBroken: for a code that is there, levels that are none, and cost centres of no legal entity
    :raises LegalEntity.DoesNotExist: if there is none in scope
    """
    with partner_scope(partner_id, actor_id=by.pk, reason=f"Hierarchy {code}"):
        is_of_entity = segment == Hierarchy.Segment.COST_CENTRE
        rules.HierarchyOfEntity.require(legal_entity is not None or not is_of_entity)
        entity = LegalEntity.objects.of(partner_id).get(uuid=legal_entity) if is_of_entity else None
        called = [" ".join(one.split()) for one in levels if one.strip()]
        are_right = 1 <= len(called) <= MOST_LEVELS and len({one.lower() for one in called}) == len(called)
        rules.HierarchyLevels.require(
            are_right and all(len(one) <= LONGEST_LEVEL for one in called), most=MOST_LEVELS, n=len(called)
        )
        there = Hierarchy.objects.of(partner_id).filter(legal_entity=entity, code=code).first()
        rules.HierarchyCodeNew.require(there is None, code=code, name=there.name if there else "")
        made: Hierarchy = Hierarchy.objects.create(
            partner_id=partner_id, segment=segment, legal_entity=entity, code=code, name=name, levels=called,
            made_by=by, made_at=at,
        )  # fmt: skip
    return made


@transaction_required
def load(
    *, hierarchy: UUID, starts_on: date, description: str, content: BinaryIO, by: User, at: datetime
) -> HierarchyVersion:
    """Write a version with the rows of a file, CSV or XLSX; rows without levels leave their code out of it.

    :raises ImportRefused: with every fault by row and column; nothing of such a file is kept
    :raises RuleBroken: when it says what is in force on that day already
    :raises Hierarchy.DoesNotExist: if there is none in scope
    """
    row = lock_one(Hierarchy, Hierarchy.objects.get(uuid=hierarchy).pk)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=description[:200]):
        with open_import(content, columns=columns(row), max_rows=MOST_ROWS) as file:
            lines = _lines(row, file)
            if not lines and not file.problems:
                file.report(None, "code", "No row of the file places a code.", "Fill in the levels of at least one.")
            if file.problems:
                raise ImportRefused(file.problems)
        digest = _hash(lines)
        now = found.in_force(row, on=starts_on)
        rules.HierarchyMoves.require(
            now is None or now.lines_hash != digest, number=now.number if now else 0,
            starts=now.starts_on if now else None,
        )  # fmt: skip
        last = HierarchyVersion.objects.of(row.partner_id).filter(hierarchy=row).aggregate(last=Max("number"))["last"]
        made: HierarchyVersion = HierarchyVersion.objects.create(
            partner_id=row.partner_id, hierarchy=row, number=(last or 0) + 1, starts_on=starts_on,
            description=description, n_lines=len(lines), lines_hash=digest, prepared_by=by, prepared_at=at,
        )  # fmt: skip
        ids = found.ids_of_codes(row)
        HierarchyLine.objects.bulk_create(
            HierarchyLine(
                partner_id=row.partner_id, version=made, codes=list(one.codes), names=list(one.names),
                **{found.FIELD[row.segment] + "_id": ids[one.code]},
            )
            for one in lines
        )  # fmt: skip
    return made


@transaction_required
def apply(*, version: UUID, lines_hash: str, by: User, at: datetime) -> HierarchyVersion:
    """Put a version into force from its day on, with exactly what was approved.

    :raises WrongState: unless it is a draft :raises RuleBroken: when it says something else
    """
    row = lock_one(HierarchyVersion, HierarchyVersion.objects.get(uuid=version).pk)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=row.description):
        state = next_state(HIERARCHY, "apply", row.state, noun=NOUN)
        rules.HierarchySeen.require(row.lines_hash == lines_hash)
        row.state, row.applied_by, row.applied_at = HierarchyState(state), by, at
        row.save(update_fields=["state", "applied_by", "applied_at"])
    return row


@transaction_required
def discard(*, version: UUID, by: User, at: datetime) -> HierarchyVersion:
    """Put a draft away: it stays readable and never adds anything up.

    :raises WrongState: unless it is a draft
    """
    row = lock_one(HierarchyVersion, HierarchyVersion.objects.get(uuid=version).pk)
    with partner_scope(row.partner_id, actor_id=by.pk, reason="discarded"):
        row.state = HierarchyState(next_state(HIERARCHY, "discard", row.state, noun=NOUN))
        row.save(update_fields=["state"])
    return row


def columns(row: Hierarchy) -> tuple[Column, ...]:
    """Return the columns of a hierarchy's file; those of levels are called as the levels are, too."""
    levels = [
        Column(f"level_{at}_{part}", f"{level} {part}", is_required=True)
        for at, level in enumerate(row.levels, start=1)
        for part in ("code", "name")
    ]
    return (Column("code", "Code", is_required=True), Column("name", "Name"), *levels)


# --- the parts ------------------------------------------------------------------------------------------------------
def _lines(row: Hierarchy, file: ImportFile) -> list[Line]:
    """Read the rows; what is wrong with them is reported to the file."""
    known, tree = set(found.ids_of_codes(row)), _Tree(file)
    seen: dict[str, int] = {}
    lines = []
    for number, values in file:
        code = values.get("code", "").upper()
        if code not in known:
            file.report(
                number, "code", "There is no such code in the chart of accounts." if code else "There is no code.",
                "Write a code as it stands in the chart, or propose it there first.", value=code,
            )  # fmt: skip
            continue
        if code in seen:
            file.report(
                number, "code", f"It stands in row {seen[code]} already.", "Leave one of the two rows.", value=code
            )
            continue
        seen[code] = number
        if line := tree.line(number, code, values, len(row.levels)):
            lines.append(line)
    return sorted(lines)


class _Tree:
    """What a file says of the levels: each node has one name, and one node above it."""

    def __init__(self, file: ImportFile) -> None:
        self._file = file
        self._nodes: dict[tuple[int, str], tuple[str, str, int]] = {}

    def line(self, number: int, code: str, values: dict[str, str], n_levels: int) -> Line | None:
        """Return the line of a row; None for one that places nothing, or is wrong."""
        codes = tuple(values.get(f"level_{at}_code", "").upper() for at in range(1, n_levels + 1))
        names = tuple(values.get(f"level_{at}_name", "") for at in range(1, n_levels + 1))
        if not any(codes) and not any(names):
            return None
        before = self._file.n_problems
        for at in range(n_levels):
            self._node(number, at, codes, names)
        return Line(code, codes, names) if self._file.n_problems == before else None

    def _node(self, number: int, at: int, codes: tuple[str, ...], names: tuple[str, ...]) -> None:
        code, name, above = codes[at], names[at], codes[at - 1] if at else ""
        where = f"level_{at + 1}_code"
        if not code or len(code) > LONGEST_CODE:
            self._file.report(
                number, where, "This level has no code of at most 20 signs.",
                "Fill in every level of the row, or none to leave the code out.", value=code,
            )  # fmt: skip
            return
        if not name or len(name) > LONGEST_NAME:
            self._file.report(
                number, f"level_{at + 1}_name", "This level has no name of at most 120 signs.", "Write its name.",
                value=name,
            )  # fmt: skip
            return
        said = self._nodes.setdefault((at, code), (name, above, number))
        if said[0] != name:
            self._file.report(
                number, f"level_{at + 1}_name", f"{code} is called “{said[0]}” in row {said[2]}.",
                "Give each code of a level one name.", value=name,
            )  # fmt: skip
        elif said[1] != above:
            self._file.report(
                number, where, f"{code} stands below {said[1]} in row {said[2]}.",
                "A code of a level stands below one other: give one of the two another code.", value=code,
            )  # fmt: skip


def _hash(lines: Sequence[Line]) -> str:
    digest = hashlib.sha256()
    for one in lines:
        digest.update("\x1f".join((one.code, *one.codes, *one.names, "\x1e")).encode())
    return digest.hexdigest()
