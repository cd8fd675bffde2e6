"""A line manager sees the people of the own unit and below, and PostgreSQL sees to it (domain SEC-03)."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.models import AbsenceRecord, Assignment, OrgUnit, Person, TaxCode
from hr.queries.teams import unit_paths
from partners.models import Grant
from partners.operations import grants
from partners.operations.grants import CannotGrant, Wanted
from partners.queries import access
from partners.registry import units
from partners.roles import Role
from partners.scope import NoPartnerScope, ScopeWidened, narrow_to_units, partner_scope
from tests.factories import hr
from tests.people import grant, user

TODAY = timezone.localdate()


@pytest.fixture
def tree(cast):
    """Adult care with a team of home carers below it, and highways beside it; somebody in each."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        inside, below, beside = (hr.employee(cast.northshire) for _ in range(3))
        care = inside.assignment.post.org_unit
        homes = _unit(care, "HOMES", parent=care)
        highways = _unit(care, "HIGHWAYS", parent=None)
        _move(below, homes)
        _move(beside, highways)
    return {"care": care, "homes": homes, "highways": highways, "in": inside, "below": below, "beside": beside}


def _unit(like, code, *, parent):
    return OrgUnit.objects.create(
        partner=like.partner, legal_entity=like.legal_entity, parent=parent, code=code, name=code.title(),
        kind="TEAM", valid=like.valid,
    )  # fmt: skip


def _move(who, unit):
    post = who.assignment.post
    post.pk, post.post_no, post.org_unit, post._state.adding = None, f"P-{unit.code}", unit, True
    post.uuid = type(post)._meta.get_field("uuid").get_default()
    post.save()
    hr.seat(who.assignment, post)


def _people(cast, *unit_ids):
    with partner_scope(cast.northshire.pk, unit_ids=frozenset(unit_ids)):
        return set(Person.objects.values_list("pk", flat=True))


def test_a_managers_scope_holds_the_unit_and_what_is_below_it(cast, tree):
    assert _people(cast, tree["care"].pk) == {tree["in"].person.pk, tree["below"].person.pk}
    assert _people(cast, tree["homes"].pk) == {tree["below"].person.pk}
    assert _people(cast, tree["homes"].pk, tree["highways"].pk) == {tree["below"].person.pk, tree["beside"].person.pk}


def test_without_a_unit_there_is_nobody(cast, tree):
    assert _people(cast) == set()
    assert _people(cast, 0) == set()


def test_everything_that_belongs_to_a_person_is_narrowed(cast, tree):
    with partner_scope(cast.northshire.pk, unit_ids=frozenset({tree["homes"].pk})):
        for model in (Assignment, TaxCode):
            assert set(model.objects.values_list("person_id", flat=True)) == {tree["below"].person.pk}


def test_sql_of_ones_own_is_narrowed_too(cast, tree):
    with partner_scope(cast.northshire.pk, unit_ids=frozenset({tree["homes"].pk})), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM hr_person")
        assert cursor.fetchall() == [(tree["below"].person.pk,)]


def test_a_unit_of_another_partner_opens_nothing(cast, tree):
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        theirs = hr.employee(cast.southborough).assignment.post.org_unit

    assert _people(cast, theirs.pk) == set()


def test_writing_about_somebody_elses_team_is_refused_by_the_database(cast, tree):
    beside = tree["beside"]
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        partner_scope(cast.northshire.pk, unit_ids=frozenset({tree["care"].pk})),
        transaction.atomic(),
    ):
        AbsenceRecord.objects.create(
            partner=cast.northshire, person=beside.person, assignment=beside.assignment, kind="SICKNESS",
            valid=DateRange(TODAY, None), reported_at=timezone.now(), reported_by=cast.hana,
        )  # fmt: skip


@pytest.mark.parametrize(("ended", "seen"), [(31, True), (33, False)])
def test_leavers_are_seen_for_a_month(cast, tree, ended, seen):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        job = tree["below"].assignment
        job.valid = DateRange(date(2020, 1, 1), TODAY - timedelta(days=ended - 1))
        job.save()

    assert (tree["below"].person.pk in _people(cast, tree["homes"].pk)) is seen


def test_a_scope_of_a_team_cannot_be_widened(cast, tree):
    care, homes = tree["care"].pk, tree["homes"].pk
    with partner_scope(cast.northshire.pk, unit_ids=frozenset({homes})):
        with pytest.raises(ScopeWidened), partner_scope(cast.northshire.pk, unit_ids=frozenset({care})):
            pass
        with pytest.raises(ScopeWidened):
            narrow_to_units(frozenset({care}))
        with partner_scope(cast.northshire.pk):
            assert Person.objects.count() == 1


def test_a_scope_is_narrowed_until_it_closes(cast, tree):
    with partner_scope(cast.northshire.pk):
        narrow_to_units(frozenset({tree["homes"].pk}))
        assert Person.objects.count() == 1
    with partner_scope(cast.northshire.pk):
        assert Person.objects.count() == 3


def test_there_is_nothing_to_narrow_without_a_scope(db):
    with pytest.raises(NoPartnerScope):
        narrow_to_units(frozenset())


# --- who is limited -------------------------------------------------------------------------------------------------


def _access(who):
    return access(user=who, on=TODAY)[0]


def test_a_permission_of_a_manager_is_limited_to_the_unit(cast, tree):
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER, unit=tree["homes"].pk)

    assert _access(mona).units_for("leave.approve") == {tree["homes"].pk}
    assert _access(mona).units_for("payroll.release") == frozenset()


def test_one_role_for_the_whole_partner_is_enough_for_what_it_gives_and_no_more(cast, tree):
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER, unit=tree["homes"].pk)
    grant(mona, cast.northshire, Role.CASE_OFFICER)

    assert _access(mona).units_for("people.view") is None
    assert _access(mona).units_for("leave.approve") == {tree["homes"].pk}


# --- giving the role ------------------------------------------------------------------------------------------------


def _give(cast, **given):
    start = TODAY
    wanted = {"email": "mona@example.org", "full_name": "Mona Example", "start": start, "reason": "New manager"}
    of = {"partner_id": cast.northshire.pk, "at": timezone.now()}
    with partner_scope(cast.northshire.pk):
        made = grants.propose(wanted=Wanted(**(wanted | given)), by=cast.uma, **of)
        return grants.approve(proposal=made.uuid, by=cast.gwen, **of)


def test_a_line_manager_needs_a_unit_of_the_partner(cast, tree):
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        theirs = hr.employee(cast.southborough).assignment.post.org_unit
    for unit_id in (None, theirs.pk):
        with pytest.raises(CannotGrant, match="Choose the unit") as refused:
            _give(cast, role=Role.LINE_MANAGER, unit_id=unit_id)
        assert refused.value.field == "unit"


def test_no_other_role_has_a_unit(cast, tree):
    with pytest.raises(CannotGrant, match="whole organisation"):
        _give(cast, role=Role.PAYROLL_PROCESSOR, unit_id=tree["homes"].pk)


def test_two_units_are_two_grants_and_the_same_one_twice_is_refused(cast, tree):
    _give(cast, role=Role.LINE_MANAGER, unit_id=tree["homes"].pk)
    _give(cast, role=Role.LINE_MANAGER, unit_id=tree["highways"].pk)

    assert Grant.objects.filter(user__email="mona@example.org").count() == 2
    with pytest.raises(CannotGrant, match="already"):
        _give(cast, role=Role.LINE_MANAGER, unit_id=tree["homes"].pk)


def test_units_are_offered_by_their_path(cast, tree):
    with partner_scope(cast.northshire.pk):
        offered = units(partner_id=cast.northshire.pk, on=TODAY)
        assert offered == unit_paths(partner_id=cast.northshire.pk, on=TODAY)

    assert dict(offered)[tree["homes"].pk] == f"{tree['care'].name} / Homes"
