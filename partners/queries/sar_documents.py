"""The documents of an access request: as a reviewer sees them, and as files of the answer."""

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from django.utils.text import slugify

from partners.models import SarCase, SarDocument
from sharedservices.common import sealing
from sharedservices.common.exports import harmless

SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
HEADER = ("File", "Section", "What was decided", "Why", "Bytes", "SHA-256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document in the list of contents; what is withheld has neither title nor file."""

    number: int
    section: str
    title: str
    decision: str
    exemption: str
    out_type: str
    n_bytes: int
    sha256: str

    @property
    def path(self) -> str:
        """Return where it stands in the archive; empty for what is withheld."""
        if not self.sha256:
            return ""
        name = slugify(self.title)[:60] or "document"
        return f"documents/{slugify(self.section)}/{self.number:03}-{name}.{SUFFIXES[self.out_type]}"


def of_case(case: SarCase) -> list[SarDocument]:
    """Return the documents of a request without their bytes, in order. One query."""
    rows = SarDocument.objects.of(case.partner_id).filter(case=case).defer("body")
    return list(rows.select_related("decided_by").order_by("number"))


def sealed_in(document: UUID) -> str:
    """Return what binds the bytes of a document to its row."""
    return sealing.aad("partners_sardocument", document, "body")


def listed(row: SarDocument) -> Listed:
    """Return a document as the list of contents shows it."""
    is_out = row.decision in {SarDocument.Decision.RELEASE, SarDocument.Decision.REDACT}
    return Listed(
        number=row.number, section=row.section, title=row.title if is_out else "", out_type=row.out_type,
        decision=str(row.get_decision_display()), exemption=str(row.get_exemption_display()) if row.exemption else "",
        n_bytes=row.out_bytes or 0, sha256=row.out_sha256 if is_out else "",
    )  # fmt: skip


def bodies(case: SarCase) -> Iterator[tuple[Listed, str]]:
    """Yield each document with its sealed bytes: one at a time, so that a hundred of ten megabytes fit."""
    for row in of_case(case):
        body = SarDocument.objects.of(case.partner_id).filter(pk=row.pk).values_list("body", flat=True).get()
        yield listed(row), opened(row.uuid, body) if body else ""


def opened(document: UUID, body: str) -> str:
    """Return the bytes of a sealed document, in base64."""
    return sealing.open_sealed(body, aad=sealed_in(document))


def write_archive(
    stream: IO[bytes], *, pdf: bytes, content: dict[str, Any], documents: Iterable[tuple[Listed, str]]
) -> None:
    """Write the answer as one archive: to read, for machines a file a module, and the documents in folders.

    The last file lists everything with its hash, and says of what was withheld under which exemption.
    """
    said = {name: value for name, value in content.items() if name != "modules"}
    rows: list[tuple[Any, ...]] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answer.pdf", pdf)
        for module in content["modules"]:
            text = json.dumps({**said, "module": module}, ensure_ascii=False, indent=1)
            archive.writestr(f"data/{slugify(module['code'])}.json", text)
        for one, body in documents:
            if one.path and body:
                archive.writestr(one.path, base64.b64decode(body))
            rows.append((one.path, one.section, one.decision, one.exemption, one.n_bytes or "", one.sha256))
        archive.writestr("contents.csv", _table(rows))


def _table(rows: Iterable[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows([harmless(str(one)) for one in row] for row in rows)
    return text.getvalue()
