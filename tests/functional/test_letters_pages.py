"""The pages of letters and of mail profiles: from writing to the post, by two people (domain HR-12)."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from hr.operations import deaths
from hr.operations.deaths import Report
from partners.models import AddressStop, AuditEvent, Letter, LetterBatch, MailProfile
from partners.scope import partner_scope
from tests.factories import hr

P = "/p/northshire/"
WORDS = {"title": "Your hours", "words": "Dear you,\r\n\r\nyour hours change."}


@pytest.fixture
def story(cast):
    """Have Ann and Bob, to whom Hana has written by the page."""
    with scope(cast):
        people = [hr.employee(cast.northshire, person_fields={"forenames": one}).person for one in ("Ann", "Bob")]
    for one in people:
        assert client(cast.hana).post(f"{P}people/{one.uuid}/letters/general/", WORDS).status_code == 302
    return cast, *people


def scope(cast):
    return partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test")


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


def read(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def made(cast):
    assert client(cast.hana).post(f"{P}letters/batches/make/").status_code == 302
    with scope(cast):
        return LetterBatch.objects.latest("id")


def at(batch, step=""):
    return f"{P}letters/batches/{batch.uuid}/{step}"


def test_from_writing_to_the_post_by_two_people_and_the_files_agree(story):
    cast, _ann, _bob = story
    hana, ben = client(cast.hana), client(cast.ben)
    assert "2 letters wait, 2 ready to print" in read(hana.get(f"{P}letters/")).decode()
    batch = made(cast)

    assert hana.get(at(batch, "letters.pdf")).status_code == 404  # not before it is released
    assert hana.post(at(batch, "release/")).status_code == 403
    assert "Letters to release for printing" in read(ben.get(P)).decode()
    assert ben.post(at(batch, "release/")).status_code == 302
    pdf = PdfReader(io.BytesIO(read(hana.get(at(batch, "letters.pdf")))))
    rows = list(csv.DictReader(io.StringIO(read(hana.get(at(batch, "letters.csv"))).decode("utf-8-sig"))))
    assert len(rows) == 2 == batch.n_letters
    assert sum(int(row["Pages"]) for row in rows) == len(pdf.pages) == batch.n_pages
    for row in rows:
        assert row["Addressee"] in pdf.pages[int(row["First page"]) - 1].extract_text()
    for step in ("print/", "post/"):
        assert hana.post(at(batch, step)).status_code == 302
    assert hana.get(at(batch, "letters.pdf")).status_code == 404  # destroyed
    with scope(cast):
        assert Letter.objects.filter(message__state="SENT").count() == 2
        assert AuditEvent.objects.filter(action="EXPORT", object_type="partners_letterbatch").count() == 2
    assert "Posted" in read(hana.get(at(batch))).decode()


def test_the_batch_page_names_the_page_to_pull(story):
    cast, ann, _bob = story
    batch, hana = made(cast), client(cast.hana)
    client(cast.ben).post(at(batch, "release/"))
    hana.post(at(batch, "print/"))
    with scope(cast):
        today = timezone.localdate()
        known = Report(date_of_death=today, known="FAMILY", told_by="Her husband")
        deaths.report(person=ann.uuid, known=known, by=cast.hana, at=timezone.now())
    page = read(hana.get(at(batch))).decode()

    assert "1 letter of this batch must not leave. Pull out and destroy page 1." in page
    assert "It is posted" not in page
    assert hana.get(at(batch, "letters.pdf")).status_code == 400
    hana.post(at(batch, "post/"))
    assert hana.post(at(batch, "pull/"), {}).status_code == 422
    assert hana.post(at(batch, "pull/"), {"is_destroyed": "on"}).status_code == 302
    hana.post(at(batch, "post/"))
    with scope(cast):
        assert LetterBatch.objects.get().state == "POSTED"
        assert Letter.objects.filter(message__state="SENT").count() == 1


def test_what_came_back_is_recorded_listed_and_mended(story):
    cast, _ann, _bob = story
    batch, hana = made(cast), client(cast.hana)
    client(cast.ben).post(at(batch, "release/"))
    for step in ("print/", "post/"):
        hana.post(at(batch, step))
    with scope(cast):
        letter = Letter.objects.order_by("id").first()
    address = f"{P}letters/returned/{letter.uuid}/"
    assert hana.post(address, {}).status_code == 422
    assert hana.post(address, {"returned": "GONE_AWAY"}).status_code == 302
    page = read(hana.get(f"{P}letters/returned/")).decode()
    assert "Addressee gone away" in page
    with scope(cast):
        stop = AddressStop.objects.get()
    address = f"{P}letters/returned/addresses/{stop.uuid}/"
    assert hana.post(address, {"how": ""}).status_code == 422
    assert hana.post(address, {"how": "Spoke to her on the number held since March"}).status_code == 302
    assert "Nothing has come back" in read(hana.get(f"{P}letters/returned/")).decode()


@pytest.mark.parametrize("words", ["", "x" * 2_000_000, "[Write here what the letter is about]"])
def test_bad_words_are_refused_beside_the_field_and_nothing_waits(story, words):
    cast, ann, _bob = story
    answer = client(cast.hana).post(f"{P}people/{ann.uuid}/letters/general/", WORDS | {"words": words})
    assert answer.status_code == 422
    assert "words" in answer.context_data["form"].errors
    with scope(cast):
        assert Letter.objects.count() == 2


def test_who_may_not_is_refused(story):
    cast, ann, _bob = story
    for who in (cast.amara, cast.gwen, cast.uma):
        for path in (
            "letters/",
            "letters/batches/",
            "letters/returned/",
            "partnership/mail/",
            f"people/{ann.uuid}/letters/",
        ):
            assert client(who).get(P + path).status_code == 403, (who, path)
    assert client(cast.chen).get(f"{P}letters/").status_code == 200  # an auditor reads
    assert client(cast.chen).post(f"{P}letters/batches/make/").status_code == 403


def test_a_profile_is_proposed_by_one_person_and_approved_by_another(story):
    cast, _ann, _bob = story
    hana, ben = client(cast.hana), client(cast.ben)
    said = {
        "legal_entity": "", "valid_from": f"{timezone.localdate():%d/%m/%Y}", "shows_organisation": "no",
        "sender_name": "Staff services", "return_address": "PO Box 12\r\nNB9 9ZZ", "subject": "News", "reason": "x",
    }  # fmt: skip
    named = hana.post(f"{P}partnership/mail/propose/", said | {"sender_name": "Northshire pay"})
    assert (named.status_code, list(named.context_data["form"].errors)) == (422, ["sender_name"])
    assert hana.post(f"{P}partnership/mail/propose/", said).status_code == 302
    with scope(cast):
        row = MailProfile.objects.get()
    assert hana.post(f"{P}partnership/mail/{row.uuid}/approve/").status_code == 403
    assert "Waits for a second person" in read(ben.get(f"{P}partnership/mail/")).decode()
    assert ben.post(f"{P}partnership/mail/{row.uuid}/refuse/", {}).status_code == 422
    assert ben.post(f"{P}partnership/mail/{row.uuid}/approve/").status_code == 302
    assert "No: neutral" in read(hana.get(f"{P}partnership/mail/")).decode()
    with scope(cast):
        assert MailProfile.objects.get().state == "APPROVED"
