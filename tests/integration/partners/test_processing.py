"""The register of processing activities (UK GDPR article 30) says who sees what as the permissions have it."""

import csv
import io

import pytest
from django.test import Client

from partners.models import AuditEvent
from partners.queries import privacy_pages
from partners.roles import PERMISSIONS, Role
from partners.scope import partner_scope
from tests.people import grant

pytestmark = pytest.mark.django_db


def test_the_register_is_downloaded_with_roles_and_recipients_and_the_download_is_on_record(cast):
    grant(cast.gwen, cast.northshire, Role.DATA_PROTECTION_OFFICER)
    client = Client()
    client.force_login(cast.ben)

    answer = client.get("/p/northshire/privacy/processing/register.csv")

    text = answer.content.decode("utf-8-sig")
    rows = {row["Activity"]: row for row in csv.DictReader(io.StringIO(text[text.index("Activity,") :]))}
    interests, claims = rows["Declared interests"], rows["Claims"]
    assert interests["Roles that see it"] == "Partner HR manager"
    assert interests["By which permissions"] == f"Partner HR manager: {PERMISSIONS['interests.manage']}"
    assert "Payroll processor" in claims["Roles that see it"].split(", ")
    assert (claims["Given to"], interests["Given to"]) == ("HMRC, auditors", "Nobody outside")
    with partner_scope(cast.northshire.pk):
        assert AuditEvent.objects.filter(action="EXPORT", label__startswith="Record of processing").exists()
        assert len(rows) == len(privacy_pages.register(partner_id=cast.northshire.pk))
