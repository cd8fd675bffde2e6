"""A death in service: T-HR-9 and E10 (domain HR-09)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from hr.models import DeathCase, DeathTask, PensionNotice
from hr.operations import bank, deaths, estate
from hr.operations.deaths import (
    Arrangements,
    ImpossibleDate,
    NoteNeeded,
    NotYet,
    NotYourCase,
    Report,
    ReportedAlready,
)
from hr.operations.estate import Acting, Heard
from hr.states import DEATH_CASE, DeathState
from partners.models import AuditEvent, Grant, OutboundMessage, User
from partners.operations import change_clock, changes, messages
from partners.operations.change_trials import Proposal
from partners.operations.holds import PersonOnHold
from partners.operations.messages import Draft
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import Payslip, RunMember
from sharedservices.common.flow import WrongState, pairs
from tests import scenarios
from tests.factories import hr
from tests.guards.walk import owned_models
from tests.people import PASSWORD, grant, user

AT = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
FIVE_PAST = AT + timedelta(minutes=5)
DIED = date(2026, 11, 14)
HEARD = Heard(sort_code="08-99-99", account_number="66374958")
PERSONAL = "nora@home.example"
P = "/p/northshire/"
LOGS = {"hr.DeathCase", "hr.DeathEvent", "partners.CommunicationsHold", "partners.HoldEvent"}


class Story:
    """Northshire with Nora, who is a clerk and a line manager there, Ken of HR and Cora, a case officer."""

    def __init__(self, cast):
        self.cast, self.partner = cast, cast.northshire
        self.nora = hr.employee(cast.northshire, annual="36000.00", person_fields={"email": PERSONAL})
        self.other = hr.employee(cast.northshire, annual="36000.00")
        self.login, self.ken, self.cora, self.lena = user("Nora"), user("Ken"), user("Cora"), user("Lena")
        grant(self.login, self.partner, Role.EMPLOYEE, person_id=self.nora.person.pk)
        grant(self.login, self.partner, Role.LINE_MANAGER)
        grant(self.ken, self.partner, Role.HR_ADMIN)
        grant(self.cora, self.partner, Role.CASE_OFFICER)
        grant(self.lena, self.partner, Role.LINE_MANAGER)

    def report(self, *, by=None, at=AT, died=DIED):
        known = Report(date_of_death=died, known="FAMILY", told_by="Her husband")
        return deaths.report(person=self.nora.person.uuid, known=known, by=by or self.lena, at=at)

    def confirm(self, case, *, by=None):
        found = {"evidence": "CERTIFICATE", "date_of_death": DIED, "is_provisional": False}
        return deaths.confirm(case=case.uuid, by=by or self.ken, at=AT, **found)

    def arrange(self, case, **given):
        wanted = Arrangements(officer=self.cora, **given)
        return deaths.arrange(case=case.uuid, wanted=wanted, by=self.cora, at=AT)

    def tell_fund(self, case):
        return deaths.tell_pension_body(
            case=case.uuid, body="Northshire Pension Fund", told_on=DIED, how="By telephone", by=self.cora, at=AT
        )

    def decide(self, case, pay="ESTATE", *, account_is_right=True, until=None):
        return deaths.decide_pay(
            case=case.uuid,
            pay=pay,
            account_is_right=account_is_right,
            until=until,
            note="Agreed with the family",
            by=self.cast.amara,
            at=AT,
        )

    def act_for_the_estate(self, case, **given):
        """Record who acts for the estate, with an account, and have a second person verify it."""
        acting = {
            "name": "Ned Marsh", "authority": "WILL", "document": "Grant of probate 1700 2026", "dated": DIED,
            "holder": "Ned Marsh", "sort_code": "08-99-99", "account_number": "66374958",
        }  # fmt: skip
        row = estate.record(case=case.uuid, acting=Acting(**acting | given), by=self.cora, at=AT)
        return estate.verify(representative=row.uuid, heard=HEARD, how="Rang the solicitor", by=self.cast.amara, at=AT)

    def queue(self, key, **given):
        base = {"kind": "notice", "key": key, "address": PERSONAL, "subject": key, "template": "email/invitation.txt"}
        draft = Draft(**base | {"due_at": FIVE_PAST} | given)
        return messages.send(partner_id=self.partner.pk, draft=draft, by=self.ken, at=AT)

    def propose(self):
        start = date(2026, 12, 1)
        payload = {
            "assignment": str(self.nora.assignment.uuid), "contract": "PERMANENT", "contract_hours": "18.50",
            "effective_from": start.isoformat(), "working_pattern": "",
        }  # fmt: skip
        proposal = Proposal(kind="hr.hours", payload=payload, reason="Fewer hours")
        return changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.ken, at=AT)


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        yield Story(cast)


def client_of(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def rows_of_partner():
    """Return every row of the partner but the logs that say what happened."""
    tables = [model for model in owned_models() if model._meta.label not in LOGS]
    found = {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in tables}
    users = list(User.objects.order_by("pk").values("pk", "is_active"))
    return found | {"grants": list(Grant.objects.order_by("pk").values()), "users": users}


def to_the_person():
    return [one for one in mail.outbox if {PERSONAL, "nora@example.org"} & set(one.to) or "P45" in one.subject]


# --- E10 ------------------------------------------------------------------------------------------------------------
def test_e10_death_reported_at_ten_stops_the_mail_queued_for_five_past(story):
    story.queue("P45 ready", person_id=story.nora.person.pk, address="elsewhere@example.org")
    story.queue("payslip notice", person_id=story.nora.person.pk)
    story.queue("appraisal reminder")
    story.queue("invitation", user_id=story.login.pk, address="nora@example.org")
    story.queue("somebody else’s", address="other@example.org")
    client = client_of(story.login)
    assert client.get(P).status_code == 200

    story.report()
    messages.deliver_due(at=FIVE_PAST)

    assert [one.to for one in mail.outbox] == [["other@example.org"]]
    assert client.get(P).status_code == 302  # signed out
    answer = Client().post("/accounts/login/", {"login": "nora@example.org", "password": PASSWORD})
    assert answer["Location"] == "/accounts/inactive/"
    home = client_of(story.cast.amara).get(P).content.decode()
    assert "Decide about pay after a death" in home


def test_e10_withdrawn_restores_everything_bit_for_bit(story):
    story.queue("payslip notice", person_id=story.nora.person.pk)
    story.propose()
    before = rows_of_partner()
    case = story.report()
    assert rows_of_partner() != before

    deaths.withdraw(case=case.uuid, reason="Two people of the same name", by=story.ken, at=FIVE_PAST)

    assert rows_of_partner() == before
    assert client_of(story.login).get(P).status_code == 200
    messages.deliver_due(at=FIVE_PAST)
    assert [one.subject for one in mail.outbox] == ["payslip notice"]
    assert story.report(at=FIVE_PAST).state == DeathState.REPORTED  # a mistake does not bar a later report


# --- T-HR-9 ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_t_hr_9_twelve_months_of_every_scheduled_task_send_nothing(story, is_confirmed):
    current_app.loader.import_default_modules()
    story.queue("invitation", user_id=story.login.pk, address="nora@example.org")
    case = story.report()
    if is_confirmed:
        story.confirm(case)
        story.arrange(case)
        story.tell_fund(case)
        story.decide(case)
        story.act_for_the_estate(case)

    for month in range(12):
        moment = AT + timedelta(days=31 * (month + 1))
        for key in ("payslip notice", "P60", "appraisal reminder", "long service"):
            story.queue(f"{key} {month}", person_id=story.nora.person.pk, due_at=moment)
        story.queue(f"other {month}", address="other@example.org", due_at=moment)
        with time_machine.travel(moment, tick=False):
            Client().post("/accounts/password/reset/", {"email": "nora@example.org"})
            for entry in settings.CELERY_BEAT_SCHEDULE.values():
                current_app.tasks[entry["task"]].run(**entry.get("kwargs", {}))

    assert to_the_person() == []
    assert len(mail.outbox) == 12
    assert not OutboundMessage.objects.exclude(address="other@example.org").filter(state="SENT").exists()


def test_t_hr_9_login_is_denied_in_every_role_and_nobody_waits_for_them(story):
    story.report()

    assert not Grant.objects.in_force(DIED).filter(user=story.login).exists()
    assert Grant.objects.filter(user=story.login, ended_at=None).count() == 2


# --- reporting ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("died", [date(2026, 11, 15), date(1850, 1, 1)])
def test_a_death_in_the_future_or_before_birth_is_refused(story, died):
    with pytest.raises(ImpossibleDate) as refused:
        story.report(died=died)
    assert refused.value.field == "date_of_death"
    assert not DeathCase.objects.exists()


def test_a_death_is_reported_once_and_nobody_reports_themselves(story):
    with pytest.raises(NotYourCase):
        story.report(by=story.login)
    story.report()
    with pytest.raises(ReportedAlready):
        story.report(by=story.ken)


def test_bank_changes_and_change_requests_wait_after_a_report(story):
    row = story.propose()
    case = story.report()
    account = {"holder": "N Attacker", "sort_code": "089999", "account_number": "66374958"}

    with pytest.raises(PersonOnHold):
        bank.change_bank_account(
            employment=story.nora.employment.uuid, effective_from=date(2026, 12, 1), reason="New", by=story.ken, at=AT,
            **account,
        )  # fmt: skip
    with pytest.raises(PersonOnHold):
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=story.cast.ben, at=AT)
    with pytest.raises(PersonOnHold):
        story.propose()
    change_clock.expire(partner_id=story.partner.pk, at=AT + timedelta(days=90))
    row.refresh_from_db()
    assert row.state == "WAITING"
    page = client_of(story.ken).get(f"{P}people/deaths/{case.uuid}/").content.decode()
    assert "1 change request that waits" in page


# --- the steps of a case --------------------------------------------------------------------------------------------
def test_only_a_second_person_may_confirm(story):
    case = story.report(by=story.ken)
    second_login = user("Ken-two")
    User.objects.filter(pk=second_login.pk).update(human_id=story.ken.human_id)
    second_login.refresh_from_db()
    for same in (story.ken, second_login):
        with pytest.raises(NotYourCase):
            story.confirm(case, by=same)
    with pytest.raises(DatabaseError), transaction.atomic():
        DeathCase.objects.update(
            state="CONFIRMED", confirmed_by=second_login, confirmed_human=story.cora.human_id, confirmed_at=AT
        )

    assert story.confirm(case, by=story.cora).state == DeathState.CONFIRMED


def test_a_case_goes_from_confirm_to_support_settle_and_close_in_order(story):
    case = story.confirm(story.report())
    step = {"case": case.uuid, "note": "", "by": story.cora, "at": AT}
    with pytest.raises(NotYet):
        deaths.advance(action="support", **step)
    story.arrange(case, family_name="Ned Example", family_times="Mornings")
    deaths.advance(action="support", **step)
    deaths.advance(action="settle", **step)
    with pytest.raises(NotYet):
        deaths.advance(action="close", **step)
    story.tell_fund(case)
    story.decide(case)
    DeathTask.objects.update(state="DONE", consent="Asked", settled_by=story.cora, settled_at=AT)
    assert deaths.advance(action="close", **step).state == DeathState.CLOSED
    with pytest.raises(WrongState):
        deaths.withdraw(case=case.uuid, reason="Mistake", by=story.ken, at=AT)


def test_illegal_moves_are_refused_by_the_database_too(story):
    case = story.report()
    legal = {(pair.state, DEATH_CASE[pair.action].target) for pair in pairs(DEATH_CASE) if pair.is_legal}
    for state in DeathState:
        if (DeathState.REPORTED, state) in legal or state == DeathState.REPORTED:
            continue
        with pytest.raises(DatabaseError), transaction.atomic():
            DeathCase.objects.filter(pk=case.pk).update(state=state)


def test_pension_bodies_are_told_before_any_decision_about_pay(story):
    case = story.report()
    with pytest.raises(NotYet):
        story.decide(case)
    story.confirm(case)
    with pytest.raises(NotYet):
        story.decide(case)
    story.arrange(case)
    with pytest.raises(NotYet, match="pension"):
        story.decide(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        DeathCase.objects.update(pay="ESTATE", pay_by=story.cora, pay_at=AT)
    story.tell_fund(case)
    with pytest.raises(NoteNeeded):
        story.decide(case, "ADVANCE", account_is_right=False, until=date(2027, 1, 31))

    assert story.decide(case).pay == "ESTATE"
    with pytest.raises(DatabaseError), transaction.atomic():
        PensionNotice.objects.update(body="Another")


def test_a_pension_notice_says_how_and_no_day_to_come(story):
    case = story.confirm(story.report())
    told = {"case": case.uuid, "by": story.cora, "at": AT}
    with pytest.raises(ImpossibleDate):
        deaths.tell_pension_body(body="Fund", told_on=DIED + timedelta(days=1), how="Call", **told)
    with pytest.raises(NoteNeeded):
        deaths.tell_pension_body(body=" ", told_on=DIED, how="Call", **told)
    with pytest.raises(NoteNeeded):
        deaths.tell_pension_body(body="Fund", told_on=DIED, how=" ", **told)


def test_case_officer_and_deputy_are_two_people_who_may(story):
    case = story.confirm(story.report())
    with pytest.raises(NotYourCase):
        deaths.arrange(case=case.uuid, wanted=Arrangements(officer=story.lena), by=story.cora, at=AT)
    with pytest.raises(NotYourCase):
        story.arrange(case, deputy=story.cora)
    assert story.arrange(case, deputy=story.cast.ben).deputy == story.cast.ben


# --- pay ------------------------------------------------------------------------------------------------------------
def member(story, run, who):
    return RunMember.objects.get(run=run, person_id=who.person.pk)


def test_pay_waits_for_a_decision_and_holds_up_nobody_else(story):
    story.report()
    run = scenarios.calculated_run(story.cast, story.nora.org.pay_group, month=11)

    held = member(story, run, story.nora)
    assert (held.state, held.code) == ("QUARANTINED", "DEATH_PAY_DECISION")
    assert member(story, run, story.other).state == "CALCULATED"


def test_pay_to_the_date_of_death_is_fourteen_thirtieths(story):
    """Domain HR-09: £36,000, died on 14 November: 14/30 of £3,000 is £1,400.00."""
    case = story.confirm(story.report())
    story.arrange(case)
    story.tell_fund(case)
    story.decide(case)
    story.act_for_the_estate(case)
    run = scenarios.calculated_run(story.cast, story.nora.org.pay_group, month=11)

    slips = {slip.person_id: slip.gross for slip in Payslip.objects.filter(run=run)}
    assert slips == {story.nora.person.pk: Decimal("1400.00"), story.other.person.pk: Decimal("3000.00")}


def test_an_advance_goes_on_as_ever_and_a_mistake_leaves_no_trace_in_pay(story):
    case = story.confirm(story.report())
    story.arrange(case)
    story.tell_fund(case)
    story.decide(case, "ADVANCE", until=date(2027, 1, 31))
    run = scenarios.calculated_run(story.cast, story.nora.org.pay_group, month=11)

    assert Payslip.objects.get(run=run, person_id=story.nora.person.pk).gross == Decimal("3000.00")


def test_a_run_calculated_before_the_report_warns_payroll(story):
    scenarios.calculated_run(story.cast, story.nora.org.pay_group, month=11)
    story.report()

    assert "A death was reported after" in client_of(story.cast.amara).get(P).content.decode()


# --- the pages ------------------------------------------------------------------------------------------------------
def test_a_line_manager_reports_a_death_from_the_person_page(story):
    client = client_of(story.lena)
    person = f"{P}people/{story.nora.person.uuid}/"
    assert "Report a death" in client.get(person).content.decode()
    asked = {"date_of_death": "14/11/2020", "known": "FAMILY"}
    assert client.post(f"{person}death/", asked | {"date_of_death": "1/1/2099"}).status_code == 422
    client.post(f"{person}death/", asked)

    page = client.get(person).content.decode()
    assert "A death has been reported" in page
    assert "Report a death" not in page
    people = client.get(f"{P}people/").content.decode()
    assert "Speak to the case officer" in people
    assert client.get(f"{P}people/deaths/").status_code == 403


def test_the_case_is_worked_through_on_its_pages_and_each_look_is_on_record(story):
    case = story.report()
    base = f"{P}people/deaths/{case.uuid}/"
    client = client_of(story.cora)
    died = {"date_of_death": "14/11/2026"}
    assert client.post(f"{base}confirm/", {"evidence": "POLICE"} | died).status_code in {302, 422}
    with partner_scope(story.partner.pk):
        if DeathCase.objects.get().state == "REPORTED":  # today is before the day of the story
            story.confirm(case)
    client.post(f"{base}people/", {"officer": story.cora.pk, "family_name": "Ned", "representative_authority": ""})
    story.tell_fund(case)
    client_of(story.cast.amara).post(f"{base}pay/", {"pay": "ESTATE", "account_is_right": "on", "note": "Agreed"})
    client.post(f"{base}support/", {"note": ""})

    page = client.get(base).content.decode()
    assert "Family is being supported" in page
    assert "Pay what is owed up to the date of death, to the estate" in page
    assert client.get(f"{P}people/deaths/").status_code == 200
    seen = AuditEvent.objects.filter(action="VIEW", object_type="hr_deathcase", actor_id=story.cora.pk)
    assert set(seen.values_list("object_id", flat=True)) == {str(case.pk), "list"}
