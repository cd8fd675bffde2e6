"""What the nightly forecast says about the next two pay periods, and who is told (lessons, differentiator 9)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.foresight import Hurt, finders, register_finder
from hr.models import (
    AssignmentTerms,
    FixedTerm,
    Forewarning,
    OrgUnit,
    PayElement,
    RecurringElement,
    Secondment,
    TaxCode,
)
from hr.operations import absences, forewarnings
from hr.operations.dated import owner_of_assignment
from hr.operations.forewarnings import CannotRecord
from hr.queries import ahead
from hr.queries.forewarnings import notice_given
from hr.queries.teams import managers_of
from partners.models import OutboundMessage
from partners.roles import Role
from partners.scope import partner_scope
from payroll.queries import foresight
from tests import scenarios
from tests.factories import hr as make
from tests.people import grant, user

ON = date(2026, 10, 23)
AT = datetime(2026, 10, 23, 1, 30, tzinfo=UTC)


@pytest.fixture
def ann(cast, request):
    """Ann on £33,143 a year (NJC point 21, circular of 23 July 2025), paid on 22 October: £2,761.92."""
    email = getattr(request, "param", "ann@home.example")
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        found = make.employee(cast.northshire, annual="33143", person_fields={"email": email})
        scenarios.released_run(cast, found.org.pay_group, month=10)
        yield found


def seen(cast, on=ON):
    return {one.hurt: one for one in foresight.foreseen(partner_id=cast.northshire.pk, on=on)}


def ahead_of(cast, on=ON):
    return {one.hurt: one for one in ahead.foreseen(partner_id=cast.northshire.pk, on=on)}


def look(cast, at=AT):
    return forewarnings.look_ahead(partner_id=cast.northshire.pk, at=at)


def terms_from(ann, start, **changes):
    old = AssignmentTerms.objects.get(assignment=ann.assignment)
    old.valid = DateRange(old.valid.lower, start)
    old.save()
    fields = {
        f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields if f.name not in {"id", "uuid", "valid"}
    }
    return AssignmentTerms.objects.create(**{**fields, **changes, "valid": DateRange(start, None)})


# --- what the calculation foresees ----------------------------------------------------------------------------------


def test_nothing_changes_and_nothing_is_foreseen(cast, ann):
    assert seen(cast) == {}


def test_much_lower_pay_is_foreseen_with_both_figures(cast, ann):
    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))

    one = seen(cast)[Hurt.PAY_DROP]

    # 33,143 / 12 = 2,761.92 in October; half the hours: 1,380.96
    assert one.detail == "£1,380.96 before deductions; the last 1 were £2,761.92 or more."
    assert one.takes_effect_on.month == 11
    assert "£" not in one.headline


def test_a_quarter_less_is_not_much_less(cast, ann):
    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("27.75"))

    assert Hurt.PAY_DROP not in seen(cast)


def test_another_pension_band_is_foreseen(cast, ann):
    # LGPS 2026-27: 6.5% up to £46,300 at most of assessed pay in the example scheme; half the pay is in a lower band
    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))

    assert seen(cast)[Hurt.PENSION_BAND].detail.startswith("From 6.5% to 5.5% of pensionable pay")


def test_what_payroll_would_quarantine_is_for_staff_only(cast, ann):
    TaxCode.objects.filter(employment=ann.employment).delete()

    one = seen(cast)[Hurt.NIL_PAY]

    assert one.for_staff_only
    assert "tax code" in one.detail


def test_a_month_of_part_pay_at_the_end_is_no_surprise(cast, ann):
    ann.employment.valid = DateRange(ann.employment.valid.lower, date(2026, 11, 10))
    ann.employment.save()

    assert seen(cast) == {}


# --- what the facts foresee -----------------------------------------------------------------------------------------


def test_the_end_of_a_fixed_term_is_foreseen_ninety_days_ahead(cast, ann):
    AssignmentTerms.objects.update(contract="FIXED_TERM")
    for last, is_seen in ((ON + timedelta(days=90), True), (ON + timedelta(days=91), False)):
        ann.assignment.valid = DateRange(ann.assignment.valid.lower, last + timedelta(days=1))
        ann.assignment.save()
        assert (Hurt.CONTRACT_END in ahead_of(cast)) is is_seen


def test_an_end_that_a_change_recorded_is_foreseen_and_told_at_ninety_sixty_and_twenty_eight_days(cast, ann):
    """Domain HR-05: alerts at 90, 60 and 28 days; from two years on the end needs a redundancy check."""
    last = ON + timedelta(days=90)
    FixedTerm.objects.create(
        **owner_of_assignment(ann.assignment), ends_on=last, ground="A grant", reason="Agreed",
        valid=DateRange(ann.assignment.valid.lower, None),
    )  # fmt: skip
    one = ahead_of(cast)[Hurt.CONTRACT_END]
    assert one.takes_effect_on == last + timedelta(days=1)
    years = (last - ann.employment.continuous_service_from).days / 365.25
    assert ("redundancy" in one.detail) is (years >= 2)

    told = []
    for left in (90, 89, 61, 60, 59, 28, 27):
        at = datetime.combine(last - timedelta(days=left), time(2), tzinfo=UTC)
        forewarnings.look_ahead(partner_id=cast.northshire.pk, at=at)
        row = Forewarning.objects.get(kind="CONTRACT_END")
        told += [left] if row.told_at == at else []
    assert told == [90, 60, 28]


def test_the_end_of_acting_up_and_of_a_secondment_is_foreseen(cast, ann):
    seconded = Secondment.objects.create(
        **owner_of_assignment(ann.assignment), direction="OUT", organisation="Host", contact="Host", funded_percent=0,
        reason="Agreed", valid=DateRange(date(2026, 4, 1), ON + timedelta(days=30)),
    )  # fmt: skip
    one = ahead_of(cast)[Hurt.DUTY_END]
    assert one.headline.startswith("The secondment ends on")
    seconded.delete()
    assert Hurt.DUTY_END not in ahead_of(cast)


def test_the_end_of_an_allowance_is_foreseen_unless_it_is_renewed(cast, ann):
    end = date(2026, 12, 1)
    element = ann.org.elements["ALLOWANCE"]
    make.recurring(ann, element, valid=DateRange(date(2026, 4, 1), end))
    one = ahead_of(cast)[Hurt.ELEMENT_END]
    assert one.headline == f"{element.name} ends on 30 November 2026"
    assert one.takes_effect_on == end

    make.recurring(ann, element, valid=DateRange(end, None))
    assert Hurt.ELEMENT_END not in ahead_of(cast)


def test_deductions_that_end_hurt_nobody(cast, ann):
    PayElement.objects.filter(pk=ann.org.elements["ALLOWANCE"].pk).update(kind=PayElement.Kind.DEDUCTION)
    make.recurring(ann, ann.org.elements["ALLOWANCE"], valid=DateRange(date(2026, 4, 1), date(2026, 12, 1)))

    assert RecurringElement.objects.count() == 1
    assert ahead_of(cast) == {}


def test_sick_pay_that_goes_down_is_foreseen(cast, ann):
    make.absence_terms(ann.org.staff_group)
    told = absences.Report(kind="SICKNESS", category="BACK", first_day=date(2026, 9, 28))
    absences.report(assignment=ann.assignment.uuid, report=told, reason="Call", by=cast.hana, at=timezone.now())

    # service from April: the first month is full, then nil (Green Book, part 2, para. 10.3); notice takes four weeks
    one = ahead_of(cast)[Hurt.SICK_PAY]
    assert one.takes_effect_on == ON + timedelta(days=28)


# --- telling --------------------------------------------------------------------------------------------------------


def test_the_person_and_the_manager_are_told_once_and_the_mail_says_nothing(cast, ann):
    mona = user("Mona")
    grant(mona, cast.northshire, Role.LINE_MANAGER)
    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))

    assert look(cast) == 2
    assert look(cast) == 0

    mail = OutboundMessage.objects.filter(kind="forewarning").order_by("id")
    assert sorted(mail.values_list("address", flat=True)) == ["ann@home.example", "mona@example.org"]
    assert all("£" not in one.subject and "lower" not in one.subject for one in mail)
    assert Forewarning.objects.filter(told_at=AT).count() == 2


@pytest.mark.parametrize("ann", [""], indirect=True)
def test_the_manager_is_told_of_somebody_without_an_address(cast, ann):
    grant(user("Mona"), cast.northshire, Role.LINE_MANAGER)
    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))

    look(cast)
    look(cast, AT + timedelta(days=1))

    mail = OutboundMessage.objects.filter(kind="forewarning")
    assert list(mail.values_list("address", flat=True)) == ["mona@example.org"]


def test_what_is_for_staff_is_told_to_nobody(cast, ann):
    TaxCode.objects.filter(employment=ann.employment).delete()

    assert look(cast) == 1
    assert not OutboundMessage.objects.filter(kind="forewarning").exists()


def test_what_is_no_longer_foreseen_goes_and_may_come_back(cast, ann):
    later = terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))
    look(cast)
    hours = later.contract_hours
    for contract_hours, is_there in ((Decimal(37), False), (hours, True)):
        AssignmentTerms.objects.filter(pk=later.pk).update(contract_hours=contract_hours)
        look(cast)
        assert Forewarning.objects.get(kind=Hurt.PAY_DROP).gone_on == (None if is_there else ON)
    assert OutboundMessage.objects.filter(kind="forewarning").count() == 1


def test_nothing_is_foreseen_for_somebody_who_has_died(cast, ann):
    from hr.operations import deaths

    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))
    known = deaths.Report(date_of_death=date(2026, 10, 20), known="FAMILY", told_by="A sister")
    deaths.report(person=ann.person.uuid, known=known, by=cast.hana, at=AT)

    assert look(cast) == 0
    assert not Forewarning.objects.exists()


def test_a_talk_is_recorded_once(cast, ann):
    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))
    look(cast)
    row = Forewarning.objects.get(kind=Hurt.PAY_DROP)

    done = forewarnings.record_talk(forewarning=row.uuid, note="Knew of it", by=cast.hana, at=AT)

    assert (done.spoken_by, done.spoken_note) == (cast.hana, "Knew of it")
    with pytest.raises(CannotRecord, match="already"):
        forewarnings.record_talk(forewarning=row.uuid, note="", by=cast.ben, at=AT)


def test_how_early_people_knew_is_counted(cast, ann):
    terms_from(ann, date(2026, 11, 1), contract_hours=Decimal("18.5"))
    look(cast)
    day = Forewarning.objects.get(kind=Hurt.PAY_DROP).takes_effect_on

    assert notice_given(partner_id=cast.northshire.pk, on=ON) == (0, 0)
    assert notice_given(partner_id=cast.northshire.pk, on=day) == (2, 2)
    Forewarning.objects.filter(kind=Hurt.PAY_DROP).update(found_on=day - timedelta(days=13))
    assert notice_given(partner_id=cast.northshire.pk, on=day) == (2, 1)


def test_a_manager_of_a_unit_above_is_a_manager_and_nobody_is_ones_own(cast, ann):
    unit = ann.assignment.post.org_unit
    below = OrgUnit.objects.create(
        partner=unit.partner, legal_entity=unit.legal_entity, parent=unit, code="B", name="Below", kind="TEAM",
        valid=unit.valid,
    )  # fmt: skip
    ann.assignment.post.org_unit = below
    ann.assignment.post.save()
    mona, oneself = user("Mona"), user("Ann")
    for who in (mona, oneself):
        grant(who, cast.northshire, Role.LINE_MANAGER, unit=unit.pk)
    grant(oneself, cast.northshire, Role.EMPLOYEE, person_id=ann.person.pk)

    found = managers_of(partner_id=cast.northshire.pk, person_ids=[ann.person.pk], on=ON)

    assert found == {ann.person.pk: [mona]}


def test_a_finder_is_registered_once():
    assert ahead.foreseen in finders()
    with pytest.raises(ValueError, match="twice"):
        register_finder("hr", foresight.foreseen)
