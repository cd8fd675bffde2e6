"""A job moves into another post: from a day on, for everything that asks who held what then (domain HR-02, 03, 07)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.facts import Fact
from hr.models import Assignment, AssignmentTerms, CostSplit, GradeDecision, JobParticulars, Post, PostHolding
from hr.operations import acting, leavings, moves, posts, terms, undo
from hr.operations.grading import Grading
from hr.operations.moves import Destination
from hr.operations.terms_later import Later
from hr.queries import establishment, holdings, insight, managers, pay_inputs, people, teams
from hr.queries import moves as queries
from hr.queries.absence_terms import facts_of
from hr.queries.establishment_findings import findings
from hr.queries.establishment_report import holders
from hr.queries.records import person_record
from hr.queries.unit_tree import tree
from hr.rules import RuleBroken
from partners.models import ApprovalStep, ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.formatting import day
from tests.factories import hr as make
from tests.factories import organisation as org_make
from tests.people import grant, user

TODAY = date(2026, 11, 2)
DECEMBER, JANUARY, FEBRUARY = date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)
DAY = timedelta(days=1)
D = Decimal


@pytest.fixture
def lead(org):
    """A post of one FTE of team leader, in a team of its own, that the grade G9 goes with; its funding is CC200's."""
    team = make.org_unit(org.entity, "TEAM", parent=org.unit, name="Roads team")
    grade = make.grade(org.scale, org.points["21"], org.points["22"], code="G9")
    role = make.job_role(org.staff_group, "LEAD", title="Team leader", grade=grade)
    post = make.post(team, role, "P200", established_fte=D(1), location="Depot")
    centre = make.cost_centre(org.entity, code="CC200")
    make.hr.PostFunding.objects.create(
        partner=org.partner, post=post, cost_centre=centre, percent=D(100), valid=make.ALWAYS
    )
    return post


def move(job, post, on, said, **more):
    later = more.pop("later", None)
    to = Destination(post=post.uuid, **more)
    return moves.move(assignment=job.uuid, to=to, effective_from=on, later=later, **said)


def spans(job):
    rows = PostHolding.objects.filter(assignment=job).select_related("post").order_by("valid")
    return [(row.post.post_no, row.valid.lower, row.valid.upper) for row in rows]


def held_by(scope, on):
    found = holders(partner_id=scope.northshire.pk, on=on)
    return {Post.objects.get(pk=post).post_no: [one.number for one in rows] for post, rows in found.items()}


def attack(write):
    """Write past the operations, and have the database look."""
    write()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def vacant(scope, post, on):
    line = establishment.timelines(partner_id=scope.northshire.pk, posts=[post.pk], since=on)[post.pk]
    return line.vacant(on)


# --- the fact -------------------------------------------------------------------------------------------------------
def test_every_day_of_a_job_has_one_post_and_each_reader_asks_for_its_day(scope, org, ann, said, lead):
    """From 1 January Ann counts in P200 and no longer in P100, whose ten FTE have one vacant more."""
    job, before = ann.assignment, JANUARY - DAY
    move(job, lead, JANUARY, said, title="Team leader")

    assert spans(job) == [("P100", make.START, JANUARY), ("P200", JANUARY, None)]
    assert Assignment.objects.get(pk=job.pk).post_id == org.post.pk  # today's line
    assert (held_by(scope, before), held_by(scope, JANUARY)) == ({"P100": [job.number]}, {"P200": [job.number]})
    assert (vacant(scope, org.post, before), vacant(scope, org.post, JANUARY)) == (D(9), D(10))
    assert (vacant(scope, lead, before), vacant(scope, lead, JANUARY)) == (D(1), D(0))
    units = {on: person_record(person=ann.person.uuid, on=on).employments[0].jobs[0].unit for on in (before, JANUARY)}
    assert units == {before: org.unit.name, JANUARY: "Roads team"}
    listed = [
        people.people(partner_id=scope.northshire.pk, on=on, wanted=people.PeopleFilter(unit=lead.org_unit.uuid)).page(
            [], 0, 5
        )
        for on in (before, JANUARY)
    ]
    assert [[row.unit for row in rows] for rows in listed] == [[], ["Roads team"]]
    assert [queries.holders_over_time(one)[0].last_day for one in (org.post, lead)] == [before, None]
    assert holdings.post_of(job, date(2020, 1, 1)).pk == org.post.pk  # before its life the first one


def test_settle_brings_the_line_of_today_along_and_runs_twice_without_harm(scope, ann, said, lead):
    move(ann.assignment, lead, JANUARY, said)

    assert moves.settle(partner_id=scope.northshire.pk, on=JANUARY - DAY) == 0
    assert moves.settle(partner_id=scope.northshire.pk, on=JANUARY) == 1
    assert moves.settle(partner_id=scope.northshire.pk, on=JANUARY) == 0
    assert Assignment.objects.get(pk=ann.assignment.pk).post_id == lead.pk


def test_a_move_that_has_begun_is_settled_at_once_and_a_freeze_stops_no_settling(scope, ann, said, lead, org):
    move(ann.assignment, lead, TODAY, said)
    assert Assignment.objects.get(pk=ann.assignment.pk).post_id == lead.pk

    move(ann.assignment, org.post, DECEMBER, said)
    posts.freeze(post=org.post.uuid, **said)
    assert moves.settle(partner_id=scope.northshire.pk, on=DECEMBER) == 1


@pytest.mark.parametrize("write", [
    lambda job, lead: PostHolding.objects.filter(assignment=job).update(valid=DateRange(JANUARY, None)),
    lambda job, lead: PostHolding.objects.filter(assignment=job).delete(),
    lambda job, lead: Assignment.objects.filter(pk=job.pk).update(post=lead),
    lambda job, lead: PostHolding.objects.create(
        partner=job.partner, person=job.person, employment=job.employment, assignment=job, post=lead,
        valid=DateRange(JANUARY, None)),
])  # fmt: skip
def test_postgresql_refuses_gaps_overlaps_and_a_line_that_names_another_post(scope, ann, lead, write):
    with pytest.raises(IntegrityError, match=r"every day of its life|no_overlap"), transaction.atomic():
        attack(lambda: write(ann.assignment, lead))


def test_holdings_follow_the_dates_of_the_job(scope, ann, said, lead):
    job = ann.assignment
    move(job, lead, JANUARY, said)
    for valid, expected in (
        (DateRange(make.START, FEBRUARY), [("P100", make.START, JANUARY), ("P200", JANUARY, FEBRUARY)]),
        (DateRange(make.START, JANUARY), [("P100", make.START, JANUARY)]),
        (DateRange(date(2025, 1, 1), None), [("P100", date(2025, 1, 1), None)]),
        (DateRange(date(2020, 1, 1), date(2020, 2, 1)), [("P100", date(2020, 1, 1), date(2020, 2, 1))]),
    ):
        Assignment.objects.filter(pk=job.pk).update(valid=valid)
        assert spans(job) == expected


# --- what follows ---------------------------------------------------------------------------------------------------
def test_a_promotion_takes_grade_title_place_and_costs_along_and_is_cancelled_whole(scope, org, ann, said, lead):
    grade = lead.role.grade
    grading = Grading(kind="PROMOTION", grade=grade.uuid, spine_point=org.points["21"].uuid, evaluation="JE-7")
    shares = queries.follows(lead, JANUARY).shares
    made = move(ann.assignment, lead, JANUARY, said, grading=grading, shares=shares)

    words = queries.move_words(ann.assignment, JANUARY)
    assert words["Post"] == "Team leader (P200)"
    assert (words["Job title"], words["Place of work"]) == ("Team leader", "Depot")
    assert words["Paid from"].startswith("CC200")
    assert (words["Paid by"], GradeDecision.objects.get().kind) == ("Grade G9, point 21", "PROMOTION")
    assert queries.came_along_words(made) == "pay and terms, title, place and manager, cost split"

    undo.cancel_change(fact=Fact.POST, row=made.uuid, **said)
    assert spans(ann.assignment) == [("P100", make.START, None)]
    assert AssignmentTerms.objects.get(assignment=ann.assignment).valid.upper is None
    assert not JobParticulars.objects.filter(valid__contains=JANUARY).exists()
    assert CostSplit.objects.get(assignment=ann.assignment).cost_centre == org.cost_centre


def test_a_promotion_that_pays_less_than_an_increment_moves_nobody(scope, org, ann, said, lead):
    grade = make.grade(org.scale, org.points["6"], org.points["22"], code="G6")
    grading = Grading(kind="PROMOTION", grade=grade.uuid, spine_point=org.points["6"].uuid, evaluation="JE-8")
    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        move(ann.assignment, lead, JANUARY, said, grading=grading)
    assert refused.value.rule == "HR-PROMOTION-INCREMENT"
    assert spans(ann.assignment) == [("P100", make.START, None)]


def test_another_staff_group_has_its_own_week_leave_and_terms_from_the_day_on(scope, org, ann, said):
    """Half of 37 hours in a group of 40 is 18.5 / 40 = 0.4625 FTE (domain HR-02: hours over full-time hours)."""
    police = make.staff_group(scope.northshire, "POLICE", full_time_hours=D(40))
    make.absence_terms(org.staff_group, source="green")
    make.absence_terms(police, source="blue")
    AssignmentTerms.objects.filter(assignment=ann.assignment).update(contract_hours=D("18.5"))
    post = make.post(org.unit, make.job_role(police, "CONST"), "P300", established_fte=D(1))
    move(ann.assignment, post, JANUARY, said)

    rows = AssignmentTerms.objects.filter(assignment=ann.assignment).order_by("valid")
    assert [(row.valid.lower, row.full_time_hours) for row in rows] == [(make.START, D(37)), (JANUARY, D(40))]
    assert vacant(scope, post, JANUARY) == D("0.5375")
    facts = facts_of(ann.assignment)
    assert [facts.agreed_on(on).source for on in (JANUARY - DAY, JANUARY)] == ["green", "blue"]


def test_allowances_that_are_left_behind_are_named_before_and_reported_after(scope, org, ann, said, lead):
    make.recurring(ann, org.elements["ALLOWANCE"])
    name = org.elements["ALLOWANCE"].name
    shown = [one.label for one in queries.figures(ann.assignment, lead, JANUARY)]
    assert f"Allowance from before: {name}" in shown

    move(ann.assignment, lead, JANUARY, said)
    report = {"partner_id": scope.northshire.pk, "kind": "orphan"}
    assert findings(**report, on=JANUARY - DAY, units=tree(partner_id=scope.northshire.pk, on=JANUARY)) == []
    (one,) = findings(**report, on=JANUARY, units=tree(partner_id=scope.northshire.pk, on=JANUARY))
    assert (one.post_no, one.detail) == (
        "P200",
        f"Job {ann.assignment.number} moved on 1 January 2027 and still has: {name}",
    )


# --- what is refused ------------------------------------------------------------------------------------------------
def test_the_partner_says_what_becomes_of_a_post_that_would_be_over(scope, org, ann, said, lead):
    """E4 for a move: 0.8 of 1.00 FTE is held, so a full-time mover is 0.80 over."""
    org_make.holder(org, lead, "29.60")
    proposal = Proposal(
        kind="hr.move", payload={
            "assignment": str(ann.assignment.uuid), "post": str(lead.uuid), "effective_from": "2027-01-01"
        }, reason="Agreed",
    )  # fmt: skip
    who = {"partner_id": scope.northshire.pk, "proposal": proposal, "by": scope.hana, "at": said["at"]}

    effects = {one.label: one for one in changes.try_out(**who).effects}
    assert effects["Post P200 over its establishment"].after == "0.8 FTE, from 1 January 2027"
    assert (effects["Vacant in post P100"].before, effects["Vacant in post P100"].after) == ("9 FTE", "10 FTE")

    mode = org_make.mode(scope.northshire, "BLOCK")
    with pytest.raises(RuleBroken) as refused:
        changes.try_out(**who)
    assert (refused.value.rule, refused.value.field) == ("HR-POST-ROOM", "post")
    make.hr.EstablishmentMode.objects.filter(pk=mode.pk).update(mode="BLOCK_WITH_OVERRIDE")
    row = changes.submit(**who)
    steps = ApprovalStep.objects.filter(change=row).order_by("id").values_list("title", flat=True)
    assert list(steps) == ["HR manager", "Budget holder"]


def test_posts_that_take_nobody_and_days_that_do_not_fit_are_refused_by_name(scope, org, ann, said, lead):
    def code(post, on=JANUARY, **more):
        with pytest.raises(RuleBroken) as refused, transaction.atomic():
            move(ann.assignment, post, on, said, **more)
        return refused.value.rule

    ending = make.post(org.unit, org.role, "P301", valid=DateRange(make.START, FEBRUARY))
    other = make.legal_entity(scope.northshire, "TRADING")
    elsewhere = make.post(make.org_unit(other, "UX"), org.role, "P302")
    assert code(org.post) == "HR-SOMETHING-CHANGES"
    assert code(ending) == "HR-MOVE-POST-THERE"
    assert code(elsewhere) == "HR-MOVE-EMPLOYER"
    assert code(lead, date(2020, 1, 1)) == "HR-WITHIN-JOB"
    posts.freeze(post=lead.uuid, **said)
    assert code(lead) == "HR-POST-OPEN"
    posts.thaw(post=lead.uuid, **said)
    acting.start(
        assignment=ann.assignment.uuid, effective_from=DECEMBER, last_day=FEBRUARY, **said,
        cover=acting.Cover(
            post=lead.uuid, percent=D(100), grade=lead.role.grade.uuid, spine_point=org.points["21"].uuid,
            review_on=JANUARY,
        ),
    )  # fmt: skip
    assert code(lead) == "HR-MOVE-COVERING"


def test_a_post_that_somebody_will_hold_cannot_end_before(scope, org, ann, said, lead):
    move(ann.assignment, lead, JANUARY, said)

    with pytest.raises(RuleBroken, match=r"1 job in it"), transaction.atomic():
        posts.delete_post(post=lead.uuid, last_day=FEBRUARY, **said)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    ended = {"state": "DELETED", "valid": DateRange(make.ALWAYS.lower, FEBRUARY)}
    with pytest.raises(IntegrityError, match="somebody holds the post"), transaction.atomic():
        attack(lambda: Post.objects.filter(pk=lead.pk).update(**ended))
    with pytest.raises(RuleBroken, match="move to another post"), transaction.atomic():
        leavings.leave_job(assignment=ann.assignment.uuid, wish=_resigns(date(2026, 12, 15)), **said)


def _resigns(last_day):
    return leavings.Wish(
        last_day=last_day, leaving_reason="RESIGNATION", notice_given_on=TODAY, notice="WORKED", access="LAST_DAY"
    )


# --- later changes, and changes of mind ----------------------------------------------------------------------------
@pytest.mark.parametrize(("later", "expected"), [
    (Later.KEEP, [("P100", DECEMBER), ("P300", JANUARY), ("P200", None)]),
    (Later.REBASE, [("P100", DECEMBER), ("P300", JANUARY), ("P300", None)]),
    (Later.CANCEL, [("P100", DECEMBER), ("P300", None)]),
])  # fmt: skip
def test_a_move_before_a_later_move_asks_what_becomes_of_it(scope, org, ann, said, lead, later, expected):
    """Domain HR-07, effective-dating rule 1: keep, re-base or cancel."""
    third = make.post(org.unit, org.role, "P300", established_fte=D(1))
    move(ann.assignment, lead, JANUARY, said, title="Officer")
    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        move(ann.assignment, third, DECEMBER, said)
    assert refused.value.rule == "HR-LATER-DECIDES"

    move(ann.assignment, third, DECEMBER, said, later=later, title="Clerk")
    assert [(number, until) for number, _first, until in spans(ann.assignment)] == expected
    titles = [queries.move_words(ann.assignment, on)["Job title"] for on in (DECEMBER, FEBRUARY)]
    assert titles == ["Clerk", "Officer" if later is Later.KEEP else "Clerk"]


def test_correct_says_on_which_post_a_job_always_was(scope, org, ann, said, lead):
    row = PostHolding.objects.get(assignment=ann.assignment)
    moves.correct(row=row.uuid, post=lead.uuid, **said)

    assert spans(ann.assignment) == [("P200", make.START, None)]
    assert Assignment.objects.get(pk=ann.assignment.pk).post_id == lead.pk
    coming = move(ann.assignment, org.post, JANUARY, said)
    with pytest.raises(RuleBroken), transaction.atomic():
        moves.correct(row=coming.uuid, post=lead.uuid, **said)
    with pytest.raises(RuleBroken) as first, transaction.atomic():
        moves.take_back(row=row.uuid, **said)
    assert first.value.rule == "HR-CANCEL-FUTURE"


def test_hours_that_grow_need_room_in_the_post_of_those_days(scope, org, ann, said, lead):
    AssignmentTerms.objects.filter(assignment=ann.assignment).update(contract_hours=D("18.5"))
    org_make.holder(org, lead, "18.50")
    move(ann.assignment, lead, JANUARY, said)
    org_make.mode(scope.northshire, "BLOCK")

    with pytest.raises(RuleBroken, match="P200"):
        terms.change_hours(assignment=ann.assignment.uuid, contract_hours=D(37), effective_from=DECEMBER, **said)


# --- pay and reports ------------------------------------------------------------------------------------------------
def test_pay_of_a_period_in_which_somebody_moves_goes_by_the_staff_group_of_each_part(scope, org, ann, said):
    """Moved on 15 January: the calendar days of the Green Book to the 14th, working days of the other group after."""
    other = make.staff_group(scope.northshire, "OTHER", day_rule="working_days", full_time_hours=D(37))
    post = make.post(org.unit, make.job_role(other, "OTH"), "P300")
    move(ann.assignment, post, date(2027, 1, 15), said)
    january = pay_inputs.Range(
        partner_id=scope.northshire.pk, pay_group_id=org.pay_group.pk, first_person_id=0, last_person_id=10**9,
        period_start=JANUARY, period_end=FEBRUARY, pay_date=date(2027, 1, 28), tax_year="2026-27",
    )  # fmt: skip

    rows = pay_inputs.job_terms(january, [ann.employment.pk], [])
    expected = [(make.START, org.staff_group.day_rule), (date(2027, 1, 15), "working_days")]
    assert [(row.start, row.day_rule) for row in rows] == expected


def test_reports_count_whoever_moves_where_they_were_and_nobody_as_a_leaver(scope, org, ann, said, lead):
    old = make.org_unit(org.entity, "OLD", parent=org.unit)
    make.seat(ann.assignment, make.post(old, org.role, "P400"))
    move(ann.assignment, lead, JANUARY, said)

    for unit, heads in ((old, [1, 0]), (lead.org_unit, [0, 1])):
        wanted = insight.Slice(partner_id=scope.northshire.pk, first=DECEMBER, last=FEBRUARY - DAY, unit=unit.uuid)
        months = insight.workforce(wanted).months
        assert [(one.heads, one.fte, one.leavers) for one in months] == [(n, D(n), 0) for n in heads]


# --- teams ----------------------------------------------------------------------------------------------------------
def test_whoever_moves_changes_managers_with_the_day(scope, org, ann, said, lead):
    other = make.org_unit(org.entity, "OLD", parent=org.unit, name="Old team")
    make.seat(ann.assignment, make.post(other, org.role, "P400"))
    bosses = {}
    for name, unit in (("Olive", other), ("Nadia", lead.org_unit)):
        bosses[name] = user(name)
        grant(bosses[name], scope.northshire, Role.LINE_MANAGER, unit=unit.pk)
    move(ann.assignment, lead, JANUARY, said)

    def of(on):
        found = teams.managers_of(partner_id=scope.northshire.pk, person_ids=[ann.person.pk], on=on)
        return [one.full_name for one in found[ann.person.pk]]

    assert (of(JANUARY - DAY), of(JANUARY)) == (["Olive Example"], ["Nadia Example"])
    lines = {on: managers.Lines(scope.northshire.pk, on).jobs[ann.assignment.pk].post for on in (TODAY, JANUARY)}
    assert lines[JANUARY] == lead.pk != lines[TODAY]


def test_the_wall_of_a_team_goes_by_the_posts_that_are_held(cast, said):
    """By the day of the database: the new manager sees them a month before the move, and from the day on alone."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        org = make.organisation(cast.northshire)
        one, two = (make.org_unit(org.entity, code, parent=org.unit) for code in ("ONE", "TWO"))
        who = make.employee(cast.northshire, org=org)
        make.seat(who.assignment, make.post(one, org.role, "P1"))
        post = make.post(two, org.role, "P2")
        with connection.cursor() as cursor:
            cursor.execute("SELECT (now() AT TIME ZONE 'Europe/London')::date")
            today = cursor.fetchone()[0]

    def seen(unit):
        with partner_scope(cast.northshire.pk, unit_ids=frozenset({unit.pk})):
            return make.hr.Person.objects.filter(pk=who.person.pk).exists()

    assert (seen(one), seen(two)) == (True, False)
    for days, expected in ((60, (True, False)), (20, (True, True)), (0, (False, True))):
        with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
            PostHolding.objects.filter(assignment=who.assignment, post=post).delete()
            held = PostHolding.objects.get(assignment=who.assignment)
            held.valid = DateRange(held.valid.lower, today + timedelta(days=days))
            held.save()
            PostHolding.objects.create(
                partner=cast.northshire, person=who.person, employment=who.employment, assignment=who.assignment,
                post=post, valid=DateRange(today + timedelta(days=days), None),
            )  # fmt: skip
        assert (seen(one), seen(two)) == expected, days


def test_a_manager_proposes_what_is_to_come_and_finance_hears_of_a_full_post_elsewhere(scope, org, ann, said, lead):
    """The manager's scope ends at the team; what fills a post beyond it counts all the same."""
    team = make.org_unit(org.entity, "OWN", parent=org.unit)
    make.seat(ann.assignment, make.post(team, org.role, "P400"))
    org_make.holder(org, lead, "29.60")
    org_make.mode(scope.northshire, "BLOCK_WITH_OVERRIDE")
    mona, at = user("Mona"), timezone.now()  # the wall of a team goes by the database's clock
    grant(mona, scope.northshire, Role.LINE_MANAGER, unit=team.pk)
    coming = timezone.localdate(at) + 10 * DAY

    def propose(on):
        payload = {"assignment": str(ann.assignment.uuid), "post": str(lead.uuid), "effective_from": on.isoformat()}
        with partner_scope(scope.northshire.pk, actor_id=mona.pk, unit_ids=frozenset({team.pk})):
            return changes.submit(
                partner_id=scope.northshire.pk, by=mona, at=at,
                proposal=Proposal(kind="hr.move", payload=payload, reason="Agreed"),
            )  # fmt: skip

    with pytest.raises(RuleBroken) as refused:
        propose(timezone.localdate(at))
    assert refused.value.rule == "HR-MOVE-AHEAD"
    row = ChangeRequest.objects.get(pk=propose(coming).pk)
    assert ["Post P200 over its establishment", "Not over", f"0.8 FTE, from {day(coming)}", "open"] in row.effects
    titles = ApprovalStep.objects.filter(change=row).order_by("id").values_list("title", flat=True)
    assert list(titles) == ["HR manager", "Budget holder"]


# --- what nobody is to learn ----------------------------------------------------------------------------------------
def test_a_confidential_post_is_none_for_whom_it_is_hidden_and_has_no_name_in_words(scope, org, ann, said):
    secret = make.org_unit(org.entity, "HIDE", parent=org.unit, name="Hidden", is_confidential=True)
    post = make.post(secret, make.job_role(org.staff_group, "SRC", title="Source handler"), "P900")
    with partner_scope(scope.northshire.pk, hides_confidential=True), pytest.raises(Post.DoesNotExist):
        queries.post_in_view(post.uuid, partner_id=scope.northshire.pk, on=JANUARY)
    shown = tree(partner_id=scope.northshire.pk, on=TODAY, with_confidential=False)
    found = queries.find_posts(
        partner_id=scope.northshire.pk, text="P9", units=shown, on=TODAY, employer=org.entity.pk, without=org.post.pk
    )
    assert found == []

    move(ann.assignment, post, JANUARY, said, title="Officer")
    words = queries.move_words(ann.assignment, JANUARY)
    assert (words["Post"], words["Unit"]) == ("P900", "Kept off the charts")
