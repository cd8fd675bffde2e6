"""The organisation through the front door: chart, units, posts, vacancies, reports, reorganisation, and the API."""

import json
from datetime import date
from decimal import Decimal

import pytest

from hr.models import OrgUnit, Post, PostVersion, UnitVersion, Vacancy
from hr.operations import units
from partners.models import ChangeRequest
from partners.operations import changes
from partners.roles import Role
from tests.factories import hr as make
from tests.factories import organisation as org_make
from tests.functional.people_pages import NOW, approve_all, client, downloaded, in_scope, job, text
from tests.people import grant, user

BASE = "/p/northshire/partnership/"
CHART, PLAN = f"{BASE}organisation/", f"{BASE}organisation/reorganise/"
REPORT = f"{BASE}establishment/"
DECEMBER = {"effective_from": "01/12/2026", "reason": "Cabinet decision of 20 October"}
POST = {"unit": "", "established_fte": "1", "funding": "PERMANENT", "funding_lines": "CC100 100", **DECEMBER}


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def here(cast, ann):
    """Two units below the top, the second confidential, and a post of one FTE in the first."""
    with in_scope(cast):
        org = ann.org
        social = make.org_unit(org.entity, "SOCIAL", parent=org.unit, name="Social care")
        covert = make.org_unit(org.entity, "COVERT", parent=org.unit, name="Covert unit", is_confidential=True)
        return {
            "top": org.unit,
            "social": social,
            "covert": covert,
            "post": make.post(social, org.role, "P101", established_fte=Decimal(1)),
            "secret": make.post(covert, org.role, "P999", established_fte=Decimal(1)),
        }


def unit_page(unit, name=""):
    return f"{BASE}units/{unit.uuid}/{name}"


def post_page(post, name=""):
    return f"{BASE}posts/{post.uuid}/{name}"


def sent(one, address, fields):
    """Type a form, look at what would follow, and send it; return the look."""
    look = one.post(address, fields)
    assert look.status_code == 200, text(look)
    answer = one.post(address, {**fields, "step": "confirm"})
    assert answer.status_code == 302, text(answer)
    return look


# --- the chart ------------------------------------------------------------------------------------------------------
def test_the_chart_shows_units_with_what_is_vacant(hana, here):
    shown = text(hana.get(CHART))

    assert "Social care" in shown
    assert "1 post, 0 of 1 FTE, 1 FTE vacant" in shown


def test_a_confidential_unit_is_nowhere_for_those_who_need_not_know(cast, hana, here):
    """Hana, an administrator, may not see it; Ben, the HR manager, may."""
    ben = client(cast.ben)
    for address in (CHART, f"{BASE}units/", f"{BASE}posts/", REPORT, f"{REPORT}to-put-right/"):
        for word in ("Covert unit", "P999"):
            assert word not in text(hana.get(address)), address
    assert "Covert unit" in text(ben.get(CHART))
    assert "P999" in text(ben.get(f"{BASE}posts/"))
    for address in (unit_page(here["covert"]), post_page(here["secret"]), unit_page(here["covert"], "change/")):
        assert hana.get(address).status_code == 404, address
        assert ben.get(address).status_code == 200, address
    api = "/api/v1/p/northshire/"
    assert [one["post_no"] for one in hana.get(f"{api}posts/").json()["results"]] == ["P100", "P101"]
    assert [one["code"] for one in hana.get(f"{api}units/").json()["results"]] == ["U1", "SOCIAL"]


def test_the_chart_is_of_a_day_and_finds_and_zooms(cast, hana, here):
    with in_scope(cast):
        units.alter(
            unit=here["social"].uuid, says={"name": "Adult care"}, effective_from=date(2026, 12, 1), reason="Decided",
            by=cast.hana, at=NOW,
        )  # fmt: skip

    assert "Social care" in text(hana.get(CHART))
    assert "Adult care" in text(hana.get(f"{CHART}?on=2026-12-01"))
    assert "1 unit found" in text(hana.get(f"{CHART}?q=social"))
    assert "Only Social care is shown" in text(hana.get(f"{CHART}?unit={here['social'].uuid}"))
    assert "There are no units on this day" in text(hana.get(f"{CHART}?on=2019-01-01"))


def test_the_same_as_a_table_can_be_downloaded(hana, here):
    rows = downloaded(hana.get(f"{BASE}units/?download=csv")).decode()

    assert "Social care,SOCIAL,Service,Unit U1," in rows


# --- units ----------------------------------------------------------------------------------------------------------
def test_a_unit_is_created_when_the_hr_manager_approves(cast, hana, here, ann):
    fields = {
        "code": "prev", "name": "Prevention", "kind": "TEAM", "legal_entity": str(ann.org.entity.uuid),
        "parent": str(here["social"].uuid), **DECEMBER,
    }  # fmt: skip
    look = sent(hana, f"{BASE}units/new/", fields)
    assert "Prevention" in text(look)
    with in_scope(cast):
        assert not OrgUnit.objects.filter(code="PREV").exists()

    approve_all(cast)
    assert "Prevention" in text(hana.get(f"{CHART}?on=2026-12-01"))


def test_a_unit_that_would_be_part_of_itself_is_refused_beside_the_field(hana, here):
    fields = {"name": "Unit U1", "parent": str(here["social"].uuid), **DECEMBER}
    answer = hana.post(unit_page(here["top"], "change/"), fields)

    assert answer.status_code == 422
    assert "cannot be part of itself" in text(answer)
    assert "#id_parent" in answer.content.decode()


def test_ending_a_unit_names_what_depends_on_it(hana, here):
    answer = hana.post(unit_page(here["social"], "end/"), {"last_day": "30/11/2026", "reason": "Closing"})

    assert answer.status_code == 422
    assert "1 post (P101)" in text(answer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "", "effective_from": "01/12/2026"}, "Enter the name"),
        ({"name": "x" * 2_000_000}, "120"),
        ({"name": "Fine", "effective_from": "31/02/2026"}, "real date"),
        ({"name": "Fine", "effective_from": "01/12/2099"}, "Check the year"),
        ({"name": "Fine", "manager_post": "NOBODY"}, "There is no post “NOBODY”"),
    ],
)
def test_bad_input_about_a_unit_is_refused_and_nothing_is_done(cast, hana, here, fields, words):
    answer = hana.post(unit_page(here["social"], "change/"), {**DECEMBER, **fields})

    assert answer.status_code == 422
    assert words.lower() in text(answer).lower()
    with in_scope(cast):
        assert UnitVersion.objects.filter(unit=here["social"]).count() == 1
        assert not ChangeRequest.objects.exists()


# --- posts ----------------------------------------------------------------------------------------------------------
def test_a_post_is_drafted_sent_approved_by_hr_and_finance_and_then_established(cast, hana, here, ann):
    with in_scope(cast):
        ann.org.role.grade, ann.org.role.pension_kind = ann.org.grade, ann.org.pension.code
        ann.org.role.save()
    fields = {**POST, "post_no": "p200", "role": str(ann.org.role.uuid), "unit": str(here["social"].uuid)}
    answer = hana.post(f"{BASE}posts/new/", {**fields, "reports_to": "P101"})
    assert answer.status_code == 302, text(answer)
    with in_scope(cast):
        post = Post.objects.get(post_no="P200")
        assert post.state == "DRAFT"
    assert "Discard the draft" in text(hana.get(post_page(post)))

    look = sent(hana, post_page(post, "establish/"), {"reason": "Growth bid 12"})
    assert "Budget holder: There is money for the post" in text(look)
    # £34,811.00, National Insurance £4,471.08 and 20% for the pension.
    assert "£46,244.28: of it National Insurance £4,471.08, pension £6,962.20" in text(look)
    with in_scope(cast):
        assert Post.objects.get(pk=post.pk).state == "SUBMITTED"
    approve_all(cast)
    with in_scope(cast):
        assert Post.objects.get(pk=post.pk).state == "ESTABLISHED"
    assert "CC100 100%" in text(hana.get(f"{post_page(post)}?on=2026-12-01"))


def test_a_draft_that_was_rejected_is_opened_again_and_discarded(cast, hana, here, ann):
    fields = {**POST, "post_no": "P200", "role": str(ann.org.role.uuid), "unit": str(here["social"].uuid)}
    hana.post(f"{BASE}posts/new/", fields)
    with in_scope(cast):
        post = Post.objects.get(post_no="P200")
    sent(hana, post_page(post, "establish/"), {"reason": "Growth bid 12"})
    with in_scope(cast):
        row = ChangeRequest.objects.get()
        said = {"content_hash": row.content_hash, "comment": "No money this year"}
        changes.reject(change=row.uuid, by=cast.ben, at=NOW, **said)

    assert "Open the draft again" in text(hana.get(post_page(post)))
    hana.post(post_page(post, "take-back/"))
    answer = hana.post(post_page(post, "draft/"), {**POST, "unit": str(here["social"].uuid), "established_fte": "0.5"})
    assert answer.status_code == 302, text(answer)
    hana.post(post_page(post, "discard/"))
    with in_scope(cast):
        assert not Post.objects.filter(post_no="P200").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"funding_lines": "CC100 70"}, "adds up to 70%, not 100%"),
        ({"funding_lines": "CC100 seventy"}, "needs a code and a per cent"),
        ({"funding_lines": "CC100 NaN"}, "needs a code and a per cent"),
        ({"funding_lines": "NONE 100"}, "There is no cost centre “NONE”"),
        ({"established_fte": "-1"}, "0"),
        ({"established_fte": "1e99"}, "FTE"),
        ({"post_no": "P101"}, "already"),
        ({"funding": "GRANT"}, "A grant has an end"),
        ({"reports_to": "P1x"}, "There is no post “P1x”"),
    ],
)
def test_bad_input_about_a_post_is_refused_and_nothing_is_done(cast, hana, here, ann, fields, words):
    right = {**POST, "post_no": "P200", "role": str(ann.org.role.uuid), "unit": str(here["social"].uuid)}
    answer = hana.post(f"{BASE}posts/new/", {**right, **fields})

    assert answer.status_code == 422
    assert words in text(answer)
    with in_scope(cast):
        assert not Post.objects.filter(post_no="P200").exists()


def test_a_larger_post_asks_finance_and_holds_from_its_day(cast, hana, here, ann):
    with in_scope(cast):
        ann.org.role.grade = ann.org.grade
        ann.org.role.save()
    fields = {**POST, "unit": str(here["social"].uuid), "established_fte": "1.5"}
    look = text(sent(hana, post_page(here["post"], "change/"), fields))

    assert "Salaries a year at the top of the grade £34,811.00 £52,216.50" in look
    # National Insurance at 15% above £417 a month: £372.59 and, for half of it, £155.02, twelve times each.
    assert "£58,547.82: of it National Insurance £6,331.32, pension not known: the role names no scheme" in look
    approve_all(cast)
    with in_scope(cast):
        rows = PostVersion.objects.filter(post=here["post"]).order_by("valid")
        assert [row.established_fte for row in rows] == [Decimal(1), Decimal("1.5")]


def test_a_post_is_frozen_thawed_and_deleted(cast, hana, here):
    for name, fields, state in (
        ("freeze/", {"reason": "Savings"}, "FROZEN"),
        ("thaw/", {"reason": "Found money"}, "ESTABLISHED"),
        ("delete/", {"reason": "Not needed", "last_day": "30/11/2026"}, "DELETED"),
    ):
        sent(hana, post_page(here["post"], name), fields)
        approve_all(cast)
        with in_scope(cast):
            assert Post.objects.get(pk=here["post"].pk).state == state
    assert hana.post(post_page(here["post"], "thaw/"), {"reason": "Again"}).status_code == 422


# --- who counts -----------------------------------------------------------------------------------------------------
def test_e4_more_hours_than_the_post_has_are_refused_beside_the_field(cast, hana, here, ann):
    """E4: post 1.00 FTE, 0.60 + 0.40, more hours: blocked beside the field; else finance is asked."""
    with in_scope(cast):
        org_make.holder(ann.org, here["post"], "22.20", surname="A")
        b = org_make.holder(ann.org, here["post"], "14.80", surname="B")
        mode = org_make.mode(cast.northshire, "BLOCK")
        address = f"/p/northshire/people/{b.person.uuid}/jobs/{b.uuid}/hours/"
    fields = {"contract": "PERMANENT", "contract_hours": "18.50", **DECEMBER}
    answer = hana.post(address, fields)
    assert answer.status_code == 422
    assert "Post P101 would be 0.1 FTE over its establishment from 1 December 2026" in text(answer)

    with in_scope(cast):
        type(mode).objects.filter(pk=mode.pk).update(mode="BLOCK_WITH_OVERRIDE")
    look = text(hana.post(address, fields))
    assert "Post P101 over its establishment Not over 0.1 FTE, from 1 December 2026" in look
    assert "Budget holder" in look


def test_cover_is_recorded_through_a_request(cast, hana, here, ann):
    with in_scope(cast):
        a = org_make.holder(ann.org, here["post"], "37", surname="Away")
        c = org_make.holder(ann.org, here["post"], "37", surname="Cover")
        address = f"/p/northshire/people/{c.person.uuid}/jobs/{c.uuid}/counts/"
    fields = {"kind": "COVER_FOR", "last_day": "31/03/2027", **DECEMBER}
    assert "Select whose job it covers" in text(hana.post(address, fields))

    look = text(sent(hana, address, {**fields, "covers": str(a.uuid)}))
    assert f"Covers somebody else: job {a.number}" in look
    approve_all(cast)
    shown = text(hana.get(f"{post_page(here['post'])}?on=2026-12-01"))
    assert "No Covers somebody else" in shown
    sent(hana, f"{address}again/", {"last_day": "31/12/2026", "reason": "Back early"})


# --- vacancies ------------------------------------------------------------------------------------------------------
def test_a_vacancy_is_opened_and_goes_from_stage_to_stage(cast, hana, here):
    fields = {"fte": "1", "authorisation": "VAC-12", "opened_on": "02/11/2026", "reason": "Approved by panel"}
    too_much = hana.post(post_page(here["post"], "vacancy/"), {**fields, "fte": "1.5"})
    assert too_much.status_code == 422
    assert "Post P101 has 1 FTE vacant" in text(too_much)

    hana.post(post_page(here["post"], "vacancy/"), fields)
    with in_scope(cast):
        row = Vacancy.objects.get()
    page = f"{BASE}vacancies/{row.uuid}/"
    assert hana.post(page, {"action": "offer", "reason": "Too soon"}).status_code == 422
    assert hana.post(page, {"action": "advertise", "reason": "Portal"}).status_code == 302
    assert "Advertised" in text(hana.get(page))
    assert "P101" in text(hana.get(f"{BASE}vacancies/?stage=ADVERTISED"))
    assert "P101" not in text(hana.get(f"{BASE}vacancies/?stage=OFFER")).split("Vacancies")[-1]


# --- reports --------------------------------------------------------------------------------------------------------
def test_establishment_by_unit_as_page_and_file(hana, here):
    assert "Established a year" in text(hana.get(REPORT))
    rows = downloaded(hana.get(f"{REPORT}?download=csv")).decode()
    assert "Social care,SOCIAL,2,1,0,1" in rows
    assert downloaded(hana.get(f"{REPORT}?download=xlsx"))[:2] == b"PK"


def test_what_is_to_be_put_right_is_found(cast, hana, here, ann):
    with in_scope(cast):
        PostVersion.objects.filter(post=here["post"]).update(funding="GRANT", grant_ends_on=date(2027, 1, 31))
        org_make.holder(ann.org, here["post"], "37", surname="A", start=date(2026, 11, 1))
        org_make.holder(ann.org, here["post"], "18.5", surname="B", start=date(2026, 11, 1))
    page = f"{REPORT}to-put-right/"

    assert "No cost centre pays for it" in text(hana.get(f"{page}?finding=unfunded"))
    assert "P101 Support officer Social care Posts whose role has no grade" in text(
        hana.get(f"{page}?finding=ungraded")
    )
    assert "0.5 FTE over" in text(hana.get(f"{page}?finding=over"))
    assert "The grant ends on 31 January 2027" in text(hana.get(f"{page}?finding=grant"))
    vacant = text(hana.get(f"{page}?finding=vacant"))
    assert "P100" in vacant
    assert "At least 8 FTE since 4 August 2026 or longer; nobody searches" in vacant
    assert "goes on without it" not in text(hana.get(f"{page}?finding=astray"))


def test_spans_and_the_top_three_tiers(cast, hana, here, ann):
    """Point 22 pays £34,811.00, so the band is £30,000 to £34,999 (Transparency Code 2015, paragraph 49)."""
    with in_scope(cast):
        chief = org_make.one_fte(ann.org, "CHIEF")
        boss = org_make.holder(ann.org, chief, surname="Boss")
        boss_terms = boss.__class__.objects.get(pk=boss.pk)
        make.hr.AssignmentTerms.objects.filter(assignment=boss_terms).update(spine_point=ann.org.points["22"])
        units.alter(
            unit=here["top"].uuid, says={"manager_post": chief.uuid}, effective_from=date(2026, 1, 1), reason="Chief",
            by=cast.hana, at=NOW,
        )  # fmt: skip

    assert "Ann Boss Support officer Unit U1 CHIEF 1" in text(hana.get(f"{REPORT}spans/"))
    rows = downloaded(hana.get(f"{REPORT}transparency/?download=csv")).decode().splitlines()
    assert rows[1] == '1,Support officer,Unit U1,,Permanent,"£30,000 to £34,999",,,CHIEF'
    assert all("Covert" not in row for row in rows)
    assert "Managed by Support officer, post CHIEF: Ann Boss" in text(hana.get(CHART))


# --- reorganisation -------------------------------------------------------------------------------------------------
def plan(*steps):
    return json.dumps(list(steps))


def test_a_reorganisation_is_planned_previewed_approved_and_holds_as_a_whole(cast, hana, here):
    added = hana.post(PLAN, {"step": "add", "plan": "[]", "do": "create", "step_code": "NEW", "step_name": "Homes",
                             "step_kind": "TEAM", "step_target": "SOCIAL", **DECEMBER})  # fmt: skip
    assert "Create Homes (NEW) in SOCIAL" in text(added)
    steps = plan(
        {"do": "create", "code": "NEW", "name": "Homes", "kind": "TEAM", "target": "SOCIAL"},
        {"do": "move_post", "post": "P101", "target": "NEW"},
        {"do": "rename", "code": "SOCIAL", "name": "Adult care"},
        {"do": "manage", "code": "NEW", "post": "P101"},
    )
    look = sent(hana, PLAN, {"plan": steps, **DECEMBER})
    assert "Adult care, in Unit U1" in text(look)
    approve_all(cast)

    assert "Adult care" not in text(hana.get(f"{CHART}?on=2026-11-30"))
    shown = text(hana.get(f"{CHART}?on=2026-12-01"))
    assert "Homes" in shown
    assert "Managed by Support officer, post P101 (vacant)" in shown


def test_a_plan_that_changes_what_there_is_says_so_or_is_refused(cast, hana, here):
    steps = plan({"do": "delete_post", "post": "P101"}, {"do": "close", "code": "SOCIAL"})
    answer = hana.post(PLAN, {"plan": steps, **DECEMBER})
    assert answer.status_code == 422
    assert "posts from 3 to 2; established FTE from 12 to 11" in text(answer)

    look = text(sent(hana, PLAN, {"plan": steps, "difference": "One vacant post is deleted", **DECEMBER}))
    assert "Budget holder" in look
    approve_all(cast)
    assert "Social care" not in text(hana.get(f"{CHART}?on=2026-12-01"))


def test_a_plan_with_one_impossible_step_does_nothing_at_all(cast, hana, here):
    """HR-REORG-NAMES: the second step names nothing and takes the first along. HR-REORG-EQUAL: see above."""
    steps = plan(
        {"do": "rename", "code": "SOCIAL", "name": "Adult care"}, {"do": "move", "code": "GONE", "target": "U1"}
    )
    answer = hana.post(PLAN, {"plan": steps, **DECEMBER})

    assert answer.status_code == 422
    assert "There is no unit “GONE”" in text(answer)
    with in_scope(cast):
        assert UnitVersion.objects.filter(unit=here["social"]).count() == 1


@pytest.mark.parametrize("spoilt", ["", "[]", "nonsense", "{}", '[{"do": "explode"}]', "[" * 50_000])
def test_a_plan_that_cannot_be_read_is_refused(hana, here, spoilt):
    assert hana.post(PLAN, {"plan": spoilt, **DECEMBER}).status_code == 422


def test_a_step_is_taken_out_again(hana, here):
    steps = plan({"do": "rename", "code": "SOCIAL", "name": "Adult care"})
    assert "No steps yet" in text(hana.post(PLAN, {"step": "remove:0", "plan": steps}))


# --- the API --------------------------------------------------------------------------------------------------------
def test_posts_are_read_and_proposed_through_the_api(cast, hana, here, ann):
    address = "/api/v1/p/northshire/posts/"
    found = hana.get(f"{address}?unit={here['social'].uuid}").json()["results"]
    assert [(one["post_no"], one["vacant_fte"], one["n_holders"]) for one in found] == [("P101", "1.0000", 0)]
    one = f"{address}{here['post'].uuid}/"
    assert hana.get(one).json() == found[0]
    assert (hana.get(f"{one}?on=1900-01-01").status_code, client(cast.dilys).get(one).status_code) == (404, 404)
    wish = {
        "post_no": "P300", "role": str(ann.org.role.uuid), "unit": str(here["social"].uuid), "established_fte": "0.5",
        "effective_from": "2026-12-01", "reason": "Growth bid 13",
        "shares": [{"cost_centre": str(ann.org.cost_centre.uuid), "percent": "100"}],
    }  # fmt: skip

    answer = hana.post(address, json.dumps(wish), content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (201, "SUBMITTED")
    approve_all(cast)
    with in_scope(cast):
        assert Post.objects.get(post_no="P300").state == "ESTABLISHED"
    wrong = hana.post(address, json.dumps({**wish, "post_no": "P301", "unit": str(here["post"].uuid)}),
                      content_type="application/json")  # fmt: skip
    assert wrong.status_code == 400
    assert hana.get(f"{address}?on=tomorrow").status_code == 400


def test_a_line_manager_sees_the_chart_and_proposes_nothing(cast, ann, here):
    who = user("Marge")
    grant(who, cast.northshire, Role.LINE_MANAGER)
    marge = client(who)

    assert marge.get(CHART).status_code == 200
    assert marge.get(REPORT).status_code == 403
    assert marge.post(post_page(here["post"], "freeze/"), {"reason": "No"}).status_code == 403
    assert job(ann, "counts").endswith("/counts/")
