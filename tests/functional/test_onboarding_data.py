"""Bringing a partner's people over: HR-11, and lessons 7, 11, 12, 23, 29 and 30."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from hr import rules_onboarding as rules
from hr.models import (
    AssignmentTerms,
    BankAccount,
    Employment,
    LoadRun,
    OnboardingIssue,
    Person,
    StagedRow,
)
from hr.operations import migration, migration_issues
from hr.operations.migration import SameAsBefore
from hr.operations.migration_issues import EvidenceNeeded, NotForPeople
from hr.operations.migration_parts import NotInThisStage
from hr.queries import migrations
from partners.scope import partner_scope
from tests.factories import hr, onboarding
from tests.factories.onboarding import AT
from tests.factories.people_file import csv_file, row, xlsx_file

pytestmark = pytest.mark.django_db

# Source: NJC pay spine from 1 April 2026: point 6 is £26,847.00; half of it £13,423.50.
THREE = {
    "people": {"": Decimal(3)},
    "employments": {"": Decimal(3)},
    "jobs": {"": Decimal(3)},
    "hours": {"U1": Decimal("92.50")},
    "fte": {"U1": Decimal("2.5000")},
    "annual_basic": {"": Decimal("67117.50")},
    "grade_count": {"G5": Decimal(3)},
    "bank_accounts": {"": Decimal(3)},
    "bank_passed": {"": Decimal(0)},
    "bank_shared": {"": Decimal(0)},
    "service_earlier": {"": Decimal(1)},
    "service_days": {"": Decimal(366)},
    "service_null": {"EMPLOYER": Decimal(0)}
    | dict.fromkeys(("REDUNDANCY", "LEAVE", "SICK_PAY", "MATERNITY", "SCHEME"), Decimal(3)),
    "previous_pay": {"": Decimal("12000.00")},
    "previous_tax": {"": Decimal("1200.40")},
    "post_fte": {"": Decimal("10.0000")},
}


def three(**last):
    """Ann, Bea who works half of the week, and Cat who has earlier service and pay."""
    return [
        row(1, email="ann@example.org"),
        row(2, forenames="Bea", contract_hours="18.5", email="bea@example.org"),
        row(3, forenames="Cat", email="cat@example.org", continuous_service_from="2019-04-01", previous_pay="12000.00",
            previous_tax="1200.40", previous_pay_year="2026-27") | last,
    ]  # fmt: skip


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = onboarding.project(cast)
        made.to_data()
        yield made


def issues(story, **wanted):
    return list(OnboardingIssue.objects.filter(project=story.project, **wanted).order_by("rule", "key"))


def totals(load, code):
    return {line.key: line[2:] for line in migrations.lines_of(load) if line.total == code}


def test_a_load_balances_in_source_staging_and_records(story):
    load = story.load(story.take(csv_file(*three()), totals=THREE))

    assert (load.is_applied, load.n_new, load.n_faults) == (True, 3, 0)
    assert totals(load, "fte") == {"U1": (Decimal("2.5000"),) * 3}
    assert totals(load, "annual_basic") == {"": (Decimal("67117.50"),) * 3}
    assert totals(load, "service_days") == {"": (Decimal(366),) * 3}
    assert [one for one in migrations.domains(load) if one.is_loadable and not one.is_balanced] == []
    assert [one.rule for one in issues(story)] == ["OB-SERVICE", "OB-SERVICE"]


def test_a_check_loads_nothing_and_says_what_would_be(story):
    load = story.load(story.take(csv_file(*three())), apply=False)

    assert (load.is_applied, load.summary) == (False, "Can be loaded: 3 new, 0 changed, 0 gone.")
    assert Person.objects.count() == 0


def test_the_same_extract_twice_changes_nothing(story):
    first = story.load(story.take(csv_file(*three()), totals=THREE))
    before = sorted(Person.objects.values_list("uuid", flat=True))
    story.sign(first)

    second = story.load(migrations.latest_extract(story.project))

    assert second.summary == "Nothing to do: the records come from this extract already."
    assert not second.is_applied
    assert migrations.latest_applied(story.project) == first
    assert sorted(Person.objects.values_list("uuid", flat=True)) == before
    with pytest.raises(SameAsBefore, match="extract 1"):
        story.take(csv_file(*three()), totals=THREE)


def test_a_later_extract_applies_only_new_changed_and_gone(story):
    story.load(story.take(csv_file(*three()), totals=THREE))
    kept = {one.employee_no: one.uuid for one in Employment.objects.all()}
    ann, bea, _cat = three()
    later = csv_file(ann, bea | {"contract_hours": "37"}, row(4, forenames="Dan"))

    preview = story.load(story.take(later), apply=False)
    load = story.load(migrations.latest_extract(story.project))

    assert (preview.n_new, preview.n_changed, preview.n_gone, preview.n_same) == (1, 1, 1, 1)
    assert load.summary == "Loaded: 1 new, 1 changed, 1 gone."
    now = {one.employee_no: one.uuid for one in Employment.objects.all()}
    assert sorted(now) == ["200001", "200002", "200004"]
    assert now["200001"] == kept["200001"]  # what is the same is not touched
    assert AssignmentTerms.objects.get(assignment__number="200002-1").contract_hours == Decimal(37)
    assert Person.objects.count() == 3


def test_two_employments_of_one_person_change_together(story):
    second = row(2, same_person_as="200001", national_insurance_number="") | dict.fromkeys(
        ("forenames", "surname", "date_of_birth", "sex"), ""
    )
    story.load(story.take(csv_file(row(1), second)))

    load = story.load(story.take(csv_file(row(1, surname="Archer"), second)))

    assert (load.is_applied, load.n_changed) == (True, 2)
    assert Person.objects.get().surname == "Archer"
    assert Employment.objects.filter(person=Person.objects.get()).count() == 2


def test_a_record_made_here_stops_the_load_instead_of_being_undone_ob_made_here(story):
    story.load(story.take(csv_file(*three())))
    job = Employment.objects.get(employee_no="200003")
    account = BankAccount.objects.get(employment=job)
    element = story.org.elements["ALLOWANCE"]
    assignment = AssignmentTerms.objects.get(assignment__employment=job).assignment
    who = type("Who", (), {"person": job.person, "employment": job, "assignment": assignment, "org": story.org})
    hr.monthly_input(who, element, period_start=date(2026, 11, 1), by=story.cast.amara)

    load = story.load(story.take(csv_file(*three(forenames="Kit"))))

    assert not load.is_applied
    assert [(one.rule, one.key, one.severity) for one in issues(story, severity="S1")] == [
        ("OB-MADE-HERE", "200003", "S1")
    ]
    assert "monthly input" in issues(story, severity="S1")[0].message
    assert BankAccount.objects.get(pk=account.pk).holder == "A Abbott"
    assert Person.objects.filter(forenames="Kit").count() == 0


def test_faults_are_issues_nothing_is_loaded_and_the_mended_file_closes_them(story):
    """Lesson 7: every fault is reported with row, field and remedy, and nothing is half loaded."""
    ann, bea, cat = three()
    wrong = csv_file(
        ann | {"post_number": "P999"},
        bea | {"national_insurance_number": cat["national_insurance_number"]},
        cat,
        row(4, cost_split="CC100:60"),
    )

    load = story.load(story.take(wrong))

    assert (load.is_applied, load.n_faults) == (False, 3)
    found = {one.rule: one for one in issues(story, severity="S1")}
    assert sorted(found) == ["OB-COSTS", "OB-NINO", "OB-ROW"]
    assert (found["OB-ROW"].key, found["OB-ROW"].row, found["OB-ROW"].column) == ("200001-1", 2, "post_number")
    assert found["OB-ROW"].remedy == "Correct the number, or have the post established first."
    assert found["OB-ROW"].owner == story.people["dot"]
    assert found["OB-ROW"].due_on == date(2026, 11, 16)
    assert Person.objects.count() == 0

    mended = story.load(story.take(csv_file(*three(), row(4))))

    assert (mended.is_applied, Person.objects.count()) == (True, 4)
    assert [(one.state, one.closed_load_id) for one in issues(story, severity="S1")] == [("CLOSED", mended.pk)] * 3


def test_rules_find_what_may_be_loaded_and_is_still_wrong(story):
    """OB-BANK, OB-SHARED, OB-NO-NINO, OB-EMAIL: AccountIsNotShared, PaidPersonHasBank, HasNino, HasEmail."""
    ann, bea, cat = three()
    nobank = dict.fromkeys(("sort_code", "account_number", "bank_account_name"), "")
    file = csv_file(
        ann | nobank,
        bea | {"account_number": "00000003", "national_insurance_number": "", "email": ""},
        cat | {"account_number": "00000003"},
    )

    story.load(story.take(file))

    found = {one.rule: (one.severity, one.key) for one in issues(story) if one.rule != "OB-SERVICE"}
    assert found == {
        "OB-BANK": ("S1", "200001"), "OB-SHARED": ("S2", "200002"), "OB-NO-NINO": ("S2", "200002"),
        "OB-EMAIL": ("S3", "200002"),
    }  # fmt: skip


def test_declared_totals_that_differ_are_s1_ob_total_and_ob_fte(story):
    declared = THREE | {"people": {"": Decimal(4)}, "fte": {"U1": Decimal("2.5200")}}

    load = story.load(story.take(csv_file(*three()), totals=declared))

    assert load.is_applied  # the rows are right: it is the totals that do not agree
    found = {one.rule: one.message for one in issues(story, severity="S1")}
    assert found == {
        "OB-FTE": "The old system says 2.5200 full-time equivalent in unit U1; the rows come to 2.5000.",
        "OB-TOTAL": "“People”: the old system says 4, the rows come to 3.",
    }


def test_a_mismatch_of_a_hundredth_is_a_total_and_not_ob_fte(story):
    story.load(story.take(csv_file(*three()), totals=THREE | {"fte": {"U1": Decimal("2.5100")}}))

    assert [one.rule for one in issues(story, severity="S1")] == ["OB-TOTAL"]


def test_an_undeclared_total_does_not_balance(story):
    load = story.load(story.take(csv_file(*three())))

    assert totals(load, "people") == {"": (None, Decimal(3), Decimal(3))}
    assert not any(one.is_balanced for one in migrations.domains(load))


def test_records_changed_here_show_in_the_totals_with_the_jobs_that_explain_it(story):
    load = story.load(story.take(csv_file(*three()), totals=THREE))
    AssignmentTerms.objects.filter(assignment__number="200002-1").update(contract_hours=Decimal("20.00"))

    again = story.load(migrations.latest_extract(story.project))

    assert totals(again, "hours") == {"U1": (Decimal("92.50"), Decimal("92.50"), Decimal("94.00"))}
    found = migrations.differences(load=again, total="hours", on=AT.date())
    assert [tuple(one) for one in found] == [("200002-1", "200002", "U1 18.50", "U1 20.00")]
    assert totals(load, "hours") == {"U1": (Decimal("92.50"),) * 3}


def test_columns_and_values_of_the_old_system_are_mapped(story):
    text = csv_file(*three()).getvalue().decode()
    text = text.replace("employee_number,", "Payroll Ref,", 1).replace("contract_hours", "Std Hrs", 1)
    text = text.replace("PERMANENT", "PERM").replace("weeks_in_year", "Car Park", 1)
    story_columns = "Payroll Ref = employee_number\nStd Hrs = contract_hours\nworking_pattern ="
    migration.set_mapping(
        project=story.project.uuid, columns=story_columns, values="contract: perm = PERMANENT", by=story.mia, at=AT
    )

    load = story.load(story.take(io.BytesIO(text.encode())))

    assert (load.is_applied, load.n_new, load.mapping.version) == (True, 3, 1)
    with pytest.raises(SameAsBefore):
        migration.set_mapping(
            project=story.project.uuid, columns=story_columns, values="contract: PERM = PERMANENT", by=story.mia, at=AT
        )


def test_cost_codes_are_mapped_share_by_share(story):
    rows = [row(1, cost_split="4711:60; 4712:40")]
    unmapped = story.load(story.take(csv_file(*rows)), apply=False)
    hr.cost_centre(story.org.entity, "CC200")
    migration.set_mapping(
        project=story.project.uuid, columns="", values="cost_split: 4711 = CC100\ncost_split: 4712 = CC200",
        by=story.mia, at=AT,
    )  # fmt: skip

    mapped = story.load(migrations.latest_extract(story.project))

    assert sorted(unmapped.unmapped_costs) == ["4711", "4712"]
    assert (mapped.unmapped_costs, mapped.is_applied) == ({}, True)


def test_a_workbook_is_an_extract_too(story):
    assert story.load(story.take(xlsx_file(*three()), name="a.xlsx")).is_applied


def test_data_are_loaded_only_from_build_to_cut_over(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = onboarding.project(cast)

        with pytest.raises(NotInThisStage, match="Enquiry"):
            made.take(csv_file(row()))


# --- issues ----------------------------------------------------------------------------------------------------------
def open_issue(story, severity):
    ann, bea, cat = three()
    nobank = dict.fromkeys(("sort_code", "account_number", "bank_account_name"), "")
    story.load(story.take(csv_file(ann | nobank, bea | {"national_insurance_number": ""}, cat)))
    return issues(story, severity=severity)[0]


def test_accept_issue_s1_is_refused_by_operation_and_database(story):
    issue = open_issue(story, "S1")

    with pytest.raises(NotForPeople, match="cannot be accepted"):
        migration_issues.accept(issue=issue.uuid, evidence="It is fine", by=story.mia, at=AT)
    with pytest.raises(DatabaseError, match="s1_never_accepted"), transaction.atomic():
        OnboardingIssue.objects.filter(pk=issue.pk).update(
            state="ACCEPTED", accepted_by=story.mia, accepted_at=AT, evidence="x"
        )


def test_settle_issue_by_hand_is_refused_by_the_database(story):
    """T: nobody closes an issue: not with an older load, not without one, and not by making it a lesser one."""
    issue = open_issue(story, "S1")
    rows = OnboardingIssue.objects.filter(pk=issue.pk)

    with pytest.raises(DatabaseError, match=r"closed_by_load|a load closes"), transaction.atomic():
        rows.update(state="CLOSED")
    with pytest.raises(DatabaseError, match="keeps its rule"), transaction.atomic():
        rows.update(severity="S3")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows.delete()
    with pytest.raises(DatabaseError, match=r"append-only|permission denied|cannot"), transaction.atomic():
        LoadRun.objects.filter(pk=issue.found_load_id).update(transaction=0)


def test_accept_issue_and_reopen_issue_of_s2(story):
    issue = open_issue(story, "S2")

    with pytest.raises(EvidenceNeeded):
        migration_issues.accept(issue=issue.uuid, evidence=" ", by=story.mia, at=AT)
    accepted = migration_issues.accept(issue=issue.uuid, evidence="HMRC enquiry 12", by=story.mia, at=AT)
    story.load(migrations.latest_extract(story.project))
    kept = OnboardingIssue.objects.get(pk=issue.pk)
    reopened = migration_issues.reopen(issue=issue.uuid, by=story.mia)

    assert (accepted.state, kept.state, reopened.state) == ("ACCEPTED", "ACCEPTED", "OPEN")
    assert reopened.evidence == "HMRC enquiry 12"


def test_an_issue_gets_an_owner_who_has_to_do_with_it(story):
    issue = open_issue(story, "S1")

    kept = migration_issues.assign(issue=issue.uuid, owner=story.mia, due_on=date(2026, 12, 1), by=story.mia, at=AT)

    assert (kept.owner, kept.due_on) == (story.mia, date(2026, 12, 1))
    with pytest.raises(migration_issues.NotAnOwner):
        migration_issues.assign(issue=issue.uuid, owner=story.cast.ed, due_on=None, by=story.mia, at=AT)


def test_staged_rows_hold_no_names_or_numbers_of_people(story):
    story.load(story.take(csv_file(*three())))
    names = {field.name for field in StagedRow._meta.fields}

    assert names.isdisjoint({"surname", "forenames", "nino", "account_number", "sort_code", "address"})
    assert "Abbott" not in str(list(StagedRow.objects.values()))


def test_every_rule_says_how_grave_it_is():
    found = [one for one in vars(rules).values() if isinstance(one, type) and issubclass(one, rules.LoadRule)]

    assert {one.code: one.severity for one in found if one.code} == {
        "OB-ROW": "S1", "OB-NINO": "S1", "OB-COSTS": "S1", "OB-PAY-GROUP": "S1", "OB-MADE-HERE": "S1", "OB-BANK": "S1",
        "OB-FTE": "S1", "OB-TOTAL": "S1", "OB-SHARED": "S2", "OB-NO-NINO": "S2", "OB-SERVICE": "S3", "OB-EMAIL": "S3",
        "OB-USED": "S1", "OB-DUE": "S2", "OB-OPEN": "S3", "OB-UNLISTED": "S2", "OB-RTW-LAPSED": "S1",
        "OB-RTW-NONE": "S2", "OB-CHECK-NONE": "S2", "OB-CHECK-LAPSED": "S2", "OB-CHECK-ENDS": "S3",
        "OB-REMAINING": "S2",
    }  # fmt: skip
