"""Another job of one employment, cover on hiring, and finance beside the HR manager (domain HR-02, HR-03)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from hr.models import (
    ActingUp,
    Assignment,
    CostSplit,
    Employment,
    Honorarium,
    JobMark,
    PostVersion,
    StarterCase,
    StarterGate,
    TaxCode,
)
from hr.operations import (
    contract_documents,
    right_to_work,
    starters,
    starters_gates,
    starters_hire,
    starters_jobs,
    starters_posts,
)
from hr.operations.dated import owner_of_assignment
from hr.queries import establishment
from hr.queries import starters_posts as found
from hr.rules import RuleBroken
from partners.models import Grant
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from tests import starters as story
from tests.factories import hr
from tests.factories import organisation as make
from tests.people import grant, user
from tests.starters import AT, PDF, START

P = "/p/northshire/"


@pytest.fixture(autouse=True)
def _second_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def org(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk, actor_id=cast.hana.pk):
        yield hr.organisation(cast.northshire)


@pytest.fixture
def finn(cast, org):
    """The budget holder."""
    who = user("Finn")
    grant(who, cast.northshire, Role.BUDGET_HOLDER)
    return who


def client_of(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def job_of(org, **given) -> dict:
    """The form of a job."""
    return {
        "post": org.post.uuid, "title": "Library assistant", "pay_group": org.pay_group.uuid, "kind": "EMPLOYEE",
        "contract": "PERMANENT", "contract_hours": "18.5", "probation_months": "0", "manager": "",
    } | given  # fmt: skip


def pay_of(org) -> dict:
    """The form of its pay."""
    return {
        "basis": "point", "spine_point": f"{org.grade.uuid}/{org.points['6'].uuid}", "ni_category": "A",
        "cost_centre": org.cost_centre.uuid, "pension_scheme": org.pension.uuid, "pension_section": "main",
    }  # fmt: skip


def gate(case, name) -> StarterGate:
    return StarterGate.objects.get(case=case, gate=name)


def full_post(cast, org, mode: str):
    """P100: 1.00 FTE, of which A has 22.2 of 37 hours; and what the partner does about more."""
    PostVersion.objects.filter(post=org.post).update(established_fte=1)
    make.EstablishmentMode.objects.create(
        partner_id=org.partner.pk, mode=mode, valid=hr.since(date(2026, 1, 1)), reason="Agreed"
    )
    return hr.employee(cast.northshire, org=org, terms_fields={"contract_hours": Decimal("22.2")})


def prepare(cast, org, case) -> None:
    """Right to work, contract and signature of a case that is accepted."""
    by = {"by": cast.hana, "at": AT}
    right_to_work.record(person=case.person.uuid, check=story.unlimited(), copy=PDF, **by)
    for one in StarterGate.objects.filter(case=case, gate__in=["IDENTITY", "REFERENCES"]):
        outcome = {"IDENTITY": "Documents agree", "REFERENCES": "Satisfactory"}[one.gate]
        starters_gates.meet(case=case.uuid, gate=one.gate, finding=starters_gates.Finding(outcome=outcome), **by)
    story.say_terms(cast, org)
    contract_documents.make_contract(case=case.uuid, **by)
    starters.sign(case=case.uuid, signed_on=AT.date(), signed_for_employer="Hana Example", copy=None, **by)


# --- E4 -------------------------------------------------------------------------------------------------------------
def test_e4_post_of_one_fte_blocks_the_second_sharer_and_takes_the_maternity_cover(cast, org):
    """E4, domain HR-02 P100: 0.60 + 0.50 is −0.10 and refused; 37 hours of cover for A leave 0.40 vacant."""
    ann = full_post(cast, org, "BLOCK")
    hana = client_of(cast.hana)
    case = story.offered(cast, org, hours="18.5")
    starters.accept(case=case.uuid, by=cast.hana, at=AT)

    assert (found.worst(case).vacant, gate(case, "POST").state) == (Decimal("-0.1"), "OPEN")
    with pytest.raises(RuleBroken, match=r"0\.1"):
        starters_gates.waive(case=case.uuid, gate="POST", reason="We need her", by=cast.ben, at=AT)

    address = f"{P}starters/{case.uuid}/job/"
    cover = job_of(org, contract="FIXED_TERM", contract_hours="37", end_date="30/06/2027", counts="COVER_FOR")
    assert hana.post(address, cover).status_code == 422, "whose job is covered"
    assert hana.post(address, cover | {"covers": "999999-9"}).status_code == 422
    assert hana.post(address, cover | {"covers": ann.assignment.number}).status_code == 302
    assert gate(case, "POST").state == "MET"
    prepare(cast, org, case)
    starters.submit(case=case.uuid, by=cast.hana, at=AT)
    starters_hire.make_ready(case=case.uuid, by=cast.ben, at=AT)

    mark = JobMark.objects.get()
    assert (mark.kind, mark.covers, mark.valid.upper) == ("COVER_FOR", ann.assignment, date(2027, 7, 1))
    line = establishment.timelines(partner_id=org.partner.pk, posts=[org.post.pk], since=START)[org.post.pk]
    assert line.vacant(START) == Decimal("0.4")


def test_an_override_needs_hr_manager_and_finance_and_ends_with_another_job(cast, org, finn):
    """Domain HR-02: BLOCK-with-override is HR manager and finance; the database says so, too."""
    full_post(cast, org, "BLOCK_WITH_OVERRIDE")
    case = story.offered(cast, org, hours="18.5")
    starters.accept(case=case.uuid, by=cast.hana, at=AT)
    one = gate(case, "POST")
    with pytest.raises(DatabaseError, match="HR manager and finance"), transaction.atomic():
        StarterGate.objects.filter(pk=one.pk).update(state="WAIVED", done_by=cast.ben, done_at=AT)

    client_of(cast.ben).post(f"{P}starters/{case.uuid}/gates/post/waive/", {"reason": "Two weeks of handover"})
    assert gate(case, "POST").state == "OPEN"
    with pytest.raises(RuleBroken):
        starters_posts.agree(case=case.uuid, note="I agree with myself", by=cast.ben, at=AT)
    with pytest.raises(DatabaseError, match="HR manager and finance"), transaction.atomic():
        StarterGate.objects.filter(pk=one.pk).update(state="WAIVED", done_by=cast.ben, done_at=AT)
    budget, address = client_of(finn), f"{P}starters/{case.uuid}/over-establishment/"
    assert f"Post {org.post.post_no}" in budget.get(P).content.decode()
    shown = budget.get(address).content.decode()
    assert "0.1 FTE, from 16 November 2026" in shown
    assert "Nwosu" not in shown
    assert budget.post(address, {"decision": "agree", "note": ""}).status_code == 422
    assert budget.post(address, {"decision": "decline", "note": "No money"}).status_code == 302
    with pytest.raises(WrongState):
        starters_posts.decline(case=case.uuid, note="Twice", by=finn, at=AT)
    starters_gates.waive(case=case.uuid, gate="POST", reason="The grant pays", by=cast.ben, at=AT)
    assert budget.post(address, {"decision": "agree", "note": "The grant pays"}).status_code == 302
    assert (gate(case, "POST").state, gate(case, "POST").done_by) == ("WAIVED", finn)
    assert "Nobody asks finance" in budget.get(address).content.decode()
    assert budget.post(address, {"decision": "agree", "note": "Again"}).status_code == 422

    client_of(cast.hana).post(f"{P}starters/{case.uuid}/job/", job_of(org, contract_hours="30"))
    assert gate(case, "POST").state == "OPEN", "they agreed to 18.5 hours"


# --- HR-03: four levels -----------------------------------------------------------------------------------------------
def test_a_second_job_is_added_on_the_pages_under_one_employment(cast, org):
    """Domain HR-03: separate assignments, each with own hours and pay; tax and service are the employment's."""
    ann = hr.employee(cast.northshire, org=org, employment_fields={"continuous_service_from": date(2001, 4, 1)})
    PostVersion.objects.filter(post=org.post).update(established_fte=5)
    hana, ben = client_of(cast.hana), client_of(cast.ben)
    jobs = hana.get(f"{P}people/{ann.person.uuid}/jobs/").content.decode()
    address = f"{P}people/{ann.person.uuid}/employments/{ann.employment.uuid}/job/"
    assert address in jobs
    assert hana.post(address, {"start_date": "01/01/2030"}).status_code == 422
    answer = hana.post(address, {"start_date": "16/11/2026"})
    case = StarterCase.objects.get()
    base = f"{P}starters/{case.uuid}/"
    assert answer["Location"] == f"{base}job/"
    assert 'name="pay_group"' not in hana.get(f"{base}job/").content.decode()
    assert hana.post(f"{base}job/", job_of(org))["Location"] == f"{base}pay/"
    assert hana.post(f"{base}pay/", pay_of(org)).status_code == 302
    hana.post(f"{base}accept/")
    asked = set(StarterGate.objects.filter(case=case).values_list("gate", flat=True))
    assert asked == {"RIGHT_TO_WORK", "POST", "WORKING_TIME", "PENSION"}
    assert "55.5 hours a week over all jobs" in hana.get(base).content.decode()
    prepare(cast, org, case)
    hana.post(f"{base}submit/")
    ben.post(f"{base}approve/", {"has_looked": "on"})

    case.refresh_from_db()
    assert (case.state, case.employment, Employment.objects.count()) == ("READY", None, 1)
    second = Assignment.objects.get(pk=case.assignment_id)
    assert (second.employment, second.number) == (ann.employment, f"{ann.employment.employee_no}-2")
    assert case.continuous_service_from == date(2001, 4, 1)
    assert CostSplit.objects.get(assignment=second).percent == 100
    assert TaxCode.objects.filter(employment=ann.employment).count() == 1
    assert not Grant.objects.filter(person_id=ann.person.pk).exists()

    starters_hire.void(case=case.uuid, reason="She changed her mind", by=cast.hana, at=AT)
    second.refresh_from_db()
    ann.employment.refresh_from_db()
    assert (second.valid.upper, ann.employment.valid.upper) == (date(2026, 11, 17), None)


def test_more_than_sixty_hours_over_all_jobs_wait_for_hr(cast, org):
    """Domain HR-03: warn beyond 48 hours, HR review beyond 60: 37 + 24 is 61."""
    ann = hr.employee(cast.northshire, org=org)
    PostVersion.objects.filter(post=org.post).update(established_fte=5)
    case = starters_jobs.open_job(employment=ann.employment.uuid, start_date=START, by=cast.hana, at=AT)
    with pytest.raises(RuleBroken, match="case that is open"), transaction.atomic():
        starters_jobs.open_job(employment=ann.employment.uuid, start_date=START, by=cast.hana, at=AT)
    hana = client_of(cast.hana)
    hana.post(f"{P}starters/{case.uuid}/job/", job_of(org, contract_hours="24"))
    hana.post(f"{P}starters/{case.uuid}/pay/", pay_of(org))
    starters.accept(case=case.uuid, by=cast.hana, at=AT)
    assert gate(case, "WORKING_TIME").state == "OPEN"
    assert "more than 60" in hana.get(f"{P}starters/{case.uuid}/").content.decode()

    starters_gates.waive(case=case.uuid, gate="WORKING_TIME", reason="Rest agreed", by=cast.ben, at=AT)

    assert gate(case, "WORKING_TIME").state == "WAIVED"


def test_hr_starter_employment_and_hr_starter_counts(cast, org):
    ending = hr.employee(cast.northshire, org=org, end=date(2026, 11, 10))
    with pytest.raises(RuleBroken) as refused:
        starters_jobs.open_job(employment=ending.employment.uuid, start_date=START, by=cast.hana, at=AT)
    assert refused.value.rule == "HR-STARTER-EMPLOYMENT"
    with pytest.raises(RuleBroken) as refused:
        story.offered(cast, org, counts="SUPERNUMERARY")
    assert refused.value.rule == "HR-STARTER-COUNTS"


# --- HR-07: reviews ---------------------------------------------------------------------------------------------------
def test_reviews_of_acting_up_and_long_honoraria_wait_for_hr_and_the_manager_until_recorded(cast, org):
    """Domain HR-07: acting up has a review; an honorarium beyond six months a regrade review. A short one has none."""
    ann, bob = (hr.employee(cast.northshire, org=org) for _ in range(2))
    lena, other = user("Lena"), user("Otto")
    grant(lena, cast.northshire, Role.LINE_MANAGER, unit=org.unit.pk)
    grant(other, cast.northshire, Role.LINE_MANAGER, unit=hr.org_unit(org.entity, code="OTHER").pk)
    span = DateRange(date(2026, 5, 16), date(2027, 5, 1))
    acting = ActingUp.objects.create(
        **owner_of_assignment(ann.assignment), covered_post=org.post, percent=100, grade=org.grade,
        spine_point=org.points["6"], review_on=date(2026, 11, 1), valid=span, reason="Cover",
    )  # fmt: skip
    paid = hr.recurring(bob, org.elements["ALLOWANCE"])
    common = {"basis": "PROJECT", "basis_words": "A tenth", "recurring": paid, "reason": "Project", "valid": span}
    Honorarium.objects.create(**owner_of_assignment(bob.assignment), review_on=date(2026, 11, 16), **common)
    short = common | {"valid": DateRange(date(2026, 10, 1), date(2026, 12, 1))}
    Honorarium.objects.create(**owner_of_assignment(ann.assignment), review_on=None, **short)

    hana, manager, address = client_of(cast.hana), client_of(lena), f"{P}duty-reviews/"
    for client in (hana, manager):
        assert "Reviews of acting up and honoraria" in client.get(P).content.decode()
        assert len(client.get(address).context_data["rows"]) == 2
    assert client_of(other).get(address).context_data["rows"] == []
    page = f"{address}acting/{acting.uuid}/"
    assert client_of(other).get(page).status_code == 404
    assert manager.post(page, {"reason": " "}).status_code == 422
    assert manager.post(page, {"reason": "Goes on until May"}).status_code == 302
    assert manager.post(page, {"reason": "Again"}).status_code == 422
    acting.refresh_from_db()
    assert (acting.reviewed_by, acting.review_note) == (lena, "Goes on until May")
    assert [row[1]["text"] for row in hana.get(address).context_data["rows"]] == ["Honorarium beyond six months"]
