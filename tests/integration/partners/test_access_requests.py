"""Subject access requests (domain HR-13): the clock, the steps, what is collected, the review, the answer."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from hr.models import SensitivePost
from partners.engine.sar_clock import Pause, due_on
from partners.models import AuditEvent, SarCase, SarFile
from partners.operations import sar, sar_files
from partners.operations.retention import NotYourOwn, ReasonNeeded
from partners.operations.sar import ImpossibleDay, NoSuchPerson, TooLate
from partners.operations.sar_documents import NotDecided
from partners.operations.sar_files import Gone, NoSuchPart
from partners.queries import sar as found
from partners.queries.seen import lookers
from partners.roles import Role
from partners.scope import partner_scope
from partners.states import SAR, SarState
from sharedservices.common.flow import WrongState, pairs
from tests.access_requests import decide_apart
from tests.factories import hr
from tests.people import grant

NOW = datetime.now(UTC)
TODAY = NOW.date()


# --- the clock: domain HR-13 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # 3 October 2026 is a Saturday
        (date(2026, 9, 1), date(2026, 10, 1)),
        (date(2028, 1, 31), date(2028, 2, 29)),  # a leap year: 29 February 2028 is a Tuesday
        (date(2026, 1, 31), date(2026, 3, 2)),  # 28 February 2026 is a Saturday
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, Boxing Day in lieu on Monday 28
    ],
)
def test_the_answer_is_due_on_the_same_day_of_the_next_month_or_the_next_working_day(received, due):
    assert due_on(received, on=received) == due


def test_pauses_add_their_days_and_a_complex_request_two_months():
    pause = Pause(date(2026, 9, 2), date(2026, 9, 9))

    assert due_on(date(2026, 9, 1), pauses=[pause], on=date(2026, 9, 9)) == date(2026, 10, 8)
    assert due_on(date(2026, 9, 1), is_complex=True, on=date(2026, 9, 9)) == date(2026, 12, 1)
    open_pause = Pause(date(2026, 9, 2))
    assert due_on(date(2026, 9, 1), pauses=[open_pause], on=date(2026, 9, 22)) == date(2026, 10, 21)


# --- the steps ------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(cast):
    """Ann of Northshire asks; be inside Northshire."""
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        cast_ann = hr.employee(cast.northshire, person_fields={"town": "Thirdtown"})
        yield cast, cast_ann, receive(cast, cast_ann)


def receive(cast, who, **given):
    base = {"partner_id": who.person.partner_id, "person_id": who.person.pk, "received_on": TODAY, "scope": ""}
    return sar.receive(**base | given, by=cast.hana, at=NOW)


def step(cast, case, **given):
    return {"case": case.uuid, "by": cast.hana, "at": NOW} | given


def collected(cast, case):
    sar.verify(**step(cast, case, on=TODAY, note="Known in person"))
    return sar_files.collect(**step(cast, case))


def released(cast, case):
    collected(cast, case)
    decide_apart(case, by=cast.ben, at=NOW)
    sar_files.review(**step(cast, case, by=cast.ben))
    return sar_files.release(**step(cast, case, by=cast.ben))


def test_ask_identity_stops_the_clock_and_verify_starts_it(asked):
    cast, ann, _case = asked
    case = receive(cast, ann, received_on=TODAY - timedelta(days=20))
    sar.ask_identity(**step(cast, case, asked="Passport", on=TODAY - timedelta(days=19)))
    row = sar.verify(**step(cast, case, on=TODAY - timedelta(days=9), note="Passport seen"))

    pause = found.pauses(row)[0]
    assert (pause.ended_on - pause.started_on).days == 10
    assert row.due_on == due_on(row.received_on, pauses=[Pause(pause.started_on, pause.ended_on)], on=TODAY)


def test_ask_clarification_and_clarify(asked):
    cast, _ann, case = asked
    sar.verify(**step(cast, case, on=TODAY, note="Known"))
    sar.ask_clarification(**step(cast, case, asked="Which years?", on=TODAY))
    assert found.one(case.uuid).state == "CLARIFYING"
    with pytest.raises(WrongState):
        sar_files.collect(**step(cast, case))
    sar.clarify(**step(cast, case, note="All", on=TODAY))

    assert found.one(case.uuid).state == "VERIFIED"


def test_extend_once_within_the_first_month_with_a_reason(asked):
    cast, ann, case = asked
    with pytest.raises(ReasonNeeded):
        sar.extend(**step(cast, case, reason=" "))
    sar.extend(**step(cast, case, reason="Twelve years of records"))
    with pytest.raises(TooLate):
        sar.extend(**step(cast, case, reason="Again"))
    old = receive(cast, ann, received_on=TODAY - timedelta(days=50))
    with pytest.raises(TooLate):
        sar.extend(**step(cast, old, reason="Too late"))


@pytest.mark.parametrize("action", ["refuse", "withdraw"])
def test_refuse_and_withdraw_close_for_good(asked, action):
    cast, _ann, case = asked
    getattr(sar, action)(**step(cast, case, reason="Said so"))

    with pytest.raises(WrongState):
        sar.withdraw(**step(cast, case, reason="Again"))
    with pytest.raises(TooLate):
        sar.describe_search(**step(cast, case, exclusions="x"))
    with pytest.raises(DatabaseError), transaction.atomic():
        SarCase.objects.filter(pk=case.pk).update(scope="other")


def test_days_that_cannot_be_are_refused(asked):
    cast, ann, case = asked
    with pytest.raises(ImpossibleDay):
        receive(cast, ann, received_on=TODAY + timedelta(days=1))
    with pytest.raises(ImpossibleDay):
        sar.ask_identity(**step(cast, case, asked="x", on=TODAY - timedelta(days=1)))
    with pytest.raises(NoSuchPerson):
        sar.receive(partner_id=cast.northshire.pk, person_id=0, received_on=TODAY, scope="", by=cast.hana, at=NOW)


def test_nobody_deals_with_their_own_request(asked):
    cast, ann, case = asked
    grant(cast.hana, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)

    with pytest.raises(NotYourOwn):
        receive(cast, ann)
    with pytest.raises(NotYourOwn):
        sar.verify(**step(cast, case, on=TODAY, note="me"))


def test_every_illegal_pair_of_the_flow_is_refused(asked):
    cast, _ann, case = asked
    legal = {(pair.action, pair.state) for pair in pairs(SAR) if pair.is_legal}

    assert ("release", SarState.COLLECTED) not in legal
    with pytest.raises(WrongState):
        sar_files.release(**step(cast, case, by=cast.ben))


# --- what is collected ----------------------------------------------------------------------------------------------


def test_collect_reads_every_module_of_this_partner_and_of_no_other(cast):
    """Ann works at both: Northshire's answer holds nothing of Southborough's."""
    with partner_scope(cast.southborough.pk):
        hr.employee(cast.southborough, person_fields={"surname": "Elsewhere", "town": "Southtown"})
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        ann = hr.employee(cast.northshire, person_fields={"town": "Northtown"})
        case = receive(cast, ann)
        collected(cast, case)
        content = found.draft(case)
        text = json.dumps(content)

    assert "Northtown" in text
    assert "Southtown" not in text
    assert "Elsewhere" not in text
    assert {one["code"] for one in content["modules"]} == {"hr", "hr_life", "partners", "payroll"}
    assert "Sort code 070116, account 00003036" in text


def test_the_answer_says_who_looked(asked):
    from hr.operations import disclosure

    cast, ann, case = asked
    disclosure.record_view(person=ann.person, what="pay and tax", by=cast.ben, at=NOW)
    disclosure.unmask_nino(person=ann.person.uuid, reason="Called HMRC about it", by=cast.hana, at=NOW)
    collected(cast, case)

    seen = next(one for module in found.draft(case)["modules"] for one in module["sections"] if one["code"] == "seen")[
        "records"
    ]
    assert {(one["Who"], one["What"]) for one in seen} >= {("Ben Example", "Viewed"), ("Hana Example", "Unmasked")}


def test_what_is_collected_is_sealed_in_the_database(asked):
    cast, _ann, case = asked
    collected(cast, case)

    body = SarFile.objects.get(case=case).body
    assert body
    assert "Thirdtown" not in body


# --- review and release ---------------------------------------------------------------------------------------------


def test_review_needs_another_person_than_collected(asked):
    cast, _ann, case = asked
    collected(cast, case)

    with pytest.raises(NotYourOwn):
        sar_files.review(**step(cast, case))
    with pytest.raises(NotYourOwn):
        sar_files.decide(**step(cast, case), part="hr/person", exemption="", words="")
    with pytest.raises(DatabaseError), transaction.atomic():
        SarCase.objects.filter(pk=case.pk).update(state="REVIEWED", reviewed_by=cast.hana, reviewed_at=NOW)


def test_release_leaves_out_what_the_reviewer_left_out_and_what_is_restricted(asked):
    cast, _ann, case = asked
    collected(cast, case)
    decide = {**step(cast, case, by=cast.ben), "words": "Names a colleague"}
    with pytest.raises(NoSuchPart):
        sar_files.decide(part="hr/nothing", exemption="", **decide)
    with pytest.raises(ReasonNeeded):
        sar_files.decide(part="hr/person", exemption="CRIME", **{**decide, "words": ""})
    sar_files.decide(part="hr/person/1/Town", exemption="THIRD_PARTY", **decide)
    sar_files.review(**step(cast, case, by=cast.ben))
    sar_files.release(**step(cast, case, by=cast.ben))

    text = sar_files.download(**step(cast, case), kind="JSON").decode()
    assert "Thirdtown" not in text
    assert "[Left out: About another person]" in text
    assert "Changes proposed about you" not in text
    assert SarFile.objects.get(case=case, kind="DRAFT").body == ""
    with pytest.raises(TooLate):
        sar_files.decide(part="hr/person", exemption="", **decide)


def test_a_restricted_part_is_shown_when_the_reviewer_says_so(asked):
    cast, _ann, case = asked
    collected(cast, case)
    sar_files.decide(**step(cast, case, by=cast.ben), part="partners/changes", exemption="", words="")
    sar_files.review(**step(cast, case, by=cast.ben))
    sar_files.release(**step(cast, case, by=cast.ben))

    assert "Changes proposed about you" in sar_files.download(**step(cast, case), kind="JSON").decode()


def test_a_download_is_logged_with_its_hash_and_ends_after_thirty_days(asked):
    cast, _ann, case = asked
    released(cast, case)
    pdf = sar_files.download(**step(cast, case), kind="PDF")

    event = AuditEvent.objects.filter(action="EXPORT", object_type="partners_sarcase").latest("id")
    file = SarFile.objects.get(case=case, kind="PDF")
    assert pdf.startswith(b"%PDF")
    assert event.changes["sha256"] == file.sha256
    with pytest.raises(Gone):
        sar_files.download(**step(cast, case, at=NOW + timedelta(days=30)), kind="PDF")


def test_expired_answers_are_forgotten(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk):
        case = receive(cast, hr.employee(cast.northshire))
        released(cast, case)

    assert sar_files.forget_expired(at=NOW + timedelta(days=31)) == 2
    with partner_scope(cast.northshire.pk):
        assert set(SarFile.objects.values_list("body", flat=True)) == {""}


# --- who looked -----------------------------------------------------------------------------------------------------


def test_the_report_counts_people_own_records_protected_people_and_looks_without_work(asked):
    from hr.operations import disclosure

    cast, ann, _case = asked
    secret = hr.employee(cast.northshire, person_fields={"is_sensitive": True})
    grant(cast.ben, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    for who in (ann, secret, secret):
        disclosure.record_view(person=who.person, what="pay", by=cast.ben, at=NOW)

    with partner_scope(cast.northshire.pk, actor_id=cast.ben.pk):
        type(ann.person).objects.filter(pk=ann.person.pk).update(phone="01234 567890")
    row = next(one for one in lookers(partner_id=cast.northshire.pk, month=timezone.localdate()) if "Ben" in one.name)
    assert (row.n_people, row.n_looks, row.n_protected, row.n_own, row.n_without_work) == (2, 3, 1, 1, 1)
    assert row.n_own_changes == 1
    assert lookers(partner_id=cast.northshire.pk, month=date(2020, 1, 1)) == []


# --- what is kept apart -----------------------------------------------------------------------------------------------


def test_what_is_kept_apart_is_decided_record_by_record_before_the_answer_is_complete(asked):
    cast, ann, case = asked
    SensitivePost.objects.create(
        partner=cast.northshire, person=ann.person, kind="ADDRESS", reason="Threats", review_on=TODAY,
        set_by=cast.hana, set_at=NOW,
    )  # fmt: skip
    collected(cast, case)
    left = found.undecided(found.draft(case), found.decisions(case))
    assert "hr/sensitive/1" in left
    decide = step(cast, case, by=cast.ben)
    sar_files.decide(part="hr/sensitive", exemption="", words="", **decide)  # shown as a whole: that decides nothing
    with pytest.raises(NotDecided, match="kept apart"):
        sar_files.review(**decide)
    sar_files.decide(part="hr/sensitive/1", exemption="", words="", **decide)
    sar_files.decide(part="hr/sensitive/1/Reason", exemption="CRIME", words="Tells who threatens", **decide)
    decide_apart(case, by=cast.ben, at=NOW)
    sar_files.review(**decide)
    sar_files.release(**decide)

    text = sar_files.download(**step(cast, case), kind="JSON").decode()
    assert "[Left out: Crime and taxation]" in text
    assert "Threats" not in text
