"""Two sessions that charge the same month, or approve the same change: it is done once (domain FIN-14)."""

import threading
from datetime import date

import pytest
from django.db import connection

from finance.models import AssetComponent, AssetMove, Journal
from finance.operations import asset_decisions, assets
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import assets as make
from tests.factories import ledger
from tests.factories.ledger import cr, dr
from tests.people import make_cast, user

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def world(committed_db, django_db_blocker):
    """A library that is charged £1,000.00 a month."""
    with django_db_blocker.unblock():
        cast, pru, fay = make_cast(), user("Pru"), user("Fay")
        with partner_scope(cast.northshire.pk, actor_id=pru.pk, reason="test"):
            books = ledger.ledger(cast.northshire, pru)
            ledger.posted(books, dr("90000", "120000.00"), cr("94050", "120000.00"), on=date(2026, 9, 30))
            make.taken_on(books, make.wanted(books), by=pru, approver=fay)
        yield cast.northshire.pk, books, pru, fay
        connection.close()


def at_once(partner, by, work):
    """Do it in two sessions at the same moment; return what each brought."""
    gate, answers = threading.Barrier(2), []

    def session():
        try:
            with partner_scope(partner, actor_id=by.pk, reason="test"):
                gate.wait()
                answers.append(work())
        except DomainError as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=session) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def test_a_month_is_charged_once_however_many_ask_and_approve(world):
    partner, books, pru, fay = world
    given = {"legal_entity": books.entity.uuid, "year": 2026, "number": 7, "at": make.AT.replace(hour=10)}
    asked = at_once(partner, pru, lambda: assets.propose_depreciation(by=pru, **given))
    (move,) = [one for one in asked if isinstance(one, AssetMove)]
    decided = at_once(
        partner, fay, lambda: asset_decisions.approve(move=move.uuid, by=fay, at=make.AT.replace(hour=11))
    )
    assert [isinstance(one, DomainError) for one in decided].count(True) == 1
    with partner_scope(partner, actor_id=pru.pk, reason="test"):
        assert AssetMove.objects.filter(kind="DEPRECIATION").count() == 1
        assert Journal.objects.filter(source="assets").count() == 1
        assert AssetComponent.objects.get().depreciation == 1000
