"""The stages of an onboarding and the gates before them: GOV-05, and lessons 11, 12, 23 and 29."""

import inspect
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from hr import onboarding_evidence
from hr.engine.migration_totals import NOT_LOADED
from hr.models import (
    DocumentSignature,
    GateEvaluation,
    OnboardingDocument,
    OnboardingIssue,
    OnboardingMove,
    OnboardingProject,
    SignOff,
)
from hr.onboarding_evidence import DOMAIN, FIRST_RUN, PARALLEL_RUNS, Evidence, register_evidence
from hr.operations import migration, migration_issues, onboarding_news
from hr.operations import onboarding as operations
from hr.operations.onboarding import GateIsRed, NotYours, ThereIsOne, WordsNeeded
from hr.queries import onboarding_gates
from hr.states import ONBOARDING, ONBOARDING_FORWARD, ONBOARDING_ORDER, OnboardingStage
from partners.models import AuditEvent, Grant, OutboundMessage, PayeScheme
from partners.roles import INCOMPATIBLE, Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests.factories import onboarding
from tests.factories.onboarding import AT, LATE, PATH
from tests.factories.people_file import csv_file
from tests.functional.test_onboarding_data import THREE, three
from tests.people import grant, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = onboarding.project(cast)
        PayeScheme.objects.update(accounts_office_reference="123PA00012345")
        yield made


@pytest.fixture
def proven(monkeypatch):
    """Payroll and finance have found their evidence."""
    monkeypatch.setattr(onboarding_evidence, "_finders", {})
    for name in (PARALLEL_RUNS, FIRST_RUN, *(f"{DOMAIN}{code}" for code in NOT_LOADED)):
        register_evidence(name=name, find=lambda partner_id, on: Evidence(True, f"Compared at {partner_id}."))


def states(story):
    found = onboarding_gates.look(OnboardingProject.objects.get(pk=story.project.pk), on=AT.date())
    return {one.code: one for one in found}


def green(story):
    return {code for code, one in states(story).items() if one.is_green}


def load(story, *, email="ann@example.org", at=AT):
    rows = [one | {"continuous_service_from": one.get("continuous_service_from") or "2020-04-01"} for one in three()]
    rows[0]["email"] = email
    return story.load(story.take(csv_file(*rows), totals=THREE, at=at), at=at)


def to_signing(story):
    """Bring the project to parallel runs with everything but evidence of them and the four signatures."""
    story.to_data()
    made = load(story)
    story.sign(made, "DATA_OWNER", "HR_MANAGER", "PAYROLL_RELEASER")
    for kind in LATE:
        story.paper(kind)
    onboarding_news.tell_staff(
        project=story.project.uuid, subject="Your pay", words="From April your pay comes from us.", by=story.mia, at=AT
    )
    story.other_domains()
    story.freeze(date(2027, 3, 1))
    story.move("accept")
    story.move("run_parallel")
    return made


# --- the table ------------------------------------------------------------------------------------------------------
def test_the_stages_are_those_of_gov_05_in_their_order():
    assert [stage.value for stage in ONBOARDING_ORDER] == [
        "ENQUIRY", "FEASIBILITY", "BUSINESS_CASE", "DECISION", "AGREEMENT_SIGNED", "DESIGN", "BUILD", "DATA_MIGRATION",
        "UAT", "PARALLEL_RUN", "CUTOVER", "HYPERCARE", "LIVE", "REVIEW",
    ]  # fmt: skip
    assert list(ONBOARDING_FORWARD) == list(PATH)


def test_assess_make_case_ask_for_decision_sign_agreement_design_build_migrate_follow_each_other(story):
    story.to_data()

    assert story.project.stage == "DATA_MIGRATION"
    evaluation = GateEvaluation.objects.filter(target="DATA_MIGRATION").get()
    assert (evaluation.n_red, evaluation.evaluated_by) == (0, story.mia)


def test_accept_run_parallel_cut_over_begin_hypercare_go_live_review_with_evidence(story, proven):
    """The whole way, once payroll has evidence: the only thing that opens the gate of parallel runs."""
    made = to_signing(story)
    with pytest.raises(GateIsRed, match="Go-live signed by four people"):
        story.move("cut_over")
    story.sign(made, "SECTION_151", "HR_DIRECTOR", "DATA_PROTECTION_OFFICER", "AUDITOR")
    story.move("cut_over")
    later = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    with pytest.raises(GateIsRed, match="No extract of people was taken since the freeze began"):
        story.move("begin_hypercare", at=later)
    load(story, at=later)  # the same again: nothing changed, and the signatures hold
    for action in ("begin_hypercare", "go_live"):
        story.move(action, at=later)
    with pytest.raises(GateIsRed, match="90 days since going live"):
        story.move("review", at=later + timedelta(days=89))
    story.move("review", at=later + timedelta(days=90))

    assert story.project.stage == "REVIEW"


def test_the_gate_of_parallel_runs_is_red_without_evidence_whatever_is_signed(story):
    """Lessons 23 and 29: nobody goes live on parallel runs that nobody compared.

    A project walks through every stage that it can reach today; before cutting over, only evidence is missing that
    payroll and finance have to find. DBS checks came with the other checks.
    """
    story.sign(to_signing(story), "SECTION_151", "HR_DIRECTOR", "DATA_PROTECTION_OFFICER", "AUDITOR")

    with pytest.raises(GateIsRed, match="no parallel pay run has been compared"):
        story.move("cut_over")

    assert states(story)["GATE-PARALLEL"].reason.startswith("There is no evidence yet")
    assert states(story)["GATE-DOMAINS"].reason == "Every file balances and is signed by the data owner."
    said = states(story)["GATE-FINANCE"].reason
    assert said == "Ledger: Northshire County Council: no chart of accounts; Suppliers: There is no supplier."
    assert OnboardingProject.objects.get().stage == "PARALLEL_RUN"
    moves = OnboardingMove.objects.filter(action__in=PATH).order_by("id")
    here = ONBOARDING_ORDER.index(OnboardingStage.PARALLEL_RUN)
    assert [one.target for one in moves] == [stage.value for stage in ONBOARDING_ORDER[1 : here + 1]]
    found = onboarding_gates.look(story.project, on=AT.date())
    red = {one.code for one in onboarding_gates.red_before(found, "CUTOVER")}
    assert red == {"GATE-PARALLEL", "GATE-FINANCE"}


def test_evidence_that_is_not_enough_keeps_the_gate_red(story, monkeypatch):
    monkeypatch.setattr(onboarding_evidence, "_finders", {})
    register_evidence(
        name=PARALLEL_RUNS, find=lambda partner_id, on: Evidence(False, "15 differences are unexplained.")
    )

    found = states(story)["GATE-PARALLEL"]

    assert (found.is_green, found.reason) == (False, "15 differences are unexplained.")
    with pytest.raises(ValueError, match="twice"):
        register_evidence(name=PARALLEL_RUNS, find=lambda partner_id, on: Evidence(True, ""))


def test_every_other_pair_of_stage_and_move_is_refused(story):
    legal = {(pair.action, pair.state) for pair in pairs(ONBOARDING) if pair.is_legal}
    assert len(legal) == 13 * 2 + 4 + 11 + 15 + 1

    for action in ONBOARDING:
        if (action, OnboardingStage.ENQUIRY) not in legal:
            with pytest.raises(WrongState):
                story.move(action)


def test_put_on_hold_goes_on_only_where_it_was_held(story):
    story.move("assess")
    story.move("put_on_hold", reason="The council waits for an election")
    with pytest.raises(WrongState, match="Feasibility"):
        story.move("make_case")
    story.move("assess")

    assert (story.project.stage, story.project.held_stage) == ("FEASIBILITY", "")


def test_go_back_to_the_data_needs_a_reason_and_no_gate(story):
    story.to_data()
    load(story)
    story.move("accept")
    with pytest.raises(WordsNeeded, match="Say why"):
        story.move("go_back", reason=" ")

    story.move("go_back", reason="Trial 2")

    assert story.project.stage == "DATA_MIGRATION"


def test_withdraw_partner_and_complete_exit_end_it_and_another_may_begin(story):
    with pytest.raises(ThereIsOne):
        operations.open_project(
            partner_id=story.partner.pk, staff_expected=1, go_live_planned_on=date(2028, 4, 1), by=story.mia, at=AT
        )
    story.move("withdraw_partner", reason="The council voted against it")
    story.move("complete_exit", reason="Data deleted")

    assert story.project.stage == "EXITED"
    again = operations.open_project(
        partner_id=story.partner.pk, staff_expected=1, go_live_planned_on=date(2028, 4, 1), by=story.mia, at=AT
    )
    assert again.stage == "ENQUIRY"


@pytest.mark.parametrize(
    ("staff", "planned", "says"), [(0, date(2027, 4, 1), "somebody"), (5, date(2026, 11, 2), "past")]
)
def test_a_project_needs_people_and_a_day_to_come(cast, staff, planned, says):
    with partner_scope(cast.northshire.pk), pytest.raises(WordsNeeded, match=says):
        operations.open_project(
            partner_id=cast.northshire.pk, staff_expected=staff, go_live_planned_on=planned, by=cast.hana, at=AT
        )


# --- gates ----------------------------------------------------------------------------------------------------------
def test_in_the_beginning_every_gate_is_red_but_what_is_set_up_already(story):
    assert green(story) == {"GATE-DUTIES", "GATE-HMRC", "GATE-CAPACITY"}


def test_a_move_names_every_red_gate(story):
    story.move("assess")
    story.move("make_case")

    with pytest.raises(GateIsRed, match=r"Business case: Not recorded\."):
        story.move("ask_for_decision")


def test_a_paper_needs_its_signatures_and_a_newer_one_needs_new_ones(story):
    first = story.paper("AGREEMENT", sign=False)
    assert states(story)["GATE-AGREEMENT"].reason == "Minute AGREEMENT: 2 signatures are missing."
    operations.sign_paper(document=first.uuid, capacity="Treasurer", by=story.people["sal"], at=AT)
    assert states(story)["GATE-AGREEMENT"].reason == (
        "Minute AGREEMENT, signed by Sal Example: 1 signature is missing."
    )
    operations.sign_paper(document=first.uuid, capacity="Director", by=story.people["hal"], at=AT)
    assert "GATE-AGREEMENT" in green(story)

    story.paper("AGREEMENT", sign=False)

    assert "GATE-AGREEMENT" not in green(story)


def test_nobody_signs_their_own_paper_or_twice_by_another_login(story):
    made = story.paper("DPIA", sign=False)
    with pytest.raises(NotYours, match="You recorded"):
        operations.sign_paper(document=made.uuid, capacity="Lead", by=story.mia, at=AT)
    operations.sign_paper(document=made.uuid, capacity="Treasurer", by=story.people["sal"], at=AT)
    second = user("Salome")
    second.human_id = story.people["sal"].human_id
    second.save()

    with pytest.raises(NotYours, match="You have signed"):
        operations.sign_paper(document=made.uuid, capacity="Treasurer", by=second, at=AT)
    with pytest.raises(DatabaseError, match="nobody signs the paper"), transaction.atomic():
        DocumentSignature.objects.create(
            partner=story.partner, document=made, signed_by=story.mia, signed_human=second.human_id, signed_at=AT,
            capacity="Forged",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("says", "field"),
    [
        ({"reference": " "}, "reference"),
        ({"says": "x" * 2_000_000}, "says"),
        ({"dated_on": date(2026, 11, 3)}, "dated_on"),
    ],
)
def test_a_paper_that_says_nothing_or_is_of_tomorrow_is_refused(story, says, field):
    given = {"kind": "DPIA", "reference": "R", "dated_on": date(2026, 11, 2), "says": "Done"} | says

    with pytest.raises(WordsNeeded) as refused:
        operations.record_paper(project=story.project.uuid, paper=operations.Paper(**given), by=story.mia, at=AT)

    assert refused.value.field == field
    assert OnboardingDocument.objects.count() == 0


def test_an_old_rehearsal_does_not_count(story):
    story.paper("ROLLBACK", dated_on=date(2026, 5, 1))

    assert states(story)["GATE-ROLLBACK"].reason == "The rehearsal Minute ROLLBACK is older than 180 days."


def test_duties_gate_is_red_when_a_role_is_empty_or_two_are_held_by_one_person(story):
    Grant.objects.filter(user=story.people["pia"]).update(suspended_at=AT, suspended_by=story.mia, suspended_for=1)
    assert states(story)["GATE-DUTIES"].reason == "Nobody is Data protection officer."
    grant(story.mia, story.partner, Role.SECTION_151)

    assert states(story)["GATE-DUTIES"].reason == (
        "1 pair of roles is held by one person: Migration lead and Section 151 officer."
    )


def test_hmrc_gate_wants_both_references_of_every_scheme(story):
    PayeScheme.objects.update(accounts_office_reference="")

    assert states(story)["GATE-HMRC"].reason.startswith("Without an Accounts Office reference: Main scheme")


def test_data_gates_follow_the_loads(story):
    assert {states(story)[code].reason for code in ("GATE-S1", "GATE-COSTS", "GATE-TOTALS", "GATE-STAFF")} == {
        "No data have been loaded."
    }
    story.to_data()
    load(story)
    assert {"GATE-S1", "GATE-S2", "GATE-COSTS", "GATE-TOTALS"} <= green(story)
    nobank = dict.fromkeys(("sort_code", "account_number", "bank_account_name"), "")
    ann, bea, cat = three()

    story.load(story.take(csv_file(ann | nobank | {"cost_split": "X9:100"}, bea, cat), totals=THREE))

    found = states(story)
    assert (
        found["GATE-S1"].reason == "3 S1 issues are open."
    )  # the cost code, the missing account, and the total of accounts
    assert found["GATE-COSTS"].reason == "1 cost code is no cost centre here: X9."
    assert found["GATE-TOTALS"].reason.startswith("Source, staging and records do not agree")


def test_staff_gate_counts_messages_and_letters(story):
    story.to_data()
    load(story, email="")
    assert states(story)["GATE-STAFF"].reason == "0 of 2 people with an e-mail address have been told."
    told = {"subject": "Your pay", "words": "From April.", "by": story.mia, "at": AT}
    n_first = onboarding_news.tell_staff(project=story.project.uuid, **told)
    n_again = onboarding_news.tell_staff(project=story.project.uuid, **told)
    assert (n_first, n_again, OutboundMessage.objects.filter(kind="onboarding.news").count()) == (2, 0, 2)
    assert states(story)["GATE-STAFF"].reason == "1 person has no e-mail address, and no posting is recorded."
    story.paper("LETTERS", sign=False)

    assert states(story)["GATE-STAFF"].reason == "All 3 people have been told, 1 of them by letter."


# --- a red gate cannot be typed green -------------------------------------------------------------------------------
def test_no_operation_takes_a_gate_and_no_column_holds_one():
    """Every parameter of every operation of the onboarding, and every column of its tables, is looked at."""
    modules = (operations, migration, migration_issues, onboarding_news)
    functions = [
        one for module in modules for name, one in vars(module).items()
        if callable(one) and not name.startswith("_") and getattr(one, "__module__", "") == module.__name__
    ]  # fmt: skip
    taken = {name for one in functions if inspect.isroutine(one) for name in inspect.signature(one).parameters}
    columns = {
        field.name
        for model in (OnboardingProject, OnboardingDocument, DocumentSignature, OnboardingIssue, SignOff)
        for field in model._meta.fields
    }
    words = ("gate", "green", "red", "passed", "override", "waive", "force", "skip")

    assert len(taken) > 20
    assert [one for one in taken | columns if any(word in one.split("_") for word in words)] == []


def test_what_is_kept_of_a_look_is_read_by_no_gate(story):
    """A forged history changes nothing: gates are worked out from evidence each time."""
    every = [{"code": code, "title": "", "is_green": True, "reason": "", "counts": True} for code in states(story)]
    before = green(story)

    GateEvaluation.objects.create(
        partner=story.partner, project=story.project, target="DECISION", occasion="Forged", results=every, n_red=0,
        evaluated_by=story.mia, evaluated_at=AT,
    )  # fmt: skip

    assert green(story) == before


def test_the_database_refuses_a_stage_without_a_green_look_in_the_same_transaction(story):
    for stage in ("FEASIBILITY", "LIVE", "CUTOVER", "REVIEW"):
        with pytest.raises(DatabaseError, match=r"does not go|not looked at"), transaction.atomic():
            OnboardingProject.objects.update(stage=stage)
    with pytest.raises(DatabaseError, match="begins with an enquiry"), transaction.atomic():
        OnboardingProject.objects.create(
            partner=story.partner, stage="LIVE", staff_expected=1, go_live_planned_on=date(2027, 1, 1),
            stage_since=date(2026, 1, 1), opened_by=story.mia, opened_at=AT,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        OnboardingProject.objects.all()._raw_delete("default")


def test_the_database_counts_red_gates_and_signatures_itself(story):
    """A look that says it has no red gate is counted; a forged green one still needs the agreement’s signatures."""
    for kind in ("BUSINESS_CASE", "DECISION"):
        story.paper(kind)
    for action in ("assess", "make_case", "ask_for_decision"):
        story.move(action)
    forged = {"partner": story.partner, "project": story.project, "target": "AGREEMENT_SIGNED", "occasion": "Forged"}
    who = {"evaluated_by": story.mia, "evaluated_at": AT}
    red = GateEvaluation.objects.create(**forged, **who, n_red=0, results=[{"counts": True, "is_green": False}])
    red.refresh_from_db()
    assert red.n_red == 1
    with pytest.raises(DatabaseError, match="is red"), transaction.atomic():
        OnboardingProject.objects.update(stage="AGREEMENT_SIGNED")

    GateEvaluation.objects.create(**forged, **who, n_red=0, results=[{"counts": True, "is_green": True}])

    with pytest.raises(DatabaseError, match="the agreement has two signatures"), transaction.atomic():
        OnboardingProject.objects.update(stage="AGREEMENT_SIGNED")


# --- signatures of a load -------------------------------------------------------------------------------------------
def test_a_newer_load_needs_signatures_of_its_own(story):
    story.to_data()
    made = load(story)
    story.sign(made)
    assert {"GATE-DATA", "GATE-SIGN-OFF"} <= green(story)

    load(story, email="other@example.org")

    assert "GATE-DATA" not in green(story)
    with pytest.raises(GateIsRed, match="no such load"):
        story.sign(made, "DATA_OWNER")
    with pytest.raises(DatabaseError, match="that the records come from"), transaction.atomic():
        SignOff.objects.create(
            partner=story.partner, project=story.project, load=made, content_hash=made.content_hash, slot="DATA_OWNER",
            signed_by=story.people["dot"], signed_human=story.people["dot"].human_id, signed_at=AT,
        )  # fmt: skip


def test_each_capacity_is_another_human_being(story):
    story.to_data()
    made = load(story)
    story.sign(made, "SECTION_151")
    second = user("Salome")
    second.human_id = story.people["sal"].human_id
    second.save()
    grant(second, story.partner, Role.HR_DIRECTOR)
    sign = {"project": story.project.uuid, "content_hash": made.content_hash, "note": "", "at": AT}

    with pytest.raises(NotYours, match=r"another human being|signed it in another"):
        operations.sign_load(slot="HR_DIRECTOR", by=second, **sign)
    with pytest.raises(NotYours, match="Only the data owner"):
        operations.sign_load(slot="DATA_OWNER", by=story.cast.hana, **sign)
    with pytest.raises(DatabaseError, match="human_once"), transaction.atomic():
        SignOff.objects.create(
            partner=story.partner, project=story.project, load=made, content_hash=made.content_hash, slot="HR_DIRECTOR",
            signed_by=second, signed_human=story.mia.human_id, signed_at=AT,
        )  # fmt: skip


def test_who_loaded_the_data_does_not_sign_them(story):
    story.to_data()
    made = load(story)
    grant(story.mia, story.partner, Role.DATA_OWNER)

    with pytest.raises(NotYours, match="You loaded"):
        operations.sign_load(
            project=story.project.uuid, slot="DATA_OWNER", content_hash=made.content_hash, note="", by=story.mia, at=AT
        )


def test_the_migration_lead_holds_no_role_that_signs():
    signing = {role for role in Role if role in {*onboarding.SIGNERS.values(), Role.HR_MANAGER, Role.PAYROLL_RELEASER}}

    assert [role for role in sorted(signing | {Role.AUDITOR}) if {Role.MIGRATION_LEAD, role} not in INCOMPATIBLE] == []


def test_looks_are_kept_and_moves_are_on_the_trail(story):
    story.move("assess")
    operations.look_again(project=story.project.uuid, occasion="Board of November", by=story.mia, at=AT)

    assert [one.occasion for one in GateEvaluation.objects.order_by("id")] == [
        "Opened", "Assess feasibility", "Board of November",
    ]  # fmt: skip
    assert AuditEvent.objects.filter(object_type="hr_onboardingproject", changes__action="assess").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        GateEvaluation.objects.update(n_red=0)
