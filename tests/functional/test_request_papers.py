"""Documents of requests about no single person: kept with the request, part of what is approved, opened on record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from hr.models import Document, LeavingTerms, OrgUnit, RequestPaper
from partners.models import AuditEvent, ChangeRequest
from partners.operations import changes
from partners.roles import Role
from partners.scope import partner_scope
from tests.functional.people_pages import NOW, client, in_scope, make_people, text
from tests.functional.test_policies import CONFIRMED, LEAVING, TERMS
from tests.people import grant, user

PDF = b"%PDF-1.4 the policy of the council"

pytestmark = pytest.mark.usefixtures("second_of_november")


def paper(content=PDF, name="policy.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def sent(cast):
    """Hana proposes leaving terms with the policy itself."""
    make_people(cast)
    answer = client(cast.hana).post(f"{LEAVING}change/", TERMS | CONFIRMED | {"document": paper()})
    assert answer.status_code == 302, text(answer)[:600]
    with in_scope(cast):
        row = ChangeRequest.objects.get()
        return row, f"/p/northshire/changes/{row.uuid}/papers/{row.attachments[0][0]}/"


def test_it_is_kept_with_the_request_part_of_its_content_and_opened_on_record(cast, sent):
    row, address = sent
    with in_scope(cast):
        kept = RequestPaper.objects.get()
        assert (row.attachments[0][2], kept.sha256, Document.objects.count()) == (kept.sha256, kept.sha256, 0)
        assert "policy of the council" not in RequestPaper.objects.values_list("content", flat=True).get()
        with pytest.raises(DatabaseError), transaction.atomic():
            RequestPaper.objects.update(title="Another")
    ben = client(cast.ben)
    assert address in ben.get(f"/p/northshire/changes/{row.uuid}/").content.decode()
    answer = ben.get(address)
    assert (answer.status_code, answer.content) == (200, PDF)
    with in_scope(cast):
        assert (
            AuditEvent.objects.filter(action="VIEW", object_type="hr_requestpaper", actor_id=cast.ben.pk).count() == 1
        )
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=cast.ben, at=NOW)
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=cast.gwen, at=NOW)
        assert LeavingTerms.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"MZ program", "PDF, JPEG or PNG"), (b"", "empty"), (b"%PDF-" + b"0" * (10 * 1024 * 1024), "10 MB")],
)
def test_files_of_the_wrong_kind_or_size_are_refused_and_nothing_is_proposed(cast, content, words):
    make_people(cast)
    answer = client(cast.hana).post(f"{LEAVING}change/", TERMS | CONFIRMED | {"document": paper(content)})

    assert (answer.status_code, words in text(answer)) == (422, True), text(answer)[-900:]
    with in_scope(cast):
        assert not ChangeRequest.objects.exists()
        assert not RequestPaper.objects.exists()


def test_whoever_does_not_see_the_request_opens_nothing(cast, sent):
    _row, address = sent
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER)
    lena = user("Lena")
    with in_scope(cast):
        unit = OrgUnit.objects.order_by("id").values_list("pk", flat=True)[0]
    grant(lena, cast.northshire, Role.HR_ADMIN, unit=unit)
    for who in (mona, lena):
        assert client(who).get(address).status_code == 404
    with partner_scope(cast.southborough.pk, reason="test"):
        sue = user("Sue")
        grant(sue, cast.southborough, Role.HR_MANAGER)
    assert client(sue).get(address.replace("northshire", "southborough")).status_code == 404
