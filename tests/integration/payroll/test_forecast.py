"""What a change would do to somebody's pay, as the people who approve it see it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hr.models import AssignmentTerms
from partners.models import ApprovalStep, ChangeRequest
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.scope import partner_scope
from payroll.models import Payslip
from payroll.queries.forecast import pay_figures
from tests.factories import hr as make
from tests.factories import payroll

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def ann(cast):
    """Ann on £33,143 a year, NJC point 21 (NJC circular of 23 July 2025), paid monthly, in no pension scheme."""
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        found = make.employee(cast.northshire, annual="33143", with_pension=False)
        payroll.calendar(found.org.pay_group, by=cast.amara)
        yield found


def figures(ann, on=NOVEMBER):
    found = pay_figures(partner_id=ann.person.partner_id, person_id=ann.person.pk, on=on)
    return [(one.label.split(",")[0], one.value, one.is_cost) for one in found]


def hours(ann, week, start=NOVEMBER):
    payload = {
        "assignment": str(ann.assignment.uuid), "contract": "PERMANENT", "contract_hours": week,
        "effective_from": start.isoformat(), "paid_weeks": None, "working_pattern": "",
    }  # fmt: skip
    return Proposal(kind="hr.hours", payload=payload, reason="Flexible working")


def test_the_figures_are_those_of_the_first_whole_period(ann):
    # 33,143 / 12 = 2,761.92; tax on 2,761.92 - 1,048.25 (1257L, month 1) at 20%: 342.60 (whole pounds of 1,713);
    # NI 8% of 2,761.92 - 1,048; employer's NI 15% of 2,761.92 - 417
    assert figures(ann) == [
        ("Pay before deductions", Decimal("2761.92"), False),
        ("Take-home pay", Decimal("2282.21"), False),
        ("Cost to the employer", Decimal("3113.66"), True),
    ]


def test_the_past_of_the_year_does_not_matter(ann):
    assert figures(ann, date(2026, 5, 1))[1][1] == figures(ann)[1][1]


def test_nothing_is_written(ann):
    figures(ann)

    assert not Payslip.objects.exists()


def test_what_cannot_be_worked_out_says_why_and_has_no_value(ann):
    ann.tax_code.delete()

    (found,) = pay_figures(partner_id=ann.person.partner_id, person_id=ann.person.pk, on=NOVEMBER)

    assert (found.value, found.is_cost) == (None, True)
    assert "There is no tax code on the pay date" in found.words


def test_beyond_the_calendar_there_is_no_figure(ann):
    (found,) = pay_figures(partner_id=ann.person.partner_id, person_id=ann.person.pk, on=date(2027, 4, 2))

    assert found.value is None
    assert "no pay period after that day" in found.words


def test_fewer_hours_need_the_hr_manager_alone_and_show_what_they_cost(cast, ann):
    row = changes.submit(partner_id=cast.northshire.pk, proposal=hours(ann, "18.5"), by=cast.hana, at=AT)

    assert [step.title for step in row_steps(row)] == ["HR manager"]
    effects = {label.split(",")[0]: (old, new) for label, old, new, *_ in row.effects}
    assert effects["Full-time equivalent"] == ("1", "0.5")
    assert effects["Pay before deductions"] == ("£2,761.92", "£1,380.96")
    assert AssignmentTerms.objects.get().contract_hours == Decimal(37)


def test_more_hours_need_the_budget_holder_as_well(cast, ann):
    less = changes.submit(partner_id=cast.northshire.pk, proposal=hours(ann, "18.5"), by=cast.hana, at=AT)
    changes.approve(change=less.uuid, content_hash=less.content_hash, by=cast.ben, at=AT)

    more = changes.submit(
        partner_id=cast.northshire.pk, proposal=hours(ann, "30", date(2026, 12, 1)), by=cast.hana, at=AT
    )

    assert [(step.title, step.why) for step in row_steps(more)] == [
        ("HR manager", ""),
        ("Budget holder", "The employer’s cost rises"),
    ]
    for who in (cast.gwen, cast.ben):
        more = changes.approve(change=more.uuid, content_hash=more.content_hash, by=who, at=AT)
    assert more.state == "APPLIED"
    assert [row.contract_hours for row in AssignmentTerms.objects.order_by("valid")] == [
        Decimal(37), Decimal("18.5"), Decimal(30),
    ]  # fmt: skip


def row_steps(row: ChangeRequest):
    return ApprovalStep.objects.filter(change=row).order_by("number")
