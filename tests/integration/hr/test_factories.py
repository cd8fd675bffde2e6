"""The factories make people that the database accepts."""

from hr import sealed
from hr.models import MonthlyInput
from partners.scope import partner_scope
from tests.factories import hr as make


def test_employee_has_everything_that_pay_needs(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        ann = make.employee(cast.northshire, annual="30000.00")
        bob = make.employee(cast.northshire, tax=None, with_pension=False)

        assert ann.terms.spot_annual == 30000
        assert bob.tax_code is None
        assert bob.org.entity == ann.org.entity
        assert sealed.open_bank(ann.bank.details, account=ann.bank.uuid).account_number == "00003036"


def test_monthly_input_is_approved_by_a_second_person(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk):
        ann = make.employee(cast.northshire)

        row = make.monthly_input(ann, ann.org.elements["OVERTIME"], by=cast.amara, units="3.00", approved_by=cast.ben)

        assert row.state == MonthlyInput.State.APPROVED
