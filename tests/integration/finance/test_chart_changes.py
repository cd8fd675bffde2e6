"""The chart of accounts changes only with a second person; hierarchies hold from day to day (domain FIN-01)."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from finance import rules_chart as rules
from finance.models import CombinationRule, Hierarchy, HierarchyLine, HierarchyVersion, Subjective
from finance.operations import chart_changes, codings, hierarchies
from finance.operations.chart_changes import CodeWanted, CombinationWanted
from finance.operations.codings import Segments
from finance.queries import hierarchies as found
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.operations.changes import NotYours
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.imports import ImportRefused
from sharedservices.common.rules import RuleBroken
from tests.factories import ledger as make

D = Decimal
DAY = date(2026, 11, 2)
GREEN = {
    "segment": "subjective", "code": "40150", "name": "Recycled paper", "first_day": "2026-11-02",
    "flags": ["is_posting", "is_manual"], "is_new": True,
}  # fmt: skip


def asked(books, kind, payload, by, reason="Asked for by the print room"):
    proposal = Proposal(kind=kind, payload=payload, reason=reason)
    return changes.submit(partner_id=books.partner.pk, proposal=proposal, by=by, at=make.NOW)


def agree(row, by):
    return changes.approve(change=row.uuid, content_hash=row.content_hash, by=by, at=make.NOW)


def loaded(books, by, text, *, starts=date(2026, 4, 1), row=None):
    row = row or hierarchies.set_up(
        partner_id=books.partner.pk, segment="COST_CENTRE", legal_entity=books.entity.uuid, code="RO",
        name="Revenue outturn", levels=["Service", "Line"], by=by, at=make.NOW,
    )  # fmt: skip
    return hierarchies.load(
        hierarchy=row.uuid, starts_on=starts, description="As the return has it",
        content=io.BytesIO(text.encode()), by=by, at=make.NOW,
    )  # fmt: skip


HEAD = "code,name,level_1_code,level_1_name,level_2_code,level_2_name\n"
FIRST = HEAD + "F10001,Highways,HT,Highways and transport,HT1,Roads\nF10002,Libraries,CU,Culture,CU1,Libraries\n"


def in_force(books, by, second, text, **more):
    version = loaded(books, by, text, **more)
    payload = {"version": str(version.uuid), "lines_hash": version.lines_hash}
    agree(asked(books, "finance.hierarchy", payload, by), second)
    version.refresh_from_db()
    return version


# --- codes ----------------------------------------------------------------------------------------------------------
def test_a_code_is_there_once_somebody_else_agrees(books, people):
    row = asked(books, "finance.code", GREEN, people.pru)
    assert not Subjective.objects.filter(code="40150").exists()
    with pytest.raises(NotYours):
        agree(row, people.pru)

    agree(row, people.fay)

    made = Subjective.objects.get(code="40150")
    assert (made.name, made.group, made.valid.lower, made.is_manual) == ("Recycled paper", "SUPPLIES", DAY, True)
    line = {Segments("40150", "F10001"): ""}
    assert set(codings.find(entity=books.entity, wanted=line, on=DAY, by_hand=True)) == set(line)


def test_a_code_that_is_there_is_not_added_again_and_one_request_waits(books, people):
    with pytest.raises(RuleBroken, match="There is a code 40100 already"):
        asked(books, "finance.code", GREEN | {"code": "40100"}, people.pru)
    asked(books, "finance.code", GREEN, people.pru)
    with pytest.raises(WrongState, match="waits for approval already"):
        asked(books, "finance.code", GREEN, people.pru)


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ({"code": "4015"}, rules.CodeShape), ({"code": "99000"}, rules.CodeInARange),
        ({"segment": "fund", "code": "TOOLONG"}, rules.CodeShape),
        ({"closed_from": "2026-11-02"}, rules.DaysInOrder),
        ({"code": "94000", "name": "Creditors", "is_new": False}, rules.ControlMovesByItself),
    ],
)  # fmt: skip
def test_a_code_that_cannot_be_is_refused_when_it_is_proposed(books, people, wanted, rule):
    with pytest.raises(RuleBroken) as refused:
        asked(books, "finance.code", GREEN | wanted, people.pru)

    assert refused.value.rule == rule.code


def test_a_closed_code_takes_no_line_and_keeps_those_it_has(books, people):
    make.posted(books, make.dr("40100", "100"), make.cr("94050", "100"), on=date(2026, 10, 15))
    close = GREEN | {"code": "40100", "name": "Stationery", "is_new": False, "first_day": "2020-04-01"}
    with pytest.raises(RuleBroken, match="40100 has a line of 15 October 2026"):
        asked(books, "finance.code", close | {"closed_from": "2026-10-15"}, people.pru)

    agree(asked(books, "finance.code", close | {"closed_from": "2026-10-16"}, people.pru), people.fay)

    with pytest.raises(RuleBroken, match="40100"):
        codings.find(entity=books.entity, wanted=[Segments("40100", "F10001")], on=date(2026, 10, 16), by_hand=True)
    assert codings.find(entity=books.entity, wanted=[Segments("40100", "F10001")], on=date(2026, 10, 15), by_hand=True)


def test_a_cost_centre_is_a_legal_entitys(books, people):
    wanted = {"segment": "cost_centre", "code": "F10009", "name": "Bridges", "legal_entity": str(books.entity.uuid)}
    agree(asked(books, "finance.code", GREEN | wanted, people.pru), people.fay)

    assert codings.find(entity=books.entity, wanted=[Segments("40100", "F10009")], on=DAY, by_hand=True)


# --- rules on codes -------------------------------------------------------------------------------------------------
def test_a_rule_on_codes_holds_from_its_day_until_it_ends(books, people):
    said = {
        "verdict": "DENY", "fund": "SCH", "subjective": "5", "reason": "Schools buy no contractors from here",
        "first_day": "2026-11-02",
    }  # fmt: skip
    line = [Segments("50000", "F10001", "SCH")]
    agree(asked(books, "finance.combination", said, people.pru), people.fay)
    row = CombinationRule.objects.get()

    assert codings.find(entity=books.entity, wanted=line, on=date(2026, 11, 1), by_hand=True)
    with pytest.raises(RuleBroken, match="Schools buy no contractors from here"):
        codings.find(entity=books.entity, wanted=line, on=DAY, by_hand=True)

    end = {"rule": str(row.uuid), "closed_from": "2026-12-01", "reason": row.reason}
    agree(asked(books, "finance.combination", end, people.pru), people.fay)
    assert codings.find(entity=books.entity, wanted=line, on=date(2026, 12, 1), by_hand=True)
    with pytest.raises(RuleBroken, match="has ended: from 1 December 2026"):
        chart_changes.end_combination(rule=row.uuid, closed_from=date(2027, 1, 1), by=people.fay, at=make.NOW)


def test_a_rule_names_two_segments(books, people):
    wanted = CombinationWanted(verdict="DENY", reason="None", first_day=DAY, fund="SCH")
    with pytest.raises(RuleBroken) as refused:
        chart_changes.add_combination(partner_id=books.partner.pk, wanted=wanted, by=people.pru, at=make.NOW)

    assert refused.value.rule == rules.CombinationNames.code


# --- hierarchies ----------------------------------------------------------------------------------------------------
def test_a_hierarchy_adds_the_ledger_up_as_it_held_on_the_day(books, people):
    make.posted(books, make.dr("40100", "100"), make.cr("94050", "100"), on=date(2026, 4, 15))
    make.posted(books, make.dr("40100", "30", "F10002"), make.cr("94050", "30"), on=date(2026, 10, 15))
    first = in_force(books, people.pru, people.fay, FIRST)
    moved = FIRST.replace("F10002,Libraries,CU,Culture,CU1,Libraries", "F10002,Libraries,HT,Highways and transport,HT1,"
                          "Roads")  # fmt: skip
    in_force(books, people.pru, people.fay, moved, starts=date(2026, 10, 1), row=first.hierarchy)

    def shown(on, number):
        nodes = found.added_up(
            row=first.hierarchy, legal_entity_id=books.entity.pk, year=2026, number=number, on=on, as_at=None,
            sees_pay=True,
        )  # fmt: skip
        return [(one.level, one.code, one.period, one.to_date) for one in nodes]

    # What was reported for September stays as it was.
    assert shown(date(2026, 9, 30), 6) == [
        (1, "HT", D(0), D(100)), (2, "HT1", D(0), D(100)), (3, "F10001", D(0), D(100)),
    ]  # fmt: skip
    assert shown(date(2026, 10, 31), 7) == [
        (1, "HT", D(30), D(130)), (2, "HT1", D(30), D(130)), (3, "F10001", D(0), D(100)), (3, "F10002", D(30), D(30)),
    ]  # fmt: skip


def test_what_stands_nowhere_is_added_up_apart_and_nothing_is_lost(books, people):
    make.posted(books, make.dr("40100", "100"), make.cr("94050", "100"))
    row = hierarchies.set_up(
        partner_id=books.partner.pk, segment="SUBJECTIVE", legal_entity=None, code="CIES", name="Lines",
        levels=["Line"], by=people.pru, at=make.NOW,
    )  # fmt: skip
    text = "code,name,level_1_code,level_1_name\n40100,Stationery,RUN,Running costs\n94050,Accruals,,\n"
    version = in_force(books, people.pru, people.fay, text, row=row)

    nodes = found.added_up(
        row=row, legal_entity_id=books.entity.pk, year=2026, number=7, on=date(2026, 10, 31), as_at=None, sees_pay=True
    )

    assert [(one.code, one.to_date, one.is_apart) for one in nodes] == [
        ("RUN", D(100), False), ("40100", D(100), False), ("94050", D(-100), True)
    ]  # fmt: skip
    assert sum(one.to_date for one in nodes if one.is_leaf) == 0
    assert version.n_lines == 1
    assert "94050" in {one.code for one in found.unplaced(row, version, on=DAY)}


def test_pay_that_would_say_what_somebody_is_paid_stands_apart_from_the_hierarchy(books, people, monkeypatch):
    from finance.queries import few_people, outside

    make.posted(books, make.dr("11000", "3000"), make.dr("40100", "50"), make.cr("94050", "3050"))
    make.posted(books, make.dr("11000", "9000", "F10002"), make.cr("94050", "9000"))
    one, two = (centre.pk for centre in books.centres)
    monkeypatch.setattr(outside, "people_paid", lambda **_: {one: 1, two: 9})
    version = in_force(books, people.pru, people.fay, FIRST)
    assert few_people.few(partner_id=books.partner.pk, legal_entity_id=books.entity.pk, on=DAY).would_tell

    nodes = found.added_up(
        row=version.hierarchy, legal_entity_id=books.entity.pk, year=2026, number=7, on=DAY, as_at=None, sees_pay=False
    )

    # One cost centre of few people: all pay stands apart, so that no difference says what that one person is paid.
    assert [(one.code, one.to_date) for one in nodes] == [
        ("HT", D(50)), ("HT1", D(50)), ("F10001", D(50)), ("", D(12000))
    ]  # fmt: skip


def test_a_file_with_faults_is_refused_by_row_and_column(books, people):
    text = HEAD + (
        "F10001,Highways,HT,Highways and transport,HT1,Roads\n"
        "F10001,Highways,HT,Highways and transport,HT1,Roads\n"
        "F99999,None,HT,Highways and transport,HT1,Roads\n"
        "F10002,Libraries,CU,Culture,HT1,Roads\n"
    )
    with pytest.raises(ImportRefused) as refused, transaction.atomic():
        loaded(books, people.pru, text)

    assert [(one.row, one.column, one.message) for one in refused.value.problems] == [
        (3, "code", "It stands in row 2 already."),
        (4, "code", "There is no such code in the chart of accounts."),
        (5, "level_2_code", "HT1 stands below HT in row 2."),
    ]
    assert not HierarchyVersion.objects.exists()
    with pytest.raises(ImportRefused, match="No row of the file places a code"), transaction.atomic():
        loaded(books, people.pru, HEAD + "F10001,Highways,,,,\n")


def test_a_version_says_something_new_and_is_discarded_or_in_force_once(books, people):
    first = in_force(books, people.pru, people.fay, FIRST)
    assert (first.state, first.applied_by) == ("APPLIED", people.fay)
    with pytest.raises(RuleBroken, match="says what version 1 says"):
        loaded(books, people.pru, FIRST, starts=date(2026, 12, 1), row=first.hierarchy)
    other = loaded(books, people.pru, FIRST.replace("Roads", "Streets"), row=first.hierarchy)
    with pytest.raises(RuleBroken, match="not those that were proposed"):
        hierarchies.apply(version=other.uuid, lines_hash="0" * 64, by=people.fay, at=make.NOW)
    with pytest.raises(WrongState, match="that is applied"):
        hierarchies.discard(version=first.uuid, by=people.pru, at=make.NOW)

    assert hierarchies.discard(version=other.uuid, by=people.pru, at=make.NOW).state == "DISCARDED"


def test_the_database_keeps_what_was_reported(books, people):
    version = in_force(books, people.pru, people.fay, FIRST)
    line = HierarchyLine.objects.filter(version=version).first()

    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        HierarchyVersion.objects.filter(pk=version.pk).update(starts_on=date(2026, 5, 1))
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        HierarchyLine.objects.filter(pk=line.pk).update(names=["Other", "Other"])
    with pytest.raises(IntegrityError, match="comes while its version is a draft"), transaction.atomic():
        HierarchyLine.objects.create(
            partner=books.partner, version=version, subjective=Subjective.objects.get(code="40100"),
            codes=["HT", "HT1"], names=["A", "B"],
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="keeps its code"), transaction.atomic():
        Hierarchy.objects.filter(pk=version.hierarchy_id).update(levels=["One"])


def test_levels_and_whose_cost_centres_are_asked_for(books, people):
    given = {"partner_id": books.partner.pk, "code": "X1", "name": "X", "by": people.pru, "at": make.NOW}
    for levels in ([], ["A", "a"], ["A", "B", "C", "D", "E"], ["L" * 41]):
        with pytest.raises(RuleBroken) as refused:
            hierarchies.set_up(segment="SUBJECTIVE", legal_entity=None, levels=levels, **given)
        assert refused.value.rule == rules.HierarchyLevels.code
    with pytest.raises(RuleBroken) as refused:
        hierarchies.set_up(segment="COST_CENTRE", legal_entity=None, levels=["A"], **given)
    assert refused.value.rule == rules.HierarchyOfEntity.code
    hierarchies.set_up(segment="SUBJECTIVE", legal_entity=None, levels=["A"], **given)
    with pytest.raises(RuleBroken) as refused:
        hierarchies.set_up(segment="SUBJECTIVE", legal_entity=None, levels=["A"], **given)
    assert refused.value.rule == rules.HierarchyCodeNew.code


def test_another_partner_changes_no_code_and_finds_no_hierarchy(cast, people):
    with partner_scope(cast.northshire.pk, actor_id=people.pru.pk, reason="test"):
        books = make.ledger(cast.northshire, people.pru)
        version = loaded(books, people.pru, FIRST)
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk, reason="test"):
        with pytest.raises(HierarchyVersion.DoesNotExist):
            hierarchies.discard(version=version.uuid, by=cast.dilys, at=make.NOW)
        wanted = CodeWanted(
            segment="cost_centre", code="F10001", name="Ours", first_day=DAY, legal_entity=books.entity.uuid
        )
        with pytest.raises(books.entity.DoesNotExist):
            chart_changes.set_code(partner_id=cast.southborough.pk, wanted=wanted, by=cast.dilys, at=make.NOW)
