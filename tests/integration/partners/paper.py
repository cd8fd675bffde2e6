"""What tests about letters and mail do, in few words: an office with two people in it, and batches."""

from datetime import UTC, date, datetime

from pypdf import PdfReader

from hr.operations import deaths, letters
from hr.operations.deaths import Report
from partners.models import OutboundMessage
from partners.operations import letters as paper
from partners.scope import partner_scope
from sharedservices.common import sealedfiles
from tests.factories import hr

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
MM = 72 / 25.4
S = OutboundMessage.State


def office(cast):
    """Be inside Northshire with Ann and Bob, who work there."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        cast_people = {
            name: hr.employee(
                cast.northshire,
                person_fields={
                    "forenames": name,
                    "surname": "Abbott",
                    "title": "PC",
                    "address_line_1": f"{n} High Street",
                },
            )
            for n, name in ((1, "Ann"), (2, "Bob"))
        }
        yield cast, cast_people["Ann"].person, cast_people["Bob"].person


def write(cast, person, words="Dear you,\n\nyour hours change.", **given):
    said = {"template": "general", "title": "Your hours", "words": words} | given
    return letters.write(person=person.uuid, by=cast.hana, at=AT, **said)


def step(do, cast, batch, *, by=None, at=AT):
    return do(partner_id=cast.northshire.pk, batch=batch.uuid, by=by or cast.hana, at=at)


def make(cast, **given):
    return paper.make_batch(partner_id=cast.northshire.pk, by=cast.hana, at=AT, **given)


def printed(cast, batch):
    step(paper.release, cast, batch, by=cast.ben)
    return step(paper.record_printed, cast, batch)


def posted(cast, batch):
    printed(cast, batch)
    return step(paper.record_posted, cast, batch)


def die(cast, person, *, by=None):
    known = Report(date_of_death=TODAY, known="FAMILY", told_by="Her husband")
    return deaths.report(person=person.uuid, known=known, by=by or cast.hana, at=AT)


def pages_of(batch):
    return PdfReader(sealedfiles.load(batch.file)).pages


def text_of(batch):
    return "\n".join(page.extract_text() for page in pages_of(batch))


def state(letter):
    return OutboundMessage.objects.get(pk=letter.message_id).state


def named(cast):
    """Return what must stand nowhere on the outside."""
    return [cast.northshire.name.lower(), cast.northshire.short_name.lower(), "county council"]
