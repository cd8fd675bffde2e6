"""What the tests of the people pages share: Ann and Bob of Northshire, signing in, what a page says."""

import re
from datetime import UTC, date, datetime

from django.test import Client

from partners.models import AuditEvent, ChangeRequest
from partners.operations import changes
from partners.scope import partner_scope
from tests.factories import hr as make

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BASE = "/p/northshire/people/"
NINO = "AB123456C"


def make_people(cast):
    """Make Ann Abbott, and Bob Baker who left in August; return Ann."""
    with in_scope(cast):
        org = make.organisation(cast.northshire)
        ann = make.employee(
            cast.northshire, org=org, person_fields={"nino": NINO}, employment_fields={"employee_no": "200001"}
        )
        make.employee(
            cast.northshire,
            org=org,
            end=date(2026, 9, 1),
            person_fields={"surname": "Baker", "forenames": "Bob"},
            employment_fields={"employee_no": "200002"},
        )
    return ann


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


def page(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def downloaded(answer):
    return b"".join(answer.streaming_content)


def in_scope(cast):
    return partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test")


def events(cast, **wanted):
    with in_scope(cast):
        return AuditEvent.objects.filter(partner_id=cast.northshire.pk, **wanted).count()


def employment(ann, name):
    return f"{BASE}{ann.person.uuid}/employments/{ann.employment.uuid}/{name}/"


def job(ann, name):
    return f"{BASE}{ann.person.uuid}/jobs/{ann.assignment.uuid}/{name}/"


def approve_all(cast, at=NOW):
    """Have Ben, and Gwen where finance is asked, approve everything that waits."""
    for _step in range(2):
        for who in (cast.ben, cast.gwen):
            with partner_scope(cast.northshire.pk, actor_id=who.pk):
                for row in ChangeRequest.objects.filter(state="WAITING").order_by("id"):
                    try:
                        changes.approve(change=row.uuid, content_hash=row.content_hash, by=who, at=at)
                    except changes.NotYours:
                        continue
