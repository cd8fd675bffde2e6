"""Signing in: passwords, second factor, lockout, and sessions that end."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from partners.models import AuditAction, AuditEvent, User
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common import sealing
from tests.people import PASSWORD, grant

LOGIN = "/accounts/login/"
LATER = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counts_from_other_tests():
    cache.clear()


@pytest.fixture(autouse=True)
def clock_that_stands_still():
    """Keep a code from going out of date between being shown and being typed."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


@pytest.fixture
def second_step_required(settings):
    settings.MFA_REQUIRED = True


def sign_in(client, email="amara@example.org", password=PASSWORD, **extra):
    return client.post(LOGIN + extra.pop("query", ""), {"login": email, "password": password}, **extra)


def own_events(user, action):
    with partner_scope(actor_id=user.pk):
        return AuditEvent.objects.filter(action=action, actor_id=user.pk, partner_id=None).count()


def code_for(secret):
    """Return what an authenticator app would show now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


# --- passwords ------------------------------------------------------------------------------------------------------


def test_sign_in_goes_straight_to_the_only_partner_and_is_on_record(cast):
    client = Client()

    response = sign_in(client)

    assert response.status_code == 302
    assert client.get(response["Location"])["Location"] == "/p/northshire/"
    assert client.get("/p/northshire/").status_code == 200
    assert own_events(cast.amara, AuditAction.LOGIN) == 1


def test_sign_in_goes_on_to_the_page_that_was_asked_for(cast):
    client = Client()
    asked = client.get("/p/northshire/partnership/?x=1")

    response = client.post(asked["Location"], {"login": "amara@example.org", "password": PASSWORD})

    assert response["Location"] == "/p/northshire/partnership/?x=1"


def test_sign_in_never_goes_on_to_another_site(cast):
    assert sign_in(Client(), query="?next=https://evil.example/")["Location"] == "/"


def test_people_with_two_partners_choose(cast):
    grant(cast.amara, cast.southborough, Role.LINE_MANAGER)
    client = Client()
    sign_in(client)

    page = client.get("/").content.decode()

    assert "/p/northshire/" in page
    assert "/p/southborough/" in page


def test_somebody_without_access_is_told_what_to_do(cast):
    client = Client()
    sign_in(client, "ed@example.org")

    assert "no access yet" in client.get("/").content.decode()


def test_an_employee_comes_to_their_payslips(cast):
    grant(cast.ed, cast.northshire, Role.EMPLOYEE, person_id=1)
    client = Client()
    sign_in(client, "ed@example.org")

    assert client.get("/p/northshire/")["Location"] == "/p/northshire/me/"


def test_the_address_may_be_written_in_capitals(cast):
    assert sign_in(Client(), "AMARA@Example.ORG").status_code == 302


def test_a_wrong_password_and_an_unknown_address_look_the_same(cast):
    wrong = sign_in(Client(), password="not-the-password")
    unknown = sign_in(Client(), "nobody@example.org")

    def words(response):
        body = response.content.decode()
        return re.sub(r'value="[^"]*"|nobody|amara', "", body)

    assert wrong.status_code == unknown.status_code == 200
    assert words(wrong) == words(unknown)
    assert own_events(cast.amara, AuditAction.LOGIN_FAILED) == 1


def test_a_closed_login_stays_out(cast):
    User.objects.filter(pk=cast.amara.pk).update(is_active=False)
    client = Client()

    sign_in(client)

    assert client.get("/p/northshire/").status_code == 302


def test_the_sixth_wrong_password_locks_even_the_right_one_out_for_a_while(cast):
    for _ in range(5):
        sign_in(Client(), password="wrong", REMOTE_ADDR="10.0.0.1")
    locked = sign_in(Client(), REMOTE_ADDR="10.0.0.2")

    assert locked.status_code in {200, 429}
    assert "_auth_user_id" not in locked.wsgi_request.session

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        assert sign_in(Client(), REMOTE_ADDR="10.0.0.2").status_code == 302


def test_many_addresses_from_one_place_are_slowed_down(cast):
    answers = [sign_in(Client(), f"guess{n}@example.org", REMOTE_ADDR="10.0.0.9").status_code for n in range(31)]

    assert 429 in answers


@pytest.mark.parametrize("password", ["short", "password1234", "amara@example.org"])
def test_weak_passwords_are_refused(cast, password):
    client = Client()
    client.force_login(cast.amara)

    response = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    assert response.status_code == 200
    assert User.objects.get(pk=cast.amara.pk).check_password(PASSWORD)


def test_passwords_are_kept_with_argon2():
    from sharedservices import settings as product

    assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_a_forgotten_password_is_reset_by_mail_and_strangers_learn_nothing(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        known = Client().post("/accounts/password/reset/", {"email": "amara@example.org"})
        unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert [message.to for message in mail.outbox] == [["amara@example.org"]]
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    client = Client()
    form = client.get(link)["Location"]
    client.post(form, {"password1": "correct-horse-battery", "password2": "correct-horse-battery"})
    assert User.objects.get(pk=cast.amara.pk).check_password("correct-horse-battery")
    assert "correct-horse" not in mail.outbox[0].body


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/"])
def test_nobody_signs_up_or_changes_their_address(cast, path):
    client = Client()
    client.force_login(cast.amara)

    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "new@example.org"}).status_code == 404


def test_sign_out_takes_a_press_of_a_button_and_is_on_record(cast):
    client = Client()
    sign_in(client)

    client.get("/accounts/logout/")
    assert client.get("/p/northshire/").status_code == 200
    client.post("/accounts/logout/")

    assert client.get("/p/northshire/").status_code == 302
    assert own_events(cast.amara, AuditAction.LOGOUT) == 1


def test_the_session_gets_a_new_key_at_sign_in(cast):
    client = Client()
    client.get(LOGIN)
    client.session["x"] = 1
    before = client.session.session_key

    sign_in(client)

    assert client.session.session_key != before


# --- the second step ------------------------------------------------------------------------------------------------


def test_a_role_beyond_employee_sets_up_a_second_step_before_anything_else(cast, second_step_required):
    client = Client()
    sign_in(client)

    for path in ("/", "/p/northshire/", "/p/northshire/partnership/access/"):
        assert client.get(path)["Location"] == "/accounts/2fa/totp/activate/"
    answer = client.get("/api/v1/p/northshire/whoami/")
    assert answer.status_code == 403
    assert "second sign-in step" in answer.json()["detail"]


def test_an_employee_needs_no_second_step(cast, second_step_required):
    grant(cast.ed, cast.northshire, Role.EMPLOYEE, person_id=1)
    client = Client()
    sign_in(client, "ed@example.org")

    assert client.get("/p/northshire/")["Location"] == "/p/northshire/me/"


def activated(client):
    """Set up an authenticator app as a person does; return its secret."""
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200, (page.status_code, page.headers)
    secret = page.context_data["form"].secret
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert response.status_code == 302, response.context_data["form"].errors
    return secret


def test_setting_up_an_app_opens_the_way_and_seals_its_secret(cast, second_step_required):
    client = Client()
    sign_in(client)

    secret = activated(client)

    assert client.get("/p/northshire/").status_code == 200
    kept = Authenticator.objects.get(user=cast.amara, type=Authenticator.Type.TOTP).data
    assert secret not in str(kept)
    assert sealing.is_sealed(kept["secret"])
    assert get_adapter().decrypt(kept["secret"]) == secret
    recovery = Authenticator.objects.get(user=cast.amara, type=Authenticator.Type.RECOVERY_CODES).data
    assert sealing.is_sealed(recovery["seed"])


def test_the_next_sign_in_asks_for_the_code_and_takes_no_wrong_or_used_one(cast, second_step_required):
    secret = generate_totp_secret()
    TOTP.activate(cast.amara, secret)
    client = Client()

    response = sign_in(client)
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/p/northshire/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    good = code_for(secret)
    assert client.post("/accounts/2fa/authenticate/", {"code": good}).status_code == 302
    assert client.get("/p/northshire/").status_code == 200

    again = Client()
    sign_in(again)
    assert again.post("/accounts/2fa/authenticate/", {"code": good}).status_code == 200, "a code works once"


def test_a_recovery_code_works_once(cast, second_step_required):
    client = Client()
    sign_in(client)
    activated(client)
    code = Authenticator.objects.get(user=cast.amara, type="recovery_codes").wrap().get_unused_codes()[0]

    statuses = []
    for _ in range(2):
        fresh = Client()
        sign_in(fresh)
        statuses.append(fresh.post("/accounts/2fa/authenticate/", {"code": code}).status_code)

    assert statuses == [302, 200]


# --- sessions end ---------------------------------------------------------------------------------------------------


def test_an_idle_session_ends(cast):
    client = Client()
    with time_machine.travel(LATER, tick=False) as clock:
        sign_in(client)
        client.get("/p/northshire/")
        clock.shift(timedelta(minutes=14))
        assert client.get("/p/northshire/").status_code == 200
        clock.shift(timedelta(minutes=16))
        response = client.get("/p/northshire/audit/?actor=x")

    assert response["Location"] == "/accounts/login/?next=%2Fp%2Fnorthshire%2Faudit%2F%3Factor%3Dx"
    assert "_auth_user_id" not in client.session


def test_a_page_that_polls_does_not_keep_a_session_alive(cast):
    client = Client()
    with time_machine.travel(LATER, tick=False) as clock:
        sign_in(client)
        client.get("/p/northshire/")
        for _ in range(4):
            clock.shift(timedelta(minutes=4))
            response = client.get("/p/northshire/", headers={"HX-Request": "true"})

    assert response.status_code == 204
    assert response["HX-Redirect"] == LOGIN


def test_a_busy_session_ends_after_a_working_day(cast):
    client = Client()
    with time_machine.travel(LATER, tick=False) as clock:
        sign_in(client)
        statuses = []
        for _ in range(49):
            clock.shift(timedelta(minutes=10))
            statuses.append(client.get("/p/northshire/").status_code)

    assert statuses == [200] * 48 + [302]


def test_an_ended_session_answers_the_api_in_words(cast):
    client = Client()
    with time_machine.travel(LATER, tick=False) as clock:
        sign_in(client)
        client.get("/p/northshire/")
        clock.shift(timedelta(minutes=20))
        response = client.get("/api/v1/p/northshire/whoami/")

    assert (response.status_code, response.json()) == (403, {"detail": "Your session has ended. Sign in again."})
