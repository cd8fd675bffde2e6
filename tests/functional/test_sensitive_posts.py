"""Covert roles and protected addresses: whoever may not know finds nobody, by whatever way (domain SEC-02, SEC-05)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hr.models import DeathCase, Employment, OrgUnit, Person, SensitivePost
from hr.operations import disclosure, letters, sensitive
from hr.operations.sensitive import CannotRestrict, NotForOneself
from partners.models import AuditEvent, ChangeRequest, LetterBatch
from partners.operations import changes
from partners.operations import letters as paper
from partners.operations.change_trials import Proposal
from partners.roles import Role
from partners.scope import current_scope, partner_scope
from tests.factories import hr
from tests.people import grant, user

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
P = "/p/northshire/"
NOBODY = "Nightjar"


class Story:
    """Northshire with Ann, who is covert, Bob, who is not, and Vera, who may know."""

    def __init__(self, cast):
        self.cast, self.partner = cast, cast.northshire
        self.vera, self.login = user("Vera"), user("Login")
        grant(self.vera, self.partner, Role.SENSITIVE_POSTS)
        grant(self.vera, self.partner, Role.HR_ADMIN)
        with self.scope():
            org = hr.found_organisation(self.partner)
            self.ann = hr.employee(
                self.partner,
                org=org,
                person_fields={"surname": "Kestrel", "email": "kestrel@home.example"},
                employment_fields={"employee_no": "770001"},
            )
            self.bob = hr.employee(self.partner, org=org, person_fields={"surname": "Baker", "forenames": "Bob"})
            grant(self.login, self.partner, Role.EMPLOYEE, person_id=self.ann.person.pk)
            self.request = self.propose()

    def scope(self, **given):
        return partner_scope(self.partner.pk, actor_id=self.cast.hana.pk, reason="test", **given)

    def propose(self):
        start = timezone.localdate() + timedelta(days=30)
        payload = {
            "assignment": str(self.ann.assignment.uuid), "contract": "PERMANENT", "contract_hours": "18.50",
            "effective_from": start.isoformat(), "working_pattern": "",
        }  # fmt: skip
        proposal = Proposal(kind="hr.hours", payload=payload, reason="Fewer hours")
        return changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.cast.hana, at=timezone.now())

    def conceal(self, kind="COVERT"):
        return sensitive.restrict(
            person=self.ann.person.uuid, kind=kind, reason="Decision 4711", review_on=TODAY + timedelta(days=90),
            by=self.vera, at=AT,
        )  # fmt: skip


@pytest.fixture
def story(cast):
    return Story(cast)


@pytest.fixture
def covert(story):
    with story.scope():
        story.conceal()
    return story


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


def get(who, path):
    return client(who).get(P + path)


def body(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def plain(answer, *words):
    """Return a page without what differs from request to request."""
    text = re.sub(r'value="[\w-]{64}"|nonce="[^"]*"', "", body(answer))
    for word in words:
        text = text.replace(word, "…")
    return re.sub(r"\s+", " ", text)


# --- the wall -------------------------------------------------------------------------------------------------------
def test_postgresql_hides_every_row_of_a_covert_person_from_a_scope_that_may_not_know(covert):
    from tests.guards.walk import owned_models

    who = covert.ann.person.pk
    tables = [
        m for m in owned_models()
        if any(f.attname == "person_id" for f in m._meta.concrete_fields)
        and m._meta.label not in {"hr.HrCase", "partners.OutboundMessage", "partners.CommunicationsHold"}
    ]  # fmt: skip
    with covert.scope():
        before = sum(m._default_manager.filter(person_id=who).count() for m in tables)
    with covert.scope(hides_covert=True):
        after = sum(m._default_manager.filter(person_id=who).count() for m in tables)
        assert Person.objects.filter(pk=who).count() == 0
        assert Person.objects.filter(pk=covert.bob.person.pk).count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            SensitivePost.objects.create(
                partner=covert.partner, person_id=who, kind="ADDRESS", reason="x", review_on=TODAY, set_by=covert.vera,
                set_at=AT,
            )  # fmt: skip
    assert before >= 10
    assert after == 0


def test_a_scope_that_hides_cannot_be_opened_again(covert):
    with covert.scope(hides_covert=True), partner_scope(covert.partner.pk):
        assert current_scope().hides_covert
        assert Person.objects.filter(pk=covert.ann.person.pk).count() == 0


def test_work_without_a_page_sees_everybody_so_that_a_covert_officer_is_paid(covert):
    with covert.scope():
        assert Employment.objects.filter(person_id=covert.ann.person.pk).count() == 1


# --- the attack -----------------------------------------------------------------------------------------------------
SEARCHES = ("people/?q={}", "people/?q={}&download=csv", "people/?q={}&download=xlsx", "people/?q={}&download=pdf")


@pytest.mark.parametrize("path", SEARCHES[:2])
@pytest.mark.parametrize("who", ["hana", "ben", "chen"])
def test_a_search_for_a_covert_person_is_answered_like_one_for_nobody(covert, who, path):
    reader = getattr(covert.cast, who)
    one = client(reader)
    one.get(P)  # the session is warm
    answers = []
    for name in (NOBODY, "Kestrel"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers.append((one.get(P + path.format(name)), len(queries)))
    (nobody, n_nobody), (hidden, n_hidden) = answers

    assert nobody.status_code == hidden.status_code == 200
    assert plain(nobody, NOBODY) == plain(hidden, "Kestrel")
    assert n_nobody == n_hidden


def test_the_number_of_a_covert_person_finds_nobody(covert):
    answers = [plain(get(covert.cast.hana, f"people/?q={number}"), number) for number in ("770001", "990009")]
    assert answers[0] == answers[1]


def urls_of(covert):
    person, job = covert.ann.person.uuid, covert.ann.employment.uuid
    return [
        f"people/{person}/", f"people/{person}/jobs/", f"people/{person}/tax/", f"people/{person}/history/",
        f"people/{person}/letters/", f"people/{person}/documents/", f"people/{person}/address/",
        f"people/{person}/employments/{job}/tax-code/", f"changes/{covert.request.uuid}/",
    ]  # fmt: skip


def test_the_exact_address_of_a_covert_record_is_not_found(covert):
    stranger = "00000000-0000-4000-8000-000000000000"
    for path in urls_of(covert):
        found, nobody = get(covert.cast.hana, path), get(covert.cast.hana, re.sub(r"[0-9a-f-]{36}", stranger, path))
        assert (found.status_code, nobody.status_code) == (404, 404), path
        assert plain(found) == plain(nobody), path
    assert get(covert.vera, urls_of(covert)[0]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "people/",
        "people/?download=csv",
        "changes/",
        "changes/all/",
        "partnership/organisation/",
        "absence/",
        "audit/",
        "partnership/access/",
    ],
)
def test_no_list_names_a_covert_person_to_who_may_not_know(covert, path):
    for who in (covert.cast.hana, covert.cast.ben, covert.cast.chen, covert.cast.uma, covert.cast.amara):
        answer = get(who, path)
        if answer.status_code != 200:
            continue
        text = body(answer)
        for word in ("Kestrel", "770001", "kestrel@home.example", "login@example.org"):
            assert word not in text, (who, path, word)


def test_the_api_gives_a_covert_person_to_nobody_who_may_not_know(covert):
    base = "/api/v1/p/northshire/"
    one = client(covert.cast.hana)
    listed = one.get(f"{base}people/")
    assert listed.status_code == 200
    assert "Kestrel" not in listed.content.decode()
    assert "Baker" in listed.content.decode()
    assert one.get(f"{base}changes/{covert.request.uuid}/").status_code == 404
    assert one.get(f"{base}people/?q=Kestrel").json() == one.get(f"{base}people/?q={NOBODY}").json()
    assert "Kestrel" in client(covert.vera).get(f"{base}people/").content.decode()


def test_the_trail_of_a_covert_person_is_hidden_with_them(covert):
    with covert.scope():
        assert AuditEvent.objects.filter(object_type="hr_person", object_id=str(covert.ann.person.pk)).exists()
    for path in ("audit/", "audit/?text=Kestrel", "audit/?object_type=hr_sensitivepost"):
        shown = body(get(covert.cast.chen, path))
        for echo in ('value="Kestrel"', "text=Kestrel", "reference: Kestrel"):  # what was searched for
            shown = shown.replace(echo, "")
        assert "Kestrel" not in shown, path
    with covert.scope():
        event = AuditEvent.objects.filter(object_type="hr_person", object_id=str(covert.ann.person.pk)).first()
    assert get(covert.cast.chen, f"audit/{event.pk}/").status_code == 404


def test_what_a_covert_person_did_under_their_own_login_is_hidden_too(covert):
    client(covert.login).get(P + "me/payslips/")
    with partner_scope(covert.partner.pk, actor_id=covert.login.pk):
        disclosure.record_view(person=covert.bob.person, what="pay", by=covert.login, at=AT)
    assert "Login Example" not in body(get(covert.cast.chen, "audit/"))


def test_the_preview_and_the_approval_of_a_change_are_nobodys_who_may_not_know(covert):
    ben = client(covert.cast.ben)
    for step in ("", "approve/", "refuse/"):
        assert ben.post(f"{P}changes/{covert.request.uuid}/{step}", {}).status_code in {404, 405}
    with covert.scope():
        assert ChangeRequest.objects.get().state == "WAITING"


def test_a_covert_person_sees_their_own_record(covert):
    answer = get(covert.login, "me/details/")
    assert answer.status_code == 200
    assert "Kestrel" in body(answer)


def test_lifting_brings_everything_back(covert):
    with covert.scope():
        post = SensitivePost.objects.get()
        sensitive.lift(post=post.uuid, reason="Left the unit", by=covert.vera, at=AT)
    assert "Kestrel" in body(get(covert.cast.hana, "people/?q=Kestrel"))
    with covert.scope(), pytest.raises(DatabaseError), transaction.atomic():
        SensitivePost.objects.update(lifted_at=None, lifted_by=None, lifted_why="")


# --- protected addresses --------------------------------------------------------------------------------------------
def test_a_protected_address_stands_nowhere_and_is_shown_for_a_reason_that_the_access_log_keeps(story):
    with story.scope():
        story.conceal("ADDRESS")
    person = story.ann.person.uuid
    for who in (story.cast.ben, story.cast.hana, story.cast.chen):
        for path in (f"people/{person}/", "people/?download=csv", f"people/{person}/history/", "audit/"):
            text = body(get(who, path))
            assert "1 High Street" not in text, path
            assert "NB1 1AA" not in text, path
    assert client(story.cast.ben).post(f"{P}people/{person}/address/", {"reason": "x" * 20}).status_code == 403
    shown = client(story.vera).post(f"{P}people/{person}/address/", {"reason": "Serving papers, request 12"})
    assert "1 High Street" in body(shown)
    with story.scope():
        event = AuditEvent.objects.filter(action="UNMASK").latest("id")
    assert (event.actor_id, event.reason) == (story.vera.pk, "Serving papers, request 12")


# --- who sets it ----------------------------------------------------------------------------------------------------
def test_few_set_it_never_about_themselves_with_a_reason_and_a_day_of_review(story):
    person = f"people/{story.ann.person.uuid}/protection/"
    for who in (story.cast.hana, story.cast.ben, story.cast.chen):
        assert get(who, person).status_code == 403
    assert get(story.vera, person).status_code == 200
    with story.scope():
        for given, field in (
            ({"reason": " "}, "reason"), ({"reason": "x" * 2_000_000}, "reason"), ({"review_on": TODAY}, "review_on"),
            ({"review_on": TODAY + timedelta(days=367)}, "review_on"),
        ):  # fmt: skip
            said = {"reason": "Why", "review_on": TODAY + timedelta(days=9)} | given
            with pytest.raises(CannotRestrict) as refused:
                sensitive.restrict(person=story.ann.person.uuid, kind="COVERT", by=story.vera, at=AT, **said)
            assert refused.value.field == field
        grant(story.vera, story.partner, Role.EMPLOYEE, person_id=story.bob.person.pk)
        with pytest.raises(NotForOneself):
            sensitive.restrict(
                person=story.bob.person.uuid, kind="COVERT", reason="Why", review_on=TODAY + timedelta(days=9),
                by=story.vera, at=AT,
            )  # fmt: skip
        post = story.conceal()
        with pytest.raises(CannotRestrict):
            story.conceal()
        sensitive.review(post=post.uuid, review_on=TODAY + timedelta(days=200), by=story.vera, at=AT)
        assert SensitivePost.objects.get().reviewed_by == story.vera


def test_the_pages_set_review_and_lift(story):
    vera, person = client(story.vera), story.ann.person.uuid
    soon = timezone.localdate() + timedelta(days=60)
    day = {"review_on": f"{soon:%d/%m/%Y}"}
    answer = vera.post(f"{P}people/{person}/protection/", {"kind": "COVERT", "reason": "Decision 4711", **day})
    assert answer.status_code == 302
    assert "Kestrel" in body(vera.get(f"{P}people/sensitive/"))
    with story.scope():
        post = SensitivePost.objects.get().uuid
    assert vera.post(f"{P}people/sensitive/{post}/", day).status_code == 302
    assert vera.post(f"{P}people/sensitive/{post}/", {"review_on": "1/1/1990"}).status_code == 422
    assert vera.post(f"{P}people/sensitive/{post}/lift/", {"reason": "Moved on"}).status_code == 302
    assert "Kestrel" in body(get(story.cast.hana, "people/"))


# --- letters and units ----------------------------------------------------------------------------------------------
def test_letters_to_covert_people_are_in_batches_that_others_do_not_know_of(covert):
    said = {"template": "general", "title": "T", "words": "Words", "at": AT}
    with covert.scope():
        letters.write(person=covert.ann.person.uuid, by=covert.vera, **said)
        letters.write(person=covert.bob.person.uuid, by=covert.vera, **said)
    assert "Kestrel" not in body(get(covert.cast.hana, "letters/"))
    assert "Kestrel" in body(get(covert.vera, "letters/"))
    options = {"partner_id": covert.partner.pk, "at": timezone.now()}
    with covert.scope(hides_covert=True):
        ordinary = paper.make_batch(by=covert.cast.hana, **options)
    with covert.scope():
        hidden = paper.make_batch(by=covert.vera, is_restricted=True, **options)
    assert (ordinary.n_letters, hidden.n_letters, ordinary.is_restricted, hidden.is_restricted) == (1, 1, False, True)
    assert get(covert.cast.hana, f"letters/batches/{hidden.uuid}/").status_code == 404
    assert get(covert.cast.hana, f"letters/batches/{hidden.uuid}/letters.csv").status_code == 404
    assert get(covert.vera, f"letters/batches/{hidden.uuid}/").status_code == 200
    with covert.scope(hides_covert=True):
        assert LetterBatch.objects.count() == 1


def test_confidential_units_are_not_named_in_filters_and_lists_of_people(story):
    with story.scope():
        OrgUnit.objects.filter(pk=story.ann.org.unit.pk).update(is_confidential=True, name="Quiet Unit")
    for path in ("people/", "people/?download=csv", "absence/", "leave/"):
        assert "Quiet Unit" not in body(get(story.cast.hana, path)), path
    assert "Quiet Unit" in body(get(story.cast.ben, "people/"))  # an HR manager may see such units


def test_a_covert_person_s_death_is_reported_and_looked_after_by_those_who_may_know(covert):
    """ADR 0018: for everybody else there is no such person, and no such case."""
    story, sam = covert, user("Sam")
    grant(sam, story.partner, Role.SENSITIVE_POSTS)
    who = f"people/{story.ann.person.uuid}/death/"
    for other in (story.cast.hana, story.cast.ben):
        assert get(other, who).status_code == 404
    said = {"date_of_death": f"{TODAY - timedelta(days=1):%d/%m/%Y}", "known": "FAMILY"}
    assert client(story.vera).post(P + who, said).status_code == 302
    with story.scope():
        case = DeathCase.objects.get()
    at = f"people/deaths/{case.uuid}/"
    proof = {"evidence": "POLICE", "date_of_death": said["date_of_death"]}
    assert client(story.vera).post(f"{P}{at}confirm/", proof).status_code == 422
    assert client(sam).post(f"{P}{at}confirm/", proof).status_code == 302
    assert client(sam).post(f"{P}{at}people/", {"officer": sam.pk, "representative_authority": ""}).status_code == 302
    told = {"body": "Fund", "told_on": f"{timezone.localdate():%d/%m/%Y}", "how": "Call"}
    assert client(sam).post(f"{P}{at}pension/", told).status_code == 302
    assert client(story.vera).post(f"{P}{at}pay/", {"pay": "ESTATE", "note": "Agreed"}).status_code == 302

    with story.scope():
        case.refresh_from_db()
    assert (case.state, case.pay, case.officer_id) == ("CONFIRMED", "ESTATE", sam.pk)
    for other in (story.cast.hana, story.cast.ben):
        assert get(other, at).status_code == 404
        for path in ("", "people/deaths/", "people/?search=Kestrel"):
            assert "Kestrel, " not in get(other, path).content.decode()
    assert "Kestrel" in get(sam, "people/deaths/").content.decode()
