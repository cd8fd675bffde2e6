"""From the report of a death on, nobody is asked to do anything to that person but by the case itself (HR-09.2)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.operations import deaths, forewarnings, leave, leaving_tasks, leavings, terms
from hr.operations.absences import cancel
from partners.operations.holds import PersonOnHold
from partners.registry import work_sources
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.functional.test_deaths import AT, FIVE_PAST, Story, client_of
from tests.people import grant

D = Decimal
TODAY = AT.date()
P = "/p/northshire/"
CASE = ("deaths", "death", "advances")


def put(label, **fields):
    return apps.get_model(label)._default_manager.create(**fields)


class Busy(Story):
    """Nora is sick without a fit note, asks for leave, leaves, has starter's tasks, and claims; pay of hers changes."""

    def __init__(self, cast):
        super().__init__(cast)
        grant(self.ken, self.partner, Role.HR_MANAGER)
        hana, nora = cast.hana, self.nora
        person = {"partner": self.partner, "person": nora.person}
        seat = person | {"employment": nora.employment, "assignment": nora.assignment}
        asked = {"requested_by": hana, "requested_human": hana.human_id, "requested_at": AT}
        self.sick = put(
            "hr.AbsenceRecord", **seat, kind="SICKNESS", category="BACK", valid=DateRange(date(2026, 11, 2), None),
            state="OPEN", reported_by=hana, reported_at=AT,
        )  # fmt: skip
        week = DateRange(date(2026, 12, 7), date(2026, 12, 12))
        self.leave = put("hr.LeaveBooking", **seat, valid=week, hours=D(37), hours_given_back=D(0), **asked)
        hr.monthly_input(nora, hr.pay_element(self.partner, "OVER"), by=hana)
        self.warned = put(
            "hr.Forewarning", **person, kind="CONTRACT_END", key=uuid4().hex, headline="Ends", detail="Ends",
            takes_effect_on=date(2026, 12, 1), found_on=TODAY,
        )  # fmt: skip
        start = put(
            "hr.StarterCase", **person, start_date=TODAY + timedelta(days=3), title="Clerk", opened_by=hana,
            opened_human=hana.human_id, opened_at=AT, manager=self.lena,
        )  # fmt: skip
        type(start).objects.filter(pk=start.pk).update(state="CHECKS")
        put(
            "hr.StarterGate", partner=self.partner, case=start, gate="REFERENCES", waiver="NEVER", owner="HR",
            due_on=TODAY - timedelta(days=2),
        )  # fmt: skip
        wish = leavings.Wish(
            last_day=date(2026, 12, 31), leaving_reason="RESIGNATION", notice_given_on=TODAY, notice="WORKED"
        )
        self.leaving = leavings.leave_employment(
            employment=nora.employment.uuid, wish=wish, reason="Letter", by=cast.ben, at=AT
        )
        apps.get_model("hr.LeavingTask").objects.update(due_on=TODAY)

    def asked(self):
        """Return what the work lists ask of anybody about anything but deaths, by source."""
        found = {}
        for source in work_sources():
            for user in (self.ken, self.lena, self.cast.ben, self.cast.amara):
                items = list(source.find(partner=self.partner, user=user, on=TODAY))
                if items and not any(word in source.name for word in CASE):
                    found[source.name] = found.get(source.name, 0) + sum(item.count or 1 for item in items)
        return found


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        yield Busy(cast)


def test_every_work_list_is_silent_at_once_and_speaks_again_after_a_mistake(story):
    before = story.asked()
    assert set(before) >= {
        "hr.1 approve inputs", "hr.3 approve leave", "hr.4 fit notes", "hr.6 forewarnings", "hr.6 tasks of leavers",
        "hr.2 starter tasks late",
    }  # fmt: skip

    case = story.report()
    assert story.asked() == {}
    team = client_of(story.ken).get(f"{P}leavers/{story.leaving.uuid}/").content.decode()
    assert "Speak to the case officer" in team
    assert "Settle" not in team

    deaths.withdraw(case=case.uuid, reason="Two people of the same name", by=story.ken, at=FIVE_PAST)
    assert story.asked() == before


def test_other_modules_refuse_to_change_somebody_who_has_died(story):
    story.report()
    job, by = story.nora.assignment.uuid, {"by": story.ken, "at": AT}
    task = apps.get_model("hr.LeavingTask").objects.first()
    for change in (
        lambda: terms.change_hours(
            assignment=job, contract_hours=D(20), effective_from=date(2026, 12, 1), reason="Less", **by
        ),
        lambda: leave.approve(booking=story.leave.uuid, note="", **by),
        lambda: cancel(absence=story.sick.uuid, reason="Mistake", **by),
        lambda: leaving_tasks.settle(task=task.uuid, action="finish", **by),
        lambda: leavings.withdraw(leaving_id=story.leaving.uuid, reason="Stays", **by),
        lambda: forewarnings.record_talk(forewarning=story.warned.uuid, note="Spoke", **by),
    ):
        with pytest.raises(PersonOnHold) as refused:
            change()
        assert refused.value.remedy == "Speak to the case officer."
    assert leavings.leave_due(partner_id=story.partner.pk, at=AT + timedelta(days=90)) == 0
