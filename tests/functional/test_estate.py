"""Pay after a death: to whoever acts for the estate, into a verified account of theirs, and nowhere else (HR-09)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from hr.models import BankAccount, DeathTask, LeavingTerms, PensionNotice, Representative
from hr.operations import deaths, estate, family_letters, inputs
from hr.operations.death_overpaid import NotYours
from hr.operations.death_tasks import CaseIsOver
from hr.operations.entries import Entry
from hr.operations.estate import (
    AccountDiffers,
    Acting,
    DateNotPossible,
    Heard,
    NeedsGrant,
    NotTheirAccount,
    RecordedAlready,
    TellMore,
)
from hr.queries import estate as found
from hr.states import REPRESENTATIVE
from partners.models import Letter, OutboundMessage
from partners.scope import partner_scope
from payroll.models import Payment, Payslip, RunMember
from payroll.operations import pay_runs
from payroll.queries.payslip_rows import PaidInto, accounts_paid
from payroll.rules import PR12
from sharedservices.common.flow import WrongState, pairs
from tests import scenarios
from tests.factories import bank_changes, hr
from tests.functional.test_deaths import AT, DIED, HEARD, Story, client_of
from tests.people import user

D = Decimal
P = "/p/northshire/"
NOV = {"month": 11}
NUMBERS = {"sort_code": "08-99-99", "account_number": "66374958", "roll_number": ""}


@pytest.fixture
def story(cast):
    with partner_scope(cast.northshire.pk, cast.southborough.pk):
        yield Story(cast)


@pytest.fixture
def case(story):
    """A confirmed death with an officer, of which the fund knows, and whose pay goes to the estate."""
    row = story.confirm(story.report())
    story.arrange(row)
    story.tell_fund(row)
    return story.decide(row)


def acting(**given):
    return Acting(**{
        "name": "Ned Marsh", "authority": "WILL", "document": "Grant 1700", "dated": DIED, "holder": "Ned Marsh",
        "sort_code": "08-99-99", "account_number": "66374958",
    } | given)  # fmt: skip


def record(story, case, **given):
    return estate.record(case=case.uuid, acting=acting(**given), by=story.cora, at=AT)


def group(story):
    return story.nora.org.pay_group


# --- the account ----------------------------------------------------------------------------------------------------
def test_an_account_is_recorded_by_one_person_verified_by_another_and_cools_off(story, case):
    row = record(story, case)
    assert found.live(case) == row
    assert story.nora.person not in {row.name}
    with pytest.raises(NotYours):
        estate.verify(representative=row.uuid, heard=HEARD, how="Rang", by=story.cora, at=AT)
    twin = user("Corasother")
    twin.human_id = story.cora.human_id
    with pytest.raises(NotYours):
        estate.verify(representative=row.uuid, heard=HEARD, how="Rang", by=twin, at=AT)
    with pytest.raises(TellMore) as refused:
        estate.verify(representative=row.uuid, heard=HEARD, how=" ", by=story.ken, at=AT)
    assert refused.value.field == "how"

    other = Heard(sort_code="20-00-00", account_number="55779911")
    with pytest.raises(AccountDiffers) as refused:
        estate.verify(representative=row.uuid, heard=other, how="Rang", by=story.ken, at=AT)
    assert refused.value.field == "account_number"
    done = estate.verify(representative=row.uuid, heard=HEARD, how="Rang the solicitor", by=story.ken, at=AT)
    assert (done.state, done.payable_from) == ("VERIFIED", date(2026, 11, 18))  # three working days after a Saturday
    with pytest.raises(DatabaseError), transaction.atomic():
        Representative.objects.filter(pk=row.pk).update(payable_from=DIED)


def test_an_account_does_not_go_where_it_may_not(story, case):
    """Verify and stop: from each state only what the table says."""
    for action, state, is_legal in pairs(REPRESENTATIVE):
        if is_legal:
            continue
        row = record(story, case)
        if state == "VERIFIED":
            estate.verify(representative=row.uuid, heard=HEARD, how="Rang", by=story.ken, at=AT)
        elif state == "STOPPED":
            estate.stop(representative=row.uuid, why="Another", by=story.cora, at=AT)
        given = (
            {"heard": HEARD, "how": "Rang", "by": story.ken} if action == "verify" else {"why": "So", "by": story.cora}
        )
        with pytest.raises(WrongState):
            getattr(estate, action)(representative=row.uuid, at=AT, **given)
        if state != "STOPPED":
            estate.stop(representative=row.uuid, why="Next", by=story.cora, at=AT)


def test_it_is_never_an_account_of_the_person_who_has_died_and_never_typed_over(story, case):
    own = {"sort_code": "070116", "account_number": "00003036"}
    with pytest.raises(NotTheirAccount) as refused:
        record(story, case, **own)
    assert refused.value.field == "account_number"
    row = record(story, case)
    with pytest.raises(RecordedAlready):
        record(story, case, account_number="66374959")
    theirs = BankAccount.objects.get(employment=story.nora.employment).fingerprint
    for wrong in ({"holder": "Somebody"}, {"fingerprint": theirs}, {"last_four": "0000"}, {"name": "Nobody"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Representative.objects.filter(pk=row.pk).update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Representative.objects.filter(pk=row.pk).delete()
    estate.stop(representative=row.uuid, why="They gave another", by=story.cora, at=AT)
    row.pk, row.uuid, row.fingerprint = None, uuid4(), theirs
    with pytest.raises(DatabaseError, match="person who has died"), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"name": " "}, TellMore, "name"),
        ({"document": " "}, TellMore, "document"),
        ({"dated": DIED - timedelta(days=1)}, DateNotPossible, "dated"),
        ({"dated": DIED + timedelta(days=1)}, DateNotPossible, "dated"),
    ],
)
def test_bad_input_names_its_field(story, case, given, refusal, field):
    with pytest.raises(refusal) as refused:
        record(story, case, **given)
    assert refused.value.field == field
    assert found.live(case) is None


def test_a_mistake_stops_the_account_and_a_closed_case_takes_none(story):
    case = story.confirm(story.report())
    row = record(story, case)
    deaths.withdraw(case=case.uuid, reason="Two people of the same name", by=story.ken, at=AT)

    assert Representative.objects.get(pk=row.pk).state == "STOPPED"
    with pytest.raises(CaseIsOver):
        record(story, case)


# --- a small estate -------------------------------------------------------------------------------------------------
def test_without_a_grant_no_more_than_the_law_or_the_partner_says(story, case):
    """Local Government Act 1972 s 119, SI 1984/539: £5,000; the partner may say less."""
    row = record(story, case, authority="INDEMNITY")
    assert row.most == D("5000.00")
    estate.stop(representative=row.uuid, why="Again", by=story.cora, at=AT)
    LeavingTerms.objects.create(
        partner=story.partner, source="Scheme of 2024", small_estate_limit=D("1000.00"), valid=hr.ALWAYS
    )
    row = record(story, case, authority="INDEMNITY")
    assert (row.most, row.most_source) == (D("1000.00"), "Scheme of 2024")
    assert found.owed(case) >= D("1400.00")  # 14/30 of £3,000, and leave
    with pytest.raises(NeedsGrant, match="1,000"):
        estate.verify(representative=row.uuid, heard=HEARD, how="Rang", by=story.ken, at=AT)


def test_what_is_paid_without_a_grant_stays_within_the_limit_to_the_last_penny(story, case):
    DeathTask.objects.filter(case=case).update(figure=None)
    LeavingTerms.objects.create(
        partner=story.partner, source="Scheme", small_estate_limit=D("1000.00"), valid=hr.ALWAYS
    )
    story.act_for_the_estate(case, authority="INDEMNITY")
    run = scenarios.calculated_run(story.cast, group(story), **NOV)
    net = Payslip.objects.get(run=run, person=story.nora.person).net
    assert net > D("1000.00")
    acting = found.live(case)
    payment = {
        "partner": story.partner, "run": run, "employment": story.nora.employment, "person": story.nora.person,
        "holder": acting.holder, "last_four": acting.last_four, "fingerprint": acting.fingerprint,
    }  # fmt: skip

    with pytest.raises(PR12, match=story.nora.employment.employee_no):
        pay_runs.approve(run_id=run.pk, by=story.cast.ben, at=scenarios.NOW)
    with pytest.raises(DatabaseError, match="without a grant"), transaction.atomic():
        Payment.objects.create(amount=D("1000.01"), **payment)


# --- pay ------------------------------------------------------------------------------------------------------------
def test_what_is_owed_goes_to_the_estate_to_the_penny_and_never_to_old_accounts(story, case):
    """Domain HR-09: £1,400.00 of pay, and what was entered while it is settled; a second account gets nothing."""
    bank_changes.second_account(story.nora.employment, by=story.ken, at=AT)
    story.act_for_the_estate(case)
    for action in ("support", "settle"):
        deaths.advance(case=case.uuid, action=action, note="", by=story.cora, at=AT)
    leave = inputs.enter(
        assignment=story.nora.assignment.uuid, element=hr.pay_element(story.partner, "LEAVE").uuid,
        entry=Entry(amount=D("250.00")), period_start=date(2026, 11, 1), note="", by=story.ken, at=AT,
    )  # fmt: skip
    inputs.approve(monthly_input=leave.uuid, by=story.cast.ben, at=AT)
    run = scenarios.approved_run(story.cast, group(story), **NOV)
    slip = Payslip.objects.get(run=run, person=story.nora.person)
    assert slip.gross == D("1650.00")
    assert accounts_paid(slip) == (PaidInto("4958", slip.net),)
    pay_runs.release(run_id=run.pk, by=story.cast.rhys, at=scenarios.NOW)

    paid = Payment.objects.filter(person=story.nora.person).values_list("holder", "last_four", "amount", "is_second")
    assert list(paid) == [("Ned Marsh", "4958", slip.net, False)]
    assert Payment.objects.filter(run=run).count() == 2


@pytest.mark.parametrize("step", ["none", "recorded", "late"])
def test_pay_waits_for_a_verified_account_and_holds_up_nobody_else(story, case, step):
    if step == "recorded":
        record(story, case)
    elif step == "late":  # verified so late that the pay date falls into the cooling-off
        row = record(story, case)
        late = AT + timedelta(days=14)
        estate.verify(representative=row.uuid, heard=HEARD, how="Rang", by=story.ken, at=late)
    run = scenarios.calculated_run(story.cast, group(story), **NOV)

    held = RunMember.objects.get(run=run, person_id=story.nora.person.pk)
    assert (held.state, held.code) == ("QUARANTINED", "ESTATE_ACCOUNT")
    assert RunMember.objects.get(run=run, person_id=story.other.person.pk).state == "CALCULATED"


def test_a_run_of_before_the_death_pays_no_old_account_pr12(story):
    """PR12: whatever the rules let through, the database lets no payment past them."""
    run = scenarios.approved_run(story.cast, group(story), **NOV)
    case = story.confirm(story.report())
    with pytest.raises(PR12, match=story.nora.employment.employee_no):
        pay_runs.release(run_id=run.pk, by=story.cast.rhys, at=scenarios.NOW)
    old = BankAccount.objects.get(employment=story.nora.employment)
    payment = {
        "partner": story.partner, "run": run, "employment": story.nora.employment, "person": story.nora.person,
        "amount": D("1.00"), "holder": old.holder, "last_four": old.last_four, "fingerprint": old.fingerprint,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="undecided"), transaction.atomic():
        Payment.objects.create(**payment)
    story.arrange(case)
    PensionNotice.objects.create(partner=story.partner, case=case, body="F", told_on=DIED, how="Call",
                                 noted_by=story.cora, noted_at=AT)  # fmt: skip
    story.decide(case)
    story.act_for_the_estate(case)
    with pytest.raises(DatabaseError, match="verified account"), transaction.atomic():
        Payment.objects.create(**payment)


# --- letters and pages ----------------------------------------------------------------------------------------------
def test_letters_to_the_representative_go_through_the_gateway(story, case):
    story.act_for_the_estate(case)
    to = family_letters.Correspondent(
        name="Ned Marsh", relation="EXECUTOR", address="1 Quay Street\nNewtown NT1 1AA", evidence="Grant 1700"
    )
    family_letters.record_correspondent(case=case.uuid, wanted=to, by=story.cora, at=AT)
    family_letters.write(
        case=case.uuid, template="estate_account", title="Before we can pay", words="Dear Ned", by=story.cora, at=AT
    )

    assert Letter.objects.get().template_code == "estate_account"
    assert OutboundMessage.objects.filter(channel="POST").count() == 1


def test_the_account_is_worked_on_the_page_of_the_case(story, case):
    base, cora = f"{P}people/deaths/{case.uuid}/", client_of(story.cora)
    assert "Pay waits for an estate" in cora.get(P).content.decode()
    asked = {
        "name": "Ned Marsh", "authority": "WILL", "document": "Grant 1700", "dated": f"{DIED:%d/%m/%Y}",
        "holder": "Ned Marsh", "sort_code": "08-99-99", "account_number": "66374958", "roll_number": "",
    }  # fmt: skip
    assert cora.post(f"{base}estate/", asked | {"account_number": "1"}).status_code == 422
    row = record(story, case)
    page = cora.get(base).content.decode()
    assert "ending 4958" in page
    assert "66374958" not in page
    assert client_of(story.cora).post(f"{base}estate/{row.uuid}/verify/", NUMBERS | {"how": "Rang"}).status_code == 403
    amara = client_of(story.cast.amara)
    assert "Verify the account of an estate" in amara.get(P).content.decode()
    wrong = NUMBERS | {"account_number": "66374959", "how": "Rang the solicitor"}
    assert amara.post(f"{base}estate/{row.uuid}/verify/", wrong).status_code == 422
    assert amara.post(f"{base}estate/{row.uuid}/verify/", NUMBERS | {"how": "Rang the solicitor"}).status_code == 302
    assert cora.post(f"{base}estate/{row.uuid}/stop/", {"why": "They gave another"}).status_code == 302

    row.refresh_from_db()
    assert row.state == "STOPPED"
    assert client_of(story.lena).get(f"{base}estate/").status_code == 403
