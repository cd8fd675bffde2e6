"""What a line manager reaches in the browser: the own team, whatever the address says."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from hr.models import Forewarning, OrgUnit
from hr.operations import absences
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr
from tests.functional.people_pages import client, downloaded, text
from tests.people import grant, user

P = "/p/northshire/"


@pytest.fixture
def team(cast):
    """Ann in the team of Mona, Bob beside it."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        ann = hr.employee(cast.northshire, person_fields={"surname": "Insider"})
        bob = hr.employee(cast.northshire, person_fields={"surname": "Outsider"})
        post, unit = bob.assignment.post, bob.assignment.post.org_unit
        other = OrgUnit.objects.create(
            partner=cast.northshire, legal_entity=unit.legal_entity, code="BESIDE", name="Beside the team",
            kind="TEAM", valid=unit.valid,
        )  # fmt: skip
        post.pk, post.post_no, post.org_unit, post._state.adding = None, "P-BESIDE", other, True
        post.uuid = type(post)._meta.get_field("uuid").get_default()
        post.save()
        hr.seat(bob.assignment, post)
    return {"unit": ann.assignment.post.org_unit, "other": other, "ann": ann, "bob": bob}


@pytest.fixture
def mona(cast, team):
    who = user("Mona")
    grant(who, cast.northshire, Role.LINE_MANAGER, unit=team["unit"].pk)
    return client(who)


def test_a_manager_finds_the_own_team_and_nobody_else(mona, team):
    page = text(mona.get(f"{P}people/"))

    assert "Insider" in page
    assert "Outsider" not in page


def test_the_page_of_the_team_shows_the_jobs_in_it(mona, team):
    page = text(mona.get(f"{P}team/"))

    assert "Ann Insider" in page
    assert "Outsider" not in page
    assert "Established FTE" in page
    assert b"Insider" in downloaded(mona.get(f"{P}team/?download=csv"))


def _warn(cast, who, mark):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        return Forewarning.objects.create(
            partner=cast.northshire, person=who.person, kind="PAY_DROP", key=mark, headline=f"Headline of {mark}",
            detail=f"£1 for {mark}", found_on=timezone.localdate(),
            takes_effect_on=timezone.localdate() + timedelta(days=20),
        )  # fmt: skip


def test_a_manager_records_a_talk_about_the_own_team_and_about_nobody_else(cast, mona, team):
    inside, outside = _warn(cast, team["ann"], "inside"), _warn(cast, team["bob"], "outside")

    page = text(mona.get(f"{P}forewarnings/"))
    assert "Headline of inside" in page
    assert "outside" not in page
    assert "£1" not in text(mona.get(f"{P}forewarnings/{inside.uuid}/talk/"))
    assert mona.get(f"{P}forewarnings/{outside.uuid}/talk/").status_code == 404
    assert mona.post(f"{P}forewarnings/{inside.uuid}/talk/", {"note": "x" * 501}).status_code == 422
    assert mona.post(f"{P}forewarnings/{inside.uuid}/talk/", {"note": "She knew"}).status_code == 302
    assert "Mona Example" in text(mona.get(f"{P}team/"))


def test_the_person_sees_what_is_coming_with_its_figures_and_nothing_for_staff(cast, team):
    ann = user("Ann")
    grant(ann, cast.northshire, Role.EMPLOYEE, person_id=team["ann"].person.pk)
    _warn(cast, team["ann"], "hers")
    _warn(cast, team["bob"], "his")
    staff = _warn(cast, team["ann"], "staff")
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        Forewarning.objects.filter(pk=staff.pk).update(for_staff_only=True)

    page = text(client(ann).get(f"{P}me/coming/"))

    assert "£1 for hers" in page
    assert "his" not in page.split("Coming up")[1].replace("this", "")
    assert "Headline of staff" not in page


def test_a_guessed_address_of_somebody_else_is_not_found(mona, team):
    assert mona.get(f"{P}people/{team['ann'].person.uuid}/").status_code == 200
    for below in ("", "jobs/", "absence/", "leave/"):
        assert mona.get(f"{P}people/{team['bob'].person.uuid}/{below}").status_code == 404
    assert mona.post(f"{P}people/{team['bob'].person.uuid}/death/", {}).status_code == 404


def test_an_employee_who_is_also_a_manager_stays_within_the_team(cast, mona, team):
    grant_of = user("Mo")
    grant(grant_of, cast.northshire, Role.LINE_MANAGER, unit=team["unit"].pk)
    grant(grant_of, cast.northshire, Role.EMPLOYEE, person_id=team["bob"].person.pk)

    assert "Outsider" not in text(client(grant_of).get(f"{P}people/"))


def test_another_role_for_the_whole_partner_opens_what_that_role_sees(cast, team):
    both = user("Both")
    grant(both, cast.northshire, Role.LINE_MANAGER, unit=team["unit"].pk)
    grant(both, cast.northshire, Role.CASE_OFFICER)
    page = client(both)

    assert "Outsider" in text(page.get(f"{P}people/"))
    assert page.get(f"{P}absence/").status_code == 200


def test_the_work_list_counts_the_own_team_only(cast, team, mona):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        for who in (team["ann"], team["bob"]):
            told = absences.Report(
                kind="SICKNESS", category="BACK", first_day=date(2026, 10, 1), details="Slipped disc"
            )
            absences.report(assignment=who.assignment.uuid, report=told, reason="Call", by=cast.hana, at=timezone.now())

    assert "Fit notes missing From the eighth" in text(mona.get(P))
    assert "Fit notes missing 2 From the eighth" in text(client(cast.hana).get(P))


def test_every_link_of_a_job_that_a_manager_sees_opens(mona, team, cast):
    """The pages of somebody of the team who has a second job elsewhere: what is offered there can be opened."""
    ann = team["ann"]
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        hr.assignment(ann.employment, ann.org, n=2, post=team["bob"].assignment.post, number="200001-2")
    page = mona.get(f"{P}people/{ann.person.uuid}/jobs/")
    offered = _links(page, f"{P}people/{ann.person.uuid}/")

    broken = {href: code for href in sorted(offered) if (code := mona.get(href).status_code) != 200}

    assert any(href.split("?")[0].endswith(f"{ann.assignment.uuid}/hours/") for href in offered)
    assert broken == {}


def _links(answer, below):
    main = answer.content.decode().split("<main", 1)[-1]
    found = {unescape(one) for one in re.findall(r'<a [^>]*href="([^"]+)"', main)}
    return {one for one in found if one.startswith(below)}
