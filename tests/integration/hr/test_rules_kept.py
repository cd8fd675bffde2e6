"""Each rule of people and pay terms is kept: one attempt to break it, by the rule's name."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import rules
from hr.checks import Terms
from hr.facts import Fact
from hr.operations import (
    bank,
    costs,
    covering,
    disclosure,
    elements,
    inputs,
    legal_details,
    number_clashes,
    pensions,
    people,
    tax,
    terms,
    undo,
)
from hr.operations.elements import ElementDetails
from hr.operations.entries import Entry
from hr.operations.legal_details import LegalDetails
from hr.operations.people import ContactDetails
from hr.operations.terms import Pay
from hr.rules import RuleBroken
from partners.models import Grant
from partners.operations import delegations
from partners.roles import Role
from partners.scope import partner_scope
from tests.factories import hr as make
from tests.integration.hr.test_teams import _unit
from tests.people import FOREVER, grant, user

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
UNKNOWN = date(2026, 3, 31)


@pytest.fixture
def world(ann, said, org, scope, at):
    return SimpleNamespace(ann=ann, said=said, org=org, cast=scope, at=at, by={"by": scope.hana, "at": at})


def code(w, text="K475", on=NOVEMBER, **more):
    given = {"week1month1": False, "source": "P6", "notice_date": date(2026, 10, 30)} | w.said | more
    return tax.change_tax_code(employment=w.ann.employment.uuid, code=text, effective_from=on, **given)


def code_out_of_order(w):
    code(w, on=DECEMBER)
    code(w, "BR")


def code_twice(w):
    code(w)
    code(w)


def cancel_what_holds(w):
    undo.cancel_change(fact=Fact.TAX_CODE, row=code(w).uuid, **w.said)


def cancel_the_first_of_two(w):
    first = code(w, on=DECEMBER)
    code(w, "BR", on=date(2027, 1, 1))
    undo.cancel_change(fact=Fact.TAX_CODE, row=first.uuid, **w.said)


def stop_no_loan(w):
    tax.stop_student_loan(employment=w.ann.employment.uuid, plan="2", last_day=NOVEMBER, **w.said)


def director(w):
    tax.change_ni_category(
        employment=w.ann.employment.uuid, category="A", director_method="annual", effective_from=NOVEMBER, **w.said
    )


def loan_twice(w):
    for on in (NOVEMBER, DECEMBER):
        given = {"plan": "2", "source": "SL1", "effective_from": on}
        tax.start_student_loan(employment=w.ann.employment.uuid, **given, **w.said)


def account(w, holder="A Abbott", number="12345678"):
    given = {"holder": holder, "sort_code": "070116", "account_number": number, "effective_from": NOVEMBER}
    bank.change_bank_account(employment=w.ann.employment.uuid, **given, **w.said)


def nino_of_another(w):
    make.person(w.cast.northshire, nino="AB123456C")
    number_clashes.require_unknown(partner_id=w.cast.northshire.pk, person=w.ann.person.uuid, nino="AB123456C")


def correct(w, **details):
    legal_details.put(person=w.ann.person.uuid, details=LegalDetails(**details), **w.said)


def contact(w, **details):
    people.correct_contacts(person=w.ann.person.uuid, details=ContactDetails(**details), **w.said)


def hours(w, number, **more):
    given = {"contract_hours": Decimal(number), "effective_from": NOVEMBER} | more
    terms.change_hours(assignment=w.ann.assignment.uuid, **given, **w.said)


def pay(w, **basis):
    terms.change_pay(assignment=w.ann.assignment.uuid, pay=Pay(**basis), effective_from=NOVEMBER, **w.said)


def impossible_week(w):
    whole = Terms(
        contract="PERMANENT", contract_hours=Decimal(37), full_time_hours=Decimal(200), weeks_in_year=Decimal(52),
        spot_annual=Decimal(30000),
    )  # fmt: skip
    terms.set_terms(assignment=w.ann.assignment.uuid, terms=whole, effective_from=NOVEMBER, **w.said)


def point_outside(w):
    low = make.grade(w.org.scale, w.org.points["5"], w.org.points["6"], code="G2")
    pay(w, grade=low.uuid, spine_point=w.org.points["21"].uuid)


def point_without_value(w):
    bare = type(w.org.points["5"]).objects.create(partner=w.cast.northshire, scale=w.org.scale, code="99", sequence=99)
    pay(w, spine_point=bare.uuid)


def second_scheme(w):
    other = make.pension_scheme(w.cast.northshire, code="NEST", law_scheme="")
    pensions.join(assignment=w.ann.assignment.uuid, scheme=other.uuid, effective_from=NOVEMBER, **w.said)


def half_of_nest(w):
    other = make.pension_scheme(w.cast.northshire, code="NEST", law_scheme="")
    given = {"scheme": other.uuid, "section": "fifty_fifty", "effective_from": NOVEMBER}
    pensions.join(assignment=w.ann.assignment.uuid, **given, **w.said)


def shares(w, share, **centre):
    found = make.cost_centre(w.org.entity, "CC300", **centre)
    given = {"shares": {found.uuid: Decimal(share)}, "effective_from": NOVEMBER}
    costs.change_cost_split(assignment=w.ann.assignment.uuid, **given, **w.said)


def recurring(w, element, **entry):
    given = {"entry": Entry(**entry), "effective_from": NOVEMBER}
    elements.add_recurring(assignment=w.ann.assignment.uuid, element=element.uuid, **given, **w.said)


def taken_for_another_job(w):
    """Lines of a payslip name no job: nobody could say for which of two orders they were taken."""
    order = make.pay_element(w.cast.northshire, "ORDER", kind="deduction")
    make.recurring(w.ann, order, remaining=Decimal("80.00"))
    second = make.assignment(w.ann.employment, w.org, n=2)
    given = {"effective_from": NOVEMBER, "entry": Entry(amount=Decimal(5))} | w.said
    elements.add_recurring(assignment=second.uuid, element=order.uuid, **given)


def recurring_twice(w):
    for _ in range(2):
        recurring(w, w.org.elements["ALLOWANCE"], amount=Decimal(5))


def element_out_of_use(w):
    old = make.pay_element(w.cast.northshire, "OLD", valid=DateRange(date(2020, 1, 1), NOVEMBER))
    recurring(w, old, amount=Decimal(5))


def element_code_taken(w):
    details = ElementDetails(code="union", name="Union", kind="deduction", method="AMOUNT")
    elements.create_element(partner_id=w.cast.northshire.pk, details=details, starts_on=NOVEMBER, **w.said)


def enter(w):
    given = {"element": w.org.elements["OVERTIME"].uuid, "entry": Entry(units=Decimal(2)), "period_start": NOVEMBER}
    return inputs.enter(assignment=w.ann.assignment.uuid, **given, **w.by)


def entry_between_periods(w):
    given = {"element": w.org.elements["OVERTIME"].uuid, "entry": Entry(units=Decimal(2))}
    inputs.enter(assignment=w.ann.assignment.uuid, period_start=date(2026, 11, 2), **given, **w.by)


def own_entry(w):
    inputs.approve(monthly_input=enter(w).uuid, **w.by)


def own_pay(w):
    Grant.objects.create(
        user=w.cast.hana, partner=w.cast.northshire, role=Role.EMPLOYEE, person_id=w.ann.person.pk, valid=FOREVER,
        reason="x",
    )  # fmt: skip
    enter(w)


def silent_rejection(w):
    inputs.reject(monthly_input=enter(w).uuid, note="", by=w.cast.ben, at=w.at)


def hours_before_others(w):
    hours(w, "30.00", effective_from=date(2026, 12, 1))
    hours(w, "20.00")


ATTEMPTS = {
    rules.ReasonGiven: lambda w: code(w, reason=" "),
    rules.WithinTheJob: lambda w: code(w, on=UNKNOWN),
    rules.NoLaterChange: code_out_of_order,
    rules.LaterDecides: hours_before_others,
    rules.NotFarAhead: lambda w: code(w, on=date(3026, 11, 1)),
    rules.SomethingChanges: code_twice,
    rules.OnlyFutureIsCancelled: cancel_what_holds,
    rules.LastChangeFirst: cancel_the_first_of_two,
    rules.SomethingToEnd: stop_no_loan,
    rules.DirectorHasDate: director,
    rules.NoticeNotAfterUse: lambda w: code(w, notice_date=date(2026, 11, 3)),
    rules.BankPassesModulus: account,
    rules.BankHolderGiven: lambda w: account(w, holder=" ", number="12345672"),
    rules.NinoOnce: nino_of_another,
    rules.BornWithinRange: lambda w: correct(w, date_of_birth=date(2020, 1, 1)),
    rules.UnusualAge: lambda w: rules.check_usual_age(date(2011, 1, 1), on=NOVEMBER, is_confirmed=False),
    rules.CountryKnown: lambda w: contact(w, nationality="QQ"),
    rules.NamedAtLeastBySurname: lambda w: correct(w, surname=""),
    rules.EmailLooksRight: lambda w: contact(w, email="nobody"),
    rules.HoursWithinFullTime: lambda w: hours(w, "38.00"),
    rules.FullTimeIsPossible: impossible_week,
    rules.HoursForAContract: lambda w: hours(w, "0.00"),
    rules.TermTimeHasWeeks: lambda w: hours(w, "30.00", contract="TERM_TIME"),
    rules.OnePayBasis: pay,
    rules.PointWithinGrade: point_outside,
    rules.PointHasValue: point_without_value,
    rules.PayIsSensible: lambda w: pay(w, spot_annual=Decimal(-1)),
    rules.LoanNotTwice: loan_twice,
    rules.OneSchemeAtATime: second_scheme,
    rules.SectionOfScheme: half_of_nest,
    rules.SharesAddUp: lambda w: shares(w, "99"),
    rules.CostCentreIsOpen: lambda w: shares(w, "100", valid=DateRange(date(2020, 1, 1), NOVEMBER)),
    rules.ElementInUse: element_out_of_use,
    rules.EntryFitsElement: lambda w: recurring(w, w.org.elements["OVERTIME"], amount=Decimal(5)),
    rules.PeriodOfCalendar: entry_between_periods,
    rules.EntryIsSensible: lambda w: recurring(w, w.org.elements["ALLOWANCE"], amount=Decimal(-5)),
    rules.RecurringOnce: recurring_twice,
    rules.RemainderOnce: taken_for_another_job,
    rules.SecondPerson: own_entry,
    rules.NotOneself: own_pay,
    rules.DecisionIsExplained: silent_rejection,
    rules.UnmaskNeedsReason: lambda w: disclosure.unmask_nino(person=w.ann.person.uuid, reason="why not", **w.by),
    rules.CodeIsFree: element_code_taken,
}


def test_whoever_covers_decides_nothing_the_giver_could_not(ann, scope, at):
    """HR-COVER-OWN: rule NotTheirOwnEither. Mona asked for it herself, and lent what she may decide to Nils."""
    care = ann.assignment.post.org_unit
    mona, nils = user("Mona"), user("Nils")
    grant(mona, scope.northshire, Role.LINE_MANAGER, unit=care.pk)
    roads = _unit(care, "ROADS", parent=None)
    grant(nils, scope.northshire, Role.LINE_MANAGER, unit=roads.pk)
    day = timezone.localdate(at)
    lent = delegations.Wanted(email=nils.email, start=day, last_day=day + timedelta(days=7), reason="Annual leave")
    delegations.give(partner_id=scope.northshire.pk, wanted=lent, by=mona, at=at)
    asked = SimpleNamespace(partner_id=scope.northshire.pk, assignment=ann.assignment, person_id=ann.person.pk)

    def giver(asked_by):
        with partner_scope(scope.northshire.pk, actor_id=nils.pk, unit_ids=frozenset({care.pk, roads.pk})):
            return covering.behalf_of(asked, permission="leave.approve", asked_by=asked_by, by=nils, at=at)

    assert giver(scope.hana.human_id) == mona
    with pytest.raises(RuleBroken) as caught:
        giver(mona.human_id)
    assert caught.value.rule == "HR-COVER-OWN"


def test_every_rule_has_an_attempt():
    assert set(ATTEMPTS) == set(rules.ALL_RULES)


@pytest.mark.parametrize("rule", ATTEMPTS, ids=lambda rule: rule.__name__)
def test_a_rule_is_kept(rule, world, settings, tmp_path):
    # invented weights under which 12345678 (digit sum 36) is no account of 07-01-16
    weights = " ".join(["0"] * 6 + ["1"] * 8)
    (tmp_path / "weights.txt").write_text(f"070116 070116 MOD10 {weights}\n")
    settings.BANK_WEIGHTS_FILE = str(tmp_path / "weights.txt")

    with pytest.raises(RuleBroken) as caught:
        ATTEMPTS[rule](world)

    assert caught.value.rule == rule.code
