"""What is collected for an access request, what a reviewer leaves out, and the answer: sealed, for thirty days."""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID, uuid4

from django.utils import timezone

from partners import holdings
from partners.audit import audit
from partners.models import AuditAction, Grant, Partner, SarCase, SarDecision, SarDocument, SarFile, User
from partners.operations import messages, sar_documents
from partners.operations.messages import Draft
from partners.operations.retention import NotYourOwn, ReasonNeeded
from partners.operations.sar import NOUN, TooLate, lock, log
from partners.queries import sar as found
from partners.queries import sar_documents as documents
from partners.scope import partner_scope
from partners.states import SAR, SarState
from sharedservices.common import sealing
from sharedservices.common.db import transaction_required
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import next_state
from sharedservices.common.formatting import counted, day
from sharedservices.common.pdf import render_pdf

OPEN_FOR = timedelta(days=30)
LONGEST_WORDS = 300
Kind = SarFile.Kind


class NoSuchPart(DomainError):
    """The answer has no such part."""


class Gone(DomainError):
    """The file has expired."""


@transaction_required
def collect(*, case: UUID, by: User, at: datetime) -> SarCase:
    """Read everything that this partner holds about the person, module by module; what was decided before is void.

    :raises WrongState: before identity is verified, or after the review
    :raises NotYourOwn: for one's own request
    """
    row = lock(case, by)
    row.state = SarState(next_state(SAR, "collect", row.state, noun=NOUN))
    content = _collected(row, at)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=str(row)):
        SarDecision.objects.of(row.partner_id).filter(case=row).delete()
        _keep(row, Kind.DRAFT, text.encode(), text, by=by, at=at)
        n_files = sar_documents.collect(row)
        row.collected_by, row.collected_human, row.collected_at = by, by.human_id, at
        row.save(update_fields=["state", "collected_by", "collected_human", "collected_at"])
        n = sum(len(one["records"]) for module in content["modules"] for one in module["sections"])
        log(row, "collect", by=by, at=at, note=f"{n:,} records, {n_files:,} documents")
    return row


@transaction_required
def decide(*, case: UUID, part: str, exemption: str, words: str, by: User, at: datetime) -> SarDecision:
    """Leave a part out under an exemption, or, with none, show it: for a restricted section that is a decision too.

    :raises NoSuchPart: when nothing of this name was collected
    :raises TooLate: unless it is being reviewed
    :raises ReasonNeeded: for an exemption without words
    :raises NotYourOwn: for whoever collected, by any login
    """
    row = _for_review(case, by)
    tidy = " ".join(words.split())
    if part not in found.parts(found.draft(row)):
        raise NoSuchPart("There is no such part.", field="part")
    if (exemption and not tidy) or len(tidy) > LONGEST_WORDS:
        raise ReasonNeeded(f"Say why it is left out, in at most {LONGEST_WORDS} characters.", field="words")
    with partner_scope(row.partner_id, actor_id=by.pk, reason=tidy[:200]):
        decision: SarDecision = SarDecision.objects.update_or_create(
            partner_id=row.partner_id, case=row, part=part,
            defaults={"exemption": SarDecision.Exemption(exemption), "words": tidy, "by": by, "at": at},
        )[0]  # fmt: skip
        log(row, "decide", by=by, at=at, note=f"{part}: {decision.get_exemption_display()}")
    return decision


@transaction_required
def review(*, case: UUID, by: User, at: datetime) -> SarCase:
    """Confirm, as a second person, that what is shown may be shown.

    :raises NotYourOwn: for whoever collected, by any login
    :raises TooLate: unless it was collected
    :raises NotDecided: while a document, or something that is kept apart, is undecided
    """
    row = _for_review(case, by)
    sar_documents.require_decided(row)
    left = found.undecided(found.draft(row), found.decisions(row))
    if left:
        raise sar_documents.NotDecided(
            f"Nobody has decided about {counted(len(left), 'part', 'parts')} kept apart yet.",
            remedy="Show each, or leave it out under an exemption: they are named at the top of the review.",
        )
    row.state = SarState(next_state(SAR, "review", row.state, noun=NOUN))
    with partner_scope(row.partner_id, actor_id=by.pk):
        row.reviewed_by, row.reviewed_human, row.reviewed_at = by, by.human_id, at
        row.save(update_fields=["state", "reviewed_by", "reviewed_human", "reviewed_at"])
        log(row, "review", by=by, at=at)
    return row


@transaction_required
def release(*, case: UUID, by: User, at: datetime) -> SarCase:
    """Make the answer, to read and for machines, and close the request. It can be downloaded for thirty days.

    :raises WrongState: before the review
    """
    row = lock(case, by)
    row.state = SarState(next_state(SAR, "release", row.state, noun=NOUN))
    decided = {
        part: str(one.get_exemption_display()) if one.exemption else "" for part, one in found.decisions(row).items()
    }
    content = found.shown(found.draft(row), decided)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    title = f"What {row.partner.name} holds about you"
    pdf = render_pdf("pdf/sar_answer.html", {"content": content, "partner": row.partner}, title=title)
    with partner_scope(row.partner_id, actor_id=by.pk, reason=str(row)):
        _keep(row, Kind.JSON, text.encode(), text, by=by, at=at)
        _keep(row, Kind.PDF, pdf, base64.b64encode(pdf).decode(), by=by, at=at)
        SarFile.objects.of(row.partner_id).filter(case=row, kind=Kind.DRAFT).update(body="")
        sar_documents.keep_released(row, by=by, at=at)
        row.closed_by, row.closed_at = by, at
        row.save(update_fields=["state", "closed_by", "closed_at"])
        log(row, "release", by=by, at=at)
        _tell(row, by=by, at=at)
    return row


@transaction_required
def download(*, case: UUID, kind: str, by: User, at: datetime) -> bytes:
    """Return a file of the answer, and record who took it.

    :raises SarFile.DoesNotExist: when there is none
    :raises Gone: when it has expired
    """
    file: SarFile = SarFile.objects.select_related("case").exclude(kind=Kind.DRAFT).get(case__uuid=case, kind=kind)
    if not file.body or file.expires_at <= at:
        raise Gone("This file has expired.", remedy="Record a new request if the person needs it again.")
    text = sealing.open_sealed(file.body, aad=found.sealed_in(file))
    with partner_scope(file.partner_id, actor_id=by.pk):
        audit(
            action=AuditAction.EXPORT, object_type="partners_sarcase", object_id=file.case.pk, label=str(file.case),
            changes={"file": file.kind, "sha256": file.sha256, "bytes": file.n_bytes},
        )  # fmt: skip
        log(file.case, "download", by=by, at=at, note=file.get_kind_display())
    return base64.b64decode(text) if file.kind == Kind.PDF else text.encode()


@transaction_required
def write_archive(*, case: UUID, stream: IO[bytes], by: User, at: datetime) -> None:
    """Write the whole answer as one archive, documents one at a time, and record who took it.

    :raises SarFile.DoesNotExist: when there is no answer
    :raises Gone: when it has expired
    """
    given: dict[str, Any] = {"case": case, "by": by, "at": at}
    pdf, text = download(kind=Kind.PDF, **given), download(kind=Kind.JSON, **given)
    row: SarCase = SarCase.objects.get(uuid=case)
    documents.write_archive(stream, pdf=pdf, content=json.loads(text), documents=documents.bodies(row))


@transaction_required
def record_view(*, case: SarCase, what: str, by: User) -> None:
    """Record that somebody looked at what was collected."""
    with partner_scope(case.partner_id, actor_id=by.pk):
        audit(
            action=AuditAction.VIEW, object_type="partners_sarcase", object_id=case.pk, label=str(case),
            changes={"shown": what},
        )  # fmt: skip


def forget_expired(*, at: datetime) -> int:
    """Delete the bodies of files that have expired, at every partner; return how many."""
    n = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="expired answers"):
            n += SarFile.objects.of(partner_id).filter(expires_at__lte=at).exclude(body="").update(body="")
            copies = SarDocument.objects.of(partner_id).filter(case__closed_at__lte=at - OPEN_FOR).exclude(body="")
            n += copies.update(body="")
    return n


def _collected(row: SarCase, at: datetime) -> dict[str, Any]:
    """Read every module inside this partner's scope: rows of another partner are not there."""
    who = {"partner_id": row.partner_id, "person_id": row.person_id}
    names = holdings.name_people(partner_id=row.partner_id, ids=[row.person_id])
    modules = [
        {
            "code": holding.code,
            "title": holding.title,
            "sections": [
                {
                    "code": one.code,
                    "title": one.title,
                    "restricted": one.is_restricted,
                    "private": one.is_private,
                    "apart": one.is_apart,
                    "records": one.read(**who),
                }
                for one in holding.sections
            ],
        }
        for holding in holdings.holdings()
    ]
    said = {"controller": row.partner.name, "person": names.get(row.person_id, ""), "request": row.number}
    asked = {"received": day(row.received_on), "asked_for": row.scope or "Everything", "not_searched": row.exclusions}
    return {**said, **asked, "collected": day(timezone.localdate(at)), "modules": modules}


def _tell(row: SarCase, *, by: User, at: datetime) -> None:
    """Tell the person that the answer can be taken, if there is a login by which they see it."""
    readers = Grant.objects.in_force(timezone.localdate(at)).filter(partner_id=row.partner_id, person_id=row.person_id)
    for grant in readers.select_related("user").order_by("id")[:1]:
        draft = Draft(
            kind="access answer", key=f"access answer:{row.uuid}", address=grant.user.email, person_id=row.person_id,
            user_id=grant.user_id, subject=f"{row.partner.short_name}: what we hold about you",
            neutral_subject="An answer is ready", template="email/access_answer.txt",
            context={"partner": row.partner.short_name, "until": day(timezone.localdate(at + OPEN_FOR))},
        )  # fmt: skip
        messages.send(partner_id=row.partner_id, draft=draft, by=by, at=at)


def _for_review(case: UUID, by: User) -> SarCase:
    row = lock(case, by)
    if row.state != SarState.COLLECTED:
        raise TooLate("This is decided between collecting and the end of the review.")
    if row.collected_human == by.human_id:
        raise NotYourOwn("You collected this. Somebody else reviews it.")
    return row


def _keep(row: SarCase, kind: Kind, content: bytes, text: str, *, by: User, at: datetime) -> None:
    """Keep a file, sealed, in place of the one of its kind before."""
    SarFile.objects.of(row.partner_id).filter(case=row, kind=kind).delete()
    file = SarFile(
        uuid=uuid4(), partner_id=row.partner_id, case=row, kind=kind, sha256=hashlib.sha256(content).hexdigest(),
        n_bytes=len(content), made_by=by, made_at=at, expires_at=at + OPEN_FOR,
    )  # fmt: skip
    file.body = sealing.seal(text, aad=found.sealed_in(file))
    file.save()
