"""The tree of units has dates: right before and after a reorganisation, without circles, with a manager on any day."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import OrgUnit, PostVersion, UnitVersion
from hr.operations import posts, units, versions
from hr.operations.units import NewUnit
from hr.queries.managers import Lines, managers_of
from hr.queries.people import unit_and_below
from hr.queries.unit_tree import tree
from hr.rules import RuleBroken
from partners.models import AuditEvent
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.factories import organisation as org_make

BEFORE, AFTER = date(2026, 11, 30), date(2026, 12, 1)


@pytest.fixture
def here(scope, org):
    """U1 with two units below it: SOCIAL, and within it TEAM; and CARE."""
    social = make.org_unit(org.entity, "SOCIAL", parent=org.unit, name="Social care")
    care = make.org_unit(org.entity, "CARE", parent=org.unit, name="Care at home")
    team = make.org_unit(org.entity, "TEAM", parent=social, name="Duty team")
    return {"top": org.unit, "social": social, "care": care, "team": team}


def shape(scope, on):
    found = tree(partner_id=scope.northshire.pk, on=on)
    return [(depth, node.name) for depth, node in found.walk()]


def attack(write):
    """Write past the operations, and have the database look."""
    write()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_move_and_a_new_name_hold_from_their_day_on_and_not_before(scope, org, here, said):
    units.alter(unit=here["team"].uuid, says={"parent": here["care"].uuid}, effective_from=AFTER, **said)
    units.alter(unit=here["care"].uuid, says={"name": "Home care"}, effective_from=AFTER, **said)

    assert shape(scope, BEFORE) == [(0, "Unit U1"), (1, "Care at home"), (1, "Social care"), (2, "Duty team")]
    assert shape(scope, AFTER) == [(0, "Unit U1"), (1, "Home care"), (2, "Duty team"), (1, "Social care")]


def test_subtrees_are_of_a_day(scope, here, said):
    units.alter(unit=here["team"].uuid, says={"parent": here["care"].uuid}, effective_from=AFTER, **said)
    partner, team, social = scope.northshire.pk, here["team"].pk, here["social"].pk

    assert tree(partner_id=partner, on=BEFORE).below([social]) == {social, team}
    assert tree(partner_id=partner, on=AFTER).below([social]) == {social}
    assert unit_and_below(partner_id=partner, unit=here["social"].uuid) == sorted([social, team])
    assert unit_and_below(partner_id=partner, unit=here["social"].uuid, on=AFTER) == [social]


def test_what_a_unit_says_today_follows_on_the_day_itself(scope, here, said):
    units.alter(unit=here["care"].uuid, says={"name": "Home care"}, effective_from=AFTER, **said)
    care = here["care"]
    care.refresh_from_db()
    assert care.name == "Care at home"

    assert versions.settle(partner_id=scope.northshire.pk, on=AFTER) == 1
    care.refresh_from_db()
    assert care.name == "Home care"
    assert versions.settle(partner_id=scope.northshire.pk, on=AFTER) == 0


def test_a_change_before_a_later_one_erases_nothing(scope, here, said):
    units.alter(unit=here["team"].uuid, says={"name": "Night team"}, effective_from=date(2027, 2, 1), **said)
    units.alter(unit=here["team"].uuid, says={"parent": here["care"].uuid}, effective_from=AFTER, **said)

    assert shape(scope, date(2027, 2, 1))[2] == (2, "Night team")
    assert shape(scope, date(2027, 1, 31))[2] == (2, "Duty team")


def test_hr_unit_circle_is_refused_by_the_operation_and_by_the_database(scope, here, said):
    with pytest.raises(RuleBroken) as refused:
        units.alter(unit=here["social"].uuid, says={"parent": here["team"].uuid}, effective_from=AFTER, **said)
    assert refused.value.rule == "HR-UNIT-CIRCLE"
    assert refused.value.field == "parent"

    with pytest.raises(IntegrityError, match="cannot be part of itself"), transaction.atomic():
        attack(lambda: UnitVersion.objects.filter(unit=here["social"]).update(parent=here["team"]))


def test_a_circle_that_would_only_come_about_later_is_refused(scope, here, said):
    """TEAM leaves SOCIAL in December; until then SOCIAL cannot go below it, from then on it can."""
    units.alter(unit=here["team"].uuid, says={"parent": here["care"].uuid}, effective_from=AFTER, **said)
    with pytest.raises(RuleBroken, match="part of itself"):
        units.alter(unit=here["social"].uuid, says={"parent": here["team"].uuid}, effective_from=BEFORE, **said)

    units.alter(unit=here["social"].uuid, says={"parent": here["team"].uuid}, effective_from=AFTER, **said)
    assert shape(scope, AFTER)[-1] == (3, "Social care")


def test_hr_unit_entity_another_employer_is_refused(scope, org, here, said):
    other = make.legal_entity(scope.northshire, "CO2", legal_name="The company")
    elsewhere = make.org_unit(other, "ELSE")

    with pytest.raises(RuleBroken) as refused:
        units.alter(unit=here["team"].uuid, says={"parent": elsewhere.uuid}, effective_from=AFTER, **said)
    assert refused.value.rule == "HR-UNIT-ENTITY"


def test_hr_unit_above_is_there_all_the_time(scope, org, here, said):
    late = make.org_unit(org.entity, "LATE", valid=DateRange(date(2027, 1, 1), None))

    with pytest.raises(RuleBroken) as refused:
        units.alter(unit=here["team"].uuid, says={"parent": late.uuid}, effective_from=AFTER, **said)
    assert refused.value.rule == "HR-UNIT-ABOVE"


def test_hr_unit_dates_nothing_is_said_of_days_outside(scope, org, said):
    late = make.org_unit(org.entity, "LATE", valid=DateRange(date(2027, 1, 1), None))

    with pytest.raises(RuleBroken, match="outside the unit"):
        units.alter(unit=late.uuid, says={"name": "Later"}, effective_from=AFTER, **said)
    with pytest.raises(RuleBroken) as refused:
        units.end(unit=late.uuid, last_day=BEFORE, **said)
    assert refused.value.rule == "HR-UNIT-DATES"


def test_hr_unit_code_is_its_own(scope, org, said):
    new = NewUnit(code="u1", name="Again", kind="TEAM", legal_entity=org.entity.uuid)

    with pytest.raises(RuleBroken) as refused:
        units.create(partner_id=scope.northshire.pk, unit=new, effective_from=AFTER, **said)
    assert (refused.value.rule, refused.value.field) == ("HR-UNIT-CODE", "code")


def test_a_unit_is_created_below_another_with_its_manager(scope, org, here, said):
    new = NewUnit(
        code="new", name="Prevention", kind="TEAM", legal_entity=org.entity.uuid, parent=here["care"].uuid,
        manager_post=org.post.uuid,
    )  # fmt: skip
    units.create(partner_id=scope.northshire.pk, unit=new, effective_from=AFTER, **said)

    node = next(one for one in tree(partner_id=scope.northshire.pk, on=AFTER).nodes.values() if one.code == "NEW")
    assert (node.parent, node.manager_post) == (here["care"].pk, org.post.pk)
    assert all(one.code != "NEW" for one in tree(partner_id=scope.northshire.pk, on=BEFORE).nodes.values())


def test_hr_end_blocked_names_what_stands_in_the_way(scope, org, here, said):
    make.post(here["social"], org.role, "P300")
    with pytest.raises(RuleBroken) as refused:
        units.end(unit=here["social"].uuid, last_day=BEFORE, **said)

    assert refused.value.rule == "HR-END-BLOCKED"
    assert "1 unit below it (Duty team); 1 post (P300)" in refused.value.message
    ends = DateRange(date(2020, 1, 1), AFTER)
    with pytest.raises(IntegrityError, match=r"on which it is not there|there all the time"), transaction.atomic():
        attack(lambda: OrgUnit.objects.filter(pk=here["social"].pk).update(valid=ends))


def test_a_unit_ends_when_nothing_depends_on_it(scope, here, said):
    units.end(unit=here["team"].uuid, last_day=BEFORE, **said)

    assert [name for _depth, name in shape(scope, BEFORE)].count("Duty team") == 1
    assert [name for _depth, name in shape(scope, AFTER)].count("Duty team") == 0


def test_a_confidential_unit_hides_what_is_below_it(scope, here, said):
    units.conceal(unit=here["social"].uuid, is_confidential=True, **said)

    found = tree(partner_id=scope.northshire.pk, on=AFTER, with_confidential=False)
    assert [node.name for _depth, node in found.walk()] == ["Unit U1", "Care at home"]


def test_changes_of_units_are_on_the_audit_trail(scope, here, said):
    units.alter(unit=here["care"].uuid, says={"name": "Home care"}, effective_from=AFTER, **said)

    rows = AuditEvent.objects.filter(
        partner_id=scope.northshire.pk, object_type="hr_unitversion", actor_id=scope.hana.pk
    )
    assert rows.order_by("id").last().reason == said["reason"]


def test_versions_of_another_partner_are_out_of_reach(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        unit = make.organisation(cast.northshire).unit
        ours = UnitVersion.objects.order_by("id").first()
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        assert UnitVersion.objects.filter(pk=ours.pk).update(name="Theirs") == 0
        with pytest.raises(OrgUnit.DoesNotExist):
            units.alter(
                unit=unit.uuid, says={"name": "Theirs"}, effective_from=AFTER, reason="attack", by=cast.dilys,
                at=make.NOW,
            )  # fmt: skip


# --- who manages whom -----------------------------------------------------------------------------------------------
@pytest.fixture
def people(scope, org, here, said):
    """A head of SOCIAL, a lead of the team, and somebody in the team."""
    head = org_make.one_fte(org, "HEAD")
    lead, desk = make.post(here["team"], org.role, "LEAD"), make.post(here["team"], org.role, "DESK")
    units.alter(unit=here["social"].uuid, says={"manager_post": head.uuid}, effective_from=date(2026, 1, 1), **said)
    jobs = {name: org_make.holder(org, post, surname=name) for name, post in
            {"Head": head, "Lead": lead, "Desk": desk}.items()}  # fmt: skip
    return jobs | {"posts": {"head": head, "lead": lead, "desk": desk}}


def managers(scope, job, on=AFTER):
    return [one.assignment for one in managers_of(partner_id=scope.northshire.pk, assignment_id=job.pk, on=on)]


def report_to(desk, lead, said, on=AFTER):
    terms = posts.PostTerms(unit=desk.org_unit.uuid, established_fte=desk.established_fte, reports_to=lead.uuid)
    posts.alter(post=desk.uuid, terms=terms, effective_from=on, **said)


def test_without_a_line_of_its_own_a_job_is_managed_by_the_manager_of_the_unit_above(scope, people):
    assert managers(scope, people["Desk"]) == [people["Head"].pk]


def test_the_line_of_the_post_goes_before_the_unit_and_only_from_its_day_on(scope, people, said):
    report_to(people["posts"]["desk"], people["posts"]["lead"], said)

    assert managers(scope, people["Desk"], BEFORE) == [people["Head"].pk]
    assert managers(scope, people["Desk"], AFTER) == [people["Lead"].pk]


def test_a_vacant_or_seconded_manager_is_passed_over_and_cover_holds_the_post(scope, org, people, said):
    report_to(people["posts"]["desk"], people["posts"]["lead"], said)
    org_make.mark(people["Lead"], "SECONDED_OUT")
    assert managers(scope, people["Desk"]) == [people["Head"].pk]

    cover = org_make.holder(org, people["posts"]["lead"], surname="Cover")
    org_make.mark(cover, "COVER_FOR", covers=people["Lead"])
    assert managers(scope, people["Desk"]) == [cover.pk]


def test_nobody_manages_themselves_and_at_the_top_there_is_nobody(scope, people):
    assert managers(scope, people["Head"]) == []


def test_lines_of_a_whole_partner_are_four_queries(scope, people, django_assert_num_queries):
    with django_assert_num_queries(4):
        lines = Lines(scope.northshire.pk, AFTER)
        lines.managers_of(people["Desk"].pk)


def test_hr_post_circle_a_post_does_not_report_to_itself(scope, people, said):
    desk, lead = people["posts"]["desk"], people["posts"]["lead"]
    report_to(desk, lead, said)
    with pytest.raises(RuleBroken) as refused:
        report_to(lead, desk, said)
    assert refused.value.rule == "HR-POST-CIRCLE"

    with pytest.raises(IntegrityError, match="cannot report to itself"), transaction.atomic():
        attack(lambda: PostVersion.objects.filter(post=lead).update(reports_to=desk))


def test_hr_manager_post_is_there_all_that_time(scope, org, here, said):
    late = make.post(org.unit, org.role, "LATE", valid=DateRange(date(2027, 1, 1), None))

    with pytest.raises(RuleBroken) as refused:
        units.alter(unit=here["care"].uuid, says={"manager_post": late.uuid}, effective_from=AFTER, **said)
    assert refused.value.rule == "HR-MANAGER-POST"
