"""The family of somebody who has died (domain HR-09): talks, next of kin who work here, questions asked once."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from hr import death_work
from hr.models import DeathEvent, FamilyAnswer, FamilyTalk
from hr.operations import death_alerts, family_talks, family_ties
from hr.operations.death_bars import NextOfKin
from hr.operations.deaths import ImpossibleDate, NotYourCase
from hr.operations.family_talks import CorrectedAlready, Said
from hr.operations.family_ties import Answered, AskedAlready, CannotBeKin, NotAgreed
from hr.queries import death_family
from partners.models import OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr, payroll
from tests.functional.test_deaths import AT, DIED, Story, client_of
from tests.people import grant, user

P = "/p/northshire/"
SAID = {"kind": "CALL", "with_whom": "Ned Marsh", "held_on": DIED, "said": "He asked what happens next"}


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        yield Story(cast)


@pytest.fixture
def case(story):
    return story.report()


def note(story, case, **given):
    return family_talks.note(case=case.uuid, talk=Said(**SAID | given), by=story.cora, at=AT)


@pytest.fixture
def kin(story, case):
    """Her husband works here too, in HR, under two logins."""
    ned = hr.employee(story.partner, org=story.nora.org, person_fields={"surname": "Marsh"})
    story.ned = user("Ned")
    grant(story.ned, story.partner, Role.EMPLOYEE, person_id=ned.person.pk)
    grant(story.ned, story.partner, Role.HR_MANAGER)
    story.marsh = ned
    return family_ties.add_kin(case=case.uuid, person=ned.person.uuid, relationship="Husband", by=story.cora, at=AT)


def test_a_talk_is_corrected_and_never_deleted_nor_sent(story, case):
    n_mails = OutboundMessage.objects.count()
    first = note(story, case, agreed="Nothing before the funeral", asked_for="Her photographs")
    with pytest.raises(ImpossibleDate) as refused:
        note(story, case, held_on=date(2026, 11, 15))
    assert refused.value.field == "held_on"
    by = {"by": story.cora, "at": AT}
    second = family_talks.correct(talk=first.uuid, now=Said(**SAID | {"said": "He asked twice"}), why="Misheard", **by)
    with pytest.raises(CorrectedAlready):
        family_talks.correct(talk=first.uuid, now=Said(**SAID), why="Again", **by)
    with pytest.raises(DatabaseError), transaction.atomic():
        FamilyTalk.objects.filter(pk=first.pk).delete()

    (talk,) = death_family.talks(case)
    assert (talk.stands, talk.before) == (second, (first,))
    assert OutboundMessage.objects.count() == n_mails


def test_the_log_is_kept_on_the_page_of_the_case(story, case):
    client, base = client_of(story.cora), f"{P}people/deaths/{case.uuid}/"
    assert client.post(f"{base}talks/", SAID | {"held_on": "14/11/2026", "said": ""}).status_code == 422
    assert client.post(f"{base}talks/", SAID | {"held_on": "14/11/2026", "said": "x" * 2001}).status_code == 422
    assert client.post(f"{base}talks/", SAID | {"held_on": "14/11/2026"}).status_code == 302
    page = client.get(base).content.decode()

    assert "He asked what happens next" in page
    assert "Talk with the family noted" in page


def test_next_of_kin_who_works_in_hr_neither_sees_the_case_nor_works_on_it(story, case, kin):
    client = client_of(story.ned)
    urls = [f"{P}people/deaths/{case.uuid}/", f"{P}people/deaths/{case.uuid}/letters/"]
    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert "Nora" not in client.get(f"{P}people/deaths/").content.decode()
    assert "Confirm a death" not in client.get(P).content.decode()
    assert str(case.uuid) not in client.get(f"{P}people/{story.nora.person.uuid}/").content.decode()
    with pytest.raises(NextOfKin):
        story.confirm(case, by=story.ned)
    story.confirm(case)
    with pytest.raises(NotYourCase) as refused:
        story.arrange(case, deputy=story.ned)
    assert refused.value.field == "deputy"

    family_ties.end_kin(kin=kin.uuid, why="Another Marsh", by=story.cora, at=AT)
    assert client.get(urls[0]).status_code == 200


def test_whoever_looks_after_the_case_is_no_kin_and_nobody_is_their_own(story, case):
    grant(story.cora, story.partner, Role.EMPLOYEE, person_id=story.other.person.pk)
    for person in (story.nora.person, story.other.person):
        with pytest.raises(CannotBeKin):
            family_ties.add_kin(case=case.uuid, person=person.uuid, relationship="Aunt", by=story.cora, at=AT)


def test_a_manager_hears_only_what_the_next_of_kin_agreed_to_and_nobody_is_asked_twice(story, case, kin):
    by = {"by": story.cora, "at": AT}
    said = {"said_by": "Ned Marsh", "said_on": DIED}
    with pytest.raises(NotAgreed):
        family_ties.tell_manager(kin=kin.uuid, **by)
    family_ties.answer_manager(kin=kin.uuid, said=Answered(agreed=False, **said), **by)
    with pytest.raises(NotAgreed):
        family_ties.tell_manager(kin=kin.uuid, **by)
    with pytest.raises(AskedAlready) as refused:
        family_ties.answer_manager(kin=kin.uuid, said=Answered(agreed=True, **said), **by)
    assert refused.value.field == "is_unasked"
    with pytest.raises(DatabaseError), transaction.atomic():
        FamilyAnswer.objects.create(
            partner=story.partner, case=case, kin=kin, question="MANAGER", agreed=True, noted_by=story.cora,
            noted_at=AT, **said,
        )  # fmt: skip
    family_ties.answer_manager(kin=kin.uuid, said=Answered(agreed=True, is_unasked=True, **said), **by)
    family_ties.tell_manager(kin=kin.uuid, **by)

    (mail,) = OutboundMessage.objects.filter(kind="bereavement-manager")
    assert (mail.user_id, mail.person_id) == (story.lena.pk, None)
    assert not {"Nora", "Ned", "Marsh"} & set(mail.subject.split())


def test_one_contact_for_two_employers_is_asked_once(story, case):
    client, url = client_of(story.cora), f"{P}people/deaths/{case.uuid}/one-contact/"
    given = {"agreed": "yes", "said_by": "Ned", "said_on": "14/11/2026", "other_employer": "Southborough"}
    assert client.post(url, given | {"other_employer": ""}).status_code == 422
    assert client.post(url, given).status_code == 302
    assert client.post(url, given | {"agreed": "no"}).status_code == 422

    assert [one.agreed for one in death_family.answers(case)] == [True]
    assert "One contact for us and Southborough" in client.get(f"{P}people/deaths/{case.uuid}/").content.decode()


# --- pay that nobody has decided ------------------------------------------------------------------------------------
def morning(day, month=11):
    return datetime(2026, month, day, 6, 10, tzinfo=UTC)


def test_two_working_days_before_the_cut_off_the_officer_hears_of_it_then_payroll_and_the_director(story):
    """Paid on Fri 27 November, the run is fixed five working days before, on Fri 20: Wed 18, and above on Thu 19."""
    payroll.calendar(story.nora.org.pay_group, by=story.cast.amara)
    dora = user("Dora")
    grant(dora, story.partner, Role.HR_DIRECTOR)
    case = story.confirm(story.report())
    story.arrange(case)

    def told(at):
        death_alerts.alert(partner_id=story.partner.pk, at=at)
        mails = OutboundMessage.objects.filter(kind="death-pay-undecided").order_by("id")
        return [mail.user_id for mail in mails]

    assert told(morning(17)) == []
    assert told(morning(18)) == [story.cora.pk]
    assert told(morning(18)) == [story.cora.pk]
    assert told(morning(19)) == [story.cora.pk, story.cast.rhys.pk, dora.pk]
    assert DeathEvent.objects.filter(action="decide_pay").count() == 0
    story.tell_fund(case)
    story.decide(case)
    assert len(told(morning(23))) == 3


def test_the_home_page_says_by_when_and_calls_it_late_only_then(story):
    payroll.calendar(story.nora.org.pay_group, by=story.cast.amara)
    dora = user("Dora")
    grant(dora, story.partner, Role.HR_DIRECTOR)
    story.report()

    def items(find, who, day):
        return [(one.title, one.urgency.value) for one in find(partner=story.partner, user=who, on=date(2026, 11, day))]

    title, above = "Decide about pay after a death", "Pay after a death is undecided"
    assert items(death_work.pay_to_decide, story.cora, 17) == [(title, "waiting")]
    assert items(death_work.pay_to_decide, story.cora, 18) == [(title, "late")]
    assert items(death_work.pay_nobody_decides, dora, 18) == []
    assert items(death_work.pay_nobody_decides, dora, 19) == [(above, "late")]
