"""The partner's own pages: work list, audit trail, access, partnership, jobs; and the API beside them."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from partners import audit, registry
from partners.models import AuditAction, AuditEvent, Grant, LegalEntity, User
from partners.operations import jobs
from partners.registry import Urgency, WorkItem
from partners.roles import Role
from partners.scope import partner_scope
from tests.people import grant, user

P = "/p/northshire/"
ACCESS = f"{P}partnership/access/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counts_from_other_tests():
    cache.clear()


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def text(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


# --- the work list --------------------------------------------------------------------------------------------------


def test_the_work_list_shows_what_apps_found_to_those_who_may(cast, monkeypatch):
    def find(*, partner, user, on):
        assert (partner, on) == (cast.northshire, timezone.localdate())
        yield WorkItem("Runs to approve", f"{P}pay/", count=3, hint="November", urgency=Urgency.LATE)

    monkeypatch.setitem(registry._work, "test", registry.WorkSource("test", "payroll.approve", find))

    page = text(client_of(cast.ben).get(P))
    assert "Runs to approve" in page
    assert "Late" in page
    assert "Runs to approve" not in text(client_of(cast.uma).get(P))


def test_an_empty_work_list_says_what_to_do(cast, monkeypatch):
    monkeypatch.setattr(registry, "_work", {})

    assert "Nothing waits for you" in text(client_of(cast.uma).get(P))


def test_a_running_job_is_on_the_work_list_of_its_starter(cast):
    with partner_scope(cast.northshire.pk):
        jobs.start(partner_id=cast.northshire.pk, kind="x", label="Long work", by=cast.hana, at=timezone.now())

    assert "Long work" in text(client_of(cast.hana).get(P))
    assert "Long work" not in text(client_of(cast.uma).get(P))


def test_a_name_is_registered_once():
    registry.register_job_kind(kind="test.once", permission="a")
    with pytest.raises(ValueError, match="twice"):
        registry.register_job_kind(kind="test.once", permission="b")
    registry._job_permissions.pop("test.once")


# --- the audit trail ------------------------------------------------------------------------------------------------


@pytest.fixture
def trail(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="new office"):
        made = LegalEntity.objects.create(
            partner=cast.northshire, code="N", legal_name="Northshire", kind="COUNCIL", valid=(date(2020, 1, 1), None)
        )
        LegalEntity.objects.filter(pk=made.pk).update(legal_name="Northshire Council")
        audit.audit(action=AuditAction.EXPORT, object_type="payroll_payrun", object_id=1, label="=cmd|x November")
    audit.seal()
    return cast


def test_the_trail_lists_filters_sorts_and_says_that_it_is_whole(trail):
    client = client_of(trail.chen)

    page = client.get(f"{P}audit/")

    assert "Hana Example" in text(page)
    assert "new office" in text(page)
    for query, total in [
        ({"action": "EXPORT"}, 1),
        ({"actor": "hana", "object_type": "partners_legalentity"}, 2),
        ({"actor": "nobody"}, 0),
        ({"text": "November"}, 1),
        ({"start": timezone.localdate().strftime("%d/%m/%Y"), "action": "EXPORT"}, 1),
        ({"start": (timezone.localdate() + timedelta(days=1)).strftime("%d/%m/%Y")}, 0),
        ({"last_day": (timezone.localdate() - timedelta(days=1)).strftime("%d/%m/%Y")}, 0),
    ]:
        assert client.get(f"{P}audit/", query).context_data["table"].total == total, query
    oldest = client.get(f"{P}audit/", {"sort": "at"}).context_data["table"].rows
    newest = client.get(f"{P}audit/", {"sort": "-at"}).context_data["table"].rows
    assert oldest[0] != newest[0]


def test_the_trail_is_downloaded_harmlessly_and_the_download_is_on_it(trail):
    response = client_of(trail.chen).get(f"{P}audit/?download=csv&action=EXPORT")

    rows = list(csv.DictReader(io.StringIO(text(response).lstrip("\ufeff"))))
    assert [row["About"] for row in rows] == ["'=cmd|x November"]
    with partner_scope(trail.northshire.pk):
        event = AuditEvent.objects.filter(actor_id=trail.chen.pk, action="EXPORT").get()
    assert event.changes == {"format": "csv", "rows": 1, "filters": {"action": "EXPORT"}}


def test_one_event_shows_before_and_after_and_looking_is_on_record(trail):
    with partner_scope(trail.northshire.pk):
        event = AuditEvent.objects.get(action="UPDATE", object_type="partners_legalentity")

    page = text(client_of(trail.chen).get(f"{P}audit/{event.pk}/"))

    assert "Northshire Council" in page
    assert "Legal name" in page
    with partner_scope(trail.northshire.pk):
        look = AuditEvent.objects.get(actor_id=trail.chen.pk, action="VIEW")
    assert (look.object_type, look.object_id) == ("partners_auditevent", str(event.pk))
    again = client_of(trail.chen).get(f"{P}audit/", {"text": look.session})
    assert (len(look.session), again.context_data["table"].total) == (16, 1)  # what was done in one sign-in


def test_a_page_of_the_trail_takes_a_fixed_number_of_queries(trail, django_assert_max_num_queries):
    client = client_of(trail.chen)
    client.get(f"{P}audit/")

    with django_assert_max_num_queries(22):
        client.get(f"{P}audit/")


# --- access ---------------------------------------------------------------------------------------------------------


def asked(**more):
    today = timezone.localdate().strftime("%d/%m/%Y")
    return {"email": "ed@example.org", "role": "PAYROLL_PROCESSOR", "start": today, "reason": "joins"} | more


@pytest.fixture
def ugo(cast):
    """Another administrator: what Uma proposes needs one."""
    made = user("Ugo")
    grant(made, cast.northshire, Role.USER_ADMIN)
    return made


def approved_by(who, response):
    """Approve what was proposed on the page that a response shows."""
    address = response.redirect_chain[-1][0]
    return client_of(who).post(f"{address}approve/", follow=True)


def test_one_administrator_proposes_access_and_another_gives_it(cast, ugo):
    client = client_of(cast.uma)

    response = client.post(f"{ACCESS}grant/", asked(), follow=True)

    assert "It counts once another administrator has approved it" in text(response)
    assert "another administrator decides" in text(response)
    assert client_of(cast.ed).get(P).status_code == 404
    assert "Access to approve" not in text(client.get(P))
    assert "Access to approve" in text(client_of(ugo).get(P))
    assert "You proposed this access" in text(approved_by(cast.uma, response))
    assert "Ed Example holds the role Payroll processor" in text(approved_by(ugo, response))
    assert client.get(f"{ACCESS}proposals/", {"state": "APPROVED"}).context_data["table"].total == 1
    assert client.get(ACCESS, {"person": "Ed Ex", "standing": "current"}).context_data["table"].total == 1
    assert mail.outbox == []
    assert client_of(cast.ed).get(P).status_code == 200


def test_refused_access_says_why_to_whoever_proposed_it(cast, ugo):
    client = client_of(cast.uma)
    address = client.post(f"{ACCESS}grant/", asked(), follow=True).redirect_chain[-1][0]

    assert client_of(ugo).post(f"{address}refuse/", {"note": ""}).status_code == 422
    client_of(ugo).post(f"{address}refuse/", {"note": "Ed is not on the list"})

    assert "Ed is not on the list" in text(client.get(address))
    assert client.post(f"{address}withdraw/", follow=True).status_code == 200
    assert client_of(cast.chen).post(f"{address}approve/").status_code == 403


def test_a_new_person_gets_an_invitation_and_chooses_a_password(cast, ugo, django_capture_on_commit_callbacks):
    asks = asked(email="new@example.org", full_name="Nora New")
    with django_capture_on_commit_callbacks(execute=True):
        approved_by(ugo, client_of(cast.uma).post(f"{ACCESS}grant/", asks, follow=True))

    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    assert "Northshire" in message.subject
    link = next(line for line in message.body.splitlines() if line.startswith("http"))
    fresh = Client()
    form = fresh.get(link.removeprefix("http://testserver"))["Location"]
    fresh.post(form, {"password1": "correct-horse-battery", "password2": "correct-horse-battery"})
    assert User.objects.get(email="new@example.org").check_password("correct-horse-battery")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"email": "amara@example.org", "role": "PAYROLL_RELEASER"},
            "may not be both Payroll processor and Payroll releaser",
        ),
        ({"email": "uma@example.org", "role": "LINE_MANAGER"}, "You cannot give yourself access"),
        ({"email": "stranger@example.org"}, "give their full name as well"),
        ({"role": "EMPLOYEE"}, "Role must be one of the choices"),
        ({"start": "01/01/2020"}, "must be today or in the future"),
        ({"reason": ""}, "Enter your reason"),
    ],
)
def test_what_may_not_be_is_shown_with_the_form_and_leaves_nothing(cast, given, words):
    before = Grant.objects.count(), User.objects.count()

    response = client_of(cast.uma).post(f"{ACCESS}grant/", asked(**given))

    assert response.status_code == 422
    assert words.lower() in text(response).lower()
    assert (Grant.objects.count(), User.objects.count()) == before


def test_an_administrator_ends_access(cast):
    client = client_of(cast.uma)
    found = Grant.objects.get(user=cast.rhys)
    yesterday = (timezone.localdate() - timedelta(days=1)).strftime("%d/%m/%Y")

    response = client.post(f"{ACCESS}{found.pk}/end/", {"last_day": yesterday, "reason": "leaves"}, follow=True)

    assert "ends" in text(response)
    assert client_of(cast.rhys).get(P).status_code == 404
    assert client.get(ACCESS, {"standing": "ended"}).context_data["table"].total == 1


def test_whoever_may_only_look_sees_no_button(cast):
    page = text(client_of(cast.chen).get(ACCESS))

    assert "Amara Example" in page
    assert "grant/" not in page
    assert "/end/" not in page


def test_another_partners_people_are_not_on_the_list(cast):
    assert "Dilys" not in text(client_of(cast.uma).get(ACCESS + "?per_page=200"))


def test_the_partnership_page_shows_entities_and_schemes(trail):
    from tests.factories.hr import paye_scheme

    with partner_scope(trail.northshire.pk):
        paye_scheme(LegalEntity.objects.get(), name="Staff", employer_reference="123/AB456")

    page = text(client_of(trail.amara).get(f"{P}partnership/"))

    assert "Northshire Council" in page
    assert "123/AB456" in page


# --- jobs -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def job(cast):
    with partner_scope(cast.northshire.pk):
        made = jobs.start(
            partner_id=cast.northshire.pk, kind="x", label="Import", by=cast.hana, at=timezone.now(), n_total=10
        )
        jobs.begin(job_id=made.pk, at=timezone.now())
    jobs.report(job_uuid=made.uuid, n_done=4, n_total=10, at=timezone.now())
    return made


def test_the_page_of_a_job_shows_progress_polls_and_works_without_scripts(cast, job):
    client, address = client_of(cast.hana), f"{P}jobs/{job.uuid}/"

    page = text(client.get(address))
    assert "4 of 10" in page
    assert f'hx-get="{address}progress/"' in page
    assert '<meta http-equiv="refresh"' in page

    fragment = client.get(f"{address}progress/")
    assert "4 of 10" in text(fragment)
    assert "<html" not in text(fragment)
    assert "HX-Refresh" not in fragment


def test_a_finished_job_stops_polling_and_links_its_result(cast, job):
    with partner_scope(cast.northshire.pk):
        jobs.finish(job_id=job.pk, at=timezone.now(), result={"href": f"{P}people/"}, message="10 loaded.")
    client = client_of(cast.hana)

    page = text(client.get(f"{P}jobs/{job.uuid}/"))
    assert "10 loaded." in page
    assert "hx-get" not in page
    assert f'href="{P}people/"' in page
    assert client.get(f"{P}jobs/{job.uuid}/progress/")["HX-Refresh"] == "true"


def test_a_job_is_asked_to_stop_by_a_press_of_a_button(cast, job):
    client = client_of(cast.hana)

    response = client.post(f"{P}jobs/{job.uuid}/cancel/", follow=True)

    assert "asked to stop" in text(response)
    assert jobs.is_cancelled(job_uuid=job.uuid)


def test_a_job_of_another_kind_of_work_is_not_found(cast, job):
    assert client_of(cast.ben).get(f"{P}jobs/{job.uuid}/").status_code == 404


# --- refusals and rollback ------------------------------------------------------------------------------------------


def test_a_refused_request_leaves_nothing_but_the_refusal(cast, monkeypatch):
    """Whatever a view wrote before it said no is undone: by an error, a refusal of a rule, or a form with errors."""
    from django.http import Http404

    from partners.views.organisation import PartnershipPage
    from sharedservices.common.errors import DomainError

    def write_and(error):
        def get_context_data(self, **kwargs):
            grant(cast.ed, cast.northshire, Role.LINE_MANAGER)
            raise error

        return get_context_data

    client = Client(raise_request_exception=False)
    client.force_login(cast.amara)
    for error, status in [(Http404(), 404), (DomainError("No."), 400), (RuntimeError("bug"), 500)]:
        monkeypatch.setattr(PartnershipPage, "get_context_data", write_and(error))

        assert client.get(f"{P}partnership/").status_code == status
        assert not Grant.objects.filter(user=cast.ed).exists()


def test_a_form_shown_again_keeps_nothing_that_the_view_wrote(cast, monkeypatch):
    from partners.views.access import ProposeAccess

    def perform(self, form):
        grant(cast.ed, cast.northshire, Role.LINE_MANAGER)
        form.add_error(None, "Changed my mind")
        return self.form_invalid(form)

    monkeypatch.setattr(ProposeAccess, "form_valid", perform)

    assert client_of(cast.uma).post(f"{ACCESS}grant/", asked()).status_code == 422
    assert not Grant.objects.filter(user=cast.ed).exists()


# --- API ------------------------------------------------------------------------------------------------------------

API = "/api/v1/p/northshire/"


def test_whoami_says_what_one_may_do(cast):
    answer = client_of(cast.uma).get(f"{API}whoami/").json()

    assert (answer["email"], answer["partner"], answer["roles"]) == ("uma@example.org", "northshire", ["USER_ADMIN"])
    assert "access.manage" in answer["permissions"]


def test_the_trail_over_the_api_has_pages_filters_and_no_values(trail):
    client = client_of(trail.chen)

    answer = client.get(f"{API}audit/events/", {"object_type": "partners_legalentity", "limit": 1}).json()

    assert (answer["count"], len(answer["results"])) == (2, 1)
    assert answer["results"][0]["fields_changed"] == ["legal_name"]
    assert "Northshire Council" not in str(answer)
    assert client.get(f"{API}audit/events/", {"action": "NONSENSE"}).status_code == 400


def test_the_api_says_no_in_json(cast):
    assert client_of(cast.amara).get(f"{API}audit/events/").status_code == 403
    assert client_of(cast.dilys).get(f"{API}whoami/").json() == {"detail": "Not found."}
    assert client_of(cast.amara).get("/api/v1/nothing/").json() == {"detail": "Not found."}
    assert Client().get(f"{API}whoami/").status_code == 403


def test_the_schema_is_for_people_who_are_signed_in(cast):
    assert Client().get("/api/v1/schema/").status_code == 403

    answer = client_of(cast.ed).get("/api/v1/schema/", {"format": "json"})

    assert answer.status_code == 200
    assert "/api/v1/p/{partner_code}/whoami/" in text(answer)


def test_a_post_without_a_token_is_refused_even_when_signed_in(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.uma)

    assert client.post(f"{ACCESS}grant/", asked()).status_code == 403
    assert "This form is out of date" in text(client.post(f"{ACCESS}grant/", asked()))
