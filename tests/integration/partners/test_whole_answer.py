"""What an access request answers about somebody with a record in every table about people, and what nobody is told
(domain HR-13, HR-14, HR-16)."""

import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from partners import holdings
from partners.holdings import holdings as all_holdings
from partners.models import SarDocument
from partners.operations import sar, sar_documents, sar_files
from partners.operations.retention import NotYourOwn
from partners.queries import sar as answers
from partners.roles import Role
from partners.scope import partner_scope
from tests.access_requests import decide_apart
from tests.factories import hr
from tests.factories.whole_life import TOLD, live
from tests.people import grant

NOW = datetime.now(UTC)
TODAY = timezone.localdate()


@pytest.fixture
def north(cast):
    """Be inside Northshire."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        yield cast


def collected(cast, life):
    """Have Hana receive, verify and collect a request."""
    given = {"by": cast.hana, "at": NOW}
    case = sar.receive(
        partner_id=life.partner.pk, person_id=life.person.pk, received_on=TODAY, scope="", **given
    )  # fmt: skip
    sar.verify(case=case.uuid, on=TODAY, note="Known in person", **given)
    return sar_files.collect(case=case.uuid, **given)


def sections(content):
    return {(module["code"], one["code"]): one for module in content["modules"] for one in module["sections"]}


def answer(cast, case):
    given = {"by": cast.ben, "at": NOW}
    for one in SarDocument.objects.filter(case=case):
        sar_documents.decide(
            document=one.uuid, decision="WITHHOLD", exemption="THIRD_PARTY", words="Not theirs", redacted=None, **given
        )
    decide_apart(case, **given)
    sar_files.review(case=case.uuid, **given)
    sar_files.release(case=case.uuid, **given)
    return json.loads(sar_files.download(case=case.uuid, kind="JSON", **given))


# Sections of what only a calculation, a pension or a load writes, or what stands in another section.
EMPTY = {
    ("hr", "merges"), ("hr", "merged_records"),
    ("hr", "pensions"), ("hr", "forewarnings_staff"), ("hr_life", "extracts"), ("hr_life", "own_statements"),
    ("hr_life", "transfers_in_content"), ("partners", "legal_holds"), ("partners", "seen"),
    ("payroll", "lines"), ("payroll", "payslip_inputs"), ("payroll", "year"), ("payroll", "paid_inputs"),
}  # fmt: skip


def test_the_answer_has_every_section_with_what_is_held(north):
    life = live(north, north.northshire)

    content = answers.draft(collected(north, life))

    found_sections = sections(content)
    assert set(found_sections) == {(one.code, part.code) for one in all_holdings() for part in one.sections}
    assert {key for key, one in found_sections.items() if not one["records"]} == EMPTY
    records = [
        *found_sections["hr_life", "bank_changes"]["records"],
        *found_sections["hr", "second_accounts"]["records"],
    ]
    accounts = {words for one in records for words in one.values() if str(words).startswith("Sort code")}
    assert accounts == {
        "Sort code 203002, account 00004588", "Sort code 200000, account 55779911, roll number NB/42",
    }  # fmt: skip
    sent = found_sections["hr_life", "transfers_out_content"]["records"][0]
    assert "QQ123456C" in json.dumps(sent)
    assert found_sections["hr_life", "start_answers"]["records"][0]["Account"].startswith("Sort code 203002")


def test_nothing_of_a_case_or_a_witness_is_disclosed_before_somebody_decides_to(north):
    life = live(north, north.northshire)
    case = collected(north, life)

    said = sections(answer(north, case))

    hidden = {"cases", "allegations", "statements", "sanctions", "case_log", "bank_findings", "documents_staff"}
    assert all(said["hr_life", one]["left_out"] == "Not asked for" for one in hidden if ("hr_life", one) in said)
    assert "records" not in json.dumps([said.get(("hr_life", one)) for one in hidden])
    assert TOLD not in json.dumps([said.get(("hr_life", one)) for one in hidden])
    assert ("hr_life", "leavings") in said


def test_the_reviewer_shows_a_case_and_leaves_out_a_witness(north):
    life = live(north, north.northshire)
    case = collected(north, life)
    given = {"case": case.uuid, "by": north.ben, "at": NOW}
    for part in ("cases", "allegations", "statements"):
        sar_files.decide(part=f"hr_life/{part}/1", exemption="", words="", **given)
    sar_files.decide(part="hr_life/statements/1/Text", exemption="THIRD_PARTY", words="Another person", **given)

    said = sections(answer(north, case))

    assert said["hr_life", "allegations"]["records"][0]["Text"] == f"{TOLD} allegation"
    statement = said["hr_life", "statements"]["records"][0]
    assert "Left out" in statement["Text"]
    assert "of a witness" not in json.dumps(list(said.values()))
    assert f"{TOLD} reporter" not in json.dumps(list(said.values()))


def test_a_sealed_case_gives_no_more_than_its_reference(north):
    life = live(north, north.northshire)
    life.case(sensitivity="SEALED")

    rows = sections(answers.draft(collected(north, life)))

    open_case, sealed_case = rows["hr_life", "cases"]["records"]
    assert (open_case["Summary"], sealed_case["Summary"], sealed_case["Sensitivity"]) == (TOLD, "", "Sealed")
    assert sealed_case["Reference"]
    assert len(rows["hr_life", "statements"]["records"]) == 1


def test_answers_about_equality_go_to_the_person_and_nobody_decides_about_one(north):
    life = live(north, north.northshire)
    case = collected(north, life)
    content = answers.draft(case)

    assert sections(content)["hr", "equality"]["private"] is True
    assert [one for one in answers.parts(content) if one.startswith("hr/equality")] == ["hr/equality"]
    said = json.dumps(sections(answer(north, case))["hr", "equality"])
    assert "English, Welsh, Scottish" in said


def test_whoever_is_kept_out_of_a_case_does_not_deal_with_the_request(north):
    life = live(north, north.northshire)
    case = collected(north, life)

    for work in (sar_files.review, sar_files.release, sar_files.collect):
        with pytest.raises(NotYourOwn):
            work(case=case.uuid, by=life.barred, at=NOW)
    assert not sar.is_kept_out(case, north.ben)
    assert holdings.is_kept_out(partner_id=north.southborough.pk, person_id=life.person.pk)


def test_cases_and_equality_are_closed_but_for_a_request_that_is_being_answered(north):
    life = live(north, north.northshire)
    given = [north.northshire.pk, life.person.pk]
    what = ["equality", "cases", "allegations", "sanctions", "statements", "case_log", "own_statements"]

    def refused():
        for one in what:
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM hr_answer_{one}(%s, %s)", given)

    refused()
    case = collected(north, life)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hr_answer_cases(%s, %s)", given)
        assert cursor.fetchone()[0] == 1
    with partner_scope(north.northshire.pk, actor_id=life.barred.pk):
        refused()
    answer(north, case)
    refused()


def test_what_somebody_said_as_a_witness_is_in_their_own_answer(north):
    """Ben is a witness in a case about somebody else: his own words are his data, and the reviewer decides."""
    live(north, north.northshire)
    ben = hr.person(north.northshire, surname="Witness")
    grant(north.ben, north.northshire, Role.EMPLOYEE, person_id=ben.pk)
    given = {"by": north.hana, "at": NOW}
    case = sar.receive(partner_id=north.northshire.pk, person_id=ben.pk, received_on=TODAY, scope="", **given)
    sar.verify(case=case.uuid, on=TODAY, note="Known in person", **given)

    rows = sections(answers.draft(sar_files.collect(case=case.uuid, **given)))

    assert [one["Text"] for one in rows["hr_life", "own_statements"]["records"]] == [f"{TOLD} statement of a witness"]
    assert rows["hr_life", "cases"]["records"] == []
