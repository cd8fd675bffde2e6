"""A pay run from creation to release through its pages: three people, their mistakes, and who else may see it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hr.models import TaxCode
from partners.models import AuditEvent
from partners.scope import partner_scope
from payroll.models import PaymentListing, PayRun, RunBatch, RunMember
from payroll.rules import PR9
from tests import scenarios
from tests.factories import hr
from tests.factories.payroll import draft_run, period

pytestmark = pytest.mark.django_db
REASON = {"reason": "The overtime of Highways is missing"}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def amara(cast):
    return signed_in(cast.amara)


@pytest.fixture
def ben(cast):
    return signed_in(cast.ben)


@pytest.fixture
def rhys(cast):
    return signed_in(cast.rhys)


@pytest.fixture
def north(cast):
    """Northshire's scope, to arrange and to look; requests open their own."""
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        org = hr.organisation(cast.northshire)
    return org


def inside(cast):
    return partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test")


def people(cast, org, *, bad_tax_code: bool = False):
    with inside(cast):
        found = [hr.employee(org.partner, org=org), hr.employee(org.partner, org=org, annual="41000.00")]
        if bad_tax_code:
            found.append(hr.employee(org.partner, org=org, tax=None, person_fields={"surname": "Untaxed"}))
    return found


def at(name, run=None, **kwargs):
    given = {"partner_code": "northshire"} | ({"run_uuid": run.uuid} if run else {})
    return reverse(name, kwargs=given | kwargs)


def mark(run):
    """What the page of a decision about the run carries."""
    return PR9.mark(state=run.state, calculation=run.calculation, results_hash=run.results_hash)


def said(answer):
    """The words of a page."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.group() if main else answer.content.decode()))


def only_run(cast):
    with inside(cast):
        return PayRun.objects.order_by("-id").first()


def refresh(cast, run):
    with inside(cast):
        run.refresh_from_db()


def made(cast, org, how, **options):
    with inside(cast):
        return how(cast, org.pay_group, **options)


def events(cast, **wanted):
    with inside(cast):
        return list(AuditEvent.objects.filter(partner_id=cast.northshire.pk, **wanted).order_by("id"))


@pytest.fixture
def calculate(django_capture_on_commit_callbacks):
    """Post, and work on what the request asked for, as workers do after its commit."""

    def post(client, url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data or {})

    return post


# --- the journey ----------------------------------------------------------------------------------------------------


def test_a_run_is_paid_by_three_people(cast, north, calculate):
    amara, ben, rhys = (signed_in(one) for one in (cast.amara, cast.ben, cast.rhys))
    ann, _bob, una = people(cast, north, bad_tax_code=True)
    with inside(cast):
        wanted = period(north.pay_group, by=cast.amara)

    page = amara.get(at("run_create"), {"group": north.pay_group.uuid, "period": wanted.uuid})
    assert "Employments 3" in said(page)
    amara.post(
        f"{at('run_create')}?group={north.pay_group.uuid}", {"period": str(wanted.uuid), "kind": PayRun.Kind.REGULAR}
    )
    run = only_run(cast)
    assert "No figures yet" in said(amara.get(at("run", run)))

    calculate(amara, at("run_calculate", run))
    overview = said(amara.get(at("run", run)))
    assert "3 in the run = 2 calculated + 1 in quarantine + 0 excluded" in overview
    assert "There is no tax code on the pay date." in overview

    with inside(cast):
        hr.tax_code(una.employment)
    answer = calculate(amara, at("run_recalculate_person", run, employment_uuid=una.employment.uuid))
    assert answer.status_code == 302
    assert "3 in the run = 3 calculated + 0 in quarantine + 0 excluded" in said(amara.get(at("run", run)))
    # An earlier version that counted is kept: nobody else was touched.
    with inside(cast):
        versions = dict(RunMember.objects.filter(run=run).values_list("employment__employee_no", "version"))
    assert versions[una.employment.employee_no] == 2
    assert versions[ann.employment.employee_no] == 1

    refresh(cast, run)
    approve = ben.get(at("run_approve", run))
    assert run.results_hash in said(approve)
    answer = ben.post(at("run_approve", run), {"seen": mark(run), "has_looked": "on"}, follow=True)
    assert "The run is approved" in said(answer)

    refresh(cast, run)
    release = said(rhys.get(at("run_release", run)))
    assert "Payments 3" in release
    answer = rhys.post(at("run_release", run), {"seen": mark(run), "has_checked": "on"}, follow=True)
    refresh(cast, run)
    assert run.state == "RELEASED"
    assert "The run is released" in said(answer)
    assert f"£{run.net:,.2f}" in said(answer)


def test_the_chain_says_who_did_what_and_who_is_next(cast, north, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    page = said(ben.get(at("run", run)))

    assert "Calculate Done Amara Example" in page
    assert "Approve Next Ben Example (you)" in page
    assert "Release Later Rhys Example" in page
    assert "Waits for approval" in page


# --- wrong person ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("amara", "run_approve"),
        ("amara", "run_release"),
        ("amara", "run_cancel"),
        ("amara", "run_return"),
        ("ben", "run_calculate"),
        ("ben", "run_release"),
        ("ben", "run_create"),
        ("ben", "run_recalculate_quarantine"),
        ("rhys", "run_approve"),
        ("chen", "run_calculate"),
        ("hana", "run"),
    ],
)
def test_a_role_that_may_not_is_refused(cast, north, who, name):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)
    client = signed_in(getattr(cast, who))

    url = at(name) if name == "run_create" else at(name, run)

    assert client.post(url).status_code in {403, 405}
    if name not in {"run", "run_recalculate_quarantine"}:
        assert client.get(url).status_code == 403


def test_whoever_worked_on_the_run_sees_why_they_cannot_approve_it(cast, north, ben, calculate):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)
    with inside(cast):  # Ben's second login has calculated it: one human being
        cast.amara.human_id = cast.ben.human_id
        cast.amara.save(update_fields=["human_id"])
        PayRun.objects.filter(pk=run.pk).update(processed_human=cast.ben.human_id)

    page = said(ben.get(at("run", run)))
    answer = ben.post(at("run_approve", run), {"seen": mark(run), "has_looked": "on"})

    assert "You worked on this run, so somebody else must approve it." in page
    assert answer.status_code == 422
    assert "You worked on this run, so somebody else has to check it." in said(answer)
    with inside(cast):
        refused = AuditEvent.objects.get(action="DENIED", actor_id=cast.ben.pk)
    assert refused.reason.endswith("You worked on this run, so somebody else has to check it.")


def test_another_partners_officer_finds_nothing(cast, north):
    ann, _ = people(cast, north)
    run = made(cast, north, scenarios.released_run)
    dilys = signed_in(cast.dilys)
    own = {"partner_code": "southborough", "run_uuid": run.uuid}

    names = [
        "run",
        "run_totals",
        "run_people",
        "run_quarantine",
        "run_changes",
        "run_work",
        "run_payments",
        "run_ledger",
        "run_lines",
    ]
    answers = [dilys.get(reverse(name, kwargs=own)).status_code for name in names]
    answers += [dilys.get(at(name, run)).status_code for name in names]
    answers.append(dilys.post(reverse("run_calculate", kwargs=own)).status_code)
    answers.append(
        dilys.post(reverse("run_recalculate_person", kwargs=own | {"employment_uuid": ann.employment.uuid})).status_code
    )
    answers.append(
        dilys.get(
            reverse("calendar", kwargs={"partner_code": "southborough", "group_uuid": north.pay_group.uuid})
        ).status_code
    )

    assert set(answers) == {404}


# --- wrong state, twice, stale --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "name"), [("ben", "run_approve"), ("rhys", "run_release"), ("ben", "run_return")])
def test_a_draft_cannot_be_decided_upon(cast, north, who, name):
    with inside(cast):
        run = draft_run(north.pay_group, by=cast.amara)

    answer = signed_in(getattr(cast, who)).get(at(name, run))

    assert answer.status_code == 409
    assert "pay run that is draft" in said(answer)
    assert at("run", run) in answer.content.decode()


def test_releasing_twice_is_refused_and_pays_once(cast, north, rhys):
    people(cast, north)
    run = made(cast, north, scenarios.approved_run)

    first = rhys.post(at("run_release", run), {"seen": mark(run), "has_checked": "on"})
    second = rhys.post(at("run_release", run), {"seen": mark(run), "has_checked": "on"})

    assert (first.status_code, second.status_code) == (302, 409)
    with inside(cast):
        assert PaymentListing.objects.filter(run=run).count() == 1


def test_approving_needs_the_tick(cast, north, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    answer = ben.post(at("run_approve", run), {"seen": mark(run)})
    refresh(cast, run)

    assert answer.status_code == 422
    assert "Tick “I have looked at the totals" in said(answer)
    assert run.state == "CALCULATED"


def test_figures_that_were_recalculated_since_cannot_be_approved(cast, north, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    answer = ben.post(at("run_approve", run), {"seen": "of an earlier page", "has_looked": "on"})

    assert answer.status_code == 422
    assert "The run has changed since you opened this page" in said(answer)


@pytest.mark.parametrize(
    ("who", "name", "made_by", "given"),
    [
        ("ben", "run_approve", scenarios.calculated_run, {"has_looked": "on"}),
        ("rhys", "run_release", scenarios.approved_run, {"has_checked": "on"}),
        ("ben", "run_return", scenarios.calculated_run, {"reason": "Look again"}),
        ("ben", "run_cancel", scenarios.calculated_run, {"reason": "Wrong month"}),
        ("ben", "run_cancel", scenarios.approved_run, {"reason": "Wrong month"}),
    ],
)
def test_nothing_is_decided_about_a_run_that_has_changed_since(cast, north, *, who, name, made_by, given):
    """The page that refuses carries what the run is now, so that the next press decides about what it shows."""
    people(cast, north)
    run, reader = made(cast, north, made_by), signed_in(getattr(cast, who))
    before = run.state

    stale = reader.post(at(name, run), given | {"seen": "DRAFT.0."})
    refresh(cast, run)

    assert stale.status_code == 422
    assert "The run has changed since you opened this page" in said(stale)
    assert run.state == before
    assert mark(run) in stale.content.decode()
    assert reader.post(at(name, run), given | {"seen": mark(run)}).status_code == 302


def test_calculating_twice_at_once_is_refused_with_what_to_do(cast, north, amara):
    people(cast, north)
    with inside(cast):
        run = draft_run(north.pay_group, by=cast.amara)

    first = amara.post(at("run_calculate", run))
    second = amara.post(at("run_calculate", run))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "The run is being calculated. Wait until it has finished, then try again." in said(second)


def test_a_button_that_is_refused_says_why_where_it_was_pressed(cast, north, amara):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    answer = amara.post(at("run_recalculate_quarantine", run), follow=True)

    assert "Nobody is in quarantine." in said(answer)


# --- back and out ---------------------------------------------------------------------------------------------------


def test_a_run_goes_back_with_a_reason_that_the_history_shows(cast, north, amara, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    without = ben.post(at("run_return", run), {"seen": mark(run), "reason": " "})
    ben.post(at("run_return", run), REASON | {"seen": mark(run)})
    refresh(cast, run)

    assert without.status_code == 422
    assert run.state == "DRAFT"
    assert "Returned to draft by Ben Example" in said(amara.get(at("run_work", run)))
    assert REASON["reason"] in said(amara.get(at("run_work", run)))


def test_a_cancelled_run_says_by_whom_and_why(cast, north, amara, ben):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)

    ben.post(at("run_cancel", run), {"seen": mark(run), "reason": "Wrong pay group"})
    page = said(amara.get(at("run", run)))

    assert "Cancelled by Ben Example" in page
    assert "Wrong pay group" in page
    assert "Nothing is left to do with this run." in page


def test_somebody_is_left_out_and_taken_back_in(cast, north, amara, calculate):
    _ann, bob = people(cast, north)
    run = made(cast, north, scenarios.calculated_run)
    keys = {"employment_uuid": bob.employment.uuid}

    assert bob.employment.employee_no in said(amara.get(at("run_exclude", run, **keys)))
    calculate(amara, at("run_exclude", run, **keys), {"reason": "Disputed leaving date"})
    left_out = said(amara.get(at("run_quarantine", run)))
    overview = said(amara.get(at("run", run)))
    calculate(amara, at("run_include", run, **keys), {"next": at("run_quarantine", run)})

    assert "Disputed leaving date" in left_out
    assert "2 in the run = 1 calculated + 0 in quarantine + 1 excluded" in overview
    assert "2 in the run = 2 calculated + 0 in quarantine + 0 excluded" in said(amara.get(at("run", run)))


def test_the_quarantine_leads_to_the_record_and_back(cast, north, amara):
    una = people(cast, north, bad_tax_code=True)[-1]
    run = made(cast, north, scenarios.calculated_run)

    page = amara.get(at("run_quarantine", run)).content.decode()
    keys = {"person": una.person.uuid, "employment": una.employment.uuid}
    address = reverse("hr:change_tax_code", kwargs={"partner_code": "northshire", **keys})

    assert f"{address}?next=" in page
    assert amara.get(address, {"next": at("run_quarantine", run)}).status_code == 200


def test_everybody_in_quarantine_is_recalculated_and_nobody_else(cast, north, amara, calculate):
    ann, _bob, una = people(cast, north, bad_tax_code=True)
    run = made(cast, north, scenarios.calculated_run)
    with inside(cast):
        TaxCode.objects.create(
            partner=cast.northshire, person=una.person, employment=una.employment, code="BR", week1month1=False,
            source=TaxCode.Source.P6, notice_date=hr.START, valid=una.employment.valid, reason="Notice",
        )  # fmt: skip

    calculate(amara, at("run_recalculate_quarantine", run))

    with inside(cast):
        versions = dict(RunMember.objects.filter(run=run).values_list("employment_id", "version"))
    assert (versions[ann.employment.pk], versions[una.employment.pk]) == (1, 2)


def test_a_batch_is_recalculated(cast, north, amara, calculate):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run, batch_people=1)
    with inside(cast):
        first = RunBatch.objects.filter(run=run).order_by("seq").first()

    calculate(amara, at("run_recalculate_batch", run, batch_id=first.pk))

    refresh(cast, run)
    assert (run.calculation, run.is_calculating, run.n_calculated) == (2, False, 2)
    assert "Batch 1 of calculation 1" in said(amara.get(at("run_work", run)))


def test_the_way_back_stays_inside_the_partner(cast, north, amara, calculate):
    una = people(cast, north, bad_tax_code=True)[-1]
    run = made(cast, north, scenarios.calculated_run)
    keys = {"employment_uuid": una.employment.uuid}

    for wish in ("https://elsewhere.example/", "//elsewhere.example/", "/p/southborough/pay/", "/p/northshire/../x"):
        answer = calculate(amara, at("run_recalculate_person", run, **keys), {"next": wish})
        assert answer["Location"] == at("run", run)


# --- the trail ------------------------------------------------------------------------------------------------------


def test_whoever_looks_at_peoples_pay_leaves_a_trace(cast, north, ben):
    people(cast, north)
    run = made(cast, north, scenarios.released_run)
    before = len(events(cast, action="VIEW"))

    for name in ("run_people", "run_payments"):
        assert ben.get(at(name, run))["Cache-Control"] == "private, no-store"

    found = events(cast, action="VIEW")[before:]
    assert [event.object_type for event in found] == ["payroll_payrun"] * 2
    assert {event.actor_id for event in found} == {cast.ben.pk}


# --- as JSON --------------------------------------------------------------------------------------------------------


def test_by_the_api_only_what_was_seen_is_approved_and_released(cast, north, ben, rhys):
    people(cast, north)
    run = made(cast, north, scenarios.calculated_run)
    base = f"/api/v1/p/northshire/pay-runs/{run.uuid}/"

    assert ben.post(f"{base}approve/", {}, content_type="application/json").status_code == 400
    stale = ben.post(f"{base}approve/", {"seen": "DRAFT.0."}, content_type="application/json")
    assert stale.status_code == 400
    assert "The run has changed since" in stale.content.decode()
    given = {"seen": ben.get(base).json()["mark"]}
    approved = ben.post(f"{base}approve/", given, content_type="application/json")
    assert approved.json()["state"] == "APPROVED"
    assert rhys.post(f"{base}release/", given, content_type="application/json").status_code == 400
    given = {"seen": approved.json()["mark"]}
    assert rhys.post(f"{base}release/", given, content_type="application/json").json()["state"] == "RELEASED"
