"""What every page says to the browser, and what a deployment is refused for."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

from tests.guards.walk import ROOT

pytestmark = pytest.mark.django_db


# --- what every page says to the browser ----------------------------------------------------------------------------

PUBLIC = ["/accounts/login/", "/accessibility/", "/privacy/", "/help/", "/nowhere/", "/accounts/password/reset/"]
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip


@pytest.mark.parametrize("path", [*PUBLIC, "/p/northshire/", "/p/northshire/partnership/access/", "/p/southborough/"])
def test_every_page_has_its_security_headers(cast, path):
    client = Client()
    if path not in PUBLIC:
        client.force_login(cast.uma)

    response = client.get(path)

    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_pages_of_a_partner_are_kept_by_no_cache(cast):
    client = Client()
    client.force_login(cast.uma)

    assert client.get("/p/northshire/partnership/access/")["Cache-Control"] == "private, no-store"


def run(code, **environment):
    """Run Python with the product's own settings, as an operator would configure them."""
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL", "FIELD_KEYS_FILE", "SECRET_KEY")}
    given = (
        kept | {"DJANGO_SETTINGS_MODULE": "sharedservices.settings", "ALLOWED_HOSTS": "payroll.example"} | environment
    )
    given["SECRET_KEY"] = "correct-horse-battery-staple-and-forty-two-more-words"
    return subprocess.run([sys.executable, *code], cwd=ROOT, env=given, capture_output=True, text=True, check=False)


ASK = """
import django; django.setup()
from django.test import Client
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
answer = Client().get("/accounts/login/", secure=True, headers={"host": "payroll.example"})
print(answer.status_code, answer["Strict-Transport-Security"], settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
cookie = answer.cookies["__Host-csrf"]
print(cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], repr(cookie["domain"]))
plain = Client().get("/accounts/login/", headers={"host": "payroll.example"})
print(plain.status_code, plain["Location"])
"""


def test_secure_mode_is_https_only():
    done = run(["-W", "ignore", "-c", ASK], SECURE="1")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "200 max-age=63072000; includeSubDomains; preload __Host-session __Host-csrf",
        "True True Lax / ''",
        "301 https://payroll.example/accounts/login/",
    ]


def test_production_settings_pass_the_deployment_check():
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ({"DEMO": "1"}, "sharedservices.E001"),
        ({"MFA_REQUIRED": "0"}, "sharedservices.E002"),
        ({"FIELD_KEYS_FILE": ""}, "sharedservices.E003"),
        ({"REDIS_URL": ""}, "sharedservices.E004"),
        ({"DEBUG": "1"}, "security.W018"),
        ({"SECURE": "0"}, "security.W008"),
    ],
)
def test_the_deployment_check_refuses(setting, complaint):
    done = run(["-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], **setting)

    assert done.returncode == 1
    assert complaint in done.stderr


def test_the_deployment_check_refuses_a_role_that_bypasses_row_security(db):
    from partners import checks

    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    assert checks.database_agrees(None, databases=["default"]) == []
