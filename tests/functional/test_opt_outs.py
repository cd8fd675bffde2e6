"""Working time over all jobs in changes (HR-03), and agreements to longer hours: recorded, seen, ended by notice."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import change_kinds
from hr.engine import working_time as law
from hr.models import AssignmentTerms, Person, WorkingTimeOptOut
from hr.operations import opt_outs
from hr.operations.opt_outs import Signed
from hr.queries import reports_time, working_time
from hr.queries.insight import Slice
from hr.queries.working_time import ALL_JOBS
from hr.rules import NotOneself, RuleBroken
from hr.rules_time import OptOutDates, OptOutEndsOnce, OptOutNotice, OptOutOfAdult, OptOutOnce
from partners.models import Grant, User
from partners.operations import changes
from partners.operations.change_trials import Proposal, steps_needed
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.functional.people_pages import client, text
from tests.people import grant, user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIRST, PDF = date(2026, 12, 1), b"%PDF-1.7 signed"
SIGNED = Signed(signed_on=date(2026, 11, 2), notice_days=30)


@pytest.fixture
def two_jobs(cast):
    """Somebody with 10 hours in one job and 30 in another."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        who = make.employee(cast.northshire, start=date(2026, 4, 6))
        other = make.assignment(who.employment, who.org, n=2)
        make.terms(other, who.org, annual="9000.00", contract_hours=Decimal("30.00"))
        AssignmentTerms.objects.filter(assignment=who.assignment).update(contract_hours=Decimal("10.00"))
        yield who


def trial(cast, who, hours):
    payload = {
        "assignment": str(who.assignment.uuid), "effective_from": FIRST.isoformat(), "contract_hours": hours,
        "contract": "PERMANENT", "paid_weeks": None, "working_pattern": "",
    }  # fmt: skip
    proposal = Proposal(kind="hr.hours", payload=payload, reason="Agreed")
    found = changes.try_out(partner_id=cast.northshire.pk, proposal=proposal, by=cast.hana, at=AT)
    effect = next((one for one in found.effects if one.label == ALL_JOBS), None)
    kind = change_kinds.HOURS
    return effect, steps_needed(kind, payload, found, today=AT.date())[0]


def sign(cast, who, **changed):
    given = {"person": who.person.uuid, "signed": SIGNED, "copy": PDF, "by": cast.hana, "at": AT} | changed
    return opt_outs.record(**given)


def test_a_change_of_hours_says_what_all_jobs_come_to_and_who_looks_first(two_jobs, cast):
    """30 and 10 are 40 hours; with 19 they are 49, above 48; with 31 they are 61, above 60 (domain HR-03)."""
    effect, step = trial(cast, two_jobs, "18.00")
    assert (effect.before, effect.after, step.why) == ("40", "48", "")
    effect, step = trial(cast, two_jobs, "19.00")
    assert effect.after == "49: more than 48 on average; no written agreement is recorded"
    assert (effect.is_open, step.why) == (True, "")

    sign(cast, two_jobs)

    effect, step = trial(cast, two_jobs, "19.00")
    assert effect.after == "49: more than 48 on average; agreed in writing on 2 November 2026"
    effect, step = trial(cast, two_jobs, "31.00")
    assert effect.after == "61: more than 60; agreed in writing on 2 November 2026"
    assert step.why == "61 hours a week over all jobs: look at rest and health before you agree"


def test_under_eighteen_forty_hours_are_the_most_and_no_agreement_counts(two_jobs, cast):
    """Working Time Regulations 1998, reg 5A."""
    Person.objects.filter(pk=two_jobs.person.pk).update(date_of_birth=date(2009, 5, 1))

    effect, step = trial(cast, two_jobs, "9.00")
    assert effect.after == "39"
    effect, step = trial(cast, two_jobs, "16.00")
    assert effect.after == "46: more than 40, the most for people under 18. No agreement allows more"
    assert step.why.startswith("46 hours a week over all jobs: more than 40")
    with pytest.raises(RuleBroken) as caught:
        sign(cast, two_jobs)
    assert caught.value.rule == OptOutOfAdult.code


@pytest.mark.parametrize(
    ("signed", "rule"),
    [
        ({"signed_on": date(2026, 11, 3)}, OptOutDates),
        ({"agreed_until": date(2026, 11, 1)}, OptOutDates),
        ({"notice_days": 6}, OptOutNotice),
        ({"notice_days": 93}, OptOutNotice),
    ],
)
def test_an_agreement_has_days_and_a_notice_that_the_law_knows(two_jobs, cast, signed, rule):
    given = {"signed_on": SIGNED.signed_on, "notice_days": 7} | signed
    with pytest.raises(RuleBroken) as caught:
        sign(cast, two_jobs, signed=Signed(**given))
    assert caught.value.rule == rule.code
    assert not WorkingTimeOptOut.objects.exists()


def test_an_agreement_holds_once_and_ends_when_its_notice_does(two_jobs, cast):
    made = sign(cast, two_jobs)
    with pytest.raises(RuleBroken) as caught:
        sign(cast, two_jobs)
    assert caught.value.rule == OptOutOnce.code
    with pytest.raises(RuleBroken) as caught:
        opt_outs.withdraw(opt_out=made.uuid, given_on=date(2026, 11, 3), by=cast.hana, at=AT)
    assert caught.value.rule == OptOutEndsOnce.code

    opt_outs.withdraw(opt_out=made.uuid, given_on=date(2026, 11, 2), by=cast.hana, at=AT)

    made.refresh_from_db()
    assert made.valid == DateRange(date(2026, 11, 2), date(2026, 12, 3))  # 30 days: 2 December is the last
    with pytest.raises(RuleBroken):
        opt_outs.withdraw(opt_out=made.uuid, given_on=date(2026, 11, 2), by=cast.hana, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkingTimeOptOut.objects.filter(pk=made.pk).update(notice_days=7)


def test_notice_is_three_months_at_most_and_seven_days_at_least():
    """Working Time Regulations 1998, reg 5(2) and (3)."""
    assert law.last_day_of_agreement(given_on=date(2026, 11, 30), notice_days=92) == date(2027, 2, 28)
    assert law.last_day_of_agreement(given_on=date(2026, 11, 2), notice_days=7) == date(2026, 11, 9)
    assert [law.is_notice(n, on=date(2026, 11, 2)) for n in (6, 7, 92, 93)] == [False, True, True, False]
    assert law.is_young(born=date(2008, 11, 3), on=date(2026, 11, 2))
    assert not law.is_young(born=date(2008, 11, 2), on=date(2026, 11, 2))


def test_nobody_records_their_own_agreement(two_jobs, cast):
    Grant.objects.create(
        user=cast.hana, partner=cast.northshire, role=Role.EMPLOYEE, person_id=two_jobs.person.pk,
        valid=DateRange(date(2026, 1, 1), None), reason="test",
    )  # fmt: skip
    with pytest.raises(RuleBroken) as caught:
        sign(cast, two_jobs)
    assert caught.value.rule == NotOneself.code


def test_the_report_and_the_home_page_know_who_has_agreed_and_whose_agreement_ends(two_jobs, cast):
    AssignmentTerms.objects.filter(assignment=two_jobs.assignment).update(contract_hours=Decimal("20.00"))
    wanted = Slice(partner_id=cast.northshire.pk, first=date(2026, 11, 1), last=date(2026, 11, 1))
    of = {"partner_id": cast.northshire.pk, "on": AT.date()}
    assert [(one.total, one.standing) for one in reports_time.hours(wanted, on=AT.date())] == [
        (Decimal("50.00"), "Agreement needed")
    ]

    made = sign(cast, two_jobs)

    assert [one.standing for one in reports_time.hours(wanted, on=AT.date())] == ["Agreed in writing"]
    assert working_time.n_ending(**of) == 0
    opt_outs.withdraw(opt_out=made.uuid, given_on=AT.date(), by=cast.hana, at=AT)
    assert working_time.n_ending(**of) == 1


def test_hr_records_the_paper_and_the_person_ends_it_alone(two_jobs, cast):
    """The self-service role changes the end and nothing else; somebody else’s agreement is not there."""
    hana, page = client(cast.hana), f"/p/northshire/people/{two_jobs.person.uuid}/working-time/"
    assert "No agreement is recorded" in text(hana.get(page))
    given = {"signed_on": "2/11/2026", "notice_days": "30"}
    assert hana.post(f"{page}agree/", given).status_code == 422
    paper = SimpleUploadedFile("signed.pdf", PDF, "application/pdf")
    assert hana.post(f"{page}agree/", given | {"file": paper}).status_code == 302
    assert "2 November 2026 Recorded by Hana Example Until notice 30 days Holds Record a notice" in text(hana.get(page))
    made = WorkingTimeOptOut.objects.get()

    eve: User = user("Eve")
    grant(eve, cast.northshire, Role.EMPLOYEE, person_id=two_jobs.person.pk)
    mine, end = "/p/northshire/me/working-time/", f"/p/northshire/my-time/longer-hours/{made.uuid}/end/"
    browser = client(eve)
    assert "It ends 30 days after your notice" in text(browser.get(mine))
    assert browser.post(end).status_code == 302
    assert "Notice given on" in text(browser.get(mine))
    assert browser.get(f"/p/northshire/me/documents/{made.document.uuid}/").status_code == 200

    stranger = user("Stan")
    grant(stranger, cast.northshire, Role.EMPLOYEE, person_id=make.employee(cast.northshire).person.pk)
    assert client(stranger).get(end).status_code == 404
