"""Employees with payslips of the past, for the pages of payslips: Eve and Max at Northshire, one each month of 2025."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from partners.models import User
from partners.roles import Role
from partners.scope import partner_scope
from payroll.engine.types import ItemKind
from payroll.models import Payslip
from tests.factories import hr as make
from tests.factories import payslips
from tests.people import Cast, grant, user

MAY, JUNE = date(2025, 5, 28), date(2025, 6, 27)
HIRED = date(2025, 4, 1)


@dataclass(frozen=True, slots=True)
class PayslipCast:
    """Eve and Max with payslips of May and June 2025, both released and paid; their logins."""

    cast: Cast
    eve: make.Employee
    max: make.Employee
    eve_user: User
    max_user: User
    may: dict[int, Payslip]
    june: dict[int, Payslip]

    def of_eve(self, slip: Payslip | None = None, page: str = "") -> str:
        """Return the address of Eve's payslip as she sees it: of June unless told otherwise."""
        return own_address(slip or self.june[self.eve.employment.pk], page)


def own_address(slip: Payslip, page: str = "") -> str:
    """Return the address of a payslip in self-service."""
    return f"/p/northshire/me/payslips/{slip.run.uuid}/{slip.employment.uuid}/{page}"


def run_address(slip: Payslip, page: str = "") -> str:
    """Return the address of a payslip inside its run."""
    return f"/p/northshire/pay/runs/{slip.run.uuid}/payslips/{slip.employment.uuid}/{page}"


def make_payslip_cast(cast: Cast, **eve: Any) -> PayslipCast:
    """Make everybody and their payslips."""
    by = payslips.hands(cast)
    with partner_scope(cast.northshire.pk, actor_id=cast.amara.pk, reason="test"):
        fields = {"surname": "Whitfield", "forenames": "Eleanor", "known_as": "Eve", "nino": "AB123456C"}
        one = make.employee(cast.northshire, start=HIRED, annual="31000.00", person_fields=fields, **eve)
        other = make.employee(
            cast.northshire,
            org=one.org,
            start=HIRED,
            annual="52000.00",
            person_fields={"surname": "Oduya", "forenames": "Max"},
        )
        union = payslips.item("UNION", "Union subscription", "15.50", ItemKind.DEDUCTION)
        may = payslips.released_run([one, other], by=by, pay_date=MAY)
        june = payslips.released_run(
            [one, other], by=by, pay_date=JUNE, items={one.employment.pk: (payslips.overtime("5.5", one), union)}
        )
    eve_user, max_user = user("Eve"), user("Max")
    grant(eve_user, cast.northshire, Role.EMPLOYEE, person_id=one.person.pk)
    grant(max_user, cast.northshire, Role.EMPLOYEE, person_id=other.person.pk)
    return PayslipCast(cast, one, other, eve_user, max_user, may, june)
