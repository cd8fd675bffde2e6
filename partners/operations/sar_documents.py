"""The documents of an access request: listed when everything is collected, each decided about, copied when released.

Source: UK GDPR article 15(3): a copy of the data; Data Protection Act 2018, schedule 2: what may be withheld.
"""

import base64
import hashlib
from datetime import datetime
from uuid import UUID

from partners import holdings
from partners.models import SarCase, SarDecision, SarDocument, User
from partners.operations.retention import NotYourOwn, ReasonNeeded
from partners.operations.sar import TooLate, lock, log
from partners.queries import sar_documents as found
from partners.scope import partner_scope
from partners.states import SarState
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError

MOST_MB = 10
MOST_BYTES = MOST_MB * 1024 * 1024
LONGEST = 300
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
Decision = SarDocument.Decision


class NotDecided(DomainError):
    """Documents are left about which nobody has decided."""


class WrongFile(DomainError):
    """It is not a file that can go out."""


def collect(row: SarCase) -> int:
    """List every file that is held about the person; what was decided before is void. Return how many."""
    SarDocument.objects.of(row.partner_id).filter(case=row).delete()
    files = holdings.held_files(partner_id=row.partner_id, person_id=row.person_id)
    for number, one in enumerate(files, start=1):
        SarDocument.objects.create(
            partner_id=row.partner_id, case=row, number=number, section=one.section[:60], title=one.title[:150],
            source=one.source, content_type=one.content_type, n_bytes=one.n_bytes, sha256=one.sha256,
        )  # fmt: skip
    return len(files)


@transaction_required
def decide(
    *, document: UUID, decision: str, exemption: str, words: str, redacted: bytes | None, by: User, at: datetime
) -> SarDocument:
    """Release a document, release a version with parts blacked out, or withhold it under an exemption.

    :raises TooLate: unless it is being reviewed
    :raises NotYourOwn: for whoever collected, by any login, and for one’s own request
    :raises ReasonNeeded: for parts blacked out or a withheld document without exemption and words
    :raises WrongFile: for a redacted version that is missing, too large, the original, or of another kind
    :raises SarDocument.DoesNotExist: when there is none in scope
    """
    row: SarDocument = SarDocument.objects.select_for_update(of=("self",)).get(uuid=document)
    case = _in_review(row, by)
    row.decision, row.decided_by, row.decided_at = Decision(decision), by, at
    row.exemption, row.words = _why(row.decision, exemption, words)
    row.body, row.out_type, row.out_bytes, row.out_sha256 = "", "", None, ""
    if row.decision == Decision.REDACT:
        content = redacted or b""
        row.out_type = _kind_of(content)
        if hashlib.sha256(content).hexdigest() == row.sha256:
            raise WrongFile("This is the document itself: nothing in it is blacked out.", field="redacted")
        _keep(row, content)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=f"{case}: {row}"):
        row.save()
        log(case, "document", by=by, at=at, note=f"{row}, {row.section}: {row.get_decision_display()}")
    return row


def require_decided(row: SarCase) -> None:
    """Make sure that every document is decided about.

    :raises NotDecided: when one is not
    """
    n = SarDocument.objects.of(row.partner_id).filter(case=row, decision="").count()
    if n:
        raise NotDecided(
            f"Nobody has decided about {n} document{'s' if n > 1 else ''} yet.",
            remedy="Open Documents, and release, redact or withhold each.",
        )


def keep_released(row: SarCase, *, by: User, at: datetime) -> None:
    """Keep a sealed copy of each document that is released as it is: one at a time, until the answer expires.

    :raises NotDecided: when one is undecided
    """
    require_decided(row)
    for one in SarDocument.objects.of(row.partner_id).filter(case=row, decision=Decision.RELEASE).order_by("number"):
        one.out_type = one.content_type
        _keep(one, holdings.read_file(source=one.source, by=by, at=at))
        one.save(update_fields=["body", "out_type", "out_bytes", "out_sha256"])


@transaction_required
def look(*, document: UUID, by: User, at: datetime) -> tuple[SarDocument, bytes]:
    """Return a document with its bytes for whoever reviews it. The app that keeps it records who looked.

    :raises TooLate: unless it is being reviewed
    :raises NotYourOwn: for whoever collected, by any login
    :raises SarDocument.DoesNotExist: when there is none in scope
    """
    row: SarDocument = SarDocument.objects.get(uuid=document)
    _in_review(row, by)
    return row, holdings.read_file(source=row.source, by=by, at=at)


def _in_review(row: SarDocument, by: User) -> SarCase:
    case = lock(SarCase.objects.values_list("uuid", flat=True).get(pk=row.case_id), by)
    if case.state != SarState.COLLECTED:
        raise TooLate("This is decided between collecting and the end of the review.")
    if case.collected_human == by.human_id:
        raise NotYourOwn("You collected this. Somebody else reviews it.")
    return case


def _why(decision: str, exemption: str, words: str) -> tuple[str, str]:
    if decision == Decision.RELEASE:
        return "", ""
    tidy = " ".join(words.split())
    if not exemption:
        raise ReasonNeeded("Say under which exemption.", field="exemption")
    if not tidy or len(tidy) > LONGEST:
        raise ReasonNeeded(f"Say why, in at most {LONGEST} characters.", field="words")
    return SarDecision.Exemption(exemption), tidy


def _kind_of(content: bytes) -> str:
    found_kind = next((kind for start, kind in SIGNATURES if content.startswith(start)), "")
    if not found_kind or len(content) > MOST_BYTES:
        raise WrongFile(f"Choose a PDF, JPEG or PNG file of at most {MOST_MB} MB.", field="redacted")
    return found_kind


def _keep(row: SarDocument, content: bytes) -> None:
    row.out_bytes, row.out_sha256 = len(content), hashlib.sha256(content).hexdigest()
    row.body = sealing.seal(base64.b64encode(content).decode(), aad=found.sealed_in(row.uuid))
