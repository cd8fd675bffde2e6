"""Lists of what people are employed and paid by: roles, terms, pay groups, PAYE schemes; searched and downloaded."""

import pytest
from django.test import Client

from partners.models import AuditEvent
from partners.scope import partner_scope
from tests.factories import hr

pytestmark = pytest.mark.django_db
P = "/p/northshire/partnership/"
LISTS = ("roles/", "terms-and-conditions/", "pay-groups/", "paye-schemes/")


def client(who):
    one = Client(raise_request_exception=False)
    one.force_login(who)
    return one


@pytest.mark.parametrize("page", LISTS)
def test_a_list_counts_searches_goes_back_in_time_and_says_who_took_it_away(cast, page):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        hr.employee(cast.northshire)
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        hr.employee(cast.southborough)
    hana = client(cast.hana)

    table = hana.get(P + page).context_data["table"]

    assert table.total >= 1
    assert {row[-1].text for row in table.rows} >= {"1"}  # of this partner alone
    assert hana.get(P + page, {"q": "nothing of the kind"}).context_data["table"].total == 0
    taken = b"".join(hana.get(P + page, {"download": "csv"}).streaming_content).decode()
    assert "Hana Example" in taken.splitlines()[0]
    with partner_scope(cast.northshire.pk):
        assert AuditEvent.objects.filter(action="EXPORT", actor_id=cast.hana.pk).exists()
    assert client(cast.dilys).get(P + page).status_code == 404
    assert client(cast.ed).get(P + page).status_code == 404


def test_nobody_counts_before_they_came(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        hr.employee(cast.northshire)

    table = client(cast.hana).get(f"{P}roles/", {"on": "01/01/2020"}).context_data["table"]

    assert {row[-1].text for row in table.rows} == {"0"}
