"""Collective consultation: counted over one establishment, opened before notice, HR1 remembered (TULRCA 1992 s 188)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction

from hr.models import Leaving, RedundancyConsultation
from hr.operations import consultations, leavings
from hr.operations.consultations import Opened
from hr.queries import collective
from hr.rules import RuleBroken
from tests.factories import hr
from tests.functional.people_pages import client, in_scope, text
from tests.people import make_cast
from tests.shared import for_a_module, undone

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TODAY, LAST = AT.date(), date(2027, 1, 31)
PLACE = "/p/northshire/leavers/consultations/"


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """Rita, and eighteen who are redundant already within ninety days of her last day; one more long after."""
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        with in_scope(cast):
            rita = hr.employee(cast.northshire)
            for number in range(19):
                person = hr.person(cast.northshire, surname=f"Other{number}")
                job = hr.employment(person, rita.org)
                hr.assignment(job, rita.org)
                Leaving.objects.create(
                    partner=cast.northshire, person=person, employment=job, leaving_reason="REDUNDANCY",
                    last_day=date(2026, 12, 31) if number else date(2027, 12, 31), notice_given_on=date(2026, 11, 2),
                    notice="WORKED", rehire="YES", exit_payment=Decimal(0), ends_employment=True, ended=[],
                    recorded_by=cast.ben, recorded_at=AT,
                )  # fmt: skip
        yield SimpleNamespace(cast=cast, rita=rita)


@pytest.fixture
def story(whole, db):
    with undone(), time_machine.travel(AT, tick=False), in_scope(whole.cast):
        yield whole


def one_more(story):
    """Make somebody else redundant: Rita is the twentieth then."""
    row = Leaving.objects.filter(last_day=date(2027, 12, 31)).first()
    Leaving.objects.filter(pk=row.pk).update(state="WITHDRAWN")
    Leaving.objects.create(
        partner=story.cast.northshire, person=row.person, employment=row.employment, leaving_reason="REDUNDANCY",
        last_day=date(2027, 2, 28), notice_given_on=date(2026, 11, 2), notice="WORKED", rehire="YES",
        exit_payment=Decimal(0), ends_employment=True, ended=[], recorded_by=story.cast.ben, recorded_at=AT,
    )  # fmt: skip


def leave(story, *, last=LAST, reason="REDUNDANCY", given=TODAY):
    wish = leavings.Wish(last_day=last, leaving_reason=reason, notice_given_on=given, notice="WORKED")
    said = {"reason": "Restructure", "by": story.cast.ben, "at": AT}
    return leavings.leave_employment(employment=story.rita.employment.uuid, wish=wish, **said)


def consult(story, on=date(2026, 11, 16), **given):
    words = {"representatives": "UNISON and GMB"} | given
    wish = Opened(unit=story.rita.org.unit.uuid, opened_on=on, n_proposed=20, **words)
    return consultations.open_one(wish=wish, by=story.cast.hana, at=AT)


def test_the_nineteenth_needs_no_consultation_and_the_twentieth_does(story):
    with transaction.atomic():
        assert leave(story).ends_employment
        transaction.set_rollback(True)
    one_more(story)

    with (
        pytest.raises(RuleBroken, match="20 redundancies at"),
        transaction.atomic(),
    ):
        leave(story)
    with pytest.raises(RuleBroken, check=lambda error: "180 days’ pay" in error.explanation), transaction.atomic():
        leave(story)
    assert leave(story, reason="RESIGNATION").ends_employment


def test_hr_consult_first_and_hr_consult_days_notice_after_it_began_and_thirty_days_before_the_last(story):
    one_more(story)
    consult(story)

    with pytest.raises(RuleBroken, check=lambda error: error.rule == "HR-CONSULT-DAYS"), transaction.atomic():
        leave(story, last=date(2026, 12, 15))
    with pytest.raises(RuleBroken, check=lambda error: error.rule == "HR-CONSULT-FIRST"), transaction.atomic():
        leave(story, given=date(2026, 11, 15))
    assert leave(story, last=date(2026, 12, 16)).ends_employment


def test_separate_establishments_are_said_to_be_so(story):
    one_more(story)
    with pytest.raises(RuleBroken, check=lambda error: error.rule == "HR-CONSULT-ONE"), transaction.atomic():
        consult(story, not_one="Schools of their own")

    consult(story, representatives="", not_one="Each school is an establishment of its own")

    assert leave(story).ends_employment


def test_the_list_reminds_of_hr1_until_it_is_sent(story):
    hana = client(story.cast.hana)
    unit = str(story.rita.org.unit.uuid)
    posted = {"unit": unit, "opened_on": "16/11/2026", "n_proposed": "20", "representatives": "UNISON"}
    assert hana.post(f"{PLACE}new/", posted | {"opened_on": "17/11/2026"}).status_code == 422
    with pytest.raises(RuleBroken, check=lambda error: error.rule == "HR-CONSULT-DAY"), transaction.atomic():
        consult(story, on=date(2026, 11, 17))
    assert hana.post(f"{PLACE}new/", posted).status_code == 302
    row = RedundancyConsultation.objects.get()
    assert "HR1 to send" in text(hana.get("/p/northshire/"))

    sent = {"sent_on": "16/11/2026", "reference": "HR1-2026-4"}
    assert hana.post(f"{PLACE}{row.uuid}/hr1/", sent).status_code == 302
    assert hana.post(f"{PLACE}{row.uuid}/close/", {"closed_on": "15/11/2026"}).status_code == 422
    assert hana.post(f"{PLACE}{row.uuid}/close/", {"closed_on": "16/11/2026"}).status_code == 302

    assert "HR1-2026-4" in text(hana.get(PLACE))
    assert not collective.without_hr1(partner_id=story.cast.northshire.pk).exists()
