"""Transfers between partners (differentiator 21): both sides sign, the listed fields and no other, service goes on."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hr import change_kinds_leaving as kinds
from hr import transfer_content
from hr.models import (
    Assignment,
    Employment,
    Leaving,
    Person,
    StarterCase,
    TaxCode,
    TransferEnvelope,
    TransferIn,
    TransferOut,
)
from hr.operations import (
    contract_documents,
    right_to_work,
    starters,
    starters_gates,
    starters_hire,
    starters_payroll,
    starters_policy,
    transfers,
)
from hr.operations.starters import Job, Money
from hr.operations.starters_gates import Finding
from hr.operations.starters_policy import Statement
from hr.operations.transfers import Arrival, NoteNeeded
from hr.queries import right_to_work as queries
from hr.queries import transfers as found
from hr.rules import RuleBroken
from hr.states import TRANSFER
from hr.transfer_content import FIELDS, LABELS, NotListed, Portable
from partners.models import AuditEvent
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.queries import access
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState, pairs
from tests import starters as starter
from tests.factories import hr
from tests.people import grant, partner, user

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
LAST = date(2026, 12, 31)
SERVICE = date(2009, 9, 7)
NINO = "AB123456C"


class Story:
    """Tess goes from Northshire to Southborough. Ben releases her, Sam signs there. Westmere has no part in it."""

    def __init__(self, cast):
        self.cast, self.north, self.south = cast, cast.northshire, cast.southborough
        self.west = partner("westmere", "Westmere Council")
        self.sam, self.wes = user("Sam"), user("Wes")
        grant(self.sam, self.south, Role.HR_MANAGER)
        grant(self.wes, self.west, Role.HR_MANAGER)
        with partner_scope(self.north.pk, actor_id=cast.hana.pk, reason="test"):
            self.tess = hr.employee(
                self.north, start=date(2019, 5, 1),
                person_fields={"nino": NINO, "surname": "Marlow", "forenames": "Tess"},
                employment_fields={"continuous_service_from": SERVICE},
            )  # fmt: skip
        with partner_scope(self.south.pk, actor_id=cast.hana.pk, reason="test"):
            self.there = hr.organisation(self.south)
        self.login = user("Tess")
        grant(self.login, self.north, Role.EMPLOYEE, person_id=self.tess.person.pk)

    def in_north(self):
        return partner_scope(self.north.pk, actor_id=self.cast.hana.pk, reason="test")

    def in_south(self):
        return partner_scope(self.south.pk, actor_id=self.sam.pk, reason="test")

    def propose(self, **given):
        payload = {
            "employment": str(self.tess.employment.uuid), "to_partner": "southborough", "last_day": LAST.isoformat(),
            "consent_on": "2026-11-12", "consent_evidence": "Signed form", "service_evidence": "Statement of 2019",
            "leave_hours": "14.00",
        } | given  # fmt: skip
        proposal = Proposal(kind=kinds.TRANSFER_OUT.code, payload=payload, reason="New post at Southborough")
        return changes.submit(partner_id=self.north.pk, proposal=proposal, by=self.cast.hana, at=AT)

    def release(self, **given):
        with self.in_north():
            row = self.propose(**given)
            row = changes.approve(change=row.uuid, content_hash=row.content_hash, by=self.cast.ben, at=AT)
            assert row.state == "APPLIED"
            return TransferEnvelope.objects.latest("pk")

    def arrival(self, **given):
        base = {"starts_on": date(2027, 1, 1), "employee_no": "S-900", "pay_group": self.there.pay_group.uuid}
        return Arrival(**base | given)

    def accept(self, envelope, *, by=None, **given):
        with self.in_south():
            return transfers.accept(
                partner_id=self.south.pk,
                envelope=envelope.uuid,
                arrival=self.arrival(**given),
                by=by or self.sam,
                at=AT,
            )

    def complete(self, envelope):
        with self.in_north():
            return transfers.complete(partner_id=self.north.pk, envelope=envelope.uuid, at=AT)


@pytest.fixture
def story(cast):
    return Story(cast)


def raw(partner_id, statement, *values):
    """Run SQL in a partner's scope; None when PostgreSQL refuses it."""
    try:
        with partner_scope(partner_id), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount
    except DatabaseError:
        return None


# --- the listed fields ----------------------------------------------------------------------------------------------


def test_transfers_carry_only_the_listed_fields(story):
    envelope = story.release()

    with story.in_south():
        row = TransferEnvelope.received.get(uuid=envelope.uuid)
        text = found.sealing.open_sealed(row.content, aad=found.aad(row.uuid))
    assert json.loads(text) == {
        "surname": "Marlow", "forenames": "Tess", "known_as": "", "title": "", "date_of_birth": "1985-05-17",
        "sex": "F", "nino": NINO, "kind": "EMPLOYEE", "employer_start": "2019-05-01",
        "continuous_service_from": "2009-09-07", "service_evidence": "Statement of 2019", "last_day": "2026-12-31",
        "pension_scheme": "Local Government Pension Scheme", "pension_section": "main", "leave_hours": "14",
        "sick_full_days": 0, "sick_half_days": 0, "consent_on": "2026-11-12",
    }  # fmt: skip
    columns = {field.column for field in TransferEnvelope._meta.concrete_fields}
    assert columns == {
        "id", "uuid", "partner_id", "to_partner_id", "state", "content", "content_hash", "last_day", "released_by_id",
        "released_human", "released_at", "signed_by_id", "signed_human", "signed_at", "note",
    }  # fmt: skip


def test_every_listed_field_says_why_it_is_needed():
    assert set(FIELDS) == set(LABELS) == set(Portable.__dataclass_fields__)
    assert all(len(why) > 20 for why in FIELDS.values())
    assert not {"address", "bank", "salary", "tax_code", "email", "phone"} & set(FIELDS)


def test_a_content_with_another_field_is_refused():
    packed = json.loads(transfer_content.pack(A_PORTABLE))

    with pytest.raises(NotListed, match="salary"):
        transfer_content.unpack(json.dumps(packed | {"salary": "1"}))


A_PORTABLE = Portable(
    surname="Marlow", forenames="Tess", known_as="", title="", date_of_birth=date(1985, 5, 17), sex="F", nino=NINO,
    kind="EMPLOYEE", employer_start=date(2019, 5, 1), continuous_service_from=SERVICE, service_evidence="Letter",
    last_day=LAST, pension_scheme="LGPS", pension_section="main", leave_hours=Decimal("14.0"), sick_full_days=3,
    sick_half_days=0, consent_on=date(2026, 11, 12),
)  # fmt: skip


@given(
    service=st.dates(date(1970, 1, 1), date(2026, 12, 31)), last=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    hours=st.decimals(-300, 300, places=1), name=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
)  # fmt: skip
def test_property_continuous_service_is_unchanged_by_the_way(service, last, hours, name):
    from dataclasses import replace

    sent = replace(A_PORTABLE, continuous_service_from=service, last_day=last, leave_hours=hours, surname=name)

    assert transfer_content.unpack(transfer_content.pack(sent)) == sent


@pytest.mark.parametrize("service", [date(1984, 2, 29), date(2009, 9, 7), date(2019, 5, 1)])
def test_continuous_service_is_the_same_at_the_new_employer(story, service):
    with story.in_north():
        Employment.objects.filter(pk=story.tess.employment.pk).update(continuous_service_from=service)

    note = story.accept(story.release())

    with story.in_south():
        assert Employment.objects.get(pk=note.employment_id).continuous_service_from == service


# --- both sides -----------------------------------------------------------------------------------------------------


def test_accept_begins_there_and_complete_ends_here(story):
    envelope = story.release()
    with story.in_north():
        story.tess.employment.refresh_from_db()
        assert story.tess.employment.valid.upper is None, "nothing ends before the other side has signed"

    note = story.accept(envelope)
    leaving = story.complete(envelope)

    with story.in_south():
        person = Person.objects.get(pk=note.person_id)
        assert (person.surname, person.date_of_birth, person.address_line_1) == ("Marlow", date(1985, 5, 17), "")
        job = Employment.objects.get(pk=note.employment_id)
        assert (job.valid.lower, job.employee_no) == (date(2027, 1, 1), "S-900")
    with story.in_north():
        story.tess.employment.refresh_from_db()
        assert story.tess.employment.valid.upper == date(2027, 1, 1)
        assert (leaving.leaving_reason, leaving.ends_employment) == ("TRANSFER", True)
        assert TransferEnvelope.objects.get().state == "COMPLETED"
        assert Person.objects.filter(pk=story.tess.person.pk).exists(), "the history stays with the source"
    assert access(user=story.login, on=date(2027, 2, 1))[0].is_read_only is True


def test_complete_is_safe_to_run_twice_and_the_sweep_finds_what_was_not_rung_for(story):
    envelope = story.release()
    story.accept(envelope)

    assert transfers.complete_everywhere(at=AT) == 1
    assert transfers.complete_everywhere(at=AT) == 0
    assert story.complete(envelope) is None
    with story.in_north():
        assert Leaving.objects.count() == 1


def test_what_stands_in_the_way_is_left_to_people(story):
    envelope = story.release()
    story.accept(envelope)
    with story.in_north():
        row = story.tess.pension
        row.valid = hr.DateRange(row.valid.lower, date(2027, 3, 1))
        row.save()
        hr.pension(story.tess.assignment, story.tess.org.pension, valid=hr.since(date(2027, 3, 1)))

    assert transfers.complete_everywhere(at=AT) == 0
    with story.in_north():
        assert found.to_complete(partner_id=story.north.pk) == 1


def test_somebody_who_is_known_there_is_not_made_twice(story):
    with story.in_south():
        known = hr.person(story.south, nino=NINO, surname="Marlow")

    note = story.accept(story.release())

    assert note.person_id == known.pk


def test_refuse_begins_nothing_and_ends_nothing(story):
    envelope = story.release()

    with story.in_south():
        with pytest.raises(NoteNeeded), transaction.atomic():
            transfers.refuse(partner_id=story.south.pk, envelope=envelope.uuid, note=" ", by=story.sam, at=AT)
        row = transfers.refuse(partner_id=story.south.pk, envelope=envelope.uuid, note="No post", by=story.sam, at=AT)
        assert (row.state, TransferIn.objects.count()) == ("REFUSED", 0)
    assert story.complete(envelope) is None
    assert story.release().state == "RELEASED"


def test_withdraw_hides_the_envelope_from_the_receiver(story):
    envelope = story.release()

    with story.in_north():
        transfers.withdraw(partner_id=story.north.pk, envelope=envelope.uuid, note="Stays", by=story.cast.ben, at=AT)

    assert raw(story.south.pk, "SELECT count(*) FROM hr_transferenvelope") == [(0,)]
    with pytest.raises(TransferEnvelope.DoesNotExist):
        story.accept(envelope)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"to_partner": "northshire"}, "HR-TRANSFER-PARTNER"),
        ({"to_partner": "nowhere"}, "HR-TRANSFER-PARTNER"),
        ({"consent_on": "2026-11-17"}, "HR-TRANSFER-CONSENT"),
        ({"consent_on": "2019-04-30"}, "HR-TRANSFER-CONSENT"),
        ({"last_day": "2018-12-31"}, "HR-WITHIN-JOB"),
    ],
)
def test_what_a_release_refuses(story, wrong, rule):
    """AnotherPartner, ConsentGiven."""
    with story.in_north(), pytest.raises(RuleBroken) as refused, transaction.atomic():
        story.propose(**wrong)

    assert refused.value.rule == rule


def test_one_transfer_at_a_time(story):
    """OneTransferAtATime: HR-TRANSFER-ONCE."""
    story.release()

    with story.in_north(), pytest.raises(RuleBroken) as refused, transaction.atomic():
        story.propose(to_partner="westmere")

    assert refused.value.rule == "HR-TRANSFER-ONCE"


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"starts_on": LAST}, "HR-TRANSFER-START"),
        ({"starts_on": date(2027, 1, 8)}, "HR-TRANSFER-START"),
        ({"employee_no": " "}, "HR-TRANSFER-NUMBER"),
        ({"employee_no": "9" * 21}, "HR-TRANSFER-NUMBER"),
    ],
)
def test_what_an_acceptance_refuses(story, wrong, rule):
    """StartFollowsLastDay, EmployeeNumberIsFree."""
    envelope = story.release()

    with pytest.raises(RuleBroken) as refused:
        story.accept(envelope, **wrong)

    assert refused.value.rule == rule


def test_two_signers_nobody_signs_for_both_sides(story):
    """TwoSigners: HR-TRANSFER-SIGNERS; a second login of the same human is the same human."""
    envelope = story.release()
    second = user("Ben2")
    second.human_id = story.cast.ben.human_id
    second.save()

    for who in (story.cast.ben, second):
        with pytest.raises(RuleBroken, match="Somebody else signs"):
            story.accept(envelope, by=who)
    changed = raw(
        story.south.pk,
        "UPDATE hr_transferenvelope SET state = 'ACCEPTED', signed_by_id = %s, signed_at = now()",
        story.cast.ben.pk,
    )
    assert changed is None, "the database writes the human being and refuses the same one"


def test_every_action_follows_the_table(story):
    envelope = story.release()
    story.accept(envelope)

    assert {pair.action for pair in pairs(TRANSFER) if pair.is_legal and pair.state == "ACCEPTED"} == {"complete"}
    with pytest.raises(WrongState):
        story.accept(envelope, employee_no="S-901")
    with story.in_north(), pytest.raises(WrongState), transaction.atomic():
        transfers.withdraw(partner_id=story.north.pk, envelope=envelope.uuid, note="x", by=story.cast.ben, at=AT)


# --- the wall -------------------------------------------------------------------------------------------------------


def test_before_the_release_the_receiver_finds_nothing(story):
    with story.in_north():
        story.propose()

    assert raw(story.south.pk, "SELECT count(*) FROM hr_transferenvelope") == [(0,)]
    assert raw(story.south.pk, "SELECT count(*) FROM partners_changerequest") == [(0,)]
    assert raw(story.south.pk, "SELECT count(*) FROM hr_person WHERE partner_id = %s", story.north.pk) == [(0,)]


def test_a_third_partner_finds_nothing_at_any_time(story):
    envelope = story.release()
    for step in (lambda: None, lambda: story.accept(envelope), lambda: story.complete(envelope)):
        step()
        assert raw(story.west.pk, "SELECT count(*) FROM hr_transferenvelope") == [(0,)]
        assert raw(story.west.pk, "UPDATE hr_transferenvelope SET note = 'x'") == 0
    with partner_scope(story.west.pk), pytest.raises(TransferEnvelope.DoesNotExist):
        transfers.accept(partner_id=story.west.pk, envelope=envelope.uuid, arrival=story.arrival(), by=story.wes, at=AT)


def test_exactly_two_partners_read_the_envelope_and_neither_the_others_rows(story):
    envelope = story.release()
    story.accept(envelope)
    story.complete(envelope)

    for mine, theirs in ((story.north.pk, story.south.pk), (story.south.pk, story.north.pk)):
        assert raw(mine, "SELECT count(*) FROM hr_transferenvelope") == [(1,)]
        for table in ("hr_person", "hr_employment", "hr_assignment", "hr_transferout", "hr_transferin", "hr_leaving"):
            statement = f'SELECT count(*) FROM "{table}" WHERE partner_id = %s'
            assert raw(mine, statement, theirs) == [(0,)], table


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hr_transferenvelope SET content = 'x'",
        "UPDATE hr_transferenvelope SET last_day = '2030-01-01'",
        "UPDATE hr_transferenvelope SET to_partner_id = partner_id",
        "UPDATE hr_transferenvelope SET state = 'WITHDRAWN'",
        "UPDATE hr_transferenvelope SET state = 'COMPLETED'",
        "UPDATE hr_transferenvelope SET state = 'ACCEPTED'",
        "UPDATE hr_transferenvelope SET partner_id = to_partner_id",
        "DELETE FROM hr_transferenvelope",
    ],
)
def test_the_receiver_changes_nothing_but_its_signature(story, statement):
    envelope = story.release()

    assert raw(story.south.pk, statement) in {None, 0}
    with story.in_north():
        assert TransferEnvelope.objects.get() == envelope
        assert TransferEnvelope.objects.get().content == envelope.content


def test_the_releaser_does_not_sign_for_the_receiver(story):
    story.release()
    statement = "UPDATE hr_transferenvelope SET state = %s, signed_by_id = %s, signed_at = now()"

    for state in ("ACCEPTED", "REFUSED"):
        assert raw(story.north.pk, statement, state, story.sam.pk) is None
    assert raw(story.north.pk, "UPDATE hr_transferenvelope SET content = 'x'") is None


def test_the_default_manager_shows_the_receiver_nothing(story):
    story.release()

    with story.in_south():
        assert TransferEnvelope.objects.count() == 0
        assert TransferEnvelope.received.count() == 1
        assert TransferOut.objects.count() == 0


def test_both_trails_say_what_happened_on_their_side(story):
    envelope = story.release()
    story.accept(envelope)
    story.complete(envelope)

    for where, wanted in ((story.north, {"release", "complete"}), (story.south, {"accept"})):
        with partner_scope(where.pk):
            rows = AuditEvent.objects.filter(partner_id=where.pk, object_id=str(envelope.uuid))
            assert {(row.changes or {}).get("action") for row in rows} == wanted
            assert NINO not in str([row.changes for row in AuditEvent.objects.filter(partner_id=where.pk)])


# --- the pages ------------------------------------------------------------------------------------------------------


def client_of(who):
    client = Client(raise_request_exception=False)
    client.force_login(who)
    return client


def test_both_sides_see_the_envelope_on_their_pages_and_a_third_does_not(story):
    envelope = story.release()
    address = "/p/{}/transfers/" + f"{envelope.uuid}/"

    for who, where in ((story.cast.ben, "northshire"), (story.sam, "southborough")):
        listed = client_of(who).get(f"/p/{where}/transfers/").content.decode()
        page = client_of(who).get(address.format(where)).content.decode()
        assert "Tess Marlow" in listed
        assert "Continuous service from" in page
        assert NINO not in page
    assert client_of(story.wes).get(address.format("westmere")).status_code == 404
    assert "Marlow" not in client_of(story.wes).get("/p/westmere/transfers/").content.decode()


def test_the_receiver_signs_on_a_page(story):
    envelope = story.release()
    client, address = client_of(story.sam), f"/p/southborough/transfers/{envelope.uuid}/accept/"

    typed = {"employee_no": "S-900", "pay_group": story.there.pay_group.uuid}

    wrong = client.post(address, typed | {"starts_on": "31/12/2026"})
    right = client.post(address, typed | {"starts_on": "01/01/2027"})

    assert wrong.status_code == 422
    assert "within the week after the last day" in wrong.content.decode()
    assert right.status_code == 302
    assert right["Location"].endswith("/job/")
    assert client.get(right["Location"]).status_code == 200
    assert "Transfers without a job" in client.get("/p/southborough/").content.decode()
    assert client.post(address, {}).status_code == 409
    home = client_of(story.cast.ben).get("/p/northshire/").content.decode()
    assert "Transfers to complete" in home


def test_the_other_partner_has_it_on_its_work_list(story):
    story.release()

    assert "Transfers to sign" in client_of(story.sam).get("/p/southborough/").content.decode()


def test_an_accepted_transfer_ends_in_a_paid_job_with_the_service_that_came_along(story):
    """Domain HR-08: continuity is kept; HR-06: the new employer checks the right to work itself."""
    note = story.accept(story.release())
    at, first = datetime(2027, 1, 4, 9, 0, tzinfo=UTC), date(2027, 1, 1)
    helen, prepares = user("Helen"), {"at": AT}
    grant(helen, story.south, Role.HR_MANAGER)
    with story.in_south():
        case = StarterCase.objects.get()
        assert (case.route, case.joins_id, case.continuous_service_from) == ("TRANSFER", note.employment_id, SERVICE)
        prepares["by"] = story.sam
        job = Job(
            post=story.there.post.uuid, pay_group=story.there.pay_group.uuid, kind="EMPLOYEE", title="Planner",
            contract="PERMANENT", contract_hours=Decimal(37), probation_months=0,
        )  # fmt: skip
        starters.set_job(case=case.uuid, job=job, **prepares)
        centre = story.there.cost_centre.uuid
        starters.set_money(case=case.uuid, money=Money(cost_centre=centre, spot_annual=Decimal("36000.00")), **prepares)
        starters.accept(case=case.uuid, **prepares)
        with pytest.raises(RuleBroken, match="Right to work"):
            starters_gates.require_met(case)
        right_to_work.record(person=note.person.uuid, check=starter.unlimited(), copy=starter.PDF, **prepares)
        for gate, outcome in (("IDENTITY", "Documents agree"), ("REFERENCES", "Satisfactory")):
            starters_gates.meet(case=case.uuid, gate=gate, finding=Finding(outcome=outcome), **prepares)
        starters_policy.set_statement(
            partner_id=story.south.pk, staff_group=story.there.staff_group.uuid, reason="Green Book",
            says=Statement(**starter.SAYS), effective_from=date(2026, 1, 1), **prepares,
        )  # fmt: skip
        contract_documents.make_contract(case=case.uuid, **prepares)
        starters.sign(case=case.uuid, signed_on=AT.date(), signed_for_employer="Sam", copy=None, **prepares)
        starters_payroll.give(case=case.uuid, said=starter.ANSWERS, **prepares)
        starters.submit(case=case.uuid, **prepares)
        starters_hire.make_ready(case=case.uuid, by=helen, at=AT)
        done = starters_hire.arrive(case=case.uuid, arrived_on=first, by=story.sam, at=at)

        assert (done.state, done.employment_id) == ("STARTED", note.employment_id)
        employment = Employment.objects.get()
        assert (employment.continuous_service_from, employment.valid.lower) == (SERVICE, first)
        assert Assignment.objects.get(employment=employment).number == "S-900-1"
        assert TaxCode.objects.get(employment=employment).source == "STARTER_A"
        proof = {"partner_id": story.south.pk, "first": note.person_id, "last": note.person_id}
        assert queries.unpayable(**proof, pay_date=date(2027, 1, 29)) == {}
