"""A change of terms is told in writing within a month (domain HR-05; Employment Rights Act 1996 s 4)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hr.models import Document
from hr.operations import contract_documents, deaths, terms
from hr.queries import statements_due
from hr.work_starters import statements_of_change
from partners.models import Letter, OutboundMessage
from partners.registry import Urgency
from partners.scope import partner_scope
from tests.factories import hr as make

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIRST = date(2026, 11, 1)


@pytest.fixture
def ann(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        found = make.employee(cast.northshire, person_fields={"email": "ann@home.example"})
        hours(found, cast, "20", FIRST)
        yield found


def hours(who, cast, wanted, on):
    return terms.change_hours(
        assignment=who.assignment.uuid, contract_hours=Decimal(wanted), effective_from=on, reason="Less", by=cast.hana,
        at=AT,
    )  # fmt: skip


def listed(cast, on):
    return [(one.changed_on, one.due_on) for one in statements_due.due(partner_id=cast.northshire.pk, on=on)]


def make_one(ann, cast, on=FIRST):
    return contract_documents.make_change(assignment=ann.assignment.uuid, on=on, by=cast.hana, at=AT)


def test_a_change_comes_up_on_its_day_with_a_month_to_tell_it(ann, cast):
    assert listed(cast, FIRST - timedelta(days=1)) == []
    assert listed(cast, FIRST) == [(FIRST, date(2026, 12, 1))]
    for on, urgency in ((date(2026, 12, 1), Urgency.SOON), (date(2026, 12, 2), Urgency.LATE)):
        (item,) = statements_of_change(partner=cast.northshire, user=cast.hana, on=on)
        assert (item.count, item.urgency) == (1, urgency)
    assert listed(cast, date(2027, 2, 1)) == []  # history is not asked for

    hours(ann, cast, "25", date(2026, 11, 15))
    assert [one for one, _due in listed(cast, date(2026, 11, 20))] == [FIRST, date(2026, 11, 15)]


def test_a_statement_that_is_made_is_kept_as_a_pdf_and_told_through_the_gateway(ann, cast):
    make_one(ann, cast)

    assert listed(cast, FIRST) == []
    kept = Document.objects.get(kind="CHANGE")
    assert (kept.content_type, kept.is_for_person) == ("application/pdf", True)
    sent = OutboundMessage.objects.get()
    assert (sent.kind, sent.address, sent.person_id) == ("statement of change", "ann@home.example", ann.person.pk)


def test_without_an_address_the_statement_goes_by_letter(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        bob = make.employee(cast.northshire, person_fields={"email": ""})
        hours(bob, cast, "20", FIRST)
        make_one(bob, cast)

        sent = OutboundMessage.objects.get()
        assert (sent.channel, Letter.objects.get().title) == ("POST", "A change of your terms")


def test_nobody_is_asked_for_a_statement_to_somebody_who_has_died(ann, cast):
    known = deaths.Report(date_of_death=FIRST, known="FAMILY")
    deaths.report(person=ann.person.uuid, known=known, by=cast.ben, at=AT)

    assert listed(cast, date(2026, 11, 20)) == []
