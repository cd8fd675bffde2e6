"""Passing on a part in an HR case (domain HR-16): by the officer, or by the HR manager who sees nothing of the case."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import CaseMember, HrCase
from hr.operations import case_evidence, case_officers, cases
from hr.operations.cases import NotForThisCase, NotYourPart, TooSoon, WordsNeeded
from hr.queries import case_officers as found
from hr.queries import cases as found_cases
from partners.models import AuditEvent, Grant, OutboundMessage
from partners.roles import ROLE_PERMISSIONS, Role
from partners.scope import partner_scope
from tests.functional.test_hr_cases import AT, TODAY, P, Story, client_of
from tests.people import grant, user

R = CaseMember.Role


class Officers(Story):
    """The same case, and two HR managers: Max, and Dora, who decides it."""

    def __init__(self, cast):
        super().__init__(cast)
        self.max = user("Max")
        for who in (self.max, self.dora):
            grant(who, self.partner, Role.HR_MANAGER)

    def member(self, role=R.OFFICER):
        with self.scope(self.ofa):
            return next(one for one in found_cases.members(self.case) if one.role == role)

    def pass_on(self, to, *, role=R.OFFICER, by=None, reason="Leaves on Friday"):
        member = self.member(role).uuid
        return self.do(case_officers.hand_over, by=by, member=member, user=to, reason=reason)

    def name(self, to, *, by=None, reason="Has left"):
        by = by or self.max
        with self.scope(by):
            return case_officers.name_officer(
                partner_id=self.partner.pk, case=self.case.uuid, user=to, reason=reason, by=by, at=AT
            )

    def listed(self, by=None):
        with self.scope(by or self.max):
            return found.officers(partner_id=self.partner.pk, on=TODAY)

    def leaves(self, who):
        Grant.objects.filter(user=who).update(valid=DateRange(date(2020, 1, 1), TODAY))


@pytest.fixture
def story(cast):
    return Officers(cast)


def told(story):
    with partner_scope(story.partner.pk):
        return {one.user_id: f"{one.subject} {one.body}" for one in OutboundMessage.objects.filter(kind="case")}


def test_the_officer_passes_the_case_on_and_sees_it_no_more(story):
    """Search, review, reason: then 404 at once for the former officer, a line in log and trail, and neutral mails."""
    story.do(case_evidence.record_reporter, identity="Robin Redbreast")
    story.add(story.inga, R.INVESTIGATOR)
    ofa, noel = client_of(story.ofa), client_of(story.noel)
    page = f"{P}{story.case.uuid}/"
    url = f"{page}list/{story.member().uuid}/pass-on/"
    assert url in ofa.get(page).content.decode()
    chooser = ofa.get(url, {"q": "noel"}).content.decode()
    assert f"?user={story.noel.pk}" in chooser
    assert f"?user={story.alma.pk}" not in chooser
    offered = ofa.get(url).content.decode()
    assert [f"?user={one.pk}" in offered for one in (story.alma, story.ofa, story.inga)] == [True, False, False]
    chosen = f"{url}?user={story.noel.pk}"
    assert "They see the case no more" in ofa.get(chosen).content.decode()
    assert "Enter the reason" in ofa.post(chosen, {"user": str(story.noel.pk)}).content.decode()
    assert ofa.post(chosen, {"user": str(story.noel.pk), "reason": "x" * 501}).status_code == 422
    assert ofa.post(f"{url}?user={story.wim.pk}", {"user": str(story.wim.pk), "reason": "x"}).status_code == 422

    answer = ofa.post(chosen, {"user": str(story.noel.pk), "reason": "Leaves on Friday"})

    assert (answer.status_code, answer["Location"]) == (302, P)
    assert [ofa.get(one).status_code for one in (page, url, f"{page}seal/open/")] == [404] * 3
    assert set(story.seen(story.ofa).values()) == {0}
    assert "Case officer: Noel Example, in place of Ofa Example. Leaves on Friday" in noel.get(page).content.decode()
    mails = told(story)
    assert mails.keys() == {story.ofa.pk, story.noel.pk}
    assert "A case is no longer with you" in mails[story.ofa.pk]
    for word in ("Subjectson", "isciplinary", "Money", "Robin", "Friday"):
        assert word not in str(mails)
    with story.scope(story.cast.ben):
        trail = AuditEvent.objects.filter(object_type="hr_hrcase", changes__action="hand_over")
        assert [(one.label, one.actor_id) for one in trail] == [(f"HR case {story.case.reference}", story.ofa.pk)]
    with story.scope(story.noel):
        shown = case_evidence.show_reporter(
            case=story.case.uuid, reason="Ask whether they feel safe at work", by=story.noel, at=AT
        )
    assert shown == "Robin Redbreast"


def test_a_former_officer_who_is_asked_as_a_witness_sees_the_statement_alone(story):
    story.pass_on(story.noel)
    story.do(case_evidence.ask_witness, by=story.noel, witness=story.ofa, question="When did you begin?")

    assert {name: n for name, n in story.seen(story.ofa).items() if n} == {"CaseStatement": 1}


def test_other_parts_are_passed_on_alike_and_stay_with_different_human_beings(story):
    story.add(story.inga, R.INVESTIGATOR)
    story.add(story.dora, R.DECIDER)
    story.pass_on(story.alma, role=R.INVESTIGATOR)

    assert story.member(R.INVESTIGATOR).user_id == story.alma.pk
    assert set(story.seen(story.inga).values()) == {0}
    with pytest.raises(NotForThisCase):
        story.pass_on(story.inga, role=R.DECIDER)  # investigated before
    with pytest.raises(NotYourPart):
        story.pass_on(story.noel, role=R.INVESTIGATOR, by=story.dora)
    assert client_of(story.dora).get(f"{P}{story.case.uuid}/").status_code == 200


def test_hand_over_refuses_by_rule(story):
    """The subject, an implicated manager, a witness, another part by any login, who has it, who works on none."""
    twin = user("Twin")
    twin.human_id = story.inga.human_id
    twin.save()
    grant(twin, story.partner, Role.HR_ADMIN)
    story.add(story.inga, R.INVESTIGATOR)
    story.do(cases.keep_out, user=story.mona, reason="Is implicated")
    story.do(case_evidence.ask_witness, witness=story.alma, question="What did you see?")
    refused = (story.sam, story.mona, story.alma, twin, story.inga, story.ofa, story.wim, story.cast.dilys)

    for who in refused:
        with pytest.raises(NotForThisCase) as caught:
            story.pass_on(who)
        assert caught.value.field == "user"
    for who in set(refused) - {story.ofa}:
        with pytest.raises(NotForThisCase):
            story.name(who)
    for reason in ("", "x" * 501):
        with pytest.raises(WordsNeeded):
            story.pass_on(story.noel, reason=reason)
    assert story.member().user_id == story.ofa.pk
    assert told(story) == {}


def test_nobody_takes_over_notes_where_none_are_taken(story):
    story.add(story.noel, R.NOTES)
    with story.scope(story.ofa):
        HrCase.objects.filter(pk=story.case.pk).update(sensitivity="SEALED")

    with pytest.raises(TooSoon):
        story.pass_on(story.alma, role=R.NOTES)


def test_a_case_whose_officer_left_waits_for_the_hr_manager(story):
    """The work list names it, with its link; the manager names somebody, and has seen nothing of the case."""
    home = "/p/northshire/"
    boss = client_of(story.max)
    assert "no officer" not in boss.get(home).content.decode()
    story.leaves(story.ofa)

    page = boss.get(home).content.decode()
    assert "HR case that has no officer" in page
    assert "/p/northshire/cases/officers/?without=on" in page
    assert "no officer" not in client_of(story.noel).get(home).content.decode()
    rows = boss.get(f"{P}officers/", {"without": "on"}).content.decode()
    url = f"{P}{story.case.uuid}/officer/"
    assert story.case.reference in rows
    chosen = f"{url}?user={story.noel.pk}"
    seen = rows + boss.get(url).content.decode() + boss.get(chosen).content.decode()
    assert boss.get(url.removesuffix("officer/")).status_code == 404
    sam = f"{url}?user={story.sam.pk}"  # offered, for who is not would be the subject
    refused = boss.post(sam, {"user": str(story.sam.pk), "reason": "Has left"})
    assert refused.status_code == 422
    assert "Sam Example cannot have this part in the case" in refused.content.decode()

    assert boss.post(chosen, {"user": str(story.noel.pk), "reason": "Has left"})["Location"] == f"{P}officers/"

    assert "Subjectson" not in seen
    assert "Money is missing" not in seen
    assert "no officer" not in boss.get(home).content.decode()
    assert story.case.reference not in boss.get(f"{P}officers/", {"without": "on", "q": "noel"}).content.decode()
    assert told(story).keys() == {story.noel.pk}  # who has left is written to no more
    assert story.seen(story.noel)["HrCase"] == 1
    assert set(story.seen(story.max).values()) == {0}


def test_name_officer_is_for_hr_managers_who_have_nothing_to_do_with_the_case(story):
    """Not for the decision-maker, the subject, whoever is kept out, a witness, an administrator or another partner."""
    assert {role for role, held in ROLE_PERMISSIONS.items() if "cases.reassign" in held} == {Role.HR_MANAGER}  # as SQL
    story.add(story.dora, R.DECIDER)
    story.do(cases.keep_out, user=story.mona, reason="Is implicated")
    story.do(case_evidence.ask_witness, witness=story.alma, question="What did you see?")
    for who in (story.sam, story.mona, story.alma):
        grant(who, story.partner, Role.HR_MANAGER)

    for who in (story.dora, story.sam, story.mona, story.alma, story.inga, story.cast.dilys):
        with pytest.raises(NotYourPart):
            story.name(story.noel, by=who)
    assert [story.listed(who) for who in (story.sam, story.mona, story.alma, story.inga)] == [[]] * 4
    assert [(one.officers, one.has_officer, one.has_part) for one in story.listed(story.dora)] == [
        ("Ofa Example", True, True)
    ]
    url = f"{P}{story.case.uuid}/officer/"
    assert "another HR manager names its officer" in client_of(story.dora).get(url).content.decode()
    given = {"user": str(story.noel.pk), "reason": "x"}
    assert client_of(story.dora).post(f"{url}?user={story.noel.pk}", given).status_code == 422
    assert client_of(story.sam).get(url).status_code == 404
    assert client_of(story.inga).get(url).status_code == 403


def test_a_stranger_passes_nothing_on_through_sql(story):
    for member in (None, story.member().uuid):
        with (
            pytest.raises(DatabaseError, match="passed on by its officer"),
            story.scope(story.inga),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "SELECT hr_hand_over_case(%s, %s, %s, %s, gen_random_uuid(), now(), 'x', 'x')",
                [story.partner.pk, story.case.uuid, member, story.inga.pk],
            )
