"""Masking by default (domain SEC-05, HR-13): no page and no download shows a number in full, whoever asks."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hr import sealed
from hr.models import BankAccount, Person
from partners.roles import Role
from partners.scope import partner_scope
from tests import world
from tests.factories.bank_changes import checked
from tests.guards.walk import routes
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

# Whoever opens these has given a reason, or reads them as a second person: the trail names them.
UNMASKING = {
    "sar_review": "the reviewer of an access request reads what the person gets; looking is on the trail",
    "hr:my_answer": "one’s own answer, for oneself; the download is on the trail",
    "hr:my_copy": "what one gave oneself, for oneself; the download is on the trail",
    "sar_answer": "the answer belongs to the person; the download is on the trail",
}


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """Build one of everything at Northshire."""
    with for_a_module(django_db_blocker):
        yield lay_out(make_cast())


@pytest.fixture(autouse=True)
def _undone(place):
    with undone():
        yield


def lay_out(cast):
    """Build one of everything, with accounts that pass the checks."""
    made = world.build(cast, cast.northshire, "Markedmark")
    world.complete(made)
    with partner_scope(made.partner.pk):  # the factory's account is the example on the page of the people file
        for row in BankAccount.objects.all():
            account = sealed.BankDetails("089999", "66374958")
            row.details, row.fingerprint = sealed.seal_bank(account, partner_id=row.partner_id, account=row.uuid)
            row.save(update_fields=["details", "fingerprint"])
            checked(row, by=cast.hana, at=timezone.now())
    return made


def secrets(place):
    """Return every full number of the partner, without spaces."""
    with partner_scope(place.partner.pk):
        ninos = {sealed.open_nino(one.nino, person=one.uuid) for one in Person.objects.exclude(nino="")}
        banks = [sealed.open_bank(one.details, account=one.uuid) for one in BankAccount.objects.all()]
    return ninos | {one.account_number for one in banks}


def addresses(place):
    """Return the address of every page and download that a GET answers."""
    found = []
    for route in routes():
        methods = getattr(route.view, "http_method_names", ())
        if not route.is_of_partner or "get" not in methods or not hasattr(route.view, "get") or route.name in UNMASKING:
            continue
        kwargs = {name: world.argument(place, name, kind) for name, kind in route.parameters.items()}
        found.append(reverse(route.name, kwargs=kwargs))
    return found


def shown(client, address, numbers):
    """Return the numbers that an address shows in full, spaces and dashes or not."""
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    plain = re.sub(r"[\s-]", "", body.decode("utf-8", "ignore"))
    return {f"{address}: {number}" for number in numbers if number in plain}


@pytest.mark.parametrize("role", [None, Role.HR_ADMIN, Role.PAYROLL_PROCESSOR, Role.AUDITOR, Role.LINE_MANAGER])
def test_no_page_shows_a_full_number_to_anybody(place, role):
    who = place.everybody if role is None else user(f"Only-{role.value}")
    if role is not None:
        grant(who, place.partner, role)
    client = Client(raise_request_exception=False)
    client.force_login(who)
    numbers = secrets(place)
    assert len(numbers) > 1

    assert {one for address in addresses(place) for one in shown(client, address, numbers)} == set()


def test_what_is_let_through_is_there():
    names = {route.name for route in routes()}

    assert UNMASKING.keys() - names == set()


def test_a_number_in_the_clear_is_found(place):
    """The walk sees numbers that are there: an unmasking page shows one."""
    with partner_scope(place.partner.pk):
        nino = next(iter(sorted(secrets(place))))

    class Loud:
        def get(self, _address):
            from django.http import HttpResponse

            return HttpResponse(f"<p>{nino[:2]} {nino[2:]}</p>")

    assert shown(Loud(), "/x", {nino}) == {f"/x: {nino}"}
