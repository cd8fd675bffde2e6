"""Documents of the old system (domain HR-11): a list with a hash for each, and the files in a ZIP.

Every file of the list arrives with the hash that the old system worked out, or it is a finding and nothing is loaded.
A file that an earlier ZIP brought need not be in the next one.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import BinaryIO

from hr import models as hr
from hr import rules_onboarding as rules
from hr.engine.domain_totals import RowFact
from hr.importing.domains import DomainRow
from hr.models import Document
from hr.operations import documents
from hr.operations.documents import MOST_BYTES, NewDocument
from hr.operations.domain_rows import delete, touched
from hr.operations.migration_issues import Fault, broken
from hr.operations.migration_parts import archive_path_of
from partners.models import User
from sharedservices.common import sealedfiles
from sharedservices.common.errors import DomainError
from sharedservices.common.import_sheet import refuse
from sharedservices.common.imports import ImportFile

HASH = re.compile(r"[0-9a-f]{64}")
ABOUT = "brought:"
"""What a document that was brought over was made from: this, and its name in the list."""
MOST_FILES = 20_000
AT_ONCE = 8 * 1024 * 1024
"""Bytes of documents that are held and written together."""
SAMPLE = 20
"""So many documents of a load are read back from the records and have the hash of the list (HR-11: hash sample)."""
AGAIN = "Put the file into the ZIP again."


class FileWrong(Exception):
    """What is wrong with a file of the ZIP, in a sentence."""


def look_at(stream: BinaryIO) -> int:
    """Return how many files a ZIP has. :raises ImportRefused: when it is none, or has too many."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            n_files = len(archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        raise refuse("This is not a ZIP file that can be read.", "Make the ZIP again, without a password.") from None
    if n_files > MOST_FILES:
        raise refuse(
            f"The ZIP has more than {MOST_FILES:,} files.", "Send the files in several steps: those that came stay."
        )
    return n_files


class Documents:
    """Documents, by their name in the list."""

    def __init__(
        self, *, project: hr.OnboardingProject, by: User, at: datetime, today: date, source: hr.Extract
    ) -> None:
        """Read employments and the documents that are here, and open the ZIP. Two queries."""
        self.unmapped: dict[str, str] = {}
        self._partner_id = project.partner_id
        self._by, self._at, self._today = by, at, today
        people = hr.Employment.objects.of(self._partner_id).order_by("id").values_list("employee_no", "person_id")
        self._people = dict(people.iterator(chunk_size=5000))
        self._here = {name: (pk, sha256) for name, pk, sha256 in self._brought()}
        self._equal: set[str] = set()
        self._archive: zipfile.ZipFile | None = None
        if source.archive_sha256:
            self._archive = zipfile.ZipFile(sealedfiles.load(archive_path_of(source)))
        infos = self._archive.infolist() if self._archive else []
        self._files = {one.filename: one for one in infos if not one.is_dir()}

    def _brought(self) -> Iterator[tuple[str, int, str]]:
        rows = Document.objects.of(self._partner_id).filter(superseded_at=None, about__startswith=ABOUT).order_by("id")
        for about, pk, sha256 in rows.values_list("about", "pk", "sha256").iterator(chunk_size=5000):
            yield about.removeprefix(ABOUT), pk, sha256

    # --- checking -----------------------------------------------------------------------------------------------------
    def check(self, rows: list[DomainRow], file: ImportFile, *, loaded: set[str]) -> None:
        """Report people who are not here, days to come, and every file that does not arrive as the list says."""
        for row in rows:
            cells = row.cells
            if cells["employee_number"] not in self._people:
                file.report(
                    row.number, "employee_number", "There is no employment of this number.",
                    "Correct the number, or load the people first.", value=cells["employee_number"],
                )  # fmt: skip
            if cells["dated_on"] > self._today:
                file.report(row.number, "dated_on", "The date is in the future.", "Correct it.")
            self._check_file(row, file)

    def _check_file(self, row: DomainRow, file: ImportFile) -> None:
        wanted = row.cells["sha256"].lower()
        if not HASH.fullmatch(wanted):
            file.report(
                row.number, "sha256", "This is not a SHA-256.", "It has 64 digits and letters a to f.", value=wanted
            )
            return
        if self._is_here(row):
            self._equal.add(row.key)
            return
        try:
            content = self._unpacked(row.key)
            documents.recognise(content)
        except FileWrong as wrong:
            file.report(row.number, "file_name", str(wrong), AGAIN, value=row.key)
            return
        except DomainError as error:
            file.report(row.number, "file_name", error.message, error.remedy or AGAIN, value=row.key)
            return
        if hashlib.sha256(content).hexdigest() != wanted:
            file.report(
                row.number, "sha256", "The file in the ZIP is not the one of the list: its hash differs.",
                "Take the file from the old system again, and look into what changed it.", value=row.key,
            )  # fmt: skip
            return
        self._equal.add(row.key)

    def _is_here(self, row: DomainRow) -> bool:
        return self._here.get(row.key, (0, ""))[1] == str(row.cells["sha256"]).lower()

    def _unpacked(self, name: str) -> bytes:
        """Return a file of the ZIP. :raises FileWrong: when it is not there, too large or damaged."""
        info = self._files.get(name)
        if info is None or self._archive is None:
            message = "The file is in the list and not in the ZIP."
            raise FileWrong(message)
        if info.flag_bits & 1:
            message = "The file has a password."
            raise FileWrong(message)
        try:
            with self._archive.open(info) as stream:
                return stream.read(MOST_BYTES + 1)
        # zipfile says NotImplementedError of a way of packing that it does not know.
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            message = "The file is damaged in the ZIP."
            raise FileWrong(message) from None

    def remarks(self, rows: list[DomainRow]) -> Iterator[Fault]:
        """Yield the files of the ZIP that the list does not have: nothing is done with them."""
        listed = {row.key for row in rows}
        for name in sorted(self._files.keys() - listed):
            yield broken(rules.FileIsListed, name[:60], column="file_name", file=name[:60])

    # --- totals -------------------------------------------------------------------------------------------------------
    def facts(self, rows: list[DomainRow]) -> list[RowFact]:
        """Return the documents of the list; equal are those that arrived with its hash."""
        return [
            RowFact(
                key=row.key, kind=row.cells["kind"], employee_no=row.cells["employee_number"],
                is_equal=row.key in self._equal,
            )
            for row in rows
        ]  # fmt: skip

    def recorded(self) -> list[RowFact]:
        """Return the documents that were brought over and stand. One query."""
        rows = Document.objects.of(self._partner_id).filter(superseded_at=None, about__startswith=ABOUT).order_by("id")
        found = rows.values_list("about", "kind").iterator(chunk_size=5000)
        return [RowFact(key=about.removeprefix(ABOUT), kind=kind, is_equal=True) for about, kind in found]

    def missing(self, rows: list[DomainRow] | None) -> list[RowFact]:
        """Nothing of documents is missing but what the list says."""
        return []

    # --- putting in ---------------------------------------------------------------------------------------------------
    def put_in(self, *, new: list[DomainRow], changed: list[DomainRow], gone: set[str]) -> list[Fault]:
        """Put in what is new; take out what changed or went, or set it aside where a check leans on it."""
        out = {self._here[key][0]: key for key in {*gone, *(row.key for row in changed)} if key in self._here}
        leaning = hr.RightToWork.objects.of(self._partner_id).filter(copy_id__in=out).values_list("copy_id", flat=True)
        aside = {pk: out[pk] for pk in set(leaning)}
        going = {pk: key for pk, key in out.items() if pk not in aside}
        faults = [
            *touched(model=Document, rows=going, partner_id=self._partner_id),
            *touched(model=Document, rows=aside, partner_id=self._partner_id, hanging=False),
        ]
        if faults:
            return faults
        made: list[Document] = []
        for some in self._pieces([*new, *changed]):
            made += Document.objects.bulk_create(some)
            for one in some:
                one.content = ""  # written: memory is for the next
        delete(model=Document, ids=list(going), partner_id=self._partner_id)
        Document.objects.of(self._partner_id).filter(pk__in=aside).update(
            superseded_by=self._by, superseded_at=self._at
        )
        self._read_back(made)
        return []

    def _pieces(self, rows: Iterable[DomainRow]) -> Iterator[list[Document]]:
        """Yield the documents of rows, some megabytes of them at a time."""
        some: list[Document] = []
        n_bytes = 0
        for row in rows:
            some.append(self._document(row))
            n_bytes += some[-1].n_bytes
            if n_bytes > AT_ONCE:
                yield some
                some, n_bytes = [], 0
        if some:
            yield some

    def _document(self, row: DomainRow) -> Document:
        cells = row.cells
        if self._is_here(row):
            content = documents.content_of(Document.objects.get(pk=self._here[row.key][0]))
        else:
            content = self._unpacked(row.key)
        about = NewDocument(kind=cells["kind"], title=cells["title"], content=content, about=f"{ABOUT}{row.key}")
        return documents.prepared(
            new=about, partner_id=self._partner_id, person_id=self._people[cells["employee_number"]], by=self._by,
            at=self._at, dated_on=cells["dated_on"],
        )  # fmt: skip

    def _read_back(self, made: list[Document]) -> None:
        """Open a sample again as it is recorded. :raises DocumentDamaged: when one is not what arrived."""
        step = max(len(made) // SAMPLE, 1)
        for one in made[::step][:SAMPLE]:
            documents.content_of(Document.objects.get(pk=one.pk))
