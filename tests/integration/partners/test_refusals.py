"""Refusals on the trail: strangers, now and then, and what one's other duties forbid."""

import pytest
from django.test import Client

from partners import middleware
from partners.models import AuditEvent
from partners.scope import partner_scope

pytestmark = pytest.mark.django_db


def denied(cast, **wanted):
    with partner_scope(cast.northshire.pk):
        return list(AuditEvent.objects.filter(partner_id=cast.northshire.pk, action="DENIED", **wanted).order_by("id"))


def test_a_stranger_is_recorded_once_a_minute_and_address(cast):
    for path in ("people/", "people/", "pay/runs/"):
        answer = Client().get(f"/p/northshire/{path}", REMOTE_ADDR="192.0.2.1")
        assert answer["Location"].startswith("/accounts/login/")
    assert Client().get("/api/v1/p/northshire/people/", REMOTE_ADDR="192.0.2.2").status_code in {401, 403}
    assert Client().get("/p/nowhere/people/", REMOTE_ADDR="192.0.2.3").status_code in {302, 404}

    first, second = denied(cast)
    assert (first.actor_id, first.label) == (None, "/p/northshire/people/")
    assert first.reason == "GET /p/northshire/people/: not signed in, from 192.0.2.1"
    assert second.reason.endswith("from 192.0.2.2")


def test_strangers_from_everywhere_cannot_fill_the_trail(cast, monkeypatch):
    monkeypatch.setattr(middleware, "STRANGERS", "strangers-of-this-test")
    monkeypatch.setattr(middleware, "MOST_STRANGERS", 3)
    for number in range(5):
        Client().get("/p/northshire/", REMOTE_ADDR=f"198.51.100.{number}")

    assert len(denied(cast)) == 3


def test_what_ones_duties_forbid_is_recorded_too(cast):
    """Uma gives herself a role, and then somebody a role that checks the one they have: both are refused, and kept."""
    client = Client()
    client.force_login(cast.uma)
    given = {"start": "01/12/2026", "reason": "quickly", "full_name": "", "last_day": ""}
    for wish in ({"email": cast.uma.email, "role": "AUDITOR"}, {"email": cast.amara.email, "role": "HR_MANAGER"}):
        answer = client.post("/p/northshire/partnership/access/grant/", given | wish)
        assert answer.status_code == 422
    assert client.post("/p/northshire/partnership/access/grant/", given).status_code == 422  # a mistake, no more

    own, clash = denied(cast, actor_id=cast.uma.pk)
    assert "You cannot give yourself access" in own.reason
    assert "One person may not be both" in clash.reason
