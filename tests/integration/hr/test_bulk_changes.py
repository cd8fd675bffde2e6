"""Changes of many by a file: every row checked, one content, nobody's own, all or nothing."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hr import change_kinds_bulk as bulk
from hr.importing.bulk import TEMPLATES
from hr.models import (
    ActingUp,
    AssignmentTerms,
    CostSplit,
    Employment,
    FixedTerm,
    Honorarium,
    JobParticulars,
    PostHolding,
    RecurringElement,
)
from hr.operations import bulk_changes
from partners.change_kinds import Figure
from partners.models import BackgroundJob, ChangeRequest
from partners.operations import changes
from partners.operations.changes import NotYours
from partners.roles import Role
from sharedservices.common.exports import ExportFormat, blank
from sharedservices.common.imports import ImportRefused
from tests.factories import hr as make
from tests.people import grant, user

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def team(scope, org):
    """Three people with a job each."""
    return [make.employee(scope.northshire, org=org) for _ in range(3)]


def lines(heading, *rows):
    return io.BytesIO("\n".join([heading, *rows]).encode())


def check(scope, template, file):
    return bulk_changes.check(
        partner_id=scope.northshire.pk, template=template, file=file, name="changes.csv", reason="Restructure",
        by=scope.hana, at=AT,
    )  # fmt: skip


def send(scope, template, file):
    found = check(scope, template, file)
    assert found.problems == ()
    return changes.submit(partner_id=scope.northshire.pk, proposal=found.proposal, by=scope.hana, at=AT)


def approve(scope, row):
    """Approve as HR manager and, as nobody can say what it costs without a calendar, as budget holder."""
    for who in (scope.ben, scope.gwen):
        row = changes.approve(change=row.uuid, content_hash=row.content_hash, by=who, at=AT)
    return row


def make_it(scope, row):
    job = BackgroundJob.objects.get(kind=bulk.JOB_KIND)
    return bulk_changes.make(job=job.uuid, change=row.uuid, by=scope.ben, at=AT)


def hours_file(team, hours="30"):
    rows = [f"{one.assignment.number},2026-12-01,{hours}" for one in team]
    return lines("job_number,from,contract_hours", *rows)


def hours_of(team):
    rows = AssignmentTerms.objects.filter(assignment__in=[one.assignment for one in team], valid__upper_inf=True)
    return {row.contract_hours for row in rows}


def test_a_list_is_one_request_approved_and_made_as_a_whole(scope, team):
    row = send(scope, "hours", hours_file(team))
    assert (row.subject, row.people) == ("Hours: 3 jobs", sorted(one.person.pk for one in team))
    assert (row.state, hours_of(team)) == ("WAITING", {Decimal(37)})
    assert len(row.before) == 3

    row = approve(scope, row)
    assert (row.state, hours_of(team)) == ("APPLYING", {Decimal(37)})

    assert make_it(scope, row).state == "APPLIED"
    assert hours_of(team) == {Decimal(30)}
    job = BackgroundJob.objects.get(kind=bulk.JOB_KIND)
    assert (job.state, job.n_done) == ("DONE", 3)
    assert make_it(scope, row) is None


def test_a_list_whose_facts_moved_is_not_made_at_all(scope, team, said):
    from hr.operations import terms

    row = approve(scope, send(scope, "hours", hours_file(team)))
    terms.change_hours(
        assignment=team[2].assignment.uuid, contract_hours=Decimal(20), effective_from=date(2026, 11, 10), **said
    )

    assert make_it(scope, row).state == "CONFLICT"
    assert hours_of(team) == {Decimal(37), Decimal(20)}
    assert BackgroundJob.objects.get(kind=bulk.JOB_KIND).state == "FAILED"


def test_every_wrong_row_is_named_and_nothing_is_proposed(scope, team):
    one, two, three = (each.assignment.number for each in team)
    file = lines(
        "job_number,from,contract_hours", f"{one},2026-12-01,30", f"{two},31/02/2026,30", "999999-1,2026-12-01,30",
        f"{one},2026-12-01,20", f"{three},2026-12-01,", f"{three},2026-12-01,30",
    )  # fmt: skip

    found = check(scope, "hours", file)

    assert found.proposal is None
    assert [(problem.row, problem.column) for problem in found.problems] == [
        (3, "from"), (4, "job_number"), (5, "job_number"), (6, "contract_hours"),
    ]  # fmt: skip
    assert all(problem.remedy for problem in found.problems)
    assert not ChangeRequest.objects.exists()


def test_what_the_operation_refuses_stands_at_its_column(scope, team):
    one, two, three = (each.assignment.number for each in team)
    rows = (f"{one},2026-12-01,60", f"{two},2020-01-01,30", f"{three},2026-12-01,many")
    file = lines("job_number,from,contract_hours", *rows)

    found = check(scope, "hours", file)

    assert [(problem.row, problem.column) for problem in found.problems] == [
        (2, "contract_hours"), (3, "from"), (4, "contract_hours"),
    ]  # fmt: skip
    assert hours_of(team) == {Decimal(37)}


def test_a_file_of_another_kind_or_too_long_is_refused(scope, team):
    with pytest.raises(ImportRefused):
        check(scope, "hours", io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 100))
    with pytest.raises(ImportRefused, match="more than 200 rows"):
        check(scope, "hours", lines("job_number,from,contract_hours", *["1,2026-12-01,30"] * 201))


def test_each_template_makes_what_it_says(scope, team, org):
    ann = team[0].assignment
    other = make.cost_centre(org.entity, code="CC200")
    files = {
        "pay": lines("job_number,from,grade,point", f"{ann.number},2026-12-01,G5,21"),
        "costs": lines(
            "job_number,from,cost_centre,percent", f"{ann.number},2026-12-01,CC100,60",
            f"{ann.number},2026-12-01,{other.code},40",
        ),
        "element-add": lines("job_number,from,element,amount", f"{ann.number},2026-12-01,ALLOWANCE,50"),
        "place": lines("job_number,from,place_of_work", f"{ann.number},2026-12-01,Depot"),
    }  # fmt: skip
    for template, file in files.items():
        row = send(scope, template, file)
        ChangeRequest.objects.get(pk=row.pk)
        bulk.BULK.apply(row.payload, reason="test", by=scope.ben, at=AT)

    assert AssignmentTerms.objects.get(assignment=ann, valid__upper_inf=True).spine_point == org.points["21"]
    splits = CostSplit.objects.filter(assignment=ann, valid__upper_inf=True)
    assert sorted(split.percent for split in splits) == [40, 60]
    assert RecurringElement.objects.get(assignment=ann).amount == 50
    assert JobParticulars.objects.get(assignment=ann).location == "Depot"

    end = lines("job_number,element,last_day", f"{ann.number},ALLOWANCE,2026-12-31")
    bulk.BULK.apply(send(scope, "element-end", end).payload, reason="test", by=scope.ben, at=AT)
    assert RecurringElement.objects.get(assignment=ann).valid.upper == date(2027, 1, 1)


def test_moves_contracts_acting_honoraria_and_pay_groups_come_by_file(scope, team, org):
    """Each is made as its own kind makes it; a wrong code is named in its own column."""
    one, two, three = (each.assignment for each in team)
    make.grade(org.scale, org.points["21"], org.points["22"], code="G9")
    make.post(org.unit, org.role, post_no="P900", established_fte=Decimal(2))
    make.pay_group(org.scheme, "LATE", name="Monthly, paid late")
    files = {
        "move": ("job_number,from,post,title,decision,grade,point,evaluation", [
            f"{one.number},2027-01-01,P900,Team leader,PROMOTION,G9,21,JE-1"], "post", ",P900,", ",P000,"),
        "contract": ("job_number,from,contract,ends_on,ground", [
            f"{two.number},2027-01-01,FIXED_TERM,2027-12-31,A grant"], "contract", "FIXED_TERM", "FIXED"),
        "acting": ("job_number,from,last_day,post,percent,grade,point,review_on", [
            f"{three.number},2027-01-01,2027-06-30,P900,100,G9,21,2027-03-01"], "point", ",21,", ",99,"),
        "honorarium": ("job_number,from,last_day,element,amount,basis,basis_words", [
            f"{two.number},2027-01-01,2027-03-31,ALLOWANCE,150,PROJECT,A day a week"], "element", "ALLOWANCE", "NONE"),
        "pay-group": ("job_number,from,pay_group", [f"{two.number},2027-02-01,LATE"], "pay_group", "LATE", "NEVER"),
    }  # fmt: skip
    for template, (heading, rows, column, right, wrong) in files.items():
        bad = check(scope, template, lines(heading, *(row.replace(right, wrong) for row in rows)))
        assert [(each.row, each.column) for each in bad.problems] == [(2, column)], template
        row = send(scope, template, lines(heading, *rows))
        bulk.BULK.apply(row.payload, reason="test", by=scope.ben, at=AT)
        if template == "move":
            assert any("P900" in label for label, *_more in row.effects), row.effects

    assert PostHolding.objects.get(assignment=one, valid__upper_inf=True).post.post_no == "P900"
    assert FixedTerm.objects.get(assignment=two).ends_on == date(2027, 12, 31)
    assert ActingUp.objects.get(assignment=three).valid.upper == date(2027, 7, 1)
    assert Honorarium.objects.get(assignment=two).basis == "PROJECT"
    assert Employment.objects.get(pk=two.employment_id).pay_group_on(date(2027, 2, 1)).code == "LATE"


def test_a_file_comes_to_its_control_totals_or_is_refused(scope, team, org):
    heading = "job_number,from,last_day,element,amount,basis,basis_words"
    rows = [f"{each.assignment.number},2027-01-01,2027-03-31,ALLOWANCE,150.50,PROJECT,Work" for each in team]

    def said(template="honorarium", **expected):
        file = lines(heading, *rows) if template == "honorarium" else hours_file(team)
        return bulk_changes.check(
            partner_id=scope.northshire.pk, template=template, file=file, name="h.csv", reason="Project",
            by=scope.hana, at=AT, expected=bulk_changes.Expected(**expected),
        )  # fmt: skip

    right = said(n_rows=3, total=Decimal("451.50"))
    assert right.problems == ()
    assert bulk.BULK.notes(right.proposal.payload) == [("Rows", "3"), ("Amounts add up to", "£451.50")]
    wrong = said(n_rows=4, total=Decimal(600))
    assert wrong.proposal is None
    assert [one.message for one in wrong.problems] == [
        "The file has 3 rows; 4 were expected.", "The amounts add up to £451.50; £600.00 was expected.",
    ]  # fmt: skip
    assert "no amounts" in said("hours", total=Decimal(1)).problems[0].message
    assert said("hours", n_rows=3).problems == ()


@pytest.mark.parametrize("template", list(TEMPLATES.values()), ids=lambda one: one.code)
def test_every_template_can_be_downloaded_empty(template):
    headings = [column.name for column in template.columns]
    assert blank(headings, ExportFormat.CSV).decode("utf-8-sig").strip() == ",".join(headings)
    assert blank(headings, ExportFormat.XLSX).startswith(b"PK")


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(places=st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True), who=st.integers(0, 2))
def test_t_sec_4_whoever_is_in_a_list_never_approves_it(scope, team, places, who):
    approver = user(f"Approver{ChangeRequest.objects.count()}-{who}-{len(places)}")
    twin = user(f"Twin{ChangeRequest.objects.count()}-{who}-{len(places)}")
    twin.human_id = approver.human_id
    twin.save()
    grant(approver, scope.northshire, Role.HR_MANAGER)
    grant(twin, scope.northshire, Role.EMPLOYEE, person_id=team[who].person.pk)
    row = send(scope, "hours", hours_file([team[place] for place in places]))
    approve_as = {"change": row.uuid, "content_hash": row.content_hash, "at": AT}

    with pytest.raises(NotYours):
        changes.approve(by=scope.hana, **approve_as)
    if who in places:
        with pytest.raises(NotYours, match="about you"):
            changes.approve(by=approver, **approve_as)
        changes.withdraw(change=row.uuid, by=scope.hana, at=AT)
    else:
        assert changes.approve(by=approver, **approve_as).state == "WAITING"
        with pytest.raises(NotYours):
            changes.approve(by=approver, **approve_as)
        changes.withdraw(change=row.uuid, by=scope.hana, at=AT)


def test_the_effect_is_summed_and_the_largest_ten_are_named():
    before, after = {}, {}
    for number in range(12):
        label = f"{bulk.COST}, Person {number}"
        before[label] = Figure(label=label, value=Decimal(1000), words="£1,000.00", is_cost=True)
        moved = Decimal(1000 + 10 * number)
        after[label] = Figure(label=label, value=moved, words=f"£{moved:,.2f}", is_cost=True)

    found = bulk.summarise(before, after)

    assert (found[1].before, found[1].after, found[1].is_cost_rise) == ("£12,000.00", "£12,660.00", True)
    assert (found[2].label, found[2].after) == ("People whose cost moves", "11")
    assert [one.label for one in found[3:]] == [f"{bulk.COST}, Person {number}" for number in range(11, 1, -1)]
