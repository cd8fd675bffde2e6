"""Posts: drafted, submitted, established, frozen, altered, deleted; their funding; room in them (domain HR-02, E4)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.engine.establishment import Mode
from hr.models import ActingUp, EstablishmentMode, OrgUnit, Post, PostFunding, PostHolding, PostVersion
from hr.operations import agency, establishment_modes, job_marks, posts, terms, vacancies
from hr.operations.agency import Wanted
from hr.operations.posts import NewPost, PostTerms, Share
from hr.queries import establishment
from hr.queries.establishment_report import by_unit, totals, with_below
from hr.queries.establishment_report import posts as post_rows
from hr.queries.unit_tree import tree
from hr.rules import RuleBroken
from hr.states import POST, VACANCY
from partners.models import ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.common.flow import WrongState, pairs
from tests.factories import hr as make
from tests.factories import organisation as org_make

FEBRUARY, TODAY = date(2027, 2, 1), date(2026, 11, 2)
D = Decimal


def terms_of(org, fte="1", **more):
    return PostTerms(unit=org.unit.uuid, established_fte=D(fte), **more)


def draft(scope, org, said, number="P200", *, fte="1", shares=(), **more):
    new = NewPost(post_no=number, role=org.role.uuid, terms=terms_of(org, fte, **more), shares=shares)
    return posts.draft(partner_id=scope.northshire.pk, post=new, effective_from=date(2026, 12, 1), **said)


def established(scope, org, said, **more):
    row = draft(scope, org, said, **more)
    who = {"by": said["by"], "at": said["at"]}
    posts.submit(post=row.uuid, **who)
    return posts.establish(post=row.uuid, **said)


def attack(*writes):
    """Write past the operations, and have the database look."""
    for write in writes:
        write()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- states ---------------------------------------------------------------------------------------------------------
def test_submit_and_establish_make_a_post_of_a_draft(scope, org, said):
    row = established(scope, org, said)

    assert row.state == "ESTABLISHED"
    found = [one.post_no for one in post_rows(partner_id=scope.northshire.pk, on=FEBRUARY)]
    assert found == ["P100", "P200"]


def test_a_draft_is_no_part_of_the_establishment_and_takes_nobody(scope, org, said):
    row = draft(scope, org, said)

    assert [one.post_no for one in post_rows(partner_id=scope.northshire.pk, on=FEBRUARY)] == ["P100"]
    with pytest.raises(IntegrityError, match="not established"), transaction.atomic():
        org_make.holder(org, row)


def test_take_back_opens_a_submitted_post_and_redraft_writes_it_anew(scope, org, said):
    row = draft(scope, org, said)
    who = {"by": said["by"], "at": said["at"]}
    posts.submit(post=row.uuid, **who)
    with pytest.raises(WrongState):
        posts.redraft(post=row.uuid, terms=terms_of(org), shares=(), effective_from=FEBRUARY, **said)

    posts.take_back(post=row.uuid, **who)
    posts.redraft(post=row.uuid, terms=terms_of(org, "0.5"), shares=(), effective_from=FEBRUARY, **said)
    row = Post.objects.get(pk=row.pk)
    assert (row.state, row.established_fte, row.valid.lower) == ("DRAFT", D("0.500000"), FEBRUARY)
    assert PostVersion.objects.get(post=row).established_fte == D("0.500000")


def test_discard_leaves_nothing_of_a_draft(scope, org, said):
    share = Share(cost_centre=org.cost_centre.uuid, percent=D(100))
    row = draft(scope, org, said, shares=[share])
    posts.discard(post=row.uuid, **said)

    assert not Post.objects.filter(post_no="P200").exists()
    with pytest.raises(WrongState):
        posts.discard(post=org.post.uuid, **said)


def test_freeze_and_thaw(scope, org, said, ann):
    posts.freeze(post=org.post.uuid, **said)
    frozen = Post.objects.get(pk=org.post.pk)
    assert (frozen.state, frozen.frozen_reason) == ("FROZEN", said["reason"])
    with pytest.raises(IntegrityError, match="not established"), transaction.atomic():
        org_make.holder(org, org.post)

    posts.thaw(post=org.post.uuid, **said)
    assert Post.objects.get(pk=org.post.pk).frozen_reason == ""
    org_make.holder(org, org.post)


def test_delete_post_names_what_stands_in_the_way(scope, org, said):
    post = org_make.one_fte(org)
    job = org_make.holder(org, post)
    with pytest.raises(RuleBroken) as refused:
        posts.delete_post(post=post.uuid, last_day=TODAY, **said)
    assert refused.value.rule == "HR-END-BLOCKED"
    assert f"1 job in it ({job.number})" in refused.value.message

    with pytest.raises(IntegrityError, match="somebody holds the post"), transaction.atomic():
        attack(
            lambda: Post.objects.filter(pk=post.pk).update(valid=DateRange(date(2020, 1, 1), TODAY)),
            lambda: PostVersion.objects.filter(post=post).update(valid=DateRange(date(2020, 1, 1), TODAY)),
        )


def test_whoever_is_under_notice_of_redundancy_keeps_the_post_until_the_last_day(scope, org, said):
    """While somebody at risk waits for redeployment the post stays; it ends when the job has, and is never removed."""
    post = org_make.one_fte(org)
    who = make.person(org.partner, surname="Atrisk")
    job = make.assignment(
        make.employment(who, org, start=date(2020, 4, 1)), org, post=post,
        valid=DateRange(date(2020, 4, 1), date(2027, 1, 1)),
    )  # fmt: skip

    for last_day in (TODAY, date(2026, 12, 30)):
        with pytest.raises(RuleBroken) as refused:
            posts.delete_post(post=post.uuid, last_day=last_day, **said)
        assert f"1 job in it ({job.number})" in refused.value.message
    with pytest.raises(WrongState):
        posts.discard(post=post.uuid, **said)

    posts.delete_post(post=post.uuid, last_day=date(2026, 12, 31), **said)
    assert Post.objects.get(pk=post.pk).state == "DELETED"
    assert PostHolding.objects.filter(post=post).exists()


def test_cover_and_agency_workers_stand_in_the_way_until_they_end(scope, org, said):
    post = org_make.one_fte(org)
    unit = OrgUnit.objects.get(pk=post.org_unit_id)
    wanted = Wanted(
        kind="AGENCY", supplier="Harbour Staffing", reference="HS-1", title="Officer", unit=unit.uuid, post=post.uuid,
        hours=D(37), rate=D(30), status="NOT_ASKED", first_day=date(2026, 9, 7),
        last_day=date(2026, 12, 11), why="Vacancy",
    )  # fmt: skip
    agency.record(partner_id=scope.northshire.pk, wanted=wanted, by=said["by"], at=said["at"])

    with pytest.raises(RuleBroken) as refused:
        posts.delete_post(post=post.uuid, last_day=date(2026, 12, 10), **said)
    assert "1 agency worker in it (HS-1)" in refused.value.message
    posts.delete_post(post=post.uuid, last_day=date(2026, 12, 11), **said)


def test_whoever_acts_up_in_a_post_stands_in_the_way_until_it_is_over(scope, org, ann, said):
    post, job = org_make.one_fte(org), ann.assignment
    ActingUp.objects.create(
        partner=scope.northshire, person=ann.person, employment=ann.employment, assignment=job, covered_post=post,
        percent=100, grade=org.grade, spine_point=org.points["6"], review_on=date(2026, 11, 30),
        valid=DateRange(date(2026, 9, 1), date(2026, 12, 1)), reason="Cover",
    )  # fmt: skip

    with pytest.raises(RuleBroken) as refused:
        posts.delete_post(post=post.uuid, last_day=TODAY, **said)
    assert f"1 job that acts up in it ({job.number})" in refused.value.message
    posts.delete_post(post=post.uuid, last_day=date(2026, 11, 30), **said)


def test_hr_post_draft_used_is_refused_in_words_and_not_by_the_database(scope, org, said):
    first, second = draft(scope, org, said), draft(scope, org, said, "P201")
    posts.redraft(
        post=second.uuid, terms=terms_of(org, reports_to=first.uuid), shares=(), effective_from=date(2026, 12, 1),
        **said,
    )  # fmt: skip

    with pytest.raises(RuleBroken) as refused:
        posts.discard(post=first.uuid, **said)
    assert refused.value.rule == "HR-POST-DRAFT-USED"
    assert "1 post that reports to it (P201)" in refused.value.message

    posts.discard(post=second.uuid, **said)
    posts.discard(post=first.uuid, **said)
    assert not Post.objects.filter(post_no__in=["P200", "P201"]).exists()


def test_hr_post_held_is_what_people_read_when_the_database_finds_a_holder():
    from hr.operations.versions import _NAMED

    assert _NAMED["hr_post_still_held"]().rule == "HR-POST-HELD"


def test_delete_post_ends_it_on_its_last_day(scope, org, said):
    post = org_make.one_fte(org)
    posts.delete_post(post=post.uuid, last_day=date(2026, 11, 30), **said)

    row = Post.objects.get(pk=post.pk)
    assert (row.state, row.valid.upper) == ("DELETED", date(2026, 12, 1))
    assert PostVersion.objects.get(post=row).valid.upper == date(2026, 12, 1)
    assert [one.post_no for one in post_rows(partner_id=scope.northshire.pk, on=TODAY)] == ["P100", "P101"]
    assert [one.post_no for one in post_rows(partner_id=scope.northshire.pk, on=FEBRUARY)] == ["P100"]


ACTIONS = {
    "submit": lambda post, said: posts.submit(post=post, by=said["by"], at=said["at"]),
    "take_back": lambda post, said: posts.take_back(post=post, by=said["by"], at=said["at"]),
    "establish": lambda post, said: posts.establish(post=post, **said),
    "freeze": lambda post, said: posts.freeze(post=post, **said),
    "thaw": lambda post, said: posts.thaw(post=post, **said),
    "delete_post": lambda post, said: posts.delete_post(post=post, last_day=TODAY, **said),
}
PATHS = {
    "DRAFT": (), "SUBMITTED": ("submit",), "ESTABLISHED": ("submit", "establish"),
    "FROZEN": ("submit", "establish", "freeze"), "DELETED": ("submit", "establish", "delete_post"),
}  # fmt: skip


@pytest.mark.parametrize("pair", [one for one in pairs(POST) if not one.is_legal], ids=str)
def test_illegal_steps_of_a_post_are_refused(scope, org, said, pair):
    new = NewPost(post_no="P200", role=org.role.uuid, terms=terms_of(org))
    row = posts.draft(partner_id=scope.northshire.pk, post=new, effective_from=date(2026, 1, 1), **said)
    for action in PATHS[pair.state]:
        ACTIONS[action](row.uuid, said)

    with pytest.raises(WrongState):
        ACTIONS[pair.action](row.uuid, said)


def test_the_database_knows_the_same_moves(scope, org):
    for state in ("SUBMITTED", "DRAFT"):
        with pytest.raises(IntegrityError, match="does not go"), transaction.atomic():
            Post.objects.filter(pk=org.post.pk).update(state=state)
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        make.post(org.unit, org.role, "P300", state="FROZEN", frozen_reason="x")


def test_hr_post_number_is_its_own(scope, org, said):
    with pytest.raises(RuleBroken) as refused:
        draft(scope, org, said, number="p100")
    assert (refused.value.rule, refused.value.field) == ("HR-POST-NUMBER", "post_no")


def test_hr_post_unit_is_there_all_that_time(scope, org, said):
    ends = make.org_unit(org.entity, "ENDS", valid=DateRange(date(2020, 1, 1), date(2027, 1, 1)))
    new = NewPost(post_no="P200", role=org.role.uuid, terms=PostTerms(unit=ends.uuid, established_fte=D(1)))

    with pytest.raises(RuleBroken) as refused:
        posts.draft(partner_id=scope.northshire.pk, post=new, effective_from=TODAY, **said)
    assert refused.value.rule == "HR-POST-UNIT"


def test_hr_post_grant_has_an_end_and_nothing_else_has_one(scope, org, said):
    with pytest.raises(RuleBroken) as refused:
        draft(scope, org, said, funding="GRANT")
    assert (refused.value.rule, refused.value.field) == ("HR-POST-GRANT", "grant_ends_on")
    with pytest.raises(RuleBroken, match="only a grant"):
        draft(scope, org, said, number="P201", grant_ends_on=FEBRUARY)


# --- funding --------------------------------------------------------------------------------------------------------
def test_hr_post_funding_adds_up_to_100_by_rule_and_by_trigger(scope, org, said):
    other = make.cost_centre(org.entity, "CC200")
    shares = [
        Share(cost_centre=org.cost_centre.uuid, percent=D("33.3333")),
        Share(cost_centre=other.uuid, percent=D(66)),
    ]
    with pytest.raises(RuleBroken) as refused:
        draft(scope, org, said, shares=shares)
    assert refused.value.rule == "HR-POST-FUNDING"
    assert "99.3333%" in refused.value.message

    right = [shares[0], Share(cost_centre=other.uuid, percent=D("66.6667"))]
    row = draft(scope, org, said, shares=right)
    with pytest.raises(IntegrityError, match=r"adds up to 93\.3333"), transaction.atomic():
        attack(lambda: PostFunding.objects.filter(post=row, cost_centre=other).update(percent=D(60)))


def test_hr_post_centre_is_open_and_of_the_same_employer(scope, org, said):
    closed = make.cost_centre(org.entity, "OLD", valid=DateRange(date(2020, 1, 1), date(2026, 1, 1)))
    theirs = make.cost_centre(make.legal_entity(scope.northshire, "CO2"), "CC900")
    for number, centre in (("P201", closed), ("P202", theirs)):
        with pytest.raises(RuleBroken) as refused:
            draft(scope, org, said, number=number, shares=[Share(cost_centre=centre.uuid, percent=D(100))])
        assert refused.value.rule == "HR-POST-CENTRE"


def test_other_funding_from_a_day_on_ends_what_was_before(scope, org, said):
    row = established(scope, org, said, shares=[Share(cost_centre=org.cost_centre.uuid, percent=D(100))])
    other = make.cost_centre(org.entity, "CC200")
    posts.alter(
        post=row.uuid, terms=terms_of(org), shares=[Share(cost_centre=other.uuid, percent=D(100), project="GRANT1")],
        effective_from=FEBRUARY, **said,
    )  # fmt: skip

    rows = PostFunding.objects.filter(post=row).order_by("valid")
    assert [(one.cost_centre.code, one.valid.upper) for one in rows] == [("CC100", FEBRUARY), ("CC200", None)]


# --- room: E4 -------------------------------------------------------------------------------------------------------
@pytest.fixture
def p101(org):
    """A post of 1.00 FTE with a job share of 22.2 hours in it."""
    post = org_make.one_fte(org)
    return {"post": post, "a": org_make.holder(org, post, "22.20", surname="A")}


def hours(job, week, said, on=FEBRUARY):
    return terms.change_hours(assignment=job.uuid, contract_hours=D(week), effective_from=on, **said)


def worst(scope, post, since=TODAY):
    return establishment.worst(partner_id=scope.northshire.pk, posts=[post.pk], since=since)[post.pk]


def test_e4_sixty_and_fifty_per_cent_in_one_post_are_blocked_at_minus_ten_hundredths(scope, org, p101, said):
    """E4: post 1.00 FTE, 0.60 + 0.50: blocked at −0.10; maternity cover on the same post is not counted."""
    org_make.mode(scope.northshire, "BLOCK")
    b = org_make.holder(org, p101["post"], "14.80", surname="B")
    with pytest.raises(RuleBroken) as refused:
        hours(b, "18.50", said)

    assert (refused.value.rule, refused.value.field) == ("HR-POST-ROOM", "contract_hours")
    assert "Post P101 would be 0.1 FTE over its establishment from 1 February 2027" in refused.value.message
    assert "only 0 FTE is left" in refused.value.message
    assert worst(scope, p101["post"]).vacant == D("0.0000")


def test_e4_maternity_cover_on_the_same_post_is_not_counted(scope, org, p101, said):
    org_make.mode(scope.northshire, "BLOCK")
    cover = org_make.holder(org, p101["post"], "37.00", surname="C", start=date(2026, 6, 1))
    org_make.mark(cover, "COVER_FOR", covers=p101["a"])
    assert worst(scope, p101["post"], date(2026, 10, 1)).on == date(2027, 6, 1)  # when the cover is said to end

    rows = {one.post_no: one for one in post_rows(partner_id=scope.northshire.pk, on=TODAY)}
    assert (rows["P101"].filled_fte, rows["P101"].vacant_fte) == (D("0.6000"), D("0.4000"))
    assert [one.counts for one in rows["P101"].holders] == [True, False]


def test_a_starter_to_come_is_seen_before_the_day(scope, org, p101):
    org_make.holder(org, p101["post"], "18.50", surname="B", start=FEBRUARY)

    assert establishment.worst(partner_id=scope.northshire.pk, posts=[p101["post"].pk], since=TODAY)[
        p101["post"].pk
    ] == establishment.Worst(on=FEBRUARY, vacant=D("-0.1000"))


def test_where_the_partner_only_warns_nothing_is_refused(scope, p101, said):
    assert establishment.mode_on(partner_id=scope.northshire.pk, on=TODAY) is Mode.WARN
    hours(p101["a"], "37.00", said)


def test_fewer_hours_fit_an_over_established_post(scope, org, p101, said):
    b = org_make.holder(org, p101["post"], "37.00", surname="B")
    org_make.mode(scope.northshire, "BLOCK")

    hours(b, "30.00", said)
    assert worst(scope, p101["post"], FEBRUARY).vacant == D("-0.4108")


def propose(scope, kind, said, **payload):
    proposal = Proposal(kind=kind, payload=payload, reason=said["reason"])
    return changes.submit(partner_id=scope.northshire.pk, proposal=proposal, by=said["by"], at=said["at"])


def wish(job, week):
    return {
        "assignment": str(job.uuid), "contract": "PERMANENT", "contract_hours": week,
        "effective_from": FEBRUARY.isoformat(),
    }  # fmt: skip


def test_a_request_shows_what_it_does_to_the_establishment(scope, org, p101, said):
    row = propose(scope, "hr.hours", said, **wish(p101["a"], "33.30"))

    assert ["Vacant in post P101", "0.4 FTE", "0.1 FTE", "open"] in row.effects


def test_the_post_that_somebody_leaves_counts_as_vacant_from_that_day(scope, org, p101):
    """Who leaves holds nothing on the day after the last one: the post that they held to then is still shown."""
    held = PostHolding.objects.filter(assignment=p101["a"])
    who = {"partner_id": scope.northshire.pk, "person_id": p101["a"].person_id, "on": FEBRUARY}

    before = {one.label: one.value for one in establishment.establishment_figures(**who)}
    with transaction.atomic():  # rolled back, as a preview is: the job itself would end as well
        held.update(valid=DateRange(held.get().valid.lower, FEBRUARY))
        after = {one.label: one.value for one in establishment.establishment_figures(**who)}
        transaction.set_rollback(True)

    assert (before["Vacant in post P101"], after["Vacant in post P101"]) == (D("0.40"), D("1.00"))


def test_where_it_may_be_overridden_finance_is_asked_beside_the_hr_manager(scope, org, p101, said):
    org_make.mode(scope.northshire, "BLOCK_WITH_OVERRIDE")
    b = org_make.holder(org, p101["post"], "14.80", surname="B")
    row = propose(scope, "hr.hours", said, **wish(b, "18.50"))

    assert ["Post P101 over its establishment", "Not over", "0.1 FTE, from 1 February 2027", "open"] in row.effects
    from partners.models import ApprovalStep

    steps = list(ApprovalStep.objects.filter(change=row).order_by("number").values_list("permission", flat=True))
    assert steps == ["changes.approve", "changes.approve_cost"]


def test_less_post_than_people_is_refused(scope, org, p101, said):
    org_make.mode(scope.northshire, "BLOCK")
    with pytest.raises(RuleBroken) as refused:
        posts.alter(post=p101["post"].uuid, terms=terms_of(org, "0.5"), effective_from=FEBRUARY, **said)
    assert (refused.value.rule, refused.value.field) == ("HR-POST-ROOM", "established_fte")


# --- who counts -----------------------------------------------------------------------------------------------------
def test_a_job_is_marked_as_cover_and_counts_again(scope, org, p101, said):
    cover = org_make.holder(org, p101["post"], "14.80", surname="C", start=date(2026, 6, 1))
    job_marks.mark(
        assignment=cover.uuid, kind="COVER_FOR", covers=p101["a"].uuid, effective_from=TODAY,
        last_day=date(2027, 3, 31), **said,
    )  # fmt: skip
    assert worst(scope, p101["post"]).on == date(2027, 4, 1)

    job_marks.unmark(assignment=cover.uuid, last_day=date(2026, 12, 31), **said)
    assert worst(scope, p101["post"]) == establishment.Worst(on=date(2027, 1, 1), vacant=D("0.0000"))


def test_hr_cover_post_is_the_same(scope, org, ann, p101, said):
    for kind, covers in (("COVER_FOR", ann.assignment), ("COVER_FOR", None), ("SUPERNUMERARY", ann.assignment)):
        with pytest.raises(RuleBroken) as refused:
            job_marks.mark(
                assignment=p101["a"].uuid, kind=kind, covers=covers and covers.uuid, effective_from=TODAY,
                last_day=FEBRUARY, **said,
            )  # fmt: skip
        assert refused.value.rule == "HR-COVER-POST"


def test_a_backfill_that_is_approved_frees_the_post_of_somebody_on_secondment(scope, org, p101, said):
    org_make.mode(scope.northshire, "BLOCK")
    full = org_make.holder(org, org_make.one_fte(org, "P102"), surname="Away")
    job_marks.mark(assignment=full.uuid, kind="BACKFILLED", effective_from=TODAY, last_day=FEBRUARY, **said)
    line = establishment.timelines(partner_id=scope.northshire.pk, posts=[full.post_id], since=TODAY)[full.post_id]

    assert (line.vacant(TODAY), line.vacant(date(2027, 2, 2))) == (D("1.0000"), D("0.0000"))


def test_an_end_of_a_mark_that_would_fill_a_post_twice_is_refused(scope, org, p101, said):
    cover = org_make.holder(org, p101["post"], "37.00", surname="C", start=date(2026, 6, 1))
    org_make.mark(cover, "COVER_FOR", covers=p101["a"], until=date(2027, 6, 1))
    org_make.mode(scope.northshire, "BLOCK")
    p101["a"].refresh_from_db()

    # It is over from June in any case: ending it earlier makes nothing worse by FTE, so it is let be.
    job_marks.unmark(assignment=cover.uuid, last_day=TODAY, **said)
    assert worst(scope, p101["post"]).on == date(2026, 11, 3)


# --- what the partner does --------------------------------------------------------------------------------------------
def test_the_mode_is_decided_from_a_day_on_by_hr_manager_and_finance(scope, org, said):
    partner = scope.northshire.pk
    row = propose(scope, "org.mode", said, mode="BLOCK", effective_from=FEBRUARY.isoformat())
    for who in (scope.ben, scope.gwen):
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=who, at=said["at"])

    assert ChangeRequest.objects.get(pk=row.pk).state == "APPLIED"
    assert establishment.mode_on(partner_id=partner, on=date(2027, 1, 31)) is Mode.WARN
    assert establishment.mode_on(partner_id=partner, on=FEBRUARY) is Mode.BLOCK
    establishment_modes.decide(partner_id=partner, mode="BLOCK_WITH_OVERRIDE", effective_from=TODAY, **said)
    assert EstablishmentMode.objects.count() == 1
    with pytest.raises(RuleBroken, match="already"):
        establishment_modes.decide(partner_id=partner, mode="BLOCK_WITH_OVERRIDE", effective_from=FEBRUARY, **said)


# --- vacancies --------------------------------------------------------------------------------------------------------
def vacancy(post, said, fte="0.4"):
    return vacancies.open_vacancy(post=post.uuid, fte=D(fte), authorisation="VAC-1", opened_on=TODAY, **said)


def test_a_vacancy_goes_advertise_shortlist_interview_offer_fill(scope, p101, said):
    row = vacancy(p101["post"], said)
    for action in ("advertise", "shortlist", "interview", "offer", "fill"):
        row = vacancies.advance(vacancy=row.uuid, action=action, **said)

    assert (row.stage, row.settled_by) == ("FILLED", scope.hana)
    with pytest.raises(WrongState):
        vacancies.advance(vacancy=row.uuid, action="withdraw_vacancy", **said)


def test_hr_vacancy_no_more_than_is_vacant_and_not_searched_for(scope, p101, said):
    vacancy(p101["post"], said, "0.3")
    for fte in ("0.2", "0"):
        with pytest.raises(RuleBroken) as refused:
            vacancy(p101["post"], said, fte)
        assert refused.value.rule == "HR-VACANCY"
        assert "0.1 FTE vacant" in refused.value.message


def test_withdraw_vacancy_frees_what_it_searched_for(scope, p101, said):
    row = vacancy(p101["post"], said)
    vacancies.advance(vacancy=row.uuid, action="withdraw_vacancy", **said)

    vacancy(p101["post"], said)


def test_hr_post_open_nobody_is_searched_for_on_a_frozen_post(scope, p101, said):
    posts.freeze(post=p101["post"].uuid, **said)
    with pytest.raises(RuleBroken) as refused:
        vacancy(p101["post"], said)
    assert refused.value.rule == "HR-POST-OPEN"


@pytest.mark.parametrize("pair", [one for one in pairs(VACANCY) if not one.is_legal], ids=str)
def test_illegal_steps_of_a_vacancy_are_refused(scope, p101, said, pair):
    row = vacancy(p101["post"], said)
    way = ["advertise", "shortlist", "interview", "offer", "fill"]
    stages = ["AUTHORISED", "ADVERTISED", "SHORTLIST", "INTERVIEW", "OFFER", "FILLED"]
    steps = ["withdraw_vacancy"] if pair.state == "WITHDRAWN" else way[: stages.index(pair.state)]
    for action in steps:
        vacancies.advance(vacancy=row.uuid, action=action, **said)

    with pytest.raises(WrongState):
        vacancies.advance(vacancy=row.uuid, action=pair.action, **said)


# --- reports ----------------------------------------------------------------------------------------------------------
def test_establishment_against_actual_in_fte_and_pounds(scope, org, p101):
    """Point 6 pays £26,847.00 from 1 April 2026; the top of G5, point 22, £34,811.00: 0.6 × 26,847 = 16,108.20."""
    org.role.grade = org.grade
    org.role.save()
    units = tree(partner_id=scope.northshire.pk, on=TODAY)
    rows = post_rows(partner_id=scope.northshire.pk, on=TODAY, units=units)
    figures = with_below(units, by_unit(rows))[org.unit.pk]

    assert (figures.n_posts, figures.n_people) == (2, 1)
    assert (figures.established_fte, figures.filled_fte, figures.vacant_fte) == (D(11), D("0.6"), D("10.4"))
    assert (figures.established_cost, figures.actual_cost) == (D("382921.00"), D("16108.20"))


def test_totals_are_the_same_on_two_days_without_a_change(scope, p101):
    first, second = (totals(partner_id=scope.northshire.pk, on=on) for on in (TODAY, date(2026, 11, 30)))

    assert first.differences(second) == {}
