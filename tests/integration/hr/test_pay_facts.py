"""Bank account, terms, pension, cost split, recurring elements and personal details."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr import sealed
from hr.checks import Terms
from hr.facts import Fact
from hr.models import (
    Assignment,
    AssignmentTerms,
    BankAccount,
    CostSplit,
    PayElement,
    PensionMembership,
    Person,
    RecurringElement,
)
from hr.operations import (
    bank,
    costs,
    disclosure,
    elements,
    legal_details,
    number_clashes,
    pensions,
    people,
    sensitive,
    terms,
    undo,
)
from hr.operations.elements import ElementDetails
from hr.operations.entries import Entry
from hr.operations.legal_details import LegalDetails
from hr.operations.people import ContactDetails
from hr.operations.terms import Pay
from hr.rules import RuleBroken
from partners.models import AuditEvent
from partners.scope import partner_scope
from sharedservices.common.bank import InvalidBankDetails
from sharedservices.common.nino import InvalidNino
from tests.factories import bank_changes
from tests.factories import hr as make

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def broken(message):
    return pytest.raises(RuleBroken, match=message)


def spans(rows):
    return [(row.valid.lower, row.valid.upper) for row in rows]


# --- bank account ---------------------------------------------------------------------------------------------------
ACCOUNT = {"holder": "A Abbott", "sort_code": "20-00-00", "account_number": "55779911"}


def change_bank(who, said, on=NOVEMBER, **more):
    row = bank.change_bank_account(employment=who.employment.uuid, effective_from=on, **(ACCOUNT | said | more))
    return bank_changes.checked(row, by=said["by"], at=said["at"])


@pytest.fixture
def weights(settings, tmp_path):
    """Invented weights: the account number of 20-00-00 is right when its digit sum is divisible by 10."""
    zeros, ones = " ".join(["0"] * 6), " ".join(["1"] * 8)
    (tmp_path / "weights.txt").write_text(f"200000 200000 MOD10 {zeros} {ones}\n")
    settings.BANK_WEIGHTS_FILE = str(tmp_path / "weights.txt")


def test_a_bank_account_is_sealed_and_only_four_digits_are_stored_in_the_open(ann, said):
    row = change_bank(ann, said)

    assert (row.last_four, row.modulus_check) == ("9911", "UNCHECKED")
    assert "55779911" not in row.details
    assert sealed.open_bank(row.details, account=row.uuid) == sealed.BankDetails("200000", "55779911")
    assert spans(BankAccount.objects.order_by("valid")) == [(make.START, NOVEMBER), (NOVEMBER, None)]


def test_a_bank_account_that_passes_is_valid(ann, said, weights):
    assert change_bank(ann, said, account_number="55779908").modulus_check == "VALID"


def test_a_bank_account_that_fails_is_refused_without_repeating_it(ann, said, weights):
    with broken("do not fit together") as caught:
        change_bank(ann, said, account_number="55779900")

    assert "55779900" not in caught.value.explanation
    assert BankAccount.objects.count() == 1


@pytest.mark.parametrize("more", [{"sort_code": "1"}, {"account_number": "12"}, {"roll_number": "x" * 19}])
def test_bank_details_of_the_wrong_form_are_refused(ann, said, more):
    with pytest.raises(InvalidBankDetails):
        change_bank(ann, said, **more)


@pytest.mark.parametrize("holder", ["", "  ", "x" * 101, "<b>"])
def test_a_holder_that_cannot_be_paid_is_refused(ann, said, holder):
    with broken("name on the account"):
        change_bank(ann, said, holder=holder)


def test_the_same_account_twice_is_refused(ann, said):
    change_bank(ann, said)

    with broken("Nothing would change"):
        change_bank(ann, said, sort_code="200000")


def test_numbers_stay_out_of_the_audit_trail(ann, said):
    row = change_bank(ann, said)

    events = AuditEvent.objects.filter(object_type="hr_bankaccount", object_id=str(row.pk))
    assert events.exists()
    assert not any(word in str(one.changes) for one in events for word in ("55779911", "9911", row.details))


# --- terms ----------------------------------------------------------------------------------------------------------
def change_hours(who, said, hours, on=NOVEMBER, **more):
    return terms.change_hours(
        assignment=who.assignment.uuid, contract_hours=Decimal(hours), effective_from=on, **(said | more)
    )


def change_pay(who, said, on=NOVEMBER, **pay):
    return terms.change_pay(assignment=who.assignment.uuid, pay=Pay(**pay), effective_from=on, **said)


def test_hours_change_and_pay_stays(ann, said):
    row = change_hours(ann, said, "22.20", working_pattern="Mon to Wed 7.4")

    assert (row.contract_hours, row.spine_point, row.working_pattern) == (
        Decimal("22.20"), ann.terms.spine_point, "Mon to Wed 7.4",
    )  # fmt: skip
    assert spans(AssignmentTerms.objects.order_by("valid")) == [(make.START, NOVEMBER), (NOVEMBER, None)]


def test_pay_changes_and_hours_stay(ann, said, org):
    row = change_pay(ann, said, grade=org.grade.uuid, spine_point=org.points["21"].uuid)

    assert (row.spine_point, row.contract_hours) == (org.points["21"], 37)


def test_two_changes_of_one_day_make_one_row(ann, said):
    change_hours(ann, said, "20.00")
    row = change_pay(ann, said, spot_annual=Decimal("30000.00"))

    assert (row.contract_hours, row.spot_annual, row.spine_point) == (20, 30000, None)
    assert AssignmentTerms.objects.count() == 2


def test_term_time_needs_weeks(ann, said):
    with broken("how many weeks are paid"):
        change_hours(ann, said, "30.00", contract="TERM_TIME")

    assert change_hours(ann, said, "30.00", contract="TERM_TIME", paid_weeks=Decimal("44.5")).paid_weeks == Decimal(
        "44.5"
    )
    assert change_hours(ann, said, "30.00", on=DECEMBER, contract="PERMANENT").paid_weeks is None


@pytest.mark.parametrize(
    ("hours", "message"),
    [("37.01", "37.01 hours a week is not between 0 and"), ("-1", "not between 0 and"), ("0", "has hours above 0")],
)
def test_hours_that_do_not_fit_are_refused(ann, said, hours, message):
    with broken(message):
        change_hours(ann, said, hours)


@pytest.mark.parametrize(
    ("pay", "message"),
    [
        ({}, "by exactly one of them"),
        ({"spot_annual": Decimal(1), "hourly_rate": Decimal(1)}, "by exactly one of them"),
        ({"spot_annual": Decimal("-30000")}, "not above 0"),
        ({"spot_annual": Decimal(5_000_000)}, "at most"),
        ({"hourly_rate": Decimal(0)}, "not above 0"),
    ],
)
def test_pay_that_is_not_sensible_is_refused(ann, said, pay, message):
    with broken(message):
        change_pay(ann, said, **pay)


def test_a_point_outside_its_grade_is_refused(ann, said, org, scope):
    low = make.grade(org.scale, org.points["5"], org.points["6"], code="G2")

    with broken("Point 21 is not within grade G2, which runs from 5 to 6"):
        change_pay(ann, said, grade=low.uuid, spine_point=org.points["21"].uuid)


def test_a_point_without_value_on_the_day_is_refused(scope, org, said):
    who = make.employee(scope.northshire, org=org, start=date(2024, 4, 1))

    with broken("Point 21 has no value on 1 June 2024"):
        change_pay(who, said, on=date(2024, 6, 1), spine_point=org.points["21"].uuid)


def test_first_terms_of_a_job(ann, said):
    AssignmentTerms.objects.all().delete()
    with broken("There is no set of terms on 1 November 2026"):
        change_hours(ann, said, "20.00")
    whole = Terms(
        contract="PERMANENT", contract_hours=Decimal(20), full_time_hours=Decimal(37), weeks_in_year=Decimal("52.143"),
        spot_annual=Decimal(30000),
    )  # fmt: skip

    terms.set_terms(assignment=ann.assignment.uuid, terms=whole, effective_from=NOVEMBER, **said)

    assert AssignmentTerms.objects.get().valid.lower == NOVEMBER


def test_another_partners_job_is_not_found(cast, at):
    with partner_scope(cast.southborough.pk):
        theirs = make.employee(cast.southborough)

    with partner_scope(cast.northshire.pk), pytest.raises(Assignment.DoesNotExist):
        change_hours(theirs, {"reason": "curiosity", "by": cast.hana, "at": at}, "20.00")


# --- pension --------------------------------------------------------------------------------------------------------
def test_pension_half_section_leave_and_join_again(ann, said, org):
    job = ann.assignment.uuid
    half = pensions.change_section(assignment=job, section="fifty_fifty", effective_from=NOVEMBER, **said)
    pensions.leave(assignment=job, last_day=date(2026, 12, 31), **said)
    pensions.join(assignment=job, scheme=org.pension.uuid, effective_from=date(2027, 4, 1), **said)

    assert half.section == "fifty_fifty"
    assert spans(PensionMembership.objects.order_by("valid")) == [
        (make.START, NOVEMBER), (NOVEMBER, date(2027, 1, 1)), (date(2027, 4, 1), None),
    ]  # fmt: skip


def test_a_second_scheme_at_the_same_time_is_refused(ann, said, scope):
    other = make.pension_scheme(scope.northshire, code="NEST", law_scheme="")

    with broken("already in a pension scheme from 1 April 2026"):
        pensions.join(assignment=ann.assignment.uuid, scheme=other.uuid, effective_from=NOVEMBER, **said)


def test_a_scheme_without_half_section(scope, org, said):
    who = make.employee(scope.northshire, org=org, with_pension=False)
    nest = make.pension_scheme(scope.northshire, code="NEST", name="NEST", law_scheme="")

    with broken("The scheme NEST has no 50/50 section"):
        pensions.join(
            assignment=who.assignment.uuid, scheme=nest.uuid, section="fifty_fifty", effective_from=NOVEMBER, **said
        )
    with broken("There is no pension membership"):
        pensions.leave(assignment=who.assignment.uuid, last_day=NOVEMBER, **said)


# --- cost split -----------------------------------------------------------------------------------------------------
@pytest.fixture
def second(org):
    return make.cost_centre(org.entity, "CC200")


def split(who, said, shares, on=NOVEMBER):
    given = {centre.uuid: Decimal(share) for centre, share in shares.items()}
    return costs.change_cost_split(assignment=who.assignment.uuid, shares=given, effective_from=on, **said)


def test_a_cost_split_changes(ann, said, org, second):
    split(ann, said, {org.cost_centre: "70", second: "30"})

    now = CostSplit.objects.filter(valid__contains=NOVEMBER).order_by("-percent")
    assert [(row.cost_centre.code, row.percent) for row in now] == [("CC100", 70), ("CC200", 30)]
    assert CostSplit.objects.get(valid__contains=date(2026, 10, 31)).percent == 100


def test_a_cost_split_is_corrected_on_its_first_day_and_cancelled_before_it(ann, said, org, second):
    split(ann, said, {org.cost_centre: "70", second: "30"}, on=DECEMBER)
    split(ann, said, {org.cost_centre: "60", second: "40"}, on=DECEMBER)
    assert CostSplit.objects.count() == 3

    costs.cancel_cost_split(assignment=ann.assignment.uuid, effective_from=DECEMBER, **said)

    assert spans(CostSplit.objects.all()) == [(make.START, None)]


@pytest.mark.parametrize("shares", [("70", "20"), ("100", "0"), ("70.00001", "29.99999"), ("110", "-10")])
def test_shares_that_do_not_add_up_are_refused(ann, said, org, second, shares):
    with broken("add up to"):
        split(ann, said, dict(zip((org.cost_centre, second), shares, strict=True)))


def test_the_same_split_and_a_closed_centre_are_refused(ann, said, org):
    closed = make.cost_centre(org.entity, "OLD", valid=DateRange(date(2020, 1, 1), NOVEMBER))
    with broken("Nothing would change"):
        split(ann, said, {org.cost_centre: "100"})

    with broken("Cost centre OLD is not open on 1 November 2026"):
        split(ann, said, {closed: "100"})


def test_a_centre_of_another_employer_is_refused(ann, said, scope):
    other = make.cost_centre(make.legal_entity(scope.northshire, "PCC"), "CC900")

    with broken("Cost centre CC900 is not open"):
        split(ann, said, {other: "100"})


def test_the_database_itself_refuses_shares_that_stop_adding_up(ann, said, org, second):
    split(ann, said, {org.cost_centre: "70", second: "30"})

    with pytest.raises(IntegrityError, match=r"70\.0000 percent on 2026-12-01"):
        end_one_share(second)


def end_one_share(centre):
    with transaction.atomic():
        CostSplit.objects.filter(cost_centre=centre).update(valid=DateRange(NOVEMBER, DECEMBER))
        costs.check_now()


# --- elements -------------------------------------------------------------------------------------------------------
def add(who, said, code, entry, on=NOVEMBER, **more):
    element = who.org.elements[code].uuid
    return elements.add_recurring(
        assignment=who.assignment.uuid, element=element, entry=entry, effective_from=on, **(said | more)
    )


def test_a_recurring_element_starts_and_ends(ann, said):
    row = add(ann, said, "ALLOWANCE", Entry(amount=Decimal(50)), last_day=date(2027, 3, 31))
    elements.end_recurring(recurring=row.uuid, last_day=date(2026, 12, 31), **said)

    assert spans(RecurringElement.objects.all()) == [(NOVEMBER, date(2027, 1, 1))]
    with broken("There is no pay element"):
        elements.end_recurring(recurring=row.uuid, last_day=date(2027, 1, 31), **said)


def change(row, said, amount, on=DECEMBER, **entry):
    entry = entry or {"amount": Decimal(amount)}
    return elements.change_recurring(recurring=row.uuid, entry=Entry(**entry), effective_from=on, **said)


def test_the_amount_of_a_recurring_element_changes_from_a_day(ann, said, scope):
    row = add(ann, said, "ALLOWANCE", Entry(amount=Decimal(50)), last_day=date(2027, 3, 31))
    change(row, said, 60)

    found = RecurringElement.objects.order_by("valid")
    assert [(one.amount, one.valid.lower, one.valid.upper) for one in found] == [
        (Decimal(50), NOVEMBER, DECEMBER),
        (Decimal(60), DECEMBER, date(2027, 4, 1)),
    ]
    made = AuditEvent.objects.filter(object_type="hr_recurringelement").latest("id")
    assert (made.actor_id, made.reason) == (scope.hana.pk, said["reason"])
    with broken("is outside the pay element"):
        change(row, said, 70, on=date(2027, 1, 1))
    with broken("Nothing would change"):
        change(found[1], said, 60, on=date(2027, 1, 1))
    with broken("gives an amount"):
        change(found[1], said, 0, on=date(2027, 1, 1), units=Decimal(3))


def test_a_recurring_element_is_corrected_from_its_own_first_day(ann, said):
    row = add(ann, said, "ALLOWANCE", Entry(amount=Decimal(50)))
    change(row, said, 60, on=NOVEMBER)

    assert [(one.amount, one.valid.lower) for one in RecurringElement.objects.all()] == [(Decimal(60), NOVEMBER)]


def test_a_recurring_change_to_come_bars_an_earlier_one_and_can_be_taken_back(ann, said):
    row = add(ann, said, "ALLOWANCE", Entry(amount=Decimal(50)))
    later = change(row, said, 60)
    with broken("later|1 December 2026"):
        change(row, said, 70, on=date(2026, 11, 15))

    undo.cancel_change(fact=Fact.RECURRING, row=later.uuid, **said)

    assert [(one.amount, one.valid.upper) for one in RecurringElement.objects.all()] == [(Decimal(50), None)]


def test_the_same_element_twice_is_refused(ann, said):
    add(ann, said, "ALLOWANCE", Entry(amount=Decimal(50)))

    with broken("The job already has Allowance from 1 November 2026"):
        add(ann, said, "ALLOWANCE", Entry(amount=Decimal(60)), on=DECEMBER)


@pytest.mark.parametrize(
    ("code", "entry", "message"),
    [
        ("ALLOWANCE", Entry(units=Decimal(3)), "An entry of Allowance gives an amount in pounds"),
        ("OVERTIME", Entry(amount=Decimal(3)), "An entry of Overtime gives hours only"),
        ("OVERTIME", Entry(units=Decimal(3), rate=Decimal(9)), "hours only"),
        ("ALLOWANCE", Entry(amount=Decimal(-5)), "not above 0"),
        ("ALLOWANCE", Entry(amount=Decimal(1_000_000)), "at most 100,000"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(ann, said, code, entry, message):
    with broken(message):
        add(ann, said, code, entry)


def test_the_catalogue_takes_new_elements_and_ends_them(scope, org, said):
    details = ElementDetails(
        code="standby", name="Standby", kind="payment", method="UNITS_AT_RATE", rate=Decimal("30.00")
    )
    given = {"partner_id": scope.northshire.pk, "starts_on": make.START}
    row = elements.create_element(details=details, **given, **said)
    assert row.code == "STANDBY"
    with broken("The code STANDBY is already in use"):
        elements.create_element(details=details, **given, **said)

    elements.end_element(element=row.uuid, last_day=date(2026, 10, 31), **said)

    who = make.employee(scope.northshire, org=org)
    with broken("The pay element Standby is not in use on 1 November 2026"):
        elements.add_recurring(
            assignment=who.assignment.uuid,
            element=row.uuid,
            entry=Entry(units=Decimal(1)),
            effective_from=NOVEMBER,
            **said,
        )


def test_an_element_that_a_job_still_has_is_not_ended(ann, said):
    add(ann, said, "ALLOWANCE", Entry(amount=Decimal(50)))

    with broken("The job already has Allowance"):
        elements.end_element(element=ann.org.elements["ALLOWANCE"].uuid, last_day=date(2026, 11, 30), **said)
    assert PayElement.objects.get(code="ALLOWANCE").valid.upper is None


def test_a_recurring_element_to_come_is_cancelled(ann, said):
    row = add(ann, said, "ALLOWANCE", Entry(amount=Decimal(50)), on=DECEMBER)

    undo.cancel_change(fact=Fact.RECURRING, row=row.uuid, **said)

    assert not RecurringElement.objects.exists()


# --- the person -----------------------------------------------------------------------------------------------------
def test_details_are_corrected(ann, said):
    legal_details.put(person=ann.person.uuid, details=LegalDetails(surname=" Abbot  Smith "), **said)

    assert Person.objects.get().surname == "Abbot Smith"
    with broken("Nothing would change"):
        legal_details.put(person=ann.person.uuid, details=LegalDetails(surname="Abbot Smith"), **said)


def test_a_protected_address_leaves_no_trace_of_itself(ann, said, scope):
    days = {"review_on": date(2027, 3, 1)}
    sensitive.restrict(person=ann.person.uuid, kind="ADDRESS", **days, **said)
    people.correct_contacts(
        person=ann.person.uuid, details=ContactDetails(postcode="NB9 9ZZ", phone="01632 960999"), **said
    )

    assert Person.objects.get().is_sensitive
    events = AuditEvent.objects.filter(object_type="hr_person")
    assert events.latest("id").changes == {"postcode": "changed", "phone": "changed"}
    assert not [one for one in events if "NB1 1AA" in str(one.changes) or "NB9 9ZZ" in str(one.changes)]
    with pytest.raises(sensitive.CannotRestrict, match="so already"):
        sensitive.restrict(person=ann.person.uuid, kind="ADDRESS", **days, **said)


@pytest.mark.parametrize(
    ("details", "message"),
    [
        (LegalDetails(surname=" "), "There is no surname"),
        (LegalDetails(date_of_birth=date(2020, 1, 1)), "not between 13 and 100"),
        (ContactDetails(email="not an address"), "not an e-mail address"),
    ],
)
def test_impossible_details_are_refused(ann, said, details, message):
    with broken(message):
        change = people.correct_contacts if isinstance(details, ContactDetails) else legal_details.put
        change(person=ann.person.uuid, details=details, **said)


def test_a_nino_is_corrected_sealed_and_found_again(ann, said, scope):
    legal_details.put_nino(person=ann.person.uuid, nino="ab 12 34 56 c", **said)

    row = Person.objects.get(nino_index=sealed.nino_index("AB123456C", partner_id=scope.northshire.pk))
    assert sealed.open_nino(row.nino, person=row.uuid) == "AB123456C"
    legal_details.put_nino(person=ann.person.uuid, nino="", **said)
    assert Person.objects.get().nino == ""


def test_a_nino_of_somebody_else_is_refused_without_saying_whose(ann, scope, org, said):
    make.employee(scope.northshire, org=org, person_fields={"nino": "AB123456C", "surname": "Secret"})

    with broken("Another person of this organisation") as caught:
        number_clashes.require_unknown(partner_id=scope.northshire.pk, person=ann.person.uuid, nino="AB123456C")
    assert "Secret" not in caught.value.explanation
    assert "AB123456C" not in caught.value.explanation


def test_a_nino_known_at_another_partner_is_free_here(cast, at):
    with partner_scope(cast.southborough.pk):
        make.employee(cast.southborough, person_fields={"nino": "AB123456C"})
    with partner_scope(cast.northshire.pk):
        ann = make.employee(cast.northshire)

        legal_details.put_nino(person=ann.person.uuid, nino="AB123456C", reason="Letter", by=cast.hana, at=at)


def test_a_malformed_nino_is_refused(ann, said):
    with pytest.raises(InvalidNino):
        legal_details.put_nino(person=ann.person.uuid, nino="TN123456A", **said)


# --- looking --------------------------------------------------------------------------------------------------------
def test_unmasking_needs_a_reason_and_leaves_a_trace(ann, scope, at):
    with broken("give a reason of at least 10"):
        disclosure.unmask_bank(account=ann.bank.uuid, reason="please", by=scope.rhys, at=at)

    details = disclosure.unmask_bank(account=ann.bank.uuid, reason="Payment came back", by=scope.rhys, at=at)
    nino = disclosure.unmask_nino(person=ann.person.uuid, reason="Answer to HMRC letter", by=scope.rhys, at=at)

    assert details.account_number == "00003036"
    assert nino.startswith("AB")
    events = AuditEvent.objects.filter(action="UNMASK", actor_id=scope.rhys.pk).order_by("id")
    assert [(one.object_type, one.reason) for one in events] == [
        ("hr_bankaccount", "Payment came back"), ("hr_person", "Answer to HMRC letter"),
    ]  # fmt: skip


def test_a_view_leaves_a_trace(ann, scope, at):
    disclosure.record_view(person=ann.person, what="pay and tax", by=scope.chen, at=at)

    event = AuditEvent.objects.get(action="VIEW")
    assert (event.actor_id, event.object_id, event.changes) == (
        scope.chen.pk,
        str(ann.person.pk),
        {"shown": "pay and tax"},
    )


def test_another_partners_data_is_not_unmasked(cast, at):
    with partner_scope(cast.southborough.pk):
        theirs = make.employee(cast.southborough)

    with partner_scope(cast.northshire.pk), pytest.raises(BankAccount.DoesNotExist):
        disclosure.unmask_bank(account=theirs.bank.uuid, reason="curiosity killed", by=cast.rhys, at=at)
