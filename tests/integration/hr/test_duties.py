"""Acting up, honoraria, secondments, title and place, contract, grade, name, corrections (domain HR-07)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from hr.engine.leaving_reasons import Notice
from hr.facts import Fact
from hr.models import (
    ActingUp,
    Assignment,
    AssignmentTerms,
    CostSplit,
    Employment,
    FixedTerm,
    FormerName,
    GradeDecision,
    Honorarium,
    JobParticulars,
    PensionMembership,
    PostHolding,
    RecurringElement,
    TaxCode,
)
from hr.operations import (
    acting,
    contracts,
    corrections,
    grading,
    honoraria,
    leavings,
    names,
    particulars,
    secondments,
    terms,
    undo,
)
from hr.operations.acting import Cover
from hr.operations.terms import Pay
from hr.operations.terms_later import Later
from hr.rules import RuleBroken
from partners.models import AuditEvent, Grant
from partners.roles import Role
from tests.factories import hr as make
from tests.people import grant, user

JAN, FEB, JUN, JUL = date(2027, 1, 1), date(2027, 2, 1), date(2027, 6, 30), date(2027, 7, 1)


@pytest.fixture
def senior(org):
    """A post above Ann's, and grade G9 of points 21 and 22 that it is paid by."""
    post = make.post(org.unit, make.job_role(org.staff_group, code="R9", title="Senior officer"), post_no="P900")
    return post, make.grade(org.scale, org.points["21"], org.points["22"], code="G9")


@pytest.fixture
def cover(org, senior):
    post, grade = senior
    return {
        "post": post.uuid, "percent": Decimal(100), "grade": grade.uuid, "spine_point": org.points["21"].uuid,
        "review_on": date(2027, 4, 1),
    }  # fmt: skip


@pytest.fixture
def act(ann, cover, said):
    def start(first=JAN, last=JUN, **more):
        return acting.start(
            assignment=ann.assignment.uuid, cover=Cover(**cover | more), effective_from=first, last_day=last, **said
        )

    return start


def points(job):
    rows = AssignmentTerms.objects.filter(assignment=job).select_related("spine_point").order_by("valid")
    return [(row.valid.lower, row.spine_point.code, row.contract_hours) for row in rows]


def broken(code):
    return pytest.raises(RuleBroken, check=lambda error: error.rule == code)


# --- acting up --------------------------------------------------------------------------------------------------------
def test_acting_up_pays_the_covered_grade_and_falls_back_by_itself(ann, act):
    act()

    assert points(ann.assignment) == [
        (make.START, "6", Decimal(37)), (JAN, "21", Decimal(37)), (JUL, "6", Decimal(37)),
    ]  # fmt: skip


def test_a_change_of_hours_goes_on_through_the_cover_and_after_it(ann, act, said):
    act()

    terms.change_hours(assignment=ann.assignment.uuid, contract_hours=Decimal(30), effective_from=FEB, **said)

    assert points(ann.assignment)[1:] == [
        (JAN, "21", Decimal(37)), (FEB, "21", Decimal(30)), (JUL, "6", Decimal(30)),
    ]  # fmt: skip


def test_a_back_dated_change_of_the_own_pay_goes_on_behind_the_cover(ann, act, org, said):
    act()

    terms.change_pay(
        assignment=ann.assignment.uuid, pay=Pay(spine_point=org.points["5"].uuid), effective_from=date(2026, 12, 1),
        **said,
    )  # fmt: skip

    assert [(day, point) for day, point, _hours in points(ann.assignment)] == [
        (make.START, "6"), (date(2026, 12, 1), "5"), (JAN, "21"), (JUL, "5"),
    ]  # fmt: skip


def test_ending_it_early_puts_the_own_pay_back(ann, act, said):
    row = act()

    acting.end(acting=row.uuid, last_day=date(2027, 1, 31), **said)

    assert [(day, point) for day, point, _hours in points(ann.assignment)] == [
        (make.START, "6"), (JAN, "21"), (FEB, "6"), (JUL, "6"),
    ]  # fmt: skip
    row.refresh_from_db()
    assert (row.valid.upper, row.review_on) == (FEB, date(2027, 1, 31))
    with broken("HR-ACTING-RUNS"):
        acting.end(acting=row.uuid, last_day=FEB, **said)


def test_less_than_the_whole_is_an_honorarium_with_the_same_end(ann, act, org, said):
    row = act(percent=Decimal(50), element=org.elements["ALLOWANCE"].uuid)

    paid = RecurringElement.objects.get(pk=row.honorarium_id)
    assert (paid.amount, paid.valid) == (Decimal("307.92"), DateRange(JAN, JUL))  # (34,237 − 26,847) ÷ 2 ÷ 12
    assert len(points(ann.assignment)) == 1

    acting.end(acting=row.uuid, last_day=date(2027, 1, 31), **said)
    paid.refresh_from_db()
    assert paid.valid.upper == FEB


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"last": date(2028, 1, 1)}, "HR-ACTING-A-YEAR"),
        ({"review_on": date(2026, 12, 31)}, "HR-ACTING-REVIEW"),
        ({"percent": Decimal(0)}, "HR-ACTING-SHARE"),
        ({"percent": Decimal(50)}, "HR-ACTING-ELEMENT"),
        ({"first": make.START, "last": date(2027, 1, 31), "review_on": date(2026, 12, 1)}, "HR-ACTING-OWN-PAY"),
    ],
)
def test_a_cover_that_cannot_be_is_refused(act, wish, code):
    with broken(code):
        act(**wish)

    assert not ActingUp.objects.exists()


def test_hr_acting_post_hr_acting_more_hr_acting_once(ann, act, org):
    with broken("HR-ACTING-POST"):
        act(post=org.post.uuid)
    with broken("HR-ACTING-MORE"):
        act(grade=org.grade.uuid, spine_point=org.points["6"].uuid)
    act()
    with broken("HR-ACTING-ONCE"):
        act(first=FEB)


def test_exactly_twelve_months_are_possible(act):
    assert act(last=date(2027, 12, 31)).valid == DateRange(JAN, date(2028, 1, 1))


def test_hr_acting_pay_changes_inside_the_days_is_refused(ann, act, org, said):
    terms.change_pay(
        assignment=ann.assignment.uuid, pay=Pay(spine_point=org.points["5"].uuid), effective_from=FEB, **said
    )

    with broken("HR-ACTING-PAY-CHANGES"):
        act()


def test_hr_not_while_acting_the_own_pay_is_left_alone(ann, act, org, said):
    act()

    with broken("HR-NOT-WHILE-ACTING"):
        terms.change_pay(
            assignment=ann.assignment.uuid, pay=Pay(spine_point=org.points["5"].uuid), effective_from=FEB, **said
        )
    last = AssignmentTerms.objects.filter(assignment=ann.assignment).order_by("-valid").first()
    with broken("HR-NOT-WHILE-ACTING"):
        undo.cancel_change(fact=Fact.TERMS, row=last.uuid, **said)


def test_the_database_ends_the_pay_with_the_cover(ann, act):
    row = act()
    inside = AssignmentTerms.objects.get(assignment=ann.assignment, acting=row)

    with pytest.raises(IntegrityError, match="ends with the cover"), transaction.atomic():
        AssignmentTerms.objects.filter(assignment=ann.assignment, valid__startswith=JUL).update(acting=row)
    with pytest.raises(IntegrityError, match="still carry the pay"), transaction.atomic():
        ActingUp.objects.filter(pk=row.pk).update(valid=DateRange(JAN, FEB), review_on=JAN)
    with pytest.raises(IntegrityError, match="at_most_a_year"), transaction.atomic():
        ActingUp.objects.filter(pk=row.pk).update(valid=DateRange(JAN, date(2028, 1, 2)))
    assert inside.valid == DateRange(JAN, JUL)


# --- honoraria --------------------------------------------------------------------------------------------------------
def award(ann, org, said, last, **more):
    given = {
        "element": org.elements["ALLOWANCE"].uuid, "amount": Decimal(150), "basis": "PROJECT",
        "basis_words": "One day a week at point 21",
    } | more  # fmt: skip
    return honoraria.award(
        assignment=ann.assignment.uuid, award=honoraria.Award(**given), effective_from=JAN, last_day=last, **said
    )


def test_an_honorarium_ends_and_is_reviewed_beyond_six_months(ann, org, said):
    short = award(ann, org, said, JUN)
    assert short.review_on is None
    assert RecurringElement.objects.get(pk=short.recurring_id).valid == DateRange(JAN, JUL)

    with pytest.raises(IntegrityError, match="long_is_reviewed"), transaction.atomic():
        Honorarium.objects.filter(pk=short.pk).update(valid=DateRange(JAN, date(2027, 7, 2)))


def test_a_longer_honorarium_names_the_day_of_the_regrade_review(ann, org, said):
    assert award(ann, org, said, JUL).review_on == JUL


def test_hr_honorarium_basis_is_said(ann, org, said):
    with broken("HR-HONORARIUM-BASIS"):
        award(ann, org, said, JUN, basis_words="  ")


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)  # fmt: skip
def test_months_on_end_with_the_month(day, months, found):
    assert honoraria.after_months(day, months) == found


# --- secondments ------------------------------------------------------------------------------------------------------
AGREED = {"organisation": "Combined Authority", "contact": "Finance, invoices desk"}


def test_a_secondment_out_holds_the_post_and_names_who_pays(ann, said):
    wanted = secondments.Agreement(**AGREED, funded_percent=Decimal(60), is_recharged=True)

    row = secondments.second_out(
        assignment=ann.assignment.uuid, agreement=wanted, effective_from=JAN, last_day=JUN, **said
    )

    assert (row.direction, row.funded_percent, row.may_return, row.valid) == ("OUT", 60, True, DateRange(JAN, JUL))
    with broken("HR-SECONDMENT-ONCE"):
        secondments.second_out(
            assignment=ann.assignment.uuid, agreement=wanted, effective_from=JUN, last_day=JUL, **said
        )


@pytest.mark.parametrize(
    ("agreed", "days", "code"),
    [
        (AGREED, (JUL, JUN), "HR-SECONDMENT-END"),
        (AGREED | {"is_recharged": True}, (JAN, JUN), "HR-SECONDMENT-SHARE"),
        (AGREED | {"contact": " "}, (JAN, JUN), "HR-SECONDMENT-NAMED"),
    ],
)
def test_an_unclear_secondment_is_refused(ann, said, agreed, days, code):
    with broken(code):
        secondments.second_out(
            assignment=ann.assignment.uuid, agreement=secondments.Agreement(**agreed), effective_from=days[0],
            last_day=days[1], **said,
        )  # fmt: skip


def test_access_of_somebody_seconded_in_ends_with_the_secondment(ann, scope, said):
    contracts.change_contract(
        assignment=ann.assignment.uuid, wanted=contracts.Wanted(contract="SECONDMENT_IN"),
        effective_from=date(2026, 12, 1), **said,
    )  # fmt: skip
    login = user("Sec")
    grant(login, scope.northshire, Role.EMPLOYEE, person_id=ann.person.pk)
    grant(login, scope.northshire, Role.BUDGET_HOLDER)
    wanted = secondments.Agreement(**AGREED)

    secondments.second_in(assignment=ann.assignment.uuid, agreement=wanted, effective_from=JAN, last_day=JUN, **said)

    assert {row.valid.upper for row in Grant.objects.filter(user=login)} == {JUL}


def test_hr_secondment_contract_tells_in_from_out(ann, said):
    with broken("HR-SECONDMENT-CONTRACT"):
        secondments.second_in(
            assignment=ann.assignment.uuid, agreement=secondments.Agreement(**AGREED), effective_from=JAN, last_day=JUN,
            **said,
        )  # fmt: skip


# --- title, place, manager --------------------------------------------------------------------------------------------
def particular(job, said, first=JAN, **wanted):
    return particulars.change_particulars(
        assignment=job.uuid, wanted=particulars.Particulars(**{"title": "Team leader"} | wanted), effective_from=first,
        **said,
    )  # fmt: skip


def test_a_title_is_dated_and_the_job_follows_on_its_day(ann, said):
    particular(ann.assignment, said, location="County Hall")
    ann.assignment.refresh_from_db()
    assert ann.assignment.title != "Team leader"

    partner_id, day = ann.person.partner_id, datetime(2027, 1, 1, 9, tzinfo=UTC)
    assert particulars.keep_titles_in_step(partner_id=partner_id, at=day) == 1
    ann.assignment.refresh_from_db()
    assert ann.assignment.title == "Team leader"
    assert particulars.keep_titles_in_step(partner_id=partner_id, at=day) == 0


def test_hr_manager_loop_lines_of_reporting_do_not_come_back(ann, org, scope, said):
    bob = make.employee(scope.northshire, org=org)
    particular(bob.assignment, said, manager=ann.assignment.uuid)

    with broken("HR-MANAGER-LOOP"):
        particular(ann.assignment, said, manager=bob.assignment.uuid)
    with broken("HR-MANAGER-LOOP"):
        particular(ann.assignment, said, manager=ann.assignment.uuid)


def test_hr_job_title_is_given(ann, said):
    with broken("HR-JOB-TITLE"):
        particular(ann.assignment, said, title="x" * 2_000_000)
    assert not JobParticulars.objects.exists()


# --- contract ---------------------------------------------------------------------------------------------------------
def contract(job, said, first=JAN, **wanted):
    given = {"contract": "FIXED_TERM", "ends_on": JUN, "ground": "A grant"} | wanted
    return contracts.change_contract(
        assignment=job.uuid, wanted=contracts.Wanted(**given), effective_from=first, **said
    )


def test_a_fixed_term_is_extended_before_it_expires(ann, said):
    contract(ann.assignment, said)

    contract(ann.assignment, said, first=JUL, ends_on=date(2028, 6, 30))

    assert [row.ends_on for row in FixedTerm.objects.order_by("valid")] == [JUN, date(2028, 6, 30)]
    assert AssignmentTerms.objects.filter(contract="FIXED_TERM").count() == 1


def test_hr_extend_in_time_never_after_the_end(ann, said):
    contract(ann.assignment, said)

    with broken("HR-EXTEND-IN-TIME"):
        contract(
            ann.assignment, said | {"at": datetime(2027, 7, 1, 9, tzinfo=UTC)}, first=JUL, ends_on=date(2027, 9, 1)
        )


def hired_until(last, org, scope):
    """Somebody who was hired for a fixed term: job, terms and employment end with it, and so does all else."""
    end = last + timedelta(days=1)
    one = make.employee(scope.northshire, org=org, end=end, terms_fields={"contract": "FIXED_TERM"})
    rows = (one.assignment, one.terms, one.pension, TaxCode.objects.get(employment=one.employment))
    for row in rows:
        row.valid = make.DateRange(row.valid.lower, end)
        row.save()
    return one, [one.employment, *rows]


def ends(rows):
    for row in rows:
        row.refresh_from_db()
    return {row.valid.upper for row in rows}


def test_an_extension_moves_job_employment_and_terms_and_permanent_removes_their_end(org, scope, said):
    """Domain HR-07: fixed-term extension before expiry; from the day after the last one, without a gap."""
    one, rows = hired_until(JUN, org, scope)
    assert ends(rows) == {JUL}

    contract(one.assignment, said, first=JUL, ends_on=date(2028, 6, 30))
    assert ends(rows) == {date(2028, 7, 1)}
    assert FixedTerm.objects.get().ends_on == date(2028, 6, 30)

    contract(one.assignment, said, first=FEB, contract="PERMANENT", ends_on=None, ground="")
    assert ends([one.employment, one.assignment, rows[-1]]) == {None}
    assert PostHolding.objects.get(assignment=one.assignment).valid.upper is None
    assert AssignmentTerms.objects.order_by("-valid").first().valid.upper is None


def whole(job):
    """Return everything of a job and its employment, as it is."""
    tables = (Assignment, AssignmentTerms, PostHolding, PensionMembership, CostSplit, FixedTerm)
    found = {one.__name__: list(one.objects.filter(**of_job(one, job)).order_by("pk").values()) for one in tables}
    return found | {"Employment": list(Employment.objects.filter(pk=job.employment_id).values())}


def of_job(model, job):
    return {"pk": job.pk} if model is Assignment else {"assignment": job}


def test_a_job_without_an_end_ends_with_its_contract_and_goes_on_when_that_is_cancelled(ann, said):
    """Domain HR-05, HR-07: on the day, the employment with its last job; taken back bit for bit, in either order."""
    job, before = ann.assignment, whole(ann.assignment)
    contract(job, said, first=FEB)
    rows = [ann.employment, job, ann.pension, AssignmentTerms.objects.order_by("-valid").first()]
    assert ends(rows) == {JUL}
    assert PostHolding.objects.get(assignment=job).valid.upper == JUL

    first = FixedTerm.objects.get()
    undo.cancel_change(fact=Fact.TERMS, row=AssignmentTerms.objects.order_by("-valid").first().uuid, **said)
    undo.cancel_change(fact=Fact.FIXED_TERM, row=first.uuid, **said)
    assert whole(job) == before


def test_cancelled_rows_of_a_contract_move_the_end_back_one_by_one(ann, said):
    job = ann.assignment
    contract(job, said)
    short = whole(job)
    contract(job, said, first=JUL, ends_on=date(2028, 6, 30))
    assert ends([job, ann.employment]) == {date(2028, 7, 1)}
    undo.cancel_change(fact=Fact.FIXED_TERM, row=FixedTerm.objects.order_by("-valid").first().uuid, **said)
    assert whole(job) == short

    contract(job, said, first=FEB, contract="PERMANENT", ends_on=None, ground="")
    assert ends([job, ann.employment]) == {None}
    undo.cancel_change(fact=Fact.TERMS, row=AssignmentTerms.objects.order_by("-valid").first().uuid, **said)
    undo.cancel_ending(fact=Fact.FIXED_TERM, row=FixedTerm.objects.get().uuid, **said)
    assert whole(job) == short


def test_hr_contract_ahead_and_hr_contract_later_and_what_was_changed_since(ann, said):
    job = ann.assignment
    late = said | {"at": datetime(2027, 2, 10, 9, tzinfo=UTC)}
    with broken("HR-CONTRACT-AHEAD"):
        contract(job, late, first=JAN, ends_on=date(2027, 1, 31))
    terms.change_pay(assignment=job.uuid, pay=Pay(spot_annual=Decimal(40000)), effective_from=JUL, **said)
    with broken("HR-CONTRACT-LATER"):
        contract(job, said)
    contract(job, said, ends_on=date(2027, 12, 31))
    Employment.objects.filter(pk=job.employment_id).update(valid=make.DateRange(ann.employment.valid.lower, None))
    with broken("HR-LEAVING-PUT-BACK"):
        undo.cancel_change(fact=Fact.FIXED_TERM, row=FixedTerm.objects.get().uuid, **said)


def test_the_employment_goes_on_while_another_job_does(ann, org, said):
    other = make.assignment(ann.employment, org, n=2)
    make.terms(other, org)
    contract(ann.assignment, said)

    assert ends([ann.assignment]) == {JUL}
    assert ends([ann.employment, other]) == {None}


def test_hr_extend_in_time_and_hr_end_of_leaving_hold_for_jobs_that_end(org, scope, said):
    one, rows = hired_until(JUN, org, scope)
    late = said | {"at": datetime(2027, 7, 1, 9, tzinfo=UTC)}
    for first, at in ((JUL, late), (FEB, late), (date(2027, 7, 2), said)):
        with broken("HR-EXTEND-IN-TIME"), transaction.atomic():
            contract(one.assignment, at, first=first, ends_on=date(2028, 6, 30))
    wish = leavings.Wish(
        last_day=date(2027, 3, 31),
        leaving_reason="RESIGNATION",
        notice_given_on=date(2026, 11, 1),
        notice=Notice.WORKED,
    )
    leavings.leave_employment(employment=one.employment.uuid, wish=wish, **said)
    with broken("HR-END-OF-LEAVING"):
        contract(one.assignment, said, first=FEB, ends_on=date(2028, 6, 30))
    assert ends(rows[:2]) == {date(2027, 4, 1)}


def test_hr_contract_end_belongs_to_fixed_terms_alone(ann, said):
    for wish in ({"ends_on": None}, {"ground": ""}, {"contract": "PERMANENT"}):
        with broken("HR-CONTRACT-END"):
            contract(ann.assignment, said, **wish)


def test_hr_four_years_count_from_the_first_fixed_term(org, scope, said):
    old = make.employee(scope.northshire, org=org, start=date(2024, 1, 1), terms_fields={"contract": "FIXED_TERM"})
    contract(old.assignment, said, ends_on=date(2027, 12, 30))

    with broken("HR-FOUR-YEARS"):
        contract(old.assignment, said, first=FEB, ends_on=date(2027, 12, 31))
    contract(old.assignment, said, first=FEB, ends_on=date(2027, 12, 31), justification="The grant ends then")


def test_a_fixed_term_becomes_permanent(ann, said):
    contract(ann.assignment, said)

    contract(ann.assignment, said, first=FEB, contract="PERMANENT", ends_on=None, ground="")

    assert FixedTerm.objects.get().valid.upper == FEB
    assert AssignmentTerms.objects.order_by("-valid").first().contract == "PERMANENT"


# --- grade ------------------------------------------------------------------------------------------------------------
def test_a_promotion_writes_the_equal_pay_log(ann, org, senior, said):
    wanted = grading.Grading(
        kind="PROMOTION", grade=senior[1].uuid, spine_point=org.points["21"].uuid, evaluation="JE-2026-114"
    )

    grading.change_grade(assignment=ann.assignment.uuid, grading=wanted, effective_from=JAN, **said)

    line = GradeDecision.objects.get()
    assert (line.from_point_id, line.spine_point_id, line.evaluation) == (
        org.points["6"].pk, org.points["21"].pk, "JE-2026-114",
    )  # fmt: skip
    with pytest.raises(Exception, match=r"permission denied|append"), transaction.atomic():
        GradeDecision.objects.filter(pk=line.pk).update(evaluation="x")


def test_hr_promotion_increment_at_least_one(ann, org, said):
    low = make.grade(org.scale, org.points["5"], org.points["6"], code="G4")
    wanted = {"grade": low.uuid, "spine_point": org.points["6"].uuid, "evaluation": "JE-1"}

    with broken("HR-PROMOTION-INCREMENT"):
        grading.change_grade(
            assignment=ann.assignment.uuid, grading=grading.Grading(kind="PROMOTION", **wanted), effective_from=JAN,
            **said,
        )  # fmt: skip


def test_hr_grade_another_and_hr_grade_evaluation(ann, org, senior, said):
    here = grading.Grading(kind="REGRADE", grade=org.grade.uuid, spine_point=org.points["5"].uuid, evaluation="JE-1")
    with broken("HR-GRADE-ANOTHER"):
        grading.change_grade(assignment=ann.assignment.uuid, grading=here, effective_from=JAN, **said)
    bare = grading.Grading(kind="REGRADE", grade=senior[1].uuid, spine_point=org.points["21"].uuid, evaluation=" ")
    with broken("HR-GRADE-EVALUATION"):
        grading.change_grade(assignment=ann.assignment.uuid, grading=bare, effective_from=JAN, later=Later.KEEP, **said)


# --- name -------------------------------------------------------------------------------------------------------------
def test_a_new_name_keeps_the_former_one_with_its_evidence(ann, said):
    was = ann.person.surname
    wanted = names.NewName(surname="Newname", forenames="Ann", evidence="DEED", is_restricted=True)

    names.change_name(person=ann.person.uuid, name=wanted, effective_from=date(2026, 11, 2), **said)

    ann.person.refresh_from_db()
    former = FormerName.objects.get()
    assert (ann.person.surname, former.surname, former.is_restricted) == ("Newname", was, True)
    event = AuditEvent.objects.filter(object_type="hr_formername").first()
    assert was not in str(event.changes)


def test_hr_name_today_not_one_to_come(ann, said):
    wanted = names.NewName(surname="Newname", evidence="DEED")
    with broken("HR-NAME-TODAY"):
        names.change_name(person=ann.person.uuid, name=wanted, effective_from=JAN, **said)


# --- corrections ------------------------------------------------------------------------------------------------------
def test_a_correction_puts_the_row_and_its_copies_right_and_says_so(ann, said):
    terms.change_pay(
        assignment=ann.assignment.uuid, pay=Pay(spot_annual=Decimal(30000)), effective_from=date(2026, 10, 1), **said
    )
    first = AssignmentTerms.objects.filter(assignment=ann.assignment).order_by("valid").first()
    hours = corrections.Hours(contract="PERMANENT", contract_hours=Decimal("36.5"))

    corrections.correct_hours(row=first.uuid, hours=hours, **said)

    rows = AssignmentTerms.objects.filter(assignment=ann.assignment).order_by("valid")
    assert [row.contract_hours for row in rows] == [Decimal("36.5"), Decimal("36.5")]
    assert AuditEvent.objects.filter(changes__type="CORRECTION", object_id=str(first.pk)).count() == 1


def test_a_correction_of_pay_leaves_covers_alone(ann, act, org, said):
    act()
    first = AssignmentTerms.objects.filter(assignment=ann.assignment).order_by("valid").first()

    corrections.correct_pay(row=first.uuid, pay=Pay(spine_point=org.points["5"].uuid), **said)

    assert [point for _day, point, _hours in points(ann.assignment)] == ["5", "21", "5"]


def test_hr_correction_is_of_what_has_begun(ann, said):
    terms.change_hours(assignment=ann.assignment.uuid, contract_hours=Decimal(30), effective_from=JAN, **said)
    coming = AssignmentTerms.objects.get(assignment=ann.assignment, valid__startswith=JAN)

    with broken("HR-CORRECTION"):
        corrections.correct_hours(
            row=coming.uuid, hours=corrections.Hours(contract="PERMANENT", contract_hours=Decimal(20)), **said
        )
