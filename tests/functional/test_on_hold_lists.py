"""Rows that wait about somebody of whom nothing is asked are marked in lists, and nothing is offered (HR-09.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import UnitVersion
from hr.operations import deaths, questions
from hr.queries import deaths as found
from hr.queries.org_chart import chart
from hr.queries.unit_tree import tree
from partners.queries.holds import ON_HOLD
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import bank_changes, hr
from tests.factories import claims as claim_kinds
from tests.functional.test_deaths import AT, FIVE_PAST, P, Story, client_of
from tests.people import grant

D = Decimal


def put(label, **fields):
    return apps.get_model(label)._default_manager.create(**fields)


class Waiting(Story):
    """Leave, a change and a question of Nora’s wait, beside her bank change and claim."""

    def __init__(self, cast):
        super().__init__(cast)
        grant(self.ken, self.partner, Role.HR_MANAGER)
        nora, hana = self.nora, cast.hana
        seat = {"partner": self.partner, "person": nora.person, "employment": nora.employment}
        week = DateRange(date(2026, 12, 7), date(2026, 12, 12))
        self.leave = put(
            "hr.LeaveBooking", **seat, assignment=nora.assignment, valid=week, hours=D(37), hours_given_back=D(0),
            requested_by=hana, requested_human=hana.human_id, requested_at=AT,
        )  # fmt: skip
        self.request = self.propose()
        self.bank = bank_changes.recorded(nora.employment, by=hana, at=AT)
        asked = questions.Asked(topic="QUESTION", subject="Hours", text="How many?", channel="EMAIL")
        self.question = questions.record(person=nora.person.uuid, asked=asked, by=hana, at=AT)
        self.input = hr.monthly_input(nora, hr.pay_element(self.partner, "EXTRA"), by=hana)
        claim_kinds.kinds(self.partner)
        self.claim = claim_kinds.mileage(nora, by=self.login, at=AT)

    def pages(self):
        """Return each list, with the page of the row in it and what that offers."""
        return {
            "leave/": (f"leave/{self.leave.uuid}/", "Approve this leave"),
            "changes/all/": (f"changes/{self.request.uuid}/", "Approve"),
            "people/bank-changes/": (f"people/bank-changes/{self.bank.uuid}/", "Note a call-back"),
            "pay/inputs/": (f"pay/inputs/{self.input.uuid}/", "Approve this input"),
            "pay/inputs/approve/": (f"pay/inputs/{self.input.uuid}/", "Approve this input"),
            "questions/": (f"questions/{self.question.uuid}/", "Send the answer"),
            "claims/": (f"claims/{self.claim.uuid}/", "Approve and go to the next"),
        }


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        yield Waiting(cast)


def shown(client, path):
    return client.get(P + path).content.decode()


def test_rows_that_wait_are_marked_and_offer_nothing_until_a_mistake_is_taken_back(story):
    client = client_of(story.cast.ben)
    for at, (page, offer) in story.pages().items():
        assert ON_HOLD not in shown(client, at), at
        assert offer in main(shown(client, page)), page

    case = story.report()
    for at, (page, offer) in story.pages().items():
        assert ON_HOLD in shown(client, at), at
        assert offer not in main(shown(client, page)), page
        assert "to the case officer" in shown(client, page) or "stands as it is" in shown(client, page), page

    deaths.withdraw(case=case.uuid, reason="Two people of the same name", by=story.cora, at=FIVE_PAST)
    for at, (page, offer) in story.pages().items():
        assert ON_HOLD not in shown(client, at), at
        assert offer in main(shown(client, page)), page


def main(page):
    return page.split("<main", 1)[1]


# --- the org chart --------------------------------------------------------------------------------------------------
def drawn(story, on):
    units = tree(partner_id=story.partner.pk, on=on)
    (top,) = chart(partner_id=story.partner.pk, units=units, on=on, top=None, with_names=True)
    return top


def test_a_post_is_not_called_vacant_for_thirty_days_after_a_death(story):
    """Domain HR-09.2: no vacancy, and no name; from the thirtieth day on the post is vacant like any other."""
    org = story.nora.org
    post = hr.post(org.unit, org.role, post_no="P900", established_fte=D(1))
    hr.seat(story.nora.assignment, post)
    UnitVersion.objects.filter(unit=org.unit).update(manager_post=post)
    before = drawn(story, AT.date()).below.vacant_fte
    story.confirm(story.report())
    for days, rests in ((1, True), (29, True), (30, False), (60, False)):
        on = AT.date() + timedelta(days=days)
        top = drawn(story, on)
        assert (top.below.vacant_fte == before) is rests, days
        assert (found.SPEAK in top.managers) is rests, days
        assert bool(found.kept_posts(partner_id=story.partner.pk, on=on)) is rests, days
