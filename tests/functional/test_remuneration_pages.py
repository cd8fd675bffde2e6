"""Officers' remuneration, senior posts and exit packages, as those use them who prepare accounts (domain FIN-15)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine

from hr.models import Leaving, SeniorPost
from hr.queries import exit_packages
from partners.models import AuditEvent
from partners.roles import Role
from tests import scenarios
from tests.factories import hr
from tests.functional.people_pages import client, downloaded, in_scope
from tests.people import grant, make_cast, user
from tests.shared import for_a_module, undone

D = Decimal
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
REPORTS, SENIOR = "/p/northshire/reports/", "/p/northshire/partnership/senior-posts/"


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """November paid £52,000.00, £58,000.00 and £13,000.00; the last holds a post of its own, and £156,000 a year."""
    with for_a_module(django_db_blocker), time_machine.travel(AT, tick=False):
        cast = make_cast()
        ada, gus = user("Ada"), user("Gus")
        grant(ada, cast.northshire, Role.HR_ADMIN)
        grant(gus, cast.northshire, Role.JOURNAL_PREPARER)
        with in_scope(cast):
            org = hr.organisation(cast.northshire)
            people = [
                hr.employee(cast.northshire, org=org, annual=str(D(monthly) * 12), with_pension=False)
                for monthly in ("52000.00", "58000.00", "13000.00")
            ]
            post = hr.post(org.unit, hr.job_role(org.staff_group, "CEX", title="Chief executive"), "P900")
            hr.seat(people[2].assignment, post)
            scenarios.released_run(cast, org.pay_group)
        yield SimpleNamespace(cast=cast, org=org, people=people, post=post, ada=ada, gus=gus)


@pytest.fixture
def story(whole, db):
    with undone(), time_machine.travel(AT, tick=False):
        yield whole


def tiles(page):
    return {one["label"]: one["value"] for one in page.context_data["tiles"]}


def cells(page):
    return [[cell.text for cell in row] for row in page.context_data["table"].rows]


def designated(story):
    """Ada proposes the chief executive's post, Ben agrees."""
    given = {"post": str(story.post.uuid), "kind": "HEAD", "first_day": "01/04/2026", "reason": "Head of paid service"}
    answer = client(story.ada).post(f"{SENIOR}new/", given)
    assert answer.status_code == 302, answer.content.decode()
    with in_scope(story.cast):
        row = SeniorPost.objects.get()
    assert client(story.cast.ben).post(f"{SENIOR}{row.uuid}/decide/", {"decision": "agree"}).status_code == 302
    return row


def test_a_post_is_proposed_agreed_and_ended(story):
    ada, ben = client(story.ada), client(story.cast.ben)
    page = ada.get(SENIOR)
    assert "No post is reported by itself yet" in page.content.decode()
    assert [one["label"] for one in page.context_data["actions"]] == ["Propose a senior post"]
    wrong = ada.post(f"{SENIOR}new/", {"post": str(story.post.uuid), "kind": "HEAD", "first_day": "", "reason": "a"})
    assert wrong.status_code == 422
    assert {"first_day", "reason"} <= set(wrong.context_data["form"].errors)
    row = designated(story)
    assert ada.get(f"{SENIOR}{row.uuid}/decide/").status_code == 403
    assert ben.get(f"{SENIOR}{row.uuid}/decide/").status_code == 302  # decided already: back to the list
    assert cells(ben.get(SENIOR))[0][0] == "Chief executive"
    ended = ben.post(f"{SENIOR}{row.uuid}/end/", {"last_day": "31/03/2026", "words": "Too early a day"})
    assert ended.status_code == 422
    assert ben.post(f"{SENIOR}{row.uuid}/end/", {"last_day": "30/11/2026", "words": "Merged"}).status_code == 302
    assert "30 Nov 2026" in ben.get(SENIOR).content.decode()


def test_a_proposal_is_refused_with_words(story):
    given = {"post": str(story.post.uuid), "kind": "CHIEF", "first_day": "01/04/2026", "reason": "Answers to the head"}
    client(story.ada).post(f"{SENIOR}new/", given)
    with in_scope(story.cast):
        row = SeniorPost.objects.get()
    page, ben = f"{SENIOR}{row.uuid}/decide/", client(story.cast.ben)
    assert ben.get(page).status_code == 200
    assert ben.post(page, {"decision": "refuse", "words": ""}).status_code == 422
    assert ben.post(page, {"decision": "refuse", "words": "It decides nothing"}).status_code == 302
    assert "It decides nothing" in ben.get(SENIOR).content.decode()


def test_brackets_seniors_and_who_is_in_a_bracket(story):
    ben = client(story.cast.ben)
    page = ben.get(f"{REPORTS}officers-remuneration/")
    assert [row[:2] for row in cells(page)] == [["£50,000 to £54,999.99", "1"], ["£55,000 to £59,999.99", "1"]]
    designated(story)
    page = ben.get(f"{REPORTS}officers-remuneration/")
    assert tiles(page)["Officers in brackets"] == "2"
    assert tiles(page)["Reported by post"] == "1"
    href = page.context_data["table"].rows[0][0].href
    names = ben.get(href)
    with in_scope(story.cast):
        name = story.people[0].person.display_name
    assert [row[0] for row in cells(names)] == [name]
    assert cells(names)[0][-1] == "£52,000.00"
    assert ben.get(f"{REPORTS}officers-remuneration/bracket/?low=NaN").status_code == 200

    seniors = ben.get(f"{REPORTS}officers-remuneration/senior/")
    assert cells(seniors)[0][0] == "Chief executive"
    assert cells(seniors)[0][2] == "£13,000.00"
    with in_scope(story.cast):
        assert cells(seniors)[0][1] == story.people[2].person.display_name
        n = AuditEvent.objects.filter(object_type="payroll_payslip", action="EXPORT").count()
    file = downloaded(ben.get(f"{REPORTS}officers-remuneration/?download=csv")).decode()
    assert '"£50,000 to £54,999.99",1,0' in file
    with in_scope(story.cast):
        assert AuditEvent.objects.filter(object_type="payroll_payslip", action="EXPORT").count() == n + 1
    assert client(story.gus).get(f"{REPORTS}officers-remuneration/").status_code == 403


def left(story, who, **given):
    fields = {
        "last_day": date(2026, 10, 31), "leaving_reason": "SETTLEMENT", "notice_given_on": date(2026, 9, 1),
        "notice": "WORKED", "access": "LAST_DAY", "rehire": "YES", "exit_payment": D(0), "ends_employment": True,
        "ended": [], "recorded_at": AT,
    } | given  # fmt: skip
    return Leaving.objects.create(
        partner=story.cast.northshire, person=who.person, employment=who.employment, recorded_by=story.cast.ben,
        **fields,
    )  # fmt: skip


def test_fin_15_exit_packages_stand_in_brackets_of_the_code(story):
    """£20,000.00 ends the first bracket, £20,000.01 begins the next; £128,000.00 is in the wide ones."""
    with in_scope(story.cast):
        payments = ("20000.00", "20000.01", "128000.00")
        for who, pounds in zip(story.people, payments, strict=True):
            left(story, who, exit_payment=D(pounds), exit_authority="Council, minute 7")
        asked = {"partner_id": story.cast.northshire.pk, "legal_entity": story.org.entity.uuid}
        found = exit_packages.of_year(**asked, year=2026)
        assert [(one.words, one.compulsory, one.other, one.cost) for one in found] == [
            ("£0 to £20,000", 0, 1, D("20000.00")), ("£20,001 to £40,000", 0, 1, D("20000.01")),
            ("£100,001 to £150,000", 0, 1, D("128000.00")),
        ]  # fmt: skip
        assert exit_packages.of_year(**asked, year=2025) == []
    page = client(story.cast.ben).get(f"{REPORTS}exit-packages/")
    assert tiles(page) == {"Packages": "3", "Cost": "£168,000.01"}
    assert cells(page)[0] == ["£0 to £20,000", "0", "1", "1", "£20,000.00", "0", "£0.00"]
    assert (
        "£100,001 to £150,000"
        in downloaded(client(story.cast.ben).get(f"{REPORTS}exit-packages/?download=csv")).decode()
    )
    assert client(story.gus).get(f"{REPORTS}exit-packages/").status_code == 403
