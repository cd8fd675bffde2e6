"""Two records of one human being: merged by two people, parted letter by letter, with every table (domain HR-03)."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hr import sealed
from hr.models import BankAccount, Employment, FormerName, Person, PersonMerge, PersonMergeRow
from hr.operations import merges, missing
from hr.queries import merges as found
from hr.queries.people import Former
from hr.rules import RuleBroken
from partners.models import ChangeRequest, Grant, LegalHold
from partners.operations import changes, holds
from partners.operations.change_trials import Proposal
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import hr
from tests.factories.whole_life import live
from tests.people import grant, user
from tests.shared import undone

NOW = timezone.now()
NINO = "AB123456C"
# Nobody but their own operations reads or writes these: what stands in them is counted by what erases them.
UNSEEN = {"hr_personmergerow"}


def links():
    with connection.cursor() as cursor:
        cursor.execute("SELECT in_table, in_column FROM person_links()")
        return cursor.fetchall()


def snapshot(partner_id):
    """Return every row about people that the runtime role may read, as text, by table."""
    seen = {}
    with connection.cursor() as cursor:
        for table in sorted({table for table, _column in links()} | {"hr_person", "partners_user"}):
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            seen[table] = [row[0] for row in cursor.fetchall()]
        for code in ("cases", "equality"):
            cursor.execute("SELECT * FROM retained(%s, %s, CURRENT_DATE) ORDER BY person_id", [code, partner_id])
            seen[code] = cursor.fetchall()
    return seen


def proposal(keep, gone):
    return Proposal(kind=found.MERGE, payload={"person": str(keep.uuid), "duplicate": str(gone.uuid)}, reason="Twice")


def decided(cast, wanted, at=NOW):
    """Have Hana propose and Ben approve; what the end of the transaction looks for is looked for at once."""
    row = changes.submit(partner_id=cast.northshire.pk, proposal=wanted, by=cast.hana, at=at)
    row = changes.approve(change=row.uuid, content_hash=row.content_hash, comment="", by=cast.ben, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return row


@pytest.fixture
def twins(scope, org, ann):
    """Ann, who is employed, and a second record of her, who has a number and a bank account."""
    fields = {"surname": ann.person.surname.upper(), "date_of_birth": ann.person.date_of_birth}
    other = hr.employee(scope.northshire, org=org, person_fields=fields)
    token, index = sealed.seal_nino(NINO, partner_id=scope.northshire.pk, person=other.person.uuid)
    Person.objects.filter(pk=other.person.pk).update(nino=token, nino_index=index)
    Person.objects.filter(pk=ann.person.pk).update(nino="", nino_index="")
    return ann.person, Person.objects.get(pk=other.person.pk)


def test_a_record_with_a_row_in_every_table_is_merged_and_parted_letter_by_letter(scope, twins):
    keep, _other = twins
    life = live(scope, scope.northshire, is_pensioned=True)
    partner_id = scope.northshire.pk
    ChangeRequest.objects.filter(settled_at=None).update(state="WITHDRAWN", settled_at=NOW)
    before = snapshot(partner_id)

    decided(scope, proposal(keep, life.person))

    assert not Person.objects.filter(pk=life.person.pk).exists()
    left = {
        (table, column): apps_rows(table, column, life.person.pk)
        for table, column in links()
        if table not in UNSEEN and apps_rows(table, column, life.person.pk)
    }
    assert set(left) <= {("hr_contact", "person_id")}  # how the second record is reached goes with its address
    made = PersonMerge.objects.get()
    assert PersonMergeRow.objects.count() == 0  # which rows there were could tell of a case
    assert ("Employments", 1) in found.moved(made)
    changed = snapshot(partner_id)
    assert sum(before[one] != changed[one] for one in before) > 40

    decided(scope, Proposal(kind=found.PART, payload={"merge": str(made.uuid)}, reason="Not the same after all"))

    after = snapshot(partner_id)
    mine = {str(one.pk) for one in ChangeRequest.objects.filter(kind__in=[found.MERGE, found.PART])}
    ours = [one for one in after["partners_changerequest"] if one[1:].split(",")[0] in mine]
    after["partners_changerequest"] = [one for one in after["partners_changerequest"] if one not in ours]
    new = {one for one in after["partners_outboundmessage"] if one not in before["partners_outboundmessage"]}
    after["partners_outboundmessage"] = [one for one in after["partners_outboundmessage"] if one not in new]
    assert {one for one in before if before[one] != after[one]} == set()


def apps_rows(table, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [pk])
        return cursor.fetchone()[0]


def test_employments_login_and_number_go_over_and_what_came_since_goes_back_with_its_job(scope, twins, org):
    keep, gone = twins
    login, other = user("Annabel"), user("Anna")
    grant(login, scope.northshire, Role.EMPLOYEE, person_id=keep.pk)
    grant(other, scope.northshire, Role.EMPLOYEE, person_id=gone.pk)
    job = Employment.objects.get(person=gone)

    decided(scope, proposal(keep, gone))

    keep.refresh_from_db()
    other.refresh_from_db()
    assert Employment.objects.get(pk=job.pk).person_id == keep.pk
    assert sealed.open_nino(keep.nino, person=keep.uuid) == NINO
    assert set(Grant.objects.filter(user__in=[login, other]).values_list("person_id", flat=True)) == {keep.pk}
    assert other.human_id == login.human_id  # nobody decides with one login what they proposed with the other

    decided(scope, Proposal(kind=found.PART, payload={"merge": str(PersonMerge.objects.get().uuid)}, reason="Two"))

    keep.refresh_from_db()
    other.refresh_from_db()
    assert (keep.nino, other.human_id != login.human_id) == ("", True)
    back = Person.objects.get(pk=gone.pk)
    assert (back.nino, back.merged_into_id) == (gone.nino, None)
    job.refresh_from_db()
    assert {job.person_id, BankAccount.objects.get(employment=job).person_id} == {gone.pk}
    with pytest.raises(RuleBroken, match="parted already"):
        merges.part(merge=PersonMerge.objects.get().uuid, reason="Again", by=scope.hana, at=NOW)


def test_what_is_written_on_a_job_since_goes_back_with_it(scope, twins):
    keep, gone = twins
    job = Employment.objects.get(person=gone)
    decided(scope, proposal(keep, gone))
    since = hr.student_loan(Employment.objects.get(pk=job.pk))
    assert since.person_id == keep.pk

    decided(scope, Proposal(kind=found.PART, payload={"merge": str(PersonMerge.objects.get().uuid)}, reason="Two"))

    since.refresh_from_db()
    assert since.person_id == gone.pk


def test_nobody_merges_alone_not_even_past_the_operations(scope, twins):
    keep, gone = twins
    with undone():
        merges.merge(person=keep.uuid, duplicate=gone.uuid, reason="By myself", by=scope.hana, at=NOW)
        with pytest.raises(DatabaseError, match="somebody else"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS hr_personmerge_approved IMMEDIATE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hr_person SET merged_into_id = {keep} WHERE id = {gone}",
        "INSERT INTO hr_personmerge (partner_id, uuid, person_id, duplicate_id, state, reason, merged_at, part_reason)"
        " VALUES ({partner}, gen_random_uuid(), {keep}, {gone}, 'MERGED', 'x', now(), '')",
        "DELETE FROM hr_personmergerow",
        "SELECT begin_merging()",
        "INSERT INTO hr_mergetoken VALUES (pg_current_xact_id())",
    ],
)
def test_the_database_keeps_the_door_shut(scope, twins, statement):
    keep, gone = twins
    said = statement.format(keep=keep.pk, gone=gone.pk, partner=scope.northshire.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said)


def test_what_is_under_way_comes_first_and_neither_of_the_two_merges_themselves(scope, twins):
    """HR-MERGE-TWO, HR-MERGE-FREE, HR-NOT-ONESELF: rules TwoRecords, NothingStandsInTheWay, NotOneself."""
    keep, gone = twins
    with pytest.raises(RuleBroken, match="itself"):
        merges.merge(person=keep.uuid, duplicate=keep.uuid, reason="x", by=scope.hana, at=NOW)
    hold = LegalHold.objects.create(
        partner=scope.northshire, person_id=gone.pk, reason="Tribunal", set_by=scope.ben, set_at=NOW
    )
    with pytest.raises(RuleBroken, match="legal hold"):
        merges.merge(person=keep.uuid, duplicate=gone.uuid, reason="x", by=scope.hana, at=NOW)
    hold.lifted_by, hold.lifted_at, hold.lift_reason = scope.ben, NOW, "Over"
    hold.save()
    grant(scope.hana, scope.northshire, Role.EMPLOYEE, person_id=gone.pk)
    with pytest.raises(RuleBroken, match="about yourself"):
        merges.merge(person=keep.uuid, duplicate=gone.uuid, reason="x", by=scope.hana, at=NOW)


def test_nobody_who_has_died_or_is_missing_is_merged(scope, twins):
    keep, gone = twins
    told = {"told_by": "The police", "police_reference": ""}
    missing.report(person=gone.uuid, missing_since=timezone.localdate(), by=scope.ben, at=NOW, **told)
    with pytest.raises(holds.PersonOnHold):
        decided(scope, proposal(keep, gone))
    assert found.pairs(partner_id=scope.northshire.pk).count() == 0


def test_what_one_person_has_once_is_ended_on_one_record_first(scope, twins):
    """HR-MERGE-ONCE: rule OnlyOnceEach."""
    by = {"set_by": scope.ben, "set_at": NOW, "review_on": date(2027, 11, 1)}
    for one in twins:
        apps.get_model("hr.SensitivePost").objects.create(
            partner=scope.northshire, person=one, kind="ADDRESS", reason="x", **by
        )
    with pytest.raises(DomainError, match="only once at a time"):
        merges.merge(person=twins[0].uuid, duplicate=twins[1].uuid, reason="x", by=scope.hana, at=NOW)


@pytest.fixture
def elsewhere(cast):
    """Somebody at Southborough, made before Northshire is in scope."""
    with partner_scope(cast.southborough.pk, actor_id=cast.dilys.pk):
        return hr.person(cast.southborough)


def test_somebody_of_another_partner_is_nobody(elsewhere, scope, twins):
    theirs = elsewhere
    with pytest.raises(Person.DoesNotExist):
        merges.merge(person=twins[0].uuid, duplicate=theirs.uuid, reason="x", by=scope.hana, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT hr_merge_people(%s, %s, %s, '', '', 'x', now())",
            [scope.southborough.pk, str(twins[0].uuid), str(theirs.uuid)],
        )


def test_likely_duplicates_are_found_by_surname_and_birth(scope, twins):
    keep, gone = twins
    rows = found.pairs(partner_id=scope.northshire.pk).page([], 0, 10)

    assert [(one.person, one.duplicate, one.why) for one in rows] == [
        (keep.uuid, gone.uuid, "Same surname and date of birth")
    ]
    assert found.pairs(partner_id=scope.northshire.pk, search="nobody").count() == 0
    assert found.n_pairs(partner_id=scope.northshire.pk) == 1


def test_likely_duplicates_are_found_by_a_surname_that_was_given_up(scope, twins):
    keep, gone = twins
    was = {"partner": scope.northshire, "evidence": "MARRIAGE", "until": date(2020, 5, 1), "reason": "Married"}

    def whys(former=Former.NONE):
        return [one.why for one in found.pairs(partner_id=scope.northshire.pk, former=former).page([], 0, 10)]

    Person.objects.filter(pk=gone.pk).update(surname="Newname")
    assert whys() == []
    FormerName.objects.create(person=gone, surname="Hiddenname", is_restricted=True, **was)
    FormerName.objects.create(person=keep, surname="HIDDENNAME", **was)
    assert (whys(), whys(Former.OPEN)) == ([], [])
    assert whys(Former.ALL) == ["Same former surname and date of birth"]  # both had it, one under restriction
    FormerName.objects.create(person=gone, surname=keep.surname.upper(), **was)
    assert whys() == ["Same former surname and date of birth"]  # the later record had the name of the older one
    Person.objects.filter(pk=gone.pk).update(date_of_birth=date(1971, 2, 3))
    assert whys(Former.ALL) == []


def test_the_older_record_may_be_the_one_that_had_the_name(scope, twins):
    keep, _gone = twins
    was = {"partner": scope.northshire, "evidence": "MARRIAGE", "until": date(2020, 5, 1), "reason": "Married"}
    FormerName.objects.create(person=keep, surname=keep.surname, **was)
    Person.objects.filter(pk=keep.pk).update(surname="Newname")
    assert found.n_pairs(partner_id=scope.northshire.pk) == 1


def test_a_search_reads_former_names_of_both_records_for_who_may_see_them(scope, twins):
    keep, gone = twins
    was = {"partner": scope.northshire, "evidence": "MARRIAGE", "until": date(2020, 5, 1), "reason": "Married"}
    FormerName.objects.create(person=keep, surname="Oldname", **was)
    FormerName.objects.create(person=gone, surname="Hiddenname", is_restricted=True, **was)

    def n(search, former):
        of = {"partner_id": scope.northshire.pk, "search": search, "former": former}
        return found.pairs(**of).count()

    assert [n("oldname", one) for one in (Former.NONE, Former.OPEN, Former.ALL)] == [0, 1, 1]
    assert [n("hiddenname", one) for one in (Former.NONE, Former.OPEN, Former.ALL)] == [0, 0, 1]
    assert n(keep.surname, Former.NONE) == 1

    decided(scope, proposal(keep, gone))

    made = {"partner_id": scope.northshire.pk, "search": "oldname"}
    assert [found.merges(former=one, **made).count() for one in (Former.NONE, Former.OPEN)] == [0, 1]
